/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_hunt.c - the hunt for a good assignment where money is limited.
 *
 * First a dive of all partners (assign_dive.c), made better partner by partner (assign_refill.c). Then, again and again, partners are put into
 * groups, and each group dives by itself for the dreams its partners have, and some that nobody has: a large neighbourhood, searched with the
 * same means. Groups form around partners that lost much against what they would choose at the values of the bound, with those who have it.
 * They have no dream in common, so threads take a group each, and nothing depends on how many there are.
 */
#include "allocate/assign_dive.h"
#include "allocate/chance.h"

#include "base/error.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

enum {
	GROUP = 30,  /* partners, at most */
	ROUNDS = 4,
	REFILLS = 4, /* in a row, while they bring something */
	WARM = 3     /* steps of values before a group dives */
};

typedef struct hunt {
	fl_sacks *x;
	fl_dive *dives;     /* one a thread */
	fl_assigned best;
	uint32_t *wanted;   /* dreams: the choices at the values of the bound, one partner's after the other's */
	size_t *first;      /* of each partner, in 'wanted' */
	int64_t *ideal;     /* what they are worth */
	fl_dive_rank *ranks; /* partners, those that lost most first */
	uint32_t *order;    /* partners, group by group */
	uint32_t *group_of; /* per partner */
	uint32_t *home;     /* per dream: the group that may have it */
	size_t groups;
	uint64_t random;
	int64_t *gains;     /* per group */
} hunt;

/* ---- groups ------------------------------------------------------------------------------------------------------------ */

static void rank_by_loss(hunt *h, bool by_chance)
{
	const fl_sacks *x = h->x;
	for (uint32_t p = 0; p < x->count; p++)
		h->ranks[p] = (fl_dive_rank){ p, -h->ideal[p] };
	for (size_t i = 0; i < x->c->num_dreams; i++)
		if (h->best.owner[i] != FL_UNASSIGNED)
			h->ranks[h->best.owner[i]].by += h->best.fit[i] * x->scale - x->value[i];
	for (uint32_t p = 0; by_chance && p < x->count; p++)
		h->ranks[p].by = (int64_t)(fl_chance_next(&h->random) >> 20);
	qsort(h->ranks, x->count, sizeof *h->ranks, fl_dive_order);
}

static void join_group(hunt *h, uint32_t partner, uint32_t group, size_t *at)
{
	h->group_of[partner] = group;
	h->order[(*at)++] = partner;
}

static size_t end_of(const hunt *h, size_t group)
{
	return (group + 1) * h->x->count / h->groups;
}

static void fill_group(hunt *h, uint32_t group, size_t seed, size_t *at)
{
	uint32_t p = h->ranks[seed].partner;
	join_group(h, p, group, at);
	for (size_t k = h->first[p]; k < h->first[p + 1] && *at < end_of(h, group); k++) {
		uint32_t q = h->best.owner[h->wanted[k]];
		if (q != FL_UNASSIGNED && h->group_of[q] == FL_UNASSIGNED)
			join_group(h, q, group, at);
	}
	for (size_t k = seed; k < h->x->count && *at < end_of(h, group); k++)
		if (h->group_of[h->ranks[k].partner] == FL_UNASSIGNED)
			join_group(h, h->ranks[k].partner, group, at);
}

static void make_groups(hunt *h)
{
	const fl_assign_case *c = h->x->c;
	size_t at = 0, seed = 0;
	for (size_t p = 0; p < h->x->count; p++)
		h->group_of[p] = FL_UNASSIGNED;
	for (uint32_t g = 0; g < h->groups; g++) {
		while (h->group_of[h->ranks[seed].partner] != FL_UNASSIGNED)
			seed++;
		fill_group(h, g, seed, &at);
	}
	for (size_t i = 0; i < c->num_dreams; i++) { /* what nobody has goes to one of those it fits, by chance */
		uint32_t random = (uint32_t)fl_chance_next(&h->random), p = h->best.owner[i];
		size_t count = c->start[i + 1] - c->start[i];
		if (p == FL_UNASSIGNED && count > 0)
			p = c->fits[c->start[i] + fl_chance_pick(random, (uint32_t)count)].partner;
		h->home[i] = h->x->zone[i] != 0 || p == FL_UNASSIGNED ? FL_UNASSIGNED : h->group_of[p];
	}
}

/* ---- dives ------------------------------------------------------------------------------------------------------------- */

static void take_over(hunt *h, const fl_dive *d)
{
	for (size_t k = 0; k < d->num_dreams; k++) {
		uint32_t i = d->dreams[k];
		h->best.owner[i] = d->owner[i];
		h->best.fit[i] = d->owner[i] == FL_UNASSIGNED ? 0 : (int32_t)fl_assign_fit(h->x->c, i, d->owner[i]);
	}
}

