/* SPDX-License-Identifier: Apache-2.0
 *
 * test_problem_text.c - numbers of a translated model, and texts that are none.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/problem_text.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <math.h>
#include <stdio.h>

static void simplified(double value, const char *want)
{
	mpq_t q;
	fl_buf text;
	mpq_init(q);
	fl_buf_init(&text, 1000);
	mpq_set_d(q, value);
	fl_problem_simplify(q);
	fl_mpq_print(&text, q);
	assert_string_equal(text.data, want);
	fl_buf_release(&text);
	mpq_clear(q);
}

static void test_problem_text__doubles_are_the_fractions_they_stand_for(void **state)
{
	(void)state;
	simplified(1.0 / 3, "1/3");
	simplified(-1.0 / 3, "-1/3");
	simplified(0.1, "1/10");
	simplified(0.1 + 0.2, "3/10"); /* 0.30000000000000004 */
	simplified(0.5, "1/2");
	simplified(0, "0");
	simplified(7, "7");
	simplified(9007199254740993.0, "9007199254740992");
	simplified(2.0 * 60 * 300 / 7 / 11, "36000/77");
	simplified(123456789.0 / 987654321, "13717421/109739369");
	simplified(1e-12, "1/1000000000000");
}

static void test_problem_text__what_is_near_no_fraction_stays(void **state)
{
	(void)state;
	mpq_t q, before;
	mpq_inits(q, before, NULL);
	for (int i = 1; i < 200; i++) {
		double value = ldexp(sqrt((double)i * 7919), -50); /* tiny: no short denominator comes close */
		mpq_set_d(q, value);
		mpq_set(before, q);
		fl_problem_simplify(q);
		mpq_sub(before, before, q);
		mpq_abs(before, before);
		mpq_mul_2exp(before, before, 47);
		assert_true(mpq_cmp(before, q) <= 0); /* never further away than promised */
	}
	mpq_clears(q, before, NULL);
}

static const char good[] = "florin-problem 1\nmin cost of it\nsize 2 2 3\nconstant 3:0\n"
			   "r 1:-1 - least[1]\nr - 5:0 most[a b]\n"
			   "c x 0:0 1:0 1:0 met[1]\nc i - - -1:2 n\n"
			   "e 1 1 1:0\ne 2 1 1:0\ne 2 2 6004799503160661:-54\nend\n";

static void test_problem_text__reads_every_line(void **state)
{
	(void)state;
	fl_problem_text t;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_problem_text_read(fl_str_of(good), &t, &err), FL_OK);
	assert_true(t.minimised && fl_str_eqz(t.objective, "cost of it"));
	assert_int_equal(mpq_cmp_ui(t.constant, 3, 1), 0);
	assert_true(t.rows[0].has_lo && !t.rows[0].has_hi && mpq_cmp_ui(t.rows[0].lo, 1, 2) == 0);
	assert_true(fl_str_eqz(t.rows[1].name, "most[a b]"));
	assert_true(!t.columns[0].integer && t.columns[1].integer && !t.columns[1].has_lo && !t.columns[1].has_hi);
	assert_int_equal(mpq_cmp_si(t.columns[1].objective, -4, 1), 0);
	assert_true(t.entries[2].row == 1 && t.entries[2].column == 1 && mpq_cmp_ui(t.entries[2].value, 1, 3) == 0);
	fl_problem_text_release(&t);
}

/* Every text that is cut off, and every text with one byte changed, is read or refused, never more. */
static void test_problem_text__damage_is_an_error(void **state)
{
	(void)state;
	char text[sizeof good];
	int refused = 0;
	for (size_t cut = 0; cut < sizeof good - 1; cut++) {
		fl_problem_text t;
		fl_error err = FL_ERROR_INIT;
		fl_status status = fl_problem_text_read((fl_str){ good, cut }, &t, &err);
		assert_true(status == FL_EPARSE || (status == FL_OK && cut == sizeof good - 2)); /* the last line break */
		fl_problem_text_release(&t);
	}
	for (size_t at = 0; at < sizeof good - 1; at++)
		for (int c = 0; c < 5; c++) {
			fl_problem_text t;
			fl_error err = FL_ERROR_INIT;
			memcpy(text, good, sizeof good);
			text[at] = "9-: \n"[c];
			fl_status status = fl_problem_text_read((fl_str){ text, sizeof good - 1 }, &t, &err);
			assert_true(status == FL_OK || status == FL_EPARSE);
			refused += status != FL_OK;
			fl_problem_text_release(&t);
		}
	assert_true(refused > 300);
}

static void test_problem_text__short_memory_is_an_error(void **state)
{
	(void)state;
	fl_status status = FL_ENOMEM;
	int64_t failures = 0;
	for (; status != FL_OK; failures++) {
		fl_problem_text t;
		fl_error err = FL_ERROR_INIT;
		fl_alloc_fail_after(failures);
		status = fl_problem_text_read(fl_str_of(good), &t, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		fl_problem_text_release(&t);
	}
	assert_true(failures > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problem_text__doubles_are_the_fractions_they_stand_for),
		cmocka_unit_test(test_problem_text__what_is_near_no_fraction_stays),
		cmocka_unit_test(test_problem_text__reads_every_line),
		cmocka_unit_test(test_problem_text__damage_is_an_error),
		cmocka_unit_test(test_problem_text__short_memory_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
