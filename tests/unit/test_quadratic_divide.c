/* SPDX-License-Identifier: Apache-2.0 */
#include "gift_kit.h"

/* Weights that fit 64 bits, divided. */
static void divide(const int64_t *small, size_t len, fl_quadratic_terms terms, fl_money *amounts)
{
	fl_quadratic_vec weights = gift_vec(len);

	for (size_t i = 0; i < len; i++)
		mpz_set_si(weights.items[i], (long)small[i]);
	gift_divide(&weights, &terms, amounts);
	fl_quadratic_vec_release(&weights);
}

static void expect4(const fl_money *got, fl_money a, fl_money b, fl_money c, fl_money d)
{
	if (got[0] != a || got[1] != b || got[2] != c || got[3] != d)
		fail_msg("%lld %lld %lld %lld, not %lld %lld %lld %lld", (long long)got[0], (long long)got[1],
			 (long long)got[2], (long long)got[3], (long long)a, (long long)b, (long long)c,
			 (long long)d);
}

/* docs/guide/quadratic.md: wells, statue, school, garden. Every number of its tables stands here. */
static void test_quadratic_divide__the_example_of_the_guide(void **state)
{
	enum { WELLS, STATUE, SCHOOL, GARDEN };
	static const fl_gift gifts[] = {
		{ .dream = WELLS, .giver = 0, .amount = 9 },   { .dream = WELLS, .giver = 1, .amount = 4 },
		{ .dream = WELLS, .giver = 2, .amount = 1 },   { .dream = STATUE, .giver = 3, .amount = 100 },
		{ .dream = SCHOOL, .giver = 0, .amount = 20 }, { .dream = SCHOOL, .giver = 0, .amount = 5 },
		{ .dream = SCHOOL, .giver = 1, .amount = 25 }, { .dream = GARDEN, .giver = 0, .amount = 5 },
		{ .dream = GARDEN, .giver = 1, .amount = 5 },  { .dream = GARDEN, .giver = 2, .amount = 5 }
	};
	fl_quadratic_terms terms = { .pool = 48 };
	fl_money paid[4];

	(void)state;
	fl_quadratic_vec weights = gift_weights(gifts, 10, 4, 4, FL_QUADRATIC_PAIRWISE, 0);
	expect_number(weights.items[WELLS], "22");
	expect_number(weights.items[STATUE], "0");
	expect_number(weights.items[SCHOOL], "50");
	expect_number(weights.items[GARDEN], "24");
	gift_divide(&weights, &terms, paid);
	expect4(paid, 11, 0, 25, 12);
	terms.pool = 200;
	gift_divide(&weights, &terms, paid);
	expect4(paid, 22, 0, 50, 24);
	terms.pay_whole = true;
	gift_divide(&weights, &terms, paid);
	expect4(paid, 46, 0, 104, 50);
	terms.rounding = FL_QUADRATIC_FLOOR;
	gift_divide(&weights, &terms, paid);
	expect4(paid, 45, 0, 104, 50);
	terms = (fl_quadratic_terms){ .pool = 48, .has_cap_share = true, .cap_share = { 2, 5 } };
	gift_divide(&weights, &terms, paid);
	expect4(paid, 14, 0, 19, 15);
	terms.rounding = FL_QUADRATIC_FLOOR;
	gift_divide(&weights, &terms, paid);
	expect4(paid, 13, 0, 19, 15);
	fl_quadratic_vec_release(&weights);

	weights = gift_weights(gifts, 10, 4, 4, FL_QUADRATIC_DROP_REMAINDERS, 0);
	expect_number(weights.items[STATUE], "0");
	expect_number(weights.items[GARDEN], "21");
	fl_quadratic_vec_release(&weights);

	weights = gift_weights(gifts, 10, 4, 4, FL_QUADRATIC_MEDIAN, 2);
	terms = (fl_quadratic_terms){ .pool = 20, .rounding = FL_QUADRATIC_NEAREST };
	gift_divide(&weights, &terms, paid);
	expect4(paid, 2, 0, 15, 3);
	fl_quadratic_vec_release(&weights);
}

static void test_quadratic_divide__equal_fractions_go_to_the_first(void **state)
{
	fl_money paid[4];

	(void)state;
	divide((int64_t[]){ 5, 5, 5, 5 }, 4, (fl_quadratic_terms){ .pool = 6, .pay_whole = true }, paid);
	expect4(paid, 2, 2, 1, 1);
	divide((int64_t[]){ 1, 7, 1, 1 }, 4, (fl_quadratic_terms){ .pool = 7 }, paid);
	expect4(paid, 1, 5, 1, 0); /* 0.7, 4.9, 0.7, 0.7 */
}

