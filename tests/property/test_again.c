/* SPDX-License-Identifier: Apache-2.0
 *
 * test_again.c - a round divided again after changes gives, award by award, what allocating it anew gives; and where it is said that no
 * award moves, none does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "allocate/again.h"
#include "allocate/allocate.h"
#include "make_round.h"

#define CHANGES 10 /* a round */

typedef struct tally {
	int changes, still, moved, unmoved, infeasible;
} tally;

/* ---- rounds --------------------------------------------------------------------------------------------------------- */

static void add_tranches(made_round *m)
{
	fl_tranche *t = fl_arena_array(&m->arena, 2, sizeof *t);
	t[0] = (fl_tranche){ { 1, 3 }, 3 };
	t[1] = (fl_tranche){ { 2, 3 }, 1 };
	m->spec->policy.kind = FL_POLICY_TRANCHES;
	m->spec->policy.tranches = t;
	m->spec->policy.num_tranches = 2;
}

/* What one dream may become. */
static void change_dream(const made_round *m, rng *r, fl_arena *arena, fl_becoming *ret)
{
	fl_candidate *d = &ret->now;
	*d = m->dreams[ret->dream];
	switch (rng_range(r, 0, 6)) {
	case 0:
	case 1:
	case 2:
		d->category = rng_chance(r, 15) ? FL_STR("") : made_name(arena, "c", rng_range(r, 0, MADE_CATEGORIES));
		break;
	case 3:
		d->organisation = made_name(arena, "o", rng_range(r, 0, MADE_ORGS));
		break;
	case 4:
		d->standing = d->standing == FL_QUALIFIED ? FL_INELIGIBLE : FL_QUALIFIED;
		break;
	case 5:
		d->tally = rng_range(r, 0, 40);
		break;
	default: /* both */
		d->tally = rng_range(r, 0, 40);
		d->category = made_name(arena, "c", rng_range(r, 0, MADE_CATEGORIES));
		d->standing = FL_QUALIFIED;
	}
}

static size_t make_changes(const made_round *m, rng *r, fl_arena *arena, fl_becoming *ret)
{
	size_t count = 0, most = rng_chance(r, 70) ? 1 : 3;
	for (size_t i = 0; i < most; i++) {
		uint32_t dream = (uint32_t)rng_range(r, 0, (int64_t)m->count - 1);
		bool there = false;
		for (size_t k = 0; k < count; k++)
			there = there || ret[k].dream == dream;
		if (there)
			continue;
		ret[count].dream = dream;
		change_dream(m, r, arena, &ret[count++]);
	}
	return count;
}

/* ---- the comparison ------------------------------------------------------------------------------------------------- */

static fl_status allocate_changed(const made_round *m, const fl_becoming *changes, size_t count, fl_allocation **ret, fl_error *err)
{
	fl_candidate before[3];
	for (size_t i = 0; i < count; i++) {
		before[i] = m->dreams[changes[i].dream];
		m->dreams[changes[i].dream] = changes[i].now;
	}
	fl_status status = fl_allocate(m->spec, m->dreams, m->count, ret, err);
	for (size_t i = 0; i < count; i++)
		m->dreams[changes[i].dream] = before[i];
	return status;
}

