/* SPDX-License-Identifier: Apache-2.0
 *
 * Duplicates on real texts, where the shared data is present: the join against all pairs, threads against one thread,
 * known groups, labelled pairs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/vec.h"
#include "dedup/corpus.h"
#include "dedup/dedup.h"
#include "dedup/join.h"
#include "domain/dream.h"
#include "shared_data.h"

#define ROWS_MAX 20000

typedef struct table {
	fl_buf bytes;
	fl_dedup_text *texts;
	size_t count;
} table;

static fl_str read_all(const char *path, fl_buf *bytes)
{
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(bytes, FL_BUF_MAX_DEFAULT);
	if (fl_file_read(path, bytes, &err) != FL_OK)
		fail_msg("%s", err.message);
	return fl_buf_view(bytes);
}

/* Every 'step'-th row, at most ROWS_MAX; id, title and body are the first three columns. */
static bool read_table(const char *name, size_t step, table *ret)
{
	char path[4096];
	fl_str all, line;
	size_t pos = 0, row = 0;

	if (!shared_path(name, path, sizeof path))
		return false;
	all = read_all(path, &ret->bytes);
	ret->texts = fl_alloc_array(ROWS_MAX, sizeof *ret->texts);
	ret->count = 0;
	assert_non_null(ret->texts);
	next_line(all, &pos, &line);
	while (ret->count < ROWS_MAX && next_line(all, &pos, &line))
		if (row++ % step == 0)
			ret->texts[ret->count++] = (fl_dedup_text){ .id = tsv_field(line, 0),
								    .title = tsv_field(line, 1),
								    .body = tsv_field(line, 2),
								    .submitted = FL_TIME_NONE };
	return true;
}

static void free_table(table *t)
{
	fl_free(t->texts);
	fl_buf_release(&t->bytes);
}

static void check_all_pairs(const char *name, size_t step, int32_t candidates, size_t least)
{
	table t;
	fl_corpus c;
	fl_couples found = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t at = 0;

	if (!read_table(name, step, &t))
		skip();
	assert_int_equal(fl_corpus_build(t.texts, t.count, &(fl_corpus_options){ .threads = 1 }, &c, &err), FL_OK);
	assert_int_equal(fl_join(&c.sets, candidates, 1000000, 2, &found, &err), FL_OK);
	assert_true(found.len >= least);
	for (size_t a = 0; a < c.sets.count; a++)
		for (size_t b = a + 1; b < c.sets.count; b++) {
			fl_overlap o = fl_gram_overlap(&c.sets, a, b);
			bool is = fl_gram_score(&c.sets, a, b, &o) >= candidates;
			bool has = at < found.len && found.items[at] == FL_COUPLE(a, b);
			if (is != has)
				fail_msg("%s at %d: texts %u and %u were %s", name, candidates, c.text[a], c.text[b],
					 has ? "found" : "missed");
			at += has;
		}
	assert_int_equal(at, found.len);
	fl_vec_release(&found);
	fl_corpus_release(&c);
	free_table(&t);
}

static void test_dedup__finds_what_comparing_all_messages_finds(void **state)
{
	(void)state;
	check_all_pairs("near-duplicates-zh/messages.tsv", 4, 100000, 300);
	check_all_pairs("near-duplicates-zh/messages.tsv", 4, 200000, 100);
	check_all_pairs("near-duplicates-zh/messages.tsv", 3, 600000, 20);
}

static void test_dedup__finds_what_comparing_all_proposals_finds(void **state)
{
	(void)state;
	check_all_pairs("decidim-barcelona/proposals.tsv", 9, 200000, 50);
	check_all_pairs("decidim-barcelona/proposals.tsv", 5, 500000, 5);
}

