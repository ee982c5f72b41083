/* SPDX-License-Identifier: Apache-2.0
 *
 * read_csv.c - the rows of CSV (by libcsv in strict mode) and TSV, with the place of every row and cell.
 *
 * libcsv knows no places, so it is fed one physical line at a time: when its row callback has run, the lines since
 * the last row are that row. CSV follows RFC 4180; TSV has neither quotes nor escapes.
 */
#include "ingest/rows.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <csv.h>

struct fl_rows {
	fl_rows_kind kind;
	char delimiter;
	const char *source;
	fl_rows_sink sink;
	struct csv_parser csv;
	fl_buf line_cut;    /* a physical line whose end has not been fed yet */
	bool after_cr;      /* the last byte fed was CR: an LF now belongs to it */
	int64_t line;       /* number of the physical line that comes next */
	int64_t first_line; /* of the row being read */
	fl_buf raw;         /* of the row being read */
	fl_buf text;        /* its cells, one after the other */
	FL_VEC(size_t) ends;
	FL_VEC(fl_str) cells;
	bool done, short_of_memory, keep_space;
};

#define GROWTH (1u << 16) /* libcsv's own 128 bytes make a long cell quadratic where realloc has to copy */

/* ---- life -------------------------------------------------------------------------------------------------- */

static void *csv_realloc(void *p, size_t size)
{
	return fl_realloc_array(p, size, 1);
}

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void start_csv(fl_rows *r)
{
	csv_init(&r->csv, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&r->csv, (unsigned char)r->delimiter);
	csv_set_realloc_func(&r->csv, csv_realloc);
	csv_set_free_func(&r->csv, fl_free);
	csv_set_blk_size(&r->csv, GROWTH);
	if (r->keep_space)
		csv_set_space_func(&r->csv, no_space);
}

void fl_rows_keep_space(fl_rows *r)
{
	r->keep_space = true;
	csv_set_space_func(&r->csv, no_space);
}

fl_status fl_rows_open(fl_rows_kind kind, char delimiter, const char *source, const fl_rows_sink *sink,
		       fl_rows **ret_rows, fl_error *err)
{
	fl_rows *r = fl_alloc(sizeof *r);

	if (!r)
		return fl_enomem(err);
	r->kind = kind;
	r->delimiter = delimiter;
	r->source = source;
	r->sink = *sink;
	r->line = r->first_line = 1;
	fl_buf_init(&r->line_cut, FL_ROW_MAX);
	fl_buf_init(&r->raw, FL_ROW_MAX);
	fl_buf_init(&r->text, FL_ROW_MAX);
	start_csv(r);
	*ret_rows = r;
	return FL_OK;
}

void fl_rows_close(fl_rows *r)
{
	if (!r)
		return;
	csv_free(&r->csv);
	fl_buf_release(&r->line_cut);
	fl_buf_release(&r->raw);
	fl_buf_release(&r->text);
	fl_vec_release(&r->ends);
	fl_vec_release(&r->cells);
	fl_free(r);
}

/* ---- one row ----------------------------------------------------------------------------------------------- */

static fl_str without_line_end(fl_str s)
{
	while (s.len > 0 && (s.data[s.len - 1] == '\n' || s.data[s.len - 1] == '\r'))
		s.len--;
	return s;
}

static fl_status emit(fl_rows *r, int64_t line, fl_str raw, fl_error *err)
{
	fl_row row = { .line = line, .raw = without_line_end(raw), .cells = r->cells.items, .num_cells = r->cells.len };

	return r->sink.row(r->sink.user, &row, err);
}

static void start_row(fl_rows *r)
{
	fl_buf_clear(&r->raw);
	fl_buf_clear(&r->text);
	r->ends.len = 0;
	r->cells.len = 0;
	r->done = false;
}

static void take_cell(void *data, size_t len, void *user)
{
	fl_rows *r = user;

	fl_buf_add(&r->text, data, len);
	if (!fl_vec_push(&r->ends, r->text.len))
		r->short_of_memory = true;
}

static void take_end(int c, void *user)
{
	(void)c;
	((fl_rows *)user)->done = true;
}

static fl_status emit_csv(fl_rows *r, fl_error *err)
{
	size_t from = 0;
	fl_status status = fl_buf_status(&r->text, err);

	if (status != FL_OK)
		return status;
	for (size_t i = 0; i < r->ends.len; i++) {
		fl_str cell = { r->text.data ? r->text.data + from : "", r->ends.items[i] - from };
		if (!fl_vec_push(&r->cells, cell))
			return fl_enomem(err);
		from = r->ends.items[i];
	}
	status = emit(r, r->first_line, fl_buf_view(&r->raw), err);
	start_row(r);
	return status;
}

