/* SPDX-License-Identifier: Apache-2.0
 *
 * figure.h - amounts, counts, percentages and exact numbers as people read them, in English and Chinese.
 *
 * All functions append to a buf (sticky failure) and do their arithmetic in integers or GMP: no double sees money.
 */
#ifndef FL_REPORT_FIGURE_H
#define FL_REPORT_FIGURE_H

#include "base/buf.h"
#include "domain/money.h"
#include "report/words.h"

#include <gmp.h>

/* A part that was written into a buf of its own could not be: then the whole cannot be either. */
static inline void fl_figure_failed(fl_buf *whole, const fl_buf *part)
{
	if (whole->status == FL_OK)
		whole->status = part->status;
}

/* "1,234,567" */
void fl_figure_count(fl_buf *out, int64_t n);
/* "1 flower", "1,234 flowers", "1,234 朵小红花" */
void fl_figure_flowers(fl_buf *out, fl_lang lang, int64_t n);
/* "CNY 12,000.50"; Chinese: "12,000.50 元" for CNY, else as in English. */
void fl_figure_amount(fl_buf *out, const fl_currency *currency, fl_lang lang, fl_money amount);
/* The same without currency; 'without_zeros': no minor digits when they are all 0. */
void fl_figure_money(fl_buf *out, const fl_currency *currency, fl_money amount, bool without_zeros);
/* 'major' whole units in minor units. */
fl_money fl_figure_major(const fl_currency *currency, int32_t major);
/* "2026-09-05 08:00 UTC+08:00" */
void fl_figure_time(fl_buf *out, int64_t unix_seconds, int offset_minutes);
/* "5 September 2026, 08:00 (UTC+08:00)", "2026年9月5日 08:00（UTC+08:00）" */
void fl_figure_moment(fl_buf *out, fl_lang lang, int64_t unix_seconds, int offset_minutes);
/* An axis has little room: "50k", "2M"; Chinese "5万", "2亿". Whole units; exact where the digits allow, else as they are. */
void fl_figure_short(fl_buf *out, fl_lang lang, int64_t n);
/* Decimal with exactly 'digits' places, rounded towards -infinity, thousands grouped: "-1,234.57". */
void fl_figure_decimal(fl_buf *out, const mpq_t q, int digits, bool grouped);
/* The same with as many more places, up to 12, as the first two digits that are not 0 need: "0.00077". */
void fl_figure_small(fl_buf *out, const mpq_t q, int digits, bool grouped);
/* 100 * part / whole with 'digits' places, rounded down, no sign; "0" when whole is 0. */
void fl_figure_percent(fl_buf *out, fl_money part, fl_money whole, int digits);

#endif
