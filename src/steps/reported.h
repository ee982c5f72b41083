/* SPDX-License-Identifier: Apache-2.0
 *
 * reported.h - under which root the awards of a result stand: the one that is printed on its report.
 */
#ifndef FL_STEPS_REPORTED_H
#define FL_STEPS_REPORTED_H

#include "domain/approval.h"
#include "steps/chronicle.h"

typedef struct fl_reported {
	const fl_entry *awarded; /* NULL: nothing is */
	size_t size;             /* entries under the root */
} fl_reported;

/* Of the result that stands: the root up to its verification; where nothing is verified yet, over all entries. Where its awards are the
 * official ones, their report is the one that was approved, whatever was computed since. */
fl_reported fl_reported_of(const fl_chronicle *chronicle);
/* Of the official result, which there must be. */
fl_reported fl_reported_official(const fl_chronicle *chronicle, const fl_approval *approval);

#endif
