/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h - any table with texts: some columns by name, exactly as they stand.
 *
 * Nothing is trimmed, because whoever is told that a word stands at character 7 counts from the beginning of the
 * cell.
 */
#ifndef FL_INGEST_TABLE_H
#define FL_INGEST_TABLE_H

#include "ingest/ingest.h"

typedef struct fl_table_row {
	int64_t number; /* 1, 2 ... */
	int64_t line;
	fl_str id; /* of the id column, else the number; borrowed like the texts until the callback returns */
	const fl_str *texts; /* one a wanted column */
} fl_table_row;

typedef struct fl_table_reader {
	fl_status (*row)(void *user, const fl_table_row *row, fl_error *err);
	void *user;
	fl_listener findings; /* a row that cannot be read */
} fl_table_reader;

#define FL_TABLE_COLUMNS_MAX 64

/* CSV, TSV, JSON Lines or a spreadsheet by the file's name. 'id' is the column with ids; "" means "id" where there is such a column.
 */
fl_status fl_table_read(const char *path, const fl_str *columns, size_t num_columns, fl_str id,
			const fl_table_reader *reader, fl_ingest_counts *ret_counts, fl_error *err);

#endif
