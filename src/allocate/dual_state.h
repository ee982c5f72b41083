/* SPDX-License-Identifier: Apache-2.0
 *
 * dual_state.h - what the files of the dual simplex share: dual.c makes, changes and reads it, dual_basis.c holds its basis,
 * dual_pivot.c moves it.
 */
#ifndef FL_ALLOCATE_DUAL_STATE_H
#define FL_ALLOCATE_DUAL_STATE_H

#include "allocate/dual.h"

#define FL_DUAL_TOLERANCE   1e-9 /* of a scaled value outside its box */
#define FL_DUAL_LEAST_PIVOT 1e-9 /* smaller entries are taken for 0 */

typedef struct fl_dual_step { /* where a nonbasic variable's reduced cost reaches 0 */
	double ratio;
	uint32_t variable;
} fl_dual_step;

struct fl_dual {
	const fl_program *program;
	const fl_cuts *cuts;         /* NULL: none */
	size_t n, m;
	uint32_t *row_of;            /* row here -> row of the program; cuts are numbered behind its rows */
	uint32_t *start, *row;       /* columns: entries of j are [start[j], start[j+1]) */
	double *coef;
	double *width, *size, scale; /* of columns, rows, objective */
	double *c;                   /* per column */
	double *lo, *hi, *x, *d;     /* per variable; d of a row's sum is its multiplier */
	uint32_t *basic;             /* per row: the variable in that place */
	uint32_t *place;             /* per variable, UINT32_MAX nonbasic */
	bool *upper;                 /* nonbasic: at its upper end */
	double *inverse;             /* m * m, row by row */
	double *alpha;               /* per variable: scratch, the leaving variable's row */
	double *column, *shift;      /* per row: scratch */
	fl_dual_step *steps;
	uint32_t *moved;
	double value, cut_off;
	uint32_t ray_place;          /* after INFEASIBLE: whose row of the inverse is the ray ... */
	double ray_sign;
	int64_t pivots, fresh;       /* fresh: pivots since the inverse was computed */
};

/* column = inverse times the column of a variable. */
void fl_dual_expand(const fl_dual *dual, uint32_t variable, double *column);
/* The inverse after the variable of 'column' has taken this place. */
void fl_dual_exchange(fl_dual *dual, size_t place, const double *column);
double fl_dual_reduced_cost(const fl_dual *dual, size_t j);
/* Inverse, multipliers, reduced costs and values afresh from the list of basic variables. */
void fl_dual_refresh(fl_dual *dual);

#endif
