/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_dive.h - good assignments out of what partners choose for themselves. Nobody outside allocate/assign* includes this.
 */
#ifndef FL_ALLOCATE_ASSIGN_DIVE_H
#define FL_ALLOCATE_ASSIGN_DIVE_H

#include "allocate/assign_values.h"

#define FL_DIVE_OURS  0          /* a dream that may be chosen */
#define FL_DIVE_TAKEN UINT32_MAX /* ... and one that may not */

typedef struct fl_dive_rank {
	uint32_t partner;
	int64_t by;
} fl_dive_rank;

typedef struct fl_dive { /* of one thread */
	fl_sacks *x;
	uint32_t *zone;      /* per dream: FL_DIVE_OURS or FL_DIVE_TAKEN; between two dives all are taken */
	uint32_t *left;      /* partners that have not chosen yet */
	size_t num_left;
	fl_dive_rank *ranks; /* scratch */
	uint32_t *dreams;    /* to be had */
	size_t num_dreams;
	int64_t *at, *mean;  /* per dream: its value now, and the way it goes */
	int32_t *asked;      /* per dream: how many choose it */
	uint32_t *owner;     /* per dream: who keeps it */
	int64_t worth;       /* of what is kept, in points */
	fl_sack_desk *desk;
} fl_dive;

typedef struct fl_assigned { /* an assignment of the dreams that are not fixed */
	uint32_t *owner; /* per dream, FL_UNASSIGNED none */
	int32_t *fit;    /* per dream: of it and its owner, 0 none */
	int64_t worth;   /* in points */
} fl_assigned;

fl_status fl_dive_init(fl_dive *dive, fl_sacks *sacks, fl_sack_desk *desk, fl_arena *arena, fl_error *err);
/* Partners in 'left' share the dreams in 'dreams': into 'owner', if it can be worth more than 'bar'. 'warm': steps of values before anybody
 * keeps what it chose. */
bool fl_dive_go(fl_dive *dive, int64_t bar, int warm);
/* Ascending, then by partner. */
int fl_dive_order(const void *a, const void *b);

/* The best assignment that is found, if it is better than the best known. */
fl_status fl_assign_hunt(fl_assign_search *s, fl_error *err);
/* assign_refill.c: partner after partner, as 'order' has them, chooses among all dreams, and those it takes them from choose again. */
fl_status fl_assign_refill(fl_dive *dive, fl_assigned *a, const fl_dive_rank *order, fl_arena *arena, fl_error *err);

#endif
