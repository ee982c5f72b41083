/* SPDX-License-Identifier: Apache-2.0
 *
 * scenario.h - where scenarios are kept, and whether they are still about the round.
 *
 * The scenario NAME of 'x.florin' is a round file of its own, 'x.scenarios/NAME.florin': a copy of the round with the changed
 * round laid over it and the steps that the change affects run again. So nothing it does can touch the official result.
 */
#ifndef FL_STEPS_SCENARIO_H
#define FL_STEPS_SCENARIO_H

#include "base/buf.h"
#include "store/store.h"

/* "x.scenarios", or with a name the file in it. */
fl_status fl_scenario_path(const char *round_path, const char *name, fl_buf *ret, fl_error *err);
/* Does the scenario's file begin with the facts that the round holds now? FL_ESTATE: it has to be run again. */
fl_status fl_scenario_current(fl_store *round, fl_store *scenario, const char *name, fl_error *err);

#endif
