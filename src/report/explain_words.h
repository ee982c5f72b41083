/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_words.h - one dream in words for a terminal, in English or Chinese, and what its form as JSON needs of it.
 */
#ifndef FL_REPORT_EXPLAIN_WORDS_H
#define FL_REPORT_EXPLAIN_WORDS_H

#include "base/buf.h"
#include "domain/result.h"
#include "report/words.h"

void fl_explain_say(fl_buf *out, const fl_result *result, size_t dream, fl_lang lang);

/* The very text that a rule hit; "" where the field is not kept. */
fl_str fl_explain_hit_text(const fl_dream *dream, const fl_match *match);
/* Are the two dreams in one cluster? */
bool fl_explain_is_together(const fl_result *result, const fl_pair *pair);
/* Flowers of one dream after every rule but the merging; -1: not known. */
int64_t fl_explain_own_flowers(const fl_result_dream *dream);
/* Is this decision about the dream, and does it stand? */
bool fl_explain_stands_on(const fl_result *result, size_t decision, fl_str id);

#endif
