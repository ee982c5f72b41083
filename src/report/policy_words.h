/* SPDX-License-Identifier: Apache-2.0
 *
 * policy_words.h - what the policies of round.json are called. The name of the setting itself is fl_policy_name.
 */
#ifndef FL_REPORT_POLICY_WORDS_H
#define FL_REPORT_POLICY_WORDS_H

#include "domain/policy.h"
#include "report/words.h"

/* "小红花优先" for "support"; in English the name of the setting; NULL: no policy is called so. */
const char *fl_policy_title_of(fl_lang lang, fl_str name);

/* The policy of a round for people: "小红花优先（support）", "自建模型（model:grant.mod）"; in English the label of the setting. */
void fl_policy_say(fl_buf *out, fl_lang lang, const fl_policy *policy);
/* The same of a setting as it was written, known or not. */
void fl_policy_say_name(fl_buf *out, fl_lang lang, fl_str name);

#endif
