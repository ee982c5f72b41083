/* SPDX-License-Identifier: Apache-2.0
 *
 * html_lists.c - the lists that stand in the page as plain HTML: funded dreams, open items, findings.
 *
 * The funded dreams are for readers without JavaScript (with it, the script shows all dreams). Open items and findings
 * are cut after a number of rows, and say so: result.json has all of them.
 */
#include "report/html.h"

#include "base/alloc.h"
#include "base/str.h"
#include "domain/review_template.h"

#include <stdio.h>
#include <stdlib.h>

enum { OPEN_SHOWN = 200, FINDINGS_SHOWN = 200, FUNDED_SHOWN = 1000 };

typedef struct funded {
	fl_money award;
	size_t index;
} funded;

static int by_award(const void *a, const void *b)
{
	const funded *x = a, *y = b;
	if (x->award != y->award)
		return x->award > y->award ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void put_sentence(fl_page *page, fl_word_id id, int64_t n)
{
	char text[32];
	snprintf(text, sizeof text, "%lld", (long long)n);
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fl_html_fill(page, id, text, NULL, NULL);
	fl_buf_puts(page->out, "</p>\n");
}

static void put_tag(fl_page *page, fl_str tag)
{
	fl_buf_puts(page->out, "<span class=\"tag\">");
	fl_html_tag(page, tag);
	fl_buf_puts(page->out, "</span> ");
}

static void put_funded_row(fl_page *page, size_t index)
{
	const fl_result_dream *dream = &page->result->dreams[index];
	fl_buf_puts(page->out, "\n<tr id=\"");
	fl_html_dream_anchor(page, index, false);
	fl_buf_puts(page->out, "\"><th scope=\"row\"><bdi>");
	fl_html_text(page, dream->dream->id);
	fl_buf_puts(page->out, "</bdi></th>");
	fl_html_td(page, false);
	fl_html_dream_title(page, index);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	if (dream->candidate->category.len > 0)
		put_tag(page, dream->candidate->category);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_count(page, dream->candidate->tally);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_money(page, dream->candidate->request);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_money(page, dream->award->amount);
	fl_buf_puts(page->out, "</td></tr>");
}

void fl_html_funded(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_ID, false },       { FL_W_DREAM, false },
						  { FL_W_CATEGORY, false }, { FL_W_FLOWERS, true },
						  { FL_W_REQUEST, true },   { FL_W_AWARD, true } };
	const fl_result *result = page->result;
	size_t count = 0;
	funded *list = fl_alloc_array(result->num_dreams + 1, sizeof *list);
	if (list == NULL) {
		page->out->status = page->out->status == FL_OK ? FL_ENOMEM : page->out->status;
		return;
	}
	for (size_t i = 0; i < result->num_dreams; i++)
		if (result->dreams[i].candidate->standing == FL_QUALIFIED && result->dreams[i].award->amount > 0)
			list[count++] = (funded){ result->dreams[i].award->amount, i };
	qsort(list, count, sizeof *list, by_award);
	if (count == 0) {
		put_sentence(page, FL_W_NO_FUNDED, 0);
	} else {
		fl_html_table_begin(page, FL_W_FUNDED_DREAMS, columns, 6);
		for (size_t i = 0; i < count && i < FUNDED_SHOWN; i++)
			put_funded_row(page, list[i].index);
		fl_html_table_end(page);
		if (count > FUNDED_SHOWN)
			fl_html_shown(page, FL_W_LIST_CUT, FUNDED_SHOWN, count, 0);
	}
	fl_free(list);
}

/* ---- open items ------------------------------------------------------------------------------- */

static void put_dream_cell(fl_page *page, size_t dream)
{
	fl_html_td(page, false);
	fl_html_dream_link(page, dream);
	fl_buf_putc(page->out, ' ');
	fl_html_dream_title(page, dream);
	fl_buf_puts(page->out, "</td>");
}

/* Pairs are in the order of the dreams; the two awards are what a decision would move first. */
static void put_pair_row(fl_page *page, const fl_pair *pair)
{
	const fl_result_dream *a = &page->result->dreams[pair->a], *b = &page->result->dreams[pair->b];
	fl_money stake = 0;
	if (!fl_money_add(a->award->amount, b->award->amount, &stake))
		stake = INT64_MAX;
	fl_buf_puts(page->out, "\n<tr>");
	put_dream_cell(page, pair->a);
	put_dream_cell(page, pair->b);
	fl_html_td(page, true);
	fl_buf_printf(page->out, "%d %%</td>", (int)(pair->score / 10000));
	fl_html_td(page, false);
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, pair->only_a);
	fl_buf_puts(page->out, "</bdi> <span class=\"soft\">|</span> <bdi>");
	fl_html_text(page, pair->only_b);
	fl_buf_puts(page->out, "</bdi></td>");
	fl_html_td(page, true);
	fl_html_money(page, stake);
	fl_buf_puts(page->out, "</td></tr>");
}

/* Those inside a template are one item, among what each item would move. */
static bool is_listed(const fl_page *page, const fl_pair *pair)
{
	const fl_result *r = page->result;
	return pair->verdict == FL_PAIR_REVIEW && !(r->num_templates > 0 && fl_review_template_holds(r->open, r->num_open, pair));
}

