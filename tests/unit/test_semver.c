/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "classify/semver.h"

#include <stdio.h>
#include <string.h>

static void test_semver__what_is_a_version(void **state)
{
	static const char *const good[] = { "0.0.0",     "1.2.3",      "10.20.30",     "1.0.0-alpha",  "1.0.0-a.1",
					    "1.0.0--.7", "1.0.0+b.01", "1.0.0-rc.1+x", "999999999.0.1" };
	static const char *const bad[] = { "",       "1",      "1.2",    "1.2.",          "01.2.3",   "1.2.3.4",
					   "v1.2.3", "1.2.x",  "1.0.0-", "1.0.0-a..b",    "1.0.0-.a", "1.0.0+",
					   " 1.2.3", "1.2.3 ", "-1.2.3", "9999999999.0.0" };
	fl_semver v;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!fl_semver_parse(fl_str_of(good[i]), &v))
			fail_msg("'%s' is a version", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (fl_semver_parse(fl_str_of(bad[i]), &v))
			fail_msg("'%s' is no version", bad[i]);
}

/* The order that section 11 of semver.org 2.0.0 spells out, with some more between. */
static void test_semver__the_order_is_that_of_the_specification(void **state)
{
	static const char *const order[] = { "0.9.9",        "1.0.0-1",       "1.0.0-2",          "1.0.0-10",
					     "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
					     "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
					     "1.0.1",        "1.2.0",         "1.10.0",           "2.0.0" };
	size_t count = sizeof order / sizeof *order;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < count; k++) {
			fl_semver a, b;
			assert_true(fl_semver_parse(fl_str_of(order[i]), &a) &&
				    fl_semver_parse(fl_str_of(order[k]), &b));
			int got = fl_semver_compare(&a, &b);
			if ((got > 0) - (got < 0) != (i > k) - (i < k))
				fail_msg("%s against %s is %d", order[i], order[k], got);
		}
	}
}

static void test_semver__constraints(void **state)
{
	static const struct {
		const char *constraint, *yes, *no;
	} cases[] = {
		{ "1.2.3", "1.2.3 1.2.3+b", "1.2.4 1.2.3-rc.1" },
		{ "=1.2.3", "1.2.3", "1.2.2" },
		{ "^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-rc.1 0.9.0" },
		{ "^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2 1.0.0" },
		{ "^0.0.3", "0.0.3", "0.0.4 0.1.0" },
		{ "~1.2.3", "1.2.3 1.2.99", "1.3.0 1.2.2 2.2.3" },
		{ ">=1.0.0 <2.0.0", "1.0.0 1.99.0", "0.9.9 2.0.0" },
		{ ">1.0.0", "1.0.1", "1.0.0" },
		{ "<=1.0.0", "1.0.0 0.1.0 1.0.0-rc.1", "1.0.1" },
		{ "  >=1.0.0   <1.0.2 ", "1.0.1", "1.0.2" },
	};
	static const char *const bad[] = {
		"", " ", "1", "^1.2", "1.x", "*", ">= 1.0.0", "^1.0.0 || ^2.0.0", "!1.0.0"
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(fl_semver_constraint_valid(fl_str_of(cases[i].constraint)));
		for (int yes = 0; yes < 2; yes++) {
			char words[100], *rest = words;
			snprintf(words, sizeof words, "%s", yes ? cases[i].yes : cases[i].no);
			for (char *word; (word = strtok_r(rest, " ", &rest));) {
				fl_semver v;
				assert_true(fl_semver_parse(fl_str_of(word), &v));
				if (fl_semver_satisfies(&v, fl_str_of(cases[i].constraint)) != yes)
					fail_msg("%s and '%s'", word, cases[i].constraint);
			}
		}
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (fl_semver_constraint_valid(fl_str_of(bad[i])))
			fail_msg("'%s' is no constraint", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_semver__what_is_a_version),
		cmocka_unit_test(test_semver__the_order_is_that_of_the_specification),
		cmocka_unit_test(test_semver__constraints),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
