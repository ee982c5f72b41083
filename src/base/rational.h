/* SPDX-License-Identifier: Apache-2.0
 *
 * rational.h - exact numbers (GMP) as Florin uses them: text "p/q", decimals, comparisons with int64.
 *
 * mpq_t is used directly where it is needed; this file adds what GMP lacks. GMP gets its memory from
 * its own allocator: GMP's hook is global and a library must not set it, so tests/fault cannot fail it.
 */
#ifndef FL_BASE_RATIONAL_H
#define FL_BASE_RATIONAL_H

#include "base/buf.h"
#include "florin.h"

#include <gmp.h>

void fl_mpz_set_i64(mpz_t z, int64_t value);
bool fl_mpz_get_i64(const mpz_t z, int64_t *ret); /* false when it does not fit */
void fl_mpq_set_i64(mpq_t q, int64_t num, int64_t den); /* canonical; den != 0 */
/* Nearest rational to a finite double with denominator 2^bits (ties away from zero). False when not finite. */
bool fl_mpq_set_double(mpq_t q, double value, unsigned bits);
/* n rationals, all 0, and room for one more that is not initialised; NULL when memory is short. */
mpq_t *fl_mpq_array_new(size_t n);
void fl_mpq_array_free(mpq_t *array, size_t n); /* NULL is fine */
void fl_mpq_floor(mpz_t out, const mpq_t q);
void fl_mpq_ceil(mpz_t out, const mpq_t q);

/* The exact sum of many rationals. Added one by one, their common denominator grows with each and the sum costs the
 * square of their number; a total keeps sums of 1, 2, 4, ... terms, as a binary counter does, and adds like to like. Whole
 * numbers cost one addition. */
typedef struct fl_mpq_total {
	mpz_t whole;
	mpq_t part[64]; /* part[k], where bit k of 'terms' is set: the sum of 2^k terms */
	mpq_t carry;
	uint64_t terms; /* those that were no whole numbers */
	int used;       /* parts that are initialised */
} fl_mpq_total;

void fl_mpq_total_init(fl_mpq_total *total);
void fl_mpq_total_add(fl_mpq_total *total, const mpq_t term);
/* The sum, and the end of the total. */
void fl_mpq_total_take(fl_mpq_total *total, mpq_t ret);

/* Exact text "p/q" ("p" when q = 1; sign in front). */
void fl_mpq_print(fl_buf *buf, const mpq_t q);
/* As fl_mpq_print when the denominator is at most 10^12; else rounded over 10^12, towards -inf (direction < 0)
 * or +inf (direction > 0), and *ret_exact (may be NULL) is false. See design: sums in result.json. */
void fl_mpq_print_short(fl_buf *buf, const mpq_t q, int direction, bool *ret_exact);
/* Parse "p", "p/q" or a decimal "1.25"; the whole text must be used. Denominator 0 is an error. No exponents.
 * At most 4,096 characters. */
bool fl_mpq_parse(mpq_t q, fl_str text);

#endif
