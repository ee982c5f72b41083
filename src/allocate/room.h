/* SPDX-License-Identifier: Apache-2.0
 *
 * room.h - what is left in pools and groups while a baseline funds one dream after the other.
 *
 * Each dream gets all it may. Maxima of groups, counts and the pools' money are kept; minima and shares of what is awarded can only be
 * judged at the end (fl_room_judge). Pools are drawn on in the order of the round.
 */
#ifndef FL_ALLOCATE_ROOM_H
#define FL_ALLOCATE_ROOM_H

#include "allocate/solution.h"

typedef struct fl_room {
	const fl_program *program;
	mpq_t *used;     /* per row */
	fl_money *money; /* per merged pool: left */
	fl_money *sent;  /* scratch */
	mpq_t scratch;
} fl_room;

/* All of it. Release also after a failure. */
fl_status fl_room_init(fl_room *room, const fl_program *program, fl_error *err);
void fl_room_release(fl_room *room);
/* As at the beginning. */
void fl_room_clear(fl_room *room);
/* Fund one dream of the class if it fits; false, and nothing changed, when it does not. */
bool fl_room_take(fl_room *room, uint32_t class);
/* Dreams in the order of their tallies, ties in the order of import: the cities' order. */
typedef struct fl_turn {
	int64_t score; /* fl_round_voice */
	uint32_t position, order; /* of import; index into solution->order */
} fl_turn;

/* One for each dream of solution->order, in turn; to be freed. NULL when memory is short. */
fl_turn *fl_turns_by_score(const fl_solution *solution);

/* Is every minimum reached and every share of what is awarded kept? Where not, the outcome is infeasible and the limits say that
 * the baseline does not pursue them. */
fl_status fl_room_judge(const fl_room *room, const fl_solution *solution, fl_allocation *allocation, fl_error *err);

#endif
