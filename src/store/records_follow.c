/* SPDX-License-Identifier: Apache-2.0
 *
 * records_follow.c - what was recorded after the award; appended, never changed.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/load.h"

fl_status fl_follow_add(fl_store *store, const fl_follow_event *e, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_FOLLOW,
			    FL_ARGS(FL_INT(e->seq), FL_TEXT(fl_str_of(fl_follow_word(e->kind))), FL_TEXT(e->dream), FL_TEXT(e->item),
				    FL_INT(e->amount), FL_INT(e->people), FL_INT(e->day), FL_TEXT(e->evidence), FL_TEXT(e->person),
				    FL_TEXT(e->why), FL_TEXT(e->story)),
			    err);
}

/* Its texts are borrowed from the row. */
static fl_follow_event read_event(const fl_cursor *rows, const fl_follow_event *before)
{
	fl_follow_event event = {
		.id = fl_cursor_int(rows, 0),
		.seq = fl_cursor_int(rows, 1),
		.dream = fl_cursor_text(rows, 3),
		.item = fl_cursor_text(rows, 4),
		.amount = fl_cursor_int(rows, 5),
		.people = fl_cursor_int(rows, 6),
		.day = fl_cursor_int(rows, 7),
		.evidence = fl_cursor_text(rows, 8),
		.person = fl_cursor_text(rows, 9),
		.why = fl_cursor_text(rows, 10),
		.story = fl_cursor_text(rows, 11),
	};
	event.number = before->number > 0 && before->seq == event.seq ? before->number + 1 : 1;
	(void)fl_follow_kind_of(fl_cursor_text(rows, 2), &event.kind);
	return event;
}

fl_status fl_follow_each(fl_store *store, fl_follow_visit visit, void *user, fl_error *err)
{
	fl_cursor rows;
	fl_follow_event event = { .number = 0 };
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_FOLLOW, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		event = read_event(&rows, &event);
		status = visit(user, &event, err);
	}
	fl_status closed = fl_cursor_close(&rows, status == FL_OK ? err : NULL);
	return status == FL_OK ? closed : status;
}

static fl_status load(fl_store *store, fl_sql sql, fl_arena *arena, fl_follow_event **ret, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_follow_event) list = { 0 };
	fl_cursor rows;
	fl_follow_event event = { .number = 0 };
	fl_status status = fl_cursor_open(&rows, store, sql, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		event = read_event(&rows, &event);
		if (!fl_follow_keep(&event, arena) || !fl_vec_push(&list, event))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof *list.items, (void **)ret, ret_count, err);
}

fl_status fl_follow_load(fl_store *store, fl_arena *arena, fl_follow_event **ret, size_t *ret_count, fl_error *err)
{
	return load(store, FL_SQL_GET_FOLLOW, arena, ret, ret_count, err);
}

fl_status fl_follow_undos_load(fl_store *store, fl_arena *arena, fl_follow_event **ret, size_t *ret_count, fl_error *err)
{
	FL_TRY(load(store, FL_SQL_GET_FOLLOW_UNDOS, arena, ret, ret_count, err));
	for (size_t i = 0; i < *ret_count; i++)
		(*ret)[i].number = 0;
	return FL_OK;
}
