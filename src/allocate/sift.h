/* SPDX-License-Identifier: Apache-2.0
 *
 * sift.h - the basis that doubles propose for a linear program, also for a million columns, and again when its limits have changed.
 */
#ifndef FL_ALLOCATE_SIFT_H
#define FL_ALLOCATE_SIFT_H

#include "allocate/solve.h"

typedef struct fl_sift fl_sift;

/* The program is borrowed. Between runs the limits of its rows may change, nothing else. */
fl_status fl_sift_new(const fl_program *program, fl_sift **ret_sift, fl_error *err);
void fl_sift_free(fl_sift *sift);
/* Where every column and row stands (fl_at) in a basis that is optimal as far as doubles can tell; infeasible programs give the
 * solver's last one. Only a proposal: basis.h judges and mends it. Arrays of num_columns and num_rows. A run after the first
 * starts from the prices and the core of the last. */
fl_status fl_sift_run(fl_sift *sift, uint8_t *column_at, uint8_t *row_at, fl_error *err);
int64_t fl_sift_pivots(const fl_sift *sift); /* of all runs */

#endif
