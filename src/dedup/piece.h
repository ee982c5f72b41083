/* SPDX-License-Identifier: Apache-2.0
 *
 * piece.h - a normalised text cut into what a reader sees as its smallest parts: numbers, words, Han characters.
 */
#ifndef FL_DEDUP_PIECE_H
#define FL_DEDUP_PIECE_H

#include "florin.h"

typedef enum fl_piece_kind {
	FL_PIECE_WIDE,    /* one Han, kana or Hangul character */
	FL_PIECE_NUMBER,  /* a run of ASCII digits, with a point between digits */
	FL_PIECE_LETTERS, /* a run of other letters */
} fl_piece_kind;

typedef struct fl_piece {
	fl_piece_kind kind;
	uint32_t begin, end; /* bytes of the text */
	uint64_t hash;       /* of the characters */
} fl_piece;

/* The next piece at or after *pos; blanks and punctuation are passed over. False at the end. With 'single' every
 * letter is a piece of its own. The text is well-formed UTF-8, at most 2^31 bytes. */
bool fl_piece_next(fl_str text, size_t *pos, bool single, fl_piece *ret);

/* One step of the hash that pieces and grams use (the finaliser of SplitMix64, Steele et al. 2014). */
static inline uint64_t fl_piece_mix(uint64_t hash, uint64_t value)
{
	uint64_t z = (hash ^ value) + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

#endif
