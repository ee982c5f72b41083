/* SPDX-License-Identifier: Apache-2.0
 *
 * evidence.c - run the rules of all packs over one dream, record what hit, score and choose the category.
 *
 * Hits are places in normalised text; here they become places in the original by the map of text/normalise.h. The map
 * gives for each normalised byte the original character or number it came from, so a place covers whole originals.
 */
#include "classify/evidence.h"

#include "base/error.h"
#include "base/str.h"
#include "text/normalise.h"

#include <stdlib.h>

#define VALUES_MAX ((size_t)1 << 30)

fl_status fl_gatherer_open(fl_gatherer *g, const fl_tag_table *table, fl_error *err)
{
	g->table = table;
	fl_buf_init(&g->values, VALUES_MAX);
	FL_TRY(fl_matcher_open(&g->matcher, err));
	g->scans = fl_alloc_array(table->num_packs + 1, sizeof *g->scans);
	g->scores = fl_alloc_array(table->count + 1, sizeof *g->scores);
	g->given = fl_alloc_array(table->count + 1, sizeof *g->given);
	g->named = fl_alloc_array(table->count + 1, sizeof *g->named);
	if (!g->scans || !g->scores || !g->given || !g->named)
		return fl_enomem(err);
	for (size_t i = 0; i < table->num_packs; i++)
		fl_scan_init(&g->scans[i], table->packs[i], &g->matcher, true);
	return FL_OK;
}

void fl_gatherer_release(fl_gatherer *g)
{
	for (size_t i = 0; g->scans && i < g->table->num_packs; i++)
		fl_scan_release(&g->scans[i]);
	fl_free(g->scans);
	fl_free(g->scores);
	fl_free(g->given);
	fl_free(g->named);
	fl_vec_release(&g->ids);
	fl_vec_release(&g->records);
	fl_vec_release(&g->tags);
	fl_vec_release(&g->held);
	fl_buf_release(&g->values);
	fl_arena_release(&g->scratch);
	if (g->matcher.memory)
		fl_matcher_close(&g->matcher);
}

/* ---- records ----------------------------------------------------------------------------------------------- */

/* The rule at work on the dream at hand. */
typedef struct work {
	fl_gatherer *g;
	const fl_scan *scan;
	const fl_rule *rule;
	const fl_scan_origin *origins;
	fl_record base; /* pack and rule are set */
	fl_error *err;
} work;

static fl_status add_record(const work *w, fl_record_kind kind, uint32_t tag, uint32_t pattern, uint32_t field,
			    const fl_span *span, fl_str value)
{
	fl_record r = w->base;

	r.kind = kind;
	r.tag = tag;
	r.pattern = pattern;
	r.value = (uint32_t)w->g->values.len;
	r.value_len = (uint32_t)value.len;
	r.field = field;
	fl_normal_place(&w->origins[field].normal, span->start, span->end, &r.start, &r.end);
	fl_buf_str(&w->g->values, value);
	FL_TRY(fl_buf_status(&w->g->values, w->err));
	return fl_vec_push(&w->g->records, r) ? FL_OK : fl_enomem(w->err);
}

static fl_status record_hits(const work *w, uint32_t pattern, uint32_t field)
{
	const fl_slot *slot = fl_scan_slot(w->scan, field, pattern);
	int stored = 0;

	for (const fl_hit *h = fl_scan_first(w->scan, slot); h && stored < FL_TAG_EVIDENCE_MAX;
	     h = fl_scan_next(w->scan, h)) {
		if (!h->counts)
			continue;
		stored++;
		for (uint32_t t = 0; t < w->rule->num_tags; t++)
			FL_TRY(add_record(w, FL_RECORD_HIT, t, pattern, field, &h->span, FL_STR("")));
		for (uint32_t t = 0; t < w->rule->num_against; t++)
			FL_TRY(add_record(w, FL_RECORD_AGAINST, t, pattern, field, &h->span, FL_STR("")));
	}
	return FL_OK;
}

static fl_status record_facts(const work *w, uint32_t pattern, uint32_t field)
{
	const fl_pattern *p = &w->scan->pack->patterns[pattern];
	fl_str text = w->scan->fields[field].text;
	uint32_t tag = w->rule->num_tags ? 0 : FL_SCAN_NONE;
	int stored = 0;

	for (const fl_hit *h = fl_scan_first(w->scan, fl_scan_slot(w->scan, field, pattern));
	     h && stored < FL_TAG_EVIDENCE_MAX; h = fl_scan_next(w->scan, h)) {
		fl_str value = p->value;
		if (!value.data)
			value = fl_str_slice(text, h->span.group_start, h->span.group_end);
		if (h->struck || !fl_fact_fits(p->type, value))
			continue;
		stored++;
		FL_TRY(add_record(w, FL_RECORD_FACT, tag, pattern, field, &h->span, value));
	}
	return FL_OK;
}

