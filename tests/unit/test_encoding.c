/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "ingest/encoding.h"

/* Decode in pieces of 'piece' bytes (0: at once). */
static fl_status decode(fl_str bytes, const char *stated, size_t piece, fl_buf *ret, fl_encoding *ret_encoding,
			fl_error *err)
{
	fl_decoder d;
	fl_str text;
	fl_status status;

	*err = FL_ERROR_INIT;
	fl_buf_init(ret, 1000000);
	status = fl_decoder_open(&d, fl_str_of(stated), "f.csv", err);
	for (size_t at = 0; status == FL_OK;) {
		size_t n = piece == 0 || bytes.len - at < piece ? bytes.len - at : piece;
		bool last = at + n == bytes.len;
		status = fl_decoder_feed(&d, fl_str_slice(bytes, at, at + n), last, &text, err);
		if (status == FL_OK)
			fl_buf_str(ret, text);
		at += n;
		if (last)
			break;
	}
	*ret_encoding = d.encoding;
	fl_decoder_close(&d);
	return status;
}

static void gives(fl_str bytes, const char *stated, size_t piece, const char *want, fl_encoding encoding)
{
	fl_error err;
	fl_buf text;
	fl_encoding got;

	if (decode(bytes, stated, piece, &text, &got, &err) != FL_OK)
		fail_msg("refused: %s", err.message);
	assert_true(fl_str_eqz(text.len ? fl_buf_view(&text) : FL_STR(""), want));
	assert_string_equal(fl_encoding_name(got), fl_encoding_name(encoding));
	fl_buf_release(&text);
}

static void refused(fl_str bytes, const char *word, int64_t line, int64_t column)
{
	fl_error err;
	fl_buf text;
	fl_encoding got;

	assert_int_not_equal(decode(bytes, "", 0, &text, &got, &err), FL_OK);
	fl_buf_release(&text);
	if (!strstr(err.message, word) || err.line != line || err.column != column)
		fail_msg("%lld:%lld '%s' does not say '%s'", (long long)err.line, (long long)err.column, err.message,
			 word);
	assert_string_equal(err.source, "f.csv");
}

/* the same text in both encodings */
#define GB_TEXT                                                                                                      \
	"\xB1\xE0\xBA\xC5,\xB1\xEA\xCC\xE2\n1,\xCE\xAA"                                                              \
	"1000\xC3\xFB\xCF\xE7\xB4\xE5\xD1\xA7\xC9\xFA\xC9\xCF\xBF\xCE\n"
#define UTF_TEXT "编号,标题\n1,为1000名乡村学生上课\n"

static void test_encoding__utf8_passes_through(void **state)
{
	(void)state;
	gives(FL_STR("a,b\n"), "", 0, "a,b\n", FL_ENC_UTF8);
	gives(FL_STR(""), "", 0, "", FL_ENC_UTF8);
	gives(FL_STR(UTF_TEXT), "", 0, UTF_TEXT, FL_ENC_UTF8);
	gives(FL_STR(UTF_TEXT), "auto", 0, UTF_TEXT, FL_ENC_UTF8);
	gives(FL_STR(UTF_TEXT), "utf-8", 7, UTF_TEXT, FL_ENC_UTF8);
	gives(FL_STR("\xEF\xBB\xBF" UTF_TEXT), "", 0, UTF_TEXT, FL_ENC_UTF8_BOM);
}

static void test_encoding__gb18030_is_found_and_converted(void **state)
{
	(void)state;
	gives(FL_STR(GB_TEXT), "", 0, UTF_TEXT, FL_ENC_GB18030);
	gives(FL_STR(GB_TEXT), "gb18030", 0, UTF_TEXT, FL_ENC_GB18030);
	/* four-byte characters: U+1F338 is 0x94 0x39 0xB5 0x34 */
	gives(FL_STR("\xBB\xA8\x94\x39\xB5\x34"), "gb18030", 0, "花\xF0\x9F\x8C\xB8", FL_ENC_GB18030);
	gives(FL_STR("\x84\x31\x95\x33\xBB\xA8"), "", 0, "花", FL_ENC_GB18030);
}

static void test_encoding__pieces_may_cut_characters_anywhere(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 40; piece++)
		gives(FL_STR(GB_TEXT "\x94\x39\xB5\x34"), "gb18030", piece, UTF_TEXT "\xF0\x9F\x8C\xB8",
		      FL_ENC_GB18030);
	for (size_t piece = 6; piece < 40; piece++) /* the guess is made on the first piece with such bytes */
		gives(FL_STR(GB_TEXT), "", piece, UTF_TEXT, FL_ENC_GB18030);
	for (size_t piece = 4; piece < 40; piece++)
		gives(FL_STR(UTF_TEXT), "", piece, UTF_TEXT, FL_ENC_UTF8);
}

static void test_encoding__one_bad_byte_does_not_change_the_guess(void **state)
{
	(void)state;
	gives(FL_STR(UTF_TEXT "\xFF" UTF_TEXT), "", 0, UTF_TEXT "\xFF" UTF_TEXT, FL_ENC_UTF8);
	gives(FL_STR(GB_TEXT GB_TEXT GB_TEXT "\xFF"), "", 0, UTF_TEXT UTF_TEXT UTF_TEXT "\xFF", FL_ENC_GB18030);
	gives(FL_STR("\xBB"), "gb18030", 0, "\xFF", FL_ENC_GB18030);
}

static void test_encoding__what_is_no_text_is_named(void **state)
{
	(void)state;
	refused(FL_STR("\xFF\xFEi\0d\0"), "UTF-16", 1, 1);
	refused(FL_STR("\xFE\xFF\0i\0d"), "UTF-16", 1, 1);
	refused(FL_STR("i\0d\0,\0t\0"), "UTF-16", 1, 1);
	refused(FL_STR("id,title\nab,c\0d\n"), "NUL", 2, 5);
	refused(FL_STR("PK\x03\x04...."), "xlsx", 1, 1);
	refused(FL_STR("\xD0\xCF\x11\xE0\xA1\xB1"), "xls", 1, 1);
	refused(FL_STR("%PDF-1.7\n"), "PDF", 1, 1);
	refused(FL_STR("\x1F\x8B\x08"), "gzip", 1, 1);
	refused(FL_STR("id\ncaf\xE9, th\xE9\n"), "0xE9", 2, 4);
}

static void test_encoding__a_mark_against_the_stated_encoding_is_refused(void **state)
{
	fl_error err;
	fl_buf text;
	fl_encoding got;

	(void)state;
	assert_int_equal(decode(FL_STR("\xEF\xBB\xBFid"), "gb18030", 0, &text, &got, &err), FL_EINVAL);
	fl_buf_release(&text);
	assert_int_equal(decode(FL_STR("id"), "latin1", 0, &text, &got, &err), FL_EINVAL);
	fl_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encoding__utf8_passes_through),
		cmocka_unit_test(test_encoding__gb18030_is_found_and_converted),
		cmocka_unit_test(test_encoding__pieces_may_cut_characters_anywhere),
		cmocka_unit_test(test_encoding__one_bad_byte_does_not_change_the_guess),
		cmocka_unit_test(test_encoding__what_is_no_text_is_named),
		cmocka_unit_test(test_encoding__a_mark_against_the_stated_encoding_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
