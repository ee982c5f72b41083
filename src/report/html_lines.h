/* SPDX-License-Identifier: Apache-2.0
 *
 * html_lines.h - up to three lines over equal steps, as SVG that keeps the size of its letters at any width, inside report/.
 *
 * As html_chart.h: per cent across, pixels down, one image for a screen reader. The table behind it is the caller's. Lines
 * differ in their strokes, too, not in colour alone.
 */
#ifndef FL_REPORT_HTML_LINES_H
#define FL_REPORT_HTML_LINES_H

#include "report/html.h"

#define FL_LINES_MAX    3
#define FL_LINES_MISSING INT64_MIN

typedef struct fl_html_lines {
	fl_word_id title;
	fl_word_id names[FL_LINES_MAX];
	size_t num_lines, num_points;
	int64_t (*value)(const void *user, size_t line, size_t point); /* FL_LINES_MISSING: no mark */
	void (*label)(const void *user, size_t point, fl_page *page);  /* below the axis */
	void (*tick)(const void *user, int64_t value, fl_page *page);  /* beside it */
	const void *user;
	int64_t top;     /* the value at the upper edge; 0 is the lower one */
	bool has_now;
	int64_t now;     /* an upright line: hundredths of a per cent of the way from the first point to the last */
} fl_html_lines;

void fl_html_lines_put(fl_page *page, const fl_html_lines *lines);

#endif
