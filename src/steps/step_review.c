/* SPDX-License-Identifier: Apache-2.0
 *
 * step_review.c - what reviewers ask: the queue, one pair.
 */
#include "base/error.h"
#include "base/str.h"
#include "dedup/mark.h"
#include "domain/dense.h"
#include "domain/review_template.h"
#include "report/report.h"
#include "steps/candidates.h"
#include "steps/find_dream.h"
#include "steps/give.h"
#include "steps/review_decisions.h"
#include "steps/review_dreams.h"
#include "steps/review_names.h"
#include "steps/same_name.h"
#include "steps/step.h"

static fl_status find_dream(const fl_facts *facts, const char *id, uint32_t *ret, fl_error *err)
{
	return fl_dream_find(facts, id, ret, err);
}

static const fl_decision *in_force(const fl_work *w, fl_str a, fl_str b)
{
	bool swapped = fl_str_cmp(a, b) > 0;
	const fl_question *q = fl_decision_find(&w->book, FL_STR(FL_DECISION_PAIR), swapped ? b : a, swapped ? a : b);
	return q && q->state == FL_DECISION_IN_FORCE && !w->spec->decisions.off ? q->last : NULL;
}

/* ---- the queue, one pair -------------------------------------------------------------------------------------- */

typedef struct looking {
	fl_work w;
	fl_facts facts;
	fl_pair *pairs;
	size_t num_pairs;
	uint32_t *representative;
} looking;

/* Decisions since duplicates were found are known of at once; what follows from them, when 'dedup' is done again. */
static fl_status mark_decided(looking *l, fl_error *err)
{
	fl_map map = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	for (size_t i = 0; i < l->w.num_decisions && status == FL_OK; i++)
		if (fl_str_eqz(l->w.decisions[i].kind, FL_DECISION_PAIR)) {
			fl_str parts[] = { l->w.decisions[i].subject, l->w.decisions[i].other };
			for (size_t k = 0; k < 2 && status == FL_OK; k++)
				if (!fl_map_put(&map, parts[k], i, &stands))
					status = fl_enomem(err);
		}
	for (size_t i = 0; i < l->num_pairs && status == FL_OK && map.len > 0; i++) {
		fl_str a = l->facts.dreams[l->pairs[i].a].id, b = l->facts.dreams[l->pairs[i].b].id;
		if (fl_map_get(&map, a) == FL_MAP_NONE || fl_map_get(&map, b) == FL_MAP_NONE)
			continue;
		const fl_decision *d = in_force(&l->w, a, b);
		if (d) {
			l->pairs[i].decided = true;
			l->pairs[i].verdict = fl_str_eqz(d->value, "same") ? FL_PAIR_SAME : FL_PAIR_DIFFERENT;
		}
	}
	fl_map_release(&map);
	return status;
}

static fl_status look(looking *l, fl_round *round, fl_error *err)
{
	fl_step_record record;
	FL_TRY(fl_work_open(&l->w, round, false, err));
	FL_TRY(fl_step_record_get(l->w.store, fl_step_name(FL_STEP_DEDUP), &l->w.arena, &record, err));
	if (!record.done)
		return fl_error_at(err, FL_ESTATE, fl_store_name(l->w.store), 0, 0,
				   "'dedup' comes first: it has not been run");
	FL_TRY(fl_facts_load(l->w.store, &l->facts, err));
	FL_TRY(fl_pairs_load(l->w.store, &l->facts, &l->w.arena, &l->pairs, &l->num_pairs, err));
	FL_TRY(fl_clusters_load(l->w.store, &l->facts, &l->w.arena, &l->representative, err));
	return mark_decided(l, err);
}

static fl_status end(looking *l, fl_buf *out, fl_status status, fl_text *ret_text, fl_error *err)
{
	if (status == FL_OK)
		status = fl_give_text(out, ret_text, err);
	fl_buf_release(out);
	fl_facts_release(&l->facts);
	return fl_work_end(&l->w, status, err);
}

