/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tie_break.c - the published order decides, nothing else does.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "small_round.h"

static void test_tie_break__earliest_of_equally_good_dreams_wins(void **state)
{
	(void)state;
	/* 10 flowers for 100, 20 for 200: the same flowers per unit; money for 200 */
	const small_dream dreams[] = { { "late", "", "", 10, 100, 9 }, { "early", "", "", 20, 200, 1 } };
	small_round s;
	SMALL_SOLVE(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"200\"}]", dreams);
	assert_int_equal(small_award(&s, "early"), 200);
	assert_int_equal(small_award(&s, "late"), 0);
	assert_int_equal(s.a->proof->unique, 0);
	small_release(&s);
}

static void test_tie_break__unknown_times_come_last_then_ids(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "b", "", "", 20, 200, FL_TIME_NONE },
				       { "a", "", "", 10, 100, FL_TIME_NONE },
				       { "z", "", "", 30, 300, 5 } };
	small_round s;
	SMALL_SOLVE(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"400\"}]", dreams);
	assert_int_equal(small_award(&s, "z"), 300);
	assert_int_equal(small_award(&s, "a"), 100);
	assert_int_equal(small_award(&s, "b"), 0);
	small_release(&s);
}

static void test_tie_break__lottery_depends_on_the_seed_only(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 10, 100, 1 },
				       { "b", "", "", 20, 200, 2 },
				       { "c", "", "", 30, 300, 3 } };
	int won[3] = { 0 };
	for (int seed = 0; seed < 60; seed++) {
		char settings[256];
		small_round s, again;
		snprintf(settings, sizeof settings,
			 "\"policy\":{\"name\":\"support\",\"tie_order\":\"lottery:%d\"},\"pools\":[{\"id\":\"p\","
			 "\"amount\":\"100\"}]",
			 seed);
		SMALL_SOLVE(&s, settings, dreams);
		SMALL_SOLVE(&again, settings, dreams);
		for (int i = 0; i < 3; i++) {
			assert_int_equal(s.a->awards[i].amount, again.a->awards[i].amount);
			won[i] += s.a->awards[i].amount == 100;
		}
		small_release(&s);
		small_release(&again);
	}
	for (int i = 0; i < 3; i++)
		assert_in_range(won[i], 5, 55);
}

static void test_tie_break__unique_when_only_one_optimum(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 30, 100, 1 },
				       { "b", "", "", 20, 100, 2 },
				       { "c", "", "", 10, 100, 3 } };
	small_round s;
	SMALL_SOLVE(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"150\"}]", dreams);
	assert_int_equal(s.a->proof->unique, 1);
	assert_int_equal(small_award(&s, "a"), 100);
	assert_int_equal(small_award(&s, "b"), 50);
	small_release(&s);
}

static void test_tie_break__indivisible_prefers_the_earlier_pair(void **state)
{
	(void)state;
	/* either {a} or {b, c} gives 30 flowers for 300; b is earliest */
	const small_dream dreams[] = { { "a", "", "", 30, 300, 2 },
				       { "b", "", "", 10, 100, 1 },
				       { "c", "", "", 20, 200, 9 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"300\"}]",
	    dreams);
	assert_int_equal(small_award(&s, "a"), 0);
	assert_int_equal(small_award(&s, "b"), 100);
	assert_int_equal(small_award(&s, "c"), 200);
	assert_int_equal(s.a->proof->unique, 0);
	small_release(&s);
}

static void test_tie_break__equal_indivisible_dreams_by_order(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "x", "", "", 10, 100, 3 },
				       { "y", "", "", 10, 100, 1 },
				       { "z", "", "", 10, 100, 2 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"250\"}]",
	    dreams);
	assert_int_equal(small_award(&s, "y"), 100);
	assert_int_equal(small_award(&s, "z"), 100);
	assert_int_equal(small_award(&s, "x"), 0);
	assert_int_equal(s.a->proof->unique, 0);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tie_break__earliest_of_equally_good_dreams_wins),
		cmocka_unit_test(test_tie_break__unknown_times_come_last_then_ids),
		cmocka_unit_test(test_tie_break__lottery_depends_on_the_seed_only),
		cmocka_unit_test(test_tie_break__unique_when_only_one_optimum),
		cmocka_unit_test(test_tie_break__indivisible_prefers_the_earlier_pair),
		cmocka_unit_test(test_tie_break__equal_indivisible_dreams_by_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
