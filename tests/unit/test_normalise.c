/* SPDX-License-Identifier: Apache-2.0
 *
 * test_normalise.c - one form of a text, the map back to the original, and time that stays linear.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "text/normalise.h"

#include <time.h>

static void assert_form(const char *original, fl_normal_flags flags, const char *expected)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n;

	assert_int_equal(fl_normalise(fl_str_of(original), flags, &arena, &n, NULL), FL_OK);
	if (!fl_str_eqz(n.text, expected))
		fail_msg("'%s' became '%s', not '%s'", original, n.text.data, expected);
	assert_int_equal(n.text.data[n.text.len], '\0');
	fl_arena_release(&arena);
}

static void test_normalise__width_case_and_compatibility_forms(void **state)
{
	(void)state;
	assert_form("ＡＢＣ　ｄｅｆ", FL_NORMAL_MATCH, "abc def");
	assert_form("Straße ÄÖ", FL_NORMAL_MATCH, "strasse äö");
	assert_form("ﬁne ㎡", FL_NORMAL_MATCH, "fine m2");
	assert_form("ｶﾞ", FL_NORMAL_MATCH, "ガ");
	assert_form("e\u0301 \u00E9 E\u0301", FL_NORMAL_MATCH, "é é é");
	assert_form("\u1112\u1161\u11AB", FL_NORMAL_MATCH, "한");
	assert_form("！？（）：，", FL_NORMAL_MATCH, "!?():,");
	assert_form("。、《》", FL_NORMAL_MATCH, "。、《》");
}

static void test_normalise__traditional_becomes_simplified(void **state)
{
	(void)state;
	assert_form("為鄉村老人提供免費聽力篩查", FL_NORMAL_MATCH, "为乡村老人提供免费听力筛查");
	assert_form("臺灣與香港", FL_NORMAL_MATCH, "台湾与香港");
	assert_form("\uF9C4", FL_NORMAL_MATCH, "龙"); /* compatibility ideograph -> 龍 -> 龙 */
	assert_form("听力筛查", FL_NORMAL_MATCH, "听力筛查");
}

static void test_normalise__blanks_and_ignorable_characters(void **state)
{
	(void)state;
	assert_form("  a \t\r\n\u3000\u00A0b  ", FL_NORMAL_MATCH, "a b");
	assert_form("\uFEFFa\u200Bb\u200Dc\u00ADd\u2060\uFE0F", FL_NORMAL_MATCH, "abcd");
	assert_form("a\x01\x7F\xC2\x85\x1B[31m", FL_NORMAL_MATCH, "a [31m");
	assert_form(" \u200B \n", FL_NORMAL_MATCH, "");
	assert_form("", FL_NORMAL_MATCH, "");
	assert_form("a \u200B b", FL_NORMAL_MATCH, "a b");
}

static void test_normalise__malformed_bytes_become_the_replacement_character(void **state)
{
	(void)state;
	assert_form("a\xFF\xC0\x80z", FL_NORMAL_MATCH, "a\uFFFD\uFFFD\uFFFDz");
	assert_form("\xE4\xB8", FL_NORMAL_MATCH, "\uFFFD\uFFFD");
	assert_form("\xED\xA0\x80", FL_NORMAL_MATCH, "\uFFFD\uFFFD\uFFFD");
}

static void test_normalise__compare_keeps_letters_and_digits(void **state)
{
	(void)state;
	assert_form("为10000名（乡村）老人，提供：听力筛查！", FL_NORMAL_COMPARE, "为10000名乡村老人提供听力筛查");
	assert_form("Hello, world! 🌸", FL_NORMAL_COMPARE, "helloworld");
	assert_form("e\u0301,\u0301", FL_NORMAL_COMPARE, "é\u0301");
	assert_form("……——", FL_NORMAL_COMPARE, "");
	assert_form("支持1,000名", FL_NORMAL_COMPARE, "支持1000名");
}

static void test_normalise__compare_keeps_numbers_apart(void **state)
{
	(void)state;
	assert_form("1.5小时", FL_NORMAL_COMPARE, "1.5小时");
	assert_form("3-5名", FL_NORMAL_COMPARE, "3 5名");
	assert_form("10、20", FL_NORMAL_COMPARE, "10 20");
	assert_form("①100", FL_NORMAL_COMPARE, "1 100");
	assert_form("300，120", FL_NORMAL_COMPARE, "300 120");
	assert_form("3、万名", FL_NORMAL_COMPARE, "3.万名");
	assert_form("3.5 万元", FL_NORMAL_COMPARE, "35000元");
}

