/* SPDX-License-Identifier: Apache-2.0
 *
 * print_verdict.h - what florin-check says of a bundle: a page for people, fitted to the terminal (print_text.c, check_fit.h), or
 * JSON (print_json.c).
 */
#ifndef FL_CHECK_PRINT_VERDICT_H
#define FL_CHECK_PRINT_VERDICT_H

#include "check/read_bundle.h"
#include "verify/verify.h"

enum { FL_CHECK_TAKEN_MAX = 9 };

/* What the verdict rests on and cannot be seen in a bundle (docs/reference/bundle.md); the last of them only where they apply. How many;
 * the words are static. */
size_t fl_check_taken_over(const fl_bundle *bundle, const char *ret[FL_CHECK_TAKEN_MAX]);

void fl_check_print_text(const fl_bundle *bundle, const fl_verdict *verdict);
void fl_check_print_json(const fl_bundle *bundle, const fl_verdict *verdict);

#endif
