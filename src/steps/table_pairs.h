/* SPDX-License-Identifier: Apache-2.0
 *
 * table_pairs.h - pairs between two tables, out of the pairs of both together.
 */
#ifndef FL_STEPS_TABLE_PAIRS_H
#define FL_STEPS_TABLE_PAIRS_H

#include "domain/pair.h"
#include "steps/table_rows.h"

typedef fl_status fl_pair_line(void *user, const fl_pair *pair, fl_error *err);

/* The first 'others' rows are those of the other table. Calls 'put' for each row of the table (a) beside each group of equal
 * words of the other table (b: its first row) that it is alike with: rows in their order, the most alike first. */
fl_status fl_table_cross(const fl_table_rows *rows, size_t others, const fl_pair *pairs, size_t num_pairs, fl_arena *arena,
			 fl_pair_line *put, void *user, fl_error *err);

#endif
