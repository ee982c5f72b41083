/* SPDX-License-Identifier: Apache-2.0
 *
 * json_write.c - writing JSON: the same calls give the same bytes. Text is escaped so that it may stand inside HTML
 * and inside a script element: '<', '>', '&' and the two line separators of Unicode never appear as themselves.
 */
#include "base/json.h"

#include "base/json_node.h"
#include "base/str.h"

#include <inttypes.h>

void fl_json_start(fl_json_writer *w, fl_buf *buf, bool pretty)
{
	*w = (fl_json_writer){ .buf = buf, .pretty = pretty, .first = true };
}

static void new_line(fl_json_writer *w)
{
	if (!w->pretty)
		return;
	fl_buf_putc(w->buf, '\n');
	for (int i = 0; i < w->depth; i++)
		fl_buf_add(w->buf, "  ", 2);
}

/* What must stand before the next key or element. */
static void separate(fl_json_writer *w)
{
	if (!w->after_key && w->depth > 0) {
		if (!w->first)
			fl_buf_putc(w->buf, ',');
		new_line(w);
	}
	w->after_key = false;
	w->first = false;
}

static void begin(fl_json_writer *w, char c)
{
	separate(w);
	fl_buf_putc(w->buf, c);
	w->depth++;
	w->first = true;
}

static void end(fl_json_writer *w, char c)
{
	w->depth--;
	if (!w->first)
		new_line(w);
	fl_buf_putc(w->buf, c);
	w->first = false;
}

void fl_json_begin_object(fl_json_writer *w)
{
	begin(w, '{');
}

void fl_json_end_object(fl_json_writer *w)
{
	end(w, '}');
}

void fl_json_begin_array(fl_json_writer *w)
{
	begin(w, '[');
}

void fl_json_end_array(fl_json_writer *w)
{
	end(w, ']');
}

/* The escape of a character, NULL where it stands for itself. */
static const char *escape_of(int32_t c, char out[8])
{
	static const char hex[] = "0123456789abcdef";

	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '<':
	case '>':
	case '&':
	case 0x7F:
	case 0x2028:
	case 0x2029:
		break;
	default:
		if (c >= 0x20)
			return NULL;
		if (c < 0)
			return "\xEF\xBF\xBD"; /* U+FFFD */
	}
	memcpy(out, "\\u", 2);
	for (int i = 0; i < 4; i++)
		out[2 + i] = hex[c >> (12 - 4 * i) & 15];
	out[6] = '\0';
	return out;
}

/* Of one byte, and stands for itself. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

static void put_quoted(fl_json_writer *w, fl_str s)
{
	size_t pos = 0, copied = 0;
	char escape[8];

	fl_buf_putc(w->buf, '"');
	while (pos < s.len) {
		if (is_plain((unsigned char)s.data[pos])) {
			pos++;
			continue;
		}
		size_t from = pos;
		const char *replaced = escape_of(fl_utf8_next(s, &pos), escape);
		if (!replaced)
			continue;
		fl_buf_add(w->buf, s.data + copied, from - copied);
		fl_buf_puts(w->buf, replaced);
		copied = pos;
	}
	fl_buf_add(w->buf, s.data + copied, s.len - copied);
	fl_buf_putc(w->buf, '"');
}

void fl_json_put_key_str(fl_json_writer *w, fl_str key)
{
	separate(w);
	put_quoted(w, key);
	fl_buf_add(w->buf, ": ", w->pretty ? 2 : 1);
	w->after_key = true;
}

void fl_json_put_key(fl_json_writer *w, const char *key)
{
	fl_json_put_key_str(w, fl_str_of(key));
}

void fl_json_put_str(fl_json_writer *w, fl_str s)
{
	separate(w);
	put_quoted(w, s);
}

void fl_json_put_z(fl_json_writer *w, const char *z)
{
	fl_json_put_str(w, fl_str_of(z));
}

static void put_decimal(fl_buf *buf, int64_t n)
{
	char digits[20];
	size_t first = sizeof digits;
	uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do
		digits[--first] = (char)('0' + size % 10);
	while ((size /= 10) > 0);
	if (n < 0)
		digits[--first] = '-';
	fl_buf_add(buf, digits + first, sizeof digits - first);
}

void fl_json_put_i64(fl_json_writer *w, int64_t value)
{
	separate(w);
	put_decimal(w->buf, value);
}

void fl_json_put_fixed(fl_json_writer *w, int64_t value, int digits)
{
	uint64_t power = 1, size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	for (int i = 0; i < digits; i++)
		power *= 10;
	separate(w);
	fl_buf_printf(w->buf, "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "", size / power, digits, size % power);
}

void fl_json_put_bool(fl_json_writer *w, bool value)
{
	separate(w);
	fl_buf_puts(w->buf, value ? "true" : "false");
}

void fl_json_put_null(fl_json_writer *w)
{
	separate(w);
	fl_buf_puts(w->buf, "null");
}

void fl_json_kv_str(fl_json_writer *w, const char *key, fl_str s)
{
	fl_json_put_key(w, key);
	fl_json_put_str(w, s);
}

void fl_json_kv_z(fl_json_writer *w, const char *key, const char *z)
{
	fl_json_put_key(w, key);
	fl_json_put_z(w, z);
}

void fl_json_kv_i64(fl_json_writer *w, const char *key, int64_t value)
{
	fl_json_put_key(w, key);
	fl_json_put_i64(w, value);
}

void fl_json_kv_bool(fl_json_writer *w, const char *key, bool value)
{
	fl_json_put_key(w, key);
	fl_json_put_bool(w, value);
}

static void put_members(fl_json_writer *w, fl_json v, bool canonical)
{
	bool is_object = fl_json_type_of(v) == FL_JSON_OBJECT;

	begin(w, is_object ? '{' : '[');
	for (size_t i = 0; i < fl_json_len(v); i++) {
		size_t at = is_object && canonical ? v.node->sorted[i].index : i;
		if (is_object)
			fl_json_put_key_str(w, fl_json_key(v, at));
		fl_json_put_value(w, fl_json_at(v, at), canonical);
	}
	end(w, is_object ? '}' : ']');
}

void fl_json_put_value(fl_json_writer *w, fl_json v, bool canonical)
{
	switch (fl_json_type_of(v)) {
	case FL_JSON_NULL:
		fl_json_put_null(w);
		break;
	case FL_JSON_BOOL:
		fl_json_put_bool(w, fl_json_bool(v));
		break;
	case FL_JSON_NUMBER:
		separate(w);
		fl_buf_str(w->buf, fl_json_text(v));
		break;
	case FL_JSON_STRING:
		fl_json_put_str(w, fl_json_text(v));
		break;
	case FL_JSON_ARRAY:
	case FL_JSON_OBJECT: /* at most 64 deep, as parsed */
		put_members(w, v, canonical);
		break;
	}
}
