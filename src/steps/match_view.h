/* SPDX-License-Identifier: Apache-2.0
 *
 * match_view.h - a matching as a page needs it: just made, or as it stands in the round file.
 */
#ifndef FL_STEPS_MATCH_VIEW_H
#define FL_STEPS_MATCH_VIEW_H

#include "report/match_page.h"
#include "steps/match_case.h"

typedef struct fl_match_view {
	bool done; /* there is a matching */
	fl_matching m;
	fl_match_page page;
	const uint32_t *dreams; /* per dream of it, its index in the facts */
	fl_str document; /* match.json */
	fl_arena arena;
} fl_match_view;

/* What was just made and told; 'mc' outlives it. */
fl_status fl_match_view_of(const fl_match_case *mc, bool proposals, fl_match_view *ret, fl_error *err);
/* What stands in the file; 'done' is false where nothing was matched. Release both also after a failure. */
fl_status fl_match_view_load(fl_store *store, const fl_round_spec *spec, const fl_facts *facts, fl_match_view *ret, fl_error *err);
void fl_match_view_release(fl_match_view *view);

#endif
