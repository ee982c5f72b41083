/* SPDX-License-Identifier: Apache-2.0
 *
 * fraction.c - exact fractions that nobody reduces, and exact sums of many of them (see fraction.h).
 */
#include "verify/fraction.h"

#include "base/error.h"

#include <stdlib.h>

void fl_mpz_set_i128(mpz_t z, fl_i128 value)
{
	__extension__ typedef unsigned __int128 u128;
	u128 size = value < 0 ? -(u128)value : (u128)value;
	mpz_set_ui(z, (unsigned long)(size >> 64));
	mpz_mul_2exp(z, z, 64);
	mpz_add_ui(z, z, (unsigned long)(size & UINT64_MAX));
	if (value < 0)
		mpz_neg(z, z);
}

void fl_fraction_init(fl_fraction *f)
{
	mpz_init(f->num);
	mpz_init_set_ui(f->den, 1);
}

void fl_fraction_release(fl_fraction *f)
{
	mpz_clear(f->num);
	mpz_clear(f->den);
}

void fl_fraction_set(fl_fraction *f, const fl_fraction *from)
{
	mpz_set(f->num, from->num);
	mpz_set(f->den, from->den);
}

static int cmp_parts(const mpz_t an, const mpz_t ad, const mpz_t bn, const mpz_t bd)
{
	mpz_t left, right;
	if (mpz_sgn(an) != mpz_sgn(bn))
		return mpz_sgn(an) < mpz_sgn(bn) ? -1 : 1;
	mpz_init(left);
	mpz_init(right);
	mpz_mul(left, an, bd);
	mpz_mul(right, bn, ad);
	int answer = mpz_cmp(left, right);
	mpz_clear(left);
	mpz_clear(right);
	return answer;
}

int fl_fraction_cmp(const fl_fraction *a, const fl_fraction *b)
{
	return cmp_parts(a->num, a->den, b->num, b->den);
}

int fl_fraction_cmp_q(const fl_fraction *a, const mpq_t b)
{
	return cmp_parts(a->num, a->den, mpq_numref(b), mpq_denref(b));
}

void fl_fraction_get(const fl_fraction *f, const mpq_t guess, mpq_t q)
{
	if (fl_fraction_cmp_q(f, guess) == 0) {
		mpq_set(q, guess);
		return;
	}
	mpz_set(mpq_numref(q), f->num);
	mpz_set(mpq_denref(q), f->den);
	mpq_canonicalize(q);
}

void fl_fraction_add(fl_fraction *ret, const mpz_t num, const mpz_t den)
{
	mpz_mul(ret->num, ret->num, den);
	mpz_addmul(ret->num, num, ret->den);
	mpz_mul(ret->den, ret->den, den);
}

void fl_fraction_sum_init(fl_fraction_sum *sum)
{
	*sum = (fl_fraction_sum){ 0 };
	mpz_init(sum->whole);
	mpz_init(sum->scratch);
}

void fl_fraction_sum_release(fl_fraction_sum *sum)
{
	for (size_t i = 0; i < sum->terms.len; i++)
		mpz_clear(sum->terms.items[i].num);
	fl_vec_release(&sum->terms);
	mpz_clear(sum->whole);
	mpz_clear(sum->scratch);
}

fl_status fl_fraction_sum_add(fl_fraction_sum *sum, const mpz_t num, int64_t den, fl_error *err)
{
	unsigned long common = mpz_sgn(num) == 0 ? (unsigned long)den : mpz_gcd_ui(NULL, num, (unsigned long)den);
	if (common == (unsigned long)den) {
		mpz_divexact_ui(sum->scratch, num, common);
		mpz_add(sum->whole, sum->whole, sum->scratch);
		return FL_OK;
	}
	fl_fraction_term term = { .den = den / (int64_t)common };
	mpz_init(term.num);
	mpz_divexact_ui(term.num, num, common);
	if (!fl_vec_push(&sum->terms, term)) {
		mpz_clear(term.num);
		return fl_enomem(err);
	}
	return FL_OK;
}

static int64_t gcd_of(int64_t a, int64_t b) /* a, b >= 0, not both 0 */
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

fl_status fl_fraction_sum_product(fl_fraction_sum *sum, int64_t a, fl_i128 b, int64_t den, fl_error *err)
{
	mpz_t num;
	if (a == 0 || b == 0)
		return FL_OK;
	if (b == den) { /* the common case: a dream funded whole counts all its flowers */
		fl_mpz_set_i128(sum->scratch, a);
		mpz_add(sum->whole, sum->whole, sum->scratch);
		return FL_OK;
	}
	if (a > 0) { /* makes equal denominators likelier, and the tree smaller */
		int64_t common = gcd_of(a, den);
		a /= common;
		den /= common;
	}
	mpz_init(num);
	fl_mpz_set_i128(num, b);
	mpz_mul_si(num, num, a);
	fl_status status = fl_fraction_sum_add(sum, num, den, err);
	mpz_clear(num);
	return status;
}

static int by_den(const void *pa, const void *pb)
{
	int64_t a = ((const fl_fraction_term *)pa)->den, b = ((const fl_fraction_term *)pb)->den;
	return (a > b) - (a < b);
}

static void merge_terms(fl_fraction_sum *sum)
{
	size_t kept = 0;
	if (sum->terms.len == 0)
		return;
	qsort(sum->terms.items, sum->terms.len, sizeof *sum->terms.items, by_den);
	for (size_t i = 1; i < sum->terms.len; i++) {
		fl_fraction_term *term = &sum->terms.items[i];
		if (term->den == sum->terms.items[kept].den) {
			mpz_add(sum->terms.items[kept].num, sum->terms.items[kept].num, term->num);
			mpz_clear(term->num);
		} else {
			sum->terms.items[++kept] = *term;
		}
	}
	sum->terms.len = kept + 1;
}

/* The product tree: halves are added and only then put over the product of their denominators. */
static void add_range(const fl_fraction_term *terms, size_t count, fl_fraction *ret)
{
	if (count == 1) {
		mpz_set(ret->num, terms->num);
		mpz_set_si(ret->den, terms->den);
		return;
	}
	fl_fraction right;
	fl_fraction_init(&right);
	add_range(terms, count / 2, ret);
	add_range(terms + count / 2, count - count / 2, &right);
	fl_fraction_add(ret, right.num, right.den);
	fl_fraction_release(&right);
}

void fl_fraction_sum_total(fl_fraction_sum *sum, const mpz_t scale, fl_fraction *ret)
{
	merge_terms(sum);
	mpz_set_ui(ret->num, 0);
	mpz_set_ui(ret->den, 1);
	if (sum->terms.len > 0)
		add_range(sum->terms.items, sum->terms.len, ret);
	mpz_addmul(ret->num, sum->whole, ret->den);
	mpz_mul(ret->den, ret->den, scale);
}