static fl_status record_exceptions(const work *w, uint32_t pattern, uint32_t field)
{
	int stored = 0;

	for (const fl_hit *h = fl_scan_first(w->scan, fl_scan_slot(w->scan, field, pattern));
	     h && stored < FL_TAG_EVIDENCE_MAX; h = fl_scan_next(w->scan, h))
		if (h->struck && stored++ < FL_TAG_EVIDENCE_MAX)
			FL_TRY(add_record(w, FL_RECORD_EXCEPT, FL_SCAN_NONE, pattern, field, &h->span, FL_STR("")));
	return FL_OK;
}

static fl_status record_limit(const work *w, uint32_t pattern, uint32_t field, uint32_t *limits_hit)
{
	const fl_slot *slot = fl_scan_slot(w->scan, field, pattern);
	fl_span rest = { .start = slot->limit_from, .end = (uint32_t)w->scan->fields[field].text.len };

	if (!slot->done || !slot->limit)
		return FL_OK;
	++*limits_hit;
	return add_record(w, FL_RECORD_LIMIT, FL_SCAN_NONE, pattern, field, &rest, FL_STR(""));
}

/* ---- scores ------------------------------------------------------------------------------------------------ */

/* The best category, or FL_SCAN_NONE and *ret_unclear when it leads by too little or has too low a score. */
static uint32_t choose(const fl_gatherer *g, bool *ret_unclear)
{
	const fl_tag_table *table = g->table;
	const int64_t *scores = g->scores;
	const bool *given = g->given;
	uint32_t best = FL_SCAN_NONE;
	int64_t second = 0;

	for (size_t k = 0; k < g->ids.len; k++) {
		uint32_t i = g->ids.items[k];
		if (!table->category[i] || !given[i] || scores[i] <= 0)
			continue;
		if (best == FL_SCAN_NONE || scores[i] > scores[best]) {
			second = best == FL_SCAN_NONE ? 0 : scores[best];
			best = i;
		} else if (scores[i] > second) {
			second = scores[i];
		}
	}
	*ret_unclear = best != FL_SCAN_NONE &&
		       ((second > 0 && scores[best] - second <= table->margin) || scores[best] < table->least);
	return *ret_unclear ? FL_SCAN_NONE : best;
}

static int64_t *score_of(fl_gatherer *g, uint32_t id)
{
	if (!g->named[id] && !fl_vec_push(&g->ids, id))
		return NULL;
	g->named[id] = true;
	return &g->scores[id];
}

/* A rule that holds adds to its tags and takes from those it is against. */
static fl_status add_scores(fl_gatherer *g, const fl_rule *rule, const uint32_t *ids, int64_t score, fl_error *err)
{
	for (size_t t = 0; t < rule->num_tags + rule->num_against; t++) {
		int64_t *of_tag = score_of(g, ids[t]);
		if (!of_tag)
			return fl_enomem(err);
		*of_tag += t < rule->num_tags ? score : -score;
		g->given[ids[t]] = g->given[ids[t]] || t < rule->num_tags;
	}
	return FL_OK;
}

