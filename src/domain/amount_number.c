/* SPDX-License-Identifier: Apache-2.0
 *
 * amount_number.c - the number of an amount:
 *
 *     number  = digits [ "," | " " | "'" groups of three ] [ "." digits ]           12,000.50
 *             | parts with Chinese units, falling:  3万5千, 三万五千, 1.5亿, 1万亿
 *
 * Values are held in a GMP integer scaled by 10^18, so that nothing is ever rounded. Colloquial "三万五" (35,000, or 30,005?)
 * is refused rather than guessed.
 */
#include "domain/amount_text.h"

#include "base/error.h"

static int chinese_digit(uint32_t c) /* 0..9, or -1 */
{
	static const uint32_t everyday[10] = { 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
					       0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D }; /* 零一二三四五六七八九 */
	static const uint32_t formal[10] = { 0x3007, 0x58F9, 0x8D30, 0x53C1, 0x8086,
					     0x4F0D, 0x9646, 0x67D2, 0x634C, 0x7396 }; /* 〇壹贰叁肆伍陆柒捌玖 */

	for (int i = 0; i < 10; i++)
		if (c == everyday[i] || c == formal[i])
			return i;
	if (c == 0x4E24 || c == 0x5169 || c == 0x8CB3) /* 两 兩 貳 */
		return 2;
	if (c == 0x53C3) /* 參 */
		return 3;
	return c == 0x9678 ? 6 : -1; /* 陸 */
}

static int unit_zeros(uint32_t c) /* the power of ten, or 0 when c is no unit */
{
	switch (c) {
	case 0x5341: /* 十 */
	case 0x62FE: /* 拾 */
		return 1;
	case 0x767E: /* 百 */
	case 0x4F70: /* 佰 */
		return 2;
	case 0x5343: /* 千 */
	case 0x4EDF: /* 仟 */
		return 3;
	case 0x4E07: /* 万 */
	case 0x842C: /* 萬 */
		return 4;
	case 0x4EBF: /* 亿 */
	case 0x5104: /* 億 */
		return 8;
	default:
		return 0;
	}
}

/* ---- European digits ---- */

/* The whole digits of a literal, groups checked: into 'value' (unscaled), with their number. */
static fl_status read_whole(fl_amount_text *s, mpz_t value, size_t *ret_digits)
{
	uint32_t separator = 0;
	size_t group = 0, digits = 0;

	for (; s->pos < s->end; s->pos++) {
		uint32_t c = s->c[s->pos];
		if (fl_amount_digit(c)) {
			mpz_mul_ui(value, value, 10);
			mpz_add_ui(value, value, c - '0');
			group++;
			digits++;
		} else if (c == ' ' && (s->pos + 1 == s->end || !fl_amount_digit(s->c[s->pos + 1]))) {
			break;
		} else if (c == ',' || c == ' ' || c == '\'') {
			if ((separator && (c != separator || group != 3)) || group == 0 || group > 3)
				return fl_amount_refuse(s, FL_EPARSE, "amount-separator", FL_MESSAGE("a misplaced thousands separator"));
			separator = c;
			group = 0;
		} else {
			break;
		}
	}
	if (separator && group != 3)
		return fl_amount_refuse(s, FL_EPARSE, "amount-separator", FL_MESSAGE("a misplaced thousands separator"));
	*ret_digits = digits;
	return FL_OK;
}

