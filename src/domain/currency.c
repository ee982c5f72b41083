/* SPDX-License-Identifier: Apache-2.0
 *
 * currency.c - the names of currencies: codes of ISO 4217, signs, and what people call them.
 */
#include "domain/amount_text.h"

#include "base/error.h"
#include "base/str.h"

/* A sign, and the currencies it may stand for; longer signs before those they contain. */
static const struct {
	const char *sign, *codes;
} signs[] = {
	{ "人民币", "CNY" }, { "人民幣", "CNY" },     { "RMB", "CNY" },   { "新台币", "TWD" },
	{ "新台幣", "TWD" }, { "港币", "HKD" },       { "港幣", "HKD" },  { "港元", "HKD" },
	{ "美元", "USD" },   { "美金", "USD" },       { "欧元", "EUR" },  { "歐元", "EUR" },
	{ "英镑", "GBP" },   { "英鎊", "GBP" },       { "日元", "JPY" },  { "日圆", "JPY" },
	{ "日圓", "JPY" },   { "円", "JPY" },         { "US$", "USD" },   { "HK$", "HKD" },
	{ "NT$", "TWD" },    { "C$", "CAD" },         { "A$", "AUD" },    { "$", "USD CAD AUD HKD TWD SGD" },
	{ "€", "EUR" },      { "£", "GBP" },          { "¥", "CNY JPY" }, { "zł", "PLN" },
	{ "Ft", "HUF" },     { "元", "CNY TWD HKD" }, { "圆", "CNY" },    { "圓", "CNY TWD HKD" },
};

/* Does the sign stand at the beginning (or the end) of what is left? Its number of characters, else 0. */
static size_t sign_at(const fl_amount_text *s, const char *sign, bool at_end)
{
	fl_str z = fl_str_of(sign);
	size_t count = fl_utf8_length(z), pos = 0, from;

	if (count > s->end - s->pos)
		return 0;
	from = at_end ? s->end - count : s->pos;
	for (size_t i = 0; i < count; i++)
		if (s->c[from + i] != (uint32_t)fl_utf8_next(z, &pos))
			return 0;
	return count;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Three capital letters that no further letter touches. */
static bool code_at(const fl_amount_text *s, bool at_end, char ret_code[4])
{
	size_t n = s->end - s->pos, from = at_end ? s->end - 3 : s->pos;

	if (n < 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		uint32_t c = s->c[from + i];
		if (c < 'A' || c > 'Z')
			return false;
		ret_code[i] = (char)c;
	}
	ret_code[3] = '\0';
	return n == 3 || !is_letter(at_end ? s->c[from - 1] : s->c[from + 3]);
}

/* Take one sign or code off one end. *ret_kind says what it was: 'A' for a code (or RMB), for a sign its last
 * character, 0 where there is none. */
static fl_status take_currency(fl_amount_text *s, const fl_currency *currency, bool at_end, uint32_t *ret_kind)
{
	size_t count = 0;
	bool same = false;
	char code[4];

	fl_amount_skip_space(s);
	for (size_t i = 0; i < sizeof signs / sizeof *signs && count == 0; i++) {
		count = sign_at(s, signs[i].sign, at_end);
		same = strstr(signs[i].codes, currency->code) != NULL;
	}
	if (count == 0 && code_at(s, at_end, code)) {
		count = 3;
		same = strcmp(code, currency->code) == 0;
	}
	*ret_kind = 0;
	if (count > 0 && !same)
		return fl_amount_refuse(s, FL_EINVAL, "amount-currency", FL_MESSAGE("a currency that is not the round's"));
	if (count > 0) {
		uint32_t last = s->c[(at_end ? s->end : s->pos + count) - 1];
		*ret_kind = last >= 'A' && last <= 'Z' ? 'A' : last;
	}
	if (at_end)
		s->end -= count;
	else
		s->pos += count;
	fl_amount_skip_space(s);
	return FL_OK;
}

fl_status fl_amount_strip_currency(fl_amount_text *s, const fl_currency *currency)
{
	uint32_t before, after;

	FL_TRY(take_currency(s, currency, false, &before));
	if (s->pos < s->end && s->c[s->end - 1] == 0x6574) /* 整, "exactly", as in 3000元整 */
		s->end--;
	FL_TRY(take_currency(s, currency, true, &after));
	if (before && before == after) /* CNY100CNY */
		return fl_amount_refuse(s, FL_EPARSE, "amount-syntax", FL_MESSAGE("the currency twice"));
	return FL_OK;
}

bool fl_currency_named(fl_str text, const fl_currency *currency)
{
	fl_amount_text s = { .ret_code = NULL, .err = NULL };
	char code[4] = "";

	if (fl_amount_decode(&s, text) != FL_OK)
		return false;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
			if (sign_at(&s, signs[i].sign, false) == s.end)
				return strstr(signs[i].codes, currency->code) != NULL;
		for (size_t i = 0; i < s.end; i++) /* then in capitals: rmb, cny, us$ */
			if (s.c[i] >= 'a' && s.c[i] <= 'z')
				s.c[i] -= 'a' - 'A';
	}
	return s.end == 3 && code_at(&s, false, code) && strcmp(code, currency->code) == 0;
}
