/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify.c - rounds small enough to solve by hand, their proofs by hand, and every fault we could think of.
 */
#include "linear_round.h"

#include "verify/verify.h"

static fl_verdict judge(kit *k)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	if (fl_verify(k->spec, k->dreams, k->num_dreams, k->allocation, &verdict, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_true(verdict.verified == (verdict.why[0] == '\0'));
	return verdict;
}

static void expect_verified(kit *k)
{
	fl_verdict verdict = judge(k);
	if (!verdict.verified)
		fail_msg("not verified: %s", verdict.why);
	fl_verdict_release(&verdict);
	kit_free(k);
}

/* Refused, and for this reason: the words must stand in it. */
static void expect_refused(kit *k, const char *words)
{
	fl_verdict verdict = judge(k);
	if (verdict.verified || !strstr(verdict.why, words))
		fail_msg("expected '%s', got '%s'", words, verdict.why);
	fl_verdict_release(&verdict);
	kit_free(k);
}

static void test_verify__accepts_a_linear_round_solved_by_hand(void **state)
{
	(void)state;
	kit k = linear_round();
	fl_verdict verdict = judge(&k);
	assert_string_equal(verdict.why, "");
	assert_true(verdict.verified && verdict.has_bound);
	assert_int_equal(mpq_cmp_ui(verdict.objective, 86, 1), 0);
	assert_int_equal(mpq_cmp_ui(verdict.optimum, 86, 1), 0);
	assert_int_equal(mpq_cmp_ui(verdict.bound, 86, 1), 0);
	fl_verdict_release(&verdict);
	kit_free(&k);
}

static void test_verify__accepts_a_bound_that_is_better_than_claimed(void **state)
{
	(void)state;
	kit k = linear_round();
	k.allocation->outcome = FL_FEASIBLE;
	mpq_set_ui(k.allocation->proof->bound, 90, 1);
	fl_verdict verdict = judge(&k);
	assert_true(verdict.verified);
	assert_int_equal(mpq_cmp_ui(verdict.bound, 86, 1), 0);
	fl_verdict_release(&verdict);
	kit_free(&k);
}

/* ---- planted faults in the awards ---- */

static void test_verify__refuses_awards_that_break_a_limit(void **state)
{
	(void)state;
	kit k = linear_round();
	k.allocation->awards[0].amount = 601;
	expect_refused(&k, "award of dream 'a' exceeds its request");
	k = linear_round();
	k.allocation->awards[2].amount = -1;
	expect_refused(&k, "dream 'c' has a negative award");
	k = linear_round();
	k.allocation->awards[3].amount = 50;
	expect_refused(&k, "dream 'd' has an award, but is not qualified");
	k = linear_round();
	k.allocation->awards[1].amount = 199;
	expect_refused(&k, "payments to dream 'b' do not add up");
	k = linear_round();
	kit_pay(&k, 2, 0, 1);
	expect_refused(&k, "out of order or given twice");
	k = linear_round();
	k.allocation->payments[2].amount = k.allocation->awards[2].amount = 201;
	expect_refused(&k, "pool 'general' pays more than is in it");
	k = linear_round();
	k.allocation->payments[1].amount = k.allocation->awards[1].amount = 201;
	k.allocation->payments[2].amount = k.allocation->awards[2].amount = 199;
	expect_refused(&k, "awards give group 'edu' more than its maximum");
	k = linear_round();
	k.allocation->payments[0].amount = -600;
	expect_refused(&k, "payment to dream 'a' is not above 0");
	k = linear_round();
	k.allocation->payments[0].pool = 1;
	expect_refused(&k, "names a dream or pool that does not exist");
	k = linear_round();
	k.allocation->payments[0].dream = 4;
	expect_refused(&k, "names a dream or pool that does not exist");
	k = linear_round();
	k.allocation->num_candidates = 3;
	expect_refused(&k, "3 awards for 4 dreams");
}

static void test_verify__refuses_stated_numbers_that_are_wrong(void **state)
{
	(void)state;
	kit k = linear_round();
	mpq_set_ui(k.allocation->objective, 87, 1);
	expect_refused(&k, "the awards have another value than stated");
	k = linear_round();
	mpq_set_ui(k.allocation->proof->optimum, 87, 1);
	mpq_set_ui(k.allocation->proof->bound, 87, 1);
	expect_refused(&k, "has another value than the stated optimum");
	k = linear_round();
	mpq_set_ui(k.allocation->proof->bound, 87, 1);
	expect_refused(&k, "the bound is above the optimum");
	k = linear_round();
	mpq_set_ui(k.allocation->proof->bound, 8599, 100);
	expect_refused(&k, "a higher value than the stated bound");
	k = linear_round();
	k.allocation->proof->has_bound = false;
	expect_refused(&k, "no proof of it");
	k = linear_round();
	k.allocation->proof->num_nodes = 0;
	expect_refused(&k, "no proof of it");
}

static void test_verify__refuses_dreams_that_stand_where_they_may_not(void **state)
{
	(void)state;
	kit k = linear_round();
	k.dreams[0].threshold = 61;
	expect_refused(&k, "dream 'a' is called qualified, but its 60 flowers");
	k = linear_round();
	k.dreams[3].tally = 10;
	expect_refused(&k, "dream 'd' is said to be below its threshold");
	k = linear_round();
	k.dreams[2].id = FL_STR("a");
	expect_refused(&k, "two dreams have the id 'a'");
	k = linear_round();
	k.dreams[2].request = 0;
	expect_refused(&k, "dream 'c' requests no money");
	k = linear_round();
	k.dreams[2].tally = -1;
	k.dreams[2].threshold = -2;
	expect_refused(&k, "dream 'c' has a negative tally");
	k = linear_round();
	k.spec->exclude = k.spec->groups[0].selector;
	expect_refused(&k, "dream 'a' is called qualified, but the round's rules make it ineligible");
	k = linear_round();
	k.spec->pools[0].selector = k.spec->groups[0].selector;
	expect_refused(&k, "dream 'c' has an award, but no pool may pay it");
	k = linear_round();
	k.dreams[2].standing = FL_DUPLICATE;
	expect_refused(&k, "dream 'c' has an award, but is not qualified");
	k = linear_round();
	k.dreams[2].standing = FL_INELIGIBLE;
	expect_refused(&k, "dream 'c' has an award, but is not qualified");
}

static void test_verify__refuses_the_same_numbers_over_other_facts(void **state)
{
	(void)state;
	kit k = linear_round();
	k.dreams[1].tally = 41;
	expect_refused(&k, "the awards have another value than stated");
	k = linear_round();
	k.dreams[2].category = FL_STR("edu");
	expect_refused(&k, "awards give group 'edu' more than its maximum");
	k = linear_round();
	k.spec->pools[0].amount = 999;
	expect_refused(&k, "pool 'general' pays more");
	k = linear_round();
	k.spec->pools[0].amount = 1001; /* feasible still, but no longer the optimum: the bound is 86 + 1/20 */
	expect_refused(&k, "only shows a higher bound than stated");
	k = linear_round();
	k.spec->groups[0].max = 799;
	expect_refused(&k, "awards give group 'edu' more than its maximum");
	k = linear_round();
	k.spec->groups[0].max = 801;
	expect_refused(&k, "only shows a higher bound than stated");
	k = linear_round();
	k.spec->pools[0].amount = 1001;
	k.spec->pools[0].must_spend = true;
	expect_refused(&k, "pool 'general' must be spent, but is not");
	k = linear_round();
	fl_candidate swap = k.dreams[0];
	k.dreams[0] = k.dreams[1];
	k.dreams[1] = swap;
	expect_refused(&k, "award of dream 'b' exceeds its request");
}

/* ---- planted faults in the unrounded solution ---- */

static void test_verify__refuses_an_unrounded_solution_that_breaks_the_program(void **state)
{
	(void)state;
	kit k = linear_round();
	k.allocation->proof->unrounded[0].whole = 601;
	expect_refused(&k, "unrounded amount of dream 'a' exceeds the most");
	k = linear_round();
	k.allocation->proof->unrounded[3].whole = 1;
	expect_refused(&k, "unrounded amount of dream 'd' is not 0");
	k = linear_round();
	k.allocation->proof->unrounded[2].whole = -1;
	expect_refused(&k, "is malformed");
	k = linear_round();
	k.allocation->proof->unrounded[2].rest = 1;
	expect_refused(&k, "is malformed");
	k = linear_round();
	k.allocation->proof->unrounded[2].whole = 201;
	expect_refused(&k, "needs more money than the pools have: pool 'general'");
	k = linear_round();
	k.allocation->proof->unrounded[1].whole = 201;
	k.allocation->proof->unrounded[2].whole = 199;
	expect_refused(&k, "unrounded amounts give group 'edu' more");
	k = linear_round();
	k.allocation->proof->unrounded[2].whole = 199;
	expect_refused(&k, "has another value than the stated optimum");
	k = linear_round();
	k.allocation->proof->num_candidates = 3;
	expect_refused(&k, "3 amounts for 4 dreams");
}

/* A third of a unit more than the pool has: fractions count. */
static void test_verify__counts_fractions_of_a_minor_unit(void **state)
{
	(void)state;
	for (int extra = 0; extra < 2; extra++) {
		kit k = linear_round();
		fl_proof *proof = k.allocation->proof;
		proof->rests = fl_arena_array(&proof->arena, 2, sizeof *proof->rests);
		mpq_init(proof->rests[0]);
		mpq_init(proof->rests[1]);
		proof->num_rests = 2;
		assert_true(fl_mpq_parse(proof->rests[0], FL_STR("2/3")));
		assert_true(fl_mpq_parse(proof->rests[1], extra ? FL_STR("1/2") : FL_STR("1/3")));
		proof->unrounded[1] = (fl_exact){ 199, 1 }; /* 199 2/3 + 200 1/3 = 400 in all */
		proof->unrounded[2] = (fl_exact){ 200, 2 };
		k.allocation->outcome = FL_FEASIBLE;
		/* 60 + (599/3)*2/25 + (601/3)/20 = 60 + 4792/300 + 3005/300 = 8599/100 - a little: 25797/300 */
		assert_true(fl_mpq_parse(proof->optimum, FL_STR("25797/300")));
		if (extra)
			expect_refused(&k, "needs more money than the pools have");
		else
			expect_verified(&k);
	}
	kit whole = linear_round(); /* all of a's request and a third more */
	fl_proof *more = whole.allocation->proof;
	more->rests = fl_arena_array(&more->arena, 1, sizeof *more->rests);
	mpq_init(more->rests[0]);
	more->num_rests = 1;
	mpq_set_ui(more->rests[0], 1, 3);
	more->unrounded[0] = (fl_exact){ 600, 1 };
	expect_refused(&whole, "unrounded amount of dream 'a' exceeds the most");
	kit k = linear_round();
	fl_proof *proof = k.allocation->proof;
	proof->rests = fl_arena_array(&proof->arena, 1, sizeof *proof->rests);
	mpq_init(proof->rests[0]);
	proof->num_rests = 1;
	mpq_set_ui(proof->rests[0], 1, 1);
	proof->unrounded[1] = (fl_exact){ 199, 1 };
	expect_refused(&k, "is not between 0 and 1");
}

/* ---- planted faults in the multipliers ---- */

static void test_verify__refuses_multipliers_that_prove_too_little(void **state)
{
	(void)state;
	kit k = linear_round();
	mpq_set_ui(k.allocation->proof->sets[0].items[0].y, 1, 21);
	expect_refused(&k, "leaf 0 of the proof only shows a higher bound");
	k = linear_round();
	mpq_set_si(k.allocation->proof->sets[0].items[1].y, -3, 100); /* the group has no minimum */
	expect_refused(&k, "wrong sign for group 'edu'");
	k = linear_round();
	k.allocation->proof->sets[0].items[1].row = 0;
	expect_refused(&k, "two multipliers to pool 'general'");
	k = linear_round();
	k.allocation->proof->sets[0].items[1].row = 2;
	expect_refused(&k, "names a limit that does not exist");
	k = linear_round();
	k.allocation->proof->rows[1] = FL_STR("group:health");
	expect_refused(&k, "the limit 'group:health', which the round does not have");
	k = linear_round();
	mpq_clear(k.allocation->proof->sets[0].items[1].y);
	k.allocation->proof->sets[0].len = 1;
	expect_refused(&k, "only shows a higher bound");
	k = linear_round();
	k.allocation->proof->nodes[0].multipliers = 1;
	expect_refused(&k, "leaf 0 of the proof names multipliers that do not exist");
	k = linear_round();
	k.allocation->proof->nodes[0].kind = FL_LEAF_EMPTY;
	expect_refused(&k, "leaf 0 of the proof is not shown to be empty");
	k = linear_round();
	k.allocation->proof->nodes[0].kind = (fl_node_kind)4;
	expect_refused(&k, "of no known kind");
}

static void test_verify__makes_hostile_names_harmless(void **state)
{
	(void)state;
	kit k = linear_round();
	k.dreams[0].id = FL_STR("\x1b[2J\n");
	k.allocation->awards[0].amount = 601;
	fl_verdict verdict = judge(&k);
	assert_null(strchr(verdict.why, 0x1b));
	assert_null(strchr(verdict.why, '\n'));
	fl_verdict_release(&verdict);
	kit_free(&k);
}

/* ---- the indivisible round ---- */

/* The same dreams, all or nothing. By hand: a and c for 1000, 60 + tally of c; a and b cost too much. With 20 flowers
 * for c all values are multiples of 20 and the linear bound of 86 means 80: one leaf. */
static kit indivisible(int64_t tally_of_c)
{
	kit k;
	kit_round(&k, "{\"indivisible\":true}", POOL_1000, EDUCATION_800);
	kit_dream(&k, "a", "edu", 600, 60);
	kit_dream(&k, "b", "edu", 500, 40);
	kit_dream(&k, "c", "health", 400, tally_of_c);
	kit_dream(&k, "d", "health", 100, 9);
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 0, 600);
	kit_pay(&k, 2, 0, 400);
	return k;
}

