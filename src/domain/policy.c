/* SPDX-License-Identifier: Apache-2.0
 *
 * policy.c - the "policy" of round.json, its defaults, and what in it contradicts itself.
 */
#include "domain/policy.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/setting.h"

#define NODE_LIMIT_DEFAULT 50000
#define NODE_LIMIT_MAX     1000000000

static const char *const names[] = { "support", "greedy", NULL };
static const char *const roundings[] = { "largest-remainder", "floor", NULL };
static const char *const greedy_rules[] = { "skip", "no-skip", NULL };
static const char *const keys[] = { "name",          "indivisible", "cap",      "cap_share",
				    "minimum_award", "granularity", "rounding", "tie_order",
				    "greedy",        "node_limit",  NULL };

const char *fl_policy_name(fl_policy_kind kind)
{
	return names[kind];
}

/* "submitted" or "lottery:SEED" */
static fl_status parse_tie_order(fl_json v, fl_arena *arena, fl_policy *ret, fl_error *err)
{
	fl_str text, lottery = FL_STR("lottery:");

	FL_TRY(fl_json_take_str(v, "tie_order", FL_STR("submitted"), &text, err));
	ret->tie_order = FL_TIE_SUBMITTED;
	if (fl_str_eqz(text, "submitted"))
		return FL_OK;
	if (!fl_str_starts(text, lottery) || text.len == lottery.len || text.len > 200)
		return fl_json_error(fl_json_get(v, "tie_order"), err, FL_EINVAL,
				     "'tie_order' must be 'submitted' or 'lottery:SEED'");
	ret->tie_order = FL_TIE_LOTTERY;
	ret->lottery_seed = fl_arena_str(arena, fl_str_slice(text, lottery.len, text.len));
	return ret->lottery_seed.data ? FL_OK : fl_enomem(err);
}

/* An amount that, where it stands, must be above zero. */
static fl_status parse_positive(fl_json v, const char *key, const fl_currency *currency, fl_money *ret, fl_error *err)
{
	bool has;

	FL_TRY(fl_setting_amount(v, key, currency, ret, &has, err));
	if (has && *ret == 0)
		return fl_json_error(fl_json_get(v, key), err, FL_EINVAL, "'%s' must be above zero", key);
	return FL_OK;
}

static fl_status parse_limits(fl_json v, const fl_currency *currency, fl_policy *ret, fl_error *err)
{
	FL_TRY(parse_positive(v, "cap", currency, &ret->cap, err));
	FL_TRY(parse_positive(v, "minimum_award", currency, &ret->minimum, err));
	FL_TRY(parse_positive(v, "granularity", currency, &ret->granularity, err));
	if (ret->granularity == 0)
		ret->granularity = 1;
	FL_TRY(fl_setting_share(v, "cap_share", &ret->cap_share, &ret->has_cap_share, err));
	if (ret->has_cap_share && ret->cap_share.num == 0)
		return fl_json_error(fl_json_get(v, "cap_share"), err, FL_EINVAL, "'cap_share' must be above zero");
	if (ret->cap > 0 && ret->minimum > ret->cap)
		return fl_json_error(fl_json_get(v, "minimum_award"), err, FL_EINVAL,
				     "'minimum_award' is more than 'cap'");
	return FL_OK;
}

fl_status fl_policy_parse(fl_json v, const fl_currency *currency, fl_arena *arena, fl_policy *ret, fl_error *err)
{
	int choice;

	*ret = (fl_policy){ .cap_share = { 1, 1 }, .granularity = 1, .lottery_seed = FL_STR("") };
	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'policy' must be an object such as {\"name\": \"support\"}");
	if (fl_json_present(v))
		FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_setting_choice(v, "name", names, FL_POLICY_SUPPORT, &choice, err));
	ret->kind = (fl_policy_kind)choice;
	FL_TRY(fl_setting_choice(v, "rounding", roundings, FL_ROUND_LARGEST_REMAINDER, &choice, err));
	ret->rounding = (fl_rounding)choice;
	FL_TRY(fl_setting_choice(v, "greedy", greedy_rules, FL_GREEDY_SKIP, &choice, err));
	ret->greedy = (fl_greedy_rule)choice;
	FL_TRY(fl_json_take_bool(v, "indivisible", false, &ret->indivisible, err));
	FL_TRY(parse_limits(v, currency, ret, err));
	FL_TRY(parse_tie_order(v, arena, ret, err));
	FL_TRY(fl_json_take_i64(v, "node_limit", NODE_LIMIT_DEFAULT, 1, NODE_LIMIT_MAX, &ret->node_limit, err));
	if (ret->rounding == FL_ROUND_FLOOR && ret->minimum > 0)
		return fl_json_error(fl_json_get(v, "rounding"), err, FL_EINVAL,
				     "'rounding' cannot be 'floor' where there is a 'minimum_award'");
	return FL_OK;
}
