/* SPDX-License-Identifier: Apache-2.0
 *
 * regroup.h - clusters and tallies as they would be after one more word on a pair, or on who stands for a cluster.
 *
 * What the steps 'dedup' and 'tally' would give, of the few dreams that it is about: clusters are found again among those dreams only
 * that pairs and decisions connect with the two, and flowers are counted of those givers only who gave to one of them. Both are
 * exact: linkage never looks beyond such a component, and what counts of a giver's flowers depends on this giver's alone.
 */
#ifndef FL_STEPS_REGROUP_H
#define FL_STEPS_REGROUP_H

#include "domain/review.h"
#include "steps/candidates.h"
#include "steps/step.h"

typedef struct fl_regroup fl_regroup;

/* A dream that stands otherwise then. */
typedef struct fl_regrouped {
	uint32_t dream, representative;
	int64_t tally, givers, roots; /* of a representative */
} fl_regrouped;

/* Everything that the decisions on dreams of these ways need. The field is borrowed. */
fl_status fl_regroup_new(fl_work *w, const fl_field *field, const uint32_t *representative, const fl_review_way *ways, size_t count,
			 fl_regroup **ret, fl_error *err);
void fl_regroup_free(fl_regroup *regroup);
/* What would change by this decision on a pair or a representative, in the arena; 'a' and 'b' are its dreams (b = a for one). */
fl_status fl_regroup_decide(fl_regroup *regroup, const fl_decision *decision, uint32_t a, uint32_t b, fl_arena *arena,
			    fl_regrouped **ret, size_t *ret_count, fl_error *err);

#endif
