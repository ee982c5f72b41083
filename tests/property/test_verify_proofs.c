/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_proofs.c - random rounds whose optimum is known by other means: verify/ must accept a true proof of it,
 * and must refuse whatever claims something false, however the proof is bent.
 *
 *   indivisible rounds  the optimum by enumeration; the proof branches on everything down to single points. A point
 *                       that breaks a limit has a Farkas ray from Hall's condition (proof_oracle.h).
 *   linear rounds       solution and prices are drawn first, then the round that makes them complementary (Goldman &
 *                       Tucker): optimal by construction.
 */
#include "proof_oracle.h"

#include "verify/verify.h"

static uint64_t seed_of_run;

static bool judge(kit *k, char *why)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	if (fl_verify(k->spec, k->dreams, k->num_dreams, k->allocation, &verdict, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed_of_run, err.message);
	bool verified = verdict.verified;
	assert_true(verified == (verdict.why[0] == '\0'));
	if (why)
		snprintf(why, sizeof verdict.why, "%s", verdict.why);
	fl_verdict_release(&verdict);
	return verified;
}

/* ---- indivisible rounds ---- */

typedef struct search {
	kit *k;
	oracle o;
	uint32_t columns[KIT_MAX][KIT_MAX], len[KIT_MAX];
	size_t num_columns;
	fl_money x[KIT_MAX], best[KIT_MAX], second[KIT_MAX];
	bool has_best, has_second;
	mpq_t best_value, second_value, value, part;
	size_t points;
	bool tree; /* write it down */
} search;

static bool same_rows(const oracle *o, size_t a, size_t b)
{
	const fl_candidate *x = &o->k->dreams[a], *y = &o->k->dreams[b];
	for (size_t r = 0; r < o->num_rows; r++)
		if (o->rows[r].member[a] != o->rows[r].member[b])
			return false;
	return x->tally == y->tally && x->request == y->request;
}

static void find_columns(search *s)
{
	for (size_t i = 0; i < s->k->num_dreams; i++) {
		size_t c = 0;
		if (!s->o.payable[i])
			continue;
		while (c < s->num_columns && !same_rows(&s->o, s->columns[c][0], i))
			c++;
		if (c == s->num_columns)
			s->num_columns++;
		s->columns[c][s->len[c]++] = (uint32_t)i;
	}
}

/* One point: feasible (and what is it worth), or a ray that says why not. */
static fl_proof_node point(search *s)
{
	int y[KIT_MAX];
	s->points++;
	if (oracle_ray(&s->o, s->x, y)) {
		if (!s->tree)
			return (fl_proof_node){ .kind = FL_LEAF_EMPTY };
		uint32_t set = kit_set(s->k, 4096);
		for (size_t r = 0; r < s->o.num_rows; r++)
			if (y[r] != 0)
				kit_y(s->k, s->o.rows[r].name, y[r] > 0 ? "1" : "-1");
		return (fl_proof_node){ .kind = FL_LEAF_EMPTY, .multipliers = set };
	}
	mpq_set_si(s->value, 0, 1);
	for (size_t i = 0; i < s->k->num_dreams; i++) {
		oracle_worth(s->k, i, s->x[i], s->part);
		mpq_add(s->value, s->value, s->part);
	}
	if (!s->has_best || mpq_cmp(s->value, s->best_value) > 0) {
		if (s->has_best) {
			s->has_second = true;
			memcpy(s->second, s->best, sizeof s->second);
			mpq_set(s->second_value, s->best_value);
		}
		s->has_best = true;
		memcpy(s->best, s->x, sizeof s->best);
		mpq_set(s->best_value, s->value);
	} else if (mpq_cmp(s->value, s->best_value) < 0) {
		s->has_second = true;
		memcpy(s->second, s->x, sizeof s->second);
		mpq_set(s->second_value, s->value);
	}
	return (fl_proof_node){ .kind = FL_LEAF_BOUND, .multipliers = 0 };
}

