/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ingest/columns.h"

#define MAX 12

typedef struct found {
	fl_column columns[MAX];
	fl_str headers[MAX];
	size_t count;
	fl_buf findings; /* "subject: message\n" */
	fl_error err;
	fl_status status;
} found;

static const fl_currency cny = { "CNY", 2 };

static void on_finding(void *user, const fl_finding *f)
{
	found *all = user;

	assert_string_equal(f->code, "column-unknown");
	assert_int_equal(f->severity, FL_NOTE);
	fl_buf_printf(&all->findings, "%s\n", f->message);
}

/* headers parted by '|'; mapping as pairs "field=header|…" */
static void find(const fl_schema *schema, const char *headers, const char *mapping, found *f)
{
	fl_listener findings = { on_finding, f };
	fl_str pairs[2 * MAX], rest;
	fl_input input = { .columns = pairs };

	memset(f, 0, sizeof *f);
	f->err = FL_ERROR_INIT;
	fl_buf_init(&f->findings, 100000);
	for (rest = fl_str_of(headers); rest.len > 0 && f->count < MAX;) {
		const char *bar = memchr(rest.data, '|', rest.len);
		size_t len = bar ? (size_t)(bar - rest.data) : rest.len;
		f->headers[f->count++] = fl_str_slice(rest, 0, len);
		rest = fl_str_slice(rest, bar ? len + 1 : len, rest.len);
	}
	for (rest = fl_str_of(mapping); rest.len > 0 && input.num_columns < MAX;) {
		const char *bar = memchr(rest.data, '|', rest.len), *is;
		size_t len = bar ? (size_t)(bar - rest.data) : rest.len;
		is = memchr(rest.data, '=', len);
		assert_non_null(is);
		pairs[2 * input.num_columns] = (fl_str){ rest.data, (size_t)(is - rest.data) };
		pairs[2 * input.num_columns + 1] = (fl_str){ is + 1, (size_t)(rest.data + len - is - 1) };
		input.num_columns++;
		rest = fl_str_slice(rest, bar ? len + 1 : len, rest.len);
	}
	f->status =
	    fl_columns_find(schema, f->headers, f->count, &input, &cny, "f.csv", 3, &findings, f->columns, &f->err);
}

/* want: the field of each column by number, '-' none */
static void gives(const fl_schema *schema, const char *headers, const char *mapping, const char *want)
{
	char got[200] = "";
	found f;

	find(schema, headers, mapping, &f);
	if (f.status != FL_OK)
		fail_msg("%s: %s", headers, f.err.message);
	for (size_t c = 0; c < f.count; c++) {
		strcat(got, c ? " " : "");
		if (f.columns[c].num_hits == 0)
			strcat(got, "-");
		for (size_t h = 0; h < f.columns[c].num_hits; h++) {
			strcat(got, h ? "+" : "");
			strcat(got, schema->fields[f.columns[c].hits[h].field].name);
		}
	}
	assert_string_equal(got, want);
	fl_buf_release(&f.findings);
}

static void refused(const fl_schema *schema, const char *headers, const char *mapping, const char *word)
{
	found f;

	find(schema, headers, mapping, &f);
	assert_int_equal(f.status, FL_EINVAL);
	if (!strstr(f.err.message, word))
		fail_msg("%s: '%s' does not say '%s'", headers, f.err.message, word);
	fl_buf_release(&f.findings);
}

static void test_columns__english_and_chinese_headers_mean_the_same(void **state)
{
	(void)state;
	gives(&fl_dream_schema,
	      "id|title|body|organisation|region|category|tags|request|raised|submitted|flowers|threshold", "",
	      "id title body organisation region category tags request raised submitted flowers threshold");
	gives(&fl_dream_schema, "编号|标题|内容|机构|地区|类别|标签|申请金额|已筹|提交时间|小红花|门槛", "",
	      "id title body organisation region category tags request raised submitted flowers threshold");
	gives(&fl_dream_schema, "编号|梦想|描述|单位|金额", "", "id title body organisation request");
	gives(&fl_dream_schema, "id|title|organisation|author|request", "", "id title organisation author request");
	gives(&fl_dream_schema, "编号|标题|机构|作者|申请金额", "", "id title organisation author request");
	gives(&fl_flower_schema, "dream|giver|source|event|count|time", "", "dream giver kind event count time");
	gives(&fl_flower_schema, "梦想编号|送花人|来源|数量|时间", "", "dream giver kind count time");
}

static void test_columns__case_blanks_and_marks_do_not_matter(void **state)
{
	(void)state;
	gives(&fl_dream_schema, " ID |Dream_Title|TITLE*|Request:", "", "id - title request");
	gives(&fl_dream_schema, "编号（必填）|标 题|申请金额(元)", "", "id title request");
}

static void test_columns__a_strong_name_goes_before_a_weak_one(void **state)
{
	found f;

	(void)state;
	find(&fl_dream_schema, "编号|标题|预算|申请金额", "", &f);
	assert_int_equal(f.status, FL_OK);
	assert_int_equal(f.columns[2].hits[0].rank, FL_RANK_WEAK);
	assert_int_equal(f.columns[3].hits[0].rank, FL_RANK_STRONG);
	assert_string_equal(f.findings.data, "column '预算' is not used\n");
	fl_buf_release(&f.findings);
}

