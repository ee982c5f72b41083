/* SPDX-License-Identifier: Apache-2.0
 *
 * money.c - amounts as people and spreadsheets write them, to minor units and back.
 *
 * The text is first decoded into characters (amount_text.c), then the currency's sign or code is taken off both ends
 * (currency.c), then what is left must be one number (amount_number.c). What is no multiple of the minor unit is refused.
 */
#include "domain/amount_text.h"

#include "base/error.h"

#include <stdio.h>

static fl_status to_minor(fl_amount_text *s, mpz_t value, int minor_digits, fl_money *ret)
{
	mpz_t unit;
	fl_status status = FL_OK;

	mpz_init(unit);
	mpz_ui_pow_ui(unit, 10, (unsigned long)(FL_AMOUNT_SCALE - minor_digits));
	if (!mpz_divisible_p(value, unit)) {
		status = fl_amount_refuse(s, FL_EPARSE, "amount-fraction", FL_MESSAGE("a fraction of the smallest unit"));
		goto done;
	}
	mpz_divexact(value, value, unit);
	if (mpz_sizeinbase(value, 2) > 63) {
		status = fl_amount_refuse(s, FL_ERANGE, "amount-range", FL_MESSAGE("more than can be counted"));
		goto done;
	}
	uint64_t minor = 0;
	mpz_export(&minor, NULL, -1, sizeof minor, 0, 0, value);
	*ret = (fl_money)minor;
done:
	mpz_clear(unit);
	return status;
}

static bool is_negative(const fl_amount_text *s)
{
	return s->end - s->pos > 1 && (s->c[s->pos] == '-' || (s->c[s->pos] == '(' && s->c[s->end - 1] == ')'));
}

fl_status fl_money_parse(fl_str text, const fl_currency *currency, fl_money *ret_amount, const char **ret_code,
			 fl_error *err)
{
	fl_amount_text s = { .ret_code = ret_code, .err = err };
	mpz_t value;
	fl_status status;
	bool negative;

	FL_TRY(fl_amount_decode(&s, text));
	fl_amount_skip_space(&s);
	negative = is_negative(&s);
	if (negative && s.c[s.pos] == '-')
		s.pos++;
	FL_TRY(fl_amount_strip_currency(&s, currency));
	if (negative || is_negative(&s))
		return fl_amount_refuse(&s, FL_EINVAL, "amount-negative", FL_MESSAGE("less than nothing"));
	if (s.pos == s.end)
		return fl_amount_refuse(&s, FL_EPARSE, "amount-syntax", FL_MESSAGE("no number"));
	mpz_init(value);
	status = fl_amount_read_number(&s, value);
	if (status == FL_OK)
		status = to_minor(&s, value, currency->minor_digits, ret_amount);
	mpz_clear(value);
	return status;
}

bool fl_money_add(fl_money a, fl_money b, fl_money *ret_sum)
{
	if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b))
		return false;
	*ret_sum = a + b;
	return true;
}

void fl_money_print(fl_buf *buf, fl_money amount, int minor_digits, bool separators)
{
	uint64_t rest = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
	char out[48];
	size_t at = sizeof out, digits = 0;

	for (int i = 0; i < minor_digits; i++, rest /= 10)
		out[--at] = (char)('0' + rest % 10);
	if (minor_digits > 0)
		out[--at] = '.';
	do {
		if (separators && digits > 0 && digits % 3 == 0)
			out[--at] = ',';
		out[--at] = (char)('0' + rest % 10);
		rest /= 10;
		digits++;
	} while (rest > 0);
	if (amount < 0)
		out[--at] = '-';
	fl_buf_add(buf, out + at, sizeof out - at);
}

const char *fl_money_words(fl_money amount, const fl_currency *currency, char text[48])
{
	fl_buf words;
	fl_buf_init(&words, 4096);
	fl_buf_printf(&words, "%s ", currency->code);
	fl_money_print(&words, amount, currency->minor_digits, true);
	snprintf(text, 48, "%s", fl_buf_status(&words, NULL) == FL_OK ? words.data : "");
	fl_buf_release(&words);
	return text;
}
