/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "classify/condition.h"

static fl_arena arena;

static int teardown(void **state)
{
	(void)state;
	fl_arena_release(&arena);
	return 0;
}

static fl_status parse(const char *json, const fl_condition **ret, fl_error *err)
{
	static const fl_str names[] = { { "a", 1 }, { "b", 1 }, { "c", 1 } };
	fl_json_doc *doc;
	fl_json none = { NULL, NULL };
	fl_nears nears;
	fl_status status;

	if (!json)
		return fl_condition_parse(none, names, 3, &arena, &nears, ret, err);
	assert_int_equal(fl_json_parse(fl_str_of(json), "t", &doc, err), FL_OK);
	status = fl_condition_parse(fl_json_root(doc), names, 3, &arena, &nears, ret, err);
	fl_json_free(doc);
	return status;
}

/* 'table': for each "abc" of n, ?, y the answer that must come: "yny=y ..." */
static void decides(const char *json, const char *table)
{
	static const char letters[] = "n?y"; /* in the order of fl_truth */
	fl_error err = FL_ERROR_INIT;
	const fl_condition *c = NULL;

	if (parse(json, &c, &err) != FL_OK)
		fail_msg("%s: %s", json, err.message);
	for (const char *row = table; *row; row += row[5] ? 6 : 5) {
		fl_truth truths[3];
		for (int i = 0; i < 3; i++)
			truths[i] = (fl_truth)(strchr(letters, row[i]) - letters);
		char got = letters[fl_condition_eval(c, truths)];
		if (got != row[4])
			fail_msg("%s on %.3s is %c, not %c", json ? json : "absent", row, got, row[4]);
	}
}

static void test_condition__absent_is_any_pattern(void **state)
{
	(void)state;
	decides(NULL, "nnn=n nny=y n?n=? ?ny=y");
}

static void test_condition__all_any_not_and_at_least(void **state)
{
	(void)state;
	decides("\"b\"", "yny=n nyn=y y?y=?");
	decides("{\"all\": [\"a\", \"b\"]}", "yyn=y yny=n nnn=n");
	decides("{\"any\": [\"a\", {\"all\": [\"b\", \"c\"]}]}", "ynn=y nyy=y nyn=n");
	decides("{\"not\": \"a\"}", "ynn=n nnn=y");
	decides("{\"at_least\": 2, \"of\": [\"a\", \"b\", \"c\"]}", "yyn=y nny=n yyy=y nyy=y");
}

static void test_condition__unknown_stays_unless_it_cannot_matter(void **state)
{
	(void)state;
	decides("{\"all\": [\"a\", \"b\"]}", "y?n=? n?n=n ??n=?");
	decides("{\"any\": [\"a\", \"b\"]}", "y?n=y n?n=? ??n=?");
	decides("{\"not\": \"a\"}", "?nn=?");
	decides("{\"at_least\": 2, \"of\": [\"a\", \"b\", \"c\"]}", "yy?=y y?n=? ??n=? n?n=n");
}

static void test_condition__marks_what_made_it_hold(void **state)
{
	const fl_condition *c = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_truth truths[3] = { FL_YES, FL_YES, FL_NO };
	bool marks[3] = { false, false, false };

	(void)state;
	assert_int_equal(parse("{\"any\": [\"a\", {\"all\": [\"b\", \"c\"]}, {\"not\": \"c\"}]}", &c, &err), FL_OK);
	fl_condition_mark(c, truths, marks);
	assert_true(marks[0]);
	assert_false(marks[1]); /* its clause does not hold */
	assert_false(marks[2]);
}

static void test_condition__says_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *json, *message;
		int column;
	} bad[] = {
		{ "\"d\"", "no pattern 'd' in this rule", 1 },
		{ "{\"all\": []}", "a list of conditions is needed", 9 },
		{ "{\"any\": \"a\"}", "a list of conditions is needed", 9 },
		{ "{\"all\": [\"a\"], \"any\": [\"b\"]}",
		  "a condition has one of 'all', 'any', 'not', 'at_least' with 'of', or 'near'", 1 },
		{ "{}", "a condition has one of 'all', 'any', 'not', 'at_least' with 'of', or 'near'", 1 },
		{ "7", "a condition is the name of a pattern or an object", 1 },
		{ "{\"at_least\": 2, \"of\": [\"a\", \"x\"]}", "no pattern 'x' in this rule", 29 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fl_error err = FL_ERROR_INIT;
		const fl_condition *c;
		assert_int_equal(parse(bad[i].json, &c, &err), FL_EINVAL);
		assert_string_equal(err.message, bad[i].message);
		assert_int_equal(err.column, bad[i].column);
	}
}

static void test_condition__at_least_is_between_one_and_all(void **state)
{
	fl_error low = FL_ERROR_INIT, high = FL_ERROR_INIT;
	const fl_condition *c;

	(void)state;
	assert_int_not_equal(parse("{\"at_least\": 0, \"of\": [\"a\"]}", &c, &low), FL_OK);
	assert_int_not_equal(parse("{\"at_least\": 2, \"of\": [\"a\"]}", &c, &high), FL_OK);
}

static void test_condition__nested_too_deep_is_refused(void **state)
{
	char json[40 * 9 + 4] = "";
	fl_error err = FL_ERROR_INIT;
	const fl_condition *c;

	(void)state;
	for (int i = 0; i < 20; i++)
		strcat(json, "{\"not\":");
	strcat(json, "\"a\"");
	for (int i = 0; i < 20; i++)
		strcat(json, "}");
	assert_int_equal(parse(json, &c, &err), FL_EINVAL);
	assert_string_equal(err.message, "conditions nested deeper than 16");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_condition__absent_is_any_pattern, teardown),
		cmocka_unit_test_teardown(test_condition__all_any_not_and_at_least, teardown),
		cmocka_unit_test_teardown(test_condition__unknown_stays_unless_it_cannot_matter, teardown),
		cmocka_unit_test_teardown(test_condition__marks_what_made_it_hold, teardown),
		cmocka_unit_test_teardown(test_condition__says_what_is_wrong_and_where, teardown),
		cmocka_unit_test_teardown(test_condition__at_least_is_between_one_and_all, teardown),
		cmocka_unit_test_teardown(test_condition__nested_too_deep_is_refused, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
