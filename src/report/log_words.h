/* SPDX-License-Identifier: Apache-2.0
 *
 * log_words.h - the story of a round, sentence by sentence.
 */
#ifndef FL_REPORT_LOG_WORDS_H
#define FL_REPORT_LOG_WORDS_H

#include "report/follow_up.h"
#include "report/report.h"

/* What the i-th entry says. Names from strangers are made harmless. */
void fl_log_say(const fl_story *story, size_t i, fl_lang lang, fl_buf *out);

#endif
