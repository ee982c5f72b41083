/* SPDX-License-Identifier: Apache-2.0
 *
 * records_weights.c - the counts that weights are made from, version by version, and what the last look for duplicates left for the
 * next. What the bytes mean is left to dedup/ and steps/.
 */
#include "store/records.h"

#include "base/error.h"
#include "store/load.h"
#include "store/statements.h"

fl_status fl_weights_add(fl_store *store, const fl_weights *weights, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_WEIGHTS,
			    FL_ARGS(FL_INT(weights->version), FL_DIGEST(&weights->digest), FL_BLOB(weights->counts)), err);
}

fl_status fl_weights_get(fl_store *store, fl_arena *arena, fl_weights *ret, fl_error *err)
{
	fl_cursor rows;
	bool failed = false;
	*ret = (fl_weights){ .version = 0 };
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_WEIGHTS, NULL, 0, err));
	if (fl_cursor_next(&rows))
		*ret = (fl_weights){ fl_cursor_int(&rows, 0), fl_cursor_digest(&rows, 1),
				     fl_cursor_copy(&rows, 2, arena, &failed) };
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_known_put(fl_store *store, const fl_digest *key, fl_str bytes, fl_error *err)
{
	return fl_store_run(store, FL_SQL_PUT_KNOWN, FL_ARGS(FL_DIGEST(key), FL_BLOB(bytes)), err);
}

fl_status fl_known_drop(fl_store *store, fl_error *err)
{
	return fl_store_run(store, FL_SQL_DROP_KNOWN, NULL, 0, err);
}

fl_status fl_known_get(fl_store *store, const fl_digest *key, fl_arena *arena, fl_str *ret_bytes, fl_error *err)
{
	fl_value value = FL_DIGEST(key);
	fl_cursor rows;
	bool failed = false;
	*ret_bytes = (fl_str){ NULL, 0 };
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_KNOWN, &value, 1, err));
	if (fl_cursor_next(&rows))
		*ret_bytes = fl_cursor_copy(&rows, 0, arena, &failed);
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}
