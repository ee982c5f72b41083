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
#define MAX_TIMES    1000
#define MAX_HOURS    8784

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

/* ---- signs ---------------------------------------------------------------------------------------------------------- */

/* What all signs have; 'least' is the key of the number from which on. *ret_v is the object, absent where nothing is said. */
static fl_status parse_sign(fl_json signs, const char *key, const char *const *keys, const char *least, fl_sign_rule fallback,
			    fl_sign_rule *ret, fl_json *ret_v, fl_error *err)
{
	bool has;
	fl_json v = fl_json_get(signs, key);
	*ret = fallback;
	*ret_v = v;
	if (fl_json_type_of(v) == FL_JSON_BOOL) {
		ret->on = fl_json_bool(v);
		*ret_v = fl_json_get(v, "");
		return FL_OK;
	}
	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'%s' must be true, false, or an object such as {\"%s\": %lld}", key, least,
				     (long long)fallback.least);
	if (fl_json_present(v))
		FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_i64(v, least, fallback.least, 0, MAX_FLOWERS, &ret->least, err));
	FL_TRY(fl_json_take_i64(v, "times", fallback.times, 0, MAX_TIMES, &ret->times, err));
	FL_TRY(fl_setting_share(v, "share", &ret->share, &has, err));
	if (!has)
		ret->share = fallback.share;
	return FL_OK;
}

static fl_status parse_signs(fl_json tally, fl_sign_rules *ret, fl_error *err)
{
	static const char *const kinds[] = { "concentrated", "burst", "one_organisation", "new_givers", NULL };
	static const char *const concentrated[] = { "flowers", "share", "effective_givers", NULL };
	static const char *const burst[] = { "flowers", "share", "times", "hours", NULL };
	static const char *const one[] = { "flowers", "share", "times", "giver_flowers", NULL };
	static const char *const fresh[] = { "givers", "share", "times", NULL };
	fl_json signs = fl_json_get(tally, "signs"), v;
	bool on = fl_json_type_of(signs) != FL_JSON_BOOL || fl_json_bool(signs);
	int64_t hours;
	if (fl_json_present(signs) && fl_json_type_of(signs) != FL_JSON_BOOL && fl_json_type_of(signs) != FL_JSON_OBJECT)
		return fl_json_error(signs, err, FL_EINVAL, "'signs' must be true, false, or an object such as {\"burst\": {\"times\": 5}}");
	if (fl_json_type_of(signs) == FL_JSON_OBJECT)
		FL_TRY(fl_json_only(signs, kinds, err));
	FL_TRY(parse_sign(signs, kinds[0], concentrated, "flowers", (fl_sign_rule){ on, 50, { 1, 2 }, 0 }, &ret->concentrated, &v, err));
	FL_TRY(fl_json_take_i64(v, "effective_givers", 5, 0, MAX_FLOWERS, &ret->effective_few, err));
	FL_TRY(parse_sign(signs, kinds[1], burst, "flowers", (fl_sign_rule){ on, 50, { 1, 2 }, 3 }, &ret->burst, &v, err));
	FL_TRY(fl_json_take_i64(v, "hours", 1, 1, MAX_HOURS, &hours, err));
	ret->burst_seconds = hours * 3600;
	FL_TRY(parse_sign(signs, kinds[2], one, "flowers", (fl_sign_rule){ on, 50, { 4, 5 }, 2 }, &ret->one_organisation, &v, err));
	FL_TRY(fl_json_take_i64(v, "giver_flowers", 3, 1, MAX_FLOWERS, &ret->giver_flowers, err));
	return parse_sign(signs, kinds[3], fresh, "givers", (fl_sign_rule){ on, 30, { 1, 2 }, 3 }, &ret->new_givers, &v, err);
}

fl_status fl_tally_rules_parse(fl_json tally, int offset_minutes, fl_tally_rules *ret, fl_error *err)
{
	FL_TRY(fl_json_take_i64(tally, "per_giver_per_dream", 0, 0, MAX_FLOWERS, &ret->per_dream, err));
	FL_TRY(fl_json_take_i64(tally, "per_giver_per_day", 0, 0, MAX_FLOWERS, &ret->per_day, err));
	FL_TRY(fl_json_take_i64(tally, "per_giver", 0, 0, MAX_FLOWERS, &ret->per_giver, err));
	FL_TRY(parse_window(tally, offset_minutes, ret, err));
	FL_TRY(parse_earned(tally, ret, err));
	FL_TRY(parse_signs(tally, &ret->signs, err));
	return parse_tiers(tally, ret, err);
}
