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

#include "allocate/cuts.h"
#include "allocate/dual.h"
#include "allocate/solve.h"

typedef enum fl_core_solver {
	FL_CORE_GLPK,  /* one program, once */
	FL_CORE_NODES, /* program after program, each a box away from the last: dual.h where it fits, GLPK otherwise */
} fl_core_solver;

typedef struct fl_core {
	const fl_program *full;
	fl_program *part;
	fl_cuts *cuts;      /* of part; NULL: none */
	fl_solver *solver;  /* one of the two is there */
	fl_dual *dual;
	fl_money *lo, *hi;  /* present boxes of the core's columns, for the day when the dual gives up */
	int64_t pivots_before; /* of a dual that gave up */
	uint32_t *class_at; /* column of the core -> class */
	uint32_t *core_of;  /* class -> column of the core, UINT32_MAX fixed */
} fl_core;

/* Open: classes with lo < hi, and all helper columns. cuts: of the full program, or NULL; GLPK goes without them. */
fl_status fl_core_new(const fl_program *full, const fl_cuts *cuts, const fl_money *lo, const fl_money *hi, fl_core_solver which,
		      fl_core **ret_core, fl_error *err);
void fl_core_free(fl_core *core);
/* Where a column of the full program stands in the core; UINT32_MAX: it is fixed. */
uint32_t fl_core_column(const fl_core *core, uint32_t j);
/* Change the box of an open class or of a count. */
void fl_core_box(fl_core *core, uint32_t j, fl_money lo, fl_money hi);
/* Solve the linear program over the present boxes. FL_SOLVER_CUT_OFF only after fl_core_cut_off. */
fl_status fl_core_run(fl_core *core, fl_solver_answer *ret_answer, fl_error *err);
/* Runs may stop as soon as the core's objective (that of its columns alone) is known to stay below. -INFINITY: they may not. */
void fl_core_cut_off(fl_core *core, double objective);
/* As fl_solver_limits. Rows are those of the full program. */
void fl_core_limits(fl_core *core, size_t row, const double *lo, const double *hi);
double fl_core_value(const fl_core *core, size_t part_column); /* of the last run, in minor units */
void fl_core_multipliers(const fl_core *core, double *y); /* of rows, and of the cuts behind them */
bool fl_core_ray(fl_core *core, double *y); /* as fl_solver_ray; likewise */
int64_t fl_core_pivots(const fl_core *core);
/* The basis in terms of the full program. */
void fl_core_basis(const fl_core *core, uint8_t *column_at, uint8_t *row_at);

#endif
