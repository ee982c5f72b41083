/* SPDX-License-Identifier: Apache-2.0
 *
 * rational.c - what GMP lacks for Florin: 64-bit integers on every machine, rounding, text.
 */
#include "base/rational.h"

#include "base/alloc.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define TEXT_MAX  4096
#define SHORT_DEN UINT64_C(1000000000000) /* 10^12: see fl_mpq_print_short */

void fl_mpz_set_i64(mpz_t z, int64_t value)
{
#if LONG_MAX >= INT64_MAX
	mpz_set_si(z, (long)value);
#else
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	mpz_import(z, 1, -1, sizeof size, 0, 0, &size);
	if (value < 0)
		mpz_neg(z, z);
#endif
}

bool fl_mpz_get_i64(const mpz_t z, int64_t *ret)
{
	uint64_t size = 0;

	if (mpz_sizeinbase(z, 2) > 64)
		return false;
	mpz_export(&size, NULL, -1, sizeof size, 0, 0, z);
	if (mpz_sgn(z) >= 0) {
		if (size > INT64_MAX)
			return false;
		*ret = (int64_t)size;
		return true;
	}
	if (size > (uint64_t)INT64_MAX + 1)
		return false;
	*ret = -(int64_t)(size - 1) - 1;
	return true;
}

void fl_mpq_set_i64(mpq_t q, int64_t num, int64_t den)
{
	fl_mpz_set_i64(mpq_numref(q), num);
	fl_mpz_set_i64(mpq_denref(q), den);
	if (den != 1)
		mpq_canonicalize(q);
}

bool fl_mpq_set_double(mpq_t q, double value, unsigned bits)
{
	bool negative = value < 0;

	if (!isfinite(value))
		return false;
	mpq_set_d(q, negative ? -value : value); /* exact */
	mpq_mul_2exp(q, q, (mp_bitcnt_t)bits + 1);
	mpz_fdiv_q(mpq_numref(q), mpq_numref(q), mpq_denref(q)); /* floor(2x), then floor((2x + 1) / 2) */
	mpz_add_ui(mpq_numref(q), mpq_numref(q), 1);
	mpz_fdiv_q_2exp(mpq_numref(q), mpq_numref(q), 1);
	mpz_set_ui(mpq_denref(q), 1);
	mpq_div_2exp(q, q, bits);
	if (negative)
		mpq_neg(q, q);
	return true;
}

mpq_t *fl_mpq_array_new(size_t n)
{
	mpq_t *v = fl_alloc_array(n + 1, sizeof *v);
	for (size_t i = 0; v && i < n; i++)
		mpq_init(v[i]);
	return v;
}

void fl_mpq_array_free(mpq_t *v, size_t n)
{
	for (size_t i = 0; v && i < n; i++)
		mpq_clear(v[i]);
	fl_free(v);
}

void fl_mpq_floor(mpz_t out, const mpq_t q)
{
	mpz_fdiv_q(out, mpq_numref(q), mpq_denref(q));
}

void fl_mpq_ceil(mpz_t out, const mpq_t q)
{
	mpz_cdiv_q(out, mpq_numref(q), mpq_denref(q));
}

/* ---- text -------------------------------------------------------------------------------------------------- */

static void print_integer(fl_buf *buf, const mpz_t z)
{
	char few[64], *text = few;
	size_t size = mpz_sizeinbase(z, 10) + 2;

	if (size > sizeof few) {
		text = fl_alloc(size);
		if (!text) {
			buf->status = buf->status == FL_OK ? FL_ENOMEM : buf->status;
			return;
		}
	}
	fl_buf_puts(buf, mpz_get_str(text, 10, z));
	if (text != few)
		fl_free(text);
}

void fl_mpq_total_init(fl_mpq_total *t)
{
	mpz_init(t->whole);
	mpq_init(t->carry);
	t->terms = 0;
	t->used = 0;
}

