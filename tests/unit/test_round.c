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

#define HEAD  "{\"format\": \"florin-round/1\", \"round\": \"r\""
#define POOLS ", \"pools\": [{\"id\": \"p\", \"amount\": \"1,000\"}]"

/* A round with 'more' (", \"key\": value") and one pool of 1,000. */
static fl_round_spec *round_with(const char *more)
{
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec = NULL;
	fl_buf json;

	fl_buf_init(&json, 100000);
	fl_buf_printf(&json, "%s%s%s}", HEAD, more, strstr(more, "\"pools\"") ? "" : POOLS);
	if (fl_round_parse(fl_buf_view(&json), "round.json", &spec, &err) != FL_OK)
		fail_msg("%s: %lld: %s", json.data, (long long)err.column, err.message);
	fl_buf_release(&json);
	return spec;
}

static void refused_text(const char *json, fl_status status, const char *word)
{
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec = NULL;

	if (fl_round_parse(fl_str_of(json), "round.json", &spec, &err) == FL_OK)
		fail_msg("%s was accepted", json);
	if (err.status != status || !strstr(err.message, word))
		fail_msg("%s: %s '%s' does not say '%s'", json, fl_status_name(err.status), err.message, word);
	assert_null(spec);
	assert_string_equal(err.source, "round.json");
	assert_true(err.line > 0);
	assert_true(err.column > 0);
}

static void refused(const char *more, const char *word)
{
	fl_buf json;

	fl_buf_init(&json, 100000);
	fl_buf_printf(&json, "%s%s%s}", HEAD, more, strstr(more, "\"pools\"") ? "" : POOLS);
	refused_text(json.data, FL_EINVAL, word);
	fl_buf_release(&json);
}

static void test_round__the_shortest_round_has_defaults(void **state)
{
	fl_round_spec *spec = round_with("");

	(void)state;
	assert_true(fl_str_eqz(spec->id, "r"));
	assert_true(fl_str_eqz(spec->title, "r"));
	assert_string_equal(spec->currency.code, "CNY");
	assert_int_equal(spec->currency.minor_digits, 2);
	assert_true(fl_str_eqz(spec->time_zone, "Asia/Shanghai"));
	assert_int_equal(spec->offset_minutes, 480);
	assert_int_equal(spec->num_dreams, 0);
	assert_int_equal(spec->num_flowers, 0);
	assert_int_equal(spec->num_rules, 0);
	assert_null(spec->require);
	assert_null(spec->exclude);
	assert_int_equal(spec->threshold, 0);
	assert_int_equal(spec->threshold_givers, 0);
	assert_int_equal(spec->tally.per_dream, 0);
	assert_int_equal(spec->tally.per_day, 0);
	assert_int_equal(spec->tally.per_giver, 0);
	assert_false(spec->tally.has_from || spec->tally.has_before);
	assert_int_equal(spec->tally.excess, FL_EXCESS_IGNORE);
	assert_true(spec->tally.tier[0] == 5 && spec->tally.tier[1] == 50);
	assert_true(spec->dedup);
	assert_int_equal(spec->dup_candidates, 200000);
	assert_int_equal(spec->dup_same, 600000);
	assert_int_equal(spec->merge_flowers, FL_MERGE_GIVERS);
	assert_int_equal(spec->representative, FL_REP_EARLIEST);
	assert_int_equal(spec->policy.kind, FL_POLICY_SUPPORT);
	assert_false(spec->policy.indivisible);
	assert_int_equal(spec->policy.granularity, 1);
	assert_int_equal(spec->budget, 100000);
	fl_round_free(spec);
}

