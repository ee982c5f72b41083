/* SPDX-License-Identifier: Apache-2.0
 *
 * load.c - what the records_*.c share when they read.
 */
#include "store/load.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

fl_status fl_load_end(fl_cursor *rows, fl_status status, fl_arena *arena, void *vector, size_t count, size_t size,
		      void **ret_items, size_t *ret_count, fl_error *err)
{
	void *copy = NULL;
	fl_status closed = fl_cursor_close(rows, err);
	if (status == FL_OK)
		status = closed;
	if (status == FL_OK) {
		copy = fl_arena_array(arena, count + 1, size);
		if (!copy)
			status = fl_enomem(err);
	}
	if (copy && count)
		memcpy(copy, vector, count * size);
	fl_vec_free_(vector);
	*ret_items = copy;
	*ret_count = copy ? count : 0;
	return status;
}

bool fl_load_index(const fl_facts *facts, int64_t row, uint32_t *ret_index)
{
	int64_t index = row - facts->first;
	if (index < 0 || (uint64_t)index >= facts->num_dreams)
		return false;
	*ret_index = (uint32_t)index;
	return true;
}

fl_status fl_load_stray(fl_store *store, const char *what, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0,
			   "the round file is damaged: %s names something that is not there", what);
}

static int compare(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

static fl_status load_names(fl_store *store, fl_arena *arena, fl_str **ret, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_str) names = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_TAGS, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_str name = fl_cursor_copy(&rows, 0, arena, &failed);
		if (failed || !fl_vec_push(&names, name))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, names.items, names.len, sizeof(fl_str), (void **)ret, ret_count,
			   err);
}

fl_status fl_tag_lists_load(fl_tag_lists *ret, fl_store *store, fl_sql sql, const fl_facts *facts, fl_arena *arena,
			    fl_error *err)
{
	FL_VEC(fl_str) tags = { 0 };
	fl_cursor rows = FL_CURSOR_INIT;
	fl_str *names;
	size_t num_names, num_tags, next = 0;
	FL_TRY(load_names(store, arena, &names, &num_names, err));
	ret->starts = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*ret->starts));
	if (!ret->starts)
		return fl_enomem(err);
	fl_status status = fl_cursor_open(&rows, store, sql, FL_ARGS(FL_INT(facts->first)), err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		uint32_t dream = 0;
		uint64_t tag = (uint64_t)fl_cursor_int(&rows, 1);
		if (!fl_load_index(facts, fl_cursor_int(&rows, 0), &dream) || tag >= num_names)
			status = fl_load_stray(store, "a tag", err);
		while (status == FL_OK && next <= dream)
			ret->starts[next++] = tags.len;
		if (status == FL_OK && !fl_vec_push(&tags, names[tag]))
			status = fl_enomem(err);
	}
	while (next <= facts->num_dreams)
		ret->starts[next++] = tags.len;
	status = fl_load_end(&rows, status, arena, tags.items, tags.len, sizeof(fl_str), (void **)&ret->tags,
			     &num_tags, err);
	for (size_t i = 0; status == FL_OK && i < facts->num_dreams; i++)
		qsort(ret->tags + ret->starts[i], ret->starts[i + 1] - ret->starts[i], sizeof(fl_str), compare);
	return status;
}

const fl_str *fl_tag_list(const fl_tag_lists *lists, size_t dream, size_t *ret_count)
{
	*ret_count = lists->starts[dream + 1] - lists->starts[dream];
	return lists->tags + lists->starts[dream];
}
