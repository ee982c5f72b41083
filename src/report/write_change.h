/* SPDX-License-Identifier: Apache-2.0
 *
 * write_change.h - what dividing the money again says of one dream, for write_explain.c. dream->change is there.
 */
#ifndef FL_REPORT_WRITE_CHANGE_H
#define FL_REPORT_WRITE_CHANGE_H

#include "base/json.h"
#include "domain/result.h"
#include "report/words.h"

void fl_change_say(const fl_result *result, const fl_result_dream *dream, fl_lang lang, fl_buf *out);
void fl_change_put(fl_json_writer *w, const fl_result *result, const fl_change *change);

#endif
