/* SPDX-License-Identifier: Apache-2.0
 *
 * test_infeasible.c - limits that cannot hold together are named in words, with the change that would mend it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "small_round.h"

static void assert_says(fl_str text, const char *part)
{
	char z[2048];
	snprintf(z, sizeof z, "%.*s", FL_STR_ARG(text));
	if (!strstr(z, part))
		fail_msg("'%s' is not in '%s'", part, z);
}

static void test_infeasible__minimum_above_what_its_dreams_ask(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "edu", "", 10, 1000, 1 },
				       { "b", "edu", "", 10, 640, 1 },
				       { "c", "x", "", 10, 9000, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"5000\"}],\"groups\":[{\"id\":\"education\",\"selector\":"
		    "{\"category\":\"edu\"},\"min\":\"2000\"},{\"id\":\"idle\",\"selector\":{\"category\":\"x\"},"
		    "\"max\":\"100\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "education")->conflict,
		    "group 'education' needs at least 2,000 but the 2 qualified dreams in it can take 1,640 in all");
	assert_says(small_limit(&s, "education")->mend, "a minimum of at most 1,640 would do");
	assert_int_equal(small_limit(&s, "idle")->conflict.len,
			 0); /* irreducible: what has no part in it is not named */
	assert_int_equal(small_limit(&s, "p")->conflict.len, 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(s.a->awards[i].amount, 0);
	small_release(&s);
}

static void test_infeasible__two_minima_and_too_little_money(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 1000, 1 }, { "b", "y", "", 10, 1000, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],\"groups\":[{\"id\":\"gx\",\"selector\":{"
		    "\"category\":\"x\"},"
		    "\"min\":\"700\"},{\"id\":\"gy\",\"selector\":{\"category\":\"y\"},\"min\":\"600\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "gx")->mend, "a minimum of at most 400 would do");
	assert_says(small_limit(&s, "gy")->mend, "a minimum of at most 300 would do");
	assert_says(small_limit(&s, "p")->conflict, "pool 'p' has only 1,000");
	assert_says(small_limit(&s, "p")->mend, "an amount of at least 1,300 would do");
	small_release(&s);
}

static void test_infeasible__only_zero_satisfies_a_share_of_what_is_awarded(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "o1", 10, 1000, 1 }, { "b", "", "o2", 10, 1000, 1 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],\"groups\":[{\"id\":\"org\",\"each\":\"organisation\","
	    "\"max_share\":\"5%\",\"of\":\"awarded\"}]",
	    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "org=o1")->conflict, "group 'org=o1' must have at most 5 % of what is awarded");
	assert_says(small_limit(&s, "org=o2")->mend, "a maximum of at least 50 % for all of them would do");
	small_release(&s);
}

/* Three of them need a third each; a part of what is awarded that its dreams cannot take. In hundredths of a per cent, outwards: the
 * share that is named holds, and 0.01 % less does not. */
static void test_infeasible__names_the_share_that_would_do(void **state)
{
	(void)state;
	const small_dream three[] = { { "a", "", "o1", 10, 1000, 1 }, { "b", "", "o2", 10, 1000, 1 }, { "c", "", "o3", 10, 1000, 1 } };
	static const struct {
		const char *share;
		bool holds;
	} shares[] = { { "30%", false }, { "33.33%", false }, { "33.34%", true } };
	for (size_t i = 0; i < 3; i++) {
		char settings[300];
		small_round s;
		snprintf(settings, sizeof settings,
			 "\"pools\":[{\"id\":\"p\",\"amount\":\"900\"}],\"groups\":[{\"id\":\"org\",\"each\":"
			 "\"organisation\",\"max_share\":\"%s\",\"of\":\"awarded\"}]",
			 shares[i].share);
		SMALL_SOLVE(&s, settings, three);
		assert_int_equal(s.a->outcome != FL_INFEASIBLE, shares[i].holds);
		if (!shares[i].holds)
			assert_says(small_limit(&s, "org=o1")->mend, "a maximum of at least 33.34 % for all of them would do");
		small_release(&s);
	}
	const small_dream two[] = { { "a", "x", "", 10, 600, 1 }, { "b", "y", "", 10, 1000, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\",\"must_spend\":true}],\"groups\":[{\"id\":\"gx\","
		    "\"selector\":{\"category\":\"x\"},\"min_share\":\"80%\",\"of\":\"awarded\"}]",
		    two);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "gx")->conflict, "must have at least 80 % of what is awarded");
	assert_says(small_limit(&s, "gx")->mend, "a minimum of at most 60 % would do");
	small_release(&s);
}

