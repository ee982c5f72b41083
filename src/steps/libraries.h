/* SPDX-License-Identifier: Apache-2.0
 *
 * libraries.h - the libraries that a step computes with, and their versions: what explains a replay that differs.
 */
#ifndef FL_STEPS_LIBRARIES_H
#define FL_STEPS_LIBRARIES_H

#include "base/json.h"

/* Does the step compute with any? */
bool fl_libraries_any(const char *step);
/* {"glpk":"5.0","gmp":"6.2.1"}, a value. */
void fl_libraries_put(fl_json_writer *j, const char *step);

#endif
