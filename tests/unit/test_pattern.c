/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "classify/pattern.h"

#include <time.h>

typedef struct fixture {
	fl_arena arena;
	fl_json_doc *doc;
	fl_pattern pattern;
	fl_matcher matcher;
} fixture;

static void set_up(fixture *f, const char *json, fl_pattern_kind kind)
{
	fl_error err = FL_ERROR_INIT;
	fl_word_lists none = { 0 };

	*f = (fixture){ .pattern.kind = kind };
	assert_int_equal(fl_json_parse(fl_str_of(json), "t", &f->doc, &err), FL_OK);
	if (fl_pattern_compile(fl_json_root(f->doc), &none, &f->arena, &f->pattern, &err))
		fail_msg("%s: %s", json, err.message);
	assert_int_equal(fl_matcher_open(&f->matcher, &err), FL_OK);
}

static void tear_down(fixture *f)
{
	fl_matcher_close(&f->matcher);
	fl_pattern_release(&f->pattern);
	fl_json_free(f->doc);
	fl_arena_release(&f->arena);
}

static fl_found match(const fixture *f, fl_str text, size_t from, bool anchored, fl_span *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_found found;

	if (fl_pattern_match(&f->pattern, &f->matcher, text, from, anchored, &found, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
	return found;
}

static void test_pattern__matches_without_regard_to_case_and_knows_unicode_words(void **state)
{
	fixture f;
	fl_span span;

	(void)state;
	set_up(&f, "\"\\\\bAED\\\\b|学\\\\w\"", FL_PATTERN_HIT);
	assert_int_equal(match(&f, FL_STR("an aed, 学校"), 0, false, &span), FL_FOUND);
	assert_int_equal(span.start, 3);
	assert_int_equal(span.end, 6);
	assert_int_equal(match(&f, FL_STR("an aed, 学校"), 6, false, &span), FL_FOUND);
	assert_int_equal(span.end, 14);
	assert_int_equal(match(&f, FL_STR("学"), 0, false, &span), FL_NOT_FOUND);
	tear_down(&f);
}

static void test_pattern__anchored_looks_at_one_place_and_still_sees_what_is_before(void **state)
{
	fixture f;
	fl_span span;

	(void)state;
	set_up(&f, "\"(?<!驾)校.\"", FL_PATTERN_HIT);
	assert_non_null(f.pattern.anchored);
	assert_int_equal(match(&f, FL_STR("学校车"), 0, true, &span), FL_NOT_FOUND);
	assert_int_equal(match(&f, FL_STR("学校车"), 3, true, &span), FL_FOUND);
	assert_int_equal(match(&f, FL_STR("驾校车"), 3, true, &span), FL_NOT_FOUND);
	tear_down(&f);
}

static void test_pattern__a_capture_has_its_group(void **state)
{
	fixture f;
	fl_span span;

	(void)state;
	set_up(&f, "\"([0-9]+)?名(?:学生|孩子)\"", FL_PATTERN_CAPTURE);
	assert_int_equal(match(&f, FL_STR("给1000名学生"), 0, false, &span), FL_FOUND);
	assert_int_equal(span.group_start, 3);
	assert_int_equal(span.group_end, 7);
	assert_int_equal(match(&f, FL_STR("给名学生"), 0, false, &span), FL_FOUND);
	assert_int_equal(span.group_start, span.group_end);
	tear_down(&f);
}

static void test_pattern__nothing_is_no_match(void **state)
{
	fixture f;
	fl_span span;

	(void)state;
	set_up(&f, "\"a*\"", FL_PATTERN_HIT);
	assert_int_equal(match(&f, FL_STR("bbb"), 0, false, &span), FL_NOT_FOUND);
	assert_int_equal(match(&f, FL_STR("bab"), 0, false, &span), FL_FOUND);
	assert_int_equal(span.end - span.start, 1);
	tear_down(&f);
}

/* Does it give up on a long text, within a second of processor time? */
static void gives_up(const char *json, size_t length)
{
	fixture f;
	fl_span span;
	fl_buf text;
	clock_t began = clock();

	set_up(&f, json, FL_PATTERN_HIT);
	fl_buf_init(&text, 1 << 22);
	for (size_t i = 0; i < length; i++)
		fl_buf_putc(&text, 'a');
	fl_buf_putc(&text, 'b');
	assert_int_equal(match(&f, fl_buf_view(&text), 0, false, &span), FL_FOUND_LIMIT);
	assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 1);
	fl_buf_release(&text);
	tear_down(&f);
}

static void test_pattern__endless_backtracking_is_a_limit_not_an_answer(void **state)
{
	(void)state;
	gives_up("\"(a+)+$\"", 50000);
	gives_up("\"(?:a|aa)+$\"", 50000);
	gives_up("\"(.*)(.*)(.*)(.*)(.*)[cd]\"", 5000);
}

/* Each starting place alone is cheap enough; there are tens of thousands of them. */
static void test_pattern__a_gap_without_end_over_a_long_text_is_bounded(void **state)
{
	fixture f;
	fl_span span;
	fl_buf text;
	clock_t began = clock();

	(void)state;
	set_up(&f, "\"老人.*课\"", FL_PATTERN_HIT);
	fl_buf_init(&text, 1 << 22);
	fl_buf_puts(&text, "课");
	for (int i = 0; i < 90000; i++)
		fl_buf_puts(&text, "老人");
	assert_int_equal(match(&f, fl_buf_view(&text), 3, true, &span), FL_FOUND_LIMIT);
	assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 1);
	fl_buf_release(&text);
	tear_down(&f);
}

static void test_pattern__a_stack_too_small_for_the_jit_is_done_again_without(void **state)
{
	fixture f;
	fl_span span;
	fl_buf text;

	(void)state;
	/* keeps a place to return to for each round: more than the JIT may have */
	set_up(&f, "\"^(?:(?:a|b)(?:c|d)?(?:e|f)?(?:g|h)?)+z\"", FL_PATTERN_HIT);
	fl_buf_init(&text, 1 << 22);
	for (int i = 0; i < 9000; i++)
		fl_buf_puts(&text, "ac");
	fl_buf_puts(&text, "z");
	int rc = pcre2_match(f.pattern.anchored ? f.pattern.anchored : f.pattern.code, (PCRE2_SPTR)text.data,
			     text.len, 0, 0, f.matcher.data, f.matcher.limits);
	assert_int_equal(rc, PCRE2_ERROR_JIT_STACKLIMIT);
	assert_int_equal(match(&f, fl_buf_view(&text), 0, false, &span), FL_FOUND);
	assert_int_equal(span.end, text.len);
	fl_buf_release(&text);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pattern__matches_without_regard_to_case_and_knows_unicode_words),
		cmocka_unit_test(test_pattern__anchored_looks_at_one_place_and_still_sees_what_is_before),
		cmocka_unit_test(test_pattern__a_capture_has_its_group),
		cmocka_unit_test(test_pattern__nothing_is_no_match),
		cmocka_unit_test(test_pattern__endless_backtracking_is_a_limit_not_an_answer),
		cmocka_unit_test(test_pattern__a_gap_without_end_over_a_long_text_is_bounded),
		cmocka_unit_test(test_pattern__a_stack_too_small_for_the_jit_is_done_again_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
