/* SPDX-License-Identifier: Apache-2.0
 *
 * aligned.c - aligned text.
 */
#include "report/aligned.h"

#include "base/str.h"
#include "report/figure.h"

static bool is_harmful(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

void fl_aligned_name(fl_buf *out, fl_str name)
{
	for (size_t pos = 0, from; pos < name.len;) {
		from = pos;
		if (is_harmful(fl_utf8_next(name, &pos)))
			fl_buf_puts(out, "\xef\xbf\xbd");
		else
			fl_buf_add(out, name.data + from, pos - from);
	}
}

static void pad(fl_buf *out, size_t taken, size_t width)
{
	while (taken++ < width)
		fl_buf_putc(out, ' ');
}

void fl_aligned_left(fl_buf *out, fl_str name, size_t width)
{
	fl_buf safe;
	fl_buf_init(&safe, 1 << 20);
	fl_aligned_name(&safe, name);
	fl_str s = fl_buf_view(&safe);
	bool cut = fl_text_columns(s.data, s.len) > FL_NAME_COLUMNS;
	while (cut && fl_text_columns(s.data, s.len) > FL_NAME_COLUMNS - 1 && s.len > 0) {
		do
			s.len--;
		while (s.len > 0 && ((unsigned char)s.data[s.len] & 0xC0) == 0x80);
	}
	fl_buf_str(out, s);
	fl_buf_puts(out, cut ? "\xe2\x80\xa6" : "");
	pad(out, fl_text_columns(s.data, s.len) + cut, width);
	fl_figure_failed(out, &safe);
	fl_buf_release(&safe);
}

void fl_aligned_right(fl_buf *out, fl_str text, size_t width)
{
	fl_buf_puts(out, "  ");
	width -= 2;
	pad(out, fl_text_columns(text.data, text.len), width);
	fl_buf_str(out, text);
}
