/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_anneal.c - good assignments where money is limited: simulated annealing at the prices of the bound.
 *
 * What an assignment lacks to the bound of a set of prices is made of small parts: what each dream loses against its best pairing, and what
 * each partner leaves of its places and its money, at their prices. The walk makes the sum of these small, so it sees at once what a sum
 * left over is worth, where the fits alone say nothing. More money than a partner has costs its price and a fixed fine. A move brings a
 * dream to another partner; where that has no room, another dream leaves it, for the first one's partner or for a third. Only pairings that
 * lose little take part. It begins where assign_priced.c ends, and not hot: from a bad start such a walk never comes near. At the end what is too much is given back, and a short walk that keeps all limits follows.
 *
 * Costs are parts of a point of fit, 1/2^20; everything that decides is a whole number, the random numbers are a fixed sequence, and the
 * work is counted in moves. Annealing: Kirkpatrick, Gelatt and Vecchi, Science 220, 1983; moves: Yagiura, Ibaraki and Glover, An ejection
 * chain approach for the generalized assignment problem, INFORMS Journal on Computing 16, 2004.
 */
#include "allocate/assign_money.h"
#include "allocate/chance.h"

#include "base/error.h"

#include <string.h>

enum {
	ROUNDS = 256,         /* of the temperature, between ... */
	HOTTEST = 6,          /* ... this, in thousandths of the mean fit of the dreams, and an eighth of it */
	COLDEST = 1,          /* the same, of the walk that keeps all limits */
	NEAR = 62,            /* pairings that lose no more than this take part */
	FINE = 100,           /* of a partner with too much money, and a quarter of one place too many or too few */
	MOVES_FIXED = 8000000,
	MOVES_A_DREAM = 1000
};

typedef struct choice { /* of a dream */
	uint32_t partner;   /* num_partners: nobody */
	int64_t loss;
} choice;

typedef struct stay { /* of a partner */
	int64_t load;
	fl_money spent;
	int64_t place, money, over; /* prices; of money: of 2^shift units, left over and beyond the limit */
	uint32_t *dreams;
	uint32_t len, room; /* of that list */
} stay;

typedef struct walk {
	fl_assign_search *s;
	const fl_assign_case *c;
	uint32_t nobody;
	size_t *start;
	choice *options;
	uint32_t *movable; /* dreams with more than one option */
	uint32_t num_movable;
	uint32_t *at;      /* per dream: its option */
	uint32_t *pos;     /* per dream: in the list of its partner */
	stay *stays;
	int shift;
	int64_t fine, temperature, cost, best_cost;
	size_t outside;
	bool strict;       /* no move out of the limits */
	uint32_t *best;    /* the same, of the best that keeps all limits */
	bool found;
	uint64_t random;
} walk;

/* ---- costs ------------------------------------------------------------------------------------------------------------- */

static bool breaks(const walk *w, uint32_t p, int64_t load, fl_money spent)
{
	const fl_place *place = &w->c->places[p];
	return p != w->nobody && (load > place->most || load < place->least || (place->money >= 0 && spent > place->money));
}

/* What a partner with so many dreams, and so much money, adds to the cost. */
static int64_t cost_of(const walk *w, uint32_t p, int64_t load, fl_money spent)
{
	const stay *x = &w->stays[p];
	const fl_place *place = &w->c->places[p];
	int64_t cost = 0;
	if (p == w->nobody)
		return 0;
	if (place->money >= spent)
		cost = x->money * ((place->money - spent) >> w->shift);
	else if (place->money >= 0)
		cost = w->fine + x->over * ((spent - place->money) >> w->shift);
	if (load > place->most)
		cost += 4 * w->fine * (load - place->most);
	else if (x->place > 0)
		cost += x->place * (place->most - load);
	if (load < place->least)
		cost += 4 * w->fine * (place->least - load);
	else if (x->place < 0)
		cost += -x->place * (load - place->least);
	return cost;
}

/* ... and what changes when it has 'dreams' more, with 'brings'. */
static int64_t change_of(const walk *w, uint32_t p, int64_t dreams, fl_money brings)
{
	const stay *x = &w->stays[p];
	return cost_of(w, p, x->load + dreams, x->spent + brings) - cost_of(w, p, x->load, x->spent);
}

static bool would_break(const walk *w, uint32_t p, int64_t dreams, fl_money brings)
{
	return breaks(w, p, w->stays[p].load + dreams, w->stays[p].spent + brings);
}

