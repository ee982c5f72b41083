/* SPDX-License-Identifier: Apache-2.0
 *
 * write_awards_csv.c - awards.csv: one row a dream, for people with a spreadsheet.
 *
 * Text cells are quoted and made harmless by csv.c; amounts are plain decimals without separators, in major units, so
 * that a spreadsheet can add them up.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/str.h"
#include "report/csv.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/reason.h"

static void put_money(fl_buf *out, const fl_result *result, fl_money amount)
{
	fl_buf_putc(out, ',');
	fl_money_print(out, amount, result->spec->currency.minor_digits, false);
}

static void put_head(fl_buf *out, const fl_result *result)
{
	fl_buf_puts(out,
		    FL_CSV_BOM "id,title,organisation,region,category,tags,flowers,threshold,request");
	fl_buf_puts(out, result->earlier ? ",awarded before,award,share" : ",award,share");
	for (size_t p = 0; p < result->spec->num_pools; p++) {
		fl_buf name;
		fl_buf_init(&name, FL_BUF_MAX_DEFAULT);
		fl_buf_puts(&name, "pool ");
		fl_buf_str(&name, result->spec->pools[p].id);
		fl_buf_putc(out, ',');
		fl_csv_text(out, fl_buf_view(&name));
		fl_figure_failed(out, &name);
		fl_buf_release(&name);
	}
	fl_buf_puts(out, ",status,reason,representative,decision");
	fl_buf_puts(out, fl_laid_down_marks(result) ? ",official" FL_CSV_EOL : FL_CSV_EOL);
}

static void put_tags(fl_buf *out, const fl_candidate *candidate, fl_buf *scratch)
{
	fl_buf_clear(scratch);
	for (size_t t = 0; t < candidate->num_tags; t++) {
		if (t > 0)
			fl_buf_puts(scratch, "; ");
		fl_buf_str(scratch, candidate->tags[t]);
	}
	fl_csv_text(out, fl_buf_view(scratch));
}

/* What each pool pays; the payments are sorted by pool. */
static void put_pools(fl_buf *out, const fl_result *result, const fl_result_dream *dream)
{
	size_t next = 0;
	for (size_t p = 0; p < result->spec->num_pools; p++) {
		bool pays = next < dream->num_payments && dream->payments[next].pool == p;
		put_money(out, result, pays ? dream->payments[next].amount : 0);
		next += pays;
	}
}

static void put_row(fl_buf *out, const fl_result *result, size_t index, fl_buf *scratch)
{
	const fl_result_dream *dream = &result->dreams[index];
	const fl_candidate *candidate = dream->candidate;
	fl_csv_text(out, dream->dream->id);
	fl_buf_putc(out, ',');
	fl_csv_text(out, dream->dream->title);
	fl_buf_putc(out, ',');
	fl_csv_text(out, candidate->organisation);
	fl_buf_putc(out, ',');
	fl_csv_text(out, candidate->region);
	fl_buf_putc(out, ',');
	fl_csv_text(out, dream->unclear && candidate->category.len == 0 ? FL_STR("unclear") : candidate->category);
	fl_buf_putc(out, ',');
	put_tags(out, candidate, scratch);
	fl_buf_printf(out, ",%lld,%lld", (long long)candidate->tally, (long long)candidate->threshold);
	put_money(out, result, candidate->request);
	if (result->earlier)
		put_money(out, result, candidate->before);
	put_money(out, result, dream->award->amount);
	fl_buf_putc(out, ',');
	fl_figure_percent(out, candidate->before + dream->award->amount, candidate->request, 2);
	fl_buf_putc(out, '%');
	put_pools(out, result, dream);
	fl_buf_printf(out, ",%s,", fl_dream_status_code(fl_dream_status_of(dream)));
	fl_buf_clear(scratch);
	fl_reason_say(result, index, FL_LANG_EN, scratch);
	fl_csv_text(out, fl_buf_view(scratch));
	fl_buf_putc(out, ',');
	fl_csv_text(out, result->dreams[dream->representative].dream->id);
	fl_buf_putc(out, ',');
	fl_buf_clear(scratch);
	fl_report_ruled(dream->ruling, &result->spec->decisions, FL_LANG_EN, scratch);
	fl_csv_text(out, fl_buf_view(scratch));
	if (fl_laid_down_marks(result))
		fl_buf_printf(out, ",%s", fl_laid_down_mark(result));
	fl_buf_puts(out, FL_CSV_EOL);
}

fl_status fl_report_awards_csv(const fl_result *result, fl_buf *out, fl_error *err)
{
	fl_buf scratch;
	fl_status status;
	fl_buf_init(&scratch, FL_BUF_MAX_DEFAULT);
	put_head(out, result);
	for (size_t i = 0; i < result->num_dreams; i++)
		put_row(out, result, i, &scratch);
	status = fl_buf_status(&scratch, err);
	if (status == FL_OK)
		status = fl_buf_status(out, err);
	fl_buf_release(&scratch);
	return status;
}
