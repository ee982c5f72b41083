/* SPDX-License-Identifier: Apache-2.0
 *
 * scan.c - patterns over fields. See scan.h; decide.c makes rules of them.
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

void fl_scan_init(fl_scan *scan, const fl_pack *pack, const fl_matcher *matcher, bool prefilter)
{
	*scan = (fl_scan){ .pack = pack, .matcher = matcher, .prefilter = prefilter };
}

void fl_scan_release(fl_scan *scan)
{
	fl_free(scan->slots);
	fl_free(scan->candidates);
	fl_vec_release(&scan->used);
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

static const fl_slot fresh = {
	.first = FL_SCAN_NONE, .last = FL_SCAN_NONE, .first_start = FL_SCAN_NONE, .last_start = FL_SCAN_NONE
};

/* Remember that the slot must be made fresh for the next texts. */
static bool use_slot(fl_scan *scan, const fl_slot *slot)
{
	return slot->seen || slot->done || fl_vec_push(&scan->used, (uint32_t)(slot - scan->slots));
}

/* The first needle of its kind. */
static bool note(fl_scan *scan, fl_slot *slot, const fl_use *use)
{
	uint32_t rule = scan->pack->rule_of[use->pattern];

	if (!use_slot(scan, slot))
		return false;
	slot->seen |= 1u << use->kind;
	slot->possible = slot->seen == scan->pack->patterns[use->pattern].needs;
	if (slot->possible && rule != FL_RULE_NONE)
		scan->candidates[rule / 64] |= UINT64_C(1) << (rule % 64);
	return true;
}

static bool seen(void *user, uint32_t use, uint32_t start, uint32_t end)
{
	field_scan *f = user;
	const fl_use *u = &f->scan->pack->uses[use];
	fl_slot *slot = slot_of(f->scan, f->field, u->pattern);

	if (!(slot->seen & 1u << u->kind) && !note(f->scan, slot, u))
		return false;
	if (u->kind == FL_USE_START)
		return add_start(f->scan, slot, start);
	if (u->kind == FL_USE_WHOLE)
		return add_whole(f->scan, slot, u->rank, (fl_span){ .start = start, .end = end });
	return true;
}

/* Slots for so many fields, all fresh, and no candidates but those that need no asking. */
static fl_status make_fresh(fl_scan *scan, size_t num_fields, fl_error *err)
{
	size_t need = num_fields * scan->pack->num_patterns, words = scan->pack->num_rules / 64 + 1;

	for (size_t i = 0; i < scan->used.len; i++)
		scan->slots[scan->used.items[i]] = fresh;
	scan->used.len = 0;
	if (need > scan->num_slots) {
		fl_free(scan->slots);
		scan->num_slots = 0;
		scan->slots = fl_alloc_array(need, sizeof *scan->slots);
		if (!scan->slots)
			return fl_enomem(err);
		scan->num_slots = need;
		for (size_t i = 0; i < need; i++)
			scan->slots[i] = fresh;
	}
	if (!scan->candidates)
		scan->candidates = fl_alloc_array(words, sizeof *scan->candidates);
	if (!scan->candidates)
		return fl_enomem(err);
	memcpy(scan->candidates, scan->pack->unasked, words * sizeof *scan->candidates);
	return FL_OK;
}

fl_status fl_scan_texts(fl_scan *scan, const fl_scan_field *fields, size_t num_fields, fl_error *err)
{
	scan->fields = fields;
	scan->num_fields = num_fields;
	scan->title = 0;
	scan->has_body = false;
	scan->hits.len = scan->starts.len = 0;
	FL_TRY(make_fresh(scan, num_fields, err));
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

bool fl_scan_next_rule(const fl_scan *scan, uint32_t *at, uint32_t *ret_rule)
{
	for (; *at < scan->pack->num_rules; ++*at) {
		uint64_t rest = scan->candidates[*at / 64] >> (*at % 64);
		if (scan->prefilter && rest == 0) {
			*at |= 63; /* none in this word */
		} else if (!scan->prefilter || (rest & 1)) {
			*ret_rule = (*at)++;
			return true;
		}
	}
	return false;
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

fl_status fl_scan_run(fl_scan *scan, uint32_t pattern, size_t field, fl_error *err)
{
	const fl_pattern *p = &scan->pack->patterns[pattern];
	fl_slot *slot = slot_of(scan, field, pattern);
	fl_str text = scan->fields[field].text;

	if (slot->done)
		return FL_OK;
	if (!use_slot(scan, slot))
		return fl_enomem(err);
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
