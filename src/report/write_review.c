/* SPDX-License-Identifier: Apache-2.0
 *
 * write_review.c - for reviewers: the queue, and one pair with what differs marked in both texts as they were written.
 *
 * On a page of text a difference stands between « and »; in JSON as bytes [start, end) of the field.
 */
#include "report/report.h"

#include "base/json.h"
#include "base/str.h"
#include "domain/dense.h"
#include "report/figure.h"
#include "report/plain.h"

enum { IDS_SHOWN = 6 }; /* of a template */

static const char *const verdicts[] = {
	[FL_PAIR_SAME] = "same", [FL_PAIR_REVIEW] = "review", [FL_PAIR_DIFFERENT] = "different"
};
static const char *const reasons[] = {
	[FL_REVIEW_BRIDGE] = "bridge", [FL_REVIEW_DOUBT] = "review", [FL_REVIEW_THIN] = "thin"
};

static void put_kinds(fl_json_writer *w, uint32_t differs)
{
	static const char *const names[] = { "number", "place", "object", "organisation" };
	fl_json_put_key(w, "differs");
	fl_json_begin_array(w);
	for (uint32_t i = 0; i < 4; i++)
		if (differs & (1u << i))
			fl_json_put_z(w, names[i]);
	fl_json_end_array(w);
}

/* The rarest words both have stand one a line. */
static void put_shared(fl_json_writer *w, fl_str shared)
{
	fl_str words;
	size_t pos = 0;
	fl_json_put_key(w, "shared");
	fl_json_begin_array(w);
	while (fl_str_line(shared, &pos, &words))
		fl_json_put_str(w, words);
	fl_json_end_array(w);
}

static void say_shared(fl_buf *out, fl_str shared)
{
	fl_str words;
	size_t pos = 0;
	if (shared.len == 0)
		return;
	fl_buf_puts(out, "  rarest words both have: ");
	for (bool first = true; fl_str_line(shared, &pos, &words); first = false) {
		fl_buf_puts(out, first ? "" : " · ");
		fl_buf_safe(out, words);
	}
	fl_buf_putc(out, '\n');
}

/* ---- the queue ------------------------------------------------------------------------------------------------ */

static void put_item(fl_buf *out, const fl_dream *dreams, const fl_review_item *item)
{
	const fl_pair *p = item->pair;
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "pair");
	fl_json_kv_z(&w, "reason", reasons[item->reason]);
	fl_json_kv_str(&w, "a", dreams[p->a].id);
	fl_json_kv_str(&w, "b", dreams[p->b].id);
	fl_json_kv_i64(&w, "score_millionths", p->score);
	put_kinds(&w, p->differs);
	fl_json_kv_str(&w, "only_a", p->only_a);
	fl_json_kv_str(&w, "only_b", p->only_b);
	put_shared(&w, p->shared);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void say_item(fl_buf *out, const fl_dream *dreams, const fl_review_item *item)
{
	const fl_pair *p = item->pair;
	fl_buf_printf(out, "%-7s %3d %%  ", reasons[item->reason], (int)(p->score / 10000));
	fl_buf_safe(out, dreams[p->a].id);
	fl_buf_puts(out, "  ");
	fl_buf_safe(out, dreams[p->b].id);
	fl_buf_puts(out, p->differs ? "  differs in " : "  nothing differs");
	fl_plain_differs(out, p->differs);
	fl_buf_puts(out, "\n               ");
	fl_buf_safe(out, dreams[p->a].title);
	fl_buf_puts(out, "\n               ");
	fl_buf_safe(out, dreams[p->b].title);
	fl_buf_putc(out, '\n');
}

