/* SPDX-License-Identifier: Apache-2.0
 *
 * records_ledger.c - chunks of the ledger in and out of a round file. What their bytes mean is ledger_pack.c's.
 */
#include "store/ledger.h"

#include "base/error.h"
#include "base/str.h"
#include "store/load.h"
#include "store/statements.h"

#define CHUNK_BYTES_MAX ((size_t)512 << 20)
#define CHUNK_ROWS_MAX  ((int64_t)1 << 24)

static fl_status damaged(const fl_store *store, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0, "the round file is damaged: a chunk of the ledger");
}

static fl_str role_word(fl_ledger_role role)
{
	return role == FL_LEDGER_EARNED ? FL_STR("earned") : FL_STR("flowers");
}

/* ---- in -------------------------------------------------------------------------------------------------------------- */

fl_status fl_ledger_add(fl_store *store, int64_t file, int64_t seq, const fl_chunk *chunk, fl_error *err)
{
	fl_buf rows, events;
	fl_buf_init(&rows, CHUNK_BYTES_MAX);
	fl_buf_init(&events, CHUNK_BYTES_MAX);
	fl_status status = fl_chunk_pack_rows(chunk, &rows) && fl_chunk_pack_events(chunk, &events) ? FL_OK : fl_enomem(err);
	if (status == FL_OK)
		status = fl_store_run(store, FL_SQL_ADD_CHUNK,
				      FL_ARGS(FL_INT(file), FL_INT(seq), FL_INT((int64_t)chunk->rows.len),
					      FL_INT((int64_t)chunk->events.len), FL_BLOB(fl_buf_view(&rows)),
					      FL_BLOB(fl_buf_view(&events))),
				      err);
	fl_buf_release(&rows);
	fl_buf_release(&events);
	return status;
}

fl_status fl_ledger_mark(fl_store *store, int64_t chunk, fl_str marks, int64_t count, fl_error *err)
{
	FL_TRY(fl_store_run(store, FL_SQL_DROP_REPEATS, FL_ARGS(FL_INT(chunk)), err));
	if (count == 0)
		return FL_OK;
	return fl_store_run(store, FL_SQL_ADD_REPEATS, FL_ARGS(FL_INT(chunk), FL_INT(count), FL_BLOB(marks)), err);
}

fl_status fl_ledger_drop(fl_store *store, int64_t file, fl_error *err)
{
	return fl_store_run(store, FL_SQL_DROP_CHUNKS, FL_ARGS(FL_INT(file)), err);
}

/* ---- out ------------------------------------------------------------------------------------------------------------- */

fl_status fl_ledger_parts(fl_store *store, fl_ledger_role role, bool with_open, fl_arena *arena, fl_ledger_part **ret,
			  size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_ledger_part) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_CHUNKS, FL_ARGS(FL_INT(with_open), FL_TEXT(role_word(role))),
					  err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		fl_ledger_part part = { .id = fl_cursor_int(&rows, 0),
					.file = fl_cursor_int(&rows, 1),
					.rows = fl_cursor_int(&rows, 2),
					.events = fl_cursor_int(&rows, 3),
					.repeated = fl_cursor_int(&rows, 4) };
		if (part.rows < 1 || part.rows > CHUNK_ROWS_MAX || part.repeated < 0 || part.repeated > part.rows ||
		    part.events < 0 || part.events > part.rows)
			status = damaged(store, err);
		else if (!fl_vec_push(&list, part))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret, ret_count, err);
}

fl_status fl_ledger_count(fl_store *store, fl_ledger_role role, int64_t *ret_count, fl_error *err)
{
	return fl_store_int(store, FL_SQL_COUNT_LEDGER, FL_ARGS(FL_TEXT(role_word(role))), 0, ret_count, err);
}

fl_status fl_ledger_next_seq(fl_store *store, int64_t file, int64_t *ret_seq, fl_error *err)
{
	return fl_store_int(store, FL_SQL_NEXT_CHUNK, FL_ARGS(FL_INT(file)), 0, ret_seq, err);
}

