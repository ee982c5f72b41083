/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.c - one program, many right-hand sides.
 */
#include "allocate/sweep.h"

#include "allocate/allocate.h"
#include "allocate/sift.h"
#include "allocate/solution.h"
#include "allocate/instance.h"
#include "allocate/tie_break.h"
#include "allocate/tranches.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <string.h>

struct fl_sweep {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	size_t num_dreams;
	uint32_t *order;
	size_t num_order;
	fl_allocation *allocation; /* holds the limits' names */
	fl_program *classes;       /* of the round; the tranches of it are solved where there are some */
	fl_program *tranches;      /* NULL: none */
	fl_sift *sift;
	fl_basis *basis;	/* NULL before the first answer */
	fl_money *lo, *hi;	/* its boxes before ties are broken, which narrows them ... */
	mpq_t *row_lo, *row_hi; /* ... and the limits of its rows */
	uint8_t *column_at, *row_at;
	fl_stager *stager; /* policies that divide by ratios; NULL otherwise, and then there is a basis */
	const fl_staged *staged;
	uint32_t *part;
	bool has_ray; /* of the last answer: the basis holds the multipliers that prove that there is none */
};

void fl_sweep_point_init(fl_sweep_point *point)
{
	*point = (fl_sweep_point){ 0 };
	mpq_inits(point->optimum, point->awarded, NULL);
}

void fl_sweep_point_release(fl_sweep_point *point)
{
	mpq_clears(point->optimum, point->awarded, NULL);
}

bool fl_sweep_can(const fl_round_spec *spec)
{
	bool linear = spec->policy.kind == FL_POLICY_SUPPORT || spec->policy.kind == FL_POLICY_TRANCHES;
	bool staged = fl_policy_staged(&spec->policy) && spec->policy.base_grant == 0;
	return (linear || staged) && !fl_round_chooses(spec);
}

static fl_program *solved_program(const fl_sweep *s)
{
	return s->tranches ? s->tranches : s->classes;
}

void fl_sweep_free(fl_sweep *s)
{
	if (!s)
		return;
	fl_stager_free(s->stager);
	fl_free(s->part);
	if (s->tranches || s->classes) {
		fl_mpq_array_free(s->row_lo, solved_program(s)->num_rows);
		fl_mpq_array_free(s->row_hi, solved_program(s)->num_rows);
	}
	fl_free(s->lo);
	fl_free(s->hi);
	fl_basis_free(s->basis);
	fl_sift_free(s->sift);
	fl_program_free(s->tranches);
	fl_program_free(s->classes);
	fl_allocation_free(s->allocation);
	fl_free(s->order);
	fl_free(s->column_at);
	fl_free(s->row_at);
	fl_free(s);
}

static fl_status open_stages(fl_sweep *s, fl_error *err)
{
	s->part = fl_alloc_array(s->classes->num_classes + 1, sizeof *s->part);
	if (!s->part)
		return fl_enomem(err);
	for (size_t c = 0; c < s->classes->num_classes; c++)
		s->part[c] = s->classes->columns[c].count;
	return fl_stager_new(s->spec, s->dreams, s->classes, s->part, true, &s->stager, err);
}

static fl_status open_sweep(fl_sweep *s, fl_error *err)
{
	FL_TRY(fl_tie_order_make(s->spec, s->dreams, s->num_dreams, &s->order, &s->num_order, err));
	FL_TRY(fl_program_build_open(s->spec, s->dreams, s->order, s->num_order, s->allocation, &s->classes, err));
	if (fl_policy_staged(&s->spec->policy))
		return open_stages(s, err);
	if (s->spec->policy.num_tranches > 0)
		FL_TRY(fl_tranches_split(s->spec, s->classes, &s->tranches, err));
	const fl_program *p = solved_program(s);
	s->column_at = fl_alloc_array(p->num_columns + 1, 1);
	s->row_at = fl_alloc_array(p->num_rows + 1, 1);
	if (!s->column_at || !s->row_at)
		return fl_enomem(err);
	return fl_sift_new(p, &s->sift, err);
}

