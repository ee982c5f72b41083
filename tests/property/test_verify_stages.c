/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_stages.c - the checker on policies of ratios: it confirms what allocate/ makes of random rounds (which
 * test_leximin.c holds against the definition), and refuses every proof in which one number was changed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/rational.h"
#include "make_round.h"
#include "verify/verify.h"

typedef struct case_at_hand {
	made_round m;
	fl_allocation *a;
} case_at_hand;

static void make_case(case_at_hand *c, uint64_t seed, fl_policy_kind kind, bool minima)
{
	rng r = { seed };
	fl_error err = FL_ERROR_INIT;
	assert_true(made_round_init(&c->m, &r, (size_t)rng_range(&r, 1, 40), 1000, MADE_DIVISIBLE, minima));
	c->m.spec->policy.kind = kind;
	c->m.spec->policy.saturate = rng_chance(&r, 50);
	if (kind == FL_POLICY_QUADRATIC)
		for (size_t i = 0; i < c->m.count; i++)
			c->m.dreams[i].weight = made_name(&c->m.arena, "", rng_chance(&r, 20) ? 0 : rng_range(&r, 1, 9000));
	if (fl_allocate(c->m.spec, c->m.dreams, c->m.count, &c->a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, c->m.text);
}

static void release_case(case_at_hand *c)
{
	fl_allocation_free(c->a);
	made_round_release(&c->m);
}

static bool verify(const case_at_hand *c, char *why)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(c->m.spec, c->m.dreams, c->m.count, c->a, &verdict, &err), FL_OK);
	bool verified = verdict.verified;
	if (why)
		snprintf(why, sizeof verdict.why, "%s", verdict.why);
	fl_verdict_release(&verdict);
	return verified;
}

static void test_verify_stages__confirms_every_policy(void **state)
{
	static const fl_policy_kind kinds[] = { FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL, FL_POLICY_QUADRATIC };
	int feasible = 0, stages = 0, rounds = 0;
	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (uint64_t seed = 1; seed <= 300; seed++, rounds++) {
			case_at_hand c = { 0 };
			char why[600];
			make_case(&c, seed + 1000 * k, kinds[k], seed % 2 == 0);
			if (c.a->outcome != FL_INFEASIBLE) {
				feasible++;
				stages += (int)c.a->proof->num_stages;
				if (!verify(&c, why))
					fail_msg("policy %zu, seed %llu: %s\n%s", k, (unsigned long long)seed, why,
						 c.m.text);
			}
			release_case(&c);
		}
	assert_true(feasible * 2 > rounds);
	assert_true(stages > feasible);
}

/* Change one number; false where there is none to change. */
static bool plant(case_at_hand *c, int fault, rng *r)
{
	fl_proof *p = c->a->proof;
	size_t s = p->num_stages ? (size_t)rng_range(r, 0, (int64_t)p->num_stages - 1) : 0;
	size_t i = (size_t)rng_range(r, 0, (int64_t)c->m.count - 1);
	mpq_t tiny;
	if (p->num_stages == 0 && fault < 6)
		return false;
	mpq_init(tiny);
	mpq_set_ui(tiny, 1, 1000000);
	bool planted = true;
	switch (fault) {
	case 0: /* a lower level, as if less could be had */
		mpq_sub(p->stages[s].level, p->stages[s].level, tiny);
		break;
	case 1:
		mpq_add(p->stages[s].level, p->stages[s].level, tiny);
		break;
	case 2:
		p->stages[s].pinned++;
		break;
	case 3: /* the last stage left out */
		mpq_clear(p->stages[--p->num_stages].level);
		break;
	case 4: /* multipliers of another stage */
		planted = p->num_stages > 1;
		if (planted) {
			const fl_multiplier_set *own = &p->sets[p->stages[s].multipliers],
						*other = &p->sets[p->stages[(s + 1) % p->num_stages].multipliers];
			planted = own->len != other->len || own->items[0].row != other->items[0].row;
		}
		if (planted)
			p->stages[s].multipliers = p->stages[(s + 1) % p->num_stages].multipliers;
		break;
	case 5: /* of the first stage: later ones may add what an earlier one has pinned */
		s = 0;
		planted = p->sets[p->stages[s].multipliers].len > 0;
		if (planted)
			mpq_add(p->sets[p->stages[s].multipliers].items[0].y, p->sets[p->stages[s].multipliers].items[0].y,
				tiny);
		/* a single row may be scaled at will, an empty pool costs nothing: then the proof is as good as before */
		planted = planted && p->sets[p->stages[s].multipliers].len > 1;
		for (size_t k = 0; k < c->m.spec->num_pools; k++)
			planted = planted && c->m.spec->pools[k].amount > 0;
		break;
	case 6:
		mpq_add(p->optimum, p->optimum, tiny);
		break;
	case 7:
		mpq_add(p->bound, p->bound, tiny);
		break;
	case 8:
		mpq_add(c->a->objective, c->a->objective, tiny);
		break;
	case 9: /* the unrounded amount of one dream */
		planted = p->unrounded[i].whole > 0;
		p->unrounded[i].whole -= planted;
		break;
	case 10: /* no flowers where some were counted: the targets are others */
		planted = c->m.spec->policy.kind == FL_POLICY_PROPORTIONAL && c->m.dreams[i].tally > 1 &&
			  c->a->awards[i].amount > 0 && p->num_stages > 1 && c->a->awards[i].amount < c->m.dreams[i].request;
		if (planted)
			c->m.dreams[i].tally = 0;
		break;
	default:
		planted = false;
	}
	mpq_clear(tiny);
	return planted;
}

static void test_verify_stages__refuses_every_change(void **state)
{
	static const fl_policy_kind kinds[] = { FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL, FL_POLICY_QUADRATIC };
	int planted[11] = { 0 };
	(void)state;
	for (int fault = 0; fault < 11; fault++)
		for (uint64_t seed = 1; seed <= 60; seed++) {
			case_at_hand c = { 0 };
			rng r = { seed * 77 + (uint64_t)fault };
			make_case(&c, seed, kinds[seed % 3], seed % 2 == 0);
			if (c.a->outcome != FL_INFEASIBLE && plant(&c, fault, &r)) {
				planted[fault]++;
				if (verify(&c, NULL))
					fail_msg("fault %d, seed %llu: confirmed all the same", fault,
						 (unsigned long long)seed);
			}
			release_case(&c);
		}
	for (int fault = 0; fault < 11; fault++)
		assert_true(planted[fault] > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_stages__confirms_every_policy),
		cmocka_unit_test(test_verify_stages__refuses_every_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
