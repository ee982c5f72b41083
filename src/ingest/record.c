/* SPDX-License-Identifier: Apache-2.0
 *
 * record.c - drive one import: decode, split, find the columns, hand over records, and count every row once.
 */
#include "ingest/record.h"

#include "base/str.h"
#include "ingest/workbook.h"

#include <stdarg.h>
#include <stdio.h>

#define RAW_MAX      ((size_t)4 << 10) /* of a rejected row */
#define WORKBOOK_MAX ((size_t)1 << 30) /* bytes of a spreadsheet */

/* ---- rejected rows ----------------------------------------------------------------------------------------- */

static void copy_readable(fl_str raw, fl_buf *out) /* at most RAW_MAX bytes, bad bytes as U+FFFD */
{
	fl_buf_clear(out);
	for (size_t pos = 0; pos < raw.len;) {
		char c[4];
		int32_t ch = fl_utf8_next(raw, &pos);
		size_t n = fl_utf8_put(ch < 0 ? 0xFFFD : (uint32_t)ch, c);
		if (out->len + n > RAW_MAX)
			return;
		fl_buf_add(out, c, n);
	}
}

fl_status fl_import_reject(fl_import *imp, int64_t line, int64_t column, const char *code, fl_str raw,
			   const char *reason, fl_error *err)
{
	copy_readable(raw, &imp->raw);
	FL_TRY(fl_buf_status(&imp->raw, err));
	fl_rejected row = { .file = fl_str_of(imp->source),
			    .line = line,
			    .column = column,
			    .code = code,
			    .reason = fl_str_of(reason),
			    .raw = imp->raw.data ? fl_buf_view(&imp->raw) : FL_STR("") };
	imp->counts->rejected++;
	return imp->sink->rejected ? imp->sink->rejected(imp->sink->user, &row, err) : FL_OK;
}

/* Where the cell of a field stands; of a JSON value, by its own place within the line. */
static void place_of(const fl_record *record, size_t field, int64_t *ret_line, int64_t *ret_column)
{
	const fl_import *imp = record->import;
	size_t cell = field < FL_FIELDS_MAX ? record->cell[field] : SIZE_MAX;

	*ret_line = record->line;
	*ret_column = 1;
	if (cell == SIZE_MAX)
		return;
	if (imp->jsonl) {
		int64_t ignored;
		fl_json_place(fl_json_at(record->json, cell), &ignored, ret_column);
	} else {
		fl_row_place(imp->kind, imp->delimiter, record->row, cell, ret_line, ret_column);
	}
}

fl_status fl_record_reject(const fl_record *record, size_t field, const char *code, fl_error *err, const char *fmt,
			   ...)
{
	char text[400];
	fl_error escaped = FL_ERROR_INIT;
	int64_t line, column;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	fl_error_set(&escaped, FL_EPARSE, "%s", text); /* control characters become harmless */
	place_of(record, field, &line, &column);
	return fl_import_reject(record->import, line, column, code, record->row->raw, escaped.message, err);
}

bool fl_text_has_control(fl_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
			return true;
	}
	return false;
}

/* ---- rows to records --------------------------------------------------------------------------------------- */

bool fl_record_set(fl_record *record, size_t *rank, const fl_column *column, size_t cell, fl_str value,
		   size_t *ret_field)
{
	for (size_t i = 0; i < column->num_hits; i++) {
		size_t field = column->hits[i].field, r = column->hits[i].rank;
		if (r < FL_RANK_STRONG && value.len == 0) /* mapped: the first that is not empty */
			continue;
		if (r == rank[field]) {
			*ret_field = field;
			return false;
		}
		if (r > rank[field])
			continue;
		rank[field] = r;
		record->value[field] = value;
		record->unit[field] = column->unit;
		record->cell[field] = cell;
	}
	return true;
}

static void record_init(fl_record *record, fl_import *imp, const fl_row *row)
{
	record->import = imp;
	record->line = row->line;
	record->row = row;
	record->json = (fl_json){ NULL, NULL };
	record->texts = FL_ARENA_INIT;
	for (size_t f = 0; f < FL_FIELDS_MAX; f++) {
		record->value[f] = FL_STR("");
		record->unit[f] = "";
		record->cell[f] = SIZE_MAX;
	}
}

static bool all_empty(const fl_str *cells, size_t from, size_t count)
{
	for (size_t i = from; i < count; i++)
		if (fl_str_trim(cells[i]).len > 0)
			return false;
	return true;
}

