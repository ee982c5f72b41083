/* SPDX-License-Identifier: Apache-2.0
 *
 * table_tagging.h - rows of a table as inputs of fl_tag, for the commands that look at what packs do to a table.
 */
#ifndef FL_STEPS_TABLE_TAGGING_H
#define FL_STEPS_TABLE_TAGGING_H

#include "classify/tag.h"
#include "steps/packs.h"
#include "steps/table_rows.h"

#define FL_TAGGING_BATCH 4096 /* rows that are tagged together */

/* One input a row, in the arena of the batch, as are the taggings. */
fl_status fl_rows_inputs(fl_table_rows *rows, fl_tag_input **ret_inputs, fl_error *err);
fl_status fl_rows_tag(fl_table_rows *rows, const fl_packs *packs, const fl_tag_input *inputs, int threads,
		      fl_tagging **ret_taggings, fl_error *err);

/* The text of the column; "" when there is none. */
fl_str fl_row_text(const fl_table_rows *rows, const fl_kept_row *row, fl_str column);

#endif
