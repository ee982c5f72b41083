/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "domain/round.h"

static fl_status parse(const char *more, fl_round_spec **ret, fl_error *err)
{
	fl_buf json;

	*err = FL_ERROR_INIT;
	fl_buf_init(&json, 100000);
	fl_buf_printf(&json,
		      "{\"format\": \"florin-round/1\", \"round\": \"r\", \"pools\": [{\"id\": \"p\", "
		      "\"amount\": 1}], %s}",
		      more);
	fl_status status = fl_round_parse(fl_buf_view(&json), "round.json", ret, err);
	fl_buf_release(&json);
	return status;
}

static void refused(const char *more, const char *word)
{
	fl_round_spec *spec;
	fl_error err;

	assert_int_equal(parse(more, &spec, &err), FL_EINVAL);
	if (!strstr(err.message, word))
		fail_msg("%s: '%s' does not say '%s'", more, err.message, word);
	assert_true(err.line > 0 && err.column > 0);
}

static void test_round_inputs__a_file_is_its_name_or_an_object(void **state)
{
	fl_round_spec *spec;
	fl_error err;

	(void)state;
	assert_int_equal(
	    parse("\"dreams\": [\"a.csv\", {\"file\": \"b.txt\", \"encoding\": \"gb18030\", \"format\": "
		  "\"csv\", \"delimiter\": \";\", \"request_unit\": \"minor\", \"columns\": {\"id\": \"编号\", "
		  "\"flowers\": [\"score\", \"votes\"]}}], \"flowers\": [\"f.jsonl\"], "
		  "\"rules\": [\"public-interest\", \"packs/ours.json\"]",
		  &spec, &err),
	    FL_OK);
	assert_int_equal(spec->num_dreams, 2);
	assert_true(fl_str_eqz(spec->dreams[0].file, "a.csv"));
	assert_true(fl_str_eqz(spec->dreams[0].encoding, ""));
	assert_int_equal(spec->dreams[0].num_columns, 0);
	assert_false(spec->dreams[0].request_minor);
	const fl_input *b = &spec->dreams[1];
	assert_true(fl_str_eqz(b->encoding, "gb18030"));
	assert_true(fl_str_eqz(b->format, "csv"));
	assert_true(fl_str_eqz(b->delimiter, ";"));
	assert_true(b->request_minor);
	assert_int_equal(b->num_columns, 3);
	assert_true(fl_str_eqz(b->columns[0], "id") && fl_str_eqz(b->columns[1], "编号"));
	assert_true(fl_str_eqz(b->columns[2], "flowers") && fl_str_eqz(b->columns[3], "score"));
	assert_true(fl_str_eqz(b->columns[4], "flowers") && fl_str_eqz(b->columns[5], "votes"));
	assert_int_equal(spec->num_flowers, 1);
	assert_int_equal(spec->num_rules, 2);
	assert_true(fl_str_eqz(spec->rules[1], "packs/ours.json"));
	fl_round_free(spec);
}

static void test_round_inputs__empty_lists_mean_no_files(void **state)
{
	fl_round_spec *spec;
	fl_error err;

	(void)state;
	assert_int_equal(parse("\"dreams\": [], \"flowers\": [], \"rules\": []", &spec, &err), FL_OK);
	assert_int_equal(spec->num_dreams + spec->num_flowers + spec->num_rules, 0);
	fl_round_free(spec);
}

static void test_round_inputs__gifts_are_amounts_of_some_rows(void **state)
{
	fl_round_spec *spec;
	fl_error err;

	(void)state;
	assert_int_equal(parse("\"dreams\": [], \"flowers\": [{\"file\": \"g.csv\", \"count\": \"amount\", \"rounding\": \"down\", "
			       "\"only\": {\"success\": \"True\", \"token\": [\"DAI\", \"ETH\"]}}, \"f.csv\"]",
			       &spec, &err),
			 FL_OK);
	const fl_input *gifts = &spec->flowers[0], *flowers = &spec->flowers[1];
	assert_true(gifts->count_amount && gifts->round_down);
	assert_int_equal(gifts->num_only, 3);
	assert_true(fl_str_eqz(gifts->only[0], "success") && fl_str_eqz(gifts->only[1], "True"));
	assert_true(fl_str_eqz(gifts->only[4], "token") && fl_str_eqz(gifts->only[5], "ETH"));
	assert_false(flowers->count_amount || flowers->round_down || flowers->num_only > 0);
	fl_round_free(spec);
}

static void test_round_inputs__refuses_what_cannot_be_read(void **state)
{
	(void)state;
	refused("\"dreams\": \"a.csv\"", "list");
	refused("\"dreams\": [\"\"]", "file name");
	refused("\"dreams\": [5]", "name");
	refused("\"dreams\": [{\"encoding\": \"utf-8\"}]", "file");
	refused("\"dreams\": [{\"file\": \"a\", \"encoding\": \"latin1\"}]", "'gb18030'");
	refused("\"dreams\": [{\"file\": \"a\", \"format\": \"xls\"}]", "'xlsx'");
	refused("\"dreams\": [{\"file\": \"a\", \"sheet\": \"\"}]", "'sheet'");
	refused("\"dreams\": [{\"file\": \"a\", \"sheet\": 1}]", "'sheet'");
	refused("\"dreams\": [{\"file\": \"a\", \"delimiter\": \";;\"}]", "delimiter");
	refused("\"dreams\": [{\"file\": \"a\", \"delimiter\": \"\\\"\"}]", "delimiter");
	refused("\"dreams\": [{\"file\": \"a\", \"columns\": [\"id\"]}]", "columns");
	refused("\"dreams\": [{\"file\": \"a\", \"columns\": {\"id\": []}}]", "empty");
	refused("\"dreams\": [{\"file\": \"a\", \"columns\": {\"id\": 3}}]", "column");
	refused("\"dreams\": [{\"file\": \"a\", \"request_unit\": \"fen\"}]", "'minor'");
	refused("\"dreams\": [{\"file\": \"a\", \"colums\": {}}]", "columns");
	refused("\"dreams\": [{\"file\": \"a\", \"only\": {}}]", "'only'");
	refused("\"dreams\": [{\"file\": \"a\", \"only\": {\"ok\": []}}]", "empty");
	refused("\"dreams\": [{\"file\": \"a\", \"only\": {\"ok\": true}}]", "value");
	refused("\"dreams\": [{\"file\": \"a\", \"count\": \"amount\"}]", "flowers");
	refused("\"flowers\": [{\"file\": \"a\", \"count\": \"money\"}]", "'amount'");
	refused("\"flowers\": [{\"file\": \"a\", \"rounding\": \"down\"}]", "amount");
	refused("\"dreams\": [\"a\\u0000b\"]", "");
	refused("\"dreams\": [\"a\", {\"file\": \"a\"}]", "twice");
	refused("\"flowers\": [\"a\", \"a\"]", "twice");
	refused("\"rules\": [\"a\", \"a\"]", "twice");
	refused("\"rules\": [{}]", "rule pack");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_inputs__a_file_is_its_name_or_an_object),
		cmocka_unit_test(test_round_inputs__gifts_are_amounts_of_some_rows),
		cmocka_unit_test(test_round_inputs__empty_lists_mean_no_files),
		cmocka_unit_test(test_round_inputs__refuses_what_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
