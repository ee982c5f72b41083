/* SPDX-License-Identifier: Apache-2.0
 *
 * mend.c - try changes of a limit until the round holds.
 *
 * In a linear round the sum of the row, driven as far as the other limits let it go, is the answer at once; where a change of the
 * limit moves others (an amount is part of the budget that shares are of), it is asked again with the change made, until nothing
 * moves. Otherwise the value is found by bisection: with a wider limit whatever held before still holds. The value that is named
 * was tried on the whole way to awards in whole minor units.
 */
#include "allocate/mend.h"

#include "allocate/holds.h"
#include "allocate/instance.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

enum { SETTLE_ROUNDS = 100, NEAR_UNITS = 40, TRIAL_NODES = 2000 };

typedef struct trial { /* the round with one limit changed */
	const fl_solution *s;
	fl_round_spec spec; /* shares all but pools and groups with s->spec */
	fl_row_kind kind;
	uint32_t row, item; /* pool or group */
	bool upper;
	int64_t start, far; /* the limit as it is, and as wide as it makes sense */
} trial;

static void change(trial *t, int64_t value)
{
	const fl_round_spec *from = t->s->spec;
	if (t->kind == FL_ROW_POOL) {
		t->spec.pools[t->item].amount = value;
		t->spec.budget = from->budget - from->pools[t->item].amount + value;
		return;
	}
	fl_group *group = &t->spec.groups[t->item];
	fl_share share = { value, FL_MEND_PARTS };
	if (t->kind == FL_ROW_FUNDED) {
		group->max_funded = value;
	} else if (t->kind == FL_ROW_AWARDED_MIN) {
		group->min_share = share;
	} else if (t->kind == FL_ROW_AWARDED_MAX) {
		group->max_share = share;
	} else if (t->upper) { /* the one number stands for the amount and the share of the budget */
		group->has_max = true;
		group->max = value;
		group->has_max_share = group->has_max_share && group->of == FL_OF_AWARDED;
	} else {
		group->has_min = true;
		group->min = value;
		group->has_min_share = group->has_min_share && group->of == FL_OF_AWARDED;
	}
}

/* ---- Does it hold? ---------------------------------------------------------------------------------- */

static fl_status build(const trial *t, fl_allocation **ret_lines, fl_program **ret_program, fl_error *err)
{
	*ret_lines = fl_allocation_new(t->s->num_dreams);
	if (!*ret_lines)
		return fl_enomem(err);
	return fl_program_build(&t->spec, t->s->dreams, t->s->order, t->s->num_order, *ret_lines, ret_program, err);
}

/* The limits alone, be it with nothing for anybody. */
static fl_status limits_hold(trial *t, int64_t value, fl_holds *ret, fl_error *err)
{
	fl_allocation *lines = NULL;
	fl_program *p = NULL;
	*ret = FL_HOLDS_NO;
	change(t, value);
	fl_status status = build(t, &lines, &p, err);
	if (status == FL_OK && !fl_infeasible_contradiction(p))
		status = fl_holds_ask(p, TRIAL_NODES, ret, err);
	fl_program_free(p);
	fl_allocation_free(lines);
	return status;
}

/* The whole way to awards. */
static fl_status awards_hold(trial *t, int64_t value, fl_holds *ret, fl_error *err)
{
	change(t, value);
	return fl_allocate_can(&t->spec, t->s->dreams, t->s->num_dreams, ret, err);
}

typedef fl_status (*question)(trial *t, int64_t value, fl_holds *ret, fl_error *err);

/* The value nearest to 'bad' that holds; 'good' does. *sure becomes false where a question remained without an answer. */
static fl_status bisect(trial *t, question ask, int64_t bad, int64_t good, int64_t *ret, bool *sure, fl_error *err)
{
	while (good - bad > 1 || bad - good > 1) {
		int64_t middle = bad + (good - bad) / 2;
		fl_holds answer;
		FL_TRY(ask(t, middle, &answer, err));
		*sure = *sure && answer != FL_HOLDS_UNKNOWN;
		if (answer == FL_HOLDS_YES)
			good = middle;
		else
			bad = middle;
	}
	*ret = good;
	return FL_OK;
}

