/* SPDX-License-Identifier: Apache-2.0
 *
 * normalise.c - one form of a text, with a map back to the original: the short way.
 *
 * Most characters of a text are quiet (kind.h): a table says what becomes of them, and runs of those that stay are copied
 * as they are. What is not quiet may depend on its neighbours: numbers, marks, blanks at the ends, what comes apart. It
 * goes the long way of stretch.c, together with the quiet characters around it.
 *
 * Why the pieces can be put together. The long way looks across the place between two quiet characters for nothing: no
 * mark joins the right one to the left one, no blank is there to be collapsed, and no number crosses it, for a number
 * (numeral.h) has a numeral on at least one side of every place inside. It looks one character to the left of a number
 * (第, 几) and one or two to its right (a counter, a unit of measure, a blank before 万), so a stretch begins with the quiet
 * character before what is not quiet, and ends behind the first of two quiet ones. A test compares both ways.
 *
 * Three frequent cases need no stretch: blanks between quiet characters; European digits alone; one Chinese numeral alone.
 */
#include "text/normalise.h"

#include "base/error.h"
#include "base/str.h"
#include "kind_table.h"
#include "text/kind.h"
#include "text/numeral.h"
#include "text/stretch.h"

#include <utf8proc.h>

#define ORIGINAL_MAX ((size_t)INT32_MAX)
#define NO_PLACE     SIZE_MAX

typedef struct pass {
	const unsigned char *p;
	size_t len, pos;
	size_t run; /* the bytes [run, pos) are still to be copied as they are */
	/* The quiet character before pos begins here; NO_PLACE: there is none. If it is written already, this much was
	 * before it. */
	size_t last, last_len, last_parts;
	fl_normal_writer out;
	fl_stretch stretch;
} pass;

/* ---- characters -------------------------------------------------------------------------------------------- */

static inline bool is_quiet(fl_kind kind)
{
	return kind >= FL_KIND_WIDE_POINT;
}

static inline bool is_quiet_and_no_point(fl_kind kind)
{
	return kind >= FL_KIND_SAME;
}

static inline bool stays(unsigned kind)
{
	return kind == FL_KIND_SAME || kind == FL_KIND_POINT;
}

static inline bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* The kind of the character at 'at', and how many bytes it has; hard where it is none of up to three bytes. */
static inline fl_kind look(const pass *s, size_t at, size_t *ret_bytes, uint32_t *ret_c)
{
	const unsigned char *p = s->p + at;
	size_t left = s->len - at;
	uint32_t c;

	*ret_c = 0;
	*ret_bytes = 1;
	if (left == 0)
		return FL_KIND_HARD;
	if (p[0] >= 0xE0 && p[0] < 0xF0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
		c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		*ret_bytes = 3;
		*ret_c = c;
		return c >= 0x800 ? (fl_kind)kinds[c] : FL_KIND_HARD;
	}
	if (p[0] < 0x80) {
		*ret_c = p[0];
		return (fl_kind)kinds[p[0]];
	}
	if (p[0] >= 0xC2 && p[0] < 0xE0 && left >= 2 && is_tail(p[1])) {
		*ret_bytes = 2;
		*ret_c = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
		return (fl_kind)kinds[*ret_c];
	}
	return FL_KIND_HARD;
}

/* What a quiet character becomes. */
static uint32_t becomes(fl_kind kind, uint32_t c)
{
	switch (kind) {
	case FL_KIND_CAPITAL:
		return c + 32;
	case FL_KIND_TRADITIONAL:
		return fl_simplified(c);
	case FL_KIND_WIDE:
	case FL_KIND_WIDE_POINT:
		return c - 0xFEE0;
	default:
		return c;
	}
}

/* ---- quiet characters -------------------------------------------------------------------------------------- */

static inline void copy_run(pass *s, size_t to)
{
	fl_writer_copy(&s->out, (const char *)s->p, s->run, to);
	s->run = to;
}

/* Pass over quiet characters that stay, of one and three bytes: nearly all of a text. */
static void skip_quiet(pass *s)
{
	size_t pos = s->pos, last = s->last;

	while (s->len - pos > 3) {
		const unsigned char *p = s->p + pos;
		uint32_t four = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24, c;
		if ((four & 0x00C0C0F0) == 0x008080E0) {
			c = (four & 0x0F) << 12 | (four >> 2 & 0xFC0) | (four >> 16 & 0x3F);
			if (c < 0x800 || !stays(kinds[c]))
				break;
			last = pos;
			pos += 3;
		} else {
			if (p[0] >= 0x80 || !stays(kinds[p[0]]))
				break;
			last = pos++;
		}
	}
	s->pos = pos;
	s->last = last;
}

/* A quiet character that does not stay as it is. */
static void change(pass *s, fl_kind kind, uint32_t c, size_t bytes)
{
	copy_run(s, s->pos);
	s->last = s->pos;
	s->last_len = s->out.len;
	s->last_parts = s->out.num_parts;
	if (bytes == 1) {
		fl_writer_copies(&s->out, s->pos);
		s->out.text[s->out.len++] = (char)(c + 32);
	} else if (kind == FL_KIND_TRADITIONAL) {
		fl_writer_put(&s->out, fl_simplified(c), s->pos, s->pos + bytes);
	} else {
		fl_writer_stands_for(&s->out, s->pos, s->pos + bytes);
		s->out.text[s->out.len++] = (char)(c - 0xFEE0);
	}
	s->pos += bytes;
	s->run = s->pos;
}

