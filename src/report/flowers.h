/* SPDX-License-Identifier: Apache-2.0
 *
 * flowers.h - how the flowers of dreams grew from day to day, and when they reach their threshold: a table and a plot.
 */
#ifndef FL_REPORT_FLOWERS_H
#define FL_REPORT_FLOWERS_H

#include "base/buf.h"
#include "domain/candidate.h"
#include "domain/dream.h"
#include "domain/tally_rules.h"

#define FL_RECENT_DAYS 7 /* the pace of a dream is that of so many days, or of all where the ledger has fewer */

typedef struct fl_growth {
	const fl_dream *dream;
	int64_t tally, threshold, givers, threshold_givers;
	fl_standing standing;
	const fl_tally_day *days; /* its slice; by day, those not known first */
	size_t num_days;
	int64_t recent;  /* flowers of the last page->recent_days days of the ledger */
	bool has_reached; /* its threshold of flowers, where it has one */
	int32_t reached; /* on this day; FL_DAY_NONE: before the first, or nobody knows when */
} fl_growth;

typedef struct fl_growth_page {
	fl_str round;
	bool has_days;
	int32_t first, last; /* days of the ledger */
	int64_t recent_days; /* at most FL_RECENT_DAYS */
	int64_t below, qualified; /* dreams of the whole round */
	const fl_growth *lines;   /* those below first */
	size_t num_lines;
} fl_growth_page;

/* For a terminal, or as JSON (florin-flowers/1). */
fl_status fl_report_flowers(const fl_growth_page *page, bool json, fl_buf *out, fl_error *err);
/* An SVG picture: each dream's flowers as a share of its threshold, day by day. At most FL_PLOT_LINES are drawn. */
#define FL_PLOT_LINES 10
fl_status fl_report_plot(const fl_growth_page *page, fl_buf *out, fl_error *err);

#endif
