/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of random hostile fields, written as CSV (RFC 4180), come out of the reader as they went in, in pieces of
 * any size and with any line end; and random bytes never do more than be refused: read = accepted + rejected.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "ingest/rows.h"
#include "ingest_sink.h"
#include "random.h"

#define CASES 600

static const char *const atoms[] = { "a",
				     "b",
				     "1",
				     ",",
				     ";",
				     "\"",
				     "\"\"",
				     "\n",
				     "\r\n",
				     "\r",
				     "为",
				     "１２",
				     "\t",
				     " ",
				     "=1",
				     "-",
				     "|",
				     "'",
				     "\xF0\x9F\x8C\xB8",
				     "{",
				     "\\",
				     "\x01" };

static void random_field(uint64_t *seed, fl_buf *field)
{
	fl_buf_clear(field);
	for (uint64_t n = random_below(seed, 7); n > 0; n--)
		fl_buf_puts(field, atoms[random_below(seed, sizeof atoms / sizeof *atoms)]);
}

/* ---- what comes back --------------------------------------------------------------------------------------- */

static fl_status on_row(void *user, const fl_row *row, fl_error *err)
{
	fl_buf *out = user;

	(void)err;
	for (size_t i = 0; i < row->num_cells; i++) {
		fl_buf_str(out, row->cells[i]);
		fl_buf_putc(out, i + 1 < row->num_cells ? '\x1E' : '\x1F');
	}
	return FL_OK;
}

static fl_status on_broken(void *user, int64_t line, int64_t column, fl_str raw, fl_error *err)
{
	(void)line;
	(void)column;
	(void)raw;
	(void)err;
	fl_buf_puts(user, "BROKEN");
	return FL_OK;
}

static void test_csv_round_trip__hostile_fields_come_back(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };

	(void)state;
	for (uint64_t i = 0; i < CASES; i++) {
		uint64_t seed = i;
		size_t columns = 1 + random_below(&seed, 4), rows = 1 + random_below(&seed, 5);
		size_t piece = 1 + random_below(&seed, 30);
		const char *end = ends[random_below(&seed, 3)];
		fl_buf csv, want, got, field;
		fl_error err = FL_ERROR_INIT;
		fl_rows *reader = NULL;
		fl_buf_init(&csv, 100000);
		fl_buf_init(&want, 100000);
		fl_buf_init(&got, 100000);
		fl_buf_init(&field, 1000);
		for (size_t r = 0; r < rows; r++)
			for (size_t c = 0; c < columns; c++) {
				random_field(&seed, &field);
				fl_buf_putc(&csv, '"');
				for (size_t k = 0; k < field.len; k++) {
					if (field.data[k] == '"')
						fl_buf_putc(&csv, '"');
					fl_buf_putc(&csv, field.data[k]);
				}
				fl_buf_puts(&csv, c + 1 < columns ? "\"," : "\"");
				fl_buf_str(&want, field.len ? fl_buf_view(&field) : FL_STR(""));
				fl_buf_putc(&want, c + 1 < columns ? '\x1E' : '\x1F');
				if (c + 1 == columns)
					fl_buf_puts(&csv, end);
			}
		fl_rows_sink sink = { on_row, on_broken, &got };
		assert_int_equal(fl_rows_open(FL_ROWS_CSV, ',', "case", &sink, &reader, &err), FL_OK);
		for (size_t at = 0; at < csv.len; at += piece)
			assert_int_equal(fl_rows_feed(reader,
						      fl_str_slice(fl_buf_view(&csv), at,
								   at + piece < csv.len ? at + piece : csv.len),
						      &err),
					 FL_OK);
		assert_int_equal(fl_rows_finish(reader, &err), FL_OK);
		fl_rows_close(reader);
		if (!fl_str_eq(fl_buf_view(&want), fl_buf_view(&got)))
			fail_msg("seed %llu, pieces of %zu: %s", (unsigned long long)i, piece, csv.data);
		fl_buf_release(&csv);
		fl_buf_release(&want);
		fl_buf_release(&got);
		fl_buf_release(&field);
	}
}

static void read_rows(const fl_buf *csv, bool keep_space, size_t piece, fl_buf *got)
{
	fl_error err = FL_ERROR_INIT;
	fl_rows *reader = NULL;
	fl_rows_sink sink = { on_row, on_broken, got };

	fl_buf_init(got, 100000);
	assert_int_equal(fl_rows_open(FL_ROWS_CSV, ',', "case", &sink, &reader, &err), FL_OK);
	if (keep_space)
		fl_rows_keep_space(reader);
	for (size_t at = 0; at < csv->len; at += piece)
		assert_int_equal(
		    fl_rows_feed(reader, fl_str_slice(fl_buf_view(csv), at, at + piece < csv->len ? at + piece : csv->len), &err),
		    FL_OK);
	assert_int_equal(fl_rows_finish(reader, &err), FL_OK);
	fl_rows_close(reader);
}

