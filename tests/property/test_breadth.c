/* SPDX-License-Identifier: Apache-2.0
 *
 * Breadth in the policy: a round that weighs dreams by breadth is the round in which the flowers of each dream are the number that
 * its breadth comes to: the same awards, the same objective, the same exported models. The checker confirms it, and sees a breadth that
 * was changed. And what docs/reference/round.md promises of the number: givers <= roots <= flowers, and flowers that come from a new
 * giver instead never lower it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/mathprog.h"
#include "ledger_round.h"
#include "make_round.h"
#include "verify/verify.h"

enum { ROUNDS = 400, SPLITS = 3000, DREAMS = 3, GIVERS = 5, ROWS = 30 };

typedef struct pair {
	made_round broad, plain; /* the second has the breadths of the first for flowers */
} pair;

static void choose_policy(fl_round_spec *spec, uint64_t seed)
{
	static const fl_tranche tranches[] = { { { 1, 2 }, 3 }, { { 1, 2 }, 1 } };
	static const fl_policy_kind kinds[] = { FL_POLICY_SUPPORT, FL_POLICY_TRANCHES, FL_POLICY_PROPORTIONAL, FL_POLICY_GREEDY };
	fl_policy_kind kind = kinds[seed % 4];
	if (kind == FL_POLICY_PROPORTIONAL && spec->policy.indivisible)
		kind = FL_POLICY_SUPPORT;
	spec->policy.kind = kind;
	spec->policy.tranches = tranches;
	spec->policy.num_tranches = kind == FL_POLICY_TRANCHES ? 2 : 0;
}

static void make_pair(pair *p, uint64_t seed)
{
	static const made_kind made[] = { MADE_DIVISIBLE, MADE_DIVISIBLE, MADE_INDIVISIBLE, MADE_MINIMUM };
	made_round *both[2] = { &p->broad, &p->plain };
	for (int k = 0; k < 2; k++) {
		rng r = { seed };
		made_kind kind = made[seed / 4 % 4];
		size_t count = (size_t)rng_range(&r, 1, kind == MADE_DIVISIBLE ? 40 : 12);
		assert_true(made_round_init(both[k], &r, count, 100, kind, false));
		choose_policy(both[k]->spec, seed);
	}
	p->broad.spec->policy.breadth = seed % 2 ? FL_BREADTH_ROOTS : FL_BREADTH_GIVERS;
	for (size_t i = 0; i < p->broad.count; i++) {
		fl_candidate *d = &p->broad.dreams[i];
		rng r = { seed * 1000 + i };
		d->roots = seed % 2 ? d->tally : rng_range(&r, 0, 99);
		d->givers = seed % 2 ? rng_range(&r, 0, 99) : d->tally;
		d->tally = rng_range(&r, 0, 10000);
	}
}

static fl_allocation *allocate(const made_round *m, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_allocate(m->spec, m->dreams, m->count, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m->text);
	return a;
}

static bool confirmed(const made_round *m, const fl_allocation *a)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	bool yes = verdict.verified;
	fl_verdict_release(&verdict);
	return yes;
}

/* What one funded dream counts is changed: the value that is stated is no longer that of the awards. */
static int tamper(pair *p, const fl_allocation *a, uint64_t seed)
{
	for (size_t i = 0; i < p->broad.count; i++) {
		if (a->awards[i].amount == 0 || fl_policy_staged(&p->broad.spec->policy))
			continue;
		p->broad.dreams[i].roots++;
		p->broad.dreams[i].givers++;
		if (confirmed(&p->broad, a))
			fail_msg("seed %llu: another breadth of dream %zu passes", (unsigned long long)seed, i);
		return 1;
	}
	return 0;
}

static fl_status append(void *user, const char *name, fl_str bytes, fl_error *err)
{
	fl_buf *all = user;
	fl_buf_printf(all, "== %s\n", name);
	fl_buf_str(all, bytes);
	return fl_buf_status(all, err);
}

static void compare_exports(const pair *p, uint64_t seed)
{
	fl_buf broad, plain;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&broad, 1 << 26);
	fl_buf_init(&plain, 1 << 26);
	fl_status status = fl_export_write(p->broad.spec, p->broad.dreams, p->broad.count, &(fl_export_sink){ .file = append, .user = &broad }, &err);
	assert_int_equal(status, fl_export_write(p->plain.spec, p->plain.dreams, p->plain.count, &(fl_export_sink){ .file = append, .user = &plain }, &err));
	if (!fl_str_eq(fl_buf_view(&broad), fl_buf_view(&plain)))
		fail_msg("seed %llu: other models", (unsigned long long)seed);
	fl_buf_release(&broad);
	fl_buf_release(&plain);
}

