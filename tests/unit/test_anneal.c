/* SPDX-License-Identifier: Apache-2.0
 *
 * test_anneal.c - annealing keeps every limit and every box, finds the optimum of small programs from anywhere, and is the same walk
 * each time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "allocate/instance.h"
#include "allocate/integer.h"
#include "allocate/tie_break.h"
#include "base/rational.h"
#include "make_round.h"

enum { MOVES = 40000, MOST_POINTS = 1 << 14 };

typedef struct setting {
	made_round m;
	uint32_t *order;
	fl_allocation *a;
	fl_program *p;
	fl_search *s;
	double *d;
	fl_money *at;
	rng r;
} setting;

/* False: no linear optimum, or rows that are no sums of classes. */
static bool set_up(setting *t, uint64_t seed)
{
	size_t count;
	double doubt;
	*t = (setting){ .r = { seed } };
	assert_true(made_round_init(&t->m, &t->r, 5 + seed % 8, 500, MADE_INDIVISIBLE, seed % 2));
	t->a = fl_allocation_new(t->m.count);
	assert_int_equal(fl_tie_order_make(t->m.spec, t->m.dreams, t->m.count, &t->order, &count, NULL), FL_OK);
	assert_int_equal(fl_program_build(t->m.spec, t->m.dreams, t->order, count, t->a, &t->p, NULL), FL_OK);
	assert_int_equal(fl_search_new(t->p, 1000, &t->s, NULL), FL_OK);
	assert_int_equal(fl_search_root(t->s, NULL), FL_OK);
	t->d = fl_alloc_array(t->p->num_classes + 1, sizeof *t->d);
	t->at = fl_alloc_array(t->p->num_classes + 1, sizeof *t->at);
	if (t->s->has_root)
		fl_leaf_bound(t->p, NULL, t->s->root, t->s->lo, t->s->hi, true, t->d, &doubt);
	return t->s->has_root && t->p->num_columns == t->p->num_classes;
}

static void tear_down(setting *t)
{
	fl_free(t->d);
	fl_free(t->at);
	fl_search_free(t->s);
	fl_program_free(t->p);
	fl_allocation_free(t->a);
	fl_free(t->order);
	made_round_release(&t->m);
}

static bool feasible(const fl_program *p, const fl_money *at)
{
	bool ok = true;
	for (size_t c = 0; c < p->num_classes; c++)
		ok = ok && at[c] >= p->columns[c].lo && at[c] <= p->columns[c].hi;
	for (size_t k = 0; ok && k < p->num_rows; k++) {
		double sum = 0; /* small whole numbers: exact */
		for (size_t c = 0; c < p->num_classes; c++)
			for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
				sum += p->row[e] == k ? (double)p->coef[e] * (double)at[c] : 0;
		ok = !(p->rows[k].has_hi && sum > mpq_get_d(p->rows[k].hi)) && !(p->rows[k].has_lo && sum < mpq_get_d(p->rows[k].lo));
	}
	return ok;
}

static double value(const fl_program *p, const fl_money *at)
{
	double sum = 0;
	for (size_t c = 0; c < p->num_classes; c++)
		sum += (double)p->columns[c].c_num / (double)p->columns[c].c_den * (double)at[c];
	return sum;
}

/* Any whole requests, whether they keep limits or not. */
static void anywhere(setting *t)
{
	for (size_t c = 0; c < t->p->num_classes; c++)
		t->at[c] = t->p->columns[c].unit_max * rng_range(&t->r, 0, t->p->columns[c].count);
}

/* The best of all points; -1: none is feasible, -2: too many to try. */
static double best_of_all(const setting *t, fl_money *at)
{
	const fl_program *p = t->p;
	double best = -1, points = 1;
	for (size_t c = 0; c < p->num_classes; c++)
		points *= (double)p->columns[c].count + 1;
	for (size_t point = 0; points <= MOST_POINTS && point < (size_t)points; point++) {
		size_t rest = point;
		for (size_t c = 0; c < p->num_classes; c++) {
			at[c] = (fl_money)(rest % (p->columns[c].count + 1)) * p->columns[c].unit_max;
			rest /= p->columns[c].count + 1;
		}
		if (feasible(p, at) && value(p, at) > best)
			best = value(p, at);
	}
	return points <= MOST_POINTS ? best : -2;
}

static void test_anneal__finds_the_optimum_of_small_programs(void **state)
{
	int tried = 0, best = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 500; seed++) {
		setting t;
		bool found = false;
		if (set_up(&t, seed)) {
			double want = best_of_all(&t, t.at);
			anywhere(&t);
			assert_int_equal(fl_search_anneal(t.p, t.s->root, t.d, seed, MOVES, t.at, &found, NULL), FL_OK);
			if (found && (!feasible(t.p, t.at) || want == -1))
				fail_msg("seed %llu: a limit is broken", (unsigned long long)seed);
			if (found && want >= 0 && value(t.p, t.at) > want + 1e-6)
				fail_msg("seed %llu: better than the best", (unsigned long long)seed);
			tried += want > 0;
			best += found && want > 0 && value(t.p, t.at) > want - 1e-6;
		}
		tear_down(&t);
	}
	assert_true(tried > 40);
	assert_true(best * 10 >= tried * 8); /* it may miss some, not many */
}

static void test_anneal__is_the_same_walk_each_time(void **state)
{
	int found_some = 0;
	(void)state;
	for (uint64_t seed = 200; seed < 240; seed++) {
		setting t;
		if (set_up(&t, seed)) {
			size_t size = t.p->num_classes * sizeof *t.at;
			fl_money *start = fl_alloc(size + 1), *first = fl_alloc(size + 1);
			bool found, again;
			anywhere(&t);
			memcpy(start, t.at, size);
			assert_int_equal(fl_search_anneal(t.p, t.s->root, t.d, 7, MOVES / 10, t.at, &found, NULL), FL_OK);
			memcpy(first, t.at, size);
			memcpy(t.at, start, size);
			assert_int_equal(fl_search_anneal(t.p, t.s->root, t.d, 7, MOVES / 10, t.at, &again, NULL), FL_OK);
			assert_int_equal(found, again);
			assert_memory_equal(first, t.at, size);
			assert_true(found || memcmp(start, t.at, size) == 0); /* nothing found: as it was */
			found_some += found;
			fl_free(start);
			fl_free(first);
		}
		tear_down(&t);
	}
	assert_true(found_some > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anneal__finds_the_optimum_of_small_programs),
		cmocka_unit_test(test_anneal__is_the_same_walk_each_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
