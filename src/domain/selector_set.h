/* SPDX-License-Identifier: Apache-2.0
 *
 * selector_set.h - many selectors at once: which of them select a dream?
 *
 * Most selectors of a round name values of one field (one group for each category, one for each region), so a dream asks by its
 * own values and does not try them all.
 */
#ifndef FL_DOMAIN_SELECTOR_SET_H
#define FL_DOMAIN_SELECTOR_SET_H

#include "domain/selector.h"

typedef struct fl_selector_set fl_selector_set;

/* Of 'count' selectors, numbered from 0, borrowed with all that they hold; NULL selects every dream. */
fl_status fl_selector_set_new(const fl_selector *const *selectors, size_t count, fl_selector_set **ret, fl_error *err);
void fl_selector_set_free(fl_selector_set *set);
/* The numbers of those that select the dream, ascending; *ret_count of them. They stand in the set until the next call. */
const uint32_t *fl_selector_set_find(fl_selector_set *set, const fl_candidate *dream, size_t *ret_count);

#endif
