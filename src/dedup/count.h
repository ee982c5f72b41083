/* SPDX-License-Identifier: Apache-2.0
 *
 * count.h - in how many sets each gram is, and what follows from it: its rank in the common order, its weight.
 *
 * Everything goes part by part (batch.h): count all parts, rank once, then look up all parts. What is looked up is written over the
 * gram itself, so that whoever reads a batch afterwards needs no table.
 */
#ifndef FL_DEDUP_COUNT_H
#define FL_DEDUP_COUNT_H

#include "dedup/batch.h"
#include "dedup/gram_set.h"
#include "dedup/idf.h"

typedef struct fl_gram_count {
	uint64_t gram; /* hash, the two lowest bits 0 */
	uint32_t sets;
	uint32_t rank; /* FL_COUNT_LONELY: one set has it */
	uint32_t weight;
} fl_gram_count;

typedef struct fl_count_table { /* of one part: its grams in the order in which they came, and a hash table of their numbers */
	fl_gram_count *grams;
	size_t len, cap;
	uint32_t *slots; /* number + 1; 0: free */
	size_t num_slots;
} fl_count_table;

typedef struct fl_counts {
	fl_count_table tables[FL_BATCH_PARTS];
	const fl_idf *idf; /* weights are made from this table; NULL: from what was counted */
	uint32_t texts;    /* that weights are made for: those of the table, else the sets */
} fl_counts;

/* What a gram becomes when it is looked up. */
#define FL_COUNT_LONELY          ((uint32_t)FL_GRAM_RANKS_MAX - 1)
#define FL_LOOKED_UP_WEIGHT(u)   ((uint32_t)((u) >> 32))
#define FL_LOOKED_UP_ENTRY(u)    ((uint32_t)(u)) /* as gram_set.h has them */
#define FL_LOOKED_UP_PARTS(u)    ((uint32_t)((u) & FL_GRAM_PARTS))

/* Count grams of one part. Each becomes its number in the table, with the bits of its parts. */
fl_status fl_counts_add(fl_counts *counts, size_t part, uint64_t *grams, size_t len, fl_error *err);
/* Was it counted? */
bool fl_counts_has(const fl_counts *counts, uint64_t gram);
/* Rank the grams of two and more sets by (sets, hash), the rarest first, and weigh all. The weights of ranks go into the arena. */
fl_status fl_counts_rank(fl_counts *counts, int threads, fl_arena *arena, fl_gram_sets *ret, fl_error *err);
/* From numbers to rank and weight. A gram in no part, the title as a whole, weighs as if one set fewer had it. */
void fl_counts_look_up(const fl_counts *counts, size_t part, uint64_t *grams, size_t len);
/* A table (idf.h) of what was counted. */
fl_status fl_counts_idf(const fl_counts *counts, int threads, fl_arena *arena, fl_idf *ret, fl_error *err);
void fl_counts_release(fl_counts *counts);

#endif