static kit by_rounding(void)
{
	kit k = indivisible(20);
	kit_set(&k, 4);
	kit_y(&k, "pool:general", "1/20");
	kit_y(&k, "group:edu", "3/100");
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_values(&k, "80", "80", "80");
	return k;
}

/* With 21 flowers for c that fails (g = 1). Branch on b: without it all of a and c is 81; with it, prices 21/400 of
 * the pool and 19/400 of education leave 1000*21/400 + 800*19/400 - (1/10 - 2/25)*500 = 52.5 + 38 - 10 = 80.5, that
 * is 80. */
static kit by_branching(void)
{
	kit k = indivisible(21);
	kit_column(&k, (uint32_t[]){ 1 }, 1);
	kit_set(&k, 4);
	kit_set(&k, 4);
	kit_y(&k, "pool:general", "21/400");
	kit_y(&k, "group:edu", "19/400");
	kit_node(&k, (fl_proof_node){ .kind = FL_NODE_BRANCH, .column = 0, .at_most = 0, .child = { 1, 2 } },
		 KIT_MAX);
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_leaf(&k, FL_LEAF_BOUND, 1);
	kit_values(&k, "81", "81", "81");
	return k;
}

static void test_verify__rounds_bounds_of_indivisible_rounds_to_multiples_of_g(void **state)
{
	(void)state;
	kit k = by_rounding();
	expect_verified(&k);
	k = by_rounding();
	k.spec->policy.indivisible = false;
	k.spec->policy.minimum = 600; /* nobody asks for more: the same as all or nothing */
	expect_verified(&k);
	k = by_rounding();
	k.spec->policy.indivisible = false;
	k.spec->policy.minimum = 400; /* a may have 400 to 600: values are no multiples of 20 any more */
	expect_refused(&k, "only shows a higher bound");
	k = by_rounding();
	k.dreams[2].tally = 21;
	mpq_set_ui(k.allocation->objective, 81, 1);
	mpq_set_ui(k.allocation->proof->optimum, 81, 1);
	mpq_set_ui(k.allocation->proof->bound, 81, 1);
	expect_refused(&k, "only shows a higher bound");
}

