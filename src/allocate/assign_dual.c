/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_dual.c - prices for places and money without a linear program: subgradients.
 *
 * The bound of domain/assignment.h is convex in the prices, and at any prices the dreams, each at its best, say where it falls: a partner
 * that is asked for more than it can take becomes dearer, one that is asked for less becomes cheaper (Held, Wolfe and Crowder, Validation
 * of subgradient optimization, Mathematical Programming 6, 1974). The way is a mean of the last ones, the step is that of Polyak, and is
 * shortened where nothing better came for a while. With 8,000 dreams and 300 partners this ends within some hundred-thousandths of the
 * linear program's optimum, in a small part of the time.
 *
 * Everything is a whole number, so that all machines come to the same prices. Money is weighed so that the mean dream brings UNIT. Between
 * two looks at all pairings only those are looked at that were near the best of their dream.
 */
#include "allocate/assign_money.h"

#include <string.h>
#include <stdio.h>

#define ONE  (INT64_C(1) << 20) /* a point of fit */
#define UNIT (INT64_C(1) << 16) /* what the mean dream brings */

enum {
	STEPS = 2400,
	WHOLE = 240,   /* so many over all pairings, then ... */
	LOOK = 40,     /* ... steps between two looks at all of them */
	PATIENCE = 12, /* steps without anything better, before they are shortened ... */
	SHORTEN = 45875, /* ... to so many 65536ths */
	SHORTEST = 3,    /* the end, in 2^20ths of the first length */
	MEAN = 64        /* parts of a unit of the way */
};

typedef struct way { /* of one partner, in parts of a place and of UNIT */
	int64_t y, z;
} way;

typedef struct descent {
	const fl_assign_search *s;
	int64_t *weight;  /* per dream */
	int64_t *money;   /* per partner, in the same */
	int64_t z_most;
	way *at, *best, *slope, *mean; /* 'at' and 'best' are prices */
	way *safe;        /* the best whose bound is known over all pairings ... */
	int64_t safe_bound; /* ... and that */
	size_t *start;    /* pairings near the best of their dream */
	fl_fit *near;
	int64_t bound, value, length, target;
	int idle;
} descent;

static bool init(descent *d, fl_arena *arena, fl_assign_search *s)
{
	const fl_assign_case *c = s->c;
	fl_assign_wide sum = 0;
	int64_t heaviest = 1;
	*d = (descent){ .s = s, .length = ONE };
	d->weight = fl_arena_array(arena, c->num_dreams + 1, sizeof *d->weight);
	d->money = fl_arena_array(arena, c->num_partners + 1, sizeof *d->money);
	d->at = fl_arena_array(arena, c->num_partners + 1, sizeof *d->at);
	d->best = fl_arena_array(arena, c->num_partners + 1, sizeof *d->best);
	d->slope = fl_arena_array(arena, c->num_partners + 1, sizeof *d->slope);
	d->mean = fl_arena_array(arena, c->num_partners + 1, sizeof *d->mean);
	d->safe = fl_arena_array(arena, c->num_partners + 1, sizeof *d->safe);
	d->start = fl_arena_array(arena, c->num_dreams + 1, sizeof *d->start);
	d->near = fl_arena_array(arena, c->start[c->num_dreams] + 1, sizeof *d->near);
	if (!d->weight || !d->money || !d->at || !d->best || !d->slope || !d->mean || !d->safe || !d->start || !d->near)
		return false;
	for (size_t i = 0; i < c->num_dreams; i++)
		sum += c->brings[i];
	s->usual = (int64_t)(sum / (fl_assign_wide)(c->num_dreams + 1)) + 1;
	for (size_t i = 0; i < c->num_dreams; i++) {
		d->weight[i] = (int64_t)((fl_assign_wide)c->brings[i] * UNIT / s->usual);
		heaviest = d->weight[i] > heaviest ? d->weight[i] : heaviest;
	}
	for (size_t p = 0; p < c->num_partners; p++) { /* more than all of them bring is no limit */
		fl_money money = c->places[p].money < sum ? c->places[p].money : (fl_money)sum;
		d->money[p] = money < 0 ? -1 : (int64_t)((fl_assign_wide)money * UNIT / s->usual);
	}
	d->z_most = (INT64_C(1) << 60) / heaviest;
	return true;
}

static int64_t net_of(const descent *d, const fl_fit *f, int64_t weight)
{
	const way *price = &d->at[f->partner];
	return f->fit * ONE - price->y - ((weight * price->z) >> 16);
}

/* What the prices leave of each partner, when dream i asks for its best. */
static void ask(descent *d, const fl_fit *from, size_t count, size_t i, fl_assign_wide *sum)
{
	const fl_fit *best = NULL;
	bool fixed = d->s->forced[i] != FL_UNASSIGNED;
	int64_t most = fixed ? INT64_MIN : 0;
	for (size_t k = 0; k < count; k++) {
		int64_t net = net_of(d, &from[k], d->weight[i]);
		if (net > most) {
			most = net;
			best = &from[k];
		}
	}
	*sum += best || !fixed ? most : 0;
	if (best) {
		d->slope[best->partner].y--;
		d->slope[best->partner].z -= d->weight[i];
	}
}

