/* SPDX-License-Identifier: Apache-2.0
 *
 * test_figure.c - figures are grouped, exact, and never rounded up.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/rational.h"
#include "report/figure.h"

#include <string.h>

static const fl_currency cny = { "CNY", 2 }, jpy = { "JPY", 0 };

/* The buffer's text must be this; it is emptied. */
static void assert_text(fl_buf *out, const char *expected)
{
	assert_string_equal(out->data, expected);
	fl_buf_clear(out);
}

static void test_figure__groups_thousands(void **state)
{
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	fl_figure_count(&out, 0);
	assert_text(&out, "0");
	fl_figure_count(&out, 1234567);
	assert_text(&out, "1,234,567");
	fl_figure_flowers(&out, FL_LANG_EN, 1);
	assert_text(&out, "1 flower");
	fl_figure_flowers(&out, FL_LANG_EN, 1000);
	assert_text(&out, "1,000 flowers");
	fl_figure_flowers(&out, FL_LANG_ZH, 1);
	assert_text(&out, "1 朵小红花");
	fl_buf_release(&out);
}

static void test_figure__names_the_currency(void **state)
{
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	fl_figure_amount(&out, &cny, FL_LANG_EN, 1200050);
	assert_text(&out, "CNY 12,000.50");
	fl_figure_amount(&out, &cny, FL_LANG_ZH, 1200050);
	assert_text(&out, "12,000.50 元");
	fl_figure_amount(&out, &jpy, FL_LANG_ZH, INT64_MAX);
	assert_text(&out, "JPY 9,223,372,036,854,775,807");
	fl_figure_money(&out, &cny, 1200000, true);
	assert_text(&out, "12,000");
	fl_figure_money(&out, &cny, 1200001, true);
	assert_text(&out, "12,000.01");
	fl_figure_money(&out, &cny, 1200000, false);
	assert_text(&out, "12,000.00");
	fl_buf_release(&out);
}

static void test_figure__tells_a_moment_in_the_form_of_the_reader(void **state)
{
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	fl_figure_moment(&out, FL_LANG_EN, 1788566400, 480);
	assert_text(&out, "5 September 2026, 08:00 (UTC+08:00)");
	fl_figure_moment(&out, FL_LANG_ZH, 1788566400, 480);
	assert_text(&out, "2026年9月5日 08:00（UTC+08:00）");
	fl_figure_moment(&out, FL_LANG_EN, 1798761599, -210);
	assert_text(&out, "31 December 2026, 20:29 (UTC-03:30)");
	fl_figure_moment(&out, FL_LANG_ZH, 253402300800, 0); /* the year 10000 */
	assert_text(&out, "10000-01-01T00:00:00+00:00");
	fl_buf_release(&out);
}

static void test_figure__shortens_what_an_axis_says_without_changing_it(void **state)
{
	static const struct {
		int64_t n;
		const char *en, *zh;
	} cases[] = { { 0, "0", "0" },
		      { 500, "500", "500" },
		      { 5000, "5k", "5,000" },
		      { 20000, "20k", "2万" },
		      { 1500, "1.5k", "1,500" },
		      { 1234, "1,234", "1,234" },
		      { 2000000, "2M", "200万" },
		      { 500000000, "500M", "5亿" },
		      { 2000000000000, "2,000G", "2万亿" } };
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fl_figure_short(&out, FL_LANG_EN, cases[i].n);
		assert_text(&out, cases[i].en);
		fl_figure_short(&out, FL_LANG_ZH, cases[i].n);
		assert_text(&out, cases[i].zh);
	}
	fl_buf_release(&out);
}

static void test_figure__decimals_are_rounded_down(void **state)
{
	static const struct {
		const char *q;
		int digits;
		const char *text;
	} cases[] = { { "2/3", 2, "0.66" },
		      { "-2/3", 2, "-0.67" },
		      { "1/1000", 2, "0.00" },
		      { "1999/1000", 0, "1" },
		      { "12345678901234567890123/7", 1, "1,763,668,414,462,081,127,160.4" },
		      { "-1/1000000", 3, "-0.001" } };
	fl_buf out;
	mpq_t q;
	(void)state;
	fl_buf_init(&out, 1000);
	mpq_init(q);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(fl_mpq_parse(q, (fl_str){ cases[i].q, strlen(cases[i].q) }));
		fl_figure_decimal(&out, q, cases[i].digits, true);
		assert_text(&out, cases[i].text);
	}
	mpq_clear(q);
	fl_buf_release(&out);
}

static void test_figure__a_percentage_below_all_is_never_100(void **state)
{
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	fl_figure_percent(&out, INT64_MAX - 1, INT64_MAX, 1);
	assert_text(&out, "99.9");
	fl_figure_percent(&out, INT64_MAX, INT64_MAX, 1);
	assert_text(&out, "100.0");
	fl_figure_percent(&out, 1, 0, 1);
	assert_text(&out, "0");
	fl_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figure__groups_thousands),
		cmocka_unit_test(test_figure__names_the_currency),
		cmocka_unit_test(test_figure__tells_a_moment_in_the_form_of_the_reader),
		cmocka_unit_test(test_figure__shortens_what_an_axis_says_without_changing_it),
		cmocka_unit_test(test_figure__decimals_are_rounded_down),
		cmocka_unit_test(test_figure__a_percentage_below_all_is_never_100),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
