/* SPDX-License-Identifier: Apache-2.0
 *
 * plain.h - what the plain forms of a report have in common. Texts of dreams go through fl_buf_safe.
 */
#ifndef FL_REPORT_PLAIN_H
#define FL_REPORT_PLAIN_H

#include "base/buf.h"
#include "domain/pair.h"

/* "number, place": what a pair differs in; writes nothing for 0. */
void fl_plain_differs(fl_buf *out, uint32_t differs);

#endif
