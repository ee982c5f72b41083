/* SPDX-License-Identifier: Apache-2.0
 *
 * test_leximin.c - the stages of ratio policies on random rounds, against the definition: nobody's ratio can be made
 * larger (or, above the target, smaller) without hurting somebody who is no better off. Each such question is a linear
 * program of its own, solved exactly over single dreams, without kinds, ramps or rays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/basis.h"
#include "allocate/instance.h"
#include "allocate/stages.h"
#include "allocate/tie_break.h"
#include "base/error.h"
#include "base/rational.h"
#include "make_round.h"

typedef struct built {
	uint32_t *order, *part;
	size_t count;
	fl_allocation *allocation;
	fl_program *program;
} built;

static void build(const made_round *m, built *b)
{
	fl_error err = FL_ERROR_INIT;
	*b = (built){ 0 };
	b->allocation = fl_allocation_new(m->count);
	assert_non_null(b->allocation);
	assert_int_equal(fl_tie_order_make(m->spec, m->dreams, m->count, &b->order, &b->count, &err), FL_OK);
	assert_int_equal(
	    fl_program_build(m->spec, m->dreams, b->order, b->count, b->allocation, &b->program, &err), FL_OK);
	b->part = fl_alloc_array(b->program->num_classes + 1, sizeof *b->part);
	for (size_t c = 0; c < b->program->num_classes; c++)
		b->part[c] = b->program->columns[c].count;
}

static void release(built *b)
{
	fl_free(b->part);
	fl_free(b->order);
	fl_program_free(b->program);
	fl_allocation_free(b->allocation);
}

/* The most (least) that column c can have within these boxes. False: nothing is feasible. */
static bool extreme(const fl_program *p, mpq_t *lo, mpq_t *hi, uint32_t c, bool least, mpq_t ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_basis *lp = NULL;
	fl_basis_answer answer;
	uint8_t *column_at = calloc(p->num_columns + 1, 1), *row_at = calloc(p->num_rows + 1, 1);
	for (size_t j = 0; j < p->num_columns; j++)
		column_at[j] = FL_AT_LO;
	assert_int_equal(fl_basis_new_exact(p, lo, hi, column_at, row_at, &lp, &err), FL_OK);
	lp->goal = c;
	lp->goal_down = least;
	assert_int_equal(fl_basis_refresh(lp, &err), FL_OK);
	assert_int_equal(fl_basis_solve(lp, &answer, &err), FL_OK);
	if (answer == FL_BASIS_OPTIMAL)
		fl_basis_value(lp, c, ret);
	fl_basis_free(lp);
	free(column_at);
	free(row_at);
	return answer == FL_BASIS_OPTIMAL;
}

typedef struct boxes {
	mpq_t *lo, *hi;
	size_t n;
} boxes;

static boxes new_boxes(const fl_program *p)
{
	boxes b = { calloc(p->num_columns + 1, sizeof(mpq_t)), calloc(p->num_columns + 1, sizeof(mpq_t)),
		    p->num_columns };
	for (size_t j = 0; j < p->num_columns; j++) {
		mpq_inits(b.lo[j], b.hi[j], NULL);
		/* in these rounds a least award is a base grant: all get it */
		fl_mpq_set_i64(b.lo[j], p->columns[j].unit_min * (fl_money)p->columns[j].count, 1);
		fl_mpq_set_i64(b.hi[j], p->columns[j].hi, 1);
	}
	return b;
}

static void free_boxes(boxes *b)
{
	for (size_t j = 0; j < b->n; j++)
		mpq_clears(b->lo[j], b->hi[j], NULL);
	free(b->lo);
	free(b->hi);
}

/* No less than the least award. */
static void times_count(const fl_program *p, uint32_t c, const mpq_t each, mpq_t ret)
{
	mpq_t least;
	mpq_init(least);
	fl_mpq_set_i64(least, p->columns[c].unit_min, 1);
	if (mpq_cmp(least, each) < 0)
		mpq_set(least, each);
	mpq_set_ui(ret, p->columns[c].count, 1);
	mpq_mul(ret, ret, least);
	mpq_clear(least);
}

