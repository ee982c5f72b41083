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

typedef struct found {
	fl_arena arena;
	fl_dedup_result r;
} found;

static fl_dedup_text text(const char *id, const char *title, const char *body, const char *organisation)
{
	return (fl_dedup_text){ .id = fl_str_of(id),
				.title = fl_str_of(title),
				.body = fl_str_of(body),
				.organisation = fl_str_of(organisation),
				.submitted = FL_TIME_NONE };
}

static void find(const fl_dedup_text *texts, size_t count, int threads, found *ret)
{
	fl_dedup_options options;
	fl_error err = FL_ERROR_INIT;

	ret->arena = FL_ARENA_INIT;
	fl_dedup_defaults(&options);
	options.threads = threads;
	if (fl_dedup(texts, count, &options, &ret->arena, &ret->r, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static const fl_pair *pair_of(const found *f, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < f->r.num_pairs; i++)
		if (f->r.pairs[i].a == a && f->r.pairs[i].b == b)
			return &f->r.pairs[i];
	fail_msg("pair %u %u was not found", a, b);
	return NULL;
}

/* The dreams by which the first round is known, and look-alikes of each. */
static void test_dedup__the_first_round(void **state)
{
	const fl_dedup_text texts[] = {
		text("d1", "为10000名乡村老人提供免费听力筛查", "", ""),
		text("d2", "给1000名乡村学生上职业启蒙课", "", ""),
		text("d3", "为孩子们培养1000个守护生命的急救员", "", ""),
		text("d4", "支持300位听障儿童的音乐康复课", "", ""),
		text("d5", "为乡村孩子培养1000名守护生命的急救员", "", ""),
		text("d6", "为1000名乡村老人提供免费听力筛查", "", ""),
		text("d7", "为通渭县乡村老人提供免费听力筛查", "", ""),
		text("d8", "为会宁县乡村老人提供免费听力筛查", "", ""),
		text("d9", "為孩子們，培養一千個守護生命的急救員！", "", ""),
		text("e1", "给乡村学校建一座图书室", "", ""),
		text("e2", "修建一条通往学校的水泥路", "", ""),
	};
	found f;

	(void)state;
	find(texts, sizeof texts / sizeof *texts, 2, &f);
	const fl_pair *p = pair_of(&f, 2, 4);
	assert_true(p->score >= 200000);
	assert_int_equal(p->verdict, FL_PAIR_REVIEW);
	assert_string_equal(p->only_b.data, "乡村");
	p = pair_of(&f, 0, 5); /* 10,000 against 1,000 */
	assert_true(p->differs & FL_DIFF_NUMBER);
	assert_int_equal(p->verdict, FL_PAIR_REVIEW);
	assert_string_equal(p->only_a.data, "10000");
	assert_string_equal(p->only_b.data, "1000");
	p = pair_of(&f, 6, 7); /* two towns, one template */
	assert_true(p->differs & FL_DIFF_PLACE);
	assert_int_equal(p->verdict, FL_PAIR_REVIEW);
	p = pair_of(&f, 2, 8); /* the same words in other characters */
	assert_true(p->exact);
	assert_int_equal(p->verdict, FL_PAIR_SAME);
	for (uint32_t i = 0; i < 11; i++)
		assert_int_equal(f.r.representative[i], i == 2 || i == 8 ? f.r.representative[8] : i);
	assert_int_equal(f.r.representative[2], f.r.representative[8]);
	fl_arena_release(&f.arena);
}

/* One number in many forms is one number; another number is another dream, in whatever form. */
static void test_dedup__numeral_forms_are_one_number(void **state)
{
	const fl_dedup_text texts[] = {
		text("a", "为1000名乡村学生上职业启蒙课", "", ""),  text("b", "为一千名乡村学生上职业启蒙课", "", ""),
		text("c", "为１０００名乡村学生上职业启蒙课", "", ""), text("d", "为1千名鄉村學生上職業啟蒙課", "", ""),
		text("e", "为1,000名乡村学生上职业启蒙课", "", ""), text("f", "为10,000名乡村学生上职业启蒙课", "", ""),
		text("g", "为一万名乡村学生上职业启蒙课", "", ""),
	};
	found f;

	(void)state;
	find(texts, 7, 1, &f);
	for (uint32_t i = 1; i <= 4; i++) {
		assert_true(pair_of(&f, 0, i)->exact);
		assert_int_equal(pair_of(&f, 0, i)->verdict, FL_PAIR_SAME);
	}
	assert_true(pair_of(&f, 5, 6)->exact);
	const fl_pair *p = pair_of(&f, 0, 5);
	assert_int_equal(p->verdict, FL_PAIR_REVIEW);
	assert_int_equal(p->differs, FL_DIFF_NUMBER);
	assert_string_equal(p->only_a.data, "1000");
	assert_string_equal(p->only_b.data, "10000");
	assert_true(f.r.representative[0] != f.r.representative[5]);
	fl_arena_release(&f.arena);
}

static void test_dedup__merges_when_nothing_that_matters_differs(void **state)
{
	const fl_dedup_text texts[] = {
		text("a", "为100名山区孩子购买课外书", "每人两本，由老师挑选。", "红十字会"),
		text("b", "为100名山区的孩子购买课外书！", "每人两本由老师挑选", "紅十字會 "),
		text("c", "为100名山区孩子购买课外书", "每人三本，由老师挑选。", ""),
		text("d", "为100名山区孩子购买课外书", "每人两本，由老师挑选。", "希望基金"),
		text("e", "为老人送饭", "", ""),
	};
	found f;

	(void)state;
	find(texts, 5, 1, &f);
	assert_int_equal(pair_of(&f, 0, 1)->differs, 0);
	assert_true(pair_of(&f, 0, 1)->score >= 600000);
	assert_int_equal(pair_of(&f, 0, 1)->verdict, FL_PAIR_SAME);
	assert_false(pair_of(&f, 0, 1)->exact);
	assert_int_equal(pair_of(&f, 0, 2)->verdict, FL_PAIR_REVIEW); /* the bodies differ in a number */
	assert_true(pair_of(&f, 0, 2)->differs & FL_DIFF_NUMBER);
	assert_true(pair_of(&f, 0, 3)->exact); /* equal words of two organisations are one wish, and it is told */
	assert_int_equal(pair_of(&f, 0, 3)->verdict, FL_PAIR_SAME);
	assert_int_equal(pair_of(&f, 0, 3)->differs, FL_DIFF_ORGANISATION);
	assert_int_equal(f.r.representative[1], f.r.representative[0]);
	assert_int_equal(f.r.representative[3], f.r.representative[0]);
	assert_int_equal(f.r.representative[2], 2);
	fl_arena_release(&f.arena);
	/* in other words and of another organisation: a person decides */
	const fl_dedup_text apart[] = { texts[1], texts[3] };
	find(apart, 2, 1, &f);
	assert_int_equal(pair_of(&f, 0, 1)->verdict, FL_PAIR_REVIEW);
	assert_int_equal(pair_of(&f, 0, 1)->differs, FL_DIFF_ORGANISATION);
	fl_arena_release(&f.arena);
}

static void test_dedup__the_title_is_looked_for_in_the_whole_other_dream(void **state)
{
	const fl_dedup_text texts[] = {
		text("a", "反对在诺亚山林门口建眼科医院", "噪音和污水怎么办，请领导关注我们小区的几百户居民。", ""),
		text("b", "请关注我们的小区", "开发商要在诺亚山林门口建眼科医院，业主都不同意，希望另外选址。", ""),
		text("c", "请问公积金如何提取", "我去年离职，想提取公积金，需要哪些材料，在哪里办理。", ""),
		text("d", "请问居住证如何办理", "外地户口，想办理居住证，需要哪些材料，在哪里办理。", ""),
	};
	found f;

	(void)state;
	find(texts, 4, 1, &f);
	const fl_pair *p = pair_of(&f, 0, 1);
	assert_true(p->title < 150000 && p->score >= 300000);
	fl_arena_release(&f.arena);
}

static void test_dedup__generic_titles_do_not_make_all_alike(void **state)
{
	enum { COUNT = 40 };
	static char bodies[COUNT][64];
	fl_dedup_text texts[COUNT];
	found f;

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++) {
		size_t len = 0;
		for (uint32_t k = 0; k < 15; k++)
			len += fl_utf8_put(0x4e00 + i * 100 + k * 3, bodies[i] + len);
		texts[i] = text("x", "我的梦想", bodies[i], "");
	}
	find(texts, COUNT, 1, &f);
	assert_int_equal(f.r.num_pairs, 0);
	fl_arena_release(&f.arena);
}

/* One title, at length: what the bodies share decides how much the title is worth. */
static void test_dedup__bodies_that_share_nothing_speak_against_equal_titles(void **state)
{
	const fl_dedup_text texts[] = {
		text("a", "为山区学校改造食堂", "厨房漏雨多年，锅灶已经生锈，希望换一套新的灶台和餐桌。", ""),
		text("b", "为山区学校改造食堂", "厨房漏雨多年，锅灶生锈了，盼望换上新的灶台。", ""),
		text("c", "给老人装扶手", "走廊又长又黑，卫生间没有扶手，夜里容易摔倒。", ""),
		text("d", "给老人装扶手", "每月一次理发义诊，志愿者上门，共二十户人家。", ""),
	};
	found f;

	(void)state;
	find(texts, 4, 1, &f);
	const fl_pair *alike = pair_of(&f, 0, 1), *apart = pair_of(&f, 2, 3);
	assert_int_equal(alike->title, apart->title);
	assert_true(alike->body > 300000 && apart->body == 0);
	assert_true(alike->score > apart->score + 200000);
	assert_true(apart->containment < apart->score); /* the root of C K: between the two */
	fl_arena_release(&f.arena);
}

static void test_dedup__texts_without_words_stay_alone(void **state)
{
	const fl_dedup_text texts[] = { text("a", "", "", ""),    text("b", "", "", ""),   text("c", "❤❤❤", "", ""),
					text("d", "❤❤❤", "", ""), text("e", "书", "", ""), text("f", "水", "", ""),
					text("g", "书！", "", "") };
	found f;

	(void)state;
	find(texts, 7, 1, &f);
	assert_int_equal(f.r.num_pairs, 1);
	assert_true(pair_of(&f, 4, 6)->exact);
	assert_int_equal(f.r.representative[3], 3);
	fl_arena_release(&f.arena);
	find(texts, 0, 1, &f);
	assert_int_equal(f.r.num_pairs, 0);
	fl_arena_release(&f.arena);
}

static void test_dedup__identical_texts_are_a_star(void **state)
{
	enum { COUNT = 30000 };
	fl_dedup_text *texts = fl_alloc_array(COUNT, sizeof *texts);
	found f;

	(void)state;
	assert_non_null(texts);
	for (size_t i = 0; i < COUNT; i++)
		texts[i] = text("x", "为孩子们培养急救员", "一模一样的正文", "");
	find(texts, COUNT, 2, &f);
	assert_int_equal(f.r.num_pairs, COUNT - 1);
	for (size_t i = 0; i < f.r.num_pairs; i++) {
		assert_int_equal(f.r.pairs[i].a, 0);
		assert_int_equal(f.r.pairs[i].b, i + 1);
		assert_int_equal(f.r.pairs[i].verdict, FL_PAIR_SAME);
	}
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(f.r.representative[i], f.r.representative[0]);
	fl_arena_release(&f.arena);
	fl_free(texts);
}

/* Texts of one character are whole texts: alike only where they are equal. */
static void test_dedup__texts_of_one_character(void **state)
{
	enum { COUNT = 3000, DIFFERENT = 500 };
	static char bytes[DIFFERENT][4];
	fl_dedup_text *texts = fl_alloc_array(COUNT, sizeof *texts);
	found f;

	(void)state;
	assert_non_null(texts);
	for (size_t i = 0; i < COUNT; i++) {
		size_t len = fl_utf8_put(0x5e00 + (uint32_t)(i % DIFFERENT), bytes[i % DIFFERENT]);
		texts[i] = (fl_dedup_text){ .id = FL_STR("x"), .title = { bytes[i % DIFFERENT], len }, .submitted = FL_TIME_NONE };
	}
	find(texts, COUNT, 2, &f);
	size_t exact = 0;
	for (size_t i = 0; i < f.r.num_pairs; i++)
		exact += f.r.pairs[i].exact;
	assert_int_equal(exact, f.r.num_pairs);
	assert_true(exact >= COUNT - DIFFERENT && exact < COUNT); /* some of these characters are simplified into others */
	fl_arena_release(&f.arena);
	fl_free(texts);
}

/* One organisation begins all its dreams with the same forty characters: that makes none of them alike. */
static void test_dedup__what_an_organisation_always_says_counts_for_little(void **state)
{
	enum { COUNT = 120, OWN = 30 };
	static const char preamble[] = "我们是一家扎根乡村二十年的公益机构，感谢各位爱心人士一直以来的信任与支持，本项目";
	static char bytes[COUNT][sizeof preamble + OWN * 3];
	fl_dedup_text texts[COUNT];
	uint64_t seed = 3;
	found f;

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		size_t len = sizeof preamble - 1;
		memcpy(bytes[i], preamble, len);
		for (size_t k = 0; k < OWN; k++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			len += fl_utf8_put(0x4e00 + (uint32_t)(seed >> 40) % 5000, bytes[i] + len);
		}
		texts[i] = (fl_dedup_text){ .id = FL_STR("x"), .title = { bytes[i], len }, .organisation = FL_STR("春苗社"),
					    .submitted = FL_TIME_NONE };
	}
	texts[COUNT - 1].title = texts[0].title; /* but for one wish that was sent twice, with a word more */
	texts[COUNT - 1].body = FL_STR("请支持");
	find(texts, COUNT, 2, &f);
	for (size_t i = 0; i < f.r.num_pairs; i++)
		assert_true(f.r.pairs[i].a == 0 && f.r.pairs[i].b == COUNT - 1);
	assert_int_equal(f.r.num_pairs, 1);
	fl_arena_release(&f.arena);
}

