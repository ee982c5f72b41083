/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_forged_cuts.c - a proof with a cut, by hand, and everything that may be wrong with one.
 *
 * Three dreams ask for 2 each and gathered 10 flowers; the pool has 3. In whole requests one of them is funded: 2 (n1 + n2 + n3) <= 3,
 * divided by 2 and rounded, is n1 + n2 + n3 <= 1, which at 10 flowers a dream shows the bound 10. Without the cut it is 15.
 */
#include "proof_kit.h"

#include "allocate/allocate.h"
#include "small_round.h"
#include "verify/verify.h"

enum { CUT_SET, LEAF_SET, CUT = 1 /* behind the only row */ };

static void make_kit(kit *k)
{
	kit_round(k, "{\"indivisible\":true}", "[{\"id\":\"p\",\"amount\":3}]", "");
	kit_dream(k, "a", "", 2, 10);
	kit_dream(k, "b", "", 2, 10);
	kit_dream(k, "c", "", 2, 10);
	kit_dream(k, "few", "", 2, 9); /* below the threshold */
	kit_open(k, FL_OPTIMAL);
	kit_pay(k, 0, 0, 2);
	kit_values(k, "10", "10", "10");
	kit_set(k, 4);
	kit_y(k, "pool:p", "1");
	kit_set(k, 4);
	kit_y(k, "pool:p", "10");
	fl_proof *proof = k->allocation->proof;
	proof->sets[LEAF_SET].items[0].row = CUT;
	proof->cuts = fl_arena_array(&proof->arena, 4, sizeof *proof->cuts);
	proof->sides = fl_arena_array(&proof->arena, 4, sizeof *proof->sides);
	assert_true(proof->cuts && proof->sides);
	proof->sides[0].dreams = fl_arena_array(&proof->arena, 8, sizeof *proof->sides[0].dreams);
	proof->cuts[0] = (fl_proof_cut){ CUT_SET, 2, 0 };
	proof->num_cuts = proof->num_sides = 1;
	kit_leaf(k, FL_LEAF_BOUND, LEAF_SET);
}

/* "" when verified, else why not; the kit is freed. */
static const char *judge(kit *k)
{
	static char why[sizeof((fl_verdict *)0)->why];
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(k->spec, k->dreams, k->num_dreams, k->allocation, &verdict, &err), FL_OK);
	assert_true(verdict.verified == (verdict.why[0] == '\0'));
	snprintf(why, sizeof why, "%s", verdict.why);
	fl_verdict_release(&verdict);
	kit_free(k);
	return why;
}

static void refused(kit *k, const char *words)
{
	const char *why = judge(k);
	if (!strstr(why, words))
		fail_msg("expected '%s', got '%s'", words, why);
}

static void test_verify_forged_cuts__the_true_one_is_confirmed(void **state)
{
	kit k;
	(void)state;
	make_kit(&k);
	assert_string_equal(judge(&k), "");
	make_kit(&k); /* all three counted from above: the same cut */
	fl_proof_column *side = &k.allocation->proof->sides[0];
	for (uint32_t i = 0; i < 3; i++)
		side->dreams[side->len++] = i;
	assert_string_equal(judge(&k), "");
	make_kit(&k); /* and with the three as one column */
	kit_column(&k, (const uint32_t[]){ 0, 1, 2 }, 3);
	assert_string_equal(judge(&k), "");
}

static void test_verify_forged_cuts__without_it_the_bound_is_higher(void **state)
{
	kit k;
	(void)state;
	make_kit(&k);
	k.allocation->proof->sets[LEAF_SET].items[0].row = 0; /* the row itself, at 10 a unit of money */
	refused(&k, "higher bound");
	make_kit(&k);
	mpq_set_ui(k.allocation->proof->sets[LEAF_SET].items[0].y, 5, 1); /* too low a price of the cut */
	refused(&k, "higher bound");
}

static void test_verify_forged_cuts__facts_decide_what_a_cut_says(void **state)
{
	kit k;
	(void)state;
	make_kit(&k);
	k.spec->pools[0].amount = 4; /* two dreams could be funded */
	refused(&k, "higher bound");
	make_kit(&k);
	k.spec->policy.indivisible = false; /* one dream and a half */
	refused(&k, "higher bound");
	make_kit(&k);
	k.dreams[2].request = 1; /* divided by 2 and rounded it takes nothing of the limit */
	refused(&k, "higher bound");
}

static void test_verify_forged_cuts__divisors(void **state)
{
	static const struct {
		int64_t divisor;
		const char *words;
	} wrong[] = { { 0, "no divisor" }, { -2, "no divisor" }, { INT64_MIN, "no divisor" }, { INT64_MAX, "no divisor" },
		      { 1, "higher bound" }, { 3, "higher bound" }, { 5, "higher bound" }, { INT64_C(1) << 59, "higher bound" } };
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		kit k;
		make_kit(&k);
		k.allocation->proof->cuts[0].divisor = wrong[i].divisor;
		refused(&k, wrong[i].words);
	}
}

