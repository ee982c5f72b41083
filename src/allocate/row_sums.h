/* SPDX-License-Identifier: Apache-2.0
 *
 * row_sums.h - the rows of a solution in whole minor units, for searches that try one change after another.
 *
 * Only for programs whose rows are sums of classes (no flows, counts or total). Limits are rounded inwards, so a solution that
 * keeps them keeps the exact ones.
 */
#ifndef FL_ALLOCATE_ROW_SUMS_H
#define FL_ALLOCATE_ROW_SUMS_H

#include "allocate/program.h"

#define FL_ROW_SUMS_LARGEST ((int64_t)1 << 61) /* sums stay far from 2^63; a limit of this size is none */

typedef struct fl_row_sums {
	const fl_program *program;
	int64_t *sum, *lo, *hi; /* per row */
} fl_row_sums;

/* *ret_fits: false where a limit or a sum is too large for plain integers. Release it in any case. */
fl_status fl_row_sums_init(fl_row_sums *sums, const fl_program *program, const fl_money *at, bool *ret_fits, fl_error *err);
void fl_row_sums_release(fl_row_sums *sums);
/* One dream of class c goes in, or out. */
void fl_row_sums_shift(fl_row_sums *sums, uint32_t c, bool in);
/* Do the rows of class c keep their limits? */
bool fl_row_sums_keep(const fl_row_sums *sums, uint32_t c);

#endif
