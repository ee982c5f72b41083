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
				    FL_TEXT(e->why)),
			    err);
}

static bool read_event(const fl_cursor *rows, fl_arena *arena, fl_follow_event *ret)
{
	bool failed = false;
	*ret = (fl_follow_event){
		.id = fl_cursor_int(rows, 0),
		.seq = fl_cursor_int(rows, 1),
		.dream = fl_cursor_copy(rows, 3, arena, &failed),
		.item = fl_cursor_copy(rows, 4, arena, &failed),
		.amount = fl_cursor_int(rows, 5),
		.people = fl_cursor_int(rows, 6),
		.day = fl_cursor_int(rows, 7),
		.evidence = fl_cursor_copy(rows, 8, arena, &failed),
		.person = fl_cursor_copy(rows, 9, arena, &failed),
		.why = fl_cursor_copy(rows, 10, arena, &failed),
	};
	(void)fl_follow_kind_of(fl_cursor_text(rows, 2), &ret->kind);
	return !failed;
}

fl_status fl_follow_load(fl_store *store, fl_arena *arena, fl_follow_event **ret, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_follow_event) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_FOLLOW, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		fl_follow_event event;
		if (!read_event(&rows, arena, &event) || !fl_vec_push(&list, event))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof *list.items, (void **)ret, ret_count, err);
}
