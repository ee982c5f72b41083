/* SPDX-License-Identifier: Apache-2.0
 *
 * literal_part.h - what is known of the texts that a part of a pattern matches, and what follows for parts made of parts.
 *
 * A part is either *exact* (it matches the texts of 'set' and nothing else, in this order of preference) or not, and then 'set' holds
 * texts of which one stands in every match (empty: nothing is known) and 'starts' texts of which one begins every match.
 * Concatenation multiplies exact sets while they stay small; alternation unites; a repeat that may be absent forgets.
 * literals.c reads patterns into parts.
 */
#ifndef FL_CLASSIFY_LITERAL_PART_H
#define FL_CLASSIFY_LITERAL_PART_H

#include "base/alloc.h"
#include "florin.h"

typedef struct fl_part {
	fl_str *set;
	size_t count;
	fl_str *also; /* not exact: another set that is needed, too */
	size_t num_also;
	fl_str *starts;
	size_t num_starts;
	bool exact;
	bool plain; /* exact, and PCRE2 tries the texts in the order of the set */
} fl_part;

/* Sets live in the arena. When memory runs short the parts say less than they could, and nobody may use them. */
typedef struct fl_part_maker {
	fl_arena *arena;
	bool short_of_memory;
} fl_part_maker;

fl_part fl_part_text(fl_part_maker *m, fl_str text, bool plain);
fl_part fl_part_empty(fl_part_maker *m, bool plain);

/* a and b one after the other, both exact; false when that would be too many texts. */
bool fl_part_multiply(fl_part_maker *m, const fl_part *a, const fl_part *b, fl_part *ret);
/* Append the texts 'more' to a set; false when it grows too large. */
bool fl_part_unite(fl_part_maker *m, fl_str **set, size_t *count, const fl_str *more, size_t num_more);
fl_part fl_part_any_of(fl_part_maker *m, const fl_part *branches, size_t n);
fl_part fl_part_repeat(fl_part_maker *m, fl_part p, unsigned min, unsigned max, bool lazy, bool possessive);

/* Of sets that are each needed, keep the rarest and the next. An empty set or text says nothing. */
void fl_part_keep_better(fl_part *best, fl_str *set, size_t count);
/* The sequence so far ended in something inexact: what is known of it moves into 'all'. */
void fl_part_close_run(fl_part *all, bool *at_start, const fl_part *run, const fl_part *next);
bool fl_part_has_empty(const fl_str *set, size_t count);

#endif
