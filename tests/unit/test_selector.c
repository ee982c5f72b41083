/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/selector.h"

static fl_arena arena;

static const fl_selector *parsed(const char *json)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc;
	const fl_selector *selector = NULL;

	if (fl_json_parse(fl_str_of(json), "test", &doc, &err) != FL_OK)
		fail_msg("%s: %s", json, err.message);
	if (fl_selector_parse(fl_json_root(doc), &arena, &selector, &err) != FL_OK)
		fail_msg("%s: %s", json, err.message);
	fl_json_free(doc); /* the selector must not need the document */
	return selector;
}

static void refused(const char *json, int64_t column, const char *word)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc;
	const fl_selector *selector;

	assert_int_equal(fl_json_parse(fl_str_of(json), "test", &doc, &err), FL_OK);
	assert_int_equal(fl_selector_parse(fl_json_root(doc), &arena, &selector, &err), FL_EINVAL);
	fl_json_free(doc);
	if (!strstr(err.message, word))
		fail_msg("%s: '%s' does not say '%s'", json, err.message, word);
	assert_int_equal(err.line, 1);
	if (column > 0)
		assert_int_equal(err.column, column);
}

static int release(void **state)
{
	(void)state;
	fl_arena_release(&arena);
	arena = FL_ARENA_INIT;
	return 0;
}

static fl_candidate dream(void)
{
	static const fl_str tags[] = { { "for:children", 12 }, { "for:elders", 10 } };

	return (fl_candidate){ .id = FL_STR("d1"),
			       .organisation = FL_STR("红十字会"),
			       .region = FL_STR("甘肃/定西/安定"),
			       .category = FL_STR("field:health"),
			       .tags = tags,
			       .num_tags = 2 };
}

static bool holds(const char *json)
{
	fl_candidate d = dream();

	return fl_selector_matches(parsed(json), &d);
}

static void test_selector__each_key_selects_by_its_field(void **state)
{
	(void)state;
	assert_true(holds("{}"));
	assert_true(holds("{\"category\": \"field:health\"}"));
	assert_false(holds("{\"category\": \"field:education\"}"));
	assert_true(holds("{\"category\": [\"field:education\", \"field:health\"]}"));
	assert_true(holds("{\"tag\": \"for:elders\"}"));
	assert_true(holds("{\"tag\": [\"zzz\", \"for:children\", \"aaa\"]}"));
	assert_false(holds("{\"tag\": \"for\"}"));
	assert_true(holds("{\"organisation\": \"红十字会\"}"));
	assert_true(holds("{\"id\": [\"d2\", \"d1\"]}"));
	assert_false(holds("{\"id\": \"d\"}"));
}

static void test_selector__a_region_holds_the_regions_below_it(void **state)
{
	(void)state;
	assert_true(holds("{\"region\": \"甘肃\"}"));
	assert_true(holds("{\"region\": \"甘肃/定西\"}"));
	assert_true(holds("{\"region\": \"甘肃/定西/安定\"}"));
	assert_false(holds("{\"region\": \"甘\"}"));
	assert_false(holds("{\"region\": \"甘肃/定西/安定/x\"}"));
	assert_false(holds("{\"region\": \"定西\"}"));
}

static void test_selector__several_keys_must_all_hold(void **state)
{
	(void)state;
	assert_true(holds("{\"category\": \"field:health\", \"tag\": \"for:elders\"}"));
	assert_false(holds("{\"category\": \"field:health\", \"tag\": \"for:women\"}"));
}

static void test_selector__not_any_all_combine(void **state)
{
	(void)state;
	assert_false(holds("{\"not\": {\"id\": \"d1\"}}"));
	assert_true(holds("{\"not\": {\"id\": \"d2\"}}"));
	assert_false(holds("{\"not\": {}}"));
	assert_true(holds("{\"any\": [{\"id\": \"d2\"}, {\"tag\": \"for:elders\"}]}"));
	assert_false(holds("{\"any\": [{\"id\": \"d2\"}, {\"id\": \"d3\"}]}"));
	assert_false(holds("{\"all\": [{\"id\": \"d1\"}, {\"id\": \"d3\"}]}"));
	assert_true(holds("{\"all\": [{\"id\": \"d1\"}, {}], \"not\": {\"region\": \"四川\"}}"));
}

