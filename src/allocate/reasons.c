/* SPDX-License-Identifier: Apache-2.0
 *
 * reasons.c - what each limit was used for and costs, and one reason for every dream.
 *
 * In a linear program the multipliers are prices (flowers per minor unit). A dream gets its first money when
 * tally/request exceeds its price: cheapest pool + its groups. So "its first money would come from n flowers on" is
 * exact: n = floor(request * price) + 1. In integer rounds and baselines there are no such prices; there the reason
 * names what the dream would break as things stand, and claims no number.
 */
#include "allocate/solution.h"
#include "allocate/tranches.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

/* ---- Limits ---------------------------------------------------------------------------------------- */

static void sum_awards(const fl_solution *s, fl_allocation *a)
{
	const fl_program *p = s->program;
	for (size_t i = 0; i < a->num_payments; i++)
		a->limits[a->payments[i].pool].awarded += a->payments[i].amount;
	for (size_t k = 0; k < s->num_order; k++) {
		uint32_t c = s->class_of[s->order[k]];
		for (uint32_t i = p->line_start[c]; i < p->line_start[c + 1]; i++)
		{
			a->limits[p->lines[i]].awarded += s->amounts[s->order[k]];
			a->limits[p->lines[i]].funded += s->amounts[s->order[k]] > 0;
		}
	}
}

/* Limits that are shares of what is awarded, in money as it came out. */
static void share_limits(const fl_solution *s, fl_allocation *a)
{
	const fl_program *p = s->program;
	fl_money total = 0;
	mpz_t z;
	mpz_init(z);
	for (size_t k = 0; k < s->num_order; k++)
		total += s->amounts[s->order[k]];
	size_t t = p->num_columns - 1;
	if (p->num_columns == 0 || p->columns[t].kind != FL_COLUMN_TOTAL)
		goto done;
	for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++) {
		const fl_row *row = &p->rows[p->row[e]];
		if (row->kind == FL_ROW_TOTAL)
			continue;
		fl_limit_line *line = &a->limits[row->limit];
		fl_mpz_set_i64(z, total);
		mpz_mul_si(z, z, (long)-p->coef[e]);
		if (row->kind == FL_ROW_AWARDED_MIN) {
			mpz_cdiv_q_ui(z, z, (unsigned long)row->scale);
			int64_t least = 0;
			fl_mpz_get_i64(z, &least);
			line->min = line->has_min && line->min > least ? line->min : least;
			line->has_min = true;
		} else {
			mpz_fdiv_q_ui(z, z, (unsigned long)row->scale);
			int64_t most = 0;
			fl_mpz_get_i64(z, &most);
			line->max = line->has_max && line->max < most ? line->max : most;
			line->has_max = true;
		}
	}
done:
	mpz_clear(z);
}

static void price_limits(const fl_solution *s, fl_allocation *a)
{
	const fl_program *p = s->program;
	mpq_t y;
	mpq_init(y);
	for (size_t i = 0; i < a->num_limits; i++)
		a->limits[i].has_price = s->y != NULL;
	for (size_t k = 0; s->y && k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		if (row->limit == UINT32_MAX)
			continue;
		fl_mpq_set_i64(y, row->scale, 1);
		mpq_mul(y, y, s->y[k]);
		if (row->kind == FL_ROW_POOL)
			for (uint32_t i = 0; i < p->pools[row->pool].len; i++)
				mpq_set(a->limits[p->pools[row->pool].pools[i]].price, y);
		else
			mpq_add(a->limits[row->limit].price, a->limits[row->limit].price, y);
	}
	mpq_clear(y);
}

/* ---- Dreams ---------------------------------------------------------------------------------------- */

typedef struct prices { /* of one class, in a linear program */
	mpq_t pool, groups,
	    common;              /* cheapest pool; sum over its group rows; what shares of the awarded add for all */
	uint32_t dearest, floor; /* limit lines with the highest and the lowest (negative) price, UINT32_MAX none */
} prices;

