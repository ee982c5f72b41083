/* SPDX-License-Identifier: Apache-2.0
 *
 * setting_words.h - what the members of round.json are called, for who did not write it.
 */
#ifndef FL_REPORT_SETTING_WORDS_H
#define FL_REPORT_SETTING_WORDS_H

#include "base/buf.h"
#include "report/words.h"

/* "门槛（threshold）"; in English, and where it is none, the name itself. */
void fl_setting_say(fl_buf *out, fl_lang lang, fl_str name);

#endif
