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

#endif
