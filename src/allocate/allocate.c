/* SPDX-License-Identifier: Apache-2.0
 *
 * allocate.c - the way from a round to awards, stage by stage:
 *
 *   tie order -> program (instance.c) -> optimum with ties broken (optimum_linear.c, optimum_whole.c) -> whole amounts
 *   (rounding.c) -> pools (split.c) -> prices and reasons (reasons.c) -> proof (certificate.c)
 *
 * Policies that divide by ratios take the stages of stages.c for the optimum, after an integer program that chooses who
 * is funded where that is open (the admission of domain/proof.h).
 *
 * or, where nothing satisfies the limits, the conflict (infeasible.c). Baselines (greedy.c, equal_shares.c) skip the
 * optimum, and so does a foundation's own model (own_model.c).
 */
#include "allocate/allocate.h"

#include "allocate/instance.h"
#include "allocate/solution.h"
#include "allocate/tie_break.h"
#include "allocate/value.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

void fl_solution_release(fl_solution *s)
{
	for (size_t c = 0; s->x && c < s->program->num_classes; c++)
		mpq_clear(s->x[c]);
	for (size_t k = 0; s->y && k < s->program->num_rows; k++)
		mpq_clear(s->y[k]);
	for (size_t c = 0; s->first && s->first_known && c < s->program->num_classes; c++)
		mpq_clear(s->first[c]);
	fl_free(s->first);
	fl_free(s->first_known);
	fl_free(s->x);
	fl_free(s->y);
	fl_free(s->funded);
	fl_free(s->amounts);
	fl_free(s->class_of);
	fl_free(s->part);
	fl_staged_free(s->staged);
	fl_program_free(s->parts);
	fl_program_free(s->program);
}

fl_status fl_solution_init(fl_solution *s, fl_error *err)
{
	const fl_program *p = s->program;
	s->x = fl_alloc_array(p->num_classes + 1, sizeof *s->x);
	for (size_t c = 0; s->x && c < p->num_classes; c++)
		mpq_init(s->x[c]);
	s->funded = fl_alloc_array(p->num_classes + 1, sizeof *s->funded);
	s->amounts = fl_alloc_array(s->num_dreams + 1, sizeof *s->amounts);
	s->class_of = fl_alloc_array(s->num_dreams + 1, sizeof *s->class_of);
	if (!s->x || !s->funded || !s->amounts || !s->class_of)
		return fl_enomem(err);
	for (size_t i = 0; i < s->num_dreams; i++)
		s->class_of[i] = UINT32_MAX;
	for (uint32_t c = 0; p->members && c < p->num_classes; c++) /* a split program has none */
		for (uint32_t i = 0; i < p->columns[c].count; i++)
			s->class_of[p->members[p->columns[c].first + i]] = c;
	return FL_OK;
}

/* ---- The optimum ----------------------------------------------------------------------------------- */

/* Policies that divide by ratios: all take part, or those that the admission chose. */
static fl_status solve_staged(fl_solution *s, fl_allocation *a, bool admitted, fl_error *err)
{
	const fl_program *p = s->program;
	s->part = fl_alloc_array(p->num_classes + 1, sizeof *s->part);
	if (!s->part)
		return fl_enomem(err);
	for (size_t c = 0; c < p->num_classes; c++)
		s->part[c] = admitted && (p->columns[c].before == 0 || p->columns[c].unit_min > 0) ? s->funded[c] : p->columns[c].count;
	FL_TRY(fl_staged_run(s->spec, s->dreams, p, s->part, &s->staged, err));
	s->feasible = s->staged->feasible;
	a->pivots += s->staged->pivots;
	a->repairs += s->staged->repairs;
	for (size_t c = 0; s->feasible && c < p->num_classes; c++) {
		s->funded[c] = mpq_sgn(s->staged->amount[c]) > 0 ? s->part[c] : 0;
		mpq_set_ui(s->x[c], s->funded[c], 1);
		mpq_mul(s->x[c], s->x[c], s->staged->amount[c]);
	}
	if (!admitted)
		a->proof->unique = 1; /* a leximin has one solution */
	return FL_OK;
}

static fl_status solve(fl_solution *s, fl_allocation *a, fl_search **search, fl_error *err)
{
	bool staged = fl_policy_staged(&s->spec->policy);
	if (s->program->integer)
		FL_TRY(fl_optimum_whole(s, a, search, err));
	else if (!staged)
		return s->spec->policy.num_tranches > 0 ? fl_optimum_tranches(s, a, err) : fl_optimum_linear(s, a, err);
	return staged && (s->feasible || !s->program->integer) ? solve_staged(s, a, s->program->integer, err) : FL_OK;
}

