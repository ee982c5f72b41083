/* SPDX-License-Identifier: Apache-2.0
 *
 * align.h - which pieces of two texts stand against each other: a longest common subsequence.
 */
#ifndef FL_DEDUP_ALIGN_H
#define FL_DEDUP_ALIGN_H

#include "base/vec.h"
#include "dedup/place.h"

/* Scratch of one thread, and the walk through one alignment. Zero-initialise to use. */
typedef struct fl_align {
	FL_VEC(uint64_t) rows;  /* per piece of a from the last one on: a bit vector over the pieces of b, the last one first */
	FL_VEC(uint64_t) masks; /* per kind of piece in a: where b has it, in the same order */
	FL_VEC(uint32_t) slots; /* a hash table of the kinds: index of the first piece of a of that kind + 1; 0: free */
	FL_VEC(uint32_t) kinds; /* per piece of a: its kind */
	const fl_pieces *a, *b;
	size_t a1, n, b1, m; /* pieces [a1, a1 + n) and [b1, b1 + m) */
	size_t words;        /* of a row */
	size_t i, j, length; /* the walk: where, and the longest common subsequence of what is behind */
} fl_align;

#define FL_ALIGN_CELLS_MAX ((size_t)1 << 20) /* (n + 1) (m + 1) */

static inline bool fl_align_can(size_t n, size_t m)
{
	return n + 1 <= FL_ALIGN_CELLS_MAX / (m + 1);
}

bool fl_align_equal(const fl_pieces *a, size_t i, const fl_pieces *b, size_t j);
/* Align pieces [a1, a2) and [b1, b2); both texts must outlive the walk. FL_ENOMEM only. */
fl_status fl_align_make(fl_align *al, const fl_pieces *a, size_t a1, size_t a2, const fl_pieces *b, size_t b1, size_t b2,
			fl_error *err);
/* The next two that are equal and aligned; of the ways to align as many, the one that passes over pieces of a first. False: no more. */
bool fl_align_next(fl_align *al, size_t *ret_i, size_t *ret_j);
void fl_align_release(fl_align *al);

#endif
