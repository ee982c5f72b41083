/* SPDX-License-Identifier: Apache-2.0
 *
 * outputs_facts.h - the facts of a round, out of the round file, as files of its bundle.
 */
#ifndef FL_STEPS_OUTPUTS_FACTS_H
#define FL_STEPS_OUTPUTS_FACTS_H

#include "steps/whole.h"

/* Appends facts.json, dreams.jsonl, flowers.csv and earned.csv (docs/reference/bundle.md). */
fl_status fl_bundle_facts_make(fl_store *store, const fl_whole *whole, fl_buf *facts, fl_buf *dreams, fl_buf *flowers,
			       fl_buf *earned, fl_error *err);

#endif
