/* SPDX-License-Identifier: Apache-2.0
 *
 * html_decisions.c - what reviewers decided on who takes part: every exception to the method, with its reason, and every rejection.
 */
#include "report/html.h"

#include "base/str.h"
#include "report/decision_words.h"

static void put_people(fl_page *page, const fl_question *q)
{
	for (size_t i = 0; i < q->num_votes; i++) {
		if (i > 0)
			fl_buf_puts(page->out, ", ");
		fl_buf_puts(page->out, "<bdi>");
		fl_html_text(page, q->votes[i]->person);
		fl_buf_puts(page->out, "</bdi>");
	}
}

static void put_row(fl_page *page, size_t index, bool with_code)
{
	const fl_result_dream *dream = &page->result->dreams[index];
	const fl_question *q = dream->ruling;
	fl_buf_puts(page->out, "\n<tr>");
	fl_html_td(page, false);
	fl_html_dream_link(page, index);
	fl_buf_putc(page->out, ' ');
	fl_html_dream_title(page, index);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	if (with_code) {
		fl_html_text(page, fl_report_reject_reason(&page->spec->decisions, q->last->code, page->lang));
		fl_buf_puts(page->out, ": ");
	}
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, q->last->why);
	fl_buf_puts(page->out, "</bdi></td>");
	fl_html_td(page, false);
	put_people(page, q);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_money(page, dream->award->amount);
	fl_buf_puts(page->out, "</td></tr>");
}

static void put_list(fl_page *page, fl_ruled which, fl_word_id head, fl_word_id text)
{
	static const fl_html_column columns[] = {
		{ FL_W_DREAM, false }, { FL_W_DECIDED_WHY, false }, { FL_W_DECIDED_BY, false }, { FL_W_AWARD, true }
	};
	const fl_result *result = page->result;
	bool any = false;
	for (size_t i = 0; i < result->num_dreams; i++) {
		if (result->dreams[i].candidate->ruling != which || !result->dreams[i].ruling)
			continue;
		if (!any) {
			fl_buf_puts(page->out, "<h2>");
			fl_html_word(page, head);
			fl_buf_puts(page->out, "</h2>\n<p>");
			fl_html_word(page, text);
			fl_buf_puts(page->out, "</p>\n");
			fl_html_table_begin(page, head, columns, 4);
		}
		any = true;
		put_row(page, i, which == FL_RULED_REJECTED);
	}
	if (any)
		fl_html_table_end(page);
}

void fl_html_decisions(fl_page *page)
{
	put_list(page, FL_RULED_EXCEPTION, FL_W_EXCEPTIONS, FL_W_EXCEPTIONS_TEXT);
	put_list(page, FL_RULED_REJECTED, FL_W_REJECTED, FL_W_REJECTED_TEXT);
}
