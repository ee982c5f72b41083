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

#define POOL "\"pools\": [{\"id\": \"p\", \"amount\": 100}], "

static fl_status parse(const char *more, fl_round_spec **ret, fl_error *err)
{
	fl_buf json;

	*err = FL_ERROR_INIT;
	fl_buf_init(&json, 100000);
	fl_buf_printf(&json, "{\"format\": \"florin-round/1\", \"round\": \"r\", %s}", more);
	fl_status status = fl_round_parse(fl_buf_view(&json), "round.json", ret, err);
	fl_buf_release(&json);
	return status;
}

static void refused(const char *more, fl_status status, const char *word)
{
	fl_round_spec *spec;
	fl_error err;

	if (parse(more, &spec, &err) != status || !strstr(err.message, word))
		fail_msg("%s: %s '%s' does not say '%s'", more, fl_status_name(err.status), err.message, word);
	assert_true(err.line > 0 && err.column > 0);
}

static void test_round_limits__pools_add_up_to_the_budget(void **state)
{
	fl_round_spec *spec;
	fl_error err;

	(void)state;
	assert_int_equal(
	    parse("\"pools\": [{\"id\": \"general\", \"title\": \"总\", \"amount\": \"200万\"}, {\"id\": \"edu\", "
		  "\"amount\": 500.5, \"selector\": {\"tag\": \"x\"}, \"must_spend\": true}]",
		  &spec, &err),
	    FL_OK);
	assert_int_equal(spec->num_pools, 2);
	assert_true(fl_str_eqz(spec->pools[0].title, "总"));
	assert_null(spec->pools[0].selector);
	assert_false(spec->pools[0].must_spend);
	assert_true(fl_str_eqz(spec->pools[1].title, "edu"));
	assert_non_null(spec->pools[1].selector);
	assert_true(spec->pools[1].must_spend);
	assert_int_equal(spec->pools[1].amount, 50050);
	assert_int_equal(spec->budget, 200050050);
	fl_round_free(spec);
}

static void test_round_limits__groups_carry_their_limits(void **state)
{
	fl_round_spec *spec;
	fl_error err;

	(void)state;
	assert_int_equal(
	    parse(POOL "\"groups\": ["
		       "{\"id\": \"education\", \"selector\": {\"category\": \"e\"}, \"min\": \"1\", \"max\": \"5\", "
		       "\"min_share\": \"10%\", \"max_share\": \"40%\", \"of\": \"awarded\"},"
		       "{\"id\": \"organisation\", \"each\": \"organisation\", \"max_share\": \"5%\"},"
		       "{\"id\": \"c\", \"each\": \"category\", \"max\": 3},"
		       "{\"id\": \"r\", \"each\": \"region\", \"max\": 3},"
		       "{\"id\": \"t\", \"each\": \"tag:for:\", \"max\": 0},"
		       "{\"id\": \"all\", \"each\": \"tag\", \"max\": 9}]",
		  &spec, &err),
	    FL_OK);
	assert_int_equal(spec->num_groups, 6);
	const fl_group *g = spec->groups;
	assert_true(g[0].has_min && g[0].has_max && g[0].has_min_share && g[0].has_max_share);
	assert_int_equal(g[0].min, 100);
	assert_int_equal(g[0].max, 500);
	assert_int_equal(g[0].min_share.den, 10);
	assert_int_equal(g[0].max_share.num, 2);
	assert_int_equal(g[0].of, FL_OF_AWARDED);
	assert_int_equal(g[0].each, FL_EACH_NONE);
	assert_int_equal(g[1].each, FL_EACH_ORGANISATION);
	assert_int_equal(g[1].of, FL_OF_BUDGET);
	assert_false(g[1].has_max);
	assert_int_equal(g[2].each, FL_EACH_CATEGORY);
	assert_int_equal(g[3].each, FL_EACH_REGION);
	assert_int_equal(g[4].each, FL_EACH_TAG);
	assert_true(fl_str_eqz(g[4].each_prefix, "for:"));
	assert_true(g[4].has_max);
	assert_int_equal(g[4].max, 0);
	assert_int_equal(g[5].each, FL_EACH_TAG);
	assert_int_equal(g[5].each_prefix.len, 0);
	fl_round_free(spec);
}

static void test_round_limits__refuses_bad_pools(void **state)
{
	(void)state;
	refused("\"pools\": [{\"amount\": 1}]", FL_EINVAL, "id");
	refused("\"pools\": [{\"id\": \"\", \"amount\": 1}]", FL_EINVAL, "id");
	refused("\"pools\": [{\"id\": \"a\"}]", FL_EINVAL, "amount");
	refused("\"pools\": [{\"id\": \"a\", \"amount\": \"12,00\"}]", FL_EPARSE, "separator");
	refused("\"pools\": [{\"id\": \"a\", \"amount\": \"$12\"}]", FL_EINVAL, "currency");
	refused("\"pools\": [{\"id\": \"a\", \"amount\": 1}, {\"id\": \"a\", \"amount\": 1}]", FL_EINVAL, "twice");
	refused("\"pools\": [{\"id\": \"a\", \"amount\": \"90000000000000000\"}, {\"id\": \"b\", \"amount\": "
		"\"90000000000000000\"}]",
		FL_ERANGE, "together");
	refused("\"pools\": [{\"id\": \"a\", \"amount\": 1, \"must_spend\": true}], \"policy\": {\"rounding\": "
		"\"floor\"}",
		FL_EINVAL, "must_spend");
	refused("\"pools\": [5]", FL_EINVAL, "object");
	refused("\"pools\": [{\"id\": \"a\", \"amount\": 1, \"selectro\": {}}]", FL_EINVAL, "selector");
}

static void test_round_limits__refuses_bad_groups(void **state)
{
	(void)state;
	refused(POOL "\"groups\": [{\"id\": \"a\"}]", FL_EINVAL, "no limit");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"min\": 5, \"max\": 4}]", FL_EINVAL, "above");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"min_share\": \"34%\", \"max_share\": \"1/3\"}]", FL_EINVAL,
		"above");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"max_share\": \"101%\"}]", FL_EINVAL, "more than 1");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"max\": 4, \"of\": \"awarded\"}]", FL_EINVAL, "no share");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"max_share\": 0.5, \"of\": \"money\"}]", FL_EINVAL, "'awarded'");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"max\": 4, \"each\": \"tag:\"}]", FL_EINVAL, "tag:PREFIX");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"max\": 4, \"each\": \"dream\"}]", FL_EINVAL, "each");
	refused(POOL "\"groups\": [{\"id\": \"a=b\", \"max\": 4}]", FL_EINVAL, "'='");
	refused(POOL "\"groups\": [{\"id\": \"a:awarded-max\", \"max\": 4}]", FL_EINVAL, "row");
	refused(POOL "\"groups\": [{\"id\": \"a\", \"max\": 4}, {\"id\": \"a\", \"max\": 4}]", FL_EINVAL, "twice");
	refused(POOL "\"policy\": {\"rounding\": \"floor\"}, \"groups\": [{\"id\": \"a\", \"min\": 4}]", FL_EINVAL,
		"floor");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_limits__pools_add_up_to_the_budget),
		cmocka_unit_test(test_round_limits__groups_carry_their_limits),
		cmocka_unit_test(test_round_limits__refuses_bad_pools),
		cmocka_unit_test(test_round_limits__refuses_bad_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
