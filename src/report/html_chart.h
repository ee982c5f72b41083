/* SPDX-License-Identifier: Apache-2.0
 *
 * html_chart.h - columns side by side, as SVG that keeps the size of its letters at any width, and the table behind them.
 *
 * Places across are per cent, places down are pixels, so that the picture fills a phone and a sheet of paper alike without
 * scaling its text. It is one image for a screen reader; the table says the same in numbers.
 */
#ifndef FL_REPORT_HTML_CHART_H
#define FL_REPORT_HTML_CHART_H

#include "report/html.h"

#define FL_CHART_COLUMNS 24
#define FL_CHART_LABEL   32

typedef struct fl_chart_column {
	int64_t count;
	char label[FL_CHART_LABEL];          /* below the column */
	char from[FL_CHART_LABEL], to[FL_CHART_LABEL]; /* in the table */
	bool pale;
} fl_chart_column;

typedef struct fl_chart {
	fl_word_id title, axis;
	const char *axis_arg;  /* fills {0} of the axis; NULL nothing */
	fl_chart_column columns[FL_CHART_COLUMNS];
	size_t num_columns;
	size_t line_before; /* an upright line before this column; 0 none */
} fl_chart;

void fl_html_chart(fl_page *page, const fl_chart *chart);

#endif
