/* SPDX-License-Identifier: Apache-2.0
 *
 * test_review_groups.c - pairs of the queue become questions about clusters: none is lost, none comes twice, and what a
 * decision on a cluster is made about is always there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "random.h"
#include "steps/review_groups.h"

#include <stdio.h>

#define DREAMS_MAX 160

typedef struct made {
	fl_dream dreams[DREAMS_MAX];
	fl_sheet_dream shown[DREAMS_MAX];
	char ids[DREAMS_MAX][16];
	fl_pair pairs[4096];
	fl_review_item queue[4096];
	size_t num_dreams, num_pairs, num_queue;
	fl_arena arena;
	fl_groups groups;
} made;

static void make_dreams(made *m, size_t count)
{
	*m = (made){ .num_dreams = count, .arena = FL_ARENA_INIT };
	for (size_t i = 0; i < count; i++) {
		snprintf(m->ids[i], sizeof m->ids[i], "d%zu", i);
		m->dreams[i] = (fl_dream){ .id = fl_str_of(m->ids[i]), .title = FL_STR("给10名学生上课"), .body = FL_STR("") };
		m->shown[i] = (fl_sheet_dream){ .dream = &m->dreams[i], .representative = (uint32_t)i };
	}
}

/* Pairs come sorted by a, b. */
static void add_pair(made *m, uint32_t a, uint32_t b, fl_pair_verdict verdict)
{
	m->pairs[m->num_pairs++] = (fl_pair){ .a = a, .b = b, .verdict = verdict, .score = 500000 };
}

static void ask(made *m, size_t pair)
{
	m->queue[m->num_queue++] = (fl_review_item){ .pair = &m->pairs[pair], .reason = FL_REVIEW_DOUBT };
}

static void group(made *m)
{
	fl_error err = FL_ERROR_INIT;
	m->groups = (fl_groups){ .dreams = m->shown,
				 .num_dreams = m->num_dreams,
				 .pairs = m->pairs,
				 .num_pairs = m->num_pairs,
				 .arena = &m->arena };
	assert_int_equal(fl_groups_make(&m->groups, m->queue, m->num_queue, &err), FL_OK);
}

static void release(made *m)
{
	fl_groups_release(&m->groups);
	fl_arena_release(&m->arena);
}

static void test_review_groups__one_question_for_a_cluster(void **state)
{
	(void)state;
	static made m;
	make_dreams(&m, 6);
	m.shown[1].representative = m.shown[2].representative = 0; /* 0 1 2 | 3 | 4 5 */
	m.shown[5].representative = 4;
	add_pair(&m, 0, 3, FL_PAIR_REVIEW);
	add_pair(&m, 1, 2, FL_PAIR_SAME);
	add_pair(&m, 1, 3, FL_PAIR_SAME);
	add_pair(&m, 2, 5, FL_PAIR_REVIEW);
	add_pair(&m, 3, 4, FL_PAIR_DIFFERENT);
	ask(&m, 2); /* the most uncertain */
	ask(&m, 3);
	ask(&m, 0);
	group(&m);

	assert_int_equal(m.groups.items.len, 2);
	const fl_sheet_item *first = &m.groups.items.items[0], *second = &m.groups.items.items[1];
	const fl_sheet_pair *pairs = m.groups.shown.items + first->first_pair;
	assert_int_equal(first->num_members, 4); /* 0 1 2 and 3 */
	assert_int_equal(first->num_doubtful, 2);
	assert_int_equal(pairs[0].a, 1); /* in the order of the queue */
	assert_int_equal(pairs[0].b, 3);
	assert_int_equal(pairs[1].a, 0);
	assert_int_equal(pairs[1].b, 3);
	/* then the hub with 1 and 2, which were never compared, then 1 with 2 */
	assert_int_equal(first->num_pairs, 5);
	assert_null(pairs[2].pair);
	assert_null(pairs[3].pair);
	assert_ptr_equal(pairs[4].pair, &m.pairs[1]);
	assert_int_equal(second->num_members, 5); /* 0 1 2 and 4 5 */
	assert_int_equal(second->num_doubtful, 1);
	release(&m);
}

static void test_review_groups__a_pair_has_the_smaller_id_first(void **state)
{
	(void)state;
	static made m;
	make_dreams(&m, 11);
	add_pair(&m, 2, 10, FL_PAIR_REVIEW); /* "d10" comes before "d2" */
	ask(&m, 0);
	group(&m);
	const fl_sheet_pair *p = m.groups.shown.items;
	fl_digest seen = fl_decision_seen(&m.dreams[10], &m.dreams[2]);
	assert_int_equal(p->a, 10);
	assert_int_equal(p->b, 2);
	assert_true(fl_digest_same(&p->seen, &seen));
	release(&m);
}

