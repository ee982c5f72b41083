/* SPDX-License-Identifier: Apache-2.0
 *
 * html_why.c - who is funded, and why: how many dreams each reason has, and what money.
 */
#include "report/html.h"

#include "base/str.h"
#include "report/report.h"

enum { REASONS = FL_WHY_KINDS };

static const fl_word_id titles[REASONS] = {
	[FL_WHY_FULL] = FL_W_WHY_FULL,
	[FL_WHY_CAP] = FL_W_WHY_CAP,
	[FL_WHY_GROUP] = FL_W_WHY_GROUP,
	[FL_WHY_POOL] = FL_W_WHY_POOL,
	[FL_WHY_OUTBID] = FL_W_WHY_OUTBID,
	[FL_WHY_MARGIN] = FL_W_WHY_MARGIN,
	[FL_WHY_NO_POOL] = FL_W_WHY_NO_POOL,
	[FL_WHY_INDIVISIBLE] = FL_W_WHY_INDIVISIBLE,
	[FL_WHY_FLOOR] = FL_W_WHY_FLOOR,
	[FL_WHY_BELOW_THRESHOLD] = FL_W_WHY_BELOW,
	[FL_WHY_DUPLICATE] = FL_W_WHY_DUPLICATE,
	[FL_WHY_INELIGIBLE] = FL_W_WHY_INELIGIBLE,
	[FL_WHY_GREEDY_FIT] = FL_W_WHY_GREEDY_FIT,
	[FL_WHY_GREEDY_SKIP] = FL_W_WHY_GREEDY_SKIP,
	[FL_WHY_GREEDY_STOP] = FL_W_WHY_GREEDY_STOP,
	[FL_WHY_BASE] = FL_W_WHY_BASE,
	[FL_WHY_SHARE] = FL_W_WHY_SHARE,
	[FL_WHY_WEIGHT] = FL_W_WHY_WEIGHT,
	[FL_WHY_INFEASIBLE] = FL_W_WHY_INFEASIBLE,
	[FL_WHY_SHARES_PAID] = FL_W_WHY_SHARES_PAID,
	[FL_WHY_SHARES_SHORT] = FL_W_WHY_SHARES_SHORT,
	[FL_WHY_SHARES_REST] = FL_W_WHY_SHARES_REST,
	[FL_WHY_MODEL] = FL_W_WHY_MODEL,
	[FL_WHY_BEFORE] = FL_W_WHY_BEFORE,
	[FL_WHY_ENDED] = FL_W_WHY_ENDED,
};

typedef struct tally {
	int64_t dreams;
	fl_money requested, awarded;
} tally;

static void put_row(fl_page *page, fl_reason reason, const tally *t)
{
	fl_html_th(page);
	fl_html_filter_begin(page, "reason", fl_str_of(fl_reason_code(reason)));
	fl_html_word(page, titles[reason]);
	fl_buf_puts(page->out, "</a></th>");
	fl_html_td(page, true);
	fl_html_count(page, t->dreams);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_money(page, t->requested);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_money(page, t->awarded);
	fl_buf_puts(page->out, "</td></tr>");
}

/* A sum over dreams that did not qualify may be too large for an amount: it stays at the largest. */
static fl_money add(fl_money sum, fl_money amount)
{
	return fl_money_add(sum, amount, &sum) ? sum : INT64_MAX;
}

/* Reasons that brought money first, those with most money on top; then those that did not, those with most dreams on top. */
static bool comes_before(const tally *a, const tally *b)
{
	return a->awarded != b->awarded ? a->awarded > b->awarded : a->dreams > b->dreams;
}

void fl_html_why(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_REASON, false },
						  { FL_W_DREAMS, true },
						  { FL_W_REQUESTED, true },
						  { FL_W_AWARDED, true } };
	tally tallies[REASONS] = { 0 };
	bool shown[REASONS] = { false };
	for (size_t i = 0; i < page->result->num_dreams; i++) {
		const fl_result_dream *dream = &page->result->dreams[i];
		tally *t = &tallies[fl_reason_of(page->result, i)];
		t->dreams++;
		t->requested = add(t->requested, dream->candidate->request);
		t->awarded = add(t->awarded, dream->award->amount);
	}
	fl_html_table_begin(page, FL_W_WHY_HEAD, columns, sizeof columns / sizeof *columns);
	for (;;) {
		int best = -1;
		for (int r = 0; r < REASONS; r++)
			if (tallies[r].dreams > 0 && !shown[r] && (best < 0 || comes_before(&tallies[r], &tallies[best])))
				best = r;
		if (best < 0)
			break;
		put_row(page, (fl_reason)best, &tallies[best]);
		shown[best] = true;
	}
	fl_html_table_end(page);
}

void fl_html_reasons(fl_page *page, fl_json_writer *w)
{
	fl_json_put_key(w, "reasons");
	fl_json_begin_array(w);
	for (int r = 0; r < REASONS; r++) {
		fl_json_begin_array(w);
		fl_json_put_z(w, fl_reason_code((fl_reason)r));
		fl_json_put_z(w, fl_word(page->lang, titles[r]));
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
}
