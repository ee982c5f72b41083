/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve.c - what would have changed an award, where no price tells: the money is divided again, with more flowers for one dream, or
 * with one limit wider, until the number is found at which it gets money and below which it does not.
 *
 * Bisection between what is and a number beyond which more makes no difference: more flowers than all dreams have together, as much
 * money as all ask for. Where whole requests are chosen the value of the best choice with the dream is known after one question,
 * so the number is nearly known, too.
 */
#include "allocate/resolve.h"

#include "allocate/solution.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FLOWERS INT64_C(1000000000000000)

typedef enum outcome { NOTHING, SOME, ALL } outcome; /* of what the dream may get */

typedef struct asking {
	fl_round_spec spec; /* its pools and groups are copies */
	const fl_round_spec *as_is;
	fl_candidate *dreams; /* a copy */
	size_t num_dreams, dream;
	const fl_candidate *before; /* the dream as it is */
	fl_change *out;
	mpq_t optimum; /* of the last division */
	fl_money award;
	char digits[24];
	fl_error *err;
} asking;

/* ---- One division ----------------------------------------------------------------------------------- */

static fl_status divide(asking *q, outcome *ret)
{
	fl_allocation *a = NULL;
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_allocate_quietly(&q->spec, q->dreams, q->num_dreams, &a, &inner);
	q->out->divisions++;
	*ret = NOTHING;
	if (status == FL_ERANGE) { /* a search that found nothing, or numbers that are too large: no answer */
		q->out->exact = false;
		return FL_OK;
	}
	if (status != FL_OK)
		return fl_error_set(q->err, status, "%s", inner.message);
	q->award = a->awards[q->dream].amount;
	q->out->exact = q->out->exact && (a->outcome != FL_FEASIBLE || fl_policy_baseline(q->spec.policy.kind));
	mpq_set(q->optimum, a->proof->optimum);
	if (q->award > 0)
		*ret = q->award >= fl_round_upper_now(&q->spec, &q->dreams[q->dream]) ? ALL : SOME;
	fl_allocation_free(a);
	return FL_OK;
}

static fl_status with_flowers(asking *q, int64_t flowers, outcome *ret)
{
	fl_candidate *dream = &q->dreams[q->dream];
	if (q->out->by_weight) {
		snprintf(q->digits, sizeof q->digits, "%lld", (long long)flowers);
		dream->weight = fl_str_of(q->digits);
	} else {
		dream->tally = flowers;
	}
	if (dream->standing == FL_BELOW_THRESHOLD && dream->tally >= dream->threshold)
		dream->standing = FL_QUALIFIED;
	fl_status status = divide(q, ret);
	*dream = *q->before;
	return status;
}

/* ---- Flowers ---------------------------------------------------------------------------------------- */

/* 'bad' flowers do not bring what is wanted, 'good' do. */
static fl_status bisect_flowers(asking *q, outcome wanted, int64_t bad, int64_t good, int64_t *ret)
{
	while (good - bad > 1) {
		int64_t middle = bad + (good - bad) / 2;
		outcome got;
		FL_TRY(with_flowers(q, middle, &got));
		if (got >= wanted)
			good = middle;
		else
			bad = middle;
	}
	*ret = good;
	return FL_OK;
}

/* Whole requests by flowers: the best choice with the dream is worth its flowers and 'rest'; it wins where that is more than the
 * optimum without it. Two questions beside that number close the range. */
static fl_status guess(asking *q, const mpq_t without, int64_t most, int64_t *bad, int64_t *good)
{
	mpq_t rest;
	mpz_t whole;
	int64_t n = 0;
	mpq_init(rest);
	mpz_init(whole);
	fl_mpq_set_i64(rest, most, 1);
	mpq_sub(rest, q->optimum, rest); /* q->optimum: with 'most' flowers, all of it paid */
	mpq_sub(rest, without, rest);
	fl_mpq_ceil(whole, rest);
	bool known = fl_mpz_get_i64(whole, &n);
	mpq_clear(rest);
	mpz_clear(whole);
	for (int64_t i = n - 1; known && i <= n + 1; i++) {
		outcome got;
		if (i <= *bad || i >= *good)
			continue;
		FL_TRY(with_flowers(q, i, &got));
		if (got == NOTHING)
			*bad = i;
		else
			*good = i;
	}
	return FL_OK;
}

static bool chooses_whole_requests(const fl_round_spec *spec)
{
	return spec->policy.kind == FL_POLICY_SUPPORT && spec->policy.indivisible;
}

static fl_status find_flowers(asking *q, const fl_allocation *as_is)
{
	fl_change *out = q->out;
	outcome got;
	int64_t bad = out->by_weight ? (q->before->weight.len ? strtoll(q->before->weight.data, NULL, 10) : 0) : q->before->tally;
	if (q->before->standing == FL_BELOW_THRESHOLD && q->before->threshold > bad)
		bad = q->before->threshold - 1;
	FL_TRY(with_flowers(q, out->most, &got));
	if (got == NOTHING)
		return FL_OK;
	int64_t good = out->most;
	bool all = got == ALL;
	if (as_is->awards[q->dream].amount == 0) {
		int64_t low = bad, high = good;
		if (chooses_whole_requests(q->as_is))
			FL_TRY(guess(q, as_is->proof->optimum, out->most, &low, &high));
		FL_TRY(bisect_flowers(q, SOME, low, high, &out->first));
		bad = out->first - 1;
	}
	return all ? bisect_flowers(q, ALL, bad, good, &out->whole) : FL_OK;
}