static void test_round__every_key_arrives(void **state)
{
	fl_round_spec *spec = round_with(
	    ", \"title\": \"一花一梦\", \"currency\": \"PLN\", \"minor_digits\": 3, \"time_zone\": \"+02:00\", "
	    "\"eligibility\": {\"require\": {\"tag\": \"a\"}, \"exclude\": {\"tag\": \"b\"}}, "
	    "\"threshold\": {\"default\": 100, \"givers\": 7, \"special\": [{\"selector\": {\"tag\": \"c\"}, \"flowers\": 30}]}, "
	    "\"tally\": {\"per_giver_per_dream\": 10, \"per_giver_per_day\": 20, \"per_giver\": 500, "
	    "\"from\": \"2026-09-05\", \"before\": \"2026-09-06 00:30\", "
	    "\"earned\": {\"excess\": \"cap\", \"unknown\": \"none\"}, \"tiers\": {\"regular\": 3, \"heavy\": 30}, \"sources\": {\"steps\": false, \"quiz\": true, \"gift\": 3}}, "
	    "\"duplicates\": {\"candidates\": \"0.3\", \"same\": 0.7, \"flowers\": \"max\", "
	    "\"representative\": \"longest\"}");

	(void)state;
	assert_true(fl_str_eqz(spec->title, "一花一梦"));
	assert_string_equal(spec->currency.code, "PLN");
	assert_int_equal(spec->currency.minor_digits, 3);
	assert_int_equal(spec->offset_minutes, 120);
	assert_non_null(spec->require);
	assert_non_null(spec->exclude);
	assert_int_equal(spec->threshold, 100);
	assert_int_equal(spec->num_thresholds, 1);
	assert_int_equal(spec->thresholds[0].flowers, 30);
	assert_int_equal(spec->threshold_givers, 7);
	assert_int_equal(spec->thresholds[0].givers, -1);
	assert_int_equal(spec->tally.per_dream, 10);
	assert_int_equal(spec->tally.per_day, 20);
	assert_int_equal(spec->tally.per_giver, 500);
	assert_int_equal(spec->tally.from, 1788566400 - 2 * 3600); /* in the round's zone */
	assert_int_equal(spec->tally.before, 1788566400 + 22 * 3600 + 30 * 60);
	assert_int_equal(spec->tally.excess, FL_EXCESS_CAP);
	assert_true(spec->tally.earned_by_all);
	assert_true(spec->tally.tier[0] == 3 && spec->tally.tier[1] == 30);
	assert_int_equal(spec->num_sources, 3);
	assert_true(fl_str_eqz(spec->sources[0].kind, "steps"));
	assert_int_equal(spec->sources[0].weight, 0);
	assert_int_equal(spec->sources[1].weight, 1);
	assert_int_equal(spec->sources[2].weight, 3);
	assert_int_equal(spec->dup_candidates, 300000);
	assert_int_equal(spec->dup_same, 700000);
	assert_int_equal(spec->merge_flowers, FL_MERGE_MAX);
	assert_int_equal(spec->representative, FL_REP_LONGEST);
	assert_int_equal(spec->budget, 1000000);
	fl_round_free(spec);
}

static void test_round__duplicates_can_be_switched_off(void **state)
{
	fl_round_spec *spec = round_with(", \"duplicates\": false");

	(void)state;
	assert_false(spec->dedup);
	fl_round_free(spec);
	spec = round_with(", \"duplicates\": true");
	assert_true(spec->dedup);
	fl_round_free(spec);
}

static void test_round__minor_digits_follow_the_currency(void **state)
{
	fl_round_spec *spec = round_with(", \"currency\": \"JPY\"");

	(void)state;
	assert_int_equal(spec->currency.minor_digits, 0);
	fl_round_free(spec);
}

static void test_round__refuses_what_is_no_round(void **state)
{
	(void)state;
	refused_text("[]", FL_EINVAL, "object");
	refused_text("{\"round\": \"r\"}", FL_EINVAL, "format");
	refused_text("{\"format\": \"florin-round/2\", \"round\": \"r\"}", FL_EVERSION, "florin-round/2");
	refused_text("{\"format\": \"round\", \"round\": \"r\"}", FL_EINVAL, "florin-round/1");
	refused_text("{\"format\": \"florin-round/1\"}", FL_EINVAL, "round");
	refused_text("{\"format\": \"florin-round/1\", \"round\": \"r\"}", FL_EINVAL, "pool");
	refused_text("{\"format\": \"florin-round/1\", \"round\": \"r\", \"pools\": []}", FL_EINVAL, "pool");
	refused_text("{\"format\": ", FL_EPARSE, "");
}

static void test_round__refuses_unknown_keys_and_words_with_their_place(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec = NULL;

	(void)state;
	refused(", \"treshold\": 5", "threshold");
	refused(", \"tally\": {\"per_givers\": 5}", "per_givers");
	refused(", \"tally\": {\"earned\": \"forbid\"}", "earned");
	refused(", \"tally\": {\"from\": \"soon\"}", "from");
	refused(", \"tally\": {\"from\": \"2026-09-05\", \"before\": \"2026-09-05\"}", "before");
	refused(", \"tally\": {\"tiers\": {\"regular\": 5, \"heavy\": 4}}", "heavy");
	refused(", \"threshold\": {\"special\": [{\"selector\": {\"tag\": \"a\"}}]}", "flowers");
	refused(", \"duplicates\": {\"flowers\": \"average\"}", "'givers'");
	refused(", \"duplicates\": 5", "object");
	refused(", \"eligibility\": {\"requires\": {}}", "require");
	assert_int_equal(fl_round_parse(FL_STR("{\n  \"format\": \"florin-round/1\",\n  \"round\": \"r\",\n  "
					       "\"threshold\": -4,\n \"pools\": []\n}"),
					"round.json", &spec, &err),
			 FL_EINVAL);
	assert_int_equal(err.line, 4);
	assert_int_equal(err.column, 16);
}

