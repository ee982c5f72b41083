/* SPDX-License-Identifier: Apache-2.0
 *
 * test_exchange.c - exchanges keep every limit, never lose, and end where no dream more, less or for another gains anything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "search_kit.h"

typedef struct setting {
	search_kit k;
	fl_program *p; /* the kit's */
	double *d;
	fl_money *at;
} setting;

/* False: the program has columns that are no classes, or no linear optimum. */
static bool set_up(setting *t, uint64_t seed)
{
	double doubt;
	search_kit_init(&t->k, seed, 6 + seed % 20, 500, false);
	t->p = t->k.p;
	t->d = fl_alloc_array(t->p->num_classes + 1, sizeof *t->d);
	t->at = fl_alloc_array(t->p->num_classes + 1, sizeof *t->at);
	if (t->k.s->has_root)
		fl_leaf_bound(t->p, t->k.s->cuts, t->k.s->root, t->k.s->lo, t->k.s->hi, true, t->d, &doubt);
	return t->k.s->has_root && t->p->num_columns == t->p->num_classes;
}

static void tear_down(setting *t)
{
	fl_free(t->d);
	fl_free(t->at);
	search_kit_release(&t->k);
}

/* Move one dream of a class; false, and nothing moved, where there is none. */
static bool shift(const fl_program *p, fl_money *at, size_t c, bool in)
{
	fl_money u = p->columns[c].unit_max;
	if (u == 0 || (in ? at[c] + u > p->columns[c].hi : at[c] < u))
		return false;
	at[c] += in ? u : -u;
	return true;
}

static void no_small_gain(setting *t, uint64_t seed)
{
	double best = search_kit_value(t->p, t->at);
	for (size_t c = 0; c < t->p->num_classes; c++) {
		if (shift(t->p, t->at, c, true)) {
			if (search_kit_keeps_rows(t->p, t->at) && search_kit_value(t->p, t->at) > best + 1e-6)
				fail_msg("seed %llu: one more dream gains", (unsigned long long)seed);
			for (size_t o = 0; o < t->p->num_classes; o++)
				if (o != c && shift(t->p, t->at, o, false)) {
					if (search_kit_keeps_rows(t->p, t->at) && search_kit_value(t->p, t->at) > best + 1e-6)
						fail_msg("seed %llu: one for another gains", (unsigned long long)seed);
					shift(t->p, t->at, o, true);
				}
			shift(t->p, t->at, c, false);
		}
	}
}

static void test_exchange__ends_where_nothing_small_gains(void **state)
{
	size_t tried = 0, gained = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		setting t;
		if (set_up(&t, seed) && search_kit_keeps_rows(t.p, t.at)) { /* from nothing at all */
			assert_int_equal(fl_search_exchange(t.p, t.k.s->root, t.d, 1000000, t.at, NULL), FL_OK);
			if (!search_kit_keeps_rows(t.p, t.at))
				fail_msg("seed %llu: a limit is broken", (unsigned long long)seed);
			assert_true(search_kit_value(t.p, t.at) >= 0);
			no_small_gain(&t, seed);
			tried++;
			gained += search_kit_value(t.p, t.at) > 0;
		}
		tear_down(&t);
	}
	assert_true(tried > 50 && gained > 50);
}

static void test_exchange__looks_no_more_than_allowed(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		setting t;
		if (set_up(&t, seed) && search_kit_keeps_rows(t.p, t.at)) {
			assert_int_equal(fl_search_exchange(t.p, t.k.s->root, t.d, 0, t.at, NULL), FL_OK);
			assert_true(search_kit_value(t.p, t.at) == 0);
		}
		tear_down(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exchange__ends_where_nothing_small_gains),
		cmocka_unit_test(test_exchange__looks_no_more_than_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
