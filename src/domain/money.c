/* SPDX-License-Identifier: Apache-2.0
 *
 * money.c - amounts as people and spreadsheets write them, to minor units and back; exact shares.
 *
 * The text is first decoded into characters (full-width forms become ASCII), then the currency's sign or code is
 * taken off both ends (once each, and not the same one twice), then what is left must be one number:
 *
 *     number  = digits [ "," | " " | "'" groups of three ] [ "." digits ]           12,000.50
 *             | parts with Chinese units, falling:  3万5千, 三万五千, 1.5亿, 1万亿
 *
 * Values are held in a GMP integer scaled by 10^18, so that nothing is ever rounded: what is no multiple of the
 * minor unit is refused. Colloquial "三万五" (35,000, or 30,005?) is refused rather than guessed.
 */
#include "domain/money.h"

#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>

#define MAX_CHARS 64 /* an amount longer than this is none */
#define SCALE     18 /* decimal digits kept behind the point */

typedef struct scan {
	uint32_t c[MAX_CHARS];
	size_t pos, end;
	fl_str text; /* as written, for messages */
	const char **ret_code;
	fl_error *err;
} scan;

/* ---- messages ---------------------------------------------------------------------------------------------- */

static fl_str shown(fl_str s) /* what a message quotes: at most 40 bytes, whole characters */
{
	if (s.len <= 40)
		return s;
	size_t n = 40;
	while (n > 0 && ((unsigned char)s.data[n] & 0xC0) == 0x80)
		n--;
	return fl_str_slice(s, 0, n);
}

static fl_status refuse(scan *s, fl_status status, const char *code, const char *what)
{
	fl_str t = shown(s->text);

	if (s->ret_code)
		*s->ret_code = code;
	return fl_error_set(s->err, status, "%s in amount '%.*s%s'", what, FL_STR_ARG(t),
			    t.len < s->text.len ? "..." : "");
}

/* ---- characters -------------------------------------------------------------------------------------------- */

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x2007 || c == 0x2009 || c == 0x202F ||
	       c == 0x3000 || c == 0xFEFF;
}

static uint32_t plain(uint32_t c) /* full-width forms, minus signs, spaces and quotes to one form each */
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;
	if (c == 0x2212 || c == 0x2010 || c == 0x2011 || c == 0x2013)
		return '-';
	if (c == 0xFFE5)
		return 0xA5;
	if (c == 0xFFE1)
		return 0xA3;
	if (c == 0x2019)
		return '\'';
	return is_space(c) ? ' ' : c;
}

static fl_status decode(scan *s, fl_str text)
{
	size_t pos = 0;

	text = fl_str_trim(text);
	s->text = text;
	s->pos = s->end = 0;
	if (text.len == 0)
		return refuse(s, FL_EPARSE, "amount-empty", "nothing");
	while (pos < text.len) {
		int32_t c = fl_utf8_next(text, &pos);
		if (c < 0)
			return refuse(s, FL_EPARSE, "amount-syntax", "bytes that are no text");
		if (s->end == MAX_CHARS)
			return refuse(s, FL_EPARSE, "amount-syntax", "too many characters");
		s->c[s->end++] = plain((uint32_t)c);
	}
	return FL_OK;
}

static void skip_space(scan *s)
{
	while (s->pos < s->end && s->c[s->pos] == ' ')
		s->pos++;
	while (s->pos < s->end && s->c[s->end - 1] == ' ')
		s->end--;
}

/* ---- the currency's name ----------------------------------------------------------------------------------- */

