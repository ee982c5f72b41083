/* SPDX-License-Identifier: Apache-2.0
 *
 * solve.h - GLPK's dual simplex on a program, in doubles. Fast and not believed: its basis and multipliers are what
 * the exact side (basis.h, integer.h) starts from. GLPK aborts on misuse; a hook brings control back as FL_SOLVER_FAILED.
 */
#ifndef FL_ALLOCATE_SOLVE_H
#define FL_ALLOCATE_SOLVE_H

#include "allocate/program.h"

typedef struct fl_solver fl_solver;

typedef enum fl_solver_answer {
	FL_SOLVER_OPTIMAL,
	FL_SOLVER_INFEASIBLE,
	FL_SOLVER_CUT_OFF, /* dual.h only */
	FL_SOLVER_FAILED
} fl_solver_answer;

/* Where a column or row stands in a basis. */
typedef enum fl_at { FL_BASIC, FL_AT_LO, FL_AT_HI } fl_at;

fl_status fl_solver_new(const fl_program *program, fl_solver **ret_solver, fl_error *err);
void fl_solver_free(fl_solver *solver);
/* Change the box of a column (minor units, lo <= hi). The next solve starts from the present basis. */
void fl_solver_box(fl_solver *solver, size_t column, fl_money lo, fl_money hi);
/* The same for ends that are no whole minor units. */
void fl_solver_box_near(fl_solver *solver, size_t column, double lo, double hi);
/* Change a row's limits (NULL: none). */
void fl_solver_limits(fl_solver *solver, size_t row, const double *lo, const double *hi);
fl_solver_answer fl_solver_run(fl_solver *solver);
double fl_solver_column(const fl_solver *solver, size_t column);  /* X_j in minor units */
void fl_solver_multipliers(const fl_solver *solver, double *y);   /* per row, objective units per minor unit */
/* After FL_SOLVER_INFEASIBLE: a Farkas ray, as multipliers whose bound with c = 0 should be negative. False: none at
 * hand. */
bool fl_solver_ray(fl_solver *solver, double *y);
void fl_solver_basis(const fl_solver *solver, uint8_t *column_at, uint8_t *row_at);
int64_t fl_solver_pivots(const fl_solver *solver);
/* What GLPK keeps for this thread is given back. A thread that ends calls it; no solver of its own may be left. */
void fl_solver_leave_thread(void);

#endif
