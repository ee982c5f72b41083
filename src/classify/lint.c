/* SPDX-License-Identifier: Apache-2.0
 *
 * lint.c - what compiles and yet does not do what its author meant. Codes: docs/reference/findings.md.
 *
 * A pattern is looked at as it stands in the file, text by text and character by character; escapes are passed over,
 * character classes are not looked into. That finds the common mistakes, not all of them.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/rule.h"
#include "text/normalise.h"

#include <stdio.h>

typedef struct linter {
	const fl_pack *pack;
	const fl_listener *to;
	fl_arena scratch;
	size_t found;
	fl_error *err;
} linter;

static void find(linter *l, fl_severity severity, const char *code, fl_json at, fl_str subject, const char *what,
		 fl_str detail)
{
	char name[128];
	int64_t line, column;

	snprintf(name, sizeof name, "%.*s", FL_STR_ARG(subject));
	fl_json_place(at, &line, &column);
	l->found += severity != FL_NOTE;
	fl_report(l->to, severity, code, fl_json_source(at), line, column, name, "%s%s%.*s%s", what,
		  detail.len ? ": '" : "", (int)(detail.len < 200 ? detail.len : 200), detail.data,
		  detail.len ? "'" : "");
}

/* ---- characters of a pattern ------------------------------------------------------------------------------- */

