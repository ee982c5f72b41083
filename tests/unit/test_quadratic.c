/* SPDX-License-Identifier: Apache-2.0 */
#include "gift_kit.h"

#include "base/str.h"

static void test_quadratic__sums_what_the_givers_come_to(void **state)
{
	static const fl_gift gifts[] = { { .dream = 2, .giver = 1, .amount = 10 },
					 { .dream = 0, .giver = 0, .amount = 9 },
					 { .dream = 2, .giver = 0, .amount = 16 },
					 { .dream = 2, .giver = 2, .amount = 0 } };
	(void)state;
	fl_quadratic q = gift_count(gifts, 4, 3, 3);
	expect_number(q.sums[2].roots, "7");
	expect_number(q.sums[2].squares, "25");
	expect_number(q.sums[2].total, "26");
	expect_number(q.sums[2].twice_median, "20");
	assert_int_equal(q.sums[2].ballots, 3);
	expect_number(q.sums[0].roots, "3");
	assert_int_equal(q.sums[0].ballots, 1);
	expect_number(q.sums[1].total, "0");
	assert_int_equal(q.sums[1].ballots, 0);
	fl_quadratic_release(&q);
}

/* 5 + 5 of one giver are one 10 with root 3, not two roots of 2. */
static void test_quadratic__adds_a_givers_gifts_before_the_root(void **state)
{
	static const fl_gift gifts[] = { { .dream = 0, .giver = 0, .amount = 5 },
					 { .dream = 0, .giver = 1, .amount = 1 },
					 { .dream = 0, .giver = 0, .amount = 5 } };
	(void)state;
	fl_quadratic q = gift_count(gifts, 3, 1, 2);
	expect_number(q.sums[0].roots, "4");
	expect_number(q.sums[0].squares, "10");
	expect_number(q.sums[0].twice_median, "11");
	assert_int_equal(q.sums[0].ballots, 2);
	fl_quadratic_release(&q);
}

static void test_quadratic__dropped_remainders_never_go_below_zero(void **state)
{
	static const fl_gift gifts[] = { { .dream = 0, .giver = 0, .amount = 99 }, /* 81 - 99 */
					 { .dream = 1, .giver = 0, .amount = 3 },  /* 4 - 6, though two givers */
					 { .dream = 1, .giver = 1, .amount = 3 },
					 { .dream = 2, .giver = 0, .amount = 10 }, /* 36 - 20 */
					 { .dream = 2, .giver = 1, .amount = 10 } };
	(void)state;
	fl_quadratic_vec weights = gift_weights(gifts, 5, 3, 2, FL_QUADRATIC_DROP_REMAINDERS, 0);
	expect_number(weights.items[0], "0");
	expect_number(weights.items[1], "0");
	expect_number(weights.items[2], "16");
	fl_quadratic_vec_release(&weights);
	weights = gift_weights(gifts, 5, 3, 2, FL_QUADRATIC_PAIRWISE, 0);
	expect_number(weights.items[0], "0");
	expect_number(weights.items[1], "2");
	expect_number(weights.items[2], "18");
	fl_quadratic_vec_release(&weights);
}

/* 12 from three givers of 4 weighs 24, from four givers of 3 only 12: the floor of the root. The guide says so. In
 * units a hundred times as small it is as it should be: 2,400 and 3,468. */
static void test_quadratic__small_units_hide_givers(void **state)
{
	fl_gift gifts[7];

	(void)state;
	for (uint32_t i = 0; i < 7; i++)
		gifts[i] = (fl_gift){ .dream = i < 3 ? 0 : 1, .giver = i, .amount = i < 3 ? 4 : 3 };
	fl_quadratic_vec weights = gift_weights(gifts, 7, 2, 7, FL_QUADRATIC_PAIRWISE, 0);
	expect_number(weights.items[0], "24");
	expect_number(weights.items[1], "12");
	fl_quadratic_vec_release(&weights);
	for (size_t i = 0; i < 7; i++)
		gifts[i].amount *= 100;
	weights = gift_weights(gifts, 7, 2, 7, FL_QUADRATIC_PAIRWISE, 0);
	expect_number(weights.items[0], "2400");
	expect_number(weights.items[1], "3468"); /* 12 * 17^2 */
	fl_quadratic_vec_release(&weights);
}

