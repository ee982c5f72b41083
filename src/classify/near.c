/* SPDX-License-Identifier: Apache-2.0
 *
 * near.c - one pass over the hits of a clause's patterns, by their starts.
 *
 * Hits of one pattern do not overlap, so of those that start at or before a place s the last one also ends last. If
 * the hit of each pattern that is last in this sense ends near s, the clause holds, with a hit that starts at s as
 * the one that starts last; if one of them does not, no earlier hit of that pattern does. "Near" is a difference of a
 * measure that only grows along the text: characters, or ends of sentences. So everything moves forward only, and the
 * pass is linear in text and hits, however many there are.
 */
#include "classify/near.h"

#include "base/error.h"
#include "base/str.h"

/* ---- the measure ------------------------------------------------------------------------------------------- */

typedef struct ruler {
	fl_str text;
	const fl_places *ends; /* NULL: characters are counted */
} ruler;

typedef struct mark { /* a place on the ruler; moves forward only */
	size_t byte, index;
	int64_t value;
} mark;

static int64_t move(mark *m, const ruler *r, size_t byte)
{
	if (r->ends) {
		while (m->index < r->ends->len && r->ends->items[m->index] <= byte)
			m->index++;
		return m->value = (int64_t)m->index;
	}
	if (byte > m->byte) {
		m->value += (int64_t)fl_utf8_length(fl_str_slice(r->text, m->byte, byte));
		m->byte = byte;
	}
	return m->value;
}

/* ---- one field --------------------------------------------------------------------------------------------- */

typedef struct runner {    /* one pattern */
	fl_hit *hits;      /* of the scan */
	uint32_t next;     /* the first hit that does not start yet */
	int64_t last;      /* measure of the end of the hit that started last; -1: none yet */
	uint32_t unmarked; /* the first hit that has not been tried for marking */
	mark at, marked_at;
} runner;

static uint32_t skip_struck(const runner *r, uint32_t hit)
{
	while (hit != FL_SCAN_NONE && r->hits[hit].struck)
		hit = r->hits[hit].next;
	return hit;
}

/* The runner whose next hit starts first. */
static runner *first_of(runner *runners, size_t count)
{
	runner *first = NULL;

	for (size_t i = 0; i < count; i++) {
		runner *r = &runners[i];
		if (r->next != FL_SCAN_NONE &&
		    (!first || r->hits[r->next].span.start < first->hits[first->next].span.start))
			first = r;
	}
	return first;
}

/* How far behind 'here' the one ends that ends first; FL_NEAR_NEVER while one has no hit. */
static int64_t distance(const runner *runners, size_t count, int64_t here)
{
	int64_t far = 0;

	for (size_t i = 0; i < count; i++) {
		if (runners[i].last < 0)
			return FL_NEAR_NEVER;
		if (here - runners[i].last > far)
			far = here - runners[i].last;
	}
	return far;
}

/* Those that started and end near 'here' take part; those further away never will again. */
static void mark_near(runner *runners, size_t count, const ruler *r, int64_t here, int64_t limit)
{
	for (size_t i = 0; i < count; i++) {
		runner *one = &runners[i];
		while (one->unmarked != one->next) {
			fl_hit *hit = &one->hits[one->unmarked];
			if (!hit->struck && here - move(&one->marked_at, r, hit->span.end) <= limit)
				hit->counts = true;
			one->unmarked = hit->next;
		}
	}
}

static void run_field(runner *runners, size_t count, const ruler *r, int64_t limit, bool mark_them, int64_t *closest)
{
	mark start = { 0 };
	runner *now;

	while ((now = first_of(runners, count))) {
		const fl_hit *hit = &now->hits[now->next];
		int64_t here = move(&start, r, hit->span.start), far;
		now->last = move(&now->at, r, hit->span.end);
		now->next = hit->next;
		far = distance(runners, count, here);
		*closest = far < *closest ? far : *closest;
		if (mark_them && far <= limit)
			mark_near(runners, count, r, here, limit);
		now->next = skip_struck(now, now->next);
	}
}

/* ---- the clause -------------------------------------------------------------------------------------------- */

