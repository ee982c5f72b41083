/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_verify.c - time of the checker on a large search tree. Printed, never judged. (bench_allocate.c prints its
 * time on large linear rounds.)
 *
 *     bench_verify [LEAVES] [DREAMS] [BITS]
 *
 * DREAMS indivisible dreams, a column each, one pool and five groups; a random binary tree over them with LEAVES
 * leaves, every leaf with a set of multipliers of its own with denominators 2^BITS (as rounded from a solver's
 * doubles). The bound that is claimed is so high that every leaf holds: the whole tree is walked. 2^40 goes the swift
 * way, 2^90 the wide one.
 */
#include "base/buf.h"
#include "base/rational.h"
#include "base/str.h"
#include "make_round.h"
#include "verify/verify.h"

#include <string.h>
#include <time.h>

static const char round_text[] =
    "{\"format\":\"florin-round/1\",\"round\":\"b\",\"currency\":\"CNY\",\"policy\":{\"indivisible\":true},"
    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000000\"}],\"groups\":["
    "{\"id\":\"c0\",\"selector\":{\"category\":\"c0\"},\"max\":\"500000\"},{\"id\":\"c1\",\"selector\":{\"category\":"
    "\"c1\"},\"max\":\"500000\"},"
    "{\"id\":\"c2\",\"selector\":{\"category\":\"c2\"},\"max\":\"500000\"},{\"id\":\"r\",\"each\":\"region\",\"max_"
    "share\":\"60%\"}]}";

static const char *const row_names[] = { "pool:p", "group:c0", "group:c1", "group:c2", "group:r=r0", "group:r=r1" };
#define NUM_ROWS (sizeof row_names / sizeof *row_names)

static void make_dreams(rng *r, fl_arena *arena, fl_candidate *dreams, size_t count)
{
	for (size_t i = 0; i < count; i++)
		dreams[i] = (fl_candidate){ .id = made_name(arena, "d", (int64_t)i),
					    .organisation = FL_STR(""),
					    .category = made_name(arena, "c", rng_range(r, 0, 2)),
					    .region = made_name(arena, "r", rng_range(r, 0, 1)),
					    .request = rng_range(r, 100000, 5000000),
					    .tally = rng_range(r, 10, 3000),
					    .submitted = FL_TIME_NONE,
					    .standing = FL_QUALIFIED };
}

static void make_set(rng *r, fl_proof *proof, unsigned bits)
{
	fl_multiplier_set *set = &proof->sets[proof->num_sets++];
	set->items = fl_arena_array(&proof->arena, NUM_ROWS, sizeof *set->items);
	for (uint32_t k = 0; k < NUM_ROWS; k++) {
		fl_multiplier *item = &set->items[set->len++];
		item->row = k;
		mpq_init(item->y);
		mpz_set_ui(mpq_numref(item->y), 1);
		mpz_mul_2exp(mpq_numref(item->y), mpq_numref(item->y), bits > 11 ? bits - 11 : 0);
		mpz_add_ui(mpq_numref(item->y), mpq_numref(item->y), (unsigned long)rng_range(r, 0, 1 << 20));
		mpz_mul_2exp(mpq_denref(item->y), mpq_denref(item->y), bits);
		mpq_canonicalize(item->y);
	}
}

/* Split 'leaves' at random over the two sides of a branch. */
static uint32_t make_tree(rng *r, fl_proof *proof, size_t leaves, uint32_t column, unsigned bits)
{
	uint32_t number = (uint32_t)proof->num_nodes++;
	fl_proof_node *node = &proof->nodes[number];
	if (leaves == 1) {
		*node = (fl_proof_node){ .kind = FL_LEAF_BOUND, .multipliers = (uint32_t)proof->num_sets };
		make_set(r, proof, bits);
		return number;
	}
	size_t left = leaves / 2 - (size_t)rng_range(r, 0, (int64_t)leaves / 4);
	uint32_t next = (uint32_t)((column + (uint32_t)rng_range(r, 1, 7)) % proof->num_columns);
	node->kind = FL_NODE_BRANCH;
	node->column = column;
	uint32_t first = make_tree(r, proof, left, next, bits),
		 second = make_tree(r, proof, leaves - left, next, bits);
	node->child[0] = first;
	node->child[1] = second;
	return number;
}

static bool make_proof(rng *r, fl_proof *proof, size_t dreams, size_t leaves, unsigned bits)
{
	proof->num_candidates = dreams;
	proof->unrounded = fl_arena_array(&proof->arena, dreams, sizeof *proof->unrounded);
	proof->rows = fl_arena_array(&proof->arena, NUM_ROWS, sizeof *proof->rows);
	proof->columns = fl_arena_array(&proof->arena, dreams, sizeof *proof->columns);
	proof->sets = fl_arena_array(&proof->arena, leaves, sizeof *proof->sets);
	proof->nodes = fl_arena_array(&proof->arena, 2 * leaves, sizeof *proof->nodes);
	if (!proof->unrounded || !proof->rows || !proof->columns || !proof->sets || !proof->nodes)
		return false;
	for (size_t k = 0; k < NUM_ROWS; k++)
		proof->rows[k] = fl_str_of(row_names[k]);
	proof->num_rows = NUM_ROWS;
	for (size_t i = 0; i < dreams; i++) {
		proof->columns[i] = (fl_proof_column){ fl_arena_array(&proof->arena, 1, sizeof(uint32_t)), 1 };
		if (!proof->columns[i].dreams)
			return false;
		proof->columns[i].dreams[0] = (uint32_t)i;
	}
	proof->num_columns = dreams;
	make_tree(r, proof, leaves, 0, bits);
	proof->has_bound = true;
	mpz_ui_pow_ui(mpq_numref(proof->bound), 10, 12);
	return true;
}

int main(int argc, char **argv)
{
	size_t leaves = argc > 1 ? (size_t)atol(argv[1]) : 50000, count = argc > 2 ? (size_t)atol(argv[2]) : 150;
	unsigned bits = argc > 3 ? (unsigned)atoi(argv[3]) : 40;
	rng r = { 1 };
	fl_arena arena = FL_ARENA_INIT;
	fl_candidate *dreams = fl_arena_array(&arena, count, sizeof *dreams);
	fl_allocation *allocation = fl_allocation_new(count);
	fl_round_spec *spec = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_verdict verdict;
	struct timespec from, to;
	int exit_status = 1;
	fl_verdict_init(&verdict);
	if (!dreams || !allocation || !make_proof(&r, allocation->proof, count, leaves, bits) ||
	    fl_round_parse(fl_str_of(round_text), "bench", &spec, &err) != FL_OK)
		goto done;
	make_dreams(&r, &arena, dreams, count);
	allocation->outcome = FL_FEASIBLE;
	clock_gettime(CLOCK_MONOTONIC, &from);
	if (fl_verify(spec, dreams, count, allocation, &verdict, &err) != FL_OK)
		goto done;
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("%zu leaves over %zu columns, denominators 2^%u: %.3f s, %s\n", leaves, count, bits,
	       (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9,
	       verdict.verified ? "verified" : verdict.why);
	exit_status = !verdict.verified;
done:
	if (err.message[0])
		fprintf(stderr, "%s\n", err.message);
	fl_verdict_release(&verdict);
	fl_allocation_free(allocation);
	fl_round_free(spec);
	fl_arena_release(&arena);
	return exit_status;
}
