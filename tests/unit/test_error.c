/* SPDX-License-Identifier: Apache-2.0
 *
 * test_error.c - the first error stays, and nothing that a terminal obeys gets through.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"

static void test_error__the_innermost_error_stays(void **state)
{
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_error_at(&err, FL_EPARSE, "a.csv", 3, 7, "no number: '%s'", "x"), FL_EPARSE);
	assert_int_equal(fl_error_set(&err, FL_EIO, "later"), FL_EIO);
	assert_int_equal(fl_error_source(&err, "b.csv"), FL_EPARSE);
	assert_int_equal(err.status, FL_EPARSE);
	assert_string_equal(err.message, "no number: 'x'");
	assert_string_equal(err.source, "a.csv");
	assert_int_equal(err.line, 3);
	assert_int_equal(err.column, 7);
}

static void test_error__an_outer_call_names_the_source(void **state)
{
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_error_source(&err, "a.csv"), FL_OK);
	assert_string_equal(err.source, "");
	fl_error_set(&err, FL_EINVAL, "bad");
	fl_error_source(&err, "a.csv");
	assert_string_equal(err.source, "a.csv");
	assert_int_equal(fl_error_set(NULL, FL_EINVAL, "bad"), FL_EINVAL);
	assert_int_not_equal(fl_error_source(NULL, "a.csv"), FL_OK);
}

static void test_error__control_characters_are_escaped(void **state)
{
	fl_error err = FL_ERROR_INIT;

	(void)state;
	fl_error_at(&err, FL_EPARSE, "a\x1B[2J", 0, 0, "'%s'", "梦\x1B[31m\r\n\x7F\xC2\x9B\xE2\x80\xAE\xFF\\");
	assert_string_equal(err.message, "'梦\\x1b[31m\\r\\n\\x7f\\u009b\\u202e\\xff\\'");
	assert_string_equal(err.source, "a\\x1b[2J");
}

static void test_error__long_messages_are_cut_between_characters(void **state)
{
	char text[6001];

	(void)state;
	for (size_t i = 0; i < 6000; i += 3)
		memcpy(text + i, "梦", 4);
	for (size_t skip = 0; skip < 3; skip++) {
		fl_error err = FL_ERROR_INIT;
		fl_error_at(&err, FL_EPARSE, text, 0, 0, "%.*s%s", (int)skip, "abc", text);
		assert_true(fl_utf8_valid(fl_str_of(err.message), NULL));
		assert_true(fl_utf8_valid(fl_str_of(err.source), NULL));
		assert_in_range(strlen(err.message), 505, 511);
		assert_null(strchr(err.message, '\\'));
	}
}

static void remember(void *user, const fl_finding *finding)
{
	fl_finding *last = user;

	assert_string_equal(finding->code, "row-short");
	assert_string_equal(finding->source, "a\\n.csv");
	assert_string_equal(finding->subject, "d\\x1b1");
	assert_string_equal(finding->message, "4 of 5 columns");
	*last = *finding;
}

static void test_error__findings_reach_the_listener_escaped(void **state)
{
	fl_finding last = { 0 };
	fl_listener to = { remember, &last }, nobody = { NULL, NULL };

	(void)state;
	fl_report(&to, FL_WARNING, "row-short", "a\n.csv", 4, 2,
		  "d\x1B"
		  "1",
		  "%d of %d columns", 4, 5);
	assert_int_equal(last.severity, FL_WARNING);
	assert_int_equal(last.line, 4);
	assert_int_equal(last.column, 2);
	fl_report(&nobody, FL_ERROR, "x", NULL, 0, 0, NULL, "x");
	fl_report(NULL, FL_ERROR, "x", NULL, 0, 0, NULL, "x");
}

static void test_error__every_status_has_a_name(void **state)
{
	(void)state;
	for (int i = FL_OK; i <= FL_EARGUMENT; i++)
		assert_string_not_equal(fl_status_name((fl_status)i), "unknown status");
	assert_string_equal(fl_status_name(FL_EPARSE), "parse error");
	assert_true(strchr(fl_version(), 0x2E) != NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error__the_innermost_error_stays),
		cmocka_unit_test(test_error__an_outer_call_names_the_source),
		cmocka_unit_test(test_error__control_characters_are_escaped),
		cmocka_unit_test(test_error__long_messages_are_cut_between_characters),
		cmocka_unit_test(test_error__findings_reach_the_listener_escaped),
		cmocka_unit_test(test_error__every_status_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
