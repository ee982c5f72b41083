/* SPDX-License-Identifier: Apache-2.0
 *
 * literals.c - reads a pattern and finds the plain texts without which it cannot match (after R. Cox, "Regular
 * Expression Matching with a Trigram Index", 2012, with whole words in place of trigrams).
 *
 * Each part of a pattern becomes a part of literal_part.h. Look-around counts as the empty text: it takes
 * nothing away from what must be there, but the part is then no longer 'plain'. What is not understood (options,
 * references, verbs) makes the whole pattern unknown, and it is run on every text.
 *
 * Only characters that have no other case, and ASCII letters, become literals: normalised text (NFKC, case-folded)
 * spells them one way only.
 */
#include "classify/literals.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "classify/literal_part.h"

#define DEPTH_MAX 100

typedef struct reader {
	fl_str text;
	size_t pos;
	int depth;
	bool unknown; /* something not understood: give up */
	fl_part_maker maker;
} reader;

static fl_part read_alternatives(reader *r);

/* Nothing more is read. */
static bool gave_up(const reader *r)
{
	return r->unknown || r->maker.short_of_memory;
}

static const fl_part nothing_known = { .exact = false };

/* ---- characters -------------------------------------------------------------------------------------------- */

static int peek(const reader *r)
{
	return r->pos < r->text.len ? (unsigned char)r->text.data[r->pos] : -1;
}

static bool starts_with(const reader *r, const char *what)
{
	return fl_str_starts(fl_str_slice(r->text, r->pos, r->text.len), fl_str_of(what));
}

static bool take(reader *r, const char *what)
{
	if (!starts_with(r, what))
		return false;
	r->pos += strlen(what);
	return true;
}

