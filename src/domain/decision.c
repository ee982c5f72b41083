/* SPDX-License-Identifier: Apache-2.0
 *
 * decision.c - which decisions are in force.
 *
 * Question by question, in the order of time. What somebody says replaces what the same person said before; an empty value takes
 * everything back, but where it takes two people it is one more word, so that nobody undoes alone, and unseen, what two laid down.
 * What then stands, one word a person, is in force where all say the same, and where two people say it, of a rejection
 * with one reason, if the round asks for two. Where they say different things nothing is in force until a third person speaks: then what differs from
 * the third word falls. What a person says on dreams of an organisation with which a conflict of interest was declared, on its names, or on who
 * is matched with a partner with which one was, does not count, be it said before or after.
 */
#include "domain/decision.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/person.h"

#include <stdlib.h>

typedef struct settling {
	const fl_decision *all;
	const fl_decision_rules *rules;
	const fl_belonging *belonging;
	fl_decision_book *book;
	fl_decision_book conflicts; /* those questions alone */
	const fl_decision **votes;  /* of all questions, one after another */
	size_t num_votes;
} settling;

static int by_question(const fl_decision *x, const fl_decision *y)
{
	int order = fl_str_cmp(x->kind, y->kind);
	if (order == 0)
		order = fl_str_cmp(x->subject, y->subject);
	if (order != 0)
		return order;
	return fl_decision_is(x, FL_DECISION_CONFLICT) ? fl_person_cmp(x->other, y->other) : fl_str_cmp(x->other, y->other);
}

bool fl_decision_one_question(const fl_decision *a, const fl_decision *b)
{
	return by_question(a, b) == 0;
}

static int by_time(const fl_decision *x, const fl_decision *y)
{
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static int by_question_then_time(const void *a, const void *b)
{
	const fl_decision *x = *(const fl_decision *const *)a, *y = *(const fl_decision *const *)b;
	int order = by_question(x, y);
	return order != 0 ? order : by_time(x, y);
}

static int by_time_alone(const void *a, const void *b)
{
	return by_time(a, b);
}

/* ---- conflicts of interest ------------------------------------------------------------------------------------------ */

bool fl_decision_conflict(const fl_decision_book *book, fl_str organisation, fl_str person)
{
	if (organisation.len == 0)
		return false;
	const fl_question *q = fl_decision_find(book, FL_STR(FL_DECISION_CONFLICT), organisation, person);
	bool found = q && q->state == FL_DECISION_IN_FORCE;
	for (size_t i = 0; !found && i < book->num_conflicts; i++)
		found = fl_person_same(book->conflicts[i].person, person) && fl_str_eq(book->conflicts[i].organisation, organisation);
	return found;
}

static bool declared(const settling *s, fl_str name, fl_str person)
{
	const fl_question *q = fl_decision_find(&s->conflicts, FL_STR(FL_DECISION_CONFLICT), name, person);
	return q && q->state == FL_DECISION_IN_FORCE;
}

/* On its names, and with a partner: under the name with which the conflict was declared. Which names are one organisation depends on what is
 * decided on names, so that cannot depend on it in turn; under other names such a decision is refused when it is made (steps/judge.c). */
static bool is_barred_by_name(const settling *s, const fl_decision *d)
{
	if (fl_decision_is(d, FL_DECISION_ORGANISATION))
		return declared(s, d->subject, d->person) || declared(s, d->other, d->person);
	return fl_decision_is(d, FL_DECISION_MATCH) && declared(s, d->other, d->person);
}

static bool is_barred(const settling *s, const fl_decision *d)
{
	if (is_barred_by_name(s, d))
		return true;
	if (!s->belonging || !s->belonging->organisation || !fl_decision_on_dream(d))
		return false;
	void *user = s->belonging->user;
	return fl_decision_conflict(&s->conflicts, s->belonging->organisation(user, d->subject), d->person) ||
	       (fl_decision_on_two(d) &&
		fl_decision_conflict(&s->conflicts, s->belonging->organisation(user, d->other), d->person));
}

/* ---- one question ----------------------------------------------------------------------------------------------------- */

static bool all_agree(const fl_question *q)
{
	for (size_t i = 1; i < q->num_votes; i++)
		if (!fl_str_eq(q->votes[i]->value, q->votes[0]->value))
			return false;
	return true;
}

static bool has_spoken(const fl_question *q, fl_str person)
{
	for (size_t i = 0; i < q->num_votes; i++)
		if (fl_person_same(q->votes[i]->person, person))
			return true;
	return false;
}

/* Keep the votes of others, and of these, where 'd' is a third word, those that say the same; then add 'd'. */
static void vote(fl_question *q, const fl_decision *d)
{
	size_t kept = 0;
	bool settles = !all_agree(q) && !has_spoken(q, d->person);
	for (size_t i = 0; i < q->num_votes; i++)
		if (!fl_person_same(q->votes[i]->person, d->person) && (!settles || fl_str_eq(q->votes[i]->value, d->value)))
			q->votes[kept++] = q->votes[i];
	q->votes[kept++] = d;
	q->num_votes = kept;
}

/* How many people say what was said last, a rejection for the same reason. */
static size_t backed(const fl_question *q)
{
	size_t count = 0;
	for (size_t i = 0; i < q->num_votes; i++)
		count += fl_str_eq(q->votes[i]->value, q->last->value) && fl_str_eq(q->votes[i]->code, q->last->code);
	return count;
}

static bool takes_two(const settling *s, const fl_decision *d)
{
	return (s->rules->two_people & (1u << fl_decision_class(d))) != 0;
}

static fl_decision_state state_of(const settling *s, const fl_question *q)
{
	bool two = takes_two(s, q->last);
	if (!all_agree(q))
		return FL_DECISION_DISAGREED;
	return two && backed(q) < 2 ? FL_DECISION_PENDING : FL_DECISION_IN_FORCE;
}

/* Everything that stands falls with 'd', or it becomes one more word. Where all say that it falls, nothing is left to stand. */
static void take_back(const settling *s, fl_question *q, const fl_decision *d)
{
	bool two = false;
	for (size_t i = 0; i < q->num_votes; i++)
		two = two || takes_two(s, q->votes[i]);
	if (two)
		vote(q, d);
	if (!two || (all_agree(q) && q->votes[0]->value.len == 0))
		q->num_votes = 0;
}

/* 'run': the decisions on one question, in the order of time. */
static void settle(settling *s, const fl_decision *const *run, size_t count)
{
	fl_question q = { .votes = s->votes + s->num_votes };
	for (size_t i = 0; i < count; i++) {
		bool barred = is_barred(s, run[i]);
		s->book->states[run[i] - s->all] = barred ? FL_DECISION_BARRED : FL_DECISION_GONE;
		if (!barred && run[i]->value.len > 0)
			vote(&q, run[i]);
		else if (!barred)
			take_back(s, &q, run[i]);
	}
	if (q.num_votes == 0)
		return;
	q.last = q.votes[q.num_votes - 1];
	q.state = state_of(s, &q);
	for (size_t i = 0; i < q.num_votes; i++)
		s->book->states[q.votes[i] - s->all] = q.state;
	s->num_votes += q.num_votes;
	s->book->questions[s->book->num_questions++] = q;
}

/* Those on conflicts, or all the others, which depend on them. */
static void settle_all(settling *s, const fl_decision *const *sorted, size_t count, bool conflicts)
{
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && by_question(sorted[i], sorted[next]) == 0; next++)
			;
		if (fl_decision_is(sorted[i], FL_DECISION_CONFLICT) == conflicts)
			settle(s, sorted + i, next - i);
	}
}

