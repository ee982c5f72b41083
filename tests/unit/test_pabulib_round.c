/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/round.h"
#include "ingest/ingest.h"

/* META lines of a file -> its round, parsed. */
static fl_status round_of(const char *meta, fl_round_spec **ret, fl_error *err)
{
	fl_pabulib *pb = NULL;
	fl_buf text, json;
	fl_status status;

	*err = FL_ERROR_INIT;
	*ret = NULL;
	fl_buf_init(&text, 10000);
	fl_buf_init(&json, 10000);
	fl_buf_printf(&text, "META\nkey;value\n%sPROJECTS\nproject_id;cost\np;1\n", meta);
	status = fl_pabulib_parse(fl_buf_view(&text), "t.pb", &pb, err);
	if (status == FL_OK)
		status = fl_pabulib_round(pb, &json, err);
	if (status == FL_OK)
		status = fl_round_parse(fl_buf_view(&json), "t.pb", ret, err);
	fl_pabulib_free(pb);
	fl_buf_release(&text);
	fl_buf_release(&json);
	return status;
}

static fl_round_spec *good(const char *meta)
{
	fl_round_spec *spec;
	fl_error err;

	if (round_of(meta, &spec, &err) != FL_OK)
		fail_msg("%s", err.message);
	return spec;
}

static void refused(const char *meta, const char *word, int64_t line)
{
	fl_round_spec *spec;
	fl_error err;

	assert_int_not_equal(round_of(meta, &spec, &err), FL_OK);
	if (!strstr(err.message, word) || err.line != line)
		fail_msg("%lld: '%s' does not say '%s'", (long long)err.line, err.message, word);
}

static void test_pabulib_round__is_the_round_that_the_file_means(void **state)
{
	fl_round_spec *spec =
	    good("country;Poland\nunit;Town\ninstance;2026\ndescription;Budget of Town\n"
		 "budget;1437562.51\ncurrency;PLN\nrule;greedy-threshold\nmin_project_score_threshold;50\n");

	(void)state;
	assert_true(fl_str_eqz(spec->id, "Poland Town 2026"));
	assert_string_equal(spec->currency.code, "PLN");
	assert_int_equal(spec->currency.minor_digits, 2);
	assert_int_equal(spec->budget, 143756251);
	assert_int_equal(spec->num_pools, 1);
	assert_true(fl_str_eqz(spec->pools[0].id, "budget"));
	assert_null(spec->pools[0].selector);
	assert_int_equal(spec->threshold, 50);
	assert_false(spec->dedup);
	assert_true(spec->policy.indivisible);
	assert_int_equal(spec->policy.kind, FL_POLICY_SUPPORT);
	assert_int_equal(spec->policy.greedy, FL_GREEDY_SKIP);
	assert_int_equal(spec->num_groups, 0);
	assert_int_equal(spec->offset_minutes, 0);
	fl_round_free(spec);
}

static void test_pabulib_round__the_rule_decides_about_skipping(void **state)
{
	fl_round_spec *spec = good("budget;5\nrule;greedy-no-skip\n");

	(void)state;
	assert_int_equal(spec->policy.greedy, FL_GREEDY_NO_SKIP);
	assert_int_equal(spec->threshold, 0);
	assert_true(fl_str_eqz(spec->id, "pabulib"));
	assert_string_equal(spec->currency.code, "XXX");
	fl_round_free(spec);
}

static void test_pabulib_round__scores_are_whole_so_thresholds_round_up(void **state)
{
	fl_round_spec *spec = good("budget;5\nmin_project_score_threshold;187.5\n");

	(void)state;
	assert_int_equal(spec->threshold, 188);
	fl_round_free(spec);
	spec = good("budget;5\nmin_project_score_threshold;187.0\n");
	assert_int_equal(spec->threshold, 187);
	fl_round_free(spec);
}

static void test_pabulib_round__budgets_of_categories_become_group_maxima(void **state)
{
	const fl_str tags[] = { { "category:Jeugd", 14 }, { "neighborhood:Noord, West", 24 } };
	fl_candidate d = { .id = FL_STR("p"), .tags = tags, .num_tags = 2 };
	fl_round_spec *spec =
	    good("budget;500\ncurrency;EUR\ncategories;Jeugd,Groen=x\nbudget_per_category;200.50,100\n"
		 "neighborhoods;Noord, West\nbudget_per_neighborhood;300\n");

	(void)state;
	assert_int_equal(spec->num_groups, 3);
	assert_true(fl_str_eqz(spec->groups[0].id, "category:Jeugd"));
	assert_int_equal(spec->groups[0].max, 20050);
	assert_true(spec->groups[0].has_max && !spec->groups[0].has_min);
	assert_true(fl_selector_matches(spec->groups[0].selector, &d));
	assert_false(fl_selector_matches(spec->groups[1].selector, &d));
	assert_true(fl_selector_matches(spec->groups[2].selector, &d));
	assert_int_equal(spec->groups[2].max, 30000);
	fl_round_free(spec);
}

static void test_pabulib_round__refuses_meta_that_contradicts_itself(void **state)
{
	(void)state;
	refused("budget;5\nmin_project_score_threshold;half\n", "no number", 4);
	refused("budget;5\nbudget_per_category;3\n", "no list", 4);
	refused("budget;5\ncategories;a,b\nbudget_per_category;3\n", "fewer", 5);
	refused("budget;5\ncategories;a\nbudget_per_category;3,4\n", "more", 5);
	refused("budget;5\ncategories;a\nbudget_per_category;x\n", "no amount", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pabulib_round__is_the_round_that_the_file_means),
		cmocka_unit_test(test_pabulib_round__the_rule_decides_about_skipping),
		cmocka_unit_test(test_pabulib_round__scores_are_whole_so_thresholds_round_up),
		cmocka_unit_test(test_pabulib_round__budgets_of_categories_become_group_maxima),
		cmocka_unit_test(test_pabulib_round__refuses_meta_that_contradicts_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