/* All numbers of funded dreams of column c and those behind it; of c between 'from' and 'to'. Returns the node. */
static uint32_t branch(search *s, size_t c, uint32_t from, uint32_t to)
{
	fl_proof_node node = { .kind = FL_NODE_BRANCH, .column = (uint32_t)c, .at_most = from };
	if (c == s->num_columns) {
		node = point(s);
		return s->tree ? kit_node(s->k, node, 4096) : 0;
	}
	if (from == to) {
		for (uint32_t j = 0; j < s->len[c]; j++) {
			uint32_t i = s->columns[c][j];
			s->x[i] = j < from ? fl_round_upper(s->k->spec, &s->k->dreams[i]) : 0;
		}
		return branch(s, c + 1, 0, c + 1 < s->num_columns ? s->len[c + 1] : 0);
	}
	uint32_t number = s->tree ? kit_node(s->k, node, 4096) : 0;
	uint32_t first = branch(s, c, from, from), second = branch(s, c, from + 1, to);
	if (s->tree) {
		s->k->allocation->proof->nodes[number].child[0] = first;
		s->k->allocation->proof->nodes[number].child[1] = second;
	}
	return number;
}

static void search_run(search *s, kit *k, bool tree)
{
	*s = (search){ .k = k, .tree = tree };
	oracle_open(&s->o, k);
	mpq_inits(s->best_value, s->second_value, s->value, s->part, NULL);
	find_columns(s);
	if (tree) {
		for (size_t c = 0; c < s->num_columns; c++)
			kit_column(k, s->columns[c], s->len[c]);
		kit_set(k, 4096);
	}
	branch(s, 0, 0, s->num_columns ? s->len[0] : 0);
}

static void search_end(search *s)
{
	mpq_clears(s->best_value, s->second_value, s->value, s->part, NULL);
	oracle_close(&s->o);
}

/* Split the awards over the pools, unit by unit, so that what is left stays payable (the rest of Hall's condition).
 */
static bool pay_all(kit *k, const fl_money *x, size_t dream, size_t pool, fl_money left, fl_money *room)
{
	size_t pools = k->spec->num_pools;
	if (dream == k->num_dreams) {
		for (size_t p = 0; p < pools; p++)
			if (k->spec->pools[p].must_spend && room[p] > 0)
				return false;
		return true;
	}
	if (pool == pools)
		return left == 0 && pay_all(k, x, dream + 1, 0, dream + 1 < k->num_dreams ? x[dream + 1] : 0, room);
	bool may = fl_selector_matches(k->spec->pools[pool].selector, &k->dreams[dream]);
	for (fl_money part = may ? (left < room[pool] ? left : room[pool]) : 0; part >= 0; part--) {
		size_t mark = k->allocation->num_payments;
		kit_pay(k, (uint32_t)dream, (uint32_t)pool, part);
		room[pool] -= part;
		if (pay_all(k, x, dream, pool + 1, left - part, room))
			return true;
		room[pool] += part;
		k->allocation->num_payments = mark;
		k->allocation->awards[dream].amount -= part;
		k->allocation->proof->unrounded[dream].whole -= part;
	}
	return false;
}

static void claim(kit *k, const fl_money *x, mpq_srcptr value)
{
	fl_money room[KIT_MAX];
	k->allocation->num_payments = 0;
	for (size_t i = 0; i < k->num_dreams; i++)
		k->allocation->awards[i].amount = k->allocation->proof->unrounded[i].whole = 0;
	for (size_t p = 0; p < k->spec->num_pools; p++)
		room[p] = k->spec->pools[p].amount;
	assert_true(pay_all(k, x, 0, 0, k->num_dreams ? x[0] : 0, room)); /* Hall has promised it */
	mpq_set(k->allocation->objective, value);
	mpq_set(k->allocation->proof->optimum, value);
	mpq_set(k->allocation->proof->bound, value);
	k->allocation->proof->has_bound = true;
}

static const char *const policies[] = { "{\"indivisible\":true}", "{\"minimum_award\":50}",
					"{\"cap_share\":\"2/3\",\"indivisible\":true}" };

/* A random indivisible round with its tree. False: nothing is feasible in it. */
static bool indivisible_round(kit *k, search *s, uint64_t *seed)
{
	oracle_round(k, seed, oracle_pick(seed, policies, 3), 40);
	for (int64_t n = kit_between(seed, 1, 6); n > 0; n--)
		oracle_dream(k, seed, 14);
	kit_open(k, FL_OPTIMAL);
	search_run(s, k, true);
	if (s->has_best)
		claim(k, s->best, s->best_value);
	return s->has_best;
}

