/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_cuts.c - cuts of random rounds: the checker makes of their multipliers, divisor and side what the published rule makes of
 * them, written out in fractions; every solution, found by trying all, keeps every cut; and bounds with cuts are those of
 * domain/proof.h, the swift way and the wide way.
 */
#include "proof_oracle.h"

#include "verify/bound.h"

enum { ROUNDS = 300, MOST_CUTS = 4, MOST_DREAMS = 7 };

typedef struct rational_cut {
	mpq_t g[KIT_MAX], h; /* per dream */
} rational_cut;

typedef struct setting {
	kit k;
	oracle o;
	fl_verify_limits limits;
	fl_verify_bound bound;
	fl_verdict verdict;
	uint32_t row[KIT_MAX];
	fl_verify_box boxes[KIT_MAX];
	uint32_t column_of[KIT_MAX]; /* per dream, FL_VERIFY_NONE none */
	rational_cut cuts[MOST_CUTS];
	size_t num_cuts;
} setting;

static uint64_t seed_of_run;

/* ---- making rounds and cuts ---- */

static bool equal_dreams(const fl_verify_limits *limits, size_t a, size_t b)
{
	return limits->terms[a].kind == limits->terms[b].kind && limits->terms[a].upper == limits->terms[b].upper &&
	       limits->terms[a].least == limits->terms[b].least && limits->dreams[a].tally == limits->dreams[b].tally &&
	       limits->dreams[a].request == limits->dreams[b].request;
}

static void random_columns(setting *t, uint64_t *seed)
{
	for (size_t i = 0; i < t->k.num_dreams; i++) {
		uint32_t dreams[KIT_MAX], len = 0;
		t->column_of[i] = FL_VERIFY_NONE;
		if (t->limits.terms[i].kind == FL_VERIFY_NONE || kit_between(seed, 0, 2) == 0)
			continue;
		uint32_t number = (uint32_t)t->k.allocation->proof->num_columns;
		dreams[len++] = (uint32_t)i;
		t->column_of[i] = number;
		while (i + 1 < t->k.num_dreams && equal_dreams(&t->limits, i, i + 1)) {
			dreams[len++] = (uint32_t)++i;
			t->column_of[i] = number;
		}
		fl_verify_box *box = &t->boxes[kit_column(&t->k, dreams, len)];
		box->at_most = (uint32_t)kit_between(seed, 0, len);
		box->at_least = (uint32_t)kit_between(seed, 0, box->at_most);
	}
}

/* A multiplier in the newest set, by number of its row or cut. */
static void put_y(kit *k, uint32_t row, int64_t num, int64_t den)
{
	fl_proof *proof = k->allocation->proof;
	fl_multiplier_set *set = &proof->sets[proof->num_sets - 1];
	if (!set->items)
		set->items = fl_arena_array(&proof->arena, KIT_MAX, sizeof *set->items);
	assert_true(set->items && set->len < KIT_MAX);
	set->items[set->len].row = row;
	mpq_init(set->items[set->len].y);
	fl_mpq_set_i64(set->items[set->len++].y, num, den);
}

/* Multipliers on rows; whole: such that all sums are. */
static void random_rows(setting *t, uint64_t *seed, bool whole)
{
	for (size_t r = 0; r < t->o.num_rows; r++) {
		int64_t num = kit_between(seed, -3, 3), den = whole ? 1 : kit_between(seed, 1, 60);
		if ((num < 0 && !t->o.rows[r].has_lo) || (num > 0 && !t->o.rows[r].has_hi))
			num = -num;
		if (whole && t->o.rows[r].kind == ORACLE_AWARDED)
			num *= (int64_t)mpz_get_si(mpq_denref(t->o.rows[r].share));
		if (num != 0)
			put_y(&t->k, (uint32_t)r, num, den);
	}
}

static void random_side(setting *t, uint64_t *seed, fl_proof_column *side)
{
	side->dreams = fl_arena_array(&t->k.allocation->proof->arena, KIT_MAX, sizeof *side->dreams);
	assert_non_null(side->dreams);
	for (uint32_t i = 0; i < t->k.num_dreams; i++) {
		bool joined = i > 0 && t->column_of[i] != FL_VERIFY_NONE && t->column_of[i] == t->column_of[i - 1];
		bool before = side->len > 0 && side->dreams[side->len - 1] + 1 == i;
		if (t->limits.terms[i].kind != FL_VERIFY_NONE && (joined ? before : kit_between(seed, 0, 1) == 1))
			side->dreams[side->len++] = i;
	}
}

