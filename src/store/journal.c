/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.c - the log of what was done to a round, in which each entry is bound to all before it.
 *
 * For the auditor: base/merkle.c says how entries are bound together. Who noted the root on one day can tell on a later day
 * that all entries up to it are the same, by computing it again from them.
 *
 * What an entry says is written by steps/; nothing here reads it.
 */
#include "store/journal.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/statements.h"

fl_status fl_journal_append(fl_store *store, fl_str entry, int64_t *ret_seq, fl_error *err)
{
	int64_t seq = 0;
	fl_digest leaf = fl_merkle_leaf(entry);
	FL_TRY(fl_journal_size(store, &seq, err));
	FL_TRY(fl_store_run(store, FL_SQL_ADD_ENTRY, FL_ARGS(FL_INT(seq), FL_TEXT(entry), FL_DIGEST(&leaf)), err));
	*ret_seq = seq;
	return FL_OK;
}

fl_status fl_journal_size(fl_store *store, int64_t *ret_size, fl_error *err)
{
	return fl_store_int(store, FL_SQL_COUNT_ENTRIES, NULL, 0, 0, ret_size, err);
}

fl_status fl_journal_load(fl_store *store, fl_arena *arena, fl_str **ret_entries, size_t *ret_count, fl_error *err)
{
	int64_t size;
	size_t n = 0;
	fl_cursor rows;
	bool failed = false;
	FL_TRY(fl_journal_size(store, &size, err));
	*ret_entries = fl_arena_array(arena, (size_t)size + 1, sizeof **ret_entries);
	if (!*ret_entries)
		return fl_enomem(err);
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_ENTRIES, NULL, 0, err));
	while (n < (size_t)size && fl_cursor_next(&rows))
		(*ret_entries)[n++] = fl_cursor_copy(&rows, 1, arena, &failed);
	FL_TRY(fl_cursor_close(&rows, err));
	*ret_count = n;
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_journal_root(fl_store *store, int64_t size, fl_digest *ret_root, fl_error *err)
{
	FL_VEC(fl_digest) leaves = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_LEAVES, FL_ARGS(FL_INT(size)), err);
	while (status == FL_OK && fl_cursor_next(&rows))
		if (!fl_vec_push(&leaves, fl_cursor_digest(&rows, 0)))
			status = fl_enomem(err);
	if (status == FL_OK)
		status = fl_cursor_close(&rows, err);
	else
		(void)fl_cursor_close(&rows, NULL);
	if (status == FL_OK && (int64_t)leaves.len != size)
		status = fl_error_at(err, FL_ERANGE, fl_store_name(store), 0, 0,
				     "the journal has %zu entries, not %lld", leaves.len, (long long)size);
	if (status == FL_OK)
		*ret_root = fl_merkle_root(leaves.items, leaves.len);
	fl_vec_release(&leaves);
	return status;
}

fl_status fl_journal_check(fl_store *store, fl_error *err)
{
	fl_cursor rows;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_ENTRIES, NULL, 0, err));
	int64_t bad = -1;
	for (int64_t seq = 0; bad < 0 && fl_cursor_next(&rows); seq++) {
		fl_digest leaf = fl_merkle_leaf(fl_cursor_text(&rows, 1));
		fl_digest stored = fl_cursor_digest(&rows, 2);
		if (fl_cursor_int(&rows, 0) != seq || memcmp(leaf.bytes, stored.bytes, sizeof(leaf.bytes)) != 0)
			bad = seq;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	if (bad >= 0)
		return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0,
				   "the journal is damaged: entry %lld does not fit its hash", (long long)bad);
	return FL_OK;
}

fl_status fl_step_record_get(fl_store *store, const char *step, fl_arena *arena, fl_step_record *ret, fl_error *err)
{
	*ret = (fl_step_record){ 0 };
	fl_cursor rows;
	bool failed = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_STEP, FL_ARGS(FL_TEXT(fl_str_of(step))), err));
	if (fl_cursor_next(&rows)) {
		ret->done = true;
		ret->inputs = fl_cursor_digest(&rows, 0);
		ret->seq = fl_cursor_int(&rows, 1);
		ret->at = fl_cursor_int(&rows, 2);
		ret->version = fl_cursor_copy(&rows, 3, arena, &failed);
		ret->counts = fl_cursor_copy(&rows, 4, arena, &failed);
	}
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_step_record_put(fl_store *store, const char *step, const fl_step_record *record, fl_error *err)
{
	return fl_store_run(store, FL_SQL_PUT_STEP,
			    FL_ARGS(FL_TEXT(fl_str_of(step)), FL_DIGEST(&record->inputs), FL_INT(record->seq),
				    FL_INT(record->at), FL_TEXT(record->version), FL_TEXT(record->counts)),
			    err);
}

fl_status fl_step_record_drop(fl_store *store, const char *step, fl_error *err)
{
	return fl_store_run(store, FL_SQL_DROP_STEP, FL_ARGS(FL_TEXT(fl_str_of(step))), err);
}

fl_status fl_step_records_load(fl_store *store, fl_arena *arena, fl_str **ret_names, fl_step_record **ret_records,
			       size_t *ret_count, fl_error *err)
{
	enum { MAX = 64 }; /* steps there are */
	fl_cursor rows;
	bool failed = false;
	size_t n = 0;
	*ret_names = fl_arena_array(arena, MAX, sizeof **ret_names);
	*ret_records = fl_arena_array(arena, MAX, sizeof **ret_records);
	if (!*ret_names || !*ret_records)
		return fl_enomem(err);
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_STEPS, NULL, 0, err));
	for (; n < MAX && fl_cursor_next(&rows); n++) {
		(*ret_names)[n] = fl_cursor_copy(&rows, 0, arena, &failed);
		(*ret_records)[n] = (fl_step_record){ .done = true,
						      .inputs = fl_cursor_digest(&rows, 1),
						      .seq = fl_cursor_int(&rows, 2),
						      .at = fl_cursor_int(&rows, 3),
						      .version = fl_cursor_copy(&rows, 4, arena, &failed),
						      .counts = fl_cursor_copy(&rows, 5, arena, &failed) };
	}
	FL_TRY(fl_cursor_close(&rows, err));
	*ret_count = n;
	return failed ? fl_enomem(err) : FL_OK;
}

fl_status fl_secret_get(fl_store *store, const fl_digest *made, fl_digest *ret, fl_error *err)
{
	fl_cursor rows;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_SECRET, NULL, 0, err));
	bool there = fl_cursor_next(&rows);
	if (there)
		*ret = fl_cursor_digest(&rows, 0);
	FL_TRY(fl_cursor_close(&rows, err));
	if (there)
		return FL_OK;
	if (!made)
		return fl_error_at(err, FL_ESTATE, fl_store_name(store), 0, 0, "'init' comes first: it has not been run");
	*ret = *made;
	return fl_store_run(store, FL_SQL_ADD_SECRET, FL_ARGS(FL_DIGEST(made)), err);
}
