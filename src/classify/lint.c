/* SPDX-License-Identifier: Apache-2.0
 *
 * lint.c - what compiles and yet does not do what its author meant. Codes: docs/reference/findings.md.
 *
 * Patterns are looked at as trees (regex_tree.c) of the texts as they stand in the file, so that a finding has the
 * very place. A finding is suppressed by its code in the "lint_off" of the pattern, capture or list, of the rule, or
 * of the pack; a code there that suppresses nothing is itself a finding, so that none outlives its reason.
 */
#include "classify/lint.h"

#include "base/error.h"
#include "base/str.h"
#include "classify/semver.h"

#include <stdio.h>

/* Every code that can be suppressed. */
static const char *const codes[] = {
	"pack-version",
	"rule-backtracks",
	"rule-byte-escape",
	"rule-capture-no-example",
	"rule-duplicate-pattern",
	"rule-empty-match",
	"rule-fullwidth-punctuation",
	"rule-holds-without-hit",
	"rule-latin-part",
	"rule-never-holds",
	"rule-no-example",
	"rule-no-literal",
	"rule-not-normalised",
	"rule-shadowed-text",
	"rule-unbounded-gap",
	"rule-unreachable-clause",
	"rule-unused-list",
	"rule-unused-pattern",
	"rule-word-boundary-han",
	"rule-word-class",
};

/* ---- findings and lint_off --------------------------------------------------------------------------------- */

static bool is_off(fl_linter *l, fl_json object, const char *code)
{
	fl_json off = fl_json_get(object, "lint_off");

	for (size_t i = 0; i < fl_json_len(off); i++) {
		fl_json one = fl_json_at(off, i);
		if (!fl_str_eqz(fl_json_text(one), code))
			continue;
		if (!fl_vec_push(&l->used, (const void *)one.node))
			l->short_of_memory = true;
		return true;
	}
	return false;
}

void fl_lint_find(fl_linter *l, fl_severity severity, const char *code, fl_json v, size_t offset, const char *what,
		  fl_str detail)
{
	char subject[128];
	int64_t line, column;
	fl_str name = l->rule ? l->rule->id : l->pack->id;

	if (is_off(l, l->item, code) || (l->rule && is_off(l, l->rule->json, code)) ||
	    (v.doc && is_off(l, fl_json_root(v.doc), code)))
		return;
	snprintf(subject, sizeof subject, "%.*s", FL_STR_ARG(name));
	if (offset == FL_LINT_NO_OFFSET)
		fl_json_place(v, &line, &column);
	else
		fl_json_place_inside(v, offset, &line, &column);
	l->found += severity != FL_NOTE;
	fl_report(l->to, severity, code, fl_json_source(v), line, column, subject, "%s%s%.*s%s", what,
		  detail.len ? ": '" : "", (int)(detail.len < 200 ? detail.len : 200), detail.data,
		  detail.len ? "'" : "");
}

static bool is_code(fl_str code)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (fl_str_eqz(code, codes[i]))
			return true;
	return false;
}

/* The entries of one lint_off: known, and used. */
static void check_off(fl_linter *l, fl_json object)
{
	fl_json off = fl_json_get(object, "lint_off");

	for (size_t i = 0; i < fl_json_len(off); i++) {
		fl_json one = fl_json_at(off, i);
		bool used = false;
		for (size_t k = 0; k < l->used.len; k++)
			used = used || l->used.items[k] == (const void *)one.node;
		if (!is_code(fl_json_text(one)))
			fl_lint_find(l, FL_WARNING, "lint-off-unknown", one, FL_LINT_NO_OFFSET,
				     "there is no such finding to suppress", fl_json_text(one));
		else if (!used)
			fl_lint_find(l, FL_WARNING, "lint-off-unused", one, FL_LINT_NO_OFFSET,
				     "nothing is found here any more that this suppresses", fl_json_text(one));
	}
}

static void check_offs_of_members(fl_linter *l, fl_json object)
{
	for (size_t i = 0; i < fl_json_len(object); i++)
		check_off(l, fl_json_at(object, i));
}

