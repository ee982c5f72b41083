/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fairness.c - measures of fairness against values worked out by hand and against the definition of the Gini coefficient, sum of
 * all |c_i - c_j| over 2 n^2 times the mean.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "domain/fairness.h"
#include "random.h"

#include <math.h>

static fl_candidate dream(fl_money request, int64_t tally)
{
	return (fl_candidate){ .request = request, .tally = tally, .standing = FL_QUALIFIED };
}

static void test_fairness__by_hand(void **state)
{
	fl_candidate d[6] = { dream(100, 10), dream(200, 30), dream(50, 60), dream(10, 25), dream(10, 75), dream(10, 999) };
	fl_money amounts[6] = { 100, 50, 0, 10, 0, 0 };
	fl_fairness f;
	(void)state;
	d[3].standing = FL_BELOW_THRESHOLD; /* takes no part, but its flowers were given */
	d[4].standing = FL_INELIGIBLE;
	d[5].standing = FL_DUPLICATE; /* its flowers are those of another */
	assert_int_equal(fl_fairness_measure(d, amounts, 6, &f, NULL), FL_OK);
	assert_int_equal(f.qualified, 3);
	assert_int_equal(f.least, 0);
	assert_int_equal(f.mean, 416666);           /* (1 + 1/4 + 0) / 3 */
	assert_int_equal(f.gini, 533333);           /* (-2 * 0 + 0 * 1/4 + 2 * 1) / (3 * 5/4) = 8/15 */
	assert_int_equal(f.flowers_funded, 200000); /* 40 of 200 */
	assert_int_equal(f.flowers_met, 85000);     /* 10 + 30/4 = 17.5, whole flowers: 17 of 200 */
}

static void test_fairness__nothing_and_all(void **state)
{
	fl_candidate d[2] = { dream(3, 0), dream(7, 0) };
	fl_money none[2] = { 0, 0 }, all[2] = { 3, 7 };
	fl_fairness f;
	(void)state;
	assert_int_equal(fl_fairness_measure(d, none, 2, &f, NULL), FL_OK);
	assert_int_equal(f.gini, FL_FAIRNESS_NONE); /* 0 / 0: not "all alike" */
	assert_int_equal(f.mean, 0);
	assert_int_equal(f.flowers_funded, FL_FAIRNESS_NONE); /* they have none */
	d[1].tally = 4;
	assert_int_equal(fl_fairness_measure(d, none, 2, &f, NULL), FL_OK);
	assert_int_equal(f.flowers_funded, 0);
	assert_int_equal(fl_fairness_measure(d, all, 2, &f, NULL), FL_OK);
	assert_int_equal(f.gini, 0);
	assert_int_equal(f.least, 1000000);
	assert_int_equal(fl_fairness_measure(d, all, 0, &f, NULL), FL_OK);
	assert_int_equal(f.qualified, 0);
	assert_int_equal(f.gini, FL_FAIRNESS_NONE);
	assert_int_equal(f.mean, FL_FAIRNESS_NONE);
	assert_int_equal(f.least, FL_FAIRNESS_NONE);
	assert_int_equal(f.flowers_met, FL_FAIRNESS_NONE);
}

static void test_fairness__gini_by_its_definition(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		uint64_t r = seed;
		fl_candidate d[40];
		fl_money amounts[40];
		fl_fairness f;
		double between = 0, sum = 0;
		size_t n = 2 + random_below(&r, 38);
		for (size_t i = 0; i < n; i++) {
			d[i] = dream((fl_money)(1 + random_below(&r, 1000)), (int64_t)random_below(&r, 100));
			amounts[i] = (fl_money)random_below(&r, (uint64_t)d[i].request + 1);
		}
		for (size_t i = 0; i < n; i++) {
			sum += (double)amounts[i] / (double)d[i].request;
			for (size_t j = 0; j < n; j++)
				between += fabs((double)amounts[i] / (double)d[i].request - (double)amounts[j] / (double)d[j].request);
		}
		assert_int_equal(fl_fairness_measure(d, amounts, n, &f, NULL), FL_OK);
		if (sum > 0 && fabs((double)f.gini / 1e6 - between / (2 * (double)n * sum)) > 3e-6)
			fail_msg("seed %llu", (unsigned long long)seed);
	}
}

/* Two dreams, the flowers of one fall below a stricter threshold: what is honoured of all flowers does not rise. */
static void test_fairness__a_stricter_threshold_looks_no_better(void **state)
{
	fl_candidate d[2] = { dream(100, 10), dream(100, 90) };
	fl_money amounts[2] = { 0, 50 };
	fl_fairness before, after;
	(void)state;
	assert_int_equal(fl_fairness_measure(d, amounts, 2, &before, NULL), FL_OK);
	d[0].standing = FL_BELOW_THRESHOLD;
	assert_int_equal(fl_fairness_measure(d, amounts, 2, &after, NULL), FL_OK);
	assert_int_equal(after.flowers_funded, before.flowers_funded);
	assert_int_equal(after.flowers_met, before.flowers_met);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fairness__by_hand),
		cmocka_unit_test(test_fairness__a_stricter_threshold_looks_no_better),
		cmocka_unit_test(test_fairness__nothing_and_all),
		cmocka_unit_test(test_fairness__gini_by_its_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
