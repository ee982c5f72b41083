/* SPDX-License-Identifier: Apache-2.0
 *
 * test_conflicts.c - of random infeasible rounds: the limits that are named conflict, none of them idly, and what is said to mend
 * one does, while one unit less does not.
 *
 * The named limits are taken out of the round one at a time. The mend is read back from its sentence and written into the
 * round as a person would: the pool's amount, the group's limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/error.h"
#include "make_round.h"
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

static fl_allocation *allocate(const made_round *m, const fl_round_spec *spec, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_allocate(spec, m->dreams, m->count, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m->text);
	return a;
}

static bool can(const made_round *m, const fl_round_spec *spec, uint64_t seed)
{
	fl_allocation *a = allocate(m, spec, seed);
	bool yes = a->outcome != FL_INFEASIBLE;
	fl_allocation_free(a);
	return yes;
}

typedef struct changed { /* a copy of the round whose limits may be changed */
	fl_round_spec spec;
	fl_pool pools[8];
	fl_group groups[8];
} changed;

static void copy(changed *c, const fl_round_spec *from)
{
	c->spec = *from;
	memcpy(c->pools, from->pools, from->num_pools * sizeof *c->pools);
	memcpy(c->groups, from->groups, from->num_groups * sizeof *c->groups);
	c->spec.pools = c->pools;
	c->spec.groups = c->groups;
}

static bool says(fl_str text, const char *part)
{
	char z[4096];
	snprintf(z, sizeof z, "%.*s", FL_STR_ARG(text));
	return strstr(z, part) != NULL;
}

/* The number behind 'words' in the sentence, in minor units or hundredths of a per cent; -1: it is not there. */
static int64_t number_after(fl_str text, const char *words)
{
	char z[4096];
	int64_t n = 0;
	snprintf(z, sizeof z, "%.*s", FL_STR_ARG(text));
	const char *at = strstr(z, words);
	if (!at)
		return -1;
	at += strlen(words);
	for (; (*at >= '0' && *at <= '9') || *at == ','; at++)
		n = *at == ',' ? n : n * 10 + *at - '0';
	if (*at == '.')
		return n * 100 + (at[1] - '0') * 10 + (at[2] - '0');
	return at[0] == ' ' && at[1] == '%' ? n * 100 : n;
}

static fl_group *group_of(changed *c, fl_str name)
{
	for (size_t g = 0; g < c->spec.num_groups; g++)
		if (fl_str_eq(c->groups[g].id, name) ||
		    (c->groups[g].each && fl_str_starts(name, c->groups[g].id) && name.data[c->groups[g].id.len] == '='))
			return &c->groups[g];
	fail_msg("no group '%.*s'", FL_STR_ARG(name));
	return NULL;
}

static void set_amount(changed *c, size_t pool, fl_money amount)
{
	c->spec.budget += amount - c->pools[pool].amount;
	c->pools[pool].amount = amount;
}

static void set_max(fl_group *g, bool share, int64_t value)
{
	if (share) {
		g->max_share = (fl_share){ value, 10000 };
	} else {
		g->has_max_share = g->has_max_share && g->of == FL_OF_AWARDED;
		g->has_max = true;
		g->max = value;
	}
}

static void set_min(fl_group *g, int64_t value)
{
	g->has_min_share = false;
	g->has_min = true;
	g->min = value;
}

typedef struct counts {
	int infeasible, mended, hopeless, proven;
	const fl_allocation *claim; /* that the round is infeasible, with its proof */
} counts;

