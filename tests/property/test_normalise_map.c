/* SPDX-License-Identifier: Apache-2.0
 *
 * test_normalise_map.c - what holds for every text: normalising twice changes nothing, the map always points to whole
 * characters of the original and never runs backwards, every digit of the original is still there. Random texts over
 * an alphabet of what is awkward, and every character of Unicode alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "text/normalise.h"

#include <stdio.h>

#define TEXTS    60000
#define LENGTH   14
#define BYTE_MAX 1024

static uint64_t next_random(uint64_t *seed) /* splitmix64 */
{
	uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static const char *const awkward[] = {
	"一",     "二",       "两",     "三",     "十",     "百",     "千",     "万",     "亿",     "零",
	"〇",     "九",       "第",     "几",     "数",     "年",     "名",     "个",     "人",     "克",
	"米",     "萬",       "億",     "兩",     "貳",     "仟",     "，",     "．",     "。",     "、",
	",",      ".",        "0",      "1",      "2",      "5",      "00",     "000",    "１",     "０",
	"①",      "⑫",        "½",      "²",      "⒈",      "㈠",     "⼀",     "Ⅳ",      "㎡",     " ",
	" ",      "\u3000",   "\n",     "\u200B", "\uFEFF", "\u00AD", "\x01",   "a",      "A",      "Ａ",
	"é",      "e",        "\u0301", "\u0323", "\u0345", "\u20E3", "\u3099", "か",     "ｶ",      "ﾞ",
	"\u1100", "\u1161",   "\u11A8", "가",     "각",     "\u09C7", "\u09BE", "\uFDFA", "ß",      "İ",
	"ŉ",      "ΐ",        "ᾳ",      "龍",     "\uF9C4", "乾",     "著",     "🌸",      "-",      "(",
	"\xFF",   "\xE4\xB8", "\u0344", "\u0F73", "\u2126", "\u212B", "\u1E9B", "\u03F4", "\uFB1D", "\u2ADC",
};

static size_t random_text(uint64_t *seed, char *out)
{
	size_t pieces = next_random(seed) % (LENGTH + 1), len = 0;

	for (size_t i = 0; i < pieces; i++) {
		fl_str piece;
		char any[4];
		if (next_random(seed) % 16 == 0) {
			uint32_t c = (uint32_t)(next_random(seed) % 0x30000);
			piece = (fl_str){ any, fl_utf8_put(c >= 0xD800 && c < 0xE000 ? 0xE9 : c, any) };
		} else {
			piece = fl_str_of(awkward[next_random(seed) % (sizeof awkward / sizeof *awkward)]);
		}
		memcpy(out + len, piece.data, piece.len);
		len += piece.len;
	}
	return len;
}

/* Is 'at' between two characters (malformed bytes count as one each)? */
static bool is_boundary(fl_str text, size_t at)
{
	size_t pos = 0;

	while (pos < at)
		fl_utf8_next(text, &pos);
	return pos == at;
}

static void show(const char *what, fl_str text, fl_str normal, uint64_t seed)
{
	fprintf(stderr, "%s, seed %llu, bytes", what, (unsigned long long)seed);
	for (size_t i = 0; i < text.len; i++)
		fprintf(stderr, " %02x", (unsigned char)text.data[i]);
	fail_msg("%s: '%.*s' -> '%.*s', seed %llu", what, FL_STR_ARG(text), FL_STR_ARG(normal),
		 (unsigned long long)seed);
}

static void check_map(fl_str text, const fl_normal *n, uint64_t seed)
{
	for (size_t i = 0; i < n->text.len; i++) {
		if (n->begin[i] >= n->end[i] || n->end[i] > text.len)
			show("an empty or impossible span", text, n->text, seed);
		if (i > 0 && (n->begin[i] < n->begin[i - 1] || n->end[i] < n->end[i - 1]))
			show("a span that runs backwards", text, n->text, seed);
		if (!is_boundary(text, n->begin[i]) || !is_boundary(text, n->end[i]))
			show("a span that cuts a character", text, n->text, seed);
		if (i > 0 && ((unsigned char)n->text.data[i] & 0xC0) == 0x80 &&
		    (n->begin[i] != n->begin[i - 1] || n->end[i] != n->end[i - 1]))
			show("a character with two spans", text, n->text, seed);
	}
	if (n->begin[n->text.len] != text.len || n->end[n->text.len] != text.len)
		show("a map without its end", text, n->text, seed);
}

static void check(fl_str text, fl_normal_flags flags, uint64_t seed)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_normal once, twice;

	assert_int_equal(fl_normalise(text, flags, &arena, &once, NULL), FL_OK);
	assert_int_equal(fl_normalise(once.text, flags, &arena, &twice, NULL), FL_OK);
	if (!fl_utf8_valid(once.text, NULL))
		show("no UTF-8", text, once.text, seed);
	if (!fl_str_eq(once.text, twice.text))
		show(flags ? "compared twice differs" : "twice differs", once.text, twice.text, seed);
	check_map(text, &once, seed);
	fl_arena_release(&arena);
}

static void test_normalise__holds_for_random_texts(void **state)
{
	uint64_t seed = 20261123;
	char text[BYTE_MAX];

	(void)state;
	for (int i = 0; i < TEXTS; i++) {
		uint64_t begin = seed;
		size_t len = random_text(&seed, text);
		check((fl_str){ text, len }, FL_NORMAL_MATCH, begin);
		check((fl_str){ text, len }, FL_NORMAL_COMPARE, begin);
	}
}

static void test_normalise__holds_for_every_character(void **state)
{
	char text[16];

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		if (c >= 0xD800 && c < 0xE000)
			continue;
		if (c >= 0x40000 && c % 257 != 0) /* nothing is assigned there but private use and tags */
			continue;
		size_t len = fl_utf8_put(c, text);
		memcpy(text + len, "1\u0301", 3);
		check((fl_str){ text, len }, FL_NORMAL_MATCH, c);
		check((fl_str){ text, len + 3 }, FL_NORMAL_COMPARE, c);
	}
}

/* The digits of a text without the others, as the eye reads them. */
static void test_normalise__european_digits_are_never_erased(void **state)
{
	static const char alphabet[] = "0123456789,.- a";
	uint64_t seed = 7;
	char text[32], before[32], after[64];

	(void)state;
	for (int i = 0; i < TEXTS; i++) {
		size_t len = next_random(&seed) % sizeof text, n = 0, m = 0;
		fl_arena arena = FL_ARENA_INIT;
		fl_normal normal;
		for (size_t j = 0; j < len; j++)
			text[j] = alphabet[next_random(&seed) % (sizeof alphabet - 1)];
		assert_int_equal(fl_normalise((fl_str){ text, len }, FL_NORMAL_COMPARE, &arena, &normal, NULL),
				 FL_OK);
		for (size_t j = 0; j < len; j++)
			if (text[j] >= '0' && text[j] <= '9')
				before[n++] = text[j];
		for (size_t j = 0; j < normal.text.len; j++)
			if (normal.text.data[j] >= '0' && normal.text.data[j] <= '9')
				after[m++] = normal.text.data[j];
		if (n != m || memcmp(before, after, n) != 0)
			show("digits differ", (fl_str){ text, len }, normal.text, seed);
		fl_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalise__holds_for_random_texts),
		cmocka_unit_test(test_normalise__holds_for_every_character),
		cmocka_unit_test(test_normalise__european_digits_are_never_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
