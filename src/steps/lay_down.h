/* SPDX-License-Identifier: Apache-2.0
 *
 * lay_down.h - decisions into a round file: rows, and one entry of the journal.
 */
#ifndef FL_STEPS_LAY_DOWN_H
#define FL_STEPS_LAY_DOWN_H

#include "steps/step.h"

/* One decision (num_readings 0: its entry has the decision's own time), or those of files, in the order given. 'seq' of each is set.
 * The caller commits. */
fl_status fl_lay_down(fl_store *store, fl_decision *decisions, size_t count, const fl_reading *readings, size_t num_readings,
		      int64_t now, fl_error *err);

/* In a copy that is thrown away: as if it was in force, whatever people have said on it and however many it takes. 'by' and 'why' of the
 * ruling are not read. */
fl_status fl_decide_as_if(fl_round *copy, const fl_ruling *ruling, const fl_options *options, fl_error *err);

#endif
