/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_money.c - the best assignment where partners have limits in money: our own branch and bound.
 *
 * The generalised assignment problem (Ross, Soland, A branch and bound algorithm for the generalized assignment problem, 1975). Prices come
 * from assign_dual.c, values of dreams from assign_values.c, good assignments at these from assign_hunt.c and, where pairings are not too many,
 * at the prices from assign_anneal.c; what then could still be in a better one is searched. At each node
 * GLPK solves the linear program, its multipliers are rounded to whole prices, and whole numbers decide what they prove (assign_bound.c).
 * A node is closed when its bound is below what is of use; else a dream that the linear program parts between partners goes to one of them,
 * or does not. Every leaf leaves its prices for the checker. The limit counts nodes, so that a second run is the same.
 *
 * Ties: dream after dream, every pairing it would rather have is either refuted by the prices of the root, or by a search for an assignment
 * that is worth as much with it.
 */
#include "allocate/assign_money.h"

#include "allocate/assign_dive.h"
#include "base/error.h"
#include "base/str.h"

#include <math.h>
#include <string.h>

#define NODE_COLUMNS 5000  /* a node whose program has more counts for more */
#define MOST_COLUMNS 40000 /* a program with more is not searched, where an assignment is known */
#define WALK 50000 /* with more pairings nobody walks where the hunt has found something */
#define WHOLE 1e-6 /* an answer in doubles this near to 0 or 1 is taken for it, as a guess */

typedef struct frame { /* a case that was told apart, on the way from the root to the present node */
	uint32_t node;
	uint32_t dream;
	size_t fit;
	bool no; /* its second half is being searched */
} frame;

typedef FL_VEC(frame) frames;

/* ---- opening and closing ----------------------------------------------------------------------------------------------- */

/* Prices of money reach as far as the largest fit for the smallest sum. */
static void choose_scale(fl_assign_search *s)
{
	const fl_assign_case *c = s->c;
	int64_t best = 1, least = INT64_MAX;
	s->far = 1;
	for (size_t i = 0; i < c->num_dreams; i++)
		if (c->start[i] < c->start[i + 1]) {
			int64_t fit = c->fits[c->start[i]].fit;
			s->far += fit;
			best = fit > best ? fit : best;
			least = c->brings[i] > 0 && c->brings[i] < least ? c->brings[i] : least;
		}
	s->scale = INT64_C(1) << 20;
	s->fine = INT64_C(1) << 24;
	while (s->fine > 1 && (double)best / (double)least * (double)s->scale * (double)s->fine > 5e14)
		s->fine /= 2;
}

static fl_status init(fl_assign_search *s, const fl_assign_case *c, fl_error *err)
{
	size_t fits = c->start[c->num_dreams], rows = c->num_dreams + 2 * c->num_partners;
	fl_assign_wide sum = 0;
	for (size_t i = 0; i < c->num_dreams; i++)
		sum += c->brings[i];
	if (sum > INT64_MAX || fits >= UINT32_MAX / 4)
		return fl_error_set(err, FL_ERANGE, "the dreams to be matched bring more than 2^63-1 minor units");
	s->c = c;
	s->best_total = -1;
	s->forced = fl_arena_array(&s->arena, c->num_dreams + 1, sizeof *s->forced);
	s->barred = fl_arena_array(&s->arena, fits + 1, sizeof *s->barred);
	s->y = fl_arena_array(&s->arena, rows + 1, sizeof *s->y);
	s->x = fl_arena_array(&s->arena, fits + 1, sizeof *s->x);
	s->column = fl_arena_array(&s->arena, fits + 1, sizeof *s->column);
	s->root = fl_arena_array(&s->arena, rows + 1, sizeof *s->root);
	s->best = fl_arena_array(&s->arena, c->num_dreams + 1, sizeof *s->best);
	s->trial = fl_arena_array(&s->arena, c->num_dreams + 1, sizeof *s->trial);
	s->load = fl_arena_array(&s->arena, c->num_partners + 1, sizeof *s->load);
	s->spent = fl_arena_array(&s->arena, c->num_partners + 1, sizeof *s->spent);
	if (!s->forced || !s->barred || !s->y || !s->x || !s->column || !s->root || !s->best || !s->trial || !s->load || !s->spent)
		return fl_enomem(err);
	for (size_t i = 0; i < c->num_dreams; i++)
		s->forced[i] = c->fixed && c->fixed[i] ? c->fits[c->start[i]].partner : FL_UNASSIGNED;
	choose_scale(s);
	return FL_OK;
}

