/* SPDX-License-Identifier: Apache-2.0
 *
 * scan.c - patterns over fields, exceptions, conditions. See scan.h.
 *
 * The hits of a pattern in a field are its matches from left to right, none overlapping another, as a search that
 * continues behind each match finds them. Three ways lead there and give the same hits:
 *   whole    the pattern is a choice of plain texts: the prefilter has found them all already; at equal places the
 *            alternative written first wins, what begins inside a hit is passed over;
 *   starts   every match begins with one of some texts: PCRE2 is asked only at the places where one stands;
 *   else     PCRE2 searches.
 */
#include "classify/scan.h"

#include "base/error.h"
#include "base/str.h"
#include "classify/tag.h"

#include <stdlib.h>

void fl_scan_init(fl_scan *scan, const fl_pack *pack, const fl_matcher *matcher, bool prefilter)
{
	*scan = (fl_scan){ .pack = pack, .matcher = matcher, .prefilter = prefilter };
}

void fl_scan_release(fl_scan *scan)
{
	fl_free(scan->slots);
	fl_vec_release(&scan->hits);
	fl_vec_release(&scan->starts);
	fl_vec_release(&scan->words);
	*scan = (fl_scan){ 0 };
}

static fl_slot *slot_of(const fl_scan *scan, size_t field, uint32_t pattern)
{
	return &scan->slots[field * scan->pack->num_patterns + pattern];
}

const fl_slot *fl_scan_slot(const fl_scan *scan, size_t field, uint32_t pattern)
{
	return slot_of(scan, field, pattern);
}

const fl_hit *fl_scan_first(const fl_scan *scan, const fl_slot *slot)
{
	return slot->first == FL_SCAN_NONE ? NULL : &scan->hits.items[slot->first];
}

const fl_hit *fl_scan_next(const fl_scan *scan, const fl_hit *hit)
{
	return hit->next == FL_SCAN_NONE ? NULL : &scan->hits.items[hit->next];
}

bool fl_span_overlap(const fl_span *a, const fl_span *b)
{
	return a->start < b->end && b->start < a->end;
}

/* ---- hits -------------------------------------------------------------------------------------------------- */

static bool add_hit(fl_scan *scan, fl_slot *slot, fl_span span, uint32_t rank)
{
	fl_hit hit = { .span = span, .next = FL_SCAN_NONE, .rank = rank };
	uint32_t at = (uint32_t)scan->hits.len;

	if (slot->count == FL_TAG_HITS_MAX) {
		slot->limit_from = slot->limit ? slot->limit_from : span.start;
		slot->limit = true;
		return true;
	}
	if (!fl_vec_push(&scan->hits, hit))
		return false;
	if (slot->first == FL_SCAN_NONE)
		slot->first = at;
	else
		scan->hits.items[slot->last].next = at;
	slot->last = at;
	slot->count++;
	return true;
}

static bool add_start(fl_scan *scan, fl_slot *slot, uint32_t pos)
{
	fl_start start = { pos, FL_SCAN_NONE };
	uint32_t at = (uint32_t)scan->starts.len;

	if (slot->last_start != FL_SCAN_NONE && scan->starts.items[slot->last_start].pos == pos)
		return true;
	if (!fl_vec_push(&scan->starts, start))
		return false;
	if (slot->first_start == FL_SCAN_NONE)
		slot->first_start = at;
	else
		scan->starts.items[slot->last_start].next = at;
	slot->last_start = at;
	return true;
}

/* A choice of plain texts has one at this place. The prefilter tells places in ascending order. */
static bool add_whole(fl_scan *scan, fl_slot *slot, uint32_t rank, fl_span span)
{
	if (slot->last != FL_SCAN_NONE && !slot->limit) {
		fl_hit *last = &scan->hits.items[slot->last];
		if (last->span.start == span.start) {
			if (rank < last->rank) {
				last->span = span;
				last->rank = rank;
			}
			return true;
		}
		if (span.start < last->span.end)
			return true;
	}
	return add_hit(scan, slot, span, rank);
}

typedef struct field_scan {
	fl_scan *scan;
	size_t field;
} field_scan;

