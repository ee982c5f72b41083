/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_money.h - assignments whose partners have limits in money: the search, and what it knows at a node. Nobody outside
 * allocate/assign* includes this.
 */
#ifndef FL_ALLOCATE_ASSIGN_MONEY_H
#define FL_ALLOCATE_ASSIGN_MONEY_H

#include "allocate/solve.h"
#include "base/vec.h"
#include "domain/assignment.h"

__extension__ typedef __int128 fl_assign_wide;

#define FL_ASSIGN_NO_SET UINT32_MAX

typedef struct fl_assign_search {
	const fl_assign_case *c;
	int64_t scale, fine;     /* of prices, as in the proof */
	int64_t far;             /* more than any assignment is worth */
	uint32_t *forced;        /* per dream: the partner it must go to, FL_UNASSIGNED free */
	bool *barred;            /* per fit */
	fl_program *program;     /* a column for every fit; rows of dreams, of partners, of their money */
	fl_solver *solver;
	double *y;               /* scratch: multipliers of the last linear program */
	double *x;               /* per fit: its answer */
	uint32_t *best;          /* per dream: the best assignment known */
	int64_t best_total;      /* -1: none is known */
	int64_t need;            /* nothing below is of use */
	bool keep;               /* leave nodes and prices behind */
	FL_VEC(fl_assign_node) nodes;
	FL_VEC(int64_t) prices;  /* sets of 2 * num_partners */
	int64_t visited;
	bool cut_off;
	int64_t open;            /* the largest bound of a leaf that was not closed */
	uint32_t *trial;         /* scratch, per dream */
	int64_t *load;           /* scratch, per partner */
	fl_money *spent;         /* scratch, per partner */
	fl_arena arena;
} fl_assign_search;

/* Does the assignment keep all limits in money? (assign_bound.c) */
bool fl_assign_within(const fl_assign_case *c, const uint32_t *partner);
/* The best assignment with limits in money, into 'a'. */
fl_status fl_assign_money(const fl_assign_case *c, fl_assignment *a, fl_error *err);

/* ---- assign_bound.c ---- */

/* More is forced on a partner than it can take: nothing is left of this case, whatever the prices. */
bool fl_assign_void(fl_assign_search *s);
/* The bound of a set of prices over what the present case leaves, in whole points. */
int64_t fl_assign_bound(const fl_assign_search *s, const int64_t *prices);
/* The same for one dream only: what it could add, in parts of a point. */
fl_assign_wide fl_assign_gain(const fl_assign_search *s, const int64_t *prices, size_t dream);
fl_assign_wide fl_assign_net(const fl_assign_search *s, const int64_t *prices, size_t fit, size_t dream);
/* Whole prices from the multipliers in s->y, each 'times' as large; false where they grow too large. */
bool fl_assign_prices(const fl_assign_search *s, double times, int64_t *ret);

#endif
