/* SPDX-License-Identifier: Apache-2.0
 *
 * assign.c - the best assignment of dreams to partners: the call.
 *
 * Without limits in money it is a transportation problem, whole by its structure (assign_flow.c). Where a limit in money is broken by that
 * answer it is a generalised assignment problem, and the search of assign_money.c goes on from there.
 */
#include "allocate/assign.h"

#include "allocate/assign_flow.h"
#include "allocate/assign_mend.h"
#include "allocate/assign_money.h"
#include "base/error.h"

#include <string.h>

/* ---- the case ---------------------------------------------------------------------------------------------------------- */

static fl_status check_dream(const fl_assign_case *c, size_t i, fl_error *err)
{
	bool fixed = c->fixed && c->fixed[i];
	bool good = c->start[i] <= c->start[i + 1] && (!fixed || c->start[i + 1] - c->start[i] == 1) && (!c->brings || c->brings[i] >= 0);
	for (size_t k = c->start[i]; good && k < c->start[i + 1]; k++) {
		const fl_fit *f = &c->fits[k], *last = k > c->start[i] ? f - 1 : NULL;
		good = f->partner < c->num_partners && f->fit >= (fixed ? 0 : 1) && f->fit <= FL_ASSIGN_FIT_MAX &&
		       (!last || last->fit > f->fit || (last->fit == f->fit && last->partner < f->partner));
	}
	return good ? FL_OK : fl_error_set(err, FL_EINVAL, "the fits of dream %zu are not in order", i);
}

static fl_status check(const fl_assign_case *c, fl_error *err)
{
	if (c->num_partners > FL_ASSIGN_PARTNERS)
		return fl_error_set(err, FL_ERANGE, "more than %d partners", FL_ASSIGN_PARTNERS);
	if (c->num_dreams >= UINT32_MAX / 2)
		return fl_error_set(err, FL_ERANGE, "too many dreams for one assignment");
	for (size_t p = 0; p < c->num_partners; p++) {
		const fl_place *place = &c->places[p];
		if (place->least < 0 || place->most < place->least || place->money < -1 || (place->money >= 0 && !c->brings))
			return fl_error_set(err, FL_EINVAL, "the limits of partner %zu are none", p);
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		FL_TRY(check_dream(c, i, err));
	return FL_OK;
}

/* More dreams are fixed to a partner than it can take: no search is needed to see that. */
static void check_fixed(const fl_assign_case *c, fl_assignment *a, int64_t *loads)
{
	for (size_t i = 0; c->fixed && i < c->num_dreams; i++)
		loads[c->fixed[i] ? c->fits[c->start[i]].partner : c->num_partners]++;
	for (size_t p = 0; p < c->num_partners && a->num_conflict == 0; p++)
		if (loads[p] > c->places[p].most) {
			a->outcome = FL_ASSIGN_INFEASIBLE;
			a->over = true;
			a->needed = loads[p];
			a->fitting = c->places[p].most;
			a->conflict[a->num_conflict++] = (uint32_t)p;
		}
}

/* ---- the answer -------------------------------------------------------------------------------------------------------- */

static fl_status prove(const fl_flow *f, fl_assignment *a, fl_error *err)
{
	size_t count = f->c->num_partners;
	int64_t *prices = fl_arena_array(&a->arena, 2 * count + 1, sizeof *prices);
	fl_assign_node *leaf = fl_arena_array(&a->arena, 1, sizeof *leaf);
	if (!prices || !leaf)
		return fl_enomem(err);
	memcpy(prices, f->price, count * sizeof *prices);
	*leaf = (fl_assign_node){ FL_UNASSIGNED, FL_UNASSIGNED, 0, 0 };
	a->proof = (fl_assign_proof){ 1, 1, leaf, 1, prices, 1, NULL, 0 };
	return FL_OK;
}

static void take(const fl_flow *f, fl_assignment *a)
{
	a->total = 0;
	for (size_t i = 0; i < f->c->num_dreams; i++) {
		a->partner[i] = f->at[i] == f->nobody ? FL_UNASSIGNED : f->at[i];
		a->total += a->partner[i] == FL_UNASSIGNED ? 0 : fl_assign_fit(f->c, i, a->partner[i]);
	}
	a->bound = a->total;
}

static fl_status solve(const fl_assign_case *c, bool any, fl_flow *flow, fl_assignment *a, fl_error *err)
{
	bool feasible;
	FL_TRY(fl_flow_init(flow, c, err));
	FL_TRY(fl_flow_solve(flow, &feasible, err));
	if (!feasible) {
		a->outcome = FL_ASSIGN_INFEASIBLE;
		return fl_flow_hall(flow, a, err);
	}
	bool unique = false;
	FL_TRY(fl_flow_ties(flow, &unique, err));
	a->unique = unique;
	a->settled = true;
	take(flow, a);
	FL_TRY(prove(flow, a, err));
	if (!fl_assign_within(c, a->partner))
		return fl_assign_money(c, any, a, err);
	for (size_t p = 0; p < c->num_partners; p++) /* of those that are worth as much some may be beyond the money */
		a->unique = a->unique == 0 && c->places[p].money >= 0 ? -1 : a->unique;
	return FL_OK;
}

fl_status fl_assign_once(const fl_assign_case *c, bool any, fl_assignment **ret_assignment, fl_error *err)
{
	fl_flow flow = { 0 };
	fl_arena arena = FL_ARENA_INIT;
	fl_assignment *a = fl_arena_array(&arena, 1, sizeof *a);
	int64_t *loads = fl_arena_array(&arena, c->num_partners + 1, sizeof *loads);
	uint32_t *partner = fl_arena_array(&arena, c->num_dreams + 1, sizeof *partner);
	uint32_t *conflict = fl_arena_array(&arena, c->num_partners + 1, sizeof *conflict);
	if (!a || !loads || !partner || !conflict) {
		fl_arena_release(&arena);
		return fl_enomem(err);
	}
	*a = (fl_assignment){ .arena = arena, .partner = partner, .conflict = conflict };
	check_fixed(c, a, loads);
	fl_status status = a->num_conflict > 0 ? FL_OK : solve(c, any, &flow, a, err);
	fl_flow_release(&flow);
	if (status != FL_OK)
		fl_assignment_free(a);
	else
		*ret_assignment = a;
	return status;
}

fl_status fl_assign(const fl_assign_case *c, fl_assignment **ret_assignment, fl_error *err)
{
	fl_assignment *a = NULL;
	FL_TRY(check(c, err));
	FL_TRY(fl_assign_once(c, false, &a, err));
	fl_status status = a->outcome == FL_ASSIGN_INFEASIBLE ? fl_assign_mend(c, a, err) : FL_OK;
	if (status != FL_OK)
		fl_assignment_free(a);
	else
		*ret_assignment = a;
	return status;
}
