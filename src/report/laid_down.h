/* SPDX-License-Identifier: Apache-2.0
 *
 * laid_down.h - what people laid down for the whole round, in sentences: is this the official result, was it sealed, was the seal broken.
 */
#ifndef FL_REPORT_LAID_DOWN_H
#define FL_REPORT_LAID_DOWN_H

#include "base/json.h"
#include "domain/result.h"
#include "report/words.h"

/* How many sentences there are: none where nobody sealed or approved anything. */
size_t fl_laid_down_count(const fl_result *result);
/* The i-th, without a full stop. Names and reasons stand as they were given: the caller makes them harmless. *ret_bad: a reader should
 * be warned. */
void fl_laid_down_say(const fl_result *result, size_t i, fl_lang lang, fl_buf *out, bool *ret_bad);
/* The next file from *at on, which moves behind it, that was read and that the seal does not name; false: there is none. */
bool fl_laid_down_unnamed(const fl_result *result, size_t *at, bool *ret_plain);
/* "yes", "no", "pending", "": the mark of each row of awards.csv; has somebody ever approved anything? */
const char *fl_laid_down_mark(const fl_result *result);
bool fl_laid_down_marks(const fl_result *result);

/* Members "seal" and "official" of the object that is open; nothing where there are none. */
void fl_laid_down_put(fl_json_writer *w, const fl_result *result);
/* For a terminal: a line each, behind 'head'. */
void fl_laid_down_lines(const fl_result *result, fl_lang lang, const char *head, fl_buf *out);

#endif
