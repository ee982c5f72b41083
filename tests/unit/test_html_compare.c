/* SPDX-License-Identifier: Apache-2.0
 *
 * test_html_compare.c - the pages of what-if: no text becomes markup, nothing is loaded or run, they say what changed, in both languages,
 * and short memory is an error.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "report/report.h"
#include "small_result.h"

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

/* In the second result p1 has lost 1,000.00 and u1 has won 250.00. */
static void begin(small s[2], fl_comparison *comparison)
{
	for (int i = 0; i < 2; i++)
		small_begin(&s[i]);
	s[1].made.allocation->awards[s[1].p1].amount -= 100000;
	s[1].made.allocation->awards[s[1].u1].amount += 25000;
	*comparison = (fl_comparison){ .name = { "official", "<img src=x>" }, .result = { &s[0].made.result, &s[1].made.result } };
}

static void end(small s[2])
{
	small_release(&s[0]);
	small_release(&s[1]);
}

static void test_html_compare__says_who_gains_and_who_loses(void **state)
{
	small s[2];
	fl_comparison comparison;
	fl_buf page;
	fl_error err = FL_ERROR_INIT;
	const char *first, *last;
	(void)state;
	begin(s, &comparison);
	fl_buf_init(&page, 1 << 22);
	assert_int_equal(fl_report_compare_page(&comparison, "en", &page, &err), FL_OK);
	assert_non_null(strstr(page.data, "<p class=\"number gain\">1</p><p class=\"soft\">CNY\xc2\xa0"
					  "250.00 in all</p>"));
	assert_non_null(strstr(page.data, "<p class=\"number loss\">1</p><p class=\"soft\">CNY\xc2\xa0"
					  "1,000.00 in all</p>"));
	first = strstr(page.data, "<tr id=\"dream-u1\">");
	last = strstr(page.data, "<tr id=\"dream-p1\">");
	assert_true(first != NULL && last != NULL && first < last);
	assert_non_null(strstr(first, "<td class=\"num gain\">+250.00</td>"));
	assert_non_null(strstr(last, "<td class=\"num loss\">-1,000.00</td>"));
	assert_null(strstr(page.data, "id=\"dream-f1\"")); /* nothing changed for it */
	assert_non_null(strstr(page.data, "<td class=\"num moved\">1</td>")); /* u1: not funded, now partly */
	fl_buf_release(&page);
	end(s);
}

static void test_html_compare__hostile_text_never_becomes_markup(void **state)
{
	static const char *const langs[] = { "en", "zh-CN" };
	(void)state;
	for (int l = 0; l < 2; l++) {
		small s[2];
		fl_comparison comparison;
		fl_buf page;
		fl_error err = FL_ERROR_INIT;
		begin(s, &comparison);
		fl_buf_init(&page, 1 << 22);
		assert_int_equal(fl_report_compare_page(&comparison, langs[l], &page, &err), FL_OK);
		assert_int_equal(count_of(page.data, "<script") + count_of(page.data, "<img"), 0);
		assert_int_equal(count_of(page.data, "http") - count_of(page.data, "http-equiv"), 0);
		assert_int_equal(count_of(page.data, " style="), 0);
		assert_true(count_of(page.data, "&lt;img src=x&gt;") > 0);
		assert_true(count_of(page.data, "&lt;script&gt;alert(1)") > 0);
		assert_int_equal(count_of(page.data, "{{"), 1); /* of the hostile title */
		fl_buf_release(&page);
		end(s);
	}
}

/* A title that is cut says so; who gains nothing is no head over nothing. */
static void test_html_compare__the_terminal_cuts_no_title_in_silence(void **state)
{
	small s[2];
	fl_comparison comparison;
	fl_buf out;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	begin(s, &comparison);
	s[1].made.allocation->awards[s[1].u1].amount -= 25000;
	fl_buf_init(&out, 1 << 22);
	assert_int_equal(fl_report_compare(&comparison, false, &out, &err), FL_OK);
	assert_non_null(strstr(out.data, "\n  p1 <script>alert(1)</script> & \"quote\xe2\x80\xa6            2,500.00"));
	assert_non_null(strstr(out.data, "\nNo dream gains.\n\n1 dream loses CNY 1,000.00 in all\n"));
	fl_buf_release(&out);
	end(s);
}

