/* SPDX-License-Identifier: Apache-2.0
 *
 * traits.h - what the program of a round sees of a dream: its numbers, the pools that may pay it, the lines of groups it stands in.
 *
 * Dreams of one kind are equal to the program. Kinds, lists and lines are numbered as they are met, and keep their numbers, so that
 * a round in which a few dreams have changed asks its selectors about these few only (again.h).
 */
#ifndef FL_ALLOCATE_TRAITS_H
#define FL_ALLOCATE_TRAITS_H

#include "base/vec.h"
#include "domain/candidate.h"
#include "domain/round.h"
#include "domain/selector_set.h"

typedef struct fl_numbers {
	const uint32_t *items;
	uint32_t len;
} fl_numbers;

typedef struct fl_trait { /* bytes are hashed: no padding */
	int64_t voice, request, upper, least, before;
	uint32_t pools, lines; /* numbers of lists */
	uint32_t weight;       /* number of a quadratic weight */
	uint32_t counted;      /* 1: a group among its lines limits how many are funded */
} fl_trait;

typedef struct fl_trait_line { /* of a group, or with "each" of one of its values */
	uint32_t group;
	fl_str name;
} fl_trait_line;

typedef struct fl_traits {
	const fl_round_spec *spec;
	fl_arena arena;
	FL_VEC(fl_trait) kinds;
	FL_VEC(fl_numbers) pools; /* lists of merged pools, ascending */
	FL_VEC(fl_numbers) lines; /* lists of lines */
	FL_VEC(fl_trait_line) line;
	uint32_t *pool_of;       /* pool of the round -> merged pool: pools with equal selectors are one */
	size_t num_merged;
	uint32_t *plain_line;    /* group without "each" -> its line */
	/* for the look-ups */
	const fl_selector **selectors; /* of merged pools, then of groups */
	fl_selector_set *asked;
	fl_map line_of, pools_of, lines_of, kind_of, weight_of;
	FL_VEC(uint32_t) scratch;
} fl_traits;

/* The spec is borrowed, and so are the tags and names of the dreams that are asked about. */
fl_status fl_traits_new(const fl_round_spec *spec, fl_traits **ret, fl_error *err);
void fl_traits_free(fl_traits *traits);
/* The number of the dream's kind, whatever its standing. */
fl_status fl_traits_number(fl_traits *traits, const fl_candidate *dream, uint32_t *ret, fl_error *err);

#endif
