/* SPDX-License-Identifier: Apache-2.0
 *
 * policy.c - the "policy" of round.json, its defaults, and what in it contradicts itself.
 */
#include "domain/policy.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/setting.h"

#include <gmp.h>

#define NODE_LIMIT_DEFAULT 50000
#define NODE_LIMIT_MAX     1000000000

#define MAX_TRANCHES       16
#define MAX_LABEL          1000 /* bytes */
#define MAX_WEIGHT         1000000
#define MAX_RATIO          1000

static const char *const names[] = {
	"support", "tranches", "coverage", "proportional", "quadratic", "equal-shares", "greedy", NULL
};
static const char *const breadths[] = { "none", "roots", "givers", NULL };
static const char *const targets[] = { "pairwise", "drop-remainders", "alpha", "median", NULL };
static const char *const roundings[] = { "largest-remainder", "floor", NULL };
static const char *const satisfactions[] = { "cost", "number", "flowers", NULL };
static const char *const completions[] = { "add1u", "add1", "add1-comparison", "greedy", "none", NULL };
static const char *const greedy_rules[] = { "skip", "no-skip", NULL };
static const char *const keys[] = { "name",          "indivisible", "cap",      "cap_share",
				    "minimum_award", "granularity", "rounding", "tie_order",
				    "greedy",        "node_limit",  "tranches", "quadratic",
				    "match_ratio",   "base_grant",  "cap_budget_share", "equal_shares", "breadth", NULL };

const char *fl_breadth_name(fl_breadth breadth)
{
	return breadths[breadth];
}

const char *fl_policy_name(fl_policy_kind kind)
{
	return kind == FL_POLICY_MODEL ? "model" : names[kind];
}

fl_str fl_policy_label(const fl_policy *policy)
{
	return policy->kind == FL_POLICY_MODEL ? policy->label : fl_str_of(names[policy->kind]);
}

const char *const *fl_policy_names(void)
{
	return names;
}

/* One of the names, or "model:FILE". */
static fl_status parse_name(fl_json v, fl_arena *arena, fl_policy *ret, fl_error *err)
{
	int choice;
	fl_str text = fl_json_text(fl_json_get(v, "name")), prefix = FL_STR("model:");

	if (!fl_str_starts(text, prefix) || fl_json_type_of(fl_json_get(v, "name")) != FL_JSON_STRING) {
		FL_TRY(fl_setting_choice(v, "name", names, FL_POLICY_SUPPORT, &choice, err));
		ret->kind = (fl_policy_kind)choice;
		return FL_OK;
	}
	FL_TRY(fl_setting_text(v, "name", MAX_LABEL, arena, &ret->label, err));
	ret->kind = FL_POLICY_MODEL;
	ret->model = fl_str_slice(ret->label, prefix.len, ret->label.len);
	if (ret->model.len == 0)
		return fl_json_error(fl_json_get(v, "name"), err, FL_EINVAL,
				     "'model:' names no file, such as 'model:grant.mod'");
	return FL_OK;
}

bool fl_policy_staged(const fl_policy *policy)
{
	return policy->kind == FL_POLICY_COVERAGE || policy->kind == FL_POLICY_PROPORTIONAL ||
	       policy->kind == FL_POLICY_QUADRATIC;
}