/* 60.618 % and 71.926 % are shown as 60.61 and 71.92: what changes is 11.31, though the exact difference begins with 11.30. */
static void test_html_compare__the_change_is_that_of_the_figures(void **state)
{
	static const struct {
		const char *lang, *change;
	} pages[] = { { "en", "<td class=\"num\">+11.31 points</td>" }, { "zh-CN", "<td class=\"num\">+11.31 个百分点</td>" } };
	small s[2];
	fl_comparison comparison;
	fl_buf out;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	begin(s, &comparison);
	comparison.fairness[0] = (fl_fairness){ .flowers_funded = 606180, .gini = 502990, .mean = 500000 };
	comparison.fairness[1] = (fl_fairness){ .flowers_funded = 719260, .gini = 443701, .mean = 500099 };
	fl_buf_init(&out, 1 << 22);
	for (int l = 0; l < 2; l++) {
		fl_buf_clear(&out);
		assert_int_equal(fl_report_compare_page(&comparison, pages[l].lang, &out, &err), FL_OK);
		assert_non_null(strstr(out.data, pages[l].change));
		assert_non_null(strstr(out.data, "<td class=\"num\">-0.0592</td>"));   /* 0.5029 to 0.4437 */
		assert_non_null(strstr(out.data, "<td class=\"num same\">0.00")); /* 50.00 to 50.00 */
	}
	fl_buf_clear(&out);
	assert_int_equal(fl_report_compare(&comparison, false, &out, &err), FL_OK);
	assert_non_null(strstr(out.data, "60.61 %             71.92 %           +11.31 pp\n"));
	assert_non_null(strstr(out.data, "0.5029              0.4437             -0.0592\n"));
	fl_buf_release(&out);
	end(s);
}

/* What nobody has approved is not the official result, in no language. */
static void test_html_compare__official_is_what_was_approved(void **state)
{
	static const char *const langs[] = { "en", "zh-CN" };
	static const char *const official[] = { "the official result", "正式结果" };
	static const char *const as_it_is[] = { "the round as it is", "本轮当前结果" };
	static const fl_official states[] = { FL_OFFICIAL_NONE, FL_OFFICIAL_PENDING, FL_OFFICIAL_YES, FL_OFFICIAL_NO };
	small s[2];
	fl_comparison comparison;
	fl_buf out;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	begin(s, &comparison);
	fl_buf_init(&out, 1 << 22);
	for (int l = 0; l < 2; l++)
		for (int i = 0; i < 4; i++) {
			bool approved = states[i] == FL_OFFICIAL_YES;
			s[0].made.result.official = states[i];
			fl_buf_clear(&out);
			assert_int_equal(fl_report_compare_page(&comparison, langs[l], &out, &err), FL_OK);
			assert_int_equal(strstr(out.data, official[l]) != NULL, approved);
			assert_int_equal(strstr(out.data, as_it_is[l]) != NULL, !approved);
			fl_buf_clear(&out);
			assert_int_equal(fl_report_compare(&comparison, false, &out, &err), FL_OK);
			assert_int_equal(strstr(out.data, official[0]) != NULL, approved);
			assert_int_equal(strstr(out.data, as_it_is[0]) != NULL, !approved);
		}
	fl_buf_release(&out);
	end(s);
}

static void test_html_compare__no_answer_has_no_measures(void **state)
{
	small s[2];
	fl_comparison comparison;
	fl_buf out;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	begin(s, &comparison);
	s[1].made.allocation->outcome = FL_INFEASIBLE;
	comparison.fairness[0] = (fl_fairness){ .mean = 500000, .gini = 250000 };
	fl_buf_init(&out, 1 << 22);
	assert_int_equal(fl_report_compare_page(&comparison, "en", &out, &err), FL_OK);
	assert_int_equal(count_of(out.data, "<td class=\"num\">\xe2\x80\x93</td>"), 2 * 5); /* of the result, and what changes */
	assert_non_null(strstr(out.data, "<td class=\"num\">50.00 %</td>"));
	fl_buf_clear(&out);
	assert_int_equal(fl_report_compare(&comparison, false, &out, &err), FL_OK);
	assert_non_null(strstr(out.data, "Gini of coverage                                      0.2500                   -                   -\n"));
	fl_buf_clear(&out);
	assert_int_equal(fl_report_compare(&comparison, true, &out, &err), FL_OK);
	assert_non_null(strstr(out.data, "\"mean_coverage\": [\n      500000,\n      null\n    ]"));
	assert_int_equal(count_of(out.data, "null"), 5);
	fl_buf_release(&out);
	end(s);
}

static void test_html_compare__equal_results_say_so(void **state)
{
	small s;
	fl_buf page;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	small_begin(&s);
	fl_comparison comparison = { .name = { "official", "same" }, .result = { &s.made.result, &s.made.result } };
	fl_buf_init(&page, 1 << 22);
	assert_int_equal(fl_report_compare_page(&comparison, "en", &page, &err), FL_OK);
	assert_non_null(strstr(page.data, "Nothing changes for any dream."));
	assert_null(strstr(page.data, "Who gains and who loses, by category</h2>"));
	assert_int_equal(fl_report_compare_page(&comparison, "fr", &page, &err), FL_EINVAL);
	fl_buf_release(&page);
	small_release(&s);
}

