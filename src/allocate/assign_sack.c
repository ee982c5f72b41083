/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_sack.c - the knapsack of one partner, exact.
 *
 * With prices y for a place and z for a unit of money every choice is worth no more than
 *
 *     bound = sum of max(0, net_i)  +  y x places  +  z x money,     net_i = fit_i - value_i - y - brings_i z
 *
 * and a choice that leaves out an item whose net is above 0, or takes one whose net is below, is worth less by so much at least. At good prices
 * (they solve the linear program: z by halving, y from the item that is one too many) few such turns lie within what the best choice lacks to
 * the bound. So sets of turns are gone through, the cheapest first, with an allowance that is doubled until a choice is found that keeps the
 * limits (the core of Balas and Zemel, An algorithm for large zero-one knapsack problems, Operations Research 28, 1980). Where that takes too
 * long the allowance that was searched in full still lowers the bound.
 *
 * Whole numbers only. What a sum costs is rounded down for each dream, and for the money of the partner as a whole, so the bound holds exactly.
 */
#include "allocate/assign_sack.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define CLIP (INT64_C(1) << 60)

enum {
	STEPS = 28,     /* of halving */
	TURNS = 128,    /* two words of bits */
	PARTS = 4096,   /* of one half */
	JOINS = 40000,
	NARROW = 14     /* z is found to within so many bits */
};

typedef struct fl_sack_core {
	uint32_t item;
	int64_t worth;   /* fit - value */
	fl_money brings;
	int64_t net;     /* of turns: what it costs */
	int64_t count;   /* of turns: 1 or -1 */
} core;

typedef struct fl_sack_part { /* a set of turns of one half */
	fl_money spent;
	int64_t worth, lost;
	uint64_t turns;
	int64_t count;
} part;

typedef struct search {
	const fl_sack *sack;
	const core *turns;
	size_t num_turns;
	int shift;
	int64_t bound, allowance;
	uint64_t best[2]; /* turns with even and with odd numbers */
	bool found, cut_off;
} search;

bool fl_sack_desk_init(fl_sack_desk *desk, fl_arena *arena, size_t most, int64_t scale, int64_t fine)
{
	desk->core = fl_arena_array(arena, most + 1, sizeof *desk->core);
	desk->turns = fl_arena_array(arena, most + 1, sizeof *desk->turns);
	desk->nets = fl_arena_array(arena, most + 1, sizeof *desk->nets);
	for (int k = 0; k < 3; k++)
		desk->parts[k] = fl_arena_array(arena, PARTS, sizeof *desk->parts[k]);
	desk->scale = scale;
	desk->shift = __builtin_ctzll((unsigned long long)fine);
	return desk->core && desk->turns && desk->nets && desk->parts[0] && desk->parts[1] && desk->parts[2];
}

static int64_t cost(fl_money brings, int64_t z, int shift)
{
	wide product = (wide)brings * z >> shift;
	return product > CLIP ? CLIP : (int64_t)product;
}

/* ---- prices ------------------------------------------------------------------------------------------------------------ */

typedef struct priced { /* the linear program at some price of money */
	int64_t y;
	wide spent;
} priced;

/* The 'rank'-th largest of n numbers, from 1; those before it are no smaller then. */
static int64_t select(int64_t *a, size_t n, size_t rank)
{
	size_t lo = 0, hi = n - 1, k = rank - 1;
	while (lo < hi) {
		int64_t pivot = a[lo + (hi - lo) / 2];
		size_t i = lo, j = hi;
		while (i <= j) {
			while (a[i] > pivot)
				i++;
			while (a[j] < pivot)
				j--;
			if (i > j)
				break;
			int64_t t = a[i];
			a[i++] = a[j];
			a[j] = t;
			if (j == 0)
				break;
			j--;
		}
		if (k <= j && j < hi)
			hi = j;
		else if (k >= i && i > lo)
			lo = i;
		else
			break;
	}
	return a[k];
}

/* The price of a place between the last item that has one and the first that has none. */
static int64_t between(int64_t *nets, size_t n, int64_t places)
{
	int64_t next = INT64_MIN;
	if (places <= 0)
		return select(nets, n, 1);
	int64_t last = select(nets, n, (size_t)places);
	for (size_t k = (size_t)places; k < n; k++)
		next = nets[k] > next ? nets[k] : next;
	return next == INT64_MIN ? last : last / 2 + next / 2;
}

