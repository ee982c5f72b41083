/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/money.h"

static const fl_currency cny = { "CNY", 2 };

static void good(const char *text, const fl_currency *currency, fl_money want)
{
	fl_error err = FL_ERROR_INIT;
	const char *code = NULL;
	fl_money got = -1;

	if (fl_money_parse(fl_str_of(text), currency, &got, &code, &err) != FL_OK)
		fail_msg("'%s' was refused: %s", text, err.message);
	if (got != want)
		fail_msg("'%s' gave %lld, not %lld", text, (long long)got, (long long)want);
}

static void bad(const char *text, const fl_currency *currency, const char *want)
{
	fl_error err = FL_ERROR_INIT;
	const char *code = "";
	fl_money got = -7;

	if (fl_money_parse(fl_str_of(text), currency, &got, &code, &err) == FL_OK)
		fail_msg("'%s' was taken as %lld", text, (long long)got);
	if (strcmp(code, want) != 0)
		fail_msg("'%s' gave %s, not %s", text, code, want);
	assert_int_equal(got, -7);
	assert_int_not_equal(err.status, FL_OK);
	assert_true(err.message[0] != '\0');
}

static void test_money__reads_amounts_as_spreadsheets_write_them(void **state)
{
	(void)state;
	good("12,000.50", &cny, 1200050);
	good("12000.5", &cny, 1200050);
	good("0", &cny, 0);
	good("0.01", &cny, 1);
	good("  3000\t", &cny, 300000);
	good("3 000", &cny, 300000);
	good("3 000 000", &cny, 300000000);
	good("3'000'000", &cny, 300000000);
	good("1\xC2\xA0"
	     "234\xC2\xA0"
	     "567",
	     &cny, 123456700);
}

static void test_money__reads_full_width_digits_and_signs(void **state)
{
	(void)state;
	good("３０００", &cny, 300000);
	good("１２，０００．５０", &cny, 1200050);
	good("￥３，０００", &cny, 300000);
	good("１２万", &cny, 12000000);
}

static void test_money__reads_chinese_units(void **state)
{
	(void)state;
	good("1.5亿", &cny, 15000000000);
	good("12万", &cny, 12000000);
	good("12 万元", &cny, 12000000);
	good("3万5千", &cny, 3500000);
	good("3万5000元", &cny, 3500000);
	good("3萬", &cny, 3000000);
	good("1万亿", &cny, 100000000000000);
	good("1亿5000万", &cny, 15000000000);
	good("12000万元", &cny, 12000000000);
	good("5百", &cny, 50000);
	good("2.55万", &cny, 2550000);
	good("0.5万", &cny, 500000);
}

static void test_money__reads_chinese_numerals(void **state)
{
	(void)state;
	good("三万五千", &cny, 3500000);
	good("三万五千元", &cny, 3500000);
	good("三万零五百", &cny, 3050000);
	good("十万", &cny, 10000000);
	good("十五万", &cny, 15000000);
	good("二十", &cny, 2000);
	good("一百一十五", &cny, 11500);
	good("两千", &cny, 200000);
	good("一亿二千万", &cny, 12000000000);
	good("一千二百三十四万五千六百七十八", &cny, 1234567800);
	good("叁万伍仟元整", &cny, 3500000);
	good("壹佰贰拾叁", &cny, 12300);
	good("零", &cny, 0);
	good("五", &cny, 500);
}

static void test_money__refuses_what_people_read_in_two_ways(void **state)
{
	(void)state;
	bad("三万五", &cny, "amount-syntax");
	bad("1万5", &cny, "amount-syntax");
	bad("3万500", &cny, "amount-syntax");
	bad("三百五", &cny, "amount-syntax");
	bad("三千五万", &cny, "amount-syntax");
}

static void test_money__refuses_units_out_of_order(void **state)
{
	(void)state;
	bad("1万万", &cny, "amount-syntax");
	bad("1亿万", &cny, "amount-syntax");
	bad("1亿亿", &cny, "amount-syntax");
	bad("1万2万", &cny, "amount-syntax");
	bad("1亿2万3亿", &cny, "amount-syntax");
	bad("1亿2万3万", &cny, "amount-syntax");
	bad("三百二千", &cny, "amount-syntax");
	bad("1万20千", &cny, "amount-syntax");
	bad("3万50000", &cny, "amount-syntax");
	bad("1.5万3千", &cny, "amount-syntax");
	bad("3万1.5千", &cny, "amount-syntax");
	bad("万", &cny, "amount-syntax");
	bad("二〇二六", &cny, "amount-syntax");
	bad("一二", &cny, "amount-syntax");
	bad("万亿", &cny, "amount-syntax");
	bad("三万零", &cny, "amount-syntax");
}

