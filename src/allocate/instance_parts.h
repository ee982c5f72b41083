/* SPDX-License-Identifier: Apache-2.0
 *
 * instance_parts.h - a program while it is built, shared by instance.c (limits, equal dreams, the order of it all), instance_columns.c and
 * instance_rows.c; nobody else includes it.
 */
#ifndef FL_ALLOCATE_INSTANCE_PARTS_H
#define FL_ALLOCATE_INSTANCE_PARTS_H

#include "allocate/group_money.h"
#include "allocate/instance.h"

typedef FL_VEC(uint32_t) fl_number_list;

typedef struct fl_limit_rows { /* rows of one limit line, UINT32_MAX: none */
	uint32_t money, awarded_min, awarded_max, funded;
} fl_limit_rows;

typedef struct fl_instance { /* while building */
	const fl_round_spec *spec;
	const fl_traits *traits;
	const uint32_t *kinds; /* of each candidate */
	const fl_candidate *dreams; /* all of them, NULL: none was awarded anything before */
	const uint32_t *order;
	size_t count;
	fl_allocation *allocation;
	fl_program *program; /* builder's */
	fl_program_builder builder;
	bool open; /* limits may be changed: leave no row out */
	FL_VEC(fl_limit_line) lines;
	FL_VEC(fl_limit_rows) line_rows;
	FL_VEC(uint32_t) line_group; /* line -> index into spec->groups; UINT32_MAX for pools */
	FL_VEC(uint32_t) line_trait; /* line -> line of the traits */
	uint32_t *line_of;           /* line of the traits -> line here, UINT32_MAX: not yet met */
	uint32_t *signature_of;      /* list of pools -> signature; likewise */
	uint32_t *kind_class;        /* kind -> class; likewise */
	fl_number_list signatures;   /* signature -> list of pools */
	fl_number_list class_kind;
	fl_number_list class_of; /* per ordered dream: class */
	fl_number_list class_count;
	__int128 *line_capacity; /* sum of u over the members of a line */
	uint64_t *line_members;  /* dreams that could be funded */
	fl_group_money *money;   /* of each group */
	size_t num_money;
} fl_instance;

/* What the class's dreams have in common. */
const fl_trait *fl_instance_trait(const fl_instance *in, size_t c);
/* The lines of groups that its dreams stand in, as the traits number them. */
const fl_numbers *fl_instance_lines(const fl_instance *in, size_t c);

/* Columns of the classes, members in tie order. FL_ERANGE when the requests leave 63 bits. */
fl_status fl_instance_classes(fl_instance *in, fl_error *err);
/* Rows in the order pools, signatures, groups, links, total; with all their entries. On the way the columns of flows, counts and the total. */
fl_status fl_instance_rows(fl_instance *in, fl_error *err);

/* Of fl_instance_rows: columns that count the funded dreams of a class, where a row limits them; one that sums all awards, where a
 * row is a share of these. */
fl_status fl_instance_counts(fl_instance *in, fl_error *err);
fl_status fl_instance_total(fl_instance *in, fl_error *err);
/* Box of a helper column: what the classes it sums can take, and one more. Its rows keep it below that, so it never
 * binds and all prices stand on the rows that a proof names. UINT32_MAX: all signatures. */
fl_money fl_instance_never_binding(const fl_program *p, uint32_t signature);

#endif