void fl_mpq_total_add(fl_mpq_total *t, const mpq_t term)
{
	if (mpz_cmp_ui(mpq_denref(term), 1) == 0) {
		mpz_add(t->whole, t->whole, mpq_numref(term));
		return;
	}
	mpq_set(t->carry, term);
	int k = 0;
	for (; t->terms >> k & 1; k++)
		mpq_add(t->carry, t->carry, t->part[k]);
	if (k == t->used)
		mpq_init(t->part[t->used++]);
	mpq_swap(t->part[k], t->carry);
	t->terms++;
}

void fl_mpq_total_take(fl_mpq_total *t, mpq_t ret)
{
	mpq_set_ui(ret, 0, 1);
	for (int k = 0; k < t->used; k++) {
		if (t->terms >> k & 1)
			mpq_add(ret, ret, t->part[k]);
		mpq_clear(t->part[k]);
	}
	mpq_set_z(t->carry, t->whole);
	mpq_add(ret, ret, t->carry);
	mpq_clear(t->carry);
	mpz_clear(t->whole);
}

void fl_mpq_print(fl_buf *buf, const mpq_t q)
{
	print_integer(buf, mpq_numref(q));
	if (mpz_cmp_ui(mpq_denref(q), 1) != 0) {
		fl_buf_putc(buf, '/');
		print_integer(buf, mpq_denref(q));
	}
}

void fl_mpq_print_short(fl_buf *buf, const mpq_t q, int direction, bool *ret_exact)
{
	mpq_t rounded;
	mpz_t den;

	mpz_init(den);
	fl_mpz_set_i64(den, (int64_t)SHORT_DEN);
	bool exact = mpz_cmp(mpq_denref(q), den) <= 0;
	if (ret_exact)
		*ret_exact = exact;
	if (exact) {
		fl_mpq_print(buf, q);
	} else {
		mpq_init(rounded);
		mpz_mul(mpq_numref(rounded), mpq_numref(q), den);
		if (direction < 0)
			mpz_fdiv_q(mpq_numref(rounded), mpq_numref(rounded), mpq_denref(q));
		else
			mpz_cdiv_q(mpq_numref(rounded), mpq_numref(rounded), mpq_denref(q));
		mpz_set(mpq_denref(rounded), den);
		mpq_canonicalize(rounded);
		fl_mpq_print(buf, rounded);
		mpq_clear(rounded);
	}
	mpz_clear(den);
}

/* The digits from *pos on are appended to out; their number. */
static size_t copy_digits(fl_str text, size_t *pos, char *out, size_t *len)
{
	size_t from = *pos;

	while (*pos < text.len && text.data[*pos] >= '0' && text.data[*pos] <= '9')
		out[(*len)++] = text.data[(*pos)++];
	out[*len] = '\0';
	return *pos - from;
}

bool fl_mpq_parse(mpq_t q, fl_str text)
{
	char digits[TEXT_MAX + 1];
	size_t pos = 0, len = 0, places;
	bool negative = text.len > 0 && text.data[0] == '-';

	if (text.len > TEXT_MAX)
		return false;
	pos = negative;
	if (copy_digits(text, &pos, digits, &len) == 0)
		return false;
	mpz_set_ui(mpq_denref(q), 1);
	if (pos < text.len && text.data[pos] == '.') {
		pos++;
		places = copy_digits(text, &pos, digits, &len);
		if (places == 0)
			return false;
		mpz_ui_pow_ui(mpq_denref(q), 10, (unsigned long)places);
	}
	mpz_set_str(mpq_numref(q), digits, 10);
	if (pos < text.len && text.data[pos] == '/' && mpz_cmp_ui(mpq_denref(q), 1) == 0) {
		pos++;
		len = 0;
		if (copy_digits(text, &pos, digits, &len) == 0)
			return false;
		mpz_set_str(mpq_denref(q), digits, 10);
		if (mpz_sgn(mpq_denref(q)) == 0) {
			mpz_set_ui(mpq_denref(q), 1);
			return false;
		}
	}
	mpq_canonicalize(q);
	if (negative)
		mpq_neg(q, q);
	return pos == text.len;
}
