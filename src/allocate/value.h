/* SPDX-License-Identifier: Apache-2.0
 *
 * value.h - what an allocation is worth in the units of its policy (domain/proof.h, "Values").
 */
#ifndef FL_ALLOCATE_VALUE_H
#define FL_ALLOCATE_VALUE_H

#include "allocate/solution.h"

/* Of the optimal amounts before rounding. */
void fl_value_of_optimum(const fl_solution *solution, mpq_t ret);
/* Of the awards as paid. */
void fl_value_of_awards(const fl_solution *solution, mpq_t ret);

#endif