static priced price_at(const fl_sack *s, const core *items, size_t n, int64_t most, int64_t least, int64_t z, fl_sack_desk *d)
{
	int64_t positive = 0;
	priced p = { 0, 0 };
	for (size_t k = 0; k < n; k++) {
		d->nets[k] = items[k].worth - (s->limited ? cost(items[k].brings, z, d->shift) : 0);
		positive += d->nets[k] > 0;
	}
	if (positive > most)
		p.y = between(d->nets, n, most);
	else if (positive < least && least <= (int64_t)n)
		p.y = between(d->nets, n, least);
	for (size_t k = 0; k < n; k++)
		if (items[k].worth - (s->limited ? cost(items[k].brings, z, d->shift) : 0) > p.y)
			p.spent += items[k].brings;
	return p;
}

/* Prices for the items at hand, which share what is left of places and money. */
static void set_prices(fl_sack *s, size_t n, int64_t most, int64_t least, wide money, fl_sack_desk *d)
{
	int64_t low = 0, high, z = s->z;
	priced p = price_at(s, d->core, n, most, least, z, d);
	if (!s->limited || (z == 0 && p.spent <= money)) {
		s->y = p.y;
		return;
	}
	int64_t stride = z / 32 + 1;
	bool up = p.spent > money;
	for (int k = 0; k < STEPS; k++) { /* the price lies between z and a step from it */
		int64_t next = up ? z + stride : z > stride ? z - stride : 0;
		p = price_at(s, d->core, n, most, least, next, d);
		low = up ? z : next;
		high = up ? next : z;
		if ((p.spent > money) != up || next == 0 || next > CLIP / 8)
			break;
		z = next;
		stride = stride < CLIP / 8 ? stride * 4 : stride;
	}
	if (low == 0 && p.spent <= money && !up) {
		s->z = 0;
		s->y = p.y;
		return;
	}
	for (int k = 0; k < STEPS && high - low > (high >> NARROW) + 1; k++) {
		int64_t middle = low + (high - low) / 2;
		p = price_at(s, d->core, n, most, least, middle, d);
		if (p.spent > money)
			low = middle;
		else
			high = middle;
	}
	s->z = high;
	s->y = price_at(s, d->core, n, most, least, high, d).y;
}

/* ---- turns ------------------------------------------------------------------------------------------------------------- */

/* The sets of every second turn that stay within the allowance, those that bring least first, into 'ret'; 'spare' is as large. */
static size_t halve(search *h, size_t first, part **ret, part **spare)
{
	size_t n = 1, odd = first & 1;
	(*ret)[0] = (part){ 0 };
	for (size_t k = h->num_turns; k-- > 0;) {
		const core *t = &h->turns[k];
		size_t at = 0, a = 0, b = 0;
		part *old = *ret, *new = *spare;
		if ((k & 1) != odd)
			continue;
		while (a < n || b < n) { /* those without the turn, and those with it, both in order */
			if (b < n && old[b].lost + t->net >= h->allowance) {
				b++;
				continue;
			}
			if (at == PARTS) {
				h->cut_off = true;
				return 0;
			}
			if (b == n || (a < n && old[a].spent <= old[b].spent + t->brings)) {
				new[at++] = old[a++];
				continue;
			}
			new[at] = old[b++];
			new[at].spent += t->brings;
			new[at].worth += t->worth;
			new[at].lost += t->net;
			new[at].count += t->count;
			new[at++].turns |= UINT64_C(1) << (k / 2);
		}
		n = at;
		*ret = new;
		*spare = old;
	}
	return n;
}

/* A set of each half: of those that keep the limit in money the ones that leave little of it. */
static void join(search *h, int64_t worth, fl_money spent, int64_t count, const part *even, size_t n, const part *odd, size_t m)
{
	const fl_sack *s = h->sack;
	size_t steps = 0;
	for (size_t a = 0; a < n; a++) {
		fl_money money = s->money - spent - even[a].spent;
		int64_t w = worth + even[a].worth, c = count + even[a].count;
		while (m > 0 && odd[m - 1].spent > money)
			m--;
		for (size_t b = m; b-- > 0;) {
			if (even[a].lost + cost(money - odd[b].spent, s->z, h->shift) >= h->allowance)
				break;
			if (++steps > JOINS) {
				h->cut_off = true;
				return;
			}
			int64_t all = c + odd[b].count;
			if (all < s->least || all > s->most || h->bound - w - odd[b].worth >= h->allowance)
				continue;
			h->allowance = h->bound - w - odd[b].worth;
			h->best[0] = even[a].turns;
			h->best[1] = odd[b].turns;
			h->found = true;
		}
	}
}

/* What may turn within the allowance, the cheapest first; more than TURNS are too many, and are not counted on. */
static size_t list_turns(const core *items, size_t n, int64_t allowance, core *turns)
{
	size_t count = 0;
	for (size_t k = 0; k < n; k++) {
		bool in = items[k].net > 0;
		core t = { items[k].item, in ? -items[k].worth : items[k].worth, in ? -items[k].brings : items[k].brings,
			   in ? items[k].net : -items[k].net, in ? -1 : 1 };
		if (t.net >= allowance)
			continue;
		if (count == TURNS)
			return TURNS + 1;
		size_t at = count++;
		for (; at > 0 && turns[at - 1].net > t.net; at--)
			turns[at] = turns[at - 1];
		turns[at] = t;
	}
	return count;
}