static bool has_room(const walk *w, uint32_t p, fl_money brings)
{
	const stay *x = &w->stays[p];
	const fl_place *place = &w->c->places[p];
	return p == w->nobody || (x->load < place->most && (place->money < 0 || brings <= place->money - x->spent));
}

/* Only walks that are strict ask this: a partner within its limits stays so. */
static bool is_barred(const walk *w, uint32_t p, int64_t dreams, fl_money brings)
{
	return w->strict && would_break(w, p, dreams, brings) && !would_break(w, p, 0, 0);
}

/* ---- making ------------------------------------------------------------------------------------------------------------ */

static void stand(walk *w, uint32_t dream, uint32_t p)
{
	stay *x = &w->stays[p];
	w->outside -= breaks(w, p, x->load, x->spent);
	w->pos[dream] = x->len;
	x->dreams[x->len++] = dream;
	x->load++;
	x->spent += w->c->brings[dream];
	w->outside += breaks(w, p, x->load, x->spent);
}

static void leave(walk *w, uint32_t dream, uint32_t p)
{
	stay *x = &w->stays[p];
	uint32_t last = x->dreams[--x->len];
	w->outside -= breaks(w, p, x->load, x->spent);
	x->dreams[w->pos[dream]] = last;
	w->pos[last] = w->pos[dream];
	x->load--;
	x->spent -= w->c->brings[dream];
	w->outside += breaks(w, p, x->load, x->spent);
}

static void move(walk *w, uint32_t dream, uint32_t option)
{
	leave(w, dream, w->options[w->at[dream]].partner);
	w->at[dream] = option;
	stand(w, dream, w->options[option].partner);
}

static bool make(walk *w)
{
	const fl_assign_case *c = w->c;
	fl_arena *arena = &w->s->arena;
	w->nobody = (uint32_t)c->num_partners;
	w->start = fl_arena_array(arena, c->num_dreams + 1, sizeof *w->start);
	w->options = fl_arena_array(arena, c->start[c->num_dreams] + c->num_dreams + 1, sizeof *w->options);
	w->movable = fl_arena_array(arena, c->num_dreams + 1, sizeof *w->movable);
	w->at = fl_arena_array(arena, c->num_dreams + 1, sizeof *w->at);
	w->best = fl_arena_array(arena, c->num_dreams + 1, sizeof *w->best);
	w->pos = fl_arena_array(arena, c->num_dreams + 1, sizeof *w->pos);
	w->stays = fl_arena_array(arena, c->num_partners + 1, sizeof *w->stays);
	return w->start && w->options && w->movable && w->at && w->best && w->pos && w->stays;
}

static void add_option(walk *w, size_t *n, uint32_t partner, int64_t loss)
{
	w->options[(*n)++] = (choice){ partner, loss };
	w->stays[partner].room++;
}

/* The options of each dream: what loses little at these prices, and nobody. */
static bool list_options(walk *w, const int64_t *prices, int64_t near)
{
	const fl_assign_case *c = w->c;
	size_t n = 0;
	for (size_t i = 0; i < c->num_dreams; i++) {
		int64_t gain = (int64_t)(fl_assign_gain(w->s, prices, i) / w->s->fine);
		bool free = w->s->forced[i] == FL_UNASSIGNED;
		w->start[i] = n;
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++) {
			int64_t loss = gain - (int64_t)(fl_assign_net(w->s, prices, k, i) / w->s->fine);
			if (loss <= near || !free)
				add_option(w, &n, c->fits[k].partner, loss);
		}
		if (free)
			add_option(w, &n, w->nobody, gain);
		w->start[i + 1] = n;
		if (n - w->start[i] > 1)
			w->movable[w->num_movable++] = (uint32_t)i;
	}
	for (uint32_t p = 0; p <= w->nobody; p++) {
		stay *x = &w->stays[p];
		x->dreams = fl_arena_array(&w->s->arena, x->room + 1, sizeof *x->dreams);
		if (!x->dreams)
			return false;
	}
	return true;
}

static void set_prices(walk *w, const int64_t *prices)
{
	const fl_assign_case *c = w->c;
	size_t count = c->num_partners;
	fl_assign_wide mean = 0, most;
	fl_money sum = 0;
	for (size_t i = 0; i < c->num_dreams; i++)
		sum += c->brings[i];
	while (sum >> w->shift > INT64_C(1) << 30)
		w->shift++;
	for (size_t p = 0; p < count; p++)
		mean += ((fl_assign_wide)prices[count + p] << w->shift) / w->s->fine;
	mean /= (fl_assign_wide)count;
	most = (INT64_C(1) << 60) / ((sum >> w->shift) + 1);
	for (size_t p = 0; p < count; p++) {
		stay *x = &w->stays[p];
		fl_assign_wide price = ((fl_assign_wide)prices[count + p] << w->shift) / w->s->fine;
		price = price < most ? price : most;
		x->place = prices[p];
		x->money = (int64_t)price;
		x->over = (int64_t)(price > mean ? price : mean < most ? mean : most);
	}
}

