/* SPDX-License-Identifier: Apache-2.0
 *
 * again.c - dividing again after a change.
 */
#include "allocate/again.h"

#include "allocate/again_state.h"
#include "allocate/allocate.h"
#include "allocate/instance.h"
#include "allocate/tie_break.h"
#include "base/error.h"

#include <string.h>

bool fl_again_quick(const fl_round_spec *spec)
{
	for (size_t p = 0; p < spec->num_pools; p++)
		if (spec->pools[p].kept != 0) /* what dreams were awarded before takes from the limits, and is not among their traits */
			return false;
	return (spec->policy.kind == FL_POLICY_SUPPORT || spec->policy.kind == FL_POLICY_TRANCHES) && !fl_round_chooses(spec);
}

/* ---- a round with some changes -------------------------------------------------------------------------------------- */

static size_t list_qualified(fl_again *a)
{
	size_t count = 0;
	for (size_t k = 0; k < a->num_dreams; k++)
		if (a->dreams[a->places[k]].standing == FL_QUALIFIED)
			a->order[count++] = a->places[k];
	return count;
}

/* Amounts of the round as its candidates stand; 'learn': it is the one without changes. */
static fl_status solve(fl_again *a, bool learn, fl_money *amounts, bool *ret_feasible, fl_error *err)
{
	fl_solution s = { .spec = a->spec,
			  .dreams = a->dreams,
			  .num_dreams = a->num_dreams,
			  .order = a->order,
			  .num_order = list_qualified(a),
			  .only_whether = true,
			  .only_amounts = true,
			  .start = &a->start };
	fl_allocation *allocation = fl_allocation_new(a->num_dreams);
	fl_status status = allocation ? FL_OK : fl_enomem(err);
	if (status == FL_OK)
		status = fl_program_build_from(a->traits, a->kinds, a->order, s.num_order, allocation, &s.program, err);
	if (status == FL_OK)
		status = fl_solution_run(&s, allocation, err);
	if (status == FL_OK) {
		*ret_feasible = allocation->outcome != FL_INFEASIBLE;
		memcpy(amounts, s.amounts, a->num_dreams * sizeof *amounts);
	}
	if (status == FL_OK && learn && *ret_feasible)
		status = fl_still_learn(a, &s, err);
	if (s.program)
		fl_solution_release(&s);
	fl_allocation_free(allocation);
	return status;
}

static fl_status divide_anew(fl_again *a, fl_money *amounts, bool *ret_feasible, fl_error *err)
{
	fl_allocation *allocation = NULL;
	FL_TRY(fl_allocate_quietly(a->spec, a->dreams, a->num_dreams, &allocation, err));
	*ret_feasible = allocation->outcome != FL_INFEASIBLE;
	for (size_t i = 0; i < a->num_dreams; i++)
		amounts[i] = allocation->awards[i].amount;
	fl_allocation_free(allocation);
	return FL_OK;
}

static void swap(fl_again *a, fl_becoming *changes, uint32_t *kinds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fl_candidate before = a->dreams[changes[i].dream];
		uint32_t kind = a->kinds[changes[i].dream];
		a->dreams[changes[i].dream] = changes[i].now;
		a->kinds[changes[i].dream] = kinds[i];
		changes[i].now = before;
		kinds[i] = kind;
	}
}

/* Where a class is new, it stands as that which its dream came from. */
static fl_status begin_alike(fl_again *a, const fl_becoming *changes, const uint32_t *kinds, size_t count, size_t known, fl_error *err)
{
	for (size_t i = 0; a->awards && i < count; i++)
		if (kinds[i] >= known && a->dreams[changes[i].dream].standing == FL_QUALIFIED)
			FL_TRY(fl_start_follow(&a->start, a->kinds[changes[i].dream], kinds[i], err));
	return FL_OK;
}

