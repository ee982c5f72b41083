/* SPDX-License-Identifier: Apache-2.0
 *
 * proof_oracle.h - the program and the bound of domain/proof.h, once more, slowly: row by row and dream by dream,
 * every number an mpq, nothing shared with src/verify. Includes random rounds of every kind of limit.
 */
#ifndef PROOF_ORACLE_H
#define PROOF_ORACLE_H

#include "proof_kit.h"

typedef enum oracle_kind { ORACLE_POOL, ORACLE_GROUP, ORACLE_AWARDED } oracle_kind;

typedef struct oracle_row {
	char name[80];
	oracle_kind kind;
	uint32_t pool;
	bool member[KIT_MAX]; /* of the pool or group */
	bool has_lo, has_hi;
	mpq_t lo, hi, share;
} oracle_row;

typedef struct oracle {
	const kit *k;
	oracle_row rows[KIT_MAX];
	size_t num_rows;
	bool payable[KIT_MAX]; /* qualified, and some pool may pay it */
} oracle;

static inline oracle_row *oracle_row_new(oracle *o, oracle_kind kind, const char *before, fl_str id,
					 const char *between, fl_str value, const char *after)
{
	assert_true(o->num_rows < KIT_MAX);
	oracle_row *row = &o->rows[o->num_rows++];
	*row = (oracle_row){ .kind = kind };
	snprintf(row->name, sizeof row->name, "%s%.*s%s%.*s%s", before, FL_STR_ARG(id), between, FL_STR_ARG(value),
		 after);
	mpq_inits(row->lo, row->hi, row->share, NULL);
	return row;
}

/* The limit in money and as a share of the budget: the tighter one. */
static inline bool oracle_limit(const kit *k, bool has_money, fl_money money, bool has_share, fl_share share,
				int tighter, mpq_t ret)
{
	mpq_t other;
	mpq_init(other);
	if (has_money)
		mpq_set_si(ret, money, 1);
	if (has_share) {
		fl_money budget = 0;
		for (size_t p = 0; p < k->spec->num_pools; p++)
			budget += k->spec->pools[p].amount;
		fl_mpq_set_i64(other, share.num, share.den);
		mpz_mul_si(mpq_numref(other), mpq_numref(other), budget);
		mpq_canonicalize(other);
		if (!has_money || mpq_cmp(other, ret) * tighter > 0)
			mpq_set(ret, other);
	}
	mpq_clear(other);
	return has_money || has_share;
}

static inline void oracle_group(oracle *o, const fl_group *g, fl_str value, const bool *member)
{
	const char *between = g->each == FL_EACH_NONE ? "" : "=";
	bool budget = g->of == FL_OF_BUDGET;
	if (g->has_min || g->has_max || ((g->has_min_share || g->has_max_share) && budget)) {
		oracle_row *row = oracle_row_new(o, ORACLE_GROUP, "group:", g->id, between, value, "");
		row->has_lo =
		    oracle_limit(o->k, g->has_min, g->min, g->has_min_share && budget, g->min_share, 1, row->lo);
		row->has_hi =
		    oracle_limit(o->k, g->has_max, g->max, g->has_max_share && budget, g->max_share, -1, row->hi);
		memcpy(row->member, member, sizeof row->member);
	}
	for (int max = 0; max < 2; max++)
		if (!budget && (max ? g->has_max_share : g->has_min_share)) {
			oracle_row *row = oracle_row_new(o, ORACLE_AWARDED, "group:", g->id, between, value,
							 max ? ":awarded-max" : ":awarded-min");
			fl_share share = max ? g->max_share : g->min_share;
			fl_mpq_set_i64(row->share, share.num, share.den);
			row->has_lo = !max;
			row->has_hi = max;
			memcpy(row->member, member, sizeof row->member);
		}
}

