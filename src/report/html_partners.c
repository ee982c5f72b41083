/* SPDX-License-Identifier: Apache-2.0
 *
 * html_partners.c - which partner carries out which dream: a table of those that have one, in tie order. Why this one and no other stands
 * in matches.csv.
 */
#include "report/html.h"

#include "base/str.h"

#include <stdio.h>

enum { PARTNERS_SHOWN = 500 };

static void put_row(fl_page *page, const fl_result_match *match)
{
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
	fl_buf_puts(page->out, "</td></tr>");
}

void fl_html_partners(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_ID, false }, { FL_W_DREAM, false }, { FL_W_PARTNER, false }, { FL_W_FIT, true },
						  { FL_W_CHOICE, true } };
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
			put_row(page, &result->partners[i]);
			shown++;
		}
	fl_html_table_end(page);
	if (shown < held)
		fl_html_shown(page, FL_W_PARTNERS_CUT, shown, held, 0);
}