/* Rows that 'only' leaves out: of each of its headers they need one of its values. The first is remembered. */
fl_status fl_record_leave_out(const fl_record *record, fl_str header, fl_str value, fl_error *err)
{
	fl_import *imp = record->import;
	if (imp->counts->left_out++ > 0)
		return FL_OK;
	imp->left_out_line = record->line;
	fl_buf_printf(&imp->left_out_why, FL_MESSAGE("'%.*s' is '%.*s'"), (int)(header.len < 80 ? header.len : 80), header.data,
		      (int)(value.len < 80 ? value.len : 80), value.data);
	return fl_buf_status(&imp->left_out_why, err);
}

/* The first header of 'only' none of whose values the row has: its pair; num_only when there is none. */
static size_t unwanted(const fl_import *imp, const fl_row *row)
{
	for (size_t i = 0, end; i < imp->input->num_only; i = end) {
		bool wanted = false;
		for (end = i; end < imp->input->num_only && imp->only_cells[end] == imp->only_cells[i]; end++)
			wanted = wanted || fl_str_eq(fl_str_trim(row->cells[imp->only_cells[i]]),
						     imp->input->only[2 * end + 1]);
		if (!wanted)
			return i;
	}
	return imp->input->num_only;
}

static fl_status table_row(fl_import *imp, const fl_row *row, fl_error *err)
{
	size_t rank[FL_FIELDS_MAX], ignored, wanted = imp->columns.len;
	fl_record record;

	record_init(&record, imp, row);
	if (all_empty(row->cells, 0, row->num_cells))
		return fl_record_reject(&record, FL_FIELDS_MAX, "row-empty", err, "every cell of the row is empty");
	if (row->num_cells < wanted || !all_empty(row->cells, wanted, row->num_cells))
		return fl_record_reject(&record, FL_FIELDS_MAX, "row-fields", err,
					"the row has %zu fields, the header has %zu", row->num_cells, wanted);
	if (imp->input->num_only > 0) {
		size_t pair = unwanted(imp, row);
		if (pair < imp->input->num_only)
			return fl_record_leave_out(&record, imp->input->only[2 * pair],
						   fl_str_trim(row->cells[imp->only_cells[pair]]), err);
	}
	for (size_t i = 0; i < row->num_faults; i++)
		if (row->faults[i].cell < wanted && imp->columns.items[row->faults[i].cell].num_hits > 0)
			return fl_import_reject(imp, row->line, (int64_t)row->faults[i].cell + 1, row->faults[i].code, row->raw,
						row->faults[i].reason, err);
	for (size_t f = 0; f < FL_FIELDS_MAX; f++)
		rank[f] = SIZE_MAX;
	for (size_t c = 0; c < wanted; c++)
		fl_record_set(&record, rank, &imp->columns.items[c], c, fl_str_trim(row->cells[c]), &ignored);
	return imp->fn(imp->user, &record, err);
}

static fl_status find_only(fl_import *imp, const fl_row *row, fl_error *err)
{
	size_t count = imp->input->num_only;

	imp->only_cells = fl_alloc_array(count + 1, sizeof *imp->only_cells);
	if (!imp->only_cells)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_str want = fl_str_trim(imp->input->only[2 * i]);
		size_t c = 0;
		while (c < row->num_cells && !fl_str_eq(fl_str_trim(row->cells[c]), want))
			c++;
		if (c == row->num_cells)
			return fl_error_at(err, FL_EINVAL, imp->source, row->line, 1, "'only' names '%.*s', which is no column",
					   (int)(want.len < 80 ? want.len : 80), want.data);
		imp->only_cells[i] = c;
	}
	return FL_OK;
}

static fl_status table_header(fl_import *imp, const fl_row *row, fl_error *err)
{
	size_t bad;

	if (!fl_utf8_valid(row->raw, &bad))
		return fl_error_at(err, FL_EPARSE, imp->source, row->line,
				   (int64_t)fl_utf8_length(fl_str_slice(row->raw, 0, bad)) + 1,
				   "byte 0x%02X in the header is no text",
				   (unsigned)(unsigned char)row->raw.data[bad]);
	if (row->num_cells > FL_COLUMNS_MAX)
		return fl_error_at(err, FL_ERANGE, imp->source, row->line, 1, "more than %d columns", FL_COLUMNS_MAX);
	if (!fl_vec_reserve(&imp->columns, row->num_cells))
		return fl_enomem(err);
	imp->columns.len = row->num_cells;
	imp->have_header = true;
	FL_TRY(find_only(imp, row, err));
	return fl_columns_find(imp->schema, row->cells, row->num_cells, imp->input, imp->currency, imp->source,
			       row->line, &imp->sink->findings, imp->columns.items, err);
}

