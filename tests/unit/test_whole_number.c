/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "ingest/record.h"

static void test_whole_number__reads_what_spreadsheets_write(void **state)
{
	const struct {
		const char *text;
		int64_t value;
	} good[] = { { "0", 0 },
		     { "12", 12 },
		     { "1,200", 1200 },
		     { "１２００", 1200 },
		     { "1.2万", 12000 },
		     { "1200.0", 1200 },
		     { "007", 7 },
		     { "999999999999999999", 999999999999999999 },
		     { "9223372036854775807", INT64_MAX } };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const char *code = "";
		int64_t value = -1;
		if (!fl_count_parse(fl_str_of(good[i].text), &value, &code))
			fail_msg("'%s' was refused", good[i].text);
		assert_int_equal(value, good[i].value);
	}
}

static void test_whole_number__refuses_the_rest(void **state)
{
	const char *bad[] = { "", "-1", "1.5", "1e3", "x", "¥5", "5元", "USD 5", "12,00", "--- 5" };
	const char *code = "";
	int64_t value = -7;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (fl_count_parse(fl_str_of(bad[i]), &value, &code))
			fail_msg("'%s' was taken as %lld", bad[i], (long long)value);
		assert_string_equal(code, "count-syntax");
		assert_int_equal(value, -7);
	}
	assert_false(fl_count_parse(FL_STR("9223372036854775808"), &value, &code));
	assert_string_equal(code, "count-range");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_number__reads_what_spreadsheets_write),
		cmocka_unit_test(test_whole_number__refuses_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