static bool is_blank(fl_str s, char delimiter)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] == delimiter ||
		    (s.data[i] != ' ' && s.data[i] != '\t' && s.data[i] != '\r' && s.data[i] != '\n'))
			return false;
	return true;
}

/* libcsv refused byte 'at' of the line: hand over the row so far as broken, go on with the next line. */
static fl_status broken_row(fl_rows *r, fl_str line, size_t at, fl_error *err)
{
	fl_status status;

	if (csv_error(&r->csv) != CSV_EPARSE || r->short_of_memory)
		return fl_enomem(err);
	status = r->sink.broken(r->sink.user, r->line, (int64_t)fl_utf8_length(fl_str_slice(line, 0, at)) + 1,
				without_line_end(fl_buf_view(&r->raw)), err);
	csv_free(&r->csv);
	start_csv(r);
	start_row(r);
	return status;
}

static fl_str without_space(fl_str cell)
{
	while (cell.len > 0 && (cell.data[0] == ' ' || cell.data[0] == '\t'))
		cell = fl_str_slice(cell, 1, cell.len);
	while (cell.len > 0 && (cell.data[cell.len - 1] == ' ' || cell.data[cell.len - 1] == '\t'))
		cell.len--;
	return cell;
}

/* Cells that are parted by the delimiter and nothing else. */
static fl_status split_plain(fl_rows *r, fl_str rest, bool trim, fl_error *err)
{
	const char *end = rest.data + rest.len, *from = rest.data, *at = rest.data;

	r->cells.len = 0;
	for (;; at++) {
		if (at < end && *at != r->delimiter)
			continue;
		fl_str cell = { from, (size_t)(at - from) };
		if (!fl_vec_push(&r->cells, trim ? without_space(cell) : cell))
			return fl_enomem(err);
		if (at >= end)
			return FL_OK;
		from = at + 1;
	}
}

/* A row of one line without a quote: what libcsv makes of it, in a fraction of the time. */
static fl_status plain_csv_line(fl_rows *r, fl_str line, fl_error *err)
{
	FL_TRY(split_plain(r, without_line_end(line), !r->keep_space, err));
	FL_TRY(emit(r, r->line, line, err));
	start_row(r);
	return FL_OK;
}

static fl_status csv_line(fl_rows *r, fl_str line, fl_error *err)
{
	if (r->raw.len == 0) {
		r->first_line = r->line;
		if (is_blank(line, r->delimiter))
			return FL_OK;
		if (!memchr(line.data, '"', line.len))
			return plain_csv_line(r, line, err);
	}
	fl_buf_str(&r->raw, line);
	FL_TRY(fl_buf_status(&r->raw, err));
	size_t n = csv_parse(&r->csv, line.data, line.len, take_cell, take_end, r);
	if (n < line.len || r->short_of_memory)
		return broken_row(r, line, n, err);
	return r->done ? emit_csv(r, err) : FL_OK;
}

static fl_status tsv_line(fl_rows *r, fl_str line, fl_error *err)
{
	fl_str rest = without_line_end(line);

	if (rest.len == 0)
		return FL_OK;
	if (r->kind == FL_ROWS_TSV) {
		FL_TRY(split_plain(r, rest, false, err));
	} else {
		r->cells.len = 0;
		if (!fl_vec_push(&r->cells, rest))
			return fl_enomem(err);
	}
	return emit(r, r->line, line, err);
}

/* A whole physical line, its end included. */
static fl_status take_line(fl_rows *r, fl_str line, fl_error *err)
{
	fl_status status = r->kind == FL_ROWS_CSV ? csv_line(r, line, err) : tsv_line(r, line, err);

	if (status == FL_ERANGE && r->raw.status == FL_ERANGE)
		return fl_error_at(err, FL_ERANGE, r->source, r->first_line, 1, "a row of more than %zu bytes",
				   FL_ROW_MAX);
	r->line++;
	return status;
}

/* ---- feeding ----------------------------------------------------------------------------------------------- */

/* Length of the first line with its end, or 0 when the end is not here. *cr: where the next CR may stand, kept from call to
 * call so that a text without any is searched once; NULL none. */
