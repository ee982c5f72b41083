/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "ingest/rows.h"

typedef struct seen {
	fl_buf text; /* "line:cell|cell\n"; broken rows "!line:column\n" */
} seen;

static fl_status on_row(void *user, const fl_row *row, fl_error *err)
{
	seen *s = user;

	(void)err;
	fl_buf_printf(&s->text, "%lld:", (long long)row->line);
	for (size_t i = 0; i < row->num_cells; i++)
		fl_buf_printf(&s->text, "%s%.*s", i ? "|" : "", FL_STR_ARG(row->cells[i]));
	fl_buf_putc(&s->text, '\n');
	return FL_OK;
}

static fl_status on_broken(void *user, int64_t line, int64_t column, fl_str raw, fl_error *err)
{
	(void)raw;
	(void)err;
	fl_buf_printf(&((seen *)user)->text, "!%lld:%lld\n", (long long)line, (long long)column);
	return FL_OK;
}

static fl_status split(fl_rows_kind kind, char delimiter, fl_str text, size_t piece, seen *s, fl_error *err)
{
	fl_rows_sink sink = { on_row, on_broken, s };
	fl_rows *rows = NULL;

	*err = FL_ERROR_INIT;
	fl_buf_init(&s->text, (size_t)100 << 20);
	fl_status status = fl_rows_open(kind, delimiter, "f", &sink, &rows, err);
	for (size_t at = 0; at < text.len && status == FL_OK; at += piece)
		status =
		    fl_rows_feed(rows, fl_str_slice(text, at, at + piece < text.len ? at + piece : text.len), err);
	if (status == FL_OK)
		status = fl_rows_finish(rows, err);
	fl_rows_close(rows);
	return status;
}

/* Whatever the size of the pieces, the rows are the same. */
static void gives(fl_rows_kind kind, char delimiter, const char *text, const char *want)
{
	fl_str all = fl_str_of(text);

	for (size_t piece = 1; piece <= all.len + 1; piece++) {
		fl_error err;
		seen s;
		if (split(kind, delimiter, all, piece, &s, &err) != FL_OK)
			fail_msg("%s: %s", text, err.message);
		if (strcmp(s.text.data ? s.text.data : "", want) != 0)
			fail_msg("in pieces of %zu: %s\ngave\n%s", piece, text, s.text.data);
		fl_buf_release(&s.text);
	}
}

static void csv(const char *text, const char *want)
{
	gives(FL_ROWS_CSV, ',', text, want);
}

static void test_read_csv__follows_rfc_4180(void **state)
{
	(void)state;
	csv("a,b\n1,2\n", "1:a|b\n2:1|2\n");
	csv("a,b\r\n1,2", "1:a|b\n2:1|2\n");
	csv("a,b\r1,2\r", "1:a|b\n2:1|2\n");
	csv("\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d\n");
	csv("\"two\nlines\",x\ny,z\n", "1:two\nlines|x\n3:y|z\n");
	csv("\"two\r\nlines\",x\r\ny,z\r\n", "1:two\r\nlines|x\n3:y|z\n");
	csv("a,,\n,,\n", "1:a||\n2:||\n");
	csv(" a , \" b \" \n", "1:a| b \n");
	csv("", "");
	gives(FL_ROWS_CSV, ';', "a;b,c\n", "1:a|b,c\n");
	gives(FL_ROWS_CSV, '\t', "a\tb\n\t\n", "1:a|b\n2:|\n");
}

static void test_read_csv__blank_lines_are_passed_over_but_counted(void **state)
{
	(void)state;
	csv("\n\na,b\n\n  \n1,2\n\n", "3:a|b\n6:1|2\n");
	csv("\r\n\r\na,b\r\n\r\n1,2\r\n", "3:a|b\n5:1|2\n");
}

static void test_read_csv__a_stray_quote_breaks_one_row(void **state)
{
	(void)state;
	csv("a,b\n1,2\"x\n3,4\n", "1:a|b\n!2:4\n3:3|4\n");
	csv("a,b\n\"1\"x,2\n3,4\n", "1:a|b\n!2:4\n3:3|4\n");
	csv("\xE4\xB8\xBA,b\n\xE4\xB8\xBA,\"\xE4\xB8\xBA\"x\n3,4\n", "1:\xE4\xB8\xBA|b\n!2:6\n3:3|4\n");
	/* the quote that begins in line 1 meets one in line 2: both lines are the broken row */
	csv("\"1,2\n3,\"4\n5,6\n", "!2:4\n3:5|6\n");
}