/* Half of a long text against the whole of it: met, and left to a person. What both have weighs two thirds of what one has. */
static void test_dedup__one_long_text(void **state)
{
	enum { BYTES = 300000 };
	char *bytes = fl_alloc_array(BYTES + 4, 1);
	uint64_t seed = 9;
	size_t len = 0;
	found f;

	(void)state;
	assert_non_null(bytes);
	while (len < BYTES) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		len += fl_utf8_put(0x4e00 + (uint32_t)(seed >> 40) % 5000, bytes + len);
	}
	const fl_dedup_text texts[] = {
		{ .id = FL_STR("a"), .title = { bytes, len }, .submitted = FL_TIME_NONE },
		{ .id = FL_STR("b"), .title = { bytes, len / 6 * 3 }, .submitted = FL_TIME_NONE },
		{ .id = FL_STR("c"), .title = FL_STR("一个字"), .submitted = FL_TIME_NONE },
	};
	find(texts, 3, 2, &f);
	assert_int_equal(f.r.num_pairs, 1);
	assert_int_equal(f.r.pairs[0].verdict, FL_PAIR_REVIEW);
	assert_true(f.r.pairs[0].containment > 999000 && f.r.pairs[0].score > 380000 && f.r.pairs[0].score < 420000);
	fl_arena_release(&f.arena);
	fl_free(bytes);
}

