/* SPDX-License-Identifier: Apache-2.0
 *
 * stages.h - the policies that divide by ratios: targets, then leximin, phase by phase (domain/proof.h, "Stages").
 */
#ifndef FL_ALLOCATE_STAGES_H
#define FL_ALLOCATE_STAGES_H

#include "allocate/integer.h"
#include "domain/round.h"

typedef struct fl_stage {
	fl_stage_kind kind;
	mpq_t level;
	fl_weight_set y; /* rows of the round's program */
	uint32_t pinned; /* dreams */
} fl_stage;

typedef struct fl_staged {
	bool feasible;
	mpq_t *first;  /* per class: what its dreams are compared by: request, tally or quadratic weight */
	mpq_t *weight; /* per class: w of one dream in the end (request or target) */
	mpq_t *amount; /* per class: of one dream that takes part */
	uint32_t *pinned_by; /* per class: limit line that held it, UINT32_MAX: its pools alone, or its target */
	uint32_t *stopped[FL_STAGE_FALL + 1]; /* by kind of stage, per class: which of 'stages' pinned it; UINT32_MAX none */
	bool *raised;        /* per class: 'pinned_by' (or a pool that must be spent) raised it, rather than held it down */
	uint32_t *kind_of;   /* per class: classes of one kind count in the same rows; UINT32_MAX takes no part */
	size_t num_kinds;
	FL_VEC(fl_stage) stages;
	int64_t solves, pivots, repairs;
	size_t num_classes;
} fl_staged;

/* taking_part: per class, how many of its dreams take part. */
fl_status fl_staged_run(const fl_round_spec *spec, const fl_candidate *dreams, const fl_program *program,
			const uint32_t *taking_part, fl_staged **ret_staged, fl_error *err);
void fl_staged_free(fl_staged *staged);

/* The stages of one round again and again, under other limits of the program's rows: what these do not change is prepared once. What is
 * given is borrowed until the stager is freed; an answer, until it is asked again. 'open': the program has rows that cannot bind
 * (instance.h), which shall not be looked at. */
typedef struct fl_stager fl_stager;
fl_status fl_stager_new(const fl_round_spec *spec, const fl_candidate *dreams, const fl_program *program, const uint32_t *taking_part,
			bool open, fl_stager **ret_stager, fl_error *err);
void fl_stager_free(fl_stager *stager);
fl_status fl_stager_run(fl_stager *stager, const fl_staged **ret_staged, fl_error *err);

/* The smallest ratio amount / weight, as domain/proof.h defines the optimum of a staged policy. amounts: per candidate,
 * of the awards; NULL: before rounding. */
void fl_staged_ratio(const fl_staged *staged, const fl_round_spec *spec, const fl_program *program,
		     const uint32_t *taking_part, const fl_money *amounts, mpq_t ret);

#endif