static void release(fl_assign_search *s)
{
	fl_solver_free(s->solver);
	fl_program_free(s->program);
	fl_vec_release(&s->nodes);
	fl_vec_release(&s->prices);
	fl_arena_release(&s->arena);
}

static void box(fl_assign_search *s, size_t k, size_t dream)
{
	bool forced = s->forced[dream] == s->c->fits[k].partner;
	bool open = !s->barred[k] && (forced || s->forced[dream] == FL_UNASSIGNED);
	if (s->solver && s->column[k] != FL_ASSIGN_NO_COLUMN)
		fl_solver_box(s->solver, s->column[k], forced && open, open);
}

static void force(fl_assign_search *s, size_t dream, uint32_t partner)
{
	s->forced[dream] = partner;
	for (size_t k = s->c->start[dream]; k < s->c->start[dream + 1]; k++)
		box(s, k, dream);
}

static void bar(fl_assign_search *s, size_t k, size_t dream, bool barred)
{
	s->barred[k] = barred;
	box(s, k, dream);
}

/* ---- an assignment out of the linear program --------------------------------------------------------------------------- */

static bool has_room(const fl_assign_search *s, size_t dream, uint32_t p)
{
	const fl_place *place = &s->c->places[p];
	return s->load[p] < place->most && (place->money < 0 || s->c->brings[dream] <= place->money - s->spent[p]);
}

static void put(fl_assign_search *s, size_t dream, uint32_t p)
{
	s->trial[dream] = p;
	s->load[p]++;
	s->spent[p] += s->c->brings[dream];
}

/* Dreams that are not placed take what has room: what the linear program says at least 'least' of, else their best fit. */
static void place(fl_assign_search *s, double least)
{
	for (size_t i = 0; i < s->c->num_dreams; i++)
		for (size_t k = s->c->start[i]; s->trial[i] == FL_UNASSIGNED && k < s->c->start[i + 1]; k++)
			if (!s->barred[k] && s->x[k] >= least && has_room(s, i, s->c->fits[k].partner))
				put(s, i, s->c->fits[k].partner);
}

