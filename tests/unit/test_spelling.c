/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spelling.c - distances against the whole table, and what is offered for a word that is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/spelling.h"
#include "base/str.h"

#define LEN_MAX 9

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The whole table, of bytes. */
static size_t slow(fl_str a, fl_str b)
{
	size_t d[LEN_MAX + 1][LEN_MAX + 1];
	for (size_t i = 0; i <= a.len; i++)
		for (size_t j = 0; j <= b.len; j++) {
			d[i][j] = i == 0 ? j : i;
			if (i == 0 || j == 0)
				continue;
			d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a.data[i - 1] != b.data[j - 1]));
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[a.len][b.len];
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static void test_spelling__distance_is_that_of_the_whole_table(void **state)
{
	uint64_t seed = 8;
	size_t seen[4] = { 0 };
	(void)state;
	for (int round = 0; round < 200000; round++) {
		char x[LEN_MAX], y[LEN_MAX];
		fl_str a = { x, (size_t)next(&seed) % (LEN_MAX + 1) }, b = { y, (size_t)next(&seed) % (LEN_MAX + 1) };
		for (size_t i = 0; i < LEN_MAX; i++) {
			x[i] = (char)('a' + next(&seed) % 3);
			y[i] = (char)('a' + next(&seed) % 3);
		}
		size_t want = slow(a, b);
		for (size_t most = 0; most <= LEN_MAX; most++)
			assert_int_equal(fl_spelling_distance(a, b, most), want <= most ? want : most + 1);
		seen[least(want, 3)]++;
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(seen[i] > 500);
}

static void test_spelling__characters_count_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(fl_spelling_distance(FL_STR("项目名称"), FL_STR("项目标题"), 3), 2);
	assert_int_equal(fl_spelling_distance(FL_STR("项目名称"), FL_STR("目项名称"), 3), 1);
	assert_int_equal(fl_spelling_distance(FL_STR("项目"), FL_STR("项目名称"), 1), 2);
}

static void assert_hint(const char *word, const char *const *among, const char *want)
{
	char hint[FL_SPELLING_HINT];
	assert_string_equal(fl_text_near(word, among, hint), want);
}

static void test_spelling__offers_what_is_near(void **state)
{
	static const char *const commands[] = { "run", "tag", "tally", "report", "rules lint", "rules list", NULL };
	static const char *const ids[] = { "D001", "D002", "D003", "D004", "E10", NULL };
	(void)state;
	assert_hint("talyl", commands, ", did you mean 'tally'?");
	assert_hint("rnu", commands, ", did you mean 'run'?");
	assert_hint("TALLY", commands, ", did you mean 'tally'?");
	assert_hint("zzz", commands, "");
	assert_hint("ru", commands, ""); /* too short to be sure */
	assert_hint("rules lisnt", commands, ", did you mean 'rules lint' or 'rules list'?");
	assert_hint("d003", ids, ", did you mean 'D003'?");
	assert_hint("D009", ids, ""); /* four are as near: none of them is a good guess */
	assert_hint("E1O", ids, ", did you mean 'E10'?");
	assert_hint("", ids, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spelling__distance_is_that_of_the_whole_table),
		cmocka_unit_test(test_spelling__characters_count_not_bytes),
		cmocka_unit_test(test_spelling__offers_what_is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