static void test_verify_proofs__accepts_the_optimum_found_by_enumeration(void **state)
{
	(void)state;
	size_t judged = 0;
	for (uint64_t i = 0; i < 300; i++) {
		kit k;
		search s;
		char why[512];
		uint64_t seed = seed_of_run = 7000 + i;
		if (indivisible_round(&k, &s, &seed)) {
			judged++;
			if (!judge(&k, why))
				fail_msg("seed %llu: %s", (unsigned long long)seed_of_run, why);
		}
		search_end(&s);
		kit_free(&k);
	}
	assert_true(judged > 150);
}

/* Is what the allocation claims true of the round as it now stands? By enumeration, not by its proof. */
static bool claim_is_true(kit *k)
{
	search s;
	int y[KIT_MAX];
	fl_money x[KIT_MAX];
	bool truth = true;
	search_run(&s, k, false);
	mpq_set_si(s.value, 0, 1);
	for (size_t i = 0; i < k->num_dreams; i++) {
		x[i] = k->allocation->awards[i].amount;
		truth &= x[i] == 0 || (s.o.payable[i] && x[i] == fl_round_upper(k->spec, &k->dreams[i]));
		truth &= x[i] == k->allocation->proof->unrounded[i].whole;
		oracle_worth(k, i, x[i], s.part);
		mpq_add(s.value, s.value, s.part);
	}
	truth = truth && !oracle_ray(&s.o, x, y) && s.has_best && mpq_equal(s.value, s.best_value) &&
		mpq_equal(s.value, k->allocation->objective) && mpq_equal(s.value, k->allocation->proof->optimum) &&
		mpq_equal(s.value, k->allocation->proof->bound);
	search_end(&s);
	return truth;
}

/* Change one fact or one number. */
static void disturb(kit *k, uint64_t *seed)
{
	fl_allocation *a = k->allocation;
	size_t i = (size_t)kit_between(seed, 0, (int64_t)k->num_dreams - 1);
	size_t p = (size_t)kit_between(seed, 0, (int64_t)k->spec->num_pools - 1);
	int64_t step = kit_between(seed, 0, 1) ? 1 : -1;
	switch (kit_between(seed, 0, 8)) {
	case 0:
		k->dreams[i].tally += step;
		break;
	case 1:
		k->dreams[i].category = FL_STR("x");
		break;
	case 2:
		k->spec->pools[p].amount += kit_between(seed, 1, 6) * step;
		if (k->spec->pools[p].amount < 0)
			k->spec->pools[p].amount = 0;
		break;
	case 3:
		k->spec->pools[p].must_spend = !k->spec->pools[p].must_spend;
		break;
	case 4:
		if (k->spec->num_groups > 0) {
			k->spec->groups[0].has_max = true;
			k->spec->groups[0].max = kit_between(seed, 0, 20);
		}
		break;
	case 5:
		k->dreams[i].standing = kit_between(seed, 0, 1) ? FL_DUPLICATE : FL_QUALIFIED;
		break;
	case 6:
		k->dreams[i].organisation = FL_STR("o");
		break;
	case 7:
		a->awards[i].amount += step;
		a->proof->unrounded[i].whole += step;
		break;
	case 8:
		fl_mpq_set_i64(a->proof->bound, kit_between(seed, 0, 60), 1);
		mpq_set(a->proof->optimum, a->proof->bound);
		mpq_set(a->objective, a->proof->bound);
		break;
	}
}

static void test_verify_proofs__refuses_what_a_change_made_false(void **state)
{
	(void)state;
	size_t false_claims = 0, still_accepted = 0;
	for (uint64_t i = 0; i < 1200; i++) {
		kit k;
		search s;
		char why[512];
		uint64_t seed = seed_of_run = 90000 + i;
		bool feasible = indivisible_round(&k, &s, &seed);
		search_end(&s);
		if (feasible) {
			disturb(&k, &seed);
			bool truth = claim_is_true(&k), accepted = judge(&k, why);
			if (!truth && accepted)
				fail_msg("seed %llu: a false claim was accepted", (unsigned long long)seed_of_run);
			false_claims += !truth;
			still_accepted += accepted;
		}
		kit_free(&k);
	}
	assert_true(false_claims > 300);
	assert_true(still_accepted > 50); /* changes that change nothing do not trouble it */
}

