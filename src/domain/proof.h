/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.h - the numbers from which anyone can check that an allocation is feasible and optimal.
 *
 * The program.  Q = the qualified dreams; u_i and m_i from round.h; x_ip = what pool p pays dream i, x_i = sum over p.
 *     maximise  sum_i c_i x_i          c_i = tally_i / request_i (support)
 *     rows      pool:ID                    [must_spend ? B : 0] <= sum_{i in pool} x_ip <= B
 *               group:ID                   L <= sum_{i in group} x_i <= U       money limits and shares of the budget
 *                                          (share * budget exactly; the tighter of money and share where both stand)
 *               group:ID:awarded-min       sum_{i in group} x_i - s * sum_{i in Q} x_i >= 0
 *               group:ID:awarded-max       sum_{i in group} x_i - s * sum_{i in Q} x_i <= 0
 *     columns   0 <= x_i <= u_i, and x_i = 0 or x_i >= m_i
 * For "each" groups ID is "ID=VALUE". Dreams that no pool may pay have x_i = 0.
 *
 * The bound.  For any y with y >= 0 where the row has no lower limit, y <= 0 where it has no upper limit:
 *     D_i = c_i - sum_{group rows k} a_ki y_k - min_{pools p that may pay i} y_p
 *     bound(y; l, h) = sum_rows max(y_k L_k, y_k U_k) + sum_columns max(D l, D h)
 * is at least the optimum over all x with l <= x <= h (weak duality; each x_ip >= 0 is priced by its cheapest pool).
 *
 * The tree.  A column is a set of equal dreams (same tally, request, u, m, pools and group rows); X = the sum of their
 * awards. "At most a of them are funded" gives X <= a*u, "at least a+1" gives X >= (a+1)*m: one of the two holds, so
 * a tree of such branches covers all cases. Every leaf names a set of multipliers y:
 *     FL_LEAF_BOUND   bound(y) there does not exceed proof.bound
 *     FL_LEAF_EMPTY   with all c_i = 0, bound(y) < 0 there: nothing feasible in this leaf (a Farkas ray)
 * Where every c_i u_i is a multiple of some g > 0 and all columns are indivisible (m = u), every objective value is a
 * multiple of g, so a leaf's bound may be rounded down to one. A linear program (no m) is a tree of one leaf.
 */
#ifndef FL_DOMAIN_PROOF_H
#define FL_DOMAIN_PROOF_H

#include "base/alloc.h"
#include "domain/candidate.h"
#include "domain/money.h"

#include <gmp.h>

/* An exact non-negative amount of money, possibly a fraction of a minor unit: whole + num/den, 0 <= num < den. */
typedef struct fl_exact {
	fl_money whole;
	uint32_t rest; /* index into proof->rests + 1; 0: no fraction */
} fl_exact;

typedef struct fl_multiplier {
	uint32_t row; /* index into proof->rows */
	mpq_t y;      /* objective units (flowers) per minor unit of money; initialised in all 'len' items of a set */
} fl_multiplier;

typedef struct fl_multiplier_set {
	fl_multiplier *items;
	size_t len;
} fl_multiplier_set;

typedef struct fl_proof_column { /* a set of equal dreams that branches refer to */
	uint32_t *dreams;        /* candidate indices */
	uint32_t len;
} fl_proof_column;

typedef enum fl_node_kind { FL_NODE_BRANCH, FL_LEAF_BOUND, FL_LEAF_EMPTY } fl_node_kind;

typedef struct fl_proof_node {
	fl_node_kind kind;
	uint32_t column;     /* branch: index into proof->columns */
	uint32_t at_most;    /* branch: a; the first child has at most a funded, the second at least a + 1 */
	uint32_t child[2];   /* branch: node indices, both > this node's index */
	uint32_t multipliers;/* leaf: index into proof->sets */
} fl_proof_node;

typedef struct fl_proof {
	fl_arena arena;          /* every array below; only the numbers (mpq_t) are freed one by one */
	fl_str *rows;            /* names as above, only rows that some set mentions */
	size_t num_rows;
	fl_multiplier_set *sets;
	size_t num_sets;
	fl_proof_column *columns;
	size_t num_columns;
	fl_proof_node *nodes;    /* nodes[0] is the root; none when there is no proof (baselines) */
	size_t num_nodes;
	fl_exact *unrounded;     /* per candidate: the optimal (or best found) solution before rounding */
	size_t num_candidates;
	mpq_t *rests;            /* fractions that 'unrounded' refers to, each in (0, 1); the first num_rests are initialised */
	size_t num_rests;
	mpq_t optimum;           /* value of 'unrounded' in the policy's units */
	mpq_t bound;             /* proven upper bound; equal to optimum when status is optimal */
	bool has_bound;
	int unique;              /* 1, 0, -1 not proven */
} fl_proof;

fl_proof *fl_proof_new(void); /* NULL when memory is short */
void fl_proof_free(fl_proof *proof);

#endif
