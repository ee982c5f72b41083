/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c - interning: every text of a kind once, by number, in memory and in its table.
 */
#include "store/names.h"

#include "base/error.h"
#include "base/str.h"
#include "store/statements.h"

static const struct {
	fl_sql get, add;
} sql_of[] = {
	[FL_NAMES_TAGS] = { FL_SQL_GET_TAGS, FL_SQL_ADD_TAG },
	[FL_NAMES_KINDS] = { FL_SQL_GET_KINDS, FL_SQL_ADD_KIND },
	[FL_NAMES_DREAMS] = { FL_SQL_GET_DREAM_NAMES, FL_SQL_ADD_DREAM_NAME },
};

static fl_status remember(fl_names *names, fl_str text, fl_error *err)
{
	fl_str copy = fl_arena_str(&names->arena, text);
	if (!copy.data || !fl_vec_push(&names->list, copy))
		return fl_enomem(err);
	if (!fl_map_put(&names->map, copy, names->list.len - 1, NULL))
		return fl_enomem(err);
	return FL_OK;
}

fl_status fl_names_open(fl_names *names, fl_store *store, fl_names_of of, fl_error *err)
{
	*names = (fl_names){ .store = store, .of = of, .last = FL_MAP_NONE };
	fl_cursor rows;
	FL_TRY(fl_cursor_open(&rows, store, sql_of[of].get, NULL, 0, err));
	fl_status status = FL_OK;
	while (status == FL_OK && fl_cursor_next(&rows))
		status = remember(names, fl_cursor_text(&rows, 0), err);
	fl_status closed = fl_cursor_close(&rows, err);
	return status != FL_OK ? status : closed;
}

fl_status fl_names_put(fl_names *names, fl_str text, int64_t *ret_number, fl_error *err)
{
	if (names->last != FL_MAP_NONE && fl_str_eq(names->list.items[names->last], text)) {
		*ret_number = (int64_t)names->last;
		return FL_OK;
	}
	size_t number = fl_map_get(&names->map, text);
	if (number == FL_MAP_NONE) {
		number = names->list.len;
		if (number >= FL_NAMES_MAX)
			return fl_error_set(err, FL_ERANGE, "more than %d different names", FL_NAMES_MAX);
		FL_TRY(remember(names, text, err));
		FL_TRY(fl_store_run(names->store, sql_of[names->of].add,
				    FL_ARGS(FL_INT((int64_t)number), FL_TEXT(text)), err));
	}
	names->last = number;
	*ret_number = (int64_t)number;
	return FL_OK;
}

void fl_names_release(fl_names *names)
{
	fl_map_release(&names->map);
	fl_vec_release(&names->list);
	fl_arena_release(&names->arena);
}
