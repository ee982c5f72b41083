/* SPDX-License-Identifier: Apache-2.0
 *
 * test_large_integer.c - indivisible rounds that are too large to enumerate: what the search leaves behind is confirmed by the checker,
 * whether it came to the end or not, and where both come to the end, the search among open classes and the plain one agree.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/instance.h"
#include "allocate/integer.h"
#include "allocate/tie_break.h"
#include "make_round.h"
#include "verify/verify.h"

static void confirm(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu: %s", (unsigned long long)seed, verdict.why);
	fl_verdict_release(&verdict);
}

static void test_large_integer__whatever_it_leaves_is_proven(void **state)
{
	int feasible = 0, optimal = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 24; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		assert_true(made_round_init(&m, &r, 900, 5000, MADE_INDIVISIBLE, seed % 2));
		m.spec->policy.node_limit = seed % 3 == 0 ? 50 : 2000;
		if (fl_allocate(m.spec, m.dreams, m.count, &a, &err) != FL_OK)
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
		if (a->outcome != FL_INFEASIBLE) {
			confirm(&m, a, seed);
			assert_true(mpq_cmp(a->proof->bound, a->proof->optimum) >= 0);
			assert_int_equal(a->outcome == FL_OPTIMAL, mpq_equal(a->proof->bound, a->proof->optimum));
			feasible += a->outcome == FL_FEASIBLE;
			optimal += a->outcome == FL_OPTIMAL;
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(optimal > 8); /* most are */
	assert_true(feasible + optimal > 12);
}

/* The plain search over everything, against settling and searching what is left as a program of its own. */
static void test_large_integer__within_is_the_same_search(void **state)
{
	int compared = 0;
	(void)state;
	for (uint64_t seed = 100; seed < 160; seed++) {
		rng r = { seed };
		made_round m;
		uint32_t *order;
		size_t count;
		fl_program *p;
		fl_search *plain, *solve;
		fl_allocation *a;
		assert_true(made_round_init(&m, &r, 90, 60, MADE_INDIVISIBLE, seed % 2));
		a = fl_allocation_new(m.count);
		assert_int_equal(fl_tie_order_make(m.spec, m.dreams, m.count, &order, &count, NULL), FL_OK);
		assert_int_equal(fl_program_build(m.spec, m.dreams, order, count, a, &p, NULL), FL_OK);
		assert_int_equal(fl_search_new(p, 3000, &plain, NULL), FL_OK);
		assert_int_equal(fl_search_new(p, 3000, &solve, NULL), FL_OK);
		assert_int_equal(fl_search_run(plain, NULL), FL_OK);
		assert_int_equal(fl_search_solve(solve, NULL), FL_OK);
		if (plain->complete && solve->complete) {
			assert_int_equal(plain->found, solve->found);
			if (plain->found && !mpq_equal(plain->value, solve->value))
				fail_msg("seed %llu: the optima differ", (unsigned long long)seed);
			compared++;
		}
		fl_search_free(plain);
		fl_search_free(solve);
		fl_program_free(p);
		fl_allocation_free(a);
		fl_free(order);
		made_round_release(&m);
	}
	assert_true(compared > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_large_integer__whatever_it_leaves_is_proven),
		cmocka_unit_test(test_large_integer__within_is_the_same_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
