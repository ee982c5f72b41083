/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fit_terminal.c - pages fitted to a terminal: nothing is lost, nothing is wider, what fits is left alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

static const char limits[] = "Pool                                                at least             at most\n"
			     "general                                                    -        2,000,000.00\n"
			     "organisation=听见小径听障儿童服务中心             516,000.00                   -\n"
			     "and 61 more\n";

static void assert_fitted(const char *page, size_t columns, bool colour, const char *want)
{
	fl_text text;
	assert_int_equal(fl_text_fit(page, strlen(page), columns, colour, &text, NULL), FL_OK);
	assert_string_equal(text.data, want);
	fl_text_release(&text);
}

static void test_fit_terminal__what_fits_is_left_alone(void **state)
{
	(void)state;
	assert_fitted(limits, 0, false, limits);
	assert_fitted(limits, 100, false, limits);
}

static void test_fit_terminal__a_wide_table_moves_together(void **state)
{
	(void)state;
	assert_fitted(limits, 70, false,
		      "Pool                                     at least       at most\n"
		      "general                                         -  2,000,000.00\n"
		      "organisation=听见小径听障儿童服务中心  516,000.00             -\n"
		      "and 61 more\n");
}

static void test_fit_terminal__then_its_names_are_wrapped(void **state)
{
	(void)state;
	assert_fitted(limits, 50, false,
		      "Pool                        at least       at most\n"
		      "general                            -  2,000,000.00\n"
		      "organisation=听见小径听   516,000.00             -\n"
		      "  障儿童服务中心\n"
		      "and 61 more\n");
}

static void test_fit_terminal__then_each_row_is_lines(void **state)
{
	(void)state;
	assert_fitted(limits, 34, false,
		      "general\n"
		      "  at least  -\n"
		      "  at most   2,000,000.00\n"
		      "organisation=听见小径听障儿童服务\n"
		      "  中心\n"
		      "  at least  516,000.00\n"
		      "  at most   -\n"
		      "and 61 more\n");
}

/* A column of reasons is wrapped below itself; the head of the block is no part of the table. */
static void test_fit_terminal__a_last_column_of_text_is_wrapped(void **state)
{
	static const char page[] = "dreams, in tie order\n"
				   "  D001         县域听力筛查车          325  first choice\n"
				   "  D003         社区急救课堂            183  second choice: '山村职业课' is full\n"
				   "  D006         -                         0  no partner fits\n";
	(void)state;
	assert_fitted(page, 100, false, page);
	assert_fitted(page, 60, false,
		      "dreams, in tie order\n"
		      "  D001  县域听力筛查车  325  first choice\n"
		      "  D003  社区急救课堂    183  second choice: '山村职业课' is\n"
		      "                             full\n"
		      "  D006  -                 0  no partner fits\n");
}

/* However long the text: 1,000 columns are no reason to take the table for prose. */
static void test_fit_terminal__a_very_long_reason_is_wrapped_too(void **state)
{
	char page[4000];
	int len = snprintf(page, sizeof page, "  d1   10  first\n  d2  200  ");
	fl_text text;
	(void)state;
	for (int i = 0; i < 200; i++)
		len += snprintf(page + len, sizeof page - (size_t)len, "word%d ", i % 10);
	page[len - 1] = '\n';
	assert_int_equal(fl_text_fit(page, (size_t)len, 60, false, &text, NULL), FL_OK);
	assert_non_null(strstr(text.data, "  d1   10  first\n  d2  200  word0 word1 word2 word3 word4 word5 word6 word7\n           word8 word9 "));
	assert_non_null(strstr(text.data, "word9\n"));
	fl_text_release(&text);
}

static void test_fit_terminal__prose_goes_on_below_its_text(void **state)
{
	(void)state;
	assert_fitted("dream D1\n  title      为10000名乡村老人提供免费听力筛查，\n  tags       one two three four five\n", 30, false,
		      "dream D1\n"
		      "  title      为10000名乡村老人\n"
		      "             提供免费听力筛\n"
		      "             查，\n" /* the comma does not begin a line */
		      "  tags       one two three\n"
		      "             four five\n");
	assert_fitted("root over 8 entries  334a145c0e0946f1dd69\n", 30, false, "root over 8 entries\n  334a145c0e0946f1dd69\n");
}

static void test_fit_terminal__heads_and_marks_are_coloured(void **state)
{
	(void)state;
	assert_fitted("dream D1\n  title  «牛»圈\n\nplain\n", 0, true,
		      "\033[1mdream D1\033[0m\n  title  \033[33m«牛»\033[0m圈\n\nplain\n");
	assert_fitted("a    b      c\nx   10  1,000\ny    9      7\n", 0, true,
		      "\033[1ma    b      c\033[0m\nx   10  1,000\ny    9      7\n");
}

static int by_byte(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* What is no blank, sorted: a name that is wrapped goes on behind its figures. */
static size_t letters(const char *text, char *ret)
{
	size_t n = 0;
	for (; *text; text++)
		if (*text != ' ' && *text != '\n')
			ret[n++] = *text;
	qsort(ret, n, 1, by_byte);
	return n;
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static void test_fit_terminal__no_letter_is_lost_and_no_line_is_wider(void **state)
{
	static const char *const pieces[] = { "a", "water", "为乡村", "，", "。", "10,000", " ", "  ", "   ", "-", "'牛'", "\n", "\n\n", "e\xcc\x81", "（三" };
	uint64_t seed = 5;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char page[1200] = "", before[1200], after[1200];
		size_t len = 0, columns = 20 + next(&seed) % 60;
		for (size_t n = next(&seed) % 100; n > 0; n--)
			len += (size_t)snprintf(page + len, sizeof page - len, "%s", pieces[next(&seed) % 15]);
		page[len++] = '\n';
		fl_text text;
		assert_int_equal(fl_text_fit(page, len, columns, false, &text, NULL), FL_OK);
		size_t many = letters(page, before), kept = letters(text.data, after);
		if (kept < many || (kept == many && memcmp(before, after, many) != 0)) {
			/* a head that was put before each figure is there more often */
			printf("seed 5, round %d, %zu columns\n%s---\n%s", round, columns, page, text.data);
			assert_true(kept > many);
		}
		fl_str line, fitted = { text.data, text.len };
		for (size_t pos = 0; fl_str_line(fitted, &pos, &line);)
			if (fl_text_columns(line.data, line.len) > columns) {
				size_t indent = strspn(line.data, " ");
				if (indent + 12 <= columns)
					printf("round %d, %zu columns: '%.*s' of\n%s", round, columns, FL_STR_ARG(line), page);
				assert_true(indent + 12 > columns); /* no room behind so many blanks */
			}
		fl_text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fit_terminal__what_fits_is_left_alone),
		cmocka_unit_test(test_fit_terminal__a_wide_table_moves_together),
		cmocka_unit_test(test_fit_terminal__then_its_names_are_wrapped),
		cmocka_unit_test(test_fit_terminal__then_each_row_is_lines),
		cmocka_unit_test(test_fit_terminal__a_last_column_of_text_is_wrapped),
		cmocka_unit_test(test_fit_terminal__a_very_long_reason_is_wrapped_too),
		cmocka_unit_test(test_fit_terminal__prose_goes_on_below_its_text),
		cmocka_unit_test(test_fit_terminal__heads_and_marks_are_coloured),
		cmocka_unit_test(test_fit_terminal__no_letter_is_lost_and_no_line_is_wider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
