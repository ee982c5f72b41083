/* SPDX-License-Identifier: Apache-2.0
 *
 * fairness.h - how evenly an allocation treats the qualified dreams, in numbers that can be compared between allocations.
 *
 * The coverage of a dream is the share of its request that it gets. All measures are millionths, rounded down, from exact sums of
 * coverages in billionths (each rounded down). Shares of flowers are of all flowers that count, those of dreams that do not qualify too:
 * a stricter threshold leaves flowers out, and must not look better for it. (A duplicate's count for the dream that represents it.)
 */
#ifndef FL_DOMAIN_FAIRNESS_H
#define FL_DOMAIN_FAIRNESS_H

#include "domain/candidate.h"

#define FL_FAIRNESS_NONE ((int64_t)-1) /* nothing to measure: no dream qualified, nobody gave a flower; of gini: nobody gets anything */

typedef struct fl_fairness {
	int64_t qualified;      /* dreams measured */
	int64_t gini;           /* of coverage: 0 all alike, towards 1,000,000 one has all (Gini 1912) */
	int64_t least;          /* smallest coverage */
	int64_t mean;           /* mean coverage */
	int64_t flowers_funded; /* share of the flowers of all dreams but duplicates whose dream gets something */
	int64_t flowers_met;    /* share of them that is met: sum of tally * coverage */
} fl_fairness;

/* 'amounts': one a dream. FL_ENOMEM is the only failure. */
fl_status fl_fairness_measure(const fl_candidate *dreams, const fl_money *amounts, size_t count, fl_fairness *ret,
			      fl_error *err);

#endif