fl_status fl_again_divide(fl_again *a, const fl_becoming *changes, size_t count, fl_money *amounts, bool *ret_feasible, fl_error *err)
{
	size_t known = a->traits->kinds.len;
	fl_becoming *then = fl_alloc_array(count + 1, sizeof *then);
	uint32_t *kinds = fl_alloc_array(count + 1, sizeof *kinds);
	fl_status status = then && kinds ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		then[i] = changes[i];
		status = fl_traits_number(a->traits, &changes[i].now, &kinds[i], err);
	}
	if (status == FL_OK)
		status = begin_alike(a, changes, kinds, count, known, err);
	if (status == FL_OK) {
		swap(a, then, kinds, count);
		status = a->awards ? solve(a, false, amounts, ret_feasible, err) : divide_anew(a, amounts, ret_feasible, err);
		swap(a, then, kinds, count);
	}
	for (size_t i = 0; status == FL_OK && i < count; i++)
		if (kinds[i] >= known)
			fl_start_forget(&a->start, kinds[i]);
	fl_free(then);
	fl_free(kinds);
	return status;
}

/* ---- beginning ------------------------------------------------------------------------------------------------------ */

/* The tie order of all dreams: that of the qualified ones is a part of it. */
static fl_status order_all(fl_again *a, fl_error *err)
{
	size_t count = 0;
	fl_candidate *all = fl_alloc_array(a->num_dreams + 1, sizeof *all);
	if (!all)
		return fl_enomem(err);
	for (size_t i = 0; i < a->num_dreams; i++) {
		all[i] = a->dreams[i];
		all[i].standing = FL_QUALIFIED;
	}
	fl_status status = fl_tie_order_make(a->spec, all, a->num_dreams, &a->places, &count, err);
	for (size_t k = 0; status == FL_OK && k < count; k++)
		a->place_of[a->places[k]] = (uint32_t)k;
	fl_free(all);
	return status;
}

static fl_status open_again(fl_again *a, const fl_candidate *dreams, fl_error *err)
{
	size_t n = a->num_dreams;
	a->dreams = fl_alloc_array(n + 1, sizeof *a->dreams);
	a->kinds = fl_alloc_array(n + 1, sizeof *a->kinds);
	a->place_of = fl_alloc_array(n + 1, sizeof *a->place_of);
	a->order = fl_alloc_array(n + 1, sizeof *a->order);
	if (!a->dreams || !a->kinds || !a->place_of || !a->order)
		return fl_enomem(err);
	memcpy(a->dreams, dreams, n * sizeof *dreams);
	FL_TRY(order_all(a, err));
	FL_TRY(fl_traits_new(a->spec, &a->traits, err));
	for (size_t k = 0; k < n; k++)
		FL_TRY(fl_traits_number(a->traits, &a->dreams[k], &a->kinds[k], err));
	if (!fl_again_quick(a->spec))
		return FL_OK;
	a->awards = fl_alloc_array(n + 1, sizeof *a->awards);
	return a->awards ? solve(a, true, a->awards, &a->feasible, err) : fl_enomem(err);
}

fl_status fl_again_new(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_again **ret, fl_error *err)
{
	if (spec->policy.kind == FL_POLICY_MODEL)
		return fl_error_set(err, FL_EINVAL, "the policy is a model of your own: it is not divided again");
	fl_again *a = fl_alloc(sizeof *a);
	if (!a)
		return fl_enomem(err);
	a->spec = spec;
	a->num_dreams = num_dreams;
	a->start.parts = spec->policy.num_tranches > 0 ? spec->policy.num_tranches : 1;
	mpq_init(a->total);
	fl_status status = open_again(a, dreams, err);
	if (status == FL_OK)
		*ret = a;
	else
		fl_again_free(a);
	return status;
}

void fl_again_free(fl_again *a)
{
	if (!a)
		return;
	fl_still_release(a);
	mpq_clear(a->total);
	fl_start_release(&a->start);
	fl_traits_free(a->traits);
	fl_free(a->dreams);
	fl_free(a->kinds);
	fl_free(a->places);
	fl_free(a->place_of);
	fl_free(a->order);
	fl_free(a->awards);
	fl_free(a);
}

const fl_money *fl_again_awards(const fl_again *a)
{
	return a->awards;
}

void fl_again_leave_thread(void)
{
	fl_solver_leave_thread();
}