/* ---- the call ---------------------------------------------------------------------------------------------------------- */

typedef struct basis { /* the items whose net is above 0 */
	int64_t bound, worth, count;
	fl_money spent;
} basis;

static void write_choice(fl_sack *s, const search *h, size_t n, fl_sack_desk *d)
{
	s->num_chosen = 0;
	for (size_t k = 0; k < h->num_turns; k++) { /* a turn is marked at its item */
		const core *t = &h->turns[k];
		if ((h->best[k & 1] >> (k / 2) & 1) == 0)
			continue;
		for (size_t j = 0; j < n; j++)
			if (d->core[j].item == t->item)
				d->core[j].net = t->count;
	}
	for (size_t j = 0; j < n && s->num_chosen < s->most; j++)
		if (d->core[j].net > 0)
			s->chosen[s->num_chosen++] = d->core[j].item;
}

/* Items whose net at the old prices is above -reach; how many. */
static size_t gather(const fl_sack *s, const int64_t *value, const uint32_t *zone, int64_t reach, fl_sack_desk *d)
{
	size_t n = 0;
	for (uint32_t k = 0; k < s->num_items; k++) {
		const fl_sack_item *item = &s->items[k];
		int64_t worth = item->fit * d->scale - value[item->dream];
		int64_t net = worth - s->y - cost(item->brings, s->z, d->shift);
		if (net > -reach && zone[item->dream] == s->zone)
			d->core[n++] = (core){ .item = k, .worth = worth, .brings = item->brings };
	}
	return n;
}

static basis take_nets(const fl_sack *s, size_t n, fl_sack_desk *d)
{
	basis b = { .bound = s->y * (s->y > 0 ? s->most : s->least) + cost(s->money, s->z, d->shift) };
	for (size_t k = 0; k < n; k++) {
		core *x = &d->core[k];
		x->net = x->worth - s->y - cost(x->brings, s->z, d->shift);
		if (x->net <= 0)
			continue;
		b.bound += x->net;
		b.worth += x->worth;
		b.spent += x->brings;
		b.count++;
	}
	return b;
}

/* Search with this allowance; what it proves. */
static void search_within(fl_sack *s, const basis *b, size_t n, int64_t allowance, search *h, fl_sack_desk *d)
{
	*h = (search){ .sack = s, .turns = d->turns, .shift = d->shift, .bound = b->bound, .allowance = allowance };
	h->num_turns = list_turns(d->core, n, allowance, d->turns);
	h->cut_off = h->num_turns > TURNS;
	if (h->cut_off)
		return;
	size_t even = halve(h, 0, &d->parts[0], &d->parts[2]), odd = halve(h, 1, &d->parts[1], &d->parts[2]);
	if (!h->cut_off)
		join(h, b->worth, b->spent, b->count, d->parts[0], even, d->parts[1], odd);
}

/* How far the nets of items that were left out may have come up since the prices were others. */
static int64_t drift(const fl_sack *s, int64_t y, int64_t z, fl_sack_desk *d)
{
	int64_t dearer = s->y > y ? s->y - y : y - s->y, by = s->z > z ? s->z - z : z - s->z;
	return dearer + cost(s->heaviest, by, d->shift) + 1;
}

void fl_sack_choose(fl_sack *s, const int64_t *value, const uint32_t *zone, fl_sack_desk *d)
{
	int64_t reach = 16 * d->scale, allowance = s->gap + s->gap / 4 + d->scale / 4, proven = 0;
	int64_t y = s->y, z = s->z;
	size_t n = gather(s, value, zone, reach, d);
	search h;
	set_prices(s, n, s->most, s->least, s->money, d);
	reach -= drift(s, y, z, d);
	for (;;) {
		if (allowance > reach && reach < CLIP / 16) {
			reach = 4 * allowance;
			n = gather(s, value, zone, reach, d);
		}
		basis b = take_nets(s, n, d);
		search_within(s, &b, n, allowance, &h, d);
		s->worth = b.bound - (h.found && !h.cut_off ? h.allowance : proven);
		if (h.cut_off || h.found || allowance > CLIP / 16)
			break;
		proven = allowance;
		allowance *= 2;
	}
	s->num_chosen = 0;
	s->found = FL_SACK_NOTHING;
	s->cut_off = h.cut_off;
	if (!h.found)
		return;
	write_choice(s, &h, n, d);
	s->found = h.bound - h.allowance;
	s->gap = h.allowance;
}
