/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.c - the rows of one sheet: cells to text, the header below a title, and what the rows alone do not show.
 *
 * A row is handed over when it ends. Rows without any text are passed over, as blank lines of a CSV file are.
 */
#include "ingest/workbook_parts.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>

#define ABOVE_MAX  100 /* rows with one filled cell that may stand above a header; with more the sheet is a list of one column */
#define NAME_SHOWN 60

typedef struct span { /* of the row's text */
	size_t from, to;
} span;

typedef struct above { /* a row that may be a title */
	int64_t line;
	size_t cell;
	fl_str text;
} above;

typedef struct reading {
	const fl_workbook *wb;
	const fl_rows_sink *sink;
	/* the cell */
	bool in_value, in_inline, in_text, is_formula, has_value;
	int in_reading; /* <rPh>, which is no text */
	char type;      /* n number, s shared, i inline, t text of a formula, b, e, d */
	size_t column, style;
	fl_buf value;
	/* the row */
	int64_t line;
	bool hidden;
	size_t next_column;
	fl_buf text, raw;
	FL_VEC(span) spans;
	FL_VEC(fl_str) cells;
	FL_VEC(fl_cell_fault) faults;
	/* the sheet */
	int64_t header; /* line, 0 not yet */
	size_t width;
	above above[ABOVE_MAX];
	size_t num_above;
	fl_arena arena;
	int64_t hidden_rows, first_hidden, merged, first_merged;
	char merged_name[32];
} reading;

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static void put_raw(fl_buf *raw, fl_str cell, bool first)
{
	bool quoted = false;
	for (size_t i = 0; i < cell.len; i++)
		quoted |= cell.data[i] == ',' || cell.data[i] == '"' || cell.data[i] == '\n' || cell.data[i] == '\r';
	if (!first)
		fl_buf_putc(raw, ',');
	if (quoted)
		fl_buf_putc(raw, '"');
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.data[i] == '"')
			fl_buf_putc(raw, '"');
		fl_buf_putc(raw, cell.data[i]);
	}
	if (quoted)
		fl_buf_putc(raw, '"');
}

/* The cells of the row, as many as the header has, and more where they have text. */
static fl_status emit(reading *r, int64_t line, fl_error *err)
{
	while (r->cells.len > r->width && r->cells.items[r->cells.len - 1].len == 0)
		r->cells.len--;
	while (r->cells.len < r->width)
		if (!fl_vec_push(&r->cells, FL_STR("")))
			return fl_enomem(err);
	fl_buf_clear(&r->raw);
	for (size_t i = 0; i < r->cells.len; i++)
		put_raw(&r->raw, r->cells.items[i], i == 0);
	FL_TRY(fl_buf_status(&r->raw, err));
	if (r->header == 0) {
		r->header = line;
		r->width = r->cells.len;
	}
	fl_row row = { line,	       r->raw.data ? fl_buf_view(&r->raw) : FL_STR(""),
		       r->cells.items, r->cells.len,
		       r->faults.items, r->faults.len };
	return r->sink->row(r->sink->user, &row, err);
}

/* They were no titles but a list of one column. */
static fl_status emit_above(reading *r, fl_error *err)
{
	size_t faults = r->faults.len; /* of the row that is being read */
	r->faults.len = 0;
	for (size_t i = 0; i < r->num_above; i++) {
		const above *a = &r->above[i];
		r->cells.len = 0;
		for (size_t c = 0; c <= a->cell; c++)
			if (!fl_vec_push(&r->cells, c == a->cell ? a->text : FL_STR("")))
				return fl_enomem(err);
		FL_TRY(emit(r, a->line, err));
	}
	r->num_above = 0;
	r->faults.len = faults;
	return FL_OK;
}

