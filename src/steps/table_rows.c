/* SPDX-License-Identifier: Apache-2.0
 *
 * table_rows.c - gather rows of any table into batches, so that a long table takes no more memory than a short one.
 */
#include "steps/table_rows.h"

#include "base/error.h"
#include "base/str.h"

typedef struct gathering {
	fl_table_rows *rows;
	size_t batch_max;
	fl_batch_fn fn;
	void *user;
} gathering;

/* "title,body" */
static fl_status split_columns(fl_table_rows *rows, fl_str list, fl_error *err)
{
	size_t from = 0;
	rows->columns = fl_arena_array(&rows->arena, FL_TABLE_COLUMNS_MAX, sizeof(fl_str));
	if (!rows->columns)
		return fl_enomem(err);
	for (size_t i = 0; i <= list.len; i++) {
		if (i < list.len && list.data[i] != ',')
			continue;
		fl_str name = fl_str_trim(fl_str_slice(list, from, i));
		if (name.len == 0)
			return fl_error_set(err, FL_EINVAL, "'%.*s' has a column without a name", FL_STR_ARG(list));
		if (rows->num_columns == FL_TABLE_COLUMNS_MAX)
			return fl_error_set(err, FL_ERANGE, "more than %d columns with text", FL_TABLE_COLUMNS_MAX);
		rows->columns[rows->num_columns++] = name;
		from = i + 1;
	}
	return FL_OK;
}

/* One more column behind those with text. */
static fl_status add_column(fl_table_rows *rows, const char *name, size_t *ret_index, size_t *width, fl_error *err)
{
	if (*width == FL_TABLE_COLUMNS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d columns", FL_TABLE_COLUMNS_MAX);
	rows->columns[*width] = fl_str_of(name);
	*ret_index = (*width)++;
	return FL_OK;
}

static fl_status flush(gathering *g, fl_error *err)
{
	fl_status status = g->rows->rows.len ? g->fn(g->user, g->rows, err) : FL_OK;
	fl_arena_release(&g->rows->batch);
	g->rows->batch = FL_ARENA_INIT;
	g->rows->rows.len = 0;
	return status;
}

/* The cell of a column that a table need not have. */
static bool keep_cell(fl_table_rows *rows, const fl_table_row *row, size_t column, fl_str *ret)
{
	*ret = column ? fl_arena_str(&rows->batch, fl_str_trim(row->texts[column])) : FL_STR("");
	return ret->data != NULL;
}

static fl_status keep(void *user, const fl_table_row *row, fl_error *err)
{
	gathering *g = user;
	fl_arena *arena = &g->rows->batch;
	fl_str *texts = fl_arena_array(arena, g->rows->num_columns, sizeof(*texts));
	fl_kept_row kept = { .id = fl_arena_str(arena, row->id), .texts = texts };
	bool failed = !texts || !kept.id.data;
	for (size_t i = 0; !failed && i < g->rows->num_columns; i++) {
		texts[i] = fl_arena_str(arena, row->texts[i]);
		failed = !texts[i].data;
	}
	failed = failed || !keep_cell(g->rows, row, g->rows->label, &kept.label) ||
		 !keep_cell(g->rows, row, g->rows->holds, &kept.holds) ||
		 !keep_cell(g->rows, row, g->rows->author, &kept.author) ||
		 !keep_cell(g->rows, row, g->rows->organisation, &kept.organisation);
	if (failed || !fl_vec_push(&g->rows->rows, kept))
		return fl_enomem(err);
	return g->rows->rows.len == g->batch_max ? flush(g, err) : FL_OK;
}

static fl_status read_one(gathering *g, const fl_table *table, const fl_listener *findings, fl_error *err)
{
	fl_table_reader reader = { .row = keep, .user = g };
	fl_ingest_counts counts;
	size_t width = g->rows->num_columns;
	if (findings)
		reader.findings = *findings;
	if (table->label)
		FL_TRY(add_column(g->rows, table->label, &g->rows->label, &width, err));
	if (table->holds)
		FL_TRY(add_column(g->rows, table->holds, &g->rows->holds, &width, err));
	if (table->author)
		FL_TRY(add_column(g->rows, table->author, &g->rows->author, &width, err));
	if (table->organisation)
		FL_TRY(add_column(g->rows, table->organisation, &g->rows->organisation, &width, err));
	return fl_table_read(table->path, g->rows->columns, width, fl_str_of(table->id), &reader, &counts, err);
}

fl_status fl_table_rows_read(fl_table_rows *rows, const fl_table *table, size_t batch_max,
			     const fl_listener *findings, fl_batch_fn fn, void *user, fl_error *err)
{
	gathering g = { rows, batch_max, fn, user };
	*rows = (fl_table_rows){ 0 };
	FL_TRY(split_columns(rows, fl_str_of(table->text), err));
	FL_TRY(read_one(&g, table, findings, err));
	return flush(&g, err);
}

fl_status fl_table_rows_read_two(fl_table_rows *rows, const fl_table *first, const fl_table *second, size_t *ret_first,
				 const fl_listener *findings, fl_batch_fn fn, void *user, fl_error *err)
{
	gathering g = { rows, 0, fn, user };
	*rows = (fl_table_rows){ 0 };
	FL_TRY(split_columns(rows, fl_str_of(first->text), err));
	FL_TRY(read_one(&g, first, findings, err));
	*ret_first = rows->rows.len;
	FL_TRY(read_one(&g, second, findings, err));
	return flush(&g, err);
}

void fl_table_rows_release(fl_table_rows *rows)
{
	fl_vec_release(&rows->rows);
	fl_arena_release(&rows->batch);
	fl_arena_release(&rows->arena);
}

fl_status fl_sink_write(const fl_sink *sink, fl_buf *buf, fl_error *err)
{
	FL_TRY(fl_buf_status(buf, err));
	if (buf->len && !sink->write(sink->user, buf->data, buf->len))
		return fl_error_set(err, FL_EIO, "the output cannot be written");
	fl_buf_clear(buf);
	return FL_OK;
}
