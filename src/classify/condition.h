/* SPDX-License-Identifier: Apache-2.0
 *
 * condition.h - which of a rule's patterns must have hit: and, or, not, n of.
 *
 * A pattern that ran into a limit is neither yes nor no, so conditions are decided in Kleene's three values: what
 * holds, or fails, whatever the unknown one would have said is decided; anything else is unknown.
 */
#ifndef FL_CLASSIFY_CONDITION_H
#define FL_CLASSIFY_CONDITION_H

#include "base/alloc.h"
#include "base/json.h"
#include "florin.h"

typedef enum fl_truth { FL_NO, FL_UNKNOWN, FL_YES } fl_truth;

typedef struct fl_condition fl_condition; /* lives in the arena */

/* 'names' are the rule's patterns; absent: any of them. Depth at most 16. */
fl_status fl_condition_parse(fl_json v, const fl_str *names, size_t num_names, fl_arena *arena,
			     const fl_condition **ret, fl_error *err);
/* 'patterns' has one entry for each name. */
fl_truth fl_condition_eval(const fl_condition *condition, const fl_truth *patterns);
/* Mark the patterns that made the condition hold: those of clauses that hold, none inside a "not". */
void fl_condition_mark(const fl_condition *condition, const fl_truth *patterns, bool *marks);
/* Mark the patterns that the condition names at all. */
void fl_condition_names(const fl_condition *condition, bool *marks);

#endif
