/* SPDX-License-Identifier: Apache-2.0
 *
 * count.h - in how many sets each gram is, and what follows from it: its rank in the common order, its weight.
 */
#ifndef FL_DEDUP_COUNT_H
#define FL_DEDUP_COUNT_H

#include "dedup/gram_set.h"
#include "dedup/idf.h"

#define FL_COUNT_PARTS 8 /* of the range of hashes: each is counted by one thread */

typedef struct fl_gram_count {
	uint64_t gram; /* hash, the two lowest bits 0 */
	uint32_t sets;
	uint32_t rank; /* of a gram that one set has: its weight */
} fl_gram_count;

typedef struct fl_count_table { /* of the grams whose highest bits say this part */
	fl_gram_count *slots;
	size_t num_slots, len;
} fl_count_table;

typedef struct fl_counts {
	fl_count_table tables[FL_COUNT_PARTS];
	const fl_idf *idf; /* weights are made from this table; NULL: from what was counted */
	uint32_t texts;    /* that weights are made for: those of the table, else the sets */
} fl_counts;

/* Count the grams of one part: all of them, or only those that are counted already. */
fl_status fl_counts_add(fl_counts *counts, size_t part, const uint64_t *grams, size_t len, bool known_only, fl_error *err);
/* NULL: it was not counted. */
const fl_gram_count *fl_counts_find(const fl_counts *counts, uint64_t gram);
/* Soon this gram will be looked for: most of the time of a lookup is waiting for memory. */
void fl_counts_expect(const fl_counts *counts, uint64_t gram);
/* Rank the grams of two and more sets by (sets, hash), the rarest first, and weigh all. The weights of ranks go into the arena. */
fl_status fl_counts_rank(fl_counts *counts, int threads, fl_arena *arena, fl_gram_sets *ret, fl_error *err);
/* The weight of a ranked gram; with 'spared' as if so many sets fewer had it, but never fewer than one. */
uint32_t fl_counts_weigh(const fl_counts *counts, const fl_gram_count *gram, uint32_t spared);
/* A table (idf.h) of what was counted. */
fl_status fl_counts_idf(const fl_counts *counts, fl_arena *arena, fl_idf *ret, fl_error *err);
void fl_counts_release(fl_counts *counts);

#endif
