/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_sack.h - which dreams one partner would choose for itself: a knapsack with a limit in money and limits in dreams, solved exactly.
 * Nobody outside allocate/assign* includes this.
 */
#ifndef FL_ALLOCATE_ASSIGN_SACK_H
#define FL_ALLOCATE_ASSIGN_SACK_H

#include "base/alloc.h"
#include "domain/assignment.h"

#define FL_SACK_NOTHING INT64_MIN

typedef struct fl_sack_item { /* a pairing of this partner */
	uint32_t dream;
	int32_t fit;
	fl_money brings;
} fl_sack_item;

typedef struct fl_sack { /* a partner, without the dreams that are fixed to it and what they take */
	fl_sack_item *items;
	uint32_t num_items;
	int64_t least, most;
	fl_money money;      /* no limit: what all of them bring */
	bool limited;        /* it has a limit in money */
	fl_money heaviest;   /* the most that one of its dreams brings */
	uint32_t zone;       /* only dreams of this zone are asked about */
	int64_t y, z;        /* prices of its place and its money, as in the proof: they order the search, nothing hangs on them */
	int64_t worth;       /* no choice is worth more */
	int64_t found;       /* what the choice below is worth: as much, but where the search was cut off; FL_SACK_NOTHING: there is none */
	bool cut_off;        /* the search was */
	uint32_t *chosen;    /* its items */
	uint32_t num_chosen;
	int64_t gap;         /* between the bound of the prices and the choice, when it was last solved */
} fl_sack;

struct fl_sack_core;
struct fl_sack_part;

typedef struct fl_sack_desk { /* scratch of one thread */
	struct fl_sack_core *core; /* as many as the largest sack has items */
	struct fl_sack_core *turns;
	struct fl_sack_part *parts[3];
	int64_t *nets;
	int64_t scale;             /* worths are in parts of a point */
	int shift;                 /* z is in 2^shift parts of that */
} fl_sack_desk;

bool fl_sack_desk_init(fl_sack_desk *desk, fl_arena *arena, size_t most_items, int64_t scale, int64_t fine);
/* The best choice, when dream i costs value[i]; zone: per dream. */
void fl_sack_choose(fl_sack *sack, const int64_t *value, const uint32_t *zone, fl_sack_desk *desk);

#endif