fl_status fl_sweep_new(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_sweep **ret_sweep,
		       fl_error *err)
{
	if (!fl_sweep_can(spec))
		return fl_error_set(err, FL_EINVAL, "only divisible rounds of policies with a linear program can be swept");
	fl_sweep *s = fl_alloc(sizeof *s);
	if (!s)
		return fl_enomem(err);
	s->spec = spec;
	s->dreams = dreams;
	s->num_dreams = num_dreams;
	s->allocation = fl_allocation_new(num_dreams);
	fl_status status = s->allocation ? open_sweep(s, err) : fl_enomem(err);
	if (status == FL_OK)
		*ret_sweep = s;
	else
		fl_sweep_free(s);
	return status;
}

/* ---- What may differ ------------------------------------------------------------------------------- */

static bool same_share(fl_share a, fl_share b)
{
	return a.num == b.num && a.den == b.den;
}

/* Everything of the policy; unknown padding can only make equal ones look different, which costs time and no truth. */
static bool same_policy(const fl_policy *a, const fl_policy *b)
{
	fl_policy x = *a, y = *b;
	bool same = fl_str_eq(x.lottery_seed, y.lottery_seed) && x.num_tranches == y.num_tranches;
	for (size_t k = 0; same && k < x.num_tranches; k++)
		same = same_share(x.tranches[k].share, y.tranches[k].share) && x.tranches[k].weight == y.tranches[k].weight;
	x.lottery_seed = y.lottery_seed = FL_STR("");
	x.tranches = y.tranches = NULL;
	return same && memcmp(&x, &y, sizeof x) == 0;
}

static bool same_group(const fl_group *a, const fl_group *b)
{
	bool awarded = a->of == FL_OF_AWARDED;
	return fl_str_eq(a->id, b->id) && fl_selector_equal(a->selector, b->selector) && a->each == b->each &&
	       fl_str_eq(a->each_prefix, b->each_prefix) && a->of == b->of && a->has_min == b->has_min &&
	       a->has_max == b->has_max && a->has_min_share == b->has_min_share && a->has_max_share == b->has_max_share &&
	       a->has_max_funded == b->has_max_funded && a->max_funded == b->max_funded &&
	       (!awarded || !a->has_min_share || same_share(a->min_share, b->min_share)) &&
	       (!awarded || !a->has_max_share || same_share(a->max_share, b->max_share));
}

bool fl_sweep_fits(const fl_sweep *s, const fl_round_spec *spec)
{
	const fl_round_spec *first = s->spec;
	bool fits = same_policy(&first->policy, &spec->policy) && first->num_pools == spec->num_pools &&
		    first->num_groups == spec->num_groups &&
		    (!spec->policy.has_cap_budget_share || first->budget == spec->budget);
	for (size_t i = 0; fits && i < spec->num_pools; i++)
		fits = fl_str_eq(first->pools[i].id, spec->pools[i].id) &&
		       first->pools[i].must_spend == spec->pools[i].must_spend && first->pools[i].kept == spec->pools[i].kept &&
		       fl_selector_equal(first->pools[i].selector, spec->pools[i].selector);
	for (size_t g = 0; fits && g < spec->num_groups; g++)
		fits = same_group(&first->groups[g], &spec->groups[g]);
	return fits;
}

/* ---- One point ------------------------------------------------------------------------------------- */

static fl_status first_basis(fl_sweep *s, fl_error *err)
{
	const fl_program *p = solved_program(s);
	FL_TRY(fl_basis_new(p, NULL, NULL, s->column_at, s->row_at, &s->basis, err));
	s->lo = fl_alloc_array(p->num_columns + 1, sizeof *s->lo);
	s->hi = fl_alloc_array(p->num_columns + 1, sizeof *s->hi);
	s->row_lo = fl_mpq_array_new(p->num_rows);
	s->row_hi = fl_mpq_array_new(p->num_rows);
	if (!s->lo || !s->hi || !s->row_lo || !s->row_hi)
		return fl_enomem(err);
	memcpy(s->lo, s->basis->lo, p->num_columns * sizeof *s->lo);
	memcpy(s->hi, s->basis->hi, p->num_columns * sizeof *s->hi);
	for (size_t k = 0; k < p->num_rows; k++) {
		mpq_set(s->row_lo[k], s->basis->row_lo[k]);
		mpq_set(s->row_hi[k], s->basis->row_hi[k]);
	}
	return FL_OK;
}

