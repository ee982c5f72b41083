/* SPDX-License-Identifier: Apache-2.0
 *
 * candidate.h - a dream as the allocation and its checker see it: no text, only what may decide money.
 */
#ifndef FL_DOMAIN_CANDIDATE_H
#define FL_DOMAIN_CANDIDATE_H

#include "domain/money.h"
#include "florin.h"

typedef enum fl_standing {
	FL_QUALIFIED,       /* eligible, represents its cluster, tally >= threshold, givers >= threshold_givers */
	FL_BELOW_THRESHOLD,
	FL_DUPLICATE,       /* another dream represents it */
	FL_INELIGIBLE,      /* by rule or by decision */
} fl_standing;

/* What reviewers have laid down on whether a dream takes part. */
typedef enum fl_ruled {
	FL_RULED_NONE,
	FL_RULED_REJECTED,  /* ineligible, whatever the rules say */
	FL_RULED_EXCEPTION, /* qualified, though it be below its threshold or not eligible by the rules; a duplicate stays one */
} fl_ruled;

#define FL_WEIGHT_DIGITS_MAX 200 /* of a quadratic weight */

typedef struct fl_supporter { /* who gave a dream flowers that count, by number */
	uint32_t giver;
	int64_t count; /* > 0 */
} fl_supporter;

typedef struct fl_candidate {
	fl_str id;
	fl_str organisation, region; /* "" unknown */
	fl_str submitted_as;         /* the name of the organisation as the dream states it; "" that of 'organisation' */
	fl_str category;             /* "" none or unclear: then no category selector selects it */
	const fl_str *tags;          /* sorted by bytes, unique */
	size_t num_tags;
	fl_money request, raised;
	fl_money before;             /* what earlier divisions awarded and did not get back: nothing moves it, every limit counts it */
	bool ended;                  /* it was stopped: no division awards it more */
	int64_t tally, threshold;
	int64_t givers, threshold_givers; /* different known givers that count, and how many it needs */
	int64_t roots;               /* sum over its known givers of floor(sqrt(what one gave)); read where the policy's breadth asks */
	fl_str weight;               /* quadratic weight, decimal digits of any length (round.h: policy.target); "" none: 0 */
	const fl_supporter *supporters; /* by giver, each once; read by equal shares only, NULL otherwise */
	size_t num_supporters;
	int64_t submitted;           /* Unix seconds, FL_TIME_NONE */
	uint32_t position;           /* order of import; read by the greedy baseline only, whose cities break ties so */
	fl_standing standing;
	fl_ruled ruling;
} fl_candidate;

/* What a selector reads of a candidate is exactly: id, organisation, region, category, tags. */

#endif
