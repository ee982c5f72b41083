/* SPDX-License-Identifier: Apache-2.0
 *
 * equal_shares.c - the method of equal shares, as a baseline (Peters, Pierczyński, Skowron, NeurIPS 2021, section 3; the completions as
 * Faliszewski et al., IJCAI 2023, section 5 name them).
 *
 * Everyone who gave a flower holds an equal share of the money and spends it only on dreams they support. A dream can be bought at rho
 * when its supporters, each paying min(what they have left, rho * what it is worth to them), raise its cost; the dream with the
 * least rho is bought, and its supporters pay, until none can be. What it is worth: its cost ("cost"), 1 ("number"), or the flowers
 * given ("flowers"). Ties follow the tie order of the round.
 *
 * Equal shares leave money over. add1: everyone's share grows by one unit of money (a yuan) as often as what is bought still fits the
 * budget. The rest goes to dreams by score ("add1u", "greedy"). "add1-comparison" takes the result of greedy instead if more
 * supporters get more out of it, measured in money spent on what they support.
 *
 * Shares are exact rationals. Supporters who gave the same flowers to the same dreams always hold the same, so they are one kind of
 * supporter. What people hold only shrinks, so rho only grows: a dream is priced again only when its last price is the least.
 */
#include "allocate/room.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#define MOST_ROUNDS 5000 /* of add1 */

typedef struct backer { /* one kind of supporter of one dream */
	uint32_t kind;
	int64_t flowers;
} backer;

typedef struct shares {
	fl_solution *s;
	fl_room room;
	size_t num_dreams;  /* qualified, in tie order: index into s->order */
	backer **backers;   /* per dream */
	size_t *num_backers;
	uint32_t *people;   /* per kind: how many */
	size_t num_kinds;
	size_t num_people;  /* everyone who gave a flower that counts, also to dreams that do not qualify */
	fl_arena arena;
	mpq_t *left;        /* per kind: of the share of one */
	mpq_t *price;       /* per dream: last rho, a lower bound */
	bool *hopeless;     /* per dream: cannot be bought any more */
	bool *bought;       /* per dream */
	bool *priced;       /* scratch, per dream */
	mpq_t *ratio;       /* scratch, per backer: left / worth */
} shares;

/* ---- who supports what ---------------------------------------------------------------------------------------------- */

typedef struct ballot { /* of one giver: a slice of marks */
	uint32_t giver, dream;
	int64_t flowers;
} ballot;

static int by_giver(const void *a, const void *b)
{
	const ballot *x = a, *y = b;
	if (x->giver != y->giver)
		return x->giver < y->giver ? -1 : 1;
	return x->dream < y->dream ? -1 : x->dream > y->dream;
}

/* All marks on qualified dreams, giver by giver; counts everyone who gave. */
static fl_status collect(shares *e, ballot **ret_marks, size_t *ret_count, fl_error *err)
{
	const fl_solution *s = e->s;
	size_t total = 0, all = 0, kept = 0;
	for (size_t i = 0; i < s->num_dreams; i++)
		all += s->dreams[i].num_supporters;
	for (size_t k = 0; k < s->num_order; k++)
		total += s->dreams[s->order[k]].num_supporters;
	ballot *marks = fl_alloc_array(total + 1, sizeof *marks);
	uint32_t *givers = fl_alloc_array(all + 1, sizeof *givers);
	if (!marks || !givers) {
		fl_free(marks);
		fl_free(givers);
		return fl_enomem(err);
	}
	for (uint32_t k = 0; k < s->num_order; k++)
		for (size_t j = 0; j < s->dreams[s->order[k]].num_supporters; j++)
			marks[kept++] = (ballot){ s->dreams[s->order[k]].supporters[j].giver, k,
						  s->dreams[s->order[k]].supporters[j].count };
	qsort(marks, kept, sizeof *marks, by_giver);
	uint32_t most = 0;
	all = 0;
	for (size_t i = 0; i < s->num_dreams; i++)
		for (size_t j = 0; j < s->dreams[i].num_supporters; j++) {
			givers[all++] = s->dreams[i].supporters[j].giver;
			most = givers[all - 1] > most ? givers[all - 1] : most;
		}
	bool *seen = fl_alloc_array((size_t)most + 1, sizeof *seen);
	for (size_t i = 0; seen && i < all; i++) {
		e->num_people += !seen[givers[i]];
		seen[givers[i]] = true;
	}
	bool ok = seen != NULL;
	fl_free(seen);
	fl_free(givers);
	*ret_marks = marks;
	*ret_count = kept;
	return ok ? FL_OK : fl_enomem(err);
}

