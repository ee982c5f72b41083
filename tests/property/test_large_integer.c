/* SPDX-License-Identifier: Apache-2.0
 *
 * test_large_integer.c - indivisible rounds that are too large to enumerate: what the search leaves behind is confirmed by the checker,
 * whether it came to the end or not, and where both come to the end, the search among open classes and the plain one agree.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/instance.h"
#include "allocate/integer.h"
#include "allocate/tie_break.h"
#include "domain/proof_json.h"
#include "make_round.h"
#include "verify/verify.h"

static void confirm(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu: %s", (unsigned long long)seed, verdict.why);
	fl_verdict_release(&verdict);
}

/* The same allocation with its proof as text and back. */
static void confirm_text(const made_round *m, fl_allocation *a, uint64_t seed)
{
	fl_proof *again = NULL, *kept = a->proof;
	fl_error err = FL_ERROR_INIT;
	fl_buf text;
	fl_buf_init(&text, (size_t)1 << 28);
	fl_proof_print(&text, a->proof);
	if (fl_proof_read(fl_buf_view(&text), "proof.json", m->count, &again, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	assert_int_equal(again->num_cuts, kept->num_cuts);
	a->proof = again;
	confirm(m, a, seed);
	a->proof = kept;
	fl_proof_free(again);
	fl_buf_release(&text);
}

/* A cut with another divisor or side is another cut: the bound may still follow, but never one below a solution. */
static int bend_cuts(const made_round *m, fl_allocation *a, rng *r)
{
	int refused = 0;
	for (int times = 0; times < 6; times++) {
		fl_proof_cut *cut = &a->proof->cuts[rng_range(r, 0, (int64_t)a->proof->num_cuts - 1)], kept = *cut;
		fl_proof_column *side = &a->proof->sides[cut->side];
		uint32_t len = side->len;
		fl_verdict verdict;
		fl_error err = FL_ERROR_INIT;
		if (times % 2)
			side->len -= len > 0;
		else
			cut->divisor += rng_range(r, 1, 50);
		fl_verdict_init(&verdict);
		assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
		assert_true(!verdict.verified || mpq_cmp(verdict.bound, a->proof->optimum) >= 0);
		refused += !verdict.verified;
		fl_verdict_release(&verdict);
		*cut = kept;
		side->len = len;
	}
	return refused;
}

static void test_large_integer__whatever_it_leaves_is_proven(void **state)
{
	int feasible = 0, optimal = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 24; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		assert_true(made_round_init(&m, &r, 900, 5000, MADE_INDIVISIBLE, seed % 2));
		m.spec->policy.node_limit = seed % 3 == 0 ? 50 : 2000;
		if (fl_allocate(m.spec, m.dreams, m.count, &a, &err) != FL_OK)
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
		if (a->outcome != FL_INFEASIBLE) {
			confirm(&m, a, seed);
			assert_true(mpq_cmp(a->proof->bound, a->proof->optimum) >= 0);
			assert_int_equal(a->outcome == FL_OPTIMAL, mpq_equal(a->proof->bound, a->proof->optimum));
			feasible += a->outcome == FL_FEASIBLE;
			optimal += a->outcome == FL_OPTIMAL;
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(optimal > 8); /* most are */
	assert_true(feasible + optimal > 12);
}

static void test_large_integer__proofs_with_cuts_are_confirmed(void **state)
{
	int with_cuts = 0, refused = 0;
	(void)state;
	for (uint64_t seed = 300; seed < 500; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		assert_true(made_round_init(&m, &r, 200, 300, MADE_INDIVISIBLE, seed % 2));
		m.spec->policy.node_limit = 300;
		fl_status status = fl_allocate(m.spec, m.dreams, m.count, &a, &err);
		if (status == FL_OK && a->outcome != FL_INFEASIBLE && a->proof->num_cuts > 0) {
			with_cuts++;
			confirm(&m, a, seed);
			confirm_text(&m, a, seed);
			refused += bend_cuts(&m, a, &r);
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(with_cuts > 10 && refused > 20);
}

/* The plain search over everything, against settling and searching what is left as a program of its own. */
static void test_large_integer__within_is_the_same_search(void **state)
{
	int compared = 0;
	(void)state;
	for (uint64_t seed = 100; seed < 160; seed++) {
		rng r = { seed };
		made_round m;
		uint32_t *order;
		size_t count;
		fl_program *p;
		fl_search *plain, *solve;
		fl_allocation *a;
		assert_true(made_round_init(&m, &r, 90, 60, MADE_INDIVISIBLE, seed % 2));
		a = fl_allocation_new(m.count);
		assert_int_equal(fl_tie_order_make(m.spec, m.dreams, m.count, &order, &count, NULL), FL_OK);
		assert_int_equal(fl_program_build(m.spec, m.dreams, order, count, a, &p, NULL), FL_OK);
		assert_int_equal(fl_search_new(p, 3000, &plain, NULL), FL_OK);
		assert_int_equal(fl_search_new(p, 3000, &solve, NULL), FL_OK);
		assert_int_equal(fl_search_run(plain, NULL), FL_OK);
		assert_int_equal(fl_search_solve(solve, NULL), FL_OK);
		if (plain->complete && solve->complete) {
			assert_int_equal(plain->found, solve->found);
			if (plain->found && !mpq_equal(plain->value, solve->value))
				fail_msg("seed %llu: the optima differ", (unsigned long long)seed);
			compared++;
		}
		fl_search_free(plain);
		fl_search_free(solve);
		fl_program_free(p);
		fl_allocation_free(a);
		fl_free(order);
		made_round_release(&m);
	}
	assert_true(compared > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_large_integer__whatever_it_leaves_is_proven),
		cmocka_unit_test(test_large_integer__proofs_with_cuts_are_confirmed),
		cmocka_unit_test(test_large_integer__within_is_the_same_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