static int64_t measure(descent *d)
{
	const fl_assign_case *c = d->s->c;
	fl_assign_wide sum = 0;
	for (size_t p = 0; p < c->num_partners; p++) {
		const fl_place *place = &c->places[p];
		int64_t places = d->at[p].y > 0 || place->least == 0 ? place->most : place->least;
		d->slope[p] = (way){ places, d->money[p] < 0 ? 0 : d->money[p] };
		sum += (fl_assign_wide)d->at[p].y * places + (d->money[p] < 0 ? 0 : ((fl_assign_wide)d->at[p].z * d->money[p]) >> 16);
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		ask(d, d->near + d->start[i], d->start[i + 1] - d->start[i], i, &sum);
	return sum > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)sum;
}

/* Keep the pairings that are no more than 'reach' behind the best of their dream. */
static void look(descent *d, int64_t reach)
{
	const fl_assign_case *c = d->s->c;
	size_t n = 0;
	for (size_t i = 0; i < c->num_dreams; i++) {
		int64_t least = -reach;
		d->start[i] = n;
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++) {
			int64_t net = net_of(d, &c->fits[k], d->weight[i]);
			least = net - reach > least ? net - reach : least;
		}
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++)
			if (d->s->forced[i] != FL_UNASSIGNED || net_of(d, &c->fits[k], d->weight[i]) >= least)
				d->near[n++] = c->fits[k];
	}
	d->start[c->num_dreams] = n;
}

/* The mean of the last ways, without those that lead out of what prices may be; the square of its length. */
static fl_assign_wide turn(descent *d)
{
	const fl_assign_case *c = d->s->c;
	fl_assign_wide square = 0;
	for (size_t p = 0; p < c->num_partners; p++) {
		way *m = &d->mean[p];
		m->y = (3 * m->y + 2 * MEAN * d->slope[p].y) / 5;
		m->z = (3 * m->z + 2 * (int64_t)((fl_assign_wide)MEAN * d->slope[p].z / UNIT)) / 5;
		if (d->at[p].y <= 0 && m->y > 0 && c->places[p].least == 0)
			m->y = 0;
		if (d->money[p] < 0 || (d->at[p].z <= 0 && m->z > 0))
			m->z = 0;
		square += (fl_assign_wide)m->y * m->y + (fl_assign_wide)m->z * m->z;
	}
	return square;
}

static void step(descent *d)
{
	const fl_assign_case *c = d->s->c;
	fl_assign_wide square = turn(d);
	fl_assign_wide far = ((fl_assign_wide)(d->bound - d->target) * d->length >> 20) * MEAN;
	for (size_t p = 0; square > 0 && p < c->num_partners; p++) {
		way *price = &d->at[p];
		int64_t y_most = INT64_C(1) << 50;
		price->y -= (int64_t)(far * d->mean[p].y / square);
		price->z -= (int64_t)(far * d->mean[p].z / square);
		if (price->y < 0 && c->places[p].least == 0)
			price->y = 0;
		price->y = price->y > y_most ? y_most : price->y < -y_most ? -y_most : price->y;
		price->z = price->z < 0 ? 0 : price->z > d->z_most ? d->z_most : price->z;
	}
}

static void back_to_best(descent *d)
{
	size_t bytes = d->s->c->num_partners * sizeof *d->at;
	memcpy(d->at, d->best, bytes);
	memset(d->mean, 0, bytes);
	d->idle = 0;
}

static void note(descent *d)
{
	if (d->value < d->bound) {
		d->idle = d->bound - d->value > d->bound >> 27 ? 0 : d->idle + 1;
		d->bound = d->value;
		memcpy(d->best, d->at, d->s->c->num_partners * sizeof *d->at);
	} else {
		d->idle++;
	}
	if (d->idle < PATIENCE)
		return;
	d->length = (d->length * SHORTEN) >> 16;
	back_to_best(d);
}

/* The prices as a proof states them. */
static void write_down(const descent *d, int64_t *ret)
{
	size_t count = d->s->c->num_partners;
	for (size_t p = 0; p < count; p++) {
		ret[p] = d->safe[p].y * (d->s->scale / ONE);
		ret[count + p] = (int64_t)((fl_assign_wide)d->safe[p].z * (d->s->scale / ONE) * d->s->fine / d->s->usual);
	}
}

/* What was best over the pairings at hand, seen over all of them; if it is no better than before, back, with shorter steps. */
static void look_around(descent *d, bool all)
{
	size_t bytes = d->s->c->num_partners * sizeof *d->at;
	back_to_best(d);
	look(d, INT64_MAX / 4);
	int64_t value = measure(d);
	if (value < d->safe_bound) {
		d->safe_bound = value;
		memcpy(d->safe, d->at, bytes);
	} else {
		memcpy(d->at, d->safe, bytes);
		memcpy(d->best, d->safe, bytes);
		d->length = (d->length * SHORTEN) >> 16;
	}
	d->bound = d->safe_bound;
	if (!all)
		look(d, d->bound / (int64_t)(d->s->c->num_dreams + 1) / 6);
}

bool fl_assign_descend(fl_assign_search *s, int64_t *ret)
{
	fl_arena arena = FL_ARENA_INIT;
	descent d;
	bool ready = init(&d, &arena, s);
	if (ready) {
		d.safe_bound = INT64_MAX;
		look_around(&d, true);
		d.target = d.bound / 10 * 7;
	}
	for (int n = 1; ready && n <= STEPS && d.length >= SHORTEST; n++) {
		d.value = measure(&d);
		note(&d);
		step(&d);
		if (n >= WHOLE && n % LOOK == 0)
			look_around(&d, false);
	}
	if (ready) {
		look_around(&d, true);
		write_down(&d, ret);
	}
	fl_arena_release(&arena);
	return ready;
}
