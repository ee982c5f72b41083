/* SPDX-License-Identifier: Apache-2.0
 *
 * rows.h - text to rows: CSV (RFC 4180, strict about quotes), TSV (no quoting at all), or one row a line. The rows of a spreadsheet are
 * of the same form (workbook.h).
 *
 * Text is fed in pieces of any size. Line ends are LF, CRLF or CR; blank lines are passed over. A row with a stray
 * quote is handed over as bad and reading goes on after the line where the quote stands; a quote that is never closed
 * is an error of the file, because what it swallows cannot be known.
 */
#ifndef FL_INGEST_ROWS_H
#define FL_INGEST_ROWS_H

#include "base/buf.h"
#include "florin.h"

#define FL_ROW_MAX ((size_t)64 << 20) /* bytes of one row */

typedef enum fl_rows_kind { FL_ROWS_CSV, FL_ROWS_TSV, FL_ROWS_LINES, FL_ROWS_SHEET } fl_rows_kind;

/* A cell of a spreadsheet that has a text, but not the one that was meant. */
typedef struct fl_cell_fault {
	size_t cell;
	const char *code, *reason; /* stable finding code; one line */
} fl_cell_fault;

typedef struct fl_row {
	int64_t line;        /* where it begins; of a spreadsheet the number of the row */
	fl_str raw;          /* as it stood, without the line end; of a spreadsheet as CSV would have it */
	const fl_str *cells; /* white space around unquoted CSV cells is gone */
	size_t num_cells;
	const fl_cell_fault *faults; /* of spreadsheets only */
	size_t num_faults;
} fl_row;

/* What happens to a row. They live until the callback returns; an error stops the reading. */
typedef struct fl_rows_sink {
	fl_status (*row)(void *user, const fl_row *row, fl_error *err);
	/* a row with broken quoting; line and column are those of the offending character */
	fl_status (*broken)(void *user, int64_t line, int64_t column, fl_str raw, fl_error *err);
	void *user;
} fl_rows_sink;

typedef struct fl_rows fl_rows;
fl_status fl_rows_open(fl_rows_kind kind, char delimiter, const char *source, const fl_rows_sink *sink,
		       fl_rows **ret_rows, fl_error *err);
/* Leave white space around unquoted CSV cells where it is; before the first feed. */
void fl_rows_keep_space(fl_rows *rows);
fl_status fl_rows_feed(fl_rows *rows, fl_str text, fl_error *err);
fl_status fl_rows_finish(fl_rows *rows, fl_error *err); /* the last row, and a quote that is still open */
void fl_rows_close(fl_rows *rows);

/* Where cell 'index' of a row begins, counted in characters; of a spreadsheet its row and column, counted from 1. */
void fl_row_place(fl_rows_kind kind, char delimiter, const fl_row *row, size_t index, int64_t *ret_line,
		  int64_t *ret_column);

#endif
