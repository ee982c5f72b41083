/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_dive.c - partners choose one after another, at values of dreams.
 *
 * At the values of a bound all partners choose. Those whose choices are least in each other's way keep theirs, the values of what is left are
 * moved on as in assign_values.c, and the others choose again, until everybody has chosen (a diving heuristic on columns: Savelsbergh, A
 * branch-and-price algorithm for the generalized assignment problem, Operations Research 45, 1997). What is kept, and the bound of what is left,
 * say at each turn what can still come of it; where that is too little the dive ends.
 */
#include "allocate/assign_dive.h"

#include "base/error.h"

#include <stdlib.h>

enum {
	TURNS = 24, /* in each one of so many of those left keeps its choice, and ... */
	STEPS = 2,  /* ... values go so many steps */
	AIM = 300,  /* thousandths of what the choices lack to the bound of the prices: how far below */
	MEAN = 64   /* parts of a unit of the way */
};

fl_status fl_dive_init(fl_dive *d, fl_sacks *x, fl_sack_desk *desk, fl_arena *arena, fl_error *err)
{
	size_t n = x->c->num_dreams;
	*d = (fl_dive){ .x = x, .desk = desk };
	d->zone = fl_arena_array(arena, n + 1, sizeof *d->zone);
	d->left = fl_arena_array(arena, x->count + 1, sizeof *d->left);
	d->ranks = fl_arena_array(arena, x->count + 1, sizeof *d->ranks);
	d->dreams = fl_arena_array(arena, n + 1, sizeof *d->dreams);
	d->at = fl_arena_array(arena, n + 1, sizeof *d->at);
	d->mean = fl_arena_array(arena, n + 1, sizeof *d->mean);
	d->asked = fl_arena_array(arena, n + 1, sizeof *d->asked);
	d->owner = fl_arena_array(arena, n + 1, sizeof *d->owner);
	if (!d->zone || !d->left || !d->ranks || !d->dreams || !d->at || !d->mean || !d->asked || !d->owner)
		return fl_enomem(err);
	for (size_t i = 0; i < n; i++)
		d->zone[i] = FL_DIVE_TAKEN;
	return FL_OK;
}

int fl_dive_order(const void *a, const void *b)
{
	const fl_dive_rank *x = a, *y = b;
	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	return x->partner < y->partner ? -1 : x->partner > y->partner;
}

/* Everybody that is left chooses; no more than that they can be worth together, in points. */
static int64_t choose(fl_dive *d)
{
	int64_t sum = 0;
	for (size_t k = 0; k < d->num_dreams; k++) {
		d->asked[d->dreams[k]] = 0;
		sum += d->zone[d->dreams[k]] == FL_DIVE_OURS ? d->at[d->dreams[k]] : 0;
	}
	for (size_t k = 0; k < d->num_left; k++) {
		fl_sack *s = &d->x->list[d->left[k]];
		fl_sack_choose(s, d->at, d->zone, d->desk);
		sum += s->worth;
		for (uint32_t j = 0; j < s->num_chosen; j++)
			d->asked[s->items[s->chosen[j]].dream]++;
	}
	return sum / d->x->scale;
}

static bool is_free(const fl_dive *d, const fl_sack *s)
{
	for (uint32_t j = 0; j < s->num_chosen; j++)
		if (d->zone[s->items[s->chosen[j]].dream] != FL_DIVE_OURS)
			return false;
	return s->found != FL_SACK_NOTHING;
}

/* Those least in the way of others keep their choices, as many as 'most'; false: nobody can. */
static bool keep(fl_dive *d, size_t most)
{
	size_t kept = 0, n = 0;
	for (size_t k = 0; k < d->num_left; k++) {
		const fl_sack *s = &d->x->list[d->left[k]];
		d->ranks[k] = (fl_dive_rank){ d->left[k], 0 };
		for (uint32_t j = 0; j < s->num_chosen; j++)
			d->ranks[k].by += d->asked[s->items[s->chosen[j]].dream] - 1;
	}
	qsort(d->ranks, d->num_left, sizeof *d->ranks, fl_dive_order);
	for (size_t k = 0; k < d->num_left; k++) {
		uint32_t p = d->ranks[k].partner;
		const fl_sack *s = &d->x->list[p];
		if (kept == most || !is_free(d, s)) {
			d->left[n++] = p;
			continue;
		}
		kept++;
		for (uint32_t j = 0; j < s->num_chosen; j++) {
			d->zone[s->items[s->chosen[j]].dream] = FL_DIVE_TAKEN;
			d->owner[s->items[s->chosen[j]].dream] = p;
			d->worth += s->items[s->chosen[j]].fit;
		}
	}
	d->num_left = n;
	return kept > 0;
}

static void step(fl_dive *d)
{
	fl_assign_wide square = 0, aim = 0;
	for (size_t k = 0; k < d->num_dreams; k++) {
		size_t i = d->dreams[k];
		int64_t *m = &d->mean[i];
		*m = (3 * *m + 2 * MEAN * (1 - d->asked[i])) / 5;
		if (d->zone[i] != FL_DIVE_OURS || (d->at[i] == 0 && *m > 0))
			*m = 0;
		square += *m * *m;
	}
	for (size_t k = 0; k < d->num_left; k++)
		aim += d->x->list[d->left[k]].gap;
	for (size_t k = 0; square > 0 && k < d->num_dreams; k++) {
		size_t i = d->dreams[k];
		d->at[i] -= (int64_t)(aim * AIM / 1000 * MEAN * d->mean[i] / square);
		d->at[i] = d->at[i] < 0 ? 0 : d->at[i];
	}
}

bool fl_dive_go(fl_dive *d, int64_t bar, int warm)
{
	for (size_t k = 0; k < d->num_dreams; k++) {
		size_t i = d->dreams[k];
		d->at[i] = d->x->value[i];
		d->mean[i] = 0;
		d->zone[i] = FL_DIVE_OURS;
		d->owner[i] = FL_UNASSIGNED;
	}
	d->worth = 0;
	int64_t rest = choose(d);
	for (int k = 0; k < warm && rest > bar; k++) {
		step(d);
		rest = choose(d);
	}
	while (d->num_left > 0 && d->worth + rest > bar && keep(d, 1 + d->num_left / TURNS))
		for (int k = 0; k < STEPS; k++) {
			step(d);
			rest = choose(d);
		}
	for (size_t k = 0; k < d->num_dreams; k++)
		d->zone[d->dreams[k]] = FL_DIVE_TAKEN;
	return d->num_left == 0 && d->worth > bar;
}