/* ---- Limits ----------------------------------------------------------------------------------------- */

typedef struct wider { /* a limit of the dream that may be changed */
	bool pool;
	uint32_t item; /* pool or group */
	fl_limit_change *change;
	int64_t far;
} wider;

static void widen(asking *q, const wider *w, int64_t value)
{
	const fl_round_spec *from = q->as_is;
	if (w->pool) {
		q->spec.pools[w->item].amount = value;
		q->spec.budget = from->budget - from->pools[w->item].amount + value;
		return;
	}
	fl_group *group = &q->spec.groups[w->item];
	if (w->change->unit == FL_LIMIT_DREAMS) {
		group->max_funded = value;
	} else if (w->change->unit == FL_LIMIT_SHARE) {
		group->max_share = (fl_share){ value, 10000 };
	} else {
		group->has_max = true;
		group->max = value;
		group->has_max_share = group->has_max_share && group->of == FL_OF_AWARDED;
	}
}

static void put_back(asking *q, const wider *w)
{
	q->spec.budget = q->as_is->budget;
	if (w->pool)
		q->spec.pools[w->item] = q->as_is->pools[w->item];
	else
		q->spec.groups[w->item] = q->as_is->groups[w->item];
}

static fl_status with_limit(asking *q, const wider *w, int64_t value, int64_t flowers, outcome *ret)
{
	widen(q, w, value);
	fl_status status = flowers >= 0 ? with_flowers(q, flowers, ret) : divide(q, ret);
	put_back(q, w);
	return status;
}

static fl_status find_needed(asking *q, const wider *w)
{
	outcome got;
	int64_t bad = w->change->is, good = w->far;
	if (good <= bad)
		return FL_OK;
	FL_TRY(with_limit(q, w, good, -1, &got));
	if (got == NOTHING)
		return FL_OK;
	while (good - bad > 1) {
		int64_t middle = bad + (good - bad) / 2;
		FL_TRY(with_limit(q, w, middle, -1, &got));
		if (got == NOTHING)
			bad = middle;
		else
			good = middle;
	}
	w->change->needs = good;
	return FL_OK;
}

/* "organisation=x" is a line of the group 'organisation', if x is the dream's. */
static bool line_is_of(const fl_group *group, fl_str line, const fl_candidate *dream)
{
	if (group->each == FL_EACH_NONE)
		return fl_str_eq(line, group->id);
	if (!fl_str_starts(line, group->id) || line.len <= group->id.len || line.data[group->id.len] != '=')
		return false;
	fl_str value = fl_str_slice(line, group->id.len + 1, line.len);
	for (size_t t = 0; group->each == FL_EACH_TAG && t < dream->num_tags; t++)
		if (fl_str_eq(value, dream->tags[t]))
			return true;
	return group->each != FL_EACH_TAG && fl_str_eq(value, group->each == FL_EACH_ORGANISATION ? dream->organisation
							      : group->each == FL_EACH_CATEGORY ? dream->category
												: dream->region);
}

static void add(asking *q, wider *list, bool pool, uint32_t item, uint32_t line, fl_limit_unit unit, int64_t is, int64_t far)
{
	if (q->out->num_limits == FL_CHANGE_LIMITS)
		return;
	fl_limit_change *change = &q->out->limits[q->out->num_limits];
	*change = (fl_limit_change){ line, unit, is, -1, far };
	list[q->out->num_limits++] = (wider){ pool, item, change, far };
}

static void list_group(asking *q, wider *list, uint32_t g, uint32_t line, const fl_limit_line *as_is, int64_t asked)
{
	const fl_group *group = &q->as_is->groups[g];
	if (group->has_max_funded)
		add(q, list, false, g, line, FL_LIMIT_DREAMS, group->max_funded, (int64_t)q->num_dreams);
	if (group->has_max || (group->has_max_share && group->of == FL_OF_BUDGET))
		add(q, list, false, g, line, FL_LIMIT_MONEY, group->has_max && group->of == FL_OF_AWARDED ? group->max : as_is->max,
		    asked);
	if (group->has_max_share && group->of == FL_OF_AWARDED)
		add(q, list, false, g, line, FL_LIMIT_SHARE,
		    (int64_t)((__int128)group->max_share.num * 10000 / group->max_share.den), 10000);
}

