/* SPDX-License-Identifier: Apache-2.0
 *
 * near.h - do patterns hit near each other: within so many characters, or in one sentence?
 */
#ifndef FL_CLASSIFY_NEAR_H
#define FL_CLASSIFY_NEAR_H

#include "classify/scan.h"

#define FL_NEAR_NEVER INT64_MAX

/* Decide the clause from the hits of its patterns that no exception struck; their truths are in scan->truths. With
 * 'mark', hits that take part are marked to count. *ret_closest is how near it came: characters, or ends of
 * sentences, between; FL_NEAR_NEVER where no field has hits of all. */
fl_status fl_near_decide(fl_scan *scan, const fl_rule *rule, const fl_near *near, bool mark, fl_truth *ret_truth,
			 int64_t *ret_closest, fl_error *err);

/* The places (bytes of the normalised text) at which a sentence ends, ascending: after 。 ! ? ; and ..., after '.'
 * with a blank or nothing behind it; where the original has a line break beside a Han character, or an empty line. */
typedef FL_VEC(uint32_t) fl_places;
fl_status fl_sentence_ends(const fl_scan_field *field, fl_places *ret, fl_error *err);

#endif
