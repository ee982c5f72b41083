/* SPDX-License-Identifier: Apache-2.0
 *
 * step_follow_ask.c - what was paid and is planned, what is due, a calendar: read from the round file, nothing is left in it.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/following.h"
#include "steps/give.h"

typedef fl_status (*telling)(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out,
			     fl_error *err);

typedef struct question {
	fl_round *round;
	const char *dream, *on;
	int64_t now;
	const char *lang; /* of a calendar */
	bool json, whole; /* whole: what was recorded of the dream, or where there is none of all, belongs to the answer */
} question;

/* Without a day: all that was recorded, seen today. */
static fl_status load(const question *q, fl_work *w, fl_following *f, int64_t *ret_day, fl_error *err)
{
	fl_round_spec *spec = w->spec;
	FL_TRY(fl_following_take_day(spec, q->on, q->now, ret_day, err));
	FL_TRY(fl_following_load(w, q->on ? *ret_day : INT64_MAX, q->dream ? q->dream : q->whole ? "" : NULL, f, err));
	return q->dream && !fl_following_find(f, fl_str_of(q->dream)) ? fl_following_missing(f, fl_str_of(q->dream), err) : FL_OK;
}

/* Titles and organisations as they stand now; of a dream that is no longer imported its id says it all. */
static fl_status load_about(fl_work *w, const fl_following *f, fl_follow_view *view, fl_error *err)
{
	fl_facts facts = { 0 };
	fl_follow_about *about = fl_arena_array(&w->arena, f->num_dreams + 1, sizeof *about);
	fl_status status = about ? fl_facts_load(w->store, &facts, err) : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < facts.num_dreams; i++) {
		const fl_follow_dream *dream = fl_following_find(f, facts.dreams[i].id);
		if (!dream)
			continue;
		fl_follow_about *a = &about[dream - f->dreams];
		a->title = fl_arena_str(&w->arena, facts.dreams[i].title);
		a->organisation = fl_arena_str(&w->arena, facts.dreams[i].organisation);
		if (!a->title.data || !a->organisation.data)
			status = fl_enomem(err);
	}
	fl_facts_release(&facts);
	view->about = about;
	return status;
}

static fl_status ask(const question *q, telling tell, bool *ret_answer, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_following f = { .num_dreams = 0 };
	fl_buf out;
	int64_t day = 0;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&w, q->round, false, err);
	if (status == FL_OK)
		status = load(q, &w, &f, &day, err);
	if (status == FL_OK) {
		fl_follow_view view = fl_following_view(&w, &f);
		if (q->lang)
			status = fl_lang_parse(q->lang, &view.lang, err);
		if (status == FL_OK && q->lang)
			status = load_about(&w, &f, &view, err);
		if (status == FL_OK)
			status = tell(&view, q->dream, day, q->json, ret_answer, &out, err);
	}
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_following_release(&f);
	return fl_work_end(&w, status, err);
}

fl_status fl_round_follow_show(fl_round *round, const char *dream, const char *on, bool json, int64_t now, fl_text *ret_text, fl_error *err)
{
	bool ignored;
	question q = { .round = round, .dream = dream, .on = on, .now = now, .json = json, .whole = json };
	return ask(&q, fl_report_follow, &ignored, ret_text, err);
}

fl_status fl_round_follow_due(fl_round *round, const char *on, bool json, int64_t now, bool *ret_overdue, fl_text *ret_text, fl_error *err)
{
	question q = { .round = round, .on = on, .now = now, .json = json };
	*ret_overdue = false;
	return ask(&q, fl_report_due, ret_overdue, ret_text, err);
}

fl_status fl_round_follow_calendar(fl_round *round, const char *lang, fl_text *ret_text, fl_error *err)
{
	bool ignored;
	question q = { .round = round, .lang = lang ? lang : "en" };
	return ask(&q, fl_report_calendar, &ignored, ret_text, err);
}
