/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tag_threads.c - random dreams made of the words of the shipped packs and of what hostile texts contain: any
 * number of threads gives the same taggings, tags are sorted and unique, evidence is in order, and every place covers
 * whole characters of the original.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "classify/tag.h"
#include "random.h"

#include <stdio.h>

#define DREAMS 600
#define SEEDS  4

static const char *const pieces[] = {
	"为",   "1000名", "一千名",     "１２００",  "乡村",        "鄉村", "老人",   "孩子",     "孩",
	"听障", "聽障",   "儿童",       "音乐",      "课",          "急救", "员",     "学校",     "路口",
	"驾校", "图书",   "流浪猫",     "绝育",      "手术",        "女孩", "卫生巾", "。",       "，",
	" ",    "\n",     "㈱",         "ﬁ",         "e\u0301",     "🐢",    "\xFF",   "\xE5\xAD", "\u200B",
	"AED",  "Ａ",     "stray dogs", "first-aid", "13800000000", "三",   "十",     "万",       "母亲",
	"河",   "垃圾",   "心理",       "热线",      "投诉",        "物业", "test",   "的",       "和",
	"给",   "教",     "陪",         "康复",      "残疾",        "体检", "村",     "山",       "ﷺ",
};
#define NUM_PIECES (sizeof pieces / sizeof *pieces)

typedef struct round {
	fl_buf texts[2 * DREAMS];
	fl_text_field fields[2 * DREAMS];
	fl_tag_input inputs[DREAMS];
} round;

static round made;

static void make_round(uint64_t seed)
{
	for (size_t i = 0; i < 2 * DREAMS; i++) {
		fl_buf *text = &made.texts[i];
		fl_buf_init(text, 1 << 20);
		fl_buf_puts(text, "");
		for (size_t k = 0, n = random_below(&seed, i % 2 ? 60 : 12); k < n; k++)
			fl_buf_puts(text, pieces[random_below(&seed, NUM_PIECES)]);
		made.fields[i] = (fl_text_field){ i % 2 ? FL_STR("body") : FL_STR("title"), fl_buf_view(text) };
		made.inputs[i / 2] = (fl_tag_input){ &made.fields[i / 2 * 2], 2 };
	}
}

static void drop_round(void)
{
	for (size_t i = 0; i < 2 * DREAMS; i++)
		fl_buf_release(&made.texts[i]);
}

static void load(const fl_pack *packs[3])
{
	static const char *const names[] = { "public-interest", "serves", "intake" };

	for (int i = 0; i < 3; i++) {
		char path[500];
		fl_buf json;
		fl_pack *pack = NULL;
		fl_error err = FL_ERROR_INIT;
		snprintf(path, sizeof path, "%s/rules/%s.json", FLORIN_SOURCE_DIR, names[i]);
		fl_buf_init(&json, 1 << 24);
		assert_int_equal(fl_file_read(path, &json, &err), FL_OK);
		assert_int_equal(fl_pack_parse(fl_buf_view(&json), path, &pack, &err), FL_OK);
		fl_buf_release(&json);
		packs[i] = pack;
	}
}

/* Between characters, or inside what is no character. */
static bool is_boundary(fl_str text, size_t at)
{
	size_t pos = 0;

	while (pos < at)
		fl_utf8_next(text, &pos);
	return pos == at;
}

static int order_of(const fl_str list[3], fl_str item)
{
	for (int i = 0; i < 3; i++)
		if (fl_str_eq(list[i], item))
			return i;
	fail_msg("'%.*s' is no pack", FL_STR_ARG(item));
	return -1;
}

static void check_tagging(const fl_tagging *t, size_t dream, const fl_str ids[3], uint64_t seed)
{
	for (size_t i = 1; i < t->num_tags; i++)
		assert_true(fl_str_cmp(t->tags[i - 1], t->tags[i]) < 0);
	for (size_t i = 0; i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i], *before = i ? m - 1 : NULL;
		const fl_text_field *f = &made.fields[2 * dream + fl_str_eqz(m->field, "body")];
		if (m->dream != dream || m->start >= m->end || m->end > f->text.len ||
		    !is_boundary(f->text, m->start) || !is_boundary(f->text, m->end))
			fail_msg("seed %llu, dream %zu: %.*s hits %u to %u of '%.*s'", (unsigned long long)seed,
				 dream, FL_STR_ARG(m->rule), m->start, m->end, FL_STR_ARG(f->text));
		if (!before)
			continue;
		assert_true(order_of(ids, before->pack) <= order_of(ids, m->pack));
		if (!fl_str_eq(before->rule, m->rule) || !fl_str_eq(before->pack, m->pack))
			continue;
		assert_true(!(fl_str_eqz(before->field, "body") && fl_str_eqz(m->field, "title")));
		if (fl_str_eq(before->field, m->field))
			assert_true(before->start <= m->start);
	}
}

static void same_str(fl_str a, fl_str b, uint64_t seed, size_t dream)
{
	if (!fl_str_eq(a, b))
		fail_msg("seed %llu, dream %zu: '%.*s' is not '%.*s'", (unsigned long long)seed, dream, FL_STR_ARG(a),
			 FL_STR_ARG(b));
}

static void same_tagging(const fl_tagging *a, const fl_tagging *b, uint64_t seed, size_t dream)
{
	assert_int_equal(a->num_tags, b->num_tags);
	assert_int_equal(a->num_matches, b->num_matches);
	assert_int_equal(a->unclear, b->unclear);
	assert_int_equal(a->limits_hit, b->limits_hit);
	same_str(a->category, b->category, seed, dream);
	for (size_t i = 0; i < a->num_tags; i++)
		same_str(a->tags[i], b->tags[i], seed, dream);
	for (size_t i = 0; i < a->num_matches; i++) {
		const fl_match *x = &a->matches[i], *y = &b->matches[i];
		same_str(x->pack, y->pack, seed, dream);
		same_str(x->rule, y->rule, seed, dream);
		same_str(x->tag, y->tag, seed, dream);
		same_str(x->pattern, y->pattern, seed, dream);
		same_str(x->field, y->field, seed, dream);
		same_str(x->value, y->value, seed, dream);
		assert_int_equal(x->start, y->start);
		assert_int_equal(x->end, y->end);
	}
}

static void test_tag_threads__any_number_gives_the_same_and_places_are_whole(void **state)
{
	static const int threads[] = { 0, 2, 3, 7 };
	const fl_pack *packs[3];
	fl_str ids[3];
	size_t matches = 0;

	(void)state;
	load(packs);
	for (int i = 0; i < 3; i++)
		ids[i] = fl_pack_id(packs[i]);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_tagging *one = NULL;
		fl_error err = FL_ERROR_INIT;
		make_round(seed);
		assert_int_equal(fl_tag(packs, 3, made.inputs, DREAMS, 1, &arena, &one, &err), FL_OK);
		for (size_t i = 0; i < DREAMS; i++) {
			check_tagging(&one[i], i, ids, seed);
			matches += one[i].num_matches;
		}
		for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
			fl_tagging *many = NULL;
			assert_int_equal(fl_tag(packs, 3, made.inputs, DREAMS, threads[k], &arena, &many, &err),
					 FL_OK);
			for (size_t i = 0; i < DREAMS; i++)
				same_tagging(&one[i], &many[i], seed, i);
		}
		fl_arena_release(&arena);
		drop_round();
	}
	for (int i = 0; i < 3; i++)
		fl_pack_free((fl_pack *)packs[i]);
	assert_true(matches > SEEDS * DREAMS); /* the cases must be worth something */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tag_threads__any_number_gives_the_same_and_places_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
