/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "classify/prefilter.h"

typedef struct log {
	fl_buf text;
	size_t left; /* calls until seen() says stop */
} log;

static bool note(void *user, uint32_t use, uint32_t start, uint32_t end)
{
	log *l = user;

	fl_buf_printf(&l->text, "%s%u:%u-%u", l->text.len ? " " : "", use, start, end);
	return --l->left > 0;
}

/* The words get the numbers 0, 1, 2 ... */
static void finds(const char *const *words, size_t count, const char *text, size_t stop, const char *want)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_needle needles[16];
	fl_prefilter *p = NULL;
	log l = { .left = stop };

	for (size_t i = 0; i < count; i++)
		needles[i] = (fl_needle){ fl_str_of(words[i]), (uint32_t)i };
	fl_buf_init(&l.text, 1 << 16);
	fl_buf_puts(&l.text, "");
	assert_int_equal(fl_prefilter_build(needles, count, &arena, &p, &err), FL_OK);
	bool went_on = fl_prefilter_scan(p, fl_str_of(text), note, &l);
	assert_int_equal(went_on, l.left > 0);
	assert_string_equal(l.text.len ? l.text.data : "", want);
	fl_buf_release(&l.text);
	fl_arena_release(&arena);
}

static void test_prefilter__tells_every_place_in_order(void **state)
{
	static const char *const words[] = { "学生", "学", "大学", "学生", "生命" };

	(void)state;
	finds(words, 5, "大学生命", 99, "2:0-6 1:3-6 0:3-9 3:3-9 4:6-12");
}

static void test_prefilter__a_prefix_at_the_end_is_no_hit(void **state)
{
	static const char *const words[] = { "ab", "abc", "课程表" };

	(void)state;
	finds(words, 3, "xabab课程", 99, "0:1-3 0:3-5");
}

static void test_prefilter__one_byte_three_byte_and_four_byte_characters_mix(void **state)
{
	static const char *const words[] = { "a课", "é", "é课" };

	(void)state;
	finds(words, 3,
	      "\xF0\x9F\x90\xA2"
	      "aé课a课\xF0\x9F\x90\xA2",
	      99, "1:5-7 2:5-10 0:10-14");
}

static void test_prefilter__repeats_are_found_at_each_place(void **state)
{
	static const char *const words[] = { "aa", "a" };

	(void)state;
	finds(words, 2, "aaa", 99, "1:0-1 0:0-2 1:1-2 0:1-3 1:2-3");
}

static void test_prefilter__stops_when_told(void **state)
{
	static const char *const words[] = { "a" };

	(void)state;
	finds(words, 1, "aaaa", 2, "0:0-1 0:1-2");
}

static void test_prefilter__no_needles_and_no_text_are_fine(void **state)
{
	static const char *const words[] = { "a" };

	(void)state;
	finds(words, 0, "学生", 99, "");
	finds(words, 1, "", 99, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefilter__tells_every_place_in_order),
		cmocka_unit_test(test_prefilter__a_prefix_at_the_end_is_no_hit),
		cmocka_unit_test(test_prefilter__one_byte_three_byte_and_four_byte_characters_mix),
		cmocka_unit_test(test_prefilter__repeats_are_found_at_each_place),
		cmocka_unit_test(test_prefilter__stops_when_told),
		cmocka_unit_test(test_prefilter__no_needles_and_no_text_are_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
