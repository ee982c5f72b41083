/* SPDX-License-Identifier: Apache-2.0
 *
 * assignment.h - which partner carries out which dream: the case, the answer, and the numbers that prove it.
 *
 *     maximise  sum fit_ip x_ip     subject to  sum_p x_ip <= 1             every dream i, = 1 where it is fixed
 *                                               least_p <= sum_i x_ip <= most_p    every partner p
 *                                               sum_i brings_i x_ip <= money_p     every partner with a limit in money
 *     x_ip 0 or 1, and 0 where i and p have no fit.
 *
 * The proof. Give a place at p the price y_p (below 0 only where p has a minimum load) and a unit of its money the price z_p >= 0. Then
 * no assignment is worth more than
 *
 *     sum_i max(0, max_p (fit_ip - y_p - brings_i z_p))  +  sum_p (y_p > 0 ? most_p : least_p) y_p  +  sum_p money_p z_p
 *
 * where the 0 is left out for a fixed dream. Or give every dream that is not fixed a value v_i >= 0, and say of every partner what its best
 * choice is worth at most, when each dream costs it its value (and fixed ones are there already): k_p. Then no assignment is worth more than
 *
 *     sum_i v_i  +  sum_p k_p  +  the fits of the fixed dreams
 *
 * (Lagrangian relaxation of "every dream at one partner"). That is less, because a partner cannot choose half a dream. Without limits in money there are whole prices whose bound is the worth of the best
 * assignment. With them the cases "i goes to p" and "i does not" are told apart, in a tree whose leaves each have such prices.
 *
 * Everything is ordered by the caller, so that no order of a file decides: dreams in tie order, partners by their id.
 */
#ifndef FL_DOMAIN_ASSIGNMENT_H
#define FL_DOMAIN_ASSIGNMENT_H

#include "base/alloc.h"
#include "domain/money.h"

#define FL_UNASSIGNED        UINT32_MAX
#define FL_ASSIGN_PARTNERS   2000              /* at most so many partners in one case */
#define FL_ASSIGN_FIT_MAX    INT64_C(10000000) /* of one pairing */

typedef struct fl_fit {
	uint32_t partner;
	int64_t fit; /* 1..FL_ASSIGN_FIT_MAX; of a fixed dream 0, too */
} fl_fit;

typedef struct fl_place { /* what a partner can take on */
	int64_t least, most; /* dreams */
	fl_money money;      /* -1: no limit */
} fl_place;

typedef struct fl_assign_case {
	size_t num_dreams, num_partners;
	const size_t *start;    /* num_dreams + 1 */
	const fl_fit *fits;     /* of dream i [start[i], start[i + 1]): the best first, equal ones in the order of the partners */
	const fl_money *brings; /* per dream, >= 0; NULL: no partner has a limit in money */
	const bool *fixed;      /* per dream: it has one fit and is to be assigned; NULL: none is */
	const fl_place *places;
	int64_t node_limit;     /* of the tree, where money is limited */
	int threads;            /* the answer does not depend on them */
} fl_assign_case;

typedef enum fl_assign_outcome { FL_ASSIGN_OPTIMAL, FL_ASSIGN_FEASIBLE, FL_ASSIGN_INFEASIBLE } fl_assign_outcome;

typedef struct fl_assign_node { /* of the tree */
	uint32_t dream, partner; /* a case is told apart: the dream goes to this partner, or it does not; a leaf: FL_UNASSIGNED */
	uint32_t yes, no;        /* nodes; of a leaf: the number of its prices; 0, or the number of its values and 1 */
} fl_assign_node;

typedef struct fl_assign_proof {
	int64_t scale, fine;         /* y is in parts of a point of fit, 1/scale; z in points of fit a unit of money, 1/(scale * fine) */
	const fl_assign_node *nodes; /* nodes[0] is the root; none: nothing is proven */
	size_t num_nodes;
	const int64_t *prices;       /* num_sets times: y of every partner, then z of every partner */
	size_t num_sets;
	const int64_t *values;       /* num_values times: v of every dream, then k of every partner, 1/scale. The prices of such a leaf help to check k */
	size_t num_values;
} fl_assign_proof;

typedef enum fl_assign_limit { FL_ASSIGN_LEAST, FL_ASSIGN_MONEY, FL_ASSIGN_FIXED, FL_ASSIGN_MOST } fl_assign_limit;
#define FL_ASSIGN_LIMITS 3 /* of a partner, that may be in conflict where money is */

typedef struct fl_assign_change { /* the smallest change to one limit with which the others of the conflict can hold */
	uint32_t partner;
	fl_assign_limit limit; /* FL_ASSIGN_FIXED: how many of the dreams that are fixed to it */
	int64_t now, to;
	bool sure;             /* no smaller one would do */
} fl_assign_change;

typedef struct fl_assignment {
	fl_arena arena;
	fl_assign_outcome outcome;
	uint32_t *partner; /* per dream, FL_UNASSIGNED none; not read when infeasible */
	int64_t total;     /* its worth */
	int64_t bound;     /* no assignment is worth more; equal to the total when optimal */
	int unique;        /* 1: no other assignment is worth as much; 0: some other is; -1: nobody looked */
	bool settled;      /* of those that are worth as much it is the first in tie order; false where the search for it was cut off */
	fl_assign_proof proof;
	/* infeasible: partners whose minimum loads cannot all be met: together they need so many dreams, and only so many fit any of them.
	 * None is superfluous. */
	uint32_t *conflict;
	size_t num_conflict;
	int64_t needed, fitting;
	bool over;     /* 'needed' dreams are fixed to the one partner, which can take 'fitting' */
	bool by_money; /* there would be dreams enough, but not with the limits in money */
	fl_assign_change *mends; /* of the limits in conflict; none of these limits is superfluous */
	size_t num_mends;
} fl_assignment;

void fl_assignment_free(fl_assignment *assignment);
/* The fit of a dream and a partner; -1: they have none. */
int64_t fl_assign_fit(const fl_assign_case *c, size_t dream, uint32_t partner);
/* The partners that may take dream i of a leaf, and the bound above, are worked out by each side for itself: allocate/assign_bound.c and
 * verify/assigned.c. */

#endif
