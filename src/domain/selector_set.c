/* SPDX-License-Identifier: Apache-2.0
 *
 * selector_set.c - an index from values to the selectors that name them.
 *
 * A selector that is one field, or "all" with such a part, can only select a dream that has one of the values: it stands under
 * each of them. Every other one ("not", "any", no condition) is tried on every dream. What is found under a value is tried as
 * a whole where the value alone does not decide. So the answer is the one that trying all would give.
 */
#include "domain/selector_set.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/selector_tree.h"

#include <stdlib.h>

#define NUM_FIELDS (FL_BY_ID + 1)
#define NO_LINK    UINT32_MAX

typedef struct link { /* selectors under one value: a list */
	uint32_t selector, next;
} link;

struct fl_selector_set {
	const fl_selector *const *selectors;
	size_t count;
	fl_map under[NUM_FIELDS]; /* value -> first of its links */
	FL_VEC(link) links;
	FL_VEC(uint32_t) others; /* tried on every dream */
	uint32_t *found;
	size_t num_found;
	uint32_t *seen_at; /* per selector: the last look-up that met it */
	uint32_t look_up;
};

/* The field by whose values the selector is found; NULL: none. */
static const fl_selector *key_of(const fl_selector *selector)
{
	if (!selector || selector->kind <= FL_BY_ID)
		return selector;
	for (size_t i = 0; selector->kind == FL_IS_ALL && i < selector->num_kids; i++)
		if (selector->kids[i] && selector->kids[i]->kind <= FL_BY_ID)
			return selector->kids[i];
	return NULL;
}

static bool put_under(fl_selector_set *set, const fl_selector *key, uint32_t selector)
{
	for (size_t v = 0; v < key->num_values; v++) {
		fl_map *map = &set->under[key->kind];
		size_t at = fl_map_get(map, key->values[v]);
		link made = { selector, NO_LINK };
		if (at != FL_MAP_NONE) { /* behind the first */
			made.next = set->links.items[at].next;
			set->links.items[at].next = (uint32_t)set->links.len;
		} else if (!fl_map_put(map, key->values[v], set->links.len, &at)) {
			return false;
		}
		if (!fl_vec_push(&set->links, made))
			return false;
	}
	return true;
}

fl_status fl_selector_set_new(const fl_selector *const *selectors, size_t count, fl_selector_set **ret, fl_error *err)
{
	fl_selector_set *set = fl_alloc(sizeof *set);
	if (!set)
		return fl_enomem(err);
	set->selectors = selectors;
	set->count = count;
	set->found = fl_alloc_array(count + 1, sizeof *set->found);
	set->seen_at = fl_alloc_array(count + 1, sizeof *set->seen_at);
	bool room = set->found && set->seen_at;
	for (uint32_t i = 0; room && i < count; i++) {
		const fl_selector *key = key_of(selectors[i]);
		room = key ? put_under(set, key, i) : fl_vec_push(&set->others, i);
	}
	if (!room) {
		fl_selector_set_free(set);
		return fl_enomem(err);
	}
	*ret = set;
	return FL_OK;
}

void fl_selector_set_free(fl_selector_set *set)
{
	if (!set)
		return;
	for (size_t f = 0; f < NUM_FIELDS; f++)
		fl_map_release(&set->under[f]);
	fl_vec_release(&set->links);
	fl_vec_release(&set->others);
	fl_free(set->found);
	fl_free(set->seen_at);
	fl_free(set);
}

static void look_under(fl_selector_set *set, fl_selector_kind field, fl_str value, const fl_candidate *dream)
{
	if (value.len == 0 || set->under[field].len == 0)
		return;
	size_t first = fl_map_get(&set->under[field], value);
	uint32_t at = first == FL_MAP_NONE ? NO_LINK : (uint32_t)first;
	for (; at != NO_LINK; at = set->links.items[at].next) {
		uint32_t i = set->links.items[at].selector;
		if (set->seen_at[i] == set->look_up)
			continue;
		set->seen_at[i] = set->look_up;
		if (set->selectors[i]->kind == field || fl_selector_matches(set->selectors[i], dream))
			set->found[set->num_found++] = i;
	}
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

const uint32_t *fl_selector_set_find(fl_selector_set *set, const fl_candidate *dream, size_t *ret_count)
{
	set->num_found = 0;
	if (++set->look_up == 0) { /* the numbers of look-ups are used up: begin again */
		for (size_t i = 0; i < set->count; i++)
			set->seen_at[i] = 0;
		set->look_up = 1;
	}
	for (size_t i = 0; i < set->others.len; i++)
		if (fl_selector_matches(set->selectors[set->others.items[i]], dream))
			set->found[set->num_found++] = set->others.items[i];
	look_under(set, FL_BY_CATEGORY, dream->category, dream);
	look_under(set, FL_BY_ORGANISATION, dream->organisation, dream);
	look_under(set, FL_BY_ID, dream->id, dream);
	for (size_t t = 0; t < dream->num_tags; t++)
		look_under(set, FL_BY_TAG, dream->tags[t], dream);
	look_under(set, FL_BY_REGION, dream->region, dream);
	for (size_t i = dream->region.len; set->under[FL_BY_REGION].len > 0 && i-- > 0;) /* 甘肃/定西 is in 甘肃 */
		if (dream->region.data[i] == '/')
			look_under(set, FL_BY_REGION, fl_str_slice(dream->region, 0, i), dream);
	if (set->num_found > 1)
		qsort(set->found, set->num_found, sizeof *set->found, by_number);
	*ret_count = set->num_found;
	return set->found;
}
