/* SPDX-License-Identifier: Apache-2.0
 *
 * aligned.h - tables for a terminal: columns are aligned by what characters take there (2 for a Han character).
 *
 * Names come from strangers: control characters and those that turn the direction of writing are shown as U+FFFD.
 */
#ifndef FL_REPORT_ALIGNED_H
#define FL_REPORT_ALIGNED_H

#include "base/buf.h"

#define FL_NAME_COLUMNS 40 /* what a name is cut to */

/* The name, made harmless. */
void fl_aligned_name(fl_buf *out, fl_str name);
/* The same, cut to FL_NAME_COLUMNS columns, the last of them then an ellipsis, filled up with blanks to 'width'. */
void fl_aligned_left(fl_buf *out, fl_str name, size_t width);
/* Right-aligned in 'width' columns; two blanks part it from what stands before, however wide it is. */
void fl_aligned_right(fl_buf *out, fl_str text, size_t width);

#endif
