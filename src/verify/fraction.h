/* SPDX-License-Identifier: Apache-2.0
 *
 * fraction.h - exact fractions that nobody reduces, and exact sums of many of them.
 *
 * A sum of flowers times money over requests has the product of thousands of different requests as its denominator.
 * Reducing it after every step is what makes such sums slow; here terms over the same denominator are added first,
 * then neighbours are added pairwise (a product tree: Bernstein, "Fast multiplication and its applications", 2008,
 * section 12), and two results are compared by cross-multiplication.
 */
#ifndef FL_VERIFY_FRACTION_H
#define FL_VERIFY_FRACTION_H

#include "base/vec.h"
#include "florin.h"

#include <gmp.h>

_Static_assert(sizeof(long) == 8, "the checker counts on GMP's long having 64 bits");

__extension__ typedef __int128 fl_i128;

void fl_mpz_set_i128(mpz_t z, fl_i128 value);

typedef struct fl_fraction {
	mpz_t num, den; /* den > 0; not necessarily in lowest terms */
} fl_fraction;

void fl_fraction_init(fl_fraction *f); /* 0/1 */
void fl_fraction_release(fl_fraction *f);
void fl_fraction_set(fl_fraction *f, const fl_fraction *from);
int fl_fraction_cmp(const fl_fraction *a, const fl_fraction *b);
int fl_fraction_cmp_q(const fl_fraction *a, const mpq_t b);
/* *q = f in lowest terms; where f equals 'guess' that is copied, which spares reducing a giant. */
void fl_fraction_get(const fl_fraction *f, const mpq_t guess, mpq_t q);
/* *ret += num / (den * scale), scale > 0 */
void fl_fraction_add(fl_fraction *ret, const mpz_t num, const mpz_t den);

typedef struct fl_fraction_term {
	int64_t den; /* > 1 */
	mpz_t num;
} fl_fraction_term;

typedef struct fl_fraction_sum {
	mpz_t whole; /* the terms that are integers */
	mpz_t scratch;
	FL_VEC(fl_fraction_term) terms;
} fl_fraction_sum;

void fl_fraction_sum_init(fl_fraction_sum *sum);
void fl_fraction_sum_release(fl_fraction_sum *sum);
/* Add num / den, den > 0. */
fl_status fl_fraction_sum_add(fl_fraction_sum *sum, const mpz_t num, int64_t den, fl_error *err);
/* Add a * b / den, den > 0: the money b of a dream with a flowers for each 'den' of money. */
fl_status fl_fraction_sum_product(fl_fraction_sum *sum, int64_t a, fl_i128 b, int64_t den, fl_error *err);
/* The sum so far, divided by 'scale' > 0. Merges the terms on the way; more may be added afterwards. */
void fl_fraction_sum_total(fl_fraction_sum *sum, const mpz_t scale, fl_fraction *ret);

#endif
