/* SPDX-License-Identifier: Apache-2.0
 *
 * stage_view.h - one stage of a policy of ratios as a linear program of its own, class by class: what models/target.mod, rise.mod and
 * fall.mod are given.
 *
 * At a level z the definition (domain/proof.h) asks for x >= min(u, z w), which is no linear condition in z. It becomes one
 * when it is known who has all they may get before z is reached: those are DONE and stand at u, and for the others, OPEN,
 * x >= z w. If the level that is found is at least u / w of everyone who is done and below it for everyone who is open, then
 * it is the level of the definition: a higher one would be open to the same dreams, and this program has none. (A fall is the
 * same turned round, with the lower ends.)
 */
#ifndef FL_ALLOCATE_STAGE_VIEW_H
#define FL_ALLOCATE_STAGE_VIEW_H

#include "allocate/stages.h"

typedef enum fl_stage_standing {
	FL_STAGE_STILL, /* its box does not move in this stage */
	FL_STAGE_OPEN,  /* its end moves with the level */
	FL_STAGE_DONE   /* it moves, but reached the far end of its box before this level */
} fl_stage_standing;

typedef struct fl_stage_view {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	const fl_program *program;
	const fl_staged *staged; /* NULL: limits that contradict each other left nothing to solve */
	fl_stage_kind kind;
	uint32_t number;  /* among the stages of its kind, from 1 */
	bool last;        /* no limit stops it: the level reaches 'end' */
	bool feasible;    /* false: nothing satisfies the limits even before anything moves; there is no level */
	mpq_t level, end; /* the level goes no further than 'end': up, or down where the kind is SPARE or FALL */
	mpq_t step;       /* a power of ten near the levels, so that solvers compute with numbers near 1 */
	mpq_t *weight, *low, *high; /* per class, of one of its dreams; weight 0 where it stands still */
	uint8_t *standing;          /* per class: fl_stage_standing */
	size_t at;                  /* which of the stages comes next */
	bool over;
} fl_stage_view;

/* Begin before the first stage. All is borrowed. 'staged' is that of a round in which all dreams take part. */
fl_status fl_stage_view_init(fl_stage_view *view, const fl_round_spec *spec, const fl_candidate *dreams,
			     const fl_program *program, const fl_staged *staged, fl_error *err);
void fl_stage_view_release(fl_stage_view *view);
/* The next stage in order; the last one of a kind is that which no limit stops. False: there is none. */
bool fl_stage_view_next(fl_stage_view *view);

bool fl_stage_kind_rises(fl_stage_kind kind);
const char *fl_stage_kind_name(fl_stage_kind kind); /* "rise" */

#endif
