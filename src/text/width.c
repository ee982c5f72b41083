/* SPDX-License-Identifier: Apache-2.0
 *
 * width.c - how many columns a text takes on a terminal (Unicode Standard Annex 11, by utf8proc): a Han character
 * two, a combining mark none. Characters of ambiguous width count one, as terminals outside East Asia draw them.
 */
#include "base/str.h"

#include <utf8proc.h>

size_t fl_text_columns(const char *data, size_t len)
{
	fl_str text = { data, len };
	size_t columns = 0;
	for (size_t pos = 0; pos < text.len;) {
		int32_t c = fl_utf8_next(text, &pos);
		int width = c < 0 ? 1 : utf8proc_charwidth(c);
		columns += width > 0 ? (size_t)width : 0;
	}
	return columns;
}