static fl_status take_row(void *user, const fl_row *row, fl_error *err)
{
	fl_import *imp = user;
	size_t bad;

	if (!imp->jsonl && !imp->have_header)
		return table_header(imp, row, err);
	imp->counts->read++;
	if (!fl_utf8_valid(row->raw, &bad)) {
		int64_t line = row->line, column = 1;
		for (size_t pos = 0; pos < bad; column++)
			if (fl_utf8_next(row->raw, &pos) == '\n') {
				line++;
				column = 0;
			}
		return fl_import_reject(imp, line, column, "text-encoding", row->raw,
					"a byte that belongs to no character", err);
	}
	return imp->jsonl ? fl_jsonl_row(imp, row, err) : table_row(imp, row, err);
}

static fl_status take_broken(void *user, int64_t line, int64_t column, fl_str raw, fl_error *err)
{
	fl_import *imp = user;

	if (!imp->have_header)
		return fl_error_at(err, FL_EPARSE, imp->source, line, column,
				   "a quote in the header that is neither at the ends of a field nor doubled");
	imp->counts->read++;
	return fl_import_reject(imp, line, column, "csv-quote", raw,
				"a quote that is neither at the ends of a field nor doubled", err);
}

/* ---- life -------------------------------------------------------------------------------------------------- */

static bool ends_with(fl_str name, const char *end)
{
	size_t n = strlen(end);

	if (name.len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = name.data[name.len - n + i];
		if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != end[i])
			return false;
	}
	return true;
}

bool fl_ingest_is_workbook(const fl_input *input)
{
	return input->format.len > 0 ? fl_str_eqz(input->format, "xlsx")
				     : ends_with(input->file, ".xlsx") || ends_with(input->file, ".xlsm");
}

/* What says how a text is read says nothing of a spreadsheet, and the other way round. */
static fl_status check_settings(const fl_import *imp, fl_error *err)
{
	const fl_input *in = imp->input;
	bool sheet = imp->kind == FL_ROWS_SHEET;
	if (sheet && in->encoding.len > 0 && !fl_str_eqz(in->encoding, "auto"))
		return fl_error_at(err, FL_EINVAL, imp->source, 0, 0, "a spreadsheet has no 'encoding'");
	if (sheet && in->delimiter.len > 0)
		return fl_error_at(err, FL_EINVAL, imp->source, 0, 0, "a spreadsheet has no 'delimiter'");
	if (!sheet && in->sheet.len > 0)
		return fl_error_at(err, FL_EINVAL, imp->source, 0, 0, "only a spreadsheet (.xlsx) has a 'sheet'");
	return FL_OK;
}

static fl_status choose_format(fl_import *imp, fl_error *err)
{
	fl_str format = imp->input->format, file = imp->input->file;

	imp->delimiter = imp->input->delimiter.len ? imp->input->delimiter.data[0] : ',';
	if (fl_str_eqz(format, "csv") || (format.len == 0 && ends_with(file, ".csv"))) {
		imp->kind = FL_ROWS_CSV;
	} else if (fl_str_eqz(format, "tsv") ||
		   (format.len == 0 && (ends_with(file, ".tsv") || ends_with(file, ".tab")))) {
		imp->kind = FL_ROWS_TSV;
		if (imp->input->delimiter.len == 0)
			imp->delimiter = '\t';
	} else if (fl_str_eqz(format, "jsonl") ||
		   (format.len == 0 && (ends_with(file, ".jsonl") || ends_with(file, ".ndjson")))) {
		imp->kind = FL_ROWS_LINES;
		imp->jsonl = true;
	} else if (fl_ingest_is_workbook(imp->input)) {
		imp->kind = FL_ROWS_SHEET;
	} else {
		return fl_error_at(err, FL_EINVAL, imp->source, 0, 0,
				   "the name does not tell the format: say 'csv', 'tsv', 'jsonl' or 'xlsx' in 'format'");
	}
	return check_settings(imp, err);
}

fl_status fl_import_open(fl_import *imp, fl_str file, fl_error *err)
{
	fl_rows_sink sink = { take_row, take_broken, imp };

	*imp->counts = (fl_ingest_counts){ .read = 0 };
	fl_buf_init(&imp->raw, RAW_MAX + 16);
	fl_buf_init(&imp->left_out_why, 1000);
	fl_buf_init(&imp->list, FL_ROW_MAX);
	imp->source_text = fl_alloc(file.len + 1);
	if (!imp->source_text)
		return fl_enomem(err);
	memcpy(imp->source_text, file.data, file.len);
	imp->source = imp->source_text;
	FL_TRY(choose_format(imp, err));
	if (imp->jsonl)
		FL_TRY(fl_columns_check_mapping(imp->schema, imp->input, err));
	fl_buf_init(&imp->workbook, WORKBOOK_MAX);
	if (imp->kind == FL_ROWS_SHEET)
		return FL_OK;
	imp->decoder_open = true;
	FL_TRY(fl_decoder_open(&imp->decoder, imp->input->encoding, imp->source, err));
	return fl_rows_open(imp->kind, imp->delimiter, imp->source, &sink, &imp->rows, err);
}