/* What ten accounts of one person are worth: 100 given once weighs nothing, ten times 10 weighs 810. */
static void test_quadratic__false_accounts_pay_off(void **state)
{
	fl_gift gifts[11] = { { .dream = 0, .giver = 0, .amount = 100 } };

	(void)state;
	for (uint32_t i = 1; i <= 10; i++)
		gifts[i] = (fl_gift){ .dream = 1, .giver = i, .amount = 10 };
	fl_quadratic_vec weights = gift_weights(gifts, 11, 2, 11, FL_QUADRATIC_PAIRWISE, 0);
	expect_number(weights.items[0], "0");
	expect_number(weights.items[1], "810");
	fl_quadratic_vec_release(&weights);
}

static void test_quadratic__the_median_needs_its_quorum(void **state)
{
	static const fl_gift gifts[] = { { .dream = 0, .giver = 0, .amount = 100 },
					 { .dream = 0, .giver = 1, .amount = 1 },
					 { .dream = 0, .giver = 2, .amount = 4 },
					 { .dream = 1, .giver = 0, .amount = 5 },
					 { .dream = 1, .giver = 1, .amount = 8 } };
	(void)state;
	fl_quadratic_vec weights = gift_weights(gifts, 5, 2, 3, FL_QUADRATIC_MEDIAN, 2);
	assert_int_equal(weights.unit, 2);
	expect_number(weights.items[0], "8");
	expect_number(weights.items[1], "13"); /* half-way between 5 and 8, in halves */
	fl_quadratic_vec_release(&weights);
	weights = gift_weights(gifts, 5, 2, 3, FL_QUADRATIC_MEDIAN, 3);
	expect_number(weights.items[0], "8");
	expect_number(weights.items[1], "0");
	fl_quadratic_vec_release(&weights);
}

/* A vector used for a median before counts whole units again. */
static void test_quadratic__weights_may_be_used_again(void **state)
{
	static const fl_gift gifts[] = { { .dream = 0, .giver = 0, .amount = 4 },
					 { .dream = 0, .giver = 1, .amount = 4 } };
	(void)state;
	fl_quadratic q = gift_count(gifts, 2, 1, 2);
	fl_quadratic_vec weights = gift_vec(1);
	fl_quadratic_weigh(&q, FL_QUADRATIC_MEDIAN, 0, &weights);
	expect_number(weights.items[0], "8");
	fl_quadratic_weigh(&q, FL_QUADRATIC_PAIRWISE, 0, &weights);
	expect_number(weights.items[0], "8"); /* 16 - 8 */
	assert_int_equal(weights.unit, 1);
	fl_quadratic_vec_release(&weights);
	fl_quadratic_release(&q);
}

/* (2^63-1)'s root is 3037000499. Four givers of two such gifts each: the sums need more than 64 bits, q too. */
static void test_quadratic__nothing_overflows(void **state)
{
	fl_gift gifts[8];

	(void)state;
	for (uint32_t i = 0; i < 8; i++)
		gifts[i] = (fl_gift){ .dream = 0, .giver = i % 4, .amount = INT64_MAX };
	fl_quadratic q = gift_count(gifts, 8, 1, 4);
	expect_number(q.sums[0].total, "73786976294838206456");   /* 8 (2^63 - 1) */
	expect_number(q.sums[0].roots, "17179869180");            /* 4 (2^32 - 1) */
	expect_number(q.sums[0].squares, "73786976260478468100"); /* 4 (2^32 - 1)^2 */
	fl_quadratic_release(&q);
	fl_quadratic_vec weights = gift_weights(gifts, 8, 1, 4, FL_QUADRATIC_PAIRWISE, 0);
	expect_number(weights.items[0], "221360928781435404300"); /* 12 (2^32 - 1)^2 */
	fl_quadratic_vec_release(&weights);
}

static void test_quadratic__amounts_may_be_text_of_any_size(void **state)
{
	static const fl_gift gifts[] = {
		{ .dream = 0, .giver = 0, .text = { "4000000000000000000000000000000000000000", 40 } },
		{ .dream = 0, .giver = 1, .text = { "0009000000000000000000000000000000000000000", 43 } },
		{ .dream = 0, .giver = 1, .amount = 2 }
	};
	(void)state;
	fl_quadratic q = gift_count(gifts, 3, 1, 2);
	expect_number(q.sums[0].total, "13000000000000000000000000000000000000002");
	expect_number(q.sums[0].roots, "158113883008418966598");
	expect_number(q.sums[0].squares, "12999999999999999999692869425261358158002");
	fl_quadratic_release(&q);
}

static void refuse(const fl_gift *gifts, size_t num_gifts, fl_status status, const char *message)
{
	fl_gift_list in = { 2, 2, gifts, num_gifts };
	fl_error err = FL_ERROR_INIT;
	fl_quadratic q;

	assert_int_equal(fl_quadratic_count(&in, &q, &err), status);
	assert_string_equal(err.message, message);
	assert_null(q.sums);
	assert_int_equal(q.num_dreams, 0);
}

