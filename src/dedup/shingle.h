/* SPDX-License-Identifier: Apache-2.0
 *
 * shingle.h - the distinct grams of a dream as hashes, each marked with the part it stands in.
 *
 * A gram begins at every piece of the text and goes on until it weighs 6: a Han character or a number weighs 3, a
 * letter 1. So it is two Han characters, six letters, "1000" with the character after it, or "a7县". A part that
 * weighs less than 6 is one gram as a whole, so that short texts are compared whole and are never all alike.
 */
#ifndef FL_DEDUP_SHINGLE_H
#define FL_DEDUP_SHINGLE_H

#include "base/vec.h"
#include "dedup/piece.h"

#define FL_GRAM_TITLE 1u
#define FL_GRAM_BODY  2u
#define FL_GRAM_PARTS 3u

typedef FL_VEC(uint64_t) fl_hashes;

/* Scratch of one thread. Zero-initialise to use. */
typedef struct fl_shingler {
	struct {
		uint64_t *items;
		size_t len, cap;
	} pieces;
	uint8_t *heavy; /* Han character or number, no letter */
	size_t heavy_cap;
	uint64_t *slots; /* the distinct grams of one dream: a hash table of num_slots, a power of two */
	size_t num_slots, slots_cap;
} fl_shingler;

/* One gram of a text: its hash without the bits of the parts, and its bytes. */
typedef struct fl_gram {
	uint64_t hash;
	size_t begin, end;
} fl_gram;

/* The gram that begins at the next piece at or after *pos, which moves behind that piece; 'first': no piece stands before it.
 * False at the end, and where what is left weighs too little. */
bool fl_gram_next(fl_str text, size_t *pos, bool first, fl_gram *ret);

/* Append the distinct grams of a dream (both parts in the comparing form) to 'ret': a hash whose two lowest bits say
 * in which parts it stands. */
fl_status fl_shingle(fl_shingler *s, fl_str title, fl_str body, fl_hashes *ret, fl_error *err);
void fl_shingler_release(fl_shingler *s);

#endif