static void random_cuts(setting *t, uint64_t *seed)
{
	fl_proof *proof = t->k.allocation->proof;
	proof->cuts = fl_arena_array(&proof->arena, MOST_CUTS, sizeof *proof->cuts);
	proof->sides = fl_arena_array(&proof->arena, MOST_CUTS, sizeof *proof->sides);
	assert_true(proof->cuts && proof->sides);
	t->num_cuts = (size_t)kit_between(seed, 1, MOST_CUTS);
	for (size_t c = 0; c < t->num_cuts; c++) {
		uint32_t set = kit_set(&t->k, 2 * MOST_CUTS);
		random_rows(t, seed, true);
		for (size_t before = 0; before < c; before++)
			if (kit_between(seed, 0, 2) == 0)
				put_y(&t->k, (uint32_t)(proof->num_rows + before), kit_between(seed, 1, 2), 1);
		random_side(t, seed, &proof->sides[c]);
		proof->cuts[c] = (fl_proof_cut){ set, kit_between(seed, 1, 40), (uint32_t)c };
		proof->num_cuts = proof->num_sides = c + 1;
	}
}

static bool contradictory(const oracle *o)
{
	for (size_t r = 0; r < o->num_rows; r++)
		if (o->rows[r].has_lo && o->rows[r].has_hi && mpq_cmp(o->rows[r].lo, o->rows[r].hi) > 0)
			return true;
	return false;
}

static void set_up(setting *t, uint64_t seed)
{
	static const char *const policies[] = { "{\"indivisible\":true}", "{\"indivisible\":true}", "{}",
						"{\"minimum_award\":3}", "{\"cap\":9,\"minimum_award\":7}",
						"{\"cap_share\":\"2/3\",\"indivisible\":true}" };
	fl_error err = FL_ERROR_INIT;
	seed_of_run = seed;
	*t = (setting){ .limits = { .arena = FL_ARENA_INIT } };
	fl_verdict_init(&t->verdict);
	oracle_round(&t->k, &seed, oracle_pick(&seed, policies, 6), 40);
	for (int64_t n = kit_between(&seed, 1, MOST_DREAMS); n > 0; n--)
		oracle_dream(&t->k, &seed, 20);
	kit_open(&t->k, FL_FEASIBLE);
	oracle_open(&t->o, &t->k);
	assert_int_equal(fl_verify_limits_build(t->k.spec, t->k.dreams, t->k.num_dreams, &t->limits, &err), FL_OK);
	for (size_t r = 0; r < t->o.num_rows; r++) { /* all rows, in the order of the oracle */
		assert_int_equal(kit_row(&t->k, t->o.rows[r].name), r);
		t->row[r] = (uint32_t)fl_map_get(&t->limits.row_of_name, fl_str_of(t->o.rows[r].name));
	}
	random_columns(t, &seed);
	random_cuts(t, &seed);
	kit_set(&t->k, 2 * MOST_CUTS); /* of the bound */
	random_rows(t, &seed, false);
	for (size_t c = 0; c < t->num_cuts; c++)
		if (kit_between(&seed, 0, 2) > 0)
			put_y(&t->k, (uint32_t)(t->o.num_rows + c), kit_between(&seed, 0, 9), kit_between(&seed, 1, 60));
}

static void open_bound(setting *t, bool swift)
{
	fl_error err = FL_ERROR_INIT;
	fl_verify_bound_release(&t->bound);
	assert_int_equal(fl_verify_bound_open(&t->limits, t->k.allocation->proof, t->row, swift, &t->bound, &err), FL_OK);
	assert_int_equal(fl_verify_cuts_make(&t->bound, &t->verdict, &err), FL_OK);
	if (fl_verify_refused(&t->verdict))
		fail_msg("seed %llu: %s", (unsigned long long)seed_of_run, t->verdict.why);
}

static void tear_down(setting *t)
{
	for (size_t c = 0; c < t->num_cuts; c++) {
		for (size_t i = 0; i < KIT_MAX; i++)
			mpq_clear(t->cuts[c].g[i]);
		mpq_clear(t->cuts[c].h);
	}
	fl_verify_bound_release(&t->bound);
	fl_verify_limits_release(&t->limits);
	fl_verdict_release(&t->verdict);
	oracle_close(&t->o);
	kit_free(&t->k);
}

/* ---- the rule, in fractions ---- */

static void spread(const setting *t, const fl_multiplier_set *set, mpq_t *y)
{
	for (size_t r = 0; r < t->o.num_rows + t->num_cuts; r++)
		mpq_set_ui(y[r], 0, 1);
	for (size_t j = 0; j < set->len; j++)
		mpq_set(y[set->items[j].row], set->items[j].y);
}

