/* SPDX-License-Identifier: Apache-2.0
 *
 * mend.h - the smallest change to one limit with which a round can be allocated.
 */
#ifndef FL_ALLOCATE_MEND_H
#define FL_ALLOCATE_MEND_H

#include "allocate/holds.h"
#include "allocate/solution.h"

enum { FL_MEND_PARTS = 10000 }; /* shares are named in hundredths of a per cent */

typedef struct fl_mend {
	fl_holds holds; /* NO: changing this limit alone is not enough. UNKNOWN: no answer was found in the time allowed */
	bool sure;      /* no smaller change would do; false where a search for whole requests did not tell */
	int64_t value;  /* minor units; dreams, of FL_ROW_FUNDED; FL_MEND_PARTS of what is awarded */
} fl_mend;

/* For one side of a row of solution->program. The value is a round's own setting, the pool's amount or the group's limit (for all
 * values of a group "each"), and the round was allocated with it. units: the limits can hold, but not in whole minor units. */
fl_status fl_mend_find(const fl_solution *solution, uint32_t row, bool upper, bool units, fl_mend *ret, fl_error *err);

/* Pools with equal selectors have one row; the first of them that has this side. Its index in the round. */
uint32_t fl_mend_pool(const fl_solution *solution, uint32_t row, bool upper);

#endif
