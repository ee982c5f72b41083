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

#include "search_kit.h"

enum { MOVES = 40000, MOST_POINTS = 1 << 14 };

typedef struct setting {
	search_kit k;
	fl_program *p; /* the kit's */
	double *d;
	fl_money *at;
} setting;

/* False: no linear optimum, or rows that are no sums of classes. */
static bool set_up(setting *t, uint64_t seed)
{
	double doubt;
	search_kit_init(&t->k, seed, 5 + seed % 8, 500, seed % 2);
	t->p = t->k.p;
	t->d = fl_alloc_array(t->p->num_classes + 1, sizeof *t->d);
	t->at = fl_alloc_array(t->p->num_classes + 1, sizeof *t->at);
	if (t->k.s->has_root)
		fl_leaf_bound(t->p, NULL, t->k.s->root, t->k.s->lo, t->k.s->hi, true, t->d, &doubt);
	return t->k.s->has_root && t->p->num_columns == t->p->num_classes;
}

static void tear_down(setting *t)
{
	fl_free(t->d);
	fl_free(t->at);
	search_kit_release(&t->k);
}

static bool feasible(const fl_program *p, const fl_money *at)
{
	for (size_t c = 0; c < p->num_classes; c++)
		if (at[c] < p->columns[c].lo || at[c] > p->columns[c].hi)
			return false;
	return search_kit_keeps_rows(p, at);
}

/* Any whole requests, whether they keep limits or not. */
static void anywhere(setting *t)
{
	for (size_t c = 0; c < t->p->num_classes; c++)
		t->at[c] = t->p->columns[c].unit_max * rng_range(&t->k.r, 0, t->p->columns[c].count);
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
		if (feasible(p, at) && search_kit_value(p, at) > best)
			best = search_kit_value(p, at);
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
			assert_int_equal(fl_search_anneal(t.p, t.k.s->root, t.d, seed, MOVES, t.at, &found, NULL), FL_OK);
			if (found && (!feasible(t.p, t.at) || want == -1))
				fail_msg("seed %llu: a limit is broken", (unsigned long long)seed);
			if (found && want >= 0 && search_kit_value(t.p, t.at) > want + 1e-6)
				fail_msg("seed %llu: better than the best", (unsigned long long)seed);
			tried += want > 0;
			best += found && want > 0 && search_kit_value(t.p, t.at) > want - 1e-6;
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
			assert_int_equal(fl_search_anneal(t.p, t.k.s->root, t.d, 7, MOVES / 10, t.at, &found, NULL), FL_OK);
			memcpy(first, t.at, size);
			memcpy(t.at, start, size);
			assert_int_equal(fl_search_anneal(t.p, t.k.s->root, t.d, 7, MOVES / 10, t.at, &again, NULL), FL_OK);
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
