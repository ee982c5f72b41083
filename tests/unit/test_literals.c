/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "classify/literals.h"

static void joined(const fl_str *items, size_t count, fl_buf *ret)
{
	fl_buf_clear(ret);
	fl_buf_puts(ret, "");
	for (size_t i = 0; i < count; i++)
		fl_buf_printf(ret, "%s%.*s", i ? "|" : "", FL_STR_ARG(items[i]));
}

/* 'items' and 'starts' in order, separated by '|'; "" for none. */
static void reads(const char *pattern, const char *items, bool whole, const char *starts)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_literals lit;
	fl_buf got;

	fl_buf_init(&got, 1 << 20);
	assert_int_equal(fl_literals_find(fl_str_of(pattern), &arena, &lit, &err), FL_OK);
	joined(lit.items, lit.count, &got);
	if (!fl_str_eqz(fl_buf_view(&got), items))
		fail_msg("%s: items '%s', not '%s'", pattern, got.data, items);
	if (lit.whole != whole)
		fail_msg("%s: whole is %d", pattern, lit.whole);
	joined(lit.starts, lit.num_starts, &got);
	if (!fl_str_eqz(fl_buf_view(&got), starts))
		fail_msg("%s: starts '%s', not '%s'", pattern, got.data, starts);
	fl_buf_release(&got);
	fl_arena_release(&arena);
}

static void test_literals__a_choice_of_plain_texts_is_whole_in_its_order(void **state)
{
	(void)state;
	reads("学校", "学校", true, "");
	reads("学|学校", "学|学校", true, "");
	reads("(?:乡村|农村)小?学", "乡村小学|乡村学|农村小学|农村学", true, "");
	reads("x??y", "y|xy", true, "");
	reads("[课班]程", "课程|班程", true, "");
	reads("(?:ha){2}", "haha", true, "");
	reads("AED", "aed", true, "");
	reads("a\\.b\\x2d\\x{8BFE}", "a.b-课", true, "");
}

static void test_literals__gaps_keep_the_rarest_needed_part(void **state)
{
	(void)state;
	reads("修.{0,8}(?:路|桥)", "修", false, "修");
	reads("修.{0,8}水渠", "水渠", false, "修");
	reads("(?:老人|长者).{0,6}(?:陪|看望)", "老人|长者", false, "老人|长者");
	reads("[0-9]+名学生", "名学生", false, "");
	reads("(?:a+b)+cd", "cd", false, "a");
	reads("(?:课程)*学", "学", false, "");
	reads("课{2,}程", "课", false, "课");
}

static void test_literals__a_second_part_is_needed_too(void **state)
{
	static const struct {
		const char *pattern, *also;
	} cases[] = { { "修.{0,8}(?:路|桥)", "路|桥" }, { "修.{0,8}水渠", "修" },	   { "老人.*陪|学生.*课程", "陪|课程" },
		      { "老人.*陪|学生", "" },	 { "(?:老人.*陪)+", "陪" },	   { "(?:老人.*陪)*课", "" },
		      { "老人.*(?:陪)?", "" },	 { "老人.*[0-9]名.*课程", "课程" }, { "老人", "" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_literals lit;
		fl_buf got;
		fl_buf_init(&got, 1 << 10);
		assert_int_equal(fl_literals_find(fl_str_of(cases[i].pattern), &arena, &lit, NULL), FL_OK);
		joined(lit.also, lit.num_also, &got);
		if (!fl_str_eqz(fl_buf_view(&got), cases[i].also))
			fail_msg("%s: also '%s', not '%s'", cases[i].pattern, got.data, cases[i].also);
		fl_buf_release(&got);
		fl_arena_release(&arena);
	}
}

static void test_literals__look_around_and_anchors_take_nothing_away(void **state)
{
	(void)state;
	reads("(?<!驾)校车(?!站)", "校车", false, "校车");
	reads("\\b(?:kids|child)\\b", "kids|child", false, "kids|child");
	reads("^你好$", "你好", false, "你好");
	reads("(?=学)校", "校", false, "校");
	reads("(?>学|学校)", "学|学校", false, "学|学校");
	reads("(?:学校)?+", "", false, "");
}

static void test_literals__an_alternative_that_tells_nothing_hides_the_others(void **state)
{
	(void)state;
	reads("学校|[0-9]+", "", false, "");
	reads("学校|.{2}课", "学校|课", false, "");
	reads("学校|", "", false, "");
	reads("\\w+", "", false, "");
	reads("", "", false, "");
}

static void test_literals__what_is_not_understood_gives_none(void **state)
{
	static const char *const patterns[] = { "(?i)学校", "(?#c)学校", "(学)\\1",       "\\Q学校\\E",
						"学\\K校",  "(?R)?学校", "(*ACCEPT)学校", "学[[:alpha:]]校",
						"学{校",    "学校{,3}",  "\\G学校",       "(?(1)a|b)",
						"\\o{101}", "[\\b]学" };

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		reads(patterns[i], "", false, "");
}

static void test_literals__letters_with_another_case_are_no_literals(void **state)
{
	(void)state;
	reads("é课", "课", false, "");
	reads("über|課", "ber|課", false, "");
}

static void test_literals__what_multiplies_too_far_is_cut(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_literals lit;

	(void)state;
	/* 16 * 16 * 16 texts are more than one looks for: the first two classes are enough */
	assert_int_equal(
	    fl_literals_find(FL_STR("[abcdefghijklmnop][abcdefghijklmnop][abcdefghijklmnop]"), &arena, &lit, &err),
	    FL_OK);
	assert_false(lit.whole);
	assert_int_equal(lit.count, 256);
	assert_int_equal(lit.items[0].len, 2);
	fl_arena_release(&arena);
}

static void test_literals__nested_too_deep_is_unknown_not_a_crash(void **state)
{
	fl_buf deep;

	(void)state;
	fl_buf_init(&deep, 1 << 20);
	for (int i = 0; i < 5000; i++)
		fl_buf_putc(&deep, '(');
	fl_buf_puts(&deep, "学");
	for (int i = 0; i < 5000; i++)
		fl_buf_putc(&deep, ')');
	reads(deep.data, "", false, "");
	fl_buf_release(&deep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literals__a_choice_of_plain_texts_is_whole_in_its_order),
		cmocka_unit_test(test_literals__gaps_keep_the_rarest_needed_part),
		cmocka_unit_test(test_literals__a_second_part_is_needed_too),
		cmocka_unit_test(test_literals__look_around_and_anchors_take_nothing_away),
		cmocka_unit_test(test_literals__an_alternative_that_tells_nothing_hides_the_others),
		cmocka_unit_test(test_literals__what_is_not_understood_gives_none),
		cmocka_unit_test(test_literals__letters_with_another_case_are_no_literals),
		cmocka_unit_test(test_literals__what_multiplies_too_far_is_cut),
		cmocka_unit_test(test_literals__nested_too_deep_is_unknown_not_a_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
