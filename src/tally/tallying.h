/* SPDX-License-Identifier: Apache-2.0
 *
 * tallying.h - what the parts of a tally share.
 *
 *     tally.c         beginning, closing, merged dreams
 *     tally_giver.c   the flowers of one giver through the rules
 *     tally_support.c how broad the support of a dream is
 *     tally_days.c    how a tally grew from day to day
 *     tally_signs.c   signs for a reviewer
 */
#ifndef FL_TALLY_TALLYING_H
#define FL_TALLY_TALLYING_H

#include "base/error.h"
#include "base/vec.h"
#include "tally/tally.h"

#define FL_TOP 10

/* How the givers of a dream (or cluster) are spread. */
typedef struct fl_support {
	int64_t known, roots, squares, givers;
	int64_t tier_flowers[FL_TIERS], tier_givers[FL_TIERS];
	int64_t top[FL_TOP]; /* the largest gifts, falling */
	uint64_t squares_high, squares_low; /* sum of the squares of gifts, 128 bits */
} fl_support;

/* What each rule has left of a dream's flowers so far: one line of the cache. */
typedef struct fl_tally_sums {
	_Alignas(64) int64_t raw;
	int64_t in_window, earned, weighted, per_day, capped, per_giver;
	int64_t unknown; /* of per_giver: flowers of nobody */
} fl_tally_sums;

/* Flowers by dream and day, or by dream and span. */
typedef struct fl_grid {
	int64_t first; /* day or second of the first column but one; column 0: not known */
	int64_t step;  /* of a column */
	size_t columns;
	int64_t *flowers;  /* NULL: not kept */
} fl_grid;

struct fl_tallying {
	const fl_round_spec *spec;
	const fl_tally_input *in;
	bool any;          /* flower at all */
	bool merged;       /* some dream is represented by another */
	fl_tally *tallies;
	void *sums_memory;
	fl_tally_sums *sums; /* per dream; they become raw ... per_giver of its tally */
	int64_t *weights;  /* per kind */
	int64_t *known;    /* per dream: flowers of known givers that count */
	uint32_t *own_givers; /* per dream */
	uint32_t *cluster_givers; /* per representative */
	fl_support *support; /* per dream, or per representative where each giver counts once for a cluster */
	/* of the giver at hand */
	int64_t *passed;   /* per dream: flowers that passed the rule per day, up to the cap per dream */
	int64_t *gift;     /* per dream: what counts */
	int64_t *cluster;  /* per representative: what counts for it */
	FL_VEC(uint32_t) dreams, clusters; /* those touched */
	int64_t total;     /* what counts in all */
	/* growth */
	fl_grid days, nobody_days;
	/* signs */
	uint32_t *hours;   /* dreams times spans: raw flowers, at most 2^32-1 */
	int64_t hours_first, hours_step;
	size_t hours_columns;
	int64_t *hours_all; /* of the round */
	uint32_t *fresh;   /* dreams times days: givers whose first flower this was */
	int64_t *fresh_all;
	int64_t *one_sided;         /* per dream: flowers of givers of one organisation */
	uint32_t *one_sided_givers;
	int64_t all_known, all_one_sided, all_givers;
	int64_t excess_givers, excess_flowers;
};

/* Sums that exceed 2^63-1 are FL_ERANGE. */
static inline fl_status fl_tally_add(int64_t *sum, int64_t more, fl_error *err)
{
	if (__builtin_add_overflow(*sum, more, sum))
		return fl_error_set(err, FL_ERANGE, "the flowers of a dream exceed 2^63-1");
	return FL_OK;
}

/* tally_support.c: one gift of a giver whose flowers come to 'total' in the whole round; 'known' is the caller's. */
void fl_support_add(fl_support *support, const fl_tally_rules *rules, int64_t gift, int64_t total);
void fl_support_tell(const fl_support *support, fl_tally *ret);
int64_t fl_root(int64_t c); /* floor of the square root, c >= 0 */

/* tally_days.c */
fl_status fl_days_open(fl_tallying *t, fl_error *err);
/* Flowers of a known giver that count for this dream (where each giver counts once: for this cluster). */
void fl_days_add(fl_tallying *t, uint32_t dream, int64_t given, int64_t flowers);
void fl_days_add_nobody(fl_tallying *t, uint32_t dream, int64_t given, int64_t flowers);
fl_status fl_days_close(fl_tallying *t, fl_arena *arena, fl_tally_result *ret, fl_error *err);
void fl_days_free(fl_tallying *t);

/* tally_signs.c */
fl_status fl_signs_open(fl_tallying *t, fl_error *err);
void fl_signs_row(fl_tallying *t, const fl_giving *row);
void fl_signs_prefetch(const fl_tallying *t, uint32_t dream, int64_t given);
/* The giver at hand, whose first flower is 'first' (NULL: without a time). */
void fl_signs_giver(fl_tallying *t, const fl_giving *first);
fl_status fl_signs_close(fl_tallying *t, fl_arena *arena, fl_tally_result *ret, fl_error *err);
void fl_signs_free(fl_tallying *t);

#endif