/* What a minor unit of dream i pays. */
static void price_of(const setting *t, size_t i, mpq_t *y, mpq_t ret)
{
	mpq_t a;
	mpq_t *cheapest = NULL;
	mpq_init(a);
	mpq_set_ui(ret, 0, 1);
	for (size_t r = 0; r < t->o.num_rows; r++) {
		if (t->o.rows[r].kind == ORACLE_POOL) {
			if (t->o.rows[r].member[i] && (!cheapest || mpq_cmp(y[r], *cheapest) < 0))
				cheapest = &y[r];
			continue;
		}
		oracle_coefficient(&t->o, r, i, a);
		mpq_mul(a, a, y[r]);
		mpq_add(ret, ret, a);
	}
	mpq_add(ret, ret, *cheapest);
	mpq_clear(a);
}

static void larger(mpq_t a, const mpq_t b)
{
	if (mpq_cmp(b, a) > 0)
		mpq_set(a, b);
}

static void times(mpq_t ret, const mpq_t a, int64_t b)
{
	mpq_t q;
	mpq_init(q);
	fl_mpq_set_i64(q, b, 1);
	mpq_mul(ret, a, q);
	mpq_clear(q);
}

/* Sum of max(y L, y U). */
static void worth_of_rows(const setting *t, mpq_t *y, mpq_t ret)
{
	mpq_t a, b;
	mpq_inits(a, b, NULL);
	mpq_set_ui(ret, 0, 1);
	for (size_t r = 0; r < t->o.num_rows; r++) {
		const oracle_row *row = &t->o.rows[r];
		mpq_mul(a, y[r], row->has_lo ? row->lo : row->hi);
		mpq_mul(b, y[r], row->has_hi ? row->hi : row->lo);
		larger(a, b);
		mpq_add(ret, ret, a);
	}
	mpq_clears(a, b, NULL);
}

/* F(a / d) (d - r), F(t) = floor(t) + max(0, t - floor(t) - f) / (1 - f), f = r / d. */
static void round_number(mpq_t ret, const mpq_t a, const mpq_t f, int64_t d)
{
	mpq_t t, whole, zero;
	mpz_t z;
	mpq_inits(t, whole, zero, NULL);
	mpz_init(z);
	fl_mpq_set_i64(t, 1, d);
	mpq_mul(t, t, a);
	mpz_fdiv_q(z, mpq_numref(t), mpq_denref(t));
	mpq_set_z(whole, z);
	mpq_sub(t, t, whole);
	mpq_sub(t, t, f);
	larger(t, zero);
	fl_mpq_set_i64(zero, 1, 1);
	mpq_sub(zero, zero, f); /* 1 - f */
	mpq_div(t, t, zero);
	mpq_add(t, t, whole);
	mpq_mul(t, t, zero);
	times(ret, t, d);
	mpq_clears(t, whole, zero, NULL);
	mpz_clear(z);
}

static bool in_side(const fl_proof_column *side, size_t i)
{
	for (uint32_t j = 0; j < side->len; j++)
		if (side->dreams[j] == i)
			return true;
	return false;
}

static void make_rational(setting *t, size_t number, mpq_t *y)
{
	const fl_proof *proof = t->k.allocation->proof;
	const fl_proof_cut *cut = &proof->cuts[number];
	rational_cut *q = &t->cuts[number];
	mpq_t b, f, other, a[KIT_MAX];
	mpz_t z;
	mpq_inits(b, f, other, q->h, NULL);
	mpz_init(z);
	spread(t, &proof->sets[cut->multipliers], y);
	worth_of_rows(t, y, b);
	mpz_fdiv_q(z, mpq_numref(b), mpq_denref(b));
	mpq_set_z(b, z);
	for (size_t c = 0; c < number; c++) {
		mpq_mul(other, y[t->o.num_rows + c], t->cuts[c].h);
		mpq_add(b, b, other);
	}
	for (size_t i = 0; i < KIT_MAX; i++) {
		mpq_inits(a[i], q->g[i], NULL);
		if (i >= t->k.num_dreams || !t->o.payable[i])
			continue;
		price_of(t, i, y, other);
		times(a[i], other, mpq_sgn(other) < 0 ? t->limits.terms[i].upper : t->limits.terms[i].least);
		for (size_t c = 0; c < number; c++) {
			mpq_mul(other, y[t->o.num_rows + c], t->cuts[c].g[i]);
			mpq_add(a[i], a[i], other);
		}
		if (in_side(&proof->sides[cut->side], i))
			mpq_sub(b, b, a[i]);
	}
	mpz_set_si(z, cut->divisor);
	mpz_fdiv_r(mpq_numref(f), mpq_numref(b), z); /* b is whole */
	mpz_set(mpq_denref(f), z);
	mpq_canonicalize(f);
	round_number(q->h, b, f, cut->divisor);
	for (size_t i = 0; i < t->k.num_dreams; i++) {
		bool side = in_side(&proof->sides[cut->side], i);
		if (side)
			mpq_neg(a[i], a[i]);
		round_number(q->g[i], a[i], f, cut->divisor);
		if (side) {
			mpq_neg(q->g[i], q->g[i]);
			mpq_add(q->h, q->h, q->g[i]);
		}
	}
	for (size_t i = 0; i < KIT_MAX; i++)
		mpq_clear(a[i]);
	mpq_clears(b, f, other, NULL);
	mpz_clear(z);
}

