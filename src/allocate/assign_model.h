/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_model.h - an assignment written down for other solvers: models/assignment.mod and its data.
 */
#ifndef FL_ALLOCATE_ASSIGN_MODEL_H
#define FL_ALLOCATE_ASSIGN_MODEL_H

#include "allocate/mathprog.h"
#include "domain/matching.h"

/* The data section; dreams and partners have their index plus one as number, their ids stand in comments, escaped. */
void fl_assign_data(const fl_matching *m, fl_buf *out);
/* assignment.mod and assignment.dat, one after the other. */
fl_status fl_assign_export(const fl_matching *m, const fl_export_sink *sink, fl_error *err);

#endif
