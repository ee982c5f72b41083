/* SPDX-License-Identifier: Apache-2.0
 *
 * wrap.h - breaking text into lines for a terminal, Chinese and other scripts alike.
 */
#ifndef FL_REPORT_WRAP_H
#define FL_REPORT_WRAP_H

#include "base/buf.h"

/* How much of 'text' goes into 'columns' columns: the length of the first line, without the blanks at its end. *ret_next is
 * where the next line begins. A word that is too long is broken; at least one character is taken. */
size_t fl_wrap_line(fl_str text, size_t columns, size_t *ret_next);
/* The lines of 'text' in 'columns' columns, all but the first indented by 'indent' blanks that do not count. */
void fl_wrap(fl_buf *out, fl_str text, size_t columns, size_t indent);

#endif
