/* SPDX-License-Identifier: Apache-2.0
 *
 * core.h - the linear program over the columns that are still open; all others stand fixed and only shift the rows'
 * limits.
 *
 * Large integer rounds are decided among few dreams: with a good solution at hand, reduced costs settle the rest
 * (integer.c). Row numbers are those of the full program, so multipliers of the core are multipliers of the full
 * program.
 */
#ifndef FL_ALLOCATE_CORE_H
#define FL_ALLOCATE_CORE_H

#include "allocate/solve.h"

typedef struct fl_core {
	const fl_program *full;
	fl_program *part;
	fl_solver *solver;
	uint32_t *class_at; /* column of the core -> class */
	uint32_t *core_of;  /* class -> column of the core, UINT32_MAX fixed */
} fl_core;

/* Open: classes with lo < hi, and all helper columns. */
fl_status fl_core_new(const fl_program *full, const fl_money *lo, const fl_money *hi, fl_core **ret_core,
		      fl_error *err);
void fl_core_free(fl_core *core);
/* Where a column of the full program stands in the core; UINT32_MAX: it is fixed. */
uint32_t fl_core_column(const fl_core *core, uint32_t j);
/* Change the box of an open class or of a count. */
void fl_core_box(fl_core *core, uint32_t j, fl_money lo, fl_money hi);
/* The basis in terms of the full program. */
void fl_core_basis(const fl_core *core, uint8_t *column_at, uint8_t *row_at);

#endif