/* "submitted", "lottery:SEED", or the SHA-256 of a seed that is revealed later */
static fl_status parse_tie_order(fl_json v, fl_arena *arena, fl_policy *ret, fl_error *err)
{
	fl_str text, lottery = FL_STR("lottery:"), sealed = FL_STR(FL_LOTTERY_SEALED);

	FL_TRY(fl_json_take_str(v, "tie_order", FL_STR("submitted"), &text, err));
	ret->tie_order = FL_TIE_SUBMITTED;
	if (fl_str_eqz(text, "submitted"))
		return FL_OK;
	ret->tie_order = FL_TIE_LOTTERY;
	if (fl_str_starts(text, sealed)) {
		ret->seed_sealed = fl_digest_read_hex(fl_str_slice(text, sealed.len, text.len), &ret->seed_digest);
		return ret->seed_sealed ? FL_OK : fl_json_error(fl_json_get(v, "tie_order"), err, FL_EINVAL,
								"a sealed seed is '" FL_LOTTERY_SEALED "' and its SHA-256: 64 hexadecimal digits");
	}
	if (!fl_str_starts(text, lottery) || text.len == lottery.len || text.len > 200)
		return fl_json_error(fl_json_get(v, "tie_order"), err, FL_EINVAL,
				     "'tie_order' must be 'submitted', 'lottery:SEED' or '" FL_LOTTERY_SEALED "HEX'");
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
	FL_TRY(fl_setting_share(v, "cap_budget_share", &ret->cap_budget_share, &ret->has_cap_budget_share, err));
	if (ret->has_cap_budget_share && ret->cap_budget_share.num == 0)
		return fl_json_error(fl_json_get(v, "cap_budget_share"), err, FL_EINVAL,
				     "'cap_budget_share' must be above zero");
	FL_TRY(parse_positive(v, "base_grant", currency, &ret->base_grant, err));
	FL_TRY(fl_setting_ratio(v, "match_ratio", MAX_RATIO, &ret->match_ratio, &ret->has_match_ratio, err));
	if (ret->has_match_ratio && ret->match_ratio.num == 0)
		return fl_json_error(fl_json_get(v, "match_ratio"), err, FL_EINVAL, "'match_ratio' must be above zero");
	if (ret->cap > 0 && ret->minimum > ret->cap)
		return fl_json_error(fl_json_get(v, "minimum_award"), err, FL_EINVAL,
				     "'minimum_award' is more than 'cap'");
	if (ret->cap > 0 && ret->base_grant > ret->cap)
		return fl_json_error(fl_json_get(v, "base_grant"), err, FL_EINVAL, "'base_grant' is more than 'cap'");
	return FL_OK;
}

bool fl_policy_baseline(fl_policy_kind kind)
{
	return kind == FL_POLICY_GREEDY || kind == FL_POLICY_EQUAL_SHARES;
}

/* {"satisfaction": "cost", "completion": "add1u"}; may stand beside another policy, as "greedy" may: an election names its rule */
static fl_status parse_equal_shares(fl_json v, fl_policy *ret, fl_error *err)
{
	static const char *const shares_keys[] = { "satisfaction", "completion", NULL };
	fl_json e = fl_json_get(v, "equal_shares");
	int choice;

	if (!fl_json_present(e))
		return FL_OK;
	if (fl_json_type_of(e) != FL_JSON_OBJECT)
		return fl_json_error(e, err, FL_EINVAL,
				     "'equal_shares' must be an object such as {\"completion\": \"add1u\"}");
	FL_TRY(fl_json_only(e, shares_keys, err));
	FL_TRY(fl_setting_choice(e, "satisfaction", satisfactions, FL_SATISFIED_BY_COST, &choice, err));
	ret->satisfaction = (fl_satisfaction)choice;
	FL_TRY(fl_setting_choice(e, "completion", completions, FL_COMPLETE_ADD1_GREEDY, &choice, err));
	ret->completion = (fl_completion)choice;
	return FL_OK;
}

/* 'before': the tranche before it, NULL: it is the first. */
static fl_status parse_tranche(fl_json item, const fl_tranche *before, fl_tranche *ret, fl_error *err)
{
	static const char *const tranche_keys[] = { "share", "weight", NULL };
	bool has;

	if (fl_json_type_of(item) != FL_JSON_OBJECT)
		return fl_json_error(item, err, FL_EINVAL, "a tranche is {\"share\": …, \"weight\": …}");
	FL_TRY(fl_json_only(item, tranche_keys, err));
	FL_TRY(fl_setting_share(item, "share", &ret->share, &has, err));
	if (!has || ret->share.num == 0)
		return fl_json_error(item, err, FL_EINVAL, "a tranche needs a 'share' above zero");
	FL_TRY(fl_json_take_i64(item, "weight", 0, 1, MAX_WEIGHT, &ret->weight, err));
	if (ret->weight == 0)
		return fl_json_error(item, err, FL_EINVAL, "a tranche needs a 'weight'");
	if (before && ret->weight >= before->weight)
		return fl_json_error(item, err, FL_EINVAL, "the weights of tranches must fall: what comes first counts more");
	return FL_OK;
}