static void test_quadratic__refuses_what_is_no_gift(void **state)
{
	static char long_number[FL_GIFT_DIGITS_MAX + 1];
	fl_gift gift = { .dream = 2 };

	(void)state;
	refuse(&gift, 1, FL_EINVAL, "gift 0 names a dream or giver that is not there");
	gift = (fl_gift){ .giver = 2 };
	refuse(&gift, 1, FL_EINVAL, "gift 0 names a dream or giver that is not there");
	gift = (fl_gift){ .giver = UINT32_MAX };
	refuse(&gift, 1, FL_EINVAL, "gift 0 names a dream or giver that is not there");
	gift = (fl_gift){ .amount = -1 };
	refuse(&gift, 1, FL_EINVAL, "the amount of gift 0 is no whole number from 0 on");
	memset(long_number, '1', sizeof long_number);
	const fl_str bad[] = { FL_STR("-1"),  FL_STR("1.5"),  FL_STR(" 1"),
			       FL_STR("1e9"), FL_STR("0x10"), FL_STR("+1"),
			       { "", 0 },     { "1\0", 2 },   { long_number, sizeof long_number } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		gift = (fl_gift){ .text = bad[i] };
		refuse(&gift, 1, FL_EINVAL, "the amount of gift 0 is no whole number from 0 on");
	}
	refuse(&gift, UINT32_MAX, FL_ERANGE, "more than 4294967294 gifts");
	gift = (fl_gift){ .text = { long_number, FL_GIFT_DIGITS_MAX } };
	fl_quadratic q = gift_count(&gift, 1, 1, 1);
	assert_int_equal(mpz_sizeinbase(q.sums[0].total, 10), FL_GIFT_DIGITS_MAX);
	fl_quadratic_release(&q);
}

static void test_quadratic__nothing_comes_to_nothing(void **state)
{
	(void)state;
	fl_quadratic q = gift_count(NULL, 0, 0, 0);
	assert_int_equal(q.num_dreams, 0);
	fl_quadratic_release(&q);
	q = gift_count(NULL, 0, 3, 0);
	expect_number(q.sums[2].roots, "0");
	fl_quadratic_release(&q);
	fl_quadratic_release(&q); /* and once more */
}

static void test_quadratic__says_when_memory_is_short(void **state)
{
	static const fl_gift gifts[] = { { .dream = 0, .giver = 0, .amount = 4 },
					 { .dream = 1, .giver = 1, .amount = 4 } };
	fl_gift_list in = { 2, 2, gifts, 2 };
	fl_status status = FL_ENOMEM;
	int64_t n = 0;

	(void)state;
	for (; status != FL_OK; n++) {
		fl_error err = FL_ERROR_INIT;
		fl_quadratic q;
		fl_alloc_fail_after(n);
		status = fl_quadratic_count(&in, &q, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		assert_int_equal(err.status, status);
		assert_int_equal(q.num_dreams, status == FL_OK ? 2 : 0);
		fl_quadratic_release(&q);
	}
	assert_int_equal(n, 7); /* two orders, sums, two sorts, the givers of a dream; then it succeeds */
	fl_error err = FL_ERROR_INIT;
	fl_quadratic_vec vec;
	fl_alloc_fail_after(0);
	assert_int_equal(fl_quadratic_vec_init(&vec, 3, &err), FL_ENOMEM);
	fl_alloc_fail_after(-1);
	fl_quadratic_vec_release(&vec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quadratic__sums_what_the_givers_come_to),
		cmocka_unit_test(test_quadratic__adds_a_givers_gifts_before_the_root),
		cmocka_unit_test(test_quadratic__dropped_remainders_never_go_below_zero),
		cmocka_unit_test(test_quadratic__small_units_hide_givers),
		cmocka_unit_test(test_quadratic__false_accounts_pay_off),
		cmocka_unit_test(test_quadratic__the_median_needs_its_quorum),
		cmocka_unit_test(test_quadratic__weights_may_be_used_again),
		cmocka_unit_test(test_quadratic__nothing_overflows),
		cmocka_unit_test(test_quadratic__amounts_may_be_text_of_any_size),
		cmocka_unit_test(test_quadratic__refuses_what_is_no_gift),
		cmocka_unit_test(test_quadratic__nothing_comes_to_nothing),
		cmocka_unit_test(test_quadratic__says_when_memory_is_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