/* Spelled in one way only in normalised text: ASCII, and scripts without case. */
static bool is_caseless(uint32_t c)
{
	return c < 0x80 || (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

static fl_part one_character(reader *r, uint32_t c)
{
	char bytes[4];

	if (!is_caseless(c))
		return nothing_known;
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return fl_part_text(&r->maker, (fl_str){ bytes, fl_utf8_put(c, bytes) }, true);
}

static uint32_t next_character(reader *r)
{
	int32_t c = fl_utf8_next(r->text, &r->pos);

	if (c < 0)
		r->unknown = true;
	return c < 0 ? 0 : (uint32_t)c;
}

static bool is_word(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* \x{20AC} or \xE9, behind the x. */
static uint32_t hexadecimal(reader *r)
{
	bool braces = take(r, "{");
	uint32_t value = 0;

	for (int digits = 0; braces ? peek(r) != '}' && peek(r) >= 0 : digits < 2; digits++) {
		int c = peek(r), low = c | 32;
		if (c >= '0' && c <= '9')
			value = value * 16 + (uint32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			value = value * 16 + (uint32_t)(low - 'a' + 10);
		else
			break;
		r->pos++;
	}
	if (braces && !take(r, "}"))
		r->unknown = true;
	return value;
}

/* Behind a backslash. What is neither a character, a class nor an assertion is not understood. */
static fl_part read_escape(reader *r)
{
	static const char from[] = "nrtfea", to[] = "\n\r\t\f\033\a";
	int c = peek(r);
	const char *simple;

	if (c < 0 || !is_word(c))
		return one_character(r, next_character(r));
	r->pos++;
	if (strchr("dDwWsShHvVRX", c) || (c == 'N' && peek(r) != '{'))
		return nothing_known;
	if (strchr("bBAzZ", c))
		return fl_part_empty(&r->maker, false);
	if (c == 'x')
		return one_character(r, hexadecimal(r));
	simple = strchr(from, c);
	if (simple)
		return one_character(r, (uint32_t)to[simple - from]);
	if (c == 'p' || c == 'P') {
		if (take(r, "{"))
			while (peek(r) >= 0 && !take(r, "}"))
				r->pos++;
		else
			r->pos++;
		return nothing_known;
	}
	r->unknown = true;
	return nothing_known;
}

/* Behind '['. A short list of characters is exact, anything else is any character. */
static fl_part read_class(reader *r)
{
	fl_part p = { .exact = true, .plain = true };
	bool listed = !take(r, "^"), first = true;

	for (; !gave_up(r) && (first || peek(r) != ']'); first = false) {
		fl_part c;
		if (peek(r) < 0 || starts_with(r, "[:") || starts_with(r, "[.") || starts_with(r, "[=")) {
			r->unknown = true; /* POSIX classes: rare in Chinese rules */
			break;
		}
		if (peek(r) == '\\' && r->pos + 1 < r->text.len && r->text.data[r->pos + 1] == 'b') {
			r->unknown = true; /* backspace */
			break;
		}
		if (peek(r) == '-' && !first)
			listed = false; /* a range, or a hyphen: no matter */
		c = take(r, "\\") ? read_escape(r) : one_character(r, next_character(r));
		listed =
		    listed && c.exact && c.count == 1 && p.count < 64 && fl_part_unite(&r->maker, &p.set, &p.count, c.set, c.count);
	}
	r->pos++;
	return listed && !gave_up(r) ? p : nothing_known;
}

/* ---- structure --------------------------------------------------------------------------------------------- */

/* Behind '('. */
static fl_part read_group(reader *r)
{
	fl_part p;
	bool look = false, atomic = false;

	if (peek(r) == '*') {
		r->unknown = true;
	} else if (take(r, "?")) {
		look = take(r, "<=") || take(r, "<!") || take(r, "=") || take(r, "!");
		if (look || take(r, ":") || take(r, "|")) {
			/* nothing more to read */
		} else if (take(r, ">")) {
			atomic = true;
		} else if (take(r, "<") || take(r, "P<")) {
			while (is_word(peek(r)) || peek(r) == '_')
				r->pos++;
			r->unknown = r->unknown || !take(r, ">");
		} else {
			r->unknown = true; /* options, conditions, calls, comments */
		}
	}
	if (gave_up(r))
		return nothing_known;
	p = read_alternatives(r);
	if (!take(r, ")"))
		r->unknown = true;
	if (look)
		return fl_part_empty(&r->maker, false);
	p.plain = p.plain && !atomic;
	return p;
}

static fl_part read_atom(reader *r)
{
	if (take(r, "("))
		return read_group(r);
	if (take(r, "["))
		return read_class(r);
	if (take(r, "\\"))
		return read_escape(r);
	if (take(r, "."))
		return nothing_known;
	if (take(r, "^") || take(r, "$"))
		return fl_part_empty(&r->maker, false);
	if (peek(r) == '{')
		r->unknown = true;
	return one_character(r, next_character(r));
}

/* {n}, {n,}, {n,m} at the current place. */
static bool read_bounds(reader *r, unsigned *min, unsigned *max)
{
	size_t at = r->pos + 1;
	unsigned value[2] = { 0, 0 };
	int which = 0;
	bool digits = false;

	for (; at < r->text.len && r->text.data[at] != '}'; at++) {
		char c = r->text.data[at];
		if (c == ',' && which == 0 && digits) {
			which = 1;
			digits = false;
		} else if (c >= '0' && c <= '9' && value[which] < 100000) {
			value[which] = value[which] * 10 + (unsigned)(c - '0');
			digits = true;
		} else {
			return false;
		}
	}
	if (at >= r->text.len || (which == 0 && !digits))
		return false;
	r->pos = at + 1;
	*min = value[0];
	*max = which == 0 ? value[0] : digits ? value[1] : UINT32_MAX;
	return true;
}

static fl_part read_repeat(reader *r)
{
	fl_part p = read_atom(r);

	for (;;) {
		unsigned min, max;
		bool lazy, possessive;
		if (take(r, "*"))
			min = 0, max = UINT32_MAX;
		else if (take(r, "+"))
			min = 1, max = UINT32_MAX;
		else if (take(r, "?"))
			min = 0, max = 1;
		else if (peek(r) != '{')
			return p;
		else if (!read_bounds(r, &min, &max))
			r->unknown = true; /* a plain brace, or a newer PCRE2's {,n} */
		if (gave_up(r))
			return nothing_known;
		lazy = take(r, "?");
		possessive = !lazy && take(r, "+");
		p = fl_part_repeat(&r->maker, p, min, max, lazy, possessive);
	}
}

static fl_part read_sequence(reader *r)
{
	fl_part all = { .exact = true }, run = fl_part_empty(&r->maker, true), joined;
	bool at_start = true;

	while (!gave_up(r) && peek(r) >= 0 && peek(r) != '|' && peek(r) != ')') {
		fl_part next = read_repeat(r);
		if (gave_up(r))
			break;
		if (next.exact && fl_part_multiply(&r->maker, &run, &next, &joined)) {
			run = joined;
			continue;
		}
		all.exact = false;
		fl_part_close_run(&all, &at_start, &run, &next);
		run = next.exact ? next : fl_part_empty(&r->maker, true);
	}
	if (gave_up(r))
		return nothing_known;
	if (all.exact)
		return run;
	fl_part_keep_better(&all, run.set, run.count);
	return all;
}

static fl_part read_alternatives(reader *r)
{
	FL_VEC(fl_part) branches = { 0 };
	fl_part all = nothing_known;

	if (++r->depth > DEPTH_MAX)
		r->unknown = true;
	do {
		fl_part next = read_sequence(r);
		if (!fl_vec_push(&branches, next))
			r->maker.short_of_memory = true;
	} while (!gave_up(r) && take(r, "|"));
	if (!gave_up(r))
		all = branches.len == 1 ? branches.items[0] : fl_part_any_of(&r->maker, branches.items, branches.len);
	fl_vec_release(&branches);
	r->depth--;
	return all;
}

fl_status fl_literals_find(fl_str pattern, fl_arena *arena, fl_literals *ret, fl_error *err)
{
	reader r = { .text = pattern, .maker = { .arena = arena } };
	fl_part p = read_alternatives(&r), known = { 0 };

	*ret = (fl_literals){ 0 };
	if (r.maker.short_of_memory)
		return fl_enomem(err);
	if (r.unknown || r.pos < pattern.len)
		return FL_OK;
	fl_part_keep_better(&known, p.set, p.count);
	fl_part_keep_better(&known, p.also, p.num_also);
	ret->items = known.set;
	ret->count = known.count;
	ret->also = known.also;
	ret->num_also = known.num_also;
	ret->whole = p.exact && p.plain && known.count > 0;
	if (!ret->whole && !p.exact && !fl_part_has_empty(p.starts, p.num_starts)) {
		ret->starts = p.starts;
		ret->num_starts = p.num_starts;
	} else if (!ret->whole && p.exact && known.count > 0) {
		ret->starts = known.set;
		ret->num_starts = known.count;
	}
	return FL_OK;
}
