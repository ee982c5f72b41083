/* SPDX-License-Identifier: Apache-2.0
 *
 * table_tagging.c - rows of a table, tagged.
 */
#include "steps/table_tagging.h"

#include "base/error.h"
#include "base/str.h"

fl_status fl_rows_inputs(fl_table_rows *rows, fl_tag_input **ret_inputs, fl_error *err)
{
	size_t count = rows->rows.len, width = rows->num_columns;
	fl_text_field *fields = fl_arena_array(&rows->batch, count * width + 1, sizeof(*fields));
	fl_tag_input *inputs = fl_arena_array(&rows->batch, count + 1, sizeof(*inputs));
	if (!fields || !inputs)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < width; k++)
			fields[i * width + k] = (fl_text_field){ rows->columns[k], rows->rows.items[i].texts[k] };
		inputs[i] = (fl_tag_input){ &fields[i * width], width };
	}
	*ret_inputs = inputs;
	return FL_OK;
}

fl_status fl_rows_tag(fl_table_rows *rows, const fl_packs *packs, const fl_tag_input *inputs, int threads,
		      fl_tagging **ret_taggings, fl_error *err)
{
	return fl_tag((const fl_pack *const *)packs->items, packs->len, inputs, rows->rows.len, threads, &rows->batch,
		      ret_taggings, err);
}

fl_str fl_row_text(const fl_table_rows *rows, const fl_kept_row *row, fl_str column)
{
	for (size_t i = 0; i < rows->num_columns; i++)
		if (fl_str_eq(rows->columns[i], column))
			return row->texts[i];
	return FL_STR("");
}