static void put_template(fl_buf *out, const fl_dream *dreams, const fl_review_template *t)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "template");
	fl_json_put_key(&w, "dreams");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < t->num_dreams; i++)
		fl_json_put_str(&w, dreams[t->dreams[i]].id);
	fl_json_end_array(&w);
	fl_json_kv_str(&w, "title", dreams[t->dreams[0]].title);
	fl_json_kv_i64(&w, "pairs", (int64_t)t->num_pairs);
	fl_json_put_key(&w, "strongest");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < t->num_strongest; i++) {
		fl_json_begin_object(&w);
		fl_json_kv_str(&w, "a", dreams[t->strongest[i]->a].id);
		fl_json_kv_str(&w, "b", dreams[t->strongest[i]->b].id);
		fl_json_kv_i64(&w, "score_millionths", t->strongest[i]->score);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void say_template(fl_buf *out, const fl_dream *dreams, const fl_review_template *t)
{
	fl_buf_printf(out, "template       %zu dreams, each like at least %d others: ", t->num_dreams, FL_DENSE_LEAST);
	for (size_t i = 0; i < t->num_dreams && i < IDS_SHOWN; i++) {
		fl_buf_puts(out, i > 0 ? ", " : "");
		fl_buf_safe(out, dreams[t->dreams[i]].id);
	}
	if (t->num_dreams > IDS_SHOWN)
		fl_buf_printf(out, " and %zu more", t->num_dreams - IDS_SHOWN);
	fl_buf_puts(out, "\n               ");
	fl_buf_safe(out, dreams[t->dreams[0]].title);
	fl_buf_puts(out, "\n               most alike: ");
	for (size_t i = 0; i < t->num_strongest; i++) {
		fl_buf_printf(out, "%s%d %% ", i > 0 ? ", " : "", (int)(t->strongest[i]->score / 10000));
		fl_buf_safe(out, dreams[t->strongest[i]->a].id);
		fl_buf_putc(out, ' ');
		fl_buf_safe(out, dreams[t->strongest[i]->b].id);
	}
	fl_buf_putc(out, '\n');
}

fl_status fl_report_queue(const fl_dream *dreams, const fl_review_templates *templates, const fl_review_item *items, size_t count,
			  bool json, fl_buf *out, fl_error *err)
{
	for (size_t i = 0; i < templates->count; i++)
		if (json)
			put_template(out, dreams, &templates->items[i]);
		else
			say_template(out, dreams, &templates->items[i]);
	for (size_t i = 0; i < count; i++)
		if (json)
			put_item(out, dreams, &items[i]);
		else
			say_item(out, dreams, &items[i]);
	return fl_buf_status(out, err);
}

/* ---- signs ----------------------------------------------------------------------------------------------------- */

static void put_sign(fl_buf *out, const fl_result_note *note, fl_str kind)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "sign");
	fl_json_kv_str(&w, "sign", kind);
	fl_json_kv_str(&w, "dream", note->subject);
	fl_json_kv_str(&w, "message", note->message);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_signs(const fl_result_note *notes, size_t count, bool json, fl_buf *out, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (!fl_str_starts(notes[i].code, FL_STR("sign-")))
			continue;
		fl_str kind = fl_str_slice(notes[i].code, 5, notes[i].code.len);
		if (json) {
			put_sign(out, &notes[i], kind);
			continue;
		}
		fl_buf_puts(out, "flowers        ");
		fl_buf_safe(out, notes[i].subject);
		fl_buf_printf(out, "  %.*s\n               ", FL_STR_ARG(kind));
		fl_buf_safe(out, notes[i].message);
		fl_buf_putc(out, '\n');
	}
	if (out->len == 0 && !json)
		fl_buf_puts(out, "nothing to look at\n");
	return fl_buf_status(out, err);
}

/* ---- one pair in words ---------------------------------------------------------------------------------------- */

static void say_marked(fl_buf *out, const char *name, fl_str text, const fl_marks *marks)
{
	size_t at = 0;
	if (text.len == 0)
		return;
	fl_buf_printf(out, "  %-13s", name);
	for (size_t i = 0; i < marks->count; i++) {
		const fl_mark *m = &marks->items[i];
		if (m->begin < at || m->end > text.len)
			continue; /* inside one that is marked already */
		fl_buf_safe(out, fl_str_slice(text, at, m->begin));
		fl_buf_puts(out, "«");
		fl_buf_safe(out, fl_str_slice(text, m->begin, m->end));
		fl_buf_puts(out, "»");
		at = m->end;
	}
	fl_buf_safe(out, fl_str_slice(text, at, text.len));
	fl_buf_putc(out, '\n');
}

