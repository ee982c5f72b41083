/* SPDX-License-Identifier: Apache-2.0
 *
 * test_minimum_awards.c - who is funded where an award is nothing or at least a minimum (or only so many dreams may be funded),
 * under every policy but support: against all sets of dreams, one after another. For each set the round in which just these
 * dreams stand and all of them get a base grant is a linear program or a leximin, which other tests hold; here the set that wins must
 * win, the first one in the published order among those that do, with the same amounts, confirmed by the checker.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/basis.h"
#include "allocate/instance.h"
#include "allocate/stages.h"
#include "allocate/tie_break.h"
#include "allocate/tranches.h"
#include "base/error.h"
#include "base/rational.h"
#include "make_round.h"
#include "verify/verify.h"

enum { MOST_DREAMS = 8 };

typedef struct answer { /* of the sets tried */
	bool any;
	mpq_t value;
	uint32_t set;             /* over the tie order: bit k is the k-th dream */
	uint32_t idle;            /* of it: dreams that count nothing */
	mpq_t amount[MOST_DREAMS]; /* staged policies: per candidate */
} answer;

static void answer_init(answer *a)
{
	*a = (answer){ .any = false };
	mpq_init(a->value);
	for (int i = 0; i < MOST_DREAMS; i++)
		mpq_init(a->amount[i]);
}

static void answer_release(answer *a)
{
	mpq_clear(a->value);
	for (int i = 0; i < MOST_DREAMS; i++)
		mpq_clear(a->amount[i]);
}

/* The optimum of the linear program of tranches; false: not feasible. */
static bool best_of_tranches(const fl_round_spec *spec, const fl_program *program, mpq_t ret)
{
	fl_program *split = NULL;
	fl_basis *lp = NULL;
	fl_basis_answer found;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_tranches_split(spec, program, &split, &err), FL_OK);
	uint8_t *column_at = calloc(split->num_columns + 1, 1), *row_at = calloc(split->num_rows + 1, 1);
	for (size_t j = 0; j < split->num_columns; j++)
		column_at[j] = FL_AT_LO;
	assert_int_equal(fl_basis_new(split, NULL, NULL, column_at, row_at, &lp, &err), FL_OK);
	assert_int_equal(fl_basis_solve(lp, &found, &err), FL_OK);
	if (found == FL_BASIS_OPTIMAL)
		fl_basis_objective(lp, ret);
	fl_basis_free(lp);
	fl_program_free(split);
	free(column_at);
	free(row_at);
	return found == FL_BASIS_OPTIMAL;
}

/* More than so many of a group? */
static bool too_many(const made_round *m, const uint32_t *order, size_t count, uint32_t set)
{
	for (size_t g = 0; g < m->spec->num_groups; g++) {
		int64_t funded = 0;
		for (size_t k = 0; m->spec->groups[g].has_max_funded && k < count; k++)
			funded += (set >> k & 1) && fl_selector_matches(m->spec->groups[g].selector, &m->dreams[order[k]]);
		if (m->spec->groups[g].has_max_funded && funded > m->spec->groups[g].max_funded)
			return true;
	}
	return false;
}

static int64_t worth(const fl_round_spec *spec, const fl_candidate *dream)
{
	return spec->policy.kind == FL_POLICY_COVERAGE ? 1 : dream->tally;
}

/* Of two sets with the same value: the one without idle dreams, then the one that funds the earlier. */
static bool earlier(const answer *best, uint32_t set, uint32_t idle, size_t count)
{
	uint32_t mine = set & ~idle, theirs = best->set & ~best->idle;
	for (size_t k = 0; k < count; k++)
		if ((mine >> k & 1) != (theirs >> k & 1))
			return mine >> k & 1;
	for (size_t k = count; k-- > 0;)
		if ((idle >> k & 1) != (best->idle >> k & 1))
			return best->idle >> k & 1;
	return false;
}

