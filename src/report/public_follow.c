/* SPDX-License-Identifier: Apache-2.0
 *
 * public_follow.c - what became of one award on a day, as far as everybody may know it.
 *
 * Of a report only what was accepted is told in words and numbers: before, that it came.
 */
#include "report/public_facts.h"

#include "base/error.h"
#include "base/str.h"

static void take_payments(const fl_follow_item *item, const fl_follow_event *const *events, size_t count, fl_public_tranche *ret)
{
	for (size_t i = 0; i < count; i++)
		if (events[i]->kind == FL_FOLLOW_PAY && fl_str_eq(events[i]->item, item->id))
			ret->paid_day = events[i]->day;
}

static void take_reports(const fl_follow_item *item, const fl_follow_event *const *events, size_t count, fl_public_milestone *ret)
{
	const fl_follow_event *last = NULL;
	for (size_t i = 0; i < count; i++) {
		const fl_follow_event *e = events[i];
		if (!fl_str_eq(e->item, item->id))
			continue;
		if (e->kind == FL_FOLLOW_FEEDBACK || e->kind == FL_FOLLOW_RESULT) {
			last = e;
			ret->reported = e->day;
		} else if (e->kind == FL_FOLLOW_ACCEPT) {
			ret->accepted = e->day;
		}
	}
	if (!last || ret->accepted == FL_FOLLOW_DAY_NONE)
		return;
	ret->people = last->people;
	ret->spent = last->amount;
	ret->story = last->story;
}

/* How many days the item is over. */
static void note_late(fl_follow_state state, int64_t due, int64_t day, fl_public_progress *ret)
{
	if (state == FL_FOLLOW_OVERDUE && day - due > ret->late)
		ret->late = day - due;
}

static fl_course state_of(const fl_follow_plan *plan, const fl_follow_dream *dream, const fl_public_progress *p)
{
	bool done = true, begun = dream->reported != 0 || p->sum.paid > 0;
	if (dream->stopped)
		return FL_COURSE_STOPPED;
	for (size_t t = 0; t < plan->num_tranches; t++)
		done = done && p->tranches[t].state == FL_FOLLOW_DONE;
	for (size_t m = 0; m < plan->num_milestones; m++)
		done = done && p->milestones[m].state == FL_FOLLOW_DONE;
	return done ? FL_COURSE_DONE : begun ? FL_COURSE_RUNNING : FL_COURSE_WAITING;
}

fl_status fl_public_follow(const fl_follow_view *view, size_t of, const fl_follow_event *const *events, size_t num_events, int64_t day,
			   fl_arena *arena, fl_public_progress *ret, fl_error *err)
{
	const fl_follow_plan *plan = view->plan;
	const fl_follow_dream *dream = &view->dreams[of];
	*ret = (fl_public_progress){ .sum = fl_follow_sum_of(dream), .stopped = FL_FOLLOW_DAY_NONE, .people = -1 };
	ret->tranches = fl_arena_array(arena, plan->num_tranches + 1, sizeof *ret->tranches);
	ret->milestones = fl_arena_array(arena, plan->num_milestones + 1, sizeof *ret->milestones);
	if (!ret->tranches || !ret->milestones)
		return fl_enomem(err);
	for (size_t t = 0; t < plan->num_tranches; t++) {
		ret->tranches[t] = (fl_public_tranche){ .state = fl_follow_state_of(plan, dream, true, t, day),
							.due = fl_follow_due(&plan->tranches[t], dream),
							.amount = fl_follow_amount(plan, dream, t),
							.paid = dream->paid[t],
							.paid_day = FL_FOLLOW_DAY_NONE };
		take_payments(&plan->tranches[t], events, num_events, &ret->tranches[t]);
		note_late(ret->tranches[t].state, ret->tranches[t].due, day, ret);
	}
	for (size_t m = 0; m < plan->num_milestones; m++) {
		ret->milestones[m] = (fl_public_milestone){ .state = fl_follow_state_of(plan, dream, false, m, day),
							    .due = fl_follow_due(&plan->milestones[m], dream),
							    .reported = FL_FOLLOW_DAY_NONE,
							    .accepted = FL_FOLLOW_DAY_NONE,
							    .people = -1,
							    .spent = -1,
							    .story = FL_STR("") };
		take_reports(&plan->milestones[m], events, num_events, &ret->milestones[m]);
		note_late(ret->milestones[m].state, ret->milestones[m].due, day, ret);
		if (ret->milestones[m].people >= 0)
			ret->people = ret->milestones[m].people;
	}
	for (size_t i = 0; i < num_events; i++)
		if (events[i]->kind == FL_FOLLOW_STOP)
			ret->stopped = events[i]->day;
	ret->state = state_of(plan, dream, ret);
	return FL_OK;
}