static void run(const table *t, int threads, fl_arena *arena, fl_dedup_result *ret)
{
	fl_dedup_options options;
	fl_error err = FL_ERROR_INIT;

	fl_dedup_defaults(&options);
	options.threads = threads;
	if (fl_dedup(t->texts, t->count, &options, arena, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static void test_dedup__does_not_depend_on_threads(void **state)
{
	table t;
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_result one, three;

	(void)state;
	if (!read_table("near-duplicates-zh/messages.tsv", 2, &t))
		skip();
	run(&t, 1, &arena, &one);
	run(&t, 3, &arena, &three);
	assert_int_equal(one.num_pairs, three.num_pairs);
	assert_true(one.num_pairs > 500);
	for (size_t i = 0; i < one.num_pairs; i++) {
		const fl_pair *x = &one.pairs[i], *y = &three.pairs[i];
		assert_true(x->a == y->a && x->b == y->b && x->score == y->score && x->title == y->title &&
			    x->body == y->body && x->containment == y->containment && x->exact == y->exact &&
			    x->differs == y->differs && x->verdict == y->verdict);
		assert_true(fl_str_eq(x->only_a, y->only_a) && fl_str_eq(x->only_b, y->only_b));
		assert_true(i == 0 || x[-1].a < x->a || (x[-1].a == x->a && x[-1].b < x->b));
	}
	assert_memory_equal(one.representative, three.representative, t.count * sizeof *one.representative);
	fl_arena_release(&arena);
	free_table(&t);
}

/* Groups of proposals that are known to be equal after normalisation. */
static void test_dedup__finds_every_known_group(void **state)
{
	table t;
	fl_buf bytes;
	fl_corpus c;
	fl_error err = FL_ERROR_INIT;
	fl_map ids = { 0 };
	char path[4096];
	fl_str all, line, group = FL_STR("");
	size_t pos = 0, leader = 0, members = 0;

	(void)state;
	if (!read_table("decidim-barcelona/proposals.tsv", 1, &t))
		skip();
	assert_true(shared_path("decidim-barcelona/exact_groups.tsv", path, sizeof path));
	for (size_t i = 0; i < t.count; i++) {
		size_t ignored;
		assert_true(fl_map_put(&ids, t.texts[i].id, i, &ignored));
	}
	assert_int_equal(fl_corpus_build(t.texts, t.count, &(fl_corpus_options){ .threads = 2 }, &c, &err), FL_OK);
	all = read_all(path, &bytes);
	next_line(all, &pos, &line);
	while (next_line(all, &pos, &line)) {
		size_t text = fl_map_get(&ids, tsv_field(line, 2));
		assert_true(text != FL_MAP_NONE);
		if (!fl_str_eq(group, tsv_field(line, 0))) {
			group = tsv_field(line, 0);
			leader = text;
		}
		if (c.first[text] != c.first[leader])
			fail_msg("proposal %.*s is not with its group", FL_STR_ARG(t.texts[text].id));
		members++;
	}
	assert_int_equal(members, 240);
	fl_map_release(&ids);
	fl_corpus_release(&c);
	fl_buf_release(&bytes);
	free_table(&t);
}

/* What people called different is never merged; most of what they called the same is laid before a person. */
static void test_dedup__agrees_with_people(void **state)
{
	table t;
	fl_buf bytes;
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_result r;
	char path[4096];
	fl_str all, line;
	size_t pos = 0, same = 0, met = 0;

	(void)state;
	if (!read_table("near-duplicates-zh/messages.tsv", 1, &t))
		skip();
	assert_true(shared_path("near-duplicates-zh/pairs_dev.tsv", path, sizeof path));
	run(&t, 2, &arena, &r);
	all = read_all(path, &bytes);
	next_line(all, &pos, &line);
	while (next_line(all, &pos, &line)) {
		bool is = tsv_field(line, 2).data[0] == '2';
		fl_pair_verdict verdict = FL_PAIR_DIFFERENT;
		for (size_t i = 0; i < r.num_pairs; i++) {
			fl_str a = t.texts[r.pairs[i].a].id, b = t.texts[r.pairs[i].b].id;
			if ((fl_str_eq(a, tsv_field(line, 0)) && fl_str_eq(b, tsv_field(line, 1))) ||
			    (fl_str_eq(b, tsv_field(line, 0)) && fl_str_eq(a, tsv_field(line, 1))))
				verdict = r.pairs[i].verdict;
		}
		if (!is && verdict == FL_PAIR_SAME)
			fail_msg("%.*s was merged", FL_STR_ARG(line));
		same += is;
		met += is && verdict != FL_PAIR_DIFFERENT;
	}
	assert_int_equal(same, 66);
	assert_true(met >= 63);
	fl_buf_release(&bytes);
	fl_arena_release(&arena);
	free_table(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dedup__finds_what_comparing_all_messages_finds),
		cmocka_unit_test(test_dedup__finds_what_comparing_all_proposals_finds),
		cmocka_unit_test(test_dedup__does_not_depend_on_threads),
		cmocka_unit_test(test_dedup__finds_every_known_group),
		cmocka_unit_test(test_dedup__agrees_with_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
