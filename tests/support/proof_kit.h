/* SPDX-License-Identifier: Apache-2.0
 *
 * proof_kit.h - small rounds, allocations and proofs, put together by hand in tests. Out of memory ends the test.
 */
#ifndef PROOF_KIT_H
#define PROOF_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/rational.h"
#include "base/str.h"
#include "domain/award.h"

#define KIT_MAX 64

/* A round with its dreams and an allocation to be judged. */
typedef struct kit {
	fl_round_spec *spec;
	fl_candidate dreams[KIT_MAX];
	size_t num_dreams;
	fl_allocation *allocation;
} kit;

/* policy, pools, groups: JSON; "" leaves the key out. One unit of money is one minor unit. */
static inline void kit_round(kit *k, const char *policy, const char *pools, const char *groups)
{
	char text[8192];
	fl_error err = FL_ERROR_INIT;
	int len = snprintf(text, sizeof text,
			   "{\"format\":\"florin-round/1\",\"round\":\"kit\",\"currency\":\"CNY\",\"minor_digits\":0,"
			   "\"threshold\":10,\"dreams\":[\"d.csv\"]%s%s,\"pools\":%s%s%s}",
			   policy[0] ? ",\"policy\":" : "", policy, pools, groups[0] ? ",\"groups\":" : "", groups);
	assert_true(len > 0 && (size_t)len < sizeof text);
	*k = (kit){ .spec = NULL };
	if (fl_round_parse(fl_str_of(text), "round.json", &k->spec, &err) != FL_OK)
		fail_msg("%s: %s", text, err.message);
}

static inline fl_candidate *kit_dream(kit *k, const char *id, const char *category, fl_money request, int64_t tally)
{
	assert_true(k->num_dreams < KIT_MAX);
	fl_candidate *dream = &k->dreams[k->num_dreams];
	*dream = (fl_candidate){ .id = fl_str_of(id),
				 .organisation = FL_STR(""),
				 .region = FL_STR(""),
				 .category = fl_str_of(category),
				 .request = request,
				 .tally = tally,
				 .threshold = 10,
				 .submitted = FL_TIME_NONE,
				 .position = (uint32_t)k->num_dreams,
				 .standing = tally >= 10 ? FL_QUALIFIED : FL_BELOW_THRESHOLD };
	k->num_dreams++;
	return dream;
}

/* ---- the allocation: awards, payments ---- */

static inline void kit_open(kit *k, fl_outcome outcome)
{
	k->allocation = fl_allocation_new(k->num_dreams);
	assert_non_null(k->allocation);
	k->allocation->outcome = outcome;
	fl_proof *proof = k->allocation->proof;
	proof->num_candidates = k->num_dreams;
	proof->unrounded = fl_arena_array(&proof->arena, k->num_dreams + 1, sizeof *proof->unrounded);
	k->allocation->payments = fl_arena_array(&k->allocation->arena, 1024, sizeof *k->allocation->payments);
	assert_true(proof->unrounded && k->allocation->payments);
}

/* Pool 'pool' pays dream i; in the order of dreams, then pools. The unrounded amount goes with it. */
static inline void kit_pay(kit *k, uint32_t dream, uint32_t pool, fl_money amount)
{
	if (amount == 0)
		return;
	assert_true(k->allocation->num_payments < 1024);
	k->allocation->payments[k->allocation->num_payments++] = (fl_payment){ dream, pool, amount };
	k->allocation->awards[dream].amount += amount;
	k->allocation->proof->unrounded[dream].whole += amount;
}

static inline void kit_free(kit *k)
{
	fl_allocation_free(k->allocation);
	fl_round_free(k->spec);
	*k = (kit){ .spec = NULL };
}

/* ---- the proof ---- */

static inline uint32_t kit_row(kit *k, const char *name)
{
	fl_proof *proof = k->allocation->proof;
	for (size_t i = 0; i < proof->num_rows; i++)
		if (fl_str_eqz(proof->rows[i], name))
			return (uint32_t)i;
	if (!proof->rows)
		proof->rows = fl_arena_array(&proof->arena, KIT_MAX, sizeof *proof->rows);
	assert_true(proof->rows && proof->num_rows < KIT_MAX);
	proof->rows[proof->num_rows] = fl_arena_str(&proof->arena, fl_str_of(name));
	return (uint32_t)proof->num_rows++;
}

/* A new, empty set of multipliers; room for 'max' sets in all. */
static inline uint32_t kit_set(kit *k, size_t max)
{
	fl_proof *proof = k->allocation->proof;
	if (!proof->sets)
		proof->sets = fl_arena_array(&proof->arena, max, sizeof *proof->sets);
	assert_true(proof->sets && proof->num_sets < max);
	return (uint32_t)proof->num_sets++;
}

/* A multiplier "p/q" on a row, in the newest set. */
static inline void kit_y(kit *k, const char *row, const char *y)
{
	fl_proof *proof = k->allocation->proof;
	fl_multiplier_set *set = &proof->sets[proof->num_sets - 1];
	if (!set->items)
		set->items = fl_arena_array(&proof->arena, KIT_MAX, sizeof *set->items);
	assert_true(set->items && set->len < KIT_MAX);
	fl_multiplier *item = &set->items[set->len++];
	item->row = kit_row(k, row);
	mpq_init(item->y);
	assert_true(fl_mpq_parse(item->y, fl_str_of(y)));
}

static inline uint32_t kit_column(kit *k, const uint32_t *dreams, uint32_t len)
{
	fl_proof *proof = k->allocation->proof;
	if (!proof->columns)
		proof->columns = fl_arena_array(&proof->arena, KIT_MAX, sizeof *proof->columns);
	assert_true(proof->columns && proof->num_columns < KIT_MAX);
	fl_proof_column *column = &proof->columns[proof->num_columns];
	column->dreams = fl_arena_array(&proof->arena, len + (size_t)1, sizeof *column->dreams);
	assert_non_null(column->dreams);
	for (uint32_t i = 0; i < len; i++)
		column->dreams[i] = dreams[i];
	column->len = len;
	return (uint32_t)proof->num_columns++;
}

static inline uint32_t kit_node(kit *k, fl_proof_node node, size_t max)
{
	fl_proof *proof = k->allocation->proof;
	if (!proof->nodes)
		proof->nodes = fl_arena_array(&proof->arena, max, sizeof *proof->nodes);
	assert_true(proof->nodes && proof->num_nodes < max);
	proof->nodes[proof->num_nodes] = node;
	return (uint32_t)proof->num_nodes++;
}

static inline void kit_leaf(kit *k, fl_node_kind kind, uint32_t set)
{
	kit_node(k, (fl_proof_node){ .kind = kind, .multipliers = set }, KIT_MAX);
}

/* The three numbers of the allocation; bound NULL: none is claimed. */
static inline void kit_values(kit *k, const char *objective, const char *optimum, const char *bound)
{
	fl_proof *proof = k->allocation->proof;
	assert_true(fl_mpq_parse(k->allocation->objective, fl_str_of(objective)));
	assert_true(fl_mpq_parse(proof->optimum, fl_str_of(optimum)));
	proof->has_bound = bound != NULL;
	if (bound)
		assert_true(fl_mpq_parse(proof->bound, fl_str_of(bound)));
}

/* Random numbers for property tests: SplitMix64 (Steele, Lea & Flood 2014); the seed is the whole state. */
static inline uint64_t kit_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static inline int64_t kit_between(uint64_t *state, int64_t low, int64_t high)
{
	return low + (int64_t)(kit_random(state) % (uint64_t)(high - low + 1));
}

#endif
