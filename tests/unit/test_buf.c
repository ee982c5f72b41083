/* SPDX-License-Identifier: Apache-2.0
 *
 * test_buf.c - the growing byte string: its maximum, its sticky failure, who owns it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"

static void test_buf__grows_and_ends_in_nul(void **state)
{
	fl_buf buf;
	size_t len = 0;
	char *taken;

	(void)state;
	fl_buf_init(&buf, 100000);
	assert_int_equal(fl_buf_view(&buf).len, 0);
	for (int i = 0; i < 10000; i++)
		fl_buf_printf(&buf, "%d%c", i % 10, '.');
	fl_buf_puts(&buf, "x");
	fl_buf_putc(&buf, 'y');
	fl_buf_str(&buf, FL_STR("z"));
	fl_buf_add(&buf, NULL, 0);
	assert_int_equal(fl_buf_status(&buf, NULL), FL_OK);
	assert_int_equal(buf.len, 20003);
	assert_string_equal(buf.data + 19998, "9.xyz");
	taken = fl_buf_take(&buf, &len);
	assert_int_equal(len, 20003);
	assert_int_equal(buf.len, 0);
	fl_buf_puts(&buf, "again");
	assert_string_equal(buf.data, "again");
	fl_free(taken);
	fl_buf_release(&buf);
}

static void test_buf__the_maximum_holds_and_failure_sticks(void **state)
{
	fl_buf buf;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	fl_buf_init(&buf, 5);
	fl_buf_puts(&buf, "12345");
	assert_int_equal(fl_buf_status(&buf, NULL), FL_OK);
	fl_buf_puts(&buf, "6");
	fl_buf_puts(&buf, "");
	assert_string_equal(buf.data, "12345");
	assert_int_equal(fl_buf_status(&buf, &err), FL_ERANGE);
	assert_string_equal(err.message, "more than 5 bytes");
	fl_buf_clear(&buf);
	fl_buf_puts(&buf, "1");
	assert_int_equal(buf.len, 0);
	assert_int_equal(fl_buf_status(&buf, NULL), FL_ERANGE);
	assert_null(fl_buf_take(&buf, NULL));
	fl_buf_release(&buf);
	assert_int_equal(fl_buf_status(&buf, NULL), FL_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf__grows_and_ends_in_nul),
		cmocka_unit_test(test_buf__the_maximum_holds_and_failure_sticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