static int by_last(const void *a, const void *b)
{
	const fl_question *x = a, *y = b;
	return by_question(x->last, y->last);
}

const fl_question *fl_decision_find(const fl_decision_book *book, fl_str kind, fl_str subject, fl_str other)
{
	fl_decision like = { .kind = kind, .subject = subject, .other = other };
	size_t from = 0, to = book->num_questions;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = by_question(&like, book->questions[middle].last);
		if (order == 0)
			return &book->questions[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

static void take_in_force(fl_decision_book *book)
{
	for (size_t i = 0; i < book->num_questions; i++)
		if (book->questions[i].state == FL_DECISION_IN_FORCE)
			book->in_force[book->num_in_force++] = *book->questions[i].last;
	if (book->num_in_force > 1)
		qsort(book->in_force, book->num_in_force, sizeof *book->in_force, by_time_alone);
}

fl_status fl_decisions_settle(const fl_decision *all, size_t count, const fl_decision_rules *rules,
			      const fl_belonging *belonging, fl_arena *arena, fl_decision_book *ret, fl_error *err)
{
	const fl_decision **sorted = fl_arena_array(arena, count + 1, sizeof *sorted);
	settling s = { .all = all, .rules = rules, .belonging = belonging };
	*ret = (fl_decision_book){ .in_force = fl_arena_array(arena, count + 1, sizeof *ret->in_force),
				   .questions = fl_arena_array(arena, count + 1, sizeof *ret->questions),
				   .states = fl_arena_array(arena, count + 1, sizeof *ret->states) };
	s.votes = fl_arena_array(arena, count + 1, sizeof *s.votes);
	s.book = ret;
	ret->conflicts = belonging ? belonging->conflicts : NULL;
	ret->num_conflicts = belonging ? belonging->num_conflicts : 0;
	if (!sorted || !s.votes || !ret->in_force || !ret->questions || !ret->states)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &all[i];
	if (count > 1)
		qsort(sorted, count, sizeof *sorted, by_question_then_time);
	settle_all(&s, sorted, count, true);
	s.conflicts = *ret; /* in order, since what was sorted is */
	settle_all(&s, sorted, count, false);
	if (ret->num_questions > 1)
		qsort(ret->questions, ret->num_questions, sizeof *ret->questions, by_last);
	if (!rules->off)
		take_in_force(ret);
	return FL_OK;
}
