/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write_awards_csv.c - awards.csv is RFC 4180 with a BOM, and no cell can become a formula.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "report/report.h"
#include "small_result.h"

#include <csv.h>

enum { MAX_CELLS = 200 };

#define COLUMNS 17

typedef struct cells { /* what another CSV reader (libcsv) makes of the file */
	char *cell[MAX_CELLS];
	size_t count, rows, row_ends[16];
} cells;

static void on_cell(void *data, size_t len, void *user)
{
	cells *c = user;
	assert_true(c->count < MAX_CELLS);
	c->cell[c->count] = malloc(len + 1);
	memcpy(c->cell[c->count], data, len);
	c->cell[c->count++][len] = '\0';
}

static void on_row(int end, void *user)
{
	cells *c = user;
	(void)end;
	c->row_ends[c->rows++] = c->count;
}

static void read_back(const fl_result *result, cells *ret, fl_buf *out)
{
	struct csv_parser parser;
	fl_error err = FL_ERROR_INIT;
	memset(ret, 0, sizeof *ret);
	fl_buf_init(out, 1 << 20);
	assert_int_equal(fl_report_awards_csv(result, out, &err), FL_OK);
	assert_memory_equal(out->data, "\xef\xbb\xbf", 3);
	assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
	assert_int_equal(csv_parse(&parser, out->data + 3, out->len - 3, on_cell, on_row, ret), out->len - 3);
	csv_fini(&parser, on_cell, on_row, ret);
	csv_free(&parser);
}

static void release(cells *c, fl_buf *out)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->cell[i]);
	fl_buf_release(out);
}

static void test_write_awards_csv__rows_and_columns(void **state)
{
	static const char *const head[] = { "id",          "title",  "organisation", "region",
					    "category",    "tags",   "flowers",      "threshold",
					    "request",     "award",  "share",        "pool general",
					    "pool elders", "status", "reason",       "representative",
					    "decision" };
	static const char *const f1[] = { "f1",
					  "为10000名乡村老人提供免费听力筛查",
					  "听力协会",
					  "",
					  "field:health",
					  "field:health; for:elders",
					  "5000",
					  "100",
					  "8000.00",
					  "8000.00",
					  "100.00%",
					  "3500.00",
					  "4500.00",
					  "funded",
					  "fully funded: the award is the whole request",
					  "f1",
					  "" };
	small s;
	cells c;
	fl_buf out;
	(void)state;
	small_begin(&s);
	read_back(&s.made.result, &c, &out);
	assert_int_equal(c.rows, 7);
	assert_int_equal(c.count, 7 * COLUMNS);
	for (size_t i = 0; i < COLUMNS; i++) {
		assert_string_equal(c.cell[i], head[i]);
		assert_string_equal(c.cell[COLUMNS + i], f1[i]);
	}
	assert_string_equal(c.cell[2 * COLUMNS + 10], "25.00%"); /* 2,500 of 10,000 */
	assert_string_equal(c.cell[3 * COLUMNS + 4], "unclear");
	assert_string_equal(c.cell[4 * COLUMNS + 1], "Line one\nline two");
	assert_string_equal(c.cell[5 * COLUMNS + 13], "duplicate");
	release(&c, &out);
	small_release(&s);
}

static void test_write_awards_csv__lines_end_in_crlf(void **state)
{
	small s;
	cells c;
	fl_buf out;
	size_t ends = 0;
	(void)state;
	small_begin(&s);
	read_back(&s.made.result, &c, &out);
	for (size_t i = 1; i < out.len; i++)
		ends += out.data[i] == '\n' && out.data[i - 1] == '\r';
	assert_int_equal(ends, 7);
	assert_memory_equal(out.data + out.len - 2, "\r\n", 2);
	release(&c, &out);
	small_release(&s);
}

static void test_write_awards_csv__no_cell_is_a_formula(void **state)
{
	static const char *const hostile[] = {
		"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＠x"
	};
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		small s;
		cells c;
		fl_buf out;
		char expected[64];
		small_begin(&s);
		s.made.dreams[0].title = fl_str_of(hostile[i]);
		s.made.candidates[0].organisation = fl_str_of(hostile[i]);
		read_back(&s.made.result, &c, &out);
		snprintf(expected, sizeof expected, "'%s", hostile[i]);
		assert_string_equal(c.cell[COLUMNS + 1], expected);
		assert_string_equal(c.cell[COLUMNS + 2], expected);
		release(&c, &out);
		small_release(&s);
	}
}

/* As a spreadsheet opens a CSV file: numbers and days are recognised although the cell is quoted. */
static void test_write_awards_csv__no_id_becomes_another_number(void **state)
{
	static const struct {
		const char *text;
		bool marked;
	} cases[] = {
		{ "00123", true },	       { "0", false },		{ "123", false },	 { "123456789012345", false },
		{ "521000005000008871", true }, { "1E5", true },	{ "1.5e-3", true },	 { "12e", false },
		{ "E5", false },	       { "1E5x", false },	{ "3-1", true },	 { "12/31", true },
		{ "1-2-2026", true },	       { "2026-09-05", false },	{ "123-4", false },	 { "1-2-3-4", false },
		{ "1-", false },	       { "0.50", false },	{ "52100000500000887X", false }, { "梦想1-2", false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		small s;
		cells c;
		fl_buf out;
		char expected[64];
		small_begin(&s);
		s.made.candidates[0].organisation = fl_str_of(cases[i].text);
		read_back(&s.made.result, &c, &out);
		snprintf(expected, sizeof expected, "%s%s", cases[i].marked ? "'" : "", cases[i].text);
		assert_string_equal(c.cell[COLUMNS + 2], expected);
		release(&c, &out);
		small_release(&s);
	}
}

static void test_write_awards_csv__control_characters_are_gone(void **state)
{
	small s;
	cells c;
	fl_buf out;
	(void)state;
	small_begin(&s);
	read_back(&s.made.result, &c, &out);
	for (size_t i = 0; i < out.len; i++) {
		unsigned char byte = (unsigned char)out.data[i];
		assert_true(byte >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t');
		assert_true(byte != 0x7f);
	}
	assert_non_null(strstr(c.cell[3 * COLUMNS + 1], "\xef\xbf\xbd[31mred"));
	release(&c, &out);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_awards_csv__rows_and_columns),
		cmocka_unit_test(test_write_awards_csv__lines_end_in_crlf),
		cmocka_unit_test(test_write_awards_csv__no_cell_is_a_formula),
		cmocka_unit_test(test_write_awards_csv__no_id_becomes_another_number),
		cmocka_unit_test(test_write_awards_csv__control_characters_are_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
