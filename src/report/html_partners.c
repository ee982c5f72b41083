/* SPDX-License-Identifier: Apache-2.0
 *
 * html_partners.c - which partner carries out which dream, and why this one: a table of those that have one, in tie order. What stood in the
 * way of the others stands in matches.csv.
 */
#include "report/html.h"

#include "base/str.h"
#include "report/figure.h"
#include "report/match_page.h"

#include <stdio.h>

enum { PARTNERS_SHOWN = 500 };

/* 'place': in the order of the matching. */
static void put_reason(fl_page *page, size_t place)
{
	fl_buf reason;
	fl_buf_init(&reason, FL_BUF_MAX_DEFAULT);
	if (page->result->match)
		fl_report_match_reason(page->result->match, place, page->lang, &reason);
	fl_figure_failed(page->out, &reason);
	fl_html_td(page, false);
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_buf_view(&reason));
	fl_buf_puts(page->out, "</bdi></td>");
	fl_buf_release(&reason);
}

static void put_row(fl_page *page, size_t place)
{
	const fl_result_match *match = &page->result->partners[place];
	fl_html_th(page);
	fl_html_dream_link(page, match->dream);
	fl_buf_puts(page->out, "</th>");
	fl_html_td(page, false);
	fl_html_dream_title(page, match->dream);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, match->name.len > 0 ? match->name : match->id);
	fl_buf_puts(page->out, "</bdi></td>");
	fl_html_td(page, true);
	fl_html_count(page, match->fit);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_count(page, match->place);
	fl_buf_puts(page->out, "</td>");
	put_reason(page, place);
	fl_buf_puts(page->out, "</tr>");
}

void fl_html_partners(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_ID, false }, { FL_W_DREAM, false }, { FL_W_PARTNER, false }, { FL_W_FIT, true },
						  { FL_W_CHOICE, true }, { FL_W_DECIDED_WHY, false } };
	const fl_result *result = page->result;
	size_t held = 0, shown = 0;
	if (result->num_partners == 0)
		return;
	for (size_t i = 0; i < result->num_partners; i++)
		held += result->partners[i].id.len > 0;
	fl_buf_printf(page->out, "<h2>%s (%zu)</h2>\n", fl_word(page->lang, FL_W_PARTNERS), held);
	fl_html_shown(page, FL_W_PARTNERED, held, result->num_partners, 0);
	if (held == 0)
		return;
	fl_html_table_begin(page, FL_W_PARTNERS, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < result->num_partners && shown < PARTNERS_SHOWN; i++)
		if (result->partners[i].id.len > 0) {
			put_row(page, i);
			shown++;
		}
	fl_html_table_end(page);
	if (shown < held)
		fl_html_shown(page, FL_W_PARTNERS_CUT, shown, held, 0);
}
