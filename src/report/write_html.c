/* SPDX-License-Identifier: Apache-2.0
 *
 * write_html.c - report.html: one file that a board can read, from page/report.html and the parts in html_*.c.
 *
 * Everything the page needs is in the file; it loads nothing (html_frame.h).
 */
#include "report/report.h"

#include "base/error.h"
#include "report/html_frame.h"
#include "report/html_view.h"

static void put_title(fl_page *page)
{
	fl_html_text(page, page->spec->title.len > 0 ? page->spec->title : page->spec->id);
}

/* What the page has left out of a large round, and where it is. */
static void put_large(fl_page *page)
{
	const fl_html_view *view = page->user;
	if (view->num_full < page->result->num_dreams)
		fl_html_shown(page, FL_W_LARGE_ROUND, page->result->num_dreams, view->num_listed, view->num_full);
	if (view->pairs_cut > 0)
		fl_html_shown(page, FL_W_PAIRS_CUT, view->pairs_cut, 0, 0);
}

static const char *const styles[] = { "colours.css", "base.css", "report.css", NULL };
static const char *const scripts[] = { "base.js", "differ.js", "list.js", "detail.js", "address.js", "report.js", NULL };

static const fl_html_part parts[] = {
	{ "title", put_title },
	{ "meta", fl_html_meta },
	{ "outcome", fl_html_outcome },
	{ "verdict", fl_html_verdict },
	{ "laid_down", fl_html_laid_down },
	{ "bound", fl_html_bound },
	{ "funnel", fl_html_funnel },
	{ "why", fl_html_why },
	{ "shares", fl_html_shares },
	{ "pictures", fl_html_pictures },
	{ "pools", fl_html_pools },
	{ "groups", fl_html_groups },
	{ "large", put_large },
	{ "funded", fl_html_funded },
	{ "decisions", fl_html_decisions },
	{ "rulings", fl_html_rulings },
	{ "partners", fl_html_partners },
	{ "open", fl_html_open },
	{ "findings", fl_html_findings },
	{ "proof", fl_html_proof },
	{ "files", fl_html_files },
	{ "audit", fl_html_audit },
	{ "data", fl_html_data },
};

const fl_html_frame fl_html_report_frame = { "report.html", styles, scripts, parts, sizeof parts / sizeof *parts, NULL, NULL };

fl_status fl_report_html(const fl_result *result, const char *lang, fl_buf *out, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_html_view view;
	fl_page page = { .spec = result->spec, .result = result, .user = &view, .out = out };
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	FL_TRY(fl_totals_count(result, &page.totals, err));
	page.fractions = page.totals.fractions;
	fl_status status = fl_html_view_make(result, &arena, &view, err);
	if (status == FL_OK)
		status = fl_html_frame_put(&page, &fl_html_report_frame, err);
	fl_arena_release(&arena);
	return status;
}
