/* SPDX-License-Identifier: Apache-2.0
 *
 * search_kit.h - a random round in whole requests up to the linear optimum at the root of its search, and what a point of it is worth.
 */
#ifndef FL_TESTS_SEARCH_KIT_H
#define FL_TESTS_SEARCH_KIT_H

#include "allocate/instance.h"
#include "allocate/integer.h"
#include "allocate/tie_break.h"
#include "base/rational.h"
#include "make_round.h"

typedef struct search_kit {
	made_round m;
	uint32_t *order;
	fl_allocation *a;
	fl_program *p;
	fl_search *s;
	rng r; /* of the seed, after the round was made */
} search_kit;

/* 'requests' are up to so many minor units; 'groups': with groups, limits and several pools. */
static inline void search_kit_init(search_kit *k, uint64_t seed, size_t dreams, int64_t requests, bool groups)
{
	size_t count;
	*k = (search_kit){ .r = { seed } };
	assert_true(made_round_init(&k->m, &k->r, dreams, requests, MADE_INDIVISIBLE, groups));
	k->a = fl_allocation_new(k->m.count);
	assert_int_equal(fl_tie_order_make(k->m.spec, k->m.dreams, k->m.count, &k->order, &count, NULL), FL_OK);
	assert_int_equal(fl_program_build(k->m.spec, k->m.dreams, k->order, count, k->a, &k->p, NULL), FL_OK);
	assert_int_equal(fl_search_new(k->p, 1000, &k->s, NULL), FL_OK);
	assert_int_equal(fl_search_root(k->s, NULL), FL_OK);
}

static inline void search_kit_release(search_kit *k)
{
	fl_search_free(k->s);
	fl_program_free(k->p);
	fl_allocation_free(k->a);
	fl_free(k->order);
	made_round_release(&k->m);
}

/* Does the point keep every row? Its columns are classes. */
static inline bool search_kit_keeps_rows(const fl_program *p, const fl_money *at)
{
	bool ok = true;
	for (size_t k = 0; ok && k < p->num_rows; k++) {
		double sum = 0; /* small whole numbers: exact */
		for (size_t c = 0; c < p->num_classes; c++)
			for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
				sum += p->row[e] == k ? (double)p->coef[e] * (double)at[c] : 0;
		ok = !(p->rows[k].has_hi && sum > mpq_get_d(p->rows[k].hi)) && !(p->rows[k].has_lo && sum < mpq_get_d(p->rows[k].lo));
	}
	return ok;
}

static inline double search_kit_value(const fl_program *p, const fl_money *at)
{
	double sum = 0;
	for (size_t c = 0; c < p->num_classes; c++)
		sum += (double)p->columns[c].c_num / (double)p->columns[c].c_den * (double)at[c];
	return sum;
}

#endif