static void test_read_csv__an_unclosed_quote_is_an_error_of_the_file(void **state)
{
	fl_error err;
	seen s;

	(void)state;
	assert_int_equal(split(FL_ROWS_CSV, ',', FL_STR("a,b\n1,\"2\n3,4\n5,6\n"), 3, &s, &err), FL_EPARSE);
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 3);
	assert_non_null(strstr(err.message, "never closed"));
	fl_buf_release(&s.text);
	assert_int_equal(split(FL_ROWS_CSV, ',', FL_STR("\"x\ny\",\"2"), 100, &s, &err), FL_EPARSE);
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 4);
	fl_buf_release(&s.text);
}

static void test_read_csv__tsv_has_no_quotes(void **state)
{
	(void)state;
	gives(FL_ROWS_TSV, '\t', "a\tb\n\"x\t y\"\n\t\n\"\n", "1:a|b\n2:\"x| y\"\n3:|\n4:\"\n");
	gives(FL_ROWS_TSV, '\t', "a\tb\r\nc\td", "1:a|b\n2:c|d\n");
}

static void test_read_csv__lines_are_taken_whole(void **state)
{
	(void)state;
	gives(FL_ROWS_LINES, ',', "{\"a\":1}\r\n\n{\"b\":\"\t,\"}", "1:{\"a\":1}\n3:{\"b\":\"\t,\"}\n");
}

static void test_read_csv__a_field_of_ten_megabytes_is_read(void **state)
{
	size_t n = (size_t)10 << 20;
	fl_buf text;
	fl_error err;
	seen s;

	(void)state;
	fl_buf_init(&text, n + 100);
	fl_buf_puts(&text, "a,\"");
	for (size_t i = 0; i < n; i += 8)
		fl_buf_puts(&text, "xxxx\"\"\n,");
	fl_buf_puts(&text, "\"\nb,c\n");
	assert_int_equal(split(FL_ROWS_CSV, ',', fl_buf_view(&text), 1 << 20, &s, &err), FL_OK);
	assert_int_equal(s.text.len, strlen("1:a|\n") + n - n / 8 + strlen("1310722:b|c\n"));
	fl_buf_release(&s.text);
	fl_buf_release(&text);
}

static void test_read_csv__a_row_beyond_the_limit_is_refused(void **state)
{
	fl_rows_sink sink = { on_row, on_broken, NULL };
	static char block[1 << 20];
	const fl_rows_kind kinds[] = { FL_ROWS_CSV, FL_ROWS_TSV };

	(void)state;
	memset(block, 'x', sizeof block);
	for (size_t k = 0; k < 2; k++) {
		fl_error err = FL_ERROR_INIT;
		fl_rows *rows = NULL;
		assert_int_equal(fl_rows_open(kinds[k], ',', "f", &sink, &rows, &err), FL_OK);
		fl_status status = fl_rows_feed(rows, FL_STR("\n\""), &err);
		for (size_t i = 0; i < 80 && status == FL_OK; i++)
			status = fl_rows_feed(rows, (fl_str){ block, sizeof block }, &err);
		assert_int_equal(status, FL_ERANGE);
		assert_int_equal(err.line, 2);
		fl_rows_close(rows);
	}
}

static void test_read_csv__says_where_a_cell_begins(void **state)
{
	const fl_row row = { .line = 7, .raw = FL_STR("\xE4\xB8\xBA,\"a,\nb\",\"\"\"\",c") };
	int64_t line, column;

	(void)state;
	fl_row_place(FL_ROWS_CSV, ',', &row, 0, &line, &column);
	assert_true(line == 7 && column == 1);
	fl_row_place(FL_ROWS_CSV, ',', &row, 1, &line, &column);
	assert_true(line == 7 && column == 3);
	fl_row_place(FL_ROWS_CSV, ',', &row, 2, &line, &column);
	assert_true(line == 8 && column == 4);
	fl_row_place(FL_ROWS_CSV, ',', &row, 3, &line, &column);
	assert_true(line == 8 && column == 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_csv__follows_rfc_4180),
		cmocka_unit_test(test_read_csv__blank_lines_are_passed_over_but_counted),
		cmocka_unit_test(test_read_csv__a_stray_quote_breaks_one_row),
		cmocka_unit_test(test_read_csv__an_unclosed_quote_is_an_error_of_the_file),
		cmocka_unit_test(test_read_csv__tsv_has_no_quotes),
		cmocka_unit_test(test_read_csv__lines_are_taken_whole),
		cmocka_unit_test(test_read_csv__a_field_of_ten_megabytes_is_read),
		cmocka_unit_test(test_read_csv__a_row_beyond_the_limit_is_refused),
		cmocka_unit_test(test_read_csv__says_where_a_cell_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
