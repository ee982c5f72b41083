/* SPDX-License-Identifier: Apache-2.0
 *
 * literals.c - reads a pattern and finds the plain texts without which it cannot match (after R. Cox, "Regular
 * Expression Matching with a Trigram Index", 2012, with whole words in place of trigrams).
 *
 * Each part of a pattern is described by a 'part': either *exact* (it matches the texts of 'set' and nothing else, in
 * this order of preference) or not, and then 'set' holds texts of which one stands in every match (empty: nothing is
 * known) and 'starts' texts of which one begins every match. Concatenation multiplies exact sets while they stay
 * small; alternation unites; a repeat that may be absent forgets. Look-around counts as the empty text: it takes
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

#define DEPTH_MAX 100
#define SET_MAX   4096 /* texts of an alternation */
#define CROSS_MAX 512  /* texts that a concatenation may multiply to */
#define TEXT_MAX  120  /* bytes of one text */
#define POWER_MAX 4    /* {n} is multiplied out up to here */

typedef struct part {
	fl_str *set;
	size_t count;
	fl_str *also; /* not exact: another set that is needed, too */
	size_t num_also;
	fl_str *starts;
	size_t num_starts;
	bool exact;
	bool plain; /* exact, and PCRE2 tries the texts in the order of the set */
} part;

typedef struct reader {
	fl_str text;
	size_t pos;
	int depth;
	bool unknown; /* something not understood: give up */
	bool short_of_memory;
	fl_arena *arena;
} reader;

static part read_alternatives(reader *r);

/* ---- sets -------------------------------------------------------------------------------------------------- */

static const part nothing_known = { .exact = false };

static fl_str *new_set(reader *r, size_t count)
{
	fl_str *set = fl_arena_array(r->arena, count ? count : 1, sizeof *set);

	if (!set)
		r->short_of_memory = r->unknown = true;
	return set;
}

static part one_text(reader *r, fl_str text, bool plain)
{
	part p = { .count = 1, .exact = true, .plain = plain };

	p.set = new_set(r, 1);
	if (!p.set)
		return nothing_known;
	p.set[0] = fl_arena_str(r->arena, text);
	if (!p.set[0].data)
		r->short_of_memory = r->unknown = true;
	return p;
}

static part no_text(reader *r, bool plain)
{
	return one_text(r, FL_STR(""), plain);
}

static bool has_empty(const fl_str *set, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (set[i].len == 0)
			return true;
	return false;
}

static size_t shortest(const fl_str *set, size_t count)
{
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < count; i++)
		least = set[i].len < least ? set[i].len : least;
	return least;
}

/* Is the set rarer than the other: longer texts, then fewer? */
static bool is_rarer(const fl_str *set, size_t count, const fl_str *other, size_t num_other)
{
	size_t length = shortest(set, count), other_length = num_other ? shortest(other, num_other) : 0;

	return num_other == 0 || length > other_length || (length == other_length && count < num_other);
}

static void keep_also(part *best, fl_str *set, size_t count)
{
	if (count > 0 && is_rarer(set, count, best->also, best->num_also)) {
		best->also = set;
		best->num_also = count;
	}
}

/* Of sets that are each needed, keep the rarest and the next. An empty set or text says nothing. */
static void keep_better(part *best, fl_str *set, size_t count)
{
	if (count == 0 || has_empty(set, count))
		return;
	if (!is_rarer(set, count, best->set, best->count)) {
		keep_also(best, set, count);
		return;
	}
	keep_also(best, best->set, best->count);
	best->set = set;
	best->count = count;
}

static bool multiplied(reader *r, const part *a, const part *b, part *ret)
{
	size_t n = 0;

	if (a->count * b->count > CROSS_MAX)
		return false;
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (a->set[i].len + b->set[j].len > TEXT_MAX)
				return false;
	*ret = (part){ .exact = true, .plain = a->plain && b->plain, .count = a->count * b->count };
	ret->set = new_set(r, ret->count);
	for (size_t i = 0; ret->set && i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			char joined[TEXT_MAX];
			memcpy(joined, a->set[i].data, a->set[i].len);
			memcpy(joined + a->set[i].len, b->set[j].data, b->set[j].len);
			ret->set[n] = fl_arena_str(r->arena, (fl_str){ joined, a->set[i].len + b->set[j].len });
			if (!ret->set[n++].data)
				r->short_of_memory = r->unknown = true;
		}
	}
	return ret->set != NULL;
}

