/* SPDX-License-Identifier: Apache-2.0
 *
 * test_basis.c - a float solver's answer is not believed: from any basis, right, wrong or nonsense, the exact side
 * comes to the same optimum, or to a ray that proves there is none.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/basis.h"
#include "allocate/instance.h"
#include "allocate/leaf.h"
#include "allocate/tie_break.h"
#include "make_round.h"

typedef struct setting {
	made_round m;
	uint32_t *order;
	fl_allocation *a;
	fl_program *program;
	uint8_t *column_at, *row_at;
} setting;

static void set_up(setting *t, uint64_t seed, bool minima)
{
	rng r = { seed };
	size_t count;
	assert_true(made_round_init(&t->m, &r, (size_t)rng_range(&r, 3, 30), 500, MADE_DIVISIBLE, minima));
	t->a = fl_allocation_new(t->m.count);
	assert_int_equal(fl_tie_order_make(t->m.spec, t->m.dreams, t->m.count, &t->order, &count, NULL), FL_OK);
	assert_int_equal(fl_program_build(t->m.spec, t->m.dreams, t->order, count, t->a, &t->program, NULL), FL_OK);
	t->column_at = fl_alloc_array(t->program->num_columns + 1, 1);
	t->row_at = fl_alloc_array(t->program->num_rows + 1, 1);
}

static void tear_down(setting *t)
{
	fl_free(t->column_at);
	fl_free(t->row_at);
	fl_program_free(t->program);
	fl_allocation_free(t->a);
	fl_free(t->order);
	made_round_release(&t->m);
}

static fl_basis_answer solve_from(const setting *t, mpq_t ret_value)
{
	fl_basis *lp = NULL;
	fl_basis_answer answer;
	mpq_t bound;
	assert_int_equal(fl_basis_new(t->program, NULL, NULL, t->column_at, t->row_at, &lp, NULL), FL_OK);
	assert_int_equal(fl_basis_solve(lp, &answer, NULL), FL_OK);
	mpq_init(bound);
	for (size_t j = 0; j < t->program->num_columns; j++) {
		lp->lo[j] = t->program->columns[j].lo;
		lp->hi[j] = t->program->columns[j].hi;
	}
	assert_int_equal(
	    fl_leaf_bound_exact(t->program, NULL, NULL, lp->y, lp->lo, lp->hi, answer == FL_BASIS_OPTIMAL, bound, NULL),
	    FL_OK);
	fl_basis_objective(lp, ret_value);
	if (answer == FL_BASIS_OPTIMAL)
		assert_true(mpq_equal(bound, ret_value)); /* strong duality, to the last digit */
	else
		assert_true(mpq_sgn(bound) < 0); /* a Farkas ray */
	mpq_clear(bound);
	fl_basis_free(lp);
	return answer;
}

static void test_basis__any_start_comes_to_the_same_optimum(void **state)
{
	(void)state;
	int optimal = 0, empty = 0;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		setting t;
		mpq_t first, value;
		mpq_inits(first, value, NULL);
		set_up(&t, seed, true);
		rng r = { seed * 77 };
		fl_basis_answer first_answer = FL_BASIS_OPTIMAL;
		for (int start = 0; start < 4; start++) { /* 0: all rows basic; then nonsense */
			for (size_t j = 0; j < t.program->num_columns; j++)
				t.column_at[j] = start == 0 ? FL_AT_LO : (uint8_t)rng_range(&r, 0, 2);
			for (size_t k = 0; k < t.program->num_rows; k++)
				t.row_at[k] = start == 0 ? FL_BASIC : (uint8_t)rng_range(&r, 0, 2);
			fl_basis_answer answer = solve_from(&t, value);
			if (start == 0) {
				first_answer = answer;
				mpq_set(first, value);
			}
			assert_int_equal(answer, first_answer);
			if (answer == FL_BASIS_OPTIMAL && !mpq_equal(first, value))
				fail_msg("seed %llu, start %d", (unsigned long long)seed, start);
		}
		optimal += first_answer == FL_BASIS_OPTIMAL;
		empty += first_answer == FL_BASIS_INFEASIBLE;
		mpq_clears(first, value, NULL);
		tear_down(&t);
	}
	assert_true(optimal > 40 && empty > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_basis__any_start_comes_to_the_same_optimum) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