static void test_verify__accepts_a_tree_that_covers_all_cases(void **state)
{
	(void)state;
	kit k = by_branching();
	fl_verdict verdict = judge(&k);
	assert_string_equal(verdict.why, "");
	assert_int_equal(mpq_cmp_ui(verdict.bound, 81, 1), 0);
	fl_verdict_release(&verdict);
	kit_free(&k);
	k = by_branching(); /* the right side is empty too: b costs 500 of 400 */
	k.allocation->proof->nodes[2].kind = FL_LEAF_EMPTY;
	expect_refused(&k, "leaf 2 of the proof is not shown to be empty");
}

static void test_verify__refuses_a_tree_that_leaves_something_out(void **state)
{
	(void)state;
	kit k = by_branching();
	k.allocation->proof->nodes[0] = (fl_proof_node){ .kind = FL_LEAF_BOUND, .multipliers = 0 };
	k.allocation->proof->num_nodes = 1;
	expect_refused(&k, "only shows a higher bound");
	k = by_branching();
	k.allocation->proof->num_nodes = 2;
	expect_refused(&k, "branch 0 of the proof leads nowhere");
	k = by_branching();
	k.allocation->proof->nodes[0].child[1] = 0;
	expect_refused(&k, "branch 0 of the proof leads nowhere, or back");
	k = by_branching();
	k.allocation->proof->nodes[0].child[1] = 1;
	expect_refused(&k, "node 1 of the proof has two parents");
	k = by_branching();
	k.allocation->proof->nodes[0].child[0] = 2;
	k.allocation->proof->nodes[0].child[1] = 1; /* the sides are swapped: the bounds no longer fit */
	expect_refused(&k, "only shows a higher bound");
	k = by_branching();
	k.allocation->proof->nodes[0].at_most = 1; /* "at most 1" is no restriction: the first leaf proves 121 */
	expect_refused(&k, "leaf 1 of the proof only shows a higher bound");
	k = by_branching();
	k.allocation->proof->nodes[0].at_most = UINT32_MAX;
	expect_refused(&k, "a column that does not exist");
	k = by_branching();
	k.allocation->proof->nodes[0].column = 1;
	expect_refused(&k, "a column that does not exist");
	k = by_branching();
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	expect_refused(&k, "node 3 of the proof is the child of no branch");
}

