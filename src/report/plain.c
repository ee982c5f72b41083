/* SPDX-License-Identifier: Apache-2.0
 *
 * plain.c - texts of dreams for a terminal.
 */
#include "report/plain.h"

#include "base/str.h"

void fl_plain_put(fl_buf *out, fl_str text)
{
	for (size_t i = 0, from = 0; i < text.len; from = i) {
		int32_t c = fl_utf8_next(text, &i);
		if (c < 0)
			fl_buf_printf(out, "\\x%02x", (unsigned char)text.data[from]);
		else if (c == '\n')
			fl_buf_puts(out, "\\n");
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			fl_buf_printf(out, "\\x%02x", (unsigned)c);
		else if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029)
			fl_buf_printf(out, "\\u%04x", (unsigned)c);
		else
			fl_buf_add(out, text.data + from, i - from);
	}
}

void fl_plain_differs(fl_buf *out, uint32_t differs)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = { { FL_DIFF_NUMBER, "number" },
		      { FL_DIFF_PLACE, "place" },
		      { FL_DIFF_OBJECT, "object" },
		      { FL_DIFF_ORGANISATION, "organisation" } };
	const char *before = "";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if ((differs & names[i].bit) == 0)
			continue;
		fl_buf_printf(out, "%s%s", before, names[i].name);
		before = ", ";
	}
}
