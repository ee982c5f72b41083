/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"
#include "dedup/dedup.h"
#include "domain/dream.h"

#define T(t, b)                                                                                                      \
	{                                                                                                            \
		.id = FL_STR("x"), .title = FL_STR(t), .body = FL_STR(b), .submitted = FL_TIME_NONE                      \
	}

/* What texts 0 and 1 of these share. */
static void check(const fl_dedup_text *texts, size_t count, const char *shared)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_options options;
	fl_dedup_result r;
	fl_error err = FL_ERROR_INIT;

	fl_dedup_defaults(&options);
	options.candidates = 50000;
	assert_int_equal(fl_dedup(texts, count, &options, &arena, &r, &err), FL_OK);
	for (size_t i = 0; i < r.num_pairs; i++)
		if (r.pairs[i].a == 0 && r.pairs[i].b == 1) {
			assert_string_equal(r.pairs[i].shared.data, shared);
			fl_arena_release(&arena);
			return;
		}
	fail_msg("the two were not met");
}

static void test_shared__the_rarest_words_come_first(void **state)
{
	const fl_dedup_text texts[] = { T("给乡村老人做听力筛查", ""), T("为乡村老人办免费听力筛查活动", ""), T("给乡村老人送饭", ""),
					T("教乡村老人用手机", ""),	 T("陪乡村老人聊天", "") };

	(void)state;
	check(texts, 5, "听力筛查\n乡村老人");
}

static void test_shared__shows_whole_words_as_they_are_read(void **state)
{
	const fl_dedup_text texts[] = { T("Build a music school in the village", ""),
					T("A new Music School for our children", ""), T("Repair the village road", ""),
					T("Plant trees in the village", "") };

	(void)state;
	check(texts, 4, "music school");
}

static void test_shared__looks_into_bodies_and_is_the_same_for_the_mirror(void **state)
{
	const fl_dedup_text texts[] = { T("装一盏灯", "村口到学校的小路没有路灯"), T("夜里回家", "孩子们走的小路没有路灯，很黑"),
					T("种树", "河边") };
	const fl_dedup_text mirror[] = { texts[1], texts[0], texts[2] };

	(void)state;
	check(texts, 3, "的小路没有路灯");
	check(mirror, 3, "的小路没有路灯");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shared__the_rarest_words_come_first),
		cmocka_unit_test(test_shared__shows_whole_words_as_they_are_read),
		cmocka_unit_test(test_shared__looks_into_bodies_and_is_the_same_for_the_mirror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
