/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.h - the append-only log of a round file, as a Merkle tree; and what each step left when it last ran.
 *
 * RFC 6962, section 2.1: the leaf of an entry is SHA-256(0x00 || entry), an inner node SHA-256(0x01 || left ||
 * right), split at the largest power of two below the number of leaves; the root of no entries is SHA-256 of nothing.
 * A root kept elsewhere shows later whether any entry before it was changed, removed or moved.
 *
 * An entry is canonical JSON: one object, keys in byte order, no white space, no numbers but integers.
 */
#ifndef FL_STORE_JOURNAL_H
#define FL_STORE_JOURNAL_H

#include "base/alloc.h"
#include "base/hash.h"
#include "store/store.h"

fl_digest fl_merkle_leaf(fl_str entry);
fl_digest fl_merkle_root(const fl_digest *leaves, size_t count);

/* Append within the open transaction; *ret_seq counts from 0. */
fl_status fl_journal_append(fl_store *store, fl_str entry, int64_t *ret_seq, fl_error *err);
fl_status fl_journal_size(fl_store *store, int64_t *ret_size, fl_error *err);
/* The root over the first 'size' entries. FL_ERANGE when there are fewer. */
fl_status fl_journal_root(fl_store *store, int64_t size, fl_digest *ret_root, fl_error *err);
/* Does every leaf fit its entry, and are the entries numbered without a gap? FL_EPARSE names the first that is not.
 */
fl_status fl_journal_check(fl_store *store, fl_error *err);

/* What is remembered of a step. */
typedef struct fl_step_record {
	bool done; /* false: it has not run, or its results were dropped */
	fl_digest inputs;
	int64_t seq;    /* its entry */
	int64_t at;     /* Unix seconds */
	fl_str version; /* of Florin */
	fl_str counts;  /* JSON, in the arena */
} fl_step_record;

fl_status fl_step_record_get(fl_store *store, const char *step, fl_arena *arena, fl_step_record *ret, fl_error *err);
fl_status fl_step_record_put(fl_store *store, const char *step, const fl_step_record *record, fl_error *err);
fl_status fl_step_record_drop(fl_store *store, const char *step, fl_error *err);

#endif
