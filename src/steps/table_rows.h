/* SPDX-License-Identifier: Apache-2.0
 *
 * table_rows.h - the rows of any table, kept in batches.
 */
#ifndef FL_STEPS_TABLE_ROWS_H
#define FL_STEPS_TABLE_ROWS_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/vec.h"
#include "ingest/table.h"

typedef struct fl_kept_row {
	fl_str id;
	const fl_str *texts; /* one a column */
	fl_str label, holds, author, organisation; /* "" where the table has no such column */
} fl_kept_row;

typedef struct fl_table_rows {
	fl_arena arena;
	fl_str *columns;    /* with text, then those with the label and its truth */
	size_t num_columns; /* with text */
	size_t label, holds, author, organisation; /* indices; 0: none */
	fl_arena batch; /* texts of the rows below */
	FL_VEC(fl_kept_row) rows;
} fl_table_rows;

/* Called with rows->rows filled; they are forgotten afterwards. */
typedef fl_status (*fl_batch_fn)(void *user, fl_table_rows *rows, fl_error *err);

/* Read the table, 'batch_max' rows at a time (0: all at once). Release also after a failure. */
fl_status fl_table_rows_read(fl_table_rows *rows, const fl_table *table, size_t batch_max,
			     const fl_listener *findings, fl_batch_fn fn, void *user, fl_error *err);
/* The same columns of a second table, behind the rows of the first: 'fn' is called once, with the rows of both, and
 * *ret_first is how many are of the first. */
fl_status fl_table_rows_read_two(fl_table_rows *rows, const fl_table *first, const fl_table *second, size_t *ret_first,
				 const fl_listener *findings, fl_batch_fn fn, void *user, fl_error *err);
void fl_table_rows_release(fl_table_rows *rows);

/* Hand what stands in the buffer to the sink, and empty it. */
fl_status fl_sink_write(const fl_sink *sink, fl_buf *buf, fl_error *err);

#endif
