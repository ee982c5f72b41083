/* SPDX-License-Identifier: Apache-2.0
 *
 * examine.h - does a round file hold what its journal says? Nothing is computed anew: digests and records are compared.
 */
#ifndef FL_STEPS_EXAMINE_H
#define FL_STEPS_EXAMINE_H

#include "base/vec.h"
#include "steps/chronicle.h"

typedef struct fl_breach { /* something that is not as the journal says */
	fl_step step; /* whose work it is, FL_STEP_COUNT: of no step */
	fl_str what;  /* a sentence, in the arena */
	bool of_rows; /* about what stands in its tables; else about what is said of it */
} fl_breach;

typedef FL_VEC(fl_breach) fl_breaches;

/* Append what is found, in the order of the steps; release the list after a failure, too. */
fl_status fl_examine(fl_store *store, const fl_chronicle *chronicle, fl_arena *arena, fl_breaches *breaches, fl_error *err);
#endif
