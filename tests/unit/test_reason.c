/* SPDX-License-Identifier: Apache-2.0
 *
 * test_reason.c - every reason has a code and a sentence in both languages, and the sentences say the right numbers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "report/reason.h"
#include "report/report.h"
#include "small_result.h"

static int start(void **state)
{
	small *s = malloc(sizeof *s);
	small_begin(s);
	*state = s;
	return 0;
}

static int stop(void **state)
{
	small_release(*state);
	free(*state);
	return 0;
}

static void assert_reason(const small *s, size_t dream, const char *lang, const char *expected)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf out;
	fl_buf_init(&out, 10000);
	assert_int_equal(fl_report_reason(&s->made.result, dream, lang, &out, &err), FL_OK);
	assert_string_equal(out.data, expected);
	fl_buf_release(&out);
}

static void assert_change(const small *s, size_t dream, fl_lang lang, const char *expected)
{
	fl_buf out;
	fl_buf_init(&out, 10000);
	fl_reason_change(&s->made.result, dream, lang, &out);
	assert_string_equal(out.data ? out.data : "", expected);
	fl_buf_release(&out);
}

static bool has_letters(const char *text, bool chinese)
{
	for (; *text; text++)
		if (chinese ? (unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9
			    : *text >= 'a' && *text <= 'z')
			return true;
	return false;
}

static void test_reason__has_a_code_and_a_sentence_in_both_languages(void **state)
{
	small *s = *state;
	const char *codes[FL_WHY_INFEASIBLE + 1];
	fl_award *award = &s->made.allocation->awards[s->p1];
	for (int reason = FL_WHY_FULL; reason <= FL_WHY_INFEASIBLE; reason++) {
		codes[reason] = fl_reason_code((fl_reason)reason);
		assert_non_null(codes[reason]);
		for (int before = 0; before < reason; before++)
			assert_string_not_equal(codes[before], codes[reason]);
		award->reason = (fl_reason)reason;
		for (int lang = FL_LANG_EN; lang <= FL_LANG_ZH; lang++) {
			fl_buf say, change;
			fl_buf_init(&say, 10000);
			fl_buf_init(&change, 10000);
			fl_reason_say(&s->made.result, s->p1, (fl_lang)lang, &say);
			fl_reason_change(&s->made.result, s->p1, (fl_lang)lang, &change);
			assert_true(say.len > 10);
			assert_true(has_letters(say.data, lang == FL_LANG_ZH));
			assert_null(strchr(say.data, '{'));
			assert_null(change.data ? strchr(change.data, '{') : NULL);
			fl_buf_release(&say);
			fl_buf_release(&change);
		}
	}
}

static void test_reason__says_the_numbers(void **state)
{
	small *s = *state;
	assert_reason(s, s->f1, "en", "fully funded: the award is the whole request");
	assert_reason(s, s->f1, "zh-CN", "全额资助：资助金额等于申请金额");
	assert_reason(s, s->p1, "en",
		      "limited by group 'Education', whose dreams together receive at most CNY 2,500.00");
	assert_reason(s, s->p1, "zh-CN", "受分组“Education”限制：该组梦想合计最多获得 2,500.00 元");
	assert_reason(
	    s, s->u1, NULL,
	    "not funded: other dreams brought more flowers for the same money; 7,000 flowers would have brought "
	    "money");
	assert_reason(s, s->b1, "en", "below threshold by 12 flowers");
	assert_reason(s, s->d1, "en", "duplicate of 'f1'");
	assert_reason(s, s->i1, "en", "not eligible: by the decision of a reviewer");
	s->made.candidates[s->b1].tally = 99;
	assert_reason(s, s->b1, "en", "below threshold by 1 flower");
}

/* Needed flowers are said to a dream without money, and only where they are more than it has. */
static void test_reason__says_needed_flowers_only_where_they_would_help(void **state)
{
	small *s = *state;
	fl_award *award = &s->made.allocation->awards[s->p1];
	award->amount = 0;
	award->needs = 1300;
	assert_reason(s, s->p1, "zh-CN",
		      "受分组“Education”限制：该组梦想合计最多获得 2,500.00 元；达到 1,300 朵小红花即可获得资金");
	award->needs = 1200;
	assert_reason(s, s->p1, "zh-CN", "受分组“Education”限制：该组梦想合计最多获得 2,500.00 元");
	s->made.allocation->awards[s->u1].needs = -1;
	assert_reason(s, s->u1, "en", "not funded: other dreams brought more flowers for the same money");
	assert_change(s, s->u1, FL_LANG_EN, "a smaller request, perhaps more money in the pools that may pay it");
}

