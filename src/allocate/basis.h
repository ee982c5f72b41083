/* SPDX-License-Identifier: Apache-2.0
 *
 * basis.h - a basis in rational arithmetic: its solution, its multipliers, and the pivots that are still missing.
 *
 * A float solver hands over a basis; here it is solved exactly (lu.h) and judged: primal feasible, dual feasible?
 * If not, exact pivots of the boxed dual simplex method mend it (Koberstein, "The Dual Simplex Method", 2005, section
 * 3; every column is boxed and every row has an implied range, so any basis can be made dual feasible by moving
 * nonbasic variables to their other limit). All decisions are made on rationals; doubles only sort out, with a bound
 * on their error, the comparisons that are clear.
 */
#ifndef FL_ALLOCATE_BASIS_H
#define FL_ALLOCATE_BASIS_H

#include "allocate/lu.h"
#include "allocate/program.h"
#include "allocate/solve.h"

typedef struct fl_basis {
	const fl_program *program;
	fl_money *lo, *hi;           /* boxes of the columns, may be narrower than the program's */
	mpq_t *lo_exact, *hi_exact;  /* borrowed; NULL: 'lo' and 'hi' are the boxes. Else these are, and lo < hi only tells
				      * which columns can move (fl_basis_new_exact) */
	uint8_t *column_at, *row_at; /* fl_at */
	mpq_t *row_lo, *row_hi;      /* limits, implied where the program has none */
	uint32_t goal;               /* maximise this column alone; UINT32_MAX: the program's objective */
	bool goal_down;              /* minimise it instead */
	/* the solution of the basis: */
	uint32_t *basic;    /* structural basic columns */
	uint32_t *tight;    /* nonbasic rows */
	uint32_t *position; /* column -> index in basic, UINT32_MAX */
	size_t rank;        /* how many of each */
	mpq_t *x;           /* per basic index: value */
	mpq_t *activity;    /* per row */
	mpq_t *y;           /* per row, 0 where basic */
	double *y_near;     /* y as doubles, for the filter */
	double *y_size;     /* |y| as doubles */
	fl_lu *lu;
	int64_t pivots;
	bool mended; /* by fl_basis_solve: the basis it was given is not the answer (singular, a wrong side, pivots missing) */
} fl_basis;

typedef enum fl_basis_answer { FL_BASIS_OPTIMAL, FL_BASIS_INFEASIBLE } fl_basis_answer;

/* Start from the solver's basis (copied) with the program's objective; lo/hi: boxes, NULL for the program's. */
fl_status fl_basis_new(const fl_program *program, const fl_money *lo, const fl_money *hi, const uint8_t *column_at,
		       const uint8_t *row_at, fl_basis **ret_basis, fl_error *err);
/* The same with boxes that are fractions: one pair for each column, borrowed. */
fl_status fl_basis_new_exact(const fl_program *program, mpq_t *lo, mpq_t *hi, const uint8_t *column_at,
			     const uint8_t *row_at, fl_basis **ret_basis, fl_error *err);
void fl_basis_free(fl_basis *lp);
/* The lower or the upper end of a column's box. */
void fl_basis_end(const fl_basis *lp, size_t j, bool upper, mpq_t ret);
/* Pivot to the optimum. FL_BASIS_INFEASIBLE leaves a Farkas ray in lp->y. */
fl_status fl_basis_solve(fl_basis *lp, fl_basis_answer *ret_answer, fl_error *err);
/* From an optimal basis: maximise the goal by primal pivots, over columns whose box is not a point and rows that may
 * move. */
fl_status fl_basis_primal(fl_basis *lp, fl_error *err);
/* Solve the present basis again after boxes, limits, standings or the goal were changed. */
fl_status fl_basis_refresh(fl_basis *lp, fl_error *err);
/* Sign of d_j, exactly. */
int fl_basis_sign(const fl_basis *lp, size_t j);
/* How basic columns (dx, by index in 'basic') and rows (da, by row; of basic ones) change while the nonbasic variable
 * 'in' (a column, or num_columns + row) moves by one, up or down. dx and da are zeros on entry, num_rows of them. */
void fl_basis_directions(const fl_basis *lp, uint32_t in, bool up, mpq_t *dx, mpq_t *da);
/* Value of column j in the present basis. */
void fl_basis_value(const fl_basis *lp, size_t j, mpq_t ret);
/* Reduced cost d_j = c_j - sum_k a_kj y_k. */
void fl_basis_reduced(const fl_basis *lp, size_t j, mpq_t ret);
/* Sum of c_j X_j. */
void fl_basis_objective(const fl_basis *lp, mpq_t ret);

#endif
