/* SPDX-License-Identifier: Apache-2.0
 *
 * pabulib.h - a Pabulib file in memory; shared by the read_pabulib and pabulib_* files only.
 */
#ifndef FL_INGEST_PABULIB_H
#define FL_INGEST_PABULIB_H

#include "base/alloc.h"
#include "base/vec.h"
#include "ingest/ingest.h"
#include "ingest/rows.h"

typedef struct fl_pb_meta {
	fl_str key, value;
	int64_t line;
} fl_pb_meta;

typedef struct fl_pb_project {
	fl_str id, name, description;
	fl_str category;    /* when it has exactly one */
	const fl_str *tags; /* "category:…", "beneficiaries:…", "neighborhood:…", "district:…"; sorted, unique */
	size_t num_tags;
	fl_money cost;
	int64_t votes, score;                 /* as published, -1 not */
	int selected;                         /* -1 unknown */
	int64_t counted_votes, counted_score; /* from the ballots */
	int64_t line;
} fl_pb_project;

typedef struct fl_pb_mark { /* one name on a ballot */
	uint32_t voter, project;
	int64_t points;
	int64_t line;
} fl_pb_mark;

typedef struct fl_pb_problem { /* a row, or a name on a ballot, that cannot be used */
	bool ballot;           /* else a project */
	int64_t line, column;
	const char *code;
	fl_str reason, raw;
} fl_pb_problem;

typedef enum fl_pb_section { FL_PB_NONE, FL_PB_META, FL_PB_PROJECTS, FL_PB_VOTES } fl_pb_section;

enum fl_pb_column {
	FL_PB_ID,
	FL_PB_COST,
	FL_PB_VOTES_COLUMN,
	FL_PB_SCORE,
	FL_PB_NAME,
	FL_PB_DESCRIPTION,
	FL_PB_CATEGORY,
	FL_PB_BENEFICIARIES,
	FL_PB_NEIGHBORHOOD,
	FL_PB_DISTRICT,
	FL_PB_SELECTED,
	FL_PB_VOTER,
	FL_PB_VOTE,
	FL_PB_POINTS,
	FL_PB_COLUMNS
};

struct fl_pabulib {
	fl_arena arena;
	const char *source;
	FL_VEC(fl_pb_meta) meta;
	FL_VEC(fl_pb_project) projects;
	FL_VEC(fl_str) voters;
	FL_VEC(fl_pb_mark) marks;
	FL_VEC(fl_pb_problem) problems;
	fl_map project_ids;
	fl_currency currency;
	/* while parsing */
	fl_pb_section section;
	bool have_header, seen_votes, ranked;
	size_t column[FL_PB_COLUMNS]; /* index in the section's rows, SIZE_MAX absent */
	size_t num_columns;
};

/* Value of a META key, "" when absent. */
fl_str fl_pb_meta_value(const struct fl_pabulib *pb, const char *key);
/* Cell of the row, trimmed; "" when the file has no such column. */
fl_str fl_pb_cell(const struct fl_pabulib *pb, const fl_row *row, size_t column);
/* Remember a problem. 'raw' is cut to 4 KB. */
fl_status fl_pb_problem_add(struct fl_pabulib *pb, bool ballot, const fl_row *row, size_t column, const char *code,
			    fl_error *err, const char *fmt, ...) FL_PRINTF(7, 8);
/* One row of VOTES: its marks, added to the counted totals of the projects. */
fl_status fl_pb_ballot_row(struct fl_pabulib *pb, const fl_row *row, fl_error *err);

/* Next element of a list parted by ',' (one that a blank follows belongs to the name: "Parks, recreation"). */
bool fl_pb_next_in_list(fl_str list, size_t *pos, fl_str *ret);

#endif
