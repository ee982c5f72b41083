/* SPDX-License-Identifier: Apache-2.0
 *
 * matching.h - match.json: an assignment of dreams to partners as a document of its own, from which anyone can check it.
 *
 * {"format":"florin-match/2","round":"…","outcome":"optimal|feasible|infeasible","total":n,"bound":n,"unique":true|false|null,"settled":true,
 *  "partners":[{"id":"…","least":n,"most":n,"money":n|null}…],
 *  "dreams":[{"id":"…","brings":n,"fixed":false,"fits":"P:FIT P:FIT …","partner":P|null}…],
 *  "conflict":{"partners":[P…],"needed":n,"fitting":n,"kind":"least|fixed|money",          where it is infeasible
 *              "mends":[{"partner":P,"limit":"least|money|fixed|most","now":n,"to":n,"sure":true}…]}
 *  "proof":{"scale":n,"fine":n,"nodes":[[dream,partner,yes,no]…],"prices":[[y… z…]…],"values":[[v… k…]…]}}
 *
 * P is the index of a partner, FIT its fit, the best first. Dreams stand in tie order, partners by their id. Amounts are minor units. Nodes
 * and prices: domain/assignment.h; a leaf is [-1,-1,prices,0], with -1 for prices where more is forced on a partner than it can take; instead
 * of the 0 it has the number of its values, from 1. florin-match/1 is read as well: it has no "values", and no leaf asks for them.
 */
#ifndef FL_DOMAIN_MATCHING_H
#define FL_DOMAIN_MATCHING_H

#include "base/buf.h"
#include "domain/assignment.h"

#define FL_BUNDLE_MATCH "match.json"

typedef struct fl_matching {
	fl_str round;
	const fl_str *partners; /* ids */
	const fl_str *dreams;   /* ids */
	fl_assign_case c;
	const fl_assignment *a;
} fl_matching;

void fl_matching_print(fl_buf *out, const fl_matching *m);
/* Text that nobody vouches for: indices and sizes are checked, nothing else. It lives in the arena. */
fl_status fl_matching_read(fl_str text, const char *source, fl_arena *arena, fl_matching *ret, fl_error *err);
/* "least" */
const char *fl_assign_limit_name(fl_assign_limit limit);
/* "optimal" */
const char *fl_matching_outcome(fl_assign_outcome outcome);

#endif
