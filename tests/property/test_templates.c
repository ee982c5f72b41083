/* SPDX-License-Identifier: Apache-2.0
 *
 * test_templates.c - one template handed in often: groups are those of a slow k-core; of their pairs none that is the same or decided
 * is lost, no cluster changes, and what is kept is linear and forms the same groups again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "dedup/dedup.h"
#include "dedup/idf.h"
#include "domain/dense.h"
#include "domain/dream.h"
#include "random.h"

#include <stdio.h>
#include <string.h>

#define NODES  60
#define TEXTS  120
#define ROUNDS 200

/* ---- groups against a slow oracle --------------------------------------------------------------------------------- */

static uint32_t degree(bool edge[NODES][NODES], const bool *in, size_t i)
{
	uint32_t n = 0;
	for (size_t k = 0; k < NODES; k++)
		n += in[k] && edge[i][k];
	return n;
}

/* Take away whom to take away, until nobody is left to be taken; then colour. */
static void slow_groups(bool edge[NODES][NODES], uint32_t least, uint32_t *hub)
{
	bool in[NODES], again = true;
	memset(in, true, sizeof in);
	while (again) {
		again = false;
		for (size_t i = 0; i < NODES; i++)
			if (in[i] && degree(edge, in, i) < least) {
				in[i] = false;
				again = true;
			}
	}
	for (size_t i = 0; i < NODES; i++)
		hub[i] = in[i] ? (uint32_t)i : FL_DENSE_NONE;
	for (size_t turn = 0; turn < NODES; turn++)
		for (size_t i = 0; i < NODES; i++)
			for (size_t k = 0; k < NODES; k++)
				if (in[i] && in[k] && edge[i][k] && hub[k] < hub[i])
					hub[i] = hub[k];
}

static void test_templates__groups_are_those_of_a_slow_search(void **state)
{
	(void)state;
	size_t groups = 0, none = 0;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		bool edge[NODES][NODES] = { { false } }, any;
		uint64_t edges[NODES * NODES], r = seed, dense = 1 + random_below(&r, 30);
		uint32_t slow[NODES], quick[NODES], least = 1 + (uint32_t)random_below(&r, 8);
		size_t n = 0;
		fl_error err = FL_ERROR_INIT;
		for (size_t i = 0; i < NODES; i++)
			for (size_t k = i + 1; k < NODES; k++)
				if (random_below(&r, 100) < dense && (i % 2 == k % 2 || seed % 2)) {
					edge[i][k] = edge[k][i] = true;
					edges[n++] = (uint64_t)i << 32 | k;
				}
		slow_groups(edge, least, slow);
		assert_int_equal(fl_dense_find(edges, n, NODES, least, quick, &any, &err), FL_OK);
		if (memcmp(slow, quick, sizeof slow) != 0)
			fail_msg("seed %u", (unsigned)seed);
		bool some = false;
		for (size_t i = 0; i < NODES; i++)
			some = some || slow[i] != FL_DENSE_NONE;
		assert_int_equal(some, any);
		groups += some;
		none += !some;
	}
	assert_true(groups > 20 && none > 20);
}

/* ---- pairs -------------------------------------------------------------------------------------------------------- */

typedef struct made {
	char ids[TEXTS][16], titles[TEXTS][96], bodies[TEXTS][128];
	fl_dedup_text texts[TEXTS];
} made;

/* Two templates, some of whose copies differ in nothing that matters, and others that are like none. */
static void make(made *m)
{
	for (size_t i = 0; i < TEXTS; i++) {
		bool first = i % 3 == 0, alone = i % 10 == 9, copy = i % 7 == 0;
		snprintf(m->ids[i], sizeof m->ids[i], "d%zu", i);
		if (alone)
			snprintf(m->titles[i], sizeof m->titles[i], "wish%zuabc%zu", i * 7919, i * 104729);
		else
			snprintf(m->titles[i], sizeof m->titles[i], "%s", first ? "给村小建一间图书室" : "陪伴独居老人过一个热闹的春节");
		const char *body = first ? "村里的小学没有书，想建一间图书室" : "社区里有许多独居老人，想陪他们过节";
		if (copy)
			snprintf(m->bodies[i], sizeof m->bodies[i], "%.*s", i % 2 ? 200 : 27, body);
		else
			snprintf(m->bodies[i], sizeof m->bodies[i], "%s%zu", body, i);
		m->texts[i] = (fl_dedup_text){ .id = fl_str_of(m->ids[i]),
					       .title = fl_str_of(m->titles[i]),
					       .body = fl_str_of(alone ? "" : m->bodies[i]),
					       .organisation = FL_STR(""),
					       .submitted = (int64_t)i };
	}
}

