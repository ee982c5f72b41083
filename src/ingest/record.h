/* SPDX-License-Identifier: Apache-2.0
 *
 * record.h - one import: bytes → text → rows → records (values by field), or a rejected row.
 *
 * The handler gets every record that is well-formed and that 'only' of the input does not leave out, and either accepts it or
 * rejects it; nothing else can happen to a row, so that read = accepted + rejected + left out.
 */
#ifndef FL_INGEST_RECORD_H
#define FL_INGEST_RECORD_H

#include "base/error.h"
#include "base/vec.h"
#include "ingest/columns.h"
#include "ingest/encoding.h"
#include "ingest/ingest.h"
#include "ingest/rows.h"

#define FL_LIST_SEPARATOR '\x1F' /* parts the elements of a JSON list */

typedef struct fl_import fl_import;

typedef struct fl_record {
	fl_import *import;
	fl_str value[FL_FIELDS_MAX];     /* trimmed; "" absent */
	const char *unit[FL_FIELDS_MAX]; /* of amounts */
	size_t cell[FL_FIELDS_MAX];      /* where it came from, SIZE_MAX nowhere */
	int64_t line;                    /* where the row begins */
	const fl_row *row;
	fl_json json;   /* JSONL: the object */
	fl_arena texts; /* JSONL: values that were put together */
} fl_record;

/* Accept (by calling the sink) or reject; an error stops the import. */
typedef fl_status (*fl_record_fn)(void *user, const fl_record *record, fl_error *err);

struct fl_import {
	const char *source;
	const fl_schema *schema;
	const fl_input *input;
	const fl_currency *currency;
	const fl_ingest_sink *sink;
	fl_ingest_counts *counts;
	fl_record_fn fn;
	void *user;
	/* inside */
	char *source_text;
	fl_rows_kind kind;
	bool jsonl;
	fl_buf workbook; /* a spreadsheet, until all of it is there */
	char delimiter;
	fl_decoder decoder;
	bool decoder_open, reported_encoding, reported_doubt;
	fl_rows *rows;
	size_t *only_cells; /* of tables: the column of each pair of input->only */
	int64_t left_out_line; /* the first row that it leaves out */
	fl_buf left_out_why;
	FL_VEC(fl_column) columns; /* by header, or by JSON key in the order in which they were met */
	bool have_header;
	fl_map keys;    /* JSON key -> index into columns */
	fl_arena arena; /* keys */
	fl_buf raw, list;
};

/* Open for input->file; 'imp' has the fields above "inside" set but for 'source'. Close it whatever happened. */
fl_status fl_import_open(fl_import *imp, fl_str file, fl_error *err);
fl_status fl_import_feed(fl_import *imp, fl_str bytes, bool last, fl_error *err); /* last: also finishes */
void fl_import_close(fl_import *imp);

/* Hand the row to sink->rejected, with the place of the field's cell (FL_FIELDS_MAX: of the row). */
fl_status fl_record_reject(const fl_record *record, size_t field, const char *code, fl_error *err, const char *fmt,
			   ...) FL_PRINTF(5, 6);
/* Leave a row out because of input->only: the value that it has. */
fl_status fl_record_leave_out(const fl_record *record, fl_str header, fl_str value, fl_error *err);
/* The same for a row that never became a record. */
fl_status fl_import_reject(fl_import *imp, int64_t line, int64_t column, const char *code, fl_str raw,
			   const char *reason, fl_error *err);

/* A character below U+0020 that is neither tab nor line break, or U+007F: an escape of JSON can name any of them. */
bool fl_text_has_control(fl_str text);

/* whole_number.c: a whole number, not negative; *ret_code is count-syntax or count-range where it is none. */
bool fl_count_parse(fl_str text, int64_t *ret, const char **ret_code);
/* An amount as programs write it ("0.95", "9.5e-05", "-3"), in units of 10^-minor_digits, what is finer cut off; false, with
 * amount-negative, amount-range or amount-syntax, where it is none. */
bool fl_amount_cut(fl_str text, int minor_digits, int64_t *ret, const char **ret_code);

/* record_value.c: an amount with the unit of its column (金额（万元）), 0 where the cell is empty or the row rejected. */
fl_status fl_record_amount(const fl_record *record, size_t field, fl_money *ret, bool *ret_rejected, fl_error *err);
/* The parts of a list, sorted by bytes, each once: of a JSON list its elements, of a text what ',', ';', '|', '、' and the like part. 'what' is
 * one of them, for messages. They live as long as the record. */
typedef FL_VEC(fl_str) fl_record_terms;
fl_status fl_record_list(const fl_record *record, size_t field, const char *what, fl_record_terms *ret, bool *ret_rejected,
			 fl_error *err);

/* read_jsonl.c: one line → one record → imp->fn, or a rejection. */
fl_status fl_jsonl_row(fl_import *imp, const fl_row *row, fl_error *err);
/* Put a value under the fields its column means. False: two columns for one field, which is *ret_field. */
bool fl_record_set(fl_record *record, size_t *rank, const fl_column *column, size_t cell, fl_str value,
		   size_t *ret_field);

#endif
