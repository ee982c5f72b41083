/* SPDX-License-Identifier: Apache-2.0
 *
 * becoming.h - the candidates as they would be after one more decision: what the steps from 'tag' to 'tally' would make of the few
 * dreams that it changes, from the records in memory.
 */
#ifndef FL_STEPS_BECOMING_H
#define FL_STEPS_BECOMING_H

#include "allocate/again.h"
#include "steps/candidates.h"
#include "steps/regroup.h"
#include "steps/step.h"

typedef struct fl_becomings {
	fl_work *w;
	const fl_field *field;
	uint32_t *representative;
	int64_t *own;  /* thresholds of dreams */
	fl_map dreams; /* ids */
	fl_regroup *regroup; /* NULL: no way asks for it */
	/* names of organisations, once one is asked about */
	fl_map name_of;
	FL_VEC(fl_str) names;
	uint32_t *name;        /* of each dream */
	fl_candidate *renamed; /* scratch */
} fl_becomings;

typedef enum fl_becomes {
	FL_BECOMES_KNOWN,   /* the list says how */
	FL_BECOMES_STEPS,   /* only the steps themselves can tell */
	FL_BECOMES_REFUSED, /* it is about nothing that is there, or the round would refuse it */
} fl_becomes;

/* For these ways; the field is borrowed. Are clusters and tallies found, too ('regroup')? It reads the ledger. Release also after a
 * failure. */
fl_status fl_becomings_open(fl_becomings *b, fl_work *w, const fl_field *field, const fl_review_way *ways, size_t count, bool regroup,
			    fl_error *err);
void fl_becomings_release(fl_becomings *b);
/* Does it change clusters, which needs 'regroup'? */
bool fl_becoming_regroups(const fl_decision *decision);
/* In the arena of the work. */
fl_status fl_becomings_of(fl_becomings *b, const fl_decision *decision, fl_becomes *ret_how, fl_becoming **ret, size_t *ret_count,
			  fl_error *err);

#endif
