/* SPDX-License-Identifier: Apache-2.0
 *
 * records_official.c - the files of reports that were approved; appended, never changed.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/vec.h"
#include "store/load.h"

fl_status fl_official_file_add(fl_store *store, int64_t seq, const fl_official_file *file, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_OFFICIAL_FILE,
			    FL_ARGS(FL_INT(seq), FL_TEXT(file->name), FL_DIGEST(&file->digest), FL_BLOB(file->bytes)), err);
}

fl_status fl_official_files_load(fl_store *store, int64_t seq, fl_arena *arena, fl_official_file **ret, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_official_file) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_OFFICIAL_FILES, FL_ARGS(FL_INT(seq)), err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_official_file file = { fl_cursor_copy(&rows, 0, arena, &failed), fl_cursor_digest(&rows, 1),
					  fl_cursor_copy(&rows, 2, arena, &failed) };
		if (failed || !fl_vec_push(&list, file))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof *list.items, (void **)ret, ret_count, err);
}

fl_status fl_official_file_get(fl_store *store, int64_t seq, fl_str name, fl_arena *arena, fl_str *ret_bytes, fl_error *err)
{
	fl_cursor rows;
	bool failed = false;
	*ret_bytes = (fl_str){ NULL, 0 };
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_OFFICIAL_FILE, FL_ARGS(FL_INT(seq), FL_TEXT(name)), err));
	if (fl_cursor_next(&rows))
		*ret_bytes = fl_cursor_copy(&rows, 0, arena, &failed);
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_official_file_last(fl_store *store, fl_str name, fl_arena *arena, int64_t *ret_seq, fl_official_file *ret, fl_error *err)
{
	fl_cursor rows;
	bool failed = false;
	*ret = (fl_official_file){ .name = name };
	*ret_seq = -1;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_LAST_FILE, FL_ARGS(FL_TEXT(name)), err));
	if (fl_cursor_next(&rows)) {
		*ret_seq = fl_cursor_int(&rows, 0);
		ret->digest = fl_cursor_digest(&rows, 1);
		ret->bytes = fl_cursor_copy(&rows, 2, arena, &failed);
	}
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_official_payments_load(fl_store *store, fl_str text, fl_arena *arena, fl_official_payment **ret, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_official_payment) list = { 0 };
	fl_cursor rows;
	bool failed = false;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_OFFICIAL_PAYMENTS, FL_ARGS(FL_TEXT(text)), err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		fl_official_payment payment = { fl_cursor_copy(&rows, 0, arena, &failed), fl_cursor_copy(&rows, 1, arena, &failed),
						fl_cursor_int(&rows, 2) };
		if (!fl_cursor_is_int(&rows, 2))
			status = fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0, "the official awards are damaged");
		else if (failed || !fl_vec_push(&list, payment))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof *list.items, (void **)ret, ret_count, err);
}

fl_status fl_official_files_count(fl_store *store, int64_t *ret, fl_error *err)
{
	return fl_store_int(store, FL_SQL_COUNT_OFFICIAL_FILES, NULL, 0, 0, ret, err);
}
