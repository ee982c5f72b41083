/* SPDX-License-Identifier: Apache-2.0
 *
 * limits.c - the program of domain/proof.h, built here a second time.
 *
 * allocate/ builds it for the solver; this file builds it for the checker, from the round and the candidates alone,
 * and shares nothing with the other but the selectors of domain/. A mistake in one of the two shows as a
 * disagreement. What is built:
 *
 *   u_i   the most dream i can get: its request, the policy's cap, and the policy's shares of the request, of the budget
 *         and of what was raised elsewhere, rounded down
 *   m_i   the least it can get when it gets anything: u_i when indivisible, else the minimum award or the base grant,
 *         but at most u_i
 *   rows  pool:ID, group:ID, group:ID:awarded-min, group:ID:awarded-max, group:ID:funded ("each" expanded to ID=VALUE,
 *         for every value that some qualified dream of the selection has)
 *   kinds which rows a dream counts in
 *
 * Where money that returned is divided again, every dream may have an amount f_i from before. u_i and m_i are then what is left of
 * them above f_i (0 for a dream that was stopped), and a row has what is left of its limit by the f_i of all its dreams, whatever
 * their standing: at least nothing, for what was passed before is no decision of this division.
 */
#include "verify/limits.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "verify/worth.h"

typedef FL_VEC(uint32_t) index_list;

/* What is needed while building only. */
typedef struct builder {
	fl_verify_limits *limits;
	fl_map *each_value;       /* per group of the round: value -> group in limits->groups */
	uint32_t *plain;          /* per group of the round: its group in limits->groups, FL_VERIFY_NONE not made */
	fl_map kinds, signatures; /* bytes of the list -> index */
	index_list pools, groups; /* of the dream at hand */
	bool known_only;          /* a value that has no group makes none */
	mpq_t budget;             /* the sum of the pools */
} builder;

/* 'upper', or this share of an amount, rounded down, where that is less. */
static fl_money capped(fl_money upper, bool has, fl_money amount, fl_share share)
{
	fl_i128 part = (fl_i128)amount * share.num / (share.den > 0 ? share.den : 1);
	return has && part < upper ? (fl_money)part : upper;
}

static fl_money upper_of(const fl_round_spec *spec, const fl_candidate *dream)
{
	const fl_policy *policy = &spec->policy;
	fl_money budget = 0; /* the parser has seen that the sum fits */
	for (size_t p = 0; policy->has_cap_budget_share && p < spec->num_pools; p++)
		budget += spec->pools[p].amount;
	fl_money upper = capped(dream->request, policy->has_cap_share, dream->request, policy->cap_share);
	upper = capped(upper, policy->has_cap_budget_share, budget, policy->cap_budget_share);
	upper = capped(upper, policy->has_match_ratio, dream->raised, policy->match_ratio);
	return policy->cap > 0 && policy->cap < upper ? policy->cap : upper;
}

/* An admission gives a funded dream at least one minor unit. */
static fl_money least_of(const fl_verify_limits *limits, fl_money upper)
{
	const fl_policy *policy = &limits->spec->policy;
	fl_money least = policy->minimum > policy->base_grant ? policy->minimum : policy->base_grant;
	if (least == 0 && limits->chooses && fl_policy_staged(policy))
		least = 1;
	return policy->indivisible || least > upper ? upper : least;
}

/* What is left of an amount above what the dream was awarded before. */
static fl_money left_of(fl_money amount, const fl_candidate *dream)
{
	return dream->ended || amount < dream->before ? 0 : amount - dream->before;
}

static bool has_choice(const fl_round_spec *spec)
{
	bool choice = spec->policy.indivisible || spec->policy.minimum > 0;
	for (size_t g = 0; g < spec->num_groups; g++)
		choice = choice || spec->groups[g].has_max_funded;
	return choice && spec->policy.base_grant == 0;
}

static bool name_join(fl_arena *arena, const char *before, fl_str a, const char *between, fl_str b, const char *after,
		      fl_str *ret)
{
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_buf_puts(&buf, before);
	fl_buf_str(&buf, a);
	fl_buf_puts(&buf, between);
	fl_buf_str(&buf, b);
	fl_buf_puts(&buf, after);
	*ret = buf.status == FL_OK ? fl_arena_str(arena, fl_buf_view(&buf)) : (fl_str){ NULL, 0 };
	fl_buf_release(&buf);
	return ret->data != NULL;
}