/* Bend the tree: whatever comes out must not carry a false claim. */
static void bend(kit *k, uint64_t *seed)
{
	fl_proof *proof = k->allocation->proof;
	for (int64_t times = kit_between(seed, 1, 6); times > 0; times--) {
		fl_proof_node *node = &proof->nodes[kit_random(seed) % proof->num_nodes];
		fl_multiplier_set *set = &proof->sets[kit_random(seed) % proof->num_sets];
		fl_proof_column *column =
		    &proof->columns[kit_random(seed) % (proof->num_columns ? proof->num_columns : 1)];
		switch (kit_between(seed, 0, 7)) {
		case 0:
			node->at_most = (uint32_t)kit_between(seed, 0, 3);
			break;
		case 1:
			node->child[kit_random(seed) & 1] = (uint32_t)(kit_random(seed) % proof->num_nodes);
			break;
		case 2:
			node->kind = (fl_node_kind)kit_between(seed, 0, 2);
			break;
		case 3:
			node->multipliers = (uint32_t)(kit_random(seed) % proof->num_sets);
			break;
		case 4:
			node->column = (uint32_t)(kit_random(seed) % (proof->num_columns + 1));
			break;
		case 5:
			if (set->len > 0)
				fl_mpq_set_i64(set->items[0].y, kit_between(seed, -9, 9), kit_between(seed, 1, 9));
			break;
		case 6:
			if (set->len > 0)
				set->items[0].row = (uint32_t)(kit_random(seed) % proof->num_rows);
			break;
		case 7:
			if (proof->num_columns > 0)
				column->dreams[0] = (uint32_t)(kit_random(seed) % k->num_dreams);
			break;
		}
	}
}

static void test_verify_proofs__no_bent_tree_carries_a_false_claim(void **state)
{
	(void)state;
	size_t tried = 0;
	for (uint64_t i = 0; i < 150; i++) {
		kit k;
		search s;
		uint64_t seed = seed_of_run = 400000 + i;
		bool feasible = indivisible_round(&k, &s, &seed);
		if (feasible &&
		    s.has_second) { /* a feasible allocation that is not the best, with a tree made for the best */
			claim(&k, s.second, s.second_value);
			assert_false(judge(&k, NULL));
			for (int turn = 0; turn < 20; turn++, tried++) {
				bend(&k, &seed);
				if (judge(&k, NULL))
					fail_msg("seed %llu: a bent tree was believed",
						 (unsigned long long)seed_of_run);
			}
		}
		search_end(&s);
		kit_free(&k);
	}
	assert_true(tried > 1000);
}

/* ---- linear rounds ---- */

typedef struct draft {                        /* solution and prices, drawn before the round that fits them */
	int64_t x[KIT_MAX], quarter[KIT_MAX]; /* award; price of dream i in quarters, without the share row */
	int y_pool[2], y_x, y_y, y_org;       /* quarters */
	int64_t total, by_org[2], top;
} draft;

static const char linear_pools[] =
    "[{\"id\":\"p0\",\"amount\":1},{\"id\":\"p1\",\"amount\":1,\"selector\":{\"category\":\"x\"}}]";
static const char linear_groups[] =
    "[{\"id\":\"gx\",\"selector\":{\"category\":\"x\"},\"max\":1},"
    "{\"id\":\"gy\",\"selector\":{\"category\":\"y\"},\"min\":1},"
    "{\"id\":\"go\",\"each\":\"organisation\",\"max_share\":\"1\",\"of\":\"awarded\"}]";
static const char *const linear_ids[] = { "a", "b", "c", "d", "e", "f", "g" };

