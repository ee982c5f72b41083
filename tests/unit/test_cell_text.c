/* SPDX-License-Identifier: Apache-2.0
 *
 * test_cell_text.c - numbers, days and escapes of spreadsheets: what the program that shows them shows.
 */
#include "ingest/cell_text.h"

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static char *text_of(const char *number, fl_cell_form form, bool from_1904, bool *ret_whole)
{
	static char kept[400];
	fl_buf buf;
	fl_buf_init(&buf, sizeof kept - 1);
	*ret_whole = fl_cell_text(fl_str_of(number), form, from_1904, &buf);
	snprintf(kept, sizeof kept, "%.*s", (int)buf.len, buf.data ? buf.data : "");
	fl_buf_release(&buf);
	return kept;
}

static void expect(const char *number, fl_cell_form form, const char *want)
{
	bool whole;
	assert_string_equal(text_of(number, form, false, &whole), want);
	assert_true(whole);
}

static void test_cell_text__writes_numbers_as_they_are_shown(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "0", "0" }, { "-0", "0" }, { "12000.5", "12000.5" }, { "0012", "12" }, { "1.50", "1.5" }, { ".5", "0.5" }, { "5.", "5" },
		{ "0.30000000000000004", "0.3" }, { "1234.5600000000001", "1234.56" }, { "4.9999999999999996", "5" },
		{ "999999999999999.6", "1000000000000000" }, { "1E-3", "0.001" }, { "1.2e+3", "1200" }, { "-9.5e-05", "-0.000095" },
		{ "123456789012345", "123456789012345" }, { "0.1000000000000005", "0.100000000000001" },
		{ "1E400", "1E400" }, { "1E-300", "1E-300" }, { "", "" }, { "abc", "abc" }, { "1e", "1e" }, { "1.2.3", "1.2.3" }, { "1E+", "1E+" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool whole;
		assert_string_equal(text_of(cases[i][0], FL_CELL_NUMBER, false, &whole), cases[i][1]);
	}
}

/* Whatever a person typed comes back as it was typed, though the file has the nearest binary fraction in 17 digits. */
static void test_cell_text__gives_back_what_was_typed(void **state)
{
	(void)state;
	srand(7);
	for (int i = 0; i < 20000; i++) {
		char typed[40], stated[40];
		bool whole;
		int places = 1 + rand() % 6;
		long long units = ((long long)rand() << 16 ^ rand()) % 100000000000000 / (rand() % 2 ? 1 : 10000000) * 10 + 1 + rand() % 9;
		long long one = 1;
		for (int p = 0; p < places; p++)
			one *= 10;
		snprintf(typed, sizeof typed, "%lld.%0*lld", units / one, places, units % one);
		snprintf(stated, sizeof stated, "%.17g", strtod(typed, NULL));
		if (!strchr(stated, 'e'))
			assert_string_equal(text_of(stated, FL_CELL_NUMBER, false, &whole), typed);
	}
}

static void test_cell_text__says_where_digits_are_lost(void **state)
{
	(void)state;
	bool whole;
	assert_string_equal(text_of("110105194912310021", FL_CELL_NUMBER, false, &whole), "110105194912310000");
	assert_false(whole);
	assert_string_equal(text_of("1.10105194912310E+17", FL_CELL_NUMBER, false, &whole), "110105194912310000");
	assert_false(whole);
}

static void test_cell_text__writes_days(void **state)
{
	(void)state;
	bool whole;
	expect("46270", FL_CELL_DAY, "2026-09-05");
	expect("46270.354166666664", FL_CELL_DAY, "2026-09-05 08:30:00");
	expect("46270", FL_CELL_DAY_TIME, "2026-09-05 00:00:00");
	expect("46270.999999", FL_CELL_DAY, "2026-09-06"); /* 23:59:59.9 */
	expect("0.5", FL_CELL_TIME, "12:00:00");
	expect("46270.25", FL_CELL_TIME, "2026-09-05 06:00:00");
	expect("1", FL_CELL_DAY, "1900-01-01");
	expect("59", FL_CELL_DAY, "1900-02-28");
	expect("61", FL_CELL_DAY, "1900-03-01");
	expect("2958465", FL_CELL_DAY, "9999-12-31");
	expect("2958466", FL_CELL_DAY, "2958466");
	expect("-3", FL_CELL_DAY, "-3");
	expect("soon", FL_CELL_DAY, "soon");
	assert_string_equal(text_of("44808", FL_CELL_DAY, true, &whole), "2026-09-05");
	assert_string_equal(text_of("0", FL_CELL_DAY, true, &whole), "1904-01-01");
}