/* Append an empty row; its name leads to it unless an earlier row has the same name. */
static fl_status row_add(fl_verify_limits *limits, fl_verify_row row, uint32_t *ret_row, fl_error *err)
{
	size_t stands;
	if (limits->rows.len >= FL_VERIFY_NONE)
		return fl_error_set(err, FL_ERANGE, "too many limits");
	if (!fl_map_put(&limits->row_of_name, row.name, limits->rows.len, &stands))
		return fl_enomem(err);
	mpq_init(row.lo);
	mpq_init(row.hi);
	if (!fl_vec_push(&limits->rows, row)) {
		mpq_clear(row.lo);
		mpq_clear(row.hi);
		return fl_enomem(err);
	}
	*ret_row = (uint32_t)(limits->rows.len - 1);
	return FL_OK;
}

static fl_status pool_rows(builder *b, fl_error *err)
{
	const fl_round_spec *spec = b->limits->spec;
	const fl_str none = { "", 0 };
	mpq_t amount;
	fl_status status = FL_OK;
	mpq_init(amount);
	for (size_t i = 0; i < spec->num_pools && status == FL_OK; i++) {
		fl_verify_row row = { .kind = FL_VERIFY_POOL, .of = (uint32_t)i, .has_lo = true, .has_hi = true };
		uint32_t k;
		if (!name_join(&b->limits->arena, "pool:", spec->pools[i].id, "", none, "", &row.name) ||
		    !name_join(&b->limits->arena, "pool '", spec->pools[i].id, "", none, "'", &row.label)) {
			status = fl_enomem(err);
			break;
		}
		status = row_add(b->limits, row, &k, err);
		if (status != FL_OK)
			break;
		fl_mpq_set_i64(amount, spec->pools[i].amount, 1);
		mpq_add(b->budget, b->budget, amount);
		fl_mpq_set_i64(amount, spec->pools[i].amount - spec->pools[i].kept, 1);
		mpq_set(b->limits->rows.items[k].hi, amount);
		if (spec->pools[i].must_spend)
			mpq_set(b->limits->rows.items[k].lo, amount);
	}
	mpq_clear(amount);
	return status;
}

/* The tighter of a limit in money and a share of the budget. */
static void set_limit(const builder *b, bool has_money, fl_money money, bool has_share, fl_share share, bool lower,
		      mpq_t limit)
{
	mpq_t other;
	if (has_money)
		fl_mpq_set_i64(limit, money, 1);
	if (!has_share)
		return;
	mpq_init(other);
	fl_mpq_set_i64(other, share.num, share.den);
	mpq_mul(other, other, b->budget);
	if (!has_money || (lower ? mpq_cmp(other, limit) > 0 : mpq_cmp(other, limit) < 0))
		mpq_set(limit, other);
	mpq_clear(other);
}

static fl_status group_row(builder *b, const fl_group *group, fl_str value, fl_verify_row row, const char *suffix,
			   uint32_t *ret_row, fl_error *err)
{
	const char *between = group->each != FL_EACH_NONE ? "=" : "";
	row.of = (uint32_t)b->limits->groups.len;
	if (!name_join(&b->limits->arena, "group:", group->id, between, value, suffix, &row.name) ||
	    !name_join(&b->limits->arena, "group '", group->id, between, value, "'", &row.label))
		return fl_enomem(err);
	return row_add(b->limits, row, ret_row, err);
}

