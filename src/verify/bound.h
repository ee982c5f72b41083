/* SPDX-License-Identifier: Apache-2.0
 *
 * bound.h - the exact value of bound(y; l, h) of domain/proof.h, for one set of multipliers after another.
 *
 * There are two ways to it. The wide way (bound.c) works in integers of any size and is always right. The swift way
 * (swift.c) works in 128 bits, is taken only where it is shown beforehand that no sum can leave them, and gives the
 * same number; tests/property compares the two.
 */
#ifndef FL_VERIFY_BOUND_H
#define FL_VERIFY_BOUND_H

#include "verify/checks.h"

/* What the branches say of a column: how many of its dreams are funded. */
typedef struct fl_verify_box {
	uint32_t at_most, at_least; /* at the root: all of them, 0 */
} fl_verify_box;

typedef struct fl_verify_item { /* a column of the proof, or a dream that no branch refers to */
	int64_t voice, request;
	fl_money upper, least;
	uint32_t kind, count;
	int64_t worth; /* e_i */
	fl_money before; /* of one dream */
} fl_verify_item;

typedef enum fl_verify_aim {
	FL_VERIFY_AIM_VALUE, /* c_i as the round has it: what is the value at most? */
	FL_VERIFY_AIM_EMPTY, /* all c_i = 0: below 0 means that nothing is feasible */
} fl_verify_aim;

typedef struct fl_verify_cut_entry {
	uint32_t item;
	int64_t g; /* of a funded dream */
} fl_verify_cut_entry;

typedef struct fl_verify_cut { /* sum over items of g n <= limit */
	size_t first, len; /* its entries */
	int64_t limit;
} fl_verify_cut;

/* swift.c: the same numbers over common denominators, in 64 and 128 bits. */
typedef struct fl_verify_swift {
	bool possible;                      /* for this program */
	int64_t common;                     /* denominator of all c_i u_i, c_i m_i and limits of rows */
	int64_t *value_upper, *value_least; /* per item: c_i u_i and c_i m_i of one dream, times 'common' */
	int64_t *row_lo, *row_hi;           /* per row of the limits, times 'common' */
	int64_t share_den;                  /* of all shares of what is awarded */
	int value_bits, money_bits;         /* of the sums over all items at their most, times 'common' */
	bool set_fits;                      /* for the set of multipliers at hand */
	fl_i128 den;                        /* of its prices */
	fl_i128 *price;                     /* per kind, times 'den' */
	fl_i128 *group_price, *pool_price;  /* likewise, while they are added up */
	fl_i128 *item_toll;                 /* per item, times 'den': what a funded dream pays to cuts; NULL: no cuts */
	fl_i128 rows_part, singles_part;    /* times den * common */
} fl_verify_swift;

typedef struct fl_verify_bound {
	const fl_verify_limits *limits;
	const fl_proof *proof;
	const uint32_t *row;   /* per proof row: its row in limits */
	fl_verify_item *items; /* columns first */
	size_t num_items, num_columns;
	fl_fraction step; /* g of domain/proof.h; 0 where there is none */
	uint32_t set;     /* the set at hand, FL_VERIFY_NONE none yet */
	fl_verify_aim aim;
	mpz_t limit_den; /* of all limits of rows */
	mpz_t share_den; /* of all shares of what is awarded */
	mpz_t den;       /* of the prices of the set at hand */
	mpz_t rows_part; /* times den * limit_den */
	mpz_t *price;    /* per kind, times den: of a minor unit */
	mpz_t *toll;     /* per kind, times den: of a funded dream */
	mpz_t *money;    /* per kind: scratch of one evaluation */
	mpz_t *group_price, *group_toll, *pool_price, base;
	fl_verify_cut *cuts; /* mir.c; NULL: none */
	size_t num_cuts;
	FL_VEC(fl_verify_cut_entry) cut_entries;
	mpz_t *item_toll;    /* per item, times den: what a funded dream pays to cuts; NULL: no cuts */
	mpz_t a, b; /* scratch */
	bool initialised;
	bool plain; /* no tranches, no rows of counts, no e_i, nobody funded in any case */
	fl_verify_swift swift;
} fl_verify_bound;

/* Zero-initialised on entry. The proof's columns and rows must have been checked; row: where each of its rows
 * is in 'limits', borrowed. allow_swift: false keeps to the wide way. Release it on failure too. */
fl_status fl_verify_bound_open(const fl_verify_limits *limits, const fl_proof *proof, const uint32_t *row,
			       bool allow_swift, fl_verify_bound *bound, fl_error *err);
/* How many of an item's dreams are funded before any branch: all of them by a base grant, none where u_i = 0. */
fl_verify_box fl_verify_root_box(const fl_verify_limits *limits, const fl_verify_item *item);
void fl_verify_bound_release(fl_verify_bound *bound);
/* bound(y; boxes) of set number 'set'; boxes per column, at_least <= at_most <= count. */
fl_status fl_verify_bound_value(fl_verify_bound *bound, uint32_t set, fl_verify_aim aim, const fl_verify_box *boxes,
				fl_fraction *ret, fl_error *err);

/* mir.c: make the proof's cuts from its numbers, before any set that names them is looked at. The answer is no where they do not
 * make one. */
fl_status fl_verify_cuts_make(fl_verify_bound *bound, fl_verdict *verdict, fl_error *err);

/* The prices of set number 'set' alone, for levels.c and mir.c: price, toll and rows_part are then those of the set. Its cuts are left out. */
void fl_verify_bound_load(fl_verify_bound *bound, uint32_t set);

/* swift.c */
fl_status fl_verify_swift_open(fl_verify_bound *bound, fl_error *err);
void fl_verify_swift_release(fl_verify_swift *swift);
void fl_verify_swift_load(fl_verify_bound *bound); /* the prices of bound->set */
void fl_verify_swift_value(const fl_verify_bound *bound, const fl_verify_box *boxes, fl_fraction *ret);

#endif