static void try_set(const made_round *m, const uint32_t *order, size_t count, uint32_t set, answer *best)
{
	fl_error err = FL_ERROR_INIT;
	fl_round_spec spec = *m->spec;
	fl_candidate dreams[MOST_DREAMS];
	fl_program *program = NULL;
	fl_staged *staged = NULL;
	uint32_t *part = NULL, *again = NULL, idle = 0;
	size_t stand = 0;
	bool feasible;
	mpq_t value;
	memcpy(dreams, m->dreams, m->count * sizeof *dreams);
	for (size_t k = 0; k < count; k++) {
		bool in = set >> k & 1, paid = false;
		for (size_t p = 0; p < spec.num_pools; p++)
			paid = paid || fl_selector_matches(spec.pools[p].selector, &dreams[order[k]]);
		if (in && (!paid || fl_round_upper(&spec, &dreams[order[k]]) == 0))
			return;
		if (!in)
			dreams[order[k]].standing = FL_INELIGIBLE;
		else if (fl_policy_staged(&spec.policy) && worth(&spec, &dreams[order[k]]) == 0)
			idle |= 1u << k;
	}
	if (too_many(m, order, count, set))
		return;
	mpq_init(value);
	spec.policy.base_grant = spec.policy.minimum > 0 ? spec.policy.minimum : 1;
	spec.policy.minimum = 0;
	fl_allocation *a = fl_allocation_new(m->count);
	assert_int_equal(fl_tie_order_make(&spec, dreams, m->count, &again, &stand, &err), FL_OK);
	assert_int_equal(fl_program_build(&spec, dreams, again, stand, a, &program, &err), FL_OK);
	if (fl_policy_staged(&spec.policy)) {
		part = fl_alloc_array(program->num_classes + 1, sizeof *part);
		for (size_t c = 0; c < program->num_classes; c++)
			part[c] = program->columns[c].count;
		assert_int_equal(fl_staged_run(&spec, dreams, program, part, &staged, &err), FL_OK);
		feasible = staged->feasible;
		int64_t sum = 0;
		for (size_t k = 0; k < count; k++)
			sum += set >> k & 1 ? worth(&spec, &dreams[order[k]]) : 0;
		fl_mpq_set_i64(value, sum, 1);
	} else {
		feasible = best_of_tranches(&spec, program, value);
	}
	int better = !feasible ? -1 : !best->any ? 1 : mpq_cmp(value, best->value);
	if (better > 0 || (better == 0 && feasible && earlier(best, set, idle, count))) {
		best->any = true;
		best->set = set;
		best->idle = idle;
		mpq_set(best->value, value);
		for (size_t i = 0; i < m->count; i++)
			mpq_set_ui(best->amount[i], 0, 1);
		for (uint32_t c = 0; staged && c < program->num_classes; c++)
			for (uint32_t i = 0; i < program->columns[c].count; i++)
				mpq_set(best->amount[program->members[program->columns[c].first + i]], staged->amount[c]);
	}
	mpq_clear(value);
	fl_staged_free(staged);
	fl_program_free(program);
	fl_allocation_free(a);
	fl_free(part);
	fl_free(again);
}

static void compare(const made_round *m, const uint32_t *order, size_t count, const fl_allocation *a, const answer *best,
		    uint64_t seed)
{
	mpq_t x;
	mpq_init(x);
	if (mpq_cmp(a->proof->optimum, best->value) != 0)
		fail_msg("seed %llu: %f instead of %f\n%s", (unsigned long long)seed, mpq_get_d(a->proof->optimum),
			 mpq_get_d(best->value), m->text);
	for (size_t k = 0; k < count && fl_policy_staged(&m->spec->policy); k++) {
		const fl_exact *u = &a->proof->unrounded[order[k]];
		fl_mpq_set_i64(x, u->whole, 1);
		if (u->rest)
			mpq_add(x, x, a->proof->rests[u->rest - 1]);
		if (!mpq_equal(x, best->amount[order[k]]))
			fail_msg("seed %llu: dream %u has %f instead of %f\n%s", (unsigned long long)seed, order[k], mpq_get_d(x),
				 mpq_get_d(best->amount[order[k]]), m->text);
	}
	mpq_clear(x);
}

static void verify(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, verdict.why, m->text);
	fl_verdict_release(&verdict);
}

static void set_policy(made_round *m, rng *r, fl_policy_kind kind)
{
	fl_tranche *t = fl_arena_array(&m->arena, 3, sizeof *t);
	m->spec->policy.kind = kind;
	if (kind == FL_POLICY_QUADRATIC)
		for (size_t i = 0; i < m->count; i++)
			m->dreams[i].weight = made_name(&m->arena, "", rng_chance(r, 20) ? 0 : rng_range(r, 1, 900));
	if (kind != FL_POLICY_TRANCHES)
		return;
	int64_t first = rng_range(r, 1, 6), second = rng_range(r, 1, 3);
	t[0] = (fl_tranche){ { first, 10 }, rng_range(r, 7, 9) };
	t[1] = (fl_tranche){ { second, 10 }, rng_range(r, 4, 6) };
	t[2] = (fl_tranche){ { 10 - first - second, 10 }, rng_range(r, 1, 3) };
	m->spec->policy.tranches = t;
	m->spec->policy.num_tranches = 3;
}

