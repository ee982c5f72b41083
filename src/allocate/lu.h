/* SPDX-License-Identifier: Apache-2.0
 *
 * lu.h - sparse square rational matrices: factor once, solve with the matrix and with its transpose.
 *
 * Gaussian elimination with Markowitz's choice of pivot (Markowitz, Management Science 3, 1957): the entry whose row
 * and column are shortest, so singletons come first and the nearly triangular matrices of allocation rounds fill in
 * hardly at all. No pivot threshold: the arithmetic is exact, any pivot but zero is a good one.
 */
#ifndef FL_ALLOCATE_LU_H
#define FL_ALLOCATE_LU_H

#include "florin.h"

#include <gmp.h>

typedef struct fl_lu fl_lu;

/* One entry of the matrix. */
typedef struct fl_lu_entry {
	uint32_t row, column;
	int64_t value;
} fl_lu_entry;

/* Factor the n x n matrix of the entries (no position twice). *ret_lu is NULL when the matrix is singular; then
 * *ret_bad_row and *ret_bad_column name a row and a column that have no pivot. */
fl_status fl_lu_factor(size_t n, const fl_lu_entry *entries, size_t num_entries, fl_lu **ret_lu,
		       uint32_t *ret_bad_row, uint32_t *ret_bad_column, fl_error *err);
void fl_lu_free(fl_lu *lu);
/* Solve A x = b in place: b indexed by row on entry, by column on return. */
void fl_lu_solve(const fl_lu *lu, mpq_t *b);
/* Solve A' y = c in place: c indexed by column on entry, by row on return. */
void fl_lu_solve_transposed(const fl_lu *lu, mpq_t *c);

#endif
