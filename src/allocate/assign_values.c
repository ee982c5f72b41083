/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_values.c - values of dreams, for a bound: Lagrangian relaxation of "every dream goes to one partner at most".
 *
 * Where a dream costs a partner its value, every partner may choose for itself; no assignment is worth more than the values of all dreams and
 * what the best choices are worth beyond them (Fisher, Jaikumar and Van Wassenhove, A multiplier adjustment method for the generalized assignment
 * problem, Management Science 32, 1986). The prices of assign_dual.c give the first values, and then the bound is that of the linear program
 * less what whole choices cannot use of it. From there subgradients: a dream that several partners choose becomes dearer, one that nobody does
 * becomes cheaper.
 */
#include "allocate/assign_values.h"

#include "base/error.h"
#include "base/parallel.h"

#include <string.h>

enum {
	STEPS = 40,
	PATIENCE = 4, /* steps without a better bound, before less is aimed at */
	MEAN = 64     /* parts of a unit of the way */
};

/* ---- the sacks --------------------------------------------------------------------------------------------------------- */

static bool is_fixed(const fl_assign_case *c, size_t i)
{
	return c->fixed && c->fixed[i];
}

static void count_items(fl_sacks *x)
{
	const fl_assign_case *c = x->c;
	for (size_t p = 0; p < x->count; p++) {
		const fl_place *place = &c->places[p];
		x->list[p] = (fl_sack){ .least = place->least, .most = place->most, .money = place->money, .limited = place->money >= 0 };
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++) {
			fl_sack *s = &x->list[c->fits[k].partner];
			if (!is_fixed(c, i)) {
				s->num_items++;
				continue;
			}
			s->most--;
			s->least -= s->least > 0;
			s->money -= s->limited ? c->brings[i] : 0;
			x->settled += c->fits[k].fit;
		}
}

