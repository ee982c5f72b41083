/* SPDX-License-Identifier: Apache-2.0
 *
 * numeral.c - which runs of numerals are one number, and its digits. What is decided, and why, stands in numeral.h.
 *
 * Grammar of a number with units (Chinese characters and European digits may be mixed):
 *
 *     number  = small [ "亿" ] [ small "万" ] [ small ]       falling; a gap may be filled by 零
 *     small   = { digit ( "千" | "百" | "十" ) } [ digit ]    falling; 十 alone is 一十
 *     decimal = digits "." digits unit [ "万" | "亿" ]        3.5万, 1.5千万
 */
#include "text/numeral.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define VALUE_MAX   INT64_C(1000000000000000000) /* 10^18: larger ones stay as they are */
#define LITERAL_MAX 15                           /* digits of a literal that is followed by a unit */

/* ---- characters -------------------------------------------------------------------------------------------- */

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* 0..9 for a Chinese digit, -1 for anything else. */
static int chinese_digit(uint32_t c)
{
	switch (c) {
	case 0x96F6: /* 零 */
	case 0x3007: /* 〇 */
		return 0;
	case 0x4E00: /* 一 */
	case 0x58F9: /* 壹 */
		return 1;
	case 0x4E8C: /* 二 */
	case 0x4E24: /* 两 */
	case 0x8D30: /* 贰 */
		return 2;
	case 0x4E09: /* 三 */
	case 0x53C1: /* 叁 */
		return 3;
	case 0x56DB: /* 四 */
	case 0x8086: /* 肆 */
		return 4;
	case 0x4E94: /* 五 */
	case 0x4F0D: /* 伍 */
		return 5;
	case 0x516D: /* 六 */
	case 0x9646: /* 陆 */
		return 6;
	case 0x4E03: /* 七 */
	case 0x67D2: /* 柒 */
		return 7;
	case 0x516B: /* 八 */
	case 0x634C: /* 捌 */
		return 8;
	case 0x4E5D: /* 九 */
	case 0x7396: /* 玖 */
		return 9;
	default:
		return -1;
	}
}

/* The power of ten of a unit, 0 for anything else. */
static int unit_zeros(uint32_t c)
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
		return 4;
	case 0x4EBF: /* 亿 */
		return 8;
	default:
		return 0;
	}
}

bool fl_numeral_is(uint32_t c)
{
	return is_digit(c) || (c >= 0x3007 && (unit_zeros(c) > 0 || chinese_digit(c) >= 0));
}

static bool contains(const char *list, uint32_t c) /* the list: UTF-8 of three-byte characters */
{
	for (const unsigned char *p = (const unsigned char *)list; *p; p += 3)
		if (((p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu)) == c)
			return true;
	return false;
}

/* ---- runs -------------------------------------------------------------------------------------------------- */

static bool is_numeral(const fl_unit *u, size_t count, size_t i)
{
	return i < count && (u[i].c & FL_UNIT_NUMERAL);
}

static bool is_point(const fl_unit *u, size_t i) /* '.' or ',' */
{
	return fl_unit_point(&u[i]) == '.' || fl_unit_point(&u[i]) == ',';
}

/* May the character belong to the outside of another kind of number, such as the '.' of ⒈ ? */
static bool is_part(const fl_unit *u, size_t count, size_t i)
{
	return is_numeral(u, count, i) || (is_point(u, i) && (u[i].c & FL_UNIT_OTHER));
}

/* "3.5 万": a blank may stand between a number and 万 or 亿. */
static bool is_blank_before_unit(const fl_unit *u, size_t count, size_t i)
{
	return i + 1 < count && fl_unit_point(&u[i]) == ' ' && unit_zeros(fl_unit_point(&u[i + 1])) >= 4;
}

