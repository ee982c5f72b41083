/* SPDX-License-Identifier: Apache-2.0
 *
 * ramp.h - what a set of dreams gets at a level z: each z times its weight less what it had before, but no less than its lower
 * end and no more than its upper end; all of them together a piecewise linear function that never falls.
 *
 * The sum is read off prefix sums in the order in which dreams leave their lower and reach their upper end, so a level
 * costs a binary search, not a walk over the dreams. Levels and sums are exact; doubles only find the place.
 */
#ifndef FL_ALLOCATE_RAMP_H
#define FL_ALLOCATE_RAMP_H

#include "domain/money.h"
#include "florin.h"

#include <gmp.h>

typedef struct fl_ramp_item { /* equal dreams */
	mpq_t weight;         /* of one of them, > 0 */
	fl_money before;      /* what one of them was awarded before: lo, hi and its value come on top of it */
	fl_money lo, hi;      /* of one of them, 0 <= lo <= hi */
	uint32_t count;
} fl_ramp_item;

typedef struct fl_ramp {
	fl_ramp_item *items; /* borrowed */
	size_t len;
	struct fl_ramp_key { /* where an item leaves its lower end, or reaches its upper one, near enough to search */
		double at;
		const fl_ramp_item *item;
	} *enter, *leave;
	fl_money *lo_before, *hi_before;        /* sums of count * lo, count * hi over the keys before */
	mpq_t *weight_entered, *weight_left;    /* sums of count * weight over the keys before */
	double *near_entered, *near_left;       /* these in doubles */
	fl_money *before_entered, *before_left; /* likewise of count * before */
} fl_ramp;

/* Sums of lo and hi over all items must fit 63 bits. Zero-initialised on entry; release it on failure too. */
fl_status fl_ramp_build(fl_ramp *ramp, fl_ramp_item *items, size_t len, fl_error *err);
void fl_ramp_release(fl_ramp *ramp);
/* The sum at level z >= 0. */
void fl_ramp_value(const fl_ramp *ramp, const mpq_t z, mpq_t ret);
/* How fast it grows from z on ('up'), or up to z. */
void fl_ramp_slope(const fl_ramp *ramp, const mpq_t z, bool up, mpq_t ret);
/* The lowest level at which all items have their upper end; 0 for none. */
void fl_ramp_top(const fl_ramp *ramp, mpq_t ret);

/* Between two neighbouring keys the sum is a line: which keys lie before (or at, 'with') z. */
typedef struct fl_ramp_piece {
	size_t in, out;
} fl_ramp_piece;
fl_ramp_piece fl_ramp_piece_at(const fl_ramp *ramp, const mpq_t z, bool with);
fl_ramp_piece fl_ramp_piece_near(const fl_ramp *ramp, double z);
/* The line of a piece is fixed + z * slope. */
fl_money fl_ramp_fixed(const fl_ramp *ramp, fl_ramp_piece piece);
void fl_ramp_piece_slope(const fl_ramp *ramp, fl_ramp_piece piece, mpq_t ret);
double fl_ramp_piece_slope_near(const fl_ramp *ramp, fl_ramp_piece piece);
/* One dream of the item at level z. */
void fl_ramp_item_value(const fl_ramp_item *item, const mpq_t z, mpq_t ret);

#endif
