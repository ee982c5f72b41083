/* SPDX-License-Identifier: Apache-2.0
 *
 * spelling.h - which of the words that would do was meant: "did you mean" for commands, options, keys, columns, ids.
 */
#ifndef FL_BASE_SPELLING_H
#define FL_BASE_SPELLING_H

#include "base/vec.h"
#include "florin.h"

#define FL_SPELLING_NAMES 3   /* as many as near are named; where more are, none is */
#define FL_SPELLING_HINT  256 /* bytes that a hint takes at most, its NUL included */

/* Characters to insert, to delete, to change or to swap with their neighbour until one text is the other (optimal string
 * alignment); 'most' + 1 for more than that. 'most' is 31 at most. */
size_t fl_spelling_distance(fl_str a, fl_str b, size_t most);

/* A search among words that come one by one; they must live until the hint is made. */
typedef struct fl_spelling {
	fl_str word;
	size_t distance; /* of those in 'near'; one more than would do while there is none */
	fl_str near[FL_SPELLING_NAMES];
	size_t num_near; /* may exceed FL_SPELLING_NAMES */
} fl_spelling;

void fl_spelling_begin(fl_spelling *s, fl_str word);
void fl_spelling_try(fl_spelling *s, fl_str candidate);
/* ", did you mean 'tally'?" or ""; returns 'hint'. */
const char *fl_spelling_hint(const fl_spelling *s, char hint[FL_SPELLING_HINT]);
/* The three in one, over the keys of a map, and over a list that NULL ends. */
const char *fl_spelling_in_map(fl_str word, const fl_map *map, char hint[FL_SPELLING_HINT]);
const char *fl_spelling_among(fl_str word, const char *const *words, char hint[FL_SPELLING_HINT]);

#endif