static void tell_above(reading *r)
{
	if (r->num_above == 0)
		return;
	fl_str first = r->above[0].text;
	fl_report(r->wb->findings, FL_NOTE, "rows-above-header", r->wb->source, r->above[0].line, (int64_t)r->above[0].cell + 1, "",
		  "%lld %s above the header %s text in one cell only and %s passed over: '%.*s'", FL_MANY(r->num_above, "row", "rows"),
		  r->num_above == 1 ? "has" : "have", r->num_above == 1 ? "is" : "are",
		  (int)(first.len < NAME_SHOWN ? first.len : NAME_SHOWN), first.data);
	r->num_above = 0;
}

/* A row before the header is known: a title, or the header. */
static fl_status before_header(reading *r, size_t filled, size_t last, fl_error *err)
{
	if (filled == 1 && r->num_above < ABOVE_MAX) {
		fl_str text = fl_arena_str(&r->arena, r->cells.items[last]);
		r->above[r->num_above++] = (above){ r->line, last, text };
		return text.data ? FL_OK : fl_enomem(err);
	}
	if (filled > 1) {
		tell_above(r);
		return emit(r, r->line, err);
	}
	fl_str text = fl_arena_str(&r->arena, r->cells.items[last]); /* emit_above needs the place */
	if (!text.data)
		return fl_enomem(err);
	FL_TRY(emit_above(r, err));
	r->cells.len = 0;
	for (size_t c = 0; c <= last; c++)
		if (!fl_vec_push(&r->cells, c == last ? text : FL_STR("")))
			return fl_enomem(err);
	return emit(r, r->line, err);
}

static fl_status end_row(reading *r, fl_error *err)
{
	size_t filled = 0, last = 0;
	FL_TRY(fl_buf_status(&r->text, err));
	r->cells.len = 0;
	for (size_t i = 0; i < r->spans.len; i++) {
		fl_str cell = { r->text.data ? r->text.data + r->spans.items[i].from : "",
				r->spans.items[i].to - r->spans.items[i].from };
		if (!fl_vec_push(&r->cells, cell))
			return fl_enomem(err);
		if (fl_str_trim(cell).len > 0) {
			filled++;
			last = i;
		}
	}
	if (filled == 0)
		return FL_OK;
	r->cells.len = last + 1;
	if (r->header == 0)
		return before_header(r, filled, last, err);
	if (r->hidden && r->hidden_rows++ == 0)
		r->first_hidden = r->line;
	return emit(r, r->line, err);
}

static fl_status begin_row(reading *r, const char *const *attributes, fl_error *err)
{
	const char *number = fl_xml_attribute(attributes, "r"), *hidden = fl_xml_attribute(attributes, "hidden");
	int64_t line = number ? strtoll(number, NULL, 10) : r->line + 1;
	if (line <= r->line || line > INT32_MAX)
		return fl_error_at(err, FL_EPARSE, r->wb->source, r->line, 0, "the spreadsheet is broken: the rows behind this one are in no order");
	r->line = line;
	r->hidden = hidden && (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0);
	r->next_column = 0;
	fl_buf_clear(&r->text);
	r->spans.len = r->faults.len = 0;
	return FL_OK;
}

/* ---- cells --------------------------------------------------------------------------------------------------------- */

static fl_status begin_cell(reading *r, const char *const *attributes, fl_error *err)
{
	const char *place = fl_xml_attribute(attributes, "r"), *type = fl_xml_attribute(attributes, "t"),
		   *style = fl_xml_attribute(attributes, "s");
	int64_t line;
	r->column = r->next_column;
	if (place && (!fl_cell_place(place, &r->column, &line) || line != r->line))
		return fl_error_at(err, FL_EPARSE, r->wb->source, r->line, 0, "the spreadsheet is broken: a cell of this row is called '%s'", place);
	r->next_column = r->column + 1;
	if (r->next_column > 16384)
		return fl_error_at(err, FL_EPARSE, r->wb->source, r->line, 0, "the spreadsheet is broken: this row has more than 16,384 cells");
	r->style = style ? (size_t)strtoul(style, NULL, 10) : 0;
	r->type = !type ? 'n' : strcmp(type, "inlineStr") == 0 ? 'i' : strcmp(type, "str") == 0 ? 't' : type[0];
	r->is_formula = r->has_value = false;
	fl_buf_clear(&r->value);
	return FL_OK;
}

