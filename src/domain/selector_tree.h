/* SPDX-License-Identifier: Apache-2.0
 *
 * selector_tree.h - what a selector is inside: for selector.c, which parses and evaluates, and selector_set.c, which looks up.
 */
#ifndef FL_DOMAIN_SELECTOR_TREE_H
#define FL_DOMAIN_SELECTOR_TREE_H

#include "domain/selector.h"

typedef enum fl_selector_kind {
	FL_BY_CATEGORY,
	FL_BY_TAG,
	FL_BY_REGION,
	FL_BY_ORGANISATION,
	FL_BY_ID,
	FL_IS_NOT,
	FL_IS_ANY,
	FL_IS_ALL
} fl_selector_kind;

struct fl_selector {
	fl_selector_kind kind;
	fl_str *values; /* FL_BY_...: sorted, unique */
	size_t num_values;
	const fl_selector **kids; /* FL_IS_...: NULL selects every dream */
	size_t num_kids;
};

#endif
