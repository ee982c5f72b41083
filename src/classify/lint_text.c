/* SPDX-License-Identifier: Apache-2.0
 *
 * lint_text.c - one text of a pattern: characters that never stand in normalised text, boundaries and classes that
 * mean something else between Han characters, gaps without a limit.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/lint.h"
#include "text/normalise.h"

#define LATIN_PART_MAX 4 /* letters: longer words seldom stand inside others */

typedef struct looker {
	fl_linter *l;
	fl_json at;
	fl_str text;
} looker;

static fl_str slice(const looker *k, const fl_regex *r)
{
	return fl_str_slice(k->text, r->from, r->to);
}

/* ---- Han characters beside a place ------------------------------------------------------------------------- */

/* Does a word of the list begin, or end, with a Han character? Any Han character will do: lists have one script. */
static bool list_has_han(const looker *k, const fl_regex *r)
{
	const fl_word_lists *lists = &k->l->pack->lists;
	size_t which = fl_map_get(&lists->by_id, fl_str_slice(k->text, r->from + 2, r->to - 2)), pos = 0;

	if (which == FL_MAP_NONE)
		return false;
	fl_str regex = lists->items[which].regex;
	while (pos < regex.len)
		if (fl_lint_is_han(fl_utf8_next(regex, &pos)))
			return true;
	return false;
}

static bool edge_has_han(const looker *k, const fl_regex *r, bool last);

/* The kid of a sequence at its edge, passing over what takes no text. */
static bool sequence_has_han(const looker *k, const fl_regex *r, bool last)
{
	const fl_regex *edge = NULL;

	for (const fl_regex *kid = r->kids; kid; kid = kid->next) {
		if (kid->kind == FL_REGEX_ASSERTION || kid->kind == FL_REGEX_LOOK)
			continue;
		edge = kid;
		if (!last)
			break;
	}
	return edge && edge_has_han(k, edge, last);
}

static bool edge_has_han(const looker *k, const fl_regex *r, bool last)
{
	switch (r->kind) {
	case FL_REGEX_CHARACTER:
		return fl_lint_is_han((int32_t)r->character);
	case FL_REGEX_LIST:
		return list_has_han(k, r);
	case FL_REGEX_SEQUENCE:
		return sequence_has_han(k, r, last);
	case FL_REGEX_CLASS:
	case FL_REGEX_CHOICE:
		for (const fl_regex *kid = r->kids; kid; kid = kid->next)
			if (edge_has_han(k, kid, last))
				return true;
		return false;
	case FL_REGEX_GROUP:
	case FL_REGEX_REPEAT:
		return edge_has_han(k, r->kids, last);
	default:
		return false;
	}
}

/* ---- characters -------------------------------------------------------------------------------------------- */

static bool is_wide_punctuation(uint32_t c)
{
	bool ascii = c >= 0xFF01 && c <= 0xFF5E;
	uint32_t narrow = c - 0xFEE0;
	bool letter = ascii && ((narrow >= '0' && narrow <= '9') || (narrow >= 'A' && narrow <= 'Z') ||
				(narrow >= 'a' && narrow <= 'z'));

	return c == 0x3000 || (ascii && !letter) || (c >= 0xFFE0 && c <= 0xFFE6);
}

static bool is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= 0x80 && !is_wide_punctuation(c));
}

