/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_refill.c - an assignment is made better partner by partner.
 *
 * A partner gives back all its dreams and chooses again, exactly, among all dreams: one that somebody else has costs what it is worth there
 * beyond the prices of its place and its money. Those who lost dreams to it then choose again among their own and those that nobody has. What
 * comes of it is counted, and undone where it is worth less than before (an ejection chain of whole choices; Yagiura, Ibaraki and Glover, A path
 * relinking approach with ejection chains for the generalized assignment problem, European Journal of Operational Research 169, 2006).
 */
#include "allocate/assign_dive.h"

#include "base/error.h"

typedef struct change {
	uint32_t dream, owner; /* before */
	int32_t fit;
} change;

typedef struct refill {
	fl_dive *d;
	fl_assigned *a;
	int64_t *free;     /* per dream: a value of 0 */
	FL_VEC(change) changes;
	FL_VEC(uint32_t) robbed;
	bool no_memory;
} refill;

static void give(refill *r, uint32_t dream, uint32_t to, int32_t fit)
{
	change before = { dream, r->a->owner[dream], r->a->fit[dream] };
	r->no_memory = r->no_memory || !fl_vec_push(&r->changes, before);
	r->a->owner[dream] = to;
	r->a->fit[dream] = fit;
	r->d->zone[dream] = to == FL_UNASSIGNED ? FL_DIVE_OURS : FL_DIVE_TAKEN;
}

static void rob(refill *r, uint32_t partner)
{
	for (size_t k = 0; k < r->robbed.len; k++)
		if (r->robbed.items[k] == partner)
			return;
	r->no_memory = r->no_memory || !fl_vec_push(&r->robbed, partner);
}

/* What dreams of others cost this partner. */
static void set_costs(refill *r, uint32_t p)
{
	const fl_sacks *x = r->d->x;
	const fl_sack *s = &x->list[p];
	for (uint32_t k = 0; k < s->num_items; k++) {
		uint32_t i = s->items[k].dream, q = r->a->owner[i];
		int64_t cost = 0;
		if (q != FL_UNASSIGNED && q != p)
			cost = r->a->fit[i] * x->scale - x->list[q].y -
			       (int64_t)((fl_assign_wide)s->items[k].brings * x->list[q].z >> r->d->desk->shift);
		r->d->at[i] = cost < 0 ? 0 : cost;
	}
}

/* What it changes in points; false: the partner has no choice. */
static bool choose(refill *r, uint32_t p, const int64_t *value, const uint32_t *zone, int64_t *gain)
{
	fl_sack *s = &r->d->x->list[p];
	for (uint32_t k = 0; k < s->num_items; k++)
		if (r->a->owner[s->items[k].dream] == p) {
			*gain -= s->items[k].fit;
			give(r, s->items[k].dream, FL_UNASSIGNED, 0);
		}
	fl_sack_choose(s, value, zone, r->d->desk);
	for (uint32_t k = 0; k < s->num_chosen; k++) {
		const fl_sack_item *item = &s->items[s->chosen[k]];
		if (r->a->owner[item->dream] != FL_UNASSIGNED)
			rob(r, r->a->owner[item->dream]);
		*gain += item->fit - r->a->fit[item->dream];
		give(r, item->dream, p, item->fit);
	}
	return s->found != FL_SACK_NOTHING;
}

static void undo(refill *r)
{
	while (r->changes.len > 0) {
		const change *c = &r->changes.items[--r->changes.len];
		r->a->owner[c->dream] = c->owner;
		r->a->fit[c->dream] = c->fit;
		r->d->zone[c->dream] = c->owner == FL_UNASSIGNED ? FL_DIVE_OURS : FL_DIVE_TAKEN;
	}
}

static void try(refill *r, uint32_t p)
{
	int64_t gain = 0;
	r->changes.len = r->robbed.len = 0;
	set_costs(r, p);
	bool good = choose(r, p, r->d->at, r->d->x->zone, &gain);
	for (size_t k = 0; k < r->robbed.len && good; k++)
		good = choose(r, r->robbed.items[k], r->free, r->d->zone, &gain);
	if (!good || gain < 0)
		undo(r);
	else
		r->a->worth += gain;
}

fl_status fl_assign_refill(fl_dive *d, fl_assigned *a, const fl_dive_rank *order, fl_arena *arena, fl_error *err)
{
	const fl_sacks *x = d->x;
	refill r = { .d = d, .a = a, .free = fl_arena_array(arena, x->c->num_dreams + 1, sizeof *r.free) };
	if (!r.free)
		return fl_enomem(err);
	for (size_t i = 0; i < x->c->num_dreams; i++)
		d->zone[i] = x->zone[i] == 0 && a->owner[i] == FL_UNASSIGNED ? FL_DIVE_OURS : FL_DIVE_TAKEN;
	for (size_t k = 0; k < x->count && !r.no_memory; k++)
		try(&r, order[k].partner);
	for (size_t i = 0; i < x->c->num_dreams; i++)
		d->zone[i] = FL_DIVE_TAKEN;
	fl_vec_release(&r.changes);
	fl_vec_release(&r.robbed);
	return r.no_memory ? fl_enomem(err) : FL_OK;
}
