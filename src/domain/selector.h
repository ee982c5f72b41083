/* SPDX-License-Identifier: Apache-2.0
 *
 * selector.h - "which dreams": the one small language for pools, groups, thresholds and eligibility.
 *
 *   {}                                             every dream
 *   {"category": "field:education"}                one value, or a list of which any
 *   {"tag": ["for:children", "for:elders"]}        has any of these tags
 *   {"region": "甘肃"}                             that region or one below it ("甘肃/定西")
 *   {"organisation": "…"}   {"id": ["d1", "d2"]}
 *   several keys must all hold; "not": SELECTOR, "any": [SELECTOR…], "all": [SELECTOR…]
 */
#ifndef FL_DOMAIN_SELECTOR_H
#define FL_DOMAIN_SELECTOR_H

#include "base/alloc.h"
#include "base/json.h"
#include "domain/candidate.h"

typedef struct fl_selector fl_selector; /* lives in the arena; NULL selects every dream */

/* Absent or null: *ret = NULL. Strings are copied into the arena. Depth at most 16. */
fl_status fl_selector_parse(fl_json v, fl_arena *arena, const fl_selector **ret, fl_error *err);
/* The dreams with these ids: a list of texts. */
fl_status fl_selector_parse_ids(fl_json v, fl_arena *arena, const fl_selector **ret, fl_error *err);
size_t fl_selector_ids(const fl_selector *selector, const fl_str **ret_ids); /* those, borrowed; sorted, unique */
/* Call 'fn' with each organisation that the selector names. */
void fl_selector_organisations(const fl_selector *selector, void (*fn)(void *user, fl_str name), void *user);
typedef enum fl_selector_field { FL_FIELD_CATEGORY, FL_FIELD_TAG, FL_FIELD_REGION, FL_FIELD_ORGANISATION, FL_FIELD_ID, FL_FIELD_COUNT } fl_selector_field;
/* Call 'fn' with every value that the selector names, and with the field in which it looks for it. */
void fl_selector_names(const fl_selector *selector, void (*fn)(void *user, fl_selector_field field, fl_str name), void *user);
bool fl_selector_matches(const fl_selector *selector, const fl_candidate *dream);
/* Same set of dreams by construction? (structural equality; used to merge pools) */
bool fl_selector_equal(const fl_selector *a, const fl_selector *b);

#endif
