/* SPDX-License-Identifier: Apache-2.0
 *
 * quadratic.h - quadratic matching: what a dream's givers come to, the weight it gets from that, and how a pool of
 * money is divided by the weights. Exact: whole numbers of any size (GMP), no floating point.
 *
 * In the order of use: fl_quadratic_count (gifts -> sums) -> fl_quadratic_weigh (sums -> weights) ->
 * fl_quadratic_divide (weights and a pool -> money); or fl_quadratic_alpha (sums and a budget -> money).
 * docs/guide/quadratic.md has the formulas, examples by hand, and what this way of dividing is open to.
 */
#ifndef FL_TALLY_QUADRATIC_H
#define FL_TALLY_QUADRATIC_H

#include "base/alloc.h"
#include "domain/money.h"

#include <gmp.h>

/* ---- gifts -> sums ----------------------------------------------------------------------------------------- */

#define FL_GIFT_DIGITS_MAX 100

/* One gift, or one entry of a ballot. What a giver gave to one dream is added up before anything else. */
typedef struct fl_gift {
	uint32_t dream, giver; /* a giver is always known here: a square root of nobody's money means nothing */
	fl_money amount;       /* >= 0 */
	fl_str text; /* where its data is not NULL: the amount in decimal digits, for what exceeds 64 bits */
} fl_gift;

typedef struct fl_gift_list {
	size_t num_dreams, num_givers;
	const fl_gift *gifts; /* any order; fewer than 2^32 - 1 */
	size_t num_gifts;
} fl_gift_list;

/* What the givers of one dream come to. c: all gifts of one giver to it; s = floor(sqrt(c)). */
typedef struct fl_quadratic_sum {
	mpz_t roots;        /* sum of s over its givers */
	mpz_t squares;      /* sum of s^2 */
	mpz_t total;        /* sum of c */
	mpz_t twice_median; /* twice the median of c, which may lie half-way between two amounts */
	int64_t ballots;    /* givers that name it, be it with 0 */
} fl_quadratic_sum;

/* Sums of all dreams. The caller may also fill them, where only totals were published: fl_quadratic_init, then
 * mpz_set. Release is fine on a zeroed struct and after a failed init. */
typedef struct fl_quadratic {
	fl_quadratic_sum *sums;
	size_t num_dreams;
} fl_quadratic;

fl_status fl_quadratic_init(fl_quadratic *q, size_t num_dreams, fl_error *err); /* all 0 */
void fl_quadratic_release(fl_quadratic *q);

/* *ret is initialised here; on failure it is empty. Time O(gifts log gifts of one dream + dreams + givers). */
fl_status fl_quadratic_count(const fl_gift_list *in, fl_quadratic *ret, fl_error *err);

/* ---- sums -> weights --------------------------------------------------------------------------------------- */

typedef enum fl_quadratic_target {
	FL_QUADRATIC_PAIRWISE, /* (sum s)^2 - sum s^2: twice the sum of s*s' over all pairs of givers; 0 for one giver
				*/
	FL_QUADRATIC_DROP_REMAINDERS, /* (sum s)^2 - sum c, at least 0: what roots lose by rounding counts against the
				       * dream, as in an older indexer of Gitcoin */
	FL_QUADRATIC_MEDIAN,          /* median of c, where at least 'quorum' ballots name the dream (RetroPGF) */
} fl_quadratic_target;

/* Whole numbers of any size, one a dream. */
typedef struct fl_quadratic_vec {
	mpz_t *items;
	size_t len;
	unsigned unit; /* so much of an item is one minor unit: 2 for medians, else 1 */
} fl_quadratic_vec;

fl_status fl_quadratic_vec_init(fl_quadratic_vec *vec, size_t len, fl_error *err); /* all 0, unit 1 */
void fl_quadratic_vec_release(fl_quadratic_vec *vec);

/* weights: initialised by the caller, with one item a dream. quorum counts for medians alone. */
void fl_quadratic_weigh(const fl_quadratic *q, fl_quadratic_target target, int64_t quorum, fl_quadratic_vec *weights);

/* ---- weights and a pool -> money --------------------------------------------------------------------------- */

typedef enum fl_quadratic_rounding {
	FL_QUADRATIC_LARGEST_REMAINDER, /* the exact division; the units lost by rounding down go to the largest
					 * fractions, among equals to the lower index: hand dreams over in tie order
					 */
	FL_QUADRATIC_FLOOR, /* as published for Gitcoin, to repeat such a round: every division rounds down, what that
			     * loses stays unpaid; with caps and tiny weights that can be much */
	FL_QUADRATIC_NEAREST, /* the exact division to the nearest unit, halves up (RetroPGF); refused where this
			       * would pay more than the pool has */
} fl_quadratic_rounding;

/* Zero-initialise, then set the pool. */
typedef struct fl_quadratic_terms {
	fl_money pool;
	bool pay_whole; /* 'saturate: false': pay the whole pool although the weights come to less money. Otherwise
			 * no more than the weights is paid in all */
	bool has_cap_share;
	fl_share cap_share;   /* no dream gets more than this share of the pool, rounded down to a minor unit */
	const fl_money *caps; /* per dream, -1 none; NULL: none at all. Of two caps the lower one holds */
	fl_quadratic_rounding rounding;
} fl_quadratic_terms;

/* Divide the pool in proportion to the weights (>= 0). What exceeds a cap goes to the dreams below theirs, in
 * proportion, until nothing exceeds one. amounts: one a dream; their sum never exceeds the pool, and with largest
 * remainder it is the pool (or all the weights together, where they are less) unless the caps come to less. On
 * failure they mean nothing. */
fl_status fl_quadratic_divide(const fl_quadratic_vec *weights, const fl_quadratic_terms *terms, fl_money *amounts,
			      fl_error *err);

/* ---- alpha ------------------------------------------------------------------------------------------------- */

/* clr.fund: a part alpha of the budget goes by the quadratic formula, the rest returns each dream's own gifts. The
 * budget holds the gifts, too. With v = roots, s = squares, S = sum of s, F = the money of one unit of s:
 *     alpha = floor((budget - F*S) * 10^18 / (F * (sum v^2 - S))), at most 10^18
 *     amount = floor((alpha*F*v^2 + (10^18 - alpha)*F*s) / 10^18)
 * alpha is 0 where no dream has two givers. factor > 0. A budget below the gifts and sums with s > v^2 are FL_EINVAL.
 * amounts: initialised by the caller, with one item a dream; untouched on failure. */
fl_status fl_quadratic_alpha(const fl_quadratic *q, const mpz_t budget, const mpz_t factor, mpz_t ret_alpha,
			     fl_quadratic_vec *amounts, fl_error *err);

#endif
