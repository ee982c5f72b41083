/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/str.h"
#include "dedup/piece.h"
#include "dedup/shingle.h"

/* ---- pieces ------------------------------------------------------------------------------------------------ */

/* The pieces of a text, each in brackets, with its kind. */
static void cut(const char *text, bool single, const char *expected)
{
	char got[512] = "";
	fl_str s = fl_str_of(text);
	fl_piece piece;
	size_t pos = 0, len = 0;

	while (fl_piece_next(s, &pos, single, &piece))
		len += (size_t)snprintf(got + len, sizeof got - len, "%c[%.*s]", "wnl"[piece.kind],
					(int)(piece.end - piece.begin), text + piece.begin);
	assert_string_equal(got, expected);
}

static void test_piece__cuts_numbers_words_and_characters(void **state)
{
	(void)state;
	cut("给1000名学生", false, "w[给]n[1000]w[名]w[学]w[生]");
	cut("a7县 3.5米, 1-4栋", false, "l[a]n[7]w[县]n[3.5]w[米]n[1]n[4]w[栋]");
	cut("l'école 2go.", false, "l[l]l[école]n[2]l[go]");
	cut("abc汉", true, "l[a]l[b]l[c]w[汉]");
	cut("ひらがな한국", false, "w[ひ]w[ら]w[が]w[な]w[한]w[국]");
	cut("。，《》！… — ❤😀", false, "");
	cut("", false, "");
}

static void test_piece__equal_pieces_have_equal_hashes(void **state)
{
	fl_piece a, b, c;
	size_t pos = 0;

	(void)state;
	assert_true(fl_piece_next(FL_STR("school"), &pos, false, &a));
	pos = 0;
	assert_true(fl_piece_next(FL_STR(" school!"), &pos, false, &b));
	pos = 0;
	assert_true(fl_piece_next(FL_STR("schools"), &pos, false, &c));
	assert_true(a.hash == b.hash);
	assert_true(a.hash != c.hash);
}

/* ---- grams ------------------------------------------------------------------------------------------------- */

static size_t count_grams(const char *title, const char *body, unsigned parts)
{
	fl_shingler s = { 0 };
	fl_hashes grams = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t n = 0;

	assert_int_equal(fl_shingle(&s, fl_str_of(title), fl_str_of(body), &grams, &err), FL_OK);
	for (size_t i = 0; i < grams.len; i++)
		n += (grams.items[i] & FL_GRAM_PARTS) == parts;
	fl_vec_release(&grams);
	fl_shingler_release(&s);
	return n;
}

static size_t shared_grams(const char *a, const char *b)
{
	fl_shingler s = { 0 };
	fl_hashes grams = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t n = 0;

	assert_int_equal(fl_shingle(&s, fl_str_of(a), fl_str_of(b), &grams, &err), FL_OK);
	for (size_t i = 0; i < grams.len; i++)
		n += (grams.items[i] & FL_GRAM_PARTS) == FL_GRAM_PARTS;
	fl_vec_release(&grams);
	fl_shingler_release(&s);
	return n;
}

static void test_shingle__a_gram_is_two_han_characters_or_six_letters(void **state)
{
	(void)state;
	assert_int_equal(count_grams("乡村老人", "", FL_GRAM_TITLE), 3);
	assert_int_equal(count_grams("children", "", FL_GRAM_TITLE), 3);
	assert_int_equal(count_grams("a7县", "", FL_GRAM_TITLE), 2);       /* a7县, 7县 */
	assert_int_equal(count_grams("1000名学生", "", FL_GRAM_TITLE), 3); /* 1000名, 名学, 学生 */
	assert_int_equal(shared_grams("1000名", "10000名"), 0);
}

static void test_shingle__knows_the_part_and_counts_once(void **state)
{
	(void)state;
	assert_int_equal(count_grams("哈哈哈哈哈", "", FL_GRAM_TITLE), 1);
	assert_int_equal(count_grams("乡村老人", "老人之家", FL_GRAM_TITLE), 2);
	assert_int_equal(count_grams("乡村老人", "老人之家", FL_GRAM_BODY), 2);
	assert_int_equal(count_grams("乡村老人", "老人之家", FL_GRAM_PARTS), 1);
}

static void test_shingle__short_texts_are_whole_and_not_all_alike(void **state)
{
	(void)state;
	assert_int_equal(count_grams("书", "", FL_GRAM_TITLE), 1);
	assert_int_equal(shared_grams("书", "水"), 0);
	assert_int_equal(shared_grams("书", "书"), 1);
	assert_int_equal(shared_grams("书", "读书"), 0);
	assert_int_equal(count_grams("", "", FL_GRAM_TITLE), 0);
}

static void test_shingle__a_long_text_does_not_slow_the_next(void **state)
{
	static char text[300001];
	fl_shingler s = { 0 };
	fl_hashes grams = { 0 };
	fl_error err = FL_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof text; i++)
		text[i] = (char)('a' + i * i / 7 % 26);
	assert_int_equal(fl_shingle(&s, fl_str_of(text), FL_STR(""), &grams, &err), FL_OK);
	assert_true(s.num_slots >= sizeof text);
	assert_int_equal(fl_shingle(&s, FL_STR("读书"), FL_STR(""), &grams, &err), FL_OK);
	assert_true(s.num_slots <= 64);
	fl_vec_release(&grams);
	fl_shingler_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_piece__cuts_numbers_words_and_characters),
		cmocka_unit_test(test_piece__equal_pieces_have_equal_hashes),
		cmocka_unit_test(test_shingle__a_gram_is_two_han_characters_or_six_letters),
		cmocka_unit_test(test_shingle__knows_the_part_and_counts_once),
		cmocka_unit_test(test_shingle__short_texts_are_whole_and_not_all_alike),
		cmocka_unit_test(test_shingle__a_long_text_does_not_slow_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