static void test_verify__refuses_columns_that_are_not_sets_of_equal_dreams(void **state)
{
	(void)state;
	kit k = by_branching();
	k.allocation->proof->columns[0].dreams[0] = 3;
	expect_refused(&k, "dream 'd', which nothing may be paid to");
	k = by_branching();
	k.allocation->proof->columns[0].dreams[0] = 4;
	expect_refused(&k, "names a dream that does not exist");
	k = by_branching();
	k.allocation->proof->columns[0].len = 0;
	expect_refused(&k, "column 0 of the proof is empty");
	k = by_branching();
	kit_column(&k, (uint32_t[]){ 1 }, 1);
	expect_refused(&k, "dream 'b' stands twice");
	k = by_branching();
	kit_column(&k, (uint32_t[]){ 0, 2 }, 2);
	expect_refused(&k, "takes dream 'c' for the equal of another");
}

static void test_verify__refuses_part_of_an_indivisible_request(void **state)
{
	(void)state;
	kit k = by_branching();
	k.allocation->awards[2].amount = k.allocation->payments[1].amount = 399;
	expect_refused(&k, "award of dream 'c' is below the least it may get");
	k = by_branching();
	k.allocation->proof->unrounded[2].whole = 399;
	expect_refused(&k, "unrounded amount of dream 'c' is below the least");
}

