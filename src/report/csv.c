/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c - quoting for CSV files (RFC 4180), safe against formulas (OWASP, "CSV injection") and against numbers: quotes do not keep a
 * spreadsheet from reading 00123 as 123, 1E5 as 100000, 3-1 as a day in January, or from cutting a code of 18 digits to 15.
 */
#include "report/csv.h"

#include "base/str.h"

#define SPREADSHEET_DIGITS 15

static bool is_formula(fl_str s)
{
	static const char *const full_width[] = { "＝", "＋", "－", "＠" };
	if (s.len > 0 && memchr("=+-@\t\r\n", s.data[0], 7) != NULL)
		return true;
	for (size_t i = 0; i < sizeof full_width / sizeof *full_width; i++)
		if (fl_str_starts(s, fl_str_of(full_width[i])))
			return true;
	return false;
}

/* How many digits stand from *at on; *at moves behind them. */
static size_t digits(fl_str s, size_t *at)
{
	size_t from = *at;
	while (*at < s.len && s.data[*at] >= '0' && s.data[*at] <= '9')
		++*at;
	return *at - from;
}

/* 1-2, 3/4, 1-2-2026; not 2026-09-05, which comes out as the day it is. */
static bool is_short_day(fl_str s, size_t first)
{
	size_t at = first, parts = 1;
	bool small = first > 0 && first <= 2;
	while (at < s.len && (s.data[at] == '-' || s.data[at] == '/') && parts < 3) {
		at++;
		size_t n = digits(s, &at);
		small = small && n > 0 && n <= (parts == 1 ? 2 : 4);
		parts++;
	}
	return small && parts > 1 && at == s.len;
}

static bool is_exponent(fl_str s, size_t first)
{
	size_t at = first;
	if (at < s.len && s.data[at] == '.') {
		at++;
		first += digits(s, &at);
	}
	if (first == 0 || at == s.len || (s.data[at] != 'e' && s.data[at] != 'E'))
		return false;
	at++;
	at += at < s.len && (s.data[at] == '+' || s.data[at] == '-');
	return digits(s, &at) > 0 && at == s.len;
}

/* Would a spreadsheet show another text than this one? */
static bool is_changed(fl_str s)
{
	size_t at = 0, first = digits(s, &at);
	if (first == s.len && first > 1)
		return s.data[0] == '0' || first > SPREADSHEET_DIGITS;
	return is_exponent(s, first) || is_short_day(s, first);
}

static bool is_control(int32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
}

void fl_csv_text(fl_buf *out, fl_str text)
{
	fl_buf_puts(out, is_formula(text) || is_changed(text) ? "\"'" : "\"");
	for (size_t i = 0, from; i < text.len;) {
		from = i;
		int32_t c = fl_utf8_next(text, &i);
		if (c == '"')
			fl_buf_puts(out, "\"\"");
		else if (c < 0 || is_control(c))
			fl_buf_puts(out, "\xef\xbf\xbd");
		else
			fl_buf_add(out, text.data + from, i - from);
	}
	fl_buf_putc(out, '"');
}
