/* SPDX-License-Identifier: Apache-2.0
 *
 * html_open.c - the awards that each open item would move if it was decided the other way.
 *
 * Those stand here for which that was computed; the page says how many were not, and which command computes them.
 */
#include "report/html.h"

#include "base/str.h"
#include "domain/review_template.h"
#include "report/figure.h"

#include <stdio.h>

enum { WAYS_SHOWN = 200, AWARDS_SHOWN = 4, DREAMS_SHOWN = 6 };

static const struct {
	const char *reason;
	fl_word_id word;
} reasons[] = {
	{ "pending", FL_W_OPEN_R_PENDING }, { "disagreement", FL_W_OPEN_R_DISAGREED }, { "asked", FL_W_OPEN_R_ASKED },
	{ "bridge", FL_W_OPEN_R_BRIDGE },   { "review", FL_W_OPEN_R_PAIR },            { "thin", FL_W_OPEN_R_THIN },
	{ "template", FL_W_OPEN_R_TEMPLATE },
	{ "unclear", FL_W_OPEN_R_UNCLEAR }, { "flagged", FL_W_OPEN_R_FLAGGED },        { "organisation", FL_W_OPEN_R_NAMES },
};

static void put_reason(fl_page *page, const char *reason)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			fl_html_word(page, reasons[i].word);
}

static void put_number(fl_page *page, fl_word_id id, size_t first, size_t second)
{
	fl_buf text[2];
	char plain[32]; /* for a command */
	size_t numbers[2] = { first, second };
	snprintf(plain, sizeof plain, "%zu", second);
	for (int i = 0; i < 2; i++) {
		fl_buf_init(&text[i], 64);
		fl_figure_count(&text[i], (int64_t)numbers[i]);
		fl_figure_failed(page->out, &text[i]);
	}
	fl_html_fill(page, id, text[0].data, text[1].data, plain);
	for (int i = 0; i < 2; i++)
		fl_buf_release(&text[i]);
}

static void put_awards(fl_page *page, const fl_review_way *way)
{
	if (way->infeasible) {
		fl_html_word(page, FL_W_OPEN_CANNOT);
		return;
	}
	if (way->num_moves == 0)
		fl_html_word(page, FL_W_OPEN_NO_MOVE);
	for (size_t i = 0; i < way->num_moves && i < AWARDS_SHOWN; i++) {
		const fl_review_amount *m = &way->moves[i];
		fl_buf_puts(page->out, i > 0 ? "<br>" : "");
		fl_html_dream_link(page, m->dream);
		fl_buf_putc(page->out, ' ');
		fl_html_money(page, m->before);
		fl_buf_puts(page->out, " → ");
		fl_html_money(page, m->after);
	}
	if (way->num_moves > AWARDS_SHOWN) {
		fl_buf_puts(page->out, "<br>");
		put_number(page, FL_W_OPEN_MORE, way->num_moves + way->more_moves - AWARDS_SHOWN, 0);
	}
}

static void put_way(fl_page *page, const fl_review_way *way)
{
	fl_buf sentence;
	fl_buf_init(&sentence, FL_BUF_MAX_DEFAULT);
	fl_html_ruling_say(page, &way->decision, &sentence);
	fl_figure_failed(page->out, &sentence);
	fl_buf_puts(page->out, "\n<tr>");
	fl_html_td(page, false);
	put_reason(page, way->reason);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_buf_view(&sentence));
	fl_buf_puts(page->out, "</bdi></td>");
	fl_html_td(page, false);
	put_awards(page, way);
	fl_buf_puts(page->out, "</td></tr>");
	fl_buf_release(&sentence);
}

/* A template: who is of it, in place of what somebody might decide. */
static void put_template(fl_page *page, const fl_review_way *way)
{
	const fl_review_template *t = way->group;
	fl_buf_puts(page->out, "\n<tr>");
	fl_html_td(page, false);
	put_reason(page, way->reason);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	put_number(page, FL_W_OPEN_TEMPLATE, t->num_dreams, t->num_pairs);
	for (size_t i = 0; i < t->num_dreams && i < DREAMS_SHOWN; i++) {
		fl_buf_putc(page->out, ' ');
		fl_html_dream_link(page, t->dreams[i]);
	}
	if (t->num_dreams > DREAMS_SHOWN)
		fl_buf_puts(page->out, " …");
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	fl_html_word(page, FL_W_OPEN_TEMPLATE_MOVES);
	fl_buf_puts(page->out, "</td></tr>");
}

static bool stands_still(const fl_review_way *way)
{
	return way->num_moves == 0 && !way->infeasible;
}

/* First those that move something: there may be thousands that do not. */
static void put_table(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_OPEN_ITEM, false }, { FL_W_OPEN_IF, false }, { FL_W_OPEN_AWARDS, false } };
	const fl_result *result = page->result;
	size_t shown = 0;
	fl_html_table_begin(page, FL_W_OPEN_MOVES, columns, 3);
	for (size_t i = 0, templates = 0; i < result->num_open && templates < WAYS_SHOWN; i++)
		if (result->open[i].group) {
			put_template(page, &result->open[i]);
			templates++;
		}
	for (int still = 0; still < 2; still++)
		for (size_t i = 0; i < result->num_open && shown < WAYS_SHOWN; i++)
			if (result->open[i].computed && stands_still(&result->open[i]) == (still == 1)) {
				put_way(page, &result->open[i]);
				shown++;
			}
	fl_html_table_end(page);
}

void fl_html_open_moves(fl_page *page)
{
	const fl_result *result = page->result;
	size_t computed = 0, still = 0, templates = 0, num_open = result->num_open;
	if (result->num_open == 0)
		return;
	for (size_t i = 0; i < result->num_open; i++) {
		computed += result->open[i].computed;
		templates += result->open[i].group != NULL;
		still += result->open[i].computed && stands_still(&result->open[i]);
	}
	fl_buf_printf(page->out, "<h3>%s (%zu)</h3>\n<p class=\"soft\">", fl_word(page->lang, FL_W_OPEN_MOVES), result->num_open);
	fl_html_word(page, FL_W_OPEN_MOVES_TEXT);
	if (computed > WAYS_SHOWN) {
		fl_buf_putc(page->out, ' ');
		put_number(page, FL_W_OPEN_STILL, computed - still, computed);
	}
	fl_buf_puts(page->out, "</p>\n");
	if (computed + templates > 0)
		put_table(page);
	if (computed == num_open - templates && computed <= WAYS_SHOWN)
		return;
	fl_buf_puts(page->out, "<p class=\"soft\">");
	if (computed == num_open - templates)
		put_number(page, FL_W_OPEN_SHOWN_CUT, WAYS_SHOWN, computed);
	else
		put_number(page, page->spec->policy.kind == FL_POLICY_MODEL ? FL_W_OPEN_LEFT_MODEL : FL_W_OPEN_LEFT, computed,
			   num_open - templates);
	fl_buf_puts(page->out, "</p>\n");
}