static bool fill_items(fl_sacks *x, fl_arena *arena)
{
	const fl_assign_case *c = x->c;
	for (size_t p = 0; p < x->count; p++) {
		fl_sack *s = &x->list[p];
		s->items = fl_arena_array(arena, s->num_items + 1, sizeof *s->items);
		s->chosen = fl_arena_array(arena, s->num_items + 1, sizeof *s->chosen);
		if (!s->items || !s->chosen)
			return false;
		s->num_items = 0;
		s->money = s->limited ? s->money : 0;
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		for (size_t k = c->start[i]; !is_fixed(c, i) && k < c->start[i + 1]; k++) {
			fl_sack *s = &x->list[c->fits[k].partner];
			s->items[s->num_items++] = (fl_sack_item){ (uint32_t)i, (int32_t)c->fits[k].fit, c->brings[i] };
			s->heaviest = c->brings[i] > s->heaviest ? c->brings[i] : s->heaviest;
			s->money += s->limited ? 0 : c->brings[i];
		}
	return true;
}

/* Between what the dream could add at its best partner and at the second: the first alone would leave every partner with nothing but ties. */
static int64_t first_value(const fl_assign_search *s, size_t i)
{
	fl_assign_wide best = 0, second = 0;
	for (size_t k = s->c->start[i]; k < s->c->start[i + 1]; k++) {
		fl_assign_wide net = fl_assign_net(s, s->root, k, i);
		second = net > best ? best : net > second ? net : second;
		best = net > best ? net : best;
	}
	return (int64_t)((best + second) / 2 / s->fine);
}

fl_status fl_sacks_init(fl_sacks *x, fl_assign_search *s, fl_error *err)
{
	const fl_assign_case *c = s->c;
	uint32_t most = 0;
	*x = (fl_sacks){ .c = c, .count = c->num_partners, .scale = s->scale, .possible = true, .threads = c->threads > 1 ? c->threads : 1 };
	x->list = fl_arena_array(&s->arena, x->count + 1, sizeof *x->list);
	x->zone = fl_arena_array(&s->arena, c->num_dreams + 1, sizeof *x->zone);
	x->value = fl_arena_array(&s->arena, c->num_dreams + 1, sizeof *x->value);
	x->desks = fl_arena_array(&s->arena, (size_t)x->threads, sizeof *x->desks);
	x->prices = fl_arena_array(&s->arena, 2 * x->count + 1, sizeof *x->prices);
	x->worths = fl_arena_array(&s->arena, x->count + 1, sizeof *x->worths);
	if (!x->list || !x->zone || !x->value || !x->desks || !x->prices || !x->worths)
		return fl_enomem(err);
	count_items(x);
	if (!fill_items(x, &s->arena))
		return fl_enomem(err);
	for (size_t p = 0; p < x->count; p++) {
		most = x->list[p].num_items > most ? x->list[p].num_items : most;
		x->list[p].y = s->root[p];
		x->list[p].z = s->root[x->count + p];
		x->list[p].gap = s->scale;
	}
	for (size_t i = 0; i < c->num_dreams; i++) {
		x->zone[i] = is_fixed(c, i) ? FL_UNASSIGNED : 0;
		x->value[i] = is_fixed(c, i) ? 0 : first_value(s, i);
	}
	for (int t = 0; t < x->threads; t++)
		if (!fl_sack_desk_init(&x->desks[t], &s->arena, most, s->scale, s->fine))
			return fl_enomem(err);
	return FL_OK;
}

/* ---- choosing ---------------------------------------------------------------------------------------------------------- */

typedef struct choosing {
	fl_sacks *x;
	const int64_t *value;
} choosing;

static fl_status choose(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	choosing *c = user;
	(void)err;
	for (size_t p = begin; p < end; p++)
		fl_sack_choose(&c->x->list[p], c->value, c->x->zone, &c->x->desks[worker]);
	return FL_OK;
}

fl_status fl_sacks_choose(fl_sacks *x, const int64_t *value, int64_t *ret_bound, fl_error *err)
{
	choosing c = { x, value };
	FL_TRY(fl_parallel_for(x->count, 8, x->threads, choose, &c, err));
	*ret_bound = 0;
	for (size_t i = 0; i < x->c->num_dreams; i++)
		*ret_bound += x->zone[i] == 0 ? value[i] : 0;
	for (size_t p = 0; p < x->count; p++) {
		*ret_bound += x->list[p].worth;
		x->possible = x->possible && (x->list[p].found != FL_SACK_NOTHING || x->list[p].cut_off);
	}
	return FL_OK;
}

/* ---- descending -------------------------------------------------------------------------------------------------------- */

typedef struct descent {
	fl_sacks *x;
	int64_t *at, *mean;
	int32_t *asked;     /* how many partners choose the dream */
	int64_t bound, below; /* of 'at'; how far below the best one is aimed */
	int idle;
} descent;

static void count_asked(descent *d)
{
	memset(d->asked, 0, d->x->c->num_dreams * sizeof *d->asked);
	for (size_t p = 0; p < d->x->count; p++) {
		const fl_sack *s = &d->x->list[p];
		for (uint32_t k = 0; k < s->num_chosen; k++)
			d->asked[s->items[s->chosen[k]].dream]++;
	}
}

static void step(descent *d)
{
	fl_assign_wide square = 0;
	for (size_t i = 0; i < d->x->c->num_dreams; i++) {
		int64_t *m = &d->mean[i];
		*m = (3 * *m + 2 * MEAN * (1 - d->asked[i])) / 5;
		if (d->x->zone[i] != 0 || (d->at[i] == 0 && *m > 0))
			*m = 0;
		square += *m * *m;
	}
	fl_assign_wide far = (fl_assign_wide)(d->bound - d->x->bound + d->below) * MEAN;
	for (size_t i = 0; square > 0 && i < d->x->c->num_dreams; i++) {
		d->at[i] -= (int64_t)(far * d->mean[i] / square);
		d->at[i] = d->at[i] < 0 ? 0 : d->at[i];
	}
}

static void note(descent *d)
{
	size_t bytes = d->x->c->num_dreams * sizeof *d->at;
	if (d->bound < d->x->bound) {
		d->idle = 0;
		d->x->bound = d->bound;
		memcpy(d->x->value, d->at, bytes);
		return;
	}
	if (++d->idle < PATIENCE)
		return;
	d->idle = 0;
	d->below /= 2;
	d->bound = d->x->bound;
	memcpy(d->at, d->x->value, bytes);
	memset(d->mean, 0, bytes);
}

fl_status fl_sacks_descend(fl_sacks *x, fl_arena *arena, fl_error *err)
{
	size_t n = x->c->num_dreams;
	descent d = { .x = x, .at = fl_arena_array(arena, n + 1, sizeof *d.at), .mean = fl_arena_array(arena, n + 1, sizeof *d.mean),
		      .asked = fl_arena_array(arena, n + 1, sizeof *d.asked) };
	if (!d.at || !d.mean || !d.asked)
		return fl_enomem(err);
	memcpy(d.at, x->value, n * sizeof *d.at);
	FL_TRY(fl_sacks_choose(x, d.at, &x->bound, err));
	for (size_t p = 0; p < x->count; p++)
		d.below += x->list[p].gap;
	d.bound = x->bound;
	count_asked(&d);
	for (int k = 0; k < STEPS && x->possible; k++) {
		step(&d);
		FL_TRY(fl_sacks_choose(x, d.at, &d.bound, err));
		count_asked(&d);
		note(&d);
	}
	FL_TRY(fl_sacks_choose(x, x->value, &x->bound, err));
	for (size_t p = 0; p < x->count; p++) {
		x->prices[p] = x->list[p].y;
		x->prices[x->count + p] = x->list[p].z;
		x->worths[p] = x->list[p].worth;
	}
	return FL_OK;
}

/* ---- what they prove --------------------------------------------------------------------------------------------------- */

int64_t fl_sacks_bound(const fl_sacks *x)
{
	int64_t whole = x->bound / x->scale - (x->bound % x->scale < 0);
	return x->possible ? whole + x->settled : INT64_MAX;
}

void fl_sacks_write(const fl_sacks *x, int64_t *prices, int64_t *values)
{
	memcpy(values, x->value, x->c->num_dreams * sizeof *values);
	memcpy(values + x->c->num_dreams, x->worths, x->count * sizeof *values);
	memcpy(prices, x->prices, 2 * x->count * sizeof *prices);
}
