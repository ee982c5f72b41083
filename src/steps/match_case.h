/* SPDX-License-Identifier: Apache-2.0
 *
 * match_case.h - dreams and partners of a round put together: who is to be matched, what fits, what people decided; the answer, and its
 * evidence.
 */
#ifndef FL_STEPS_MATCH_CASE_H
#define FL_STEPS_MATCH_CASE_H

#include "domain/matching.h"
#include "partner/fit.h"
#include "steps/candidates.h"
#include "steps/step.h"

typedef struct fl_ruled_out { /* a pairing that would fit, and that a person forbids */
	uint32_t dream;      /* by its place in tie order */
	fl_fit fit;
} fl_ruled_out;

typedef struct fl_match_case {
	fl_work *w;
	fl_field field;
	fl_partner *partners;     /* by their id; given by the caller, with the rows in which they stand */
	int64_t *rows;
	size_t num_partners;
	uint32_t *dreams;         /* in tie order: indices in the facts */
	size_t num_dreams;
	fl_candidate *candidates; /* of these */
	const fl_dream **texts;
	fl_fits fits;
	fl_idf idf;
	bool *fixed;              /* per dream */
	fl_ruled_out *ruled_out;  /* by dream */
	size_t num_ruled_out;
	fl_matching m;            /* the case and its answer */
	fl_assignment *a;
	fl_pairing *pairings;     /* by dream, and by place */
	size_t num_pairings;
} fl_match_case;

/* The partners of the round by their id, and the rows in which they stand. */
fl_status fl_match_partners_load(fl_store *store, fl_arena *arena, fl_partner **ret_partners, int64_t **ret_rows, size_t *ret_count,
				 fl_error *err);
/* All of it: dreams, fits, decisions, assignment. Findings go to w->findings. Release it also after a failure. */
fl_status fl_match_solve(fl_match_case *mc, fl_error *err);
/* The pairings worth telling. */
fl_status fl_match_tell(fl_match_case *mc, fl_error *err);
void fl_match_release(fl_match_case *mc);
/* match_conflict.c: which limits cannot hold together, and what would mend it, as a finding. */
void fl_match_say_conflict(const fl_match_case *mc);

#endif
