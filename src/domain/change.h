/* SPDX-License-Identifier: Apache-2.0
 *
 * change.h - what would have changed an award, found by dividing the money again.
 */
#ifndef FL_DOMAIN_CHANGE_H
#define FL_DOMAIN_CHANGE_H

#include "domain/award.h"

enum { FL_CHANGE_LIMITS = 8 };

typedef enum fl_limit_unit { FL_LIMIT_MONEY, FL_LIMIT_DREAMS, FL_LIMIT_SHARE } fl_limit_unit; /* shares in hundredths of a per cent */

typedef struct fl_limit_change { /* one limit changed, all else as it is */
	uint32_t limit; /* index into allocation->limits; of a group "each" all lines change */
	fl_limit_unit unit;
	int64_t is, needs; /* the pool's amount or the maximum, and the value with which the dream gets its first money, while with
			    * one less it does not; -1: not even with 'most' */
	int64_t most;
} fl_limit_change;

typedef struct fl_change {
	bool by_weight;   /* quadratic: 'first' and 'whole' are weights, not flowers */
	bool asks_flowers; /* false: where it matters who gives (equal shares, a policy that weighs by breadth), or a dream that lacks givers */
	int64_t first, whole; /* with so many flowers in all it gets its first money, and all that it may get; with one less it
			       * does not. -1: with no number up to 'most'; or it has what is asked for */
	int64_t most;
	uint32_t stands;  /* 'first' is -1: the limit without which as many as 'most' would bring money; UINT32_MAX: no single one */
	fl_limit_change limits[FL_CHANGE_LIMITS]; /* of the dream, where it gets nothing */
	size_t num_limits;
	bool exact;       /* false: some of the divisions met their node limit, so smaller numbers may do */
	int64_t divisions; /* how often the money was divided */
} fl_change;

#endif