static void test_review_groups__what_is_withheld_is_not_shown(void **state)
{
	(void)state;
	static made m;
	make_dreams(&m, 4);
	m.shown[1].representative = 0;
	m.shown[1].withheld = true;
	m.shown[3].withheld = true;
	add_pair(&m, 0, 2, FL_PAIR_REVIEW);
	add_pair(&m, 1, 2, FL_PAIR_REVIEW);
	add_pair(&m, 2, 3, FL_PAIR_REVIEW);
	ask(&m, 2);
	ask(&m, 1);
	ask(&m, 0);
	group(&m);
	assert_int_equal(m.groups.items.len, 1);
	const fl_sheet_item *item = m.groups.items.items;
	assert_int_equal(item->num_members, 2);
	assert_int_equal(item->left_out, 1);
	assert_int_equal(item->num_pairs, 1);
	for (size_t i = 0; i < m.groups.members.len; i++)
		assert_false(m.shown[m.groups.members.items[i]].withheld);
	release(&m);
}

/* ---- any clusters, any pairs ---------------------------------------------------------------------------------------- */

static const fl_sheet_item *find_item(const made *m, const fl_pair *pair, size_t *ret_count)
{
	const fl_sheet_item *found = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < m->groups.items.len; i++) {
		const fl_sheet_item *item = &m->groups.items.items[i];
		for (size_t k = 0; k < item->num_doubtful; k++)
			if (m->groups.shown.items[item->first_pair + k].pair == pair) {
				found = item;
				++*ret_count;
			}
	}
	return found;
}

static bool has_pair(const made *m, const fl_sheet_item *item, uint32_t x, uint32_t y)
{
	for (size_t k = 0; k < item->num_pairs; k++) {
		const fl_sheet_pair *p = &m->groups.shown.items[item->first_pair + k];
		if ((p->a == x && p->b == y) || (p->a == y && p->b == x))
			return true;
	}
	return false;
}

static void test_review_groups__no_question_is_lost(void **state)
{
	(void)state;
	static made m;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		uint64_t r = seed;
		make_dreams(&m, 2 + random_below(&r, 30));
		for (size_t i = 1; i < m.num_dreams; i++)
			if (random_below(&r, 2))
				m.shown[i].representative = m.shown[random_below(&r, i)].representative;
		for (uint32_t a = 0; a < m.num_dreams; a++)
			for (uint32_t b = a + 1; b < m.num_dreams; b++)
				if (random_below(&r, 3) == 0)
					add_pair(&m, a, b, (fl_pair_verdict)random_below(&r, 3));
		for (size_t i = 0; i < m.num_pairs; i++)
			if (random_below(&r, 4) == 0)
				ask(&m, i);
		group(&m);
		for (size_t i = 0; i < m.num_queue; i++) {
			size_t count;
			const fl_sheet_item *item = find_item(&m, m.queue[i].pair, &count);
			if (count != 1)
				fail_msg("seed %llu: pair %zu stands in %zu items", (unsigned long long)seed, i, count);
			for (size_t k = 1; k < item->num_members; k++)
				if (!has_pair(&m, item, m.groups.members.items[item->first_member],
					      m.groups.members.items[item->first_member + k]))
					fail_msg("seed %llu: the hub has no pair with a member", (unsigned long long)seed);
		}
		release(&m);
	}
}

static void test_review_groups__a_large_cluster_is_cut(void **state)
{
	(void)state;
	static made m;
	make_dreams(&m, 150);
	for (size_t i = 1; i < 149; i++)
		m.shown[i].representative = 0;
	add_pair(&m, 0, 149, FL_PAIR_REVIEW);
	ask(&m, 0);
	group(&m);
	assert_int_equal(m.groups.items.len, 1);
	assert_int_equal(m.groups.items.items[0].num_members, 100);
	assert_int_equal(m.groups.items.items[0].left_out, 50);
	assert_int_equal(m.groups.members.items[0], 0); /* the hub, then what is in doubt */
	assert_int_equal(m.groups.members.items[1], 149);
	release(&m);

	make_dreams(&m, 150);
	for (size_t i = 2; i < 150; i++)
		m.shown[i].representative = 1;
	add_pair(&m, 0, 1, FL_PAIR_REVIEW);
	ask(&m, 0);
	group(&m);
	assert_int_equal(m.groups.items.len, 1);
	assert_int_equal(m.groups.items.items[0].num_members, 100);
	assert_int_equal(m.groups.items.items[0].left_out, 50);
	release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_review_groups__one_question_for_a_cluster),
		cmocka_unit_test(test_review_groups__a_pair_has_the_smaller_id_first),
		cmocka_unit_test(test_review_groups__what_is_withheld_is_not_shown),
		cmocka_unit_test(test_review_groups__no_question_is_lost),
		cmocka_unit_test(test_review_groups__a_large_cluster_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
