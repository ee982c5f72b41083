/* SPDX-License-Identifier: Apache-2.0
 *
 * Tallies against the obvious way: a table of dreams times givers. Random ledgers, clusters and rules; the seed of a
 * failing case is printed. And: the order of the ledger does not matter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"
#include "tally/tally.h"

enum { DREAMS = 8, GIVERS = 6, KINDS = 3, ROWS = 60 };

typedef struct random_ledger {
	fl_round_spec spec;
	fl_source_rule sources[KINDS];
	uint32_t representative[DREAMS];
	int64_t stated[DREAMS];
	fl_flower_row rows[ROWS];
	fl_tally_input in;
} random_ledger;

static const fl_str kinds[] = { { "gift", 4 }, { "steps", 5 }, { "", 0 } };

static uint64_t below(uint64_t *seed, uint64_t n)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

static void make(random_ledger *l, uint64_t seed)
{
	size_t dreams = 1 + below(&seed, DREAMS), givers = 1 + below(&seed, GIVERS);

	*l = (random_ledger){ .in = {
				  .num_dreams = dreams, .num_givers = givers, .kinds = kinds, .num_kinds = KINDS } };
	l->in.representative = l->representative;
	l->in.stated = l->stated;
	l->in.flowers = l->rows;
	l->in.num_flowers = below(&seed, 5) ? below(&seed, ROWS + 1) : 0;
	l->spec.per_giver_per_dream = below(&seed, 2) ? 0 : (int64_t)below(&seed, 12);
	l->spec.merge_flowers = (fl_merge_flowers)below(&seed, 4);
	l->spec.sources = l->sources;
	for (size_t k = 0; k < KINDS; k++)
		if (below(&seed, 2))
			l->sources[l->spec.num_sources++] = (fl_source_rule){ kinds[k], (int64_t)below(&seed, 4) };
	for (size_t i = 0; i < dreams; i++) {
		l->representative[i] = (uint32_t)i;
		l->stated[i] = (int64_t)below(&seed, 50) - 1;
	}
	for (size_t i = 0; i < dreams; i++) {
		uint32_t r = (uint32_t)below(&seed, dreams);
		bool stands = false;
		for (size_t j = 0; j < dreams; j++)
			stands = stands || (j != i && l->representative[j] == i);
		if (l->representative[r] == r && !stands)
			l->representative[i] = r;
	}
	for (size_t i = 0; i < ROWS; i++)
		l->rows[i] = (fl_flower_row){ (uint32_t)below(&seed, dreams),
					      below(&seed, 4) ? (uint32_t)below(&seed, givers) : UINT32_MAX,
					      below(&seed, 9) ? (uint32_t)below(&seed, KINDS) : UINT32_MAX,
					      1 + (int64_t)below(&seed, 9) };
}

static int64_t weight_of(const random_ledger *l, uint32_t kind)
{
	for (size_t i = 0; kind != UINT32_MAX && i < l->spec.num_sources; i++)
		if (fl_str_eq(l->sources[i].kind, kinds[kind]))
			return l->sources[i].weight;
	return 1;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void obvious(const random_ledger *l, fl_tally *t)
{
	int64_t gift[DREAMS][GIVERS] = { 0 }, unknown[DREAMS] = { 0 };
	size_t dreams = l->in.num_dreams, givers = l->in.num_givers;

	for (size_t i = 0; i < l->in.num_flowers; i++) {
		const fl_flower_row *r = &l->rows[i];
		int64_t w = r->count * weight_of(l, r->kind);
		t[r->dream].raw += r->count;
		t[r->dream].weighted += w;
		*(r->giver == UINT32_MAX ? &unknown[r->dream] : &gift[r->dream][r->giver]) += w;
	}
	for (size_t d = 0; d < dreams; d++) {
		if (l->in.num_flowers == 0)
			t[d].raw = t[d].weighted = unknown[d] = most(0, l->stated[d]);
		t[d].capped = unknown[d];
		for (size_t g = 0; g < givers; g++) {
			if (l->spec.per_giver_per_dream > 0 && gift[d][g] > l->spec.per_giver_per_dream)
				gift[d][g] = l->spec.per_giver_per_dream;
			t[d].capped += gift[d][g];
			t[d].givers += gift[d][g] > 0;
		}
	}
	for (size_t d = 0; d < dreams; d++) {
		int64_t sum = 0, largest = 0, once = 0, nobody = 0, distinct = 0;
		t[d].merged = t[d].capped;
		if (l->representative[d] != d || l->spec.merge_flowers == FL_MERGE_REPRESENTATIVE)
			continue;
		for (size_t g = 0; g < givers; g++) {
			int64_t best = 0;
			for (size_t i = 0; i < dreams; i++)
				if (l->representative[i] == d)
					best = most(best, gift[i][g]);
			once += best;
			distinct += best > 0;
		}
		for (size_t i = 0; i < dreams; i++)
			if (l->representative[i] == d) {
				sum += t[i].capped;
				largest = most(largest, t[i].capped);
				nobody = most(nobody, unknown[i]);
			}
		t[d].givers = distinct;
		t[d].merged = l->spec.merge_flowers == FL_MERGE_SUM   ? sum
			      : l->spec.merge_flowers == FL_MERGE_MAX ? largest
								      : once + nobody;
	}
}

static void compare(const random_ledger *l, const fl_tally *want, uint64_t seed)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_tally *got;

	if (fl_tally_count(&l->spec, &l->in, &arena, &got, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	for (size_t d = 0; d < l->in.num_dreams; d++)
		if (got[d].raw != want[d].raw || got[d].weighted != want[d].weighted ||
		    got[d].capped != want[d].capped || got[d].merged != want[d].merged ||
		    got[d].givers != want[d].givers)
			fail_msg("seed %llu dream %zu: merged %lld, not %lld; givers %lld, not %lld",
				 (unsigned long long)seed, d, (long long)got[d].merged, (long long)want[d].merged,
				 (long long)got[d].givers, (long long)want[d].givers);
	fl_arena_release(&arena);
}

static void test_tally__equals_the_obvious_table(void **state)
{
	random_ledger l;

	(void)state;
	for (uint64_t seed = 1; seed <= 4000; seed++) {
		fl_tally want[DREAMS] = { 0 };
		make(&l, seed);
		obvious(&l, want);
		compare(&l, want, seed);
		for (size_t i = 0; i + 1 < l.in.num_flowers; i++) { /* the same ledger in another order */
			uint64_t s = seed * 1000 + i;
			size_t j = i + below(&s, l.in.num_flowers - i);
			fl_flower_row swap = l.rows[i];
			l.rows[i] = l.rows[j];
			l.rows[j] = swap;
		}
		compare(&l, want, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tally__equals_the_obvious_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
