/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_test.c - run the examples of a pack. An example of a rule is tried on that rule alone, drafts included; an
 * example of the pack is tagged with all its active rules, and its category and tags are compared.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/rule.h"
#include "classify/scan.h"
#include "classify/tag.h"
#include "text/normalise.h"

#include <stdio.h>

#define SHOWN_MAX 96 /* bytes of an example that a message quotes */

typedef struct tester {
	const fl_pack *pack;
	const fl_listener *to;
	fl_matcher matcher;
	fl_scan scan;
	fl_arena arena;
	size_t run, failed;
	fl_scan_field fields[2]; /* of the example at hand */
	fl_scan_origin origins[2];
	bool bad;
} tester;

/* The text, cut between characters. */
static fl_str clip(fl_str text)
{
	size_t end = 0, next = 0;

	while (next < text.len && next <= SHOWN_MAX) {
		end = next;
		fl_utf8_next(text, &next);
	}
	return fl_str_slice(text, 0, text.len <= SHOWN_MAX ? text.len : end);
}

static void report(tester *t, fl_severity severity, const char *code, const fl_example *e, fl_str subject,
		   const char *what, fl_str detail)
{
	fl_str shown = clip(e->title.len ? e->title : e->body);
	int64_t line, column;
	char name[128];

	t->bad = t->bad || severity == FL_ERROR;
	snprintf(name, sizeof name, "%.*s", FL_STR_ARG(subject));
	fl_json_place(e->json, &line, &column);
	fl_report(t->to, severity, code, fl_json_source(e->json), line, column, name, "%s: '%.*s'%s%.*s%s", what,
		  FL_STR_ARG(shown), detail.len ? " ('" : "", FL_STR_ARG(clip(detail)), detail.len ? "')" : "");
}

static void close_example(tester *t)
{
	fl_arena_release(&t->arena);
	t->failed += t->bad;
	t->bad = false;
}

/* ---- examples of a rule ------------------------------------------------------------------------------------ */

static bool reads_title(const fl_pack *pack, const fl_rule *rule)
{
	for (uint32_t p = rule->first; p < rule->first + rule->num_hits; p++) {
		const fl_pattern *pattern = &pack->patterns[p];
		for (size_t i = 0; i < pattern->num_fields; i++)
			if (fl_str_eqz(pattern->fields[i], "title"))
				return true;
		if (pattern->num_fields == 0)
			return true;
	}
	return false;
}

/* A plain text stands in the title, or in the body where the rule reads no title. */
static fl_status try_rule(tester *t, const fl_rule *rule, const fl_example *e, fl_truth *ret_truth, fl_error *err)
{
	bool moved = fl_json_type_of(e->json) == FL_JSON_STRING && !reads_title(t->pack, rule);
	fl_str texts[] = { moved ? e->body : e->title, moved ? e->title : e->body };

	for (int i = 0; i < 2; i++) {
		t->origins[i].original = texts[i];
		FL_TRY(fl_normalise(texts[i], FL_NORMAL_MATCH, &t->arena, &t->origins[i].normal, err));
		t->fields[i] = (fl_scan_field){ i == 0 ? FL_STR("title") : FL_STR("body"), t->origins[i].normal.text,
						&t->origins[i] };
	}
	FL_TRY(fl_scan_texts(&t->scan, t->fields, 2, err));
	FL_TRY(fl_scan_rule(&t->scan, rule, ret_truth, err));
	t->run++;
	return FL_OK;
}

/* The first words that made the rule hold. */
static fl_str first_words(const tester *t, const fl_rule *rule)
{
	for (size_t field = 0; field < t->scan.num_fields; field++)
		for (uint32_t i = 0; i < rule->num_hits; i++)
			for (const fl_hit *h =
				 fl_scan_first(&t->scan, fl_scan_slot(&t->scan, field, rule->first + i));
			     h; h = fl_scan_next(&t->scan, h))
				if (h->counts)
					return fl_str_slice(t->scan.fields[field].text, h->span.start, h->span.end);
	return FL_STR("");
}

/* ---- facts ------------------------------------------------------------------------------------------------- */

/* Has the rule, which holds, captured this? */
static bool has_captured(const tester *t, const fl_rule *rule, fl_str name, fl_str value)
{
	uint32_t first = rule->first + rule->num_hits + rule->num_excepts;

	for (size_t field = 0; field < t->scan.num_fields; field++) {
		for (uint32_t p = first; p < first + rule->num_captures; p++) {
			const fl_pattern *capture = &t->pack->patterns[p];
			const fl_hit *h = fl_scan_first(&t->scan, fl_scan_slot(&t->scan, field, p));
			for (; h && fl_str_eq(capture->name, name); h = fl_scan_next(&t->scan, h)) {
				fl_str got = capture->value;
				if (!got.data)
					got = fl_str_slice(t->fields[field].text, h->span.group_start,
							   h->span.group_end);
				if (!h->struck && fl_str_eq(got, value))
					return true;
			}
		}
	}
	return false;
}

