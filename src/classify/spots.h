/* SPDX-License-Identifier: Apache-2.0
 *
 * spots.h - where given terms stand in a text.
 */
#ifndef FL_CLASSIFY_SPOTS_H
#define FL_CLASSIFY_SPOTS_H

#include "base/intern.h"
#include "text/tokens.h"

/* Characters that may lie between the terms of a pair; words have blanks and are longer. */
#define FL_PAIR_GAP        8
#define FL_PAIR_GAP_SPACED 25

typedef struct fl_spot {
	uint32_t term;     /* in the order in which they were added; equal texts are one */
	uint32_t from, to; /* in characters, counted from the start of the field */
	uint32_t line;     /* line breaks before it */
} fl_spot;

/* Zero-initialise to use. */
typedef struct fl_spotter {
	fl_intern terms;
	fl_tokens tokens;
	FL_VEC(fl_spot) spots; /* of the last field, ascending by 'from' */
} fl_spotter;

/* False when memory is short. */
bool fl_spotter_add(fl_spotter *spotter, fl_str term, uint32_t *ret_number);
/* Fills spotter->spots. False when memory is short. */
bool fl_spotter_find(fl_spotter *spotter, fl_str normalised);
void fl_spotter_release(fl_spotter *spotter);

/* Does b follow a on its line, at most the gap behind it? Once b begins too far behind (*ret_beyond), so do all later
 * ones. */
bool fl_spot_follows(const fl_spot *a, const fl_spot *b, bool spaced, bool *ret_beyond);

#endif
