/* SPDX-License-Identifier: Apache-2.0
 *
 * ruled.h - the decisions in force that a step applies, with the dreams they are about.
 */
#ifndef FL_STEPS_RULED_H
#define FL_STEPS_RULED_H

#include "steps/step.h"

typedef struct fl_ruling_on {
	const fl_decision *decision;
	uint32_t a, b; /* b is a where it is about one dream */
} fl_ruling_on;

/* Does this step apply it? Only these are among what the step reads. */
bool fl_step_applies(fl_step step, const fl_decision *decision);
/* Those that w->step applies, in the order in which they were made. Findings tell of the others: about a dream that is not there, or
 * made before the text changed. */
fl_status fl_ruled_find(fl_work *w, const fl_facts *facts, fl_ruling_on **ret, size_t *ret_count, fl_error *err);
/* "a b" of a pair, "d-17" of one; borrowed from 'buf'. */
const char *fl_ruled_name(const fl_decision *decision, fl_buf *buf);

/* The tags and the category that people laid down, over what the packs found: in the records of the dreams they are about. */
fl_status fl_ruled_tags(fl_work *w, const fl_facts *facts, fl_tag_record *records, fl_error *err);
/* One of them, on one dream. */
fl_status fl_ruled_apply(fl_arena *arena, const fl_decision *decision, const fl_dream *dream, fl_tag_record *record, fl_error *err);
/* Who is rejected, and for whom there is an exception, in ret[facts->num_dreams]. A rejection comes before an exception. */
fl_status fl_ruled_admission(fl_work *w, const fl_facts *facts, fl_ruled **ret, fl_error *err);

#endif