static void test_verify_forged_cuts__multipliers_it_is_made_from(void **state)
{
	static const struct {
		const char *y, *words;
	} wrong[] = { { "1/2", "fractions of the limits" },
		      { "-1", "higher bound" }, /* from the lower limit 0 */
		      { "0", "higher bound" },
		      { "4611686018427387904", "too large" },
		      { "99999999999999999999999999", "too large" } };
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		kit k;
		make_kit(&k);
		assert_true(fl_mpq_parse(k.allocation->proof->sets[CUT_SET].items[0].y, fl_str_of(wrong[i].y)));
		refused(&k, wrong[i].words);
	}
	kit k;
	make_kit(&k);
	k.allocation->proof->sets[CUT_SET].items[0].row = CUT;
	refused(&k, "from itself");
	make_kit(&k); /* two that are made from each other */
	k.allocation->proof->cuts[1] = (fl_proof_cut){ LEAF_SET, 2, 0 };
	k.allocation->proof->num_cuts = 2;
	k.allocation->proof->sets[CUT_SET].items[0].row = CUT + 1;
	refused(&k, "from itself or a later one");
	make_kit(&k);
	k.allocation->proof->cuts[0].multipliers = 2;
	refused(&k, "do not exist");
}

static void test_verify_forged_cuts__sides(void **state)
{
	kit k;
	(void)state;
	make_kit(&k);
	k.allocation->proof->cuts[0].side = 1;
	refused(&k, "do not exist");
	make_kit(&k);
	k.allocation->proof->sides[0].len = 2; /* dream 0, and again */
	refused(&k, "twice");
	make_kit(&k);
	k.allocation->proof->sides[0].dreams[0] = 3;
	k.allocation->proof->sides[0].len = 1;
	refused(&k, "nothing may be paid to");
	make_kit(&k);
	k.allocation->proof->sides[0].dreams[0] = 4;
	k.allocation->proof->sides[0].len = 1;
	refused(&k, "nothing may be paid to");
	make_kit(&k);
	kit_column(&k, (const uint32_t[]){ 0, 1 }, 2);
	k.allocation->proof->sides[0].len = 1;
	refused(&k, "counts some dreams of a column from above");
}

static void test_verify_forged_cuts__multipliers_on_it(void **state)
{
	kit k;
	(void)state;
	make_kit(&k);
	mpq_set_si(k.allocation->proof->sets[LEAF_SET].items[0].y, -10, 1);
	refused(&k, "wrong sign for cut 0");
	make_kit(&k);
	k.allocation->proof->sets[LEAF_SET].items[0].row = CUT + 1;
	refused(&k, "names a limit that does not exist");
	make_kit(&k);
	fl_multiplier_set *set = &k.allocation->proof->sets[LEAF_SET];
	set->items[1].row = CUT;
	mpq_init(set->items[1].y);
	set->len = 2;
	refused(&k, "two multipliers to cut 0");
	make_kit(&k); /* a cut is no limit on the number of funded dreams that branches alone could exceed */
	k.allocation->proof->nodes[0].kind = FL_LEAF_COUNT;
	refused(&k, "names no limit on the number of funded dreams");
}

/* Policies of ratios: stages are bounds over amounts, not over who is funded. */
static void test_verify_forged_cuts__stages_know_none(void **state)
{
	static const small_dream dreams[] = { { "a", "", "", 50, 100, 1 }, { "b", "", "", 40, 100, 2 } };
	small_round s;
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"coverage\"},\"pools\":[{\"id\":\"p\",\"amount\":\"50\"}]", dreams);
	fl_proof *proof = s.a->proof;
	assert_true(proof->num_stages > 0);
	fl_proof_cut cut = { proof->stages[0].multipliers, 2, 0 };
	fl_proof_column side = { .dreams = NULL };
	proof->cuts = &cut;
	proof->sides = &side;
	proof->num_cuts = proof->num_sides = 1;
	proof->sets[cut.multipliers].items[0].row = (uint32_t)proof->num_rows;
	fl_verdict_init(&verdict);
	mpq_abs(proof->sets[cut.multipliers].items[0].y, proof->sets[cut.multipliers].items[0].y);
	assert_int_equal(fl_verify(s.spec, s.dreams, s.count, s.a, &verdict, &err), FL_OK);
	assert_false(verdict.verified);
	assert_non_null(strstr(verdict.why, "leans on a cut"));
	fl_verdict_release(&verdict);
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_forged_cuts__the_true_one_is_confirmed),
		cmocka_unit_test(test_verify_forged_cuts__without_it_the_bound_is_higher),
		cmocka_unit_test(test_verify_forged_cuts__facts_decide_what_a_cut_says),
		cmocka_unit_test(test_verify_forged_cuts__divisors),
		cmocka_unit_test(test_verify_forged_cuts__multipliers_it_is_made_from),
		cmocka_unit_test(test_verify_forged_cuts__sides),
		cmocka_unit_test(test_verify_forged_cuts__multipliers_on_it),
		cmocka_unit_test(test_verify_forged_cuts__stages_know_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
