/* SPDX-License-Identifier: Apache-2.0
 *
 * open_items.c - what is open in a round, for its report.
 */
#include "steps/open_items.h"

#include "base/error.h"
#include "steps/review_moves.h"

fl_status fl_open_items_find(fl_work *w, fl_whole *whole, fl_error *err)
{
	fl_review_way *ways;
	size_t count;
	if (w->spec->decisions.off)
		return FL_OK;
	FL_TRY(fl_review_ways_of(w, &whole->field, &ways, &count, err));
	fl_options options = { .now = whole->result.now, .threads = w->options.threads };
	if (w->spec->policy.kind != FL_POLICY_MODEL)
		FL_TRY(fl_review_move_from(w, &(fl_standing_awards){ &whole->field, whole->allocation }, &options, ways, count,
					   FL_OPEN_WORK, err));
	whole->result.open = ways;
	whole->result.num_open = count;
	for (size_t i = 0; i < count; i++)
		whole->result.num_templates += ways[i].group != NULL;
	return FL_OK;
}