static void test_infeasible__a_minimum_above_the_share_that_is_its_maximum(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 1000, 1 }, { "b", "y", "", 10, 1000, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],\"groups\":[{\"id\":\"q\",\"min\":\"800\",\"max_"
		    "share\":\"50%\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "q")->conflict, "group 'q' needs at least 800 but allows at most 500");
	assert_says(small_limit(&s, "q")->mend, "a minimum of at most 500 or a maximum of at least 800 would do");
	assert_int_equal(s.a->awards[0].amount + s.a->awards[1].amount, 0);
	assert_int_equal(s.a->awards[0].reason, FL_WHY_INFEASIBLE);
	assert_int_equal(s.a->proof->num_candidates, 2); /* a bundle of it can be read back */
	small_release(&s);
}

/* d0 27, d1 11; the minimum of one fen and 10 % of what is awarded for everybody: lowering the minimum to nothing
 * leaves a round that only zero satisfies, so that is no mend. */
static void test_infeasible__zero_is_no_mend(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "d0", "", "o2", 9, 27, 1 }, { "d1", "", "o1", 9, 11, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"30\"}],\"groups\":[{\"id\":\"g0\",\"selector\":{"
		    "\"organisation\":\"o1\"},"
		    "\"min\":\"1\"},{\"id\":\"g1\",\"max_share\":\"1/10\",\"of\":\"awarded\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	if (small_limit(&s, "g0")->conflict.len > 0)
		assert_says(small_limit(&s, "g0")->mend, "not enough");
	assert_says(small_limit(&s, "g1")->conflict, "at most 10 % of what is awarded");
	small_release(&s);
}

static void test_infeasible__a_pool_that_must_be_spent(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 100, 1 }, { "b", "y", "", 10, 1000, 1 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"},{\"id\":\"x\",\"amount\":\"300\",\"must_spend\":true,"
	    "\"selector\":{\"category\":\"x\"}}]",
	    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "x")->conflict,
		    "pool 'x' must spend 300 but the 1 qualified dream it may pay can take 100 in all");
	small_release(&s);
}

static void test_infeasible__whole_requests_that_cannot_meet_a_minimum(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 300, 1 }, { "b", "x", "", 10, 300, 1 } };
	small_round s; /* 0, 300 or 600; 400 to 500 is asked */
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],"
	    "\"groups\":[{\"id\":\"x\",\"selector\":{\"category\":\"x\"},\"min\":\"400\",\"max\":\"500\"}]",
	    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "x")->conflict, "group 'x' needs at least 400; group 'x' allows at most 500");
	assert_says(small_limit(&s, "x")->mend, "a minimum of at most 300 would do; a maximum of at least 600 would do");
	assert_int_equal(small_limit(&s, "p")->conflict.len, 0);
	small_release(&s);
}

/* Two of three may be funded, and the money for two of them is not there; with 3 funded dreams it would not do either. */
static void test_infeasible__a_number_of_funded_dreams(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 300, 1 }, { "b", "x", "", 10, 200, 1 }, { "c", "x", "", 10, 100, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],"
		    "\"groups\":[{\"id\":\"x\",\"selector\":{\"category\":\"x\"},\"min\":\"501\"},"
		    "{\"id\":\"few\",\"max_funded\":2}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "x")->mend, "a minimum of at most 500 would do");
	assert_says(small_limit(&s, "few")->conflict, "group 'few' allows at most 2 funded dreams");
	assert_says(small_limit(&s, "few")->mend, "a maximum of at least 3 funded dreams would do");
	small_release(&s);
}

/* Minimum awards: 250 is wanted, 200 at least for each; the pool has 390, so one of them is funded, with 150 at most. */
static void test_infeasible__minimum_awards(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 210, 1 }, { "b", "x", "", 10, 220, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"support\",\"minimum_award\":\"200\"},\"pools\":[{\"id\":\"p\",\"amount\":\"390\"}],"
		    "\"groups\":[{\"id\":\"x\",\"selector\":{\"category\":\"x\"},\"min\":\"250\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "x")->mend, "a minimum of at most 220 would do");
	assert_says(small_limit(&s, "p")->conflict, "pool 'p' has only 390");
	assert_says(small_limit(&s, "p")->mend, "an amount of at least 400 would do");
	small_release(&s);
}

