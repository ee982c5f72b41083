/* SPDX-License-Identifier: Apache-2.0
 *
 * test_sweep_axis.c - the points of an axis: both ends, equal steps, no digits that were not asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "steps/sweep_axis.h"

#include <stdio.h>

static void check(const char *text, const char *path, const char *values)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_sweep_axis axis;
	fl_error err = FL_ERROR_INIT;
	char joined[500] = "";
	if (fl_sweep_axis_parse(text, &arena, &axis, &err) != FL_OK)
		fail_msg("%s: %s", text, err.message);
	for (size_t i = 0; i < axis.num_values; i++)
		snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%.*s", i ? " " : "",
			 FL_STR_ARG(axis.values[i]));
	assert_true(fl_str_eqz(axis.path, path));
	assert_string_equal(joined, values);
	fl_arena_release(&arena);
}

static void test_sweep_axis__points(void **state)
{
	(void)state;
	check("budget=1e6..5e6:5", "budget", "1000000 2000000 3000000 4000000 5000000");
	check("threshold=10..20:3", "threshold", "10 15 20");
	check("threshold=0..10:4", "threshold", "0 3 7 10");
	check("policy.cap=1.00..2:3", "policy.cap", "1.00 1.50 2.00");
	check("groups[a=b].max_share=20%..60%:3", "groups[a=b].max_share", "20% 40% 60%");
	check("x=0.5%..1%:2", "x", "0.5% 1.0%");
	check("x=5..1:3", "x", "5 3 1");
	check("x=-1..1:3", "x", "-1 0 1");
	check("x=1.25e1..2e1:2", "x", "12.5 20.0");
	check("x=0.05..0.06:2", "x", "0.05 0.06");
}

static void test_sweep_axis__refuses(void **state)
{
	static const char *const bad[] = { "",        "x",         "x=1..2",      "x=1..2:1", "x=1..2:10001", "x=1..2:a", "x=..2:3",
					   "x=1:3",   "=1..2:3",   "x=1%..2:3",   "x=e5..2:3", "x=1e..2:3",    "x=1e100..2:3",
					   "x=1/2..2:3", "x=a..b:3", "x=1..2:3:4", "x=1...2:3" };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_sweep_axis axis;
		fl_error err = FL_ERROR_INIT;
		if (fl_sweep_axis_parse(bad[i], &arena, &axis, &err) != FL_EARGUMENT)
			fail_msg("accepted: %s", bad[i]);
		fl_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sweep_axis__points),
		cmocka_unit_test(test_sweep_axis__refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
