/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_flow.h - an assignment while it is made: who stands where, what moving somebody costs, the prices. Nobody outside allocate/assign*
 * includes this.
 *
 * Nodes are the partners, one for "nobody", and the account T, to which what a node may take flows. A dream stands at exactly one node.
 */
#ifndef FL_ALLOCATE_ASSIGN_FLOW_H
#define FL_ALLOCATE_ASSIGN_FLOW_H

#include "domain/assignment.h"

#define FL_FLOW_FAR (INT64_MAX / 4)

typedef struct fl_flow_move { /* a dream that could leave a node for another, and what that loses */
	int64_t loss;
	uint32_t dream;
} fl_flow_move;

typedef struct fl_flow_heap {
	fl_flow_move *items; /* the least loss first; those of dreams that have left are passed over */
	uint32_t len, cap;
} fl_flow_heap;

typedef struct fl_flow {
	const fl_assign_case *c;
	size_t nodes;        /* partners + 2 */
	uint32_t nobody, account;
	uint32_t *at;        /* per dream: its node */
	int64_t *load;       /* per node: dreams that stand there */
	int64_t *taken;      /* per node: what flows to the account, least <= taken <= most */
	int64_t *least, *most;
	int64_t *price;      /* per node */
	fl_flow_heap *heaps; /* [from * (partners + 1) + to] */
	int64_t *way;        /* the least loss of the same, FL_FLOW_FAR none */
	int64_t *far;        /* scratch, per node */
	uint32_t *from;      /* scratch, per node */
	uint32_t *queue;     /* scratch, per node */
	bool *done;          /* scratch, per node */
	fl_arena arena;
} fl_flow;

/* Release also after a failure. */
fl_status fl_flow_init(fl_flow *flow, const fl_assign_case *c, fl_error *err);
void fl_flow_release(fl_flow *flow);
/* The best assignment without limits in money; *ret_feasible false: a minimum load cannot be met, and the nodes are left as they are. The
 * prices are then those of fl_assign_proof. */
fl_status fl_flow_solve(fl_flow *flow, bool *ret_feasible, fl_error *err);

/* assign_ties.c: the first in tie order among the assignments that the prices say are best. */
fl_status fl_flow_ties(fl_flow *flow, bool *ret_unique, fl_error *err);
/* assign_hall.c: an irreducible set of minimum loads that cannot be met, into the assignment. */
fl_status fl_flow_hall(const fl_flow *flow, fl_assignment *a, fl_error *err);

#endif