static void say_text(fl_buf *out, const fl_review_text *t, int offset_minutes)
{
	fl_buf_puts(out, "\ndream ");
	fl_buf_safe(out, t->dream->id);
	fl_buf_putc(out, '\n');
	say_marked(out, "title", t->dream->title, &t->title);
	say_marked(out, "text", t->dream->body, &t->body);
	say_marked(out, "organisation", t->dream->organisation, &(fl_marks){ NULL, 0 });
	say_marked(out, "region", t->dream->region, &(fl_marks){ NULL, 0 });
	if (t->dream->submitted != FL_TIME_NONE) {
		fl_buf_puts(out, "  submitted    ");
		fl_figure_time(out, t->dream->submitted, offset_minutes);
		fl_buf_putc(out, '\n');
	}
}

/* Seconds between two times; -1 where one is not known. */
static int64_t between(const fl_review_pair *p)
{
	int64_t a = p->a.dream->submitted, b = p->b.dream->submitted;
	if (a == FL_TIME_NONE || b == FL_TIME_NONE)
		return -1;
	return a > b ? a - b : b - a;
}

static bool same_organisation(const fl_review_pair *p)
{
	return p->a.dream->organisation.len > 0 && fl_str_eq(p->a.dream->organisation, p->b.dream->organisation);
}

static void say_evidence(fl_buf *out, const fl_review_pair *p)
{
	const fl_pair *e = p->pair;
	int64_t seconds = between(p);
	if (e && e->exact)
		fl_buf_puts(out, "  the same words\n");
	else if (e)
		fl_buf_printf(out, "  alike %d %%: titles %d %%, texts %d %%, the shorter found in the longer %d %%\n",
			      (int)(e->score / 10000), (int)(e->title / 10000), (int)(e->body / 10000),
			      (int)(e->containment / 10000));
	if (e && e->differs) {
		fl_buf_puts(out, "  differs in ");
		fl_plain_differs(out, e->differs);
		fl_buf_putc(out, '\n');
	}
	if (e)
		say_shared(out, e->shared);
	if (!e && p->template)
		fl_buf_puts(out, "  of one template: the pairs that are more alike were kept, this one was not\n");
	else if (!e)
		fl_buf_puts(out, p->equal_words ? "  the same words\n" : "  less alike than any pair that is looked at\n");
	if (same_organisation(p))
		fl_buf_puts(out, "  the same organisation\n");
	if (p->same_author >= 0)
		fl_buf_puts(out, p->same_author ? "  the same author\n" : "  another author\n");
	if (seconds >= 0 && seconds < 86400)
		fl_buf_puts(out, "  submitted less than a day apart\n");
	else if (seconds >= 0)
		fl_buf_printf(out, "  submitted %lld day%s apart\n", (long long)(seconds / 86400),
			      seconds < 2 * 86400 ? "" : "s");
}

static void say_decision(fl_buf *out, const fl_review_pair *p)
{
	const fl_decision *d = p->decision;
	if (!d)
		return;
	fl_buf_puts(out, "  decided: ");
	fl_buf_safe(out, d->value);
	fl_buf_puts(out, ", by ");
	fl_buf_safe(out, d->person);
	fl_buf_puts(out, ", ");
	fl_figure_time(out, d->at, p->offset_minutes);
	fl_buf_puts(out, ": ");
	fl_buf_safe(out, d->why);
	fl_buf_puts(out, p->stale ? "; the texts have changed since\n" : "\n");
}

/* A pair that was not kept is one that a person would look at. */
static const char *verdict_of(const fl_review_pair *p)
{
	if (p->pair)
		return verdicts[p->pair->verdict];
	return verdicts[p->equal_words ? FL_PAIR_SAME : p->template ? FL_PAIR_REVIEW : FL_PAIR_DIFFERENT];
}

