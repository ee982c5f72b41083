/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/policy.h"

static const fl_currency cny = { "CNY", 2 };
static fl_arena arena;

static fl_status parse(const char *json, fl_policy *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;

	*err = FL_ERROR_INIT;
	assert_int_equal(fl_json_parse(fl_str_of(json), "test", &doc, err), FL_OK);
	fl_status status = fl_policy_parse(fl_json_get(fl_json_root(doc), "policy"), &cny, &arena, ret, err);
	fl_json_free(doc);
	return status;
}

static int release(void **state)
{
	(void)state;
	fl_arena_release(&arena);
	arena = FL_ARENA_INIT;
	return 0;
}

static void refused(const char *json, const char *word)
{
	fl_policy policy;
	fl_error err;

	assert_int_not_equal(parse(json, &policy, &err), FL_OK);
	if (!strstr(err.message, word))
		fail_msg("%s: '%s' does not say '%s'", json, err.message, word);
	assert_int_equal(err.line, 1);
}

static void test_policy__absent_means_divisible_support(void **state)
{
	fl_policy p;
	fl_error err;

	(void)state;
	assert_int_equal(parse("{}", &p, &err), FL_OK);
	assert_int_equal(p.kind, FL_POLICY_SUPPORT);
	assert_false(p.indivisible);
	assert_int_equal(p.cap, 0);
	assert_false(p.has_cap_share);
	assert_int_equal(p.minimum, 0);
	assert_int_equal(p.granularity, 1);
	assert_int_equal(p.rounding, FL_ROUND_LARGEST_REMAINDER);
	assert_int_equal(p.tie_order, FL_TIE_SUBMITTED);
	assert_int_equal(p.greedy, FL_GREEDY_SKIP);
	assert_int_equal(p.node_limit, 50000);
	assert_string_equal(fl_policy_name(p.kind), "support");
	assert_string_equal(fl_policy_name(FL_POLICY_GREEDY), "greedy");
}

static void test_policy__every_key_arrives(void **state)
{
	fl_policy p;
	fl_error err;

	(void)state;
	assert_int_equal(parse("{\"policy\": {\"name\": \"greedy\", \"indivisible\": true, \"cap\": \"50万\", "
			       "\"cap_share\": \"80%\", \"minimum_award\": \"5,000\", \"granularity\": 100, "
			       "\"rounding\": \"largest-remainder\", \"tie_order\": \"lottery:2026-09-05\", "
			       "\"greedy\": \"no-skip\", \"node_limit\": 5}}",
			       &p, &err),
			 FL_OK);
	assert_int_equal(p.kind, FL_POLICY_GREEDY);
	assert_true(p.indivisible);
	assert_int_equal(p.cap, 50000000);
	assert_true(p.has_cap_share);
	assert_int_equal(p.cap_share.num, 4);
	assert_int_equal(p.cap_share.den, 5);
	assert_int_equal(p.minimum, 500000);
	assert_int_equal(p.granularity, 10000);
	assert_int_equal(p.tie_order, FL_TIE_LOTTERY);
	assert_true(fl_str_eqz(p.lottery_seed, "2026-09-05"));
	assert_int_equal(p.greedy, FL_GREEDY_NO_SKIP);
	assert_int_equal(p.node_limit, 5);
}

static void test_policy__refuses_what_contradicts_itself(void **state)
{
	(void)state;
	refused("{\"policy\": {\"name\": \"welfare\"}}", "'support', 'tranches', 'coverage'");
	refused("{\"policy\": {\"name\": \"tranches\"}}", "needs 'tranches'");
	refused("{\"policy\": {\"tranches\": []}}", "belong to the policy");
	refused("{\"policy\": {\"name\": \"tranches\", \"tranches\": [{\"share\": 1, \"weight\": 1}]}}", "2 to 16");
	refused("{\"policy\": {\"name\": \"tranches\", \"tranches\": [{\"share\": 0.5, \"weight\": 1},"
		" {\"share\": 0.5, \"weight\": 1}]}}",
		"must fall");
	refused("{\"policy\": {\"name\": \"tranches\", \"tranches\": [{\"share\": 0.5, \"weight\": 2},"
		" {\"share\": 0.4, \"weight\": 1}]}}",
		"add up to 100%");
	refused("{\"policy\": {\"name\": \"tranches\", \"tranches\": [{\"share\": 0.5, \"weight\": 2},"
		" {\"weight\": 1}]}}",
		"'share'");
	refused("{\"policy\": {\"quadratic\": {\"target\": \"median\"}}}", "belongs to the policy 'quadratic'");
	refused("{\"policy\": {\"name\": \"quadratic\", \"quadratic\": {\"quorum\": 3}}}", "'median'");
	refused("{\"policy\": {\"base_grant\": 5, \"indivisible\": true}}", "contradict");
	refused("{\"policy\": {\"base_grant\": 5, \"rounding\": \"floor\"}}", "floor");
	refused("{\"policy\": {\"base_grant\": 5, \"name\": \"greedy\"}}", "baseline");
	refused("{\"policy\": {\"base_grant\": 50, \"cap\": 20}}", "base_grant");
	refused("{\"policy\": {\"match_ratio\": 0}}", "above zero");
	refused("{\"policy\": {\"cap_budget_share\": \"101%\"}}", "more than 1");
	refused("{\"policy\": {\"name\": \"proportional\", \"indivisible\": true}}", "in proportion");
	refused("{\"policy\": \"support\"}", "object");
	refused("{\"policy\": {\"capp\": 3}}", "cap");
	refused("{\"policy\": {\"cap\": 0}}", "above zero");
	refused("{\"policy\": {\"cap\": -3}}", "less than nothing");
	refused("{\"policy\": {\"cap\": 1e400}}", "");
	refused("{\"policy\": {\"cap\": true}}", "amount");
	refused("{\"policy\": {\"cap_share\": \"120%\"}}", "more than 1");
	refused("{\"policy\": {\"cap_share\": 0}}", "above zero");
	refused("{\"policy\": {\"cap\": 10, \"minimum_award\": 20}}", "minimum_award");
	refused("{\"policy\": {\"granularity\": \"0\"}}", "above zero");
	refused("{\"policy\": {\"granularity\": \"0.001\"}}", "fraction");
	refused("{\"policy\": {\"rounding\": \"floor\", \"minimum_award\": 5}}", "floor");
	refused("{\"policy\": {\"tie_order\": \"file\"}}", "lottery:SEED");
	refused("{\"policy\": {\"tie_order\": \"lottery:\"}}", "lottery:SEED");
	refused("{\"policy\": {\"node_limit\": 0}}", "node_limit");
	refused("{\"policy\": {\"indivisible\": \"yes\"}}", "indivisible");
}

