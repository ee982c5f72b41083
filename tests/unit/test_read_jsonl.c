/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "ingest_sink.h"

static const fl_currency cny = { "CNY", 2 };

static void gives(const char *text, const fl_input *more, const char *dreams, const char *rejected,
		  const char *findings)
{
	fl_input input = more ? *more : (fl_input){ .encoding = FL_STR("utf-8") };
	kept k;

	input.file = FL_STR("d.jsonl");
	kept_init(&k);
	k.status = fl_ingest_dreams(fl_str_of(text), &input, &cny, 480, &k.sink, &k.counts, &k.err);
	if (k.status != FL_OK)
		fail_msg("%s", k.err.message);
	assert_int_equal(k.counts.read, k.counts.accepted + k.counts.rejected);
	assert_int_equal(k.num_dreams + k.num_rejected, k.counts.read);
	assert_string_equal(kept_text(&k.dreams), dreams);
	assert_string_equal(kept_text(&k.rejected), rejected);
	assert_string_equal(kept_text(&k.findings), findings);
	kept_release(&k);
}

static void test_read_jsonl__keys_are_headers(void **state)
{
	(void)state;
	gives("{\"id\": \"a\", \"title\": \"x\\ny\", \"request\": \"1.5万\", \"tags\": [\"q\", \"p, and more\"], "
	      "\"flowers\": 7}\n"
	      "\n"
	      "{\"编号\": 12, \"内容\": \"z\", \"金额\": 12.50, \"标签\": \"b,a\", \"提交时间\": null}\n",
	      NULL,
	      "a|x\ny|||||1500000|0||7|-1|p, and more,q|1\n"
	      "12||z||||1250|0||-1|-1|a,b|3\n",
	      "", "");
}

static void test_read_jsonl__a_bad_line_is_rejected_at_its_place(void **state)
{
	(void)state;
	gives("{\"id\": \"a\", \"title\": \"x\", \"request\": 5,}\n"
	      "[1]\n"
	      "{\"id\": \"b\", \"title\": true, \"request\": 5}\n"
	      "{\"id\": \"c\", \"title\": \"x\", \"request\": 1e400}\n"
	      "{\"id\": \"d\", \"title\": \"x\", \"request\": -5}\n"
	      "{\"id\": \"e\", \"title\": \"x\"}\n"
	      "{\"id\": \"f\", \"title\": \"x\", \"标题\": \"y\", \"request\": 5}\n"
	      "{\"id\": \"g\", \"title\": \"x\", \"request\": 12345678901234567890}\n"
	      "{\"id\": \"h\", \"title\": \"x\", \"request\": 5, \"tags\": [1]}\n"
	      "{\"id\": \"i\", \"id\": \"j\", \"title\": \"x\", \"request\": 5}\n"
	      "{\"id\": [\"k\"], \"title\": \"x\", \"request\": 5}\n"
	      "{\"id\": \"\xFF\", \"title\": \"x\", \"request\": 5}\n"
	      "{\"id\": \"ok\", \"title\": \"x\", \"request\": 5}\n",
	      NULL, "ok|x|||||500|0||-1|-1||13\n",
	      "1:40 json-syntax\n2:1 json-syntax\n3:22 field-type\n4:38 amount-exponent\n5:38 amount-negative\n"
	      "6:1 amount-empty\n7:33 column-ambiguous\n8:38 amount-range\n9:49 field-type\n10:19 json-syntax\n"
	      "11:8 field-type\n12:9 text-encoding\n",
	      "");
}

static void test_read_jsonl__a_control_character_rejects_its_row(void **state)
{
	(void)state;
	gives("{\"id\": \"a\", \"title\": \"\\u0000x\", \"request\": 5}\n"
	      "{\"id\": \"b\", \"title\": \"x\", \"body\": \"y\\u001Bz\", \"request\": 5}\n"
	      "{\"id\": \"c\", \"title\": \"x\\u007fy\", \"request\": 5}\n"
	      "{\"id\": \"d\", \"title\": \"x\\ty\\r\\nz\", \"request\": 5}\n"
	      "{\"id\": \"\\u0000\", \"title\": \"x\", \"request\": 5}\n",
	      NULL, "d|x\ty\r\nz|||||500|0||-1|-1||4\n",
	      "1:22 text-control\n2:35 text-control\n3:22 text-control\n5:8 id-control\n", "");
}

static void test_read_jsonl__an_unknown_key_is_reported_once(void **state)
{
	(void)state;
	gives("{\"id\": \"a\", \"title\": \"x\", \"request\": 5, \"phone\": {\"a\": 1}}\n"
	      "{\"id\": \"b\", \"title\": \"x\", \"request\": 5, \"phone\": 7}\n",
	      NULL, "a|x|||||500|0||-1|-1||1\nb|x|||||500|0||-1|-1||2\n", "", "column-unknown phone\n");
}

static void test_read_jsonl__a_mapping_names_keys(void **state)
{
	const fl_str columns[] = { { "title", 5 }, { "wish", 4 },   { "ignore", 6 },
				   { "x", 1 },     { "region", 6 }, { "where", 5 } };
	const fl_input input = { .columns = columns, .num_columns = 3, .encoding = FL_STR("utf-8") };

	(void)state;
	gives("{\"id\": \"a\", \"wish\": \"w\", \"title\": \"t\", \"request\": 5, \"x\": true}\n", &input,
	      "a|w|||||500|0||-1|-1||1\n", "", "column-unknown title\ncolumn-missing \n");
}

static void test_read_jsonl__an_empty_file_has_no_rows(void **state)
{
	(void)state;
	gives("", NULL, "", "", "rows-none \n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_jsonl__keys_are_headers),
		cmocka_unit_test(test_read_jsonl__a_bad_line_is_rejected_at_its_place),
		cmocka_unit_test(test_read_jsonl__a_control_character_rejects_its_row),
		cmocka_unit_test(test_read_jsonl__an_unknown_key_is_reported_once),
		cmocka_unit_test(test_read_jsonl__a_mapping_names_keys),
		cmocka_unit_test(test_read_jsonl__an_empty_file_has_no_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