static void test_breadth__is_a_round_with_other_flowers(void **state)
{
	int feasible = 0, tampered = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		pair p;
		make_pair(&p, seed);
		fl_allocation *a = allocate(&p.broad, seed), *b = allocate(&p.plain, seed);
		assert_int_equal(a->outcome, b->outcome);
		for (size_t i = 0; i < p.broad.count; i++)
			if (a->awards[i].amount != b->awards[i].amount || a->awards[i].needs != b->awards[i].needs)
				fail_msg("seed %llu dream %zu\n%s", (unsigned long long)seed, i, p.broad.text);
		if (a->outcome != FL_INFEASIBLE) {
			feasible++;
			assert_true(mpq_equal(a->objective, b->objective));
			if (!confirmed(&p.broad, a))
				fail_msg("seed %llu: not confirmed", (unsigned long long)seed);
			if (seed % 4 != 3)
				compare_exports(&p, seed);
			tampered += tamper(&p, a, seed);
		}
		fl_allocation_free(a);
		fl_allocation_free(b);
		made_round_release(&p.broad);
		made_round_release(&p.plain);
	}
	assert_true(feasible > ROUNDS / 2 && tampered > ROUNDS / 4);
}

/* ---- the number ---------------------------------------------------------------------------------------------------------- */

static void test_breadth__is_never_more_than_the_flowers(void **state)
{
	size_t broader = 0, unequal = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 5000; seed++) {
		ledger_round l;
		ledger_round_make(&l, seed, false);
		ledger_round_count(&l);
		for (size_t i = 0; i < l.facts.num_dreams && l.num_rows > 0; i++) {
			const fl_candidate *c = &l.counted[i];
			if (l.representative[i] != i)
				continue;
			if (c->roots > c->tally || (c->givers > c->roots && l.spec->merge_flowers != FL_MERGE_MAX))
				fail_msg("seed %llu dream %zu: %lld givers, roots %lld, %lld flowers\n%s", (unsigned long long)seed, i,
					 (long long)c->givers, (long long)c->roots, (long long)c->tally, l.text);
			broader += c->roots > c->givers;
			unequal += c->tally > c->roots;
		}
		ledger_round_release(&l);
	}
	assert_true(broader > 1000 && unequal > 1000);
}

static void count(const fl_flower_row *rows, size_t num_rows, fl_tally *ret)
{
	static const char text[] = "{\"format\":\"florin-round/1\",\"round\":\"r\",\"pools\":[{\"id\":\"p\",\"amount\":1}]}";
	static const uint32_t self[DREAMS] = { 0, 1, 2 };
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec;
	fl_tally_result result;
	fl_tally_input in = { .num_dreams = DREAMS, .representative = self };
	fl_flower_list list = { rows, num_rows, GIVERS + 1, NULL };
	assert_int_equal(fl_round_parse(fl_str_of(text), "r", &spec, &err), FL_OK);
	assert_int_equal(fl_tally_count(spec, &in, &list, &arena, &result, &err), FL_OK);
	memcpy(ret, result.tallies, DREAMS * sizeof *ret);
	fl_arena_release(&arena);
	fl_round_free(spec);
}

static void test_breadth__flowers_of_a_new_giver_instead_never_lower_it(void **state)
{
	size_t rose = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= SPLITS; seed++) {
		uint64_t s = seed;
		fl_flower_row rows[ROWS + 1];
		fl_tally before[DREAMS], after[DREAMS];
		size_t n = 1 + random_below(&s, ROWS);
		for (size_t i = 0; i < n; i++)
			rows[i] = (fl_flower_row){ (uint32_t)random_below(&s, DREAMS), (uint32_t)random_below(&s, GIVERS), UINT32_MAX,
						   2 + (int64_t)random_below(&s, 40), FL_TIME_NONE };
		count(rows, n, before);
		int64_t part = 1 + (int64_t)random_below(&s, (uint64_t)rows[0].count - 1);
		rows[n] = rows[0];
		rows[n].giver = GIVERS;
		rows[n].count = part;
		rows[0].count -= part;
		count(rows, n + 1, after);
		uint32_t d = rows[0].dream;
		assert_int_equal(before[d].merged, after[d].merged);
		if (after[d].roots < before[d].roots || after[d].givers < before[d].givers)
			fail_msg("seed %llu: %lld roots of %lld givers fell to %lld of %lld", (unsigned long long)seed, (long long)before[d].roots,
				 (long long)before[d].givers, (long long)after[d].roots, (long long)after[d].givers);
		rose += after[d].roots > before[d].roots;
	}
	assert_true(rose > SPLITS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_breadth__is_a_round_with_other_flowers),
		cmocka_unit_test(test_breadth__is_never_more_than_the_flowers),
		cmocka_unit_test(test_breadth__flowers_of_a_new_giver_instead_never_lower_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
