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
		    "pool 'x' must spend 300 but the 1 qualified dreams it may pay can take 100 in all");
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
	assert_true(small_limit(&s, "x")->conflict.len > 0);
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
		cmocka_unit_test(test_infeasible__nobody_qualified_is_no_conflict),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
