/* SPDX-License-Identifier: Apache-2.0
 *
 * records_decisions.c - what people laid down: appended, never changed; and whose dreams these are.
 */
#include "store/records.h"

#include "base/error.h"
#include "store/load.h"
#include "store/statements.h"

fl_status fl_decision_add(fl_store *store, const fl_decision *decision, fl_error *err)
{
	const fl_decision *d = decision;
	return fl_store_run(store, FL_SQL_ADD_DECISION,
			    FL_ARGS(FL_INT(d->seq), FL_TEXT(d->kind), FL_TEXT(d->subject), FL_TEXT(d->other), FL_TEXT(d->value),
				    FL_TEXT(d->code), FL_TEXT(d->person), FL_TEXT(d->why), FL_INT(d->at), FL_DIGEST(&d->seen)),
			    err);
}

fl_status fl_organisations_load(fl_store *store, fl_arena *arena, fl_str **ret_ids, fl_str **ret_organisations, size_t *ret_count,
				fl_error *err)
{
	int64_t count;
	fl_cursor rows;
	bool failed = false;
	*ret_count = 0;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_DREAMS, NULL, 0, 0, &count, err));
	*ret_ids = fl_arena_array(arena, (size_t)count + 1, sizeof **ret_ids);
	*ret_organisations = fl_arena_array(arena, (size_t)count + 1, sizeof **ret_organisations);
	if (!*ret_ids || !*ret_organisations)
		return fl_enomem(err);
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_ORGANISATIONS, NULL, 0, err));
	while (!failed && *ret_count < (size_t)count && fl_cursor_next(&rows)) {
		(*ret_ids)[*ret_count] = fl_cursor_copy(&rows, 0, arena, &failed);
		(*ret_organisations)[*ret_count] = fl_cursor_copy(&rows, 1, arena, &failed);
		++*ret_count;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_decisions_drop_later(fl_store *store, int64_t seq, fl_error *err)
{
	return fl_store_run(store, FL_SQL_DROP_LATER_DECISIONS, FL_ARGS(FL_INT(seq)), err);
}

static void read_decision(const fl_cursor *rows, fl_arena *arena, fl_decision *ret, bool *failed)
{
	*ret = (fl_decision){
		.id = fl_cursor_int(rows, 0),
		.seq = fl_cursor_int(rows, 1),
		.kind = fl_cursor_copy(rows, 2, arena, failed),
		.subject = fl_cursor_copy(rows, 3, arena, failed),
		.other = fl_cursor_copy(rows, 4, arena, failed),
		.value = fl_cursor_copy(rows, 5, arena, failed),
		.code = fl_cursor_copy(rows, 6, arena, failed),
		.person = fl_cursor_copy(rows, 7, arena, failed),
		.why = fl_cursor_copy(rows, 8, arena, failed),
		.at = fl_cursor_int(rows, 9),
		.seen = fl_cursor_digest(rows, 10),
	};
}

fl_status fl_decisions_load(fl_store *store, fl_arena *arena, fl_decision **ret_decisions, size_t *ret_count,
			    fl_error *err)
{
	int64_t count;
	size_t n = 0;
	fl_cursor rows;
	bool failed = false;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_DECISIONS, NULL, 0, 0, &count, err));
	fl_decision *decisions = fl_arena_array(arena, (size_t)count + 1, sizeof *decisions);
	if (!decisions)
		return fl_enomem(err);
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_DECISIONS, NULL, 0, err));
	while (!failed && n < (size_t)count && fl_cursor_next(&rows))
		read_decision(&rows, arena, &decisions[n++], &failed);
	FL_TRY(fl_cursor_close(&rows, err));
	*ret_decisions = decisions;
	*ret_count = n;
	return failed ? fl_enomem(err) : FL_OK;
}
