/* SPDX-License-Identifier: Apache-2.0
 *
 * leximin.h - the smallest ratio as large as possible, then the next, …: stage by stage, each with its proof.
 *
 * What matters of a dream here is which rows it counts in; dreams that count in the same rows are a kind, and their sum
 * at level z is a ramp (ramp.h). So a round of any size is a program of a few hundred columns whose boxes move with z.
 *
 * For multipliers y the bound of domain/proof.h over boxes at level z, with nothing to maximise, is a piecewise linear
 * function F(z). Where F(z) < 0 nothing is feasible, so the level must stop where F reaches 0: Newton's method on
 * Farkas rays (Dinkelbach, Management Science 13, 1967; Radzik, "Fractional combinatorial optimization", 1998). There
 * the kinds that y prices are pinned, and the rest goes on (progressive filling: Bertsekas and Gallager, "Data
 * Networks", 1992, section 6.5; Ogryczak and Sliwinski, 2006, for linear programs). Nearly always the ray is a single
 * row, so rows are tried first and the linear program only has to agree in the end.
 */
#ifndef FL_ALLOCATE_LEXIMIN_H
#define FL_ALLOCATE_LEXIMIN_H

#include "allocate/integer.h"
#include "allocate/ramp.h"

typedef struct fl_leximin_kind {
	const fl_ramp *ramp; /* of the end of its box that moves; unused where 'moving' is false */
	bool moving;
	mpq_t lo, hi; /* box; of a moving kind the end that the ramp stands for is not looked at */
	bool pinned;  /* out: it stands at 'at', the value of its ramp at 'level' */
	mpq_t level, at;
	uint32_t dreams;
} fl_leximin_kind;

typedef struct fl_leximin_stage {
	mpq_t level;
	fl_weight_set y;     /* rows of the program */
	uint32_t first, len; /* slice of 'pins' */
} fl_leximin_stage;

typedef struct fl_leximin {
	const fl_program *program; /* one class column a kind, then flows and the total; nothing to maximise */
	fl_leximin_kind *kinds;    /* by column */
	bool rising;               /* lower ends rise; else upper ends fall */
	bool has_end;              /* stop at this level; without it: when nothing moves any more (rising only) */
	mpq_t end;
	/* out: */
	FL_VEC(fl_leximin_stage) stages;
	FL_VEC(uint32_t) pins; /* kinds, in the order of the stages */
	int64_t solves, pivots, repairs;
} fl_leximin;

/* *ret_feasible false: nothing satisfies the limits even before anything moves. */
fl_status fl_leximin_run(fl_leximin *lx, bool *ret_feasible, fl_error *err);
void fl_leximin_release(fl_leximin *lx); /* the outputs; kinds are the caller's */

#endif
