/* SPDX-License-Identifier: Apache-2.0
 *
 * Every amount that is printed, plainly, with separators, full-width or in Chinese numerals, parses to itself; and a
 * random text either parses to an amount whose plain form parses to the same, or is refused with a code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/money.h"
#include "random.h"

#define CASES 4000

static void same(fl_str text, const fl_currency *currency, fl_money want, uint64_t seed)
{
	fl_error err = FL_ERROR_INIT;
	const char *code = "";
	fl_money got = -1;

	if (fl_money_parse(text, currency, &got, &code, &err) != FL_OK || got != want)
		fail_msg("seed %llu: %lld was written '%.*s' and read as %lld %s", (unsigned long long)seed,
			 (long long)want, FL_STR_ARG(text), (long long)got, code);
}

/* Amounts of all sizes, the edges among them. */
static fl_money random_amount(uint64_t *seed)
{
	static const fl_money edges[] = { 0, 1, 99, 100, 101, 99999, 100000, 999999999999, INT64_MAX - 1, INT64_MAX };

	if (random_below(seed, 8) == 0)
		return edges[random_below(seed, sizeof edges / sizeof *edges)];
	return (fl_money)(random_next(seed) >> (1 + random_below(seed, 63)));
}

static void test_money_round_trip__what_is_printed_parses_to_itself(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < CASES; i++) {
		uint64_t seed = i;
		fl_currency currency = { "CNY", (int)random_below(&seed, 7) };
		fl_money amount = random_amount(&seed);
		fl_buf plain, wide;
		fl_buf_init(&plain, 100);
		fl_buf_init(&wide, 500);
		fl_money_print(&plain, amount, currency.minor_digits, random_below(&seed, 2) == 1);
		same(fl_buf_view(&plain), &currency, amount, i);
		for (size_t c = 0; c < plain.len; c++) { /* the same in full-width characters */
			char out[4];
			fl_buf_add(&wide, out, fl_utf8_put((uint32_t)(unsigned char)plain.data[c] + 0xFEE0, out));
		}
		same(fl_buf_view(&wide), &currency, amount, i);
		fl_buf_release(&plain);
		fl_buf_release(&wide);
	}
}

/* 0..9999 the way people write it: 一千零五十 */
static void write_section(fl_buf *out, unsigned n, bool zero_before)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
	static const char *const units[] = { "千", "百", "十", "" };
	unsigned divisor = 1000;
	bool started = zero_before, gap = zero_before;

	for (int u = 0; u < 4; u++, divisor /= 10) {
		unsigned digit = n / divisor % 10;
		if (digit == 0) {
			gap = started;
			continue;
		}
		if (gap && started)
			fl_buf_puts(out, "零");
		gap = false;
		started = true;
		fl_buf_puts(out, digits[digit]);
		fl_buf_puts(out, units[u]);
	}
}

/* Whole numbers below 10^12 in Chinese numerals. */
static void write_chinese(fl_buf *out, uint64_t n)
{
	unsigned parts[3] = { (unsigned)(n / 100000000), (unsigned)(n / 10000 % 10000), (unsigned)(n % 10000) };
	static const char *const units[] = { "亿", "万", "" };
	bool started = false, skipped = false;

	for (int i = 0; i < 3; i++) {
		if (parts[i] == 0) {
			skipped = started;
			continue;
		}
		write_section(out, parts[i], started && (skipped || parts[i] < 1000));
		fl_buf_puts(out, units[i]);
		started = true;
		skipped = false;
	}
	if (!started)
		fl_buf_puts(out, "零");
}

static void test_money_round_trip__chinese_numerals_parse_to_themselves(void **state)
{
	const fl_currency yuan = { "CNY", 0 };

	(void)state;
	for (uint64_t i = 0; i < 20000 + CASES; i++) {
		uint64_t seed = i, n = i < 20000 ? i : random_next(&seed) % UINT64_C(1000000000000);
		fl_buf text;
		fl_buf_init(&text, 500);
		write_chinese(&text, n);
		same(fl_buf_view(&text), &yuan, (fl_money)n, i);
		fl_buf_release(&text);
	}
}

static void test_money_round_trip__random_text_is_an_amount_or_refused(void **state)
{
	static const char *const atoms[] = { "0",  "1",  "5",  "00", "000", ",",  ".",  " ",   "-",
					     "万", "亿", "千", "百", "十",  "零", "三", "１",  "元",
					     "¥",  "$",  "e",  "E",  "(",   ")",  "整", "CNY", "\xFF" };
	const fl_currency cny = { "CNY", 2 };
	size_t accepted = 0;

	(void)state;
	for (uint64_t i = 0; i < 40000; i++) {
		uint64_t seed = i;
		fl_error err = FL_ERROR_INIT;
		const char *code = NULL;
		fl_money amount = -1;
		fl_buf text, again;
		fl_buf_init(&text, 1000);
		fl_buf_init(&again, 1000);
		for (uint64_t n = random_below(&seed, 9); n > 0; n--)
			fl_buf_puts(&text, atoms[random_below(&seed, sizeof atoms / sizeof *atoms)]);
		if (fl_money_parse(text.len ? fl_buf_view(&text) : FL_STR(""), &cny, &amount, &code, &err) == FL_OK) {
			accepted++;
			if (amount < 0)
				fail_msg("seed %llu: '%s' gave %lld", (unsigned long long)i, text.data,
					 (long long)amount);
			fl_money_print(&again, amount, 2, false);
			same(fl_buf_view(&again), &cny, amount, i);
		} else if (!code || strncmp(code, "amount-", 7) != 0 || amount != -1) {
			fail_msg("seed %llu: refused without a code, or not cleanly", (unsigned long long)i);
		}
		fl_buf_release(&text);
		fl_buf_release(&again);
	}
	assert_true(accepted > 500); /* or the texts would test nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money_round_trip__what_is_printed_parses_to_itself),
		cmocka_unit_test(test_money_round_trip__chinese_numerals_parse_to_themselves),
		cmocka_unit_test(test_money_round_trip__random_text_is_an_amount_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