static void test_dedup__a_limit_of_pairs_is_told(void **state)
{
	enum { COUNT = 60 };
	static char titles[COUNT][64];
	fl_dedup_text texts[COUNT];
	fl_dedup_options options;
	fl_dedup_result r;
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++) { /* a template with one character changed: every pair is alike */
		strcpy(titles[i], "为乡村老人提供免费听力筛查");
		fl_utf8_put(0x5000 + i, titles[i] + 3 * (i % 13));
		texts[i] = text("x", titles[i], "", "");
	}
	fl_dedup_defaults(&options);
	options.max_pairs = 100;
	assert_int_equal(fl_dedup(texts, COUNT, &options, &arena, &r, &err), FL_ERANGE);
	assert_non_null(strstr(err.message, "candidates"));
	fl_arena_release(&arena);
	options.max_pairs = 0;
	assert_int_equal(fl_dedup(texts, COUNT, &options, &arena, &r, &(fl_error){ 0 }), FL_OK);
	assert_int_equal(r.num_pairs, COUNT * (COUNT - 1) / 2);
	fl_arena_release(&arena);
}

static void test_dedup__thresholds_must_be_in_order(void **state)
{
	static const int32_t bad[][3] = {
		{ 0, 600000, 0 }, { 1000001, 1000001, 0 }, { 500000, 400000, 0 }, { 200000, 600000, 700000 }
	};
	const fl_dedup_text one = text("a", "书", "", "");
	fl_arena arena = FL_ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		fl_dedup_options options = { .candidates = bad[i][0], .same = bad[i][1], .review = bad[i][2] };
		fl_dedup_result r;
		fl_error err = FL_ERROR_INIT;
		assert_int_equal(fl_dedup(&one, 1, &options, &arena, &r, &err), FL_EINVAL);
	}
}

