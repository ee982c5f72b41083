/* SPDX-License-Identifier: Apache-2.0
 *
 * money.h - amounts in minor units, and exact shares. No double ever holds money.
 */
#ifndef FL_DOMAIN_MONEY_H
#define FL_DOMAIN_MONEY_H

#include "base/buf.h"
#include "florin.h"

#include <gmp.h>

/* Parse an amount as people and spreadsheets write it: "12,000.50", "１２万", "1.5亿", "¥3,000", "3000元",
 * "CNY 3000", "3 000". White space around it is passed over; full-width digits count; a Chinese unit
 * (十 百 千 万 亿, also Chinese numerals like 三万五千) multiplies.
 * Refused, with *ret_code a stable finding code and a message: "12,00" (amount-separator), a fraction of a minor
 * unit (amount-fraction), a negative (amount-negative), above 2^63-1 or "1e400" (amount-range, amount-exponent),
 * another currency's sign or code (amount-currency), anything else (amount-syntax), empty (amount-empty). */
fl_status fl_money_parse(fl_str text, const fl_currency *currency, fl_money *ret_amount,
                         const char **ret_code, fl_error *err);

/* Does the text name this currency, and nothing else: its code in either case, or a sign or name as above? */
bool fl_currency_named(fl_str text, const fl_currency *currency);

bool fl_money_add(fl_money a, fl_money b, fl_money *ret_sum); /* false on overflow */
void fl_money_print(fl_buf *buf, fl_money amount, int minor_digits, bool separators); /* "12,000.50" / "12000.50" */

/* An exact fraction, den > 0, lowest terms. */
typedef struct fl_share {
	int64_t num, den;
} fl_share;

/* "0.05", "5%", "1/20"; between 0 and 'max_whole'. */
fl_status fl_share_parse(fl_str text, int64_t max_whole, fl_share *ret_share, fl_error *err);

#endif
