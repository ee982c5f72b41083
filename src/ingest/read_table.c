/* SPDX-License-Identifier: Apache-2.0
 *
 * read_table.c - any table with texts, row by row. Encoding and rows are those of every other file (encoding.h,
 * rows.h, workbook.h); only the columns that were asked for are looked at.
 */
#include "ingest/table.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/spelling.h"
#include "base/str.h"
#include "ingest/encoding.h"
#include "ingest/rows.h"
#include "ingest/workbook.h"

#include <stdio.h>

#define TABLE_MAX ((size_t)2 << 30)
#define NO_COLUMN SIZE_MAX

typedef struct table {
	const char *path;
	fl_rows_kind kind;
	const fl_str *columns; /* names */
	size_t num_columns;
	fl_str id;
	size_t id_cell, cells[FL_TABLE_COLUMNS_MAX], width;
	bool have_header;
	const fl_table_reader *reader;
	fl_ingest_counts *counts;
} table;

static bool ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);
	return n >= m && strcmp(path + n - m, end) == 0;
}

static fl_status choose_kind(table *t, fl_error *err)
{
	if (ends_with(t->path, ".csv"))
		t->kind = FL_ROWS_CSV;
	else if (ends_with(t->path, ".tsv") || ends_with(t->path, ".tab"))
		t->kind = FL_ROWS_TSV;
	else if (ends_with(t->path, ".jsonl") || ends_with(t->path, ".ndjson"))
		t->kind = FL_ROWS_LINES;
	else if (ends_with(t->path, ".xlsx") || ends_with(t->path, ".xlsm"))
		t->kind = FL_ROWS_SHEET;
	else
		return fl_error_at(err, FL_EINVAL, t->path, 0, 0,
				   "the name does not tell the format: .csv, .tsv, .jsonl or .xlsx");
	return FL_OK;
}

static fl_status reject(table *t, int64_t line, int64_t column, const char *code, const char *why)
{
	t->counts->rejected++;
	fl_report(&t->reader->findings, FL_WARNING, code, t->path, line, column, "", "%s", why);
	return FL_OK;
}

static fl_status hand_over(table *t, const fl_row *row, fl_str id, const fl_str *texts, fl_error *err)
{
	char number[32];
	fl_table_row out = { .number = t->counts->read, .line = row->line, .id = id, .texts = texts };
	if (out.id.len == 0) {
		snprintf(number, sizeof number, "%lld", (long long)out.number);
		out.id = fl_str_of(number);
	}
	t->counts->accepted++;
	return t->reader->row(t->reader->user, &out, err);
}

/* ---- CSV and TSV ----------------------------------------------------------------------------------------------- */

static size_t find(const fl_row *header, fl_str name)
{
	for (size_t i = 0; i < header->num_cells; i++)
		if (fl_str_eq(fl_str_trim(header->cells[i]), name))
			return i;
	return NO_COLUMN;
}

static fl_status no_column(const table *t, const fl_row *header, fl_str name, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, name);
	for (size_t i = 0; i < header->num_cells; i++)
		fl_spelling_try(&near, fl_str_trim(header->cells[i]));
	return fl_error_at(err, FL_EINVAL, t->path, 1, 0, "there is no column '%.*s'%s", (int)(name.len < 100 ? name.len : 100),
			   name.data, fl_spelling_hint(&near, hint));
}

static fl_status take_header(table *t, const fl_row *row, fl_error *err)
{
	t->have_header = true;
	t->width = row->num_cells;
	for (size_t i = 0; i < t->num_columns; i++) {
		t->cells[i] = find(row, t->columns[i]);
		if (t->cells[i] == NO_COLUMN)
			return no_column(t, row, t->columns[i], err);
	}
	t->id_cell = find(row, t->id.len ? t->id : FL_STR("id"));
	return t->id_cell == NO_COLUMN && t->id.len ? no_column(t, row, t->id, err) : FL_OK;
}

static bool is_wanted(const table *t, size_t cell)
{
	bool wanted = cell == t->id_cell;
	for (size_t i = 0; i < t->num_columns; i++)
		wanted = wanted || cell == t->cells[i];
	return wanted;
}

static fl_status take_cells(table *t, const fl_row *row, fl_error *err)
{
	fl_str texts[FL_TABLE_COLUMNS_MAX];
	if (row->num_cells != t->width)
		return reject(t, row->line, 1, "row-fields", "the row has another number of fields than the header");
	for (size_t f = 0; f < row->num_faults; f++)
		if (is_wanted(t, row->faults[f].cell))
			return reject(t, row->line, (int64_t)row->faults[f].cell + 1, row->faults[f].code, row->faults[f].reason);
	for (size_t i = 0; i < t->num_columns; i++)
		texts[i] = row->cells[t->cells[i]];
	return hand_over(t, row, t->id_cell == NO_COLUMN ? FL_STR("") : row->cells[t->id_cell], texts, err);
}

/* ---- JSON Lines ------------------------------------------------------------------------------------------------ */

