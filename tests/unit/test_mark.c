/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "dedup/mark.h"

static void put_marked(fl_buf *out, const char *text, const fl_marks *marks)
{
	size_t at = 0;
	fl_str s = fl_str_of(text);
	for (size_t i = 0; i < marks->count; i++) {
		fl_buf_str(out, fl_str_slice(s, at, marks->items[i].begin));
		fl_buf_printf(out, "[%.*s%s", (int)(marks->items[i].end - marks->items[i].begin),
			      text + marks->items[i].begin,
			      marks->items[i].kind == FL_DIFF_NUMBER  ? "#]"
			      : marks->items[i].kind == FL_DIFF_PLACE ? "@]"
								      : "]");
		at = marks->items[i].end;
	}
	fl_buf_str(out, fl_str_slice(s, at, s.len));
}

static void expect(const char *a, const char *b, const char *marked_a, const char *marked_b)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_marks x, y;
	fl_buf out;
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	assert_int_equal(fl_mark_differences(fl_str_of(a), fl_str_of(b), &arena, &x, &y, &err), FL_OK);
	put_marked(&out, a, &x);
	fl_buf_putc(&out, '|');
	put_marked(&out, b, &y);
	fl_buf_putc(&out, '\0');
	fl_str got = { out.data, strlen(out.data) };
	size_t half = strlen(marked_a);
	if (got.len != half + 1 + strlen(marked_b) || memcmp(got.data, marked_a, half) != 0 ||
	    strcmp(got.data + half + 1, marked_b) != 0)
		fail_msg("%s", got.data);
	fl_buf_release(&out);
	fl_arena_release(&arena);
}

/* Positions are those of the texts as written: traditional, full width, numerals in characters. */
static void test_mark__marks_the_original_texts(void **state)
{
	(void)state;
	expect("为孩子们培养1000个急救员", "为乡村孩子们培养1000个急救员", "为孩子们培养1000个急救员",
	       "为[乡村]孩子们培养1000个急救员");
	expect("给１０００名學生上课", "给一萬名学生上课", "给[１０００#]名學生上课", "给[一萬#]名学生上课");
	expect("通渭县的老人", "会宁县的老人", "[通渭@]县的老人", "[会宁@]县的老人");
	expect("Books for ALL", "books for all", "Books for ALL", "books for all");
	expect("", "书", "", "[书]");
}

/* Where a pair differs: in the titles, else in the bodies; a dream without a title is read by its body. */
static void test_mark__marks_what_a_pair_is_judged_by(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_pair_marks m;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_mark_pair(FL_STR("种1000棵树"), FL_STR("河边"), FL_STR("种100棵树"), FL_STR("山上"), &arena, &m, &err),
			 FL_OK);
	assert_true(!m.body_a && !m.body_b && m.a.count == 1 && m.b.count == 1);
	assert_true(m.a.items[0].begin == 3 && m.a.items[0].end == 7 && m.a.items[0].kind == FL_DIFF_NUMBER);
	assert_int_equal(m.b.items[0].end, 6);
	assert_int_equal(fl_mark_pair(FL_STR("种树！"), FL_STR("在河边"), FL_STR("种树"), FL_STR("在山上"), &arena, &m, &err), FL_OK);
	assert_true(m.body_a && m.body_b && m.a.count == 1 && m.b.count == 1);
	assert_int_equal(m.a.items[0].begin, 3);
	assert_int_equal(fl_mark_pair(FL_STR("！"), FL_STR("种花"), FL_STR("种树"), FL_STR("在山上"), &arena, &m, &err), FL_OK);
	assert_true(m.body_a && !m.body_b && m.a.count == 1 && m.a.items[0].begin == 3);
	fl_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mark__marks_the_original_texts),
		cmocka_unit_test(test_mark__marks_what_a_pair_is_judged_by),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
