/* SPDX-License-Identifier: Apache-2.0
 *
 * pabulib_limits.h - the limits of a round as an election says them, and those that it cannot say.
 */
#ifndef FL_REPORT_PABULIB_LIMITS_H
#define FL_REPORT_PABULIB_LIMITS_H

#include "base/buf.h"
#include "domain/result.h"

/* The lists of values of a dream that stand in a project's column: its tags that begin so, or, where it has none, 'instead'. */
#define FL_PB_CATEGORY "category:"
#define FL_PB_NEIGHBORHOOD "neighborhood:"

/* A value in a list parted by commas: a comma inside it is followed by a blank, which keeps it one value. */
void fl_pabulib_put_value(fl_buf *out, fl_str value);
/* A field: on one line, in quotes where it needs them. */
void fl_pabulib_put_field(fl_buf *out, fl_str text);

/* META's lines of maxima: 'categories' with 'budget_per_category', 'neighborhoods' with 'budget_per_neighborhood'. What of the
 * round's limits is in no line of the file becomes a finding 'election-leaves-out'. 'projects': dreams that stand. */
fl_status fl_pabulib_put_limits(const fl_result *result, const uint32_t *projects, size_t num_projects, const fl_listener *findings,
				fl_buf *out, fl_error *err);

#endif
