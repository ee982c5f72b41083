/* SPDX-License-Identifier: Apache-2.0
 *
 * unit.h - one character of a text on its way through normalise.c and numeral.c. Nobody else includes this.
 */
#ifndef FL_TEXT_UNIT_H
#define FL_TEXT_UNIT_H

#include "florin.h"

typedef struct fl_unit {
	uint32_t c;          /* code point, and the marks below */
	uint32_t begin, end; /* original bytes [begin, end) */
} fl_unit;

#define FL_UNIT_POINT   0x001FFFFFu
#define FL_UNIT_NUMERAL 0x80000000u /* a digit, or a Chinese numeral or its unit */
#define FL_UNIT_WIDE    0x40000000u /* was a full-width form: １ ， */
#define FL_UNIT_OTHER   0x20000000u /* came out of another kind of number: ① ² ½ */

static inline uint32_t fl_unit_point(const fl_unit *u)
{
	return u->c & FL_UNIT_POINT;
}

#endif