static bool add_up_to_one(const fl_tranche *tranches, size_t count)
{
	mpq_t sum, part;
	mpq_inits(sum, part, NULL);
	for (size_t i = 0; i < count; i++) {
		mpz_set_si(mpq_numref(part), (long)tranches[i].share.num);
		mpz_set_si(mpq_denref(part), (long)tranches[i].share.den);
		mpq_add(sum, sum, part);
	}
	bool whole = mpq_cmp_ui(sum, 1, 1) == 0;
	mpq_clears(sum, part, NULL);
	return whole;
}

/* [{"share": "50%", "weight": 3}, {"share": "50%", "weight": 1}] */
static fl_status parse_tranches(fl_json v, fl_arena *arena, fl_policy *ret, fl_error *err)
{
	fl_json list = fl_json_get(v, "tranches");
	size_t count = fl_json_len(list);
	fl_tranche *tranches;

	if (!fl_json_present(list) && ret->kind != FL_POLICY_TRANCHES)
		return FL_OK;
	if (ret->kind != FL_POLICY_TRANCHES)
		return fl_json_error(list, err, FL_EINVAL, "'tranches' belong to the policy 'tranches'");
	if (fl_json_type_of(list) != FL_JSON_ARRAY || count < 2 || count > MAX_TRANCHES)
		return fl_json_error(fl_json_present(list) ? list : v, err, FL_EINVAL,
				     "the policy 'tranches' needs 'tranches': a list of 2 to %d parts of a request, such as "
				     "[{\"share\": \"50%%\", \"weight\": 3}, {\"share\": \"50%%\", \"weight\": 1}]",
				     MAX_TRANCHES);
	tranches = fl_arena_array(arena, count, sizeof *tranches);
	if (!tranches)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(parse_tranche(fl_json_at(list, i), i > 0 ? &tranches[i - 1] : NULL, &tranches[i], err));
	if (!add_up_to_one(tranches, count))
		return fl_json_error(list, err, FL_EINVAL, "the shares of the tranches must add up to 100%%");
	ret->tranches = tranches;
	ret->num_tranches = count;
	return FL_OK;
}

/* {"target": "pairwise", "quorum": 0, "saturate": true} */
static fl_status parse_quadratic(fl_json v, fl_policy *ret, fl_error *err)
{
	static const char *const quadratic_keys[] = { "target", "quorum", "saturate", NULL };
	fl_json q = fl_json_get(v, "quadratic");
	int choice;

	ret->saturate = true;
	if (!fl_json_present(q))
		return FL_OK;
	if (ret->kind != FL_POLICY_QUADRATIC)
		return fl_json_error(q, err, FL_EINVAL, "'quadratic' belongs to the policy 'quadratic'");
	if (fl_json_type_of(q) != FL_JSON_OBJECT)
		return fl_json_error(q, err, FL_EINVAL, "'quadratic' must be an object such as {\"target\": \"pairwise\"}");
	FL_TRY(fl_json_only(q, quadratic_keys, err));
	FL_TRY(fl_setting_choice(q, "target", targets, FL_TARGET_PAIRWISE, &choice, err));
	ret->target = (fl_target)choice;
	FL_TRY(fl_json_take_i64(q, "quorum", 0, 0, INT64_MAX, &ret->quorum, err));
	if (ret->quorum > 0 && ret->target != FL_TARGET_MEDIAN)
		return fl_json_error(fl_json_get(q, "quorum"), err, FL_EINVAL, "'quorum' belongs to the target 'median'");
	return fl_json_take_bool(q, "saturate", true, &ret->saturate, err);
}

