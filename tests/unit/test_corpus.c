/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"
#include "dedup/corpus.h"
#include "dedup/weigh.h"

#define T(t, b)                                                                                                      \
	{                                                                                                            \
		.id = { "x", 1 }, .title = { t, sizeof(t) - 1 }, .body = { b, sizeof(b) - 1 }                        \
	}

static void build(const fl_dedup_text *texts, size_t count, fl_corpus *ret)
{
	fl_error err = FL_ERROR_INIT;

	if (fl_corpus_build(texts, count, &(fl_corpus_options){ .threads = 2 }, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static void test_corpus__groups_texts_of_equal_words(void **state)
{
	static const fl_dedup_text texts[] = {
		T("培养1000名急救员", ""),    T("为老人送饭", "每天"),     T("培养一千名急救員！", ""),
		T("为老人，送饭", "每 天。"), T("为老人送饭", "每天中午"), T("为老人送饭每天", ""),
	};
	static const uint32_t first[] = { 0, 1, 0, 1, 4, 1 };
	fl_corpus c;

	(void)state;
	build(texts, 6, &c);
	assert_int_equal(c.sets.count, 3);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(c.first[i], first[i]);
	assert_int_equal(c.text[0], 0);
	assert_int_equal(c.text[1], 1);
	assert_int_equal(c.text[2], 4);
	fl_corpus_release(&c);
}

static void test_corpus__a_text_without_words_is_like_no_other(void **state)
{
	static const fl_dedup_text texts[] = { T("", ""), T("！！！", "…"), T("书", ""), T("", "") };
	fl_corpus c;

	(void)state;
	build(texts, 4, &c);
	assert_int_equal(c.sets.count, 1);
	assert_int_equal(c.first[0], FL_CORPUS_NONE);
	assert_int_equal(c.first[1], FL_CORPUS_NONE);
	assert_int_equal(c.first[2], 2);
	assert_int_equal(c.first[3], FL_CORPUS_NONE);
	fl_corpus_release(&c);
	build(texts, 0, &c);
	assert_int_equal(c.sets.count, 0);
	fl_corpus_release(&c);
}

/* Rarest first, lonely grams only in the totals, a short title lifted to its floor. */
static void test_corpus__weighs_and_orders_grams(void **state)
{
	static const fl_dedup_text texts[] = { T("甲乙", "丙丁"), T("甲乙丙丁庚", ""), T("甲乙", "戊己") };
	fl_corpus c;

	(void)state;
	build(texts, 3, &c);
	uint32_t lonely = fl_weigh(3, 1), two = fl_weigh(3, 2), three = fl_weigh(3, 3);
	assert_int_equal(c.sets.num_grams, 3); /* 丙丁 in two, and so the title 甲乙; the gram 甲乙 in three */
	assert_int_equal(c.sets.weight[0], two);
	assert_int_equal(c.sets.weight[2], three);
	assert_int_equal(c.sets.start[1], 2);
	assert_int_equal(c.sets.entries[0] & FL_GRAM_PARTS, FL_GRAM_BODY);
	assert_int_equal(c.sets.weight[FL_GRAM_RANK(c.sets.entries[0])], two);
	assert_int_equal(c.sets.entries[1], 2 << 2 | FL_GRAM_TITLE);
	assert_int_equal(c.sets.total[0], two + three);
	assert_int_equal(c.sets.body[0], two);
	assert_int_equal(c.sets.title[0], 3 * lonely);
	assert_int_equal(c.sets.whole[0], 0);
	assert_int_equal(c.sets.whole[1], 1);
	assert_int_equal(c.sets.total[1], two + three + 2 * lonely); /* 乙丙, 丁庚 */
	assert_int_equal(c.sets.title[1], c.sets.total[1]);
	assert_int_equal(c.sets.total[2], three + lonely);
	fl_corpus_release(&c);
}

/* The whole title is counted: what two dreams have is as good as what one has; from three on it counts for more. */
static void test_corpus__a_title_of_many_dreams_counts_for_more(void **state)
{
	static const fl_dedup_text texts[] = { T("甲乙丙丁戊", "子丑"), T("甲乙丙丁戊", "寅卯"), T("甲乙丙丁己", "辰巳"),
					       T("甲乙丙丁庚", "午未"), T("甲乙丙丁庚", "申酉"), T("甲乙丙丁庚", "戌亥") };
	fl_corpus c;

	(void)state;
	build(texts, 6, &c);
	uint64_t lonely = fl_weigh(6, 1), first = 3 * fl_weigh(6, 6) + fl_weigh(6, 2), last = 3 * fl_weigh(6, 6) + fl_weigh(6, 3);
	uint64_t least = 3 * lonely;
	assert_int_equal(c.sets.title[0], first > least ? first : least);
	assert_int_equal(c.sets.title[1], c.sets.title[0]);
	assert_int_equal(c.sets.title[3], (last > least ? last : least) * lonely / fl_weigh(6, 2));
	assert_true(c.sets.title[3] > c.sets.title[2]);
	fl_corpus_release(&c);
}

static void test_corpus__is_the_same_with_any_number_of_threads(void **state)
{
	enum { COUNT = 300 };
	static char bytes[COUNT][64];
	static fl_dedup_text texts[COUNT];
	fl_corpus one, four;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++) {
		size_t len = 0;
		for (uint32_t k = 0; k < 12; k++)
			len += fl_utf8_put(0x4e00 + (i * i + k * (i % 7 + 1)) % 60, bytes[i] + len);
		texts[i] = (fl_dedup_text){ .id = FL_STR("x"), .title = { bytes[i], len }, .body = FL_STR("") };
	}
	assert_int_equal(fl_corpus_build(texts, COUNT, &(fl_corpus_options){ .threads = 1 }, &one, &err), FL_OK);
	assert_int_equal(fl_corpus_build(texts, COUNT, &(fl_corpus_options){ .threads = 4 }, &four, &err), FL_OK);
	assert_int_equal(one.sets.count, four.sets.count);
	assert_int_equal(one.sets.num_grams, four.sets.num_grams);
	assert_true(one.sets.num_grams > 50);
	assert_memory_equal(one.sets.start, four.sets.start, (one.sets.count + 1) * sizeof *one.sets.start);
	assert_memory_equal(one.sets.entries, four.sets.entries, one.sets.start[one.sets.count] * sizeof(uint32_t));
	assert_memory_equal(one.sets.total, four.sets.total, one.sets.count * sizeof(uint64_t));
	fl_corpus_release(&one);
	fl_corpus_release(&four);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus__groups_texts_of_equal_words),
		cmocka_unit_test(test_corpus__a_text_without_words_is_like_no_other),
		cmocka_unit_test(test_corpus__weighs_and_orders_grams),
		cmocka_unit_test(test_corpus__a_title_of_many_dreams_counts_for_more),
		cmocka_unit_test(test_corpus__is_the_same_with_any_number_of_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
