/* SPDX-License-Identifier: Apache-2.0
 *
 * open_items.h - the open items of a report, and the awards that the first of them would move.
 *
 * A report shall say the same whenever and wherever it is made, and not take much longer for it: so the work is counted and not timed. To
 * divide the money again costs one a dream, and FL_OPEN_NODE for each node that the search for the awards had. Where steps are done again,
 * FL_OPEN_STEPS a dream and one for FL_OPEN_ROWS rows of the files come on top. First come the items that need no steps, then the others, both
 * in the order of the queue, the most uncertain first; each is computed that still fits into FL_OPEN_WORK.
 */
#ifndef FL_STEPS_OPEN_ITEMS_H
#define FL_STEPS_OPEN_ITEMS_H

#include "steps/step.h"
#include "steps/whole.h"

#define FL_OPEN_WORK  60000 /* these four stand in docs/reference/result.md, too */
#define FL_OPEN_NODE  2
#define FL_OPEN_STEPS 7
#define FL_OPEN_ROWS  16

/* Into whole->result, in the arena of the work. None where decisions are switched off; none computed of a round whose policy is a model of
 * its own. */
fl_status fl_open_items_find(fl_work *w, fl_whole *whole, fl_error *err);

#endif
