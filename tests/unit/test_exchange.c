/* SPDX-License-Identifier: Apache-2.0
 *
 * test_exchange.c - exchanges keep every limit, never lose, and end where no dream more, less or for another gains anything.
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

typedef struct setting {
	made_round m;
	uint32_t *order;
	fl_allocation *a;
	fl_program *p;
	fl_search *s;
	double *d;
	fl_money *at;
} setting;

/* False: the program has columns that are no classes, or no linear optimum. */
static bool set_up(setting *t, uint64_t seed)
{
	rng r = { seed };
	size_t count;
	double doubt;
	*t = (setting){ 0 };
	assert_true(made_round_init(&t->m, &r, 6 + seed % 20, 500, MADE_INDIVISIBLE, false));
	t->a = fl_allocation_new(t->m.count);
	assert_int_equal(fl_tie_order_make(t->m.spec, t->m.dreams, t->m.count, &t->order, &count, NULL), FL_OK);
	assert_int_equal(fl_program_build(t->m.spec, t->m.dreams, t->order, count, t->a, &t->p, NULL), FL_OK);
	assert_int_equal(fl_search_new(t->p, 1000, &t->s, NULL), FL_OK);
	assert_int_equal(fl_search_root(t->s, NULL), FL_OK);
	t->d = fl_alloc_array(t->p->num_classes + 1, sizeof *t->d);
	t->at = fl_alloc_array(t->p->num_classes + 1, sizeof *t->at);
	if (t->s->has_root)
		fl_leaf_bound(t->p, t->s->cuts, t->s->root, t->s->lo, t->s->hi, true, t->d, &doubt);
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
	double best = value(t->p, t->at);
	for (size_t c = 0; c < t->p->num_classes; c++) {
		if (shift(t->p, t->at, c, true)) {
			if (feasible(t->p, t->at) && value(t->p, t->at) > best + 1e-6)
				fail_msg("seed %llu: one more dream gains", (unsigned long long)seed);
			for (size_t o = 0; o < t->p->num_classes; o++)
				if (o != c && shift(t->p, t->at, o, false)) {
					if (feasible(t->p, t->at) && value(t->p, t->at) > best + 1e-6)
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
		if (set_up(&t, seed) && feasible(t.p, t.at)) { /* from nothing at all */
			assert_int_equal(fl_search_exchange(t.p, t.s->root, t.d, 1000000, t.at, NULL), FL_OK);
			if (!feasible(t.p, t.at))
				fail_msg("seed %llu: a limit is broken", (unsigned long long)seed);
			assert_true(value(t.p, t.at) >= 0);
			no_small_gain(&t, seed);
			tried++;
			gained += value(t.p, t.at) > 0;
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
		if (set_up(&t, seed) && feasible(t.p, t.at)) {
			assert_int_equal(fl_search_exchange(t.p, t.s->root, t.d, 0, t.at, NULL), FL_OK);
			assert_true(value(t.p, t.at) == 0);
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
