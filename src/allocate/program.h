/* SPDX-License-Identifier: Apache-2.0
 *
 * program.h - the exact program that a round means: sparse, integer coefficients, rational limits.
 *
 *     maximise  sum_j c_j X_j     subject to  lo_k <= sum_j a_kj X_j <= hi_k,   lo_j <= X_j <= hi_j,
 *     and X_j in {0} or [m, u] added up over its 'count' equal dreams: n*m <= X_j <= n*u for an integer n.
 *
 * Columns come in four kinds. A class is a set of equal dreams; X is the sum of their awards. A flow is what one
 * pool pays all dreams that the same pools may pay ("signature"). The total is the sum of all awards, there when a
 * limit is a share of what is awarded. A count is the number of funded dreams of a class, there for classes that a limit on
 * that number counts. Flows and the total keep the program small and sparse: 8,000 dreams x 40 pools
 * are 8,000 classes and a few hundred flows, not 320,000 columns.
 *
 * Every column is boxed by integers, so any multipliers give a bound (domain/proof.h) and every row has an implied
 * range.
 */
#ifndef FL_ALLOCATE_PROGRAM_H
#define FL_ALLOCATE_PROGRAM_H

#include "base/alloc.h"
#include "domain/award.h"

typedef enum fl_column_kind { FL_COLUMN_CLASS, FL_COLUMN_FLOW, FL_COLUMN_COUNT, FL_COLUMN_TOTAL } fl_column_kind;

typedef struct fl_column {
	fl_column_kind kind;
	uint32_t first, count;       /* class: slice of program->members, in tie order; count: 'first' is the class */
	int64_t c_num, c_den;        /* objective per minor unit, c_den > 0 */
	fl_money unit_min, unit_max; /* class: m and u of one dream; unit_min 0: divisible */
	fl_money before;             /* class: what one dream was awarded before this division; m and u come on top of it */
	fl_money lo, hi;             /* box of X in minor units; of a count in dreams */
	uint32_t signature, pool;    /* class, flow: signature; flow: index into program->pools */
	uint32_t id; /* the same in every program of the same traits (traits.h): class: its kind; flow: its signature's list of pools */
} fl_column;

typedef enum fl_row_kind {
	FL_ROW_POOL,
	FL_ROW_GROUP,
	FL_ROW_AWARDED_MIN,
	FL_ROW_AWARDED_MAX,
	FL_ROW_FUNDED,    /* sum of counts <= max_funded */
	FL_ROW_SIGNATURE, /* this and what follows is private to this program */
	FL_ROW_LINK,      /* u N - X >= 0, equal for an indivisible class */
	FL_ROW_TOTAL
} fl_row_kind;

typedef struct fl_row {
	fl_row_kind kind;
	fl_str name;    /* as in domain/proof.h; "" for rows that only this program has */
	uint32_t limit; /* index into allocation->limits; UINT32_MAX none */
	uint32_t pool;  /* FL_ROW_POOL: index into program->pools */
	uint32_t id;    /* the same in every program of the same traits: line, merged pool, list of pools; 0 where 'kind' says it all */
	int64_t scale;  /* this row is 'scale' times the row of proof.h (shares have a denominator) */
	bool has_lo, has_hi;
	mpq_t lo, hi;
} fl_row;

typedef struct fl_merged_pool { /* pools with equal selectors are one pool here */
	uint32_t *pools;        /* indices into spec->pools, in their order */
	uint32_t len;
	fl_money amount, must;
} fl_merged_pool;

typedef struct fl_signature { /* the pools that may pay a dream */
	uint32_t *pools;      /* indices into program->pools, ascending; none: nobody may pay */
	uint32_t len;
} fl_signature;

typedef struct fl_program {
	fl_arena arena;
	fl_column *columns;
	size_t num_columns, num_classes; /* classes first */
	uint32_t *members;               /* candidate indices */
	size_t num_members;
	fl_row *rows;
	size_t num_rows;
	uint32_t *start; /* num_columns + 1: entries of column j are [start[j], start[j+1]) */
	uint32_t *row;   /* of an entry */
	int64_t *coef;
	fl_merged_pool *pools;
	size_t num_pools;
	fl_signature *signatures;
	size_t num_signatures;
	uint32_t *line_start,
	    *lines;   /* class c belongs to limit lines lines[line_start[c] .. line_start[c+1]), rows or not */
	uint32_t *count_of; /* class -> its count's column, UINT32_MAX none; NULL: there are no counts at all */
	uint32_t *line_group; /* limit line -> index into spec->groups; UINT32_MAX: a pool's */
	fl_money *line_before; /* limit line -> what its dreams were awarded before this division; 0 for pools */
	int64_t *line_funded;  /* limit line -> how many dreams these were; 0 for pools */
	fl_money all_before;   /* what all dreams were awarded before */
	uint32_t *lead; /* parts.h: class -> the class that must be funded for it to have money, UINT32_MAX none; NULL: no such */
	uint32_t *part_of; /* parts.h: class -> class of the program that was taken apart; NULL otherwise */
	bool integer;   /* some class is not divisible */
	bool admission; /* it only decides who is funded: how much is another matter (domain/proof.h) */
} fl_program;

void fl_program_free(fl_program *program);

/* Is the row one that only this program has, and no proof names? */
bool fl_row_is_private(const fl_row *row);
/* The count's column of a class, UINT32_MAX none. */
uint32_t fl_program_count(const fl_program *program, size_t c);

/* After the upper end of a class changed: the parts that follow it (parts.h) reach as far as its dreams do. */
void fl_program_follow(const fl_program *program, uint32_t c, fl_money *hi);
/* The class behind c that follows the same one as it does, or c itself; UINT32_MAX none. */
uint32_t fl_program_next_part(const fl_program *program, uint32_t leader, uint32_t c);

/* Sums of entries are 128-bit integers until they meet rationals. */
void fl_program_int128(mpq_t q, __int128 value);

/* The parts that the round's program and the rounding's share: add columns and rows, then their entries, then close.
 */
typedef struct fl_program_builder {
	fl_program *program;
	size_t cap_columns, cap_rows;
	struct {
		uint32_t *column, *row;
		int64_t *coef;
		size_t len, cap;
	} entries;
} fl_program_builder;

fl_status fl_builder_init(fl_program_builder *b, fl_error *err);
void fl_builder_release(fl_program_builder *b); /* after close nothing is left to release */
fl_status fl_builder_column(fl_program_builder *b, const fl_column *column, fl_error *err);
/* 'row' without its limits, which start as none; set them below, or with mpq_set on program->rows[...]. */
fl_status fl_builder_row(fl_program_builder *b, const fl_row *row, uint32_t *ret_row, fl_error *err);
void fl_builder_row_lo(fl_program_builder *b, uint32_t row, int64_t value);
void fl_builder_row_hi(fl_program_builder *b, uint32_t row, int64_t value);
fl_status fl_builder_entry(fl_program_builder *b, uint32_t column, uint32_t row, int64_t coef, fl_error *err);
/* A part of another program: its rows with 'settled' (one sum a row) taken off their limits, and one of its columns with
 * the entries it has there ('column' may have another box or count). */
fl_status fl_builder_copy_rows(fl_program_builder *b, const fl_program *from, const __int128 *settled, fl_error *err);
fl_status fl_builder_copy(fl_program_builder *b, const fl_program *from, uint32_t j, const fl_column *column,
			  fl_error *err);
fl_status fl_builder_close(fl_program_builder *b, fl_program **ret_program, fl_error *err);

#endif
