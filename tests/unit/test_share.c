/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/money.h"

static void good(const char *text, int64_t num, int64_t den)
{
	fl_error err = FL_ERROR_INIT;
	fl_share share = { -1, -1 };

	if (fl_share_parse(fl_str_of(text), 1, &share, &err) != FL_OK)
		fail_msg("'%s' was refused: %s", text, err.message);
	if (share.num != num || share.den != den)
		fail_msg("'%s' gave %lld/%lld", text, (long long)share.num, (long long)share.den);
}

static void bad(const char *text, fl_status status)
{
	fl_error err = FL_ERROR_INIT;
	fl_share share;

	assert_int_equal(fl_share_parse(fl_str_of(text), 1, &share, &err), status);
	assert_int_equal(err.status, status);
}

static void test_share__one_fraction_has_three_forms(void **state)
{
	(void)state;
	good("0.05", 1, 20);
	good("5%", 1, 20);
	good("1/20", 1, 20);
	good(" 5 % ", 1, 20);
	good("3/60", 1, 20);
	good("12.5%", 1, 8);
	good("0.1%", 1, 1000);
	good("0", 0, 1);
	good("100%", 1, 1);
	good("1", 1, 1);
	good("0.333333", 333333, 1000000);
	good("999999999999999/999999999999999", 1, 1);
}

static void test_share__refuses_what_is_none(void **state)
{
	const char *none[] = { "",     "%",     "five",  "-5%",  "1e-2",
			       "5%%",  "1/0",   "1/2/3", "/",    "1/",
			       "/2",   "0.5.5", ".5",    "5.",   "+5%",
			       "5 5%", "∞",     "0x1",   "1/2%", "1234567890123456/1234567890123456" };

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		bad(none[i], FL_EPARSE);
}

static void test_share__refuses_more_than_the_whole(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_share share;

	(void)state;
	bad("100.01%", FL_EINVAL);
	bad("1.5", FL_EINVAL);
	bad("21/20", FL_EINVAL);
	assert_int_equal(fl_share_parse(FL_STR("150%"), 2, &share, &err), FL_OK);
	assert_int_equal(share.num, 3);
	assert_int_equal(share.den, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_share__one_fraction_has_three_forms),
		cmocka_unit_test(test_share__refuses_what_is_none),
		cmocka_unit_test(test_share__refuses_more_than_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
