/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write_json.c - result.json has the shape that programs rely on (florin-result/1), and its numbers are exact.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/json.h"
#include "report/report.h"
#include "small_result.h"

typedef struct written {
	small small;
	fl_buf text;
	fl_json_doc *doc;
	fl_json root;
} written;

static void write_again(written *w)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_free(w->doc);
	fl_buf_clear(&w->text);
	assert_int_equal(fl_report_json(&w->small.made.result, &w->text, &err), FL_OK);
	assert_int_equal(fl_json_parse(fl_buf_view(&w->text), "result.json", &w->doc, &err), FL_OK);
	w->root = fl_json_root(w->doc);
}

static int start(void **state)
{
	written *w = calloc(1, sizeof *w);
	small_begin(&w->small);
	fl_buf_init(&w->text, 1 << 20);
	write_again(w);
	*state = w;
	return 0;
}

static int stop(void **state)
{
	written *w = *state;
	fl_json_free(w->doc);
	fl_buf_release(&w->text);
	small_release(&w->small);
	free(w);
	return 0;
}

static void assert_text(fl_json object, const char *key, const char *expected)
{
	fl_json value = fl_json_get(object, key);
	fl_str text = fl_json_text(value);
	if (!fl_json_present(value) || !fl_str_eqz(text, expected))
		fail_msg("%s is '%.*s' and not '%s'", key, FL_STR_ARG(text), expected);
}

static void assert_null_value(fl_json object, const char *key)
{
	assert_true(fl_json_present(fl_json_get(object, key)));
	assert_int_equal(fl_json_type_of(fl_json_get(object, key)), FL_JSON_NULL);
}

static void test_write_json__head_and_totals(void **state)
{
	written *w = *state;
	fl_json totals = fl_json_get(w->root, "totals");
	assert_text(w->root, "format", "florin-result/1");
	assert_text(w->root, "round", "small");
	assert_text(w->root, "currency", "CNY");
	assert_text(w->root, "minor_digits", "2");
	assert_text(w->root, "policy", "support");
	assert_text(w->root, "status", "optimal");
	assert_text(totals, "dreams", "6");
	assert_text(totals, "duplicates", "1");
	assert_text(totals, "below_threshold", "1");
	assert_text(totals, "ineligible", "1");
	assert_text(totals, "qualified", "3");
	assert_text(totals, "funded", "2");
	assert_text(totals, "requested", "10001799999"); /* of the qualified: 8,000 + 10,000 + 99,999,999.99 */
	assert_text(totals, "budget", "1500050");
	assert_text(totals, "awarded", "1050000");
}

static void test_write_json__proof_is_exact(void **state)
{
	written *w = *state;
	fl_json proof = fl_json_get(w->root, "proof");
	assert_text(proof, "objective", "5300");
	assert_text(proof, "optimum", "15901/3");
	assert_text(proof, "bound", "15901/3");
	assert_text(proof, "gap", "0");
	assert_text(proof, "rounding_loss", "1/3");
	assert_true(fl_json_bool(fl_json_get(proof, "exact")));
	assert_true(fl_json_bool(fl_json_get(proof, "unique")));
	assert_true(fl_json_bool(fl_json_get(proof, "verified")));
	assert_int_equal(fl_json_type_of(fl_json_get(proof, "stages")), FL_JSON_ARRAY);
}

static void test_write_json__long_fractions_are_rounded_on_the_safe_side(void **state)
{
	written *w = *state;
	fl_allocation *a = w->small.made.allocation;
	fl_json proof;
	mpq_set_ui(a->proof->bound, 1, 3);
	mpq_set_ui(a->objective, 1, 3);
	mpz_ui_pow_ui(mpq_denref(a->proof->bound), 3, 40);
	mpz_ui_pow_ui(mpq_denref(a->objective), 3, 40);
	write_again(w);
	proof = fl_json_get(w->root, "proof");
	assert_text(proof, "objective", "0");           /* 1/3^40 down */
	assert_text(proof, "bound", "1/1000000000000"); /* and up */
	assert_false(fl_json_bool(fl_json_get(proof, "exact")));
}

static void test_write_json__a_baseline_has_no_bound(void **state)
{
	written *w = *state;
	w->small.made.allocation->outcome = FL_FEASIBLE;
	w->small.made.allocation->proof->has_bound = false;
	w->small.made.allocation->proof->unique = -1;
	write_again(w);
	assert_text(w->root, "status", "feasible");
	assert_null_value(fl_json_get(w->root, "proof"), "bound");
	assert_null_value(fl_json_get(w->root, "proof"), "gap");
	assert_null_value(fl_json_get(w->root, "proof"), "unique");
}