static inline bool oracle_has_value(const fl_group *g, const fl_candidate *dream, fl_str value)
{
	switch (g->each) {
	case FL_EACH_ORGANISATION:
		return fl_str_eq(dream->organisation, value);
	case FL_EACH_CATEGORY:
		return fl_str_eq(dream->category, value);
	case FL_EACH_REGION:
		return fl_str_eq(dream->region, value);
	case FL_EACH_TAG:
		for (size_t t = 0; t < dream->num_tags; t++)
			if (fl_str_eq(dream->tags[t], value))
				return true;
		return false;
	case FL_EACH_NONE:
		break;
	}
	return true;
}

/* Every value that may occur in these tests. */
static inline void oracle_each(oracle *o, const fl_group *g, const bool *selected)
{
	static const char *const values[] = {
		"x", "y", "z", "o", "p", "q", "for:children", "for:elders", "in:north"
	};
	for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
		bool member[KIT_MAX] = { false }, any = false;
		fl_str value = fl_str_of(values[v]);
		if (g->each == FL_EACH_TAG && !fl_str_starts(value, g->each_prefix))
			continue;
		for (size_t i = 0; i < o->k->num_dreams; i++)
			any |= member[i] = selected[i] && oracle_has_value(g, &o->k->dreams[i], value);
		if (any)
			oracle_group(o, g, value, member);
	}
}

static inline void oracle_open(oracle *o, const kit *k)
{
	const fl_round_spec *spec = k->spec;
	*o = (oracle){ .k = k };
	for (size_t p = 0; p < spec->num_pools; p++) {
		oracle_row *row = oracle_row_new(o, ORACLE_POOL, "pool:", spec->pools[p].id, "", FL_STR(""), "");
		row->pool = (uint32_t)p;
		row->has_lo = row->has_hi = true;
		mpq_set_si(row->hi, spec->pools[p].amount, 1);
		if (spec->pools[p].must_spend)
			mpq_set(row->lo, row->hi);
		for (size_t i = 0; i < k->num_dreams; i++) {
			row->member[i] = k->dreams[i].standing == FL_QUALIFIED &&
					 fl_selector_matches(spec->pools[p].selector, &k->dreams[i]);
			o->payable[i] |= row->member[i];
		}
	}
	for (size_t g = 0; g < spec->num_groups; g++) {
		bool selected[KIT_MAX] = { false };
		for (size_t i = 0; i < k->num_dreams; i++)
			selected[i] = k->dreams[i].standing == FL_QUALIFIED &&
				      fl_selector_matches(spec->groups[g].selector, &k->dreams[i]);
		if (spec->groups[g].each == FL_EACH_NONE)
			oracle_group(o, &spec->groups[g], FL_STR(""), selected);
		else
			oracle_each(o, &spec->groups[g], selected);
	}
}

static inline void oracle_close(oracle *o)
{
	for (size_t k = 0; k < o->num_rows; k++)
		mpq_clears(o->rows[k].lo, o->rows[k].hi, o->rows[k].share, NULL);
}

/* a_ki of a group row. */
static inline void oracle_coefficient(const oracle *o, size_t row, size_t dream, mpq_t ret)
{
	mpq_set_si(ret, o->rows[row].member[dream] ? 1 : 0, 1);
	if (o->rows[row].kind == ORACLE_AWARDED)
		mpq_sub(ret, ret, o->rows[row].share);
}

static inline void oracle_worth(const kit *k, size_t dream, fl_money money, mpq_t ret) /* c_i * money */
{
	fl_mpq_set_i64(ret, k->dreams[dream].tally, k->dreams[dream].request);
	mpz_mul_si(mpq_numref(ret), mpq_numref(ret), money);
	mpq_canonicalize(ret);
}