/* "5 % of what is awarded" among fewer than 20 organisations: only zero satisfies it, and zero is no answer. */
static fl_status demand_something(fl_solution *s, fl_error *err)
{
	for (size_t c = 0; c < s->program->num_classes; c++)
		if (mpq_sgn(s->x[c]) != 0)
			return FL_OK;
	bool shares_forbid;
	if (s->program->all_before > 0) /* what is awarded is not zero, and need not become more */
		return FL_OK;
	FL_TRY(fl_infeasible_only_zero(s, &shares_forbid, err));
	s->feasible = !shares_forbid;
	return FL_OK;
}

/* ---- Assembly -------------------------------------------------------------------------------------- */

static fl_status prove(fl_solution *s, const fl_search *search, fl_allocation *a, fl_error *err)
{
	fl_proof *proof = a->proof;
	FL_TRY(fl_certificate_write(s, search, proof, err));
	fl_value_of_optimum(s, proof->optimum);
	mpq_set(proof->bound, proof->optimum);
	proof->has_bound = true;
	if (search && !search->complete && mpq_cmp(search->open_bound, proof->optimum) > 0)
		mpq_set(proof->bound, search->open_bound);
	else if (search)
		a->outcome = FL_OPTIMAL; /* whatever was left open turned out not to be better */
	return FL_OK;
}

/* The proof that nothing is awarded; of an infeasible round fl_infeasible_explain adds why. */
static fl_status nothing_awarded(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	fl_proof_free(a->proof);
	a->proof = fl_proof_new();
	if (!a->proof)
		return fl_enomem(err);
	a->proof->unrounded = fl_arena_array(&a->proof->arena, s->num_dreams + 1, sizeof *a->proof->unrounded);
	a->proof->num_candidates = s->num_dreams;
	return a->proof->unrounded ? FL_OK : fl_enomem(err);
}

static fl_status optimise(fl_solution *s, fl_allocation *a, fl_error *err)
{
	fl_search *search = NULL;
	fl_money grain = 0;
	bool fits = true;
	a->outcome = FL_OPTIMAL;
	fl_status status = FL_OK;
	if (!fl_infeasible_contradiction(s->program))
		status = solve(s, a, &search, err);
	if (status == FL_OK && s->feasible)
		status = demand_something(s, err);
	if (status == FL_OK && s->feasible && !s->only_amounts)
		status = prove(s, search, a, err);
	if (status == FL_OK && s->feasible)
		status = fl_rounding_run(s, &grain, &fits, err);
	a->repairs += s->repairs;
	if (status == FL_OK && grain > 0 && grain != s->spec->policy.granularity) {
		a->granularity = grain;
		a->note = FL_STR(FL_MESSAGE(
		    "no awards in multiples of the granularity keep every limit; they are in minor units instead"));
	}
	if (status == FL_OK && s->feasible && fits && !s->only_amounts)
		status = fl_split_run(s, a, err);
	if (status == FL_OK && !fits)
		a->note = FL_STR(FL_MESSAGE("the limits leave no room for amounts in whole minor units"));
	if (status == FL_OK && (!s->feasible || !fits)) {
		a->outcome = FL_INFEASIBLE;
		for (size_t i = 0; i < s->num_dreams; i++)
			s->amounts[i] = 0;
		if (!s->only_amounts)
			status = nothing_awarded(s, a, err);
		if (status == FL_OK && !s->only_whether)
			status = s->feasible ? fl_infeasible_units(s, a, err) : fl_infeasible_explain(s, search, a, err);
	}
	fl_search_free(search);
	return status;
}

static fl_status run_baseline(fl_solution *s, fl_allocation *a, fl_error *err)
{
	FL_TRY(s->spec->policy.kind == FL_POLICY_GREEDY ? fl_greedy_run(s, a, err) : fl_equal_shares_run(s, a, err));
	FL_TRY(nothing_awarded(s, a, err));
	if (a->outcome == FL_INFEASIBLE) {
		for (size_t i = 0; i < s->num_dreams; i++)
			s->amounts[i] = 0;
		return FL_OK;
	}
	FL_TRY(fl_split_run(s, a, err));
	for (size_t i = 0; i < s->num_dreams; i++)
		a->proof->unrounded[i].whole = s->amounts[i];
	fl_value_of_awards(s, a->proof->optimum);
	return FL_OK;
}

