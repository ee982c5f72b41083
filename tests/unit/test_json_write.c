/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json_write.c - what is written: bytes as expected, safe inside HTML, and readable again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/str.h"

static void write_all(fl_json_writer *w)
{
	fl_json_begin_object(w);
	fl_json_kv_z(w, "a", "x");
	fl_json_put_key(w, "list");
	fl_json_begin_array(w);
	fl_json_put_i64(w, INT64_MIN);
	fl_json_begin_object(w);
	fl_json_end_object(w);
	fl_json_begin_array(w);
	fl_json_end_array(w);
	fl_json_put_null(w);
	fl_json_end_array(w);
	fl_json_kv_bool(w, "b", false);
	fl_json_kv_i64(w, "n", 7);
	fl_json_end_object(w);
}

static void test_json_write__compact_and_pretty(void **state)
{
	fl_json_writer w;
	fl_buf buf;

	(void)state;
	fl_buf_init(&buf, 1000);
	fl_json_start(&w, &buf, false);
	write_all(&w);
	assert_string_equal(buf.data, "{\"a\":\"x\",\"list\":[-9223372036854775808,{},[],null],\"b\":false,\"n\":7}");
	fl_buf_clear(&buf);
	fl_json_start(&w, &buf, true);
	write_all(&w);
	assert_string_equal(buf.data,
			    "{\n  \"a\": \"x\",\n  \"list\": [\n    -9223372036854775808,\n    {},\n    [],\n"
			    "    null\n  ],\n  \"b\": false,\n  \"n\": 7\n}");
	fl_buf_release(&buf);
}

static void assert_written(fl_str text, const char *expected)
{
	fl_json_writer w;
	fl_buf buf;

	fl_buf_init(&buf, 1000);
	fl_json_start(&w, &buf, false);
	fl_json_put_str(&w, text);
	assert_string_equal(buf.data, expected);
	fl_buf_release(&buf);
}

static void test_json_write__text_is_safe_inside_html(void **state)
{
	(void)state;
	assert_written(FL_STR("</script>&"), "\"\\u003c/script\\u003e\\u0026\"");
	assert_written(FL_STR("a\"\\\n\r\t\x01\x7F"), "\"a\\\"\\\\\\n\\r\\t\\u0001\\u007f\"");
	assert_written(FL_STR("\xE2\x80\xA8\xE2\x80\xA9梦🌸"), "\"\\u2028\\u2029梦🌸\"");
	assert_written((fl_str){ "a\0b", 3 }, "\"a\\u0000b\"");
	assert_written(FL_STR("a\xFF\xE4\xB8z\xED\xA0\x80"),
		       "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
	assert_written(FL_STR(""), "\"\"");
}

static void test_json_write__a_parsed_value_is_written_again(void **state)
{
	const char *text =
	    "{\"b\":[1.50,1e400,{\"z\":\"\\u003c\",\"a\":null}],\"a\":12345678901234567890,\"aa\":true}";
	fl_json_doc *doc = NULL;
	fl_json_writer w;
	fl_buf buf;

	(void)state;
	assert_int_equal(fl_json_parse(fl_str_of(text), NULL, &doc, NULL), FL_OK);
	fl_buf_init(&buf, 1000);
	fl_json_start(&w, &buf, false);
	fl_json_put_value(&w, fl_json_root(doc), false);
	assert_string_equal(buf.data, text);
	fl_buf_clear(&buf);
	fl_json_start(&w, &buf, false);
	fl_json_put_value(&w, fl_json_root(doc), true);
	assert_string_equal(
	    buf.data, "{\"a\":12345678901234567890,\"aa\":true,\"b\":[1.50,1e400,{\"a\":null,\"z\":\"\\u003c\"}]}");
	fl_buf_release(&buf);
	fl_json_free(doc);
}

static void test_json_write__every_character_comes_back(void **state)
{
	fl_json_writer w;
	fl_buf text, buf;
	fl_json_doc *doc = NULL;

	(void)state;
	fl_buf_init(&text, 1 << 24);
	fl_buf_init(&buf, 1 << 24);
	for (uint32_t c = 0; c < 0x20000; c++) {
		char bytes[4];
		if (c < 0xD800 || c >= 0xE000)
			fl_buf_add(&text, bytes, fl_utf8_put(c, bytes));
	}
	fl_json_start(&w, &buf, false);
	fl_json_put_str(&w, fl_buf_view(&text));
	assert_int_equal(fl_json_parse(fl_buf_view(&buf), NULL, &doc, NULL), FL_OK);
	assert_true(fl_str_eq(fl_json_text(fl_json_root(doc)), fl_buf_view(&text)));
	fl_json_free(doc);
	fl_buf_release(&text);
	fl_buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_write__compact_and_pretty),
		cmocka_unit_test(test_json_write__text_is_safe_inside_html),
		cmocka_unit_test(test_json_write__a_parsed_value_is_written_again),
		cmocka_unit_test(test_json_write__every_character_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
