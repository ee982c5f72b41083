/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_tags.c - one dream, rule by rule: tagged as ever for what it gets, then every rule decided once more so
 * that its condition can be walked while hits and truths are at hand.
 */
#include "classify/explain_tags.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "classify/near.h"
#include "classify/scan.h"

#define HITS_SHOWN 32 /* of one pattern in one field */

typedef struct explainer {
	const fl_pack *const *packs;
	size_t num_packs;
	const fl_tag_input *input;
	const fl_tagging *tagging;
	fl_arena arena;
	fl_matcher matcher;
	fl_scan scan; /* of the pack at hand */
	fl_scan_field fields[FL_TAG_FIELDS_MAX];
	fl_scan_origin origins[FL_TAG_FIELDS_MAX];
	fl_json_writer j;
	fl_error *err;
} explainer;

/* ---- tags -------------------------------------------------------------------------------------------------- */

static bool names(fl_str *tags, size_t count, fl_str tag)
{
	for (size_t i = 0; i < count; i++)
		if (fl_str_eq(tags[i], tag))
			return true;
	return false;
}

static const fl_rule *held_rule(const explainer *e, size_t i)
{
	return &e->packs[e->tagging->held[i].pack]->rules[e->tagging->held[i].rule];
}

static int64_t score_of(const explainer *e, fl_str tag)
{
	int64_t score = 0;

	for (size_t i = 0; i < e->tagging->num_held; i++) {
		const fl_rule *rule = held_rule(e, i);
		if (names(rule->tags, rule->num_tags, tag))
			score += e->tagging->held[i].score;
		if (names(rule->against, rule->num_against, tag))
			score -= e->tagging->held[i].score;
	}
	return score;
}

/* What the packs say of the tag's namespace. */
static fl_namespace space_of(const explainer *e, fl_str tag)
{
	fl_namespace all = { .least = 0 };

	for (size_t p = 0; p < e->num_packs; p++) {
		const fl_namespace *n = fl_pack_namespace(e->packs[p], tag);
		all.category = all.category || (n && n->category);
		all.least = n && n->least > all.least ? n->least : all.least;
	}
	return all;
}

static void put_tag(explainer *e, fl_str tag)
{
	fl_namespace space = space_of(e, tag);

	fl_json_begin_object(&e->j);
	fl_json_kv_str(&e->j, "tag", tag);
	fl_json_kv_i64(&e->j, "score", score_of(e, tag));
	fl_json_kv_bool(&e->j, "given", names(e->tagging->tags, e->tagging->num_tags, tag));
	fl_json_kv_bool(&e->j, "category", space.category);
	if (space.least)
		fl_json_kv_i64(&e->j, "needs", space.least);
	fl_json_end_object(&e->j);
}

static fl_status put_tags(explainer *e)
{
	fl_map seen = { 0 };
	fl_status status = FL_OK;

	fl_json_put_key(&e->j, "tags");
	fl_json_begin_array(&e->j);
	for (size_t i = 0; i < e->tagging->num_held && status == FL_OK; i++) {
		const fl_rule *rule = held_rule(e, i);
		for (size_t t = 0; t < rule->num_tags + rule->num_against; t++) {
			fl_str tag = t < rule->num_tags ? rule->tags[t] : rule->against[t - rule->num_tags];
			size_t count = seen.len, first;
			if (!fl_map_put(&seen, tag, count, &first))
				status = fl_enomem(e->err);
			else if (seen.len > count)
				put_tag(e, tag);
		}
	}
	fl_json_end_array(&e->j);
	fl_map_release(&seen);
	return status;
}

/* ---- hits -------------------------------------------------------------------------------------------------- */

static void put_place(explainer *e, size_t field, const fl_span *span)
{
	fl_str original = e->origins[field].original;
	uint32_t start, end;
	size_t characters;

	fl_normal_place(&e->origins[field].normal, span->start, span->end, &start, &end);
	characters = fl_utf8_length(fl_str_slice(original, 0, start));
	fl_json_kv_str(&e->j, "field", e->fields[field].name);
	fl_json_kv_i64(&e->j, "start", (int64_t)characters);
	fl_json_kv_i64(&e->j, "end", (int64_t)(characters + fl_utf8_length(fl_str_slice(original, start, end))));
	fl_json_kv_str(&e->j, "text", fl_str_slice(original, start, end));
}

static void put_hits(explainer *e, uint32_t pattern)
{
	bool limit = false;

	fl_json_put_key(&e->j, "hits");
	fl_json_begin_array(&e->j);
	for (size_t field = 0; field < e->scan.num_fields; field++) {
		const fl_slot *slot = fl_scan_slot(&e->scan, field, pattern);
		const fl_hit *h = fl_scan_first(&e->scan, slot);
		limit = limit || slot->limit || slot->unsure;
		for (int shown = 0; h && shown < HITS_SHOWN; h = fl_scan_next(&e->scan, h), shown++) {
			fl_json_begin_object(&e->j);
			put_place(e, field, &h->span);
			fl_json_kv_bool(&e->j, "counts", h->counts);
			fl_json_kv_bool(&e->j, "struck", h->struck);
			fl_json_end_object(&e->j);
		}
	}
	fl_json_end_array(&e->j);
	if (limit)
		fl_json_kv_bool(&e->j, "limit", true);
}

