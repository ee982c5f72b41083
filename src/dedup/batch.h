/* SPDX-License-Identifier: Apache-2.0
 *
 * batch.h - the grams of a few sets, laid out by the part of the range of hashes that they are in.
 *
 * The grams of a hundred thousand dreams are millions, far more than any cache holds. But the grams of one part are few: whoever works
 * part by part over all batches has the table of that part at hand (the partitioning of hash joins; Shatdal, Kant, Naughton:
 * Cache conscious algorithms for relational query processing, VLDB 1994).
 */
#ifndef FL_DEDUP_BATCH_H
#define FL_DEDUP_BATCH_H

#include "dedup/shingle.h"

#define FL_BATCH_SETS  64  /* at most so many sets in a batch */
#define FL_BATCH_PARTS 128 /* of the range of hashes */

typedef struct fl_batch {
	uint64_t *grams;
	uint8_t *set;  /* per gram: which set of the batch */
	size_t *start; /* per part: its first gram; one more for the end. NULL: nothing in it */
} fl_batch;

static inline size_t fl_batch_part(uint64_t gram)
{
	return (size_t)(gram >> 57);
}

/* From the grams of 'count' sets, length[i] of set i, one set behind the other. Zero-initialise 'ret'; release it whatever comes back. */
fl_status fl_batch_take(fl_batch *ret, const fl_hashes *grams, const uint32_t *length, size_t count, fl_error *err);
/* The grams of one part. */
uint64_t *fl_batch_grams(const fl_batch *b, size_t part, size_t *ret_len);
void fl_batch_release(fl_batch *b);

#endif
