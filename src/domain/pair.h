/* SPDX-License-Identifier: Apache-2.0
 *
 * pair.h - two dreams that may be the same wish, with the evidence; and clusters of such dreams.
 */
#ifndef FL_DOMAIN_PAIR_H
#define FL_DOMAIN_PAIR_H

#include "florin.h"

typedef enum fl_pair_verdict { FL_PAIR_SAME, FL_PAIR_REVIEW, FL_PAIR_DIFFERENT } fl_pair_verdict;

/* What differs: a pair with any of these is never SAME without a person, but for one case: equal words (exact) are the
 * same wish whoever submitted them, and FL_DIFF_ORGANISATION only tells that somebody else did. */
enum { FL_DIFF_NUMBER = 1, FL_DIFF_PLACE = 2, FL_DIFF_OBJECT = 4, FL_DIFF_ORGANISATION = 8 };

/* "number", "place", "object", "organisation" of one of these. */
static inline const char *fl_difference_name(uint32_t kind)
{
	return kind == FL_DIFF_NUMBER ? "number" : kind == FL_DIFF_PLACE ? "place" : kind == FL_DIFF_OBJECT ? "object" : "organisation";
}

/* A stretch of a text that the other text does not have: bytes [begin, end) of the original, and one of FL_DIFF_…. */
typedef struct fl_mark {
	uint32_t begin, end, kind;
} fl_mark;

typedef struct fl_marks {
	const fl_mark *items;
	size_t count;
} fl_marks;

typedef struct fl_pair {
	uint32_t a, b;          /* indices in the caller's array, a < b */
	int32_t score;          /* all similarities in millionths, fixed point */
	int32_t title, body, containment;
	bool exact;             /* equal after normalisation */
	uint32_t differs;       /* FL_DIFF_… */
	fl_str only_a, only_b;  /* the differing words (normalised, stretches separated by a blank), for people */
	fl_str shared;          /* the rarest words both have (normalised), a line each, the weightiest first; for people */
	fl_pair_verdict verdict;
	bool decided;           /* the verdict is a person's */
} fl_pair;

#endif
