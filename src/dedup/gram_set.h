/* SPDX-License-Identifier: Apache-2.0
 *
 * gram_set.h - dreams as weighted sets of grams, and how alike two of them are.
 *
 * A gram is known by its rank in one order of all grams, the rarest first. Grams that only one dream has can never
 * be shared; they count in the totals and are left out of the lists.
 */
#ifndef FL_DEDUP_GRAM_SET_H
#define FL_DEDUP_GRAM_SET_H

#include "dedup/shingle.h"

#define FL_SIMILAR_ONE 1000000 /* similarities are in millionths */

/* An entry of a list: rank << 2 | FL_GRAM_TITLE | FL_GRAM_BODY. */
#define FL_GRAM_RANK(entry) ((entry) >> 2)
#define FL_GRAM_RANKS_MAX   ((size_t)1 << 30)
#define FL_GRAM_SUM_MAX     (((uint64_t)1 << 41) - 1) /* of the weights of one set */

typedef struct fl_gram_sets {
	size_t count;
	const size_t *start; /* count + 1: set i has entries[start[i]] up to entries[start[i + 1]], ascending */
	const uint32_t *entries;
	const uint32_t *weight; /* per rank, above 0 */
	size_t num_grams;       /* ranks in use */
	const uint64_t *gram;   /* per rank: its hash, the two lowest bits 0; for people only, no score needs it */
	const uint64_t *total;  /* per set: weight of all its grams, those of no other dream included */
	const uint64_t *title;  /* per set: what the title counts for: at least its grams, more where it is generic (corpus.c) */
	const uint64_t *body;   /* per set: the same of the body */
	const uint64_t *listed; /* per set: weight of the grams in its list */
	const uint8_t *whole;   /* per set: has only one part; its title is the whole text (title = total) */
} fl_gram_sets;

/* Weights of what two sets share. */
typedef struct fl_overlap {
	uint64_t all;            /* of the whole texts */
	uint64_t titles, bodies; /* title with title, body with body */
	uint64_t said;           /* title of the one in the other, and the other way round */
} fl_overlap;

fl_overlap fl_gram_overlap(const fl_gram_sets *sets, size_t a, size_t b);
/* The score of dedup.h in millionths, rounded down. */
int32_t fl_gram_score(const fl_gram_sets *sets, size_t a, size_t b, const fl_overlap *overlap);

/* How much of the lighter of two sets is in the other, in millionths, rounded down. */
int32_t fl_gram_containment(const fl_gram_sets *sets, size_t a, size_t b, const fl_overlap *overlap);

/* shared / (a + b - shared) in millionths, rounded down; 0 when all are 0. Sums below 2^43. */
int32_t fl_similar(uint64_t shared, uint64_t a, uint64_t b);

#endif