static fl_status put_shared(reading *r, fl_str index, fl_error *err)
{
	size_t i = 0;
	for (size_t at = 0; at < index.len && index.data[at] >= '0' && index.data[at] <= '9' && i <= r->wb->text_ends.len; at++)
		i = i * 10 + (size_t)(index.data[at] - '0');
	if (index.len == 0 || i >= r->wb->text_ends.len)
		return fl_error_at(err, FL_EPARSE, r->wb->source, r->line, (int64_t)r->column + 1,
				   "the spreadsheet is broken: this cell refers to a text that is not there");
	fl_buf_str(&r->text, fl_workbook_text(r->wb, i));
	return FL_OK;
}

/* The value as text behind the row's; *ret_fault says what is wrong with it. */
static fl_status put_value(reading *r, fl_cell_fault *ret_fault, fl_error *err)
{
	fl_str value = r->value.data ? fl_buf_view(&r->value) : FL_STR("");
	fl_cell_form form = r->style < r->wb->forms.len ? r->wb->forms.items[r->style] : FL_CELL_NUMBER;
	if (r->is_formula && value.len == 0 && r->type != 't') /* of a text formula nothing is a result, too */
		*ret_fault = (fl_cell_fault){ .code = "cell-uncalculated",
					      .reason = "a formula that no program has calculated: open the spreadsheet and save it again" };
	if (r->type == 's' && r->has_value)
		return put_shared(r, value, err);
	if (r->type == 'e' && r->has_value)
		*ret_fault = (fl_cell_fault){ .code = "cell-error", .reason = "the formula of this cell gives an error" };
	if (r->type == 'i' || r->type == 't')
		fl_cell_unescape(value, &r->text);
	else if (r->type == 'b')
		fl_buf_puts(&r->text, fl_str_eqz(value, "1") ? "TRUE" : fl_str_eqz(value, "0") ? "FALSE" : "");
	else if (r->type != 'n')
		fl_buf_str(&r->text, value);
	else if (value.len > 0 && !fl_cell_text(value, form, r->wb->from_1904, &r->text))
		*ret_fault = (fl_cell_fault){ .code = "cell-digits-lost",
					      .reason = "a number of more than 15 digits, of which a spreadsheet keeps 15: make the column "
							"text, and type it again" };
	return FL_OK;
}

static fl_status end_cell(reading *r, fl_error *err)
{
	fl_cell_fault fault = { .code = NULL };
	size_t from = r->text.len;
	FL_TRY(fl_buf_status(&r->value, err));
	FL_TRY(put_value(r, &fault, err));
	while (r->spans.len <= r->column)
		if (!fl_vec_push(&r->spans, ((span){ 0, 0 })))
			return fl_enomem(err);
	r->spans.items[r->column] = (span){ from, r->text.len };
	fault.cell = r->column;
	return !fault.code || fl_vec_push(&r->faults, fault) ? FL_OK : fl_enomem(err);
}

/* ---- merged cells -------------------------------------------------------------------------------------------------- */

/* "A3:A5": of several rows, below the header. */
static void see_merged(reading *r, const char *range)
{
	char from[16];
	size_t len = range ? strcspn(range, ":") : 0, column;
	int64_t top, bottom;
	if (len == 0 || len >= sizeof from || range[len] == '\0')
		return;
	memcpy(from, range, len);
	from[len] = '\0';
	if (!fl_cell_place(from, &column, &top) || !fl_cell_place(range + len + 1, &column, &bottom) || bottom <= top ||
	    bottom <= r->header)
		return;
	if (r->merged++ == 0) {
		r->first_merged = top;
		strncpy(r->merged_name, range, sizeof r->merged_name - 1);
	}
}

/* ---- elements ------------------------------------------------------------------------------------------------------ */

