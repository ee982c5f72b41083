/* SPDX-License-Identifier: Apache-2.0
 *
 * decide.c - does a rule hold: exceptions, the condition, near clauses, counting. See scan.h.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/near.h"
#include "classify/scan.h"

#include <stdlib.h>

static fl_slot *slot_of(const fl_scan *scan, size_t field, uint32_t pattern)
{
	return &scan->slots[field * scan->pack->num_patterns + pattern];
}

/* ---- hits and exceptions
 * ---------------------------------------------------------------------------------------------- */

/* Strike the hits of 'slot' that overlap one of 'by'; both lists ascend and do not overlap themselves. */
static void strike(fl_scan *scan, fl_slot *slot, const fl_slot *by)
{
	uint32_t h = slot->first, x = by->first;

	while (h != FL_SCAN_NONE && x != FL_SCAN_NONE) {
		fl_hit *hit = &scan->hits.items[h], *other = &scan->hits.items[x];
		if (fl_span_overlap(&hit->span, &other->span)) {
			hit->struck = other->struck = true;
			h = hit->next;
		} else if (hit->span.start < other->span.start) {
			h = hit->next;
		} else {
			x = other->next;
		}
	}
	if (by->limit && slot->first != FL_SCAN_NONE) { /* what it would have struck is not known */
		for (h = slot->first; h != FL_SCAN_NONE; h = scan->hits.items[h].next)
			scan->hits.items[h].struck = true;
		slot->unsure = true;
	}
}

/* Run the patterns [first, first + count) on all fields, and let the rule's exceptions strike their hits. */
static fl_status run_and_strike(fl_scan *scan, const fl_rule *rule, uint32_t first, uint32_t count, fl_error *err)
{
	uint32_t excepts = rule->first + rule->num_hits;

	for (size_t field = 0; field < scan->num_fields; field++) {
		for (uint32_t p = first; p < first + count; p++) {
			fl_slot *slot = slot_of(scan, field, p);
			FL_TRY(fl_scan_run(scan, p, field, err));
			for (uint32_t x = excepts; slot->first != FL_SCAN_NONE && x < excepts + rule->num_excepts;
			     x++) {
				FL_TRY(fl_scan_run(scan, x, field, err));
				strike(scan, slot, slot_of(scan, field, x));
			}
		}
	}
	return FL_OK;
}

static fl_truth truth_of(const fl_scan *scan, uint32_t pattern)
{
	bool unsure = false;

	for (size_t field = 0; field < scan->num_fields; field++) {
		const fl_slot *slot = slot_of(scan, field, pattern);
		unsure = unsure || slot->limit || slot->unsure;
		for (const fl_hit *h = fl_scan_first(scan, slot); h; h = fl_scan_next(scan, h))
			if (!h->struck)
				return FL_YES;
	}
	return unsure ? FL_UNKNOWN : FL_NO;
}

/* Did a limit keep hits of the rule from being counted? */
static bool is_unsure(const fl_scan *scan, const fl_rule *rule)
{
	for (uint32_t p = rule->first; p < rule->first + rule->num_hits; p++)
		for (size_t field = 0; field < scan->num_fields; field++)
			if (slot_of(scan, field, p)->limit || slot_of(scan, field, p)->unsure)
				return true;
	return false;
}

/* Could any pattern of the rule hit? Only asked with the prefilter. */
static bool is_possible(const fl_scan *scan, const fl_rule *rule)
{
	for (uint32_t p = rule->first; p < rule->first + rule->num_hits; p++) {
		if (scan->pack->patterns[p].literals.count == 0)
			return true;
		for (size_t field = 0; field < scan->num_fields; field++)
			if (slot_of(scan, field, p)->possible)
				return true;
	}
	return false;
}

/* ---- counting ---------------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b) /* earlier, then longer first */
{
	const fl_word *x = a, *y = b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	if (x->span.start != y->span.start)
		return x->span.start < y->span.start ? -1 : 1;
	return (x->span.end < y->span.end) - (x->span.end > y->span.end);
}

static int by_text(const void *a, const void *b) /* the same words: the best place first */
{
	const fl_word *x = a, *y = b;
	int order = fl_str_cmp(x->text, y->text);

	return order ? order : (x->factor < y->factor) - (x->factor > y->factor);
}

/* Mark the hits that made the condition hold: all of a pattern that a clause names, of near clauses those that are.
 */
