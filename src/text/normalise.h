/* SPDX-License-Identifier: Apache-2.0
 *
 * normalise.h - one form of a text for matching and comparing, with a map back to the original.
 *
 * Steps (utf8proc, Unicode Standard Annex 15; OpenCC's character table built in at build time):
 * NFKC, case folding, full-width to half-width, traditional to simplified character by character, zero-width and
 * other ignorable characters dropped, and marks behind a Han character, which has none; white space runs to one blank (none at the ends), numerals unified (１→1,
 * 一千→1000, 1千→1000, 3.5万→35000, 1,000→1000; ordinals and words like 一起, 一些, 万一, 千万, 统一 stay as they
 * are; text/numeral.h says which). Normalising twice changes nothing.
 *
 * Numbers never run into each other: ①100 gives "1 100", 300，120 gives "300, 120".
 */
#ifndef FL_TEXT_NORMALISE_H
#define FL_TEXT_NORMALISE_H

#include "base/alloc.h"
#include "florin.h"

typedef enum fl_normal_flags {
	FL_NORMAL_MATCH = 0,        /* for rules: keeps punctuation and blanks */
	FL_NORMAL_COMPARE = 1 << 0, /* for duplicates: letters and digits only (Unicode L*, N*, Mn, Mc); between two
				       numerals one blank (or the '.' or ',' that stood there) stays: 1.5 is not 15 */
} fl_normal_flags;

/* A part of the map: what bytes of the text, from 'at' to the 'at' of the next part, came from. Where 'end' is 0 they are
 * characters of the original that stand there from 'begin' on, each as long as here; else all of them together came from
 * the bytes [begin, end). */
typedef struct fl_normal_part {
	uint32_t at, begin, end;
} fl_normal_part;

typedef struct fl_normal {
	fl_str text; /* normalised UTF-8, NUL behind it */
	const fl_normal_part *parts;
	size_t num_parts;
	size_t original; /* its length */
} fl_normal;

/* Byte i of the text came from the original bytes [begin, end), whole characters; behind the last byte both are the length
 * of the original. */
uint32_t fl_normal_begin(const fl_normal *normal, size_t i);
uint32_t fl_normal_end(const fl_normal *normal, size_t i);
/* The bytes of the original that bytes [start, end) of the text came from; end > start. */
void fl_normal_place(const fl_normal *normal, size_t start, size_t end, uint32_t *ret_start, uint32_t *ret_end);

/* Original at most 2^31-1 bytes; malformed UTF-8 becomes U+FFFD. Lives in the arena. */
fl_status fl_normalise(fl_str original, fl_normal_flags flags, fl_arena *arena, fl_normal *ret, fl_error *err);

/* The version of utf8proc that is running; static. */
const char *fl_normal_library(void);

#endif
