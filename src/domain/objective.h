/* SPDX-License-Identifier: Apache-2.0
 *
 * objective.h - in what the value of an allocation is counted: the unit of objective, optimum, bound and prices.
 *
 * A sum is of flowers, or of what the policy weighs dreams by (breadth), with tranches times their weights. A policy of ratios has the
 * smallest ratio of award to request or to target; where it has to choose which dreams get money at all, the dreams or flowers
 * that it admits (allocate/value.c, verify/levels.c).
 */
#ifndef FL_DOMAIN_OBJECTIVE_H
#define FL_DOMAIN_OBJECTIVE_H

#include "domain/round.h"

typedef enum fl_unit {
	FL_UNIT_FLOWERS,
	FL_UNIT_ROOTS,
	FL_UNIT_GIVERS,
	FL_UNIT_WEIGHTED_FLOWERS,
	FL_UNIT_WEIGHTED_ROOTS,
	FL_UNIT_WEIGHTED_GIVERS,
	FL_UNIT_ADMITTED_DREAMS,
	FL_UNIT_ADMITTED_FLOWERS,
	FL_UNIT_ADMITTED_ROOTS,
	FL_UNIT_ADMITTED_GIVERS,
	FL_UNIT_REQUEST_SHARE, /* 1: the dream that gets the smallest share of its request gets all of it */
	FL_UNIT_TARGET_SHARE,  /* likewise, of its target */
	FL_UNIT_COUNT
} fl_unit;

fl_unit fl_objective_unit(const fl_round_spec *spec);
/* Is it a ratio, to be read as a percentage? */
bool fl_unit_is_share(fl_unit unit);
/* As result.json names it: "weighted-flowers", "share-of-request". */
const char *fl_unit_key(fl_unit unit);
/* "flower", "weighted flowers"; of a share what it is: "smallest share of a request". */
const char *fl_unit_words(fl_unit unit, bool one);

#endif
