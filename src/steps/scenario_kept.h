/* SPDX-License-Identifier: Apache-2.0
 *
 * scenario_kept.h - what a scenario that was run changes stands in its file, so that its name is enough to run it again.
 */
#ifndef FL_STEPS_SCENARIO_KEPT_H
#define FL_STEPS_SCENARIO_KEPT_H

#include "base/alloc.h"
#include "base/json.h"
#include "base/spelling.h"
#include "florin.h"

/* {"scenarios": {NAME: {"set": [...]}}}: what was said on the command line as a scenario of a round says it; without 'settings' (NULL) what
 * 'again' says. */
fl_status fl_scenario_print(fl_str name, const fl_settings *settings, fl_json again, fl_buf *ret, fl_error *err);
/* The round.json of the scenario of this name that was run beside the round file, in the arena; "" where there is none. */
fl_status fl_scenario_kept(const char *round_path, const char *name, fl_arena *arena, fl_str *ret_json, fl_error *err);
/* FL_ENOTFOUND, with the name that was perhaps meant, where neither the round (its JSON) nor 'kept' nor the settings say what the scenario is. */
fl_status fl_scenario_check_known(const char *round_path, const char *name, fl_str round, fl_str kept, const fl_settings *settings, fl_error *err);
/* ", did you mean 'strict'?" among those that were run and those that 'round' (its JSON, "" for none) names, and "official" with 'official'. */
const char *fl_scenario_near(const char *round_path, const char *name, fl_str round, bool official, char hint[FL_SPELLING_HINT]);

#endif
