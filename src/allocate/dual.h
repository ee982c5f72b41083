/* SPDX-License-Identifier: Apache-2.0
 *
 * dual.h - a dual simplex of our own for the nodes of a search, in doubles.
 *
 * A search solves one small linear program after another that differs from the last in one box. GLPK takes a copy of the
 * whole program and factors its basis at each call, which costs a hundred times what the few pivots do. Here the basis,
 * its inverse and the reduced costs stay as they are between calls. It is believed as little as GLPK: what it names is
 * checked in rationals (leaf.h, basis.h), and where it gives up, GLPK takes over (core.h).
 */
#ifndef FL_ALLOCATE_DUAL_H
#define FL_ALLOCATE_DUAL_H

#include "allocate/cuts.h"
#include "allocate/program.h"
#include "allocate/solve.h"

typedef struct fl_dual fl_dual;

/* Is the program small enough? The inverse of its basis is dense: only rows that can bind count. */
bool fl_dual_fits(const fl_program *program, const fl_cuts *cuts);
/* cuts: of the program's classes, or NULL; borrowed. */
fl_status fl_dual_new(const fl_program *program, const fl_cuts *cuts, fl_dual **ret_dual, fl_error *err);
void fl_dual_free(fl_dual *dual);
/* Change the box of a column, in minor units; never wider than the program's. */
void fl_dual_box(fl_dual *dual, size_t column, fl_money lo, fl_money hi);
/* Change a row's limits (NULL: none), in minor units; never wider than the program's. A row that no point of the program's boxes can
 * break is not there and stays away, however its limits are drawn in. */
void fl_dual_limits(fl_dual *dual, size_t row, const double *lo, const double *hi);
/* Stop with FL_SOLVER_CUT_OFF as soon as the objective is known to stay below; -INFINITY: never. */
void fl_dual_cut_off(fl_dual *dual, double objective);
/* FL_SOLVER_FAILED: too many pivots, or numbers that cannot be trusted. */
fl_solver_answer fl_dual_run(fl_dual *dual);
double fl_dual_column(const fl_dual *dual, size_t column);
/* As fl_solver_multipliers, those of the cuts behind; after FL_SOLVER_CUT_OFF those that show it. */
void fl_dual_multipliers(const fl_dual *dual, double *y);
/* After FL_SOLVER_INFEASIBLE, as fl_solver_ray. */
void fl_dual_ray(const fl_dual *dual, double *y);
void fl_dual_basis(const fl_dual *dual, uint8_t *column_at, uint8_t *row_at);
int64_t fl_dual_pivots(const fl_dual *dual);

#endif