/* The fact with this index of the example; false behind the last one. */
static bool expected_fact(const fl_example *e, size_t index, fl_str *ret_name, fl_str *ret_value)
{
	for (size_t i = 0; i < fl_json_len(e->facts); i++) {
		fl_json v = fl_json_at(e->facts, i);
		bool list = fl_json_type_of(v) == FL_JSON_ARRAY;
		size_t count = list ? fl_json_len(v) : 1;
		if (index < count) {
			*ret_name = fl_json_key(e->facts, i);
			*ret_value = fl_json_text(list ? fl_json_at(v, index) : v);
			return true;
		}
		index -= count;
	}
	return false;
}

static void check_captures(tester *t, const fl_rule *rule, const fl_example *e)
{
	fl_str name, value;

	for (size_t i = 0; expected_fact(e, i, &name, &value); i++)
		if (!has_captured(t, rule, name, value))
			report(t, FL_ERROR, "rule-example-fact", e, rule->id, "lacks a fact", name);
}

typedef enum kind { MATCH, NO_MATCH, KNOWN_GAP } kind;

static fl_status test_example(tester *t, const fl_rule *rule, const fl_example *e, kind k, fl_error *err)
{
	fl_truth truth;

	FL_TRY(try_rule(t, rule, e, &truth, err));
	if (truth == FL_UNKNOWN)
		report(t, FL_ERROR, "rule-example-limit", e, rule->id, "a match limit was reached", FL_STR(""));
	else if (k == MATCH && truth == FL_NO)
		report(t, FL_ERROR, "rule-example-match", e, rule->id, "does not match", FL_STR(""));
	else if (k == MATCH)
		check_captures(t, rule, e);
	else if (k == NO_MATCH && truth == FL_YES)
		report(t, FL_ERROR, "rule-example-no-match", e, rule->id, "matches", first_words(t, rule));
	else if (k == KNOWN_GAP && truth == FL_YES)
		report(t, FL_NOTE, "rule-example-known-gap-closed", e, rule->id, "a known gap matches by now",
		       first_words(t, rule));
	close_example(t);
	return FL_OK;
}

static fl_status test_rule(tester *t, const fl_rule *rule, fl_error *err)
{
	const fl_examples *lists[] = { &rule->match, &rule->no_match, &rule->known_gap };

	for (kind k = MATCH; k <= KNOWN_GAP; k++)
		for (size_t i = 0; i < lists[k]->count; i++)
			FL_TRY(test_example(t, rule, &lists[k]->items[i], k, err));
	return FL_OK;
}

/* ---- examples of the pack ---------------------------------------------------------------------------------- */

static bool has_tag(const fl_tagging *tagging, fl_str tag)
{
	for (size_t i = 0; i < tagging->num_tags; i++)
		if (fl_str_eq(tagging->tags[i], tag))
			return true;
	return false;
}

static bool has_fact(const fl_tagging *tagging, fl_str name, fl_str value)
{
	for (size_t i = 0; i < tagging->num_matches; i++)
		if (fl_str_eq(tagging->matches[i].capture, name) && fl_str_eq(tagging->matches[i].value, value))
			return true;
	return false;
}

static fl_status test_pack_example(tester *t, const fl_example *e, fl_error *err)
{
	fl_text_field fields[] = { { FL_STR("title"), e->title }, { FL_STR("body"), e->body } };
	fl_tag_input input = { fields, 2 };
	fl_tagging *tagging;
	fl_str name, value;

	FL_TRY(fl_tag(&t->pack, 1, &input, 1, 1, &t->arena, &tagging, err));
	t->run++;
	if (e->category.data && !fl_str_eq(e->category, tagging->category))
		report(t, FL_ERROR, "pack-example-category", e, t->pack->id,
		       tagging->unclear ? "the category is unclear" : "has another category", tagging->category);
	for (size_t i = 0; i < e->num_tags; i++)
		if (!has_tag(tagging, e->tags[i]))
			report(t, FL_ERROR, "pack-example-tag", e, t->pack->id, "lacks a tag", e->tags[i]);
	for (size_t i = 0; i < e->num_without; i++)
		if (has_tag(tagging, e->without[i]))
			report(t, FL_ERROR, "pack-example-tag", e, t->pack->id, "has a tag", e->without[i]);
	for (size_t i = 0; expected_fact(e, i, &name, &value); i++)
		if (!has_fact(tagging, name, value))
			report(t, FL_ERROR, "pack-example-fact", e, t->pack->id, "lacks a fact", name);
	close_example(t);
	return FL_OK;
}

fl_status fl_pack_test(const fl_pack *pack, const fl_listener *findings, size_t *ret_run, size_t *ret_failed,
		       fl_error *err)
{
	tester t = { .pack = pack, .to = findings, .arena = FL_ARENA_INIT };
	fl_status status = fl_matcher_open(&t.matcher, err);

	fl_scan_init(&t.scan, pack, &t.matcher, true);
	for (size_t i = 0; i < pack->num_rules && status == FL_OK; i++)
		if (pack->rules[i].status != FL_RULE_RETIRED)
			status = test_rule(&t, &pack->rules[i], err);
	for (size_t i = 0; i < pack->examples.count && status == FL_OK; i++)
		status = test_pack_example(&t, &pack->examples.items[i], err);
	fl_scan_release(&t.scan);
	fl_matcher_close(&t.matcher);
	fl_arena_release(&t.arena);
	*ret_run = t.run;
	*ret_failed = t.failed;
	return status;
}
