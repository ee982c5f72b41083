/* SPDX-License-Identifier: Apache-2.0
 *
 * Every real election of the shared data parses without a rejected row, and its ballots, counted again, give exactly
 * the numbers of expected.tsv; its round.json is one that Florin accepts. Skipped where the data is absent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "domain/round.h"
#include "ingest_sink.h"

#include <stdio.h>
#include <stdlib.h>

static void data_path(const char *name, fl_buf *ret)
{
	const char *root = getenv("FLORIN_DATA");

	fl_buf_init(ret, 10000);
	fl_buf_printf(ret, "%s/pabulib/%s", root ? root : FLORIN_SOURCE_DIR "/../shared/data", name);
}

static bool read_data(const char *name, fl_buf *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf path;

	data_path(name, &path);
	fl_buf_init(ret, FL_BUF_MAX_DEFAULT);
	bool good = fl_file_read(path.data, ret, &err) == FL_OK;
	fl_buf_release(&path);
	return good;
}

static fl_str cell(fl_str *line, char separator) /* cut the next field off */
{
	const char *at = memchr(line->data, separator, line->len);
	size_t len = at ? (size_t)(at - line->data) : line->len;
	fl_str field = fl_str_slice(*line, 0, len);

	*line = fl_str_slice(*line, at ? len + 1 : len, line->len);
	return field;
}

static int64_t number(fl_str s)
{
	int64_t value = 0;

	for (size_t i = 0; i < s.len && s.data[i] >= '0' && s.data[i] <= '9'; i++)
		value = value * 10 + (s.data[i] - '0');
	return value;
}

enum { FILE_NAME, CURRENCY = 6, RULE = 8, BUDGET, THRESHOLD, PROJECTS, BALLOTS, PAIRS, VOTES, SCORE, COLUMNS = 29 };

static void check_round(const fl_pabulib *pb, const fl_str *want, const char *name)
{
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec = NULL;
	fl_buf json;
	fl_money budget = 0;

	fl_buf_init(&json, 100000);
	if (fl_pabulib_round(pb, &json, &err) != FL_OK ||
	    fl_round_parse(fl_buf_view(&json), name, &spec, &err) != FL_OK)
		fail_msg("%s: %s\n%s", name, err.message, json.data ? json.data : "");
	assert_int_equal(fl_money_parse(want[BUDGET], &spec->currency, &budget, NULL, &err), FL_OK);
	assert_int_equal(spec->budget, budget);
	assert_int_equal(spec->threshold, number(want[THRESHOLD]));
	assert_true(fl_str_eqz(want[CURRENCY], spec->currency.code));
	assert_int_equal(spec->policy.greedy,
			 fl_str_eqz(want[RULE], "greedy-no-skip") ? FL_GREEDY_NO_SKIP : FL_GREEDY_SKIP);
	assert_int_equal(spec->num_groups > 0, fl_pabulib_meta(pb, "budget_per_category").len > 0 ||
						   fl_pabulib_meta(pb, "budget_per_neighborhood").len > 0);
	fl_round_free(spec);
	fl_buf_release(&json);
}

static void check_file(const fl_str *want)
{
	fl_pabulib *pb = NULL;
	fl_ingest_counts flowers;
	fl_buf bytes;
	char name[400];
	int64_t votes = 0, score = 0, v, s;
	kept k;

	snprintf(name, sizeof name, "%.*s", FL_STR_ARG(want[FILE_NAME]));
	assert_true(read_data(name, &bytes));
	kept_init(&k);
	if (fl_pabulib_parse(fl_buf_view(&bytes), name, &pb, &k.err) != FL_OK)
		fail_msg("%s:%lld: %s", name, (long long)k.err.line, k.err.message);
	fl_buf_release(&bytes); /* the parsed file must not need its bytes */
	assert_int_equal(fl_pabulib_ingest(pb, &k.sink, &k.counts, &flowers, &k.err), FL_OK);
	if (k.num_rejected > 0 || k.findings.len > 0)
		fail_msg("%s: %s%s", name, kept_text(&k.rejected), kept_text(&k.findings));
	for (size_t i = 0; i < fl_pabulib_num_projects(pb); i++) {
		fl_pabulib_totals(pb, i, &v, &s);
		votes += v;
		score += s;
	}
	assert_int_equal(fl_pabulib_num_projects(pb), number(want[PROJECTS]));
	assert_int_equal(k.num_dreams, number(want[PROJECTS]));
	assert_int_equal(k.counts.read, k.counts.accepted + k.counts.rejected);
	assert_int_equal(flowers.read, number(want[PAIRS]));
	assert_int_equal(flowers.read, flowers.accepted);
	assert_int_equal(votes, number(want[VOTES]));
	assert_int_equal(score, number(want[SCORE]));
	assert_true(fl_str_eq(fl_pabulib_rule(pb), want[RULE]));
	check_round(pb, want, name);
	fl_pabulib_free(pb);
	kept_release(&k);
}

static void test_pabulib_files__ballots_give_the_published_totals(void **state)
{
	fl_str rest, line, want[COLUMNS];
	fl_buf table;
	size_t files = 0;

	(void)state;
	if (!read_data("expected.tsv", &table)) {
		fl_buf_release(&table);
		print_message("skipped: no shared data (set FLORIN_DATA)\n");
		skip();
	}
	rest = fl_buf_view(&table);
	line = cell(&rest, '\n'); /* the header */
	for (size_t i = 0; i < COLUMNS; i++)
		want[i] = cell(&line, '\t');
	assert_true(fl_str_eqz(want[PAIRS], "ballot_project_pairs"));
	assert_true(fl_str_eqz(want[VOTES], "recomputed_votes"));
	assert_true(fl_str_eqz(want[SCORE], "recomputed_score"));
	assert_true(fl_str_eqz(want[THRESHOLD], "threshold"));
	while (rest.len > 0) {
		line = cell(&rest, '\n');
		for (size_t i = 0; i < COLUMNS; i++)
			want[i] = cell(&line, '\t');
		check_file(want);
		files++;
	}
	assert_int_equal(files, 90);
	fl_buf_release(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pabulib_files__ballots_give_the_published_totals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