static void test_selector__an_unknown_value_is_not_selected(void **state)
{
	fl_candidate none = {
		.id = FL_STR("x"), .organisation = FL_STR(""), .region = FL_STR(""), .category = FL_STR("")
	};

	(void)state;
	assert_false(fl_selector_matches(parsed("{\"category\": \"a\"}"), &none));
	assert_false(fl_selector_matches(parsed("{\"tag\": \"a\"}"), &none));
	assert_false(fl_selector_matches(parsed("{\"region\": \"a\"}"), &none));
	assert_true(fl_selector_matches(parsed("{\"not\": {\"organisation\": \"a\"}}"), &none));
	assert_true(fl_selector_matches(NULL, &none));
}

static void test_selector__equality_does_not_depend_on_how_it_is_written(void **state)
{
	const fl_selector *a = parsed("{\"tag\": [\"x\", \"y\", \"x\"], \"region\": \"甘肃\"}");

	(void)state;
	assert_true(fl_selector_equal(a, parsed("{\"region\": [\"甘肃\"], \"tag\": [\"y\", \"x\"]}")));
	assert_false(fl_selector_equal(a, parsed("{\"region\": [\"甘肃\"], \"tag\": [\"y\", \"z\"]}")));
	assert_false(fl_selector_equal(a, parsed("{\"region\": [\"甘肃\"]}")));
	assert_false(fl_selector_equal(a, NULL));
	assert_true(fl_selector_equal(parsed("{}"), NULL));
	assert_false(fl_selector_equal(parsed("{\"tag\": \"a\"}"), parsed("{\"category\": \"a\"}")));
	assert_false(fl_selector_equal(parsed("{\"not\": {\"tag\": \"a\"}}"), parsed("{\"not\": {\"tag\": \"b\"}}")));
}

static void test_selector__refuses_what_it_cannot_mean(void **state)
{
	(void)state;
	refused("[]", 1, "object");
	refused("{\"categroy\": \"a\"}", 0, "category");
	refused("{\"tag\": []}", 9, "empty");
	refused("{\"tag\": [\"a\", 7]}", 15, "text");
	refused("{\"tag\": \"\"}", 9, "text");
	refused("{\"not\": []}", 9, "selector");
	refused("{\"any\": {}}", 9, "list");
	refused("{\"any\": []}", 9, "empty");
	refused("{\"all\": [null]}", 10, "selector");
}

static void test_selector__refuses_deep_nesting(void **state)
{
	char json[400] = "";

	(void)state;
	for (int i = 0; i < 15; i++)
		strcat(json, "{\"not\":");
	strcat(json, "{\"id\":\"d1\"}");
	for (int i = 0; i < 15; i++)
		strcat(json, "}");
	assert_false(holds(json));
	memmove(json + 7, json, strlen(json) + 1);
	memcpy(json, "{\"not\":", 7);
	strcat(json, "}");
	refused(json, 0, "deep");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_selector__each_key_selects_by_its_field, release),
		cmocka_unit_test_teardown(test_selector__a_region_holds_the_regions_below_it, release),
		cmocka_unit_test_teardown(test_selector__several_keys_must_all_hold, release),
		cmocka_unit_test_teardown(test_selector__not_any_all_combine, release),
		cmocka_unit_test_teardown(test_selector__an_unknown_value_is_not_selected, release),
		cmocka_unit_test_teardown(test_selector__equality_does_not_depend_on_how_it_is_written, release),
		cmocka_unit_test_teardown(test_selector__refuses_what_it_cannot_mean, release),
		cmocka_unit_test_teardown(test_selector__refuses_deep_nesting, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
