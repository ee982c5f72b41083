/* SPDX-License-Identifier: Apache-2.0
 *
 * totals.h - the counts and sums of a result, made once and used by every form of the report.
 */
#ifndef FL_REPORT_TOTALS_H
#define FL_REPORT_TOTALS_H

#include "domain/result.h"
#include "report/reason.h"

typedef struct fl_totals {
	int64_t dreams, duplicates, below, ineligible, qualified;
	int64_t funded; /* award > 0 */
	int64_t whole;  /* award = request */
	int64_t unclear;
	fl_money requested; /* by the qualified dreams */
	fl_money budget, awarded;
	int64_t flowers; /* tallies of the qualified dreams */
	int64_t by_status[FL_ST_COUNT];
	bool fractions; /* some amount is no whole number of major units */
} fl_totals;

/* FL_ERANGE when a sum exceeds 2^63-1. */
fl_status fl_totals_count(const fl_result *result, fl_totals *ret_totals, fl_error *err);

#endif
