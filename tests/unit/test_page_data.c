/* SPDX-License-Identifier: Apache-2.0
 *
 * test_page_data.c - what all pages' data have in common: amounts that JavaScript can hold, texts that stand once, places in UTF-16 units,
 * and which characters a search reads as one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "report/page_data.h"

#include <string.h>

/* What 'put' writes into an array. */
static void begin(fl_json_writer *w, fl_buf *out)
{
	fl_buf_init(out, FL_BUF_MAX_DEFAULT);
	fl_json_start(w, out, false);
	fl_json_begin_array(w);
}

static void end(fl_json_writer *w, const char *expected)
{
	fl_json_end_array(w);
	assert_int_equal(w->buf->status, FL_OK);
	assert_string_equal(w->buf->data, expected);
	fl_buf_release(w->buf);
}

static void test_page_data__an_amount_that_would_be_rounded_is_a_string(void **state)
{
	fl_json_writer w;
	fl_buf out;
	(void)state;
	begin(&w, &out);
	fl_page_put_money(&w, 9007199254740991);
	fl_page_put_money(&w, 9007199254740992);
	fl_page_put_money(&w, -9007199254740991);
	fl_page_put_money(&w, INT64_MIN);
	end(&w, "[9007199254740991,\"9007199254740992\",-9007199254740991,\"-9223372036854775808\"]");
}

static void test_page_data__a_text_that_repeats_stands_once(void **state)
{
	fl_page_texts texts = { 0 };
	fl_json_writer w;
	fl_buf out;
	(void)state;
	begin(&w, &out);
	fl_page_put_text(&w, &texts, FL_STR("north"));
	fl_page_put_text(&w, &texts, FL_STR(""));
	fl_page_put_text(&w, &texts, FL_STR("south"));
	fl_page_put_text(&w, &texts, FL_STR("north"));
	fl_json_begin_object(&w);
	fl_page_put_texts(&w, &texts);
	fl_json_end_object(&w);
	end(&w, "[0,-1,1,0,{\"strings\":[\"north\",\"south\"]}]");
	fl_page_texts_release(&texts);
}

static void test_page_data__places_are_utf16_units(void **state)
{
	fl_page_cursor c = { .text = FL_STR("a学😀b") };
	(void)state;
	assert_int_equal(fl_page_unit_of_byte(&c, 4), 2);
	assert_int_equal(fl_page_unit_of_byte(&c, 8), 4); /* beyond the BMP: two units */
	assert_int_equal(fl_page_unit_of_byte(&c, 1), 1); /* back */
	assert_int_equal(fl_page_unit_of_character(&c, 4), 5);
	assert_int_equal(fl_page_unit_of_character(&c, 400), 5);
}

/* The folds of a page on which 'text' stands; what stands before it does not count. */
static fl_str folds_of(const char *before, const char *text, fl_buf *out)
{
	fl_json_writer w;
	fl_buf_init(out, FL_BUF_MAX_DEFAULT);
	fl_buf_puts(out, before);
	size_t from = out->len;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "title", text);
	fl_page_put_folds(&w, from);
	fl_json_end_object(&w);
	assert_int_equal(out->status, FL_OK);
	const char *folds = strstr(out->data, "\"folds\":\"");
	assert_non_null(folds);
	folds += strlen("\"folds\":\"");
	return (fl_str){ folds, (size_t)(strchr(folds, '"') - folds) };
}

static bool folds(fl_str pairs, const char *traditional, const char *simplified)
{
	for (size_t i = 0; i < pairs.len;) {
		size_t begin = i;
		fl_utf8_next(pairs, &i);
		size_t middle = i;
		fl_utf8_next(pairs, &i);
		if (fl_str_eqz(fl_str_slice(pairs, begin, middle), traditional))
			return fl_str_eqz(fl_str_slice(pairs, middle, i), simplified);
	}
	return false;
}

static void test_page_data__folds_what_may_be_written_for_what_stands_there(void **state)
{
	fl_buf out;
	fl_str pairs;
	(void)state;
	pairs = folds_of("", "听力", &out); /* simplified: whoever writes the traditional one */
	assert_true(folds(pairs, "聽", "听"));
	assert_false(folds(pairs, "體", "体"));
	assert_true(pairs.len < 40);
	fl_buf_release(&out);
	pairs = folds_of("", "理髮", &out); /* traditional: whoever writes the simplified one, or another traditional one of it */
	assert_true(folds(pairs, "髮", "发"));
	assert_true(folds(pairs, "發", "发"));
	fl_buf_release(&out);
	pairs = folds_of("聽", "no Han character", &out);
	assert_int_equal(pairs.len, 0);
	fl_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_data__an_amount_that_would_be_rounded_is_a_string),
		cmocka_unit_test(test_page_data__a_text_that_repeats_stands_once),
		cmocka_unit_test(test_page_data__places_are_utf16_units),
		cmocka_unit_test(test_page_data__folds_what_may_be_written_for_what_stands_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
