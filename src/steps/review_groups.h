/* SPDX-License-Identifier: Apache-2.0
 *
 * review_groups.h - the pairs of a queue as a person looks at them: all that is in doubt about the same clusters at once.
 */
#ifndef FL_STEPS_REVIEW_GROUPS_H
#define FL_STEPS_REVIEW_GROUPS_H

#include "base/vec.h"
#include "domain/review_sheet.h"

/* What comes from the store, and what is made of it. */
typedef struct fl_groups {
	const fl_sheet_dream *dreams;
	size_t num_dreams;
	const fl_pair *pairs; /* all, sorted by a, b */
	size_t num_pairs;
	const uint32_t *template; /* per dream: the hub of its template (domain/dense.h), NULL: there is none. All of one is one item */
	fl_arena *arena;
	FL_VEC(fl_sheet_item) items;
	FL_VEC(fl_sheet_pair) shown;
	FL_VEC(uint32_t) members;
} fl_groups;

/* One item for each cluster, or two clusters, that pairs of the queue lie in; in the order of their first pair. */
fl_status fl_groups_make(fl_groups *groups, const fl_review_item *queue, size_t count, fl_error *err);
void fl_groups_release(fl_groups *groups);

#endif
