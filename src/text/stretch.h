/* SPDX-License-Identifier: Apache-2.0
 *
 * stretch.h - the long way to normalise: a stretch of a text, character by character with all their neighbours. Nobody
 * outside text/ includes this.
 */
#ifndef FL_TEXT_STRETCH_H
#define FL_TEXT_STRETCH_H

#include "base/vec.h"
#include "text/normal_writer.h"
#include "text/unit.h"

typedef struct fl_stretch {
	fl_str original;    /* the whole text */
	size_t begin, end;  /* of the stretch */
	FL_VEC(fl_unit) units;
	FL_VEC(int32_t) points; /* scratch */
	bool complex;  /* marks or jamo occur: compose */
	bool apart;    /* full-width forms or other kinds of numbers occur: fl_numeral_apart decides */
	bool numerals; /* numerals occur */
} fl_stretch;

uint32_t fl_simplified(uint32_t c);

/* Normalise the bytes [begin, end) of the original as if they were all of it, and write them. False when memory is short;
 * release it also then. */
bool fl_stretch_normalise(fl_stretch *s, size_t begin, size_t end, fl_normal_flags flags, fl_normal_writer *w);
void fl_stretch_release(fl_stretch *s);

/* Write the units; room is made. stretch_write.c */
bool fl_stretch_write(const fl_stretch *s, fl_normal_writer *w);

#endif
