/* SPDX-License-Identifier: Apache-2.0
 *
 * review_names.c - names that look alike, without those that are one already and those that a person told apart.
 */
#include "steps/review_names.h"

#include "base/error.h"
#include "base/str.h"
#include "dedup/look_alike.h"
#include "steps/owners.h"

#include <stdlib.h>

typedef struct stating { /* a dream's name of its organisation, and what that is called */
	fl_str name, owner;
} stating;

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(((const stating *)a)->name, ((const stating *)b)->name);
}

/* The names that dreams state, each once, and whose each is. */
static fl_status list_names(fl_work *w, const fl_facts *facts, fl_review_names *ret, fl_str **ret_owners, fl_error *err)
{
	fl_str *owners = NULL;
	size_t count = facts->num_dreams;
	FL_TRY(fl_owners_find(w, facts, &w->arena, &owners, err));
	stating *all = fl_arena_array(&w->arena, count + 1, sizeof *all);
	ret->names = fl_arena_array(&w->arena, count + 1, sizeof *ret->names);
	ret->dreams = fl_arena_array(&w->arena, count + 1, sizeof *ret->dreams);
	if (!all || !ret->names || !ret->dreams)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		all[i] = (stating){ facts->dreams[i].organisation, owners[i] };
	if (count > 0)
		qsort(all, count, sizeof *all, by_bytes);
	for (size_t i = 0; i < count; i++) {
		if (all[i].name.len == 0)
			continue;
		if (ret->num_names == 0 || !fl_str_eq(all[i].name, ret->names[ret->num_names - 1])) {
			owners[ret->num_names] = all[i].owner; /* of names from here on: there are no more names than dreams */
			ret->names[ret->num_names++] = all[i].name;
		}
		ret->dreams[ret->num_names - 1]++;
	}
	*ret_owners = owners;
	return FL_OK;
}

/* Is it the first of these two organisations? They may have many names that look alike. */
static fl_status is_first(fl_map *seen, fl_arena *arena, fl_str a, fl_str b, bool *ret, fl_error *err)
{
	bool turned = fl_str_cmp(a, b) > 0;
	size_t stands;
	fl_buf both;
	fl_buf_init(&both, 1 << 16);
	fl_buf_str(&both, turned ? b : a);
	fl_buf_putc(&both, '\n'); /* in no name */
	fl_buf_str(&both, turned ? a : b);
	fl_str key = fl_arena_str(arena, fl_buf_view(&both));
	size_t number = seen->len;
	bool fits = key.data && fl_buf_status(&both, NULL) == FL_OK && fl_map_put(seen, key, number, &stands);
	fl_buf_release(&both);
	*ret = fits && stands == number;
	return fits ? FL_OK : fl_enomem(err);
}

static size_t number_of(const fl_review_names *r, fl_str name)
{
	size_t low = 0, high = r->num_names;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (fl_str_cmp(r->names[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->num_names && fl_str_eq(r->names[low], name) ? low : r->num_names;
}

/* Organisations that a person told apart, by whatever of their names, have been looked at. */
static fl_status pass_over_decided(fl_work *w, const fl_review_names *r, const fl_str *owners, fl_map *seen, fl_error *err)
{
	for (size_t i = 0; i < w->num_decisions; i++) {
		const fl_decision *d = &w->decisions[i];
		size_t a = number_of(r, fl_str_trim(d->subject)), b = number_of(r, fl_str_trim(d->other));
		bool first;
		if (fl_decision_is(d, FL_DECISION_ORGANISATION) && fl_str_eqz(d->value, "different") && a < r->num_names &&
		    b < r->num_names)
			FL_TRY(is_first(seen, &w->arena, owners[a], owners[b], &first, err));
	}
	return FL_OK;
}

fl_status fl_review_names_find(fl_work *w, const fl_facts *facts, fl_review_names *ret, fl_error *err)
{
	size_t kept = 0;
	fl_str *owners = NULL;
	fl_map seen = { 0 };
	*ret = (fl_review_names){ 0 };
	FL_TRY(list_names(w, facts, ret, &owners, err));
	FL_TRY(fl_look_alikes(ret->names, ret->num_names, 1, &w->arena, &ret->items, &ret->num_items, err));
	fl_status status = pass_over_decided(w, ret, owners, &seen, err);
	for (size_t i = 0; i < ret->num_items && status == FL_OK; i++) {
		uint32_t a = ret->items[i].a, b = ret->items[i].b;
		bool first;
		if (fl_str_eq(owners[a], owners[b]))
			continue;
		status = is_first(&seen, &w->arena, owners[a], owners[b], &first, err);
		if (status == FL_OK && first)
			ret->items[kept++] = ret->items[i];
	}
	ret->num_items = kept;
	fl_map_release(&seen);
	return status;
}
