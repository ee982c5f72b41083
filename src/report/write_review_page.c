/* SPDX-License-Identifier: Apache-2.0
 *
 * write_review_page.c - review.html: page/review.html with its style, its scripts, its words and its data (html_frame.h).
 *
 * Its policy allows nothing from anywhere: a page that holds texts of strangers must not be able to send them on.
 */
#include "report/review_page.h"

#include "base/error.h"

#define DATA_MAX ((size_t)7700000) /* bytes of the data, where shorter texts can do it */
#define CUT_MAX  ((size_t)8192)    /* bytes of a text that nobody is asked about */
#define CUT_MIN  ((size_t)64)

static void put_title(fl_page *page)
{
	fl_html_text(page, page->spec->title.len ? page->spec->title : page->spec->id);
}

/* The data with as much text as a page bears: what nobody is asked about is cut shorter and shorter. */
static void put_data(fl_page *page)
{
	size_t before = page->out->len;
	for (size_t cut = CUT_MAX;; cut /= 2) {
		fl_review_data(page->user, page->lang, cut, page->out);
		if (page->out->len - before <= DATA_MAX || cut / 2 < CUT_MIN)
			return;
		fl_buf_shorten(page->out, page->out->len - before);
	}
}

static const char *const styles[] = { "colours.css", "review.css", NULL };
/* Each stands on those before it. */
static const char *const scripts[] = { "base.js",	 "differ.js",	   "review_core.js",  "review_keep.js",
				       "review_file.js", "review_text.js", "review_list.js",  "review_dream.js",
				       "review_group.js", "review_rule.js", "review_main.js", NULL };
static const fl_html_part parts[] = { { "title", put_title }, { "data", put_data } };

fl_status fl_report_review_page(const fl_sheet *sheet, const char *lang, fl_buf *out, fl_error *err)
{
	const fl_html_frame frame = { "review.html", styles, scripts, parts, sizeof parts / sizeof *parts, fl_review_words, "KICKER" };
	fl_page page = { .spec = sheet->spec, .user = sheet, .out = out };
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	return fl_html_frame_put(&page, &frame, err);
}
