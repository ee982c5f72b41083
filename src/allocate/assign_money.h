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

#define FL_ASSIGN_NO_SET    UINT32_MAX
#define FL_ASSIGN_NO_COLUMN UINT32_MAX

typedef struct fl_assign_search {
	const fl_assign_case *c;
	int64_t scale, fine;     /* of prices, as in the proof */
	int64_t far;             /* more than any assignment is worth */
	uint32_t *forced;        /* per dream: the partner it must go to, FL_UNASSIGNED free */
	bool *barred;            /* per fit */
	int64_t usual;           /* what the mean dream brings, and 1 */
	struct fl_sacks *sacks;  /* what each partner would choose for itself; NULL: nobody asked */
	int64_t *root;           /* prices of the whole case */
	uint32_t *column;        /* per fit: in the linear program, FL_ASSIGN_NO_COLUMN: it is not in the core */
	size_t num_columns;
	fl_program *program;     /* rows of dreams, of partners, of their money */
	fl_solver *solver;       /* NULL: the core is too large to be searched */
	double *y;               /* scratch: multipliers of the last linear program */
	double *x;               /* per fit: its answer */
	uint32_t *best;          /* per dream: the best assignment known */
	int64_t best_total;      /* -1: none is known */
	int64_t need;            /* nothing below is of use */
	bool keep;               /* leave nodes and prices behind */
	bool any;                /* the first assignment that is found will do */
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
/* The best assignment with limits in money, into 'a', in which the best one without them stands; 'any': the first that is found will do. */
fl_status fl_assign_money(const fl_assign_case *c, bool any, fl_assignment *a, fl_error *err);

/* ---- assign_dual.c ---- */

/* Good prices for the whole case, as in the proof; false: memory is short. */
bool fl_assign_descend(fl_assign_search *s, int64_t *ret);

/* ---- assign_anneal.c ---- */

/* A good assignment at these prices, if it is better than the best known; 'before': where to begin, per dream. */
fl_status fl_assign_anneal(fl_assign_search *s, const int64_t *prices, const uint32_t *before, fl_error *err);

/* ---- assign_priced.c ---- */

/* The best assignment without limits in money, but at these prices of it, per dream; 'ret' stays as it is where there is none. */
fl_status fl_assign_priced(fl_assign_search *s, const int64_t *prices, uint32_t *ret, fl_error *err);

/* ---- assign_program.c ---- */

/* Choose the core by these prices and their bound; the number of its pairings. */
size_t fl_assign_core(fl_assign_search *s, const int64_t *prices, int64_t bound);
fl_status fl_assign_build(fl_assign_search *s, fl_error *err);

/* ---- assign_bound.c ---- */

/* More is forced on a partner than it can take: nothing is left of this case, whatever the prices. */
bool fl_assign_void(fl_assign_search *s);
/* The bound of a set of prices over what the present case leaves, in whole points. */
int64_t fl_assign_bound(const fl_assign_search *s, const int64_t *prices);
/* The same for one dream only: what it could add, in parts of a point. */
fl_assign_wide fl_assign_gain(const fl_assign_search *s, const int64_t *prices, size_t dream);
fl_assign_wide fl_assign_net(const fl_assign_search *s, const int64_t *prices, size_t fit, size_t dream);
/* The mean of the dreams' best fits, in parts of 2^20. */
int64_t fl_assign_usual_fit(const fl_assign_case *c);
/* Whole prices from the multipliers in s->y, each 'times' as large; false where they grow too large. */
bool fl_assign_prices(const fl_assign_search *s, double times, int64_t *ret);

#endif