/* All lint_off of the pack's own document; those of packs that it extends are theirs. */
static void check_all_offs(fl_linter *l)
{
	fl_json root = fl_json_root(l->pack->docs[l->pack->num_docs - 1]);

	l->rule = NULL;
	check_off(l, root);
	check_offs_of_members(l, fl_json_get(root, "lists"));
	for (size_t r = 0; r < l->pack->num_rules; r++) {
		l->rule = &l->pack->rules[r];
		if (l->rule->json.doc != root.doc || l->rule->status == FL_RULE_RETIRED)
			continue;
		check_off(l, l->rule->json);
		check_offs_of_members(l, fl_json_get(l->rule->json, "patterns"));
		check_offs_of_members(l, fl_json_get(l->rule->json, "captures"));
	}
	l->rule = NULL;
}

/* ---- patterns ---------------------------------------------------------------------------------------------- */

bool fl_lint_is_han(int32_t c)
{
	return (c >= 0x2E80 && c <= 0x2FDF) || c == 0x3007 || (c >= 0x3400 && c <= 0x9FFF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

size_t fl_lint_num_texts(const fl_pattern *p)
{
	return fl_json_type_of(p->json) == FL_JSON_ARRAY ? fl_json_len(p->json) : 1;
}

fl_json fl_lint_text_at(const fl_pattern *p, size_t i)
{
	return fl_json_type_of(p->json) == FL_JSON_ARRAY ? fl_json_at(p->json, i) : p->json;
}

/* Of texts that stand for themselves one that begins with an earlier one never hits: the earlier one does. */
static bool is_plain(const fl_regex *root)
{
	if (!root || root->kind != FL_REGEX_SEQUENCE || !root->kids)
		return false;
	for (const fl_regex *k = root->kids; k; k = k->next)
		if (k->kind != FL_REGEX_CHARACTER || k->byte_escape || k->to - k->from > 4)
			return false;
	return true;
}

static void check_shadows(fl_linter *l, const fl_pattern *p, const fl_regex *const *roots, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		fl_str text = fl_json_text(fl_lint_text_at(p, i));
		for (size_t k = 0; k < i && is_plain(roots[i]); k++) {
			fl_str before = fl_json_text(fl_lint_text_at(p, k));
			if (!is_plain(roots[k]) || before.len >= text.len || !fl_str_starts(text, before))
				continue;
			fl_lint_find(l, FL_WARNING, "rule-shadowed-text", fl_lint_text_at(p, i), FL_LINT_NO_OFFSET,
				     "this text never hits, for an earlier one that it begins with does", before);
			break;
		}
	}
}

static fl_status check_same_texts(fl_linter *l, const fl_pattern *p)
{
	fl_map texts = { 0 };
	fl_status status = FL_OK;

	for (size_t i = 0; i < fl_lint_num_texts(p) && status == FL_OK; i++) {
		size_t first;
		fl_json at = fl_lint_text_at(p, i);
		if (!fl_map_put(&texts, fl_json_text(at), i, &first))
			status = fl_enomem(l->err);
		else if (first != i)
			fl_lint_find(l, FL_WARNING, "rule-duplicate-pattern", at, FL_LINT_NO_OFFSET,
				     "a text stands twice in a pattern", fl_json_text(at));
	}
	fl_map_release(&texts);
	return status;
}

static fl_json item_of(const fl_pattern *p, const fl_rule *rule)
{
	fl_json object = fl_json_get(rule->json, p->kind == FL_PATTERN_CAPTURE ? "captures" : "patterns");
	fl_json none = { NULL, NULL };

	for (size_t i = 0; p->kind != FL_PATTERN_EXCEPT && i < fl_json_len(object); i++)
		if (fl_str_eq(fl_json_key(object, i), p->name))
			return fl_json_at(object, i);
	return none;
}

static fl_status check_pattern(fl_linter *l, const fl_pattern *p)
{
	size_t count = fl_lint_num_texts(p);
	const fl_regex **roots = fl_arena_array(&l->scratch, count, sizeof *roots);

	if (!roots)
		return fl_enomem(l->err);
	l->item = item_of(p, l->rule);
	for (size_t i = 0; i < count; i++) {
		fl_json at = fl_lint_text_at(p, i);
		FL_TRY(fl_regex_parse(fl_json_text(at), &l->scratch, &roots[i], l->err));
		FL_TRY(fl_lint_text(l, at, roots[i]));
	}
	check_shadows(l, p, roots, count);
	FL_TRY(check_same_texts(l, p));
	FL_TRY(fl_lint_limit(l, p, roots, count));
	if (p->literals.count == 0)
		fl_lint_find(l, FL_NOTE, "rule-no-literal", p->json, FL_LINT_NO_OFFSET,
			     "no text is known without which the pattern cannot match, so it runs on every field",
			     p->name);
	return FL_OK;
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
static fl_status check_duplicates(fl_linter *l)
{
	const fl_pack *pack = l->pack;
	fl_map texts = { 0 };
	fl_status status = FL_OK;

	for (size_t r = 0; r < pack->num_rules && status == FL_OK; r++) {
		l->rule = &pack->rules[r];
		bool alone = !fl_json_present(fl_json_get(l->rule->json, "when"));
		for (uint32_t p = l->rule->first; p < l->rule->first + l->rule->num_hits; p++) {
			const fl_pattern *pattern = &pack->patterns[p];
			size_t before;
			if (!alone || l->rule->status == FL_RULE_RETIRED)
				continue;
			if (!fl_map_put(&texts, pattern->text, p, &before)) {
				status = fl_enomem(l->err);
				break;
			}
			l->item = item_of(pattern, l->rule);
			if (before != p && same_fields(&pack->patterns[before], pattern))
				fl_lint_find(l, FL_WARNING, "rule-duplicate-pattern", pattern->json,
					     FL_LINT_NO_OFFSET, "the same pattern as an earlier one", pattern->name);
		}
	}
	fl_map_release(&texts);
	return status;
}

/* ---- the pack ---------------------------------------------------------------------------------------------- */

/* A title of a tag that nothing gives is a misspelt one. */
static void check_titles(fl_linter *l, fl_json root)
{
	fl_json titles = fl_json_get(root, "tags");
	for (size_t i = 0; i < fl_json_len(titles); i++) {
		fl_str tag = fl_json_key(titles, i);
		bool given = false;
		for (size_t r = 0; r < l->pack->num_rules && !given; r++)
			for (size_t t = 0; t < l->pack->rules[r].num_tags && !given; t++)
				given = fl_str_eq(l->pack->rules[r].tags[t], tag);
		if (!given)
			fl_lint_find(l, FL_WARNING, "tag-title-unused", fl_json_at(titles, i), FL_LINT_NO_OFFSET,
				     "no rule gives this tag", tag);
	}
}

static void check_pack(fl_linter *l)
{
	fl_semver version;
	fl_json root = fl_json_root(l->pack->docs[l->pack->num_docs - 1]);

	if (!fl_semver_parse(l->pack->version, &version))
		fl_lint_find(l, FL_WARNING, "pack-version", fl_json_get(root, "version"), FL_LINT_NO_OFFSET,
			     "no semantic version (1.0.0), so no pack can extend this one", l->pack->version);
	check_titles(l, root);
	for (size_t i = 0; i < l->pack->lists.count; i++) {
		const fl_word_list *list = &l->pack->lists.items[i];
		l->item = list->json;
		if (!list->used)
			fl_lint_find(l, FL_WARNING, "rule-unused-list", list->json, FL_LINT_NO_OFFSET,
				     "no pattern uses this list", list->id);
	}
	l->item = (fl_json){ NULL, NULL };
}

static fl_status check_rules(fl_linter *l)
{
	for (size_t r = 0; r < l->pack->num_rules; r++) {
		const fl_rule *rule = &l->pack->rules[r];
		uint32_t end = rule->first + rule->num_hits + rule->num_excepts + rule->num_captures;
		if (rule->status == FL_RULE_RETIRED)
			continue;
		l->rule = rule;
		l->item = (fl_json){ NULL, NULL };
		FL_TRY(fl_lint_rule(l, rule));
		for (uint32_t p = rule->first; p < end; p++)
			FL_TRY(check_pattern(l, &l->pack->patterns[p]));
		fl_arena_release(&l->scratch);
	}
	return check_duplicates(l);
}

fl_status fl_pack_lint(const fl_pack *pack, const fl_listener *findings, size_t *ret_findings, fl_error *err)
{
	fl_linter l = { .pack = pack, .to = findings, .scratch = FL_ARENA_INIT, .err = err };
	fl_status status = fl_matcher_open(&l.matcher, err);

	if (status == FL_OK) {
		check_pack(&l);
		status = check_rules(&l);
	}
	l.item = (fl_json){ NULL, NULL };
	if (status == FL_OK)
		check_all_offs(&l);
	if (status == FL_OK && l.short_of_memory)
		status = fl_enomem(err);
	fl_matcher_close(&l.matcher);
	fl_vec_release(&l.used);
	fl_arena_release(&l.scratch);
	*ret_findings = l.found;
	return status;
}
