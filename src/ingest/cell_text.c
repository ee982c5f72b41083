/* SPDX-License-Identifier: Apache-2.0
 *
 * cell_text.c - numbers, days and escapes of a spreadsheet to text.
 */
#include "ingest/cell_text.h"

#include "base/str.h"
#include "domain/follow.h"

#define PLAIN_MAX        40      /* digits of a number written out; beyond, it is left as the file states it */
#define DAYS_1970        25569   /* from 1899-12-30 */
#define DAYS_1904        24107   /* from 1904-01-01 */
#define DAY_MAX          2958465 /* 9999-12-31 */
#define FRACTION_UNITS   INT64_C(1000000000000)
#define SECONDS_OF_DAY   86400
#define COLUMNS_MAX      16384

/* 0.d1d2d3... x 10^point */
typedef struct decimal {
	bool negative;
	int digits[FL_CELL_DIGITS + 1], num; /* no zero at either end */
	int64_t point;
} decimal;

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static bool is_digit(fl_str s, size_t at)
{
	return at < s.len && s.data[at] >= '0' && s.data[at] <= '9';
}

static bool read_exponent(fl_str s, size_t at, int64_t *ret)
{
	bool negative = at < s.len && s.data[at] == '-';
	*ret = 0;
	at += at < s.len && (s.data[at] == '-' || s.data[at] == '+');
	if (!is_digit(s, at))
		return false;
	for (; is_digit(s, at); at++)
		*ret = *ret < 100000 ? *ret * 10 + (s.data[at] - '0') : *ret;
	*ret = negative ? -*ret : *ret;
	return at == s.len;
}

/* Half away from zero, to the digits that a spreadsheet keeps. */
static void round_off(decimal *d, int next)
{
	int i = d->num - 1;
	if (next >= 5) {
		while (i >= 0 && d->digits[i] == 9)
			d->digits[i--] = 0;
		if (i < 0) {
			d->digits[0] = d->num = 1;
			d->point++;
			return;
		}
		d->digits[i]++;
	}
	while (d->num > 0 && d->digits[d->num - 1] == 0)
		d->num--;
}

static bool read_decimal(fl_str s, decimal *d)
{
	size_t at = s.len > 0 && (s.data[0] == '-' || s.data[0] == '+');
	bool dot = false, any = false;
	int next = -1; /* the first digit that is not kept */
	*d = (decimal){ .negative = s.len > 0 && s.data[0] == '-' };
	for (; at < s.len && (is_digit(s, at) || (s.data[at] == '.' && !dot)); at++) {
		if (s.data[at] == '.') {
			dot = true;
			continue;
		}
		int digit = s.data[at] - '0';
		any = true;
		d->point += d->num > 0 || digit > 0 ? !dot : -(int)dot;
		if (d->num == 0 && digit == 0)
			continue;
		if (d->num < FL_CELL_DIGITS)
			d->digits[d->num++] = digit;
		else if (next < 0)
			next = digit;
	}
	int64_t exponent = 0;
	if (!any || (at < s.len && ((s.data[at] != 'E' && s.data[at] != 'e') || !read_exponent(s, at + 1, &exponent))))
		return false;
	round_off(d, next);
	d->point = d->num > 0 ? d->point + exponent : 0;
	return true;
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

static void put_plain(const decimal *d, fl_buf *out)
{
	if (d->negative && d->num > 0)
		fl_buf_putc(out, '-');
	if (d->point <= 0)
		fl_buf_putc(out, '0');
	for (int64_t i = 0; i < d->point; i++)
		fl_buf_putc(out, (char)('0' + (i < d->num ? d->digits[i] : 0)));
	if (d->num <= d->point)
		return;
	fl_buf_putc(out, '.');
	for (int64_t i = d->point; i < d->num; i++)
		fl_buf_putc(out, (char)('0' + (i < 0 ? 0 : d->digits[i])));
}

/* Whole days, and the rest in units of 10^-12 days. */
static bool to_days(const decimal *d, int64_t *ret_days, int64_t *ret_rest)
{
	*ret_days = *ret_rest = 0;
	if ((d->negative && d->num > 0) || d->point > 7)
		return false;
	for (int64_t i = 0; i < d->point; i++)
		*ret_days = *ret_days * 10 + (i < d->num ? d->digits[i] : 0);
	for (int64_t i = d->point, unit = FRACTION_UNITS / 10; unit > 0; i++, unit /= 10)
		*ret_rest += i >= 0 && i < d->num ? d->digits[i] * unit : 0;
	return *ret_days <= DAY_MAX;
}

static bool put_day(const decimal *d, fl_cell_form form, bool from_1904, fl_buf *out)
{
	int64_t days, rest;
	if (!to_days(d, &days, &rest))
		return false;
	int64_t seconds = (rest * SECONDS_OF_DAY + FRACTION_UNITS / 2) / FRACTION_UNITS;
	days += seconds / SECONDS_OF_DAY;
	seconds %= SECONDS_OF_DAY;
	bool has_day = form != FL_CELL_TIME || days > 0;
	if (has_day) {
		if (!from_1904 && days < 60) /* the spreadsheets' 1900-02-29 is day 60 */
			days++;
		fl_follow_day_print(out, days - (from_1904 ? DAYS_1904 : DAYS_1970));
	}
	if (seconds > 0 || form == FL_CELL_DAY_TIME || !has_day)
		fl_buf_printf(out, "%s%02d:%02d:%02d", has_day ? " " : "", (int)(seconds / 3600), (int)(seconds / 60 % 60),
			      (int)(seconds % 60));
	return true;
}

bool fl_cell_text(fl_str number, fl_cell_form form, bool from_1904, fl_buf *out)
{
	decimal d;
	if (!read_decimal(number, &d) || d.point > PLAIN_MAX || d.num - d.point > PLAIN_MAX) {
		fl_buf_str(out, number);
		return true;
	}
	if (form != FL_CELL_NUMBER && put_day(&d, form, from_1904, out))
		return true;
	put_plain(&d, out);
	return d.point <= FL_CELL_DIGITS;
}

/* ---- number formats ------------------------------------------------------------------------------------------------ */

typedef struct letters {
	bool year_or_day, month, hour, second, elapsed;
} letters;

static void see(letters *l, char c)
{
	l->year_or_day |= c == 'y' || c == 'd' || c == 'e';
	l->month |= c == 'm';
	l->hour |= c == 'h';
	l->second |= c == 's';
}

/* Behind what stands in brackets: a colour, a locale, a condition, or hours that go on counting. */
static const char *skip_brackets(letters *l, const char *p)
{
	const char *from = p + 1, *end = strchr(p, ']');
	char first = *from >= 'A' && *from <= 'Z' ? (char)(*from - 'A' + 'a') : *from;
	if (!end)
		return p + strlen(p);
	bool repeated = strchr("hms", first) && end > from;
	for (const char *q = from; q < end; q++)
		repeated = repeated && (*q == *from);
	l->elapsed |= repeated;
	return end + 1;
}

/* The letters of the first section that mean something. */
static letters letters_of(const char *p)
{
	letters l = { .month = false };
	while (*p && *p != ';') {
		if (*p == '"') {
			const char *end = strchr(p + 1, '"');
			p = end ? end + 1 : p + strlen(p);
		} else if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) {
			p += 2;
		} else if (*p == '[') {
			p = skip_brackets(&l, p);
		} else if (strncmp(p, "General", 7) == 0) {
			p += 7;
		} else if (strncmp(p, "AM/PM", 5) == 0 || strncmp(p, "am/pm", 5) == 0) {
			l.hour = true;
			p += 5;
		} else if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-')) {
			p += 2; /* 0.00E+00 */
		} else {
			see(&l, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
			p++;
		}
	}
	return l;
}

