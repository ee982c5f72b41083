/* SPDX-License-Identifier: Apache-2.0
 *
 * assigned.c - the checker of assignments.
 *
 * First that the assignment is allowed: every dream at no more than one partner that fits it, no partner with fewer or more dreams, or more
 * money, than it can take. Then that none is better: the cases of the tree cover everything, because each is either a leaf or told apart by
 * "goes there" and "does not go there"; and in every leaf the prices leave no more than the assignment is worth. The bound is explained in
 * domain/assignment.h and is added up in whole numbers of any size; where a leaf has values of dreams, choices.c shows what is left of them.
 * An assignment that is said to be impossible is shown to be so by the same bound, which is then below 0, or by counting the dreams that fit
 * the partners in conflict.
 */
#include "verify/assigned.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/vec.h"
#include "verify/choices.h"

#include <stdarg.h>
#include <stdio.h>

__extension__ typedef __int128 wide;

#define PRICE_MAX (INT64_C(1) << 60)
#define SCALE_MAX (INT64_C(1) << 30)

typedef struct visit {
	uint32_t node;
	int stage; /* 0: to be looked at; 1: its first case is done; 2: both are */
} visit;

typedef struct checker {
	const fl_assign_case *c;
	const fl_assignment *a;
	fl_assign_verdict *v;
	uint32_t *forced;   /* per dream */
	bool *barred;       /* per fit */
	int64_t *load;      /* per partner */
	wide *spent;        /* per partner */
	bool *seen;         /* per node */
	FL_VEC(visit) stack;
	mpz_t sum, part, most; /* 'most': the largest bound of a leaf */
	fl_arena arena;
} checker;

FL_PRINTF(2, 3) static void refuse(checker *k, const char *fmt, ...)
{
	va_list args;
	if (k->v->why[0] != '\0')
		return;
	va_start(args, fmt);
	vsnprintf(k->v->why, sizeof k->v->why, fmt, args);
	va_end(args);
}

static bool refused(const checker *k)
{
	return k->v->why[0] != '\0';
}

static void put_wide(mpz_t ret, wide n)
{
	unsigned __int128 size = n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
	mpz_set_ui(ret, (unsigned long)(size >> 64));
	mpz_mul_2exp(ret, ret, 64);
	mpz_add_ui(ret, ret, (unsigned long)size);
	if (n < 0)
		mpz_neg(ret, ret);
}

/* ---- is it allowed? ---------------------------------------------------------------------------------------------------- */

static void add_up(checker *k, const uint32_t *partner)
{
	for (size_t p = 0; p < k->c->num_partners; p++)
		k->load[p] = k->spent[p] = 0;
	for (size_t i = 0; i < k->c->num_dreams; i++)
		if (partner[i] != FL_UNASSIGNED) {
			k->load[partner[i]]++;
			k->spent[partner[i]] += k->c->brings ? k->c->brings[i] : 0;
		}
}

static bool too_much(const checker *k, size_t p)
{
	const fl_place *place = &k->c->places[p];
	return k->load[p] > place->most || (place->money >= 0 && k->spent[p] > place->money);
}

static void check_allowed(checker *k)
{
	const fl_assign_case *c = k->c;
	k->v->total = 0;
	for (size_t i = 0; i < c->num_dreams; i++) {
		uint32_t p = k->a->partner[i];
		int64_t fit = p == FL_UNASSIGNED ? 0 : p < c->num_partners ? fl_assign_fit(c, i, p) : -1;
		if (fit < 0 || (p == FL_UNASSIGNED && c->fixed && c->fixed[i])) {
			refuse(k, "dream %zu is at a partner that does not fit it, or not where it is fixed", i);
			return;
		}
		k->v->total += fit;
	}
	add_up(k, k->a->partner);
	for (size_t p = 0; p < c->num_partners; p++)
		if (too_much(k, p) || k->load[p] < c->places[p].least)
			refuse(k, "partner %zu has %lld dreams, or more money with them than it can take", p, (long long)k->load[p]);
	if (k->v->total != k->a->total)
		refuse(k, "the fits add up to %lld, not to %lld", (long long)k->v->total, (long long)k->a->total);
}

/* ---- is none better? --------------------------------------------------------------------------------------------------- */

/* What the dream could add in this case, at these prices, in 1/(scale * fine) of a point. */
static wide gain(const checker *k, const int64_t *y, size_t i)
{
	const fl_assign_case *c = k->c;
	const int64_t *z = y + c->num_partners;
	const fl_assign_proof *proof = &k->a->proof;
	bool any = k->forced[i] == FL_UNASSIGNED && !(c->fixed && c->fixed[i]);
	wide best = 0;
	for (size_t n = c->start[i]; n < c->start[i + 1]; n++) {
		uint32_t p = c->fits[n].partner;
		if (k->forced[i] != FL_UNASSIGNED ? p != k->forced[i] : k->barred[n])
			continue;
		wide net = ((wide)c->fits[n].fit * proof->scale - y[p]) * proof->fine - (c->brings ? (wide)c->brings[i] * z[p] : 0);
		if (!any || net > best)
			best = net;
		any = true;
	}
	return best;
}

