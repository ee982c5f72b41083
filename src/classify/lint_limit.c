/* SPDX-License-Identifier: Apache-2.0
 *
 * lint_limit.c - patterns that may backtrack without end.
 *
 * Two ways to find them, neither complete. By shape: a repeat without end around something that itself repeats
 * without end, where nothing between two rounds stops one round from being read as two: (a+)+, (a*b?)*, (a|a)*. By
 * trying: the pattern is run on a character of its own, repeated, with something behind it that cannot match; if that
 * reaches the match limit, so will some dream.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/lint.h"

#define MANY      10   /* a repeat up to here is as good as bounded */
#define PUMPS_MAX 12   /* characters of a pattern that are tried */
#define PUMPED    3000 /* bytes of a text that is tried, or a little more */

/* ---- by shape ---------------------------------------------------------------------------------------------- */

static bool is_long(const fl_regex *r)
{
	return r->kind == FL_REGEX_REPEAT && !r->atomic && r->max > MANY;
}

static bool class_has(fl_str text, const fl_regex *r, uint32_t c)
{
	fl_str s = fl_str_slice(text, r->from, r->to);
	bool digit = c >= '0' && c <= '9', space = c == ' ';

	if (fl_str_eqz(s, "\\d"))
		return digit;
	if (fl_str_eqz(s, "\\s") || fl_str_eqz(s, "\\h"))
		return space;
	if (fl_str_eqz(s, "\\S") || fl_str_eqz(s, "\\w"))
		return !space;
	for (const fl_regex *kid = r->kids; kid; kid = kid->next)
		if (kid->kind == FL_REGEX_CHARACTER && kid->character == c)
			return !fl_str_starts(s, FL_STR("[^"));
	return r->negated;
}

/* Can a character of one be a character of the other? Lists count as apart: their words are seldom single letters. */
static bool share(fl_str text, const fl_regex *a, const fl_regex *b)
{
	if (a->kind > FL_REGEX_ANY) {
		for (const fl_regex *kid = a->kids; kid; kid = kid->next)
			if (share(text, kid, b))
				return true;
		return false;
	}
	if (b->kind > FL_REGEX_ANY)
		return share(text, b, a);
	if (a->kind == FL_REGEX_ANY || b->kind == FL_REGEX_ANY)
		return true;
	if (a->kind == FL_REGEX_CHARACTER && b->kind == FL_REGEX_CHARACTER)
		return a->character == b->character;
	if (a->kind == FL_REGEX_CHARACTER)
		return class_has(text, b, a->character);
	if (b->kind == FL_REGEX_CHARACTER)
		return class_has(text, a, b->character);
	for (const fl_regex *kid = a->kids; kid && !a->negated; kid = kid->next)
		if (kid->kind == FL_REGEX_CHARACTER && class_has(text, b, kid->character))
			return true;
	return a->negated && b->negated;
}

static bool is_ambiguous(fl_str text, const fl_regex *r);

/* A round of the repeat is this sequence: one of its parts is long or ambiguous, and no other part must come between
 * that takes something else. */
static bool sequence_is_ambiguous(fl_str text, const fl_regex *r)
{
	for (const fl_regex *part = r->kids; part; part = part->next) {
		bool apart = false;
		if (!is_long(part) && !is_ambiguous(text, part))
			continue;
		for (const fl_regex *other = r->kids; other; other = other->next)
			apart = apart || (other != part && !fl_regex_is_nullable(other) && !share(text, part, other));
		if (!apart)
			return true;
	}
	return false;
}

static bool has_equal_branches(fl_str text, const fl_regex *r)
{
	for (const fl_regex *a = r->kids; a; a = a->next)
		for (const fl_regex *b = a->next; b; b = b->next)
			if (fl_str_eq(fl_str_slice(text, a->from, a->to), fl_str_slice(text, b->from, b->to)))
				return true;
	return false;
}

