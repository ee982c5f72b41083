/* SPDX-License-Identifier: Apache-2.0
 *
 * write_awards_csv.c - awards.csv: one row a dream, for people with a spreadsheet.
 *
 * RFC 4180 with CRLF and a UTF-8 byte order mark (without it spreadsheets take Chinese for another encoding). A text
 * cell that a spreadsheet would run as a formula (OWASP, "CSV injection": begins with = + - @, their full-width
 * forms, tab, CR or LF) gets an apostrophe in front. Control characters other than tab and line ends become U+FFFD.
 * Amounts are plain decimals without separators, in major units.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/str.h"
#include "report/figure.h"
#include "report/reason.h"

static bool is_formula(fl_str s)
{
	static const char *const full_width[] = { "＝", "＋", "－", "＠" };
	if (s.len > 0 && memchr("=+-@\t\r\n", s.data[0], 7) != NULL)
		return true;
	for (size_t i = 0; i < sizeof full_width / sizeof *full_width; i++)
		if (fl_str_starts(s, fl_str_of(full_width[i])))
			return true;
	return false;
}

/* A quoted cell with what it must not contain replaced. */
static void put_text(fl_buf *out, fl_str s)
{
	fl_buf_puts(out, is_formula(s) ? "\"'" : "\"");
	for (size_t i = 0, from; i < s.len;) {
		from = i;
		int32_t c = fl_utf8_next(s, &i);
		if (c == '"')
			fl_buf_puts(out, "\"\"");
		else if (c < 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0))
			fl_buf_puts(out, "\xef\xbf\xbd");
		else
			fl_buf_add(out, s.data + from, i - from);
	}
	fl_buf_putc(out, '"');
}

static void put_money(fl_buf *out, const fl_result *result, fl_money amount)
{
	fl_buf_putc(out, ',');
	fl_money_print(out, amount, result->spec->currency.minor_digits, false);
}

static void put_head(fl_buf *out, const fl_result *result)
{
	fl_buf_puts(out,
		    "\xef\xbb\xbfid,title,organisation,region,category,tags,flowers,threshold,request,award,share");
	for (size_t p = 0; p < result->spec->num_pools; p++) {
		fl_buf name;
		fl_buf_init(&name, FL_BUF_MAX_DEFAULT);
		fl_buf_puts(&name, "pool ");
		fl_buf_str(&name, result->spec->pools[p].id);
		fl_buf_putc(out, ',');
		put_text(out, fl_buf_view(&name));
		fl_figure_failed(out, &name);
		fl_buf_release(&name);
	}
	fl_buf_puts(out, ",status,reason,representative\r\n");
}

static void put_tags(fl_buf *out, const fl_candidate *candidate, fl_buf *scratch)
{
	fl_buf_clear(scratch);
	for (size_t t = 0; t < candidate->num_tags; t++) {
		if (t > 0)
			fl_buf_puts(scratch, "; ");
		fl_buf_str(scratch, candidate->tags[t]);
	}
	put_text(out, fl_buf_view(scratch));
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
	put_text(out, dream->dream->id);
	fl_buf_putc(out, ',');
	put_text(out, dream->dream->title);
	fl_buf_putc(out, ',');
	put_text(out, candidate->organisation);
	fl_buf_putc(out, ',');
	put_text(out, candidate->region);
	fl_buf_putc(out, ',');
	put_text(out, dream->unclear && candidate->category.len == 0 ? FL_STR("unclear") : candidate->category);
	fl_buf_putc(out, ',');
	put_tags(out, candidate, scratch);
	fl_buf_printf(out, ",%lld,%lld", (long long)candidate->tally, (long long)candidate->threshold);
	put_money(out, result, candidate->request);
	put_money(out, result, dream->award->amount);
	fl_buf_putc(out, ',');
	fl_figure_percent(out, dream->award->amount, candidate->request, 2);
	fl_buf_putc(out, '%');
	put_pools(out, result, dream);
	fl_buf_printf(out, ",%s,", fl_dream_status_code(fl_dream_status_of(dream)));
	fl_buf_clear(scratch);
	fl_reason_say(result, index, FL_LANG_EN, scratch);
	put_text(out, fl_buf_view(scratch));
	fl_buf_putc(out, ',');
	put_text(out, result->dreams[dream->representative].dream->id);
	fl_buf_puts(out, "\r\n");
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