static void put_pairs(fl_page *page, int64_t count)
{
	static const fl_html_column columns[] = { { FL_W_FIRST_DREAM, false },
						  { FL_W_SECOND_DREAM, false },
						  { FL_W_ALIKE, true },
						  { FL_W_DIFFERENCE, false },
						  { FL_W_AT_STAKE, true } };
	const fl_result *result = page->result;
	int64_t shown = 0;
	fl_buf_puts(page->out, "<h3>");
	fl_html_word(page, FL_W_OPEN_PAIRS);
	fl_buf_printf(page->out, page->lang == FL_LANG_ZH ? "（%lld）</h3>\n" : " (%lld)</h3>\n", (long long)count);
	fl_html_table_begin(page, FL_W_OPEN_PAIRS, columns, 5);
	for (size_t i = 0; i < result->num_pairs && shown < OPEN_SHOWN; i++) {
		if (!is_listed(page, &result->pairs[i]))
			continue;
		put_pair_row(page, &result->pairs[i]);
		shown++;
	}
	fl_html_table_end(page);
	if (shown < count)
		put_sentence(page, FL_W_MORE_IN_JSON, count - shown);
}

static void put_unclear(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_DREAM, false },
						  { FL_W_TAGS, false },
						  { FL_W_AT_STAKE, true } };
	const fl_result *result = page->result;
	int64_t shown = 0;
	fl_buf_puts(page->out, "<h3>");
	fl_html_word(page, FL_W_OPEN_UNCLEAR);
	fl_buf_printf(page->out, page->lang == FL_LANG_ZH ? "（%lld）</h3>\n" : " (%lld)</h3>\n", (long long)page->totals.unclear);
	fl_html_table_begin(page, FL_W_OPEN_UNCLEAR, columns, 3);
	for (size_t i = 0; i < result->num_dreams && shown < OPEN_SHOWN; i++) {
		const fl_result_dream *dream = &result->dreams[i];
		if (!dream->unclear)
			continue;
		shown++;
		fl_buf_puts(page->out, "\n<tr>");
		put_dream_cell(page, i);
		fl_html_td(page, false);
		for (size_t t = 0; t < dream->candidate->num_tags; t++)
			put_tag(page, dream->candidate->tags[t]);
		fl_buf_puts(page->out, "</td>");
		fl_html_td(page, true);
		fl_html_money(page, dream->award->amount);
		fl_buf_puts(page->out, "</td></tr>");
	}
	fl_html_table_end(page);
	if (shown < page->totals.unclear)
		put_sentence(page, FL_W_MORE_IN_JSON, page->totals.unclear - shown);
}

void fl_html_open(fl_page *page)
{
	int64_t pairs = 0;
	for (size_t i = 0; i < page->result->num_pairs; i++)
		pairs += is_listed(page, &page->result->pairs[i]);
	if (pairs == 0 && page->totals.unclear == 0 && page->result->num_open == 0) {
		put_sentence(page, FL_W_OPEN_NONE, 0);
		return;
	}
	put_sentence(page, FL_W_OPEN_TEXT, 0);
	if (pairs > 0)
		put_pairs(page, pairs);
	if (page->totals.unclear > 0)
		put_unclear(page);
	fl_html_open_moves(page);
}

/* ---- findings --------------------------------------------------------------------------------- */

static void put_finding(fl_page *page, const fl_result_note *note)
{
	static const char *const classes[] = { "note", "warning", "error" };
	static const fl_word_id names[] = { FL_W_S_NOTE, FL_W_S_WARNING, FL_W_S_ERROR };
	fl_buf_printf(page->out, "\n<tr><td><span class=\"severity %s\">", classes[note->severity]);
	fl_html_word(page, names[note->severity]);
	fl_buf_puts(page->out, "</span></td><td><code>");
	fl_html_text(page, note->code);
	fl_buf_puts(page->out, "</code></td><td class=\"place\"><bdi>");
	fl_html_text(page, note->source);
	fl_buf_puts(page->out, "</bdi>");
	if (note->line > 0)
		fl_buf_printf(page->out, ":%lld", (long long)note->line);
	fl_buf_puts(page->out, "</td><td><bdi>");
	fl_html_text(page, note->subject);
	fl_buf_puts(page->out, "</bdi></td><td><bdi>");
	fl_html_message(page, note->message);
	fl_buf_puts(page->out, "</bdi></td></tr>");
}

/* Errors first (rejected rows), then warnings, then notes; in each the order of the data. */
void fl_html_findings(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_SEVERITY, false },
						  { FL_W_CODE, false },
						  { FL_W_PLACE, false },
						  { FL_W_SUBJECT, false },
						  { FL_W_MESSAGE, false } };
	const fl_result *result = page->result;
	size_t shown = 0;
	if (result->num_notes == 0) {
		put_sentence(page, FL_W_FINDINGS_NONE, 0);
		return;
	}
	fl_html_table_begin(page, FL_W_FINDINGS, columns, 5);
	for (int severity = FL_ERROR; severity >= FL_NOTE; severity--)
		for (size_t i = 0; i < result->num_notes && shown < FINDINGS_SHOWN; i++)
			if ((int)result->notes[i].severity == severity) {
				put_finding(page, &result->notes[i]);
				shown++;
			}
	fl_html_table_end(page);
	if (shown < result->num_notes)
		put_sentence(page, FL_W_MORE_IN_JSON, (int64_t)(result->num_notes - shown));
}