static void try_change(const made_round *m, fl_again *again, const fl_allocation *now, rng *r, uint64_t seed, tally *t)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_becoming changes[3];
	fl_error err = FL_ERROR_INIT;
	fl_allocation *then = NULL;
	bool still = false, feasible = false, moved = false;
	size_t count = make_changes(m, r, &arena, changes);
	fl_money *amounts = fl_arena_array(&arena, m->count + 1, sizeof *amounts);
	assert_int_equal(fl_again_still(again, changes, count, &still, &err), FL_OK);
	if (fl_again_divide(again, changes, count, amounts, &feasible, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	if (allocate_changed(m, changes, count, &then, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	if (feasible != (then->outcome != FL_INFEASIBLE))
		fail_msg("seed %llu: feasible by one way only", (unsigned long long)seed);
	for (size_t i = 0; i < m->count; i++) {
		if (amounts[i] != then->awards[i].amount)
			fail_msg("seed %llu: dream %zu gets %lld, and %lld anew", (unsigned long long)seed, i, (long long)amounts[i],
				 (long long)then->awards[i].amount);
		moved = moved || then->awards[i].amount != now->awards[i].amount;
	}
	moved = moved || feasible != (now->outcome != FL_INFEASIBLE);
	if (still && moved)
		fail_msg("seed %llu: an award moves that was said to stand still", (unsigned long long)seed);
	t->changes++;
	t->still += still;
	t->moved += moved;
	t->unmoved += !moved;
	t->infeasible += !feasible;
	fl_allocation_free(then);
	fl_arena_release(&arena);
}

static void try_round(made_round *m, rng *r, uint64_t seed, tally *t)
{
	fl_error err = FL_ERROR_INIT;
	fl_allocation *now = NULL;
	fl_again *again = NULL;
	assert_int_equal(fl_allocate(m->spec, m->dreams, m->count, &now, &err), FL_OK);
	assert_int_equal(fl_again_new(m->spec, m->dreams, m->count, &again, &err), FL_OK);
	for (size_t i = 0; fl_again_awards(again) && i < m->count; i++)
		assert_int_equal(fl_again_awards(again)[i], now->awards[i].amount);
	for (int k = 0; k < CHANGES; k++)
		try_change(m, again, now, r, seed, t);
	fl_again_free(again);
	fl_allocation_free(now);
}

static void test_again__linear_rounds(void **state)
{
	tally t = { 0 };
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, 3 + seed % 45, 400, MADE_DIVISIBLE, seed % 4 == 1));
		if (seed % 5 == 0)
			add_tranches(&m);
		m.spec->policy.granularity = seed % 7 == 0 ? 50 : seed % 7 == 1 ? 3 : 1;
		m.spec->policy.base_grant = seed % 11 == 0 ? 20 : 0;
		m.spec->policy.rounding = seed % 13 == 0 && seed % 4 != 1 ? FL_ROUND_FLOOR : m.spec->policy.rounding;
		try_round(&m, &r, seed, &t);
		made_round_release(&m);
	}
	print_message("%d changes, %d told without dividing; %d move awards, %d none; %d infeasible\n", t.changes, t.still, t.moved,
		      t.unmoved, t.infeasible);
	assert_true(t.still > t.changes / 8 && t.moved > t.changes / 4 && t.infeasible > 20 && t.still <= t.unmoved);
}

/* What earlier divisions awarded counts in every limit, also that of dreams which take part no more. */
static void add_before(made_round *m, rng *r)
{
	fl_pool *pool = &m->spec->pools[0];
	for (size_t i = 0; i < m->count; i++) {
		fl_money most = m->dreams[i].request / 2 < pool->amount - pool->kept ? m->dreams[i].request / 2 : pool->amount - pool->kept;
		m->dreams[i].before = rng_chance(r, 40) && most > 0 ? rng_range(r, 0, most) : 0;
		pool->kept += m->dreams[i].before;
		if (rng_chance(r, 40))
			m->dreams[i].standing = FL_INELIGIBLE;
	}
}

/* Every other policy: divided anew, but not where the program is the same. */
static void test_again__other_rounds(void **state)
{
	static const fl_policy_kind kinds[] = { FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL, FL_POLICY_GREEDY };
	tally t = { 0 };
	(void)state;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		rng r = { seed };
		made_round m;
		made_kind made = seed % 3 == 0 ? MADE_INDIVISIBLE : seed % 3 == 1 ? MADE_MINIMUM : MADE_DIVISIBLE;
		assert_true(made_round_init(&m, &r, 3 + seed % 12, 60, made, false));
		if (made == MADE_DIVISIBLE)
			m.spec->policy.kind = kinds[seed / 3 % 3];
		if (seed % 2 == 0 && m.spec->policy.kind != FL_POLICY_GREEDY)
			add_before(&m, &r);
		try_round(&m, &r, seed, &t);
		made_round_release(&m);
	}
	assert_true(t.still > 40 && t.moved > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_again__linear_rounds),
		cmocka_unit_test(test_again__other_rounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
