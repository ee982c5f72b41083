/* SPDX-License-Identifier: Apache-2.0
 *
 * write_public.c - public.html: one file for everybody, from page/public.html, the parts in html_public*.c and public_data.c.
 *
 * It is written from public_facts.h, where it is decided what may stand here.
 */
#include "report/public_page.h"

#include "base/error.h"
#include "report/figure.h"
#include "report/html_public.h"

static void put_title(fl_page *page)
{
	fl_html_text(page, ((const fl_public_facts *)page->user)->title);
}

static void put_as_of(fl_page *page)
{
	fl_buf day;
	fl_buf_init(&day, 100);
	fl_html_public_day(&day, page->lang, ((const fl_public_facts *)page->user)->source->day);
	fl_figure_failed(page->out, &day);
	fl_str arg = fl_buf_view(&day);
	fl_html_public_fill(page, "AS_OF", &arg, 1);
	fl_buf_release(&day);
}

static void put_count(fl_page *page, const char *key, int64_t n, int64_t of)
{
	fl_buf text[2];
	fl_str args[2];
	for (int i = 0; i < 2; i++) {
		fl_buf_init(&text[i], 100);
		fl_figure_count(&text[i], i == 0 ? n : of);
		fl_figure_failed(page->out, &text[i]);
		args[i] = fl_buf_view(&text[i]);
	}
	fl_html_public_fill(page, key, args, 2);
	for (int i = 0; i < 2; i++)
		fl_buf_release(&text[i]);
}

static void put_listed(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	if (facts->num_dreams == page->result->num_dreams)
		return;
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	put_count(page, "LISTED", (int64_t)facts->num_dreams, (int64_t)page->result->num_dreams);
	fl_buf_puts(page->out, "</p>");
}

static void put_hidden(fl_page *page)
{
	put_count(page, "HIDDEN", ((const fl_public_facts *)page->user)->totals.hidden, 0);
}

static void put_made(fl_page *page)
{
	fl_str version = page->result->version;
	fl_html_public_fill(page, "MADE", &version, 1);
}

static void put_nav(fl_page *page)
{
	if (!((const fl_public_facts *)page->user)->plan)
		return;
	fl_buf_puts(page->out, "<a href=\"#late\">");
	fl_html_public_word(page, "NAV_LATE");
	fl_buf_puts(page->out, "</a>");
}

static const char *const styles[] = { "colours.css", "base.css", "public.css", NULL };
static const char *const scripts[] = { "base.js", "sha256.js", "public_receipt.js", "public_dream.js", "address.js", "public.js", NULL };
static const fl_html_part parts[] = {
	{ "title", put_title },
	{ "as_of", put_as_of },
	{ "nav_late", put_nav },
	{ "state", fl_html_public_state },
	{ "figures", fl_html_public_figures },
	{ "late", fl_html_public_late },
	{ "pools", fl_html_public_pools },
	{ "listed", put_listed },
	{ "funded", fl_html_public_funded },
	{ "proof", fl_html_public_proof },
	{ "files", fl_html_public_files },
	{ "hidden", put_hidden },
	{ "made", put_made },
	{ "data", fl_html_public_data },
};

const fl_html_frame fl_html_public_frame = { "public.html", styles, scripts, parts, sizeof parts / sizeof *parts, fl_public_words, NULL };

fl_status fl_report_public(const fl_public_source *source, const char *lang, fl_buf *out, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_public_facts facts;
	fl_page page = { .spec = source->result->spec, .result = source->result, .user = &facts, .out = out };
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	FL_TRY(fl_totals_count(source->result, &page.totals, err));
	page.fractions = page.totals.fractions;
	fl_status status = fl_public_facts_make(source, page.lang, &arena, &facts, err);
	if (status == FL_OK)
		status = fl_html_frame_put(&page, &fl_html_public_frame, err);
	fl_arena_release(&arena);
	return status;
}