static void make_all_rational(setting *t)
{
	mpq_t *y = fl_mpq_array_new(KIT_MAX + MOST_CUTS);
	for (size_t c = 0; c < t->num_cuts; c++)
		make_rational(t, c, y);
	fl_mpq_array_free(y, KIT_MAX + MOST_CUTS);
}

/* ---- tests ---- */

/* The item that stands for a dream. */
static size_t item_of(const setting *t, size_t dream)
{
	size_t item = t->bound.num_columns;
	if (t->column_of[dream] != FL_VERIFY_NONE)
		return t->column_of[dream];
	for (size_t i = 0; i < dream; i++)
		item += t->o.payable[i] && t->column_of[i] == FL_VERIFY_NONE;
	return item;
}

static void compare_cut(const setting *t, size_t number)
{
	const fl_verify_cut *cut = &t->bound.cuts[number];
	if (mpq_cmp_si(t->cuts[number].h, cut->limit, 1) != 0)
		fail_msg("seed %llu: the limit of cut %zu", (unsigned long long)seed_of_run, number);
	for (size_t i = 0; i < t->k.num_dreams; i++) {
		int64_t g = 0;
		if (!t->o.payable[i])
			continue;
		for (size_t e = cut->first; e < cut->first + cut->len; e++)
			if (t->bound.cut_entries.items[e].item == item_of(t, i))
				g = t->bound.cut_entries.items[e].g;
		if (mpq_cmp_si(t->cuts[number].g[i], g, 1) != 0)
			fail_msg("seed %llu: dream %zu in cut %zu", (unsigned long long)seed_of_run, i, number);
	}
}

static void test_verify_cuts__are_made_by_the_published_rule(void **state)
{
	size_t nothing = 0, something = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		setting t;
		set_up(&t, seed);
		open_bound(&t, true);
		make_all_rational(&t);
		for (size_t c = 0; c < t.num_cuts; c++) {
			compare_cut(&t, c);
			something += t.bound.cuts[c].len > 0;
			nothing += t.bound.cuts[c].len == 0;
		}
		tear_down(&t);
	}
	assert_true(something > ROUNDS && nothing < something);
}

/* All amounts of 0, m_i and u_i, as numbers to the base 3; the funded dreams of those that are feasible keep every cut. */
static size_t try_all(const setting *t, size_t *tight)
{
	size_t points = 1, feasible = 0;
	mpq_t sum;
	mpq_init(sum);
	for (size_t i = 0; i < t->k.num_dreams; i++)
		points *= 3;
	for (size_t point = 0; point < points; point++) {
		fl_money x[KIT_MAX] = { 0 };
		int ray[KIT_MAX];
		size_t rest = point;
		bool once = true; /* m_i = u_i: not twice */
		for (size_t i = 0; i < t->k.num_dreams; i++, rest /= 3) {
			const fl_verify_terms *terms = &t->limits.terms[i];
			if (rest % 3 != 0 && (!t->o.payable[i] || terms->upper == 0 || (rest % 3 == 1 && terms->least == terms->upper)))
				once = false;
			x[i] = rest % 3 == 0 ? 0 : rest % 3 == 1 ? terms->least : terms->upper;
		}
		if (!once || oracle_ray(&t->o, x, ray))
			continue;
		feasible++;
		for (size_t c = 0; c < t->num_cuts; c++) {
			rest = point;
			mpq_set_ui(sum, 0, 1);
			for (size_t i = 0; i < t->k.num_dreams; i++, rest /= 3)
				if (rest % 3 != 0)
					mpq_add(sum, sum, t->cuts[c].g[i]);
			if (mpq_cmp(sum, t->cuts[c].h) > 0)
				fail_msg("seed %llu: cut %zu takes a solution away", (unsigned long long)seed_of_run, c);
			*tight += mpq_equal(sum, t->cuts[c].h);
		}
	}
	mpq_clear(sum);
	return feasible;
}