/* At most so many of a category, and of all. */
static void add_counts(made_round *m, rng *r)
{
	size_t n = m->spec->num_groups;
	fl_group *groups = fl_arena_array(&m->spec->arena, n + 1, sizeof *groups);
	for (size_t g = 0; g < n; g++)
		groups[g] = m->spec->groups[g];
	m->spec->groups = groups;
	groups[n] = (fl_group){ .id = FL_STR("n"), .title = FL_STR("n"), .has_max_funded = true };
	groups[n].max_funded = rng_range(r, 1, 4);
	groups[n].selector = n > 0 && rng_chance(r, 50) ? groups[0].selector : NULL;
	m->spec->num_groups++;
}

typedef struct tally {
	int rounds, proven, choices;
} tally;

static void run_round(uint64_t seed, fl_policy_kind kind, bool minima, tally *t)
{
	rng r = { seed };
	made_round m;
	fl_allocation *a = NULL;
	uint32_t *order = NULL;
	size_t count = 0;
	answer best;
	fl_error err = FL_ERROR_INIT;
	made_kind made = rng_chance(&r, 70) ? MADE_MINIMUM : MADE_DIVISIBLE;
	assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, MOST_DREAMS), 60, made, minima));
	set_policy(&m, &r, kind);
	if (made == MADE_DIVISIBLE || rng_chance(&r, 30))
		add_counts(&m, &r);
	answer_init(&best);
	assert_int_equal(fl_tie_order_make(m.spec, m.dreams, m.count, &order, &count, &err), FL_OK);
	for (uint32_t set = 0; set < 1u << count; set++)
		try_set(&m, order, count, set, &best);
	if (fl_allocate(m.spec, m.dreams, m.count, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m.text);
	t->rounds++;
	if (a->outcome != FL_INFEASIBLE) { /* else: no set, or no whole units, or only zero */
		assert_int_equal(a->outcome, FL_OPTIMAL);
		assert_true(best.any);
		compare(&m, order, count, a, &best, seed);
		verify(&m, a, seed);
		t->proven++;
		t->choices += best.set != 0 && best.set != (1u << count) - 1;
	}
	answer_release(&best);
	fl_allocation_free(a);
	fl_free(order);
	made_round_release(&m);
}

/* Too large to try all sets: proven all the same. */
static void run_large(uint64_t seed, fl_policy_kind kind, size_t count)
{
	rng r = { seed };
	made_round m;
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	assert_true(made_round_init(&m, &r, count, 900, MADE_MINIMUM, seed % 3 == 0));
	set_policy(&m, &r, kind);
	m.spec->policy.minimum = rng_range(&r, 100, 500);
	m.spec->policy.node_limit = 2000;
	if (rng_chance(&r, 30))
		add_counts(&m, &r);
	if (fl_allocate(m.spec, m.dreams, m.count, &a, &err) == FL_OK && a->outcome != FL_INFEASIBLE)
		verify(&m, a, seed);
	fl_allocation_free(a);
	made_round_release(&m);
}

static void run_many(fl_policy_kind kind, uint64_t first)
{
	tally t = { 0 };
	for (uint64_t seed = first; seed < first + 240; seed++)
		run_round(seed, kind, seed % 3 == 0, &t);
	for (uint64_t seed = first; seed < first + 24; seed++)
		run_large(seed, kind, seed % 8 == 0 ? 700 : 40 + 10 * (seed % 8));
	assert_true(t.proven * 10 > t.rounds * 7);
	assert_true(t.choices * 3 > t.rounds);
}

static void test_minimum_awards__tranches(void **state)
{
	(void)state;
	run_many(FL_POLICY_TRANCHES, 1);
}

static void test_minimum_awards__coverage(void **state)
{
	(void)state;
	run_many(FL_POLICY_COVERAGE, 10001);
}

static void test_minimum_awards__proportional(void **state)
{
	(void)state;
	run_many(FL_POLICY_PROPORTIONAL, 20001);
}

static void test_minimum_awards__quadratic(void **state)
{
	(void)state;
	run_many(FL_POLICY_QUADRATIC, 30001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_minimum_awards__tranches),
		cmocka_unit_test(test_minimum_awards__coverage),
		cmocka_unit_test(test_minimum_awards__proportional),
		cmocka_unit_test(test_minimum_awards__quadratic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
