/* SPDX-License-Identifier: Apache-2.0
 *
 * stretch.c - a stretch of text as an array of units (a character and the original bytes it came from), through stages:
 *
 *   read      decode, fold and simplify character by character (NFKC's decomposition and case folding by utf8proc,
 *             Unicode Standard Annex 15; ASCII and Han characters without it), drop what is ignorable, collapse blanks
 *   filter    FL_NORMAL_COMPARE only: keep letters, their marks and digits
 *   compose   canonical order and composition, only where marks or conjoining Hangul occur; each run that may compose
 *             (a base and what joins it) is one piece of the original from then on
 *   write     UTF-8 and the map; runs of numerals are rewritten on the way (stretch_write.c, numeral.h)
 *
 * Each stage is linear in the text, also for a million equal marks: they are ordered by counting.
 */
#include "text/stretch.h"

#include "base/str.h"
#include "t2s_table.h"
#include "text/numeral.h"

#include <utf8proc.h>

#define DECOMPOSE_MAX 32 /* the longest decomposition of Unicode has 18 characters */

/* ---- read -------------------------------------------------------------------------------------------------- */

uint32_t fl_simplified(uint32_t c)
{
	uint32_t to = c < T2S_LIMIT ? t2s_pages[t2s_index[c >> 6]][c & 63] : 0;

	return to ? to : c;
}

/* A quick no for most characters: no numeral shares the low byte of those whose bit is 0. */
static bool may_be_numeral(uint32_t c)
{
	static const char low_bytes[256] = {
		['0'] = 1,  ['1'] = 1,  ['2'] = 1,  ['3'] = 1,  ['4'] = 1,  ['5'] = 1,  ['6'] = 1,  ['7'] = 1,
		['8'] = 1,  ['9'] = 1,  [0xF6] = 1, [0x07] = 1, [0x00] = 1, [0xF9] = 1, [0x8C] = 1, [0x24] = 1,
		[0x09] = 1, [0xC1] = 1, [0xDB] = 1, [0x86] = 1, [0x94] = 1, [0x0D] = 1, [0x6D] = 1, [0x46] = 1,
		[0x03] = 1, [0xD2] = 1, [0x6B] = 1, [0x4C] = 1, [0x5D] = 1, [0x96] = 1, [0x41] = 1, [0xFE] = 1,
		[0x7E] = 1, [0x70] = 1, [0x43] = 1, [0xDF] = 1, [0xBF] = 1,
	};

	return low_bytes[c & 0xFF];
}

/* Room is made by the caller. */
static inline void emit(fl_stretch *s, uint32_t c, uint32_t marks, size_t begin, size_t end)
{
	if (may_be_numeral(c) && fl_numeral_is(c)) {
		marks |= FL_UNIT_NUMERAL;
		s->numerals = true;
	}
	s->units.items[s->units.len++] = (fl_unit){ c | marks, (uint32_t)begin, (uint32_t)end };
}

static void emit_blank(fl_stretch *s, size_t begin, size_t end)
{
	size_t n = s->units.len;

	if (n == 0)
		return;
	if (s->units.items[n - 1].c == ' ')
		s->units.items[n - 1].end = (uint32_t)end;
	else
		s->units.items[s->units.len++] = (fl_unit){ ' ', (uint32_t)begin, (uint32_t)end };
}

static void read_ascii(fl_stretch *s, unsigned char c, size_t at)
{
	if (c > ' ' && c < 0x7F)
		emit(s, c >= 'A' && c <= 'Z' ? c + 32u : c, 0, at, at + 1);
	else if (c == ' ' || (c >= '\t' && c <= '\r'))
		emit_blank(s, at, at + 1);
	/* other control characters are dropped */
}

static bool is_mark(utf8proc_category_t category)
{
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	       category == UTF8PROC_CATEGORY_ME;
}

/* Could the character compose with one before it, or change places with it? */
static bool joins(uint32_t c)
{
	const utf8proc_property_t *p;

	if (c < 0x300 || (c >= 0x3400 && c < 0xA000))
		return false;
	p = utf8proc_get_property((utf8proc_int32_t)c);
	return p->combining_class != 0 || is_mark((utf8proc_category_t)p->category) || (c >= 0x1160 && c < 0x1200);
}

static bool is_han(uint32_t c)
{
	return (c >= 0x3400 && c < 0xA000) || c >= 0x20000;
}

/* Marks belong to no Han character: one that stands behind it only hides the word from rules. 'before': so many units
 * stand before it. */
