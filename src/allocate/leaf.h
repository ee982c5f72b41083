/* SPDX-License-Identifier: Apache-2.0
 *
 * leaf.h - what multipliers prove in a part of the search space: the bound of domain/proof.h over given boxes.
 */
#ifndef FL_ALLOCATE_LEAF_H
#define FL_ALLOCATE_LEAF_H

#include "allocate/cuts.h"
#include "allocate/program.h"

/* cuts below: those of the program, or NULL; their multipliers stand behind those of the rows. */

/* Make multipliers of a float solver admissible and short: wrong signs become 0, 40 bits are kept, counted from the
 * largest of them where all are prices of money. */
void fl_leaf_clean(const fl_program *program, const fl_cuts *cuts, double *y);

/* bound(y; lo, hi) in doubles, and how far rounding may have moved it. 'with_objective' false: all c = 0.
 * ret_d: reduced cost of every class, or NULL. */
double fl_leaf_bound(const fl_program *program, const fl_cuts *cuts, const double *y, const fl_money *lo, const fl_money *hi, bool with_objective,
                     double *ret_d, double *ret_doubt);

/* The same, exactly; y as rationals or (when NULL) as the doubles. */
fl_status fl_leaf_bound_exact(const fl_program *program, const fl_cuts *cuts, const double *y_near, mpq_t *y, const fl_money *lo,
			      const fl_money *hi, bool with_objective, mpq_t ret, fl_error *err);

/* g: every value of an all-indivisible program, or of an admission, is a multiple of it; 0 when there is none (proof.h). */
void fl_leaf_grid(const fl_program *program, mpq_t ret);

#endif