static void forget_scores(fl_gatherer *g)
{
	for (size_t i = 0; i < g->ids.len; i++) {
		uint32_t id = g->ids.items[i];
		g->scores[id] = 0;
		g->given[id] = g->named[id] = false;
	}
	g->ids.len = 0;
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The tags given, in order. */
static fl_status give_tags(fl_gatherer *g, fl_error *err)
{
	if (g->ids.len > 1)
		qsort(g->ids.items, g->ids.len, sizeof *g->ids.items, ascending);
	for (size_t k = 0; k < g->ids.len; k++) {
		uint32_t i = g->ids.items[k];
		g->given[i] = g->given[i] && (g->table->needs[i] == 0 || g->scores[i] >= g->table->needs[i]);
		if (g->given[i] && !fl_vec_push(&g->tags, i))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* ---- one dream --------------------------------------------------------------------------------------------- */

static int by_order(const void *a, const void *b) /* of records of one rule; no two are equal */
{
	const fl_record *x = a, *y = b;
	const uint32_t left[] = { x->field, x->start, x->end, x->tag, x->pattern, x->value, x->kind };
	const uint32_t right[] = { y->field, y->start, y->end, y->tag, y->pattern, y->value, y->kind };

	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

static fl_status record_rule(const work *w, fl_truth truth, uint32_t *limits_hit)
{
	uint32_t hits = w->rule->first, excepts = hits + w->rule->num_hits, facts = excepts + w->rule->num_excepts;
	uint32_t end = facts + w->rule->num_captures;

	for (uint32_t field = 0; field < w->scan->num_fields; field++) {
		for (uint32_t p = hits; p < end; p++) {
			if (p < excepts && truth == FL_YES)
				FL_TRY(record_hits(w, p, field));
			else if (p >= excepts && p < facts)
				FL_TRY(record_exceptions(w, p, field));
			else if (p >= facts && truth == FL_YES)
				FL_TRY(record_facts(w, p, field));
			FL_TRY(record_limit(w, p, field, limits_hit));
		}
	}
	return FL_OK;
}

static fl_status gather_rule(work *w, fl_gathered *ret)
{
	fl_gatherer *g = w->g;
	const uint32_t *ids = g->table->ids + g->table->first[w->base.pack][w->base.rule];
	size_t first = g->records.len;
	fl_truth truth;

	FL_TRY(fl_scan_rule(&g->scans[w->base.pack], w->rule, &truth, w->err));
	if (w->scan->num_fields == 0 || !fl_scan_slot(w->scan, 0, w->rule->first)->done)
		return FL_OK; /* nothing was run */
	FL_TRY(record_rule(w, truth, &ret->limits_hit));
	if (g->records.len > first + 1)
		qsort(g->records.items + first, g->records.len - first, sizeof *g->records.items, by_order);
	if (truth != FL_YES)
		return FL_OK;
	int64_t score = w->rule->weight * w->scan->points;
	fl_held held = { w->base.pack, w->base.rule, score };
	if (!fl_vec_push(&g->held, held))
		return fl_enomem(w->err);
	return add_scores(g, w->rule, ids, score, w->err);
}

static fl_status normalise_fields(fl_gatherer *g, const fl_tag_input *input, fl_scan_field *fields,
				  fl_scan_origin *origins, fl_error *err)
{
	for (size_t i = 0; i < input->num_fields; i++) {
		fl_normal *n = &origins[i].normal;
		origins[i].original = input->fields[i].text;
		FL_TRY(fl_normalise(origins[i].original, FL_NORMAL_MATCH, &g->scratch, n, err));
		if (n->text.len >= UINT32_MAX)
			return fl_error_set(err, FL_ERANGE, "a normalised text of more than 2^32-1 bytes");
		fields[i] = (fl_scan_field){ input->fields[i].name, n->text, &origins[i] };
	}
	return FL_OK;
}

static fl_status gather_packs(fl_gatherer *g, const fl_scan_field *fields, const fl_scan_origin *origins,
			      size_t num_fields, fl_gathered *ret, fl_error *err)
{
	for (uint32_t p = 0; p < g->table->num_packs; p++) {
		const fl_pack *pack = g->table->packs[p];
		FL_TRY(fl_scan_texts(&g->scans[p], fields, num_fields, err));
		for (uint32_t at = 0, r; fl_scan_next_rule(&g->scans[p], &at, &r);) {
			work w = { g, &g->scans[p], &pack->rules[r], origins, { .pack = p, .rule = r }, err };
			if (pack->rules[r].status == FL_RULE_ACTIVE)
				FL_TRY(gather_rule(&w, ret));
		}
	}
	return FL_OK;
}

/* Tags that do not reach their score are not given, so nothing is evidence of them. Facts stay. */
static void drop_not_given(fl_gatherer *g, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < g->records.len; i++) {
		fl_record r = g->records.items[i];
		const uint32_t *ids = g->table->ids + g->table->first[r.pack][r.rule];
		bool given = r.tag == FL_SCAN_NONE || r.kind == FL_RECORD_AGAINST || g->given[ids[r.tag]];
		if (!given && r.kind == FL_RECORD_FACT) {
			r.tag = FL_SCAN_NONE;
			given = true;
		}
		if (given)
			g->records.items[kept++] = r;
	}
	g->records.len = kept;
}

fl_status fl_gather(fl_gatherer *g, const fl_tag_input *input, fl_gathered *ret, fl_error *err)
{
	fl_scan_field fields[FL_TAG_FIELDS_MAX];
	fl_scan_origin origins[FL_TAG_FIELDS_MAX];
	fl_status status;

	if (input->num_fields > FL_TAG_FIELDS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d fields of text", FL_TAG_FIELDS_MAX);
	forget_scores(g);
	*ret = (fl_gathered){ .first_record = g->records.len, .first_tag = g->tags.len, .first_held = g->held.len };
	status = normalise_fields(g, input, fields, origins, err);
	if (status == FL_OK)
		status = gather_packs(g, fields, origins, input->num_fields, ret, err);
	fl_arena_clear(&g->scratch);
	FL_TRY(status);
	FL_TRY(give_tags(g, err));
	drop_not_given(g, ret->first_record);
	ret->num_records = g->records.len - ret->first_record;
	ret->num_tags = g->tags.len - ret->first_tag;
	ret->num_held = g->held.len - ret->first_held;
	ret->category = choose(g, &ret->unclear);
	ret->unclear = ret->unclear || ret->limits_hit > 0;
	if (ret->unclear)
		ret->category = FL_SCAN_NONE;
	return FL_OK;
}
