/* SPDX-License-Identifier: Apache-2.0
 *
 * test_integer.c - the search for whole requests: known answers, and an honest gap where it must stop.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "small_round.h"

static const small_dream knapsack[] = {
	/* Martello and Toth, Knapsack Problems, 1990, example 2.3: optimum 107 */
	{ "1", "", "", 70, 31, 1 }, { "2", "", "", 20, 10, 2 }, { "3", "", "", 39, 20, 3 },
	{ "4", "", "", 37, 19, 4 }, { "5", "", "", 7, 4, 5 },   { "6", "", "", 5, 3, 6 },
	{ "7", "", "", 10, 6, 7 },
};

static void test_integer__finds_and_proves_a_textbook_knapsack(void **state)
{
	(void)state;
	small_round s;
	SMALL_SOLVE(
	    &s, "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"50\"}]",
	    knapsack);
	assert_int_equal(s.a->outcome, FL_OPTIMAL);
	assert_int_equal(mpq_cmp_si(s.a->objective, 107, 1), 0);
	assert_int_equal(small_award(&s, "1") + small_award(&s, "4"), 50);
	assert_true(s.a->proof->num_nodes > 1);
	small_release(&s);
}

static void test_integer__stops_at_the_node_limit_with_a_proven_gap(void **state)
{
	(void)state;
	small_dream dreams[40];
	char ids[40][16];
	uint64_t x = 12345;
	for (int i = 0; i < 40; i++) { /* strongly correlated: hard for any bound */
		x = x * 6364136223846793005u + 1442695040888963407u;
		snprintf(ids[i], sizeof ids[i], "%d", i);
		fl_money request = 1000 + (fl_money)(x >> 33) % 1000;
		dreams[i] = (small_dream){ ids[i], "", "", request / 10 + 10, request, i };
	}
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"support\",\"indivisible\":true,\"node_limit\":60},\"pools\":[{\"id\":"
		    "\"p\",\"amount\":\"24987\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_FEASIBLE);
	assert_true(s.a->proof->has_bound);
	assert_true(mpq_cmp(s.a->proof->bound, s.a->proof->optimum) > 0);
	assert_int_equal(s.a->proof->unique, -1);
	small_release(&s);
}

static void test_integer__minimum_award_funds_fewer_dreams_better(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 50, 100, 1 },
				       { "b", "", "", 49, 100, 2 },
				       { "c", "", "", 10, 100, 3 } };
	small_round s; /* 150: a in full, b with 50 is below 60: so 90 + 60 */
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"support\",\"minimum_award\":\"60\"},\"pools\":[{\"id\":\"p\",\"amount\":"
		    "\"150\"}]",
		    dreams);
	assert_int_equal(small_award(&s, "a"), 90);
	assert_int_equal(small_award(&s, "b"), 60);
	assert_int_equal(small_award(&s, "c"), 0);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integer__finds_and_proves_a_textbook_knapsack),
		cmocka_unit_test(test_integer__stops_at_the_node_limit_with_a_proven_gap),
		cmocka_unit_test(test_integer__minimum_award_funds_fewer_dreams_better),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
