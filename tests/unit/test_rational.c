/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rational.c - exact numbers: 64-bit edges, rounding, text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/rational.h"
#include "base/str.h"
#include "random.h"

#include <math.h>

static void test_rational__sixty_four_bits_and_no_more(void **state)
{
	static const int64_t edges[] = { 0, 1, -1, INT64_MAX, INT64_MIN, INT64_MIN + 1, INT64_C(1) << 32 };
	mpz_t z;
	int64_t back = 7;

	(void)state;
	mpz_init(z);
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
		fl_mpz_set_i64(z, edges[i]);
		assert_true(fl_mpz_get_i64(z, &back));
		assert_true(back == edges[i]);
	}
	fl_mpz_set_i64(z, INT64_MAX);
	mpz_add_ui(z, z, 1);
	assert_false(fl_mpz_get_i64(z, &back));
	fl_mpz_set_i64(z, INT64_MIN);
	mpz_sub_ui(z, z, 1);
	assert_false(fl_mpz_get_i64(z, &back));
	mpz_mul_2exp(z, z, 70);
	assert_false(fl_mpz_get_i64(z, &back));
	mpz_clear(z);
}

static void assert_printed(const mpq_t q, const char *expected)
{
	fl_buf buf;

	fl_buf_init(&buf, 10000);
	fl_mpq_print(&buf, q);
	assert_string_equal(buf.data, expected);
	fl_buf_release(&buf);
}

static void assert_rounded(double value, unsigned bits, const char *expected)
{
	mpq_t q;

	mpq_init(q);
	assert_true(fl_mpq_set_double(q, value, bits));
	assert_printed(q, expected);
	mpq_clear(q);
}

static void test_rational__doubles_become_the_nearest_fraction(void **state)
{
	mpq_t q;

	(void)state;
	assert_rounded(0.5, 4, "1/2");
	assert_rounded(0.3, 2, "1/4");
	assert_rounded(0.375, 2, "1/2"); /* a tie, away from zero */
	assert_rounded(-0.375, 2, "-1/2");
	assert_rounded(-0.3, 2, "-1/4");
	assert_rounded(1e18, 10, "1000000000000000000");
	assert_rounded(0.1, 0, "0");
	assert_rounded(2.5, 0, "3");
	assert_rounded(-0.0, 8, "0");
	mpq_init(q);
	assert_false(fl_mpq_set_double(q, NAN, 8));
	assert_false(fl_mpq_set_double(q, INFINITY, 8));
	assert_false(fl_mpq_set_double(q, -INFINITY, 8));
	mpq_clear(q);
}

static void test_rational__floor_and_ceiling(void **state)
{
	mpq_t q;
	mpz_t z;
	int64_t value;

	(void)state;
	mpq_init(q);
	mpz_init(z);
	fl_mpq_set_i64(q, -7, 2);
	fl_mpq_floor(z, q);
	assert_true(fl_mpz_get_i64(z, &value) && value == -4);
	fl_mpq_ceil(z, q);
	assert_true(fl_mpz_get_i64(z, &value) && value == -3);
	fl_mpq_set_i64(q, 6, -4);
	assert_printed(q, "-3/2");
	mpq_clear(q);
	mpz_clear(z);
}

static void test_rational__text_is_exact(void **state)
{
	static const struct {
		const char *text, *printed;
	} good[] = { { "0", "0" },
		     { "-0", "0" },
		     { "6/4", "3/2" },
		     { "-6/4", "-3/2" },
		     { "1.25", "5/4" },
		     { "007", "7" },
		     { "-0.50", "-1/2" },
		     { "4/2", "2" },
		     { "123456789012345678901234567890/3", "41152263004115226300411522630" } };
	static const char *const bad[] = { "",   "-",  "1.",    ".5",   "1e5",   "1/0", "1/-2", "1/2/3", "+1",
					   " 1", "1 ", "1.2/3", "0x10", "1,000", "--1", "/2",   "1/",    "nan" };
	mpq_t q;

	(void)state;
	mpq_init(q);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(fl_mpq_parse(q, fl_str_of(good[i].text)));
		assert_printed(q, good[i].printed);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (fl_mpq_parse(q, fl_str_of(bad[i])))
			fail_msg("'%s' was accepted", bad[i]);
	mpq_clear(q);
}

static void test_rational__text_has_a_limit(void **state)
{
	static char digits[5000];
	mpq_t q;

	(void)state;
	memset(digits, '9', sizeof digits);
	mpq_init(q);
	assert_true(fl_mpq_parse(q, (fl_str){ digits, 4096 }));
	assert_false(fl_mpq_parse(q, (fl_str){ digits, 4097 }));
	mpq_clear(q);
}

static void assert_short(const char *text, int direction, const char *expected, bool exact)
{
	mpq_t q;
	fl_buf buf;
	bool was_exact = !exact;

	mpq_init(q);
	fl_buf_init(&buf, 10000);
	assert_true(fl_mpq_parse(q, fl_str_of(text)));
	fl_mpq_print_short(&buf, q, direction, &was_exact);
	assert_string_equal(buf.data, expected);
	assert_int_equal(was_exact, exact);
	fl_mpq_print_short(&buf, q, direction, NULL);
	fl_buf_release(&buf);
	mpq_clear(q);
}

static void test_rational__long_fractions_are_rounded_the_safe_way(void **state)
{
	(void)state;
	assert_short("1/3", -1, "1/3", true);
	assert_short("1/1000000000000", -1, "1/1000000000000", true);
	assert_short("2/3000000000001", -1, "0", false);
	assert_short("2/3000000000001", 1, "1/1000000000000", false);
	assert_short("-2/3000000000001", -1, "-1/1000000000000", false);
	assert_short("-2/3000000000001", 1, "0", false);
	assert_short("3000000000002/3000000000001", -1, "1", false);
}

/* Against adding one by one, with signs, whole numbers and repeats; also no term at all. */
static void test_rational__total_is_the_sum(void **state)
{
	uint64_t seed = 7;
	mpq_t term, sum, ret;

	(void)state;
	mpq_inits(term, sum, ret, NULL);
	for (int terms = 0; terms < 70; terms++) {
		fl_mpq_total total;
		fl_mpq_total_init(&total);
		mpq_set_ui(sum, 0, 1);
		for (int i = 0; i < terms; i++) {
			fl_mpq_set_i64(term, (int64_t)random_below(&seed, 2001) - 1000,
				       (int64_t)random_below(&seed, 60) + 1);
			mpq_add(sum, sum, term);
			fl_mpq_total_add(&total, term);
		}
		fl_mpq_total_take(&total, ret);
		assert_true(mpq_equal(sum, ret));
	}
	mpq_clears(term, sum, ret, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rational__sixty_four_bits_and_no_more),
		cmocka_unit_test(test_rational__doubles_become_the_nearest_fraction),
		cmocka_unit_test(test_rational__floor_and_ceiling),
		cmocka_unit_test(test_rational__text_is_exact),
		cmocka_unit_test(test_rational__text_has_a_limit),
		cmocka_unit_test(test_rational__long_fractions_are_rounded_the_safe_way),
		cmocka_unit_test(test_rational__total_is_the_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
