/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog_data.h - the data of a round while they are written: mathprog.c (pools and classes) and mathprog_groups.c.
 */
#ifndef FL_ALLOCATE_MATHPROG_DATA_H
#define FL_ALLOCATE_MATHPROG_DATA_H

#include "allocate/model_text.h"

typedef struct fl_mathprog_parts { /* rows of a group, UINT32_MAX: none */
	uint32_t money, awarded_min, awarded_max, funded;
} fl_mathprog_parts;

typedef struct fl_mathprog {
	const fl_model *model;
	const fl_program *program;
	fl_buf *out;
	fl_mathprog_parts *parts;     /* per limit line */
	uint32_t *member_start; /* classes of line l: members[member_start[l] .. member_start[l + 1]) */
	uint32_t *members;
	int64_t *share; /* per row that is a share of what is awarded: its numerator; the denominator is the scale */
} fl_mathprog;

/* Groups, their members and limits; where money that returned is divided again, what was awarded before. */
void fl_mathprog_groups(const fl_mathprog *w);
/* In comments: limits of money that hold whatever is awarded, with what the dreams can take in all. */
void fl_mathprog_left_out(const fl_mathprog *w);

#endif
