/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep_conflict.h - points of a sweep without an answer, put together by the limits that conflict there.
 *
 * Neighbouring points mostly fail for the same limits, with other amounts: they are told once, with the amounts of the first of them.
 */
#ifndef FL_REPORT_SWEEP_CONFLICT_H
#define FL_REPORT_SWEEP_CONFLICT_H

#include "report/report.h"

#define FL_SWEEP_POINTS_NAMED 6 /* of one conflict; then their number */

/* Does the point have an answer? */
bool fl_sweep_has_answer(const fl_sweep_row *row);
/* Is it known why it has none? */
bool fl_sweep_explained(const fl_sweep_row *row);
/* Do the same limits conflict at both? */
bool fl_sweep_same_conflict(const fl_sweep_row *a, const fl_sweep_row *b);
/* From 'from' on, the next point whose conflict no earlier point has; num_rows where there is none. */
size_t fl_sweep_next_conflict(const fl_sweep_table *table, size_t from);
/* How many points have no answer and nobody knows why. */
size_t fl_sweep_unexplained(const fl_sweep_table *table);

#endif
