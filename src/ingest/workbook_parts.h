/* SPDX-License-Identifier: Apache-2.0
 *
 * workbook_parts.h - what the rows of a sheet refer to: shared texts and number formats.
 */
#ifndef FL_INGEST_WORKBOOK_PARTS_H
#define FL_INGEST_WORKBOOK_PARTS_H

#include "base/alloc.h"
#include "base/vec.h"
#include "ingest/cell_text.h"
#include "ingest/workbook.h"
#include "ingest/xml.h"

typedef struct fl_workbook {
	fl_zip *zip;
	const char *source;
	const fl_listener *findings;
	fl_arena arena;
	bool from_1904;
	fl_buf texts; /* the shared ones, one behind the other */
	FL_VEC(size_t) text_ends;
	FL_VEC(fl_cell_form) forms; /* by the style of a cell */
} fl_workbook;

static inline fl_str fl_workbook_text(const fl_workbook *wb, size_t i)
{
	size_t from = i > 0 ? wb->text_ends.items[i - 1] : 0;
	return (fl_str){ wb->texts.data ? wb->texts.data + from : "", wb->text_ends.items[i] - from };
}

/* sheet.c: hand over the rows of the part. */
fl_status fl_sheet_read(const fl_workbook *wb, fl_str part, const fl_rows_sink *sink, fl_error *err);

#endif