static bool hides(const fl_stretch *s, utf8proc_category_t category, size_t before)
{
	return (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME) && before > 0 &&
	       is_han(fl_unit_point(&s->units.items[before - 1]));
}

static void emit_folded(fl_stretch *s, uint32_t c, uint32_t marks, size_t begin, size_t end)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	if (category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP || c == 0x85) {
		emit_blank(s, begin, end);
	} else if (category != UTF8PROC_CATEGORY_CC && !hides(s, category, s->units.len)) {
		s->complex = s->complex || joins(c);
		emit(s, fl_simplified(c), marks, begin, end);
	}
}

/* Numbers in circles, brackets, superscript: their digits must not touch others. Radicals are mere look-alikes. */
static bool is_other_number(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return (category == UTF8PROC_CATEGORY_NO || category == UTF8PROC_CATEGORY_SO) && !(c >= 0x2E80 && c < 0x2FE0);
}

/* Everything that is neither ASCII nor a common Han character. */
static bool read_other(fl_stretch *s, uint32_t c, size_t begin, size_t end)
{
	utf8proc_int32_t parts[DECOMPOSE_MAX];
	utf8proc_ssize_t n;
	uint32_t marks = 0;
	int boundary = UTF8PROC_BOUNDCLASS_START;

	if (c >= 0xFF01 && c <= 0xFF5E) { /* full-width ASCII */
		c -= 0xFEE0;
		s->apart = true;
		emit(s, c >= 'A' && c <= 'Z' ? c + 32u : c, FL_UNIT_WIDE, begin, end);
		return true;
	}
	if (c == 0x3001 || c == 0x3002 || (c >= 0x3008 && c <= 0x3011) || (c >= 0xAC00 && c <= 0xD7A3)) {
		emit(s, c, 0, begin, end); /* punctuation and Hangul that stay */
		return true;
	}
	n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, DECOMPOSE_MAX,
				    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
				    &boundary);
	if (n < 0 || n > DECOMPOSE_MAX) {
		n = 1;
		parts[0] = (utf8proc_int32_t)c;
	}
	if (!fl_vec_reserve(&s->units, s->units.len + (size_t)n + 1))
		return false;
	if (is_other_number(c)) {
		marks = FL_UNIT_OTHER;
		s->apart = true;
	}
	for (utf8proc_ssize_t i = 0; i < n; i++)
		emit_folded(s, (uint32_t)parts[i], marks, begin, end);
	return true;
}

static bool read_text(fl_stretch *s)
{
	const unsigned char *p = (const unsigned char *)s->original.data;
	size_t len = s->end;

	for (size_t pos = s->begin; pos < len;) {
		size_t from = pos;
		if (s->units.len + 1 > s->units.cap && !fl_vec_reserve(&s->units, s->units.len + 1))
			return false;
		if (p[pos] < 0x80) {
			read_ascii(s, p[pos], pos);
			pos++;
			continue;
		}
		int32_t c;
		if (p[pos] >= 0xE4 && p[pos] <= 0xE9 && len - pos > 2 && (p[pos + 1] & p[pos + 2] & 0xC0) == 0x80 &&
		    ((p[pos + 1] | p[pos + 2]) & 0xC0) == 0x80) { /* most Han characters */
			c = (p[pos] & 0x0F) << 12 | (p[pos + 1] & 0x3F) << 6 | (p[pos + 2] & 0x3F);
			pos += 3;
		} else {
			c = fl_utf8_next(fl_str_slice(s->original, 0, len), &pos);
		}
		if (c >= 0x4E00 && c < 0xA000)
			emit(s, fl_simplified((uint32_t)c), 0, from, pos);
		else if (!read_other(s, c < 0 ? 0xFFFD : (uint32_t)c, from, pos))
			return false;
	}
	while (s->units.len > 0 && s->units.items[s->units.len - 1].c == ' ')
		s->units.len--;
	return true;
}

/* ---- filter ------------------------------------------------------------------------------------------------ */

