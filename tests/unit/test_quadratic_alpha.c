/* SPDX-License-Identifier: Apache-2.0 */
#include "gift_kit.h"

/* Two dreams: givers of 3 and 2 votes, and one giver of 4. v = 5, 4; s = 13, 16; v^2 - s = 12, 0. */
static const fl_gift votes[] = { { .dream = 0, .giver = 0, .amount = 9 },
				 { .dream = 0, .giver = 1, .amount = 4 },
				 { .dream = 1, .giver = 2, .amount = 16 } };

static void expect_alpha(const char *budget, const char *factor, const char *alpha, const char *first,
			 const char *second)
{
	fl_quadratic q = gift_count(votes, 3, 2, 3);
	fl_quadratic_vec amounts = gift_vec(2);
	fl_error err = FL_ERROR_INIT;
	mpz_t b, f, a;

	mpz_init_set_str(b, budget, 10);
	mpz_init_set_str(f, factor, 10);
	mpz_init(a);
	if (fl_quadratic_alpha(&q, b, f, a, &amounts, &err) != FL_OK)
		fail_msg("%s", err.message);
	expect_number(a, alpha);
	expect_number(amounts.items[0], first);
	expect_number(amounts.items[1], second);
	mpz_clears(b, f, a, NULL);
	fl_quadratic_vec_release(&amounts);
	fl_quadratic_release(&q);
}

static void test_quadratic_alpha__mixes_gifts_and_the_formula(void **state)
{
	(void)state;
	expect_alpha("32", "1", "250000000000000000", "16", "16"); /* 3 beside the gifts, of 12: a quarter */
	expect_alpha("33", "1", "333333333333333333", "16", "16"); /* 3.999... rounds down: the published dust */
	expect_alpha("3300", "100", "333333333333333333", "1699", "1600");
	expect_alpha("29", "1", "0", "13", "16");
}

static void test_quadratic_alpha__never_pays_more_than_the_formula(void **state)
{
	(void)state;
	expect_alpha("41", "1", "1000000000000000000", "25", "16");
	expect_alpha("1000000", "1", "1000000000000000000", "25", "16");
}

static void test_quadratic_alpha__one_giver_each_gets_the_gifts_back(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_quadratic q = gift_count(&votes[2], 1, 2, 3);
	fl_quadratic_vec amounts = gift_vec(2);
	mpz_t budget, factor, alpha;

	(void)state;
	mpz_init_set_ui(budget, 1000);
	mpz_init_set_ui(factor, 1);
	mpz_init_set_ui(alpha, 7);
	assert_int_equal(fl_quadratic_alpha(&q, budget, factor, alpha, &amounts, &err), FL_OK);
	expect_number(alpha, "0");
	expect_number(amounts.items[0], "0");
	expect_number(amounts.items[1], "16");
	mpz_clears(budget, factor, alpha, NULL);
	fl_quadratic_vec_release(&amounts);
	fl_quadratic_release(&q);
}

static void refuse(fl_quadratic *q, long budget, long factor, const char *message)
{
	fl_quadratic_vec amounts = gift_vec(2);
	fl_error err = FL_ERROR_INIT;
	mpz_t b, f, a;

	mpz_init_set_si(b, budget);
	mpz_init_set_si(f, factor);
	mpz_init_set_ui(a, 7);
	assert_int_equal(fl_quadratic_alpha(q, b, f, a, &amounts, &err), FL_EINVAL);
	assert_string_equal(err.message, message);
	expect_number(a, "7");
	expect_number(amounts.items[1], "0");
	mpz_clears(b, f, a, NULL);
	fl_quadratic_vec_release(&amounts);
}

static void test_quadratic_alpha__refuses_what_cannot_be(void **state)
{
	fl_quadratic q = gift_count(votes, 3, 2, 3);

	(void)state;
	refuse(&q, 28, 1, "the budget is less than the gifts that it holds");
	refuse(&q, 57, 2, "the budget is less than the gifts that it holds");
	refuse(&q, 100, 0, "the money of one unit is not above 0");
	refuse(&q, 100, -1, "the money of one unit is not above 0");
	mpz_set_ui(q.sums[1].squares, 17);
	refuse(&q, 100, 1, "dream 1 has more squares than the square of its roots");
	mpz_set_si(q.sums[1].squares, -1);
	refuse(&q, 100, 1, "dream 1 has less than no squares");
	fl_quadratic_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quadratic_alpha__mixes_gifts_and_the_formula),
		cmocka_unit_test(test_quadratic_alpha__never_pays_more_than_the_formula),
		cmocka_unit_test(test_quadratic_alpha__one_giver_each_gets_the_gifts_back),
		cmocka_unit_test(test_quadratic_alpha__refuses_what_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
