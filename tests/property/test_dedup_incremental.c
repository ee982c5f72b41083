/* SPDX-License-Identifier: Apache-2.0
 *
 * Dreams that come later: what is found with the help of an earlier look is what is found without it, under one table of
 * weights. Random rounds in which dreams come, go, change and move; the seed of a failing case is printed. And real
 * proposals, where the shared data is present.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/vec.h"
#include "dedup/dedup.h"
#include "dedup/idf.h"
#include "domain/dream.h"
#include "shared_data.h"

#define TEXTS_MAX 90
#define BYTES_MAX 200

static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t below(uint64_t *seed, uint64_t n)
{
	return next_random(seed) % n;
}

typedef struct round {
	fl_dedup_text texts[TEXTS_MAX];
	char bytes[TEXTS_MAX][2][BYTES_MAX];
	size_t count;
} round;

static fl_str make_words(char *out, uint64_t *seed, uint64_t most)
{
	static const char *const words[] = { "乡村", "老人", "孩子", "听力", "筛查", "学校", "食堂", "图书", "100", "1000",
					     "急救", "通渭县", "会宁县", "路灯", "水井", "河边", "种树", "book", "music", "，" };
	size_t len = 0;

	for (uint64_t n = below(seed, most + 1); n > 0; n--) {
		const char *word = words[below(seed, sizeof words / sizeof *words)];
		memcpy(out + len, word, strlen(word));
		len += strlen(word);
	}
	return (fl_str){ out, len };
}

static void make_text(round *r, size_t i, uint64_t *seed)
{
	static const char *const organisations[] = { "", "红十字会", "希望基金", "紅十字會" };
	static char ids[TEXTS_MAX][8];

	snprintf(ids[i], sizeof ids[i], "d%zu", i);
	r->texts[i] = (fl_dedup_text){ .id = fl_str_of(ids[i]),
				       .organisation = fl_str_of(organisations[below(seed, 4)]),
				       .submitted = (int64_t)below(seed, 50) };
	if (i > 0 && below(seed, 3) == 0) { /* the words of another, perhaps with one more */
		size_t from = below(seed, i);
		r->texts[i].title = r->texts[from].title;
		r->texts[i].body = below(seed, 2) ? r->texts[from].body : make_words(r->bytes[i][1], seed, 6);
		return;
	}
	r->texts[i].title = make_words(r->bytes[i][0], seed, 5);
	r->texts[i].body = below(seed, 3) ? make_words(r->bytes[i][1], seed, 8) : FL_STR("");
}

typedef struct told {
	fl_dedup_decision items[4];
	size_t count;
} told;