bool fl_numeral_apart(const fl_unit *u, size_t count, size_t at)
{
	const fl_unit *a = &u[at], *b = &u[at + 1];

	if (at + 1 >= count)
		return false;
	if ((a->c & FL_UNIT_OTHER) && (a->c & FL_UNIT_NUMERAL) && is_blank_before_unit(u, count, at + 1))
		return true;
	if (is_part(u, count, at) && is_part(u, count, at + 1) && a->begin != b->begin &&
	    ((a->c | b->c) & FL_UNIT_OTHER))
		return true;
	/* 学生300，120名 is two numbers, while １，２００ is one */
	return at > 0 && (a->c & FL_UNIT_WIDE) && fl_unit_point(a) == ',' && is_numeral(u, count, at - 1) &&
	       is_numeral(u, count, at + 1) && !(u[at - 1].c & b->c & FL_UNIT_WIDE);
}

size_t fl_numeral_run(const fl_unit *u, size_t count, size_t from)
{
	size_t i = from + 1;

	while (i < count && !fl_numeral_apart(u, count, i - 1)) {
		if (is_numeral(u, count, i))
			i++;
		else if (is_point(u, i) && is_numeral(u, count, i + 1) && !fl_numeral_apart(u, count, i))
			i += 2;
		else if (is_blank_before_unit(u, count, i) && is_digit(fl_unit_point(&u[i - 1])))
			i += 2;
		else
			break;
	}
	return i;
}

/* ---- a literal: European digits, perhaps in groups, perhaps with a fraction -------------------------------- */

typedef struct literal {
	size_t end;        /* behind it */
	size_t whole;      /* digits before the point */
	size_t fraction;   /* digits behind it */
	bool groups, good; /* written with ','; well-formed */
} literal;

static size_t count_digits(const fl_unit *u, size_t i, size_t to)
{
	size_t from = i;

	while (i < to && is_digit(fl_unit_point(&u[i])))
		i++;
	return i - from;
}

static literal read_literal(const fl_unit *u, size_t from, size_t to)
{
	size_t n = count_digits(u, from, to);
	literal l = { .end = from + n, .whole = n, .good = n > 0 };

	while (l.end < to && fl_unit_point(&u[l.end]) == ',') {
		size_t group = count_digits(u, l.end + 1, to);
		l.good = l.good && group == 3 && n <= 3 && (l.groups || fl_unit_point(&u[from]) != '0');
		l.groups = true;
		l.whole += group;
		l.end += 1 + group;
	}
	if (l.end < to && fl_unit_point(&u[l.end]) == '.') {
		l.fraction = count_digits(u, l.end + 1, to);
		l.good = l.good && l.fraction > 0;
		l.end += 1 + l.fraction;
	}
	return l;
}

/* The value of the whole digits of a literal of at most LITERAL_MAX digits. */
static int64_t literal_value(const fl_unit *u, size_t from, size_t to)
{
	int64_t value = 0;

	for (; from < to && fl_unit_point(&u[from]) != '.'; from++)
		if (fl_unit_point(&u[from]) != ',')
			value = value * 10 + (int64_t)(fl_unit_point(&u[from]) - '0');
	return value;
}

/* ---- numbers with units ------------------------------------------------------------------------------------ */

typedef struct number {
	int64_t total, section, num; /* num is -1 when no digit waits for its unit */
	int last_unit;               /* zeros of the last unit, 0: none yet */
	int last_big;                /* the same of 万 and 亿 */
	int small;                   /* zeros of the last 千 百 十 in this section, 9: none yet */
	size_t literal_digits;       /* of num: 0 for a Chinese digit */
	bool zero;                   /* 零 stood before num */
} number;

static bool multiply(int64_t *value, int zeros)
{
	for (; zeros > 0; zeros--) {
		if (*value > VALUE_MAX / 10)
			return false;
		*value *= 10;
	}
	return true;
}

static bool add_digit(number *n, int digit)
{
	if (n->num >= 0)
		return false;
	if (digit == 0) { /* a filler: must follow a unit, and a digit must follow it */
		bool good = n->last_unit > 1 && !n->zero;
		n->zero = true;
		return good;
	}
	n->num = digit;
	n->literal_digits = 0;
	return true;
}

static bool add_small_unit(number *n, int zeros)
{
	int64_t limit = 1, part;

	if (n->num < 0) {
		if (zeros != 1)
			return false;
		n->num = 1; /* 十二, 一百十二 */
	} else if (n->literal_digits > 0 && zeros == 1) {
		return false; /* nobody writes 5十 */
	}
	part = n->num;
	if (zeros >= n->small || !multiply(&part, zeros))
		return false;
	if (n->small < 9 && multiply(&limit, n->small) && part >= limit)
		return false;
	n->section += part;
	n->num = -1;
	n->small = n->last_unit = zeros;
	n->zero = false;
	return true;
}

