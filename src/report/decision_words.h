/* SPDX-License-Identifier: Apache-2.0
 *
 * decision_words.h - a decision in a sentence.
 */
#ifndef FL_REPORT_DECISION_WORDS_H
#define FL_REPORT_DECISION_WORDS_H

#include "base/buf.h"
#include "domain/decision.h"

/* "Li Wei rejected 'd-18' (commercial), because: it sells a product". */
void fl_report_decision(const fl_decision *decision, const fl_decision_rules *rules, fl_buf *out);
/* The same without who and why: "rejected 'd-18' (commercial)". */
void fl_report_ruling(const fl_decision *decision, const fl_decision_rules *rules, fl_buf *out);
/* "in force", "waits for a second person". */
const char *fl_report_decision_state(fl_decision_state state);

#endif
