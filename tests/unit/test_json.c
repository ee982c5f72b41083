/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json.c - strict JSON with places: what is accepted, what is refused and where, and numbers as written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/str.h"

#include <stdio.h>

static fl_json_doc *parsed(const char *text)
{
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;

	if (fl_json_parse(fl_str_of(text), "t.json", &doc, &err) != FL_OK)
		fail_msg("%s: %s", text, err.message);
	return doc;
}

static void assert_refused(const char *text, int64_t line, int64_t column)
{
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;

	if (fl_json_parse(fl_str_of(text), "t.json", &doc, &err) != FL_EPARSE)
		fail_msg("'%s' was accepted", text);
	assert_null(doc);
	assert_string_equal(err.source, "t.json");
	if (err.line != line || err.column != column)
		fail_msg("'%s' at %d:%d: %s", text, (int)err.line, (int)err.column, err.message);
}

static void test_json__refuses_what_the_standard_refuses(void **state)
{
	(void)state;
	assert_refused("", 1, 1);
	assert_refused("  ", 1, 3);
	assert_refused("[1,]", 1, 4);
	assert_refused("{\"a\":1,}", 1, 8);
	assert_refused("[1 2]", 1, 4);
	assert_refused("{\"a\" 1}", 1, 6);
	assert_refused("{a:1}", 1, 2);
	assert_refused("{'a':1}", 1, 2);
	assert_refused("['a']", 1, 2);
	assert_refused("[1] [2]", 1, 5);
	assert_refused("[1]x", 1, 4);
	assert_refused("/* c */ 1", 1, 1);
	assert_refused("[1, // c\n2]", 1, 5);
	assert_refused("NaN", 1, 1);
	assert_refused("[Infinity]", 1, 2);
	assert_refused("[-Infinity]", 1, 3);
	assert_refused("[True]", 1, 2);
	assert_refused("nul", 1, 1);
	assert_refused("[01]", 1, 3);
	assert_refused("[1.]", 1, 4);
	assert_refused("[.5]", 1, 2);
	assert_refused("[1e]", 1, 4);
	assert_refused("[+1]", 1, 2);
	assert_refused("[\"a\tb\"]", 1, 4);
	assert_refused("\"\\x\"", 1, 3);
	assert_refused("\"\\u12g4\"", 1, 3);
	assert_refused("\"\\ud800\"", 1, 3);
	assert_refused("\"\\udc00\\ud800\"", 1, 3);
	assert_refused("\"abc", 1, 5);
	assert_refused("{\"a\":[1", 1, 8);
	assert_refused("[\"\xFF\"]", 1, 3);
}

static void test_json__places_count_lines_and_characters(void **state)
{
	fl_json_doc *doc = parsed("\xEF\xBB\xBF{\n  \"梦\": [true,\r\n\t\"好\", 7]\n}");
	fl_json list;
	int64_t line, column;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	list = fl_json_get(fl_json_root(doc), "梦");
	fl_json_place(list, &line, &column);
	assert_true(line == 2 && column == 8);
	fl_json_place(fl_json_at(list, 2), &line, &column);
	assert_true(line == 3 && column == 7);
	assert_int_equal(fl_json_error(fl_json_at(list, 1), &err, FL_EINVAL, "bad '%s'", "x"), FL_EINVAL);
	assert_true(err.line == 3 && err.column == 2);
	assert_string_equal(err.source, "t.json");
	fl_json_free(doc);
	assert_refused("{\n\"a\": 1,\n\"梦\": 2, \"a\": 3}", 3, 14);
}

static void test_json__duplicate_keys_are_refused(void **state)
{
	(void)state;
	assert_refused("{\"a\":1,\"a\":1}", 1, 12);
	assert_refused("{\"a\":1,\"\\u0061\":[1]}", 1, 17);
	assert_refused("{\"a\":[1],\"a\":\"x\"}", 1, 14);
	assert_refused("[{\"x\":{\"k\":0,\"b\":1,\"k\":2}}]", 1, 24);
	assert_refused("{\"a\\u0000b\":1}", 1, 2);
	fl_json_free(parsed("[{\"a\":1},{\"a\":1}]"));
}