static void common_price(const fl_solution *s, mpq_t ret)
{
	const fl_program *p = s->program;
	mpq_t term;
	mpq_init(term);
	mpq_set_ui(ret, 0, 1);
	size_t t = p->num_columns - 1;
	if (p->num_columns > 0 && p->columns[t].kind == FL_COLUMN_TOTAL)
		for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++) {
			if (p->rows[p->row[e]].kind == FL_ROW_TOTAL)
				continue;
			fl_mpq_set_i64(term, p->coef[e], 1);
			mpq_mul(term, term, s->y[p->row[e]]);
			mpq_add(ret, ret, term);
		}
	mpq_clear(term);
}

static void class_prices(const fl_solution *s, uint32_t c, prices *ret)
{
	const fl_program *p = s->program;
	const fl_signature *sig = &p->signatures[p->columns[c].signature];
	mpq_t term, high, low;
	mpq_inits(term, high, low, NULL);
	mpq_set_ui(ret->pool, 0, 1);
	mpq_set_ui(ret->groups, 0, 1);
	ret->dearest = ret->floor = UINT32_MAX;
	for (uint32_t i = 0; i < sig->len; i++)
		if (i == 0 || mpq_cmp(s->y[sig->pools[i]], ret->pool) < 0)
			mpq_set(ret->pool, s->y[sig->pools[i]]);
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
		const fl_row *row = &p->rows[p->row[e]];
		if (row->kind == FL_ROW_POOL || row->kind == FL_ROW_SIGNATURE || row->kind == FL_ROW_TOTAL)
			continue;
		fl_mpq_set_i64(term, p->coef[e], 1);
		mpq_mul(term, term, s->y[p->row[e]]);
		mpq_add(ret->groups, ret->groups, term);
		if (mpq_cmp(term, high) > 0) {
			mpq_set(high, term);
			ret->dearest = row->limit;
		}
		if (mpq_cmp(term, low) < 0) {
			mpq_set(low, term);
			ret->floor = row->limit;
		}
	}
	mpq_clears(term, high, low, NULL);
}

/* floor(request * price) + 1: with so many flowers it would be ahead. -1 when that is not known exactly. */
static int64_t flowers_needed(const fl_solution *s, uint32_t c, const prices *q)
{
	if ((s->first && !s->first_known[c]) || (s->spec->policy.num_tranches > 0 && s->program->columns[c].before > 0))
		return -1;
	mpq_t price, request;
	mpz_t z;
	int64_t n = -1;
	mpq_inits(price, request, NULL);
	mpz_init(z);
	mpq_add(price, q->pool, q->groups);
	mpq_add(price, price, q->common);
	if (s->spec->policy.num_tranches > 0) { /* the first money counts the first weight */
		mpz_set_si(mpq_numref(request), 1);
		mpz_set_si(mpq_denref(request), (long)s->spec->policy.tranches[0].weight);
		mpq_mul(price, price, request);
	}
	if (s->first)
		mpq_set(price, s->first[c]);
	fl_mpq_set_i64(request, s->program->columns[c].c_den, 1);
	mpq_mul(price, price, request);
	fl_mpq_floor(z, price);
	mpz_add_ui(z, z, 1);
	if (!fl_mpz_get_i64(z, &n) || n < 0)
		n = -1;
	mpq_clears(price, request, NULL);
	mpz_clear(z);
	return n;
}

/* Have the pools that may pay this class any money at all? */
static bool pays_anyone(const fl_solution *s, uint32_t c)
{
	const fl_signature *sig = &s->program->signatures[s->program->columns[c].signature];
	for (uint32_t i = 0; i < sig->len; i++)
		if (s->program->pools[sig->pools[i]].amount > 0)
			return true;
	return false;
}