/* The rows of one group, or of one value of an "each" group. */
static fl_status group_add(builder *b, const fl_group *group, fl_str value, uint32_t *ret_group, fl_error *err)
{
	fl_verify_group made = { FL_VERIFY_NONE, FL_VERIFY_NONE, FL_VERIFY_NONE, FL_VERIFY_NONE };
	bool of_budget = group->of == FL_OF_BUDGET;
	bool min_share = group->has_min_share && of_budget, max_share = group->has_max_share && of_budget;
	fl_verify_row row = { .kind = FL_VERIFY_MONEY };
	row.has_lo = group->has_min || min_share;
	row.has_hi = group->has_max || max_share;
	if (row.has_lo || row.has_hi) {
		FL_TRY(group_row(b, group, value, row, "", &made.money, err));
		fl_verify_row *at = &b->limits->rows.items[made.money];
		set_limit(b, group->has_min, group->min, min_share, group->min_share, true, at->lo);
		set_limit(b, group->has_max, group->max, max_share, group->max_share, false, at->hi);
	}
	if (group->has_min_share && !of_budget) {
		row = (fl_verify_row){ .kind = FL_VERIFY_AWARDED_MIN, .has_lo = true, .share = group->min_share };
		FL_TRY(group_row(b, group, value, row, ":awarded-min", &made.awarded_min, err));
	}
	if (group->has_max_share && !of_budget) {
		row = (fl_verify_row){ .kind = FL_VERIFY_AWARDED_MAX, .has_hi = true, .share = group->max_share };
		FL_TRY(group_row(b, group, value, row, ":awarded-max", &made.awarded_max, err));
	}
	if (group->has_max_funded) {
		row = (fl_verify_row){ .kind = FL_VERIFY_FUNDED, .has_hi = true };
		FL_TRY(group_row(b, group, value, row, ":funded", &made.funded, err));
		fl_mpq_set_i64(b->limits->rows.items[made.funded].hi, group->max_funded, 1);
	}
	if (!fl_vec_push(&b->limits->groups, made))
		return fl_enomem(err);
	*ret_group = (uint32_t)(b->limits->groups.len - 1);
	return FL_OK;
}

/* The dream has this value in an "each" group: make its group when it is the first, and note the membership. */
static fl_status join_value(builder *b, size_t g, fl_str value, fl_error *err)
{
	size_t stands;
	uint32_t group;
	if (value.len == 0)
		return FL_OK;
	stands = fl_map_get(&b->each_value[g], value);
	if (stands == FL_MAP_NONE && b->known_only)
		return FL_OK;
	if (stands == FL_MAP_NONE) {
		FL_TRY(group_add(b, &b->limits->spec->groups[g], value, &group, err));
		if (!fl_map_put(&b->each_value[g], value, group, &stands))
			return fl_enomem(err);
	}
	return fl_vec_push(&b->groups, (uint32_t)stands) ? FL_OK : fl_enomem(err);
}

static fl_status join_group(builder *b, size_t g, const fl_candidate *dream, fl_error *err)
{
	const fl_group *group = &b->limits->spec->groups[g];
	if (!group->has_min && !group->has_max && !group->has_min_share && !group->has_max_share &&
	    !group->has_max_funded)
		return FL_OK;
	if (group->selector && !fl_selector_matches(group->selector, dream))
		return FL_OK;
	switch (group->each) {
	case FL_EACH_ORGANISATION:
		return join_value(b, g, dream->organisation, err);
	case FL_EACH_CATEGORY:
		return join_value(b, g, dream->category, err);
	case FL_EACH_REGION:
		return join_value(b, g, dream->region, err);
	case FL_EACH_TAG:
		for (size_t i = 0; i < dream->num_tags; i++)
			if (fl_str_starts(dream->tags[i], group->each_prefix))
				FL_TRY(join_value(b, g, dream->tags[i], err));
		return FL_OK;
	case FL_EACH_NONE:
		break;
	}
	return fl_vec_push(&b->groups, b->plain[g]) ? FL_OK : fl_enomem(err);
}

/* The index of a list among those seen; a new one is copied. *ret_new: it has just been given 'next'. */
static fl_status intern(fl_arena *arena, fl_map *map, const index_list *list, size_t next, uint32_t *ret_index,
			const uint32_t **ret_new, fl_error *err)
{
	fl_str key = { list->len ? (const char *)list->items : "", list->len * sizeof *list->items };
	size_t stands = fl_map_get(map, key);
	*ret_new = NULL;
	if (stands == FL_MAP_NONE) {
		uint32_t *copy = fl_arena_array(arena, list->len + 1, sizeof *copy);
		if (!copy)
			return fl_enomem(err);
		if (list->len > 0)
			memcpy(copy, list->items, key.len);
		key.data = (const char *)copy;
		if (!fl_map_put(map, key, next, &stands))
			return fl_enomem(err);
		*ret_new = copy;
	}
	*ret_index = (uint32_t)stands;
	return FL_OK;
}

