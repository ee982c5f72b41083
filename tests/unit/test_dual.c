/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dual.c - our own dual simplex against GLPK on programs of every kind, box after box.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/dual.h"
#include "allocate/instance.h"
#include "allocate/leaf.h"
#include "allocate/solve.h"
#include "allocate/tie_break.h"
#include "make_round.h"

#include <math.h>

typedef struct setting {
	made_round m;
	uint32_t *order;
	fl_allocation *a;
	fl_program *p;
	fl_dual *dual;
	fl_solver *glpk;
	fl_money *lo, *hi;
	double *y;
} setting;

static void set_up(setting *t, uint64_t seed, made_kind kind)
{
	rng r = { seed };
	size_t count;
	assert_true(made_round_init(&t->m, &r, (size_t)rng_range(&r, 3, 60), 500, kind, seed % 2));
	t->a = fl_allocation_new(t->m.count);
	assert_int_equal(fl_tie_order_make(t->m.spec, t->m.dreams, t->m.count, &t->order, &count, NULL), FL_OK);
	assert_int_equal(fl_program_build(t->m.spec, t->m.dreams, t->order, count, t->a, &t->p, NULL), FL_OK);
	assert_true(fl_dual_fits(t->p, NULL));
	assert_int_equal(fl_dual_new(t->p, NULL, &t->dual, NULL), FL_OK);
	assert_int_equal(fl_solver_new(t->p, &t->glpk, NULL), FL_OK);
	t->lo = fl_alloc_array(t->p->num_columns + 1, sizeof *t->lo);
	t->hi = fl_alloc_array(t->p->num_columns + 1, sizeof *t->hi);
	t->y = fl_alloc_array(t->p->num_rows + 1, sizeof *t->y);
	for (size_t j = 0; j < t->p->num_columns; j++) {
		t->lo[j] = t->p->columns[j].lo;
		t->hi[j] = t->p->columns[j].hi;
	}
}

static void tear_down(setting *t)
{
	fl_dual_free(t->dual);
	fl_solver_free(t->glpk);
	fl_free(t->lo);
	fl_free(t->hi);
	fl_free(t->y);
	fl_program_free(t->p);
	fl_allocation_free(t->a);
	fl_free(t->order);
	made_round_release(&t->m);
}

static double objective(const setting *t, bool own)
{
	double sum = 0;
	for (size_t j = 0; j < t->p->num_columns; j++) {
		const fl_column *column = &t->p->columns[j];
		double x = own ? fl_dual_column(t->dual, j) : fl_solver_column(t->glpk, j);
		sum += (double)column->c_num / (double)column->c_den * x;
		if (own) { /* inside its box */
			double slack = 1e-6 * (1 + (double)column->hi);
			assert_true(x > (double)t->lo[j] - slack && x < (double)t->hi[j] + slack);
		}
	}
	return sum;
}

/* What the multipliers say the program is worth at most. */
static double bound_of(setting *t, bool with_objective, double *ret_doubt)
{
	fl_leaf_clean(t->p, NULL, t->y);
	return fl_leaf_bound(t->p, NULL, t->y, t->lo, t->hi, with_objective, NULL, ret_doubt);
}

static void compare(setting *t, uint64_t seed, int *optimal, int *empty)
{
	double doubt;
	fl_solver_answer ours = fl_dual_run(t->dual), theirs = fl_solver_run(t->glpk);
	if (ours != theirs)
		fail_msg("seed %llu: %d here, %d there", (unsigned long long)seed, (int)ours, (int)theirs);
	if (ours == FL_SOLVER_INFEASIBLE) {
		fl_dual_ray(t->dual, t->y);
		assert_true(bound_of(t, false, &doubt) < 0);
		++*empty;
		return;
	}
	double a = objective(t, true), b = objective(t, false), near = 1e-6 * (1 + fabs(b));
	if (fabs(a - b) > near)
		fail_msg("seed %llu: %.9g here, %.9g there", (unsigned long long)seed, a, b);
	fl_dual_multipliers(t->dual, t->y);
	assert_true(fabs(bound_of(t, true, &doubt) - a) <= near); /* strong duality, as far as doubles go */
	++*optimal;
}