/* Three equal dreams of 400 in a pool of 1000, all or nothing: two are funded. The linear bound is 2.5 times 30
 * flowers; branching on the number of them: at most 2 gives 60; at least 3 costs 1200, which the pool's price shows
 * to be impossible. */
static kit equals(void)
{
	kit k;
	kit_round(&k, "{\"indivisible\":true}", POOL_1000, "");
	kit_dream(&k, "a", "", 400, 30);
	kit_dream(&k, "b", "", 400, 30);
	kit_dream(&k, "c", "", 400, 30);
	kit_dream(&k, "z", "", 1, 11); /* spoils g */
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 0, 400);
	kit_pay(&k, 2, 0, 400);
	kit_pay(&k, 3, 0, 1);
	kit_column(&k, (uint32_t[]){ 0, 1, 2 }, 3);
	kit_set(&k, 4);
	kit_set(&k, 4);
	kit_y(&k, "pool:general", "1");
	kit_node(&k, (fl_proof_node){ .kind = FL_NODE_BRANCH, .column = 0, .at_most = 2, .child = { 1, 2 } },
		 KIT_MAX);
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_leaf(&k, FL_LEAF_EMPTY, 1);
	kit_values(&k, "71", "71", "71");
	return k;
}

static void test_verify__counts_the_funded_of_equal_dreams(void **state)
{
	(void)state;
	kit k = equals();
	expect_verified(&k);
	k = equals();
	k.allocation->proof->nodes[0].at_most = 1; /* then the other side, at least 2, is possible */
	expect_refused(&k, "leaf 2 of the proof is not shown to be empty");
	k = equals();
	k.dreams[1].tally = 31;
	expect_refused(&k, "takes dream 'b' for the equal of another");
	k = equals();
	k.dreams[1].category = FL_STR("other"); /* no limit looks at it: they are equal still */
	expect_verified(&k);
}

