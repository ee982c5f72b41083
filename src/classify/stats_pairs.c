/* SPDX-License-Identifier: Apache-2.0
 *
 * stats_pairs.c - how often two rules, or a label and what was given instead, come together: a hash table of pairs.
 */
#include "base/error.h"
#include "classify/stats_count.h"

#include <stdlib.h>

static size_t pair_place(const fl_pair_counts *p, uint32_t a, uint32_t b)
{
	uint64_t key = (uint64_t)a << 32 | b;
	size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (p->cap - 1);

	while (p->items[at].count && (p->items[at].a != a || p->items[at].b != b))
		at = (at + 1) & (p->cap - 1);
	return at;
}

static bool grow_pairs(fl_pair_counts *p)
{
	fl_pair_counts larger = { .cap = p->cap ? p->cap * 2 : 1024, .len = p->len };

	larger.items = fl_alloc_array(larger.cap, sizeof *larger.items);
	if (!larger.items)
		return false;
	for (size_t i = 0; i < p->cap; i++)
		if (p->items[i].count)
			larger.items[pair_place(&larger, p->items[i].a, p->items[i].b)] = p->items[i];
	fl_free(p->items);
	*p = larger;
	return true;
}

bool fl_pair_counts_add(fl_pair_counts *p, uint32_t a, uint32_t b)
{
	size_t at;

	if (p->len * 2 >= p->cap && !grow_pairs(p))
		return false;
	at = pair_place(p, a, b);
	p->len += p->items[at].count == 0;
	p->items[at] = (fl_pair_count){ a, b, p->items[at].count + 1 };
	return true;
}

static int by_pair(const void *x, const void *y)
{
	const fl_pair_count *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

fl_status fl_pair_counts_sorted(const fl_pair_counts *pairs, fl_pair_count **ret, fl_error *err)
{
	fl_pair_count *sorted = fl_alloc_array(pairs->len + 1, sizeof *sorted);
	size_t n = 0;

	if (!sorted)
		return fl_enomem(err);
	for (size_t i = 0; i < pairs->cap; i++)
		if (pairs->items[i].count)
			sorted[n++] = pairs->items[i];
	if (n > 1)
		qsort(sorted, n, sizeof *sorted, by_pair);
	*ret = sorted;
	return FL_OK;
}