/* Rows without quotes are split by hand; a quoted cell at the end of each row hands them to libcsv instead. */
static void test_csv_round_trip__rows_without_quotes_are_what_libcsv_makes_of_them(void **state)
{
	static const char *const plain[] = { "a", "b1", "为", " ", "\t", ",", ",", "-", "=", "'", "\x01", "\xE3\x80\x80" };
	static const char *const ends[] = { "\n", "\r\n", "\r" };

	(void)state;
	for (uint64_t i = 0; i < CASES; i++) {
		uint64_t seed = i;
		fl_buf without, with, got, want;
		bool keep = random_below(&seed, 2);
		fl_buf_init(&without, 100000);
		fl_buf_init(&with, 100000);
		for (uint64_t rows = 1 + random_below(&seed, 5); rows > 0; rows--) {
			const char *end = ends[random_below(&seed, 3)];
			for (uint64_t n = random_below(&seed, 9); n > 0; n--) {
				const char *atom = plain[random_below(&seed, sizeof plain / sizeof *plain)];
				fl_buf_puts(&without, atom);
				fl_buf_puts(&with, atom);
			}
			fl_buf_printf(&without, "x,z%s", end);
			fl_buf_printf(&with, "x,\"z\"%s", end);
		}
		read_rows(&without, keep, 1 + random_below(&seed, 30), &got);
		read_rows(&with, keep, 1 + random_below(&seed, 30), &want);
		if (!fl_str_eq(fl_buf_view(&want), fl_buf_view(&got)))
			fail_msg("seed %llu: %s", (unsigned long long)i, without.data);
		fl_buf_release(&without);
		fl_buf_release(&with);
		fl_buf_release(&got);
		fl_buf_release(&want);
	}
}

static void test_csv_round_trip__random_text_is_read_or_refused(void **state)
{
	static const char *const files[] = { "d.csv", "d.tsv", "d.jsonl" };
	static const char *const more[] = {
		"\n", "\n", "\n", ",", ",", "\t", "\t", "a", "7", "\xFF", "\xB1\xE0", "\""
	};
	static const char *const heads[] = { "id,title,request\nx,y,5\n", "id\ttitle\trequest\nx\ty\t5\n",
					     "{\"id\":1,\"title\":2,\"request\":3}\n" };
	const fl_currency cny = { "CNY", 2 };
	int64_t accepted = 0, rejected = 0, refused = 0;

	(void)state;
	for (uint64_t i = 0; i < 3 * CASES; i++) {
		uint64_t seed = i;
		fl_input input = { .file = fl_str_of(files[i % 3]),
				   .encoding = i % 4 ? FL_STR("utf-8") : FL_STR("") };
		fl_buf text;
		kept k;
		kept_init(&k);
		fl_buf_init(&text, 100000);
		fl_buf_puts(&text, heads[i % 3]);
		for (uint64_t n = random_below(&seed, 60); n > 0; n--)
			if (random_below(&seed, 4) == 0)
				fl_buf_puts(&text, atoms[random_below(&seed, sizeof atoms / sizeof *atoms)]);
			else
				fl_buf_puts(&text, more[random_below(&seed, sizeof more / sizeof *more)]);
		k.status = fl_ingest_dreams(fl_buf_view(&text), &input, &cny, 480, &k.sink, &k.counts, &k.err);
		if (k.counts.read != k.counts.accepted + k.counts.rejected || k.num_dreams != k.counts.accepted ||
		    k.num_rejected != k.counts.rejected || (k.status != FL_OK) != (k.err.status != FL_OK))
			fail_msg("seed %llu: %s", (unsigned long long)i, text.data);
		accepted += k.counts.accepted;
		rejected += k.counts.rejected;
		refused += k.status != FL_OK;
		kept_release(&k);
		fl_buf_release(&text);
	}
	assert_true(accepted > 500 && rejected > 500 && refused > 50); /* every way out is taken */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_round_trip__hostile_fields_come_back),
		cmocka_unit_test(test_csv_round_trip__rows_without_quotes_are_what_libcsv_makes_of_them),
		cmocka_unit_test(test_csv_round_trip__random_text_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