static fl_status on_begin(void *user, const char *name, const char *const *attributes, fl_error *err)
{
	reading *r = user;
	if (strcmp(name, "row") == 0)
		return begin_row(r, attributes, err);
	if (strcmp(name, "c") == 0)
		return begin_cell(r, attributes, err);
	if (strcmp(name, "v") == 0)
		r->in_value = r->has_value = true;
	else if (strcmp(name, "f") == 0)
		r->is_formula = true;
	else if (strcmp(name, "is") == 0)
		r->in_inline = true;
	else if (strcmp(name, "rPh") == 0)
		r->in_reading++;
	else if (strcmp(name, "t") == 0)
		r->in_text = r->in_inline && r->in_reading == 0;
	else if (strcmp(name, "mergeCell") == 0)
		see_merged(r, fl_xml_attribute(attributes, "ref"));
	return FL_OK;
}

static fl_status on_text(void *user, fl_str text, fl_error *err)
{
	reading *r = user;
	(void)err;
	if (r->in_value || r->in_text)
		fl_buf_str(&r->value, text);
	return FL_OK;
}

static fl_status on_end(void *user, const char *name, fl_error *err)
{
	reading *r = user;
	if (strcmp(name, "row") == 0)
		return end_row(r, err);
	if (strcmp(name, "c") == 0)
		return end_cell(r, err);
	if (strcmp(name, "v") == 0)
		r->in_value = false;
	else if (strcmp(name, "t") == 0)
		r->in_text = false;
	else if (strcmp(name, "is") == 0)
		r->in_inline = false;
	else if (strcmp(name, "rPh") == 0)
		r->in_reading--;
	return FL_OK;
}

/* ---- the sheet ----------------------------------------------------------------------------------------------------- */

static void tell(reading *r)
{
	if (r->hidden_rows > 0)
		fl_report(r->wb->findings, FL_NOTE, "rows-hidden", r->wb->source, r->first_hidden, 0, "",
			  "%lld %s hidden in the spreadsheet, by hand or by a filter, and %s read like the others",
			  FL_MANY(r->hidden_rows, "row is", "rows are"), r->hidden_rows == 1 ? "is" : "are");
	if (r->merged > 0)
		fl_report(r->wb->findings, FL_WARNING, "cells-merged", r->wb->source, r->first_merged, 0, "",
			  "%lld %s merged over several rows, of which only the first has the text; the first: %s",
			  FL_MANY(r->merged, "group of cells is", "groups of cells are"), r->merged_name);
}

static fl_status read_rows(reading *r, fl_str part, fl_error *err)
{
	const fl_xml_sink sink = { on_begin, on_text, on_end, r };
	bool there;
	FL_TRY(fl_xml_read(r->wb->zip, part, r->wb->source, &sink, &there, err));
	if (!there)
		return fl_error_at(err, FL_EPARSE, r->wb->source, 0, 0, "the spreadsheet is broken: it has no '%.*s'", FL_STR_ARG(part));
	FL_TRY(emit_above(r, err));
	tell(r);
	return FL_OK;
}

fl_status fl_sheet_read(const fl_workbook *wb, fl_str part, const fl_rows_sink *sink, fl_error *err)
{
	reading *r = fl_alloc(sizeof *r);
	if (!r)
		return fl_enomem(err);
	r->wb = wb;
	r->sink = sink;
	fl_buf_init(&r->value, FL_ROW_MAX);
	fl_buf_init(&r->text, FL_ROW_MAX);
	fl_buf_init(&r->raw, FL_ROW_MAX * 3);
	fl_status status = read_rows(r, part, err);
	fl_vec_release(&r->spans);
	fl_vec_release(&r->cells);
	fl_vec_release(&r->faults);
	fl_buf_release(&r->value);
	fl_buf_release(&r->text);
	fl_buf_release(&r->raw);
	fl_arena_release(&r->arena);
	fl_free(r);
	return status;
}
