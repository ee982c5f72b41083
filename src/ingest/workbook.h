/* SPDX-License-Identifier: Apache-2.0
 *
 * workbook.h - a spreadsheet (.xlsx, .xlsm: Office Open XML, ECMA-376 and ISO/IEC 29500) as rows of text.
 *
 *     zip.c        the archive            workbook.c     which sheets there are, shared texts, number formats
 *     xml.c        its parts              sheet.c        the rows of one of them
 *     cell_text.c  numbers and days
 *
 * Rows come as those of a CSV file do (rows.h): the first is the header, and every later one is as wide. 'line' is the row's number in the
 * sheet, and the place of a cell is its row and its column, A being 1. A formula counts as the result that was saved with it. What one
 * would not see by looking at the rows alone is a finding: which of several sheets is read (sheet-chosen), a title above the header
 * (rows-above-header), hidden rows, which are read (rows-hidden), and cells merged over several rows, of which only the first has the
 * text (cells-merged).
 */
#ifndef FL_INGEST_WORKBOOK_H
#define FL_INGEST_WORKBOOK_H

#include "ingest/rows.h"

/* Read the sheet of this name ("": the first that is not hidden). 'bytes': the whole file; 'source' names it in messages.
 * FL_EPARSE: no spreadsheet, broken, encrypted; FL_ENOTFOUND: no such sheet; FL_ERANGE: too large to be read. */
fl_status fl_workbook_read(fl_str bytes, fl_str sheet, const char *source, const fl_rows_sink *sink, const fl_listener *findings,
			   fl_error *err);

#endif