/* ---- conditions -------------------------------------------------------------------------------------------- */

static void put_truth(explainer *e, fl_truth truth)
{
	fl_json_put_key(&e->j, "holds");
	if (truth == FL_UNKNOWN)
		fl_json_put_null(&e->j);
	else
		fl_json_put_bool(&e->j, truth == FL_YES);
}

static fl_status put_near(explainer *e, const fl_rule *rule, const fl_near *near)
{
	int64_t closest;
	fl_truth truth;

	FL_TRY(fl_near_decide(&e->scan, rule, near, false, &truth, &closest, e->err));
	fl_json_put_key(&e->j, "patterns");
	fl_json_begin_array(&e->j);
	for (size_t i = 0; i < near->num_patterns; i++) {
		fl_json_begin_object(&e->j);
		fl_json_kv_str(&e->j, "name", e->scan.pack->patterns[rule->first + near->patterns[i]].name);
		put_hits(e, rule->first + near->patterns[i]);
		fl_json_end_object(&e->j);
	}
	fl_json_end_array(&e->j);
	fl_json_put_key(&e->j, "within");
	if (near->within == FL_NEAR_SENTENCE)
		fl_json_put_null(&e->j);
	else
		fl_json_put_i64(&e->j, near->within);
	fl_json_put_key(&e->j, "closest");
	if (closest == FL_NEAR_NEVER)
		fl_json_put_null(&e->j);
	else
		fl_json_put_i64(&e->j, closest);
	return FL_OK;
}

static const char *kind_name(fl_condition_kind kind)
{
	switch (kind) {
	case FL_IS_PATTERN:
		return "pattern";
	case FL_IS_NEAR:
		return "near";
	case FL_IS_NOT:
		return "not";
	case FL_AT_LEAST:
		return "at_least";
	}
	return "";
}

static fl_status put_condition(explainer *e, const fl_rule *rule, const fl_condition *c)
{
	int64_t hold = 0;

	fl_json_begin_object(&e->j);
	fl_json_kv_z(&e->j, "kind", kind_name(c->kind));
	put_truth(e, fl_condition_eval(c, e->scan.truths));
	if (c->kind == FL_IS_PATTERN) {
		fl_json_kv_str(&e->j, "name", e->scan.pack->patterns[rule->first + c->truth].name);
		put_hits(e, rule->first + (uint32_t)c->truth);
	}
	if (c->kind == FL_IS_NEAR)
		FL_TRY(put_near(e, rule, c->near));
	for (size_t i = 0; i < c->num_kids; i++)
		hold += fl_condition_eval(c->kids[i], e->scan.truths) == FL_YES;
	if (c->kind == FL_AT_LEAST) {
		fl_json_kv_i64(&e->j, "least", (int64_t)c->least);
		fl_json_kv_i64(&e->j, "hold", hold);
	}
	if (c->num_kids) {
		fl_json_put_key(&e->j, "of");
		fl_json_begin_array(&e->j);
		for (size_t i = 0; i < c->num_kids; i++)
			FL_TRY(put_condition(e, rule, c->kids[i]));
		fl_json_end_array(&e->j);
	}
	fl_json_end_object(&e->j);
	return FL_OK;
}