/* Dream i in category x or y, organisation o or p; requests and tallies follow when all prices are known. */
static void draw(kit *k, draft *d, uint64_t *seed)
{
	*d = (draft){ .y_pool = { (int)kit_between(seed, 1, 6), (int)kit_between(seed, 1, 6) } };
	d->y_x = kit_between(seed, 0, 1) ? (int)kit_between(seed, 1, 5) : 0;
	d->y_y = kit_between(seed, 0, 1) ? -(int)kit_between(seed, 1, 3) : 0;
	d->y_org = kit_between(seed, 0, 1) ? (int)kit_between(seed, 1, 5) : 0;
	for (int64_t n = kit_between(seed, 3, 7), i = 0; i < n; i++) {
		bool x = kit_between(seed, 0, 1), o = kit_between(seed, 0, 1);
		kit_dream(k, linear_ids[i], x ? "x" : "y", 1, 10)->organisation = o ? FL_STR("o") : FL_STR("p");
		d->x[i] = kit_between(seed, 0, 5);
		d->total += d->x[i];
		d->by_org[o] += d->x[i];
		int pool = x && d->y_pool[1] < d->y_pool[0] ? d->y_pool[1] : d->y_pool[0];
		d->quarter[i] = pool + (x ? d->y_x : d->y_y);
	}
	d->top = d->by_org[0] > d->by_org[1] ? d->by_org[0] : d->by_org[1];
}

/* Requests and tallies: a funded dream costs its price or less, an unfunded one its price or more. In units of 4 *
 * total all of this is whole. False: a price below 0 or the like, draw again. */
static bool fit_dreams(kit *k, draft *d, uint64_t *seed)
{
	int64_t unit = 4 * d->total;
	for (size_t i = 0; i < k->num_dreams; i++) {
		bool top = d->by_org[k->dreams[i].organisation.data[0] == 'o'] == d->top;
		/* price * 4 * total = quarter * total + y_org * (only one organisation has the price: the first at
		 * the top) */
		int64_t price = d->quarter[i] * d->total - d->y_org * d->top + (top ? d->y_org * d->total : 0);
		if (d->by_org[0] == d->by_org[1] && d->y_org > 0)
			return false;
		int kind = d->x[i] == 0 ? -1 : (int)kit_between(seed, 0, 1); /* nothing, part, whole */
		int64_t rest = kind == 1 ? 0 : kit_between(seed, 1, 3);
		price += kind == 1 ? kit_between(seed, 0, 5) : kind == -1 ? -kit_between(seed, 0, 5) : 0;
		k->dreams[i].request = unit * (d->x[i] + rest);
		k->dreams[i].tally = price * (d->x[i] + rest);
		k->dreams[i].threshold = 0;
		k->dreams[i].standing = FL_QUALIFIED;
		if (price < 0)
			return false;
	}
	return true;
}

/* The limits that make it complementary: tight where there is a price, loose or not where there is none. */
static void fit_limits(kit *k, draft *d, uint64_t *seed)
{
	int64_t unit = 4 * d->total, paid[2] = { 0, 0 }, x = 0, y = 0;
	for (size_t i = 0; i < k->num_dreams; i++) {
		bool is_x = k->dreams[i].category.data[0] == 'x';
		bool second = is_x && (d->y_pool[1] < d->y_pool[0] ||
				       (d->y_pool[1] == d->y_pool[0] && kit_between(seed, 0, 1)));
		kit_pay(k, (uint32_t)i, second, d->x[i] * unit);
		paid[second] += d->x[i] * unit;
		x += is_x ? d->x[i] * unit : 0;
		y += is_x ? 0 : d->x[i] * unit;
	}
	k->spec->pools[0].amount = paid[0];
	k->spec->pools[1].amount = paid[1];
	k->spec->groups[0].max = x + (d->y_x ? 0 : kit_between(seed, 0, 9));
	k->spec->groups[1].min = d->y_y ? y : y / 2;
	k->spec->groups[2].max_share = (fl_share){ d->top, d->total };
}