/* ---- The linear way --------------------------------------------------------------------------------- */

static uint32_t same_row(const fl_program *p, const fl_row *row)
{
	for (uint32_t k = 0; k < p->num_rows; k++)
		if (p->rows[k].kind == row->kind && fl_str_eq(p->rows[k].name, row->name))
			return k;
	return UINT32_MAX;
}

/* How far the other limits let the row's sum go, with the limit at 'value': the value it would have to have. */
static fl_status needed(trial *t, int64_t value, bool *ret_known, int64_t *ret, fl_error *err)
{
	const fl_program *from = t->s->program;
	fl_allocation *lines = NULL;
	fl_program *p = NULL;
	mpq_t sum;
	mpz_t whole;
	mpq_init(sum);
	mpz_init(whole);
	*ret_known = false;
	change(t, value);
	fl_status status = build(t, &lines, &p, err);
	uint32_t row = status == FL_OK ? same_row(p, &from->rows[t->row]) : UINT32_MAX;
	if (row != UINT32_MAX && !fl_infeasible_contradiction(p))
		status = fl_holds_reach(p, row, t->upper, ret_known, sum, err);
	if (*ret_known) {
		if (t->upper)
			fl_mpq_ceil(whole, sum);
		else
			fl_mpq_floor(whole, sum);
		*ret_known = fl_mpz_get_i64(whole, ret);
	}
	if (*ret_known && t->kind == FL_ROW_POOL) { /* its row is that of all pools with its selector */
		const fl_merged_pool *pool = &from->pools[from->rows[t->row].pool];
		for (uint32_t i = 0; i < pool->len; i++)
			if (pool->pools[i] != t->item && (t->upper || t->spec.pools[pool->pools[i]].must_spend))
				*ret -= t->spec.pools[pool->pools[i]].amount;
		*ret_known = *ret >= 0;
	}
	fl_program_free(p);
	fl_allocation_free(lines);
	mpq_clear(sum);
	mpz_clear(whole);
	return status;
}

static fl_status settle(trial *t, fl_mend *ret, fl_error *err)
{
	int64_t value = t->start, next = 0;
	fl_holds answer = FL_HOLDS_NO;
	bool known = true;
	for (int i = 0; known && answer != FL_HOLDS_YES && i < SETTLE_ROUNDS; i++) {
		FL_TRY(needed(t, value, &known, &next, err));
		if (known && (next == value || (t->upper ? next < value : next > value))) {
			FL_TRY(awards_hold(t, value, &answer, err));
			known = answer == FL_HOLDS_YES;
		}
		value = known && answer != FL_HOLDS_YES ? next : value;
	}
	*ret = (fl_mend){ answer, true, value };
	return FL_OK;
}

/* ---- Any round -------------------------------------------------------------------------------------- */

static fl_status search(trial *t, fl_mend *ret, fl_error *err)
{
	fl_holds answer;
	bool sure = true;
	int64_t value = t->far;
	*ret = (fl_mend){ .holds = FL_HOLDS_NO };
	if (t->upper ? t->far <= t->start : t->far >= t->start)
		return FL_OK;
	FL_TRY(limits_hold(t, t->far, &answer, err));
	if (answer == FL_HOLDS_NO)
		return FL_OK;
	if (answer == FL_HOLDS_YES)
		FL_TRY(bisect(t, limits_hold, t->start, t->far, &value, &sure, err));
	FL_TRY(awards_hold(t, value, &answer, err));
	if (answer != FL_HOLDS_YES && value != t->far) { /* they hold, but no whole awards do, or none at all */
		int64_t bad = value;
		FL_TRY(awards_hold(t, t->far, &answer, err));
		if (answer == FL_HOLDS_YES)
			FL_TRY(bisect(t, awards_hold, bad, t->far, &value, &sure, err));
	}
	*ret = (fl_mend){ answer, sure, value };
	return FL_OK;
}