/* One literal in European digits, scaled by 10^FL_AMOUNT_SCALE. */
static fl_status read_literal(fl_amount_text *s, mpz_t value, size_t *ret_digits, bool *ret_fraction)
{
	size_t places = 0;
	mpz_t scale;
	fl_status status = read_whole(s, value, ret_digits);

	*ret_fraction = false;
	if (status != FL_OK)
		return status;
	mpz_init(scale);
	if (s->pos < s->end && s->c[s->pos] == '.') {
		size_t last = s->pos + 1;
		while (last < s->end && fl_amount_digit(s->c[last]))
			last++;
		if (last == s->pos + 1) {
			status = fl_amount_refuse(s, FL_EPARSE, "amount-syntax", FL_MESSAGE("a point without digits"));
			goto done;
		}
		*ret_fraction = true;
		size_t significant = last;
		while (s->c[significant - 1] == '0')
			significant--;
		for (size_t i = s->pos + 1; i < significant; i++, places++) {
			mpz_mul_ui(value, value, 10);
			mpz_add_ui(value, value, s->c[i] - '0');
		}
		s->pos = last;
		if (s->pos < s->end && (s->c[s->pos] == ',' || s->c[s->pos] == '.')) {
			status = fl_amount_refuse(s, FL_EPARSE, "amount-separator", FL_MESSAGE("a separator after the decimal point"));
			goto done;
		}
		if (places > FL_AMOUNT_SCALE) {
			status = fl_amount_refuse(s, FL_EPARSE, "amount-fraction", FL_MESSAGE("a fraction of the smallest unit"));
			goto done;
		}
	}
	mpz_ui_pow_ui(scale, 10, FL_AMOUNT_SCALE - places);
	mpz_mul(value, value, scale);
done:
	mpz_clear(scale);
	return status;
}

/* ---- Chinese units ---- */

/* State of a number with Chinese units: total = whole parts above 万, section = the part since the last 万 or 亿. */
typedef struct parts {
	mpz_t total, section, num, scratch;
	bool has_num;   /* a literal waits for its unit */
	bool num_short; /* it is a bare digit that directly follows a unit: 三万五 */
	bool fraction;  /* a literal had a decimal point: nothing but units may follow */
	bool zero;      /* 零 stood before it */
	int last_unit;  /* zeros of the last unit, 0 none yet */
	int small_unit; /* the same within the section: 千 百 十 must fall */
	int big_unit;   /* the last of 万 and 亿, 0 none yet */
	bool yi;        /* 亿 was there */
} parts;

static void times_ten_to(parts *p, mpz_t z, int zeros)
{
	mpz_ui_pow_ui(p->scratch, 10, (unsigned long)zeros);
	mpz_mul(z, z, p->scratch);
}

static bool below_unit(parts *p, const mpz_t z, int zeros) /* z < 10^zeros, both scaled */
{
	mpz_ui_pow_ui(p->scratch, 10, (unsigned long)(zeros + FL_AMOUNT_SCALE));
	return mpz_cmp(z, p->scratch) < 0;
}

static fl_status odd_number(fl_amount_text *s)
{
	return fl_amount_refuse(s, FL_EPARSE, "amount-syntax", FL_MESSAGE("no plain number"));
}

static fl_status take_small_unit(fl_amount_text *s, parts *p, int zeros) /* 十 百 千 */
{
	if (!p->has_num && zeros == 1 && p->small_unit == 0) /* 十万 = 一十万 */
		mpz_ui_pow_ui(p->num, 10, FL_AMOUNT_SCALE);
	else if (!p->has_num)
		return odd_number(s);
	times_ten_to(p, p->num, zeros);
	if (p->small_unit && (zeros >= p->small_unit || !below_unit(p, p->num, p->small_unit)))
		return odd_number(s);
	if (p->big_unit && !below_unit(p, p->num, p->big_unit))
		return odd_number(s);
	mpz_add(p->section, p->section, p->num);
	p->small_unit = zeros;
	return FL_OK;
}

