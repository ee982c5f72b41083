/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_mend.c - where limits of partners cannot hold together: an irreducible set of them, and the smallest change to each that ends it.
 *
 * Minimum loads without money are judged by counting (assign_hall.c), so is a partner to which too many dreams are fixed. With money a
 * smaller case is made, of the partners that the proof speaks of: those with a price in it. Their limits are left out one after another, as
 * long as nothing becomes possible (deletion filter; Chinneck and Dravnieks, Locating minimal infeasible constraint sets in linear programs,
 * ORSA Journal on Computing 3, 1991). Each limit that stays is then moved alone, by halving, until the rest is possible.
 *
 * What could not be told within the limit of nodes counts as impossible, and the mend is then not sure to be the smallest.
 */
#include "allocate/assign_mend.h"

#include "base/error.h"

#include <string.h>

typedef struct part { /* of the case: some of the partners, and the dreams that fit them */
	fl_assign_case c;
	fl_fit *fits;
	fl_money *brings;
	bool *fixed;
	fl_place *places;
	uint32_t *origin;                /* per partner: in the whole case */
	int64_t *num_fixed;              /* per partner */
	bool (*holds)[FL_ASSIGN_LIMITS]; /* per partner: limits that are kept */
	fl_money all;                    /* what all dreams bring */
	bool sure;
	fl_arena arena;
} part;

/* ---- the partners that the proof speaks of ----------------------------------------------------------------------------- */

/* ... and those to which more money is fixed than they can take: no price is needed to see that. */
static bool is_overfull(const fl_assign_case *c, size_t p)
{
	fl_money left = c->places[p].money;
	for (size_t i = 0; c->fixed && left >= 0 && i < c->num_dreams; i++)
		if (c->fixed[i] && c->fits[c->start[i]].partner == p)
			left = c->brings[i] > left ? -1 : left - c->brings[i];
	return c->places[p].money >= 0 && left < 0;
}

static void find_spoken_of(const fl_assign_case *c, const fl_assign_proof *proof, bool *in)
{
	for (size_t p = 0; p < c->num_partners; p++)
		for (size_t s = 0; s < proof->num_sets && !in[p]; s++) {
			const int64_t *y = proof->prices + 2 * c->num_partners * s;
			in[p] = y[p] != 0 || y[c->num_partners + p] != 0;
		}
	for (size_t p = 0; c->fixed && p < c->num_partners; p++)
		in[p] = in[p] || is_overfull(c, p);
	for (size_t n = 0; n < proof->num_nodes; n++)
		if (proof->nodes[n].dream != FL_UNASSIGNED)
			in[proof->nodes[n].partner] = true;
}

static void take_dream(part *k, const fl_assign_case *c, size_t i, const uint32_t *number, size_t *start, size_t *fits)
{
	size_t n = k->c.num_dreams, from = *fits;
	for (size_t f = c->start[i]; f < c->start[i + 1]; f++)
		if (number[c->fits[f].partner] != FL_UNASSIGNED)
			k->fits[(*fits)++] = (fl_fit){ number[c->fits[f].partner], 1 };
	for (size_t f = from + 1; f < *fits; f++) /* all fits are equal now: in the order of the partners */
		for (size_t g = f; g > from && k->fits[g].partner < k->fits[g - 1].partner; g--) {
			fl_fit swap = k->fits[g];
			k->fits[g] = k->fits[g - 1];
			k->fits[g - 1] = swap;
		}
	if (*fits == from)
		return;
	start[n] = from;
	k->brings[n] = c->brings[i];
	k->fixed[n] = c->fixed && c->fixed[i];
	k->num_fixed[k->fits[from].partner] += k->fixed[n];
	k->all += c->brings[i];
	k->c.num_dreams++;
}

