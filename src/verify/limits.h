/* SPDX-License-Identifier: Apache-2.0
 *
 * limits.h - the program of domain/proof.h as the checker understands it: rows from the round, u_i and m_i from the
 * policy, and which dream counts in which row.
 *
 * Dreams that the same pools may pay and that belong to the same groups are of one "kind": they meet the same
 * multipliers, so prices and sums are taken per kind.
 */
#ifndef FL_VERIFY_LIMITS_H
#define FL_VERIFY_LIMITS_H

#include "base/alloc.h"
#include "base/vec.h"
#include "domain/round.h"
#include "verify/fraction.h"

#define FL_VERIFY_NONE UINT32_MAX

typedef enum fl_verify_row_kind {
	FL_VERIFY_POOL,
	FL_VERIFY_MONEY,
	FL_VERIFY_AWARDED_MIN,
	FL_VERIFY_AWARDED_MAX,
	FL_VERIFY_FUNDED /* counts dreams, not money */
} fl_verify_row_kind;

typedef struct fl_verify_row {
	fl_verify_row_kind kind;
	fl_str name;  /* as in domain/proof.h */
	fl_str label; /* for people: "group 'education'" */
	uint32_t of;  /* pool in spec->pools, or group in limits->groups */
	bool has_lo, has_hi;
	mpq_t lo, hi;   /* awarded rows: 0, or what earlier divisions leave of the share */
	fl_share share; /* awarded rows: s */
} fl_verify_row;

typedef struct fl_verify_group { /* one group, "each" expanded; its rows, FL_VERIFY_NONE where it has none */
	uint32_t money, awarded_min, awarded_max, funded;
} fl_verify_group;

typedef struct fl_verify_kind {
	uint32_t signature;
	const uint32_t *groups;
	uint32_t num_groups;
	bool funded_before; /* its dreams have money from earlier divisions: rows that count funded dreams do not count them again */
} fl_verify_kind;

typedef struct fl_verify_signature { /* the pools that may pay a dream, ascending; at least one */
	const uint32_t *pools;
	uint32_t len;
} fl_verify_signature;

typedef struct fl_verify_terms { /* of one dream */
	fl_money upper;          /* u_i less what it was awarded before */
	fl_money least;          /* m_i likewise */
	uint32_t kind;           /* FL_VERIFY_NONE: it has no column, its award is 0 */
	int64_t worth;           /* e_i: what it counts when it is funded at all */
} fl_verify_terms;

typedef struct fl_verify_limits {
	fl_arena arena;
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	size_t num_dreams;
	fl_verify_terms *terms; /* per dream */
	FL_VEC(fl_verify_row) rows;
	FL_VEC(fl_verify_group) groups;
	FL_VEC(fl_verify_kind) kinds;
	FL_VEC(fl_verify_signature) signatures;
	fl_map row_of_name;
	bool all_funded; /* by a base grant */
	bool chooses;    /* it has to be decided who is funded */
} fl_verify_limits;

/* Zero-initialised on entry. Release it on failure too. */
fl_status fl_verify_limits_build(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
				 fl_verify_limits *limits, fl_error *err);
void fl_verify_limits_release(fl_verify_limits *limits);

#endif