/* The kind of a dream, from the pools and groups noted for it. */
static fl_status kind_of(builder *b, bool funded_before, uint32_t *ret_kind, fl_error *err)
{
	fl_verify_limits *limits = b->limits;
	const uint32_t *fresh;
	uint32_t signature;
	FL_TRY(intern(&limits->arena, &b->signatures, &b->pools, limits->signatures.len, &signature, &fresh, err));
	if (fresh && !fl_vec_push(&limits->signatures, ((fl_verify_signature){ fresh, (uint32_t)b->pools.len })))
		return fl_enomem(err);
	if (!fl_vec_push(&b->groups, signature) || !fl_vec_push(&b->groups, funded_before)) /* the last entries of a kind's list */
		return fl_enomem(err);
	FL_TRY(intern(&limits->arena, &b->kinds, &b->groups, limits->kinds.len, ret_kind, &fresh, err));
	if (fresh &&
	    !fl_vec_push(&limits->kinds, ((fl_verify_kind){ signature, fresh, (uint32_t)(b->groups.len - 2), funded_before })))
		return fl_enomem(err);
	return FL_OK;
}

static fl_status dream_terms(builder *b, size_t i, fl_error *err)
{
	const fl_round_spec *spec = b->limits->spec;
	const fl_candidate *dream = &b->limits->dreams[i];
	fl_verify_terms *terms = &b->limits->terms[i];
	terms->kind = FL_VERIFY_NONE;
	terms->upper = left_of(upper_of(spec, dream), dream);
	terms->least = left_of(least_of(b->limits, upper_of(spec, dream)), dream);
	if (b->limits->chooses && terms->upper > 0 && dream->before == 0 && fl_policy_staged(&spec->policy))
		terms->worth = spec->policy.kind == FL_POLICY_COVERAGE ? 1 : fl_verify_voice(spec, dream);
	if (dream->standing != FL_QUALIFIED)
		return FL_OK;
	b->pools.len = b->groups.len = 0;
	for (size_t p = 0; p < spec->num_pools; p++)
		if (!spec->pools[p].selector || fl_selector_matches(spec->pools[p].selector, dream))
			if (!fl_vec_push(&b->pools, (uint32_t)p))
				return fl_enomem(err);
	for (size_t g = 0; g < spec->num_groups; g++) /* also makes the groups of values nobody may pay for */
		FL_TRY(join_group(b, g, dream, err));
	for (size_t j = 0; j < b->groups.len; j++) /* where funded dreams are counted, funded is at least one minor unit */
		if (b->limits->groups.items[b->groups.items[j]].funded != FL_VERIFY_NONE && terms->least == 0 && dream->before == 0)
			terms->least = terms->upper > 0 ? 1 : 0;
	return b->pools.len > 0 ? kind_of(b, dream->before > 0, &terms->kind, err) : FL_OK;
}

/* Groups without "each" have their rows whether or not some dream belongs to them: a minimum binds all the same. */
static fl_status plain_groups(builder *b, fl_error *err)
{
	const fl_round_spec *spec = b->limits->spec;
	for (size_t g = 0; g < spec->num_groups; g++)
		if (spec->groups[g].each == FL_EACH_NONE)
			FL_TRY(group_add(b, &spec->groups[g], (fl_str){ "", 0 }, &b->plain[g], err));
	return FL_OK;
}

/* ---- what was awarded before ---- */

/* limit - amount, at least 0. */
static void take_off(mpq_t limit, fl_money amount)
{
	mpq_t off;
	mpq_init(off);
	fl_mpq_set_i64(off, amount, 1);
	mpq_sub(limit, limit, off);
	if (mpq_sgn(limit) < 0)
		mpq_set_ui(limit, 0, 1);
	mpq_clear(off);
}

/* share * (what all had) - (what the group had); as a maximum at least 0. */
static void set_share_limit(fl_verify_row *row, fl_money all, fl_money group)
{
	mpq_ptr limit = row->has_lo ? row->lo : row->hi;
	mpq_t off;
	mpq_init(off);
	fl_mpq_set_i64(off, all, 1);
	fl_mpq_set_i64(limit, row->share.num, row->share.den);
	mpq_mul(limit, limit, off);
	fl_mpq_set_i64(off, group, 1);
	mpq_sub(limit, limit, off);
	if (row->has_hi && mpq_sgn(limit) < 0)
		mpq_set_ui(limit, 0, 1);
	mpq_clear(off);
}

