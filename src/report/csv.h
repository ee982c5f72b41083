/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.h - one text cell of a CSV file that a spreadsheet opens without running it.
 */
#ifndef FL_REPORT_CSV_H
#define FL_REPORT_CSV_H

#include "base/buf.h"

/* Quoted (RFC 4180). A text that a spreadsheet would run as a formula (begins with = + - @, their full-width forms, tab, CR
 * or LF), or would take for a number or a day and so change (00123, 1E5, 3-1, more than 15 digits), gets an apostrophe in front; control characters other than tab and line ends become U+FFFD. */
void fl_csv_text(fl_buf *out, fl_str text);

/* What begins a file: the byte order mark without which spreadsheets take Chinese for another encoding. */
#define FL_CSV_BOM "\xef\xbb\xbf"
#define FL_CSV_EOL "\r\n"

#endif
