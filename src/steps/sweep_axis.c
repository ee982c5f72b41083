/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep_axis.c - the points of an axis, computed exactly and written as decimals.
 */
#include "steps/sweep_axis.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#define DIGITS_MAX 30 /* before and behind the point */

/* "1.25e3%": the value of the number, how many digits it has behind the point, and whether "%" follows. */
static bool parse_end(fl_str text, mpq_t value, int *ret_digits, bool *ret_percent)
{
	size_t e = 0, point = 0;
	int64_t exponent = 0;
	*ret_percent = text.len > 0 && text.data[text.len - 1] == '%';
	text.len -= *ret_percent;
	while (e < text.len && text.data[e] != 'e' && text.data[e] != 'E')
		e++;
	for (size_t i = e + 1; i < text.len; i++) { /* 'e' and up to two digits: nobody has 10^100 yuan */
		if (text.data[i] < '0' || text.data[i] > '9' || i > e + 2)
			return false;
		exponent = exponent * 10 + (text.data[i] - '0');
	}
	if ((e < text.len && e + 1 == text.len) || exponent > DIGITS_MAX || e > DIGITS_MAX)
		return false;
	fl_str number = fl_str_slice(text, 0, e);
	while (point < number.len && number.data[point] != '.')
		point++;
	for (size_t i = 0; i < number.len; i++)
		if (number.data[i] == '/')
			return false;
	if (!fl_mpq_parse(value, number))
		return false;
	int64_t digits = (point < number.len ? (int64_t)(number.len - point - 1) : 0) - exponent;
	*ret_digits = digits > 0 ? (int)digits : 0;
	for (int64_t i = 0; i < exponent; i++) {
		mpz_mul_ui(mpq_numref(value), mpq_numref(value), 10);
		mpq_canonicalize(value);
	}
	return true;
}

/* The decimal with so many digits that is nearest (ties upwards). */
static void print_value(fl_buf *out, const mpq_t value, int digits, bool percent)
{
	mpq_t scaled, half;
	mpz_t whole, unit;
	mpq_inits(scaled, half, NULL);
	mpz_inits(whole, unit, NULL);
	mpz_ui_pow_ui(unit, 10, (unsigned long)digits);
	mpq_set_z(scaled, unit);
	mpq_mul(scaled, scaled, value);
	mpq_set_ui(half, 1, 2);
	mpq_add(scaled, scaled, half);
	fl_mpq_floor(whole, scaled);
	if (mpz_sgn(whole) < 0)
		fl_buf_putc(out, '-');
	mpz_abs(whole, whole);
	char text[3 * DIGITS_MAX + 8];
	gmp_snprintf(text, sizeof text, "%0*Zd", digits + 1, whole);
	fl_str all = fl_str_of(text);
	fl_buf_add(out, all.data, all.len - (size_t)digits);
	if (digits > 0) {
		fl_buf_putc(out, '.');
		fl_buf_add(out, all.data + all.len - digits, (size_t)digits);
	}
	if (percent)
		fl_buf_putc(out, '%');
	mpq_clears(scaled, half, NULL);
	mpz_clears(whole, unit, NULL);
}

static fl_status fill(fl_sweep_axis *axis, fl_arena *arena, const mpq_t from, const mpq_t to, int digits, bool percent,
		      fl_error *err)
{
	fl_buf text;
	mpq_t step, value;
	mpq_inits(step, value, NULL);
	fl_buf_init(&text, 4096);
	axis->values = fl_arena_array(arena, axis->num_values, sizeof *axis->values);
	fl_status status = axis->values ? FL_OK : fl_enomem(err);
	for (size_t k = 0; status == FL_OK && k < axis->num_values; k++) {
		fl_mpq_set_i64(step, (int64_t)k, axis->num_values > 1 ? (int64_t)axis->num_values - 1 : 1);
		mpq_sub(value, to, from);
		mpq_mul(value, value, step);
		mpq_add(value, value, from);
		fl_buf_clear(&text);
		print_value(&text, value, digits, percent);
		status = fl_buf_status(&text, err);
		if (status == FL_OK)
			axis->values[k] = fl_arena_str(arena, fl_buf_view(&text));
		if (status == FL_OK && !axis->values[k].data)
			status = fl_enomem(err);
	}
	fl_buf_release(&text);
	mpq_clears(step, value, NULL);
	return status;
}

static bool parse_points(fl_str text, size_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || i > 5)
			return false;
		*ret = *ret * 10 + (size_t)(text.data[i] - '0');
	}
	return *ret >= 2 && *ret <= FL_SWEEP_POINTS_MAX;
}

/* Where 'what' begins in text from 'at' on; text.len: nowhere. */
static size_t find(fl_str text, const char *what, size_t at)
{
	fl_str part = fl_str_of(what);
	while (at + part.len <= text.len && !fl_str_starts(fl_str_slice(text, at, text.len), part))
		at++;
	return at + part.len <= text.len ? at : text.len;
}

fl_status fl_sweep_axis_parse(const char *text, fl_arena *arena, fl_sweep_axis *ret, fl_error *err)
{
	fl_str all = fl_arena_str(arena, fl_str_of(text));
	if (!all.data)
		return fl_enomem(err);
	size_t equals = 0;
	for (bool inside = false; equals < all.len && (inside || all.data[equals] != '='); equals++)
		inside = all.data[equals] == '[' || (inside && all.data[equals] != ']');
	size_t dots = find(all, "..", equals), colon = find(all, ":", dots);
	mpq_t from, to;
	int digits[2] = { 0, 0 };
	bool percent[2] = { false, false };
	mpq_inits(from, to, NULL);
	bool ok = equals > 0 && colon < all.len && parse_points(fl_str_slice(all, colon + 1, all.len), &ret->num_values) &&
		  parse_end(fl_str_slice(all, equals + 1, dots), from, &digits[0], &percent[0]) &&
		  parse_end(fl_str_slice(all, dots + 2, colon), to, &digits[1], &percent[1]) && percent[0] == percent[1];
	ret->path = fl_str_slice(all, 0, equals);
	fl_status status = ok ? fill(ret, arena, from, to, digits[0] > digits[1] ? digits[0] : digits[1], percent[0], err)
			      : fl_error_set(err, FL_EARGUMENT,
					     "'%s' is no PATH=FROM..TO:POINTS such as budget=1e6..5e6:50 (2 to %d points)", text,
					     FL_SWEEP_POINTS_MAX);
	mpq_clears(from, to, NULL);
	return status;
}
