/* SPDX-License-Identifier: Apache-2.0
 *
 * mark.h - where two texts differ, in bytes of the texts as they were written.
 */
#ifndef FL_DEDUP_MARK_H
#define FL_DEDUP_MARK_H

#include "base/alloc.h"
#include "domain/pair.h"

/* The differences of differ.h between two texts, in order; in the arena. */
fl_status fl_mark_differences(fl_str a, fl_str b, fl_arena *arena, fl_marks *ret_a, fl_marks *ret_b, fl_error *err);

typedef struct fl_pair_marks { /* where a pair differs: what its verdict was found by */
	fl_marks a, b;
	bool body_a, body_b; /* the marks are in the body, else in the title */
} fl_pair_marks;

/* As fl_pair_judge compares: the titles first, a dream without a title by its body; only where they say the same, the bodies. */
fl_status fl_mark_pair(fl_str title_a, fl_str body_a, fl_str title_b, fl_str body_b, fl_arena *arena, fl_pair_marks *ret,
		       fl_error *err);

#endif