static bool good_prices(const checker *k, const int64_t *y)
{
	const fl_assign_case *c = k->c;
	for (size_t p = 0; p < c->num_partners; p++) {
		int64_t z = y[c->num_partners + p];
		if (y[p] > PRICE_MAX || y[p] < -PRICE_MAX || z < 0 || z > PRICE_MAX)
			return false;
		if (z > 0 && c->places[p].money < 0)
			return false;
	}
	return true;
}

static void add_leaf(checker *k, const int64_t *y)
{
	const fl_assign_case *c = k->c;
	const fl_assign_proof *proof = &k->a->proof;
	mpz_set_ui(k->sum, 0);
	for (size_t i = 0; i < c->num_dreams; i++) {
		put_wide(k->part, gain(k, y, i));
		mpz_add(k->sum, k->sum, k->part);
	}
	for (size_t p = 0; p < c->num_partners; p++) {
		put_wide(k->part, (wide)y[p] * proof->fine);
		mpz_mul_si(k->part, k->part, (long)(y[p] > 0 ? c->places[p].most : c->places[p].least));
		mpz_add(k->sum, k->sum, k->part);
		if (c->places[p].money <= 0)
			continue;
		put_wide(k->part, (wide)y[c->num_partners + p] * c->places[p].money);
		mpz_add(k->sum, k->sum, k->part);
	}
	put_wide(k->part, (wide)proof->scale * proof->fine);
	mpz_fdiv_q(k->sum, k->sum, k->part);
	if (mpz_cmp(k->sum, k->most) > 0)
		mpz_set(k->most, k->sum);
}

/* A leaf with values of dreams: every partner chooses for itself (verify/choices.c). */
static fl_status add_choices(checker *k, const int64_t *y, size_t set, fl_error *err)
{
	const fl_assign_case *c = k->c;
	const fl_assign_proof *proof = &k->a->proof;
	fl_choices_answer answer;
	size_t at = 0;
	if (set >= proof->num_values) {
		refuse(k, "a leaf of the proof has no values");
		return FL_OK;
	}
	fl_choices choices = { c, proof, y, proof->values + (c->num_dreams + c->num_partners) * set, k->forced, k->barred };
	FL_TRY(fl_verify_choices(&choices, k->sum, &answer, &at, err));
	if (answer == FL_CHOICES_EXCEEDED)
		refuse(k, "partner %zu can choose more than the proof says", at);
	else if (answer == FL_CHOICES_TOO_MANY)
		refuse(k, "what partner %zu can choose is too much to be gone through", at);
	else if (answer == FL_CHOICES_BAD_VALUE)
		refuse(k, "the value of dream %zu is below 0, or that or what it brings is too large", at);
	mpz_set_si(k->part, proof->scale);
	mpz_fdiv_q(k->sum, k->sum, k->part);
	if (mpz_cmp(k->sum, k->most) > 0)
		mpz_set(k->most, k->sum);
	return FL_OK;
}

static fl_status check_leaf(checker *k, const fl_assign_node *node, fl_error *err)
{
	if (node->yes < k->a->proof.num_sets) {
		const int64_t *y = k->a->proof.prices + 2 * k->c->num_partners * (size_t)node->yes;
		if (!good_prices(k, y))
			refuse(k, "a set of prices has one below 0, or one too large");
		else if (node->no > 0)
			return add_choices(k, y, node->no - 1, err);
		else
			add_leaf(k, y);
		return FL_OK;
	}
	add_up(k, k->forced); /* no prices: more is forced on a partner than it can take */
	for (size_t p = 0; p < k->c->num_partners; p++)
		if (too_much(k, p))
			return FL_OK;
	refuse(k, "a leaf of the proof has no prices");
	return FL_OK;
}

static void bar(checker *k, const fl_assign_node *node, bool barred)
{
	for (size_t n = k->c->start[node->dream]; n < k->c->start[node->dream + 1]; n++)
		if (k->c->fits[n].partner == node->partner)
			k->barred[n] = barred;
}

static bool good_branch(const checker *k, const fl_assign_node *node)
{
	size_t count = k->a->proof.num_nodes;
	return node->dream < k->c->num_dreams && node->partner < k->c->num_partners && node->yes < count && node->no < count &&
	       k->forced[node->dream] == FL_UNASSIGNED;
}