static void test_verify_cuts__take_no_solution_away(void **state)
{
	size_t feasible = 0, tight = 0;
	(void)state;
	for (uint64_t seed = 1001; seed <= 1000 + ROUNDS; seed++) {
		setting t;
		set_up(&t, seed);
		make_all_rational(&t);
		feasible += try_all(&t, &tight);
		tear_down(&t);
	}
	assert_true(feasible > 10 * ROUNDS && tight > ROUNDS); /* cuts that are nowhere near would pass, too */
}

/* bound(y; boxes) of domain/proof.h, dream by dream. */
static void define_bound(const setting *t, const fl_multiplier_set *set, bool counts, mpq_t ret)
{
	mpq_t *y = fl_mpq_array_new(KIT_MAX + MOST_CUTS), price, toll, at_least, at_most, other;
	uint32_t place[KIT_MAX] = { 0 };
	mpq_inits(price, toll, at_least, at_most, other, NULL);
	spread(t, set, y);
	worth_of_rows(t, y, ret);
	for (size_t c = 0; c < t->num_cuts; c++) {
		mpq_mul(other, y[t->o.num_rows + c], t->cuts[c].h);
		mpq_add(ret, ret, other);
	}
	for (size_t i = 0; i < t->k.num_dreams; i++) {
		const fl_verify_terms *terms = &t->limits.terms[i];
		if (!t->o.payable[i])
			continue;
		mpq_set_ui(toll, 0, 1);
		for (size_t c = 0; c < t->num_cuts; c++) {
			mpq_mul(other, y[t->o.num_rows + c], t->cuts[c].g[i]);
			mpq_add(toll, toll, other);
		}
		price_of(t, i, y, price);
		fl_mpq_set_i64(other, counts ? t->k.dreams[i].tally : 0, t->k.dreams[i].request);
		mpq_sub(other, other, price);
		times(at_least, other, terms->least);
		times(at_most, other, terms->upper);
		larger(at_least, at_most);
		mpq_sub(at_least, at_least, toll); /* G */
		uint32_t column = t->column_of[i], n = 0;
		bool may = terms->upper > 0, must = false;
		if (column != FL_VERIFY_NONE) { /* the first of a column are funded first */
			n = place[column]++;
			may = n < t->boxes[column].at_most;
			must = n < t->boxes[column].at_least;
		}
		if (must || (may && mpq_sgn(at_least) > 0))
			mpq_add(ret, ret, at_least);
	}
	mpq_clears(price, toll, at_least, at_most, other, NULL);
	fl_mpq_array_free(y, KIT_MAX + MOST_CUTS);
}

static void test_verify_cuts__bounds_are_the_definition_both_ways(void **state)
{
	size_t swift_count = 0;
	(void)state;
	for (uint64_t seed = 5001; seed <= 5000 + ROUNDS; seed++) {
		setting t;
		mpq_t want;
		fl_fraction got;
		fl_error err = FL_ERROR_INIT;
		set_up(&t, seed);
		mpq_init(want);
		fl_fraction_init(&got);
		make_all_rational(&t);
		uint32_t set = (uint32_t)t.k.allocation->proof->num_sets - 1;
		for (int way = 0; way < 4 && !contradictory(&t.o); way++) {
			bool swift = way & 1, counts = way & 2;
			open_bound(&t, swift);
			assert_int_equal(fl_verify_bound_value(&t.bound, set, counts ? FL_VERIFY_AIM_VALUE : FL_VERIFY_AIM_EMPTY,
							       t.boxes, &got, &err), FL_OK);
			define_bound(&t, &t.k.allocation->proof->sets[set], counts, want);
			if (fl_fraction_cmp_q(&got, want) != 0)
				fail_msg("seed %llu: way %d", (unsigned long long)seed_of_run, way);
			swift_count += t.bound.swift.set_fits;
		}
		fl_fraction_release(&got);
		mpq_clear(want);
		tear_down(&t);
	}
	assert_true(swift_count > ROUNDS); /* of 2 * ROUNDS at most */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_cuts__are_made_by_the_published_rule),
		cmocka_unit_test(test_verify_cuts__take_no_solution_away),
		cmocka_unit_test(test_verify_cuts__bounds_are_the_definition_both_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
