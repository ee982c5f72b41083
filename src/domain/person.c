/* SPDX-License-Identifier: Apache-2.0
 *
 * person.c - names character by character, each as it tells people apart.
 */
#include "domain/person.h"

#define IDEOGRAPHIC_SPACE 0x3000
#define NO_BREAK_SPACE    0xA0
#define WIDE_FIRST        0xFF01 /* the wide forms of '!' to '~' */
#define WIDE_LAST         0xFF5E

/* The code point at 'at', which moves behind it; a byte that begins none stands for itself. */
static unsigned take(fl_str s, size_t *at)
{
	unsigned char c = (unsigned char)s.data[*at];
	size_t more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
	unsigned point = more == 3 ? c & 7u : more == 2 ? c & 15u : more == 1 ? c & 31u : c;
	++*at;
	for (size_t i = 0; i < more && *at < s.len && ((unsigned char)s.data[*at] & 0xC0) == 0x80; i++)
		point = point << 6 | ((unsigned char)s.data[(*at)++] & 63u);
	return point;
}

static bool is_blank(unsigned point)
{
	return point == ' ' || point == '\t' || point == NO_BREAK_SPACE || point == IDEOGRAPHIC_SPACE;
}

static bool is_han(unsigned point)
{
	return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF);
}

/* Is the character before 'at' one? */
static bool is_behind_han(fl_str s, size_t at)
{
	size_t from = at;
	while (from > 0 && at - from < 4 && ((unsigned char)s.data[--from] & 0xC0) == 0x80)
		continue;
	return from < at && is_han(take(s, &from));
}

/* Between two parts stands one blank, however many are written; between two Chinese characters none does (李　伟 fills a column as wide
 * as three). */
unsigned fl_person_next(fl_str s, size_t *at)
{
	bool inside = *at > 0, blank = false, han = inside && is_behind_han(s, *at);
	while (*at < s.len) {
		size_t after = *at;
		unsigned point = take(s, &after);
		if (is_blank(point)) {
			blank = true;
			*at = after;
			continue;
		}
		if (blank && inside && !(han && is_han(point)))
			return ' '; /* the character stays for the next call: 'at' is before it */
		*at = after;
		if (point >= WIDE_FIRST && point <= WIDE_LAST)
			point = point - WIDE_FIRST + '!';
		return point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point;
	}
	return 0;
}

int fl_person_cmp(fl_str a, fl_str b)
{
	size_t i = 0, j = 0;
	for (;;) {
		unsigned x = fl_person_next(a, &i), y = fl_person_next(b, &j);
		if (x != y)
			return x < y ? -1 : 1;
		if (x == 0)
			return 0;
	}
}

bool fl_person_same(fl_str a, fl_str b)
{
	return fl_person_cmp(a, b) == 0;
}
