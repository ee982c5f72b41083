/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.h - the append-only log of a round file, as a Merkle tree; and what each step left when it last ran.
 *
 * The entries are the leaves of the tree of base/merkle.h. A root kept elsewhere shows later whether any entry before it was
 * changed, removed or moved.
 *
 * An entry is canonical JSON: one object, keys in byte order, no white space, no numbers but integers.
 */
#ifndef FL_STORE_JOURNAL_H
#define FL_STORE_JOURNAL_H

#include "base/alloc.h"
#include "base/merkle.h"
#include "store/store.h"

/* The text of every entry, in order, in the arena. */
fl_status fl_journal_load(fl_store *store, fl_arena *arena, fl_str **ret_entries, size_t *ret_count, fl_error *err);
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
/* The names and records of all steps that are done, in the order of their entries. */
fl_status fl_step_records_load(fl_store *store, fl_arena *arena, fl_str **ret_names, fl_step_record **ret_records,
			       size_t *ret_count, fl_error *err);
fl_status fl_step_record_drop(fl_store *store, const char *step, fl_error *err);

/* The secret of the file; made on the first call with 'made' not NULL. FL_ESTATE: there is none. */
fl_status fl_secret_get(fl_store *store, const fl_digest *made, fl_digest *ret, fl_error *err);

#endif