/* A branch on the same column twice: "at most 2", and below it "at least 3" contradicts; such a leaf needs no
 * numbers. */
static void test_verify__accepts_leaves_whose_branches_contradict_each_other(void **state)
{
	(void)state;
	kit k = equals();
	fl_proof *proof = k.allocation->proof;
	proof->nodes[0].child[1] = 4;
	proof->nodes[1] = (fl_proof_node){ .kind = FL_NODE_BRANCH, .column = 0, .at_most = 2, .child = { 2, 3 } };
	proof->nodes[2] = (fl_proof_node){ .kind = FL_LEAF_BOUND, .multipliers = 0 };
	kit_leaf(&k, FL_LEAF_EMPTY, 0);
	kit_leaf(&k, FL_LEAF_EMPTY, 1);
	expect_verified(&k);
}

/* ---- pools and groups of every kind ---- */

/* a may draw on both pools, b on the second only; the second must be spent. By hand: a 100 from each... a asks for
 * 150 with 30 flowers (1/5), b for 100 with 10 (1/10): all of a, 50 of b (pool two is 100, pool one has 100): a takes
 * 100 from one, 50 from two, b 50 from two: 30 + 5 = 35. Prices: pool one 1/10, pool two 1/10; a: (1/5 - 1/10)*150 =
 * 15, 20 + 15 = 35. */
static kit two_pools(void)
{
	kit k;
	kit_round(&k, "",
		  "[{\"id\":\"one\",\"amount\":\"100\",\"selector\":{\"category\":\"x\"}},"
		  "{\"id\":\"two\",\"amount\":\"100\",\"must_spend\":true}]",
		  "");
	kit_dream(&k, "a", "x", 150, 30);
	kit_dream(&k, "b", "y", 100, 10);
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 0, 100);
	kit_pay(&k, 0, 1, 50);
	kit_pay(&k, 1, 1, 50);
	kit_set(&k, 1);
	kit_y(&k, "pool:one", "1/10");
	kit_y(&k, "pool:two", "1/10");
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_values(&k, "35", "35", "35");
	return k;
}

static void test_verify__splits_awards_over_the_pools_that_may_pay(void **state)
{
	(void)state;
	kit k = two_pools();
	expect_verified(&k);
	k = two_pools();
	k.allocation->payments[2].pool = 0;
	expect_refused(&k, "pool 'one' pays dream 'b', which it may not pay");
	k = two_pools();
	k.allocation->proof->unrounded[0].whole = 140; /* 60 for b: two can pay that */
	k.allocation->proof->unrounded[1].whole = 60;
	expect_refused(&k, "has another value than the stated optimum");
	k = two_pools();
	k.allocation->proof->unrounded[0].whole = 100; /* 101 for b: two cannot */
	k.allocation->proof->unrounded[1].whole = 101;
	expect_refused(&k, "exceeds the most");
	k = two_pools();
	k.dreams[1].request = 1000;
	k.allocation->proof->unrounded[0].whole = 99;
	k.allocation->proof->unrounded[1].whole = 101;
	assert_true(fl_mpq_parse(k.allocation->objective, FL_STR("61/2"))); /* 30 + 50/100 */
	expect_refused(&k, "needs more money than the pools have: pool 'two' is short");
	k = two_pools();
	k.allocation->proof->unrounded[0].whole = 49; /* pool two cannot be spent */
	k.allocation->proof->unrounded[1].whole = 50;
	expect_refused(&k, "does not spend pool 'two', which must be spent");
	k = two_pools();
	k.allocation->payments[2].amount = k.allocation->awards[1].amount = 49;
	expect_refused(&k, "pool 'two' must be spent, but is not");
	k = two_pools(); /* a pool that need not be spent, with a price below 0, gives its lower limit: 0 */
	mpq_set_si(k.allocation->proof->sets[0].items[0].y, -1, 10);
	expect_refused(&k, "only shows a higher bound");
}

