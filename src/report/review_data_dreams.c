/* SPDX-License-Identifier: Apache-2.0
 *
 * review_data_dreams.c - the dreams of the review page: their texts as far as they are shown, and what hit them.
 */
#include "report/review_data.h"

#include "base/str.h"

#define ASKED_MAX     ((size_t)65536) /* bytes of a text that an item is about */
#define CUT_OF_TITLES ((size_t)600)
#define AROUND        ((size_t)36) /* bytes of text on each side of a hit behind the cut */

const char *const fl_review_columns[] = { "id",	  "title",   "body",  "cut",   "organisation",	"region",  "category",
					  "unclear", "tags",    "request", "tally", "threshold",	"standing", "award",
					  "representative", "hits", "beyond", "seen", NULL };

/* At most 'max' bytes, without breaking a character. */
static fl_str shorten(fl_str text, size_t max)
{
	if (text.len <= max)
		return text;
	while (max > 0 && ((unsigned char)text.data[max] & 0xc0) == 0x80)
		max--;
	return fl_str_slice(text, 0, max);
}

/* Neither an exception that struck nor a limit that was reached. */
static bool is_evidence(const fl_match *m)
{
	bool hit = m->tag.len > 0 || m->capture.len > 0 || fl_str_starts(m->value, FL_STR("against "));
	return hit && m->start < m->end && (fl_str_eqz(m->field, "title") || fl_str_eqz(m->field, "body"));
}

static bool is_repeated(const fl_match *m, const fl_match *before)
{
	return before && m->start == before->start && m->end == before->end && fl_str_eq(m->field, before->field) &&
	       fl_str_eq(m->rule, before->rule) && fl_str_eq(m->pack, before->pack);
}

static void put_hits(fl_review_writer *d, const fl_sheet_dream *dream, size_t shown)
{
	fl_page_cursor title = { .text = dream->dream->title }, body = { .text = dream->dream->body };
	const fl_match *before = NULL;
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < dream->num_matches; before = &dream->matches[i++]) {
		const fl_match *m = &dream->matches[i];
		bool in_body = fl_str_eqz(m->field, "body");
		int64_t rule = fl_review_rule(d, m->pack, m->rule);
		if (!is_evidence(m) || is_repeated(m, before) || rule == FL_REVIEW_NO_RULE || (in_body && m->end > shown))
			continue;
		fl_json_put_i64(&d->w, rule);
		fl_json_put_i64(&d->w, in_body);
		fl_json_put_i64(&d->w, fl_page_unit_of_byte(in_body ? &body : &title, m->start));
		fl_json_put_i64(&d->w, fl_page_unit_of_byte(in_body ? &body : &title, m->end));
	}
	fl_json_end_array(&d->w);
}

/* The first hit of each rule behind the cut. */
static void put_beyond(fl_review_writer *d, const fl_sheet_dream *dream, size_t shown)
{
	fl_str body = dream->dream->body;
	int64_t last = FL_REVIEW_NO_RULE;
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < dream->num_matches && shown < body.len; i++) {
		const fl_match *m = &dream->matches[i];
		int64_t rule = fl_review_rule(d, m->pack, m->rule);
		if (!is_evidence(m) || rule == FL_REVIEW_NO_RULE || rule == last || !fl_str_eqz(m->field, "body") || m->end <= shown ||
		    m->end > body.len)
			continue;
		last = rule;
		size_t from = m->start > AROUND ? m->start - AROUND : 0;
		while (from < m->start && ((unsigned char)body.data[from] & 0xc0) == 0x80)
			from++;
		fl_json_put_i64(&d->w, rule);
		fl_json_put_str(&d->w, fl_str_slice(body, from, m->start));
		fl_json_put_str(&d->w, shorten(fl_str_slice(body, m->start, m->end), 4 * AROUND));
		fl_json_put_str(&d->w, shorten(fl_str_slice(body, m->end, body.len), AROUND));
	}
	fl_json_end_array(&d->w);
}

static void put_text(fl_review_writer *d, const fl_sheet_dream *dream, fl_str *ret_shown)
{
	fl_str body = dream->dream->body;
	fl_str title = shorten(dream->dream->title, dream->asked ? ASKED_MAX : CUT_OF_TITLES);
	*ret_shown = shorten(body, dream->asked ? ASKED_MAX : d->cut);
	fl_json_put_str(&d->w, dream->dream->id);
	fl_json_put_str(&d->w, title);
	fl_json_put_str(&d->w, *ret_shown);
	fl_json_put_i64(&d->w, (int64_t)(fl_utf8_length(fl_str_slice(body, ret_shown->len, body.len)) +
					 fl_utf8_length(fl_str_slice(dream->dream->title, title.len, dream->dream->title.len))));
}

static void put_dream(fl_review_writer *d, const fl_sheet_dream *dream)
{
	const fl_candidate *c = dream->candidate;
	fl_digest seen = fl_decision_seen(dream->dream, NULL);
	fl_str shown;
	if (dream->withheld) {
		fl_json_put_null(&d->w);
		return;
	}
	fl_json_begin_array(&d->w);
	put_text(d, dream, &shown);
	fl_review_put_string(d, dream->dream->organisation);
	fl_review_put_string(d, dream->dream->region);
	fl_review_put_string(d, c->category);
	fl_json_put_i64(&d->w, dream->unclear);
	fl_json_begin_array(&d->w);
	for (size_t t = 0; t < c->num_tags; t++)
		fl_review_put_string(d, c->tags[t]);
	fl_json_end_array(&d->w);
	fl_page_put_money(&d->w, c->request);
	fl_json_put_i64(&d->w, d->sheet->tallied ? c->tally : -1);
	fl_json_put_i64(&d->w, d->sheet->tallied ? c->threshold : -1);
	fl_json_put_i64(&d->w, d->sheet->tallied ? (int64_t)c->standing : -1);
	if (dream->award)
		fl_page_put_money(&d->w, dream->award->amount);
	else
		fl_json_put_i64(&d->w, -1);
	fl_json_put_i64(&d->w, dream->representative);
	put_hits(d, dream, shown.len);
	put_beyond(d, dream, shown.len);
	fl_review_put_seen(d, &seen);
	fl_json_end_array(&d->w);
}

void fl_review_put_dreams(fl_review_writer *d)
{
	fl_json_put_key(&d->w, "dreams");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < d->sheet->num_dreams; i++)
		put_dream(d, &d->sheet->dreams[i]);
	fl_json_end_array(&d->w);
}