/* Awards near what the model asks for, whole and within every limit; no claim that they are best. */
static fl_status run_own_model(fl_solution *s, fl_allocation *a, fl_error *err)
{
	fl_money grain = 0;
	bool fits = true;
	a->outcome = FL_FEASIBLE;
	FL_TRY(fl_own_model_run(s, s->problem, a, err));
	FL_TRY(nothing_awarded(s, a, err));
	if (s->feasible)
		FL_TRY(fl_rounding_run(s, &grain, &fits, err));
	if (s->feasible && fits) {
		a->granularity = grain != s->spec->policy.granularity ? grain : 0;
		FL_TRY(fl_split_run(s, a, err));
		for (size_t i = 0; i < s->num_dreams; i++)
			a->proof->unrounded[i].whole = s->amounts[i];
		fl_value_of_awards(s, a->proof->optimum);
		return FL_OK;
	}
	a->outcome = FL_INFEASIBLE;
	for (size_t i = 0; i < s->num_dreams; i++)
		s->amounts[i] = 0;
	return s->feasible ? fl_infeasible_units(s, a, err) : FL_OK;
}

static fl_status run(fl_solution *s, fl_allocation *a, fl_error *err)
{
	if (s->spec->policy.kind == FL_POLICY_MODEL)
		return run_own_model(s, a, err);
	return fl_policy_baseline(s->spec->policy.kind) ? run_baseline(s, a, err) : optimise(s, a, err);
}

fl_status fl_solution_run(fl_solution *s, fl_allocation *a, fl_error *err)
{
	FL_TRY(fl_solution_init(s, err));
	return run(s, a, err);
}

static fl_status allocate(fl_solution s, fl_allocation **ret_allocation, fl_error *err)
{
	const fl_round_spec *spec = s.spec;
	const fl_candidate *dreams = s.dreams;
	size_t num_dreams = s.num_dreams;
	uint32_t *order = NULL;
	fl_allocation *a = fl_allocation_new(num_dreams);
	if (!a)
		return fl_enomem(err);
	a->note = FL_STR("");
	fl_status status = fl_tie_order_make(spec, dreams, num_dreams, &order, &s.num_order, err);
	s.order = order;
	if (status == FL_OK)
		status = fl_program_build(spec, dreams, order, s.num_order, a, &s.program, err);
	if (status == FL_OK)
		status = fl_solution_run(&s, a, err);
	if (status == FL_OK) {
		fl_reasons_write(&s, a);
		fl_value_of_awards(&s, a->objective);
		*ret_allocation = a;
		a = NULL;
	}
	if (s.program)
		fl_solution_release(&s);
	fl_free(order);
	fl_allocation_free(a);
	return status;
}

fl_status fl_allocate(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
		      fl_allocation **ret_allocation, fl_error *err)
{
	if (spec->policy.kind == FL_POLICY_MODEL)
		return fl_error_set(err, FL_EINVAL, "the policy '%.*s' is a model that has to be translated first",
				    FL_STR_ARG(fl_policy_label(&spec->policy)));
	return allocate((fl_solution){ .spec = spec, .dreams = dreams, .num_dreams = num_dreams }, ret_allocation, err);
}

fl_status fl_allocate_quietly(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_allocation **ret, fl_error *err)
{
	return allocate((fl_solution){ .spec = spec, .dreams = dreams, .num_dreams = num_dreams, .only_whether = true }, ret, err);
}

fl_status fl_allocate_can(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_holds *ret, fl_error *err)
{
	fl_allocation *a = NULL;
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_allocate_quietly(spec, dreams, num_dreams, &a, &inner);
	*ret = status != FL_OK ? FL_HOLDS_UNKNOWN : a->outcome != FL_INFEASIBLE ? FL_HOLDS_YES : FL_HOLDS_NO;
	fl_allocation_free(a);
	if (status == FL_OK || status == FL_ERANGE) /* the node limit, or sums that leave 63 bits */
		return FL_OK;
	return fl_error_set(err, status, "%s", inner.message);
}

fl_status fl_allocate_own(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_str problem,
			  fl_allocation **ret_allocation, fl_error *err)
{
	return allocate((fl_solution){ .spec = spec, .dreams = dreams, .num_dreams = num_dreams, .problem = problem },
			ret_allocation, err);
}
