/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.c - what differs between two results over the same dreams.
 */
#include "report/compare.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

static int by_change(const void *a, const void *b)
{
	const fl_moved_dream *x = a, *y = b;
	if (x->amount != y->amount)
		return x->amount > y->amount ? -1 : 1;
	return (x->dream > y->dream) - (x->dream < y->dream);
}

static fl_status find_dreams(const fl_comparison *comparison, fl_compared *c, fl_error *err)
{
	const fl_result *a = comparison->result[0], *b = comparison->result[1];
	c->moved = fl_alloc_array(a->num_dreams + 1, sizeof *c->moved);
	if (!c->moved)
		return fl_enomem(err);
	for (uint32_t i = 0; i < a->num_dreams; i++) {
		fl_money amount = b->dreams[i].award->amount - a->dreams[i].award->amount; /* both are >= 0 */
		fl_dream_status before = fl_dream_status_of(&a->dreams[i]), after = fl_dream_status_of(&b->dreams[i]);
		c->steps[before][after]++;
		if (amount == 0 && before == after)
			continue;
		c->moved[c->num_moved++] = (fl_moved_dream){ i, amount };
		c->gainers += amount > 0;
		c->losers += amount < 0;
		c->gained += amount > 0 ? amount : 0; /* at most what is awarded */
		c->lost += amount < 0 ? -amount : 0;
	}
	qsort(c->moved, c->num_moved, sizeof *c->moved, by_change);
	return FL_OK;
}

/* Pools and groups have names of their own: they are looked for in two maps. */
static bool put_limit(fl_map maps[2], fl_compared *c, int side, const fl_limit_line *line)
{
	size_t at;
	if (!fl_map_put(&maps[line->is_pool], line->name, c->num_limits, &at))
		return false;
	if (at == c->num_limits)
		c->num_limits++;
	c->limits[at].line[side] = line;
	c->limits[at].awarded[side] = line->awarded;
	return true;
}

static fl_status find_limits(const fl_comparison *comparison, fl_compared *c, fl_error *err)
{
	const fl_allocation *a = comparison->result[0]->allocation, *b = comparison->result[1]->allocation;
	fl_map maps[2] = { { 0 }, { 0 } };
	c->limits = fl_alloc_array(a->num_limits + b->num_limits + 1, sizeof *c->limits);
	bool enough = c->limits != NULL;
	for (size_t i = 0; enough && i < a->num_limits; i++)
		enough = put_limit(maps, c, 0, &a->limits[i]);
	for (size_t i = 0; enough && i < b->num_limits; i++)
		enough = put_limit(maps, c, 1, &b->limits[i]);
	fl_map_release(&maps[0]);
	fl_map_release(&maps[1]);
	return enough ? FL_OK : fl_enomem(err);
}

fl_status fl_compared_find(const fl_comparison *comparison, fl_compared *ret, fl_error *err)
{
	*ret = (fl_compared){ .num_moved = 0 };
	FL_TRY(fl_totals_count(comparison->result[0], &ret->totals[0], err));
	FL_TRY(fl_totals_count(comparison->result[1], &ret->totals[1], err));
	FL_TRY(find_dreams(comparison, ret, err));
	return find_limits(comparison, ret, err);
}

void fl_compared_release(fl_compared *compared)
{
	fl_free(compared->moved);
	fl_free(compared->limits);
	*compared = (fl_compared){ .num_moved = 0 };
}