static bool linear_round(kit *k, draft *d, uint64_t *seed)
{
	static const char *const org[] = { "group:go=p:awarded-max", "group:go=o:awarded-max" };
	char y[5][16];
	mpq_t part;
	kit_round(k, "", linear_pools, linear_groups);
	draw(k, d, seed);
	if (d->total == 0 || !fit_dreams(k, d, seed))
		return false;
	kit_open(k, FL_OPTIMAL);
	fit_limits(k, d, seed);
	kit_set(k, 1);
	snprintf(y[0], sizeof y[0], "%d/4", d->y_pool[0]);
	snprintf(y[1], sizeof y[1], "%d/4", d->y_pool[1]);
	snprintf(y[2], sizeof y[2], "%d/4", d->y_x);
	snprintf(y[3], sizeof y[3], "%d/4", d->y_y);
	snprintf(y[4], sizeof y[4], "%d/4", d->y_org);
	kit_y(k, "pool:p0", y[0]);
	kit_y(k, "pool:p1", y[1]);
	kit_y(k, "group:gx", y[2]);
	kit_y(k, "group:gy", y[3]);
	if (d->y_org > 0)
		kit_y(k, org[d->by_org[1] > d->by_org[0]], y[4]);
	kit_leaf(k, FL_LEAF_BOUND, 0);
	kit_values(k, "0", "0", "0");
	mpq_init(part);
	for (size_t i = 0; i < k->num_dreams; i++) {
		oracle_worth(k, i, k->allocation->awards[i].amount, part);
		mpq_add(k->allocation->objective, k->allocation->objective, part);
	}
	mpq_clear(part);
	mpq_set(k->allocation->proof->optimum, k->allocation->objective);
	mpq_set(k->allocation->proof->bound, k->allocation->objective);
	return true;
}

static void test_verify_proofs__accepts_linear_rounds_that_are_optimal_by_construction(void **state)
{
	(void)state;
	size_t judged = 0;
	for (uint64_t i = 0; i < 1500; i++) {
		kit k;
		draft d;
		char why[512];
		uint64_t seed = seed_of_run = 1000000 + i;
		if (linear_round(&k, &d, &seed)) {
			judged++;
			if (!judge(&k, why))
				fail_msg("seed %llu: %s", (unsigned long long)seed_of_run, why);
		}
		kit_free(&k);
	}
	assert_true(judged > 300);
}

/* Nothing is awarded, and the claim is that at most a little less than the true optimum could have been. */
static void claim_too_little(kit *k)
{
	fl_proof *proof = k->allocation->proof;
	k->spec->groups[1].min = 0; /* it had no price */
	k->allocation->outcome = FL_FEASIBLE;
	k->allocation->num_payments = 0;
	for (size_t i = 0; i < k->num_dreams; i++)
		k->allocation->awards[i].amount = proof->unrounded[i].whole = 0;
	mpq_set_si(k->allocation->objective, 0, 1);
	mpq_set_si(proof->optimum, 0, 1);
}

static void test_verify_proofs__no_multipliers_prove_a_linear_bound_below_the_optimum(void **state)
{
	(void)state;
	size_t tried = 0;
	for (uint64_t i = 0; i < 600; i++) {
		kit k;
		draft d;
		uint64_t seed = seed_of_run = 2000000 + i;
		if (linear_round(&k, &d, &seed) && d.y_y == 0) {
			fl_proof *proof = k.allocation->proof;
			mpq_t little;
			mpq_init(little);
			fl_mpq_set_i64(little, 1, 1000000);
			claim_too_little(&k);
			assert_true(judge(&k, NULL)); /* the true bound still stands */
			mpq_sub(proof->bound, proof->bound, little);
			for (int turn = 0; turn < 10; turn++, tried++) {
				if (judge(&k, NULL))
					fail_msg("seed %llu: a bound below the optimum was believed",
						 (unsigned long long)seed_of_run);
				size_t which = (size_t)kit_between(&seed, 0, (int64_t)proof->sets[0].len - 1);
				fl_mpq_set_i64(little, kit_between(&seed, -1, 1), 1000);
				mpq_add(proof->sets[0].items[which].y, proof->sets[0].items[which].y, little);
			}
			mpq_clear(little);
		}
		kit_free(&k);
	}
	assert_true(tried > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_proofs__accepts_the_optimum_found_by_enumeration),
		cmocka_unit_test(test_verify_proofs__refuses_what_a_change_made_false),
		cmocka_unit_test(test_verify_proofs__no_bent_tree_carries_a_false_claim),
		cmocka_unit_test(test_verify_proofs__accepts_linear_rounds_that_are_optimal_by_construction),
		cmocka_unit_test(test_verify_proofs__no_multipliers_prove_a_linear_bound_below_the_optimum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