static void say_pair(fl_buf *out, const fl_review_pair *p)
{
	bool apart = !p->together;
	fl_buf_printf(out, "verdict: %s\n", verdict_of(p));
	fl_buf_puts(out, apart ? "  in two clusters\n" : "  in one cluster\n");
	if (apart && p->pair && p->pair->verdict == FL_PAIR_SAME)
		fl_buf_puts(out, "  a bridge: other members of their clusters are not the same\n");
	say_evidence(out, p);
	say_decision(out, p);
	say_text(out, &p->a, p->offset_minutes);
	say_text(out, &p->b, p->offset_minutes);
}

/* ---- one pair as JSON ----------------------------------------------------------------------------------------- */

static void put_marks(fl_json_writer *w, const char *field, fl_str text, const fl_marks *marks)
{
	for (size_t i = 0; i < marks->count; i++) {
		const fl_mark *m = &marks->items[i];
		if (m->begin > m->end || m->end > text.len)
			continue;
		fl_json_begin_object(w);
		fl_json_kv_z(w, "field", field);
		fl_json_kv_z(w, "kind", fl_difference_name(m->kind));
		fl_json_kv_i64(w, "start", m->begin);
		fl_json_kv_i64(w, "end", m->end);
		fl_json_kv_str(w, "text", fl_str_slice(text, m->begin, m->end));
		fl_json_end_object(w);
	}
}

static void put_text(fl_json_writer *w, const char *key, const fl_review_text *t)
{
	fl_json_put_key(w, key);
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", t->dream->id);
	fl_json_kv_str(w, "title", t->dream->title);
	fl_json_kv_str(w, "body", t->dream->body);
	fl_json_kv_str(w, "organisation", t->dream->organisation);
	fl_json_put_key(w, "only_here");
	fl_json_begin_array(w);
	put_marks(w, "title", t->dream->title, &t->title);
	put_marks(w, "body", t->dream->body, &t->body);
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void put_decision(fl_json_writer *w, const fl_review_pair *p)
{
	fl_json_put_key(w, "decision");
	if (!p->decision) {
		fl_json_put_null(w);
		return;
	}
	fl_json_begin_object(w);
	fl_json_kv_str(w, "value", p->decision->value);
	fl_json_kv_str(w, "by", p->decision->person);
	fl_json_kv_str(w, "why", p->decision->why);
	fl_json_kv_i64(w, "at", p->decision->at);
	fl_json_kv_i64(w, "seq", p->decision->seq);
	fl_json_kv_bool(w, "texts_changed", p->stale);
	fl_json_end_object(w);
}

static void put_pair(fl_buf *out, const fl_review_pair *p)
{
	fl_json_writer w;
	int64_t seconds = between(p);
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "verdict", verdict_of(p));
	fl_json_kv_bool(&w, "one_cluster", p->together);
	if (p->pair) {
		fl_json_kv_i64(&w, "score_millionths", p->pair->score);
		fl_json_kv_i64(&w, "title_millionths", p->pair->title);
		fl_json_kv_i64(&w, "body_millionths", p->pair->body);
		fl_json_kv_i64(&w, "containment_millionths", p->pair->containment);
		put_kinds(&w, p->pair->differs);
		put_shared(&w, p->pair->shared);
	}
	fl_json_kv_bool(&w, "same_organisation", same_organisation(p));
	fl_json_put_key(&w, "same_author");
	if (p->same_author < 0)
		fl_json_put_null(&w);
	else
		fl_json_put_bool(&w, p->same_author == 1);
	fl_json_put_key(&w, "seconds_between");
	if (seconds >= 0)
		fl_json_put_i64(&w, seconds);
	else
		fl_json_put_null(&w);
	put_decision(&w, p);
	put_text(&w, "a", &p->a);
	put_text(&w, "b", &p->b);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_pair(const fl_review_pair *pair, bool json, fl_buf *out, fl_error *err)
{
	if (json)
		put_pair(out, pair);
	else
		say_pair(out, pair);
	return fl_buf_status(out, err);
}
