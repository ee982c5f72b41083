/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rounding.c - whole amounts: every limit holds, the largest remainder goes up, equals stay equal to one unit.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "small_round.h"

static void test_rounding__equal_dreams_share_evenly_the_earlier_get_the_rest(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 10, 100, 3 },
				       { "b", "", "", 10, 100, 1 },
				       { "c", "", "", 10, 100, 2 } };
	small_round s;
	SMALL_SOLVE(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"200\"}]", dreams);
	assert_int_equal(small_award(&s, "b"), 67);
	assert_int_equal(small_award(&s, "c"), 67);
	assert_int_equal(small_award(&s, "a"), 66);
	small_release(&s);
}

static void test_rounding__granularity_is_kept_and_the_request_is_allowed(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 90, 333, 1 }, { "b", "", "", 80, 1000, 2 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"granularity\":\"100\"},\"pools\":[{\"id\":\"p\",\"amount\":\"900\"}]",
	    dreams);
	assert_int_equal(small_award(&s, "a"), 333); /* all it asked for */
	assert_int_equal(small_award(&s, "b"), 500); /* 567 would be 600: above the money */
	small_release(&s);
}

static void test_rounding__falls_back_when_the_granularity_is_too_coarse(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 90, 1000, 1 }, { "b", "y", "", 80, 1000, 2 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"granularity\":\"100\"},\"pools\":[{\"id\":\"p\",\"amount\":\"350\","
	    "\"must_spend\":true}]",
	    dreams);
	assert_int_equal(s.a->outcome, FL_OPTIMAL);
	assert_int_equal(small_award(&s, "a"), 350);
	assert_true(s.a->note.len > 0);
	small_release(&s);
}

static void test_rounding__shares_of_what_is_awarded_hold_in_whole_units(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 900, 1000, 1 },
				       { "b", "y", "", 50, 1000, 2 },
				       { "c", "z", "", 40, 1000, 3 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],\"groups\":[{\"id\":\"each\",\"each\":\"category\","
	    "\"max_share\":\"1/3\",\"of\":\"awarded\"}]",
	    dreams);
	fl_money a = small_award(&s, "a"), b = small_award(&s, "b"), c = small_award(&s, "c");
	assert_true(3 * a <= a + b + c && 3 * b <= a + b + c && 3 * c <= a + b + c);
	assert_int_equal(a + b + c, 999);
	small_release(&s);
}

/* Pools of billions that many dreams share, and remainders of less than one unit: flows between them are counted from
 * where they stand, else a unit were less than doubles can tell and each answer had to be mended in rationals. */
static void test_rounding__large_pools_do_not_blur_single_units(void **state)
{
	enum { DREAMS = 60 };
	small_dream dreams[DREAMS];
	char names[DREAMS][3][20];
	small_round s;
	(void)state;
	for (int i = 0; i < DREAMS; i++) {
		snprintf(names[i][0], 20, "d%02d", i);
		snprintf(names[i][1], 20, "c%d", i % 7);
		snprintf(names[i][2], 20, "o%d", i % 11);
		dreams[i] = (small_dream){ names[i][0], names[i][1], names[i][2], 10 + i, 40000000123 + (fl_money)1000003017 * (i % 13), i };
	}
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"coverage\"},\"pools\":[{\"id\":\"all\",\"amount\":\"730000019037\"},{\"id\":\"some\",\"amount\":"
		    "\"410000023011\",\"selector\":{\"category\":\"c1\"}},{\"id\":\"other\",\"amount\":\"150000011087\",\"selector\":{\"category\":"
		    "\"c2\"}}],\"groups\":[{\"id\":\"o\",\"each\":\"organisation\",\"max\":\"95000017041\"},{\"id\":\"c\",\"each\":\"category\","
		    "\"max\":\"160000033021\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_OPTIMAL);
	assert_int_equal(s.a->repairs, 0);
	small_release(&s);
}

static void test_rounding__floor_never_goes_up(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 10, 100, 3 },
				       { "b", "", "", 10, 100, 1 },
				       { "c", "", "", 10, 100, 2 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"rounding\":\"floor\"},\"pools\":[{\"id\":\"p\",\"amount\":\"200\"}]",
	    dreams);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(s.a->awards[i].amount, 66);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounding__equal_dreams_share_evenly_the_earlier_get_the_rest),
		cmocka_unit_test(test_rounding__granularity_is_kept_and_the_request_is_allowed),
		cmocka_unit_test(test_rounding__falls_back_when_the_granularity_is_too_coarse),
		cmocka_unit_test(test_rounding__shares_of_what_is_awarded_hold_in_whole_units),
		cmocka_unit_test(test_rounding__large_pools_do_not_blur_single_units),
		cmocka_unit_test(test_rounding__floor_never_goes_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
