/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/round.h"

static void test_zone__knows_fixed_offsets_by_name_and_number(void **state)
{
	const struct {
		const char *text;
		int minutes;
	} zones[] = { { "Asia/Shanghai", 480 }, { "Asia/Hong_Kong", 480 }, { "Asia/Taipei", 480 }, { "UTC", 0 },
		      { "+08:00", 480 },        { "-03:30", -210 },        { "+00:00", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		int minutes = -1;
		assert_true(fl_zone_parse(fl_str_of(zones[i].text), &minutes));
		assert_int_equal(minutes, zones[i].minutes);
	}
}

static void test_zone__refuses_zones_with_summer_time_and_nonsense(void **state)
{
	const char *none[] = { "",       "Europe/Warsaw", "America/New_York", "asia/shanghai", "+8:00", "+0800",
			       "+15:00", "+08:60",        "08:00:",           "+0a:00",        "CST" };

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		int minutes = 77;
		assert_false(fl_zone_parse(fl_str_of(none[i]), &minutes));
		assert_int_equal(minutes, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone__knows_fixed_offsets_by_name_and_number),
		cmocka_unit_test(test_zone__refuses_zones_with_summer_time_and_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