/* Does the checker, which knows no solver, see from the proof that no award meets the limits? */
static bool is_proven(const made_round *m, const fl_round_spec *spec, const fl_allocation *claim, uint64_t seed)
{
	fl_error err = FL_ERROR_INIT;
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	if (fl_verify(spec, m->dreams, m->count, claim, &verdict, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m->text);
	assert_false(verdict.verified);
	bool proven = verdict.conflict[0] != '\0';
	fl_verdict_release(&verdict);
	return proven;
}

/* Does the value do, and the one next to it not? */
static void check_value(const made_round *m, const fl_limit_line *line, size_t index, const char *words, int64_t value,
			uint64_t seed, counts *n)
{
	for (int step = 0; step < 2; step++) {
		changed c;
		bool upper = strstr(words, "at least") != NULL;
		int64_t by = step == 0 ? 0 : upper ? -1 : 1;
		copy(&c, m->spec);
		if (line->is_pool)
			set_amount(&c, index, value + by);
		else if (strstr(words, "maximum"))
			set_max(group_of(&c, line->name), says(line->mend, "%"), value + by);
		else
			set_min(group_of(&c, line->name), value + by);
		if (value + by < 0)
			continue;
		if (can(m, &c.spec, seed) != (step == 0))
			fail_msg("seed %llu: '%.*s' of '%.*s', %s one less\n%s", (unsigned long long)seed,
				 FL_STR_ARG(line->mend), FL_STR_ARG(line->name), step ? "but so does" : "not even", m->text);
		if (step == 0 && is_proven(m, &c.spec, n->claim, seed)) /* it holds by one unit: nothing may prove the contrary */
			fail_msg("seed %llu: a round that holds is proven not to\n%s", (unsigned long long)seed, m->text);
	}
	n->mended++;
}

/* Changing it is not enough: not even without it the round holds. */
static void check_hopeless(const made_round *m, const fl_limit_line *line, uint64_t seed)
{
	changed c;
	copy(&c, m->spec);
	fl_group *g = group_of(&c, line->name);
	bool upper = says(line->conflict, "at most"), lower = says(line->conflict, "at least");
	g->has_max = g->has_max && !upper;
	g->has_max_share = g->has_max_share && !upper;
	g->has_min = g->has_min && !lower;
	g->has_min_share = g->has_min_share && !lower;
	if (can(m, &c.spec, seed))
		fail_msg("seed %llu: without '%.*s' it holds\n%s", (unsigned long long)seed, FL_STR_ARG(line->name), m->text);
}

static void check_line(const made_round *m, const fl_limit_line *line, size_t index, uint64_t seed, counts *n)
{
	static const char *const words[] = { "an amount of at least ", "an amount of at most ", "a maximum of at least ",
					     "a minimum of at most " };
	bool any = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		int64_t value = number_after(line->mend, words[i]);
		if (value < 0)
			continue;
		check_value(m, line, index, words[i], value, seed, n);
		any = true;
	}
	if (!any && !says(line->mend, "not enough"))
		fail_msg("seed %llu: '%.*s'\n%s", (unsigned long long)seed, FL_STR_ARG(line->mend), m->text);
	if (!any && !line->is_pool)
		check_hopeless(m, line, seed);
	n->hopeless += !any;
}

/* Pools that pay the same dreams have one limit between them. */
static bool pools_differ(const made_round *m)
{
	for (size_t p = 0; p < m->spec->num_pools; p++)
		for (size_t q = 0; q < p; q++) {
			bool same = true;
			for (size_t i = 0; i < m->count; i++)
				same = same && fl_selector_matches(m->spec->pools[p].selector, &m->dreams[i]) ==
						       fl_selector_matches(m->spec->pools[q].selector, &m->dreams[i]);
			if (same)
				return false;
		}
	return true;
}

static bool upper_named(fl_str conflict)
{
	return says(conflict, "at most") || says(conflict, "has only");
}

static bool lower_named(fl_str conflict)
{
	return says(conflict, "at least") || says(conflict, "must spend");
}

/* A pool that must be spent has both sides in its one amount, a group "each" one setting for all its lines. */
static bool sides_apart(const made_round *m, const fl_allocation *a)
{
	for (size_t i = 0; i < a->num_limits; i++)
		if (a->limits[i].is_pool && lower_named(a->limits[i].conflict) != upper_named(a->limits[i].conflict) &&
		    m->spec->pools[i].must_spend)
			return false;
	for (size_t g = 0; g < m->spec->num_groups; g++)
		if (m->spec->groups[g].each)
			return false;
	return pools_differ(m);
}

static void keep_sides(changed *c, const fl_limit_line *line, size_t index, bool lower, bool upper)
{
	if (line->is_pool) {
		c->pools[index].must_spend = c->pools[index].must_spend && lower;
		if (!lower && !upper)
			set_amount(c, index, 1000000);
		return;
	}
	fl_group *g = group_of(c, line->name);
	g->has_max = g->has_max && upper;
	g->has_max_share = g->has_max_share && upper;
	g->has_min = g->has_min && lower;
	g->has_min_share = g->has_min_share && lower;
}