/* Supporters with equal ballots are one kind: two passes, to number the kinds and to list them under their dreams. */
static fl_status sort_into_kinds(shares *e, const ballot *marks, size_t count, fl_error *err)
{
	typedef struct mark { /* bytes are compared: no padding */
		int64_t dream, flowers;
	} mark;
	fl_map kinds = { 0 };
	fl_status status = FL_OK;
	FL_VEC(uint32_t) people = { 0 };
	mark *key = fl_arena_array(&e->arena, count + 1, sizeof *key);
	uint32_t *kind_of = fl_arena_array(&e->arena, count + 1, sizeof *kind_of); /* per mark; UINT32_MAX: counted already */
	if (!key || !kind_of)
		return fl_enomem(err);
	for (size_t from = 0, to; status == FL_OK && from < count; from = to) {
		for (to = from; to < count && marks[to].giver == marks[from].giver; to++)
			key[to] = (mark){ marks[to].dream, marks[to].flowers };
		size_t kind, fresh = people.len;
		fl_str bytes = { (const char *)&key[from], (to - from) * sizeof *key };
		if (!fl_map_put(&kinds, bytes, fresh, &kind) || (kind == fresh && !fl_vec_push(&people, 0)))
			status = fl_enomem(err);
		for (size_t i = from; status == FL_OK && i < to; i++)
			kind_of[i] = kind == fresh ? (uint32_t)kind : UINT32_MAX;
		if (status == FL_OK)
			people.items[kind]++;
	}
	fl_map_release(&kinds);
	for (size_t i = 0; status == FL_OK && i < count; i++)
		e->num_backers[marks[i].dream] += kind_of[i] != UINT32_MAX;
	for (size_t k = 0; status == FL_OK && k < e->num_dreams; k++) {
		e->backers[k] = fl_arena_array(&e->arena, e->num_backers[k] + 1, sizeof(backer));
		status = e->backers[k] ? FL_OK : fl_enomem(err);
		e->num_backers[k] = 0;
	}
	for (size_t i = 0; status == FL_OK && i < count; i++)
		if (kind_of[i] != UINT32_MAX)
			e->backers[marks[i].dream][e->num_backers[marks[i].dream]++] = (backer){ kind_of[i], marks[i].flowers };
	e->num_kinds = people.len;
	e->people = fl_arena_array(&e->arena, people.len + 1, sizeof *e->people);
	if (status == FL_OK && !e->people)
		status = fl_enomem(err);
	if (status == FL_OK && people.len > 0)
		memcpy(e->people, people.items, people.len * sizeof *people.items);
	fl_vec_release(&people);
	return status;
}

/* ---- buying ----------------------------------------------------------------------------------------------------------- */

static fl_money cost_of(const shares *e, size_t k)
{
	return e->s->program->columns[e->s->class_of[e->s->order[k]]].unit_max;
}

/* What the dream is worth to one of this kind. */
static int64_t worth(const shares *e, size_t k, const backer *b)
{
	switch (e->s->spec->policy.satisfaction) {
	case FL_SATISFIED_BY_COST:
		return cost_of(e, k);
	case FL_SATISFIED_BY_FLOWERS:
		return b->flowers;
	case FL_SATISFIED_BY_NUMBER:
		break;
	}
	return 1;
}

typedef struct ratio_order { /* for qsort, which has no context */
	mpq_srcptr ratio;
	uint32_t at;
} ratio_order;

