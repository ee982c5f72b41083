/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "ingest_sink.h"

static const fl_currency cny = { "CNY", 2 };

static void gives(const char *file, const char *format, const char *delimiter, const char *text, const char *dreams)
{
	const fl_input input = { .file = fl_str_of(file),
				 .format = fl_str_of(format),
				 .delimiter = fl_str_of(delimiter),
				 .encoding = FL_STR("utf-8") };
	kept k;

	kept_init(&k);
	k.status = fl_ingest_dreams(fl_str_of(text), &input, &cny, 480, &k.sink, &k.counts, &k.err);
	if (k.status != FL_OK)
		fail_msg("%s: %s", file, k.err.message);
	assert_string_equal(kept_text(&k.dreams), dreams);
	kept_release(&k);
}

#define WANT "a|x|||||500|0||-1|-1||2\n"

static void test_record__the_name_or_the_round_tells_the_format(void **state)
{
	(void)state;
	gives("d.csv", "", "", "id,title,request\na,x,5\n", WANT);
	gives("D.TSV", "", "", "id\ttitle\trequest\na\tx\t5\n", WANT);
	gives("d.tab", "", "", "id\ttitle\trequest\na\tx\t5\n", WANT);
	gives("d.ndjson", "", "", "\n{\"id\":\"a\",\"title\":\"x\",\"request\":5}\n", WANT);
	gives("d.csv", "jsonl", "", "\n{\"id\":\"a\",\"title\":\"x\",\"request\":5}\n", WANT);
	gives("data", "tsv", "", "id\ttitle\trequest\na\tx\t5\n", WANT);
	gives("data", "csv", ";", "id;title;request\na;x;5\n", WANT);
	gives("data", "tsv", "|", "id|title|request\na|x|5\n", WANT);
}

static void test_record__a_rejected_row_is_shown_as_it_stood_but_harmless(void **state)
{
	const fl_input input = { .file = FL_STR("d.csv"), .encoding = FL_STR("utf-8") };
	fl_buf text;
	kept k; /* its sink demands well-formed UTF-8 and at most 4 KB */

	(void)state;
	kept_init(&k);
	fl_buf_init(&text, 100000);
	fl_buf_puts(&text, "id,title,request\na,\xFF\xE8\x8A,5\nb,\x1B[2J,bad\x1B\nc,");
	for (int i = 0; i < 3000; i++)
		fl_buf_puts(&text, "花");
	fl_buf_puts(&text, ",bad\n");
	k.status = fl_ingest_dreams(fl_buf_view(&text), &input, &cny, 480, &k.sink, &k.counts, &k.err);
	assert_int_equal(k.status, FL_OK);
	assert_string_equal(kept_text(&k.rejected), "2:3 text-encoding\n3:8 amount-syntax\n4:3004 amount-syntax\n");
	kept_release(&k);
	fl_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record__the_name_or_the_round_tells_the_format),
		cmocka_unit_test(test_record__a_rejected_row_is_shown_as_it_stood_but_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
