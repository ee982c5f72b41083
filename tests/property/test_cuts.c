/* SPDX-License-Identifier: Apache-2.0
 *
 * test_cuts.c - cuts that the allocation finds: no solution in whole requests is lost by one, the linear optimum is, and cuts taken
 * over to the open classes say what the whole ones do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "search_kit.h"

enum { MOST_POINTS = 1 << 14 };

typedef struct setting {
	search_kit k;
	fl_program *p; /* the kit's */
	fl_cuts *cuts;
	double *y;
} setting;

/* False: there can be no cuts, or none were found. */
static bool set_up(setting *t, uint64_t seed)
{
	*t = (setting){ .cuts = NULL };
	search_kit_init(&t->k, seed, 6 + seed % 8, 60, seed % 2);
	t->p = t->k.p;
	if (fl_cuts_possible(t->p) && t->k.s->has_root) {
		int64_t pivots = 0;
		assert_int_equal(fl_cuts_find(t->p, t->k.s->lo, t->k.s->hi, &t->cuts, &t->y, &pivots, NULL), FL_OK);
	}
	return t->cuts != NULL;
}

static void tear_down(setting *t)
{
	fl_free(t->y);
	fl_cuts_free(t->cuts);
	search_kit_release(&t->k);
}

/* The limit of a cut less its sum over n dreams of each class; below 0: the solution is lost. */
static int64_t room(const fl_cuts *cuts, size_t number, const uint32_t *n)
{
	int64_t left = cuts->list.items[number].limit;
	for (size_t c = 0; c < cuts->num_classes; c++)
		for (uint32_t e = cuts->start[c]; e < cuts->start[c + 1]; e++)
			left -= cuts->cut[e] == number ? cuts->g[e] * (int64_t)n[c] : 0;
	return left;
}

/* Some classes are settled where the solution has them: the cuts of the rest leave the same room. */
static void restrict_and_compare(setting *t, const uint32_t *n, uint64_t seed)
{
	const fl_program *p = t->p;
	uint32_t *class_at = fl_alloc_array(p->num_classes + 1, sizeof *class_at),
		 *core_of = fl_alloc_array(p->num_classes + 1, sizeof *core_of),
		 *open_n = fl_alloc_array(p->num_classes + 1, sizeof *open_n);
	fl_money *lo = fl_alloc_array(p->num_classes + 1, sizeof *lo);
	fl_cuts *part = NULL;
	size_t open = 0;
	for (uint32_t c = 0; c < p->num_classes; c++) {
		bool settled = rng_range(&t->k.r, 0, 1);
		core_of[c] = settled ? UINT32_MAX : (uint32_t)open;
		lo[c] = settled ? (fl_money)n[c] * p->columns[c].unit_max : 0;
		if (!settled) {
			open_n[open] = n[c];
			class_at[open++] = c;
		}
	}
	assert_int_equal(fl_cuts_restrict(t->cuts, p, class_at, open, core_of, lo, &part, NULL), FL_OK);
	for (size_t k = 0; k < t->cuts->list.len; k++)
		if (room(t->cuts, k, n) != room(part, k, open_n))
			fail_msg("seed %llu: cut %zu is another over the open classes", (unsigned long long)seed, k);
	fl_cuts_free(part);
	fl_free(class_at);
	fl_free(core_of);
	fl_free(open_n);
	fl_free(lo);
}

static void try_all(setting *t, uint64_t seed, size_t *feasible_points, size_t *tight)
{
	const fl_program *p = t->p;
	fl_money *at = fl_alloc_array(p->num_classes + 1, sizeof *at);
	uint32_t *n = fl_alloc_array(p->num_classes + 1, sizeof *n);
	double points = 1;
	for (size_t c = 0; c < p->num_classes; c++)
		points *= (double)p->columns[c].count + 1;
	for (size_t point = 0; points <= MOST_POINTS && point < (size_t)points; point++) {
		size_t rest = point;
		for (size_t c = 0; c < p->num_classes; c++) {
			n[c] = (uint32_t)(rest % (p->columns[c].count + 1));
			at[c] = (fl_money)n[c] * p->columns[c].unit_max;
			rest /= p->columns[c].count + 1;
		}
		if (!search_kit_keeps_rows(p, at))
			continue;
		for (size_t k = 0; k < t->cuts->list.len; k++) {
			int64_t left = room(t->cuts, k, n);
			if (left < 0)
				fail_msg("seed %llu: cut %zu takes a solution away", (unsigned long long)seed, k);
			*tight += left == 0;
		}
		if ((*feasible_points)++ % 16 == 0)
			restrict_and_compare(t, n, seed);
	}
	fl_free(at);
	fl_free(n);
}

static void test_cuts__take_no_solution_away(void **state)
{
	size_t feasible_points = 0, tight = 0, rounds = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		setting t;
		if (set_up(&t, seed)) {
			try_all(&t, seed, &feasible_points, &tight);
			rounds++;
		}
		tear_down(&t);
	}
	assert_true(rounds > 30 && feasible_points > 1000 && tight > 100);
}

static void test_cuts__bring_the_bound_down(void **state)
{
	size_t rounds = 0, lower = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		setting t;
		double doubt;
		if (set_up(&t, seed)) {
			double before = fl_leaf_bound(t.p, NULL, t.k.s->root, t.k.s->lo, t.k.s->hi, true, NULL, &doubt);
			fl_leaf_clean(t.p, t.cuts, t.y);
			double after = fl_leaf_bound(t.p, t.cuts, t.y, t.k.s->lo, t.k.s->hi, true, NULL, &doubt);
			assert_true(after < before + 1e-6 * before);
			lower += after < before - 1e-6 * before;
			rounds++;
		}
		tear_down(&t);
	}
	assert_true(rounds > 30 && lower * 10 >= rounds * 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cuts__take_no_solution_away),
		cmocka_unit_test(test_cuts__bring_the_bound_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
