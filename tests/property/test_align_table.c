/* SPDX-License-Identifier: Apache-2.0
 *
 * test_align_table.c - the alignment by bit vectors is, piece for piece, the one that the whole table gives.
 *
 * The oracle fills the table of Wagner and Fischer cell by cell and walks it, passing over pieces of a where both ways are as long.
 */
#include "base/error.h"
#include "base/str.h"
#include "dedup/align.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PIECES_MAX 300

typedef struct text {
	char bytes[PIECES_MAX * 3 + 1];
	fl_piece items[PIECES_MAX];
	fl_pieces pieces;
} text;

/* So many Han characters out of 'kinds' different ones. */
static void make_text(text *t, size_t len, unsigned kinds, uint64_t *seed)
{
	size_t at = 0, pos = 0, n = 0;

	for (size_t i = 0; i < len; i++)
		at += fl_utf8_put(0x4e00 + (uint32_t)random_below(seed, kinds), t->bytes + at);
	t->pieces = (fl_pieces){ { t->bytes, at }, t->items, 0 };
	while (n < PIECES_MAX && fl_piece_next(t->pieces.text, &pos, false, &t->items[n]))
		n++;
	t->pieces.len = n;
}

/* The oracle: writes the aligned pairs, returns how many. */
static size_t align_by_table(const text *a, const text *b, size_t pairs[][2])
{
	static uint16_t t[PIECES_MAX + 1][PIECES_MAX + 1];
	size_t n = a->pieces.len, m = b->pieces.len, i = 0, j = 0, len = 0;

	memset(t, 0, sizeof t);
	for (size_t r = n; r-- > 0;)
		for (size_t k = m; k-- > 0;)
			t[r][k] = fl_align_equal(&a->pieces, r, &b->pieces, k) ? (uint16_t)(t[r + 1][k + 1] + 1)
				  : t[r + 1][k] > t[r][k + 1]		       ? t[r + 1][k]
									       : t[r][k + 1];
	while (i < n && j < m)
		if (fl_align_equal(&a->pieces, i, &b->pieces, j)) {
			pairs[len][0] = i++;
			pairs[len++][1] = j++;
		} else if (t[i + 1][j] >= t[i][j + 1]) {
			i++;
		} else {
			j++;
		}
	return len;
}

static void check(const text *a, const text *b, fl_align *al, uint64_t seed)
{
	static size_t pairs[PIECES_MAX][2];
	size_t len = align_by_table(a, b, pairs), i, j, at = 0;
	fl_error err = FL_ERROR_INIT;

	assert_int_equal(fl_align_make(al, &a->pieces, 0, a->pieces.len, &b->pieces, 0, b->pieces.len, &err), FL_OK);
	for (; fl_align_next(al, &i, &j); at++)
		if (at >= len || pairs[at][0] != i || pairs[at][1] != j)
			fail_msg("seed %llu: pair %zu of %zu is %zu %zu", (unsigned long long)seed, at, len, i, j);
	assert_int_equal(at, len);
}

static void test_align__is_that_of_the_whole_table(void **state)
{
	static text a, b;
	fl_align al = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		uint64_t s = seed;
		unsigned kinds = 1 + (unsigned)random_below(&s, 1 + random_below(&s, 200));
		size_t longest = 1 + random_below(&s, seed % 4 ? 20 : PIECES_MAX);
		make_text(&a, random_below(&s, longest), kinds, &s);
		make_text(&b, random_below(&s, longest), kinds, &s);
		check(&a, &b, &al, seed);
	}
	fl_align_release(&al);
}

/* Where words of 64 pieces meet. */
static void test_align__carries_from_word_to_word(void **state)
{
	static text a, b;
	fl_align al = { 0 };

	(void)state;
	for (size_t len = 60; len <= 196; len++) {
		uint64_t s = len;
		make_text(&a, len, 2, &s);
		make_text(&b, len - len % 3, 2, &s);
		check(&a, &b, &al, len);
		check(&a, &a, &al, len);
	}
	fl_align_release(&al);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_align__is_that_of_the_whole_table),
		cmocka_unit_test(test_align__carries_from_word_to_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
