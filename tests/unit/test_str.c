/* SPDX-License-Identifier: Apache-2.0
 *
 * test_str.c - UTF-8 after the Unicode Standard's table 3-7, trimming, order, hashes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"

static void test_str__every_character_survives_a_round_trip(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[4];
		fl_str s = { bytes, fl_utf8_put(c, bytes) };
		size_t pos = 0;
		bool surrogate = c >= 0xD800 && c < 0xE000;
		assert_int_equal(fl_utf8_next(s, &pos), surrogate ? -1 : (int32_t)c);
		assert_int_equal(pos, surrogate ? 1 : s.len);
		assert_int_equal(fl_utf8_valid(s, NULL), !surrogate);
	}
}

static void test_str__malformed_utf8_is_refused_where_it_stands(void **state)
{
	static const char *const bad[] = { "\x80",
					   "\xC0\x80",
					   "\xC1\xBF",
					   "\xE0\x9F\xBF",
					   "\xED\xA0\x80",
					   "\xF0\x8F\xBF\xBF",
					   "\xF4\x90\x80\x80",
					   "\xF5\x80\x80\x80",
					   "\xFF",
					   "\xE4\xB8",
					   "\xC3",
					   "\xF0\x9F\x8C" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[32] = "abcdefgh梦"; /* past a word of ASCII */
		size_t at = 0, pos = 11;
		strcat(text, bad[i]);
		assert_false(fl_utf8_valid(fl_str_of(text), &at));
		assert_int_equal(at, 11);
		assert_int_equal(fl_utf8_next(fl_str_of(text), &pos), -1);
		assert_int_equal(pos, 12);
	}
	assert_int_equal(fl_utf8_length(FL_STR("a梦\xFF"
					       "b")),
			 4);
	size_t end = 1;
	assert_int_equal(fl_utf8_next(FL_STR("a"), &end), -1);
	assert_int_equal(end, 1);
}

static void test_str__trim_takes_blanks_of_both_scripts(void **state)
{
	(void)state;
	assert_true(fl_str_eqz(fl_str_trim(FL_STR("\xEF\xBB\xBF \t　梦 想　\r\n ")), "梦 想"));
	assert_true(fl_str_eqz(fl_str_trim(FL_STR(" \n　")), ""));
	assert_true(fl_str_eqz(fl_str_trim(FL_STR("")), ""));
	assert_true(fl_str_eqz(fl_str_trim(FL_STR("\x80\x80")), "\x80\x80"));
}

static void test_str__order_is_that_of_bytes(void **state)
{
	static const char *const rising[] = { "", "a", "a\x01", "ab", "b", "é", "梦" };

	(void)state;
	for (size_t i = 0; i < 7; i++)
		for (size_t j = 0; j < 7; j++)
			assert_int_equal(fl_str_cmp(fl_str_of(rising[i]), fl_str_of(rising[j])), (i > j) - (i < j));
	assert_true(fl_str_starts(FL_STR("abc"), FL_STR("ab")));
	assert_true(fl_str_starts(FL_STR("abc"), FL_STR("")));
	assert_false(fl_str_starts(FL_STR("a"), FL_STR("ab")));
}

static void test_str__hashes_are_the_same_everywhere(void **state)
{
	(void)state; /* known answers: a change would break what stores them */
	assert_int_equal(fl_str_hash(FL_STR("")), UINT64_C(0x0000000000000000));
	assert_int_equal(fl_str_hash(FL_STR("florin")), UINT64_C(0xB5BB406D9A62A023));
	assert_int_equal(fl_str_hash(FL_STR("为乡村老人提供听力筛查")), UINT64_C(0x86D8CBAD4E273A40));
	assert_true(fl_str_hash(FL_STR("a")) != fl_str_hash((fl_str){ "a\0", 2 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str__every_character_survives_a_round_trip),
		cmocka_unit_test(test_str__malformed_utf8_is_refused_where_it_stands),
		cmocka_unit_test(test_str__trim_takes_blanks_of_both_scripts),
		cmocka_unit_test(test_str__order_is_that_of_bytes),
		cmocka_unit_test(test_str__hashes_are_the_same_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