fl_status fl_round_queue(fl_round *round, bool json, fl_text *ret_text, fl_error *err)
{
	looking l = { 0 };
	fl_buf out;
	fl_review_item *items;
	fl_review_templates templates;
	fl_review_dream *dreams;
	fl_result_note *notes;
	fl_review_decision *decisions;
	fl_review_names names;
	size_t count, num_dreams, num_notes, num_decisions;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = look(&l, round, err);
	if (status == FL_OK)
		status = fl_review_queue(l.pairs, l.num_pairs, l.representative, l.w.spec->dup_review,
					 l.w.spec->dup_same, &l.w.arena, &items, &count, err);
	if (status == FL_OK)
		status = fl_review_templates_find(l.pairs, l.num_pairs, l.facts.num_dreams, items, &count, &l.w.arena, &templates, err);
	if (status == FL_OK)
		status = fl_report_queue(l.facts.dreams, &templates, items, count, json, &out, err);
	if (status == FL_OK)
		status = fl_review_dreams(&l.w, &l.facts, NULL, &dreams, &num_dreams, err);
	if (status == FL_OK)
		status = fl_report_review_dreams(l.facts.dreams, dreams, num_dreams, json, &out, err);
	if (status == FL_OK)
		status = fl_review_decisions(&l.w, &l.facts, &decisions, &num_decisions, err);
	if (status == FL_OK)
		status = fl_report_review_decisions(decisions, num_decisions, &l.w.spec->decisions, json, &out, err);
	if (status == FL_OK)
		status = fl_review_names_find(&l.w, &l.facts, &names, err);
	if (status == FL_OK)
		status = fl_report_look_alikes(names.names, names.dreams, names.items, names.num_items, json, &out, err);
	if (status == FL_OK)
		status = fl_findings_load(l.w.store, &l.w.arena, &notes, &num_notes, err);
	if (status == FL_OK)
		status = fl_report_signs(notes, num_notes, json, &out, err);
	return end(&l, &out, status, ret_text, err);
}

/* Equal words are a star: pairs of a first dream with each other one. Is there one dream from which both are one step away? */
static bool equal_words(const looking *l, uint32_t a, uint32_t b)
{
	uint32_t first_a = a, first_b = b;
	for (size_t i = 0; i < l->num_pairs; i++) {
		if (l->pairs[i].exact && l->pairs[i].b == a && l->pairs[i].a < first_a)
			first_a = l->pairs[i].a;
		if (l->pairs[i].exact && l->pairs[i].b == b && l->pairs[i].a < first_b)
			first_b = l->pairs[i].a;
	}
	return first_a == first_b;
}

static const fl_pair *pair_of(const looking *l, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < l->num_pairs; i++)
		if ((l->pairs[i].a == a && l->pairs[i].b == b) || (l->pairs[i].a == b && l->pairs[i].b == a))
			return &l->pairs[i];
	return NULL;
}

/* No item is asked for, only who is of which template. */
static fl_status of_one_template(looking *l, uint32_t a, uint32_t b, bool *ret, fl_error *err)
{
	fl_review_templates templates;
	size_t none = 0;
	FL_TRY(fl_review_templates_find(l->pairs, l->num_pairs, l->facts.num_dreams, NULL, &none, &l->w.arena, &templates, err));
	*ret = a != b && templates.hub[a] != FL_DENSE_NONE && templates.hub[a] == templates.hub[b];
	return FL_OK;
}

static fl_status lay_open(looking *l, const char *a, const char *b, fl_review_pair *ret, fl_error *err)
{
	uint32_t x = 0, y = 0;
	FL_TRY(find_dream(&l->facts, a, &x, err));
	FL_TRY(find_dream(&l->facts, b, &y, err));
	const fl_dream *p = &l->facts.dreams[x], *q = &l->facts.dreams[y];
	bool swapped = fl_str_cmp(p->id, q->id) > 0;
	*ret = (fl_review_pair){ .a = { .dream = p, .representative = l->representative[x] },
				 .b = { .dream = q, .representative = l->representative[y] },
				 .pair = pair_of(l, x, y),
				 .together = l->representative[x] == l->representative[y],
				 .equal_words = x != y && equal_words(l, x, y),
				 .decision = in_force(&l->w, p->id, q->id),
				 .offset_minutes = l->w.spec->offset_minutes };
	if (ret->decision) {
		fl_digest seen = fl_decision_seen(swapped ? q : p, swapped ? p : q);
		ret->stale = memcmp(&seen, &ret->decision->seen, sizeof seen) != 0;
	}
	FL_TRY(of_one_template(l, x, y, &ret->template, err));
	FL_TRY(fl_same_name(p->author, q->author, &ret->same_author, err));
	FL_TRY(fl_mark_differences(p->title, q->title, &l->w.arena, &ret->a.title, &ret->b.title, err));
	return fl_mark_differences(p->body, q->body, &l->w.arena, &ret->a.body, &ret->b.body, err);
}

