/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rounding_oracle.c - of all ways to round small rounds up or down, the awards are one that keeps every limit and is best.
 *
 * Every choice of dreams that go up is tried. Whether pools can pay is Hall's condition, both ways: no set of pools is asked for more
 * than it has by dreams that only these may pay, and none must spend more than the dreams get that one of them may pay
 * (Mendelsohn and Dulmage, Canadian Journal of Mathematics 10, 1958: both together suffice).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/error.h"
#include "make_round.h"

#define MOST_CHOICES 14

typedef struct choices { /* what each dream gets at least, and which of them may get one more */
	fl_money x[64];
	size_t dream[MOST_CHOICES], count;
	int64_t weight[MOST_CHOICES];
	bool more;
} choices;

/* As rounding.c: a step counts 1024 and its remainder in 1023rds. */
static void find_choices(const made_round *m, const fl_allocation *a, choices *ret)
{
	ret->count = 0;
	ret->more = false;
	for (size_t i = 0; i < m->count; i++) {
		const fl_exact *exact = &a->proof->unrounded[i];
		ret->x[i] = exact->whole;
		if (exact->rest == 0)
			continue;
		ret->more = ret->more || ret->count == MOST_CHOICES;
		if (ret->more)
			return;
		ret->weight[ret->count] = 1024 + (int64_t)(mpq_get_d(a->proof->rests[exact->rest - 1]) * 1023);
		ret->dream[ret->count++] = i;
	}
}

static unsigned pools_of(const made_round *m, size_t dream)
{
	unsigned set = 0;
	for (size_t p = 0; p < m->spec->num_pools; p++)
		if (fl_selector_matches(m->spec->pools[p].selector, &m->dreams[dream]))
			set |= 1u << p;
	return set;
}

static bool pools_can_pay(const made_round *m, const fl_money *x)
{
	for (unsigned set = 1; set < 1u << m->spec->num_pools; set++) {
		int64_t have = 0, must = 0, alone = 0, any = 0;
		for (size_t p = 0; p < m->spec->num_pools; p++) {
			const fl_pool *pool = &m->spec->pools[p];
			have += set >> p & 1 ? pool->amount : 0;
			must += set >> p & 1 && pool->must_spend ? pool->amount : 0;
		}
		for (size_t i = 0; i < m->count; i++) {
			alone += (pools_of(m, i) & ~set) == 0 ? x[i] : 0;
			any += (pools_of(m, i) & set) != 0 ? x[i] : 0;
		}
		if (alone > have || any < must)
			return false;
	}
	return true;
}

static bool group_holds(const made_round *m, const fl_group *g, const fl_money *x, fl_str value)
{
	int64_t sum = 0, total = 0;
	for (size_t i = 0; i < m->count; i++) {
		total += x[i];
		if (fl_selector_matches(g->selector, &m->dreams[i]) &&
		    (g->each == FL_EACH_NONE || fl_str_eq(m->dreams[i].organisation, value)))
			sum += x[i];
	}
	int64_t base = g->of == FL_OF_BUDGET ? m->spec->budget : total;
	return !(g->has_min && sum < g->min) && !(g->has_max && sum > g->max) &&
	       !(g->has_min_share && sum * g->min_share.den < g->min_share.num * base) &&
	       !(g->has_max_share && sum * g->max_share.den > g->max_share.num * base);
}

static bool allowed(const made_round *m, const fl_money *x)
{
	for (size_t g = 0; g < m->spec->num_groups; g++)
		for (size_t i = 0; i < (m->spec->groups[g].each ? m->count : 1); i++)
			if (!group_holds(m, &m->spec->groups[g], x, m->dreams[i].organisation))
				return false;
	return pools_can_pay(m, x);
}

/* The best weight of an allowed choice; -1: none is. */
static int64_t try_all(const made_round *m, choices *c)
{
	int64_t best = -1;
	for (unsigned up = 0; up < 1u << c->count; up++) {
		int64_t weight = 0;
		for (size_t i = 0; i < c->count; i++) {
			c->x[c->dream[i]] += up >> i & 1;
			weight += up >> i & 1 ? c->weight[i] : 0;
		}
		if (weight > best && allowed(m, c->x))
			best = weight;
		for (size_t i = 0; i < c->count; i++)
			c->x[c->dream[i]] -= up >> i & 1;
	}
	return best;
}

/* What the awards come to in the same terms; -1: some dream is not next to its unrounded amount. */
static int64_t weight_of(const made_round *m, const fl_allocation *a, const choices *c)
{
	int64_t weight = 0;
	size_t next = 0;
	for (size_t i = 0; i < m->count; i++) {
		bool may = next < c->count && c->dream[next] == i;
		fl_money over = a->outcome == FL_INFEASIBLE ? -1 : a->awards[i].amount - c->x[i];
		if (over < 0 || over > may)
			return -1;
		weight += over > 0 ? c->weight[next] : 0;
		next += may;
	}
	return weight;
}

static void test_rounding_oracle__no_choice_is_better(void **state)
{
	(void)state;
	int chosen = 0;
	for (uint64_t seed = 2001; seed <= 5000; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		choices c;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 12), 60, MADE_DIVISIBLE, true));
		assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &a, &err), FL_OK);
		if (a->outcome != FL_INFEASIBLE) {
			find_choices(&m, a, &c);
			int64_t best = c.more ? -1 : try_all(&m, &c);
			chosen += best >= 0 && c.count > 1;
			if (best >= 0 && weight_of(&m, a, &c) != best)
				fail_msg("seed %llu: %lld, not %lld\n%s", (unsigned long long)seed,
					 (long long)weight_of(&m, a, &c), (long long)best, m.text);
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(chosen > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounding_oracle__no_choice_is_better),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