/* Can what one round of r matches be matched by two? */
static bool is_ambiguous(fl_str text, const fl_regex *r)
{
	switch (r->kind) {
	case FL_REGEX_GROUP:
		return !r->atomic && is_ambiguous(text, r->kids);
	case FL_REGEX_SEQUENCE:
		return sequence_is_ambiguous(text, r);
	case FL_REGEX_CHOICE:
		for (const fl_regex *kid = r->kids; kid; kid = kid->next)
			if (is_ambiguous(text, kid))
				return true;
		return has_equal_branches(text, r);
	case FL_REGEX_REPEAT:
		return is_long(r);
	default:
		return false;
	}
}

void fl_lint_repeats(fl_linter *l, fl_json at, const fl_regex *r)
{
	fl_str text = fl_json_text(at);

	if (is_long(r) && r->kids->kind == FL_REGEX_GROUP && is_ambiguous(text, r->kids)) {
		fl_lint_find(l, FL_WARNING, "rule-backtracks", at, r->from,
			     "a repeat without end of something that repeats without end may backtrack without end",
			     fl_str_slice(text, r->from, r->to));
		return;
	}
	for (const fl_regex *kid = r->kids; kid; kid = kid->next)
		fl_lint_repeats(l, at, kid);
}

/* ---- by trying --------------------------------------------------------------------------------------------- */

typedef struct pumps {
	uint32_t items[PUMPS_MAX];
	size_t count;
} pumps;

static void add_pump(pumps *p, uint32_t c)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->items[i] == c)
			return;
	if (p->count < PUMPS_MAX && c >= ' ')
		p->items[p->count++] = c;
}

/* Only what is repeated can be read in many ways. */
static void add_pumps(pumps *p, const fl_regex *r, bool repeated)
{
	repeated = repeated || is_long(r);
	if (r->kind == FL_REGEX_CHARACTER && repeated)
		add_pump(p, r->character);
	if ((r->kind == FL_REGEX_ANY || (r->kind == FL_REGEX_CLASS && r->negated)) && repeated) {
		add_pump(p, 'a');
		add_pump(p, '0');
		add_pump(p, 0x4E2D);
	}
	for (const fl_regex *kid = r->kids; kid; kid = kid->next)
		add_pumps(p, kid, repeated);
}

/* What begins every match, the character many times, then one that is in no pattern. */
static fl_status try_pump(fl_linter *l, const fl_pattern *p, uint32_t c, bool *ret_limit)
{
	char bytes[4];
	size_t len = fl_utf8_put(c, bytes);
	fl_buf text;
	fl_found found = FL_NOT_FOUND;
	fl_span span;

	fl_buf_init(&text, 1 << 16);
	if (p->literals.num_starts)
		fl_buf_str(&text, p->literals.starts[0]);
	for (size_t at = 0; at < PUMPED; at += len)
		fl_buf_add(&text, bytes, len);
	fl_buf_puts(&text, "\xE2\x98\x83"); /* a snowman */
	fl_status status = fl_buf_status(&text, l->err);
	if (status == FL_OK)
		status = fl_pattern_match(p, &l->matcher, fl_buf_view(&text), 0, false, &found, &span, l->err);
	fl_buf_release(&text);
	*ret_limit = found == FL_FOUND_LIMIT;
	return status;
}

fl_status fl_lint_limit(fl_linter *l, const fl_pattern *p, const fl_regex *const *roots, size_t num_roots)
{
	pumps all = { .count = 0 };
	char bytes[4];

	for (size_t i = 0; i < num_roots; i++)
		if (roots[i])
			add_pumps(&all, roots[i], false);
	for (size_t i = 0; i < all.count; i++) {
		bool limit;
		FL_TRY(try_pump(l, p, all.items[i], &limit));
		if (!limit)
			continue;
		fl_lint_find(l, FL_WARNING, "rule-backtracks", p->json, FL_LINT_NO_OFFSET,
			     "reaches its match limit on a text with one character many times",
			     (fl_str){ bytes, fl_utf8_put(all.items[i], bytes) });
		break;
	}
	return FL_OK;
}