static void find(const made *m, const fl_dedup_options *options, fl_arena *arena, fl_dedup_result *ret)
{
	fl_error err = FL_ERROR_INIT;
	if (fl_dedup(m->texts, TEXTS, options, arena, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static const fl_pair *pair_of(const fl_dedup_result *r, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < r->num_pairs; i++)
		if (r->pairs[i].a == a && r->pairs[i].b == b)
			return &r->pairs[i];
	return NULL;
}

static void check_kept(const fl_dedup_result *all, const fl_dedup_result *thin)
{
	uint64_t left_out = 0, found = 0;
	for (size_t i = 0; i < all->num_pairs; i++) {
		const fl_pair *p = &all->pairs[i], *kept = pair_of(thin, p->a, p->b);
		bool inside = thin->hub[p->a] != FL_DENSE_NONE && thin->hub[p->a] == thin->hub[p->b];
		found += !kept;
		if (!inside || p->verdict == FL_PAIR_SAME || p->decided || thin->hub[p->b] == p->a)
			assert_non_null(kept);
		if (kept) {
			assert_int_equal(kept->verdict, p->verdict);
			assert_int_equal(kept->score, p->score);
			assert_true(fl_str_eq(kept->only_a, p->only_a) && fl_str_eq(kept->shared, p->shared));
		}
	}
	for (size_t i = 0; i < TEXTS; i++)
		left_out += thin->left_out[i];
	assert_int_equal(found, left_out);
	assert_true(left_out > 1000);
	assert_int_equal(all->num_pairs, thin->num_pairs + left_out);
}

/* None that was left out is stronger than the weakest that both its dreams have kept. */
static void check_strongest(const fl_dedup_result *all, const fl_dedup_result *thin)
{
	for (size_t i = 0; i < all->num_pairs; i++) {
		const fl_pair *p = &all->pairs[i];
		size_t stronger[2] = { 0, 0 };
		if (pair_of(thin, p->a, p->b))
			continue;
		for (size_t k = 0; k < thin->num_pairs; k++) {
			const fl_pair *q = &thin->pairs[k];
			stronger[0] += (q->a == p->a || q->b == p->a) && q->score >= p->score;
			stronger[1] += (q->a == p->b || q->b == p->b) && q->score >= p->score;
		}
		assert_true(stronger[0] >= FL_DENSE_LEAST && stronger[1] >= FL_DENSE_LEAST);
	}
}

static void check_groups_again(const fl_dedup_result *thin)
{
	uint64_t edges[TEXTS * TEXTS];
	uint32_t hub[TEXTS];
	bool any;
	size_t n = 0;
	fl_error err = FL_ERROR_INIT;
	for (size_t i = 0; i < thin->num_pairs; i++)
		if (!thin->pairs[i].exact)
			edges[n++] = (uint64_t)thin->pairs[i].a << 32 | thin->pairs[i].b;
	assert_int_equal(fl_dense_find(edges, n, TEXTS, FL_DENSE_LEAST, hub, &any, &err), FL_OK);
	assert_memory_equal(hub, thin->hub, sizeof hub);
}

static void test_templates__only_pairs_to_look_at_are_left_out(void **state)
{
	(void)state;
	static made m;
	/* texts of one template that a person told apart, and brought together */
	const fl_dedup_decision decisions[] = { { 6, 12, true }, { 1, 2, true }, { 3, 30, false }, { 4, 19, false } };
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_options options;
	fl_dedup_result all, thin, threads;
	make(&m);
	fl_dedup_defaults(&options);
	options.decisions = decisions;
	options.num_decisions = 4;
	find(&m, &options, &arena, &all);
	assert_null(all.hub);
	options.template = FL_DENSE_LEAST;
	find(&m, &options, &arena, &thin);
	assert_non_null(thin.hub);
	check_kept(&all, &thin);
	check_strongest(&all, &thin);
	check_groups_again(&thin);
	assert_memory_equal(all.representative, thin.representative, TEXTS * sizeof *all.representative);
	options.threads = 3;
	find(&m, &options, &arena, &threads);
	assert_int_equal(threads.num_pairs, thin.num_pairs);
	for (size_t i = 0; i < thin.num_pairs; i++)
		assert_true(threads.pairs[i].a == thin.pairs[i].a && threads.pairs[i].b == thin.pairs[i].b);
	fl_arena_release(&arena);
}

/* The words of equal titles weigh the less the more dreams have them; equal they are all the same. */
static void test_templates__equal_titles_are_equal(void **state)
{
	(void)state;
	static made m;
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_options options;
	fl_dedup_result all;
	size_t equal = 0;
	make(&m);
	fl_dedup_defaults(&options);
	find(&m, &options, &arena, &all);
	for (size_t i = 0; i < all.num_pairs; i++) {
		const fl_pair *p = &all.pairs[i];
		bool same = strcmp(m.titles[p->a], m.titles[p->b]) == 0;
		assert_int_equal(same, p->title == 1000000);
		equal += same && p->score < 1000000;
	}
	assert_true(equal > 100);
	fl_arena_release(&arena);
}

static void test_templates__survive_a_failing_allocation(void **state)
{
	(void)state;
	static made m;
	bool failed = false;
	make(&m);
	for (int n = 0;; n += 97) {
		fl_arena arena = FL_ARENA_INIT;
		fl_dedup_options options;
		fl_dedup_result r;
		fl_error err = FL_ERROR_INIT;
		fl_dedup_defaults(&options);
		options.template = FL_DENSE_LEAST;
		fl_alloc_fail_after(n);
		fl_status status = fl_dedup(m.texts, TEXTS, &options, &arena, &r, &err);
		fl_alloc_fail_after(-1);
		fl_arena_release(&arena);
		if (status == FL_OK)
			break;
		assert_int_equal(status, FL_ENOMEM);
		failed = true;
	}
	assert_true(failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_templates__groups_are_those_of_a_slow_search),
		cmocka_unit_test(test_templates__only_pairs_to_look_at_are_left_out),
		cmocka_unit_test(test_templates__equal_titles_are_equal),
		cmocka_unit_test(test_templates__survive_a_failing_allocation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
