/* SPDX-License-Identifier: Apache-2.0
 *
 * test_split.c - whole awards over pools: nobody is paid by a pool that may not, and the published order decides the
 * rest.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "small_round.h"

static void test_split__restricted_money_makes_room_for_others(void **state)
{
	(void)state;
	/* x may draw on both pools; to pay all, it must leave the general pool to y */
	const small_dream dreams[] = { { "x", "x", "", 90, 100, 1 }, { "y", "y", "", 80, 100, 2 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"general\",\"amount\":\"100\"},{\"id\":\"for-x\",\"amount\":\"100\","
		    "\"selector\":{\"category\":\"x\"}}]",
		    dreams);
	assert_int_equal(small_paid(&s, "x", 1), 100);
	assert_int_equal(small_paid(&s, "y", 0), 100);
	small_release(&s);
}

static void test_split__first_pool_pays_first_where_it_can(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "x", "x", "", 90, 100, 1 }, { "y", "y", "", 80, 50, 2 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"general\",\"amount\":\"120\"},{\"id\":\"for-x\",\"amount\":\"100\","
		    "\"selector\":{\"category\":\"x\"}}]",
		    dreams);
	assert_int_equal(small_paid(&s, "x", 0), 70); /* all that y can do without */
	assert_int_equal(small_paid(&s, "x", 1), 30);
	assert_int_equal(small_paid(&s, "y", 0), 50);
	small_release(&s);
}

static void test_split__a_pool_that_must_be_spent_is_spent(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "x", "x", "", 90, 100, 1 }, { "y", "y", "", 80, 50, 2 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"general\",\"amount\":\"120\"},{\"id\":\"for-x\",\"amount\":\"60\",\"must_"
		    "spend\":true,"
		    "\"selector\":{\"category\":\"x\"}}]",
		    dreams);
	assert_int_equal(small_paid(&s, "x", 1), 60);
	assert_int_equal(small_paid(&s, "x", 0), 40);
	small_release(&s);
}

static void test_split__pools_with_equal_selectors_fill_in_order(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "x", "", "", 90, 100, 1 }, { "y", "", "", 80, 100, 2 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"a\",\"amount\":\"30\"},{\"id\":\"b\",\"amount\":\"100\"},{\"id\":\"c\","
		    "\"amount\":\"40\","
		    "\"must_spend\":true}]",
		    dreams);
	assert_int_equal(small_limit(&s, "a")->awarded, 30);
	assert_int_equal(small_limit(&s, "b")->awarded, 100);
	assert_int_equal(small_limit(&s, "c")->awarded, 40);
	assert_int_equal(small_award(&s, "x"), 100);
	assert_int_equal(small_award(&s, "y"), 70);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split__restricted_money_makes_room_for_others),
		cmocka_unit_test(test_split__first_pool_pays_first_where_it_can),
		cmocka_unit_test(test_split__a_pool_that_must_be_spent_is_spent),
		cmocka_unit_test(test_split__pools_with_equal_selectors_fill_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
