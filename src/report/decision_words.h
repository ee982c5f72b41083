/* SPDX-License-Identifier: Apache-2.0
 *
 * decision_words.h - a decision in a sentence.
 */
#ifndef FL_REPORT_DECISION_WORDS_H
#define FL_REPORT_DECISION_WORDS_H

#include "base/buf.h"
#include "domain/decision.h"
#include "domain/tag_title.h"
#include "report/words.h"

/* "Li Wei rejected 'd-18' (commercial), because: it sells a product". 'titles': what tags are called, in Chinese; NULL: as they are. */
void fl_report_decision(const fl_decision *decision, const fl_decision_rules *rules, const fl_tag_titles *titles, fl_lang lang,
			fl_buf *out);
/* The same without who and why: "rejected 'd-18' (commercial)". */
void fl_report_ruling(const fl_decision *decision, const fl_decision_rules *rules, const fl_tag_titles *titles, fl_lang lang,
		      fl_buf *out);
/* What a reason of a rejection is called: by the round, else in the language. */
fl_str fl_report_reject_reason(const fl_decision_rules *rules, fl_str code, fl_lang lang);
/* For the cells of a table: "two dreams", "the same"; what nobody knows stands as it is. */
fl_str fl_report_decision_kind(const fl_decision *decision, fl_lang lang);
fl_str fl_report_decision_value(const fl_decision *decision, fl_lang lang);
/* What is in force on whether a dream takes part: "exception: urgent (Li Wei, Wu Min)", "rejected (commercial): it sells (Li Wei)"; nothing
 * where 'question' is NULL. */
void fl_report_ruled(const fl_question *question, const fl_decision_rules *rules, fl_lang lang, fl_buf *out);
/* "in force", "waits for a second person". */
const char *fl_report_decision_state(fl_decision_state state, fl_lang lang);

#endif
