/* SPDX-License-Identifier: Apache-2.0
 *
 * ladder.h - what the stages of a proof are climbed on: of every kind of dreams, what it comes to when all of it stands at a level.
 *
 * Dreams of one kind meet the same prices, so they are pinned together; those without a weight are a half of their own.
 * levels.c walks the stages, level_amounts.c sees where they leave each dream.
 */
#ifndef FL_VERIFY_LADDER_H
#define FL_VERIFY_LADDER_H

#include "verify/bound.h"

typedef struct fl_ladder_half { /* the dreams of a kind that take part and have a weight, or those that have none */
	uint32_t *dreams;
	size_t len;
	bool pinned;
	bool full;   /* pinned at its upper ends: no level of the rise was in the way */
	mpq_t level; /* at which it is pinned */
	mpq_t at;    /* what it came to */
	mpq_t least, most; /* sums of lo and hi */
} fl_ladder_half;

typedef struct fl_ladder {
	fl_verify_case *c;
	const fl_proof *proof;
	fl_verify_bound bound;
	uint32_t *row; /* of the proof -> row of the limits */
	size_t num_kinds;
	fl_ladder_half *halves; /* 2 per kind: with a weight, without */
	uint32_t *members;      /* slices of it */
	bool *taking_part;      /* per dream */
	mpz_t *weight;          /* per dream: w of the first phase that has one */
	double *near;           /* likewise */
	fl_money *fixed;        /* per dream: its target where that is no level times its weight: u, or what it had before; -1 else */
	mpq_t *target;          /* per kind: level of the targets; 1 until they are known, and where there are none (coverage) */
	bool by_target;
	fl_stage_kind phase;
	mpq_t last; /* level of the stage before, in this phase */
	bool any;   /* there was one */
	bool initialised;
} fl_ladder;

/* Memory for a ladder with its first members set (levels.c); release it, also when this fails. */
fl_status fl_ladder_init(fl_ladder *l, fl_error *err);
void fl_ladder_release(fl_ladder *l);

/* Who takes part: everyone that can be paid, or those that the admission funds, and those that have money already. */
void fl_ladder_enter(fl_ladder *l);
/* Sort those that take part into halves; every half open. */
void fl_ladder_halve(fl_ladder *l);

/* Sign of factor * weight - money; the two doubles are near the factor and the weight. */
int fl_ladder_compare(const mpq_t factor, double factor_near, const mpz_t weight, double weight_near, fl_money money);
/* What half k comes to when all of it stands at level z, in minor units; is there a box that moves on from here? */
bool fl_ladder_half_at(const fl_ladder *l, size_t k, const mpq_t z, mpq_t ret);

/* The end of the walk: is every unrounded amount the one at which the stages leave its dream, and is the smallest ratio the stated
 * optimum? */
void fl_ladder_check_amounts(fl_ladder *l);

#endif
