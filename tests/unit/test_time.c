/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/dream.h"

#include <stdio.h>

#define SHANGHAI 480

static void good(const char *text, int64_t want)
{
	int64_t got = -1;

	if (!fl_time_parse(fl_str_of(text), SHANGHAI, &got))
		fail_msg("'%s' was refused", text);
	if (got != want)
		fail_msg("'%s' gave %lld, not %lld", text, (long long)got, (long long)want);
}

/* 2026-09-05T00:00:00+08:00 is 1788537600 (date -d) */
static void test_time__reads_dates_in_the_zone_of_the_round(void **state)
{
	(void)state;
	good("2026-09-05", 1788537600);
	good("2026/9/5", 1788537600);
	good("2026.9.5", 1788537600);
	good("2026年9月5日", 1788537600);
	good(" 2026-09-05 ", 1788537600);
	good("1970-01-01T08:00", 0);
	good("1969-12-31", -115200);
	good("2024-02-29", 1709136000);
}

static void test_time__reads_clock_times(void **state)
{
	(void)state;
	good("2026-09-05 08:05", 1788537600 + 8 * 3600 + 300);
	good("2026/9/5 8:05", 1788537600 + 8 * 3600 + 300);
	good("2026-09-05T08:05:09", 1788537600 + 8 * 3600 + 309);
	good("2026-09-05T08:05:09.987", 1788537600 + 8 * 3600 + 309);
	good("2026年9月5日 8:05", 1788537600 + 8 * 3600 + 300);
	good("2026年9月5日8时5分", 1788537600 + 8 * 3600 + 300);
	good("2026年9月5日 8时5分9秒", 1788537600 + 8 * 3600 + 309);
	good("2026年9月5日 8时", 1788537600 + 8 * 3600);
}

static void test_time__a_stated_zone_wins(void **state)
{
	(void)state;
	good("2026-09-05T00:00:00Z", 1788566400);
	good("2026-09-05T00:00:00+08:00", 1788537600);
	good("2026-09-05T00:00:00 +0800", 1788537600);
	good("2026-09-05T00:00:00+08", 1788537600);
	good("2026-09-05T00:00:00-05:30", 1788566400 + 19800);
}

static void test_time__refuses_what_is_no_time(void **state)
{
	const char *none[] = { "",
			       "yesterday",
			       "2026-13-01",
			       "2026-00-01",
			       "2026-02-29",
			       "2100-02-29",
			       "2026-04-31",
			       "2026-9",
			       "26-09-05",
			       "2026-09/05",
			       "2026-09-05 24:00",
			       "2026-09-05 8:60",
			       "2026-09-05 8",
			       "2026-09-05T8:00:99",
			       "2026-09-05T08:00+25",
			       "2026-09-05 08:00 bar",
			       "2026-09-051",
			       "2026-09-05Z",
			       "2026年9月",
			       "2026-09-05T08:00+08:0",
			       "0000-01-01",
			       "20260905",
			       "45905",
			       "2026-09-05 08:00:00." };

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		int64_t got;
		if (fl_time_parse(fl_str_of(none[i]), SHANGHAI, &got))
			fail_msg("'%s' was taken as %lld", none[i], (long long)got);
	}
}

static void test_time__every_day_prints_and_parses_back(void **state)
{
	(void)state;
	for (int64_t day = -719162; day < 2932896; day += 97) { /* years 1 to 9999 */
		int64_t t = day * 86400 + 86399 + 86400, back;
		fl_buf buf;
		fl_buf_init(&buf, 100);
		fl_time_print(&buf, t, -330);
		if (!fl_time_parse(fl_buf_view(&buf), SHANGHAI, &back) || back != t)
			fail_msg("%lld printed as '%s'", (long long)t, buf.data);
		fl_buf_release(&buf);
	}
}

static void test_time__prints_iso_8601(void **state)
{
	fl_buf buf;

	(void)state;
	fl_buf_init(&buf, 200);
	fl_time_print(&buf, 1788537600 + 8 * 3600, SHANGHAI);
	fl_buf_puts(&buf, " ");
	fl_time_print(&buf, 0, -330);
	fl_buf_puts(&buf, " ");
	fl_time_print(&buf, -1, 0);
	assert_string_equal(buf.data,
			    "2026-09-05T08:00:00+08:00 1969-12-31T18:30:00-05:30 1969-12-31T23:59:59+00:00");
	fl_buf_release(&buf);
}

/* The usual shape is read by a short way; two blanks make it take the long one. */
static void test_time__the_short_way_is_the_long_way(void **state)
{
	static const char *const dates[] = { "2026-09-05", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2026-00-10",
					     "2026-13-01", "2026-04-31", "0000-01-01", "20a6-01-01", "1969-12-31" };
	static const char *const clocks[] = { "08:00:30", "23:59:59", "24:00:00", "00:60:00", "00:00:60", "1a:00:00" };
	(void)state;
	for (size_t d = 0; d < sizeof dates / sizeof *dates; d++)
		for (size_t c = 0; c < sizeof clocks / sizeof *clocks; c++) {
			char one[64], two[64];
			int64_t a = 1, b = 1;
			int zone;
			snprintf(one, sizeof one, "%s %s", dates[d], clocks[c]);
			snprintf(two, sizeof two, "%s  %s", dates[d], clocks[c]);
			bool good = fl_time_parse_zone(fl_str_of(one), 480, &a, &zone);
			assert_int_equal(good, fl_time_parse(fl_str_of(two), 480, &b));
			if (good)
				assert_int_equal(a, b);
			assert_int_equal(zone, FL_ZONE_NONE);
		}
	int64_t t;
	int zone;
	assert_true(fl_time_parse_zone(FL_STR("2026-09-05 08:00:30 +08:00"), 0, &t, &zone) && zone == 480);
	assert_true(fl_time_parse_zone(FL_STR("2026-09-05T08:00:30Z"), 60, &t, &zone) && zone == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time__reads_dates_in_the_zone_of_the_round),
		cmocka_unit_test(test_time__reads_clock_times),
		cmocka_unit_test(test_time__a_stated_zone_wins),
		cmocka_unit_test(test_time__refuses_what_is_no_time),
		cmocka_unit_test(test_time__every_day_prints_and_parses_back),
		cmocka_unit_test(test_time__prints_iso_8601),
		cmocka_unit_test(test_time__the_short_way_is_the_long_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