static void test_money__knows_the_names_of_the_currency(void **state)
{
	(void)state;
	good("¥3,000", &cny, 300000);
	good("3000元", &cny, 300000);
	good("人民币3000元整", &cny, 300000);
	good("CNY 3000", &cny, 300000);
	good("3000 CNY", &cny, 300000);
	good("RMB 3000", &cny, 300000);
}

static void test_money__reads_other_currencies(void **state)
{
	const fl_currency pln = { "PLN", 2 }, jpy = { "JPY", 0 }, twd = { "TWD", 2 }, usd = { "USD", 2 };

	(void)state;
	good("1 234.50 zł", &pln, 123450);
	good("PLN 10", &pln, 1000);
	good("¥3,000", &jpy, 3000);
	good("13150000元", &twd, 1315000000);
	good("NT$ 500", &twd, 50000);
	good("US$5", &usd, 500);
	good("$5", &usd, 500);
}

static void test_money__refuses_another_currency(void **state)
{
	const fl_currency usd = { "USD", 2 };

	(void)state;
	bad("$3000", &cny, "amount-currency");
	bad("€3000", &cny, "amount-currency");
	bad("3000 EUR", &cny, "amount-currency");
	bad("XYZ 3000", &cny, "amount-currency");
	bad("HK$3000", &cny, "amount-currency");
	bad("3000港元", &cny, "amount-currency");
	bad("3000美元", &cny, "amount-currency");
	bad("3000元", &usd, "amount-currency");
}

static void test_money__refuses_misplaced_separators(void **state)
{
	(void)state;
	bad("12,00", &cny, "amount-separator");
	bad("1,2000", &cny, "amount-separator");
	bad("1,234 567", &cny, "amount-separator");
	bad("1234,567", &cny, "amount-separator");
	bad(",123", &cny, "amount-syntax");
	bad("12,", &cny, "amount-separator");
	bad("12.000,50", &cny, "amount-separator");
	bad("1.2.3", &cny, "amount-separator");
	bad("1,,000", &cny, "amount-separator");
}

static void test_money__refuses_fractions_of_a_minor_unit(void **state)
{
	const fl_currency jpy = { "JPY", 0 };

	(void)state;
	bad("0.001", &cny, "amount-fraction");
	bad("12.345", &cny, "amount-fraction");
	bad("0.5", &jpy, "amount-fraction");
	bad("0.0000000000000000000000001", &cny, "amount-fraction");
	good("12.3400", &cny, 1234);
	good("12.00", &jpy, 12);
	good("0.00001万", &cny, 10);
	bad("0.0000001万", &cny, "amount-fraction");
}

static void test_money__refuses_negative_absurd_and_empty(void **state)
{
	(void)state;
	bad("-5", &cny, "amount-negative");
	bad("−5", &cny, "amount-negative");
	bad("－５", &cny, "amount-negative");
	bad("(500)", &cny, "amount-negative");
	bad("-¥5", &cny, "amount-negative");
	bad("¥-5", &cny, "amount-negative");
	bad("1e400", &cny, "amount-exponent");
	bad("1E5", &cny, "amount-exponent");
	bad("1.5e3", &cny, "amount-exponent");
	bad("12345678901234567890", &cny, "amount-range");
	bad("92233720368547758.08", &cny, "amount-range");
	good("92233720368547758.07", &cny, INT64_MAX);
	bad("999999999999亿", &cny, "amount-range");
	bad("", &cny, "amount-empty");
	bad(" \t\xE3\x80\x80", &cny, "amount-empty");
	bad("¥", &cny, "amount-syntax");
	bad("無", &cny, "amount-syntax");
	bad("abc", &cny, "amount-syntax");
	bad("12abc", &cny, "amount-syntax");
	bad("3-5万", &cny, "amount-syntax");
	bad("约3万", &cny, "amount-syntax");
	bad("inf", &cny, "amount-syntax");
	bad("0x10", &cny, "amount-syntax");
	bad("5.", &cny, "amount-syntax");
	bad("\xFF\xFE", &cny, "amount-syntax");
	bad("1111111111111111111111111111111111111111111111111111111111111111111111111111111111111", &cny,
	    "amount-syntax");
}

static void test_money__refuses_a_nul_inside(void **state)
{
	fl_error err = FL_ERROR_INIT;
	const char *code = "";
	fl_money got;

	(void)state;
	assert_int_not_equal(fl_money_parse((fl_str){ "12\0"
						      "34",
						      5 },
					    &cny, &got, &code, &err),
			     FL_OK);
	assert_string_equal(code, "amount-syntax");
}

static void test_money__a_message_quotes_the_amount(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_money got;

	(void)state;
	assert_int_not_equal(fl_money_parse(FL_STR("12,00"), &cny, &got, NULL, &err), FL_OK);
	assert_non_null(strstr(err.message, "'12,00'"));
}

static void printed(fl_money amount, int digits, bool separators, const char *want)
{
	fl_buf buf;

	fl_buf_init(&buf, 100);
	fl_money_print(&buf, amount, digits, separators);
	assert_string_equal(buf.data, want);
	fl_buf_release(&buf);
}