static void put_exceptions(explainer *e, const fl_rule *rule)
{
	uint32_t first = rule->first + rule->num_hits;

	fl_json_put_key(&e->j, "exceptions");
	fl_json_begin_array(&e->j);
	for (size_t field = 0; field < e->scan.num_fields; field++)
		for (uint32_t p = first; p < first + rule->num_excepts; p++)
			for (const fl_hit *h = fl_scan_first(&e->scan, fl_scan_slot(&e->scan, field, p)); h;
			     h = fl_scan_next(&e->scan, h)) {
				if (!h->struck)
					continue;
				fl_json_begin_object(&e->j);
				put_place(e, field, &h->span);
				fl_json_end_object(&e->j);
			}
	fl_json_end_array(&e->j);
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

/* Did a pattern hit that speaks for the rule: one that is named outside a "not"? */
static bool has_hit(const explainer *e, const fl_rule *rule, const fl_condition *c)
{
	for (size_t field = 0; field < e->scan.num_fields && c->kind == FL_IS_PATTERN; field++) {
		const fl_slot *slot = fl_scan_slot(&e->scan, field, rule->first + (uint32_t)c->truth);
		if (slot->done && (slot->count || slot->limit))
			return true;
	}
	for (size_t i = 0; i < c->num_kids && c->kind != FL_IS_NOT; i++)
		if (has_hit(e, rule, c->kids[i]))
			return true;
	return c->near && e->scan.truths[c->truth] != FL_NO;
}

/* Where the prefilter rules a rule out, its truths are those of another. */
static bool was_run(const explainer *e, const fl_rule *rule)
{
	return e->scan.num_fields > 0 && fl_scan_slot(&e->scan, 0, rule->first)->done;
}

static void put_texts(explainer *e, const char *key, const fl_str *texts, size_t count)
{
	fl_json_put_key(&e->j, key);
	fl_json_begin_array(&e->j);
	for (size_t i = 0; i < count; i++)
		fl_json_put_str(&e->j, texts[i]);
	fl_json_end_array(&e->j);
}

static fl_status put_rule(explainer *e, const fl_rule *rule, fl_truth truth)
{
	fl_json_begin_object(&e->j);
	fl_json_kv_str(&e->j, "pack", e->scan.pack->id);
	fl_json_kv_str(&e->j, "rule", rule->id);
	fl_json_kv_str(&e->j, "title", rule->title);
	fl_json_kv_str(&e->j, "reason", rule->reason);
	put_truth(e, truth);
	fl_json_kv_i64(&e->j, "mentions", e->scan.mentions);
	fl_json_kv_i64(&e->j, "least", rule->least);
	if (truth == FL_YES)
		fl_json_kv_i64(&e->j, "score", rule->weight * e->scan.points);
	put_texts(e, "tags", rule->tags, rule->num_tags);
	if (rule->num_against)
		put_texts(e, "against", rule->against, rule->num_against);
	fl_json_put_key(&e->j, "condition");
	FL_TRY(put_condition(e, rule, rule->when));
	put_exceptions(e, rule);
	fl_json_end_object(&e->j);
	return FL_OK;
}

static fl_status put_pack(explainer *e, const fl_pack *pack, int64_t *silent)
{
	fl_scan_init(&e->scan, pack, &e->matcher, true);
	FL_TRY(fl_scan_texts(&e->scan, e->fields, e->input->num_fields, e->err));
	for (size_t r = 0; r < pack->num_rules; r++) {
		fl_truth truth;
		if (pack->rules[r].status != FL_RULE_ACTIVE)
			continue;
		FL_TRY(fl_scan_rule(&e->scan, &pack->rules[r], &truth, e->err));
		if (truth != FL_NO ||
		    (was_run(e, &pack->rules[r]) && has_hit(e, &pack->rules[r], pack->rules[r].when)))
			FL_TRY(put_rule(e, &pack->rules[r], truth));
		else
			++*silent;
	}
	return FL_OK;
}

static fl_status put_rules(explainer *e)
{
	fl_status status = FL_OK;
	int64_t silent = 0;

	fl_json_put_key(&e->j, "rules");
	fl_json_begin_array(&e->j);
	for (size_t p = 0; p < e->num_packs && status == FL_OK; p++) {
		status = put_pack(e, e->packs[p], &silent);
		fl_scan_release(&e->scan);
	}
	fl_json_end_array(&e->j);
	fl_json_kv_i64(&e->j, "silent", silent);
	return status;
}

/* ---- the dream --------------------------------------------------------------------------------------------- */

static void put_head(explainer *e, fl_str id)
{
	int64_t margin = 0, least = 1;

	for (size_t p = 0; p < e->num_packs; p++) {
		margin = e->packs[p]->margin > margin ? e->packs[p]->margin : margin;
		least = e->packs[p]->least > least ? e->packs[p]->least : least;
	}
	fl_json_kv_str(&e->j, "id", id);
	fl_json_put_key(&e->j, "category");
	if (e->tagging->category.len)
		fl_json_put_str(&e->j, e->tagging->category);
	else
		fl_json_put_null(&e->j);
	fl_json_kv_bool(&e->j, "unclear", e->tagging->unclear);
	fl_json_kv_i64(&e->j, "margin", margin);
	fl_json_kv_i64(&e->j, "least", least);
}

static fl_status explain(explainer *e, fl_str id)
{
	fl_tagging *tagging = NULL;

	FL_TRY(
	    fl_tag(e->packs, e->num_packs, e->input, 1, 1, &e->arena, &tagging, e->err)); /* checks the fields, too */
	e->tagging = tagging;
	FL_TRY(fl_matcher_open(&e->matcher, e->err));
	for (size_t i = 0; i < e->input->num_fields; i++) {
		fl_scan_origin *o = &e->origins[i];
		o->original = e->input->fields[i].text;
		FL_TRY(fl_normalise(o->original, FL_NORMAL_MATCH, &e->arena, &o->normal, e->err));
		e->fields[i] = (fl_scan_field){ e->input->fields[i].name, o->normal.text, o };
	}
	fl_json_begin_object(&e->j);
	put_head(e, id);
	FL_TRY(put_tags(e));
	FL_TRY(put_rules(e));
	fl_json_end_object(&e->j);
	return FL_OK;
}

fl_status fl_explain_tags(const fl_pack *const *packs, size_t num_packs, const fl_tag_input *input, fl_str id,
			  fl_buf *json, fl_error *err)
{
	explainer e = { .packs = packs, .num_packs = num_packs, .input = input, .arena = FL_ARENA_INIT, .err = err };
	fl_status status;

	fl_json_start(&e.j, json, false);
	status = explain(&e, id);
	if (e.matcher.memory)
		fl_matcher_close(&e.matcher);
	fl_arena_release(&e.arena);
	return status == FL_OK ? fl_buf_status(json, err) : status;
}