static bool add_big_unit(number *n, int zeros)
{
	int64_t limit = 1;

	if (n->num > 0)
		n->section += n->num;
	else if (n->zero) /* 一百零万 */
		return false;
	if (n->section == 0 && !(zeros == 8 && n->last_unit == 4)) /* 万亿 multiplies what stands before it */
		return false;
	if (n->last_big == 8 && (zeros == 8 || n->section >= 10000))
		return false;
	if (n->last_big == 4 && (zeros == 4 || n->section >= 10000))
		return false;
	if (zeros == 8) {
		n->section += n->total;
		n->total = 0;
	}
	if (!multiply(&n->section, zeros) || !multiply(&limit, zeros) || n->total > VALUE_MAX - n->section)
		return false;
	n->total += n->section;
	n->section = 0;
	n->num = -1;
	n->last_unit = n->last_big = zeros;
	n->small = 9;
	n->zero = false;
	return true;
}

/* The digit at the end: 十二, 一百零五, 3万5000; but not 一百二, 三万五. */
static bool finish(number *n)
{
	if (n->num < 0)
		return !n->zero && n->last_unit > 0;
	if (n->last_unit == 0)
		return false;
	if (n->literal_digits > 0 ? n->literal_digits != (size_t)n->last_unit : !n->zero && n->last_unit != 1)
		return false;
	n->section += n->num;
	return true;
}

static bool read_units(const fl_unit *u, size_t from, size_t to, int64_t *ret)
{
	number n = { .num = -1, .small = 9 };

	for (size_t i = from; i < to;) {
		uint32_t c = fl_unit_point(&u[i]);
		int zeros = unit_zeros(c), digit = chinese_digit(c);
		if (zeros > 0) {
			if (!(zeros < 4 ? add_small_unit(&n, zeros) : add_big_unit(&n, zeros)))
				return false;
			i++;
		} else if (digit >= 0) {
			if (!add_digit(&n, digit))
				return false;
			i++;
		} else if (is_digit(c)) {
			literal l = read_literal(u, i, to);
			if (!l.good || l.fraction > 0 || l.whole > LITERAL_MAX || n.num >= 0 ||
			    (l.groups && i > from))
				return false;
			n.num = literal_value(u, i, l.end);
			n.literal_digits = l.whole;
			i = l.end;
		} else if (is_blank_before_unit(u, to, i)) {
			i++;
		} else {
			return false;
		}
	}
	if (!finish(&n))
		return false;
	*ret = n.total + n.section;
	return *ret <= VALUE_MAX;
}

/* 3.5万: move the point behind the units, take off what is then needless. False where the run is something else. */
static bool read_decimal(const fl_unit *u, size_t from, size_t to, char *out, size_t *ret_len)
{
	literal l = read_literal(u, from, to);
	char digits[2 * LITERAL_MAX + 16];
	size_t n = 0, i = l.end, whole, start = 0, len = 0;
	int zeros = 0, units = 0, last = 0;

	if (!l.good || l.fraction == 0 || l.whole > LITERAL_MAX || l.fraction > LITERAL_MAX)
		return false;
	for (; i < to; i++) {
		int unit = unit_zeros(fl_unit_point(&u[i]));
		if (unit == 0 && is_blank_before_unit(u, to, i))
			continue;
		if (unit < 2 || (units > 0 && (unit < 4 || unit <= last)) || ++units > 2)
			return false;
		zeros += unit;
		last = unit;
	}
	if (units == 0)
		return false;
	for (i = from; i < l.end; i++)
		if (is_digit(fl_unit_point(&u[i])))
			digits[n++] = (char)fl_unit_point(&u[i]);
	whole = l.whole + (size_t)zeros;
	while (n < whole)
		digits[n++] = '0';
	while (n > whole && digits[n - 1] == '0')
		n--;
	while (start + 1 < whole && digits[start] == '0')
		start++;
	for (i = start; i < n; i++) {
		if (i == whole)
			out[len++] = '.';
		out[len++] = digits[i];
	}
	*ret_len = len;
	return true;
}

