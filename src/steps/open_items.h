/* SPDX-License-Identifier: Apache-2.0
 *
 * open_items.h - the open items of a report, and the awards that each would move.
 *
 * A report shall not take much longer for it: what an item costs is counted (review_moves.h), and FL_OPEN_WORK is what is spent.
 */
#ifndef FL_STEPS_OPEN_ITEMS_H
#define FL_STEPS_OPEN_ITEMS_H

#include "steps/step.h"
#include "steps/whole.h"

#define FL_OPEN_WORK 4000000 /* it stands in docs/reference/result.md, too */

/* Into whole->result, in the arena of the work. None where decisions are switched off; none computed of a round whose policy is a model of
 * its own. */
fl_status fl_open_items_find(fl_work *w, fl_whole *whole, fl_error *err);

#endif