/* bound(y; l, h) word for word; lo and hi per dream (a column's box, split evenly or not, sums to the same). */
static inline void oracle_bound(const oracle *o, mpq_t *y, bool counts, const fl_money *lo, const fl_money *hi,
				mpq_t ret)
{
	mpq_t d, a, b;
	mpq_inits(d, a, b, NULL);
	mpq_set_si(ret, 0, 1);
	for (size_t k = 0; k < o->num_rows; k++) {
		mpq_mul(a, y[k], o->rows[k].has_lo ? o->rows[k].lo : o->rows[k].hi);
		mpq_mul(b, y[k], o->rows[k].has_hi ? o->rows[k].hi : o->rows[k].lo);
		mpq_add(ret, ret, mpq_cmp(a, b) > 0 ? a : b);
	}
	for (size_t i = 0; i < o->k->num_dreams; i++) {
		mpq_t *cheapest = NULL;
		if (!o->payable[i])
			continue;
		fl_mpq_set_i64(d, counts ? o->k->dreams[i].tally : 0, o->k->dreams[i].request);
		for (size_t k = 0; k < o->num_rows; k++) {
			if (o->rows[k].kind == ORACLE_POOL) {
				if (o->rows[k].member[i] && (!cheapest || mpq_cmp(y[k], *cheapest) < 0))
					cheapest = &y[k];
				continue;
			}
			oracle_coefficient(o, k, i, a);
			mpq_mul(a, a, y[k]);
			mpq_sub(d, d, a);
		}
		mpq_sub(d, d, *cheapest);
		mpq_set_si(a, lo[i], 1);
		mpq_mul(a, a, d);
		mpq_set_si(b, hi[i], 1);
		mpq_mul(b, b, d);
		mpq_add(ret, ret, mpq_cmp(a, b) > 0 ? a : b);
	}
	mpq_clears(d, a, b, NULL);
}

/* Why whole amounts x are not feasible: multipliers y with which the bound at the point x is below 0 (a Farkas ray).
 * False: they are feasible (Hall's condition over all sets of pools, for both directions). */
static inline bool oracle_ray(const oracle *o, const fl_money *x, int *y)
{
	bool found = false;
	mpq_t sum, a;
	mpq_inits(sum, a, NULL);
	for (size_t k = 0; k < o->num_rows && !found; k++) {
		memset(y, 0, sizeof *y * o->num_rows);
		if (o->rows[k].kind == ORACLE_POOL)
			continue;
		mpq_set_si(sum, 0, 1);
		for (size_t i = 0; i < o->k->num_dreams; i++) {
			oracle_coefficient(o, k, i, a);
			mpz_mul_si(mpq_numref(a), mpq_numref(a), x[i]);
			mpq_canonicalize(a);
			mpq_add(sum, sum, a);
		}
		y[k] = o->rows[k].has_hi && mpq_cmp(sum, o->rows[k].hi) > 0   ? 1
		       : o->rows[k].has_lo && mpq_cmp(sum, o->rows[k].lo) < 0 ? -1
									      : 0;
		found = y[k] != 0;
	}
	size_t pools = o->k->spec->num_pools; /* they are the first rows */
	for (uint32_t set = 1; set < 1u << pools && !found; set++) {
		fl_money inside = 0, touching = 0, most = 0, least = 0;
		for (size_t i = 0; i < o->k->num_dreams; i++) {
			bool only = true, some = false;
			for (size_t p = 0; p < pools; p++) {
				bool in = set >> p & 1;
				only &= in || !o->rows[p].member[i];
				some |= in && o->rows[p].member[i];
			}
			inside += only ? x[i] : 0;
			touching += some ? x[i] : 0;
		}
		bool all_must = true;
		for (size_t p = 0; p < pools; p++)
			if (set >> p & 1) {
				most += o->k->spec->pools[p].amount;
				all_must &= o->k->spec->pools[p].must_spend;
				least += o->k->spec->pools[p].amount;
			}
		int sign = inside > most ? 1 : all_must && touching < least ? -1 : 0;
		memset(y, 0, sizeof *y * o->num_rows);
		for (size_t p = 0; p < pools; p++)
			y[p] = set >> p & 1 ? sign : 0;
		found = sign != 0;
	}
	mpq_clears(sum, a, NULL);
	return found;
}

/* ---- random rounds ---- */

static inline const char *oracle_pick(uint64_t *seed, const char *const *words, size_t count)
{
	return words[kit_random(seed) % count];
}

