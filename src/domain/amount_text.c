/* SPDX-License-Identifier: Apache-2.0
 *
 * amount_text.c - characters of an amount, and what is said of one that is none.
 */
#include "domain/amount_text.h"

#include "base/error.h"
#include "base/str.h"

static fl_str shown(fl_str s) /* what a message quotes: at most 40 bytes, whole characters */
{
	if (s.len <= 40)
		return s;
	size_t n = 40;
	while (n > 0 && ((unsigned char)s.data[n] & 0xC0) == 0x80)
		n--;
	return fl_str_slice(s, 0, n);
}

fl_status fl_amount_refuse(fl_amount_text *s, fl_status status, const char *code, const char *what)
{
	fl_str t = shown(s->text);

	if (s->ret_code)
		*s->ret_code = code;
	return fl_error_set(s->err, status, FL_MESSAGE("%s in amount '%.*s%s'"), what, FL_STR_ARG(t),
			    t.len < s->text.len ? "..." : "");
}

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

fl_status fl_amount_decode(fl_amount_text *s, fl_str text)
{
	size_t pos = 0;

	text = fl_str_trim(text);
	s->text = text;
	s->pos = s->end = 0;
	if (text.len == 0)
		return fl_amount_refuse(s, FL_EPARSE, "amount-empty", FL_MESSAGE("nothing"));
	while (pos < text.len) {
		int32_t c = fl_utf8_next(text, &pos);
		if (c < 0)
			return fl_amount_refuse(s, FL_EPARSE, "amount-syntax", FL_MESSAGE("bytes that are no text"));
		if (s->end == FL_AMOUNT_CHARS)
			return fl_amount_refuse(s, FL_EPARSE, "amount-syntax", FL_MESSAGE("too many characters"));
		s->c[s->end++] = plain((uint32_t)c);
	}
	return FL_OK;
}

void fl_amount_skip_space(fl_amount_text *s)
{
	while (s->pos < s->end && s->c[s->pos] == ' ')
		s->pos++;
	while (s->pos < s->end && s->c[s->end - 1] == ' ')
		s->end--;
}

bool fl_amount_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}
