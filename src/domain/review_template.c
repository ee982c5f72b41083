/* SPDX-License-Identifier: Apache-2.0
 *
 * review_template.c - the queue by templates.
 */
#include "domain/review_template.h"

#include "domain/dense.h"

#include <stdlib.h>

static fl_status find_hubs(const fl_pair *pairs, size_t num_pairs, size_t num_dreams, uint32_t *hub, bool *ret_any,
			   fl_error *err)
{
	size_t count = 0;
	uint64_t *edges = fl_alloc_array(num_pairs + 1, sizeof *edges);
	if (!edges)
		return fl_enomem(err);
	for (size_t i = 0; i < num_pairs; i++)
		if (!pairs[i].exact)
			edges[count++] = (uint64_t)pairs[i].a << 32 | pairs[i].b;
	fl_status status = fl_dense_find(edges, count, num_dreams, FL_DENSE_LEAST, hub, ret_any, err);
	fl_free(edges);
	return status;
}

static bool is_stronger(const fl_pair *x, const fl_pair *y)
{
	if (x->score != y->score)
		return x->score > y->score;
	return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void take_pair(fl_review_template *t, const fl_pair *pair)
{
	size_t at = t->num_strongest;
	t->num_pairs++;
	if (at < FL_TEMPLATE_STRONGEST)
		t->num_strongest++;
	else if (is_stronger(pair, t->strongest[at - 1]))
		at--;
	else
		return;
	for (; at > 0 && is_stronger(pair, t->strongest[at - 1]); at--)
		t->strongest[at] = t->strongest[at - 1];
	t->strongest[at] = pair;
}

/* Dreams by template, in their order. */
static fl_status list_dreams(fl_review_template *by_hub, const uint32_t *hub, size_t num_dreams, fl_arena *arena,
			     fl_error *err)
{
	size_t *size = fl_arena_array(arena, num_dreams + 1, sizeof *size);
	uint32_t *all = fl_arena_array(arena, num_dreams + 1, sizeof *all);
	if (!size || !all)
		return fl_enomem(err);
	for (size_t i = 0; i < num_dreams; i++)
		if (hub[i] != FL_DENSE_NONE)
			size[hub[i]]++;
	for (size_t i = 0, at = 0; i < num_dreams; at += size[i++])
		by_hub[i].dreams = all + at;
	for (size_t i = 0; i < num_dreams; i++)
		if (hub[i] != FL_DENSE_NONE) {
			fl_review_template *t = &by_hub[hub[i]];
			all[(size_t)(t->dreams - all) + t->num_dreams++] = (uint32_t)i;
		}
	return FL_OK;
}

static int by_size(const void *a, const void *b)
{
	const fl_review_template *x = a, *y = b;
	if (x->num_dreams != y->num_dreams)
		return x->num_dreams > y->num_dreams ? -1 : 1;
	return x->dreams[0] < y->dreams[0] ? -1 : x->dreams[0] > y->dreams[0];
}

fl_status fl_review_templates_find(const fl_pair *pairs, size_t num_pairs, size_t num_dreams, fl_review_item *queue,
				   size_t *count, fl_arena *arena, fl_review_templates *ret, fl_error *err)
{
	bool any;
	size_t kept = 0;
	uint32_t *hub = fl_arena_array(arena, num_dreams + 1, sizeof *hub);
	*ret = (fl_review_templates){ .hub = hub };
	if (!hub)
		return fl_enomem(err);
	FL_TRY(find_hubs(pairs, num_pairs, num_dreams, hub, &any, err));
	if (!any)
		return FL_OK;
	fl_review_template *list = fl_arena_array(arena, num_dreams + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	FL_TRY(list_dreams(list, hub, num_dreams, arena, err));
	for (size_t i = 0; i < *count; i++) {
		const fl_pair *pair = queue[i].pair;
		if (hub[pair->a] != FL_DENSE_NONE && hub[pair->a] == hub[pair->b])
			take_pair(&list[hub[pair->a]], pair);
		else
			queue[kept++] = queue[i];
	}
	*count = kept;
	for (size_t i = 0; i < num_dreams; i++)
		if (list[i].num_pairs > 0)
			list[ret->count++] = list[i];
	if (ret->count > 1)
		qsort(list, ret->count, sizeof *list, by_size);
	ret->items = list;
	return FL_OK;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static bool is_of(const fl_review_template *t, uint32_t dream)
{
	return bsearch(&dream, t->dreams, t->num_dreams, sizeof dream, by_number) != NULL;
}

bool fl_review_template_holds(const fl_review_way *ways, size_t count, const fl_pair *pair)
{
	size_t i = 0;
	while (i < count && !ways[i].group)
		i++;
	for (; i < count && ways[i].group; i++)
		if (is_of(ways[i].group, pair->a))
			return is_of(ways[i].group, pair->b);
	return false;
}
