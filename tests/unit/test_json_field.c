/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json_field.c - typed access to fields, and the errors that wrong fields earn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/str.h"

static fl_json_doc *doc;
static fl_json root;

static int parse(void **state)
{
	static const char text[] = "{\"name\": \"梦\",\n \"n\": 12, \"big\": 99999999999999999999, \"half\": 0.5,\n "
				   "\"yes\": true, \"none\": null}";

	(void)state;
	if (fl_json_parse(fl_str_of(text), "r.json", &doc, NULL) != FL_OK)
		return -1;
	root = fl_json_root(doc);
	return 0;
}

static int release(void **state)
{
	(void)state;
	fl_json_free(doc);
	return 0;
}

static void assert_error(const fl_error *err, int64_t line, const char *message)
{
	assert_int_equal(err->status, FL_EINVAL);
	assert_int_equal(err->line, line);
	assert_string_equal(err->message, message);
	assert_string_equal(err->source, "r.json");
}

static void test_json_field__takes_values_and_fallbacks(void **state)
{
	fl_str s;
	int64_t n;
	bool b;

	(void)state;
	assert_int_equal(fl_json_take_str(root, "name", FL_STR(""), &s, NULL), FL_OK);
	assert_true(fl_str_eqz(s, "梦"));
	assert_int_equal(fl_json_take_str(root, "absent", FL_STR("f"), &s, NULL), FL_OK);
	assert_true(fl_str_eqz(s, "f"));
	assert_int_equal(fl_json_take_i64(root, "n", 0, 12, 12, &n, NULL), FL_OK);
	assert_int_equal(n, 12);
	assert_int_equal(fl_json_take_i64(root, "absent", -3, 0, 1, &n, NULL), FL_OK);
	assert_int_equal(n, -3);
	assert_int_equal(fl_json_take_bool(root, "yes", false, &b, NULL), FL_OK);
	assert_true(b);
	assert_int_equal(fl_json_take_bool(root, "absent", true, &b, NULL), FL_OK);
	assert_true(b);
}

static void test_json_field__says_what_was_expected(void **state)
{
	fl_str s;
	int64_t n;
	bool b;
	fl_json v;
	fl_error e[6];

	(void)state;
	for (int i = 0; i < 6; i++)
		e[i] = FL_ERROR_INIT;
	fl_json_take_str(root, "n", FL_STR(""), &s, &e[0]);
	assert_error(&e[0], 2, "'n' must be a string, not a number");
	fl_json_take_i64(root, "n", 0, 0, 11, &n, &e[1]);
	assert_error(&e[1], 2, "'n' must be a whole number from 0 to 11, not 12");
	fl_json_take_i64(root, "big", 0, 0, 11, &n, &e[2]);
	assert_error(&e[2], 2, "'big' must be a whole number from 0 to 11, not 99999999999999999999");
	fl_json_take_i64(root, "half", 0, 0, 11, &n, &e[3]);
	assert_error(&e[3], 2, "'half' must be a whole number from 0 to 11, not 0.5");
	fl_json_take_bool(root, "none", false, &b, &e[4]);
	assert_error(&e[4], 3, "'none' must be true or false, not null");
	fl_json_need(root, "list", FL_JSON_ARRAY, &v, &e[5]);
	assert_error(&e[5], 1, "the key 'list' is missing");
}

static void test_json_field__unknown_keys_are_refused_with_advice(void **state)
{
	static const char *const all[] = { "name", "n", "big", "half", "yes", "none", NULL };
	static const char *const near[] = { "names", "n", "big", "half", "yes", "none", NULL };
	static const char *const far[] = { "n", "big", "half", "yes", "none", "organisation", NULL };
	fl_error e1 = FL_ERROR_INIT, e2 = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_json_only(root, all, NULL), FL_OK);
	fl_json_only(root, near, &e1);
	assert_error(&e1, 1, "unknown key 'name', did you mean 'names'?");
	fl_json_only(root, far, &e2);
	assert_error(&e2, 1, "unknown key 'name'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_field__takes_values_and_fallbacks),
		cmocka_unit_test(test_json_field__says_what_was_expected),
		cmocka_unit_test(test_json_field__unknown_keys_are_refused_with_advice),
	};

	return cmocka_run_group_tests(tests, parse, release);
}