static void test_quadratic_divide__the_excess_can_cap_others(void **state)
{
	static const fl_money caps[] = { 10, 20, -1, 0 };
	fl_quadratic_terms terms = { .pool = 60, .caps = caps };
	fl_money paid[4];

	(void)state;
	/* 60 over 10 + 5 + 5 + 40: the first two exceed nothing until the last, capped at 0, frees its 40 */
	divide((int64_t[]){ 10, 5, 5, 40 }, 4, terms, paid);
	expect4(paid, 10, 20, 30, 0);
	terms.rounding = FL_QUADRATIC_FLOOR;
	divide((int64_t[]){ 10, 5, 5, 40 }, 4, terms, paid);
	expect4(paid, 10, 20, 30, 0);
}

static void test_quadratic_divide__what_the_caps_refuse_stays(void **state)
{
	fl_quadratic_terms terms = { .pool = 100, .has_cap_share = true, .cap_share = { 1, 10 } };
	fl_money paid[4];

	(void)state;
	divide((int64_t[]){ 500, 0, 60, 70 }, 4, terms, paid);
	expect4(paid, 10, 0, 10, 10);
	terms.rounding = FL_QUADRATIC_FLOOR;
	divide((int64_t[]){ 500, 0, 60, 70 }, 4, terms, paid);
	expect4(paid, 10, 0, 10, 10);
	terms.cap_share = (fl_share){ 3, 1000 }; /* 0.3 of a unit is no unit */
	divide((int64_t[]){ 500, 0, 60, 70 }, 4, terms, paid);
	expect4(paid, 0, 0, 0, 0);
}

static void test_quadratic_divide__of_two_caps_the_lower_holds(void **state)
{
	static const fl_money caps[] = { 30, 50, -1, -1 };
	fl_quadratic_terms terms = { .pool = 100, .caps = caps, .has_cap_share = true, .cap_share = { 2, 5 } };
	fl_money paid[4];

	(void)state;
	divide((int64_t[]){ 1000, 1000, 10, 10 }, 4, terms, paid);
	expect4(paid, 30, 40, 15, 15);
}

static void test_quadratic_divide__pays_nothing_for_nothing(void **state)
{
	fl_quadratic_terms terms = { .pool = 100, .pay_whole = true };
	fl_money paid[4];

	(void)state;
	for (int rounding = FL_QUADRATIC_LARGEST_REMAINDER; rounding <= FL_QUADRATIC_NEAREST; rounding++) {
		terms.rounding = (fl_quadratic_rounding)rounding;
		divide((int64_t[]){ 0, 0, 0, 0 }, 4, terms, paid);
		expect4(paid, 0, 0, 0, 0);
		divide(NULL, 0, terms, paid);
		divide((int64_t[]){ 3, 2, 0, 1 }, 4, (fl_quadratic_terms){ .pool = 0 }, paid);
		expect4(paid, 0, 0, 0, 0);
	}
}

/* Medians of 1.5, 2.5 and 1: together 5 of a pool of 100. */
static void test_quadratic_divide__medians_count_in_halves(void **state)
{
	fl_quadratic_terms terms = { .pool = 100 };
	fl_quadratic_vec weights = gift_vec(3);
	fl_money paid[3];

	(void)state;
	mpz_set_ui(weights.items[0], 3);
	mpz_set_ui(weights.items[1], 5);
	mpz_set_ui(weights.items[2], 2);
	weights.unit = 2;
	gift_divide(&weights, &terms, paid);
	assert_true(paid[0] == 2 && paid[1] == 2 && paid[2] == 1);
	terms.rounding = FL_QUADRATIC_NEAREST;
	gift_divide(&weights, &terms, paid);
	assert_true(paid[0] == 2 && paid[1] == 3 && paid[2] == 1);
	terms.rounding = FL_QUADRATIC_FLOOR;
	gift_divide(&weights, &terms, paid);
	assert_true(paid[0] == 1 && paid[1] == 2 && paid[2] == 1);
	fl_quadratic_vec_release(&weights);
}

static void test_quadratic_divide__weights_of_any_size(void **state)
{
	fl_quadratic_vec weights = gift_vec(3);
	fl_money paid[3];

	(void)state;
	mpz_ui_pow_ui(weights.items[0], 10, 300);
	mpz_mul_ui(weights.items[1], weights.items[0], 2);
	mpz_set_ui(weights.items[2], 1);
	for (int rounding = FL_QUADRATIC_LARGEST_REMAINDER; rounding <= FL_QUADRATIC_FLOOR; rounding++) {
		fl_quadratic_terms terms = { .pool = INT64_MAX, .rounding = (fl_quadratic_rounding)rounding };
		gift_divide(&weights, &terms, paid);
		assert_int_equal(paid[0], INT64_C(3074457345618258602)); /* and a third, less what is below */
		assert_int_equal(paid[1], INT64_C(6148914691236517204) + (terms.rounding != FL_QUADRATIC_FLOOR));
		assert_int_equal(paid[2], 0); /* 10^-281 of a unit */
	}
	fl_quadratic_vec_release(&weights);
}

