/* SPDX-License-Identifier: Apache-2.0
 *
 * wrap.c - where a line of text may end: at a blank, and beside a Han character or another wide one, but neither before a mark
 * that closes nor behind one that opens (the core of Unicode Standard Annex 14 and of the Chinese rules, GB/T 15834).
 */
#include "report/wrap.h"

#include "base/str.h"

static bool is_one_of(const char *list, fl_str c)
{
	fl_str rest = fl_str_of(list);
	for (size_t pos = 0, from = 0; pos < rest.len; from = pos) {
		fl_utf8_next(rest, &pos);
		if (fl_str_eq(fl_str_slice(rest, from, pos), c))
			return true;
	}
	return false;
}

static bool may_break(fl_str before, fl_str behind)
{
	size_t left = fl_text_columns(before.data, before.len), right = fl_text_columns(behind.data, behind.len);
	return (left == 2 || right == 2) && right > 0 && !is_one_of("，。、；：？！）」』】〉》”’…·—～,.;:?!)]}%»", behind) && !is_one_of("（「『【〈《“‘([{«", before) &&
	       !is_one_of("\"'", before) && !is_one_of("\"'", behind);
}

static fl_str skip_blanks(fl_str text, size_t at)
{
	while (at < text.len && text.data[at] == ' ')
		at++;
	return fl_str_slice(text, at, text.len);
}

static size_t without_blanks(fl_str text, size_t end)
{
	while (end > 0 && text.data[end - 1] == ' ')
		end--;
	return end;
}

size_t fl_wrap_line(fl_str text, size_t columns, size_t *ret_next)
{
	fl_str last = { text.data, 0 };
	size_t taken = 0, good = 0, pos = 0;
	while (pos < text.len) {
		size_t from = pos;
		fl_utf8_next(text, &pos);
		fl_str c = fl_str_slice(text, from, pos);
		bool blank = c.len == 1 && c.data[0] == ' ';
		if (from > 0 && (blank || may_break(last, c)) && taken <= columns)
			good = from;
		taken += fl_text_columns(c.data, c.len);
		if (taken > columns && !blank && from > 0) {
			size_t end = good > 0 ? good : from;
			*ret_next = (size_t)(skip_blanks(text, end).data - text.data);
			return without_blanks(text, end);
		}
		last = c;
	}
	*ret_next = text.len;
	return without_blanks(text, text.len);
}

void fl_wrap(fl_buf *out, fl_str text, size_t columns, size_t indent)
{
	for (size_t next = 0; text.len > 0; text = fl_str_slice(text, next, text.len)) {
		size_t len = fl_wrap_line(text, columns, &next);
		fl_buf_add(out, text.data, len);
		if (next < text.len)
			fl_buf_printf(out, "\n%*s", (int)indent, "");
	}
}
