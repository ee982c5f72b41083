/* SPDX-License-Identifier: Apache-2.0
 *
 * reported.c - which part of the journal the root on a report covers.
 */
#include "steps/reported.h"

#include "base/str.h"

fl_reported fl_reported_official(const fl_chronicle *c, const fl_approval *approval)
{
	const fl_act *act = approval->people[approval->num_people - 1];
	fl_reported r = { fl_entry_find(c->entries, c->count, act->awarded), c->count };
	for (size_t i = 0; i < c->count && c->entries[i].seq < act->seq; i++) /* the last verification before it was approved */
		if (fl_str_eqz(c->entries[i].step, "verify"))
			r.size = i + 1;
	return r;
}

fl_reported fl_reported_of(const fl_chronicle *c)
{
	fl_approval approval;
	int64_t allocated = c->standing[FL_STEP_ALLOCATE], verified = c->standing[FL_STEP_VERIFY];
	fl_reported r = { allocated >= 0 ? &c->entries[allocated] : NULL, verified >= 0 ? (size_t)verified + 1 : c->count };
	fl_approval_after(c->entries, c->count, &approval);
	return r.awarded && fl_approval_of(&approval, r.awarded) == FL_OFFICIAL_YES ? fl_reported_official(c, &approval) : r;
}