/* The exact side takes the proposed basis and the new limits; what breaking the ties of the last point froze may move again. */
static fl_status take_limits(fl_sweep *s, fl_error *err)
{
	const fl_program *p = solved_program(s);
	if (!s->basis)
		return first_basis(s, err);
	memcpy(s->basis->column_at, s->column_at, p->num_columns);
	memcpy(s->basis->row_at, s->row_at, p->num_rows);
	memcpy(s->basis->lo, s->lo, p->num_columns * sizeof *s->lo);
	memcpy(s->basis->hi, s->hi, p->num_columns * sizeof *s->hi);
	s->basis->goal = UINT32_MAX;
	for (size_t k = 0; k < p->num_rows; k++) {
		mpq_set(s->basis->row_lo[k], p->rows[k].has_lo ? p->rows[k].lo : s->row_lo[k]);
		mpq_set(s->basis->row_hi[k], p->rows[k].has_hi ? p->rows[k].hi : s->row_hi[k]);
	}
	return fl_basis_refresh(s->basis, err);
}

static fl_status settle(fl_sweep *s, fl_basis_answer *ret_answer, fl_sweep_point *ret, fl_error *err)
{
	int64_t before = fl_sift_pivots(s->sift) + (s->basis ? s->basis->pivots : 0);
	FL_TRY(fl_sift_run(s->sift, s->column_at, s->row_at, err));
	FL_TRY(take_limits(s, err));
	FL_TRY(fl_basis_solve(s->basis, ret_answer, err));
	if (*ret_answer == FL_BASIS_OPTIMAL) { /* the published order decides, not where the last point stood */
		fl_basis_objective(s->basis, ret->optimum);
		FL_TRY(fl_tie_break(s->basis, NULL, err));
	}
	s->has_ray = *ret_answer == FL_BASIS_INFEASIBLE;
	ret->pivots = fl_sift_pivots(s->sift) + s->basis->pivots - before;
	return FL_OK;
}

static fl_status settle_stages(fl_sweep *s, fl_basis_answer *ret_answer, fl_sweep_point *ret, fl_error *err)
{
	FL_TRY(fl_stager_run(s->stager, &s->staged, err));
	*ret_answer = s->staged->feasible ? FL_BASIS_OPTIMAL : FL_BASIS_INFEASIBLE;
	ret->pivots = s->staged->pivots;
	if (s->staged->feasible)
		fl_staged_ratio(s->staged, s->spec, s->classes, s->part, NULL, ret->optimum);
	return FL_OK;
}

/* What the dreams of a class get together, whole minor units where no part of it is basic. False: it is in 'ret'. */
static bool class_is_whole(const fl_sweep *s, size_t c, __int128 *ret_whole, mpq_t ret)
{
	if (s->stager) {
		fl_mpq_set_i64(ret, s->part[c], 1);
		mpq_mul(ret, ret, s->staged->amount[c]);
		return false;
	}
	const fl_basis *lp = s->basis;
	const size_t parts = s->tranches ? s->spec->policy.num_tranches : 1;
	bool whole = true;
	*ret_whole = 0;
	for (size_t j = parts * c; j < parts * (c + 1); j++)
		if (lp->column_at[j] == FL_BASIC)
			whole = false;
		else
			*ret_whole += lp->column_at[j] == FL_AT_HI ? lp->hi[j] : lp->lo[j];
	if (whole)
		return true;
	fl_program_int128(ret, *ret_whole);
	for (size_t j = parts * c; j < parts * (c + 1); j++)
		if (lp->column_at[j] == FL_BASIC)
			mpq_add(ret, ret, lp->x[lp->position[j]]);
	return false;
}

