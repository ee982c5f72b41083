/* SPDX-License-Identifier: Apache-2.0
 *
 * reason.h - the status and the reason of one dream, inside report/; report.h has what others call.
 */
#ifndef FL_REPORT_REASON_H
#define FL_REPORT_REASON_H

#include "domain/result.h"
#include "report/words.h"

typedef enum fl_dream_status {
	FL_ST_FUNDED,   /* award = request */
	FL_ST_PARTLY,   /* 0 < award < request */
	FL_ST_UNFUNDED, /* qualified, award = 0 */
	FL_ST_BELOW,    /* below threshold */
	FL_ST_DUPLICATE,
	FL_ST_INELIGIBLE,
	FL_ST_COUNT
} fl_dream_status;

fl_dream_status fl_dream_status_of(const fl_result_dream *dream);
const char *fl_dream_status_code(fl_dream_status status); /* "below-threshold", as result.json has it */
const char *fl_dream_status_word(fl_dream_status status, fl_lang lang);

/* The reason that holds: that of the award, but the standing decides for a dream that is not qualified, and the
 * outcome for a round that is infeasible. */
fl_reason fl_reason_of(const fl_result *result, size_t dream);

/* Append the sentence of the reason, and what would have changed it (nothing is appended where nothing is known). */
void fl_reason_say(const fl_result *result, size_t dream, fl_lang lang, fl_buf *out);
void fl_reason_change(const fl_result *result, size_t dream, fl_lang lang, fl_buf *out);

/* What people call a pool or group: its title, else its id; "Title: value" for an 'each' group. 'line' indexes
 * allocation->limits. */
void fl_limit_title(const fl_result *result, size_t line, fl_lang lang, fl_buf *out);
/* The group of round.json that a limit line comes from; NULL for a pool. */
const fl_group *fl_limit_group(const fl_result *result, size_t line);

#endif
