/* SPDX-License-Identifier: Apache-2.0
 *
 * tally.h - flowers to tallies: the rules of the round, giver by giver; merged dreams; breadth, growth and signs for a reviewer;
 * then who qualifies.
 *
 *     fl_tallying *t;
 *     FL_TRY(fl_tallying_open(spec, &input, &t, err));
 *     for every giver: FL_TRY(fl_tallying_giver(t, giver, rows, count, earned, err));
 *     for every row of nobody: FL_TRY(fl_tallying_nobody(t, &row, err));
 *     FL_TRY(fl_tallying_close(t, arena, &result, err));
 *     fl_tallying_free(t);
 *
 * So memory holds the flowers of one giver, and some hundred bytes a dream; a ledger of any size goes through. Neither the order of
 * the givers nor that of their rows decides anything.
 */
#ifndef FL_TALLY_TALLY_H
#define FL_TALLY_TALLY_H

#include "base/alloc.h"
#include "domain/candidate.h"
#include "domain/round.h"

/* One row of the ledger, its giver apart. */
typedef struct fl_giving {
	int64_t count;        /* >= 1 */
	int64_t given;        /* Unix seconds, FL_TIME_NONE */
	uint32_t dream, kind; /* kind UINT32_MAX: unknown (then no source rule holds for it and it weighs 1) */
} fl_giving;

#define FL_EARNED_UNKNOWN (-1) /* nothing is known of what a giver has earned */

/* Told as they are found; any may be NULL. */
typedef struct fl_tally_sink {
	/* Flowers that a giver lost to a rule, of one dream. Flowers of nobody are not told. */
	void (*loss)(void *user, uint32_t giver, uint32_t dream, fl_tally_rule rule, int64_t flowers);
	/* What of a giver's flowers counts for a dream; where merged dreams are counted by their givers or added up, for the
	 * representative. */
	void (*gift)(void *user, uint32_t giver, uint32_t dream, int64_t flowers);
	/* All rows of one giver, and each of nobody (giver UINT32_MAX), before any rule. */
	void (*rows)(void *user, uint32_t giver, const fl_giving *rows, size_t count, int64_t earned);
	void *user;
} fl_tally_sink;

typedef struct fl_tally_input {
	size_t num_dreams;
	const uint32_t *representative; /* per dream; a representative represents itself */
	const uint32_t *order;          /* per dream: its place among all ids sorted by bytes; NULL: its index */
	const uint32_t *organisation;   /* per dream: a number for each organisation, UINT32_MAX none; NULL: nobody asks */
	const int64_t *stated;          /* per dream, -1 none; used where the ledger has no flower at all */
	const int64_t *stated_givers;   /* likewise; NULL: none */
	const fl_str *kinds;
	size_t num_kinds;
	int64_t first, last;            /* times of the ledger, for growth and bursts; first > last: there are none */
	fl_tally_sink sink;
} fl_tally_input;

/* A sign that somebody may have helped a dream along: a warning with its numbers, never a verdict. */
typedef enum fl_sign_kind {
	FL_SIGN_CONCENTRATED,     /* flowers of the one giver with most, of the ten, of all; givers; effective number, hundredths */
	FL_SIGN_BURST,            /* flowers within one span, of the dream in all; beginning and length of the span, seconds; the same
				   * two numbers of the whole round */
	FL_SIGN_ONE_ORGANISATION, /* flowers of givers who gave to one organisation only, flowers of all known givers; how many such
				   * givers; the first two numbers of the whole round */
	FL_SIGN_NEW_GIVERS,       /* givers whose very first flower went to this dream on one day, its givers; the day; the same two
				   * numbers of the whole round */
} fl_sign_kind;

typedef struct fl_sign {
	uint32_t dream;
	fl_sign_kind kind;
	int64_t n[6];
} fl_sign;

typedef struct fl_tally_result {
	fl_tally *tallies;  /* num_dreams */
	fl_tally_day *days; /* of representatives, by dream, then day; only days with flowers */
	size_t num_days;
	bool no_days;       /* too many dreams and days to keep */
	fl_sign *signs;     /* by kind, then dream */
	size_t num_signs;
	int64_t excess_givers, excess_flowers; /* who gave more than they have earned, and how much more (before the rule) */
} fl_tally_result;