static void test_dedup__below_the_review_threshold_is_different(void **state)
{
	const fl_dedup_text texts[] = { text("a", "为乡村老人提供免费听力筛查", "", ""),
					text("b", "为乡村儿童提供免费视力筛查", "", "") };
	fl_dedup_options options;
	fl_dedup_result r;
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	fl_dedup_defaults(&options);
	options.review = 600000;
	assert_int_equal(fl_dedup(texts, 2, &options, &arena, &r, &err), FL_OK);
	assert_int_equal(r.num_pairs, 1);
	assert_int_equal(r.pairs[0].verdict, FL_PAIR_DIFFERENT);
	fl_arena_release(&arena);
}

static void test_dedup__survives_a_failing_allocation(void **state)
{
	const fl_dedup_text texts[] = {
		text("a", "为100名山区孩子购买课外书", "每人两本，由老师挑选。", "红十字会"),
		text("b", "为100名山区的孩子购买课外书！", "每人两本由老师挑选", "红十字会"),
		text("c", "为100名山区孩子购买课外书", "每人两本，由老师挑选。", "希望基金"),
		text("d", "为1000名山区孩子购买课外书", "每人两本，由老师挑选。", ""),
	};
	fl_dedup_options options;

	(void)state;
	fl_dedup_defaults(&options);
	for (int64_t n = 0; n < 1000; n++) {
		fl_dedup_result r;
		fl_arena arena = FL_ARENA_INIT;
		fl_error err = FL_ERROR_INIT;
		fl_alloc_fail_after(n);
		fl_status status = fl_dedup(texts, 4, &options, &arena, &r, &err);
		fl_alloc_fail_after(-1);
		if (status == FL_OK)
			assert_int_equal(pair_of(&(found){ arena, r }, 0, 1)->verdict, FL_PAIR_SAME);
		fl_arena_release(&arena);
		if (status == FL_OK) {
			assert_true(n > 50);
			return;
		}
		assert_int_equal(status, FL_ENOMEM);
		assert_int_equal(err.status, FL_ENOMEM);
	}
	fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dedup__the_first_round),
		cmocka_unit_test(test_dedup__numeral_forms_are_one_number),
		cmocka_unit_test(test_dedup__merges_when_nothing_that_matters_differs),
		cmocka_unit_test(test_dedup__the_title_is_looked_for_in_the_whole_other_dream),
		cmocka_unit_test(test_dedup__generic_titles_do_not_make_all_alike),
		cmocka_unit_test(test_dedup__bodies_that_share_nothing_speak_against_equal_titles),
		cmocka_unit_test(test_dedup__texts_without_words_stay_alone),
		cmocka_unit_test(test_dedup__identical_texts_are_a_star),
		cmocka_unit_test(test_dedup__texts_of_one_character),
		cmocka_unit_test(test_dedup__what_an_organisation_always_says_counts_for_little),
		cmocka_unit_test(test_dedup__one_long_text),
		cmocka_unit_test(test_dedup__a_limit_of_pairs_is_told),
		cmocka_unit_test(test_dedup__thresholds_must_be_in_order),
		cmocka_unit_test(test_dedup__below_the_review_threshold_is_different),
		cmocka_unit_test(test_dedup__survives_a_failing_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