static bool is_kept(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	if (c >= 0x4E00 && c < 0xA000)
		return true;
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_MC) ||
	       (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

/* What stands between two numerals for the dropped units [from, to): they must not grow together. */
static uint32_t between_numerals(const fl_stretch *s, size_t from, size_t to)
{
	const fl_unit *u = s->units.items;
	uint32_t c = fl_unit_point(&u[from]);
	bool one = to - from == 1;
	bool apart = fl_numeral_apart(u, s->units.len, from - 1) || fl_numeral_apart(u, s->units.len, to - 1);

	if (one && (c == '.' || c == ',') && !apart)
		return c;
	if (one && c == ' ' && !apart)
		return c;
	/* a blank would tie 万 and 亿 to the number before it */
	return fl_unit_point(&u[to]) == 0x4E07 || fl_unit_point(&u[to]) == 0x4EBF ? '.' : ' ';
}

/* Compacts in place: never more is kept than was read, so the units from the last kept one on are still as read. */
static void filter(fl_stretch *s)
{
	fl_unit *u = s->units.items;
	size_t count = s->units.len, kept = 0, last = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t c = fl_unit_point(&u[i]);
		if (!is_kept(c) || hides(s, utf8proc_category((utf8proc_int32_t)c), kept))
			continue;
		if (kept > 0 && i > last + 1 && (u[i].c & FL_UNIT_NUMERAL) && (u[kept - 1].c & FL_UNIT_NUMERAL)) {
			fl_unit gap = { between_numerals(s, last + 1, i), u[last + 1].begin, u[i - 1].end };
			u[kept++] = gap;
		}
		last = i;
		u[kept++] = u[i];
	}
	s->units.len = kept;
}

/* ---- compose ----------------------------------------------------------------------------------------------- */

static unsigned class_of(utf8proc_int32_t c)
{
	return (unsigned)utf8proc_get_property(c)->combining_class & 0xFFu;
}

/* Sort marks by combining class, equal ones staying in their order: by counting, so that no run is slow. */
static void order_marks(utf8proc_int32_t *c, size_t n, utf8proc_int32_t *scratch)
{
	size_t at[257] = { 0 };

	for (size_t i = 0; i < n; i++)
		at[class_of(c[i]) + 1]++;
	for (size_t i = 1; i < 257; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < n; i++)
		scratch[at[class_of(c[i])]++] = c[i];
	memcpy(c, scratch, n * sizeof *c);
}

static void canonical_order(utf8proc_int32_t *c, size_t n, utf8proc_int32_t *scratch)
{
	for (size_t i = 0; i < n;) {
		size_t to = i;
		while (to < n && class_of(c[to]) != 0)
			to++;
		if (to - i > 1)
			order_marks(c + i, to - i, scratch);
		i = to + 1;
	}
}

/* Compose the units [from, to) into units that begin at u[out]; returns the end of those. */
static size_t compose_piece(fl_unit *u, size_t from, size_t to, size_t out, utf8proc_int32_t *points)
{
	size_t n = to - from;
	uint32_t begin = u[from].begin, end = u[to - 1].end, marks = u[from].c & ~FL_UNIT_POINT;
	utf8proc_ssize_t composed;

	for (size_t i = 0; i < n; i++)
		points[i] = (utf8proc_int32_t)fl_unit_point(&u[from + i]);
	canonical_order(points, n, points + n);
	composed = utf8proc_normalize_utf32(points, (utf8proc_ssize_t)n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	for (utf8proc_ssize_t i = 0; i < composed; i++)
		u[out++] = (fl_unit){ (uint32_t)points[i] | (i == 0 ? marks : 0), begin, end };
	return out;
}

static bool compose(fl_stretch *s)
{
	fl_unit *u = s->units.items;
	size_t count = s->units.len, out = 0;

	for (size_t from = 0, to; from < count; from = to) {
		to = from + 1;
		while (to < count && joins(fl_unit_point(&u[to])))
			to++;
		if (to - from == 1) {
			u[out++] = u[from];
			continue;
		}
		if (!fl_vec_reserve(&s->points, 2 * (to - from)))
			return false;
		out = compose_piece(u, from, to, out, s->points.items);
	}
	s->units.len = out;
	return true;
}

/* ---- all stages -------------------------------------------------------------------------------------------- */

void fl_stretch_release(fl_stretch *s)
{
	fl_vec_release(&s->units);
	fl_vec_release(&s->points);
}

bool fl_stretch_normalise(fl_stretch *s, size_t begin, size_t end, fl_normal_flags flags, fl_normal_writer *w)
{
	s->begin = begin;
	s->end = end;
	s->units.len = 0;
	s->complex = s->apart = s->numerals = false;
	if (!fl_vec_reserve(&s->units, (end - begin) / 3 + 16) || !read_text(s))
		return false;
	if (flags & FL_NORMAL_COMPARE)
		filter(s);
	if (s->complex && !compose(s))
		return false;
	return fl_stretch_write(s, w);
}