static void reason_by_price(const fl_solution *s, uint32_t c, fl_money amount, const prices *q, fl_award *award)
{
	const fl_column *column = &s->program->columns[c];
	mpq_t value, bar;
	mpq_inits(value, bar, NULL);
	fl_mpq_set_i64(value, column->c_num, column->c_den);
	if (s->spec->policy.num_tranches > 0) { /* of the next minor unit */
		const fl_policy *policy = &s->spec->policy;
		__int128 next = fl_tranche_weigh(policy, column->c_den, column->before, amount + 1) -
				fl_tranche_weigh(policy, column->c_den, column->before, amount);
		fl_mpq_set_i64(bar, (int64_t)next, 1);
		mpq_mul(value, value, bar);
	}
	mpq_add(bar, q->pool, q->common);
	bool ahead = mpq_cmp(value, bar) > 0; /* but for its groups */
	if (amount > 0 && q->floor != UINT32_MAX && !ahead) {
		award->reason = FL_WHY_FLOOR;
		award->limit = q->floor;
	} else if (q->dearest != UINT32_MAX && ahead) {
		award->reason = FL_WHY_GROUP;
		award->limit = q->dearest;
	} else if (amount > 0) {
		award->reason = FL_WHY_MARGIN;
	} else { /* level with the last that got money: the money ended, nobody was better */
		mpq_add(bar, bar, q->groups);
		award->reason = mpq_cmp(value, bar) >= 0 || !pays_anyone(s, c) ? FL_WHY_POOL : FL_WHY_OUTBID;
	}
	if (amount == 0)
		award->needs = flowers_needed(s, c, q);
	mpq_clears(value, bar, NULL);
}

/* Integer rounds: what would funding this dream at its least break, as things stand? */
static void reason_by_room(const fl_solution *s, const fl_allocation *a, uint32_t c, fl_money amount, fl_award *award)
{
	const fl_program *p = s->program;
	const fl_signature *sig = &p->signatures[p->columns[c].signature];
	fl_money least = p->columns[c].unit_min, money = 0, left = 0;
	for (uint32_t i = 0; i < sig->len; i++)
		for (uint32_t k = 0; k < p->pools[sig->pools[i]].len; k++) {
			const fl_limit_line *line = &a->limits[p->pools[sig->pools[i]].pools[k]];
			money += line->max;
			left += line->max - line->awarded;
		}
	award->reason = amount > 0 ? FL_WHY_MARGIN : least > money ? FL_WHY_INDIVISIBLE : FL_WHY_OUTBID;
	if (amount > 0 || least > money)
		return;
	for (uint32_t i = p->line_start[c]; i < p->line_start[c + 1]; i++) {
		const fl_limit_line *line = &a->limits[p->lines[i]];
		if ((line->has_max_funded && line->funded >= line->max_funded) ||
		    (line->has_max && line->max - line->awarded < least && left >= least)) {
			award->reason = FL_WHY_GROUP;
			award->limit = p->lines[i];
		}
	}
}

/* Has a saturated quadratic round given the class all that its weight comes to? Then no money is in its way. */
static bool has_whole_weight(const fl_solution *s, uint32_t c)
{
	const fl_policy *policy = &s->spec->policy;
	if (policy->kind != FL_POLICY_QUADRATIC || !policy->saturate || mpq_cmp(s->staged->amount[c], s->staged->weight[c]) != 0)
		return false;
	mpq_t most; /* the top level of the phase TARGET (domain/proof.h) */
	mpq_init(most);
	mpq_set(most, s->staged->weight[c]);
	if (policy->target == FL_TARGET_MEDIAN)
		mpq_add(most, most, most);
	bool whole = mpq_equal(most, s->staged->first[c]) != 0;
	mpq_clear(most);
	return whole;
}

/* Policies that divide by ratios: which limit ended the rise, or forced more than the target? */
static void reason_by_stage(const fl_solution *s, uint32_t c, fl_award *award)
{
	award->limit = s->staged->pinned_by[c];
	award->reason = award->limit != UINT32_MAX ? (s->staged->raised[c] ? FL_WHY_FLOOR : FL_WHY_GROUP)
			: has_whole_weight(s, c)   ? FL_WHY_WEIGHT
						   : FL_WHY_SHARE;
}