static void test_json__strings_are_decoded(void **state)
{
	fl_json_doc *doc =
	    parsed("[\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u68a6\\ud83c\\udf38z\", \"plain 梦\", \"a\\u0000b\", \"\"]");
	fl_json root = fl_json_root(doc);

	(void)state;
	assert_true(fl_str_eqz(fl_json_text(fl_json_at(root, 0)), "a\"\\/\b\f\n\r\t梦🌸z"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_at(root, 1)), "plain 梦"));
	assert_true(fl_str_eq(fl_json_text(fl_json_at(root, 2)), (fl_str){ "a\0b", 3 }));
	assert_int_equal(fl_json_text(fl_json_at(root, 3)).len, 0);
	fl_json_free(doc);
	doc = parsed("{\"k\\n\": {\"\\u68a6\": \"x\\ty\"}}"); /* escapes in keys on the way to a decoded string */
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(fl_json_get(fl_json_root(doc), "k\n"), "梦")), "x\ty"));
	fl_json_free(doc);
}

static void test_json__numbers_stay_as_written(void **state)
{
	static const char *const whole[] = { "0", "-0", "9223372036854775807", "-9223372036854775808", "-17" };
	static const int64_t values[] = { 0, 0, INT64_MAX, INT64_MIN, -17 };
	static const char *const other[] = { "9223372036854775808",
					     "-9223372036854775809",
					     "12345678901234567890",
					     "1e400",
					     "1.0",
					     "1e2",
					     "-0.5",
					     "1E+5" };
	int64_t value = 5;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		fl_json_doc *doc = parsed(whole[i]);
		assert_true(fl_json_i64(fl_json_root(doc), &value));
		assert_true(value == values[i]);
		fl_json_free(doc);
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		fl_json_doc *doc = parsed(other[i]);
		assert_int_equal(fl_json_type_of(fl_json_root(doc)), FL_JSON_NUMBER);
		assert_false(fl_json_i64(fl_json_root(doc), &value));
		assert_true(fl_str_eqz(fl_json_text(fl_json_root(doc)), other[i]));
		fl_json_free(doc);
	}
}

static void test_json__sixty_four_levels_and_no_more(void **state)
{
	char text[140];
	fl_json_doc *doc;

	(void)state;
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	text[128] = '\0';
	doc = parsed(text);
	fl_json_free(doc);
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	text[130] = '\0';
	assert_refused(text, 1, 65);
}

static void test_json__members_keep_the_order_of_the_file(void **state)
{
	fl_json_doc *doc = parsed("{\"b\":1, \"a\":{}, \"c\":null, \"aa\":[false]}");
	fl_json root = fl_json_root(doc);

	(void)state;
	assert_int_equal(fl_json_len(root), 4);
	assert_true(fl_str_eqz(fl_json_key(root, 0), "b"));
	assert_true(fl_str_eqz(fl_json_key(root, 3), "aa"));
	assert_true(fl_json_present(fl_json_get(root, "c")));
	assert_int_equal(fl_json_type_of(fl_json_get(root, "c")), FL_JSON_NULL);
	assert_false(fl_json_present(fl_json_get(root, "d")));
	assert_false(fl_json_present(fl_json_get(fl_json_get(root, "b"), "x")));
	assert_int_equal(fl_json_len(fl_json_get(root, "a")), 0);
	assert_false(fl_json_present(fl_json_at(root, 4)));
	assert_int_equal(fl_json_type_of(fl_json_at(fl_json_get(root, "aa"), 0)), FL_JSON_BOOL);
	fl_json_free(doc);
	fl_json_free(NULL);
}

static void test_json__large_objects_are_found_in(void **state)
{
	fl_buf text;
	fl_json_doc *doc;
	char key[16];

	(void)state;
	fl_buf_init(&text, 1 << 20);
	for (int i = 0; i < 5000; i++)
		fl_buf_printf(&text, "%c\"k%d\":\"%d\"", i ? ',' : '{', i, i);
	fl_buf_putc(&text, '}');
	doc = parsed(text.data);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "k%d", i);
		assert_true(fl_str_eqz(fl_json_text(fl_json_get(fl_json_root(doc), key)), key + 1));
	}
	fl_json_free(doc);
	fl_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json__refuses_what_the_standard_refuses),
		cmocka_unit_test(test_json__places_count_lines_and_characters),
		cmocka_unit_test(test_json__duplicate_keys_are_refused),
		cmocka_unit_test(test_json__strings_are_decoded),
		cmocka_unit_test(test_json__numbers_stay_as_written),
		cmocka_unit_test(test_json__sixty_four_levels_and_no_more),
		cmocka_unit_test(test_json__members_keep_the_order_of_the_file),
		cmocka_unit_test(test_json__large_objects_are_found_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
