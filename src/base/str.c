/* SPDX-License-Identifier: Apache-2.0
 *
 * str.c - comparing, trimming and hashing text; UTF-8 (Unicode Standard, table 3-7).
 */
#include "base/str.h"

int fl_str_cmp(fl_str a, fl_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.data, b.data, n) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool fl_str_starts(fl_str s, fl_str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}

/* Bytes of a blank at the beginning of s, 0 if there is none. */
static size_t blank_at(fl_str s)
{
	if (s.len >= 1 && (s.data[0] == ' ' || (s.data[0] >= '\t' && s.data[0] <= '\r')))
		return 1;
	if (s.len >= 3 && (memcmp(s.data, "\xE3\x80\x80", 3) == 0 || memcmp(s.data, "\xEF\xBB\xBF", 3) == 0))
		return 3;
	return 0;
}

fl_str fl_str_trim(fl_str s)
{
	size_t n;

	while ((n = blank_at(s)) > 0)
		s = fl_str_slice(s, n, s.len);
	while (s.len > 0) {
		if (blank_at(fl_str_slice(s, s.len - 1, s.len)) == 1)
			s.len--;
		else if (s.len >= 3 && blank_at(fl_str_slice(s, s.len - 3, s.len)) == 3)
			s.len -= 3;
		else
			break;
	}
	return s;
}

/* ---- hashing: multiply and fold, eight bytes a step, read little-endian on every machine ------------------- */

static uint64_t load(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

static uint64_t mix(uint64_t v)
{
	v ^= v >> 32;
	v *= UINT64_C(0xD6E8FEB86659FD93);
	v ^= v >> 29;
	v *= UINT64_C(0xC2B2AE3D27D4EB4F);
	return v ^ v >> 32;
}

bool fl_str_line(fl_str s, size_t *pos, fl_str *ret)
{
	size_t begin = *pos, end = begin;

	if (begin >= s.len)
		return false;
	while (end < s.len && s.data[end] != '\n')
		end++;
	*pos = end + 1;
	*ret = fl_str_slice(s, begin, end);
	return true;
}

bool fl_str_leb(fl_str s, size_t *pos, uint64_t *ret)
{
	uint64_t n = 0;

	for (unsigned shift = 0; *pos < s.len && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)s.data[(*pos)++];
		uint64_t part = c & 0x7f;
		if (part << shift >> shift != part)
			return false;
		n |= part << shift;
		if (!(c & 0x80)) {
			*ret = n;
			return true;
		}
	}
	return false;
}

uint64_t fl_str_hash(fl_str s)
{
	const unsigned char *p = (const unsigned char *)s.data;
	uint64_t h = s.len * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = 0;

	for (; s.len - i >= 8; i += 8)
		h = mix(h ^ load(p + i, 8)) + UINT64_C(0x9E3779B97F4A7C15);
	if (i < s.len)
		h ^= load(p + i, s.len - i);
	return mix(h);
}

/* ---- UTF-8 ------------------------------------------------------------------------------------------------- */

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

int32_t fl_utf8_next(fl_str s, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)s.data + *pos;
	size_t left = *pos < s.len ? s.len - *pos : 0;

	if (left == 0)
		return -1;
	if (p[0] < 0x80) {
		*pos += 1;
		return p[0];
	}
	if (p[0] >= 0xC2 && p[0] < 0xE0 && left >= 2 && is_tail(p[1])) {
		*pos += 2;
		return (p[0] & 0x1F) << 6 | (p[1] & 0x3F);
	}
	if ((p[0] & 0xF0) == 0xE0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
		int32_t c = (p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
		if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) {
			*pos += 3;
			return c;
		}
	} else if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
		int32_t c = (p[0] & 0x07) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 | (p[3] & 0x3F);
		if (c >= 0x10000 && c <= 0x10FFFF) {
			*pos += 4;
			return c;
		}
	}
	*pos += 1;
	return -1;
}

bool fl_utf8_valid(fl_str s, size_t *ret_bad)
{
	size_t pos = 0;

	while (pos < s.len) {
		uint64_t eight;
		while (s.len - pos >= 8) { /* ASCII by the word */
			memcpy(&eight, s.data + pos, 8);
			if (eight & UINT64_C(0x8080808080808080))
				break;
			pos += 8;
		}
		size_t from = pos;
		if (pos < s.len && fl_utf8_next(s, &pos) < 0) {
			if (ret_bad)
				*ret_bad = from;
			return false;
		}
	}
	return true;
}

size_t fl_utf8_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

size_t fl_utf8_length(fl_str s)
{
	const unsigned char *p = (const unsigned char *)s.data;
	size_t pos = 0, n = 0;

	while (pos < s.len) {
		n++;
		if (p[pos] < 0x80)
			pos++;
		else if (p[pos] > 0xE0 && p[pos] < 0xED && s.len - pos > 2 && is_tail(p[pos + 1]) && is_tail(p[pos + 2]))
			pos += 3; /* most Han characters */
		else
			fl_utf8_next(s, &pos);
	}
	return n;
}
