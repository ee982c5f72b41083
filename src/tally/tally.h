/* SPDX-License-Identifier: Apache-2.0
 *
 * tally.h - flowers to tallies: which sources count, caps per giver, merged dreams; then who qualifies.
 */
#ifndef FL_TALLY_TALLY_H
#define FL_TALLY_TALLY_H

#include "base/alloc.h"
#include "domain/candidate.h"
#include "domain/round.h"

/* A flower by index: what the store hands over. giver UINT32_MAX: unknown. kind indexes 'kinds', UINT32_MAX: unknown
 * (then no source rule holds for it and it weighs 1). */
typedef struct fl_flower_row {
	uint32_t dream, giver, kind;
	int64_t count; /* >= 1 */
} fl_flower_row;

typedef struct fl_tally { /* of one dream, derivation included */
	int64_t raw;      /* all flowers given to it */
	int64_t weighted; /* after sources that do not count and weights */
	int64_t capped;   /* after the cap per giver per dream; flowers of unknown givers are not capped */
	int64_t merged;   /* representative: of its cluster, by the policy below; others: capped */
	int64_t givers;   /* distinct known givers that count (of the cluster, for a representative) */
} fl_tally;

typedef struct fl_tally_input {
	size_t num_dreams;
	const uint32_t *representative; /* per dream; a representative represents itself */
	const int64_t *stated;          /* per dream, -1 none; used where the ledger has no flower at all */
	const fl_flower_row *flowers;   /* any order; fewer than 2^32 */
	size_t num_flowers;
	size_t num_givers;
	const fl_str *kinds;
	size_t num_kinds;
} fl_tally_input;

/* *ret_tallies: num_dreams entries in the arena. Overflow is FL_ERANGE. Time and memory are linear in the input.
 *
 * Merged dreams (spec->merge_flowers):
 *   givers          each known giver counts once in a cluster: with the most they gave to any one of its dreams
 * (after the cap). Nobody can tell whether flowers of unknown givers to two of the dreams are from the same people,
 * so of them the dream with the most counts. sum, max        the sum, the largest of the members' capped flowers
 *   representative  those of the representative alone
 * Stated totals are used only in a round whose ledger is empty; they are of unknown givers. */
fl_status fl_tally_count(const fl_round_spec *spec, const fl_tally_input *in, fl_arena *arena, fl_tally **ret_tallies,
			 fl_error *err);

/* The quadratic weights of the dreams, as policy 'quadratic' divides by them (quadratic.h, policy.target): decimal digits
 * in the arena, "" for 0, one a dream. Gifts follow the rules of the tally, giver by giver; *ret_nameless flowers have no
 * giver and count for nothing. */
fl_status fl_quadratic_weights(const fl_round_spec *spec, const fl_tally_input *in, fl_arena *arena, fl_str **ret_weights,
			       size_t *ret_nameless, fl_error *err);

/* Who supports each dream, for equal shares: fills supporters and num_supporters of the candidates, in the arena. The same rules. */
fl_status fl_supporters_find(const fl_round_spec *spec, const fl_tally_input *in, fl_arena *arena, fl_candidate *dreams,
			     size_t *ret_nameless, fl_error *err);

/* Fill standing and threshold of each candidate, whose tally is set: ineligible before duplicate before below
 * threshold; a tally that equals the threshold is enough. own_threshold: per dream, -1 none. */
void fl_qualify(const fl_round_spec *spec, fl_candidate *dreams, size_t count, const uint32_t *representative,
		const int64_t *own_threshold);

#endif