static fl_status mark_hits(fl_scan *scan, const fl_rule *rule, fl_error *err)
{
	for (size_t field = 0; field < scan->num_fields; field++)
		for (uint32_t i = 0; i < rule->num_hits; i++)
			for (uint32_t h = slot_of(scan, field, rule->first + i)->first;
			     scan->marks[i] && h != FL_SCAN_NONE; h = scan->hits.items[h].next)
				scan->hits.items[h].counts = !scan->hits.items[h].struck;
	for (size_t k = 0; k < rule->nears.count; k++) {
		fl_truth truth;
		int64_t closest;
		if (scan->marks[rule->num_hits + k])
			FL_TRY(fl_near_decide(scan, rule, &rule->nears.items[k], true, &truth, &closest, err));
	}
	return FL_OK;
}

static fl_status collect_words(fl_scan *scan, const fl_rule *rule, fl_error *err)
{
	scan->words.len = 0;
	for (size_t field = 0; field < scan->num_fields; field++) {
		fl_str text = scan->fields[field].text;
		int64_t factor = field == scan->title ? scan->pack->title_factor : 1;
		for (uint32_t i = 0; i < rule->num_hits; i++) {
			const fl_hit *h = fl_scan_first(scan, slot_of(scan, field, rule->first + i));
			for (; h; h = fl_scan_next(scan, h)) {
				fl_word word = { fl_str_slice(text, h->span.start, h->span.end), field, h->span,
						 factor };
				if (h->counts && !fl_vec_push(&scan->words, word))
					return fl_enomem(err);
			}
		}
	}
	return FL_OK;
}

/* Of hits that lie across each other the first, or longer, counts. scan->mentions counts all that are left,
 * scan->points each of their texts once, at its best place, or only the best. */
static void count_words(fl_scan *scan, bool once)
{
	fl_word *words = scan->words.items;
	size_t kept = 0;

	scan->points = scan->mentions = 0;
	if (scan->words.len == 0)
		return;
	qsort(words, scan->words.len, sizeof *words, by_place);
	for (size_t i = 0; i < scan->words.len; i++)
		if (kept == 0 || words[kept - 1].field != words[i].field ||
		    words[i].span.start >= words[kept - 1].span.end)
			words[kept++] = words[i];
	qsort(words, kept, sizeof *words, by_text);
	for (size_t i = 0; i < kept; i++) {
		scan->mentions += words[i].factor;
		if (once)
			scan->points = words[i].factor > scan->points ? words[i].factor : scan->points;
		else if (i == 0 || !fl_str_eq(words[i].text, words[i - 1].text))
			scan->points += words[i].factor;
	}
	scan->words.len = kept;
}

/* ---- one rule, decided ------------------------------------------------------------------------------------- */

static fl_status find_truths(fl_scan *scan, const fl_rule *rule, fl_error *err)
{
	int64_t closest;

	for (uint32_t i = 0; i < rule->num_hits; i++)
		scan->truths[i] = truth_of(scan, rule->first + i);
	for (size_t k = 0; k < rule->nears.count; k++)
		FL_TRY(fl_near_decide(scan, rule, &rule->nears.items[k], false, &scan->truths[rule->num_hits + k],
				      &closest, err));
	memset(scan->marks, 0, sizeof scan->marks);
	return FL_OK;
}

fl_status fl_scan_rule(fl_scan *scan, const fl_rule *rule, fl_truth *ret_truth, fl_error *err)
{
	*ret_truth = FL_NO;
	scan->points = scan->mentions = 0;
	if (scan->prefilter && rule->needs_hit && !is_possible(scan, rule))
		return FL_OK;
	FL_TRY(run_and_strike(scan, rule, rule->first, rule->num_hits, err));
	FL_TRY(find_truths(scan, rule, err));
	*ret_truth = fl_condition_eval(rule->when, scan->truths);
	if (*ret_truth != FL_YES)
		return FL_OK;
	fl_condition_mark(rule->when, scan->truths, scan->marks);
	FL_TRY(mark_hits(scan, rule, err));
	FL_TRY(collect_words(scan, rule, err));
	count_words(scan, rule->once);
	if (rule->needs_hit && scan->mentions < rule->least) {
		*ret_truth = is_unsure(scan, rule) ? FL_UNKNOWN : FL_NO;
		return FL_OK;
	}
	return run_and_strike(scan, rule, rule->first + rule->num_hits + rule->num_excepts, rule->num_captures, err);
}
