/* SPDX-License-Identifier: Apache-2.0
 *
 * test_greedy.c - the baseline: by tally, ties in the order of import, with and without skip.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "small_round.h"

#include <string.h>

static const small_dream dreams[] = { { "a", "x", "", 90, 60, 9 },
				      { "b", "x", "", 80, 60, 8 },
				      { "c", "y", "", 70, 30, 7 },
				      { "d", "y", "", 70, 20, 1 } };

static void test_greedy__skips_what_does_not_fit(void **state)
{
	(void)state;
	small_round s;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"greedy\"},\"pools\":[{\"id\":\"p\",\"amount\":\"100\"}]", dreams);
	assert_int_equal(s.a->outcome, FL_FEASIBLE);
	assert_false(s.a->proof->has_bound);
	assert_int_equal(small_award(&s, "a"), 60);
	assert_int_equal(small_award(&s, "b"), 0);
	assert_int_equal(small_award(&s, "c"), 30); /* before d: equal tally, earlier in the file */
	assert_int_equal(small_award(&s, "d"), 0);
	assert_int_equal(small_reason(&s, "b")->reason, FL_WHY_GREEDY_SKIP);
	assert_int_equal(small_reason(&s, "c")->reason, FL_WHY_GREEDY_FIT);
	small_release(&s);
}

static void test_greedy__no_skip_stops_at_the_first(void **state)
{
	(void)state;
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"greedy\",\"greedy\":\"no-skip\"},\"pools\":[{\"id\":\"p\",\"amount\":\"100\"}]",
	    dreams);
	assert_int_equal(small_award(&s, "a"), 60);
	assert_int_equal(small_award(&s, "c"), 0);
	assert_int_equal(small_reason(&s, "c")->reason, FL_WHY_GREEDY_STOP);
	small_release(&s);
}

static void test_greedy__keeps_group_maxima_and_reports_missed_minima(void **state)
{
	(void)state;
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"greedy\"},\"pools\":[{\"id\":\"p\",\"amount\":\"200\"}],"
		    "\"groups\":[{\"id\":\"x\",\"selector\":{\"category\":\"x\"},\"max\":\"100\"}]",
		    dreams);
	assert_int_equal(small_award(&s, "b"), 0);
	assert_int_equal(small_award(&s, "d"), 20);
	small_release(&s);
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"greedy\"},\"pools\":[{\"id\":\"p\",\"amount\":\"100\"}],"
		    "\"groups\":[{\"id\":\"y\",\"selector\":{\"category\":\"y\"},\"min\":\"50\"}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_non_null(strstr(small_limit(&s, "y")->conflict.data, "group 'y'"));
	for (size_t i = 0; i < s.count; i++) {
		assert_int_equal(s.a->awards[i].amount, 0);
		assert_int_equal(s.a->awards[i].reason, FL_WHY_INFEASIBLE);
	}
	small_release(&s);
}

/* The checker runs the rule itself: b in the place of a, which has more flowers, is refused. */
static void test_greedy__is_run_again_by_the_checker(void **state)
{
	(void)state;
	const small_dream three[] = { { "a", "x", "", 10, 500, 1 }, { "b", "x", "", 9, 500, 2 }, { "c", "y", "", 1, 20, 3 } };
	static const struct {
		size_t from, to;
		const char *words;
	} changes[] = { { 0, 1, "the turn of dream 'a'" }, { 2, 2, "the turn of dream 'c'" } };
	for (size_t i = 0; i < 2; i++) {
		small_round s;
		fl_verdict verdict;
		fl_error err = FL_ERROR_INIT;
		SMALL_SOLVE(&s, "\"policy\":{\"name\":\"greedy\"},\"pools\":[{\"id\":\"p\",\"amount\":520}]", three);
		fl_money amount = s.a->awards[changes[i].from].amount;
		assert_true(amount > 0);
		s.a->awards[changes[i].from].amount = 0;
		s.a->awards[changes[i].to].amount = changes[i].from == changes[i].to ? 0 : amount;
		if (changes[i].from == changes[i].to)
			s.a->num_payments--; /* c's is the last */
		else
			s.a->payments[0].dream = (uint32_t)changes[i].to;
		fl_verdict_init(&verdict);
		assert_int_equal(fl_verify(s.spec, s.dreams, s.count, s.a, &verdict, &err), FL_OK);
		assert_false(verdict.verified);
		if (!strstr(verdict.why, changes[i].words))
			fail_msg("%s", verdict.why);
		fl_verdict_release(&verdict);
		small_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_greedy__is_run_again_by_the_checker),
		cmocka_unit_test(test_greedy__skips_what_does_not_fit),
		cmocka_unit_test(test_greedy__no_skip_stops_at_the_first),
		cmocka_unit_test(test_greedy__keeps_group_maxima_and_reports_missed_minima),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