fl_status fl_round_show_pair(fl_round *round, const char *a, const char *b, bool json, fl_text *ret_text, fl_error *err)
{
	looking l = { 0 };
	fl_buf out;
	fl_review_pair pair;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = look(&l, round, err);
	if (status == FL_OK)
		status = lay_open(&l, a, b, &pair, err);
	if (status == FL_OK)
		status = fl_report_pair(&pair, json, &out, err);
	return end(&l, &out, status, ret_text, err);
}

/* ---- all decisions ---------------------------------------------------------------------------------------------- */

fl_status fl_round_decisions(fl_round *round, bool json, fl_text *ret_text, fl_error *err)
{
	looking l = { 0 };
	fl_decision_log log;
	fl_buf out;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&l.w, round, false, err);
	if (status == FL_OK)
		status = fl_facts_load(l.w.store, &l.facts, err);
	if (status == FL_OK)
		status = fl_review_log(&l.w, &l.facts, &log, err);
	if (status == FL_OK)
		status = fl_report_decision_log(&log, json, &out, err);
	return end(&l, &out, status, ret_text, err);
}

/* ---- one dream -------------------------------------------------------------------------------------------------- */

static bool is_about(const fl_decision *d, fl_str dream)
{
	return fl_decision_on_dream(d) && (fl_str_eq(d->subject, dream) || (fl_decision_on_two(d) && fl_str_eq(d->other, dream)));
}

/* The decisions about one dream. */
static fl_status find_log(fl_work *w, const fl_facts *facts, fl_str dream, fl_decision_log *ret, fl_error *err)
{
	fl_map dreams = { 0 };
	size_t stands, most = w->num_laid_down + 1;
	fl_decision *decisions = fl_arena_array(&w->arena, most, sizeof *decisions);
	fl_decision_state *states = fl_arena_array(&w->arena, most, sizeof *states);
	bool *stale = fl_arena_array(&w->arena, most, sizeof *stale), good = true;
	if (!decisions || !states || !stale)
		return fl_enomem(err);
	*ret = (fl_decision_log){ decisions, states, stale, 0, &w->spec->decisions, w->spec->offset_minutes };
	for (size_t i = 0; i < facts->num_dreams && good; i++)
		good = fl_map_put(&dreams, facts->dreams[i].id, i, &stands);
	for (size_t i = 0; i < w->num_laid_down && good; i++) {
		if (!is_about(&w->laid_down[i], dream))
			continue;
		decisions[ret->count] = w->laid_down[i];
		states[ret->count] = w->book.states[i];
		stale[ret->count++] = w->laid_down[i].value.len > 0 && fl_review_is_stale(facts, &dreams, &w->laid_down[i]);
	}
	fl_map_release(&dreams);
	return good ? FL_OK : fl_enomem(err);
}

static fl_status lay_open_one(looking *l, const char *id, fl_review_one *ret, fl_error *err)
{
	uint32_t i = 0;
	fl_tag_record *tags;
	fl_candidate *candidates;
	fl_review_dream *dreams;
	size_t count;
	FL_TRY(find_dream(&l->facts, id, &i, err));
	FL_TRY(fl_tag_records_load(l->w.store, &l->facts, false, &l->w.arena, &tags, err));
	FL_TRY(fl_candidates_make(&l->facts, tags, NULL, &l->w.arena, &candidates, err));
	FL_TRY(fl_review_dreams(&l->w, &l->facts, NULL, &dreams, &count, err));
	*ret = (fl_review_one){ .dream = &l->facts.dreams[i],
				.category = candidates[i].category,
				.tags = candidates[i].tags,
				.num_tags = candidates[i].num_tags };
	for (size_t k = 0; k < count; k++)
		if (dreams[k].dream == i)
			ret->open = &dreams[k];
	return find_log(&l->w, &l->facts, ret->dream->id, &ret->log, err);
}

fl_status fl_round_show_dream(fl_round *round, const char *dream, bool json, fl_text *ret_text, fl_error *err)
{
	looking l = { 0 };
	fl_buf out;
	fl_review_one one;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&l.w, round, false, err);
	if (status == FL_OK)
		status = fl_facts_load(l.w.store, &l.facts, err);
	if (status == FL_OK)
		status = lay_open_one(&l, dream, &one, err);
	if (status == FL_OK)
		status = fl_report_review_one(&one, json, &out, err);
	return end(&l, &out, status, ret_text, err);
}