static bool open_runners(fl_scan *scan, const fl_rule *rule, const fl_near *near, size_t field, runner *runners)
{
	for (size_t i = 0; i < near->num_patterns; i++) {
		const fl_slot *slot = fl_scan_slot(scan, field, rule->first + near->patterns[i]);
		runners[i] = (runner){ .hits = scan->hits.items, .last = -1, .unmarked = slot->first };
		runners[i].next = skip_struck(&runners[i], slot->first);
		runners[i].unmarked = runners[i].next;
		if (runners[i].next == FL_SCAN_NONE)
			return false;
	}
	return true;
}

/* Without a pattern that may have more hits than are known, what was not found is not there. */
static fl_truth truth_without(const fl_scan *scan, const fl_rule *rule, const fl_near *near)
{
	bool unsure = false;

	for (size_t i = 0; i < near->num_patterns; i++) {
		if (scan->truths[near->patterns[i]] == FL_NO)
			return FL_NO;
		for (size_t field = 0; field < scan->num_fields; field++) {
			const fl_slot *slot = fl_scan_slot(scan, field, rule->first + near->patterns[i]);
			unsure = unsure || slot->limit || slot->unsure;
		}
	}
	return unsure ? FL_UNKNOWN : FL_NO;
}

fl_status fl_near_decide(fl_scan *scan, const fl_rule *rule, const fl_near *near, bool mark_them, fl_truth *ret_truth,
			 int64_t *ret_closest, fl_error *err)
{
	bool sentence = near->within == FL_NEAR_SENTENCE;
	int64_t limit = sentence ? 0 : near->within;
	runner runners[FL_RULE_PATTERNS_MAX];
	fl_places ends = { 0 };

	*ret_closest = FL_NEAR_NEVER;
	for (size_t field = 0; field < scan->num_fields; field++) {
		ruler r = { scan->fields[field].text, sentence ? &ends : NULL };
		if (!open_runners(scan, rule, near, field, runners))
			continue;
		ends.len = 0;
		if (sentence && fl_sentence_ends(&scan->fields[field], &ends, err) != FL_OK) {
			fl_vec_release(&ends);
			return FL_ENOMEM;
		}
		run_field(runners, near->num_patterns, &r, limit, mark_them, ret_closest);
	}
	fl_vec_release(&ends);
	*ret_truth = *ret_closest <= limit ? FL_YES : truth_without(scan, rule, near);
	return FL_OK;
}

/* ---- sentences --------------------------------------------------------------------------------------------- */

static bool is_line_break(char c)
{
	return c == '\n' || c == '\r';
}

/* The blank at 'at' stood for white space in which a line ended. A line may end inside a sentence of Latin words, but
 * then no line is empty; beside a Han character it does not. */
static bool ends_line(const fl_scan_field *f, size_t at)
{
	size_t breaks = 0;

	if (!f->origin)
		return false;
	const fl_normal *n = &f->origin->normal;
	fl_str space = fl_str_slice(f->origin->original, fl_normal_begin(n, at), fl_normal_end(n, at));
	for (size_t i = 0; i < space.len; i++)
		breaks +=
		    is_line_break(space.data[i]) && !(space.data[i] == '\n' && i > 0 && space.data[i - 1] == '\r');
	if (breaks == 0)
		return false;
	return breaks > 1 || (at > 0 && (unsigned char)f->text.data[at - 1] >= 0x80) ||
	       (at + 1 < f->text.len && (unsigned char)f->text.data[at + 1] >= 0x80);
}

static bool ends_with_dot(fl_str text, size_t at)
{
	if (at + 1 == text.len || text.data[at + 1] == ' ')
		return true;
	return at >= 2 && text.data[at - 1] == '.' && text.data[at - 2] == '.' && text.data[at + 1] != '.';
}

fl_status fl_sentence_ends(const fl_scan_field *field, fl_places *ret, fl_error *err)
{
	fl_str text = field->text;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool end = c == '!' || c == '?' || c == ';' || (c == '.' && ends_with_dot(text, i)) ||
			   (c == ' ' && ends_line(field, i));
		if (c == '\xE3' && text.len - i > 2 && text.data[i + 1] == '\x80' && text.data[i + 2] == '\x82') {
			i += 2;
			end = true;
		}
		if (end && !fl_vec_push(ret, (uint32_t)i + 1))
			return fl_enomem(err);
	}
	return FL_OK;
}
