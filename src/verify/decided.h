/* SPDX-License-Identifier: Apache-2.0
 *
 * decided.h - has what people laid down the effect that it must have, and nothing else one?
 */
#ifndef FL_VERIFY_DECIDED_H
#define FL_VERIFY_DECIDED_H

#include "domain/bundle_decisions.h"
#include "domain/bundle_facts.h"
#include "domain/matching.h"
#include "verify/verify.h"

typedef struct fl_decided {
	const fl_round_spec *spec;
	const fl_bundle_facts *facts;
	const fl_bundle_decision *lines;
	size_t count;
	fl_decision_book book; /* what is in force, by fl_verify_decided */
} fl_decided;

/* Of dreams: who takes part, tags, category, organisation, who represents whom (decided.c, decided_names.c, decided_pairs.c). What does
 * not follow is a refusal. Texts are borrowed, lists are in the arena. */
fl_status fl_verify_decided(fl_decided *d, fl_arena *arena, fl_verdict *verdict, fl_error *err);
/* Of the matching; after that. */
fl_status fl_verify_decided_match(const fl_decided *d, const fl_matching *m, fl_verdict *verdict, fl_error *err);
/* A bundle without decisions: is there a trace of any? */
void fl_verify_undecided(const fl_bundle_facts *facts, fl_verdict *verdict);

/* ---- the parts ------------------------------------------------------------------------------------------------------ */

/* Settles the decisions into d->book: whom a conflict of interest bars depends on what the round calls each organisation. */
fl_status fl_verify_decided_names(fl_decided *d, fl_arena *arena, fl_verdict *verdict, fl_error *err);
/* 'ids': the dream of each id. */
fl_status fl_verify_decided_pairs(const fl_decided *d, const fl_map *ids, fl_verdict *verdict, fl_error *err);

#endif