/* A run of plain characters must be spelled as normalised text spells it. */
static fl_status check_run(const looker *k, size_t from, size_t to)
{
	fl_str run = fl_str_slice(k->text, from, to);
	fl_normal normal;
	bool same;

	if (run.len == 0)
		return FL_OK;
	FL_TRY(fl_normalise(run, FL_NORMAL_MATCH, &k->l->scratch, &normal, k->l->err));
	same = normal.text.len == run.len;
	for (size_t i = 0; same && i < run.len; i++) {
		char c = run.data[i];
		same = normal.text.data[i] == (c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	if (!same)
		fl_lint_find(k->l, FL_WARNING, "rule-not-normalised", k->at, from,
			     "texts are normalised before they are matched: write this as", normal.text);
	return FL_OK;
}

static void check_character(const looker *k, const fl_regex *r)
{
	if (is_wide_punctuation(r->character))
		fl_lint_find(k->l, FL_WARNING, "rule-fullwidth-punctuation", k->at, r->from,
			     "full-width punctuation never stands in normalised text: write the ASCII character",
			     slice(k, r));
	if (r->byte_escape)
		fl_lint_find(k->l, FL_WARNING, "rule-byte-escape", k->at, r->from,
			     "patterns match characters, not bytes: this is a character of Latin-1; write the "
			     "character itself, "
			     "or \\x{...}",
			     slice(k, r));
}

/* Kids of a sequence, or of a class, that are plain characters side by side. */
static fl_status check_characters(const looker *k, const fl_regex *parent)
{
	bool alone = parent->kind == FL_REGEX_CLASS;
	size_t from = 0, to = 0;

	for (const fl_regex *r = parent->kids; r; r = r->next) {
		bool plain =
		    r->kind == FL_REGEX_CHARACTER && is_letter(r->character) && k->text.data[r->from] != '\\';
		if (r->kind == FL_REGEX_CHARACTER)
			check_character(k, r);
		if (plain && !alone && r->from == to && to > from) {
			to = r->to;
			continue;
		}
		FL_TRY(check_run(k, from, to));
		from = plain ? r->from : 0;
		to = plain ? r->to : 0;
	}
	return check_run(k, from, to);
}

/* ---- the tree ---------------------------------------------------------------------------------------------- */

static void check_assertion(const looker *k, const fl_regex *r, const fl_regex *before, const fl_regex *behind)
{
	if ((r->character == 'b' || r->character == 'B') &&
	    ((before && edge_has_han(k, before, true)) || (behind && edge_has_han(k, behind, false))))
		fl_lint_find(k->l, FL_WARNING, "rule-word-boundary-han", k->at, r->from,
			     "'\\b' beside a Han character: inside a sentence there is no boundary", k->text);
}

static void check_class(const looker *k, const fl_regex *r)
{
	fl_str s = slice(k, r);

	if (fl_str_eqz(s, "\\w") || fl_str_eqz(s, "[[:alpha:]]") || fl_str_eqz(s, "[[:alnum:]]") ||
	    fl_str_eqz(s, "[[:word:]]"))
		fl_lint_find(k->l, FL_NOTE, "rule-word-class", k->at, r->from,
			     "Han characters are letters to this class; for Latin ones write [a-z]", s);
}

/* Anything but a few characters. */
static bool is_open(const looker *k, const fl_regex *r)
{
	fl_str s = slice(k, r);

	return r->kind == FL_REGEX_ANY ||
	       (r->kind == FL_REGEX_CLASS &&
		(fl_str_starts(s, FL_STR("[^")) || fl_str_eqz(s, "\\S") || fl_str_eqz(s, "\\D")));
}

static void check_gap(const looker *k, const fl_regex *r)
{
	if (r->max == FL_REGEX_NO_MAX && is_open(k, r->kids))
		fl_lint_find(
		    k->l, FL_WARNING, "rule-unbounded-gap", k->at, r->from,
		    "a gap without a limit joins what does not belong together, slowly: write '.{0,20}' or the like",
		    k->text);
}

/* 'before' and 'behind' are the nodes beside r, NULL at an end of the text. */
static fl_status check_node(const looker *k, const fl_regex *r, const fl_regex *before, const fl_regex *behind)
{
	if (r->kind == FL_REGEX_ASSERTION)
		check_assertion(k, r, before, behind);
	if (r->kind == FL_REGEX_REPEAT)
		check_gap(k, r);
	if (r->kind == FL_REGEX_CLASS)
		check_class(k, r);
	if (r->kind == FL_REGEX_REPEAT && r->kids->kind == FL_REGEX_CHARACTER)
		check_character(k, r->kids);
	if (r->kind == FL_REGEX_CLASS || r->kind == FL_REGEX_SEQUENCE)
		FL_TRY(check_characters(k, r));
	if (r->kind == FL_REGEX_CLASS)
		return FL_OK;
	const fl_regex *last = before;
	for (const fl_regex *kid = r->kids; kid; kid = kid->next) {
		bool beside = r->kind == FL_REGEX_SEQUENCE;
		FL_TRY(check_node(k, kid, beside ? last : before, beside && kid->next ? kid->next : behind));
		last = kid;
	}
	return FL_OK;
}

/* A short Latin word all by itself: 'art' hits in 'heart'. */
static void check_latin(const looker *k)
{
	size_t n = 0;

	while (n < k->text.len && ((k->text.data[n] | 32) >= 'a' && (k->text.data[n] | 32) <= 'z'))
		n++;
	if (n > 0 && n == k->text.len && n <= LATIN_PART_MAX)
		fl_lint_find(k->l, FL_WARNING, "rule-latin-part", k->at, FL_LINT_NO_OFFSET,
			     "hits inside longer words, too; for the word write (?<![a-z])...(?![a-z])", k->text);
}

fl_status fl_lint_text(fl_linter *l, fl_json at, const fl_regex *root)
{
	looker k = { l, at, fl_json_text(at) };

	if (!root)
		return FL_OK;
	FL_TRY(check_node(&k, root, NULL, NULL));
	check_latin(&k);
	if (fl_regex_is_nullable(root))
		fl_lint_find(l, FL_WARNING, "rule-empty-match", at, FL_LINT_NO_OFFSET,
			     "matches the empty text, too, and empty matches do not count", k.text);
	fl_lint_repeats(l, at, root);
	return FL_OK;
}