static void read_point(const fl_sweep *s, fl_sweep_point *point)
{
	__int128 whole = 0, own;
	mpq_t x, sum;
	mpq_inits(x, sum, NULL);
	for (size_t c = 0; c < s->classes->num_classes; c++) {
		const fl_column *class = &s->classes->columns[c];
		__int128 all = (__int128)class->count * (s->dreams[s->classes->members[class->first]].request - class->before);
		bool paid, full;
		if (class_is_whole(s, c, &own, x)) {
			paid = own > 0;
			full = own == all;
			whole += own;
		} else {
			paid = mpq_sgn(x) > 0;
			mpq_add(sum, sum, x);
			fl_program_int128(point->awarded, all);
			full = mpq_equal(x, point->awarded);
		}
		point->funded += paid ? class->count : 0;
		point->full += paid && full ? class->count : 0;
	}
	fl_program_int128(x, whole);
	mpq_add(point->awarded, sum, x);
	mpq_clears(x, sum, NULL);
}

/* Nothing is awarded: because nothing else keeps the shares of what is awarded, which is no answer? Rare, so asked of the whole
 * allocation. */
static fl_status judge_zero(const fl_sweep *s, const fl_round_spec *spec, bool *ret_feasible, fl_error *err)
{
	fl_allocation *a = NULL;
	FL_TRY(fl_allocate(spec, s->dreams, s->num_dreams, &a, err));
	*ret_feasible = a->outcome != FL_INFEASIBLE;
	fl_allocation_free(a);
	return FL_OK;
}

fl_status fl_sweep_solve(fl_sweep *s, const fl_round_spec *spec, fl_sweep_point *ret, fl_error *err)
{
	fl_basis_answer answer = FL_BASIS_INFEASIBLE;
	if (!fl_sweep_fits(s, spec))
		return fl_error_set(err, FL_EINVAL, "a sweep may change amounts of pools and limits of groups only");
	fl_program_relimit(solved_program(s), spec);
	ret->feasible = false;
	ret->funded = ret->full = 0;
	mpq_set_ui(ret->optimum, 0, 1);
	mpq_set_ui(ret->awarded, 0, 1);
	ret->pivots = 0;
	s->has_ray = false;
	if (fl_infeasible_contradiction(solved_program(s)))
		return FL_OK;
	FL_TRY(s->stager ? settle_stages(s, &answer, ret, err) : settle(s, &answer, ret, err));
	if (answer != FL_BASIS_OPTIMAL)
		return FL_OK;
	read_point(s, ret);
	ret->feasible = true;
	return mpq_sgn(ret->awarded) == 0 ? judge_zero(s, spec, &ret->feasible, err) : FL_OK;
}

/* A contradiction of one limit needs no other; a ray needs those that it has multipliers of. */
bool fl_sweep_conflict_among(const fl_sweep *s, const bool *among)
{
	const fl_program *p = solved_program(s);
	for (size_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		bool contradicts = row->has_lo && row->has_hi && mpq_cmp(row->lo, row->hi) > 0;
		if (contradicts)
			return row->limit != UINT32_MAX && among[row->limit];
		if (s->has_ray && mpq_sgn(s->basis->y[k]) != 0 && row->limit != UINT32_MAX && !among[row->limit])
			return false;
	}
	return s->has_ray;
}

void fl_sweep_amounts(const fl_sweep *s, bool feasible, fl_money *ret_amounts)
{
	mpq_t x;
	mpz_t each;
	mpq_init(x);
	mpz_init(each);
	for (size_t i = 0; i < s->num_dreams; i++)
		ret_amounts[i] = 0;
	for (size_t c = 0; feasible && c < s->classes->num_classes; c++) {
		const fl_column *class = &s->classes->columns[c];
		__int128 whole;
		fl_money amount = 0;
		if (class_is_whole(s, c, &whole, x)) {
			amount = (fl_money)(whole / class->count);
		} else {
			fl_mpq_floor(each, x);
			mpz_fdiv_q_ui(each, each, class->count);
			fl_mpz_get_i64(each, &amount); /* at most a request */
		}
		for (uint32_t i = 0; i < class->count; i++)
			ret_amounts[s->classes->members[class->first + i]] = amount;
	}
	mpq_clear(x);
	mpz_clear(each);
}
