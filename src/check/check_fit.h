/* SPDX-License-Identifier: Apache-2.0
 *
 * check_fit.h - the answer of florin-check on a terminal: no line is wider than it, and what is wrapped stands below its text.
 */
#ifndef FL_CHECK_CHECK_FIT_H
#define FL_CHECK_CHECK_FIT_H

#include <stddef.h>
#include <stdio.h>

/* Where the answer is written to: stdout, or, where that is a terminal, memory until fl_check_page_end. */
FILE *fl_check_page(void);
void fl_check_page_end(void);
/* Lines "what       text", fitted into so many columns. */
void fl_check_fit(FILE *to, const char *text, size_t columns);

#endif
