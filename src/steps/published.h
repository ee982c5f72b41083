/* SPDX-License-Identifier: Apache-2.0
 *
 * published.h - the awards of the greedy baseline beside what the city of a .pb file published.
 */
#ifndef FL_STEPS_PUBLISHED_H
#define FL_STEPS_PUBLISHED_H

#include "domain/award.h"
#include "store/records.h"

/* Findings: "published-differs" names whom only one of the two funds, "published-not-replayed" says why there is
 * nothing to compare. FL_PUBLISHED_NONE for a round without a .pb file and for policies other than greedy. */
fl_status fl_published_compare(const fl_round_spec *spec, const fl_facts *facts, const fl_allocation *allocation,
			       const fl_listener *findings, fl_published *ret_published, fl_error *err);

#endif
