/* SPDX-License-Identifier: Apache-2.0
 *
 * idf.h - in how many dreams each gram is, counted once and kept: what weights are made from.
 *
 * While a round goes on, dreams come and go. If weights followed, every score would move a little with every dream, and what was
 * found yesterday would have to be found again. So a round counts once, at its first look for duplicates, and keeps the
 * table (store/, 'weights'); a pair's score then depends on its two texts and the table alone.
 *
 * As bytes: "florin-idf/1\n", then numbers as fl_buf_leb writes them: texts, count, and for each gram, ascending, (gram - the one
 * before) >> 2 and with - 2.
 */
#ifndef FL_DEDUP_IDF_H
#define FL_DEDUP_IDF_H

#include "base/alloc.h"
#include "base/buf.h"

typedef struct fl_idf {
	uint32_t texts;        /* dreams of different words that were counted */
	size_t count;          /* grams that two and more of them have; of any other, one has it */
	const uint64_t *grams; /* ascending; the two lowest bits are 0 */
	const uint32_t *with;  /* how many dreams have it: 2..texts */
	const uint32_t *start; /* where the grams of each value of the highest bits begin (fl_idf_index) */
} fl_idf;

/* Fill 'start' from the other members, in the arena. */
fl_status fl_idf_index(fl_idf *idf, fl_arena *arena, fl_error *err);
/* How many dreams have this gram; 1 where the table does not have it. */
uint32_t fl_idf_with(const fl_idf *idf, uint64_t gram);

void fl_idf_print(const fl_idf *idf, fl_buf *out);
/* FL_EPARSE where the bytes are not such a table. It lives in the arena. */
fl_status fl_idf_parse(fl_str bytes, fl_arena *arena, fl_idf *ret, fl_error *err);

#endif