static bool seen(void *user, uint32_t use, uint32_t start, uint32_t end)
{
	field_scan *f = user;
	const fl_use *u = &f->scan->pack->uses[use];
	fl_slot *slot = slot_of(f->scan, f->field, u->pattern);

	slot->possible = true;
	if (u->kind == FL_USE_START)
		return add_start(f->scan, slot, start);
	if (u->kind == FL_USE_WHOLE)
		return add_whole(f->scan, slot, u->rank, (fl_span){ .start = start, .end = end });
	return true;
}

fl_status fl_scan_texts(fl_scan *scan, const fl_scan_field *fields, size_t num_fields, fl_error *err)
{
	size_t need = num_fields * scan->pack->num_patterns;

	scan->fields = fields;
	scan->num_fields = num_fields;
	scan->title = 0;
	scan->has_body = false;
	scan->hits.len = scan->starts.len = 0;
	if (need > scan->num_slots) {
		fl_free(scan->slots);
		scan->num_slots = 0;
		scan->slots = fl_alloc_array(need, sizeof *scan->slots);
		if (!scan->slots)
			return fl_enomem(err);
		scan->num_slots = need;
	}
	for (size_t i = 0; i < need; i++)
		scan->slots[i] = (fl_slot){ .first = FL_SCAN_NONE,
					    .last = FL_SCAN_NONE,
					    .first_start = FL_SCAN_NONE,
					    .last_start = FL_SCAN_NONE };
	for (size_t f = 0; f < num_fields; f++) {
		field_scan one = { scan, f };
		if (fl_str_eqz(fields[f].name, "title"))
			scan->title = f;
		scan->has_body = scan->has_body || fl_str_eqz(fields[f].name, "body");
		if (scan->prefilter && !fl_prefilter_scan(scan->pack->prefilter, fields[f].text, seen, &one))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* ---- one pattern in one field ------------------------------------------------------------------------------ */

static bool reads_field(const fl_scan *scan, const fl_pattern *p, size_t field)
{
	fl_str name = scan->fields[field].name;

	for (size_t i = 0; i < p->num_fields; i++) {
		if (fl_str_eq(p->fields[i], name))
			return true;
		if (fl_str_eqz(p->fields[i], "title") && field == scan->title)
			return true;
		if (fl_str_eqz(p->fields[i], "body") && field != scan->title && !scan->has_body)
			return true;
	}
	return p->num_fields == 0;
}

static void hit_limit(fl_slot *slot, size_t from)
{
	slot->limit = true;
	slot->limit_from = (uint32_t)from;
}

static fl_status search(fl_scan *scan, const fl_pattern *p, fl_str text, fl_slot *slot, fl_error *err)
{
	size_t from = 0;

	while (from <= text.len && !slot->limit) {
		fl_found found;
		fl_span span;
		FL_TRY(fl_pattern_match(p, scan->matcher, text, from, false, &found, &span, err));
		if (found == FL_NOT_FOUND)
			break;
		if (found == FL_FOUND_LIMIT)
			hit_limit(slot, from);
		else if (!add_hit(scan, slot, span, 0))
			return fl_enomem(err);
		else
			from = span.end;
	}
	return FL_OK;
}

static fl_status search_at_starts(fl_scan *scan, const fl_pattern *p, fl_str text, fl_slot *slot, fl_error *err)
{
	size_t from = 0;

	for (uint32_t i = slot->first_start; i != FL_SCAN_NONE && !slot->limit; i = scan->starts.items[i].next) {
		fl_found found;
		fl_span span;
		if (scan->starts.items[i].pos < from)
			continue;
		FL_TRY(fl_pattern_match(p, scan->matcher, text, scan->starts.items[i].pos, true, &found, &span, err));
		if (found == FL_FOUND_LIMIT)
			hit_limit(slot, scan->starts.items[i].pos);
		else if (found == FL_FOUND && !add_hit(scan, slot, span, 0))
			return fl_enomem(err);
		else if (found == FL_FOUND)
			from = span.end;
	}
	return FL_OK;
}

static fl_status run(fl_scan *scan, uint32_t pattern, size_t field, fl_error *err)
{
	const fl_pattern *p = &scan->pack->patterns[pattern];
	fl_slot *slot = slot_of(scan, field, pattern);
	fl_str text = scan->fields[field].text;

	if (slot->done)
		return FL_OK;
	slot->done = true;
	if (!reads_field(scan, p, field)) {
		slot->first = FL_SCAN_NONE;
		slot->limit = false;
		return FL_OK;
	}
	if (!scan->prefilter)
		return search(scan, p, text, slot, err);
	if (p->literals.whole || (p->literals.count && !slot->possible))
		return FL_OK;
	return p->literals.num_starts ? search_at_starts(scan, p, text, slot, err) : search(scan, p, text, slot, err);
}

/* ---- one rule ---------------------------------------------------------------------------------------------- */

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
			FL_TRY(run(scan, p, field, err));
			for (uint32_t x = excepts; slot->first != FL_SCAN_NONE && x < excepts + rule->num_excepts;
			     x++) {
				FL_TRY(run(scan, x, field, err));
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

/* The hits of the marked patterns. */
static fl_status collect_words(fl_scan *scan, const fl_rule *rule, fl_error *err)
{
	scan->words.len = 0;
	for (size_t field = 0; field < scan->num_fields; field++) {
		fl_str text = scan->fields[field].text;
		int factor = field == scan->title ? FL_TAG_TITLE_FACTOR : 1;
		for (uint32_t i = 0; i < rule->num_hits; i++) {
			const fl_hit *h = fl_scan_first(scan, slot_of(scan, field, rule->first + i));
			for (; scan->marks[i] && h; h = fl_scan_next(scan, h)) {
				fl_word word = { fl_str_slice(text, h->span.start, h->span.end), field, h->span,
						 factor };
				if (!h->struck && !fl_vec_push(&scan->words, word))
					return fl_enomem(err);
			}
		}
	}
	return FL_OK;
}

/* Of hits that lie across each other the first, or longer, counts. *ret_mentions counts all that are left,
 * scan->points each of their texts once, at its best place. */
static void count_words(fl_scan *scan, int64_t *ret_mentions)
{
	fl_word *words = scan->words.items;
	size_t kept = 0;

	scan->points = *ret_mentions = 0;
	if (scan->words.len == 0)
		return;
	qsort(words, scan->words.len, sizeof *words, by_place);
	for (size_t i = 0; i < scan->words.len; i++)
		if (kept == 0 || words[kept - 1].field != words[i].field ||
		    words[i].span.start >= words[kept - 1].span.end)
			words[kept++] = words[i];
	qsort(words, kept, sizeof *words, by_text);
	for (size_t i = 0; i < kept; i++) {
		*ret_mentions += words[i].factor;
		if (i == 0 || !fl_str_eq(words[i].text, words[i - 1].text))
			scan->points += words[i].factor;
	}
	scan->words.len = kept;
}

/* ---- one rule, decided ------------------------------------------------------------------------------------- */

fl_status fl_scan_rule(fl_scan *scan, const fl_rule *rule, fl_truth *ret_truth, fl_error *err)
{
	int64_t mentions;

	*ret_truth = FL_NO;
	scan->points = 0;
	if (scan->prefilter && rule->needs_hit && !is_possible(scan, rule))
		return FL_OK;
	FL_TRY(run_and_strike(scan, rule, rule->first, rule->num_hits, err));
	for (uint32_t i = 0; i < rule->num_hits; i++) {
		scan->truths[i] = truth_of(scan, rule->first + i);
		scan->marks[i] = false;
	}
	*ret_truth = fl_condition_eval(rule->when, scan->truths);
	if (*ret_truth != FL_YES)
		return FL_OK;
	fl_condition_mark(rule->when, scan->truths, scan->marks);
	FL_TRY(collect_words(scan, rule, err));
	count_words(scan, &mentions);
	if (rule->needs_hit && mentions < rule->least) {
		*ret_truth = is_unsure(scan, rule) ? FL_UNKNOWN : FL_NO;
		return FL_OK;
	}
	return run_and_strike(scan, rule, rule->first + rule->num_hits + rule->num_excepts, rule->num_captures, err);
}