static void move_box(setting *t, rng *r)
{
	size_t j = (size_t)rng_range(r, 0, (int64_t)t->p->num_classes - 1);
	const fl_column *column = &t->p->columns[j];
	fl_money lo = column->lo, hi = column->hi;
	if (rng_chance(r, 70)) { /* as branches do; or back again */
		lo = rng_range(r, column->lo, column->hi);
		hi = rng_chance(r, 40) ? lo : rng_range(r, lo, column->hi);
	}
	t->lo[j] = lo;
	t->hi[j] = hi;
	fl_dual_box(t->dual, j, lo, hi);
	fl_solver_box(t->glpk, j, lo, hi);
}

static void test_dual__agrees_with_glpk_box_after_box(void **state)
{
	int optimal = 0, empty = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 1000; seed++) {
		setting t;
		rng r = { seed * 77 };
		set_up(&t, seed, (made_kind)(seed % 3));
		for (int step = 0; step < 40 && t.p->num_classes > 0; step++) {
			compare(&t, seed, &optimal, &empty);
			for (int64_t k = rng_range(&r, 1, 4); k > 0; k--)
				move_box(&t, &r);
		}
		tear_down(&t);
	}
	assert_true(optimal > 2000 && empty > 500);
}

static void test_dual__stops_below_the_cut_off_with_multipliers_that_show_it(void **state)
{
	int cut = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		setting t;
		double doubt;
		set_up(&t, seed, MADE_INDIVISIBLE);
		if (fl_dual_run(t.dual) == FL_SOLVER_OPTIMAL) {
			double best = objective(&t, true), above = best + 1 + fabs(best) * 0.01;
			fl_dual *again;
			assert_int_equal(fl_dual_new(t.p, NULL, &again, NULL), FL_OK);
			fl_dual_cut_off(again, above);
			assert_int_equal(fl_dual_run(again), FL_SOLVER_CUT_OFF);
			fl_dual_multipliers(again, t.y);
			assert_true(bound_of(&t, true, &doubt) < above + 1e-6 * above);
			fl_dual_cut_off(again, best - 1);
			assert_int_equal(fl_dual_run(again), FL_SOLVER_OPTIMAL);
			fl_dual_free(again);
			cut++;
		}
		tear_down(&t);
	}
	assert_true(cut > 100);
}

/* Can some point of the program's boxes break this row? */
static bool can_bind(const fl_program *p, size_t k)
{
	double least = 0, most = 0;
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			double at_lo = (double)p->coef[e] * (double)p->columns[j].lo, at_hi = (double)p->coef[e] * (double)p->columns[j].hi;
			least += p->row[e] == k ? fmin(at_lo, at_hi) : 0;
			most += p->row[e] == k ? fmax(at_lo, at_hi) : 0;
		}
	return (p->rows[k].has_lo && least < mpq_get_d(p->rows[k].lo)) || (p->rows[k].has_hi && most > mpq_get_d(p->rows[k].hi));
}

static void test_dual__follows_limits_that_are_drawn_in_and_put_back(void **state)
{
	int optimal = 0;
	(void)state;
	for (uint64_t seed = 500; seed <= 1500; seed++) {
		setting t;
		set_up(&t, seed, MADE_DIVISIBLE);
		for (int step = 0; step < 3; step++) {
			for (size_t k = 0; k < t.p->num_rows; k++) {
				const fl_row *row = &t.p->rows[k];
				double lo = mpq_get_d(row->lo), hi = mpq_get_d(row->hi), by = step == 1 ? hi * 0.1 : 0;
				if (fl_row_is_private(row) || (row->has_lo && lo > hi - by) || !can_bind(t.p, k))
					by = 0;
				hi -= by;
				fl_dual_limits(t.dual, k, row->has_lo ? &lo : NULL, row->has_hi ? &hi : NULL);
				fl_solver_limits(t.glpk, k, row->has_lo ? &lo : NULL, row->has_hi ? &hi : NULL);
			}
			fl_solver_answer ours = fl_dual_run(t.dual), theirs = fl_solver_run(t.glpk);
			assert_int_equal(ours, theirs);
			if (ours == FL_SOLVER_OPTIMAL) {
				double b = objective(&t, false);
				assert_true(fabs(objective(&t, true) - b) <= 1e-6 * (1 + fabs(b)));
			}
			optimal += ours == FL_SOLVER_OPTIMAL;
		}
		tear_down(&t);
	}
	assert_true(optimal > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dual__agrees_with_glpk_box_after_box),
		cmocka_unit_test(test_dual__stops_below_the_cut_off_with_multipliers_that_show_it),
		cmocka_unit_test(test_dual__follows_limits_that_are_drawn_in_and_put_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
