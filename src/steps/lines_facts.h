/* SPDX-License-Identifier: Apache-2.0
 *
 * lines_facts.h - what 'export jsonl' has beside the result: the facts of the round file, and the evidence of its steps, a line each.
 */
#ifndef FL_STEPS_LINES_FACTS_H
#define FL_STEPS_LINES_FACTS_H

#include "steps/whole.h"

/* Lines of type "entry", "document", "submission", "evidence", "apart", "growth", "rejected", "offer" and "giver"
 * (docs/reference/exports.md). */
fl_status fl_lines_facts(fl_work *w, const fl_whole *whole, fl_buf *out, fl_error *err);

#endif