static fl_json member(fl_json object, fl_str name)
{
	for (size_t i = 0; i < fl_json_len(object); i++)
		if (fl_str_eq(fl_json_key(object, i), name))
			return fl_json_at(object, i);
	return (fl_json){ NULL, NULL };
}

static fl_status take_object(table *t, const fl_row *row, fl_json object, fl_error *err)
{
	fl_str texts[FL_TABLE_COLUMNS_MAX];
	if (fl_json_type_of(object) != FL_JSON_OBJECT)
		return reject(t, row->line, 1, "json-syntax", "the line is no JSON object");
	for (size_t i = 0; i < t->num_columns; i++)
		texts[i] = fl_json_text(member(object, t->columns[i]));
	return hand_over(t, row, fl_json_text(member(object, t->id.len ? t->id : FL_STR("id"))), texts, err);
}

static fl_status take_line(table *t, const fl_row *row, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_json_parse(row->raw, t->path, &doc, &inner);
	if (status == FL_ENOMEM)
		return fl_enomem(err);
	if (status != FL_OK)
		return reject(t, row->line, inner.column, "json-syntax", inner.message);
	status = take_object(t, row, fl_json_root(doc), err);
	fl_json_free(doc);
	return status;
}

/* ---- the file -------------------------------------------------------------------------------------------------- */

static fl_status take_row(void *user, const fl_row *row, fl_error *err)
{
	table *t = user;
	if (t->kind != FL_ROWS_LINES && !t->have_header)
		return take_header(t, row, err);
	t->counts->read++;
	if (!fl_utf8_valid(row->raw, NULL))
		return reject(t, row->line, 1, "text-encoding", "a byte that belongs to no character");
	return t->kind == FL_ROWS_LINES ? take_line(t, row, err) : take_cells(t, row, err);
}

static fl_status take_broken(void *user, int64_t line, int64_t column, fl_str raw, fl_error *err)
{
	table *t = user;
	(void)raw;
	if (!t->have_header)
		return fl_error_at(err, FL_EPARSE, t->path, line, column, "a stray quote in the header");
	t->counts->read++;
	return reject(t, line, column, "csv-quote", "a quote that is neither at the ends of a field nor doubled");
}

static fl_status read_sheet(table *t, fl_str bytes, fl_error *err)
{
	const fl_rows_sink sink = { .row = take_row, .user = t };
	snprintf(t->counts->encoding, sizeof t->counts->encoding, "xlsx");
	FL_TRY(fl_workbook_read(bytes, FL_STR(""), t->path, &sink, &t->reader->findings, err));
	return t->have_header ? FL_OK : fl_error_at(err, FL_EPARSE, t->path, 1, 1, "the sheet is empty: it has no header");
}

static fl_status read_rows(table *t, fl_str bytes, fl_error *err)
{
	fl_rows_sink sink = { take_row, take_broken, t };
	fl_rows *rows = NULL;
	fl_decoder decoder;
	fl_str text;
	FL_TRY(fl_decoder_open(&decoder, FL_STR("auto"), t->path, err));
	fl_status status = fl_decoder_feed(&decoder, bytes, true, &text, err);
	if (status == FL_OK)
		status = fl_rows_open(t->kind, t->kind == FL_ROWS_TSV ? '\t' : ',', t->path, &sink, &rows, err);
	if (status == FL_OK) {
		fl_rows_keep_space(rows);
		status = fl_rows_feed(rows, text, err);
	}
	if (status == FL_OK)
		status = fl_rows_finish(rows, err);
	if (status == FL_OK && t->kind != FL_ROWS_LINES && !t->have_header)
		status = fl_error_at(err, FL_EPARSE, t->path, 1, 1, "the file is empty: it has no header");
	snprintf(t->counts->encoding, sizeof t->counts->encoding, "%s", fl_encoding_name(decoder.encoding));
	t->counts->encoding_assumed = true;
	fl_rows_close(rows);
	fl_decoder_close(&decoder);
	return status;
}

fl_status fl_table_read(const char *path, const fl_str *columns, size_t num_columns, fl_str id,
			const fl_table_reader *reader, fl_ingest_counts *ret_counts, fl_error *err)
{
	table t = { .path = path,
		    .columns = columns,
		    .num_columns = num_columns,
		    .id = id,
		    .reader = reader,
		    .counts = ret_counts };
	fl_buf bytes;
	*ret_counts = (fl_ingest_counts){ .read = 0 };
	if (num_columns == 0 || num_columns > FL_TABLE_COLUMNS_MAX)
		return fl_error_set(err, FL_EINVAL, "between 1 and %d columns with text are needed",
				    FL_TABLE_COLUMNS_MAX);
	FL_TRY(choose_kind(&t, err));
	fl_buf_init(&bytes, TABLE_MAX);
	fl_status status = fl_file_read(path, &bytes, err);
	if (status == FL_OK)
		status = t.kind == FL_ROWS_SHEET ? read_sheet(&t, fl_buf_view(&bytes), err) : read_rows(&t, fl_buf_view(&bytes), err);
	fl_buf_release(&bytes);
	return status;
}
