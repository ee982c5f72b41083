/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.c - the log of what was done to a round, in which each entry is bound to all before it.
 *
 * For the auditor. Write every entry on a slip and hash each slip. Hash the hashes in pairs, then those hashes in
 * pairs, until one is left: the root. Change a letter on any slip and its hash changes, then every hash above it, and
 * the root is another. So who noted the root on one day can tell on a later day that all entries up to it are the
 * same, by computing it again from the slips. This is the tree of RFC 6962 (Certificate Transparency), section 2.1;
 * the byte in front (0 for a slip, 1 for a pair) keeps a pair from being passed off as a slip.
 *
 * What an entry says is written by steps/; nothing here reads it.
 */
#include "store/journal.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/statements.h"

fl_digest fl_merkle_leaf(fl_str entry)
{
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, "\x00", 1);
	fl_hasher_add(&h, entry.data, entry.len);
	return fl_hasher_final(&h);
}

/* Depth is log2 of the number of leaves. */
fl_digest fl_merkle_root(const fl_digest *leaves, size_t count)
{
	if (count == 0)
		return fl_sha256(FL_STR(""));
	if (count == 1)
		return leaves[0];
	size_t split = 1;
	while (split < count - split)
		split *= 2;
	fl_digest left = fl_merkle_root(leaves, split);
	fl_digest right = fl_merkle_root(leaves + split, count - split);
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, "\x01", 1);
	fl_hasher_add(&h, left.bytes, sizeof(left.bytes));
	fl_hasher_add(&h, right.bytes, sizeof(right.bytes));
	return fl_hasher_final(&h);
}

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