static void test_policy__every_policy_has_minimum_awards(void **state)
{
	static const char *const names[] = { "support", "coverage", "proportional", "quadratic", "greedy" };
	char text[200];
	fl_policy p;
	fl_error err;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(text, sizeof text, "{\"policy\": {\"name\": \"%s\", \"minimum_award\": \"5\"}}", names[i]);
		assert_int_equal(parse(text, &p, &err), FL_OK);
		assert_int_equal(p.minimum, 500);
	}
	assert_int_equal(parse("{\"policy\": {\"name\": \"tranches\", \"minimum_award\": \"5\", \"tranches\": "
			       "[{\"share\": \"50%\", \"weight\": 2}, {\"share\": \"50%\", \"weight\": 1}]}}",
			       &p, &err),
			 FL_OK);
	assert_int_equal(p.minimum, 500);
}

static void test_policy__a_model_is_named_by_its_file(void **state)
{
	(void)state;
	fl_policy policy;
	fl_error err;
	assert_int_equal(parse("{\"policy\":{\"name\":\"model:ours/grant.mod\"}}", &policy, &err), FL_OK);
	assert_int_equal(policy.kind, FL_POLICY_MODEL);
	assert_true(fl_str_eqz(policy.model, "ours/grant.mod"));
	assert_true(fl_str_eqz(fl_policy_label(&policy), "model:ours/grant.mod"));
	assert_string_equal(fl_policy_name(policy.kind), "model");
	assert_false(fl_policy_baseline(policy.kind) || fl_policy_staged(&policy));
	assert_int_equal(parse("{\"policy\":{\"name\":\"greedy\"}}", &policy, &err), FL_OK);
	assert_true(fl_str_eqz(fl_policy_label(&policy), "greedy"));
	refused("{\"policy\":{\"name\":\"model:\"}}", "names no file");
	refused("{\"policy\":{\"name\":\"model\"}}", "must be one of");
	refused("{\"policy\":{\"name\":\"model:a\\nb\"}}", "control characters");
	refused("{\"policy\":{\"name\":\"model:a\",\"tranches\":[{\"share\":1,\"weight\":1}]}}", "tranches");
}

static void test_policy__breadth_is_for_policies_that_count_flowers(void **state)
{
	static const char *const good[] = { "support", "proportional", "greedy" }, *const bad[] = { "coverage", "quadratic", "equal-shares", "model:a.mod" };
	char json[200];
	fl_policy p;
	fl_error err;

	(void)state;
	assert_int_equal(parse("{}", &p, &err), FL_OK);
	assert_int_equal(p.breadth, FL_BREADTH_NONE);
	for (size_t i = 0; i < 3; i++) {
		snprintf(json, sizeof json, "{\"policy\":{\"name\":\"%s\",\"breadth\":\"%s\"}}", good[i], i ? "givers" : "roots");
		assert_int_equal(parse(json, &p, &err), FL_OK);
		assert_int_equal(p.breadth, i ? FL_BREADTH_GIVERS : FL_BREADTH_ROOTS);
	}
	for (size_t i = 0; i < 4; i++) {
		snprintf(json, sizeof json, "{\"policy\":{\"name\":\"%s\",\"breadth\":\"roots\"}}", bad[i]);
		refused(json, "policies that count flowers");
		snprintf(json, sizeof json, "{\"policy\":{\"name\":\"%s\",\"breadth\":\"none\"}}", bad[i]);
		assert_int_equal(parse(json, &p, &err), FL_OK);
	}
	refused("{\"policy\":{\"breadth\":\"wide\"}}", "'none', 'roots', 'givers'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy__a_model_is_named_by_its_file),
		cmocka_unit_test_teardown(test_policy__absent_means_divisible_support, release),
		cmocka_unit_test_teardown(test_policy__every_key_arrives, release),
		cmocka_unit_test_teardown(test_policy__refuses_what_contradicts_itself, release),
		cmocka_unit_test_teardown(test_policy__every_policy_has_minimum_awards, release),
		cmocka_unit_test(test_policy__breadth_is_for_policies_that_count_flowers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