/* Blanks between quiet characters become one. */
static bool take_blanks(pass *s)
{
	size_t to = s->pos, bytes;
	uint32_t c;
	fl_kind kind;

	while ((kind = look(s, to, &bytes, &c)) == FL_KIND_BLANK)
		to += bytes;
	if (s->last == NO_PLACE || !is_quiet(kind))
		return false;
	copy_run(s, s->pos);
	if (to - s->pos == 1)
		fl_writer_copies(&s->out, s->pos);
	else
		fl_writer_stands_for(&s->out, s->pos, to);
	s->out.text[s->out.len++] = ' ';
	s->pos = s->run = to;
	return true;
}

/* European digits between characters that are quiet and no points stay. */
static bool take_digits(pass *s)
{
	size_t to = s->pos, bytes;
	uint32_t c;

	while (to < s->len && s->p[to] >= '0' && s->p[to] <= '9')
		to++;
	if (!is_quiet_and_no_point(look(s, to, &bytes, &c)))
		return false;
	s->pos = to;
	return true;
}

/* The same of one Chinese numeral, which becomes a digit before a counter. */
static bool take_numeral(pass *s, uint32_t numeral, size_t bytes)
{
	size_t next_bytes, len, at = 0, to = s->pos + bytes;
	uint32_t c;
	fl_unit around[3];
	char digits[FL_NUMERAL_MAX];
	fl_kind kind = look(s, to, &next_bytes, &c);

	if (!is_quiet_and_no_point(kind))
		return false;
	if (s->last != NO_PLACE) {
		uint32_t before;
		fl_kind last = look(s, s->last, &next_bytes, &before);
		around[at++] = (fl_unit){ .c = becomes(last, before) };
	}
	around[at] = (fl_unit){ .c = numeral | FL_UNIT_NUMERAL };
	around[at + 1] = (fl_unit){ .c = becomes(kind, c) };
	if (fl_numeral_read(around, at + 2, at, at + 1, digits, &len) == FL_NUMERAL_DIGITS) {
		copy_run(s, s->pos);
		fl_writer_stands_for(&s->out, s->pos, to);
		memcpy(s->out.text + s->out.len, digits, len);
		s->out.len += len;
		s->run = to;
	}
	s->pos = to;
	return true;
}

/* ---- stretches --------------------------------------------------------------------------------------------- */

/* Where the stretch ends that has something at pos which is not quiet: behind the first of two quiet characters. */
static size_t end_of_stretch(const pass *s)
{
	fl_str text = { (const char *)s->p, s->len };
	bool before = false;
	size_t at = s->pos;

	while (at < s->len) {
		size_t bytes;
		uint32_t c;
		bool quiet = is_quiet(look(s, at, &bytes, &c));
		if (quiet && before)
			return at;
		before = quiet;
		if (quiet)
			at += bytes;
		else
			fl_utf8_next(text, &at);
	}
	return s->len;
}

static bool take_stretch(pass *s)
{
	size_t begin = s->last == NO_PLACE ? s->pos : s->last, end = end_of_stretch(s);

	if (begin >= s->run) {
		copy_run(s, begin);
	} else { /* take back what is written */
		s->out.len = s->last_len;
		s->out.num_parts = s->last_parts;
	}
	if (!fl_stretch_normalise(&s->stretch, begin, end, FL_NORMAL_MATCH, &s->out))
		return false;
	s->pos = s->run = end;
	s->last = NO_PLACE;
	/* for what follows, and its NUL: each byte gives at most one, but 十, which may give two of three */
	return fl_writer_room(&s->out, s->len - end + 1, 8);
}

/* ---- all --------------------------------------------------------------------------------------------------- */

static bool take(pass *s, fl_kind kind, uint32_t c, size_t bytes)
{
	bool taken = false;

	if (kind >= FL_KIND_CAPITAL || kind == FL_KIND_WIDE_POINT) {
		change(s, kind, c, bytes);
		taken = true;
	} else if (kind == FL_KIND_BLANK) {
		taken = take_blanks(s);
	} else if (kind == FL_KIND_DIGIT) {
		taken = take_digits(s);
	} else if (kind == FL_KIND_NUMERAL) {
		taken = take_numeral(s, c, bytes);
	}
	return (taken || take_stretch(s)) && (s->out.parts_cap - s->out.num_parts >= 8 || fl_writer_room(&s->out, 0, 8));
}

static bool take_all(pass *s)
{
	while (s->pos < s->len) {
		size_t bytes;
		uint32_t c;
		skip_quiet(s);
		fl_kind kind = look(s, s->pos, &bytes, &c);
		if (s->pos == s->len)
			break;
		if (stays(kind)) {
			s->last = s->pos;
			s->pos += bytes;
		} else if (!take(s, kind, c, bytes)) {
			return false;
		}
	}
	copy_run(s, s->len);
	return true;
}

fl_status fl_normalise(fl_str original, fl_normal_flags flags, fl_arena *arena, fl_normal *ret, fl_error *err)
{
	pass s = { .p = (const unsigned char *)original.data, .len = original.len, .last = NO_PLACE };
	bool good;

	if (original.len > ORIGINAL_MAX)
		return fl_error_set(err, FL_ERANGE, "a text of more than 2^31-1 bytes");
	s.out.arena = arena;
	s.stretch.original = original;
	good = fl_writer_room(&s.out, original.len + 1, original.len / 16 + 8);
	if (good && (flags & FL_NORMAL_COMPARE)) /* what is dropped may stand between two numbers: no place is quiet */
		good = fl_stretch_normalise(&s.stretch, 0, original.len, flags, &s.out) && fl_writer_room(&s.out, 1, 0);
	else
		good = good && take_all(&s);
	fl_stretch_release(&s.stretch);
	if (!good)
		return fl_enomem(err);
	s.out.text[s.out.len] = '\0';
	*ret = (fl_normal){ { s.out.text, s.out.len }, s.out.parts, s.out.num_parts, original.len };
	return FL_OK;
}

const char *fl_normal_library(void)
{
	return utf8proc_version();
}