/* Append set b to a; false when it grows too large. */
static bool united(reader *r, fl_str **set, size_t *count, const fl_str *more, size_t num_more)
{
	fl_str *both;

	if (*count + num_more > SET_MAX)
		return false;
	both = new_set(r, *count + num_more);
	if (!both)
		return false;
	if (*count)
		memcpy(both, *set, *count * sizeof *both);
	if (num_more)
		memcpy(both + *count, more, num_more * sizeof *both);
	*set = both;
	*count += num_more;
	return true;
}

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

static part one_character(reader *r, uint32_t c)
{
	char bytes[4];

	if (!is_caseless(c))
		return nothing_known;
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return one_text(r, (fl_str){ bytes, fl_utf8_put(c, bytes) }, true);
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
static part read_escape(reader *r)
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
		return no_text(r, false);
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
static part read_class(reader *r)
{
	part p = { .exact = true, .plain = true };
	bool listed = !take(r, "^"), first = true;

	for (; !r->unknown && (first || peek(r) != ']'); first = false) {
		part c;
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
		    listed && c.exact && c.count == 1 && p.count < 64 && united(r, &p.set, &p.count, c.set, c.count);
	}
	r->pos++;
	return listed && !r->unknown ? p : nothing_known;
}

/* ---- structure --------------------------------------------------------------------------------------------- */

/* Behind '('. */
static part read_group(reader *r)
{
	part p;
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
	if (r->unknown)
		return nothing_known;
	p = read_alternatives(r);
	if (!take(r, ")"))
		r->unknown = true;
	if (look)
		return no_text(r, false);
	p.plain = p.plain && !atomic;
	return p;
}

static part read_atom(reader *r)
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
		return no_text(r, false);
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

static part repeat(reader *r, part p, unsigned min, unsigned max, bool lazy, bool possessive)
{
	part known = { .starts = p.exact ? p.set : p.starts, .num_starts = p.exact ? p.count : p.num_starts };

	if (possessive)
		p.plain = false;
	if (min == 1 && max == 1)
		return p;
	if (min == 0 && max == 1 && p.exact) {
		part absent = no_text(r, true), *first = lazy ? &absent : &p, *second = lazy ? &p : &absent;
		if (absent.exact && united(r, &first->set, &first->count, second->set, second->count)) {
			first->plain = p.plain;
			return *first;
		}
	}
	if (min == 0)
		return nothing_known;
	if (p.exact && min == max && min <= POWER_MAX) {
		part power = p, next;
		unsigned n = 1;
		while (n < min && multiplied(r, &power, &p, &next)) {
			power = next;
			n++;
		}
		if (n == min)
			return power;
	}
	keep_better(&known, p.set, p.count);
	keep_better(&known, p.also, p.num_also);
	return known;
}

static part read_repeat(reader *r)
{
	part p = read_atom(r);

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
		if (r->unknown)
			return nothing_known;
		lazy = take(r, "?");
		possessive = !lazy && take(r, "+");
		p = repeat(r, p, min, max, lazy, possessive);
	}
}

/* The sequence so far ended in something inexact: what is known of it moves into 'all'. */
static void close_run(part *all, bool *at_start, const part *run, const part *next)
{
	bool empty_run = run->count == 1 && run->set[0].len == 0;

	if (*at_start && empty_run && !next->exact) {
		all->starts = next->starts;
		all->num_starts = next->num_starts;
	} else if (*at_start) {
		all->starts = run->set;
		all->num_starts = run->count;
	}
	*at_start = false;
	keep_better(all, run->set, run->count);
	if (!next->exact) {
		keep_better(all, next->set, next->count);
		keep_better(all, next->also, next->num_also);
	}
}