fl_status fl_ledger_unnamed(fl_store *store, int64_t file, int64_t *ret_rows, fl_error *err)
{
	return fl_store_int(store, FL_SQL_COUNT_UNNAMED, FL_ARGS(FL_INT(file)), 0, ret_rows, err);
}

fl_status fl_ledger_open(fl_ledger *l, fl_store *store, fl_ledger_role role, bool with_open, fl_error *err)
{
	*l = (fl_ledger){ .store = store };
	fl_buf_init(&l->marks, CHUNK_BYTES_MAX);
	fl_buf_init(&l->bytes, CHUNK_BYTES_MAX);
	return fl_ledger_parts(store, role, with_open, &l->arena, &l->parts, &l->num_parts, err);
}

static bool make_room(fl_ledger *l, size_t rows)
{
	if (rows <= l->cap)
		return true;
	fl_ledger_row *wider = fl_realloc_array(l->rows, rows, sizeof *wider);
	if (!wider)
		return false;
	l->rows = wider;
	l->cap = rows;
	return true;
}

static fl_status load_marks(fl_ledger *l, fl_error *err)
{
	fl_cursor rows;
	fl_buf_clear(&l->marks);
	l->repeated = NULL;
	if (l->part->repeated == 0)
		return FL_OK;
	FL_TRY(fl_cursor_open(&rows, l->store, FL_SQL_GET_REPEATS, FL_ARGS(FL_INT(l->part->id)), err));
	if (fl_cursor_next(&rows))
		fl_buf_str(&l->marks, fl_cursor_text(&rows, 0));
	FL_TRY(fl_cursor_close(&rows, err));
	FL_TRY(fl_buf_status(&l->marks, err));
	if (l->marks.len != (l->num_rows + 7) / 8)
		return damaged(l->store, err);
	l->repeated = (const uint8_t *)l->marks.data;
	return FL_OK;
}

static fl_status look_at(fl_ledger *l, size_t part, fl_error *err)
{
	fl_cursor rows;
	l->part = &l->parts[part];
	l->num_rows = (size_t)l->part->rows;
	fl_buf_clear(&l->bytes);
	FL_TRY(fl_cursor_open(&rows, l->store, FL_SQL_GET_CHUNK, FL_ARGS(FL_INT(l->part->id)), err));
	if (fl_cursor_next(&rows))
		fl_buf_str(&l->bytes, fl_cursor_text(&rows, 0));
	FL_TRY(fl_cursor_close(&rows, err));
	FL_TRY(fl_buf_status(&l->bytes, err));
	return fl_chunk_look(fl_buf_view(&l->bytes), l->num_rows, &l->view) ? load_marks(l, err) : damaged(l->store, err);
}

fl_status fl_ledger_read(fl_ledger *l, size_t part, fl_error *err)
{
	FL_TRY(look_at(l, part, err));
	if (!make_room(l, l->num_rows))
		return fl_enomem(err);
	return fl_chunk_unpack_rows(fl_buf_view(&l->bytes), l->num_rows, l->rows) ? FL_OK : damaged(l->store, err);
}

fl_status fl_ledger_look(fl_ledger *l, bool *ret_more, fl_error *err)
{
	*ret_more = l->next < l->num_parts;
	return *ret_more ? look_at(l, l->next++, err) : FL_OK;
}

fl_status fl_ledger_next(fl_ledger *l, bool *ret_more, fl_error *err)
{
	*ret_more = l->next < l->num_parts;
	return *ret_more ? fl_ledger_read(l, l->next++, err) : FL_OK;
}

void fl_ledger_rewind(fl_ledger *l)
{
	l->next = 0;
}

void fl_ledger_release(fl_ledger *l)
{
	fl_arena_release(&l->arena);
	fl_free(l->rows);
	fl_buf_release(&l->marks);
	fl_buf_release(&l->bytes);
	*l = (fl_ledger){ 0 };
}