/* Pools p0.. (the first may pay all or not), groups of every kind with limits around 'money'. */
static inline void oracle_round(kit *k, uint64_t *seed, const char *policy, fl_money money)
{
	static const char *const selectors[] = { "{}",
						 "{}",
						 "{\"category\":\"x\"}",
						 "{\"category\":[\"x\",\"y\"]}",
						 "{\"not\":{\"category\":\"x\"}}",
						 "{\"tag\":\"for:children\"}",
						 "{\"organisation\":\"o\"}" };
	static const char *const each[] = { "organisation", "category", "region", "tag:for:" };
	char pools[1024], groups[2048];
	size_t len = 0, num_pools = (size_t)kit_between(seed, 1, 3), num_groups = (size_t)kit_between(seed, 0, 3);
	for (size_t p = 0; p < num_pools; p++)
		len += (size_t)snprintf(pools + len, sizeof pools - len,
					"%s{\"id\":\"p%zu\",\"amount\":%lld,\"selector\":%s%s}", p ? "," : "[", p,
					(long long)kit_between(seed, 1, money), oracle_pick(seed, selectors, 7),
					kit_between(seed, 0, 7) == 0 ? ",\"must_spend\":true" : "");
	snprintf(pools + len, sizeof pools - len, "]");
	len = (size_t)snprintf(groups, sizeof groups, "[");
	for (size_t g = 0; g < num_groups; g++) {
		len += (size_t)snprintf(groups + len, sizeof groups - len, "%s{\"id\":\"g%zu\",\"selector\":%s",
					g ? "," : "", g, oracle_pick(seed, selectors, 7));
		if (kit_between(seed, 0, 1))
			len += (size_t)snprintf(groups + len, sizeof groups - len, ",\"each\":\"%s\"",
						oracle_pick(seed, each, 4));
		bool awarded = kit_between(seed, 0, 2) == 0;
		if (kit_between(seed, 0, 4) == 0)
			len += (size_t)snprintf(groups + len, sizeof groups - len, ",\"min_share\":\"1/%lld\"",
						(long long)kit_between(seed, 3, 9));
		if (awarded)
			len += (size_t)snprintf(groups + len, sizeof groups - len, ",\"of\":\"awarded\"");
		if (kit_between(seed, 0, 1))
			len += (size_t)snprintf(groups + len, sizeof groups - len, ",\"max\":%lld",
						(long long)kit_between(seed, money / 3, money));
		len += (size_t)snprintf(groups + len, sizeof groups - len, ",\"max_share\":\"%lld/7\"}",
					(long long)kit_between(seed, 3, 6));
	}
	snprintf(groups + len, sizeof groups - len, "]");
	kit_round(k, policy, pools, num_groups ? groups : "");
}

/* A random dream; now and then the equal of the one before. */
static inline void oracle_dream(kit *k, uint64_t *seed, fl_money most)
{
	static const char *const names[] = {
		"d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11"
	};
	static const char *const categories[] = { "x", "y", "z", "" };
	static const char *const organisations[] = { "o", "p", "q", "" };
	static const fl_str tags[][2] = { { { "for:children", 12 }, { "for:elders", 10 } },
					  { { "in:north", 8 }, { "", 0 } } };
	size_t n = k->num_dreams;
	fl_candidate *dream = kit_dream(k, names[n], "", kit_between(seed, 1, most), kit_between(seed, 8, 30));
	dream->threshold = 10;
	if (n > 0 && kit_between(seed, 0, 3) == 0) {
		*dream = k->dreams[n - 1];
		dream->id = fl_str_of(names[n]);
		return;
	}
	dream->category = fl_str_of(oracle_pick(seed, categories, 4));
	dream->organisation = fl_str_of(oracle_pick(seed, organisations, 4));
	dream->region = fl_str_of(oracle_pick(seed, categories, 4));
	size_t which = (size_t)kit_between(seed, 0, 2);
	dream->tags = which < 2 ? tags[which] : NULL;
	dream->num_tags = which == 0 ? (size_t)kit_between(seed, 1, 2) : which == 1 ? 1 : 0;
}

#endif
