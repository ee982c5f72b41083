/* SPDX-License-Identifier: Apache-2.0
 *
 * continued.h - is this round file a division of what returned in another? Then what the divisions before it left.
 */
#ifndef FL_STEPS_CONTINUED_H
#define FL_STEPS_CONTINUED_H

#include "domain/earlier.h"
#include "store/store.h"

typedef struct fl_continued {
	bool there;
	int64_t seq; /* the entry that says so; what was recorded before it is of earlier divisions */
	fl_str text; /* earlier.jsonl */
	fl_digest digest;
	fl_earlier earlier;
	fl_earlier_sums sums;
} fl_continued;

/* In the arena. Release it also after a failure. */
fl_status fl_continued_load(fl_store *store, fl_arena *arena, fl_continued *ret, fl_error *err);
void fl_continued_release(fl_continued *c);

#endif