static void test_html_compare__every_short_allocation_is_out_of_memory(void **state)
{
	small s[2];
	fl_comparison comparison;
	fl_status status = FL_ENOMEM;
	(void)state;
	begin(s, &comparison);
	for (int64_t n = 0; status != FL_OK; n++) {
		fl_buf page;
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&page, 1 << 22);
		fl_alloc_fail_after(n);
		status = fl_report_compare_page(&comparison, "zh-CN", &page, &err);
		fl_alloc_fail_after(-1);
		fl_buf_release(&page);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		assert_true(n < 100000);
	}
	end(s);
}

/* ---- a sweep ---- */

static void make_rows(fl_sweep_row rows[4], fl_str values[4])
{
	for (int i = 0; i < 4; i++) {
		rows[i] = (fl_sweep_row){ .values = { values[i], values[3 - i] },
					  .status = i == 2 ? "infeasible" : "optimal",
					  .budget = 100 * (i + 1),
					  .awarded = 100 * i,
					  .qualified = 7,
					  .funded = i,
					  .fairness = { .flowers_met = 250000 * i, .mean = 100000 } };
		mpq_init(rows[i].optimum);
	}
}

static void test_html_sweep__an_infeasible_point_has_no_mark(void **state)
{
	small s;
	fl_buf page;
	fl_error err = FL_ERROR_INIT;
	fl_sweep_row rows[4];
	fl_str values[4] = { FL_STR("1"), FL_STR("2"), FL_STR("<3>"), FL_STR("20%") };
	fl_status status = FL_ENOMEM;
	(void)state;
	small_begin(&s);
	make_rows(rows, values);
	fl_sweep_table table = { .spec = s.made.result.spec, .official = 250, .axes = { FL_STR("budget") }, .num_axes = 1, .rows = rows, .num_rows = 4 };
	fl_buf_init(&page, 1 << 22);
	assert_int_equal(fl_report_sweep_page(&table, "en", &page, &err), FL_OK);
	assert_int_equal(count_of(page.data, "<circle"), 2 * 3 * 3);
	assert_int_equal(count_of(page.data, "<line class=\"s0\" y1"), 2); /* from the first to the second, in either picture */
	assert_int_equal(count_of(page.data, "class=\"mark\""), 2);
	assert_null(strstr(page.data, "<3>"));
	assert_non_null(strstr(page.data, "Points without a mark"));
	assert_int_equal(count_of(page.data, "<td class=\"num\">\xe2\x80\x93</td>"), 8); /* all of the point but who qualifies */
	fl_buf_clear(&page);
	assert_int_equal(fl_report_sweep(&table, true, &page, &err), FL_OK);
	assert_int_equal(count_of(page.data, "null"), 10); /* and the place of its conflict, which nobody looked for */
	fl_buf_clear(&page);
	assert_int_equal(fl_report_sweep(&table, false, &page, &err), FL_OK);
	assert_int_equal(count_of(page.data, "infeasible           7          -          -                 -          -"), 1);
	for (int64_t n = 0; status != FL_OK; n++) {
		fl_buf_clear(&page);
		fl_alloc_fail_after(n);
		fl_buf small_page;
		fl_buf_init(&small_page, 1 << 22);
		status = fl_report_sweep_page(&table, "zh-CN", &small_page, &err);
		fl_alloc_fail_after(-1);
		fl_buf_release(&small_page);
		assert_true(status == FL_OK || status == FL_ENOMEM);
	}
	for (int i = 0; i < 4; i++)
		mpq_clear(rows[i].optimum);
	fl_buf_release(&page);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_html_compare__says_who_gains_and_who_loses),
		cmocka_unit_test(test_html_compare__hostile_text_never_becomes_markup),
		cmocka_unit_test(test_html_compare__the_terminal_cuts_no_title_in_silence),
		cmocka_unit_test(test_html_compare__the_change_is_that_of_the_figures),
		cmocka_unit_test(test_html_compare__official_is_what_was_approved),
		cmocka_unit_test(test_html_compare__no_answer_has_no_measures),
		cmocka_unit_test(test_html_compare__equal_results_say_so),
		cmocka_unit_test(test_html_compare__every_short_allocation_is_out_of_memory),
		cmocka_unit_test(test_html_sweep__an_infeasible_point_has_no_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
