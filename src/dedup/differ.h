/* SPDX-License-Identifier: Apache-2.0
 *
 * differ.h - in which words two texts differ, and what kind of words these are.
 */
#ifndef FL_DEDUP_DIFFER_H
#define FL_DEDUP_DIFFER_H

#include "base/buf.h"
#include "base/vec.h"
#include "dedup/align.h"
#include "dedup/piece.h"

typedef struct fl_span { /* bytes [begin, end) of a text */
	uint32_t begin, end;
} fl_span;

typedef struct fl_difference { /* a stretch that only one has, or two that stand against each other */
	fl_span a, b;
	uint32_t kind; /* one of FL_DIFF_NUMBER, FL_DIFF_PLACE, FL_DIFF_OBJECT */
} fl_difference;

/* Scratch of one thread. Zero-initialise to use. */
typedef struct fl_differ {
	FL_VEC(fl_piece) a, b;
	fl_align align;
	fl_buf only_a, only_b; /* the differing words of the last call, stretches separated by a blank */
	FL_VEC(fl_difference) differences; /* of the last call, in order */
	bool failed;           /* one could not be kept: memory */
	uint32_t kinds;        /* FL_DIFF_NUMBER, FL_DIFF_PLACE, FL_DIFF_OBJECT of the last call */
} fl_differ;

void fl_differ_init(fl_differ *d);
void fl_differ_release(fl_differ *d);
/* Compare two texts in the matching form. Words that say nothing by themselves (的, 名 for 位, "the") do not count.
 */
fl_status fl_differ_compare(fl_differ *d, fl_str a, fl_str b, fl_error *err);

#endif