static void list_limits(asking *q, const fl_allocation *as_is, wider *list)
{
	__int128 asked = 0;
	for (size_t i = 0; i < q->num_dreams; i++)
		asked += q->dreams[i].request;
	int64_t far = asked < INT64_MAX ? (int64_t)asked : INT64_MAX;
	for (uint32_t p = 0; p < q->as_is->num_pools; p++) {
		const fl_pool *pool = &q->as_is->pools[p];
		fl_money others = q->as_is->budget - pool->amount;
		if (fl_selector_matches(pool->selector, q->before))
			add(q, list, true, p, p, FL_LIMIT_MONEY, pool->amount, far < INT64_MAX - others ? far : INT64_MAX - others);
	}
	for (uint32_t g = 0; g < q->as_is->num_groups; g++)
		for (uint32_t i = (uint32_t)q->as_is->num_pools; i < as_is->num_limits; i++)
			if (fl_selector_matches(q->as_is->groups[g].selector, q->before) &&
			    line_is_of(&q->as_is->groups[g], as_is->limits[i].name, q->before))
				list_group(q, list, g, i, &as_is->limits[i], far);
}

static fl_status find_limits(asking *q, const fl_allocation *as_is)
{
	wider list[FL_CHANGE_LIMITS];
	bool hopeless = q->out->asks_flowers && q->out->first < 0;
	list_limits(q, as_is, list);
	for (size_t i = 0; i < q->out->num_limits; i++) {
		outcome got = NOTHING;
		if (q->before->standing == FL_QUALIFIED)
			FL_TRY(find_needed(q, &list[i]));
		if (hopeless && q->out->stands == UINT32_MAX && list[i].far > list[i].change->is)
			FL_TRY(with_limit(q, &list[i], list[i].far, q->out->most, &got));
		if (got != NOTHING)
			q->out->stands = list[i].change->limit;
	}
	return FL_OK;
}

/* ---- All of it -------------------------------------------------------------------------------------- */

/* So many that the least amount the dream can get counts more than all others' flowers together: then a choice by flowers has it, if
 * the limits have. Shares of a target go on growing beyond that. */
static int64_t most_flowers(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, const fl_candidate *dream)
{
	fl_money least = spec->policy.indivisible ? fl_round_upper_now(spec, dream) : fl_round_least_now(spec, dream);
	__int128 sum = 1;
	for (size_t i = 0; i < num_dreams; i++)
		sum += dreams[i].tally > dreams[i].threshold ? dreams[i].tally : dreams[i].threshold;
	if (spec->policy.kind == FL_POLICY_SUPPORT || spec->policy.kind == FL_POLICY_TRANCHES)
		sum *= dream->request / (least > 0 ? least : 1) + 1;
	else if (spec->policy.kind != FL_POLICY_GREEDY)
		sum *= 1000;
	return sum < MOST_FLOWERS ? (int64_t)sum : MOST_FLOWERS;
}

static bool flowers_tell(const fl_round_spec *spec, const fl_candidate *dream)
{
	if (spec->policy.kind == FL_POLICY_EQUAL_SHARES || spec->policy.breadth != FL_BREADTH_NONE || dream->givers < dream->threshold_givers)
		return false;
	if (spec->policy.kind != FL_POLICY_QUADRATIC)
		return true;
	return dream->standing == FL_QUALIFIED && dream->weight.len < 15;
}

static fl_status copy_round(asking *q, const fl_candidate *dreams)
{
	q->spec.pools = fl_alloc_array(q->as_is->num_pools + 1, sizeof *q->spec.pools);
	q->spec.groups = fl_alloc_array(q->as_is->num_groups + 1, sizeof *q->spec.groups);
	q->dreams = fl_alloc_array(q->num_dreams + 1, sizeof *q->dreams);
	if (!q->spec.pools || !q->spec.groups || !q->dreams)
		return fl_enomem(q->err);
	for (size_t i = 0; i < q->as_is->num_pools; i++)
		q->spec.pools[i] = q->as_is->pools[i];
	for (size_t i = 0; i < q->as_is->num_groups; i++)
		q->spec.groups[i] = q->as_is->groups[i];
	for (size_t i = 0; i < q->num_dreams; i++)
		q->dreams[i] = dreams[i];
	return FL_OK;
}

fl_status fl_change_find(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, size_t dream,
			 const fl_allocation *as_is, fl_change *ret, fl_error *err)
{
	asking q = { .spec = *spec, .as_is = spec, .num_dreams = num_dreams, .dream = dream, .before = &dreams[dream],
		     .out = ret, .err = err };
	*ret = (fl_change){ .first = -1, .whole = -1, .stands = UINT32_MAX, .exact = true };
	if (spec->policy.kind == FL_POLICY_MODEL)
		return fl_error_set(err, FL_EINVAL, "what would have changed an award of a model of one's own is not known here");
	ret->by_weight = spec->policy.kind == FL_POLICY_QUADRATIC;
	ret->asks_flowers = flowers_tell(spec, q.before);
	ret->most = ret->by_weight ? MOST_FLOWERS : most_flowers(spec, dreams, num_dreams, q.before);
	mpq_init(q.optimum);
	fl_status status = copy_round(&q, dreams);
	if (status == FL_OK && ret->asks_flowers)
		status = find_flowers(&q, as_is);
	if (status == FL_OK && as_is->awards[dream].amount == 0)
		status = find_limits(&q, as_is);
	mpq_clear(q.optimum);
	fl_free(q.spec.pools);
	fl_free(q.spec.groups);
	fl_free(q.dreams);
	return status;
}
