/* SPDX-License-Identifier: Apache-2.0
 *
 * test_problem_solve.c - exact optima of small problems with known answers, and of random ones with whole numbers against
 * trying every whole number.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/problem_solve.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "make_round.h"

#define HEAD "florin-problem 1\n"

typedef struct solved {
	fl_problem *problem;
	fl_problem_answer answer;
	fl_status status;
	fl_error err;
} solved;

static void solve(solved *s, const char *text, int64_t nodes)
{
	*s = (solved){ .err = FL_ERROR_INIT };
	s->status = fl_problem_make(fl_str_of(text), NULL, 0, &s->problem, &s->err);
	if (s->status != FL_OK)
		return;
	s->status = fl_problem_solve(s->problem, nodes, &s->answer, &s->err);
	if (s->status != FL_OK)
		fl_problem_answer_release(&s->answer);
}

static void release(solved *s)
{
	if (s->status == FL_OK)
		fl_problem_answer_release(&s->answer);
	fl_problem_free(s->problem);
}

static void expect(const char *text, long num, unsigned long den)
{
	solved s;
	solve(&s, text, 1000);
	if (s.status != FL_OK)
		fail_msg("%s", s.err.message);
	assert_true(s.answer.found && s.answer.complete);
	assert_int_equal(mpq_cmp_si(s.answer.value, num, den), 0);
	release(&s);
}

static void test_problem_solve__known_optima(void **state)
{
	(void)state;
	/* max x + y, 3x + y <= 2, x + 3y <= 2: x = y = 1/2 */
	expect(HEAD "max z\nsize 2 2 4\nconstant 0:0\nr - 1:1 a\nr - 1:1 b\nc x 0:0 - 1:0 x\nc x 0:0 - 1:0 y\n"
		    "e 1 1 3:0\ne 2 1 1:0\ne 1 2 1:0\ne 2 2 3:0\nend\n", 1, 1);
	/* min 2x - 1, x free, x >= -3/2 by a row: -4 */
	expect(HEAD "min z\nsize 1 1 1\nconstant -1:0\nr -3:-1 - a\nc x - - 1:1 x\ne 1 1 1:0\nend\n", -4, 1);
	/* max n, 2n <= 7, whole: 3 */
	expect(HEAD "max z\nsize 1 1 1\nconstant 0:0\nr - 7:0 a\nc i 0:0 - 1:0 n\ne 1 1 1:1\nend\n", 3, 1);
	/* no rows: at the limits */
	expect(HEAD "max z\nsize 0 2 0\nconstant 1:-1\nc x 1:-2 3:-2 1:0 x\nc x 1:-2 3:-2 -1:0 y\nend\n", 1, 1);
	/* nothing at all */
	expect(HEAD "max z\nsize 0 0 0\nconstant 5:0\nend\n", 5, 1);
}

static void test_problem_solve__nothing_feasible_is_an_answer(void **state)
{
	(void)state;
	solved s;
	solve(&s, HEAD "max z\nsize 1 1 1\nconstant 0:0\nr 3:0 - a\nc x 0:0 1:0 1:0 x\ne 1 1 1:0\nend\n", 100);
	assert_int_equal(s.status, FL_OK);
	assert_true(!s.answer.found && s.answer.complete);
	release(&s);
	/* 2n = 1 has no whole n */
	solve(&s, HEAD "max z\nsize 1 1 1\nconstant 0:0\nr 1:0 1:0 a\nc i 0:0 5:0 1:0 n\ne 1 1 1:1\nend\n", 100);
	assert_int_equal(s.status, FL_OK);
	assert_true(!s.answer.found && s.answer.complete);
	release(&s);
	/* a row that leaves an unlimited variable nothing */
	solve(&s, HEAD "max z\nsize 1 2 2\nconstant 0:0\nr - -1:0 a\nc x 0:0 - 1:0 x\nc x 0:0 1:0 0:0 y\n"
		       "e 1 1 1:0\ne 1 2 1:0\nend\n", 100);
	assert_int_equal(s.status, FL_OK);
	assert_true(!s.answer.found && s.answer.complete);
	release(&s);
}

static void test_problem_solve__no_best_value_is_an_error(void **state)
{
	(void)state;
	solved s;
	solve(&s, HEAD "max z\nsize 1 2 1\nconstant 0:0\nr - 1:0 a\nc x 0:0 - 1:0 x\nc x 0:0 - 1:0 y[3]\ne 1 1 1:0\nend\n", 100);
	assert_int_equal(s.status, FL_EINVAL);
	assert_string_equal(s.err.message, "the model has no best value: 'y[3]' grows without end; give it a limit");
	release(&s);
	solve(&s, HEAD "min z\nsize 0 1 0\nconstant 0:0\nc x - 5:0 1:0 x\nend\n", 100);
	assert_int_equal(s.status, FL_EINVAL);
	assert_string_equal(s.err.message, "the model has no best value: 'x' falls without end; give it a limit");
	release(&s);
}

