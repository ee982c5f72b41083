/* SPDX-License-Identifier: Apache-2.0
 *
 * model_text.c - numbers, names and labels of written programs. Numbers are made from exact rationals digit by digit;
 * no double takes part.
 */
#include "allocate/model_text.h"
#include "allocate/tranches.h"

#include "base/rational.h"
#include "base/str.h"

#define DIGITS 17 /* significant: any double is told from its neighbours by as many */

fl_money fl_model_pools_have(const fl_program *p, size_t class)
{
	const fl_signature *s = &p->signatures[p->columns[class].signature];
	fl_money sum = 0; /* fits: the budget does */
	for (uint32_t i = 0; i < s->len; i++)
		sum += p->pools[s->pools[i]].amount;
	return sum;
}

bool fl_model_has(const fl_program *p, size_t class)
{
	const fl_column *column = &p->columns[class];
	return column->hi > 0 && (column->lo > 0 || column->unit_min <= fl_model_pools_have(p, class));
}

int64_t fl_model_unit(const fl_program *p)
{
	__int128 sum = 0;
	int64_t count = 0, unit = 1;
	for (size_t c = 0; c < p->num_classes; c++) {
		if (!fl_model_has(p, c))
			continue;
		sum += p->columns[c].hi;
		count++;
	}
	while (count > 0 && sum / count / 10 >= unit)
		unit *= 10;
	return unit;
}

/* z = q * 10^places, to the nearest integer: floor((2 num + den) / (2 den)). */
static void scaled(mpz_t z, const mpq_t q, long places)
{
	mpz_t power, den;
	mpz_inits(power, den, NULL);
	mpz_ui_pow_ui(power, 10, (unsigned long)(places < 0 ? -places : places));
	mpz_set(z, mpq_numref(q));
	mpz_set(den, mpq_denref(q));
	if (places < 0)
		mpz_mul(den, den, power);
	else
		mpz_mul(z, z, power);
	mpz_mul_2exp(z, z, 1);
	mpz_add(z, z, den);
	mpz_mul_2exp(den, den, 1);
	mpz_fdiv_q(z, z, den);
	mpz_clears(power, den, NULL);
}

/* Digits with a point so that 'places' of them stand behind it. */
static void put_digits(fl_buf *out, const char *digits, size_t len, long places)
{
	if (places <= 0) {
		fl_buf_add(out, digits, len);
		for (; places < 0; places++)
			fl_buf_putc(out, '0');
	} else if ((size_t)places < len) {
		fl_buf_add(out, digits, len - (size_t)places);
		fl_buf_putc(out, '.');
		fl_buf_add(out, digits + len - (size_t)places, (size_t)places);
	} else if ((size_t)places - len < 6) {
		fl_buf_puts(out, "0.");
		for (size_t i = len; i < (size_t)places; i++)
			fl_buf_putc(out, '0');
		fl_buf_add(out, digits, len);
	} else {
		fl_buf_add(out, digits, 1);
		if (len > 1)
			fl_buf_putc(out, '.');
		fl_buf_add(out, digits + 1, len - 1);
		fl_buf_printf(out, "e%ld", (long)len - 1 - places);
	}
}

void fl_model_number(fl_buf *out, const mpq_t value)
{
	char digits[DIGITS + 8];
	if (mpz_cmp_ui(mpq_denref(value), 1) == 0) {
		fl_mpq_print(out, value);
		return;
	}
	mpq_t size;
	mpz_t z;
	mpq_init(size);
	mpz_init(z);
	mpq_abs(size, value);
	/* GMP may count one digit too many: q < 10^(digits above - digits below + 2), so z begins below 10^DIGITS */
	long places =
	    DIGITS - 2 - (long)mpz_sizeinbase(mpq_numref(size), 10) + (long)mpz_sizeinbase(mpq_denref(size), 10);
	size_t len;
	for (;; places++) {
		scaled(z, size, places);
		mpz_get_str(digits, 10, z);
		len = strlen(digits);
		if (len >= DIGITS)
			break;
	}
	for (; len > 1 && digits[len - 1] == '0'; len--)
		places--;
	if (mpq_sgn(value) < 0)
		fl_buf_putc(out, '-');
	put_digits(out, digits, len, places);
	mpq_clear(size);
	mpz_clear(z);
}

/* ---- Labels ---------------------------------------------------------------------------------------- */

/* Control characters, separators of lines, invisible ones and those that turn the direction of writing (Unicode
 * Technical Report 36, section 3). */
static bool is_unsafe(int32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c >= 0xE0000;
}

static bool is_plain(fl_str text)
{
	size_t pos = 0;
	while (pos < text.len) {
		int32_t c = fl_utf8_next(text, &pos);
		bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c > 0 && c < 0x7F && strchr("-_.:/+=@", c)) || (c > 0xA0 && c != 0x3000);
		if (!word || is_unsafe(c))
			return false;
	}
	return text.len > 0;
}

void fl_model_label(fl_buf *out, fl_str text)
{
	if (is_plain(text)) {
		fl_buf_str(out, text);
		return;
	}
	fl_buf_putc(out, '"');
	for (size_t pos = 0, from = 0; pos < text.len; from = pos) {
		int32_t c = fl_utf8_next(text, &pos);
		if (c < 0)
			fl_buf_printf(out, "\\x%02x", (unsigned)(unsigned char)text.data[from]);
		else if (is_unsafe(c))
			fl_buf_printf(out, "\\u{%x}", (unsigned)c);
		else if (c == '"' || c == '\\')
			fl_buf_printf(out, "\\%c", (char)c);
		else
			fl_buf_add(out, text.data + from, pos - from);
	}
	fl_buf_putc(out, '"');
}

uint32_t fl_model_group(const fl_model *model, uint32_t line)
{
	return line - (uint32_t)model->spec->num_pools + 1;
}

fl_money fl_model_tranche_end(const fl_policy *policy, const fl_column *class, fl_money request, size_t k)
{
	fl_money end = fl_tranche_end(policy, request, class->before, k);
	return end < class->unit_max ? end : class->unit_max;
}