static bool is_han(int32_t c)
{
	return (c >= 0x2E80 && c <= 0x2FDF) || c == 0x3007 || (c >= 0x3400 && c <= 0x9FFF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Does a word of the list begin, or end, with a Han character? */
static bool list_has_han(const linter *l, fl_str id)
{
	size_t which = fl_map_get(&l->pack->lists.by_id, id), pos = 0;

	if (which == FL_MAP_NONE)
		return false;
	fl_str regex = l->pack->lists.items[which].regex;
	while (pos < regex.len)
		if (is_han(fl_utf8_next(regex, &pos)))
			return true;
	return false;
}

/* Is what follows 'pos' a Han character, perhaps inside a group, a class or a list? */
static bool han_behind(const linter *l, fl_str text, size_t pos)
{
	for (;;) {
		fl_str rest = fl_str_slice(text, pos, text.len);
		if (fl_str_starts(rest, FL_STR("(?:")))
			pos += 3;
		else if (rest.len && (rest.data[0] == '(' || rest.data[0] == '['))
			pos++;
		else
			break;
	}
	fl_str rest = fl_str_slice(text, pos, text.len);
	if (fl_str_starts(rest, FL_STR("{{"))) {
		size_t end = pos + 2;
		while (end < text.len && text.data[end] != '}')
			end++;
		return list_has_han(l, fl_str_slice(text, pos + 2, end));
	}
	return is_han(fl_utf8_next(text, &pos));
}

/* The same for what stands before 'pos'. */
static bool han_before(const linter *l, fl_str text, size_t pos)
{
	while (pos > 0 && (text.data[pos - 1] == ')' || text.data[pos - 1] == ']'))
		pos--;
	if (pos > 1 && text.data[pos - 1] == '}' && text.data[pos - 2] == '}') {
		size_t end = pos - 2, begin = end;
		while (begin > 0 && text.data[begin - 1] != '{')
			begin--;
		return list_has_han(l, fl_str_slice(text, begin, end));
	}
	if (pos == 0)
		return false;
	do
		pos--;
	while (pos > 0 && ((unsigned char)text.data[pos] & 0xC0) == 0x80);
	return is_han(fl_utf8_next(text, &pos));
}

static bool is_wide_punctuation(int32_t c)
{
	bool ascii = c >= 0xFF01 && c <= 0xFF5E;
	int32_t narrow = c - 0xFEE0;
	bool letter = ascii && ((narrow >= '0' && narrow <= '9') || (narrow >= 'A' && narrow <= 'Z') ||
				(narrow >= 'a' && narrow <= 'z'));

	return c == 0x3000 || (ascii && !letter) || (c >= 0xFFE0 && c <= 0xFFE6);
}

static bool is_letter(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= 0x80 && !is_wide_punctuation(c));
}

/* ---- one text of a pattern --------------------------------------------------------------------------------- */

/* A run of plain characters must be spelled as normalised text spells it. */
static fl_status check_run(linter *l, const fl_rule *rule, fl_json at, fl_str run)
{
	fl_normal normal;
	bool same;

	if (run.len == 0)
		return FL_OK;
	FL_TRY(fl_normalise(run, FL_NORMAL_MATCH, &l->scratch, &normal, l->err));
	same = normal.text.len == run.len;
	for (size_t i = 0; same && i < run.len; i++) {
		char c = run.data[i];
		same = normal.text.data[i] == (c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	if (!same)
		find(l, FL_WARNING, "rule-not-normalised", at, rule->id,
		     "texts are normalised before they are matched: write this as", normal.text);
	fl_arena_release(&l->scratch);
	return FL_OK;
}

static void check_escape(linter *l, const fl_rule *rule, fl_json at, fl_str text, size_t pos)
{
	char c = pos + 1 < text.len ? text.data[pos + 1] : 0;

	if ((c == 'b' || c == 'B') && (han_before(l, text, pos) || han_behind(l, text, pos + 2)))
		find(l, FL_WARNING, "rule-word-boundary-han", at, rule->id,
		     "'\\b' beside a Han character: inside a sentence there is no boundary", text);
}

/* '.' with '*', '+' or '{n,}' behind it. */
static bool is_unbounded(fl_str text, size_t pos)
{
	size_t at = pos + 2;

	if (text.data[pos] != '.' || pos + 1 >= text.len)
		return false;
	if (text.data[pos + 1] == '*' || text.data[pos + 1] == '+')
		return true;
	if (text.data[pos + 1] != '{')
		return false;
	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	return at > pos + 2 && at + 1 < text.len && text.data[at] == ',' && text.data[at + 1] == '}';
}

static size_t skip_class(fl_str text, size_t pos) /* to behind the ']' */
{
	size_t from = ++pos;

	for (; pos < text.len; pos++) {
		if (text.data[pos] == '\\')
			pos++;
		else if (text.data[pos] == ']' && pos > from && !(pos == from + 1 && text.data[from] == '^'))
			return pos + 1;
	}
	return text.len;
}

static fl_status check_text(linter *l, const fl_rule *rule, fl_json at)
{
	fl_str text = fl_json_text(at);
	size_t run = 0, pos = 0;
	bool unbounded = false, wide = false;

	while (pos < text.len) {
		size_t from = pos;
		int32_t c = fl_utf8_next(text, &pos);
		if (is_letter(c))
			continue;
		FL_TRY(check_run(l, rule, at, fl_str_slice(text, run, from)));
		wide = wide || is_wide_punctuation(c);
		unbounded = unbounded || is_unbounded(text, from);
		if (c == '\\') {
			check_escape(l, rule, at, text, from);
			pos++;
		} else if (c == '[') {
			pos = skip_class(text, from);
		} else if (c == '{') {
			while (pos < text.len && text.data[pos] != '}')
				pos++;
		}
		run = pos = pos < text.len ? pos : text.len;
	}
	FL_TRY(check_run(l, rule, at, fl_str_slice(text, run, text.len)));
	if (wide)
		find(l, FL_WARNING, "rule-fullwidth-punctuation", at, rule->id,
		     "full-width punctuation never stands in normalised text: write the ASCII character", text);
	if (unbounded)
		find(l, FL_WARNING, "rule-unbounded-gap", at, rule->id,
		     "a gap without a limit joins what does not belong together, slowly: write '.{0,20}' or the like",
		     text);
	return FL_OK;
}

/* ---- patterns ---------------------------------------------------------------------------------------------- */

static size_t num_texts(const fl_pattern *p)
{
	return fl_json_type_of(p->json) == FL_JSON_ARRAY ? fl_json_len(p->json) : 1;
}

static fl_json text_at(const fl_pattern *p, size_t i)
{
	return fl_json_type_of(p->json) == FL_JSON_ARRAY ? fl_json_at(p->json, i) : p->json;
}

static fl_status check_pattern(linter *l, const fl_rule *rule, const fl_pattern *p)
{
	fl_map texts = { 0 };
	fl_status status = FL_OK;

	for (size_t i = 0; i < num_texts(p) && status == FL_OK; i++) {
		size_t first;
		fl_json at = text_at(p, i);
		status = check_text(l, rule, at);
		if (status == FL_OK && !fl_map_put(&texts, fl_json_text(at), i, &first))
			status = fl_enomem(l->err);
		else if (status == FL_OK && first != i)
			find(l, FL_WARNING, "rule-duplicate-pattern", at, rule->id,
			     "a text stands twice in a pattern", fl_json_text(at));
	}
	fl_map_release(&texts);
	if (status == FL_OK && p->literals.count == 0)
		find(l, FL_NOTE, "rule-no-literal", p->json, rule->id,
		     "no text is known without which the pattern cannot match, so it runs on every field", p->name);
	return status;
}

static bool same_fields(const fl_pattern *a, const fl_pattern *b)
{
	if (a->num_fields != b->num_fields)
		return false;
	for (size_t i = 0; i < a->num_fields; i++)
		if (!fl_str_eq(a->fields[i], b->fields[i]))
			return false;
	return true;
}

/* Equal patterns in one rule, or each sufficient in a rule of its own: then one rule should give both tags. */
static fl_status check_duplicates(linter *l)
{
	const fl_pack *pack = l->pack;
	fl_map texts = { 0 };
	fl_status status = FL_OK;

	for (size_t r = 0; r < pack->num_rules && status == FL_OK; r++) {
		const fl_rule *rule = &pack->rules[r];
		bool alone = !fl_json_present(fl_json_get(rule->json, "when"));
		for (uint32_t p = rule->first; p < rule->first + rule->num_hits; p++) {
			const fl_pattern *pattern = &pack->patterns[p];
			size_t before;
			if (!alone || rule->status == FL_RULE_RETIRED)
				continue;
			if (!fl_map_put(&texts, pattern->text, p, &before)) {
				status = fl_enomem(l->err);
				break;
			}
			if (before != p && same_fields(&pack->patterns[before], pattern))
				find(l, FL_WARNING, "rule-duplicate-pattern", pattern->json, rule->id,
				     "the same pattern as an earlier one", pattern->name);
		}
	}
	fl_map_release(&texts);
	return status;
}

/* ---- rules and lists --------------------------------------------------------------------------------------- */

static void check_rule(linter *l, const fl_rule *rule)
{
	bool named[FL_RULE_TRUTHS_MAX] = { false };

	if (rule->match.count == 0)
		find(l, FL_WARNING, "rule-no-example", rule->json, rule->id, "no example that must match",
		     FL_STR(""));
	if (rule->no_match.count == 0)
		find(l, FL_WARNING, "rule-no-example", rule->json, rule->id, "no example that must not match",
		     FL_STR(""));
	if (!rule->needs_hit)
		find(l, FL_WARNING, "rule-holds-without-hit", fl_json_get(rule->json, "when"), rule->id,
		     "the condition holds for a text in which nothing hits", FL_STR(""));
	fl_condition_names(rule->when, named);
	for (uint32_t i = 0; i < rule->num_hits; i++)
		if (!named[i])
			find(l, FL_WARNING, "rule-unused-pattern", l->pack->patterns[rule->first + i].json, rule->id,
			     "the condition does not name the pattern", l->pack->patterns[rule->first + i].name);
}

fl_status fl_pack_lint(const fl_pack *pack, const fl_listener *findings, size_t *ret_findings, fl_error *err)
{
	linter l = { .pack = pack, .to = findings, .scratch = FL_ARENA_INIT, .err = err };
	fl_status status = FL_OK;

	for (size_t i = 0; i < pack->lists.count; i++)
		if (!pack->lists.items[i].used)
			find(&l, FL_WARNING, "rule-unused-list", pack->lists.items[i].json, pack->lists.items[i].id,
			     "no pattern uses this list", FL_STR(""));
	for (size_t r = 0; r < pack->num_rules && status == FL_OK; r++) {
		const fl_rule *rule = &pack->rules[r];
		uint32_t end = rule->first + rule->num_hits + rule->num_excepts + rule->num_captures;
		if (rule->status == FL_RULE_RETIRED)
			continue;
		check_rule(&l, rule);
		for (uint32_t p = rule->first; p < end && status == FL_OK; p++)
			status = check_pattern(&l, rule, &pack->patterns[p]);
	}
	if (status == FL_OK)
		status = check_duplicates(&l);
	fl_arena_release(&l.scratch);
	*ret_findings = l.found;
	return status;
}
