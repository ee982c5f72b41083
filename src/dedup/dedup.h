/* SPDX-License-Identifier: Apache-2.0
 *
 * dedup.h - find duplicates: exact similarity join, evidence of each pair, clusters without chaining.
 */
#ifndef FL_DEDUP_DEDUP_H
#define FL_DEDUP_DEDUP_H

#include "base/alloc.h"
#include "domain/pair.h"
#include "domain/round.h"

typedef struct fl_dedup_text {
	fl_str id, title, body, organisation;
	int64_t submitted; /* FL_TIME_NONE unknown */
	int64_t flowers;   /* for the representative rule */
} fl_dedup_text;

typedef struct fl_dedup_options {
	int32_t candidates; /* millionths: pairs below are not looked at */
	int32_t same;       /* millionths: at or above, and nothing differs: same */
	fl_representative representative;
	int threads;
} fl_dedup_options;

typedef struct fl_dedup_result {
	fl_pair *pairs;           /* sorted by a, b; every pair at or above 'candidates' */
	size_t num_pairs;
	uint32_t *representative; /* per text: index of the one that stands for it (itself when alone) */
} fl_dedup_result;

void fl_dedup_defaults(fl_dedup_options *ret);
fl_status fl_dedup(const fl_dedup_text *texts, size_t count, const fl_dedup_options *options, fl_arena *arena,
                   fl_dedup_result *ret, fl_error *err);

#endif