static void reduce_rows(fl_verify_limits *limits, const fl_money *money, const int64_t *funded, fl_money all)
{
	for (size_t k = 0; k < limits->rows.len; k++) {
		fl_verify_row *row = &limits->rows.items[k];
		if (row->kind == FL_VERIFY_MONEY) {
			take_off(row->lo, money[row->of]);
			take_off(row->hi, money[row->of]);
		} else if (row->kind == FL_VERIFY_FUNDED) {
			take_off(row->hi, funded[row->of]);
		} else if (row->kind != FL_VERIFY_POOL) {
			set_share_limit(row, all, money[row->of]);
		}
	}
}

/* Every dream that had money counts in its groups, whatever its standing is now. */
static fl_status count_before(builder *b, fl_money *money, int64_t *funded, fl_money *ret_all, fl_error *err)
{
	const fl_verify_limits *limits = b->limits;
	b->known_only = true;
	for (size_t i = 0; i < limits->num_dreams; i++) {
		const fl_candidate *dream = &limits->dreams[i];
		if (dream->before == 0)
			continue;
		*ret_all += dream->before; /* together at most the budget: who read it has seen that */
		b->groups.len = 0;
		for (size_t g = 0; g < limits->spec->num_groups; g++)
			FL_TRY(join_group(b, g, dream, err));
		for (size_t j = 0; j < b->groups.len; j++) {
			money[b->groups.items[j]] += dream->before;
			funded[b->groups.items[j]]++;
		}
	}
	return FL_OK;
}

static fl_status reduce(builder *b, fl_error *err)
{
	fl_money *money = fl_alloc_array(b->limits->groups.len + 1, sizeof *money), all = 0;
	int64_t *funded = fl_alloc_array(b->limits->groups.len + 1, sizeof *funded);
	fl_status status = money && funded ? count_before(b, money, funded, &all, err) : fl_enomem(err);
	if (status == FL_OK && all > 0)
		reduce_rows(b->limits, money, funded, all);
	fl_free(money);
	fl_free(funded);
	return status;
}

static fl_status build(builder *b, fl_error *err)
{
	fl_verify_limits *limits = b->limits;
	limits->terms = fl_arena_array(&limits->arena, limits->num_dreams + 1, sizeof *limits->terms);
	b->each_value = fl_alloc_array(limits->spec->num_groups + 1, sizeof *b->each_value);
	b->plain = fl_alloc_array(limits->spec->num_groups + 1, sizeof *b->plain);
	if (!limits->terms || !b->each_value || !b->plain)
		return fl_enomem(err);
	FL_TRY(pool_rows(b, err));
	FL_TRY(plain_groups(b, err));
	for (size_t i = 0; i < limits->num_dreams; i++)
		FL_TRY(dream_terms(b, i, err));
	return reduce(b, err);
}

fl_status fl_verify_limits_build(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
				 fl_verify_limits *limits, fl_error *err)
{
	builder b = { .limits = limits };
	limits->spec = spec;
	limits->dreams = dreams;
	limits->num_dreams = num_dreams;
	limits->all_funded = spec->policy.base_grant > 0;
	limits->chooses = has_choice(spec);
	mpq_init(b.budget);
	fl_status status = build(&b, err);
	for (size_t g = 0; b.each_value && g < spec->num_groups; g++)
		fl_map_release(&b.each_value[g]);
	fl_free(b.each_value);
	fl_free(b.plain);
	fl_map_release(&b.kinds);
	fl_map_release(&b.signatures);
	fl_vec_release(&b.pools);
	fl_vec_release(&b.groups);
	mpq_clear(b.budget);
	return status;
}

void fl_verify_limits_release(fl_verify_limits *limits)
{
	for (size_t i = 0; i < limits->rows.len; i++) {
		mpq_clear(limits->rows.items[i].lo);
		mpq_clear(limits->rows.items[i].hi);
	}
	fl_vec_release(&limits->rows);
	fl_vec_release(&limits->groups);
	fl_vec_release(&limits->kinds);
	fl_vec_release(&limits->signatures);
	fl_map_release(&limits->row_of_name);
	fl_arena_release(&limits->arena);
}