static void test_money__prints_exactly(void **state)
{
	(void)state;
	printed(1200050, 2, true, "12,000.50");
	printed(1200050, 2, false, "12000.50");
	printed(0, 2, true, "0.00");
	printed(7, 2, true, "0.07");
	printed(100, 0, true, "100");
	printed(1000, 0, true, "1,000");
	printed(-123456, 2, true, "-1,234.56");
	printed(INT64_MAX, 2, true, "92,233,720,368,547,758.07");
	printed(INT64_MIN, 0, false, "-9223372036854775808");
}

static void test_money__is_said_with_its_currency(void **state)
{
	static const fl_currency yen = { "JPY", 0 };
	char words[48];

	(void)state;
	assert_string_equal(fl_money_words(430000000, &cny, words), "CNY 4,300,000.00");
	assert_string_equal(fl_money_words(430000000, &yen, words), "JPY 430,000,000");
	assert_string_equal(fl_money_words(INT64_MIN, &cny, words), "CNY -92,233,720,368,547,758.08");
}

static void test_money__a_sum_that_does_not_fit_is_said(void **state)
{
	fl_money sum = -1;

	(void)state;
	assert_true(fl_money_add(1, 2, &sum));
	assert_int_equal(sum, 3);
	assert_true(fl_money_add(INT64_MAX, 0, &sum));
	assert_false(fl_money_add(INT64_MAX, 1, &sum));
	assert_false(fl_money_add(INT64_MIN, -1, &sum));
	assert_true(fl_money_add(INT64_MIN, INT64_MAX, &sum));
	assert_int_equal(sum, -1);
}

static void test_money__names_its_currency_once_on_a_side(void **state)
{
	const fl_currency huf = { "HUF", 2 };

	(void)state;
	good("CNY 3000元", &cny, 300000);
	good("¥3000元", &cny, 300000);
	good("人民币100", &cny, 10000);
	good("RMB 100", &cny, 10000);
	good("HUF 5 Ft", &huf, 500);
	bad("100元元", &cny, "amount-syntax");
	bad("100元 元整", &cny, "amount-syntax");
	bad("¥¥3", &cny, "amount-syntax");
	bad("¥ ￥3", &cny, "amount-syntax");
	bad("¥3¥", &cny, "amount-syntax");
	bad("CNY100CNY", &cny, "amount-syntax");
	bad("CNY 100 RMB", &cny, "amount-syntax");
	bad("CNY CNY 100", &cny, "amount-syntax");
	bad("人民币100人民币", &cny, "amount-syntax");
}

static void test_money__knows_a_currency_by_its_names(void **state)
{
	static const char *const yes[] = { "CNY", "cny", "ＣＮＹ", "RMB", "rmb", "人民币", "¥", "￥", "元", " 元 " };
	static const char *const no[] = { "",     " ",   "USD", "$",   "JPY",  "円", "CNYX",
					  "元元", "¥元", "3",   "3元", "yuan", "CN", "\xFF" };

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!fl_currency_named(fl_str_of(yes[i]), &cny))
			fail_msg("'%s' is not CNY", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (fl_currency_named(fl_str_of(no[i]), &cny))
			fail_msg("'%s' is CNY", no[i]);
	assert_true(fl_currency_named(FL_STR("zł"), &(fl_currency){ "PLN", 2 }));
	assert_true(fl_currency_named(FL_STR("us$"), &(fl_currency){ "USD", 2 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money__names_its_currency_once_on_a_side),
		cmocka_unit_test(test_money__knows_a_currency_by_its_names),
		cmocka_unit_test(test_money__reads_amounts_as_spreadsheets_write_them),
		cmocka_unit_test(test_money__reads_full_width_digits_and_signs),
		cmocka_unit_test(test_money__reads_chinese_units),
		cmocka_unit_test(test_money__reads_chinese_numerals),
		cmocka_unit_test(test_money__refuses_what_people_read_in_two_ways),
		cmocka_unit_test(test_money__refuses_units_out_of_order),
		cmocka_unit_test(test_money__knows_the_names_of_the_currency),
		cmocka_unit_test(test_money__reads_other_currencies),
		cmocka_unit_test(test_money__refuses_another_currency),
		cmocka_unit_test(test_money__refuses_misplaced_separators),
		cmocka_unit_test(test_money__refuses_fractions_of_a_minor_unit),
		cmocka_unit_test(test_money__refuses_negative_absurd_and_empty),
		cmocka_unit_test(test_money__refuses_a_nul_inside),
		cmocka_unit_test(test_money__a_message_quotes_the_amount),
		cmocka_unit_test(test_money__prints_exactly),
		cmocka_unit_test(test_money__is_said_with_its_currency),
		cmocka_unit_test(test_money__a_sum_that_does_not_fit_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