/* The option of a dream at a partner; UINT32_MAX none. */
static uint32_t option_at(const walk *w, uint32_t dream, uint32_t partner)
{
	for (size_t k = w->start[dream]; k < w->start[dream + 1]; k++)
		if (w->options[k].partner == partner)
			return (uint32_t)k;
	return UINT32_MAX;
}

/* Every dream goes where it was before, if that is an option. */
static void begin(walk *w, const uint32_t *before)
{
	for (uint32_t p = 0; p < w->nobody; p++)
		w->outside += breaks(w, p, 0, 0);
	for (size_t i = 0; i < w->c->num_dreams; i++) {
		uint32_t known = before[i] == FL_UNASSIGNED ? UINT32_MAX : option_at(w, (uint32_t)i, before[i]);
		w->at[i] = known == UINT32_MAX ? (uint32_t)w->start[i + 1] - 1 : known; /* the last is nobody, or where it is fixed */
		stand(w, (uint32_t)i, w->options[w->at[i]].partner);
	}
}

/* ---- walking ----------------------------------------------------------------------------------------------------------- */

static int64_t total_cost(const walk *w)
{
	int64_t cost = 0;
	for (size_t i = 0; i < w->c->num_dreams; i++)
		cost += w->options[w->at[i]].loss;
	for (uint32_t p = 0; p < w->nobody; p++)
		cost += cost_of(w, p, w->stays[p].load, w->stays[p].spent);
	return cost;
}

static bool accepts(walk *w, int64_t cost)
{
	return cost <= 0 || cost < (int64_t)((fl_assign_wide)w->temperature * fl_chance_exponential(&w->random) >> 20);
}

/* Another option of a dream than the one it has; it has two at least. */
static uint32_t other_option(walk *w, uint32_t dream, uint32_t random)
{
	uint32_t k = (uint32_t)w->start[dream] + fl_chance_pick(random, (uint32_t)(w->start[dream + 1] - w->start[dream]) - 1);
	return k >= w->at[dream] ? k + 1 : k;
}

static int64_t loss_of(const walk *w, uint32_t dream, uint32_t option)
{
	return w->options[option].loss - w->options[w->at[dream]].loss;
}

static void try_shift(walk *w, uint32_t dream, uint32_t option)
{
	uint32_t from = w->options[w->at[dream]].partner, to = w->options[option].partner;
	fl_money b = w->c->brings[dream];
	if (is_barred(w, from, -1, -b) || is_barred(w, to, 1, b))
		return;
	int64_t cost = loss_of(w, dream, option) + change_of(w, from, -1, -b) + change_of(w, to, 1, b);
	if (!accepts(w, cost))
		return;
	w->cost += cost;
	move(w, dream, option);
}

/* The dream goes where there is no room; another leaves, for the partner of the first one or for a third. */
static void try_exchange(walk *w, uint32_t dream, uint32_t option, uint64_t random)
{
	uint32_t from = w->options[w->at[dream]].partner, to = w->options[option].partner;
	const stay *x = &w->stays[to];
	uint32_t other = x->dreams[fl_chance_pick((uint32_t)random, x->len)];
	uint32_t goes = UINT32_MAX;
	if (w->start[other + 1] - w->start[other] < 2)
		return;
	if (random >> 63)
		goes = option_at(w, other, from);
	if (goes == UINT32_MAX)
		goes = other_option(w, other, (uint32_t)(random >> 31));
	uint32_t third = w->options[goes].partner;
	fl_money b = w->c->brings[dream], o = w->c->brings[other];
	fl_money back = third == from ? o : 0;
	int64_t stays = third == from ? 0 : -1;
	if (is_barred(w, to, 0, b - o) || is_barred(w, from, stays, back - b) || (third != from && is_barred(w, third, 1, o)))
		return;
	int64_t cost = loss_of(w, dream, option) + loss_of(w, other, goes) + change_of(w, to, 0, b - o) +
		       change_of(w, from, stays, back - b) + (third != from ? change_of(w, third, 1, o) : 0);
	if (!accepts(w, cost))
		return;
	w->cost += cost;
	move(w, dream, option);
	move(w, other, goes);
}