/* A sign, and the currencies it may stand for; longer signs before those they contain. */
static const struct {
	const char *sign, *codes;
} signs[] = {
	{ "人民币", "CNY" }, { "人民幣", "CNY" },     { "RMB", "CNY" },   { "新台币", "TWD" },
	{ "新台幣", "TWD" }, { "港币", "HKD" },       { "港幣", "HKD" },  { "港元", "HKD" },
	{ "美元", "USD" },   { "美金", "USD" },       { "欧元", "EUR" },  { "歐元", "EUR" },
	{ "英镑", "GBP" },   { "英鎊", "GBP" },       { "日元", "JPY" },  { "日圆", "JPY" },
	{ "日圓", "JPY" },   { "円", "JPY" },         { "US$", "USD" },   { "HK$", "HKD" },
	{ "NT$", "TWD" },    { "C$", "CAD" },         { "A$", "AUD" },    { "$", "USD CAD AUD HKD TWD SGD" },
	{ "€", "EUR" },      { "£", "GBP" },          { "¥", "CNY JPY" }, { "zł", "PLN" },
	{ "Ft", "HUF" },     { "元", "CNY TWD HKD" }, { "圆", "CNY" },    { "圓", "CNY TWD HKD" },
};

/* Does the sign stand at the beginning (or the end) of what is left? Its number of characters, else 0. */
static size_t sign_at(const scan *s, const char *sign, bool at_end)
{
	fl_str z = fl_str_of(sign);
	size_t count = fl_utf8_length(z), pos = 0, from;

	if (count > s->end - s->pos)
		return 0;
	from = at_end ? s->end - count : s->pos;
	for (size_t i = 0; i < count; i++)
		if (s->c[from + i] != (uint32_t)fl_utf8_next(z, &pos))
			return 0;
	return count;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Three capital letters that no further letter touches. */
static bool code_at(const scan *s, bool at_end, char ret_code[4])
{
	size_t n = s->end - s->pos, from = at_end ? s->end - 3 : s->pos;

	if (n < 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		uint32_t c = s->c[from + i];
		if (c < 'A' || c > 'Z')
			return false;
		ret_code[i] = (char)c;
	}
	ret_code[3] = '\0';
	return n == 3 || !is_letter(at_end ? s->c[from - 1] : s->c[from + 3]);
}

/* Take one sign or code off one end. *ret_kind says what it was: 'A' for a code (or RMB), for a sign its last
 * character, 0 where there is none. */
static fl_status take_currency(scan *s, const fl_currency *currency, bool at_end, uint32_t *ret_kind)
{
	size_t count = 0;
	bool same = false;
	char code[4];

	skip_space(s);
	for (size_t i = 0; i < sizeof signs / sizeof *signs && count == 0; i++) {
		count = sign_at(s, signs[i].sign, at_end);
		same = strstr(signs[i].codes, currency->code) != NULL;
	}
	if (count == 0 && code_at(s, at_end, code)) {
		count = 3;
		same = strcmp(code, currency->code) == 0;
	}
	*ret_kind = 0;
	if (count > 0 && !same)
		return refuse(s, FL_EINVAL, "amount-currency", "a currency that is not the round's");
	if (count > 0) {
		uint32_t last = s->c[(at_end ? s->end : s->pos + count) - 1];
		*ret_kind = last >= 'A' && last <= 'Z' ? 'A' : last;
	}
	if (at_end)
		s->end -= count;
	else
		s->pos += count;
	skip_space(s);
	return FL_OK;
}

static fl_status strip_currency(scan *s, const fl_currency *currency)
{
	uint32_t before, after;

	FL_TRY(take_currency(s, currency, false, &before));
	if (s->pos < s->end && s->c[s->end - 1] == 0x6574) /* 整, "exactly", as in 3000元整 */
		s->end--;
	FL_TRY(take_currency(s, currency, true, &after));
	if (before && before == after) /* CNY100CNY */
		return refuse(s, FL_EPARSE, "amount-syntax", "the currency twice");
	return FL_OK;
}

bool fl_currency_named(fl_str text, const fl_currency *currency)
{
	scan s = { .ret_code = NULL, .err = NULL };
	char code[4] = "";

	if (decode(&s, text) != FL_OK)
		return false;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
			if (sign_at(&s, signs[i].sign, false) == s.end)
				return strstr(signs[i].codes, currency->code) != NULL;
		for (size_t i = 0; i < s.end; i++) /* then in capitals: rmb, cny, us$ */
			if (s.c[i] >= 'a' && s.c[i] <= 'z')
				s.c[i] -= 'a' - 'A';
	}
	return s.end == 3 && code_at(&s, false, code) && strcmp(code, currency->code) == 0;
}

