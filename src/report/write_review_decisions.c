/* SPDX-License-Identifier: Apache-2.0
 *
 * write_review_decisions.c - the part of a reviewer's queue that is about decisions; and all decisions with how they stand.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/decision_words.h"
#include "report/figure.h"

static const char *const reasons[] = {
	[FL_REVIEW_PENDING] = "pending", [FL_REVIEW_DISAGREED] = "disagreement", [FL_REVIEW_STALE] = "stale", [FL_REVIEW_ASKED] = "asked"
};

/* The members of a decision, without its braces. */
static void put_members(fl_json_writer *w, const fl_decision *d)
{
	fl_buf time;
	fl_buf_init(&time, 100);
	fl_time_print(&time, d->at, 0);
	fl_figure_failed(w->buf, &time);
	fl_json_kv_str(w, "value", d->value);
	fl_json_kv_str(w, "code", d->code);
	fl_json_kv_str(w, "by", d->person);
	fl_json_kv_str(w, "why", d->why);
	fl_json_kv_str(w, "at", fl_buf_view(&time));
	fl_json_kv_i64(w, "entry", d->seq);
	fl_buf_release(&time);
}

static void put_item(fl_buf *out, const fl_review_decision *item)
{
	fl_json_writer w;
	const fl_question *q = item->question;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "decision");
	fl_json_kv_z(&w, "reason", reasons[item->reason]);
	fl_json_kv_str(&w, "kind", q->last->kind);
	fl_json_kv_str(&w, "subject", q->last->subject);
	fl_json_kv_str(&w, "other", q->last->other);
	fl_json_put_key(&w, "votes");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < q->num_votes; i++) {
		fl_json_begin_object(&w);
		put_members(&w, q->votes[i]);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void say_item(fl_buf *out, const fl_review_decision *item, const fl_decision_rules *rules)
{
	static const char *const needs[] = { [FL_REVIEW_PENDING] = "a second person decides the same, or otherwise",
					     [FL_REVIEW_DISAGREED] = "nothing is in force: a third person decides",
					     [FL_REVIEW_STALE] = "the text has changed since: decide again",
					     [FL_REVIEW_ASKED] = "a colleague asks" };
	const fl_question *q = item->question;
	fl_buf_printf(out, "%-15s", reasons[item->reason]);
	fl_buf_safe(out, q->last->subject);
	if (q->last->other.len > 0) {
		fl_buf_puts(out, "  ");
		fl_buf_safe(out, q->last->other);
	}
	fl_buf_printf(out, "  %s\n", needs[item->reason]);
	for (size_t i = 0; i < q->num_votes; i++) {
		fl_buf_puts(out, "               ");
		fl_report_decision(q->votes[i], rules, NULL, FL_LANG_EN, out);
		fl_buf_putc(out, '\n');
	}
}

fl_status fl_report_review_decisions(const fl_review_decision *items, size_t count, const fl_decision_rules *rules, bool json,
				     fl_buf *out, fl_error *err)
{
	for (size_t i = 0; i < count; i++)
		if (json)
			put_item(out, &items[i]);
		else
			say_item(out, &items[i], rules);
	return fl_buf_status(out, err);
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static void put_logged_members(fl_json_writer *w, const fl_decision *d, fl_decision_state state, bool stale)
{
	fl_json_kv_i64(w, "id", d->id);
	fl_json_kv_str(w, "kind", d->kind);
	fl_json_kv_str(w, "subject", d->subject);
	fl_json_kv_str(w, "other", d->other);
	put_members(w, d);
	fl_json_kv_z(w, "state", d->value.len == 0 ? "taking back" : fl_report_decision_state(state, FL_LANG_EN));
	fl_json_kv_bool(w, "texts_changed", stale);
}

static void put_logged(fl_buf *out, const fl_decision *d, fl_decision_state state, bool stale)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	put_logged_members(&w, d, state, stale);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void say_logged(fl_buf *out, const fl_decision_log *log, size_t i)
{
	const fl_decision *d = &log->decisions[i];
	fl_buf_printf(out, "%4lld  ", (long long)d->id);
	fl_figure_time(out, d->at, log->offset_minutes);
	fl_buf_puts(out, "  ");
	fl_report_decision(d, log->rules, NULL, FL_LANG_EN, out);
	if (d->value.len > 0 && log->states[i] != FL_DECISION_IN_FORCE)
		fl_buf_printf(out, " [%s]", fl_report_decision_state(log->states[i], FL_LANG_EN));
	if (log->stale[i])
		fl_buf_puts(out, " [the text has changed since]");
	fl_buf_putc(out, '\n');
}

fl_status fl_report_decision_log(const fl_decision_log *log, bool json, fl_buf *out, fl_error *err)
{
	for (size_t i = 0; i < log->count; i++)
		if (json)
			put_logged(out, &log->decisions[i], log->states[i], log->stale[i]);
		else
			say_logged(out, log, i);
	return fl_buf_status(out, err);
}

/* ---- one dream ------------------------------------------------------------------------------------------------------ */

static void say_line(fl_buf *out, const char *name, fl_str text)
{
	if (text.len == 0)
		return;
	fl_buf_printf(out, "%-15s", name);
	fl_buf_safe(out, text);
	fl_buf_putc(out, '\n');
}

static void say_one(const fl_review_one *one, fl_buf *out)
{
	const fl_dream *d = one->dream;
	say_line(out, "dream", d->id);
	say_line(out, "title", d->title);
	say_line(out, "body", d->body);
	say_line(out, "organisation", d->organisation);
	say_line(out, "region", d->region);
	say_line(out, "category", one->category.len > 0 ? one->category : FL_STR("none"));
	for (size_t i = 0; i < one->num_tags; i++)
		say_line(out, i == 0 ? "tags" : "", one->tags[i]);
	if (one->open)
		fl_buf_puts(out, "open\n");
}

static void put_one(const fl_review_one *one, fl_buf *out)
{
	fl_json_writer w;
	const fl_dream *d = one->dream;
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_str(&w, "id", d->id);
	fl_json_kv_str(&w, "title", d->title);
	fl_json_kv_str(&w, "body", d->body);
	fl_json_kv_str(&w, "organisation", d->organisation);
	fl_json_kv_str(&w, "region", d->region);
	fl_json_kv_str(&w, "category", one->category);
	fl_json_put_key(&w, "tags");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < one->num_tags; i++)
		fl_json_put_str(&w, one->tags[i]);
	fl_json_end_array(&w);
	fl_json_kv_bool(&w, "open", one->open != NULL);
	fl_json_put_key(&w, "decisions");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < one->log.count; i++) {
		fl_json_begin_object(&w);
		put_logged_members(&w, &one->log.decisions[i], one->log.states[i], one->log.stale[i]);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_review_one(const fl_review_one *one, bool json, fl_buf *out, fl_error *err)
{
	if (json) {
		put_one(one, out);
		return fl_buf_status(out, err);
	}
	say_one(one, out);
	if (one->open)
		FL_TRY(fl_report_review_dreams(one->dream - one->open->dream, one->open, 1, false, out, err));
	if (one->log.count > 0)
		fl_buf_puts(out, "decisions\n");
	return fl_report_decision_log(&one->log, false, out, err);
}