static void test_reason__says_what_would_have_changed_it(void **state)
{
	small *s = *state;
	assert_change(s, s->f1, FL_LANG_EN, "");
	assert_change(s, s->p1, FL_LANG_EN, "a higher maximum of group 'Education'");
	assert_change(
	    s, s->u1, FL_LANG_EN,
	    "a smaller request, perhaps more money in the pools that may pay it, or 7,000 flowers instead of 101 flowers");
	assert_change(s, s->b1, FL_LANG_EN, "12 flowers more, or a lower threshold, to take part; whether there is money for it then is not computed here");
}

static void test_reason__of_a_dream_that_is_not_qualified_is_its_standing(void **state)
{
	small *s = *state;
	assert_int_equal(fl_reason_of(&s->made.result, s->b1), FL_WHY_BELOW_THRESHOLD);
	assert_int_equal(fl_reason_of(&s->made.result, s->d1), FL_WHY_DUPLICATE);
	s->made.allocation->outcome = FL_INFEASIBLE;
	assert_int_equal(fl_reason_of(&s->made.result, s->d1), FL_WHY_DUPLICATE);
	assert_int_equal(fl_reason_of(&s->made.result, s->f1), FL_WHY_INFEASIBLE);
}

static void test_reason__tells_exclusion_from_missing_requirements(void **state)
{
	static const char *const rounds[] = {
		"{\"format\":\"florin-round/"
		"1\",\"round\":\"r\",\"currency\":\"EUR\",\"pools\":[{\"id\":\"p\",\"amount\":1}],"
		"\"eligibility\":{\"exclude\":{\"id\":\"a\"}}}",
		"{\"format\":\"florin-round/"
		"1\",\"round\":\"r\",\"currency\":\"EUR\",\"pools\":[{\"id\":\"p\",\"amount\":1}],"
		"\"eligibility\":{\"require\":{\"tag\":\"x\"}}}",
	};
	static const char *const expected[] = { "not eligible: the round excludes dreams like it",
						"not eligible: it does not have what the round requires" };
	(void)state;
	for (int i = 0; i < 2; i++) {
		small s = { 0 };
		made_begin(&s.made, rounds[i], 1);
		made_dream(&s.made, "a", "t", "", 100, 1, 0, FL_INELIGIBLE, 0, FL_WHY_FULL);
		made_limits(&s.made, NULL);
		made_end(&s.made);
		assert_reason(&s, 0, "en", expected[i]);
		made_release(&s.made);
	}
}

static void test_reason__status_follows_the_award(void **state)
{
	small *s = *state;
	static const char *const expected[] = { "funded",          "partly",    "unfunded",
						"below-threshold", "duplicate", "ineligible" };
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(fl_dream_status_code(fl_dream_status_of(&s->made.rows[i])), expected[i]);
}

static void test_reason__refuses_an_unknown_language_or_dream(void **state)
{
	small *s = *state;
	fl_error err = FL_ERROR_INIT;
	fl_buf out;
	fl_buf_init(&out, 100);
	assert_int_equal(fl_report_reason(&s->made.result, 0, "fr", &out, &err), FL_EINVAL);
	err = FL_ERROR_INIT;
	assert_int_equal(fl_report_reason(&s->made.result, 6, "en", &out, &err), FL_ENOTFOUND);
	assert_int_equal(out.len, 0);
	fl_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reason__has_a_code_and_a_sentence_in_both_languages, start,
						stop),
		cmocka_unit_test_setup_teardown(test_reason__says_the_numbers, start, stop),
		cmocka_unit_test_setup_teardown(test_reason__says_needed_flowers_only_where_they_would_help, start,
						stop),
		cmocka_unit_test_setup_teardown(test_reason__says_what_would_have_changed_it, start, stop),
		cmocka_unit_test_setup_teardown(test_reason__of_a_dream_that_is_not_qualified_is_its_standing, start,
						stop),
		cmocka_unit_test(test_reason__tells_exclusion_from_missing_requirements),
		cmocka_unit_test_setup_teardown(test_reason__status_follows_the_award, start, stop),
		cmocka_unit_test_setup_teardown(test_reason__refuses_an_unknown_language_or_dream, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