/* ---- numbers ----------------------------------------------------------------------------------------------- */

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

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

static fl_status too_large(scan *s)
{
	return refuse(s, FL_ERANGE, "amount-range", "more than can be counted");
}

/* The whole digits of a literal, groups checked: into 'value' (unscaled), with their number. */
static fl_status read_whole(scan *s, mpz_t value, size_t *ret_digits)
{
	uint32_t separator = 0;
	size_t group = 0, digits = 0;

	for (; s->pos < s->end; s->pos++) {
		uint32_t c = s->c[s->pos];
		if (is_digit(c)) {
			mpz_mul_ui(value, value, 10);
			mpz_add_ui(value, value, c - '0');
			group++;
			digits++;
		} else if (c == ' ' && (s->pos + 1 == s->end || !is_digit(s->c[s->pos + 1]))) {
			break;
		} else if (c == ',' || c == ' ' || c == '\'') {
			if ((separator && (c != separator || group != 3)) || group == 0 || group > 3)
				return refuse(s, FL_EPARSE, "amount-separator", "a misplaced thousands separator");
			separator = c;
			group = 0;
		} else {
			break;
		}
	}
	if (separator && group != 3)
		return refuse(s, FL_EPARSE, "amount-separator", "a misplaced thousands separator");
	*ret_digits = digits;
	return FL_OK;
}

/* One literal in European digits, scaled by 10^SCALE. */
static fl_status read_literal(scan *s, mpz_t value, size_t *ret_digits, bool *ret_fraction)
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
		while (last < s->end && is_digit(s->c[last]))
			last++;
		if (last == s->pos + 1) {
			status = refuse(s, FL_EPARSE, "amount-syntax", "a point without digits");
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
			status = refuse(s, FL_EPARSE, "amount-separator", "a separator after the decimal point");
			goto done;
		}
		if (places > SCALE) {
			status = refuse(s, FL_EPARSE, "amount-fraction", "a fraction of the smallest unit");
			goto done;
		}
	}
	mpz_ui_pow_ui(scale, 10, SCALE - places);
	mpz_mul(value, value, scale);
done:
	mpz_clear(scale);
	return status;
}

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
	mpz_ui_pow_ui(p->scratch, 10, (unsigned long)(zeros + SCALE));
	return mpz_cmp(z, p->scratch) < 0;
}

static fl_status odd_number(scan *s)
{
	return refuse(s, FL_EPARSE, "amount-syntax", "no plain number");
}

static fl_status take_small_unit(scan *s, parts *p, int zeros) /* 十 百 千 */
{
	if (!p->has_num && zeros == 1 && p->small_unit == 0) /* 十万 = 一十万 */
		mpz_ui_pow_ui(p->num, 10, SCALE);
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

static fl_status take_big_unit(scan *s, parts *p, int zeros) /* 万 亿 */
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

static fl_status take_unit(scan *s, parts *p, int zeros)
{
	if (p->num_short && zeros >= p->last_unit) /* 三千五万: 3,005 or 3,500? */
		return odd_number(s);
	FL_TRY(zeros < 4 ? take_small_unit(s, p, zeros) : take_big_unit(s, p, zeros));
	mpz_set_ui(p->num, 0);
	p->has_num = p->num_short = p->zero = false;
	p->last_unit = zeros;
	return FL_OK;
}

static fl_status take_number(scan *s, parts *p)
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
		mpz_ui_pow_ui(p->num, 10, SCALE);
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

static fl_status finish_parts(scan *s, parts *p, mpz_t value)
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

static fl_status read_number(scan *s, mpz_t value)
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
		} else if (is_digit(c) || chinese_digit(c) >= 0) {
			status = take_number(s, &p);
		} else if ((c == 'e' || c == 'E') && p.has_num) {
			status = refuse(s, FL_EPARSE, "amount-exponent", "an exponent");
		} else if (c == ',' && p.has_num) {
			status = refuse(s, FL_EPARSE, "amount-separator", "a misplaced thousands separator");
		} else {
			status = odd_number(s);
		}
	}
	if (status == FL_OK)
		status = finish_parts(s, &p, value);
	mpz_clears(p.total, p.section, p.num, p.scratch, NULL);
	return status;
}