/* No organisation above 50 % of what is awarded, health at least 10 % of it and at least 40 % of the budget of 100. o
 * gives 60 of x. a (organisation o) 50 flowers for 100, b (p) 20 for 100, c (q, health) 10 for 100. health >= 40; o
 * <= 50: a 50, b 10, c 40: 25 + 2 + 4 = 31. */
#define AWARDED_GROUPS                                                                                               \
	"[{\"id\":\"organisation\",\"each\":\"organisation\",\"max_share\":\"50%\",\"of\":\"awarded\"},"             \
	"{\"id\":\"health\",\"selector\":{\"category\":\"health\"},\"min\":\"1\",\"min_share\":\"40%\"},"            \
	"{\"id\":\"some\",\"selector\":{\"category\":\"health\"},\"min_share\":\"10%\",\"of\":\"awarded\"}]"

static kit shares(void)
{
	kit k;
	kit_round(&k, "", "[{\"id\":\"general\",\"amount\":\"100\"}]", AWARDED_GROUPS);
	kit_dream(&k, "a", "", 100, 50)->organisation = FL_STR("o");
	kit_dream(&k, "b", "", 100, 20)->organisation = FL_STR("p");
	kit_dream(&k, "c", "health", 100, 10)->organisation = FL_STR("q");
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 0, 50);
	kit_pay(&k, 1, 0, 10);
	kit_pay(&k, 2, 0, 40);
	/* b is in the middle: c_b = 1/5 = y_pool - s y_o; a: 1/2 = y_pool + y_o/2; so y_o = 3/10, y_pool = 7/20.
	 * c: 1/10 = 7/20 - 3/20 + y_health: y_health = -1/10. Bound: 35 - 4 = 31. */
	kit_set(&k, 1);
	kit_y(&k, "pool:general", "7/20");
	kit_y(&k, "group:organisation=o:awarded-max", "3/10");
	kit_y(&k, "group:health", "-1/10");
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_values(&k, "31", "31", "31");
	return k;
}

static void test_verify__knows_shares_of_the_budget_and_of_what_is_awarded(void **state)
{
	(void)state;
	kit k = shares();
	expect_verified(&k);
	k = shares();
	k.dreams[1].organisation = FL_STR("o");
	expect_refused(&k, "awards give group 'organisation=o' more than its maximum of what is awarded");
	k = shares();
	k.allocation->payments[1].amount = k.allocation->awards[1].amount = 11;
	k.allocation->payments[2].amount = k.allocation->awards[2].amount = 39;
	expect_refused(&k, "awards give group 'health' less than its minimum");
	k = shares();
	k.spec->groups[2].min_share = (fl_share){ 41, 100 };
	expect_refused(&k, "awards give group 'some' less than its minimum of what is awarded");
	k = shares();
	mpq_set_si(k.allocation->proof->sets[0].items[1].y, -3, 10);
	expect_refused(&k, "wrong sign for group 'organisation=o'");
	k = shares();
	mpq_set_si(k.allocation->proof->sets[0].items[2].y, 1, 10);
	expect_refused(&k, "wrong sign for group 'health'");
	k = shares();
	k.spec->groups[1].min = 41; /* tighter than 40 % of 100 */
	expect_refused(&k, "awards give group 'health' less than its minimum");
}

/* ---- the policy ---- */