/* In whole units a wider limit may be as bad as the one that is there: one after another. */
static fl_status search_near(trial *t, fl_mend *ret, fl_error *err)
{
	for (int64_t by = 1; ret->holds != FL_HOLDS_YES && by <= NEAR_UNITS; by++) {
		int64_t value = t->start + (t->upper ? by : -by);
		if (t->upper ? value > t->far : value < t->far)
			break;
		*ret = (fl_mend){ .value = value, .sure = true };
		FL_TRY(awards_hold(t, value, &ret->holds, err));
	}
	return FL_OK;
}

/* From 'limit' inwards: minor units are whole. */
static int64_t whole_limit(const mpq_t limit, bool upper)
{
	int64_t value = INT64_MAX;
	mpz_t whole;
	mpz_init(whole);
	if (upper)
		fl_mpq_floor(whole, limit);
	else
		fl_mpq_ceil(whole, limit);
	fl_mpz_get_i64(whole, &value);
	mpz_clear(whole);
	return value;
}

static void set_ends(trial *t)
{
	const fl_round_spec *spec = t->s->spec;
	const fl_program *p = t->s->program;
	const fl_row *row = &p->rows[t->row];
	__int128 most = 0;
	for (size_t c = 0; c < p->num_classes; c++)
		most += p->columns[c].hi;
	t->far = t->upper ? (most < INT64_MAX ? (int64_t)most : INT64_MAX) : 0;
	if (t->kind == FL_ROW_POOL) {
		fl_money others = spec->budget - spec->pools[t->item].amount;
		t->start = spec->pools[t->item].amount;
		t->far = t->far > INT64_MAX - others ? INT64_MAX - others : t->far;
	} else if (t->kind == FL_ROW_FUNDED) {
		t->start = spec->groups[t->item].max_funded;
		t->far = (int64_t)t->s->num_order;
	} else if (t->kind == FL_ROW_GROUP) {
		t->start = whole_limit(t->upper ? row->hi : row->lo, t->upper);
	} else {
		fl_share share = t->upper ? spec->groups[t->item].max_share : spec->groups[t->item].min_share;
		__int128 parts = (__int128)share.num * FL_MEND_PARTS;
		t->start = (int64_t)((parts + (t->upper ? 0 : share.den - 1)) / share.den);
		t->far = t->upper ? FL_MEND_PARTS : 0;
	}
}

uint32_t fl_mend_pool(const fl_solution *s, uint32_t row, bool upper)
{
	const fl_merged_pool *pool = &s->program->pools[s->program->rows[row].pool];
	for (uint32_t i = 0; i < pool->len; i++)
		if (upper || s->spec->pools[pool->pools[i]].must_spend)
			return pool->pools[i];
	return pool->pools[0];
}

fl_status fl_mend_find(const fl_solution *s, uint32_t row, bool upper, bool units, fl_mend *ret, fl_error *err)
{
	const fl_program *p = s->program;
	const fl_row *r = &p->rows[row];
	trial t = { .s = s, .spec = *s->spec, .kind = r->kind, .row = row, .upper = upper };
	bool pool = r->kind == FL_ROW_POOL;
	t.item = pool ? fl_mend_pool(s, row, upper) : p->line_group[r->limit];
	*ret = (fl_mend){ .holds = FL_HOLDS_NO };
	t.spec.pools = fl_alloc_array(s->spec->num_pools + 1, sizeof *t.spec.pools);
	t.spec.groups = fl_alloc_array(s->spec->num_groups + 1, sizeof *t.spec.groups);
	fl_status status = t.spec.pools && t.spec.groups ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < s->spec->num_pools; i++)
		t.spec.pools[i] = s->spec->pools[i];
	for (size_t i = 0; status == FL_OK && i < s->spec->num_groups; i++)
		t.spec.groups[i] = s->spec->groups[i];
	bool linear = !p->integer && (pool || (r->kind == FL_ROW_GROUP && s->spec->groups[t.item].each == FL_EACH_NONE));
	if (status == FL_OK)
		set_ends(&t);
	if (status == FL_OK && units)
		status = search_near(&t, ret, err);
	if (status == FL_OK && ret->holds != FL_HOLDS_YES && linear && !units)
		status = settle(&t, ret, err);
	if (status == FL_OK && ret->holds != FL_HOLDS_YES)
		status = search(&t, ret, err);
	fl_free(t.spec.pools);
	fl_free(t.spec.groups);
	return status;
}
