/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "text/tokens.h"

/* Tokens in order; '|' before one that does not follow the last. */
static void cut(const char *text, const char *want)
{
	fl_tokens t = { 0 };
	fl_buf got;

	fl_buf_init(&got, 1 << 16);
	assert_true(fl_tokens_add(&t, fl_str_of(text)));
	for (size_t i = 0; i < t.len; i++) {
		fl_buf_puts(&got, i == 0 ? "" : t.items[i].joined ? " " : "|");
		fl_buf_add(&got, text + t.items[i].start, t.items[i].end - t.items[i].start);
	}
	if (!fl_str_eqz(fl_buf_view(&got), want))
		fail_msg("'%s': '%s', not '%s'", text, got.data ? got.data : "", want);
	fl_buf_release(&got);
	fl_vec_release(&t);
}

static void test_tokens__words_and_characters(void **state)
{
	(void)state;
	cut("", "");
	cut("学校, 路", "学 校|路");
	cut("学校 路", "学 校|路");
	cut("low-income women's work", "low-income women's work");
	cut("clean water. safe food", "clean water|safe food");
	cut("给kids的书", "给|kids|的 书");
	cut("- a -b c-", "");
	cut("été español", "été español");
}

static void test_tokens__numbers_and_single_letters_are_none(void **state)
{
	(void)state;
	cut("a7县 1000名", "县|名");
	cut("co2 and pm2.5", "co2 and pm2");
	cut("the 30 best", "the|best");
	cut("a b the", "the");
	cut("x \xff yes", "yes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens__words_and_characters),
		cmocka_unit_test(test_tokens__numbers_and_single_letters_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