static void test_round__refuses_bad_values(void **state)
{
	(void)state;
	refused(", \"title\": 5", "title");
	refused(", \"title\": \"a\\u0007\"", "control");
	refused(", \"currency\": \"yuan\"", "currency");
	refused(", \"minor_digits\": 7", "minor_digits");
	refused(", \"time_zone\": \"Europe/Warsaw\"", "offset");
	refused(", \"threshold\": \"100\"", "threshold");
	refused(", \"threshold\": 1.5", "threshold");
	refused(", \"threshold\": {\"special\": [{\"flowers\": 3}]}", "selector");
	refused(", \"threshold\": {\"special\": [{\"selector\": {}}]}", "flowers");
	refused(", \"tally\": {\"sources\": {\"steps\": \"no\"}}", "source");
	refused(", \"tally\": {\"sources\": {\"steps\": -1}}", "source");
	refused(", \"tally\": {\"sources\": []}", "sources");
	refused(", \"duplicates\": {\"candidates\": \"0.7\", \"same\": \"0.6\"}", "candidates");
	refused(", \"duplicates\": {\"candidates\": 0}", "candidates");
	refused(", \"duplicates\": {\"same\": \"0.6000001\"}", "millionth");
	refused(", \"duplicates\": {\"same\": \"1.1\"}", "same");
	refused(", \"eligibility\": {\"exclude\": {}}", "every dream");
}

static void test_round__thresholds_own_before_special_before_default(void **state)
{
	fl_round_spec *spec = round_with(", \"threshold\": {\"default\": 100, \"special\": ["
					 "{\"selector\": {\"category\": \"a\"}, \"flowers\": 30},"
					 "{\"selector\": {\"region\": \"甘肃\"}, \"flowers\": 40}]}");
	fl_candidate d = { .id = FL_STR("d"), .category = FL_STR("a"), .region = FL_STR("甘肃/定西") };

	(void)state;
	assert_int_equal(fl_round_threshold(spec, &d, 7), 7);
	assert_int_equal(fl_round_threshold(spec, &d, 0), 0);
	assert_int_equal(fl_round_threshold(spec, &d, -1), 30);
	d.category = FL_STR("b");
	assert_int_equal(fl_round_threshold(spec, &d, -1), 40);
	d.region = FL_STR("四川");
	assert_int_equal(fl_round_threshold(spec, &d, -1), 100);
	fl_round_free(spec);
}

static void test_round__eligible_means_required_and_not_excluded(void **state)
{
	fl_round_spec *spec = round_with(", \"eligibility\": {\"require\": {\"category\": [\"a\", \"b\"]}, "
					 "\"exclude\": {\"category\": \"b\"}}");
	fl_candidate d = { .id = FL_STR("d"), .category = FL_STR("a") };

	(void)state;
	assert_true(fl_round_eligible(spec, &d));
	d.category = FL_STR("b");
	assert_false(fl_round_eligible(spec, &d));
	d.category = FL_STR("c");
	assert_false(fl_round_eligible(spec, &d));
	fl_round_free(spec);
	spec = round_with("");
	assert_true(fl_round_eligible(spec, &d));
	fl_round_free(spec);
}

static void test_round__upper_is_the_tightest_of_request_cap_and_share(void **state)
{
	fl_round_spec *spec = round_with(", \"policy\": {\"cap\": \"100\", \"cap_share\": \"1/3\"}");
	fl_candidate d = { .id = FL_STR("d"), .request = 1000 };

	(void)state;
	assert_int_equal(fl_round_upper(spec, &d), 333);
	d.request = 90000;
	assert_int_equal(fl_round_upper(spec, &d), 10000);
	d.request = INT64_MAX;
	assert_int_equal(fl_round_upper(spec, &d), 10000);
	fl_round_free(spec);
	spec = round_with(", \"policy\": {\"cap_share\": \"99.9999%\"}");
	assert_int_equal(fl_round_upper(spec, &d), 9223362813482738952);
	fl_round_free(spec);
	spec = round_with("");
	assert_int_equal(fl_round_upper(spec, &d), INT64_MAX);
	fl_round_free(spec);
}

static void test_round__least_is_the_minimum_or_all(void **state)
{
	fl_round_spec *spec = round_with("");
	fl_candidate small = { .id = FL_STR("d"), .request = 3000 }, large = { .id = FL_STR("e"), .request = 90000 };

	(void)state;
	assert_int_equal(fl_round_least(spec, &large), 0);
	fl_round_free(spec);
	spec = round_with(", \"policy\": {\"minimum_award\": \"50\"}");
	assert_int_equal(fl_round_least(spec, &small), 3000);
	assert_int_equal(fl_round_least(spec, &large), 5000);
	fl_round_free(spec);
	spec = round_with(", \"policy\": {\"indivisible\": true, \"cap\": \"800\"}");
	assert_int_equal(fl_round_least(spec, &small), 3000);
	assert_int_equal(fl_round_least(spec, &large), 80000);
	fl_round_free(spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round__the_shortest_round_has_defaults),
		cmocka_unit_test(test_round__every_key_arrives),
		cmocka_unit_test(test_round__duplicates_can_be_switched_off),
		cmocka_unit_test(test_round__minor_digits_follow_the_currency),
		cmocka_unit_test(test_round__refuses_what_is_no_round),
		cmocka_unit_test(test_round__refuses_unknown_keys_and_words_with_their_place),
		cmocka_unit_test(test_round__refuses_bad_values),
		cmocka_unit_test(test_round__thresholds_own_before_special_before_default),
		cmocka_unit_test(test_round__eligible_means_required_and_not_excluded),
		cmocka_unit_test(test_round__upper_is_the_tightest_of_request_cap_and_share),
		cmocka_unit_test(test_round__least_is_the_minimum_or_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
