/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.h - the numbers from which anyone can check that an allocation is feasible and optimal.
 *
 * The program.  Q = the qualified dreams; u_i and m_i from round.h; x_ip = what pool p pays dream i, x_i = sum over p;
 * n_i = 1 when dream i is funded, else 0.
 *     maximise  sum_i v_i(x_i) + e_i n_i
 *     rows      pool:ID                    [must_spend ? B : 0] <= sum_{i in pool} x_ip <= B
 *               group:ID                   L <= sum_{i in group} x_i <= U       money limits and shares of the budget
 *                                          (share * budget exactly; the tighter of money and share where both stand)
 *               group:ID:awarded-min       sum_{i in group} x_i - s * sum_{i in Q} x_i >= 0
 *               group:ID:awarded-max       sum_{i in group} x_i - s * sum_{i in Q} x_i <= 0
 *               group:ID:funded            sum_{i in group} n_i <= K            max_funded and exclusive sets
 *     columns   m_i n_i <= x_i <= u_i n_i
 * m_i is at least one minor unit for dreams that a row group:ID:funded counts. For "each" groups ID is "ID=VALUE". Dreams that no pool may pay have x_i = n_i = 0 and no column; n_i = 0 where
 * u_i = 0. With a base grant every other n_i is 1.
 *
 * Values.  support: v_i(x) = tally_i / request_i * x. tranches: concave and piecewise linear, v_i(x) = tally_i /
 * request_i * sum_k weight_k * (the part of x between B_{k-1} and B_k), where B_k = floor(request_i * (share_1 + ... +
 * share_k)) and the last B_k is the request. Staged policies (below): v_i = 0. e_i is 0, but for a staged policy where
 * not every dream need be funded (a minimum award, indivisible, or a row group:ID:funded; no base grant): 1 for
 * coverage, the tally for proportional and quadratic. This part of a staged policy is called its
 * admission; in it m_i is at least one minor unit.
 *
 * The bound.  For any y with y >= 0 where the row has no lower limit, y <= 0 where it has no upper limit:
 *     price_i = sum_{money rows k of i's groups} a_ki y_k + min_{pools p that may pay i} y_p
 *     G_i     = e_i - sum_{funded rows k of i's groups} y_k + max_{m_i <= x <= u_i} (v_i(x) - price_i x)
 *     bound(y; a, b) = sum_rows max(y_k L_k, y_k U_k) + sum_columns max(a G, b G)
 * is at least the optimum over all solutions that fund between a and b dreams of each column (weak duality; each x_ip
 * >= 0 is priced by its cheapest pool; for a fixed number of funded dreams concave values are best shared evenly).
 * A divisible dream outside all funded rows has m_i = 0 and a = 0, b = all of the column.
 *
 * The tree.  A column is a set of equal dreams (same tally, request, weight, u, m, pools and group rows). "At most a of
 * them are funded" or "at least a+1" are: one of the two holds, so a tree of such branches covers all cases. Every leaf
 * names a set of multipliers y:
 *     FL_LEAF_BOUND   bound(y) there does not exceed proof.bound
 *     FL_LEAF_EMPTY   with all v_i = 0 and e_i = 0, bound(y) < 0 there: nothing feasible in this leaf (a Farkas ray)
 *     FL_LEAF_COUNT   the branches alone fund more dreams of row multipliers[0] than it allows (set: that row, y = 1)
 * Where all columns are indivisible (m = u) and every v_i(u_i) + e_i is a multiple of some g > 0, or where all v_i = 0
 * and every e_i is, every objective value is a multiple of g, so a leaf's bound may be rounded down to one. A linear
 * program (no m, no funded rows) is a tree of one leaf.
 *
 * Cuts.  Inequalities sum_i g_i n_i <= h that every solution keeps, so a set of multipliers may give them y_c >= 0, too:
 *     G_i     as above, less sum_cuts y_c g_ci          bound     as above, plus sum_cuts y_c h_c
 * A cut is made from a set of whole multipliers y on rows and on cuts before it, a whole divisor d > 0, and a side: a set of
 * dreams that are counted from above (all or none of the dreams of a column). With k_i = 1, or for a column its length,
 *     a_i  = sum_{funded rows k of i's groups} y_k + min(price_i m_i, price_i u_i) + sum_cuts y_c g_ci      whole numbers
 *     b    = floor(sum_rows max(y_k L_k, y_k U_k)) + sum_cuts y_c h_c           so every solution has sum_i a_i n_i <= b
 *     b'   = b - sum_side a_i k_i,   r = b' mod d, 0 <= r < d
 *     G(a) = (d - r) floor(a / d) + max(0, (a mod d) - r)
 *     g_i  = G(a_i), but -G(-a_i) for the dreams of the side
 *     h    = (d - r) floor(b' / d) + sum_side g_i k_i
 * This is mixed-integer rounding (Nemhauser and Wolsey, Mathematical Programming 46, 1990) of sum a_i n_i <= b, with k_i - n_i in
 * place of n_i on the side, divided by d and multiplied by d - r. Why it holds: floor(t) + max(0, (t mod 1) - f) / (1 - f) grows
 * by at most as much as its parts do (it is superadditive) and is floor(t) at t = b'/d, where f = r/d. All a_i, b', d and h are below 2^60 in size.
 * Stages name no cuts.
 *
 * Stages.  coverage, proportional and quadratic compare ratios x_i / w_i: the smallest is made as large as possible,
 * then the next (leximin). F = the dreams that take part: all of Q that a pool may pay, or, after an admission, those
 * with unrounded > 0; all others have x_i = 0. Every dream of F has a box [lo_i, hi_i], at first [m_i, u_i]. The phases,
 * each with stages in order (none where nothing has to be proven):
 *     TARGET  proportional and quadratic only. Rows: the pools, from 0 to their amounts, and no other; boxes [0, u_i];
 *             w_i = tally_i or weight_i. A RISE as below, without top, or with the top level 1/k where a quadratic round
 *             saturates (k = 2 for the target median, else 1). Its result x_i = t_i, the target, is the w_i of what
 *             follows; nothing else of this phase remains. Dreams with w_i = 0 have t_i = 0 and are neither open nor
 *             counted here. (coverage: no such phase, w_i = request_i.)
 *     SPARE   dreams with w_i = 0 get no more than the limits force: a FALL over them with w_i = request_i and bottom
 *             0, where all other dreams keep their boxes.
 *     RISE    level z upwards: open dreams with w_i > 0 have lower ends L_i(z) = max(lo_i, min(hi_i, z w_i)). Top:
 *             1 for proportional and quadratic, none for coverage.
 *     FALL    proportional and quadratic only: what minima and must-spend pools still force. Level z downwards: open
 *             dreams have upper ends H_i(z) = max(lo_i, min(hi_i, z w_i)). Bottom 1.
 * A stage of a RISE names y with bound(y) = 0 over the boxes [L_i(z), hi_i], all v_i = 0 and e_i = 0 and every dream of F
 * funded. So nothing is feasible at a higher level if some open dream with price_i > 0 has lo_i <= z w_i < hi_i, and at
 * least one must; and at this level every open dream with price_i > 0 has x_i = L_i(z): it is pinned there (lo = hi).
 * Levels do not fall. After the last stage the level rises to the top, or until no open dream can rise further: lo_i
 * becomes L_i there, and x keeps all of these lower ends.
 * A stage of a FALL likewise: bound(y) = 0 over [lo_i, H_i(z)]; open dreams with price_i < 0 are pinned to H_i(z), at
 * least one with lo_i < z w_i <= hi_i. Levels do not rise. After the last stage hi_i becomes H_i(bottom).
 * In the end lo_i = hi_i = unrounded for every dream of F. Optimum: the least x_i / w_i over the dreams of F with w_i > 0
 * and x_i < u_i, or, where all have u_i, the largest u_i / w_i (0: no such dream); never above 1 for proportional and
 * quadratic; after an admission: sum e_i over F. Objective: the same of the awards. Bound: equal to the optimum, or, after
 * an admission, what its tree proves.
 *
 * Again. Where money that returned is divided again, f_i is what dream i was awarded before and did not give back, of whatever
 * standing it is; x_i comes on top of it. All above then holds with these changes (f_i = 0 changes nothing):
 *     u_i, m_i    less f_i, at least 0; u_i = m_i = 0 where the dream was stopped
 *     pools       B is what returned to the pool; the budget of shares is that of the first division
 *     group rows  L and U less the f_i of all dreams in the group, U at least 0 and L at least 0; awarded rows
 *                 >= s * F - F_g, <= max(0, s * F - F_g), where F is the sum of all f_i and F_g that of the group; K less the number of
 *                 its dreams with f_i > 0, at least 0: what was passed before is no decision of this division
 *     n_i         rows of counts and e_i leave out dreams with f_i > 0: they are funded already
 *     tranches    v_i(x) is the value of f_i + x less that of f_i: B_k less f_i, at least 0
 *     ratios      are those of the whole, (f_i + x_i) / w_i: L_i(z) and H_i(z) have z w_i - f_i in place of z w_i; so is the target,
 *                 t_i = f_i + x_i of its phase. F has, after an admission, also the dreams with f_i > 0 and m_i = 0
 *     columns     of equal dreams have equal f_i
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
	uint32_t row; /* index into proof->rows; num_rows + c: the cut c */
	mpq_t y;      /* objective units (flowers) per minor unit of money, or per dream; initialised in all 'len' items */
} fl_multiplier;

typedef struct fl_multiplier_set {
	fl_multiplier *items;
	size_t len;
} fl_multiplier_set;

typedef struct fl_proof_column { /* a set of equal dreams that branches refer to */
	uint32_t *dreams;        /* candidate indices */
	uint32_t len;
} fl_proof_column;

typedef struct fl_proof_cut {
	uint32_t multipliers; /* index into proof->sets: y */
	int64_t divisor;      /* d */
	uint32_t side;        /* index into proof->sides */
} fl_proof_cut;

typedef enum fl_node_kind { FL_NODE_BRANCH, FL_LEAF_BOUND, FL_LEAF_EMPTY, FL_LEAF_COUNT } fl_node_kind;

typedef struct fl_proof_node {
	fl_node_kind kind;
	uint32_t column;     /* branch: index into proof->columns */
	uint32_t at_most;    /* branch: a; the first child has at most a funded, the second at least a + 1 */
	uint32_t child[2];   /* branch: node indices, both > this node's index */
	uint32_t multipliers;/* leaf: index into proof->sets */
} fl_proof_node;

typedef enum fl_stage_kind { FL_STAGE_TARGET, FL_STAGE_SPARE, FL_STAGE_RISE, FL_STAGE_FALL } fl_stage_kind;

typedef struct fl_proof_stage {
	fl_stage_kind kind;
	mpq_t level;          /* z: the first num_stages are initialised */
	uint32_t multipliers; /* index into proof->sets */
	uint32_t pinned;      /* how many dreams it pins */
} fl_proof_stage;

typedef struct fl_proof {
	fl_arena arena;          /* every array below; only the numbers (mpq_t) are freed one by one */
	fl_str *rows;            /* names as above, only rows that some set mentions */
	size_t num_rows;
	fl_multiplier_set *sets;
	size_t num_sets;
	fl_proof_column *columns;
	size_t num_columns;
	fl_proof_column *sides;  /* dreams counted from above, for cuts */
	size_t num_sides;
	fl_proof_cut *cuts;
	size_t num_cuts;
	fl_proof_node *nodes;    /* nodes[0] is the root; none when there is no proof (baselines) */
	size_t num_nodes;
	fl_proof_stage *stages;  /* of a staged policy, in order of their kinds; none otherwise */
	size_t num_stages;
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
