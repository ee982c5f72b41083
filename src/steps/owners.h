/* SPDX-License-Identifier: Apache-2.0
 *
 * owners.h - to which organisation each dream belongs, under whatever name it was submitted.
 *
 * Two names are one organisation where they say the same in the comparing form (width, case, blanks, punctuation, traditional or
 * simplified characters say nothing), where the table of the round says so ("organisations"), or where a reviewer has decided so; and
 * from one name to the next. It is called by its name in the table; else by the first, by bytes, of the names that dreams state. The
 * checker sees both names of each dream and looks for itself (verify/organisations.c).
 */
#ifndef FL_STEPS_OWNERS_H
#define FL_STEPS_OWNERS_H

#include "steps/step.h"

/* What the organisation of each name is called, in the arena; "" of "". 'decisions': those in force. */
fl_status fl_owners_call(const fl_round_spec *spec, const fl_decision *decisions, size_t num_decisions, const fl_str *names, size_t count,
			 fl_arena *arena, fl_str **ret, fl_error *err);
/* One a dream, in the arena; "" where the dream states none. */
fl_status fl_owners_find(const fl_work *w, const fl_facts *facts, fl_arena *arena, fl_str **ret, fl_error *err);
/* Into the candidates, in the order of the dreams. */
void fl_owners_put(const fl_facts *facts, const fl_str *owners, fl_candidate *candidates);
/* FL_EINVAL where a selector of the round names an organisation by a name that is not its own: it would select nothing. */
fl_status fl_owners_check_selectors(const fl_round_spec *spec, const fl_candidate *candidates, size_t count, fl_error *err);

#endif