/* All limits but the named ones go; with them alone the round cannot hold, and without any one of them it can. */
static void check_irreducible(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	for (size_t out = 0; out <= a->num_limits; out++) {
		changed c;
		if (out < a->num_limits && a->limits[out].conflict.len == 0)
			continue;
		copy(&c, m->spec);
		for (size_t i = 0; i < a->num_limits; i++) {
			fl_str conflict = i == out ? FL_STR("") : a->limits[i].conflict;
			keep_sides(&c, &a->limits[i], i, lower_named(conflict), upper_named(conflict));
		}
		c.spec.budget = m->spec->budget; /* shares of it stay what they are */
		if (can(m, &c.spec, seed) != (out < a->num_limits)) {
			for (size_t i = 0; i < a->num_limits; i++)
				print_error("%.*s\n", FL_STR_ARG(a->limits[i].conflict));
			fail_msg("seed %llu: without '%.*s'\n%s", (unsigned long long)seed,
				 FL_STR_ARG(out < a->num_limits ? a->limits[out].name : FL_STR("")), m->text);
		}
	}
}

/* Minima and pools that must be spent, more of them than a round can bear. */
static void strain(made_round *m, rng *r)
{
	for (size_t g = 0; g < m->spec->num_groups; g++) {
		fl_group *group = &m->spec->groups[g];
		if (group->each == FL_EACH_NONE && !group->has_max_share && rng_chance(r, 70)) {
			group->has_min = true;
			group->min = rng_range(r, 1, group->has_max ? group->max + 1 : 100);
		}
	}
	for (size_t p = 0; p < m->spec->num_pools; p++)
		m->spec->pools[p].must_spend = m->spec->pools[p].must_spend || rng_chance(r, 30);
}

static void run_kind(made_kind kind, size_t dreams, int64_t most, int rounds, uint64_t first, counts *n)
{
	for (uint64_t seed = first; seed < first + (uint64_t)rounds; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, (int64_t)dreams), most, kind, true));
		strain(&m, &r);
		fl_allocation *a = allocate(&m, m.spec, seed);
		bool infeasible = a->outcome == FL_INFEASIBLE, named = false;
		n->claim = a;
		for (size_t i = 0; infeasible && i < a->num_limits; i++) {
			if (a->limits[i].conflict.len == 0)
				continue;
			named = true;
			check_line(&m, &a->limits[i], i, seed, n);
		}
		if (infeasible && !named)
			fail_msg("seed %llu: no limit is named\n%s", (unsigned long long)seed, m.text);
		if (infeasible && a->note.len == 0 && sides_apart(&m, a))
			check_irreducible(&m, a, seed);
		n->infeasible += infeasible;
		n->proven += infeasible && is_proven(&m, m.spec, a, seed);
		fl_allocation_free(a);
		made_round_release(&m);
	}
}

static void test_conflicts__divisible(void **state)
{
	counts n = { 0 };
	(void)state;
	run_kind(MADE_DIVISIBLE, 12, 100, 400, 1, &n);
	assert_int_equal(n.proven, n.infeasible);
	assert_true(n.infeasible > 50 && n.mended > 80);
}

static void test_conflicts__whole_requests(void **state)
{
	counts n = { 0 };
	(void)state;
	run_kind(MADE_INDIVISIBLE, 9, 30, 200, 1001, &n);
	assert_true(n.proven >= n.infeasible * 9 / 10);
	assert_true(n.infeasible > 50 && n.mended > 80);
}

static void test_conflicts__minimum_awards(void **state)
{
	counts n = { 0 };
	(void)state;
	run_kind(MADE_MINIMUM, 9, 30, 200, 2001, &n);
	assert_true(n.proven >= n.infeasible * 9 / 10);
	assert_true(n.infeasible > 50 && n.mended > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conflicts__divisible),
		cmocka_unit_test(test_conflicts__whole_requests),
		cmocka_unit_test(test_conflicts__minimum_awards),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
