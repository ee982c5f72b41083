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