static size_t line_end(fl_str s, const char **cr)
{
	const char *lf = memchr(s.data, '\n', s.len);

	if (*cr && *cr < s.data)
		*cr = memchr(s.data, '\r', s.len);
	if (*cr && (!lf || *cr < lf)) {
		size_t i = (size_t)(*cr - s.data);
		return i + 1 < s.len && s.data[i + 1] == '\n' ? i + 2 : i + 1;
	}
	return lf ? (size_t)(lf - s.data) + 1 : 0;
}

static fl_status keep_cut(fl_rows *r, fl_str rest, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;

	fl_buf_str(&r->line_cut, rest);
	fl_status status = fl_buf_status(&r->line_cut, &inner);
	if (status == FL_ERANGE)
		return fl_error_at(err, FL_ERANGE, r->source, r->line, 1, "a row of more than %zu bytes", FL_ROW_MAX);
	return status == FL_OK ? FL_OK : fl_enomem(err);
}

fl_status fl_rows_feed(fl_rows *r, fl_str text, fl_error *err)
{
	const char *cr = NULL;
	size_t n;

	if (r->after_cr && text.len > 0) {
		if (text.data[0] == '\n') { /* the CR that ended the last piece was half of a CRLF */
			if (r->kind == FL_ROWS_CSV && r->raw.len > 0) {
				r->line--;
				FL_TRY(take_line(r, fl_str_slice(text, 0, 1), err));
			}
			text = fl_str_slice(text, 1, text.len);
		}
		r->after_cr = false;
	}
	if (text.len > 0)
		cr = memchr(text.data, '\r', text.len);
	while (text.len > 0) {
		n = line_end(text, &cr);
		if (n == 0)
			return keep_cut(r, text, err);
		fl_str line = fl_str_slice(text, 0, n);
		r->after_cr = n == text.len && text.data[n - 1] == '\r';
		if (r->line_cut.len > 0) {
			FL_TRY(keep_cut(r, line, err));
			line = fl_buf_view(&r->line_cut);
		}
		FL_TRY(take_line(r, line, err));
		fl_buf_clear(&r->line_cut);
		text = fl_str_slice(text, n, text.len);
	}
	return FL_OK;
}

/* The quote that is still open at the end of the file. */
static fl_status unclosed(const fl_rows *r, fl_error *err)
{
	fl_str raw = fl_buf_view(&r->raw);
	int64_t line = r->first_line, column = 1, at_line = line, at_column = 1;
	bool inside = false;

	for (size_t pos = 0; pos < raw.len; column++) {
		int32_t c = fl_utf8_next(raw, &pos);
		if (c == '"') {
			inside = !inside;
			if (inside) {
				at_line = line;
				at_column = column;
			}
		} else if (c == '\n' || (c == '\r' && !(pos < raw.len && raw.data[pos] == '\n'))) {
			line++;
			column = 0;
		}
	}
	return fl_error_at(err, FL_EPARSE, r->source, at_line, at_column,
			   "the quote that opens here is never closed: the file is broken or cut off");
}

fl_status fl_rows_finish(fl_rows *r, fl_error *err)
{
	if (r->line_cut.len > 0) {
		FL_TRY(take_line(r, fl_buf_view(&r->line_cut), err));
		fl_buf_clear(&r->line_cut);
	}
	if (r->kind != FL_ROWS_CSV || r->raw.len == 0)
		return FL_OK;
	if (csv_fini(&r->csv, take_cell, take_end, r) != 0)
		return unclosed(r, err);
	if (r->short_of_memory)
		return fl_enomem(err);
	return r->done ? emit_csv(r, err) : FL_OK;
}

void fl_row_place(fl_rows_kind kind, char delimiter, const fl_row *row, size_t index, int64_t *ret_line,
		  int64_t *ret_column)
{
	bool inside = false;

	*ret_line = row->line;
	*ret_column = kind == FL_ROWS_SHEET ? (int64_t)index + 1 : 1;
	if (kind == FL_ROWS_SHEET)
		return;
	for (size_t pos = 0; pos < row->raw.len && index > 0;) {
		int32_t c = fl_utf8_next(row->raw, &pos);
		++*ret_column;
		if (c == '"' && kind == FL_ROWS_CSV) {
			inside = !inside;
		} else if (c == delimiter && !inside) {
			index--;
		} else if (c == '\n' || (c == '\r' && !(pos < row->raw.len && row->raw.data[pos] == '\n'))) {
			++*ret_line;
			*ret_column = 1;
		}
	}
}
