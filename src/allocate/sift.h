/* SPDX-License-Identifier: Apache-2.0
 *
 * sift.h - the basis that doubles propose for a linear program, also for a million columns.
 */
#ifndef FL_ALLOCATE_SIFT_H
#define FL_ALLOCATE_SIFT_H

#include "allocate/solve.h"

/* Where every column and row stands (fl_at) in a basis that is optimal as far as doubles can tell; infeasible programs give
 * the solver's last one. Only a proposal: basis.h judges and mends it. Arrays of num_columns and num_rows. '*pivots' is
 * added to. */
fl_status fl_sift_basis(const fl_program *program, uint8_t *column_at, uint8_t *row_at, int64_t *pivots, fl_error *err);

#endif
