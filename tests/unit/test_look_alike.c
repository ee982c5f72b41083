/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"
#include "dedup/look_alike.h"
#include "random.h"

#define NONE (-1)

/* The reason for which two names look alike; NONE: they do not. */
static int reason_of(const char *a, const char *b)
{
	fl_str names[] = { fl_str_of(a), fl_str_of(b) };
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_look_alike *items;
	size_t count;
	assert_int_equal(fl_look_alikes(names, 2, 1, &arena, &items, &count, &err), FL_OK);
	int reason = count ? (int)items[0].reason : NONE;
	fl_arena_release(&arena);
	return reason;
}

static void expect(const char *a, const char *b, int reason)
{
	if (reason_of(a, b) != reason || reason_of(b, a) != reason)
		fail_msg("'%s' and '%s': %d", a, b, reason_of(a, b));
}

static void test_look_alike__the_core_of_a_name(void **state)
{
	(void)state;
	expect("春苗公益服务社", "春苗服务中心", FL_ALIKE_CORE);
	expect("春苗（北京）有限公司", "春苗基金会", FL_ALIKE_CORE);
	expect("北京市春苗基金会", "北京春苗基金会", FL_ALIKE_CORE);
	expect("Spring Foundation", "Spring Ltd", FL_ALIKE_CORE);
	expect("春苗基金会", "夕阳红基金会", NONE);
	expect("基金会", "服务中心", NONE);
}

static void test_look_alike__one_letter(void **state)
{
	(void)state;
	expect("春苗助学联盟", "春苖助学联盟", FL_ALIKE_LETTER);
	expect("春苗助学联盟", "春苗助学盟", FL_ALIKE_LETTER);
	expect("春苗助学联盟", "新春苗助学联盟", FL_ALIKE_LETTER);
	expect("greenpeace", "greempeace", FL_ALIKE_LETTER);
	expect("希望第一小学", "希望第二小学", NONE); /* two schools */
	expect("青年志愿队12", "青年志愿队13", NONE);
	expect("春苗", "春苖", NONE); /* of two letters one is half of the name */
}

static void test_look_alike__most_of_the_words(void **state)
{
	(void)state;
	expect("四川省绵阳市平武县春苗助学志愿者联盟", "四川绵阳平武春苗助学志愿者联盟", FL_ALIKE_CORE);
	expect("云岭山区儿童阅读推广计划办公室", "云岭山区儿童阅读推广计划执行办公室", FL_ALIKE_WORDS);
}

/* Against all with all: which names are one letter apart. */
static void test_look_alike__no_letter_is_missed(void **state)
{
	enum { NAMES = 60 };
	static char text[NAMES][40];
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		uint64_t s = seed;
		fl_str names[NAMES];
		fl_arena arena = FL_ARENA_INIT;
		fl_error err = FL_ERROR_INIT;
		fl_look_alike *items;
		size_t count;
		for (size_t i = 0; i < NAMES; i++) {
			size_t len = 4 + random_below(&s, 3);
			for (size_t k = 0; k < len; k++)
				text[i][k] = (char)('f' + random_below(&s, 3));
			text[i][len] = '\0';
			names[i] = fl_str_of(text[i]);
		}
		assert_int_equal(fl_look_alikes(names, NAMES, 1, &arena, &items, &count, &err), FL_OK);
		for (uint32_t a = 0; a < NAMES; a++)
			for (uint32_t b = a + 1; b < NAMES; b++) {
				size_t begin = 0, x = names[a].len, y = names[b].len;
				while (begin < x && begin < y && text[a][begin] == text[b][begin])
					begin++;
				while (x > begin && y > begin && text[a][x - 1] == text[b][y - 1]) {
					x--;
					y--;
				}
				bool one = !fl_str_eq(names[a], names[b]) && x - begin <= 1 && y - begin <= 1, has = false;
				for (size_t i = 0; i < count; i++)
					has = has || (items[i].a == a && items[i].b == b);
				if (one && !has)
					fail_msg("seed %llu: '%s' and '%s'", (unsigned long long)seed, text[a], text[b]);
			}
		fl_arena_release(&arena);
	}
}

/* A hundred thousand names, and no quadratic blow-up: the test would not end. */
static void test_look_alike__many_names(void **state)
{
	enum { NAMES = 100000 };
	fl_str *names = fl_alloc_array(NAMES, sizeof *names);
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_look_alike *items;
	size_t count;
	char text[64];

	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		snprintf(text, sizeof text, "第%zu志愿服务队", i);
		names[i] = fl_arena_str(&arena, fl_str_of(text));
	}
	assert_int_equal(fl_look_alikes(names, NAMES, 2, &arena, &items, &count, &err), FL_OK);
	assert_int_equal(count, 0);
	fl_arena_release(&arena);
	fl_free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_look_alike__the_core_of_a_name),
		cmocka_unit_test(test_look_alike__one_letter),
		cmocka_unit_test(test_look_alike__most_of_the_words),
		cmocka_unit_test(test_look_alike__no_letter_is_missed),
		cmocka_unit_test(test_look_alike__many_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
