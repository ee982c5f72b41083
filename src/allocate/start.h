/* SPDX-License-Identifier: Apache-2.0
 *
 * start.h - where columns and rows stood in the last optimal basis, for a program that is nearly the same.
 *
 * Programs of the same traits (traits.h) name their columns and rows alike, whatever their order. Only a proposal: basis.h mends it.
 */
#ifndef FL_ALLOCATE_START_H
#define FL_ALLOCATE_START_H

#include "allocate/program.h"
#include "base/vec.h"

typedef struct fl_start_item { /* a row, or a column that is no class */
	uint8_t is_row, kind;
	uint32_t id, pool;
	uint8_t at;
} fl_start_item;

typedef struct fl_start {
	size_t parts;          /* columns of a class: as many as there are tranches, else 1 */
	FL_VEC(uint8_t) class_at; /* kind times parts; FL_START_NONE: no such class */
	FL_VEC(fl_start_item) items; /* sorted */
	bool kept;
} fl_start;

#define FL_START_NONE 255

/* Zero-initialise 'start' and set 'parts'. */
fl_status fl_start_keep(fl_start *start, const fl_program *program, const uint8_t *column_at, const uint8_t *row_at, fl_error *err);
/* What is new stands at its lower end, a new row is basic. */
void fl_start_propose(const fl_start *start, const fl_program *program, uint8_t *column_at, uint8_t *row_at);
/* For the next proposals: a class of kind 'to', which was in no program, stands as 'from' did; FL_START_NONE again after that. */
fl_status fl_start_follow(fl_start *start, uint32_t from, uint32_t to, fl_error *err);
void fl_start_forget(fl_start *start, uint32_t kind);
void fl_start_release(fl_start *start);

#endif
