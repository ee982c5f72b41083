/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c - quoting for CSV files (RFC 4180), safe against formulas (OWASP, "CSV injection").
 */
#include "report/csv.h"

#include "base/str.h"

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

static bool is_control(int32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
}

void fl_csv_text(fl_buf *out, fl_str text)
{
	fl_buf_puts(out, is_formula(text) ? "\"'" : "\"");
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
