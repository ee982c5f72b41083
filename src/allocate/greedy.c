/* SPDX-License-Identifier: Apache-2.0
 *
 * greedy.c - the rule that cities use, as a baseline: dreams by tally, ties in the order of import; each takes what
 * it asks for if that still fits into the pools that may pay it and the maxima of its groups. "no-skip" stops at the
 * first that does not fit.
 *
 * Minima are not pursued; where they are missed the answer is infeasible and says which (room.c).
 */
#include "allocate/room.h"

#include "base/error.h"

static void take_turns(fl_solution *s, fl_allocation *a, const fl_turn *turns, fl_room *room)
{
	const fl_program *p = s->program;
	bool stopped = false;
	for (size_t k = 0; k < s->num_order; k++) {
		uint32_t dream = s->order[turns[k].order], c = s->class_of[dream];
		fl_money amount = p->columns[c].unit_max;
		fl_award *award = &a->awards[dream];
		award->needs = -1;
		award->limit = UINT32_MAX;
		bool fits = !stopped && fl_room_take(room, c);
		award->reason = fits          ? FL_WHY_GREEDY_FIT
				: stopped     ? FL_WHY_GREEDY_STOP
				: amount == 0 ? FL_WHY_NO_POOL
					      : FL_WHY_GREEDY_SKIP;
		stopped = stopped || (!fits && amount > 0 && s->spec->policy.greedy == FL_GREEDY_NO_SKIP);
		if (fits)
			s->amounts[dream] = amount;
	}
}

fl_status fl_greedy_run(fl_solution *s, fl_allocation *a, fl_error *err)
{
	fl_room room;
	fl_turn *turns = fl_turns_by_score(s);
	fl_status status = fl_room_init(&room, s->program, err);
	if (status == FL_OK && !turns)
		status = fl_enomem(err);
	if (status == FL_OK) {
		take_turns(s, a, turns, &room);
		a->outcome = FL_FEASIBLE;
		status = fl_room_judge(&room, s, a, err);
	}
	fl_room_release(&room);
	fl_free(turns);
	return status;
}
