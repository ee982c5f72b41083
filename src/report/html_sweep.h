/* SPDX-License-Identifier: Apache-2.0
 *
 * html_sweep.h - what the parts of a sweep's page have in common; page->user is its fl_sweep_table.
 */
#ifndef FL_REPORT_HTML_SWEEP_H
#define FL_REPORT_HTML_SWEEP_H

#include "report/html_frame.h"
#include "report/report.h"

/* "5,000,000", "20%", "0.25"; brief: "5M" */
void fl_html_sweep_value(fl_page *page, fl_str value, bool brief);
/* Points without an answer: the limits that conflict there, and what would mend it; nothing where there are none. */
void fl_html_sweep_conflicts(fl_page *page);

#endif