/* x and w per class, of one dream. top: only ratios below it have to be maximal (NULL: all). */
static void check_rise(const fl_program *p, mpq_t *x, mpq_t *w, const mpq_t *top, uint64_t seed)
{
	mpq_t level, other, most;
	mpq_inits(level, other, most, NULL);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		if (p->columns[c].unit_max == 0 || mpq_sgn(w[c]) == 0)
			continue;
		boxes b = new_boxes(p);
		mpq_div(level, x[c], w[c]);
		for (uint32_t j = 0; j < p->num_classes; j++) {
			if (p->columns[j].unit_max == 0)
				continue;
			mpq_mul(other, level, w[j]); /* nobody below this level, or below what they have */
			times_count(p, j, mpq_cmp(other, x[j]) < 0 ? other : x[j], b.lo[j]);
			if (mpq_sgn(w[j]) == 0) { /* settled before */
				times_count(p, j, x[j], b.lo[j]);
				times_count(p, j, x[j], b.hi[j]);
			}
		}
		if (!top || mpq_cmp(level, *top) < 0) {
			if (!extreme(p, b.lo, b.hi, c, false, most))
				fail_msg("seed %llu: class %u: what it has is not feasible", (unsigned long long)seed, c);
			times_count(p, c, x[c], other);
			if (mpq_cmp(most, other) > 0)
				fail_msg("seed %llu: class %u could have %f instead of %f", (unsigned long long)seed, c,
					 mpq_get_d(most), mpq_get_d(other));
		}
		free_boxes(&b);
	}
	mpq_clears(level, other, most, NULL);
}

/* Ratios above 1 (weights w), or amounts of dreams without a weight (by request): none can be smaller. */
static void check_fall(const fl_program *p, mpq_t *x, mpq_t *w, bool spare, uint64_t seed)
{
	mpq_t level, other, least, one;
	mpq_inits(level, other, least, one, NULL);
	mpq_set_ui(one, 1, 1);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		bool idle = mpq_sgn(w[c]) == 0;
		if (p->columns[c].unit_max == 0 || idle != spare)
			continue;
		fl_mpq_set_i64(other, p->columns[c].c_den, 1); /* the request */
		mpq_div(level, x[c], spare ? other : w[c]);
		if (!spare && mpq_cmp(level, one) <= 0)
			continue;
		boxes b = new_boxes(p);
		for (uint32_t j = 0; j < p->num_classes; j++) {
			if (p->columns[j].unit_max == 0)
				continue;
			bool j_idle = mpq_sgn(w[j]) == 0;
			fl_mpq_set_i64(other, p->columns[j].c_den, 1);
			mpq_mul(other, level, spare ? other : w[j]);
			if (j_idle == spare)
				times_count(p, j, mpq_cmp(other, x[j]) > 0 ? other : x[j], b.hi[j]);
			if (mpq_cmp(b.hi[j], b.lo[j]) < 0)
				mpq_set(b.hi[j], b.lo[j]);
			if (!spare && j_idle) {
				times_count(p, j, x[j], b.lo[j]);
				times_count(p, j, x[j], b.hi[j]);
			} else if (!spare) { /* the rise stands */
				times_count(p, j, mpq_cmp(w[j], x[j]) < 0 ? w[j] : x[j], b.lo[j]);
			}
			fl_mpq_set_i64(other, p->columns[j].hi, 1);
			if (mpq_cmp(b.hi[j], other) > 0)
				mpq_set(b.hi[j], other);
		}
		if (!extreme(p, b.lo, b.hi, c, true, least))
			fail_msg("seed %llu: class %u: what it has is not feasible", (unsigned long long)seed, c);
		times_count(p, c, x[c], other);
		if (mpq_cmp(least, other) < 0)
			fail_msg("seed %llu: class %u could do with %f instead of %f", (unsigned long long)seed, c,
				 mpq_get_d(least), mpq_get_d(other));
		free_boxes(&b);
	}
	mpq_clears(level, other, least, one, NULL);
}

