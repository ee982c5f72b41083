/* SPDX-License-Identifier: Apache-2.0
 *
 * test_propagate.c - bound propagation against all ways to fund the dreams of small rounds.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/instance.h"
#include "allocate/propagate.h"
#include "allocate/tie_break.h"

#include "make_round.h"

enum { MOST_CLASSES = 9 };

typedef struct setting {
	made_round m;
	fl_allocation *a;
	uint32_t *order;
	fl_program *p;
	fl_search *s;
	fl_propagator *propagator;
} setting;

static void set_up(setting *t, uint64_t seed)
{
	rng r = { seed };
	size_t count;
	assert_true(made_round_init(&t->m, &r, (size_t)rng_range(&r, 3, 9), 300, MADE_INDIVISIBLE, seed % 2));
	t->a = fl_allocation_new(t->m.count);
	assert_int_equal(fl_tie_order_make(t->m.spec, t->m.dreams, t->m.count, &t->order, &count, NULL), FL_OK);
	assert_int_equal(fl_program_build(t->m.spec, t->m.dreams, t->order, count, t->a, &t->p, NULL), FL_OK);
	assert_int_equal(fl_search_new(t->p, 1000, &t->s, NULL), FL_OK);
	assert_int_equal(fl_propagator_new(t->s, &t->propagator, NULL), FL_OK);
}

static void tear_down(setting *t)
{
	fl_propagator_free(t->propagator);
	fl_search_free(t->s);
	fl_program_free(t->p);
	fl_allocation_free(t->a);
	fl_free(t->order);
	made_round_release(&t->m);
}

/* Does the row hold, as far as classes decide it? Rows with helper columns: yes. */
static bool holds(const fl_program *p, size_t k, const fl_money *x)
{
	int64_t sum = 0;
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->row[e] == k) {
				if (j >= p->num_classes)
					return true;
				sum += p->coef[e] * x[j];
			}
	return (!p->rows[k].has_lo || mpq_cmp_si(p->rows[k].lo, sum, 1) <= 0) &&
	       (!p->rows[k].has_hi || mpq_cmp_si(p->rows[k].hi, sum, 1) >= 0);
}

typedef struct outcome {
	size_t points, kept; /* within the rows; and of those within the boxes */
} outcome;

static void enumerate(const setting *t, size_t c, fl_money *x, outcome *ret)
{
	const fl_program *p = t->p;
	if (c < p->num_classes) {
		for (uint32_t n = 0; n <= p->columns[c].count; n++) {
			x[c] = (fl_money)n * p->columns[c].unit_max;
			if (x[c] <= p->columns[c].hi)
				enumerate(t, c + 1, x, ret);
		}
		return;
	}
	for (size_t k = 0; k < p->num_rows; k++)
		if (!fl_row_is_private(&p->rows[k]) && !holds(p, k, x))
			return;
	bool inside = true;
	for (size_t j = 0; j < p->num_classes; j++)
		inside = inside && t->s->lo[j] <= x[j] && x[j] <= t->s->hi[j];
	ret->points++;
	ret->kept += inside;
}

static size_t open_of(const setting *t)
{
	size_t open = 0;
	for (size_t c = 0; c < t->p->num_classes; c++)
		open += t->s->lo[c] < t->s->hi[c];
	return open;
}

/* A tree that covers all cases: each branch has its two children, and what is no branch is a leaf with one row, or the open node. */
static void check_tree(const setting *t, uint32_t open)
{
	size_t children = 0;
	for (uint32_t i = 0; i < t->s->nodes.len; i++) {
		const fl_proof_node *node = &t->s->nodes.items[i];
		if (node->kind == FL_NODE_BRANCH) {
			assert_true(node->child[0] > i && node->child[1] > i && node->child[0] != node->child[1]);
			children += 2;
		} else if (i != open) {
			assert_int_equal(node->kind, FL_LEAF_EMPTY);
			assert_int_equal(t->s->sets.items[node->multipliers].len, 1);
		}
	}
	assert_int_equal(children + 1, t->s->nodes.len);
}

static void test_propagate__loses_no_way_to_fund(void **state)
{
	size_t narrowed = 0, closed_rounds = 0, tried = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		setting t;
		fl_money x[MOST_CLASSES + 1] = { 0 };
		uint32_t node;
		bool closed, again;
		set_up(&t, seed);
		if (t.propagator && t.p->num_classes <= MOST_CLASSES) {
			fl_trail trail = { 0 };
			outcome all = { 0 };
			size_t before = open_of(&t);
			assert_int_equal(fl_search_node(t.s, &node, NULL), FL_OK);
			assert_int_equal(fl_propagate(t.s, t.propagator, UINT32_MAX, &node, &trail, &closed, NULL), FL_OK);
			enumerate(&t, 0, x, &all);
			if (all.kept != all.points || (closed && all.points > 0))
				fail_msg("seed %llu: %zu of %zu ways are left", (unsigned long long)seed, closed ? 0 : all.kept, all.points);
			check_tree(&t, closed ? UINT32_MAX : node);
			if (!closed) { /* nothing is left to do */
				size_t len = trail.len;
				assert_int_equal(fl_propagate(t.s, t.propagator, UINT32_MAX, &node, &trail, &again, NULL), FL_OK);
				assert_true(!again && trail.len == len);
			}
			while (trail.len > 0) { /* and back */
				fl_narrowed *box = &trail.items[--trail.len];
				t.s->lo[box->column] = box->lo;
				t.s->hi[box->column] = box->hi;
			}
			assert_int_equal(open_of(&t), before);
			narrowed += t.s->nodes.len > 1;
			closed_rounds += closed;
			tried++;
			fl_vec_release(&trail);
		}
		tear_down(&t);
	}
	assert_true(tried > 800 && narrowed > 300 && closed_rounds > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_propagate__loses_no_way_to_fund),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