static void test_normalise__the_map_leads_back_to_the_words(void **state)
{
	const char *original = "支持一千名ＡＢ老人e\u0301";
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n;

	(void)state;
	assert_int_equal(fl_normalise(fl_str_of(original), FL_NORMAL_MATCH, &arena, &n, NULL), FL_OK);
	assert_string_equal(n.text.data, "支持1000名ab老人é");
	for (size_t i = 6; i < 10; i++) { /* each digit of 1000 came from 一千 */
		assert_int_equal(fl_normal_begin(&n, i), 6);
		assert_int_equal(fl_normal_end(&n, i), 12);
	}
	assert_int_equal(fl_normal_begin(&n, 10), 12); /* 名 */
	assert_int_equal(fl_normal_end(&n, 10), 15);
	assert_int_equal(fl_normal_begin(&n, 13), 15); /* Ａ: three bytes became one */
	assert_int_equal(fl_normal_end(&n, 13), 18);
	assert_int_equal(fl_normal_begin(&n, n.text.len - 1), 27); /* é: two characters became one */
	assert_int_equal(fl_normal_end(&n, n.text.len - 1), 30);
	assert_int_equal(fl_normal_begin(&n, n.text.len), 30);
	assert_int_equal(fl_normal_end(&n, n.text.len), 30);
	fl_arena_release(&arena);
}

static void test_normalise__a_group_of_digits_maps_to_the_whole_number(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n;

	(void)state;
	assert_int_equal(fl_normalise(FL_STR("a1,000b"), FL_NORMAL_MATCH, &arena, &n, NULL), FL_OK);
	assert_string_equal(n.text.data, "a1000b");
	for (size_t i = 1; i < 5; i++) {
		assert_int_equal(fl_normal_begin(&n, i), 1);
		assert_int_equal(fl_normal_end(&n, i), 6);
	}
	fl_arena_release(&arena);
}

/* Seconds for the text 'unit' repeated, both ways. */
static double seconds(const char *unit, size_t times)
{
	fl_buf text;
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n;
	struct timespec from, to;

	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; i < times; i++)
		fl_buf_puts(&text, unit);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	assert_int_equal(fl_normalise(fl_buf_view(&text), FL_NORMAL_MATCH, &arena, &n, NULL), FL_OK);
	assert_int_equal(fl_normalise(fl_buf_view(&text), FL_NORMAL_COMPARE, &arena, &n, NULL), FL_OK);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	fl_arena_release(&arena);
	fl_buf_release(&text);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static void test_normalise__a_million_of_anything_is_linear(void **state)
{
	/* quadratic work on a million characters takes minutes; linear work well below a second, also sanitized */
	static const char *const units[] = {
		"一",     "\u0301", "\u0323\u0301", "1",      "1,",   "亿",   "十",   " ",
		"①",      "，",     "a\u0301",      "\u1100", "\xFF", "1 万", "。",   "\uFDFA",
		"1,000,", "\u200B", "\u1161",       "九",     "零",   "1.",   "万一", "🌸"
	};

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		double s = seconds(units[i], 200000);
		if (s > 2)
			fail_msg("'%s' 200,000 times took %.1f s", units[i], s);
	}
	assert_true(seconds("一", 1000000) < 5);
	assert_true(seconds("\u0323\u0301", 500000) < 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalise__width_case_and_compatibility_forms),
		cmocka_unit_test(test_normalise__traditional_becomes_simplified),
		cmocka_unit_test(test_normalise__blanks_and_ignorable_characters),
		cmocka_unit_test(test_normalise__malformed_bytes_become_the_replacement_character),
		cmocka_unit_test(test_normalise__compare_keeps_letters_and_digits),
		cmocka_unit_test(test_normalise__compare_keeps_numbers_apart),
		cmocka_unit_test(test_normalise__the_map_leads_back_to_the_words),
		cmocka_unit_test(test_normalise__a_group_of_digits_maps_to_the_whole_number),
		cmocka_unit_test(test_normalise__a_million_of_anything_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