static fl_status to_minor(scan *s, mpz_t value, int minor_digits, fl_money *ret)
{
	mpz_t unit;
	fl_status status = FL_OK;

	mpz_init(unit);
	mpz_ui_pow_ui(unit, 10, (unsigned long)(SCALE - minor_digits));
	if (!mpz_divisible_p(value, unit)) {
		status = refuse(s, FL_EPARSE, "amount-fraction", "a fraction of the smallest unit");
		goto done;
	}
	mpz_divexact(value, value, unit);
	if (mpz_sizeinbase(value, 2) > 63) {
		status = too_large(s);
		goto done;
	}
	uint64_t minor = 0;
	mpz_export(&minor, NULL, -1, sizeof minor, 0, 0, value);
	*ret = (fl_money)minor;
done:
	mpz_clear(unit);
	return status;
}

static bool is_negative(const scan *s)
{
	return s->end - s->pos > 1 && (s->c[s->pos] == '-' || (s->c[s->pos] == '(' && s->c[s->end - 1] == ')'));
}

fl_status fl_money_parse(fl_str text, const fl_currency *currency, fl_money *ret_amount, const char **ret_code,
			 fl_error *err)
{
	scan s = { .ret_code = ret_code, .err = err };
	mpz_t value;
	fl_status status;
	bool negative;

	FL_TRY(decode(&s, text));
	skip_space(&s);
	negative = is_negative(&s);
	if (negative && s.c[s.pos] == '-')
		s.pos++;
	FL_TRY(strip_currency(&s, currency));
	if (negative || is_negative(&s))
		return refuse(&s, FL_EINVAL, "amount-negative", "less than nothing");
	if (s.pos == s.end)
		return refuse(&s, FL_EPARSE, "amount-syntax", "no number");
	mpz_init(value);
	status = read_number(&s, value);
	if (status == FL_OK)
		status = to_minor(&s, value, currency->minor_digits, ret_amount);
	mpz_clear(value);
	return status;
}

bool fl_money_add(fl_money a, fl_money b, fl_money *ret_sum)
{
	if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b))
		return false;
	*ret_sum = a + b;
	return true;
}

void fl_money_print(fl_buf *buf, fl_money amount, int minor_digits, bool separators)
{
	uint64_t rest = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
	char out[48];
	size_t at = sizeof out, digits = 0;

	for (int i = 0; i < minor_digits; i++, rest /= 10)
		out[--at] = (char)('0' + rest % 10);
	if (minor_digits > 0)
		out[--at] = '.';
	do {
		if (separators && digits > 0 && digits % 3 == 0)
			out[--at] = ',';
		out[--at] = (char)('0' + rest % 10);
		rest /= 10;
		digits++;
	} while (rest > 0);
	if (amount < 0)
		out[--at] = '-';
	fl_buf_add(buf, out + at, sizeof out - at);
}

const char *fl_money_words(fl_money amount, const fl_currency *currency, char text[48])
{
	fl_buf words;
	fl_buf_init(&words, 4096);
	fl_buf_printf(&words, "%s ", currency->code);
	fl_money_print(&words, amount, currency->minor_digits, true);
	snprintf(text, 48, "%s", fl_buf_status(&words, NULL) == FL_OK ? words.data : "");
	fl_buf_release(&words);
	return text;
}