/* One step in the depth-first walk. */
static fl_status walk(checker *k, fl_error *err)
{
	visit *v = &k->stack.items[k->stack.len - 1];
	const fl_assign_node *node = &k->a->proof.nodes[v->node];
	uint32_t next;
	if (v->stage == 0 && node->dream == FL_UNASSIGNED) {
		k->stack.len--;
		return check_leaf(k, node, err);
	}
	if (v->stage == 0 && !good_branch(k, node)) {
		refuse(k, "a case of the proof is none");
		return FL_OK;
	}
	if (v->stage == 2) {
		bar(k, node, false);
		k->stack.len--;
		return FL_OK;
	}
	k->forced[node->dream] = v->stage == 0 ? node->partner : FL_UNASSIGNED;
	if (v->stage == 1)
		bar(k, node, true);
	next = v->stage++ == 0 ? node->yes : node->no;
	if (k->seen[next]) {
		refuse(k, "a case of the proof is met twice");
		return FL_OK;
	}
	k->seen[next] = true;
	return fl_vec_push(&k->stack, ((visit){ next, 0 })) ? FL_OK : fl_enomem(err);
}

static fl_status check_tree(checker *k, fl_error *err)
{
	const fl_assign_proof *proof = &k->a->proof;
	fl_status status = FL_OK;
	mpz_set_si(k->most, -1);
	if (proof->num_nodes == 0 || proof->scale < 1 || proof->scale > SCALE_MAX || proof->fine < 1 || proof->fine > SCALE_MAX) {
		refuse(k, "there is no proof");
		return FL_OK;
	}
	k->seen[0] = true;
	if (!fl_vec_push(&k->stack, ((visit){ 0, 0 })))
		return fl_enomem(err);
	while (status == FL_OK && k->stack.len > 0 && !refused(k))
		status = walk(k, err);
	k->v->bound = mpz_fits_slong_p(k->most) ? mpz_get_si(k->most) : INT64_MAX;
	return status;
}

/* ---- is it impossible? ------------------------------------------------------------------------------------------------- */

static void check_conflict(checker *k)
{
	const fl_assign_case *c = k->c;
	int64_t needed = 0, fitting = 0, fixed = 0;
	for (size_t p = 0; p < c->num_partners; p++)
		k->load[p] = 0;
	for (size_t n = 0; n < k->a->num_conflict; n++)
		if (k->a->conflict[n] < c->num_partners && k->load[k->a->conflict[n]]++ == 0)
			needed += c->places[k->a->conflict[n]].least;
	for (size_t i = 0; i < c->num_dreams; i++) {
		bool any = false;
		for (size_t n = c->start[i]; n < c->start[i + 1]; n++)
			any = any || k->load[c->fits[n].partner] > 0;
		fitting += any;
		fixed += any && c->fixed && c->fixed[i];
	}
	if (k->a->over ? k->a->num_conflict != 1 || fixed <= c->places[k->a->conflict[0]].most : needed <= fitting)
		refuse(k, "the partners that are said to be in conflict are not");
}

/* ---- the call ---------------------------------------------------------------------------------------------------------- */

static fl_status init(checker *k, fl_error *err)
{
	const fl_assign_case *c = k->c;
	k->forced = fl_arena_array(&k->arena, c->num_dreams + 1, sizeof *k->forced);
	k->barred = fl_arena_array(&k->arena, c->start[c->num_dreams] + 1, sizeof *k->barred);
	k->load = fl_arena_array(&k->arena, c->num_partners + 1, sizeof *k->load);
	k->spent = fl_arena_array(&k->arena, c->num_partners + 1, sizeof *k->spent);
	k->seen = fl_arena_array(&k->arena, k->a->proof.num_nodes + 1, sizeof *k->seen);
	if (!k->forced || !k->barred || !k->load || !k->spent || !k->seen)
		return fl_enomem(err);
	for (size_t i = 0; i < c->num_dreams; i++)
		k->forced[i] = c->fixed && c->fixed[i] ? c->fits[c->start[i]].partner : FL_UNASSIGNED;
	return FL_OK;
}

static fl_status check(checker *k, fl_error *err)
{
	bool impossible = k->a->outcome == FL_ASSIGN_INFEASIBLE;
	FL_TRY(init(k, err));
	if (impossible && !k->a->by_money) {
		check_conflict(k);
		return FL_OK;
	}
	if (!impossible)
		check_allowed(k);
	if (refused(k))
		return FL_OK;
	FL_TRY(check_tree(k, err));
	if (refused(k))
		return FL_OK;
	if (impossible ? k->v->bound >= 0 : k->v->bound > k->a->bound)
		refuse(k, "the prices prove no more than that %lld is not exceeded", (long long)k->v->bound);
	else if (k->a->outcome == FL_ASSIGN_OPTIMAL && k->a->bound != k->v->total)
		refuse(k, "it is said to be the best, but the bound is %lld above it", (long long)(k->a->bound - k->v->total));
	return FL_OK;
}

fl_status fl_verify_assigned(const fl_assign_case *c, const fl_assignment *a, fl_assign_verdict *ret, fl_error *err)
{
	checker k = { .c = c, .a = a, .v = ret };
	*ret = (fl_assign_verdict){ .bound = -1 };
	mpz_inits(k.sum, k.part, k.most, NULL);
	fl_status status = check(&k, err);
	ret->verified = status == FL_OK && !refused(&k);
	mpz_clears(k.sum, k.part, k.most, NULL);
	fl_vec_release(&k.stack);
	fl_arena_release(&k.arena);
	return status;
}
