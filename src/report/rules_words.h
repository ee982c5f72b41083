/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_words.h - the explanation of a tagging (the JSON object of classify/explain_tags.h) in words for a terminal.
 */
#ifndef FL_REPORT_RULES_WORDS_H
#define FL_REPORT_RULES_WORDS_H

#include "base/buf.h"
#include "base/json.h"
#include "report/words.h"

void fl_rules_say(fl_buf *buf, fl_json root); /* category, scores of tags, rules */
void fl_rules_say_rules(fl_buf *buf, fl_lang lang, fl_json root); /* only the rules: which clause was true, how near others came */

#endif
