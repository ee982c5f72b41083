/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_values.h - values of dreams, at which each partner chooses for itself: a bound, and its proof. Nobody outside allocate/assign*
 * includes this.
 */
#ifndef FL_ALLOCATE_ASSIGN_VALUES_H
#define FL_ALLOCATE_ASSIGN_VALUES_H

#include "allocate/assign_money.h"
#include "allocate/assign_sack.h"

typedef struct fl_sacks {
	const fl_assign_case *c;
	fl_sack *list;     /* one of each partner */
	size_t count;
	uint32_t *zone;    /* per dream: 0; FL_UNASSIGNED: it is fixed */
	int64_t *value;    /* per dream, in parts of a point: the best that are known */
	int64_t bound;     /* of the fits that are not fixed, in the same parts */
	int64_t *prices;   /* at these values, per partner: of its place, then of its money ... */
	int64_t *worths;   /* ... and what its choice is worth */
	bool possible;     /* every partner has a choice; where one has none, bounds say nothing */
	int64_t settled;   /* points of the dreams that are fixed */
	int64_t scale;
	int threads;
	fl_sack_desk *desks; /* one a thread */
} fl_sacks;

/* The sacks of a case, with values and prices out of 's->root'. They live in the arena of 's'. */
fl_status fl_sacks_init(fl_sacks *sacks, fl_assign_search *s, fl_error *err);
/* Every partner chooses at these values; what they are worth together with the values: a bound. */
fl_status fl_sacks_choose(fl_sacks *sacks, const int64_t *value, int64_t *ret_bound, fl_error *err);
/* Better values; 'bound' is that of these, and the sacks have their choices at them. */
fl_status fl_sacks_descend(fl_sacks *sacks, fl_arena *arena, fl_error *err);
/* No assignment is worth more, in whole points. */
int64_t fl_sacks_bound(const fl_sacks *sacks);
/* The leaf that proves it: a set of prices, a set of values. */
void fl_sacks_write(const fl_sacks *sacks, int64_t *prices, int64_t *values);

#endif
