/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_rules.c - "tally" of round.json: which flowers count. Sources and their weights are read by round.c.
 */
#include "domain/tally_rules.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/setting.h"

#define MAX_FLOWERS  1000000000000
#define TIER_REGULAR 5
#define TIER_HEAVY   50

const char *fl_tally_rule_name(fl_tally_rule rule)
{
	static const char *const names[] = { "window", "earned", "sources", "per-day", "per-dream", "per-giver" };
	return names[rule];
}

bool fl_tally_in_window(const fl_tally_rules *rules, int64_t given)
{
	if (!rules->has_from && !rules->has_before)
		return true;
	if (given == FL_TIME_NONE)
		return false;
	return (!rules->has_from || given >= rules->from) && (!rules->has_before || given < rules->before);
}

static fl_status take_time(fl_json object, const char *key, int offset_minutes, int64_t *ret, bool *ret_has, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	*ret_has = fl_json_present(v) && fl_json_type_of(v) != FL_JSON_NULL;
	if (!*ret_has)
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_STRING || !fl_time_parse(fl_json_text(v), offset_minutes, ret))
		return fl_json_error(v, err, FL_EINVAL, "'%s' must be a date or time such as '2026-09-05 08:00'", key);
	return FL_OK;
}

static fl_status parse_window(fl_json tally, int offset_minutes, fl_tally_rules *ret, fl_error *err)
{
	FL_TRY(take_time(tally, "from", offset_minutes, &ret->from, &ret->has_from, err));
	FL_TRY(take_time(tally, "before", offset_minutes, &ret->before, &ret->has_before, err));
	if (ret->has_from && ret->has_before && ret->from >= ret->before)
		return fl_json_error(fl_json_get(tally, "before"), err, FL_EINVAL, "'before' is not after 'from'");
	return FL_OK;
}

/* "cap", or {"excess": "cap", "unknown": "none"}. */
static fl_status parse_earned(fl_json tally, fl_tally_rules *ret, fl_error *err)
{
	static const char *const words[] = { "ignore", "flag", "cap", "refuse", NULL };
	static const char *const unknown[] = { "pass", "none", NULL };
	static const char *const keys[] = { "excess", "unknown", NULL };
	fl_json v = fl_json_get(tally, "earned");
	int choice, none;
	if (fl_json_type_of(v) != FL_JSON_OBJECT) {
		FL_TRY(fl_setting_choice(tally, "earned", words, FL_EXCESS_IGNORE, &choice, err));
		ret->excess = (fl_excess)choice;
		return FL_OK;
	}
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_setting_choice(v, "excess", words, FL_EXCESS_FLAG, &choice, err));
	FL_TRY(fl_setting_choice(v, "unknown", unknown, 0, &none, err));
	ret->excess = (fl_excess)choice;
	ret->earned_by_all = none == 1;
	return FL_OK;
}

static fl_status parse_tiers(fl_json tally, fl_tally_rules *ret, fl_error *err)
{
	static const char *const keys[] = { "regular", "heavy", NULL };
	fl_json v = fl_json_get(tally, "tiers");
	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'tiers' must be an object such as {\"regular\": 5, \"heavy\": 50}");
	if (fl_json_present(v))
		FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_i64(v, "regular", TIER_REGULAR, 1, MAX_FLOWERS, &ret->tier[0], err));
	FL_TRY(fl_json_take_i64(v, "heavy", TIER_HEAVY, 1, MAX_FLOWERS, &ret->tier[1], err));
	if (ret->tier[1] < ret->tier[0])
		return fl_json_error(v, err, FL_EINVAL, "'heavy' is less than 'regular'");
	return FL_OK;
}

fl_status fl_tally_rules_parse(fl_json tally, int offset_minutes, fl_tally_rules *ret, fl_error *err)
{
	FL_TRY(fl_json_take_i64(tally, "per_giver_per_dream", 0, 0, MAX_FLOWERS, &ret->per_dream, err));
	FL_TRY(fl_json_take_i64(tally, "per_giver_per_day", 0, 0, MAX_FLOWERS, &ret->per_day, err));
	FL_TRY(fl_json_take_i64(tally, "per_giver", 0, 0, MAX_FLOWERS, &ret->per_giver, err));
	FL_TRY(parse_window(tally, offset_minutes, ret, err));
	FL_TRY(parse_earned(tally, ret, err));
	return parse_tiers(tally, ret, err);
}