static void test_cell_form__knows_days_by_their_format(void **state)
{
	(void)state;
	static const struct {
		int id;
		const char *code;
		fl_cell_form form;
	} cases[] = {
		{ 0, NULL, FL_CELL_NUMBER }, { 2, NULL, FL_CELL_NUMBER }, { 9, NULL, FL_CELL_NUMBER }, { 14, NULL, FL_CELL_DAY },
		{ 20, NULL, FL_CELL_TIME }, { 22, NULL, FL_CELL_DAY_TIME }, { 31, NULL, FL_CELL_DAY }, { 32, NULL, FL_CELL_TIME },
		{ 46, NULL, FL_CELL_NUMBER }, { 57, NULL, FL_CELL_DAY }, { 49, NULL, FL_CELL_NUMBER },
		{ 164, "General", FL_CELL_NUMBER }, { 164, "#,##0.00;[Red]-#,##0.00", FL_CELL_NUMBER }, { 164, "0.00E+00", FL_CELL_NUMBER },
		{ 164, "\"Mehr: \"0", FL_CELL_NUMBER }, { 164, "[$\xC2\xA5-804]#,##0", FL_CELL_NUMBER }, { 164, "0\\d", FL_CELL_NUMBER },
		{ 164, "yyyy/m/d", FL_CELL_DAY }, { 164, "yyyy\"\xE5\xB9\xB4\"m\"\xE6\x9C\x88\"d\"\xE6\x97\xA5\"", FL_CELL_DAY },
		{ 164, "[$-409]mmm d, yyyy;@", FL_CELL_DAY }, { 164, "[$-404]e/m/d", FL_CELL_DAY }, { 164, "mmmm", FL_CELL_DAY },
		{ 164, "YYYY-MM-DD HH:MM:SS", FL_CELL_DAY_TIME }, { 164, "h:mm AM/PM", FL_CELL_TIME }, { 164, "[h]:mm:ss", FL_CELL_NUMBER },
		{ 164, "[hh]:mm", FL_CELL_NUMBER }, { 164, "mm:ss", FL_CELL_NUMBER }, { 164, "[", FL_CELL_NUMBER }, { 164, "\"", FL_CELL_NUMBER },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (fl_cell_form_of(cases[i].id, cases[i].code) != cases[i].form)
			fail_msg("format %d '%s'", cases[i].id, cases[i].code ? cases[i].code : "");
}

static void test_cell_unescape__resolves_escapes(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "" }, { "plain", "plain" }, { "a_x000D_\nb", "a\nb" }, { "a_x000D__x000A_b", "a\nb" }, { "a_x000D_b", "a\rb" },
		{ "_x005F_x000D_", "_x000D_" }, { "_x4F60_", "\xE4\xBD\xA0" }, { "_x0000_", "_x0000_" }, { "_xD800_", "_xD800_" },
		{ "_x00", "_x00" }, { "_xZZZZ_", "_xZZZZ_" }, { "_", "_" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fl_buf buf;
		fl_buf_init(&buf, 100);
		fl_cell_unescape(fl_str_of(cases[i][0]), &buf);
		assert_string_equal(buf.data ? buf.data : "", cases[i][1]);
		fl_buf_release(&buf);
	}
}

static void test_cell_place__counts_columns_by_letters(void **state)
{
	(void)state;
	size_t column;
	int64_t row;
	assert_true(fl_cell_place("A1", &column, &row));
	assert_true(column == 0 && row == 1);
	assert_true(fl_cell_place("bc27", &column, &row));
	assert_true(column == 54 && row == 27);
	assert_true(fl_cell_place("XFD1048576", &column, &row));
	assert_true(column == 16383 && row == 1048576);
	static const char *const none[] = { "", "A", "1", "XFE1", "A0", "A1B", "ZZZZZZZZZZZZZZZZZZ1", "A99999999999999999999", "$A$1" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(fl_cell_place(none[i], &column, &row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cell_text__writes_numbers_as_they_are_shown),
		cmocka_unit_test(test_cell_text__gives_back_what_was_typed),
		cmocka_unit_test(test_cell_text__says_where_digits_are_lost),
		cmocka_unit_test(test_cell_text__writes_days),
		cmocka_unit_test(test_cell_form__knows_days_by_their_format),
		cmocka_unit_test(test_cell_unescape__resolves_escapes),
		cmocka_unit_test(test_cell_place__counts_columns_by_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