static fl_cell_form built_in(int id)
{
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
		return FL_CELL_DAY;
	if (id == 22)
		return FL_CELL_DAY_TIME;
	return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 55 || id == 56 ? FL_CELL_TIME : FL_CELL_NUMBER;
}

fl_cell_form fl_cell_form_of(int id, const char *code)
{
	if (!code)
		return built_in(id);
	letters l = letters_of(code);
	if (l.elapsed)
		return FL_CELL_NUMBER;
	if (l.year_or_day || (l.month && !l.hour && !l.second))
		return l.hour ? FL_CELL_DAY_TIME : FL_CELL_DAY;
	return l.hour ? FL_CELL_TIME : FL_CELL_NUMBER;
}

/* ---- texts and places ---------------------------------------------------------------------------------------------- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character of "_xHHHH_" at the beginning; -1 where there is none, or one that stays escaped. */
static int32_t escape_at(fl_str s)
{
	int32_t c = 0;
	if (s.len < 7 || s.data[0] != '_' || s.data[1] != 'x' || s.data[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (hex(s.data[i]) < 0)
			return -1;
		c = c * 16 + hex(s.data[i]);
	}
	bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
	return control || (c >= 0xD800 && c <= 0xDFFF) ? -1 : c;
}

void fl_cell_unescape(fl_str text, fl_buf *out)
{
	for (size_t at = 0; at < text.len;) {
		fl_str rest = fl_str_slice(text, at, text.len);
		int32_t c = rest.data[0] == '_' ? escape_at(rest) : -1;
		size_t used = c >= 0 ? 7 : 1;
		char bytes[4] = { rest.data[0] };
		size_t n = c >= 0 ? fl_utf8_put((uint32_t)c, bytes) : 1;
		bool return_before_feed = c == '\r' && (fl_str_starts(fl_str_slice(rest, used, rest.len), FL_STR("\n")) ||
							fl_str_starts(fl_str_slice(rest, used, rest.len), FL_STR("_x000A_")));
		if (!return_before_feed)
			fl_buf_add(out, bytes, n);
		at += used;
	}
}

bool fl_cell_place(const char *reference, size_t *ret_column, int64_t *ret_row)
{
	size_t column = 0;
	int64_t row = 0;
	const char *p = reference;
	for (; (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'); p++) {
		column = column * 26 + (size_t)((*p | 0x20) - 'a') + 1;
		if (column > COLUMNS_MAX)
			return false;
	}
	for (; *p >= '0' && *p <= '9'; p++) {
		row = row * 10 + (*p - '0');
		if (row > INT32_MAX)
			return false;
	}
	*ret_column = column - 1;
	*ret_row = row;
	return column > 0 && row > 0 && *p == '\0';
}
