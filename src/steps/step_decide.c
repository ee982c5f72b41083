/* SPDX-License-Identifier: Apache-2.0
 *
 * step_decide.c - a person lays something down, or takes it back.
 *
 * It changes no result by itself: the steps that it bears on are out of date from then on, and take it into account when they are
 * done again.
 */
#include "base/error.h"
#include "base/str.h"
#include "domain/person.h"
#include "steps/belonging.h"
#include "steps/judge.h"
#include "steps/lay_down.h"
#include "steps/step.h"

/* ---- what is meant -------------------------------------------------------------------------------------------------- */

static bool stands(const fl_question *q, fl_str dream)
{
	return fl_decision_on_dream(q->last) && !fl_decision_on_two(q->last) && fl_str_eq(q->last->subject, dream);
}

/* "Take back what was decided on this dream", where that is one thing. */
static fl_status guess_question(const fl_work *w, fl_decision *d, fl_error *err)
{
	const fl_question *found = NULL;
	for (size_t i = 0; i < w->book.num_questions; i++) {
		const fl_question *q = &w->book.questions[i];
		if (!stands(q, d->subject))
			continue;
		if (found)
			return fl_error_set(err, FL_EINVAL, "more than one thing was decided on '%.*s': say which, such as '%.*s' or '%.*s'",
					    FL_STR_ARG(d->subject), FL_STR_ARG(found->last->kind), FL_STR_ARG(q->last->kind));
		found = q;
	}
	d->kind = found ? found->last->kind : fl_str_of(FL_DECISION_REPRESENTATIVE);
	d->other = found ? found->last->other : FL_STR("");
	return FL_OK;
}

static fl_status understand(const fl_work *w, const fl_ruling *ruling, fl_decision *ret, fl_error *err)
{
	*ret = (fl_decision){ .kind = fl_str_of(ruling->kind),
			      .subject = fl_str_of(ruling->dream),
			      .other = fl_str_of(ruling->other),
			      .value = fl_str_of(ruling->value),
			      .code = fl_str_of(ruling->code),
			      .person = fl_str_trim(fl_str_of(ruling->by)),
			      .why = fl_str_trim(fl_str_of(ruling->why)) };
	if (ruling->value && ret->value.len == 0)
		return fl_error_set(err, FL_EINVAL, "nothing is said");
	if (ruling->kind) {
		fl_decision_order(ret);
		return FL_OK;
	}
	if (ruling->other) {
		ret->kind = fl_str_of(FL_DECISION_PAIR);
		fl_decision_order(ret);
		return FL_OK;
	}
	if (!ruling->value)
		return guess_question(w, ret, err);
	if (!fl_str_eqz(ret->value, "represents"))
		return fl_error_set(err, FL_EINVAL, "one dream 'represents' its cluster, it is not '%s'", ruling->value);
	ret->kind = fl_str_of(FL_DECISION_REPRESENTATIVE);
	ret->value = FL_STR("yes");
	return FL_OK;
}

/* ---- laying it down ------------------------------------------------------------------------------------------------- */

/* Has this person said just that, and does it stand? */
static bool is_known(const fl_question *q, const fl_decision *d)
{
	for (size_t i = 0; q && i < q->num_votes; i++) {
		const fl_decision *v = q->votes[i];
		if (fl_person_same(v->person, d->person) && fl_str_eq(v->value, d->value) && fl_str_eq(v->code, d->code) &&
		    fl_digest_same(&v->seen, &d->seen))
			return true;
	}
	return false;
}

/* A clock that is behind does not make a decision older than what it answers. */
static int64_t time_of(const fl_work *w, const fl_decision *d, int64_t now)
{
	for (size_t i = 0; i < w->num_laid_down; i++) {
		const fl_decision *other = &w->laid_down[i];
		if (other->at > now && fl_decision_one_question(other, d))
			now = other->at;
	}
	return now;
}

/* Where it has no effect yet, say what it waits for. */
static fl_status tell_state(fl_work *w, const fl_decision *d, const fl_listener *to, fl_error *err)
{
	fl_decision_book book;
	fl_decision *all;
	size_t count;
	FL_TRY(fl_decisions_load(w->store, &w->arena, &all, &count, err));
	FL_TRY(fl_belonging_settle(w->store, all, count, w->spec, &w->arena, &book, err));
	fl_str subject = fl_arena_str(&w->arena, d->subject);
	const fl_question *q = fl_decision_find(&book, d->kind, d->subject, d->other);
	if (q && subject.data && q->state == FL_DECISION_PENDING)
		fl_report(to, FL_NOTE, "decision-pending", "", 0, 0, subject.data,
			  "it has no effect before a second person decides the same");
	if (q && subject.data && q->state == FL_DECISION_DISAGREED)
		fl_report(to, FL_WARNING, "decision-disagreement", "", 0, 0, subject.data,
			  "people say different things: nothing is in force before a third person decides");
	return FL_OK;
}

static fl_status decide(fl_work *w, fl_judge *judge, const fl_ruling *ruling, const fl_options *options, bool *ret_changed,
			fl_error *err)
{
	fl_decision d;
	fl_status status = understand(w, ruling, &d, err);
	if (status == FL_OK)
		status = fl_decision_check(&d, &w->spec->decisions, err);
	if (status != FL_OK)
		return fl_error_argument(err, status);
	FL_TRY(fl_judge_name_partner(judge, &d, err));
	FL_TRY(fl_judge_decision(judge, &d, false, NULL, err));
	const fl_question *last = fl_decision_find(&w->book, d.kind, d.subject, d.other);
	if (!ruling->value && !last)
		return fl_error_set(err, FL_ENOTFOUND, "there is no decision to take back");
	d.seen = fl_judge_seen(judge, &d);
	d.at = time_of(w, &d, options->now);
	if (is_known(last, &d))
		return FL_OK;
	FL_TRY(fl_lay_down(w->store, &d, 1, NULL, 0, options->now, err));
	FL_TRY(tell_state(w, &d, &options->findings, err));
	FL_TRY(fl_store_commit(w->store, err));
	*ret_changed = true;
	return FL_OK;
}

fl_status fl_round_decide(fl_round *round, const fl_ruling *ruling, const fl_options *options, bool *ret_changed,
			  fl_error *err)
{
	fl_work w;
	fl_judge judge = { 0 };
	*ret_changed = false;
	fl_status status = fl_work_open(&w, round, true, err);
	if (status == FL_OK)
		status = fl_judge_open(&judge, &w, err);
	if (status == FL_OK)
		status = decide(&w, &judge, ruling, options, ret_changed, err);
	fl_judge_release(&judge);
	return fl_work_end(&w, status, err);
}

/* ---- as if ---------------------------------------------------------------------------------------------------------- */

fl_status fl_decide_as_if(fl_round *copy, const fl_ruling *ruling, const fl_options *options, fl_error *err)
{
	static const char *const nobody[] = { "florin what-if", "florin what-if, too" };
	bool changed;
	fl_error inner = FL_ERROR_INIT;
	fl_ruling said = *ruling;
	said.why = "what if";
	said.by = nobody[0];
	said.value = NULL;
	said.code = NULL;
	fl_status status = fl_round_decide(copy, &said, options, &changed, &inner);
	if (status != FL_OK && status != FL_ENOTFOUND) /* not found: nothing stands on it */
		return fl_error_set(err, status, "%s", inner.message);
	said.value = ruling->value;
	said.code = ruling->code;
	for (int i = 0; i < 2; i++) {
		said.by = nobody[i];
		FL_TRY(fl_round_decide(copy, &said, options, &changed, err));
	}
	return FL_OK;
}
