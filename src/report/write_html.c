/* SPDX-License-Identifier: Apache-2.0
 *
 * write_html.c - report.html: one file that a board can read, from page/report.html and the parts in html_*.c.
 *
 * Everything the page needs is in the file; it loads nothing (html_frame.h).
 */
#include "report/report.h"

#include "base/error.h"
#include "report/html_frame.h"

static void put_title(fl_page *page)
{
	fl_html_text(page, page->spec->title.len > 0 ? page->spec->title : page->spec->id);
}

static const char *const styles[] = { "base.css", "report.css", NULL };
static const char *const scripts[] = { "base.js", "differ.js", "report.js", NULL };

static const fl_html_part parts[] = {
	{ "title", put_title },
	{ "meta", fl_html_meta },
	{ "outcome", fl_html_outcome },
	{ "verdict", fl_html_verdict },
	{ "bound", fl_html_bound },
	{ "funnel", fl_html_funnel },
	{ "pools", fl_html_pools },
	{ "groups", fl_html_groups },
	{ "funded", fl_html_funded },
	{ "open", fl_html_open },
	{ "findings", fl_html_findings },
	{ "proof", fl_html_proof },
	{ "files", fl_html_files },
	{ "audit", fl_html_audit },
	{ "data", fl_html_data },
};

const fl_html_frame fl_html_report_frame = { "report.html", styles, scripts, parts, sizeof parts / sizeof *parts };

fl_status fl_report_html(const fl_result *result, const char *lang, fl_buf *out, fl_error *err)
{
	fl_page page = { .spec = result->spec, .result = result, .out = out };
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	FL_TRY(fl_totals_count(result, &page.totals, err));
	page.fractions = page.totals.fractions;
	return fl_html_frame_put(&page, &fl_html_report_frame, err);
}
