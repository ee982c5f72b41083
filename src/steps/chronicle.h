/* SPDX-License-Identifier: Apache-2.0
 *
 * chronicle.h - the journal of a round file, read: its entries, the root after each, and what must stand now by what they say.
 */
#ifndef FL_STEPS_CHRONICLE_H
#define FL_STEPS_CHRONICLE_H

#include "base/merkle.h"
#include "domain/entry.h"
#include "steps/step.h"

typedef struct fl_chronicle {
	fl_entry *entries;
	fl_digest *leaves; /* of the entries as they stand, not as the file says */
	fl_digest *roots;  /* over the entries up to and with each */
	size_t count;
	int64_t standing[FL_STEP_COUNT]; /* the entry whose results must stand, -1 none: it was not run, or dropped since */
} fl_chronicle;

/* In the arena. FL_EPARSE: an entry that is none. */
fl_status fl_chronicle_load(fl_store *store, fl_arena *arena, fl_chronicle *ret, fl_error *err);
/* The root over the first 'size' entries, of nothing for 0. */
fl_digest fl_chronicle_root(const fl_chronicle *chronicle, size_t size);

#endif
