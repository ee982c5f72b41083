/* SPDX-License-Identifier: Apache-2.0
 *
 * test_numeral.c - which numbers of a text are written in digits, and which words stay words. Through fl_normalise,
 * as everybody sees it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "text/normalise.h"
#include "text/numeral.h"

#include <stdio.h>

static void assert_normal(const char *original, const char *expected)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n;

	assert_int_equal(fl_normalise(fl_str_of(original), FL_NORMAL_MATCH, &arena, &n, NULL), FL_OK);
	if (!fl_str_eqz(n.text, expected))
		fail_msg("'%s' became '%s', not '%s'", original, n.text.data, expected);
	fl_arena_release(&arena);
}

static void assert_stays(const char *text)
{
	assert_normal(text, text);
}

static void test_numeral__one_form_for_numbers(void **state)
{
	(void)state;
	assert_normal("一千", "1000");
	assert_normal("１０００", "1000");
	assert_normal("1千", "1000");
	assert_normal("3.5万", "35000");
	assert_normal("3.5 万元", "35000元");
	assert_normal("1,000", "1000");
	assert_normal("１，０００", "1000");
	assert_normal("12,000.50", "12000.50");
	assert_normal("两百", "200");
	assert_normal("十二", "12");
	assert_normal("二十", "20");
	assert_normal("一百零五", "105");
	assert_normal("一千零一夜", "1001夜");
	assert_normal("三万五千", "35000");
	assert_normal("3万5千名", "35000名");
	assert_normal("3万5000名", "35000名");
	assert_normal("一亿两千万", "120000000");
	assert_normal("1.5亿", "150000000");
	assert_normal("1万亿", "1000000000000");
	assert_normal("1.5千万", "15000000");
	assert_normal("1,000万", "10000000");
	assert_normal("0.5万", "5000");
	assert_normal("1.23456万", "12345.6");
	assert_normal("壹万贰仟叁佰", "12300");
	assert_normal("壹萬貳仟", "12000");
	assert_normal("為10000名", "为10000名");
}

static void test_numeral__digit_by_digit_numbers(void **state)
{
	(void)state;
	assert_normal("二〇二六", "2026");
	assert_normal("二零二六年", "2026年");
	assert_normal("一九九八年", "1998年");
	assert_stays("一九九八");
	assert_normal("一二〇急救", "120急救");
	assert_stays("九一八");
	assert_stays("从零开始");
	assert_stays("零零后");
}

static void test_numeral__one_numeral_is_a_number_before_a_counter(void **state)
{
	(void)state;
	assert_normal("三名教师", "3名教师");
	assert_normal("一名教师", "1名教师");
	assert_normal("五个村", "5个村");
	assert_normal("十年", "10年");
	assert_normal("两所学校", "2所学校");
	assert_stays("第三名");
	assert_stays("初三年");
	assert_stays("每一个");
	assert_stays("一位");
}

static void test_numeral__words_stay_words(void **state)
{
	static const char *const words[] = {
		"一起",   "一些",   "一定",     "万一",     "千万别", "统一",     "第一",   "十分",
		"三明市", "百年",   "万人",     "几十名",   "数十年", "十几",     "三四十", "十五六",
		"一百二", "三万五", "第十二届", "一心一意", "千分",   "亿万",     "二百五", "四川",
		"百万",   "几百名", "五颜六色", "一五一十", "一万一", "一百零万",
	};

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_stays(words[i]);
}

static void test_numeral__no_value_is_lost_or_guessed(void **state)
{
	(void)state;
	assert_stays("2026.11.23");
	assert_stays("1,2,3");
	assert_stays("1,00");
	assert_stays("2020,2021");
	assert_stays("007");
	assert_stays("1.50");
	assert_stays("5千克");
	assert_stays("3千米");
	assert_stays("5十");
	assert_stays("1.二十");
	assert_stays("一百,000");
	assert_stays("99999999999999999999万");
	assert_normal("1000000000亿", "100000000000000000");
	assert_stays("100000000000亿");
}

static void test_numeral__numbers_do_not_run_into_each_other(void **state)
{
	(void)state;
	assert_normal("①100名②200名", "1 100名2 200名");
	assert_normal("⑫3", "12 3");
	assert_normal("2½", "2 1⁄2");
	assert_normal("10⁴", "10 4");
	assert_normal("m²", "m2");
	assert_normal("⒈500名", "1. 500名");
	assert_normal("①万名", "1.万名");
	assert_normal("① 万名", "1. 万名");
	assert_stays("1千 万");
	assert_normal("学生300，120名留守", "学生300, 120名留守");
	assert_normal("三百，四百", "300, 400");
	assert_normal("⼀千", "1000"); /* the radical, as PDF files have it */
}

static void test_numeral__every_numeral_is_read(void **state)
{
	static const char *const digits[] = { "一壹",   "二两贰貳兩", "三叁", "四肆", "五伍",
					      "六陆陸", "七柒",       "八捌", "九玖" };
	static const char *const units[] = { "十拾", "百佰", "千仟", "万萬" };
	char text[16], expected[16];

	(void)state;
	for (int i = 0; i < 9; i++) {
		for (const char *d = digits[i]; *d; d += 3) {
			snprintf(text, sizeof text, "%.3s百", d);
			snprintf(expected, sizeof expected, "%d00", i + 1);
			assert_normal(text, expected);
		}
	}
	for (int i = 0; i < 4; i++) {
		for (const char *u = units[i]; *u; u += 3) {
			snprintf(text, sizeof text, "一%.3s", u);
			assert_normal(text, (const char *[]){ "10", "100", "1000", "10000" }[i]);
		}
	}
	assert_normal("三億", "300000000");
	assert_normal("一千〇五", "1005");
	assert_normal("0123456789，", "0123456789,");
}

static void test_numeral__knows_its_characters(void **state)
{
	(void)state;
	assert_true(fl_numeral_is('0') && fl_numeral_is('9') && fl_numeral_is(0x4E07) && fl_numeral_is(0x3007));
	assert_false(fl_numeral_is('a') || fl_numeral_is(',') || fl_numeral_is(0x540D));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numeral__one_form_for_numbers),
		cmocka_unit_test(test_numeral__digit_by_digit_numbers),
		cmocka_unit_test(test_numeral__one_numeral_is_a_number_before_a_counter),
		cmocka_unit_test(test_numeral__words_stay_words),
		cmocka_unit_test(test_numeral__no_value_is_lost_or_guessed),
		cmocka_unit_test(test_numeral__numbers_do_not_run_into_each_other),
		cmocka_unit_test(test_numeral__every_numeral_is_read),
		cmocka_unit_test(test_numeral__knows_its_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
