/* SPDX-License-Identifier: Apache-2.0
 *
 * review_dreams.h - the dreams whose tags a person should look at.
 */
#ifndef FL_STEPS_REVIEW_DREAMS_H
#define FL_STEPS_REVIEW_DREAMS_H

#include "domain/review.h"
#include "steps/step.h"

/* Sorted, in the arena of the work; none before 'tag' has been run. 'records': with matches, where they are loaded already; else NULL. */
fl_status fl_review_dreams(fl_work *w, const fl_facts *facts, const fl_tag_record *records, fl_review_dream **ret, size_t *ret_count,
			   fl_error *err);

#endif