static void test_problem_solve__contradictions_and_sizes_are_errors(void **state)
{
	(void)state;
	solved s;
	solve(&s, HEAD "max z\nsize 0 1 0\nconstant 0:0\nc i 1:-2 3:-2 1:0 n\nend\n", 100); /* no whole number between */
	assert_int_equal(s.status, FL_EINVAL);
	assert_string_equal(s.err.message, "'n' can have no value: its limits contradict each other");
	release(&s);
	solve(&s, HEAD "max z\nsize 0 1 0\nconstant 0:0\nc x 0:0 1:80 1:0 x\nend\n", 100);
	assert_int_equal(s.status, FL_ERANGE);
	release(&s);
	solve(&s, HEAD "max z\nsize 1 1 1\nconstant 0:0\nr - 1:0 a\nc x 0:0 1:0 1:0 x\ne 1 1 1:90\nend\n", 100);
	assert_int_equal(s.status, FL_ERANGE);
	release(&s);
}

static void put(fl_buf *b, int64_t num) /* a whole number */
{
	fl_buf_printf(b, " %lld:0", (long long)num);
}

/* Random knapsacks of several rows over whole numbers 0..3, some of them with a part that is divisible. */
static void test_problem_solve__whole_numbers_against_all_of_them(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		rng r = { seed };
		enum { N = 5, M = 3 };
		int64_t c[N], a[M][N], b[M], best = INT64_MIN;
		fl_buf text;
		fl_buf_init(&text, 1 << 16);
		fl_buf_printf(&text, HEAD "max z\nsize %d %d %d\nconstant 0:0\n", M, N, M * N);
		for (int k = 0; k < M; k++) {
			b[k] = rng_range(&r, 0, 40);
			fl_buf_puts(&text, "r -");
			put(&text, b[k]);
			fl_buf_printf(&text, " row%d\n", k);
		}
		for (int j = 0; j < N; j++) {
			c[j] = rng_range(&r, -3, 20);
			fl_buf_puts(&text, "c i 0:0 3:0");
			put(&text, c[j]);
			fl_buf_printf(&text, " n%d\n", j);
		}
		for (int k = 0; k < M; k++)
			for (int j = 0; j < N; j++) {
				a[k][j] = rng_range(&r, -2, 12);
				fl_buf_printf(&text, "e %d %d", k + 1, j + 1);
				put(&text, a[k][j]);
				fl_buf_putc(&text, '\n');
			}
		fl_buf_puts(&text, "end\n");
		for (int code = 0; code < 1024; code++) {
			int64_t value = 0;
			bool fits = true;
			for (int k = 0; k < M; k++) {
				int64_t sum = 0;
				for (int j = 0; j < N; j++)
					sum += a[k][j] * (code >> (2 * j) & 3);
				fits = fits && sum <= b[k];
			}
			for (int j = 0; j < N; j++)
				value += c[j] * (code >> (2 * j) & 3);
			best = fits && value > best ? value : best;
		}
		solved s;
		solve(&s, text.data, 100000);
		if (s.status != FL_OK || !s.answer.complete || s.answer.found != (best != INT64_MIN) ||
		    (s.answer.found && mpq_cmp_si(s.answer.value, best, 1) != 0))
			fail_msg("seed %llu: not %lld\n%s", (unsigned long long)seed, (long long)best, text.data);
		release(&s);
		fl_buf_release(&text);
	}
}

static void test_problem_solve__a_node_limit_is_kept(void **state)
{
	(void)state;
	solved s;
	/* 2 (n1 + ... + n9) = 9 has no solution, and branch and bound needs long to see it */
	fl_buf text;
	fl_buf_init(&text, 1 << 16);
	fl_buf_puts(&text, HEAD "max z\nsize 1 9 9\nconstant 0:0\nr 9:0 9:0 a\n");
	for (int j = 0; j < 9; j++)
		fl_buf_printf(&text, "c i 0:0 1:0 1:0 n%d\n", j);
	for (int j = 0; j < 9; j++)
		fl_buf_printf(&text, "e 1 %d 1:1\n", j + 1);
	fl_buf_puts(&text, "end\n");
	solve(&s, text.data, 20);
	assert_int_equal(s.status, FL_OK);
	assert_true(!s.answer.found && !s.answer.complete && s.answer.nodes <= 22);
	release(&s);
	solve(&s, text.data, 100000);
	assert_true(!s.answer.found && s.answer.complete);
	release(&s);
	fl_buf_release(&text);
}

static void test_problem_solve__short_memory_is_an_error(void **state)
{
	(void)state;
	fl_status status = FL_ENOMEM;
	int64_t failures = 0;
	for (; status != FL_OK; failures++) {
		solved s;
		fl_alloc_fail_after(failures);
		solve(&s, HEAD "max z\nsize 1 2 2\nconstant 0:0\nr - 7:-1 a\nc i 0:0 9:0 1:0 n\nc x 0:0 - 1:-1 x\n"
			       "e 1 1 1:0\ne 1 2 1:0\nend\n", 1000);
		fl_alloc_fail_after(-1);
		status = s.status;
		assert_true(status == FL_OK || status == FL_ENOMEM);
		release(&s);
	}
	assert_true(failures > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problem_solve__known_optima),
		cmocka_unit_test(test_problem_solve__nothing_feasible_is_an_answer),
		cmocka_unit_test(test_problem_solve__no_best_value_is_an_error),
		cmocka_unit_test(test_problem_solve__contradictions_and_sizes_are_errors),
		cmocka_unit_test(test_problem_solve__whole_numbers_against_all_of_them),
		cmocka_unit_test(test_problem_solve__a_node_limit_is_kept),
		cmocka_unit_test(test_problem_solve__short_memory_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