static void test_verify__recomputes_caps_minima_and_granularity(void **state)
{
	(void)state;
	kit k = linear_round();
	k.spec->policy.cap = 599;
	expect_refused(&k, "award of dream 'a' exceeds its cap");
	k = linear_round();
	k.spec->policy.has_cap_share = true;
	k.spec->policy.cap_share = (fl_share){ 599, 600 };
	expect_refused(&k, "award of dream 'a' exceeds its cap");
	k = linear_round();
	k.spec->policy.minimum = 201;
	expect_refused(&k, "award of dream 'b' is below the least it may get");
	k = linear_round();
	k.spec->policy.granularity = 100;
	expect_verified(&k);
	k = linear_round();
	k.spec->policy.granularity = 150; /* a: 600 is a multiple, b: 200 is not */
	expect_refused(&k, "award of dream 'b' is not a multiple of the granularity");
	k = linear_round();
	k.spec->policy.granularity = 400;
	k.spec->policy.cap = 600; /* a has all it may have */
	k.allocation->awards[1].amount = k.allocation->payments[1].amount = 400;
	expect_refused(&k, "award of dream 'c' is not a multiple of the granularity");
	k = linear_round();
	k.spec->policy.granularity = 150;
	k.allocation->granularity = 1; /* it says that nothing coarser fits */
	expect_verified(&k);
	k = linear_round();
	k.spec->policy.granularity = 150;
	k.allocation->granularity = 2;
	expect_refused(&k, "another granularity");
}

/* ---- outcomes without a proof ---- */

static void test_verify__checks_a_baseline_for_feasibility_only(void **state)
{
	(void)state;
	kit k = linear_round();
	k.allocation->outcome = FL_FEASIBLE;
	k.allocation->proof->has_bound = false;
	k.allocation->proof->num_nodes = 0;
	fl_verdict verdict = judge(&k);
	assert_true(verdict.verified);
	assert_false(verdict.has_bound);
	fl_verdict_release(&verdict);
	k.allocation->awards[0].amount = 599;
	expect_refused(&k, "do not add up");
}

static void test_verify__never_verifies_an_infeasible_round(void **state)
{
	(void)state;
	kit k = linear_round();
	k.allocation->outcome = FL_INFEASIBLE;
	expect_refused(&k, "called infeasible, but dream 'a' has an award");
	k = linear_round();
	k.allocation->outcome = FL_INFEASIBLE;
	k.allocation->num_payments = 0;
	for (int i = 0; i < 4; i++)
		k.allocation->awards[i].amount = 0;
	expect_refused(&k, "infeasible: nothing is awarded");
}

static void test_verify__accepts_an_empty_round(void **state)
{
	(void)state;
	kit k;
	kit_round(&k, "", POOL_1000, "");
	kit_open(&k, FL_OPTIMAL);
	kit_set(&k, 1);
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_values(&k, "0", "0", "0");
	expect_verified(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify__accepts_a_linear_round_solved_by_hand),
		cmocka_unit_test(test_verify__accepts_a_bound_that_is_better_than_claimed),
		cmocka_unit_test(test_verify__refuses_awards_that_break_a_limit),
		cmocka_unit_test(test_verify__refuses_stated_numbers_that_are_wrong),
		cmocka_unit_test(test_verify__refuses_dreams_that_stand_where_they_may_not),
		cmocka_unit_test(test_verify__refuses_the_same_numbers_over_other_facts),
		cmocka_unit_test(test_verify__refuses_an_unrounded_solution_that_breaks_the_program),
		cmocka_unit_test(test_verify__counts_fractions_of_a_minor_unit),
		cmocka_unit_test(test_verify__refuses_multipliers_that_prove_too_little),
		cmocka_unit_test(test_verify__makes_hostile_names_harmless),
		cmocka_unit_test(test_verify__rounds_bounds_of_indivisible_rounds_to_multiples_of_g),
		cmocka_unit_test(test_verify__accepts_a_tree_that_covers_all_cases),
		cmocka_unit_test(test_verify__refuses_a_tree_that_leaves_something_out),
		cmocka_unit_test(test_verify__refuses_columns_that_are_not_sets_of_equal_dreams),
		cmocka_unit_test(test_verify__refuses_part_of_an_indivisible_request),
		cmocka_unit_test(test_verify__counts_the_funded_of_equal_dreams),
		cmocka_unit_test(test_verify__accepts_leaves_whose_branches_contradict_each_other),
		cmocka_unit_test(test_verify__splits_awards_over_the_pools_that_may_pay),
		cmocka_unit_test(test_verify__knows_shares_of_the_budget_and_of_what_is_awarded),
		cmocka_unit_test(test_verify__recomputes_caps_minima_and_granularity),
		cmocka_unit_test(test_verify__checks_a_baseline_for_feasibility_only),
		cmocka_unit_test(test_verify__never_verifies_an_infeasible_round),
		cmocka_unit_test(test_verify__accepts_an_empty_round),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