typedef struct fl_tallying fl_tallying;

/* 'spec' and 'input' are borrowed until it is freed. */
fl_status fl_tallying_open(const fl_round_spec *spec, const fl_tally_input *input, fl_tallying **ret, fl_error *err);
/* All flowers of one giver; 'rows' are put into another order. FL_ERANGE: a sum above 2^63-1. */
fl_status fl_tallying_giver(fl_tallying *t, uint32_t giver, fl_giving *rows, size_t count, int64_t earned, fl_error *err);
/* A flower for this dream, given then, comes soon. */
void fl_tallying_prefetch(const fl_tallying *t, uint32_t dream, int64_t given);
/* A flower whose giver is not known. */
fl_status fl_tallying_nobody(fl_tallying *t, const fl_giving *row, fl_error *err);
/* The result lives in the arena. Once.
 *
 * Merged dreams (spec->merge_flowers):
 *   givers          each known giver counts once in a cluster: with the most they gave to any one of its dreams (after the
 *                   caps). Nobody can tell whether flowers of unknown givers to two of the dreams are from the same people, so of
 *                   them the dream with the most counts.
 *   sum, max        the sum, the largest of the members' flowers
 *   representative  those of the representative alone
 * Stated totals are used only in a round whose ledger is empty; they are of unknown givers. */
fl_status fl_tallying_close(fl_tallying *t, fl_arena *arena, fl_tally_result *ret, fl_error *err);
void fl_tallying_free(fl_tallying *t);

/* The day of a time in the round's zone. */
int32_t fl_tally_day_of(const fl_round_spec *spec, int64_t given);

/* ---- all at once ---------------------------------------------------------------------------------------------------- */

/* A flower by index. giver UINT32_MAX: unknown. */
typedef struct fl_flower_row {
	uint32_t dream, giver, kind;
	int64_t count; /* >= 1 */
	int64_t given; /* FL_TIME_NONE */
} fl_flower_row;

typedef struct fl_flower_list {
	const fl_flower_row *rows; /* any order; fewer than 2^32 */
	size_t count;
	size_t num_givers;
	const int64_t *earned; /* per giver, FL_EARNED_UNKNOWN; NULL: of nobody */
} fl_flower_list;

/* The same for rows in memory; input->first and last are found. */
fl_status fl_tally_count(const fl_round_spec *spec, const fl_tally_input *in, const fl_flower_list *flowers, fl_arena *arena,
			 fl_tally_result *ret, fl_error *err);

/* ---- weights and standing ------------------------------------------------------------------------------------------- */

/* The quadratic weights of the dreams, as policy 'quadratic' divides by them (quadratic.h, policy.target): decimal digits in the
 * arena, "" for 0, one a dream. From the sums of the tallies; target 'median' needs what each giver gave to each dream
 * ('gifts', of representatives). */
typedef struct fl_tally_gift {
	uint32_t giver, dream;
	int64_t flowers;
} fl_tally_gift;
fl_status fl_quadratic_weights(const fl_round_spec *spec, const fl_tally *tallies, const uint32_t *representative,
			       size_t num_dreams, const fl_tally_gift *gifts, size_t num_gifts, fl_arena *arena,
			       fl_str **ret_weights, fl_error *err);

/* Who supports each dream, for equal shares: fills supporters and num_supporters of the candidates, in the arena. */
fl_status fl_supporters_find(const fl_round_spec *spec, const fl_tally_gift *gifts, size_t num_gifts,
			     const uint32_t *representative, size_t num_dreams, fl_arena *arena, fl_candidate *dreams,
			     fl_error *err);

/* Fill standing and thresholds of each candidate, whose tally and givers are set: ineligible before duplicate before below
 * threshold; a tally that equals the threshold is enough. own_threshold: per dream, -1 none. */
void fl_qualify(const fl_round_spec *spec, fl_candidate *dreams, size_t count, const uint32_t *representative,
		const int64_t *own_threshold);

#endif
