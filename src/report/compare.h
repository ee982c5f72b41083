/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h - what differs between two results over the same dreams, found once for every form in which it is told.
 */
#ifndef FL_REPORT_COMPARE_H
#define FL_REPORT_COMPARE_H

#include "report/reason.h"
#include "report/report.h"
#include "report/totals.h"
#include "report/words.h"

#include <string.h>

typedef struct fl_moved_dream {
	uint32_t dream;
	fl_money amount; /* b - a; 0: only the status differs */
} fl_moved_dream;

typedef struct fl_limit_pair { /* a pool or group of either result; those of a first, in their order */
	const fl_limit_line *line[2]; /* NULL: the other result has none of this name */
	fl_money awarded[2];
} fl_limit_pair;

typedef struct fl_compared {
	fl_totals totals[2];
	fl_moved_dream *moved; /* the largest gain first, the largest loss last */
	size_t num_moved, gainers, losers;
	fl_money gained, lost;
	fl_limit_pair *limits;
	size_t num_limits;
	int64_t steps[FL_ST_COUNT][FL_ST_COUNT]; /* dreams by status in a, status in b */
} fl_compared;

enum { FL_SHARE_SHOWN = 100 }; /* millionths that a measure's last digit stands for: "41.42 %", "0.4142" */

/* What changes between two measures as they are shown, rounded down each: the difference of the figures, so that the columns add up. */
static inline int64_t fl_compared_change(int64_t a, int64_t b)
{
	return b / FL_SHARE_SHOWN * FL_SHARE_SHOWN - a / FL_SHARE_SHOWN * FL_SHARE_SHOWN;
}

/* What the round's own result is called: the official one only where it was approved. NULL: it is a scenario, which has its name. */
static inline const char *fl_compared_own(const fl_comparison *comparison, int which, fl_lang lang)
{
	if (strcmp(comparison->name[which], "official") != 0)
		return NULL;
	return fl_word(lang, comparison->result[which]->official == FL_OFFICIAL_YES ? FL_W_CMP_OFFICIAL : FL_W_CMP_AS_IT_IS);
}

/* Release also after a failure. */
fl_status fl_compared_find(const fl_comparison *comparison, fl_compared *ret, fl_error *err);
void fl_compared_release(fl_compared *compared);

#endif