static fl_status take_big_unit(fl_amount_text *s, parts *p, int zeros) /* 万 亿 */
{
	bool bare = !p->has_num && p->small_unit == 0;

	if (zeros == 8 ? p->yi || (bare && p->last_unit != 4) : bare || p->big_unit == 4)
		return odd_number(s);
	if (p->has_num)
		mpz_add(p->section, p->section, p->num);
	if (zeros == 8) { /* multiplies all before it: 1万亿 */
		mpz_add(p->section, p->section, p->total);
		mpz_set_ui(p->total, 0);
	}
	times_ten_to(p, p->section, zeros);
	if (p->big_unit == 8 && !below_unit(p, p->section, 8))
		return odd_number(s);
	mpz_add(p->total, p->total, p->section);
	mpz_set_ui(p->section, 0);
	p->small_unit = 0;
	p->big_unit = zeros;
	p->yi = p->yi || zeros == 8;
	return FL_OK;
}

static fl_status take_unit(fl_amount_text *s, parts *p, int zeros)
{
	if (p->num_short && zeros >= p->last_unit) /* 三千五万: 3,005 or 3,500? */
		return odd_number(s);
	FL_TRY(zeros < 4 ? take_small_unit(s, p, zeros) : take_big_unit(s, p, zeros));
	mpz_set_ui(p->num, 0);
	p->has_num = p->num_short = p->zero = false;
	p->last_unit = zeros;
	return FL_OK;
}

static fl_status take_number(fl_amount_text *s, parts *p)
{
	int digit = chinese_digit(s->c[s->pos]);
	size_t digits = 1;
	bool fraction = false;

	if (p->has_num || p->fraction)
		return odd_number(s);
	if (digit == 0 && (s->pos + 1 < s->end || p->last_unit)) { /* 零 as a filler: 三万零五百 */
		if (p->last_unit == 0 || p->zero || s->pos + 1 == s->end)
			return odd_number(s);
		p->zero = true;
		s->pos++;
		return FL_OK;
	}
	mpz_set_ui(p->num, 0);
	if (digit >= 0) {
		mpz_ui_pow_ui(p->num, 10, FL_AMOUNT_SCALE);
		mpz_mul_ui(p->num, p->num, (unsigned long)digit);
		s->pos++;
	} else {
		FL_TRY(read_literal(s, p->num, &digits, &fraction));
		if (fraction && p->last_unit)
			return odd_number(s);
	}
	p->has_num = true;
	p->fraction = fraction;
	p->num_short = p->last_unit > 1 && !p->zero && (digit >= 0 || digits < (size_t)p->last_unit);
	return FL_OK;
}

static fl_status finish_parts(fl_amount_text *s, parts *p, mpz_t value)
{
	if (p->has_num) {
		int room = p->small_unit ? p->small_unit : p->last_unit;
		if (p->num_short || (room && !below_unit(p, p->num, room)))
			return odd_number(s);
		mpz_add(p->section, p->section, p->num);
	}
	mpz_add(value, p->total, p->section);
	return FL_OK;
}

fl_status fl_amount_read_number(fl_amount_text *s, mpz_t value)
{
	fl_status status = FL_OK;
	parts p = { .has_num = false };

	mpz_inits(p.total, p.section, p.num, p.scratch, NULL);
	while (s->pos < s->end && status == FL_OK) {
		uint32_t c = s->c[s->pos];
		int zeros = unit_zeros(c);
		if (c == ' ') {
			s->pos++;
		} else if (zeros) {
			status = take_unit(s, &p, zeros);
			s->pos++;
		} else if (fl_amount_digit(c) || chinese_digit(c) >= 0) {
			status = take_number(s, &p);
		} else if ((c == 'e' || c == 'E') && p.has_num) {
			status = fl_amount_refuse(s, FL_EPARSE, "amount-exponent", FL_MESSAGE("an exponent"));
		} else if (c == ',' && p.has_num) {
			status = fl_amount_refuse(s, FL_EPARSE, "amount-separator", FL_MESSAGE("a misplaced thousands separator"));
		} else {
			status = odd_number(s);
		}
	}
	if (status == FL_OK)
		status = finish_parts(s, &p, value);
	mpz_clears(p.total, p.section, p.num, p.scratch, NULL);
	return status;
}
