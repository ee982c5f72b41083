/* SPDX-License-Identifier: Apache-2.0
 *
 * terms.h - the words that several texts have in common: what a rule could look for.
 *
 * A term is up to 6 characters on end of a script without blanks, or up to 3 words on end. Characters are a term where they can
 * be a word: they do not nearly always stand inside one longer term, they meet different neighbours on both sides, and no
 * character that only joins words is at their edge. A pair is two terms, the second not far behind the first.
 */
#ifndef FL_CLASSIFY_TERMS_H
#define FL_CLASSIFY_TERMS_H

#include "base/alloc.h"
#include "florin.h"

typedef struct fl_term {
	fl_str text;    /* borrowed from the texts */
	fl_str then;    /* of a pair: what follows it within the gap; else "" */
	uint32_t texts; /* how many have it */
	bool spaced;    /* words, not characters */
} fl_term;

typedef struct fl_term_use { /* a term in one of the texts */
	uint32_t term;
	uint32_t title; /* 1: it stands in the title, 0: elsewhere only */
} fl_term_use;

typedef struct fl_terms {
	fl_term *items; /* sorted by bytes */
	size_t count;
	fl_term_use *uses; /* of text i, by term: uses[first[i]] to uses[first[i + 1]] */
	size_t *first;
	size_t num_texts;
} fl_terms;

typedef struct fl_term_text { /* normalised fields; the first is the title */
	const fl_str *fields;
	size_t num_fields;
} fl_term_text;

/* Terms that at least 'least' of the texts have. Everything lives in the arena. */
fl_status fl_terms_find(const fl_term_text *texts, size_t count, uint32_t least, fl_arena *arena, fl_terms *ret,
			fl_error *err);

typedef struct fl_pair_input {
	const fl_term_text *texts; /* those that the terms were found in */
	const uint32_t *labels;    /* of each text; num_labels and above: none */
	size_t num_labels;
	const bool *use; /* of each term: pairs of these only */
	uint32_t least;
} fl_pair_input;

/* Adds pairs, behind the other terms, that at least 'least' texts have and that tell more than each of their two terms:
 * one label is clearly more frequent among their texts. */
fl_status fl_terms_add_pairs(fl_terms *terms, const fl_pair_input *input, fl_arena *arena, fl_error *err);

#endif