/* Who submitted is the author; where no column is the organisation, the organisation too: both names are weak. */
static void test_columns__who_submitted_is_the_author(void **state)
{
	(void)state;
	gives(&fl_dream_schema, "编号|标题|机构|提交人|申请金额", "", "id title organisation organisation+author request");
	gives(&fl_dream_schema, "id|title|submitter|request", "", "id title organisation+author request");
	gives(&fl_dream_schema, "编号|标题|机构|作者|提交人|申请金额", "",
	      "id title organisation author organisation+author request");
	gives(&fl_dream_schema, "id|title|submitter|request", "author=submitter", "id title author request");
}

static void test_columns__two_equal_claims_are_refused(void **state)
{
	(void)state;
	refused(&fl_dream_schema, "id|title|标题|request", "", "'title' and '标题' could both be 'title'");
	refused(&fl_dream_schema, "id|title|request|request", "", "could both be 'request'");
	gives(&fl_dream_schema, "id|title|标题|request", "title=标题", "id - title request");
}

static void test_columns__a_mapping_overrides_the_names(void **state)
{
	(void)state;
	gives(&fl_dream_schema, "id|name|category|city|cost|votes|score", "tags=category|flowers=score|flowers=votes",
	      "id title tags region request flowers flowers");
	gives(&fl_dream_schema, "a|b|c", "id=a|title=b|request=c|body=b", "id title+body request");
	gives(&fl_dream_schema, "id|title|request|region", "ignore=region", "id title request -");
}

static void test_columns__an_unknown_column_is_reported_with_a_suggestion(void **state)
{
	found f;

	(void)state;
	find(&fl_dream_schema, "id|title|request|regoin|phone|project_id", "ignore=phone", &f);
	assert_int_equal(f.status, FL_OK);
	assert_string_equal(f.findings.data, "column 'regoin' is not used, did you mean 'region'?\n"
					     "column 'project_id' is not used\n");
	fl_buf_release(&f.findings);
}

static void test_columns__a_missing_column_names_those_that_were_found(void **state)
{
	found f;

	(void)state;
	find(&fl_dream_schema, "id|title|cash", "", &f);
	assert_int_equal(f.status, FL_EINVAL);
	assert_string_equal(f.err.message, "no column for 'request' among 'id', 'title', 'cash'");
	assert_string_equal(f.err.source, "f.csv");
	assert_int_equal(f.err.line, 3);
	fl_buf_release(&f.findings);
	refused(&fl_dream_schema, "title|request", "", "'id'");
	refused(&fl_dream_schema, "id|request", "", "'title'");
	refused(&fl_flower_schema, "giver|count", "", "'dream'");
	refused(&fl_dream_schema, "id;title;request", "", "delimiter");
	refused(&fl_dream_schema, "id\ttitle\trequest", "", "tab");
	gives(&fl_dream_schema, "id|body|request", "", "id body request");
}

static void test_columns__a_mapping_that_points_nowhere_is_refused(void **state)
{
	(void)state;
	refused(&fl_dream_schema, "id|title|request", "title=titel", "'titel'");
	refused(&fl_dream_schema, "id|title|request", "titel=title", "ignore");
	refused(&fl_flower_schema, "dream", "request=dream", "dream, giver, kind");
}

static void test_columns__a_unit_in_the_header_counts(void **state)
{
	found f;

	(void)state;
	find(&fl_dream_schema, "id|title|申请金额（万元）|已筹(元)", "", &f);
	assert_int_equal(f.status, FL_OK);
	assert_string_equal(f.columns[2].unit, "万");
	assert_string_equal(f.columns[3].unit, "");
	fl_buf_release(&f.findings);
	find(&fl_dream_schema, "id|title|金额(分)", "", &f);
	assert_string_equal(f.columns[2].unit, "minor");
	fl_buf_release(&f.findings);
	find(&fl_dream_schema, "id|title|金额(CNY)|已筹(含利息)", "", &f);
	assert_int_equal(f.status, FL_OK);
	fl_buf_release(&f.findings);
	refused(&fl_dream_schema, "id|title|金额(USD)", "", "currency");
	refused(&fl_dream_schema, "id|title|request (€)", "", "currency");
	gives(&fl_dream_schema, "id (€)|title|request", "", "id title request");
}

static void test_columns__a_hostile_header_is_survived(void **state)
{
	char headers[4000];
	found f;

	(void)state;
	memset(headers, 'x', sizeof headers - 1);
	headers[sizeof headers - 1] = '\0';
	memcpy(headers, "id|title|request|", 17);
	find(&fl_dream_schema, headers, "", &f);
	assert_int_equal(f.status, FL_OK);
	fl_buf_release(&f.findings);
	find(&fl_dream_schema, "id|((((|))))|\xE6\xA0\x87|title|request|", "", &f);
	assert_int_equal(f.status, FL_OK);
	fl_buf_release(&f.findings);
	headers[5] = 'X';
	refused(&fl_dream_schema, headers, "", "...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns__english_and_chinese_headers_mean_the_same),
		cmocka_unit_test(test_columns__case_blanks_and_marks_do_not_matter),
		cmocka_unit_test(test_columns__a_strong_name_goes_before_a_weak_one),
		cmocka_unit_test(test_columns__who_submitted_is_the_author),
		cmocka_unit_test(test_columns__two_equal_claims_are_refused),
		cmocka_unit_test(test_columns__a_mapping_overrides_the_names),
		cmocka_unit_test(test_columns__an_unknown_column_is_reported_with_a_suggestion),
		cmocka_unit_test(test_columns__a_missing_column_names_those_that_were_found),
		cmocka_unit_test(test_columns__a_mapping_that_points_nowhere_is_refused),
		cmocka_unit_test(test_columns__a_unit_in_the_header_counts),
		cmocka_unit_test(test_columns__a_hostile_header_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