static void test_write_json__infeasible_names_the_conflict(void **state)
{
	written *w = *state;
	fl_allocation *a = w->small.made.allocation;
	a->outcome = FL_INFEASIBLE;
	a->limits[2].conflict = FL_STR("education at least 9,000");
	a->limits[2].mend = FL_STR("at least 8,000");
	write_again(w);
	fl_json conflict = fl_json_get(w->root, "conflict");
	assert_text(w->root, "status", "infeasible");
	assert_null_value(fl_json_get(w->root, "proof"), "optimum");
	assert_int_equal(fl_json_len(conflict), 1);
	assert_text(fl_json_at(conflict, 0), "group", "education");
	assert_text(fl_json_at(conflict, 0), "mend", "at least 8,000");
}

static void test_write_json__pools_and_groups(void **state)
{
	written *w = *state;
	fl_json pools = fl_json_get(w->root, "pools"), groups = fl_json_get(w->root, "groups");
	assert_int_equal(fl_json_len(pools), 2);
	assert_text(fl_json_at(pools, 0), "pool", "general");
	assert_text(fl_json_at(pools, 0), "amount", "1000000");
	assert_text(fl_json_at(pools, 0), "awarded", "600000");
	assert_text(fl_json_at(pools, 1), "awarded", "450000");
	assert_null_value(fl_json_at(pools, 0), "price");
	assert_int_equal(fl_json_len(groups), 2);
	assert_text(fl_json_at(groups, 0), "group", "education");
	assert_text(fl_json_at(groups, 0), "max", "250000");
	assert_text(fl_json_at(groups, 0), "price", "3/2500");
	assert_null_value(fl_json_at(groups, 0), "min");
	assert_text(fl_json_at(groups, 1), "group", "organisation=听力协会");
}

static void test_write_json__dreams(void **state)
{
	written *w = *state;
	fl_json dreams = fl_json_get(w->root, "dreams"), f1 = fl_json_at(dreams, 0), p1 = fl_json_at(dreams, 1);
	assert_int_equal(fl_json_len(dreams), 6);
	assert_text(f1, "id", "f1");
	assert_text(f1, "tally", "5000");
	assert_text(f1, "award", "800000");
	assert_text(f1, "status", "funded");
	assert_text(f1, "category", "field:health");
	assert_text(f1, "representative", "f1");
	assert_int_equal(fl_json_len(fl_json_get(f1, "tags")), 2);
	assert_text(fl_json_get(f1, "by_pool"), "general", "350000");
	assert_text(fl_json_get(f1, "by_pool"), "elders", "450000");
	assert_text(p1, "title", SMALL_HOSTILE);
	assert_text(p1, "status", "partly");
	assert_text(p1, "reason_code", "group");
	assert_text(p1, "limit", "education");
	assert_text(p1, "needs", "900");
	assert_text(fl_json_at(dreams, 3), "reason", "below threshold by 12 flowers");
	assert_text(fl_json_at(dreams, 4), "representative", "f1");
	assert_null_value(fl_json_at(dreams, 3), "needs");
}

static void test_write_json__carries_files_findings_and_open_pairs(void **state)
{
	written *w = *state;
	fl_json pairs = fl_json_get(w->root, "pairs"), files = fl_json_get(w->root, "files");
	assert_int_equal(fl_json_len(pairs), 2);
	assert_text(fl_json_at(pairs, 1), "verdict", "review");
	assert_text(fl_json_at(files, 0), "sha256", "00ff");
	assert_text(fl_json_at(files, 0), "rejected", "1");
	assert_int_equal(fl_json_len(fl_json_get(w->root, "notes")), 2);
	assert_text(w->root, "version", "0.1.0");
	assert_int_equal(fl_json_text(fl_json_get(w->root, "journal_root")).len, 64);
}

static void test_write_json__a_sum_that_does_not_fit_is_an_error(void **state)
{
	written *w = *state;
	fl_error err = FL_ERROR_INIT;
	w->small.made.candidates[0].request = INT64_MAX;
	fl_buf_clear(&w->text);
	assert_int_equal(fl_report_json(&w->small.made.result, &w->text, &err), FL_ERANGE);
	assert_non_null(strstr(err.message, "requests"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_write_json__head_and_totals, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__proof_is_exact, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__long_fractions_are_rounded_on_the_safe_side, start,
						stop),
		cmocka_unit_test_setup_teardown(test_write_json__a_baseline_has_no_bound, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__infeasible_names_the_conflict, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__pools_and_groups, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__dreams, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__carries_files_findings_and_open_pairs, start, stop),
		cmocka_unit_test_setup_teardown(test_write_json__a_sum_that_does_not_fit_is_an_error, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
