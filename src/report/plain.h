/* SPDX-License-Identifier: Apache-2.0
 *
 * plain.h - texts of dreams for a terminal, which they must not act on.
 */
#ifndef FL_REPORT_PLAIN_H
#define FL_REPORT_PLAIN_H

#include "base/buf.h"
#include "domain/pair.h"

/* Control characters and the characters that turn the direction of text (U+202A-E, U+2066-9; "Trojan Source",
 * CVE-2021-42574) are written as escapes, a line end as \n. */
void fl_plain_put(fl_buf *out, fl_str text);
/* "number, place": what a pair differs in; writes nothing for 0. */
void fl_plain_differs(fl_buf *out, uint32_t differs);

#endif