static void test_quadratic_divide__large_pools_do_not_overflow(void **state)
{
	const fl_money half = INT64_MAX / 2;
	const fl_money caps[] = { 7, -1, half, -1 };
	fl_quadratic_terms terms = { .pool = INT64_MAX, .pay_whole = true, .caps = caps };
	fl_money paid[4];

	(void)state;
	divide((int64_t[]){ INT64_MAX, 1, INT64_MAX, 1 }, 4, terms, paid);
	expect4(paid, 7, half / 2 - 2, half, half / 2 - 3); /* 2^62 - 7 is left for the two */
	divide((int64_t[]){ 2, 1, 0, 1 }, 4, terms, paid);
	expect4(paid, 7, half - 3, 0, half - 3);
	terms.rounding = FL_QUADRATIC_FLOOR;
	divide((int64_t[]){ 2, 1, 0, 1 }, 4, terms, paid);
	expect4(paid, 7, half - 4, 0, half - 4); /* a quarter of the pool and half of the excess, each rounded down */
}

/* What the published way is known for: two dreams with less than a unit each have nothing, and a share of the excess
 * in proportion to nothing is nothing. The exact division pays them all of it. */
static void test_quadratic_divide__the_published_way_can_lose_the_excess(void **state)
{
	static const fl_money caps[] = { 40, -1, -1, -1 };
	fl_quadratic_terms terms = { .pool = 100, .caps = caps };
	fl_money paid[4];

	(void)state;
	divide((int64_t[]){ 1000, 5, 5, 0 }, 4, terms, paid);
	expect4(paid, 40, 30, 30, 0);
	terms.rounding = FL_QUADRATIC_FLOOR;
	divide((int64_t[]){ 1000, 5, 5, 0 }, 4, terms, paid);
	expect4(paid, 40, 0, 0, 0);
}

static void refuse(const int64_t *small, fl_quadratic_terms terms, const char *message)
{
	fl_quadratic_vec weights = gift_vec(2);
	fl_error err = FL_ERROR_INIT;
	fl_money paid[2];

	mpz_set_si(weights.items[0], (long)small[0]);
	mpz_set_si(weights.items[1], (long)small[1]);
	assert_int_equal(fl_quadratic_divide(&weights, &terms, paid, &err), FL_EINVAL);
	assert_string_equal(err.message, message);
	fl_quadratic_vec_release(&weights);
}

static void test_quadratic_divide__refuses_terms_that_cannot_be(void **state)
{
	static const int64_t good[] = { 3, 3 }, bad[] = { 3, -3 };
	static const fl_money caps[] = { 5, -2 };

	(void)state;
	refuse(good, (fl_quadratic_terms){ .pool = -1 }, "the pool is negative");
	refuse(good, (fl_quadratic_terms){ .pool = 1, .has_cap_share = true }, "the cap is no share");
	refuse(good, (fl_quadratic_terms){ .pool = 1, .has_cap_share = true, .cap_share = { -1, 2 } },
	       "the cap is no share");
	refuse(good, (fl_quadratic_terms){ .pool = 1, .caps = caps }, "the cap of dream 1 is negative");
	refuse(bad, (fl_quadratic_terms){ .pool = 1 }, "the weight of dream 1 is negative");
	refuse(good, (fl_quadratic_terms){ .pool = 1, .rounding = FL_QUADRATIC_NEAREST },
	       "rounded to the nearest unit the amounts exceed the pool"); /* two halves of one */
}

static void test_quadratic_divide__says_when_memory_is_short(void **state)
{
	fl_quadratic_vec weights = gift_vec(3);
	fl_quadratic_terms terms = { .pool = 10 };
	fl_status status = FL_ENOMEM;
	fl_money paid[3];
	int64_t n = 0;

	(void)state;
	for (; status != FL_OK; n++) {
		fl_error err = FL_ERROR_INIT;
		fl_alloc_fail_after(n);
		status = fl_quadratic_divide(&weights, &terms, paid, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		assert_int_equal(err.status, status);
	}
	assert_int_equal(n, 4); /* caps, capped, fractions; then it succeeds */
	fl_quadratic_vec_release(&weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quadratic_divide__the_example_of_the_guide),
		cmocka_unit_test(test_quadratic_divide__equal_fractions_go_to_the_first),
		cmocka_unit_test(test_quadratic_divide__the_excess_can_cap_others),
		cmocka_unit_test(test_quadratic_divide__what_the_caps_refuse_stays),
		cmocka_unit_test(test_quadratic_divide__of_two_caps_the_lower_holds),
		cmocka_unit_test(test_quadratic_divide__pays_nothing_for_nothing),
		cmocka_unit_test(test_quadratic_divide__medians_count_in_halves),
		cmocka_unit_test(test_quadratic_divide__weights_of_any_size),
		cmocka_unit_test(test_quadratic_divide__large_pools_do_not_overflow),
		cmocka_unit_test(test_quadratic_divide__the_published_way_can_lose_the_excess),
		cmocka_unit_test(test_quadratic_divide__refuses_terms_that_cannot_be),
		cmocka_unit_test(test_quadratic_divide__says_when_memory_is_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
