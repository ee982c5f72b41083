/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates.h - facts and results joined: each dream as the allocation and its checker see it.
 */
#ifndef FL_STEPS_CANDIDATES_H
#define FL_STEPS_CANDIDATES_H

#include "domain/candidate.h"
#include "domain/round.h"
#include "store/records.h"

/* One a dream, in the arena. A category that a person laid down comes first, then that of the packs, then the stated one, and
 * "unclear" is no category; tags are the stated and the given ones without what a person took away. 'tallies' NULL: tally, threshold and standing stay 0. */
fl_status fl_candidates_make(const fl_facts *facts, const fl_tag_record *tags, const fl_tally_record *tallies,
			     fl_arena *arena, fl_candidate **ret_candidates, fl_error *err);

/* Category and tags of one, by its record. */
fl_status fl_candidate_tag(const fl_dream *dream, const fl_tag_record *record, fl_arena *arena, fl_candidate *ret, fl_error *err);

/* From the store, all at once: what allocate and verify start from. Release also after a failure. */
typedef struct fl_field {
	fl_facts facts;
	fl_tag_record *tags;
	fl_tally_record *tallies;
	fl_candidate *candidates;
	int64_t nameless; /* flowers without a giver, which quadratic weights and equal shares pass over */
} fl_field;

/* Loads quadratic weights or supporters, too, where the policy asks for them. */
fl_status fl_field_load(fl_store *store, const fl_round_spec *spec, bool with_matches, fl_field *ret_field,
			fl_error *err);
/* Supporters for every candidate, whatever the policy. */
fl_status fl_field_supporters(fl_store *store, const fl_round_spec *spec, fl_field *field, fl_error *err);
void fl_field_release(fl_field *field);

#endif