static void look(const fl_dedup_text *texts, size_t count, const fl_idf *idf, const fl_dedup_known *known, int32_t candidates,
		 int threads, const told *rulings, fl_arena *arena, fl_dedup_result *ret)
{
	fl_dedup_options options;
	fl_error err = FL_ERROR_INIT;

	fl_dedup_defaults(&options);
	options.candidates = candidates;
	options.threads = threads;
	options.idf = idf;
	options.make_idf = idf == NULL;
	options.known = known;
	options.decisions = rulings ? rulings->items : NULL;
	options.num_decisions = rulings ? rulings->count : 0;
	if (fl_dedup(texts, count, &options, arena, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static void check_equal(const fl_dedup_result *a, const fl_dedup_result *b, size_t count, uint64_t seed)
{
	if (a->num_pairs != b->num_pairs)
		fail_msg("seed %llu: %zu pairs, not %zu", (unsigned long long)seed, b->num_pairs, a->num_pairs);
	for (size_t i = 0; i < a->num_pairs; i++) {
		const fl_pair *x = &a->pairs[i], *y = &b->pairs[i];
		if (x->a != y->a || x->b != y->b || x->score != y->score || x->title != y->title || x->body != y->body ||
		    x->containment != y->containment || x->exact != y->exact || x->differs != y->differs ||
		    x->verdict != y->verdict || x->decided != y->decided || !fl_str_eq(x->only_a, y->only_a) ||
		    !fl_str_eq(x->only_b, y->only_b) || !fl_str_eq(x->shared, y->shared))
			fail_msg("seed %llu: pair %u %u is not what it was", (unsigned long long)seed, x->a, x->b);
	}
	assert_memory_equal(a->representative, b->representative, count * sizeof *a->representative);
}

/* What the look at 'was' found, told of the texts of today: now[i] is the place of text i today, or SIZE_MAX. */
static fl_dedup_known recall(const fl_dedup_result *was, const size_t *now, const bool *same, size_t then, size_t count,
			     fl_arena *arena)
{
	bool *texts = fl_arena_array(arena, count, sizeof *texts);
	fl_dedup_weights *weights = fl_arena_array(arena, count, sizeof *weights);
	fl_pair *pairs = fl_arena_array(arena, was->num_pairs + 1, sizeof *pairs);
	size_t n = 0;

	for (size_t i = 0; i < then; i++)
		if (now[i] != SIZE_MAX) {
			texts[now[i]] = same[i];
			weights[now[i]] = was->weights[i];
		}
	for (size_t i = 0; i < was->num_pairs; i++) /* those that are not the first of their words have no pairs of their own */
		if (was->pairs[i].exact && now[was->pairs[i].b] != SIZE_MAX)
			texts[now[was->pairs[i].b]] = false;
	for (size_t i = 0; i < was->num_pairs; i++) {
		const fl_pair *p = &was->pairs[i];
		if (p->exact || now[p->a] == SIZE_MAX || now[p->b] == SIZE_MAX || !same[p->a] || !same[p->b])
			continue;
		pairs[n] = *p;
		pairs[n].a = (uint32_t)now[p->a];
		pairs[n++].b = (uint32_t)now[p->b];
	}
	return (fl_dedup_known){ texts, weights, pairs, n };
}

/* Some texts go, some change, some move, some come. */
static void later(const round *was, round *r, size_t *now, bool *same, uint64_t *seed)
{
	bool reversed = below(seed, 3) == 0;
	uint64_t gone = 2 + below(seed, 20), changed = 2 + below(seed, 40);
	size_t n = 0;

	*r = (round){ .count = 0 };
	for (size_t k = 0; k < was->count; k++) {
		size_t i = reversed ? was->count - 1 - k : k;
		now[i] = SIZE_MAX;
		if (below(seed, gone) == 0)
			continue;
		now[i] = n;
		same[i] = below(seed, changed) != 0;
		r->texts[n] = was->texts[i];
		if (!same[i])
			r->texts[n].body = make_words(r->bytes[n][1], seed, 8);
		n++;
	}
	for (uint64_t more = below(seed, below(seed, 2) ? 6 : 40); more > 0 && n < TEXTS_MAX; more--)
		make_text(r, n++, seed);
	r->count = n;
}

static void test_dedup__later_dreams_change_nothing_for_the_others(void **state)
{
	static const int32_t thresholds[] = { 1, 100000, 200000, 400000, 600000 };
	round *was = fl_alloc(sizeof *was), *is = fl_alloc(sizeof *is);
	size_t pairs = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		uint64_t s = seed;
		fl_arena arena = FL_ARENA_INIT;
		fl_dedup_result first, full, quick;
		size_t now[TEXTS_MAX];
		bool same[TEXTS_MAX];
		int32_t candidates = thresholds[seed % 5];
		*was = (round){ .count = 1 + below(&s, 45) };
		for (size_t i = 0; i < was->count; i++)
			make_text(was, i, &s);
		look(was->texts, was->count, NULL, NULL, candidates, 1, NULL, &arena, &first);
		if (!first.idf) { /* not one word */
			fl_arena_release(&arena);
			continue;
		}
		later(was, is, now, same, &s);
		fl_dedup_known known = recall(&first, now, same, was->count, is->count, &arena);
		told rulings = { .count = 0 };
		for (uint64_t k = below(&s, 5); k > 0 && is->count > 1; k--) {
			uint32_t a = (uint32_t)below(&s, is->count), b = (uint32_t)below(&s, is->count);
			if (a != b)
				rulings.items[rulings.count++] = (fl_dedup_decision){ a, b, below(&s, 2) != 0 };
		}
		look(is->texts, is->count, first.idf, NULL, candidates, 1, &rulings, &arena, &full);
		look(is->texts, is->count, first.idf, &known, candidates, 1 + (int)(seed % 2), &rulings, &arena, &quick);
		check_equal(&full, &quick, is->count, seed);
		pairs += full.num_pairs;
		fl_arena_release(&arena);
	}
	assert_true(pairs > 5000);
	fl_free(was);
	fl_free(is);
}

/* The table of the first look gives what the first look gave; and it survives being written down. */
static void test_dedup__its_own_table_changes_nothing(void **state)
{
	round *r = fl_alloc(sizeof *r);

	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		uint64_t s = seed;
		fl_arena arena = FL_ARENA_INIT;
		fl_error err = FL_ERROR_INIT;
		fl_dedup_result first, again;
		fl_idf read;
		fl_buf bytes;
		*r = (round){ .count = 20 + below(&s, 40) };
		for (size_t i = 0; i < r->count; i++)
			make_text(r, i, &s);
		look(r->texts, r->count, NULL, NULL, 100000, 1, NULL, &arena, &first);
		fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
		fl_idf_print(first.idf, &bytes);
		assert_int_equal(fl_idf_parse(fl_buf_view(&bytes), &arena, &read, &err), FL_OK);
		look(r->texts, r->count, &read, NULL, 100000, 2, NULL, &arena, &again);
		check_equal(&first, &again, r->count, seed);
		fl_buf_release(&bytes);
		fl_arena_release(&arena);
	}
	fl_free(r);
}

static size_t read_proposals(fl_buf *bytes, fl_dedup_text **ret)
{
	char path[4096];
	fl_error err = FL_ERROR_INIT;
	fl_str line;
	size_t pos = 0, n = 0;

	if (!shared_path("decidim-barcelona/proposals.tsv", path, sizeof path))
		skip();
	fl_buf_init(bytes, FL_BUF_MAX_DEFAULT);
	assert_int_equal(fl_file_read(path, bytes, &err), FL_OK);
	*ret = fl_alloc_array(20000, sizeof **ret);
	next_line(fl_buf_view(bytes), &pos, &line);
	while (n < 20000 && next_line(fl_buf_view(bytes), &pos, &line))
		(*ret)[n++] = (fl_dedup_text){ .id = tsv_field(line, 0),
					       .title = tsv_field(line, 1),
					       .body = tsv_field(line, 2),
					       .organisation = tsv_field(line, 6),
					       .submitted = FL_TIME_NONE };
	return n;
}

static void test_dedup__two_hundred_later_proposals(void **state)
{
	fl_buf bytes;
	fl_dedup_text *texts;
	size_t count = read_proposals(&bytes, &texts), then = count - 200;
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_result first, full, quick;
	size_t *now = fl_alloc_array(then, sizeof *now);
	bool *same = fl_alloc_array(then, sizeof *same);

	(void)state;
	for (size_t i = 0; i < then; i++) {
		now[i] = i;
		same[i] = true;
	}
	look(texts, then, NULL, NULL, 200000, 2, NULL, &arena, &first);
	fl_dedup_known known = recall(&first, now, same, then, count, &arena);
	look(texts, count, first.idf, NULL, 200000, 2, NULL, &arena, &full);
	look(texts, count, first.idf, &known, 200000, 2, NULL, &arena, &quick);
	assert_true(full.num_pairs > first.num_pairs + 100);
	check_equal(&full, &quick, count, 0);
	fl_arena_release(&arena);
	fl_free(now);
	fl_free(same);
	fl_free(texts);
	fl_buf_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dedup__later_dreams_change_nothing_for_the_others),
		cmocka_unit_test(test_dedup__its_own_table_changes_nothing),
		cmocka_unit_test(test_dedup__two_hundred_later_proposals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
