/* SPDX-License-Identifier: Apache-2.0
 *
 * tallies.h - from the facts of a bundle to what the limits are checked against: tallies, weights, standing.
 *
 *     fl_recount r;
 *     FL_TRY(fl_recount_init(&r, spec, &facts, earned, num_earned, err));
 *     for every row of the ledger, by giver: FL_TRY(fl_recount_row(&r, &row, err));
 *     FL_TRY(fl_recount_close(&r, arena, &dreams, verdict, err));
 *     fl_recount_release(&r);
 *
 * Memory holds the flowers of one giver, and about two hundred bytes a dream (target median: all gifts).
 */
#ifndef FL_VERIFY_TALLIES_H
#define FL_VERIFY_TALLIES_H

#include "domain/bundle_facts.h"
#include "verify/fraction.h"
#include "verify/verify.h"

/* What known givers have given to a dream, or to a cluster, giver by giver: for quadratic weights. */
typedef struct fl_recount_sums {
	fl_i128 known;          /* their flowers */
	fl_i128 roots, squares; /* sums of s and s^2, s = floor(sqrt(flowers of one giver)) */
	int64_t givers;
} fl_recount_sums;

typedef struct fl_recount_gift {
	uint32_t unit; /* dream, or representative of a cluster */
	int64_t flowers;
} fl_recount_gift;

typedef struct fl_recount_row_left { /* a row of the giver at hand, and what rules have left of it */
	fl_flower_fact row;
	uint32_t place; /* of the dream's id among all ids */
	int64_t weight;
	fl_i128 left;
} fl_recount_row_left;

typedef struct fl_recount {
	const fl_round_spec *spec;
	const fl_bundle_facts *facts;
	const fl_earned_fact *earned; /* by giver */
	size_t num_earned, next_earned;
	int64_t *weights;             /* per source */
	uint32_t *place;              /* per dream: its place among all ids sorted by bytes */
	fl_i128 *nobody;              /* per dream: flowers whose giver is not known */
	fl_recount_sums *dreams;      /* per dream */
	fl_recount_sums *clusters;    /* per representative: each giver once (the most to one dream; the sum where flowers are added) */
	FL_VEC(fl_recount_row_left) rows;
	FL_VEC(fl_recount_gift) gifts; /* for medians only */
	fl_i128 *gift, *largest;      /* per dream, per representative, of the giver at hand */
	bool any, too_many;
} fl_recount;

/* Zero-initialised by it; what it is given stays the caller's. Release it on failure too. */
fl_status fl_recount_init(fl_recount *r, const fl_round_spec *spec, const fl_bundle_facts *facts, const fl_earned_fact *earned,
			  size_t num_earned, fl_error *err);
/* The next row: givers together, in rising order. */
fl_status fl_recount_row(fl_recount *r, const fl_flower_fact *row, fl_error *err);
/* All dreams as the rules of the round see them, in the arena. Facts that cannot be counted: no, with the reason. */
fl_status fl_recount_close(fl_recount *r, fl_arena *arena, fl_candidate **ret_dreams, fl_verdict *verdict, fl_error *err);
void fl_recount_release(fl_recount *r);

/* ---- its parts ---- */

/* weights.c: the quadratic weight of every representative, by the policy's target; it is weighed by units[speaker[i]]. */
fl_status fl_recount_weigh(const fl_recount *r, const fl_recount_sums *units, const uint32_t *speaker, fl_arena *arena,
			   fl_candidate *dreams, fl_verdict *verdict, fl_error *err);
/* standing.c: thresholds and standing of every dream, whose tally and givers are set. */
void fl_recount_stand(const fl_round_spec *spec, const fl_bundle_facts *facts, fl_candidate *dreams);

#endif
