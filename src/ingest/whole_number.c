/* SPDX-License-Identifier: Apache-2.0
 *
 * whole_number.c - a whole number as spreadsheets write it: "1,200", "１２００", "1.2万", "1200.0".
 *
 * The grammar is that of amounts (domain/money.h) in a currency that has neither sign nor minor unit.
 */
#include "ingest/record.h"

#include "base/str.h"

static bool plain_digits(fl_str s, int64_t *ret)
{
	int64_t value = 0;

	if (s.len == 0 || s.len > 18)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
		value = value * 10 + (s.data[i] - '0');
	}
	*ret = value;
	return true;
}

bool fl_count_parse(fl_str text, int64_t *ret, const char **ret_code)
{
	static const fl_currency none = { "---", 0 };
	const char *code = "";
	fl_error err = FL_ERROR_INIT;
	int64_t value;

	if (plain_digits(text, ret)) /* nearly always, and a ledger has many */
		return true;
	if (fl_money_parse(text, &none, &value, &code, &err) == FL_OK) {
		*ret = value;
		return true;
	}
	*ret_code = strcmp(code, "amount-range") == 0 ? "count-range" : "count-syntax";
	return false;
}

/* ---- amounts of programs ------------------------------------------------------------------------------------------- */

typedef struct decimal {
	char digits[64]; /* without leading zeros; more than fit are cut off, which changes nothing that is kept */
	size_t len;
	int64_t places; /* digits behind the point, among all digits */
	bool negative;
} decimal;

static bool take_digits(fl_str s, size_t *at, decimal *d, bool behind_point)
{
	size_t from = *at;

	for (; *at < s.len && s.data[*at] >= '0' && s.data[*at] <= '9'; ++*at) {
		bool kept = d->len < sizeof d->digits;
		if (d->len > 0 || s.data[*at] != '0') {
			if (kept)
				d->digits[d->len++] = s.data[*at];
			else if (!behind_point)
				d->places--;
		}
		d->places += behind_point && kept;
	}
	return *at > from;
}

/* [-+]digits[.digits][e[-+]digits] */
static bool read_decimal(fl_str s, decimal *d)
{
	size_t at = 0;
	bool any, minus = false;
	int64_t exponent = 0;

	*d = (decimal){ .len = 0 };
	if (at < s.len && (s.data[at] == '-' || s.data[at] == '+'))
		d->negative = s.data[at++] == '-';
	any = take_digits(s, &at, d, false);
	if (at < s.len && s.data[at] == '.') {
		at++;
		any = take_digits(s, &at, d, true) || any;
	}
	if (any && at < s.len && (s.data[at] == 'e' || s.data[at] == 'E')) {
		at++;
		if (at < s.len && (s.data[at] == '-' || s.data[at] == '+'))
			minus = s.data[at++] == '-';
		size_t from = at;
		for (; at < s.len && at - from < 6 && s.data[at] >= '0' && s.data[at] <= '9'; at++)
			exponent = exponent * 10 + (s.data[at] - '0');
		any = at > from;
	}
	d->places -= minus ? -exponent : exponent;
	return any && at == s.len;
}

bool fl_amount_cut(fl_str text, int minor_digits, int64_t *ret, const char **ret_code)
{
	decimal d;
	int64_t keep, value = 0;

	*ret_code = "amount-syntax";
	if (!read_decimal(text, &d))
		return false;
	*ret_code = "amount-negative";
	if (d.negative && d.len > 0)
		return false;
	*ret_code = "amount-range";
	keep = (int64_t)d.len - d.places + minor_digits; /* so many digits stand before what is cut off */
	if (d.len > 0 && keep > 18)
		return false;
	for (int64_t i = 0; i < keep && d.len > 0; i++)
		value = value * 10 + (i < (int64_t)d.len ? d.digits[i] - '0' : 0);
	*ret = value;
	return true;
}