static void report_encoding(fl_import *imp)
{
	const char *name = fl_encoding_name(imp->decoder.encoding);

	snprintf(imp->counts->encoding, sizeof imp->counts->encoding, "%s", name);
	if (imp->decoder.doubtful && !imp->reported_doubt) {
		imp->reported_doubt = true;
		fl_report(&imp->sink->findings, FL_WARNING, "encoding-doubtful", imp->source, 0, 0, "",
			  "read as gb18030, as stated, but the bytes are well-formed UTF-8");
	}
	if (imp->reported_encoding || imp->decoder.stated || imp->decoder.encoding == FL_ENC_UNKNOWN)
		return;
	imp->reported_encoding = true;
	imp->counts->encoding_assumed = true;
	fl_report(&imp->sink->findings, imp->decoder.encoding == FL_ENC_GB18030 ? FL_WARNING : FL_NOTE,
		  "encoding-assumed", imp->source, 0, 0, "", "read as %s, judged by its bytes", name);
}

/* JSON Lines have no header: only now is it known that a mapped key never came. */
static void report_missing_keys(fl_import *imp)
{
	for (size_t i = 0; i < imp->input->num_columns; i++) {
		fl_str key = imp->input->columns[2 * i + 1];
		if (fl_map_get(&imp->keys, key) == FL_MAP_NONE)
			fl_report(&imp->sink->findings, FL_WARNING, "column-missing", imp->source, 0, 0, "",
				  "'columns' names the key '%.*s', which no line has",
				  (int)(key.len < 80 ? key.len : 80), key.data);
	}
}

static fl_status finish(fl_import *imp, fl_error *err)
{
	if (imp->rows)
		FL_TRY(fl_rows_finish(imp->rows, err));
	if (!imp->jsonl && !imp->have_header)
		return fl_error_at(err, FL_EPARSE, imp->source, 1, 1, "the file is empty: it has no header");
	if (imp->jsonl)
		report_missing_keys(imp);
	if (imp->counts->left_out > 0)
		fl_report(&imp->sink->findings, FL_NOTE, "rows-left-out", imp->source, imp->left_out_line, 0, "",
			  "'only' leaves out %lld of %lld rows; here the first: %s", (long long)imp->counts->left_out,
			  (long long)imp->counts->read, imp->left_out_why.data);
	if (imp->counts->read == 0)
		fl_report(&imp->sink->findings, FL_WARNING, "rows-none", imp->source, 0, 0, "", "the file has no %s",
			  imp->schema->what);
	return FL_OK;
}

/* The directory of an archive stands at its end: nothing can be read before all of it is there. */
static fl_status feed_workbook(fl_import *imp, fl_str bytes, bool last, fl_error *err)
{
	const fl_rows_sink sink = { .row = take_row, .user = imp };

	if (!last || imp->workbook.len > 0) {
		fl_buf_str(&imp->workbook, bytes);
		FL_TRY(fl_buf_status(&imp->workbook, err));
		bytes = fl_buf_view(&imp->workbook);
	}
	if (!last)
		return FL_OK;
	snprintf(imp->counts->encoding, sizeof imp->counts->encoding, "xlsx");
	imp->counts->encoding_assumed = false;
	FL_TRY(fl_workbook_read(bytes, imp->input->sheet, imp->source, &sink, &imp->sink->findings, err));
	return finish(imp, err);
}

fl_status fl_import_feed(fl_import *imp, fl_str bytes, bool last, fl_error *err)
{
	fl_str text;

	if (imp->kind == FL_ROWS_SHEET)
		return feed_workbook(imp, bytes, last, err);
	FL_TRY(fl_decoder_feed(&imp->decoder, bytes, last, &text, err));
	report_encoding(imp);
	FL_TRY(fl_rows_feed(imp->rows, text, err));
	return last ? finish(imp, err) : FL_OK;
}

void fl_import_close(fl_import *imp)
{
	if (imp->decoder_open)
		fl_decoder_close(&imp->decoder);
	fl_rows_close(imp->rows);
	fl_vec_release(&imp->columns);
	fl_map_release(&imp->keys);
	fl_arena_release(&imp->arena);
	fl_free(imp->only_cells);
	fl_buf_release(&imp->left_out_why);
	fl_buf_release(&imp->raw);
	fl_buf_release(&imp->workbook);
	fl_buf_release(&imp->list);
	fl_free(imp->source_text);
}