/* Only an assignment that keeps all limits counts, in whole numbers. */
static void try_rounding(fl_assign_search *s)
{
	const fl_assign_case *c = s->c;
	int64_t total = 0;
	(void)fl_assign_void(s); /* loads and sums of what is forced */
	memcpy(s->trial, s->forced, c->num_dreams * sizeof *s->trial);
	place(s, 1 - WHOLE);
	place(s, 0.5);
	place(s, WHOLE);
	place(s, 0);
	for (size_t p = 0; p < c->num_partners; p++)
		if (s->load[p] < c->places[p].least)
			return;
	for (size_t i = 0; i < c->num_dreams; i++)
		total += s->trial[i] == FL_UNASSIGNED ? 0 : fl_assign_fit(c, i, s->trial[i]);
	if (total <= s->best_total)
		return;
	s->best_total = total;
	memcpy(s->best, s->trial, c->num_dreams * sizeof *s->best);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------------- */

static int64_t bar_of(const fl_assign_search *s)
{
	return s->best_total + 1 > s->need ? s->best_total + 1 : s->need;
}

static size_t num_sets(const fl_assign_search *s)
{
	return s->prices.len / (2 * s->c->num_partners);
}

static int64_t *set_at(const fl_assign_search *s, uint32_t set)
{
	return s->prices.items + 2 * s->c->num_partners * (size_t)set;
}

static fl_status add_set(fl_assign_search *s, uint32_t *ret, fl_error *err)
{
	*ret = (uint32_t)num_sets(s);
	if (!fl_vec_reserve(&s->prices, s->prices.len + 2 * s->c->num_partners))
		return fl_enomem(err);
	memset(s->prices.items + s->prices.len, 0, 2 * s->c->num_partners * sizeof *s->prices.items);
	s->prices.len += 2 * s->c->num_partners;
	return FL_OK;
}

/* With everything decided a minimum load that is not reached makes its place as cheap as it takes. */
static void price_missing(fl_assign_search *s, int64_t *prices)
{
	(void)fl_assign_void(s);
	for (size_t p = 0; p < s->c->num_partners; p++)
		if (s->load[p] < s->c->places[p].least)
			prices[p] = -s->scale * s->far;
}

/* Prices for the present case and their bound; no worse than those of the node before. */
static fl_status find_prices(fl_assign_search *s, uint32_t before, uint32_t *ret_set, int64_t *ret_bound, fl_error *err)
{
	fl_solver_answer answer = fl_solver_run(s->solver);
	bool good = false;
	FL_TRY(add_set(s, ret_set, err));
	if (answer == FL_SOLVER_OPTIMAL) {
		fl_solver_multipliers(s->solver, s->y);
		good = fl_assign_prices(s, 1, set_at(s, *ret_set));
	} else if (answer == FL_SOLVER_INFEASIBLE && fl_solver_ray(s->solver, s->y)) {
		double largest = 0;
		for (size_t k = s->c->num_dreams; k < s->program->num_rows; k++)
			largest = fmax(largest, fabs(s->y[k]) * (k < s->c->num_dreams + s->c->num_partners ? 1 : (double)s->fine));
		good = largest > 0 && fl_assign_prices(s, 1e14 / largest / (double)s->scale, set_at(s, *ret_set));
	}
	for (size_t k = 0; k < s->c->start[s->c->num_dreams]; k++)
		s->x[k] = answer == FL_SOLVER_OPTIMAL && s->column[k] != FL_ASSIGN_NO_COLUMN ? fl_solver_column(s->solver, s->column[k]) : 0;
	if (!good)
		memset(set_at(s, *ret_set), 0, 2 * s->c->num_partners * sizeof(int64_t));
	*ret_bound = fl_assign_bound(s, set_at(s, *ret_set));
	int64_t old = fl_assign_bound(s, set_at(s, before));
	if (old <= *ret_bound) {
		s->prices.len -= 2 * s->c->num_partners;
		*ret_set = before;
		*ret_bound = old;
	}
	return FL_OK;
}

/* What the linear program leaves most open; else anything that is not decided; false: nothing is left. */
static bool choose(const fl_assign_search *s, size_t *ret_dream, size_t *ret_fit)
{
	double best = -1;
	for (size_t i = 0; i < s->c->num_dreams; i++)
		for (size_t k = s->c->start[i]; s->forced[i] == FL_UNASSIGNED && k < s->c->start[i + 1]; k++) {
			double part = s->x[k] < WHOLE || s->x[k] > 1 - WHOLE ? s->x[k] * 0.01 : 1 - fabs(s->x[k] - 0.5);
			if (s->barred[k] || part <= best)
				continue;
			best = part;
			*ret_dream = i;
			*ret_fit = k;
		}
	return best >= 0;
}

static fl_status add_node(fl_assign_search *s, uint32_t *ret, fl_error *err)
{
	fl_assign_node leaf = { FL_UNASSIGNED, FL_UNASSIGNED, FL_ASSIGN_NO_SET, 0 };
	*ret = (uint32_t)s->nodes.len;
	return fl_vec_push(&s->nodes, leaf) ? FL_OK : fl_enomem(err);
}

/* Look at a node: close it, or tell a case apart (then a frame is pushed and *ret_open is true). */
static fl_status visit(fl_assign_search *s, uint32_t node, uint32_t before, frames *stack, bool *ret_open, fl_error *err)
{
	uint32_t set;
	int64_t bound;
	frame f = { .node = node };
	*ret_open = false;
	if (fl_assign_void(s))
		return FL_OK;
	set = before;
	bound = fl_assign_bound(s, set_at(s, set));
	s->cut_off = s->cut_off || (bound >= bar_of(s) && (!s->solver || s->visited >= s->c->node_limit));
	if (bound >= bar_of(s) && !s->cut_off) {
		s->visited += 1 + (int64_t)(s->num_columns / NODE_COLUMNS);
		FL_TRY(find_prices(s, before, &set, &bound, err));
		if (bound >= bar_of(s))
			try_rounding(s);
	}
	if (node == 0 && s->keep)
		memcpy(s->root, set_at(s, set), 2 * s->c->num_partners * sizeof *s->root);
	s->nodes.items[node].yes = set;
	if (bound >= bar_of(s) && s->cut_off)
		s->open = bound > s->open ? bound : s->open;
	if (bound < bar_of(s) || s->cut_off)
		return FL_OK;
	size_t dream = 0;
	if (!choose(s, &dream, &f.fit)) {
		FL_TRY(add_set(s, &set, err)); /* all is decided: prices of 0 say what it is worth */
		price_missing(s, set_at(s, set));
		s->nodes.items[node].yes = set;
		return FL_OK;
	}
	f.dream = (uint32_t)dream;
	*ret_open = true;
	return fl_vec_push(stack, f) ? FL_OK : fl_enomem(err);
}

/* From a closed leaf to the next case: back to the first frame whose second half is still to be searched. */
static bool next_case(fl_assign_search *s, frames *stack)
{
	while (stack->len > 0) {
		frame *f = &stack->items[stack->len - 1];
		if (!f->no) {
			force(s, f->dream, FL_UNASSIGNED);
			bar(s, f->fit, f->dream, true);
			f->no = true;
			return true;
		}
		bar(s, f->fit, f->dream, false);
		stack->len--;
	}
	return false;
}

static bool is_enough(const fl_assign_search *s)
{
	return s->any ? s->best_total >= 0 : !s->keep && s->need >= 0 && s->best_total >= s->need;
}

static fl_status search(fl_assign_search *s, fl_error *err)
{
	frames stack = { 0 };
	uint32_t node, before;
	bool open = false;
	fl_status status;
	s->nodes.len = s->prices.len = 0;
	s->open = -1;
	s->cut_off = false;
	status = add_set(s, &before, err);
	if (status == FL_OK) {
		memcpy(set_at(s, before), s->root, 2 * s->c->num_partners * sizeof *s->root);
		status = add_node(s, &node, err);
	}
	while (status == FL_OK) {
		status = visit(s, node, before, &stack, &open, err);
		if (status != FL_OK)
			break;
		if (open) {
			frame *f = &stack.items[stack.len - 1];
			force(s, f->dream, s->c->fits[f->fit].partner);
		} else if (is_enough(s) || !next_case(s, &stack)) {
			break;
		}
		frame *f = &stack.items[stack.len - 1];
		status = add_node(s, &node, err);
		if (status != FL_OK)
			break;
		fl_assign_node *parent = &s->nodes.items[f->node];
		if (!f->no) {
			before = parent->yes;
			parent->no = before; /* until its second half has a node */
			parent->dream = f->dream;
			parent->partner = s->c->fits[f->fit].partner;
			parent->yes = node;
		} else {
			before = parent->no;
			parent->no = node;
		}
	}
	while (stack.len > 0) { /* leave the case as it was */
		frame *f = &stack.items[--stack.len];
		force(s, f->dream, FL_UNASSIGNED);
		bar(s, f->fit, f->dream, false);
	}
	fl_vec_release(&stack);
	return status;
}

/* ---- ties -------------------------------------------------------------------------------------------------------------- */

/* Can an assignment that is worth as much be found with this pairing, beside what is forced? */
static fl_status could_be(fl_assign_search *s, size_t dream, size_t k, bool *ret, fl_error *err)
{
	int64_t total = s->need;
	*ret = false;
	force(s, dream, s->c->fits[k].partner);
	if (s->column[k] == FL_ASSIGN_NO_COLUMN || fl_assign_bound(s, s->root) < total)
		return FL_OK;
	s->best_total = -1;
	FL_TRY(search(s, err));
	*ret = s->best_total >= total;
	return FL_OK;
}

static fl_status settle_dream(fl_assign_search *s, uint32_t *best, size_t i, fl_assignment *a, fl_error *err)
{
	const fl_assign_case *c = s->c;
	bool found = false;
	for (size_t k = c->start[i]; k < c->start[i + 1] && c->fits[k].partner != best[i] && !found && a->settled; k++) {
		FL_TRY(could_be(s, i, k, &found, err));
		force(s, i, FL_UNASSIGNED);
		a->settled = found || !s->cut_off;
		if (found) {
			memcpy(best, s->best, c->num_dreams * sizeof *best);
			a->unique = 0;
		}
	}
	if (best[i] != FL_UNASSIGNED)
		force(s, i, best[i]);
	for (size_t k = c->start[i]; best[i] == FL_UNASSIGNED && k < c->start[i + 1]; k++)
		bar(s, k, i, true);
	return FL_OK;
}

static fl_status settle(fl_assign_search *s, fl_assignment *a, fl_error *err)
{
	s->keep = false;
	s->need = a->total;
	a->settled = true;
	a->unique = -1;
	for (size_t i = 0; i < s->c->num_dreams && a->settled; i++)
		if (!(s->c->fixed && s->c->fixed[i]))
			FL_TRY(settle_dream(s, a->partner, i, a, err));
	return FL_OK;
}

/* ---- the call ---------------------------------------------------------------------------------------------------------- */

static fl_status leave_proof(fl_assign_search *s, fl_assignment *a, fl_error *err)
{
	fl_assign_node *nodes = fl_arena_array(&a->arena, s->nodes.len + 1, sizeof *nodes);
	int64_t *prices = fl_arena_array(&a->arena, s->prices.len + 1, sizeof *prices);
	if (!nodes || !prices)
		return fl_enomem(err);
	if (s->nodes.len > 0)
		memcpy(nodes, s->nodes.items, s->nodes.len * sizeof *nodes);
	if (s->prices.len > 0)
		memcpy(prices, s->prices.items, s->prices.len * sizeof *prices);
	a->proof = (fl_assign_proof){ s->scale, s->fine, nodes, s->nodes.len, prices, num_sets(s), NULL, 0 };
	return FL_OK;
}

static bool is_proven(const fl_assign_search *s)
{
	return s->sacks && s->best_total >= 0 && s->best_total == fl_sacks_bound(s->sacks);
}

/* A proof of one leaf: values of dreams. */
static fl_status prove_by_values(fl_assign_search *s, fl_assignment *a, fl_error *err)
{
	fl_assign_node *leaf = fl_arena_array(&a->arena, 1, sizeof *leaf);
	int64_t *prices = fl_arena_array(&a->arena, 2 * s->c->num_partners + 1, sizeof *prices);
	int64_t *values = fl_arena_array(&a->arena, s->c->num_dreams + s->c->num_partners + 1, sizeof *values);
	if (!leaf || !prices || !values)
		return fl_enomem(err);
	*leaf = (fl_assign_node){ FL_UNASSIGNED, FL_UNASSIGNED, 0, 1 };
	fl_sacks_write(s->sacks, prices, values);
	a->proof = (fl_assign_proof){ s->scale, s->fine, leaf, 1, prices, 1, values, 1 };
	return FL_OK;
}

static fl_status take(fl_assign_search *s, fl_assignment *a, fl_error *err)
{
	int64_t by_values = s->sacks ? fl_sacks_bound(s->sacks) : INT64_MAX;
	FL_TRY(leave_proof(s, a, err));
	if (s->best_total < 0 && !s->cut_off) {
		a->outcome = FL_ASSIGN_INFEASIBLE;
		a->by_money = true;
		a->total = a->bound = 0;
		return FL_OK;
	}
	if (s->best_total < 0)
		return fl_error_set(err, FL_ERANGE, "no matching was found within %lld nodes, nor shown that there is none",
				    (long long)s->c->node_limit);
	memcpy(a->partner, s->best, s->c->num_dreams * sizeof *s->best);
	a->total = s->best_total;
	a->bound = s->open > a->total ? s->open : a->total;
	if (by_values < a->bound || is_proven(s)) {
		a->bound = by_values;
		FL_TRY(prove_by_values(s, a, err));
	}
	a->outcome = a->bound == a->total && !s->any ? FL_ASSIGN_OPTIMAL : FL_ASSIGN_FEASIBLE;
	a->unique = -1;
	a->settled = false;
	return a->outcome == FL_ASSIGN_OPTIMAL ? settle(s, a, err) : FL_OK;
}

/* Values of dreams, where sums are not too large for them. */
static fl_status find_values(fl_assign_search *s, fl_error *err)
{
	if (s->any || s->far >= (INT64_C(1) << 60) / s->scale)
		return FL_OK;
	s->sacks = fl_arena_array(&s->arena, 1, sizeof *s->sacks);
	if (!s->sacks)
		return fl_enomem(err);
	FL_TRY(fl_sacks_init(s->sacks, s, err));
	FL_TRY(fl_sacks_descend(s->sacks, &s->arena, err));
	return fl_assign_hunt(s, err);
}

/* Where limits in money bind little, the prices of places that are best without them may be the better ones. */
static fl_status compare_with(fl_assign_search *s, const int64_t *places, fl_error *err)
{
	size_t count = s->c->num_partners;
	int64_t *prices = fl_arena_array(&s->arena, 2 * count + 1, sizeof *prices);
	if (!prices)
		return fl_enomem(err);
	for (size_t p = 0; p < count; p++)
		prices[p] = places[p] * s->scale;
	if (fl_assign_bound(s, prices) < fl_assign_bound(s, s->root))
		memcpy(s->root, prices, 2 * count * sizeof *prices);
	return FL_OK;
}

/* Prices, a good assignment by them, and what that leaves for the search. */
static fl_status prepare(fl_assign_search *s, const fl_assignment *without, fl_error *err)
{
	if (!fl_assign_descend(s, s->root))
		return fl_enomem(err);
	FL_TRY(compare_with(s, without->proof.prices, err));
	FL_TRY(find_values(s, err));
	if (s->best_total < 0 || (s->c->start[s->c->num_dreams] <= WALK && !is_proven(s))) {
		memcpy(s->trial, without->partner, s->c->num_dreams * sizeof *s->trial);
		FL_TRY(fl_assign_priced(s, s->root, s->trial, err));
		FL_TRY(fl_assign_anneal(s, s->root, s->trial, err));
	}
	size_t columns = fl_assign_core(s, s->root, fl_assign_bound(s, s->root));
	return s->best_total < 0 || columns <= MOST_COLUMNS ? fl_assign_build(s, err) : FL_OK;
}

fl_status fl_assign_money(const fl_assign_case *c, bool any, fl_assignment *a, fl_error *err)
{
	fl_assign_search s = { .keep = true, .any = any };
	fl_status status = init(&s, c, err);
	if (status == FL_OK)
		status = prepare(&s, a, err);
	if (status == FL_OK && !is_enough(&s) && !is_proven(&s))
		status = search(&s, err);
	if (status == FL_OK)
		status = take(&s, a, err);
	release(&s);
	return status;
}