static int by_ratio(const void *a, const void *b)
{
	const ratio_order *x = a, *y = b;
	int order = mpq_cmp(x->ratio, y->ratio);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The least rho at which the dream's supporters raise its cost; false: they cannot. */
static fl_status price_of(shares *e, size_t k, mpq_t rho, bool *ret_can, fl_error *err)
{
	size_t n = e->num_backers[k], able = 0;
	ratio_order *order = fl_alloc_array(n + 1, sizeof *order);
	mpq_t missing, value, part; /* value: worth to those who do not pay all they have */
	if (!order)
		return fl_enomem(err);
	mpq_inits(missing, value, part, NULL);
	fl_mpq_set_i64(missing, cost_of(e, k), 1);
	for (size_t i = 0; i < n; i++) {
		const backer *b = &e->backers[k][i];
		if (mpq_sgn(e->left[b->kind]) <= 0)
			continue;
		fl_mpq_set_i64(part, worth(e, k, b), 1);
		mpq_div(e->ratio[able], e->left[b->kind], part);
		order[able].ratio = e->ratio[able];
		order[able].at = (uint32_t)i;
		able++;
		fl_mpq_set_i64(rho, e->people[b->kind], 1);
		mpq_mul(part, part, rho);
		mpq_add(value, value, part);
	}
	qsort(order, able, sizeof *order, by_ratio);
	*ret_can = false;
	for (size_t i = 0; i < able; i++) {
		const backer *b = &e->backers[k][order[i].at];
		mpq_div(rho, missing, value);
		if (mpq_cmp(rho, order[i].ratio) <= 0) {
			*ret_can = true;
			break;
		}
		fl_mpq_set_i64(part, e->people[b->kind], 1); /* these pay all they have */
		mpq_mul(rho, part, e->left[b->kind]);
		mpq_sub(missing, missing, rho);
		fl_mpq_set_i64(rho, worth(e, k, b), 1);
		mpq_mul(part, part, rho);
		mpq_sub(value, value, part);
	}
	mpq_clears(missing, value, part, NULL);
	fl_free(order);
	return FL_OK;
}

static void pay(shares *e, size_t k, const mpq_t rho)
{
	mpq_t part;
	mpq_init(part);
	for (size_t i = 0; i < e->num_backers[k]; i++) {
		const backer *b = &e->backers[k][i];
		fl_mpq_set_i64(part, worth(e, k, b), 1);
		mpq_mul(part, part, rho);
		if (mpq_cmp(part, e->left[b->kind]) >= 0)
			mpq_set_ui(e->left[b->kind], 0, 1);
		else
			mpq_sub(e->left[b->kind], e->left[b->kind], part);
	}
	mpq_clear(part);
}

/* The dream that is bought next, and its rho; num_dreams: none. */
static fl_status cheapest(shares *e, size_t *ret, mpq_t rho, fl_error *err)
{
	mpq_t now;
	fl_status status = FL_OK;
	mpq_init(now);
	*ret = e->num_dreams;
	for (;;) { /* the dream with the least known price that has not been priced in this call */
		size_t next = e->num_dreams;
		for (size_t k = 0; k < e->num_dreams; k++)
			if (!e->bought[k] && !e->hopeless[k] && !e->priced[k] &&
			    (next == e->num_dreams || mpq_cmp(e->price[k], e->price[next]) < 0))
				next = k;
		if (next == e->num_dreams || (*ret < e->num_dreams && mpq_cmp(e->price[next], rho) > 0))
			break;
		bool can = false;
		status = price_of(e, next, now, &can, err);
		if (status != FL_OK)
			break;
		e->hopeless[next] = !can;
		e->priced[next] = true; /* priced */
		if (!can)
			continue;
		mpq_set(e->price[next], now);
		int order = *ret < e->num_dreams ? mpq_cmp(now, rho) : -1;
		if (order < 0 || (order == 0 && next < *ret)) {
			*ret = next;
			mpq_set(rho, now);
		}
	}
	memset(e->priced, 0, e->num_dreams * sizeof *e->priced);
	mpq_clear(now);
	return status;
}

/* Equal shares of 'share' for everyone. *ret_fits: what is bought fits the pools. */
static fl_status buy(shares *e, const mpq_t share, bool *ret_fits, fl_error *err)
{
	fl_status status = FL_OK;
	mpq_t rho;
	mpq_init(rho);
	fl_room_clear(&e->room);
	for (size_t g = 0; g < e->num_kinds; g++)
		mpq_set(e->left[g], share);
	for (size_t k = 0; k < e->num_dreams; k++) {
		mpq_set_ui(e->price[k], 0, 1);
		e->bought[k] = false;
		e->hopeless[k] = cost_of(e, k) <= 0;
	}
	*ret_fits = true;
	for (size_t k = 0; status == FL_OK && *ret_fits;) {
		status = cheapest(e, &k, rho, err);
		if (status != FL_OK || k == e->num_dreams)
			break;
		if (!fl_room_take(&e->room, e->s->class_of[e->s->order[k]])) {
			/* over the budget only where shares were raised; a group's maximum takes the dream out */
			*ret_fits = e->room.money[0] >= cost_of(e, k);
			e->hopeless[k] = true;
			continue;
		}
		e->bought[k] = true;
		pay(e, k, rho);
	}
	mpq_clear(rho);
	return status;
}

/* ---- completion ------------------------------------------------------------------------------------------------------- */

/* The rest by score, into 'funded', in the room that is left. */
static fl_status complete_by_score(shares *e, bool *funded, fl_error *err)
{
	fl_turn *turns = fl_turns_by_score(e->s);
	if (!turns)
		return fl_enomem(err);
	for (size_t i = 0; i < e->num_dreams; i++)
		if (!funded[turns[i].order])
			funded[turns[i].order] = fl_room_take(&e->room, e->s->class_of[e->s->order[turns[i].order]]);
	fl_free(turns);
	return FL_OK;
}

/* Do more people get more money spent on what they support by 'other' than by 'ours'? */
static fl_status others_prefer(const shares *e, const bool *ours, const bool *other, bool *ret, fl_error *err)
{
	__int128 *gain = fl_alloc_array(e->num_kinds + 1, sizeof *gain);
	int64_t for_us = 0, against = 0;
	if (!gain)
		return fl_enomem(err);
	for (size_t k = 0; k < e->num_dreams; k++)
		for (size_t i = 0; i < e->num_backers[k]; i++)
			gain[e->backers[k][i].kind] += (other[k] - ours[k]) * (__int128)cost_of(e, k);
	for (size_t g = 0; g < e->num_kinds; g++) {
		against += gain[g] > 0 ? e->people[g] : 0;
		for_us += gain[g] < 0 ? e->people[g] : 0;
	}
	fl_free(gain);
	*ret = against > for_us;
	return FL_OK;
}

/* Raise everyone's share by 'step' as long as what is bought fits; the last that fits is bought again at the end. */
static fl_status raise_shares(shares *e, mpq_t share, const mpq_t step, fl_error *err)
{
	mpq_t next;
	bool fits = true, all = false;
	fl_status status = FL_OK;
	mpq_init(next);
	for (int i = 0; status == FL_OK && fits && !all && i < MOST_ROUNDS; i++) {
		all = true;
		for (size_t k = 0; k < e->num_dreams; k++)
			all = all && (e->bought[k] || e->num_backers[k] == 0);
		mpq_add(next, share, step);
		if (!all)
			status = buy(e, next, &fits, err);
		if (status == FL_OK && fits && !all)
			mpq_set(share, next);
	}
	if (status == FL_OK && !fits)
		status = buy(e, share, &fits, err);
	mpq_clear(next);
	return status;
}

static fl_status compare_with_greedy(shares *e, bool *funded, bool *ret_greedy, fl_error *err)
{
	bool *greedy = fl_alloc_array(e->num_dreams + 1, sizeof *greedy);
	if (!greedy)
		return fl_enomem(err);
	fl_room_clear(&e->room);
	fl_status status = complete_by_score(e, greedy, err);
	if (status == FL_OK)
		status = others_prefer(e, funded, greedy, ret_greedy, err);
	if (status == FL_OK && *ret_greedy) {
		memcpy(funded, greedy, e->num_dreams * sizeof *funded);
	} else if (status == FL_OK) { /* the room of what stands */
		fl_room_clear(&e->room);
		for (size_t k = 0; k < e->num_dreams; k++)
			if (funded[k])
				(void)fl_room_take(&e->room, e->s->class_of[e->s->order[k]]);
	}
	fl_free(greedy);
	return status;
}

static void write_awards(shares *e, const bool *funded, bool greedy, fl_allocation *a)
{
	for (size_t k = 0; k < e->num_dreams; k++) {
		uint32_t dream = e->s->order[k];
		a->awards[dream] = (fl_award){ .needs = -1, .limit = UINT32_MAX };
		e->s->amounts[dream] = funded[k] ? cost_of(e, k) : 0;
		a->awards[dream].reason = cost_of(e, k) <= 0           ? FL_WHY_NO_POOL
					  : greedy && funded[k]        ? FL_WHY_GREEDY_FIT
					  : greedy                     ? FL_WHY_GREEDY_SKIP
					  : !funded[k]                 ? FL_WHY_SHARES_SHORT
					  : e->bought[k]               ? FL_WHY_SHARES_PAID
								       : FL_WHY_SHARES_REST;
	}
}

static fl_status run(shares *e, fl_allocation *a, fl_error *err)
{
	const fl_round_spec *spec = e->s->spec;
	fl_completion how = spec->policy.completion;
	bool *funded = fl_arena_array(&e->arena, e->num_dreams + 1, sizeof *funded), fits, greedy = false;
	int64_t unit = 1;
	mpq_t share, step;
	if (!funded)
		return fl_enomem(err);
	mpq_inits(share, step, NULL);
	for (int i = 0; i < spec->currency.minor_digits; i++)
		unit *= 10;
	fl_mpq_set_i64(share, e->s->program->pools[0].amount, e->num_people > 0 ? (int64_t)e->num_people : 1);
	fl_mpq_set_i64(step, unit, 1);
	fl_status status = buy(e, share, &fits, err);
	if (status == FL_OK && (how == FL_COMPLETE_ADD1 || how == FL_COMPLETE_ADD1_GREEDY || how == FL_COMPLETE_ADD1_COMPARISON))
		status = raise_shares(e, share, step, err);
	if (status == FL_OK)
		memcpy(funded, e->bought, e->num_dreams * sizeof *funded);
	if (status == FL_OK && (how == FL_COMPLETE_GREEDY || how == FL_COMPLETE_ADD1_GREEDY))
		status = complete_by_score(e, funded, err);
	if (status == FL_OK && how == FL_COMPLETE_ADD1_COMPARISON)
		status = compare_with_greedy(e, funded, &greedy, err);
	if (status == FL_OK)
		write_awards(e, funded, greedy, a);
	mpq_clears(share, step, NULL);
	return status;
}

fl_status fl_equal_shares_run(fl_solution *s, fl_allocation *a, fl_error *err)
{
	shares e = { .s = s, .num_dreams = s->num_order, .arena = FL_ARENA_INIT };
	ballot *marks = NULL;
	size_t count = 0;
	if (s->program->num_pools != 1 || s->spec->pools[0].selector)
		return fl_error_set(err, FL_EINVAL, "equal shares need one pot of money: every pool must pay every dream");
	fl_status status = fl_room_init(&e.room, s->program, err);
	e.backers = fl_arena_array(&e.arena, e.num_dreams + 1, sizeof *e.backers);
	e.num_backers = fl_arena_array(&e.arena, e.num_dreams + 1, sizeof *e.num_backers);
	e.bought = fl_arena_array(&e.arena, e.num_dreams + 1, sizeof *e.bought);
	e.priced = fl_arena_array(&e.arena, e.num_dreams + 1, sizeof *e.priced);
	e.hopeless = fl_arena_array(&e.arena, e.num_dreams + 1, sizeof *e.hopeless);
	if (status == FL_OK && (!e.backers || !e.num_backers || !e.bought || !e.priced || !e.hopeless))
		status = fl_enomem(err);
	if (status == FL_OK)
		status = collect(&e, &marks, &count, err);
	if (status == FL_OK)
		status = sort_into_kinds(&e, marks, count, err);
	e.left = fl_mpq_array_new(e.num_kinds);
	e.ratio = fl_mpq_array_new(e.num_kinds);
	e.price = fl_mpq_array_new(e.num_dreams);
	if (status == FL_OK && (!e.left || !e.ratio || !e.price))
		status = fl_enomem(err);
	if (status == FL_OK)
		status = run(&e, a, err);
	if (status == FL_OK) {
		a->outcome = FL_FEASIBLE;
		status = fl_room_judge(&e.room, s, a, err);
	}
	fl_mpq_array_free(e.left, e.num_kinds);
	fl_mpq_array_free(e.ratio, e.num_kinds);
	fl_mpq_array_free(e.price, e.num_dreams);
	fl_free(marks);
	fl_room_release(&e.room);
	fl_arena_release(&e.arena);
	return status;
}