/* ---- numbers without units --------------------------------------------------------------------------------- */

/* 二〇二六, 一九九八年: digit by digit. */
static bool read_positional(const fl_unit *u, size_t count, size_t from, size_t to, char *out, size_t *ret_len)
{
	size_t zeros = 0;

	if (to - from < 3 || to - from > 20)
		return false;
	for (size_t i = from; i < to; i++) {
		uint32_t c = fl_unit_point(&u[i]);
		int digit = c == 0x4E24 ? -1 : chinese_digit(c); /* 两 stands in no such number */
		if (digit < 0)
			return false;
		zeros += digit == 0;
		out[i - from] = (char)('0' + digit);
	}
	*ret_len = to - from;
	return zeros > 0 || (to - from == 4 && to < count && fl_unit_point(&u[to]) == 0x5E74);
}

/* 三名, 五个, 十年: one numeral, before a counter and not behind what makes it part of a name. */
static bool read_single(const fl_unit *u, size_t count, size_t at, char *out, size_t *ret_len)
{
	static const char counters[] = "名位个人所间座套场节期册份年月岁天";
	static const char one_counters[] = "名所间套座"; /* 一个, 一位, 一年 are words as often as numbers */
	static const char not_behind[] = "第几数初高大小周期每某";
	uint32_t c = fl_unit_point(&u[at]);
	uint32_t next = at + 1 < count ? fl_unit_point(&u[at + 1]) : 0;
	int digit = chinese_digit(c);

	if (at > 0 && contains(not_behind, fl_unit_point(&u[at - 1])))
		return false;
	if (!contains(c == 0x4E00 ? one_counters : counters, next))
		return false;
	if (c == 0x5341) { /* 十 */
		memcpy(out, "10", 2);
		*ret_len = 2;
		return true;
	}
	out[0] = (char)('0' + digit);
	*ret_len = 1;
	return digit > 0 && contains("一二两三四五六七八九", c);
}

/* 5千克: the thousand belongs to the unit of measure. */
static bool is_measure(const fl_unit *u, size_t count, size_t from, size_t to)
{
	return is_digit(fl_unit_point(&u[from])) && fl_unit_point(&u[to - 1]) == 0x5343 && to < count &&
	       contains("克米瓦卡伏赫帕焦升安", fl_unit_point(&u[to]));
}

/* Chinese numerals behind 第 (ordinals), 十 behind 几 and 数. */
static bool is_bound(const fl_unit *u, size_t from)
{
	uint32_t before = from > 0 ? fl_unit_point(&u[from - 1]) : 0;

	return before == 0x7B2C || (fl_unit_point(&u[from]) == 0x5341 && contains("几数", before));
}

fl_numeral_form fl_numeral_read(const fl_unit *u, size_t count, size_t from, size_t to, char out[FL_NUMERAL_MAX],
				size_t *ret_len)
{
	bool begins_with_digit = is_digit(fl_unit_point(&u[from]));
	int64_t value;

	if (begins_with_digit) {
		literal l = read_literal(u, from, to);
		if (l.end == to)
			return l.good && l.groups ? FL_NUMERAL_GROUPS : FL_NUMERAL_AS_IS;
	} else if (is_bound(u, from)) {
		return FL_NUMERAL_AS_IS;
	}
	if (is_blank_before_unit(u, count, to)) /* in digits it would be tied to what follows */
		return FL_NUMERAL_AS_IS;
	if (to - from == 1)
		return read_single(u, count, from, out, ret_len) ? FL_NUMERAL_DIGITS : FL_NUMERAL_AS_IS;
	if (is_measure(u, count, from, to))
		return FL_NUMERAL_AS_IS;
	if (read_decimal(u, from, to, out, ret_len) || read_positional(u, count, from, to, out, ret_len))
		return FL_NUMERAL_DIGITS;
	if (!read_units(u, from, to, &value))
		return FL_NUMERAL_AS_IS;
	*ret_len = (size_t)snprintf(out, FL_NUMERAL_MAX, "%" PRId64, value);
	return FL_NUMERAL_DIGITS;
}