/* Policies whose objective has flowers in it. */
static bool counts_flowers(fl_policy_kind kind)
{
	return kind == FL_POLICY_SUPPORT || kind == FL_POLICY_TRANCHES || kind == FL_POLICY_PROPORTIONAL || kind == FL_POLICY_GREEDY;
}

static fl_status parse_breadth(fl_json v, fl_policy *ret, fl_error *err)
{
	int choice;

	FL_TRY(fl_setting_choice(v, "breadth", breadths, FL_BREADTH_NONE, &choice, err));
	ret->breadth = (fl_breadth)choice;
	if (ret->breadth != FL_BREADTH_NONE && !counts_flowers(ret->kind))
		return fl_json_error(fl_json_get(v, "breadth"), err, FL_EINVAL,
				     "'breadth' is for policies that count flowers, 'support', 'tranches', 'proportional' and 'greedy', "
				     "not for '%s'",
				     fl_policy_name(ret->kind));
	return FL_OK;
}

/* What of the settings cannot go together. */
static fl_status refuse_contradictions(fl_json v, const fl_policy *p, fl_error *err)
{
	bool baseline = fl_policy_baseline(p->kind);
	bool by_ratio = p->kind == FL_POLICY_PROPORTIONAL || p->kind == FL_POLICY_QUADRATIC;

	if (p->rounding == FL_ROUND_FLOOR && p->minimum > 0)
		return fl_json_error(fl_json_get(v, "rounding"), err, FL_EINVAL,
				     "'rounding' cannot be 'floor' where there is a 'minimum_award'");
	if (p->base_grant > 0 && p->rounding == FL_ROUND_FLOOR)
		return fl_json_error(fl_json_get(v, "rounding"), err, FL_EINVAL,
				     "'rounding' cannot be 'floor' where there is a 'base_grant'");
	if (p->base_grant > 0 && p->indivisible)
		return fl_json_error(fl_json_get(v, "base_grant"), err, FL_EINVAL,
				     "'base_grant' and 'indivisible' contradict each other");
	if (p->base_grant > 0 && baseline)
		return fl_json_error(fl_json_get(v, "base_grant"), err, FL_EINVAL,
				     "'base_grant' has no meaning for the baseline '%s'", names[p->kind]);
	if (p->indivisible && by_ratio)
		return fl_json_error(fl_json_get(v, "indivisible"), err, FL_EINVAL,
				     "'%s' divides money in proportion to flowers, which whole requests cannot follow: use "
				     "'support' or 'coverage' for indivisible dreams",
				     names[p->kind]);
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
	FL_TRY(parse_name(v, arena, ret, err));
	FL_TRY(fl_setting_choice(v, "rounding", roundings, FL_ROUND_LARGEST_REMAINDER, &choice, err));
	ret->rounding = (fl_rounding)choice;
	FL_TRY(fl_setting_choice(v, "greedy", greedy_rules, FL_GREEDY_SKIP, &choice, err));
	ret->greedy = (fl_greedy_rule)choice;
	FL_TRY(fl_json_take_bool(v, "indivisible", false, &ret->indivisible, err));
	FL_TRY(parse_limits(v, currency, ret, err));
	FL_TRY(parse_tie_order(v, arena, ret, err));
	FL_TRY(fl_json_take_i64(v, "node_limit", NODE_LIMIT_DEFAULT, 1, NODE_LIMIT_MAX, &ret->node_limit, err));
	FL_TRY(parse_tranches(v, arena, ret, err));
	FL_TRY(parse_quadratic(v, ret, err));
	FL_TRY(parse_equal_shares(v, ret, err));
	FL_TRY(parse_breadth(v, ret, err));
	return refuse_contradictions(v, ret, err);
}
