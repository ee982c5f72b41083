/* SPDX-License-Identifier: Apache-2.0
 *
 * again_state.h - what again.c and still.c share.
 */
#ifndef FL_ALLOCATE_AGAIN_STATE_H
#define FL_ALLOCATE_AGAIN_STATE_H

#include "allocate/again.h"
#include "allocate/solution.h"
#include "allocate/traits.h"

/* What still.c knows of a line of groups in the optimum. */
typedef struct fl_line_now {
	mpq_t money, awarded_min, awarded_max; /* prices of its rows, 0 where there is none */
	bool met;            /* some qualified dream stands in it, or it is always there */
	bool always;
	uint32_t first;      /* place of the first of its dreams in tie order */
	__int128 capacity;   /* sum of u */
	__int128 low, high;  /* what is awarded lies between, however amounts are rounded */
} fl_line_now;

struct fl_again {
	const fl_round_spec *spec;
	size_t num_dreams;
	fl_candidate *dreams; /* a copy: changes come and go */
	uint32_t *kinds;      /* as the round stands */
	uint32_t *places;     /* all dreams in tie order, whatever their standing ... */
	uint32_t *place_of;   /* ... and where each is in it */
	uint32_t *order;      /* scratch: the qualified ones */
	fl_traits *traits;
	fl_start start;
	fl_money *awards; /* NULL: not quick */
	bool feasible;
	/* the optimum, for still.c */
	bool judged;          /* it can be judged at all */
	fl_line_now *lines;   /* of the traits' lines at that time */
	size_t num_lines;
	mpq_t *pools, *lists; /* prices: of merged pools, of lists of pools with more than one */
	bool *list_known;
	uint32_t *list_first; /* place of the first dream that these pools may pay */
	size_t num_pools, num_lists;
	uint8_t *end;         /* per kind: fl_end */
	size_t num_kinds;
	mpq_t total;          /* price of the sum of all awards */
	bool helpers;         /* there are columns beside the classes */
	bool few_choices;     /* so few amounts are rounded that the search for it ends by itself */
};

typedef enum fl_end { FL_END_NONE, FL_END_EMPTY, FL_END_FULL } fl_end; /* a class: between, nothing, all that it may get */

/* After the round was solved. */
fl_status fl_still_learn(fl_again *again, const fl_solution *solution, fl_error *err);
void fl_still_release(fl_again *again);

#endif