static fl_status cut_out(part *k, const fl_assign_case *c, const bool *in, fl_error *err)
{
	size_t count = c->num_partners + 1, fits = 0;
	size_t *start = fl_arena_array(&k->arena, c->num_dreams + 1, sizeof *start);
	uint32_t *number = fl_arena_array(&k->arena, count, sizeof *number);
	k->fits = fl_arena_array(&k->arena, c->start[c->num_dreams] + 1, sizeof *k->fits);
	k->brings = fl_arena_array(&k->arena, c->num_dreams + 1, sizeof *k->brings);
	k->fixed = fl_arena_array(&k->arena, c->num_dreams + 1, sizeof *k->fixed);
	k->places = fl_arena_array(&k->arena, count, sizeof *k->places);
	k->origin = fl_arena_array(&k->arena, count, sizeof *k->origin);
	k->num_fixed = fl_arena_array(&k->arena, count, sizeof *k->num_fixed);
	k->holds = fl_arena_array(&k->arena, count, sizeof *k->holds);
	if (!start || !number || !k->fits || !k->brings || !k->fixed || !k->places || !k->origin || !k->num_fixed || !k->holds)
		return fl_enomem(err);
	for (uint32_t p = 0; p < c->num_partners; p++) {
		number[p] = in[p] ? (uint32_t)k->c.num_partners : FL_UNASSIGNED;
		if (!in[p])
			continue;
		k->origin[k->c.num_partners] = p;
		k->places[k->c.num_partners++] = c->places[p];
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		take_dream(k, c, i, number, start, &fits);
	start[k->c.num_dreams] = fits;
	k->c.start = start;
	k->c.fits = k->fits;
	k->c.brings = k->brings;
	k->c.fixed = k->fixed;
	k->c.places = k->places;
	k->c.node_limit = c->node_limit;
	for (size_t p = 0; p < k->c.num_partners; p++) {
		k->holds[p][FL_ASSIGN_LEAST] = k->places[p].least > 0;
		k->holds[p][FL_ASSIGN_MONEY] = k->places[p].money >= 0;
		k->holds[p][FL_ASSIGN_FIXED] = k->num_fixed[p] > 0;
	}
	return FL_OK;
}

/* ---- what is possible -------------------------------------------------------------------------------------------------- */

static void set_fixed(part *k, uint32_t partner, bool fixed, const bool *as_before)
{
	for (size_t i = 0; i < k->c.num_dreams; i++)
		if (as_before[i] && k->fits[k->c.start[i]].partner == partner)
			k->fixed[i] = fixed;
}

static fl_status ask(part *k, bool *ret, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_assignment *a = NULL;
	fl_status status = fl_assign_once(&k->c, true, &a, &inner);
	*ret = status == FL_OK && a->outcome != FL_ASSIGN_INFEASIBLE;
	fl_assignment_free(a);
	if (status == FL_ENOMEM)
		return fl_enomem(err);
	k->sure = k->sure && status == FL_OK;
	return FL_OK;
}

static void leave_out(part *k, uint32_t p, fl_assign_limit limit, const bool *was_fixed)
{
	fl_place *place = &k->places[p];
	if (limit == FL_ASSIGN_LEAST)
		place->least = 0;
	else if (limit == FL_ASSIGN_MONEY)
		place->money = -1;
	else
		set_fixed(k, p, false, was_fixed);
}

static void put_back(part *k, uint32_t p, fl_assign_limit limit, const fl_place *was, const bool *was_fixed)
{
	if (limit == FL_ASSIGN_LEAST)
		k->places[p].least = was->least;
	else if (limit == FL_ASSIGN_MONEY)
		k->places[p].money = was->money;
	else
		set_fixed(k, p, true, was_fixed);
}

static fl_status filter(part *k, const bool *was_fixed, fl_error *err)
{
	for (uint32_t p = 0; p < k->c.num_partners; p++)
		for (int limit = 0; limit < FL_ASSIGN_LIMITS; limit++) {
			fl_place was = k->places[p];
			bool possible;
			if (!k->holds[p][limit])
				continue;
			leave_out(k, p, (fl_assign_limit)limit, was_fixed);
			k->sure = true;
			FL_TRY(ask(k, &possible, err));
			k->holds[p][limit] = possible || !k->sure; /* needed, or not known */
			if (k->holds[p][limit])
				put_back(k, p, (fl_assign_limit)limit, &was, was_fixed);
		}
	return FL_OK;
}

/* ---- the smallest change ----------------------------------------------------------------------------------------------- */

/* The limit nearest to what it is with which the rest is possible: 'far' is enough, 'near' is not. */
static fl_status halve(part *k, int64_t *limit, int64_t near, int64_t far, int64_t *ret, fl_error *err)
{
	int64_t was = *limit;
	while (far - near > 1 || near - far > 1) {
		bool possible;
		*limit = near + (far - near) / 2;
		FL_TRY(ask(k, &possible, err));
		if (possible)
			far = *limit;
		else
			near = *limit;
	}
	*limit = was;
	*ret = far;
	return FL_OK;
}

/* How many of the dreams that are fixed to it can stay: each counts for more than all others together. */
static fl_status count_kept(part *k, uint32_t p, const bool *was_fixed, int64_t *ret, fl_error *err)
{
	const int64_t worth = FL_ASSIGN_FIT_MAX;
	fl_error inner = FL_ERROR_INIT;
	fl_assignment *a = NULL;
	for (size_t i = 0; i < k->c.num_dreams; i++)
		if (was_fixed[i] && k->fits[k->c.start[i]].partner == p)
			k->fits[k->c.start[i]].fit = worth;
	set_fixed(k, p, false, was_fixed);
	fl_status status = fl_assign_once(&k->c, false, &a, &inner);
	bool known = status == FL_OK && a->outcome != FL_ASSIGN_INFEASIBLE;
	*ret = known ? a->total / worth : 0;
	k->sure = k->sure && known && a->bound / worth == *ret;
	fl_assignment_free(a);
	set_fixed(k, p, true, was_fixed);
	for (size_t i = 0; i < k->c.num_dreams; i++)
		k->fits[k->c.start[i]].fit = 1;
	return status == FL_ENOMEM ? fl_enomem(err) : FL_OK;
}

static fl_status mend_one(part *k, uint32_t p, fl_assign_limit limit, const bool *was_fixed, fl_assign_change *ret, fl_error *err)
{
	fl_place *place = &k->places[p];
	fl_status status = FL_OK;
	k->sure = true;
	*ret = (fl_assign_change){ .partner = k->origin[p], .limit = limit };
	if (limit == FL_ASSIGN_LEAST) {
		ret->now = place->least;
		status = halve(k, &place->least, place->least, 0, &ret->to, err);
	} else if (limit == FL_ASSIGN_MONEY) {
		ret->now = place->money;
		status = halve(k, &place->money, place->money, k->all, &ret->to, err);
	} else {
		ret->now = k->num_fixed[p];
		status = count_kept(k, p, was_fixed, &ret->to, err);
	}
	ret->sure = k->sure;
	return status;
}

static fl_status mend_all(part *k, fl_assignment *a, fl_error *err)
{
	bool *was_fixed = fl_arena_array(&k->arena, k->c.num_dreams + 1, sizeof *was_fixed);
	if (!was_fixed)
		return fl_enomem(err);
	memcpy(was_fixed, k->fixed, k->c.num_dreams * sizeof *was_fixed);
	FL_TRY(filter(k, was_fixed, err));
	a->num_conflict = 0;
	a->mends = fl_arena_array(&a->arena, FL_ASSIGN_LIMITS * k->c.num_partners + 1, sizeof *a->mends);
	if (!a->mends)
		return fl_enomem(err);
	for (uint32_t p = 0; p < k->c.num_partners; p++) {
		bool any = false;
		for (int limit = 0; limit < FL_ASSIGN_LIMITS; limit++) {
			if (!k->holds[p][limit])
				continue;
			any = true;
			FL_TRY(mend_one(k, p, (fl_assign_limit)limit, was_fixed, &a->mends[a->num_mends++], err));
		}
		if (any)
			a->conflict[a->num_conflict++] = k->origin[p];
	}
	return FL_OK;
}

/* ---- without money ----------------------------------------------------------------------------------------------------- */

static fl_status mend_counted(const fl_assign_case *c, fl_assignment *a, fl_error *err)
{
	int64_t lack = a->needed - a->fitting;
	a->mends = fl_arena_array(&a->arena, a->num_conflict + 2, sizeof *a->mends);
	if (!a->mends)
		return fl_enomem(err);
	if (a->over) {
		a->mends[a->num_mends++] = (fl_assign_change){ a->conflict[0], FL_ASSIGN_MOST, a->fitting, a->needed, true };
		a->mends[a->num_mends++] = (fl_assign_change){ a->conflict[0], FL_ASSIGN_FIXED, a->needed, a->fitting, true };
		return FL_OK;
	}
	for (size_t n = 0; n < a->num_conflict; n++) {
		int64_t least = c->places[a->conflict[n]].least;
		a->mends[a->num_mends++] = (fl_assign_change){ a->conflict[n], FL_ASSIGN_LEAST, least, least - lack, true };
	}
	return FL_OK;
}

fl_status fl_assign_mend(const fl_assign_case *c, fl_assignment *a, fl_error *err)
{
	part k = { .sure = true };
	if (!a->by_money)
		return mend_counted(c, a, err);
	bool *in = fl_arena_array(&k.arena, c->num_partners + 1, sizeof *in);
	fl_status status = in ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		find_spoken_of(c, &a->proof, in);
		status = cut_out(&k, c, in, err);
	}
	if (status == FL_OK)
		status = mend_all(&k, a, err);
	fl_arena_release(&k.arena);
	return status;
}
