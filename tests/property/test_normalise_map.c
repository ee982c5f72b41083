/* SPDX-License-Identifier: Apache-2.0
 *
 * test_normalise_map.c - what holds for every text: normalising twice changes nothing, the map always points to whole
 * characters of the original and never runs backwards, every digit of the original is still there, and the short way of
 * normalise.c gives what the long way of stretch.c gives for the whole text. Random texts over an alphabet of what is
 * awkward, every character of Unicode alone and between others, and real messages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "shared_data.h"
#include "text/normalise.h"
#include "text/numeral.h"
#include "text/kind.h"
#include "text/stretch.h"

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
	"乡",     "村",       "课",     "b",      "鄉",     "（",     "：",     "“",      "\t",     "年",
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
		if (fl_normal_begin(n, i) >= fl_normal_end(n, i) || fl_normal_end(n, i) > text.len)
			show("an empty or impossible span", text, n->text, seed);
		if (i > 0 && (fl_normal_begin(n, i) < fl_normal_begin(n, i - 1) || fl_normal_end(n, i) < fl_normal_end(n, i - 1)))
			show("a span that runs backwards", text, n->text, seed);
		if (!is_boundary(text, fl_normal_begin(n, i)) || !is_boundary(text, fl_normal_end(n, i)))
			show("a span that cuts a character", text, n->text, seed);
		if (i > 0 && ((unsigned char)n->text.data[i] & 0xC0) == 0x80 &&
		    (fl_normal_begin(n, i) != fl_normal_begin(n, i - 1) || fl_normal_end(n, i) != fl_normal_end(n, i - 1)))
			show("a character with two spans", text, n->text, seed);
	}
	if (fl_normal_begin(n, n->text.len) != text.len || fl_normal_end(n, n->text.len) != text.len)
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

/* The short way gives what the long way gives for the whole text. */
static void check_ways(fl_str text, uint64_t seed)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_normal quick, slow;
	fl_normal_writer w = { .arena = &arena };
	fl_stretch stretch = { .original = text };

	assert_int_equal(fl_normalise(text, FL_NORMAL_MATCH, &arena, &quick, NULL), FL_OK);
	assert_true(fl_stretch_normalise(&stretch, 0, text.len, FL_NORMAL_MATCH, &w));
	slow = (fl_normal){ { w.text, w.len }, w.parts, w.num_parts, text.len };
	if (!fl_str_eq(quick.text, slow.text))
		show("another text than the long way's", text, quick.text, seed);
	for (size_t i = 0; i <= slow.text.len; i++)
		if (fl_normal_begin(&quick, i) != fl_normal_begin(&slow, i) ||
		    fl_normal_end(&quick, i) != fl_normal_end(&slow, i))
			show("another map than the long way's", text, quick.text, seed);
	fl_stretch_release(&stretch);
	fl_arena_release(&arena);
}

static void test_normalise__the_short_way_is_the_long_way_for_random_texts(void **state)
{
	uint64_t seed = 4711;
	char text[BYTE_MAX];

	(void)state;
	for (int i = 0; i < 5 * TEXTS; i++) {
		uint64_t begin = seed;
		size_t len = random_text(&seed, text);
		check_ways((fl_str){ text, len }, begin);
	}
}

/* Before and behind quiet characters, numerals, points and blanks, at the ends of a text. */
static void test_normalise__the_short_way_is_the_long_way_for_every_character(void **state)
{
	static const char *const around[][2] = { { "", "" },    { "村", "课" },   { "村", "" }, { "", "课" },
						 { "a1", "名" }, { "第", "三年" }, { "b ", " c" }, { "3,", "5" },
						 { "村三", "个课" }, { "，", "，" }, { "e", "\u0301村课" } };
	char text[40];

	(void)state;
	for (uint32_t c = 0; c < 0x30000; c++) {
		if (c >= 0xD800 && c < 0xE000)
			continue;
		for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
			size_t len = strlen(around[i][0]);
			memcpy(text, around[i][0], len);
			len += fl_utf8_put(c, text + len);
			memcpy(text + len, around[i][1], strlen(around[i][1]));
			check_ways((fl_str){ text, len + strlen(around[i][1]) }, c);
		}
	}
}

static void test_normalise__the_short_way_is_the_long_way_for_real_texts(void **state)
{
	static const char *const files[] = { "near-duplicates-zh/messages.tsv", "civic-zh/dev.tsv",
					     "sdg-benchmark/dev.csv", "decidim-barcelona/proposals.tsv",
					     "taichung-zh-TW/items.tsv", "360giving/ab-charitable-trust.json" };
	char path[1000];

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		fl_buf text;
		fl_str line;
		size_t pos = 0;
		if (!shared_path(files[i], path, sizeof path))
			continue;
		fl_buf_init(&text, (size_t)1 << 28);
		assert_int_equal(fl_file_read(path, &text, NULL), FL_OK);
		while (next_line(fl_buf_view(&text), &pos, &line))
			check_ways(line, pos);
		fl_buf_release(&text);
	}
}

static void test_normalise__numerals_are_those_of_the_table_of_kinds(void **state)
{
	static const uint32_t numerals[] = { FL_KIND_NUMERALS };
	size_t found = 0;

	(void)state;
	for (uint32_t c = 0x80; c < 0x110000; c++) {
		bool listed = false;
		for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
			listed = listed || numerals[i] == c;
		assert_int_equal(listed, fl_numeral_is(c));
		found += listed;
	}
	assert_int_equal(found, sizeof numerals / sizeof *numerals);
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
		cmocka_unit_test(test_normalise__the_short_way_is_the_long_way_for_random_texts),
		cmocka_unit_test(test_normalise__the_short_way_is_the_long_way_for_every_character),
		cmocka_unit_test(test_normalise__the_short_way_is_the_long_way_for_real_texts),
		cmocka_unit_test(test_normalise__numerals_are_those_of_the_table_of_kinds),
		cmocka_unit_test(test_normalise__european_digits_are_never_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