/* Thirds of 1,000 are no whole units: only the thirds and the spending conflict, not the idle group; 999 is three times 333. */
static void test_infeasible__only_in_whole_units(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 9, 1000, 1 }, { "b", "y", "", 5, 1000, 2 }, { "c", "z", "", 4, 1000, 3 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\",\"must_spend\":true}],\"groups\":["
		    "{\"id\":\"idle\",\"selector\":{\"category\":\"x\"},\"min\":\"20\"},"
		    "{\"id\":\"each\",\"each\":\"category\",\"max_share\":\"1/3\",\"of\":\"awarded\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(s.a->note, "whole minor units");
	assert_says(small_limit(&s, "p")->conflict, "pool 'p' must spend 1,000; pool 'p' has only 1,000");
	assert_says(small_limit(&s, "p")->mend, "an amount of at most 999 would do; an amount of at least 1,002 would do");
	assert_says(small_limit(&s, "each=x")->conflict, "must have at most 1/3 of what is awarded");
	assert_says(small_limit(&s, "each=x")->mend, "a maximum of at least 33.40 % for all of them would do");
	assert_int_equal(small_limit(&s, "idle")->conflict.len, 0);
	small_release(&s);
}

/* Two pools with one selector are one limit: the one that must be spent is named, and what the other has counts. */
static void test_infeasible__pools_that_pay_the_same_dreams(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 100, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"50\"},{\"id\":\"q\",\"amount\":\"130\",\"must_spend\":true}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_int_equal(small_limit(&s, "p")->conflict.len, 0);
	assert_says(small_limit(&s, "q")->conflict, "pool 'q' with those that pay the same dreams must spend 130 but the 1");
	assert_says(small_limit(&s, "q")->mend, "an amount of at most 100 would do");
	small_release(&s);
}

/* The amount is part of the budget that the minimum is a share of: 400 of the others, and 400 / 80 % of 500. */
static void test_infeasible__a_share_of_the_budget_that_moves(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 400, 1 }, { "b", "y", "", 10, 1000, 1 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"pools\":[{\"id\":\"p\",\"amount\":\"900\"},{\"id\":\"y\",\"amount\":\"100\",\"selector\":"
		    "{\"category\":\"y\"}}],\"groups\":[{\"id\":\"gx\",\"selector\":{\"category\":\"x\"},"
		    "\"min_share\":\"40%\"},{\"id\":\"gy\",\"selector\":{\"category\":\"y\"},\"min_share\":\"61%\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_says(small_limit(&s, "p")->mend, "changing this limit alone is not enough");
	assert_says(small_limit(&s, "gy")->mend, "a minimum of at most 600 would do");
	assert_says(small_limit(&s, "gx")->mend, "a minimum of at most 390 would do");
	small_release(&s);
}

static void test_infeasible__nobody_qualified_is_no_conflict(void **state)
{
	(void)state;
	small_round s;
	small_solve(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}]", NULL, 0);
	assert_int_equal(s.a->outcome, FL_OPTIMAL);
	assert_int_equal(s.a->num_payments, 0);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_infeasible__minimum_above_what_its_dreams_ask),
		cmocka_unit_test(test_infeasible__two_minima_and_too_little_money),
		cmocka_unit_test(test_infeasible__only_zero_satisfies_a_share_of_what_is_awarded),
		cmocka_unit_test(test_infeasible__names_the_share_that_would_do),
		cmocka_unit_test(test_infeasible__a_minimum_above_the_share_that_is_its_maximum),
		cmocka_unit_test(test_infeasible__zero_is_no_mend),
		cmocka_unit_test(test_infeasible__a_pool_that_must_be_spent),
		cmocka_unit_test(test_infeasible__whole_requests_that_cannot_meet_a_minimum),
		cmocka_unit_test(test_infeasible__a_number_of_funded_dreams),
		cmocka_unit_test(test_infeasible__minimum_awards),
		cmocka_unit_test(test_infeasible__only_in_whole_units),
		cmocka_unit_test(test_infeasible__pools_that_pay_the_same_dreams),
		cmocka_unit_test(test_infeasible__a_share_of_the_budget_that_moves),
		cmocka_unit_test(test_infeasible__nobody_qualified_is_no_conflict),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
