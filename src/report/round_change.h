/* SPDX-License-Identifier: Apache-2.0
 *
 * round_change.h - what is different in a round that was laid down anew, in words.
 */
#ifndef FL_REPORT_ROUND_CHANGE_H
#define FL_REPORT_ROUND_CHANGE_H

#include "base/buf.h"
#include "report/words.h"

/* "threshold.default 60 -> 50, pools[general].amount 100,000 -> 90,000", of two texts of round.json, a few of them and how many more there are.
 * False: they say the same, or one of them is no JSON; nothing is written. */
bool fl_round_change_say(fl_str before, fl_str after, fl_lang lang, fl_buf *out);

#endif