/* Targets: the same over the pools alone, by tally. */
static void check_targets(const made_round *m, mpq_t *weights, const built *whole, uint64_t seed)
{
	fl_round_spec bare = *m->spec;
	made_round without = *m;
	fl_pool pools[8];
	built b;
	assert_true(bare.num_pools <= 8);
	for (size_t i = 0; i < bare.num_pools; i++) {
		pools[i] = bare.pools[i];
		pools[i].must_spend = false;
	}
	bare.pools = pools;
	bare.num_groups = 0;
	bare.policy.base_grant = 0;
	without.spec = &bare;
	build(&without, &b);
	size_t n = b.program->num_classes;
	mpq_t *x = calloc(n + 1, sizeof *x), *w = calloc(n + 1, sizeof *w);
	for (uint32_t c = 0; c < n; c++) {
		uint32_t dream = b.program->members[b.program->columns[c].first], same = 0;
		mpq_inits(x[c], w[c], NULL);
		for (uint32_t k = 0; k < whole->program->num_classes; k++) /* finer classes: all of them alike */
			for (uint32_t i = 0; i < whole->program->columns[k].count; i++)
				if (whole->program->members[whole->program->columns[k].first + i] == dream)
					same = k;
		mpq_set(x[c], weights[same]);
		fl_mpq_set_i64(w[c], m->dreams[dream].tally, 1);
	}
	check_rise(b.program, x, w, NULL, seed);
	for (uint32_t c = 0; c < n; c++)
		mpq_clears(x[c], w[c], NULL);
	free(x);
	free(w);
	release(&b);
}

static bool run_round(uint64_t seed, fl_policy_kind kind, bool minima, size_t count)
{
	rng r = { seed };
	made_round m;
	built b;
	fl_staged *staged = NULL;
	fl_error err = FL_ERROR_INIT;
	assert_true(made_round_init(&m, &r, count, 60, MADE_DIVISIBLE, minima));
	m.spec->policy.kind = kind;
	m.spec->policy.base_grant = rng_chance(&r, 20) ? rng_range(&r, 1, 3) : 0;
	build(&m, &b);
	if (fl_staged_run(m.spec, m.dreams, b.program, b.part, &staged, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m.text);
	bool feasible = staged->feasible;
	if (feasible && kind == FL_POLICY_COVERAGE) {
		check_rise(b.program, staged->amount, staged->weight, NULL, seed);
	} else if (feasible) {
		mpq_t one;
		mpq_init(one);
		mpq_set_ui(one, 1, 1);
		check_targets(&m, staged->weight, &b, seed);
		check_rise(b.program, staged->amount, staged->weight, (const mpq_t *)&one, seed);
		check_fall(b.program, staged->amount, staged->weight, false, seed);
		check_fall(b.program, staged->amount, staged->weight, true, seed);
		mpq_clear(one);
	}
	fl_staged_free(staged);
	release(&b);
	made_round_release(&m);
	return feasible;
}

static void run_many(fl_policy_kind kind, bool minima, size_t most, int rounds, uint64_t first)
{
	int feasible = 0;
	for (int i = 0; i < rounds; i++)
		feasible += run_round(first + (uint64_t)i, kind, minima, 1 + (size_t)i % most);
	assert_true(feasible * 3 > rounds);
}

static void test_leximin__coverage_is_fair(void **state)
{
	(void)state;
	run_many(FL_POLICY_COVERAGE, false, 14, 150, 1);
	run_many(FL_POLICY_COVERAGE, true, 14, 150, 1001);
}

static void test_leximin__proportional_is_fair(void **state)
{
	(void)state;
	run_many(FL_POLICY_PROPORTIONAL, false, 14, 150, 2001);
	run_many(FL_POLICY_PROPORTIONAL, true, 14, 250, 3001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leximin__coverage_is_fair),
		cmocka_unit_test(test_leximin__proportional_is_fair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