static part read_sequence(reader *r)
{
	part all = { .exact = true }, run = no_text(r, true), joined;
	bool at_start = true;

	while (!r->unknown && peek(r) >= 0 && peek(r) != '|' && peek(r) != ')') {
		part next = read_repeat(r);
		if (r->unknown)
			break;
		if (next.exact && multiplied(r, &run, &next, &joined)) {
			run = joined;
			continue;
		}
		all.exact = false;
		close_run(&all, &at_start, &run, &next);
		run = next.exact ? next : no_text(r, true);
	}
	if (r->unknown)
		return nothing_known;
	if (all.exact)
		return run;
	keep_better(&all, run.set, run.count);
	return all;
}

/* Unite what the alternatives need; what one of them does not tell, all together do not. */
static part any_of(reader *r, const part *branches, size_t n)
{
	part all = { .exact = true, .plain = true };
	size_t sets = 0, starts = 0, also = 0;

	for (size_t i = 0; i < n; i++) {
		also += branches[i].num_also;
		all.exact = all.exact && branches[i].exact;
		all.plain = all.plain && branches[i].plain;
		sets += branches[i].count;
		starts += branches[i].exact ? branches[i].count : branches[i].num_starts;
	}
	all.exact = all.exact && sets <= SET_MAX;
	all.set = new_set(r, sets);
	all.starts = new_set(r, starts);
	all.also = new_set(r, also);
	if (r->unknown)
		return nothing_known;
	for (size_t i = 0; i < n; i++) {
		const part *b = &branches[i];
		const fl_str *begin = b->exact ? b->set : b->starts;
		size_t num_begin = b->exact ? b->count : b->num_starts;
		if (b->count == 0 || (!all.exact && has_empty(b->set, b->count)))
			sets = 0;
		if (num_begin == 0)
			starts = 0;
		if (b->num_also == 0)
			also = 0;
		for (size_t k = 0; k < b->num_also && also; k++)
			all.also[all.num_also++] = b->also[k];
		for (size_t k = 0; k < b->count && sets; k++)
			all.set[all.count++] = b->set[k];
		for (size_t k = 0; k < num_begin && starts; k++)
			all.starts[all.num_starts++] = begin[k];
	}
	if (starts == 0 || starts > SET_MAX)
		all.num_starts = 0;
	if (also == 0 || also > SET_MAX)
		all.num_also = 0;
	if (sets == 0 || sets > SET_MAX)
		all.count = 0;
	all.exact = all.exact && all.count > 0;
	return all;
}

static part read_alternatives(reader *r)
{
	FL_VEC(part) branches = { 0 };
	part all = nothing_known;

	if (++r->depth > DEPTH_MAX)
		r->unknown = true;
	do {
		part next = read_sequence(r);
		if (!fl_vec_push(&branches, next))
			r->short_of_memory = r->unknown = true;
	} while (!r->unknown && take(r, "|"));
	if (!r->unknown)
		all = branches.len == 1 ? branches.items[0] : any_of(r, branches.items, branches.len);
	fl_vec_release(&branches);
	r->depth--;
	return all;
}

fl_status fl_literals_find(fl_str pattern, fl_arena *arena, fl_literals *ret, fl_error *err)
{
	reader r = { .text = pattern, .arena = arena };
	part p = read_alternatives(&r), known = { 0 };

	*ret = (fl_literals){ 0 };
	if (r.short_of_memory)
		return fl_enomem(err);
	if (r.unknown || r.pos < pattern.len)
		return FL_OK;
	keep_better(&known, p.set, p.count);
	keep_better(&known, p.also, p.num_also);
	ret->items = known.set;
	ret->count = known.count;
	ret->also = known.also;
	ret->num_also = known.num_also;
	ret->whole = p.exact && p.plain && known.count > 0;
	if (!ret->whole && !p.exact && !has_empty(p.starts, p.num_starts)) {
		ret->starts = p.starts;
		ret->num_starts = p.num_starts;
	} else if (!ret->whole && p.exact && known.count > 0) {
		ret->starts = known.set;
		ret->num_starts = known.count;
	}
	return FL_OK;
}