static fl_status dive_groups(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	hunt *h = user;
	fl_dive *d = &h->dives[worker];
	(void)err;
	for (size_t g = begin; g < end; g++) {
		int64_t before = 0;
		d->num_left = d->num_dreams = 0;
		for (size_t k = g == 0 ? 0 : end_of(h, g - 1); k < end_of(h, g); k++)
			d->left[d->num_left++] = h->order[k];
		for (size_t i = 0; i < h->x->c->num_dreams; i++)
			if (h->home[i] == g) {
				d->dreams[d->num_dreams++] = (uint32_t)i;
				before += h->best.fit[i];
			}
		h->gains[g] = 0;
		if (!fl_dive_go(d, before, WARM))
			continue;
		h->gains[g] = d->worth - before;
		take_over(h, d);
	}
	return FL_OK;
}

static bool dive_whole(hunt *h)
{
	fl_dive *d = &h->dives[0];
	for (size_t i = 0; i < h->x->c->num_dreams; i++) {
		h->best.owner[i] = FL_UNASSIGNED;
		if (h->x->zone[i] == 0)
			d->dreams[d->num_dreams++] = (uint32_t)i;
	}
	for (uint32_t p = 0; p < h->x->count; p++)
		d->left[d->num_left++] = p;
	if (!fl_dive_go(d, -1, 0))
		return false;
	take_over(h, d);
	h->best.worth = d->worth;
	return true;
}

static fl_status refill(hunt *h, fl_arena *arena, fl_error *err)
{
	int64_t before = -1;
	for (int k = 0; k < REFILLS && h->best.worth > before; k++) {
		before = h->best.worth;
		rank_by_loss(h, false);
		FL_TRY(fl_assign_refill(&h->dives[0], &h->best, h->ranks, arena, err));
	}
	return FL_OK;
}

/* ---- the call ---------------------------------------------------------------------------------------------------------- */

static fl_status init(hunt *h, fl_arena *arena, fl_error *err)
{
	fl_sacks *x = h->x;
	size_t n = x->c->num_dreams, wanted = 0;
	for (size_t p = 0; p < x->count; p++)
		wanted += x->list[p].num_chosen;
	h->dives = fl_arena_array(arena, (size_t)x->threads, sizeof *h->dives);
	h->best.owner = fl_arena_array(arena, n + 1, sizeof *h->best.owner);
	h->best.fit = fl_arena_array(arena, n + 1, sizeof *h->best.fit);
	h->wanted = fl_arena_array(arena, wanted + 1, sizeof *h->wanted);
	h->first = fl_arena_array(arena, x->count + 1, sizeof *h->first);
	h->ideal = fl_arena_array(arena, x->count + 1, sizeof *h->ideal);
	h->ranks = fl_arena_array(arena, x->count + 1, sizeof *h->ranks);
	h->order = fl_arena_array(arena, x->count + 1, sizeof *h->order);
	h->group_of = fl_arena_array(arena, x->count + 1, sizeof *h->group_of);
	h->home = fl_arena_array(arena, n + 1, sizeof *h->home);
	h->gains = fl_arena_array(arena, x->count + 1, sizeof *h->gains);
	if (!h->dives || !h->best.owner || !h->best.fit || !h->wanted || !h->first || !h->ideal || !h->ranks || !h->order || !h->group_of ||
	    !h->home || !h->gains)
		return fl_enomem(err);
	for (int t = 0; t < x->threads; t++)
		FL_TRY(fl_dive_init(&h->dives[t], x, &x->desks[t], arena, err));
	for (size_t p = 0, at = 0; p < x->count; p++) {
		const fl_sack *s = &x->list[p];
		h->ideal[p] = s->worth;
		for (uint32_t k = 0; k < s->num_chosen; k++)
			h->wanted[at++] = s->items[s->chosen[k]].dream;
		h->first[p + 1] = at;
	}
	return FL_OK;
}

static fl_status go_on(hunt *h, fl_arena *arena, fl_error *err)
{
	FL_TRY(refill(h, arena, err));
	h->groups = (h->x->count + GROUP - 1) / GROUP;
	for (int k = 0; k < ROUNDS && h->best.worth < h->x->bound / h->x->scale; k++) {
		rank_by_loss(h, k % 2 == 1);
		make_groups(h);
		FL_TRY(fl_parallel_for(h->groups, 1, h->x->threads, dive_groups, h, err));
		for (size_t g = 0; g < h->groups; g++)
			h->best.worth += h->gains[g];
		FL_TRY(refill(h, arena, err));
	}
	return FL_OK;
}

fl_status fl_assign_hunt(fl_assign_search *s, fl_error *err)
{
	hunt h = { .x = s->sacks, .random = 1 };
	if (!h.x->possible || h.x->count == 0)
		return FL_OK;
	FL_TRY(init(&h, &s->arena, err));
	if (!dive_whole(&h))
		return FL_OK;
	FL_TRY(go_on(&h, &s->arena, err));
	if (h.best.worth + h.x->settled <= s->best_total)
		return FL_OK;
	s->best_total = h.best.worth + h.x->settled;
	for (size_t i = 0; i < h.x->c->num_dreams; i++)
		s->best[i] = h.x->zone[i] != 0 ? s->forced[i] : h.best.owner[i];
	return FL_OK;
}
