/* SPDX-License-Identifier: Apache-2.0
 *
 * test_prefilter_places.c - the prefilter tells every place where a needle stands, in its order, and no other: random
 * needles in random texts beside a search that compares every needle at every place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "classify/prefilter.h"
#include "random.h"

#define CASES       2000
#define NEEDLES_MAX 60

/* One to four bytes long; few, so that needles are often there, and nearly. */
static const char *const characters[] = { "a", "b", "é", "я", "学", "校", "课", "生", " ", "🌸", "한" };

static void add_text(fl_buf *out, uint64_t *seed, size_t length, size_t kinds)
{
	for (size_t i = 0; i < length; i++)
		fl_buf_puts(out, characters[random_below(seed, kinds)]);
}

static bool note(void *user, uint32_t use, uint32_t start, uint32_t end)
{
	fl_buf_printf(user, "%u:%u-%u ", use, start, end);
	return true;
}

/* By start, then the shorter first, then by number. */
static void search(const fl_str *needles, size_t count, fl_str text, fl_buf *out)
{
	for (size_t at = 0; at < text.len; at++)
		for (size_t len = 1; len <= text.len - at; len++)
			for (size_t i = 0; i < count; i++)
				if (fl_str_eq(needles[i], fl_str_slice(text, at, at + len)))
					note(out, (uint32_t)i, (uint32_t)at, (uint32_t)(at + len));
}

static void check(uint64_t seed)
{
	uint64_t s = seed;
	size_t count = 1 + random_below(&s, NEEDLES_MAX), length = random_below(&s, 10) == 0 ? 300 : random_below(&s, 40);
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_needle needles[NEEDLES_MAX];
	fl_str texts[NEEDLES_MAX];
	fl_buf words[NEEDLES_MAX], text, want, got;
	fl_prefilter *p = NULL;

	fl_buf_init(&text, 1 << 16);
	fl_buf_init(&want, 1 << 24);
	fl_buf_init(&got, 1 << 24);
	fl_buf_puts(&want, "");
	fl_buf_puts(&got, "");
	for (size_t i = 0; i < count; i++) {
		fl_buf_init(&words[i], 1 << 10);
		/* characters above U+FFFF are in no needle */
		add_text(&words[i], &s, 1 + random_below(&s, random_below(&s, 4) == 0 ? 1 : 5), 9);
		texts[i] = fl_buf_view(&words[i]);
		needles[i] = (fl_needle){ texts[i], (uint32_t)i };
	}
	add_text(&text, &s, length, 11);
	assert_int_equal(fl_prefilter_build(needles, count, &arena, &p, &err), FL_OK);
	search(texts, count, fl_buf_view(&text), &want);
	assert_true(fl_prefilter_scan(p, fl_buf_view(&text), note, &got));
	if (strcmp(want.data, got.data) != 0)
		fail_msg("seed %llu: '%s', not '%s'", (unsigned long long)seed, got.data, want.data);
	for (size_t i = 0; i < count; i++)
		fl_buf_release(&words[i]);
	fl_buf_release(&text);
	fl_buf_release(&want);
	fl_buf_release(&got);
	fl_arena_release(&arena);
}

static void test_prefilter_places__are_those_of_a_plain_search(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= CASES; seed++)
		check(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefilter_places__are_those_of_a_plain_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
