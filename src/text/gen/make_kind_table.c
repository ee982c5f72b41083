/* SPDX-License-Identifier: Apache-2.0
 *
 * make_kind_table.c - a program of the build: writes for every character up to U+FFFF its kind (text/kind.h), as a C
 * header, from utf8proc's data and the table of simplified characters.
 *
 *   make_kind_table OUT.h
 *
 * It asks what the long way of text/stretch.c makes of the character alone. A test compares both for every character.
 */
#include "t2s_table.h"
#include "text/kind.h"

#include <utf8proc.h>

#include <stdio.h>

#define COUNT   0x10000
#define OPTIONS (UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

static uint32_t simplified(uint32_t c)
{
	uint32_t to = c < T2S_LIMIT ? t2s_pages[t2s_index[c >> 6]][c & 63] : 0;

	return to ? to : c;
}

static int is_blank(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
	       c == 0x85;
}

/* Could it compose with one before it, or change places with it? */
static int joins(uint32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);

	return p->combining_class != 0 || p->category == UTF8PROC_CATEGORY_MN || p->category == UTF8PROC_CATEGORY_MC ||
	       p->category == UTF8PROC_CATEGORY_ME || (c >= 0x1160 && c < 0x1200);
}

static fl_kind ascii_kind(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return FL_KIND_DIGIT;
	if (c >= 'A' && c <= 'Z')
		return FL_KIND_CAPITAL;
	if (c == ',' || c == '.')
		return FL_KIND_POINT;
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return FL_KIND_BLANK;
	return c > ' ' && c < 0x7F ? FL_KIND_SAME : FL_KIND_HARD;
}

static int is_numeral(uint32_t c)
{
	static const uint32_t numerals[] = { FL_KIND_NUMERALS };

	for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
		if (numerals[i] == c)
			return 1;
	return 0;
}

static fl_kind kind_of(uint32_t c)
{
	utf8proc_int32_t parts[32];
	utf8proc_ssize_t n;
	int boundary = UTF8PROC_BOUNDCLASS_START;
	uint32_t to;

	if (c < 0x80)
		return ascii_kind(c);
	if (c >= 0xFF01 && c <= 0xFF5E) { /* full-width ASCII */
		fl_kind narrow = ascii_kind(c - 0xFEE0);
		return narrow == FL_KIND_SAME ? FL_KIND_WIDE : narrow == FL_KIND_POINT ? FL_KIND_WIDE_POINT : FL_KIND_HARD;
	}
	if (c >= 0xD800 && c < 0xE000)
		return FL_KIND_HARD;
	if (is_numeral(c))
		return FL_KIND_NUMERAL;
	if (c >= 0xAC00 && c <= 0xD7A3) /* Hangul comes apart and together again */
		return FL_KIND_SAME;
	n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 32, OPTIONS, &boundary);
	if (n == 1 && is_blank((uint32_t)parts[0]))
		return FL_KIND_BLANK;
	if (n > 1 && n <= 32)
		n = utf8proc_normalize_utf32(parts, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	if (n != 1 || joins(c) || joins((uint32_t)parts[0]) ||
	    utf8proc_category(parts[0]) == UTF8PROC_CATEGORY_CC)
		return FL_KIND_HARD;
	to = simplified((uint32_t)parts[0]);
	if (to == c)
		return FL_KIND_SAME;
	if ((uint32_t)parts[0] == c && c >= 0x2E80 && to < 0x10000 && !is_numeral(to))
		return FL_KIND_TRADITIONAL;
	return FL_KIND_HARD;
}

int main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;

	if (!out) {
		fprintf(stderr, "make_kind_table: usage: make_kind_table OUT.h\n");
		return 1;
	}
	fprintf(out, "/* made by make_kind_table; do not edit */\nstatic const unsigned char kinds[%d] = {", COUNT);
	for (uint32_t c = 0; c < COUNT; c++)
		fprintf(out, "%s%d,", c % 32 ? "" : "\n", (int)kind_of(c));
	fprintf(out, "\n};\n");
	if (fclose(out) != 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
