/* SPDX-License-Identifier: Apache-2.0
 *
 * piece.c - cut a normalised text into numbers, words and Han characters.
 *
 * What is a letter was decided by text/normalise for the comparing form; here the matching form, which keeps its
 * punctuation, is read too. The blocks below are those of the Unicode Standard, chapter 2.8: what is neither a wide
 * letter nor punctuation nor a symbol counts as a letter, so that every alphabet works without a table.
 */
#include "dedup/piece.h"

#include "base/str.h"

static bool is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_wide(int32_t c)
{
	return (c >= 0x2e80 && c <= 0x2fdf) || (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30fa) ||
	       (c >= 0x30fc && c <= 0x312f) || (c >= 0x3131 && c <= 0x318e) || (c >= 0x31a0 && c <= 0x31bf) ||
	       (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0xa4cf) ||
	       (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3fffd);
}

static bool is_letter(int32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	if (c == 0xd7 || c == 0xf7 || c == 0xfffd)
		return false;
	return !((c >= 0x2000 && c <= 0x2bff) || (c >= 0x2e00 && c <= 0x2e7f) || (c >= 0x2ff0 && c <= 0x303f) ||
		 c == 0x30fb || (c >= 0x3190 && c <= 0x33ff) || (c >= 0xe000 && c <= 0xf8ff) ||
		 (c >= 0xfe00 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff20) || (c >= 0x1f000 && c <= 0x1faff) ||
		 c >= 0xe0000);
}

/* Length in bytes of the number at pos: digits, and a point that has a digit on both sides. */
static size_t number_length(fl_str text, size_t pos)
{
	size_t i = pos;

	while (i < text.len &&
	       (is_digit(text.data[i]) || (text.data[i] == '.' && i + 1 < text.len && is_digit(text.data[i + 1]))))
		i++;
	return i - pos;
}

bool fl_piece_next(fl_str text, size_t *pos, bool single, fl_piece *ret)
{
	while (*pos < text.len) {
		size_t begin = *pos, at = begin;
		int32_t c = fl_utf8_next(text, &at);
		fl_piece_kind kind = is_digit(c) ? FL_PIECE_NUMBER : is_wide(c) ? FL_PIECE_WIDE : FL_PIECE_LETTERS;
		uint64_t hash = fl_piece_mix((uint64_t)kind, (uint64_t)c);
		if (kind == FL_PIECE_LETTERS && !is_letter(c)) {
			*pos = at;
			continue;
		}
		if (kind == FL_PIECE_NUMBER) {
			size_t end = begin + number_length(text, begin);
			for (; at < end; at++)
				hash = fl_piece_mix(hash, (unsigned char)text.data[at]);
		}
		while (kind == FL_PIECE_LETTERS && !single && at < text.len) {
			size_t next = at;
			c = fl_utf8_next(text, &next);
			if (is_digit(c) || is_wide(c) || !is_letter(c))
				break;
			hash = fl_piece_mix(hash, (uint64_t)c);
			at = next;
		}
		*pos = at;
		*ret = (fl_piece){ kind, (uint32_t)begin, (uint32_t)at, hash };
		return true;
	}
	return false;
}
