/* SPDX-License-Identifier: Apache-2.0
 *
 * test_round_merge.c - JSON merge patches: the examples of RFC 7396, appendix A, and what a round makes of scenarios.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "domain/round.h"

#include <stdio.h>

/* Without white space. */
static void compact(const char *json, fl_buf *out)
{
	fl_json_doc *doc;
	fl_json_writer w;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(out, 1 << 16);
	assert_int_equal(fl_json_parse(fl_str_of(json), "json", &doc, &err), FL_OK);
	fl_json_start(&w, out, false);
	fl_json_put_value(&w, fl_json_root(doc), false);
	fl_json_free(doc);
}

static void test_round_merge__examples_of_the_rfc(void **state)
{
	static const char *const examples[][3] = { /* original, patch, result */
		{ "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
		{ "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
		{ "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
		{ "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
		{ "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
		{ "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
		{ "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
		{ "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
		{ "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
		{ "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
		{ "{\"a\":\"foo\"}", "null", "null" },
		{ "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
		{ "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
		{ "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
		{ "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		fl_json_doc *patch;
		fl_buf out, have, want;
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&out, 1 << 16);
		assert_int_equal(fl_json_parse(fl_str_of(examples[i][1]), "patch", &patch, &err), FL_OK);
		assert_int_equal(fl_round_merge(fl_str_of(examples[i][0]), "round", fl_json_root(patch), &out, &err), FL_OK);
		compact(out.data, &have);
		compact(examples[i][2], &want);
		assert_string_equal(have.data, want.data);
		fl_json_free(patch);
		fl_buf_release(&out);
		fl_buf_release(&have);
		fl_buf_release(&want);
	}
}

static fl_status parse(const char *scenarios, fl_error *err)
{
	char text[2000];
	fl_round_spec *spec = NULL;
	snprintf(text, sizeof text,
		 "{\"format\":\"florin-round/1\",\"round\":\"r\",\"pools\":[{\"id\":\"p\",\"amount\":1}],\"scenarios\":%s}", scenarios);
	*err = FL_ERROR_INIT;
	fl_status status = fl_round_parse(fl_str_of(text), "round.json", &spec, err);
	fl_round_free(spec);
	return status;
}

static void test_round_merge__rounds_check_their_scenarios(void **state)
{
	static const char *const bad[][2] = {
		{ "[]", "must be an object" },
		{ "{\"a\":1}", "an object of changes" },
		{ "{\"official\":{}}", "not 'official'" },
		{ "{\"\":{}}", "named by 1 to 100 bytes" },
		{ "{\"a/b\":{}}", "without '/'" },
		{ "{\"../x\":{}}", "without '/'" },
		{ "{\"a\":{\"flowers\":[]}}", "cannot change 'flowers'" },
		{ "{\"a\":{\"scenarios\":{}}}", "cannot change 'scenarios'" },
		{ "{\"a\":{\"set\":\"x=1\"}}", "'set' is a list" },
		{ "{\"a\":{\"set\":[1]}}", "'set' is a list" },
	};
	fl_error err;
	(void)state;
	assert_int_equal(parse("{}", &err), FL_OK);
	assert_int_equal(parse("{\"更严\":{\"threshold\":80},\"b\":{\"set\":[\"pools[p].amount=5\"]}}", &err), FL_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(parse(bad[i][0], &err), FL_EINVAL);
		if (!strstr(err.message, bad[i][1]))
			fail_msg("%s: %s", bad[i][0], err.message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_merge__examples_of_the_rfc),
		cmocka_unit_test(test_round_merge__rounds_check_their_scenarios),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