static void note(walk *w)
{
	if (w->outside > 0 || w->cost >= w->best_cost)
		return;
	w->best_cost = w->cost;
	w->found = true;
	memcpy(w->best, w->at, w->c->num_dreams * sizeof *w->best);
}

static void step(walk *w)
{
	uint64_t random = fl_chance_next(&w->random);
	uint32_t dream = w->movable[fl_chance_pick((uint32_t)random, w->num_movable)];
	uint32_t option = other_option(w, dream, (uint32_t)(random >> 32));
	uint32_t to = w->options[option].partner;
	random = fl_chance_next(&w->random);
	bool room = has_room(w, to, w->c->brings[dream]);
	if (room || w->stays[to].len == 0 || (!w->strict && (random >> 29 & 3) == 0))
		try_shift(w, dream, option);
	else
		try_exchange(w, dream, option, random);
	note(w);
}

static void go(walk *w, int64_t unit, int64_t moves)
{
	int64_t hottest = unit * HOTTEST / 1000, coldest = unit * COLDEST / 1000;
	w->cost = total_cost(w);
	note(w);
	w->temperature = w->strict ? coldest : hottest;
	for (int round = 0; round < ROUNDS; round++) {
		for (int64_t n = moves / ROUNDS; n > 0; n--)
			step(w);
		if (!w->strict) /* geometric: to an eighth in 256 rounds of 2^(-3/256) */
			w->temperature = (int64_t)((fl_assign_wide)w->temperature * 65005 >> 16);
	}
}

/* ---- the end ----------------------------------------------------------------------------------------------------------- */

/* Of the dreams of a partner the one that loses least when it goes to nobody; UINT32_MAX none may. */
static uint32_t cheapest(const walk *w, const stay *x)
{
	uint32_t best = UINT32_MAX;
	int64_t least = INT64_MAX;
	for (uint32_t n = 0; n < x->len; n++) {
		uint32_t k = option_at(w, x->dreams[n], w->nobody);
		if (k == UINT32_MAX || loss_of(w, x->dreams[n], k) >= least)
			continue;
		least = loss_of(w, x->dreams[n], k);
		best = x->dreams[n];
	}
	return best;
}

/* What is too much is given back. */
static void give_back(walk *w)
{
	for (uint32_t p = 0; p < w->nobody; p++) {
		const stay *x = &w->stays[p];
		const fl_place *place = &w->c->places[p];
		while (x->load > place->most || (place->money >= 0 && x->spent > place->money)) {
			uint32_t dream = cheapest(w, x);
			if (dream == UINT32_MAX)
				break;
			move(w, dream, option_at(w, dream, w->nobody));
		}
	}
}

static void go_back(walk *w)
{
	for (size_t i = 0; w->found && i < w->c->num_dreams; i++)
		if (w->at[i] != w->best[i])
			move(w, (uint32_t)i, w->best[i]);
}

static void take(walk *w)
{
	fl_assign_search *s = w->s;
	int64_t total = 0;
	for (size_t i = 0; i < w->c->num_dreams; i++) {
		uint32_t p = w->options[w->best[i]].partner;
		s->trial[i] = p == w->nobody ? FL_UNASSIGNED : p;
		total += p == w->nobody ? 0 : fl_assign_fit(w->c, i, p);
	}
	if (total <= s->best_total)
		return;
	s->best_total = total;
	memcpy(s->best, s->trial, w->c->num_dreams * sizeof *s->best);
}

fl_status fl_assign_anneal(fl_assign_search *s, const int64_t *prices, const uint32_t *before, fl_error *err)
{
	walk w = { .s = s, .c = s->c, .best_cost = INT64_MAX, .random = 1 };
	int64_t unit = fl_assign_usual_fit(s->c), dreams = (int64_t)s->c->num_dreams;
	int64_t moves = dreams < 360 ? 64 * dreams * dreams : MOVES_FIXED + MOVES_A_DREAM * dreams;
	w.fine = unit * FINE / 1000;
	if (!make(&w) || !list_options(&w, prices, unit * NEAR / 1000))
		return fl_enomem(err);
	set_prices(&w, prices);
	begin(&w, before);
	if (w.num_movable > 0) {
		go(&w, unit, moves);
		go_back(&w);
		give_back(&w);
		w.strict = true;
		go(&w, unit, moves / 4);
	}
	if (w.found)
		take(&w);
	return FL_OK;
}