static void give_reason(const fl_solution *s, const fl_allocation *a, uint32_t dream, prices *q, fl_award *award)
{
	const fl_program *p = s->program;
	uint32_t c = s->class_of[dream];
	const fl_column *column = &p->columns[c];
	award->needs = -1;
	award->limit = UINT32_MAX;
	if (p->signatures[column->signature].len == 0)
		award->reason = FL_WHY_NO_POOL;
	else if (award->amount > 0 && award->amount + column->before == s->dreams[dream].request)
		award->reason = FL_WHY_FULL;
	else if (award->amount > 0 && award->amount == column->unit_max)
		award->reason = FL_WHY_CAP;
	else if (s->spec->policy.base_grant > 0 && award->amount == column->unit_min)
		award->reason = FL_WHY_BASE;
	else if (s->staged && s->part[c] > 0) {
		reason_by_stage(s, c, award);
	} else if (s->spec->policy.kind == FL_POLICY_MODEL) {
		award->reason = FL_WHY_MODEL;
	} else if (s->y) {
		class_prices(s, c, q);
		reason_by_price(s, c, award->amount, q, award);
	} else {
		reason_by_room(s, a, c, award->amount, award);
	}
}

static void reason_of_standing(const fl_candidate *dream, fl_award *award)
{
	award->needs = -1;
	award->limit = UINT32_MAX;
	award->reason = dream->standing == FL_DUPLICATE    ? FL_WHY_DUPLICATE
			: dream->standing == FL_INELIGIBLE ? FL_WHY_INELIGIBLE
							   : FL_WHY_BELOW_THRESHOLD;
	if (award->reason == FL_WHY_BELOW_THRESHOLD) /* 0 where flowers are enough and different givers are few */
		award->needs = dream->threshold > dream->tally ? dream->threshold - dream->tally : 0;
}

/* Nothing is left that it could get: no limit and no other dream is in its way. */
static void reason_of_before(const fl_solution *s, uint32_t dream, fl_award *award)
{
	const fl_candidate *c = &s->dreams[dream];
	if (award->amount > 0 || (!c->ended && (c->before == 0 || fl_round_upper_now(s->spec, c) > 0)))
		return;
	*award = (fl_award){ .reason = c->ended ? FL_WHY_ENDED : FL_WHY_BEFORE, .needs = -1, .limit = UINT32_MAX };
}

void fl_reasons_write(const fl_solution *s, fl_allocation *a)
{
	prices q = { .dearest = UINT32_MAX, .floor = UINT32_MAX };
	mpq_inits(q.pool, q.groups, q.common, NULL);
	for (size_t i = 0; i < s->num_dreams; i++)
		if (s->dreams[i].standing != FL_QUALIFIED)
			reason_of_standing(&s->dreams[i], &a->awards[i]);
		else
			a->awards[i].amount = s->amounts[i];
	if (a->outcome != FL_INFEASIBLE) {
		sum_awards(s, a);
		share_limits(s, a);
		if (s->y) {
			common_price(s, q.common);
			price_limits(s, a);
		}
	}
	for (size_t k = 0; a->outcome == FL_INFEASIBLE && k < s->num_order; k++)
		a->awards[s->order[k]] = (fl_award){ .reason = FL_WHY_INFEASIBLE, .needs = -1, .limit = UINT32_MAX };
	for (size_t k = 0;
	     a->outcome != FL_INFEASIBLE && !fl_policy_baseline(s->spec->policy.kind) && k < s->num_order; k++)
		give_reason(s, a, s->order[k], &q, &a->awards[s->order[k]]);
	for (size_t k = 0; k < s->num_order; k++)
		reason_of_before(s, s->order[k], &a->awards[s->order[k]]);
	mpq_clears(q.pool, q.groups, q.common, NULL);
}
