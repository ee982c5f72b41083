/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/setting.h"

static const fl_currency cny = { "CNY", 2 };
static const char *const words[] = { "one", "two", NULL };
static fl_json_doc *doc;
static fl_arena arena;

static fl_json object(const char *json)
{
	fl_error err = FL_ERROR_INIT;

	fl_json_free(doc);
	doc = NULL;
	if (fl_json_parse(fl_str_of(json), "test", &doc, &err) != FL_OK)
		fail_msg("%s", err.message);
	return fl_json_root(doc);
}

static int release(void **state)
{
	(void)state;
	fl_json_free(doc);
	doc = NULL;
	fl_arena_release(&arena);
	arena = FL_ARENA_INIT;
	return 0;
}

static void says(const fl_error *err, int64_t column, const char *word)
{
	if (!strstr(err->message, word) || err->line != 1 || err->column != column)
		fail_msg("%lld: '%s' does not say '%s'", (long long)err->column, err->message, word);
}

static void test_setting__a_choice_is_one_of_its_words(void **state)
{
	fl_error err = FL_ERROR_INIT;
	int choice = -7;

	(void)state;
	assert_int_equal(fl_setting_choice(object("{\"k\": \"two\"}"), "k", words, 0, &choice, &err), FL_OK);
	assert_int_equal(choice, 1);
	assert_int_equal(fl_setting_choice(object("{}"), "k", words, 5, &choice, &err), FL_OK);
	assert_int_equal(choice, 5);
	assert_int_equal(fl_setting_choice(object("{\"k\": \"three\"}"), "k", words, 0, &choice, &err), FL_EINVAL);
	says(&err, 7, "'k' is 'three', but must be one of 'one', 'two'");
	err = FL_ERROR_INIT;
	assert_int_equal(fl_setting_choice(object("{\"k\": 2}"), "k", words, 0, &choice, &err), FL_EINVAL);
	says(&err, 7, "'one', 'two'");
}

static void test_setting__an_amount_is_text_or_a_number(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_money amount = -7;
	bool has;

	(void)state;
	assert_int_equal(fl_setting_amount(object("{\"k\": \"1.5万\"}"), "k", &cny, &amount, &has, &err), FL_OK);
	assert_true(has && amount == 1500000);
	assert_int_equal(fl_setting_amount(object("{\"k\": 12.5}"), "k", &cny, &amount, &has, &err), FL_OK);
	assert_true(has && amount == 1250);
	assert_int_equal(fl_setting_amount(object("{}"), "k", &cny, &amount, &has, &err), FL_OK);
	assert_true(!has && amount == 0);
	assert_int_equal(fl_setting_amount(object("{\"k\": 0.005}"), "k", &cny, &amount, &has, &err), FL_EPARSE);
	says(&err, 7, "'k': a fraction");
	err = FL_ERROR_INIT;
	assert_int_equal(fl_setting_amount(object("{\"k\": null}"), "k", &cny, &amount, &has, &err), FL_EINVAL);
	says(&err, 7, "amount");
}

static void test_setting__a_share_is_text_or_a_number(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_share share;
	bool has;

	(void)state;
	assert_int_equal(fl_setting_share(object("{\"k\": 0.05}"), "k", &share, &has, &err), FL_OK);
	assert_true(has && share.num == 1 && share.den == 20);
	assert_int_equal(fl_setting_share(object("{}"), "k", &share, &has, &err), FL_OK);
	assert_false(has);
	assert_int_equal(fl_setting_share(object("{\"k\": \"105%\"}"), "k", &share, &has, &err), FL_EINVAL);
	says(&err, 7, "more than 1");
}

static void test_setting__a_text_is_short_and_plain(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_str text;

	(void)state;
	assert_int_equal(fl_setting_text(object("{\"k\": \"花\"}"), "k", 3, &arena, &text, &err), FL_OK);
	fl_json root = object("{}"); /* the text has outlived its document */
	assert_true(fl_str_eqz(text, "花"));
	assert_int_equal(fl_setting_text(root, "k", 3, &arena, &text, &err), FL_OK);
	assert_int_equal(text.len, 0);
	assert_int_equal(fl_setting_text(object("{\"k\": \"花花\"}"), "k", 3, &arena, &text, &err), FL_EINVAL);
	says(&err, 7, "longer than 3 bytes");
	err = FL_ERROR_INIT;
	assert_int_equal(fl_setting_text(object("{\"k\": \"\\u0000\"}"), "k", 3, &arena, &text, &err), FL_EINVAL);
	says(&err, 7, "control");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_setting__a_choice_is_one_of_its_words, release),
		cmocka_unit_test_teardown(test_setting__an_amount_is_text_or_a_number, release),
		cmocka_unit_test_teardown(test_setting__a_share_is_text_or_a_number, release),
		cmocka_unit_test_teardown(test_setting__a_text_is_short_and_plain, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
