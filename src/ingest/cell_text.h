/* SPDX-License-Identifier: Apache-2.0
 *
 * cell_text.h - what a person sees in a cell of a spreadsheet, as text: numbers without the dust of binary fractions, days as days.
 *
 * A spreadsheet keeps every number as a binary fraction of about 16 digits, shows 15, and keeps a day as a number of days.
 * Here the 15 digits are made by decimal arithmetic; no floating-point number is involved.
 */
#ifndef FL_INGEST_CELL_TEXT_H
#define FL_INGEST_CELL_TEXT_H

#include "base/buf.h"

#define FL_CELL_DIGITS 15 /* that a spreadsheet keeps of a number (ECMA-376 part 1, 18.17.2.1 and what Excel shows) */

typedef enum fl_cell_form {
	FL_CELL_NUMBER,
	FL_CELL_DAY,      /* 46270 is 2026-09-05; with a fraction, a time of that day */
	FL_CELL_DAY_TIME, /* the time is shown also at midnight */
	FL_CELL_TIME,     /* a time of no day */
} fl_cell_form;

/* What a number format makes of a number: the built-in one of this id, or 'code' ("yyyy/m/d h:mm"; NULL: built in). ECMA-376 part 1,
 * 18.8.30, with the built-in ones of the Chinese, Japanese and Korean editions. A duration ("[h]:mm") stays a number. */
fl_cell_form fl_cell_form_of(int id, const char *code);

/* Append the text of a number as the file states it ("46270.5", "1.2E+3"), which is left as it is where it is none. 'from_1904': days are
 * counted from 1904-01-01, else from 1899-12-30 (and 1900 had a February 29th). False: a whole number of more than
 * FL_CELL_DIGITS digits, of which the last are lost. */
bool fl_cell_text(fl_str number, fl_cell_form form, bool from_1904, fl_buf *out);

/* Append a text with its escapes resolved: "_x000D_" is a carriage return, which before a line feed is dropped. Control characters other
 * than tab and line ends stay escaped. */
void fl_cell_unescape(fl_str text, fl_buf *out);

/* "BC27": column 54, counted from 0, and row 27; false where it is none. */
bool fl_cell_place(const char *reference, size_t *ret_column, int64_t *ret_row);

#endif
