/* SPDX-License-Identifier: Apache-2.0
 *
 * allocate.c - the way from a round to awards, stage by stage:
 *
 *   tie order -> program (instance.c) -> optimum (linear: sift.c, solve.c, basis.c; integer: integer.c) -> ties (tie_break.c,
 *   integer_ties.c) -> whole amounts (rounding.c) -> pools (split.c) -> prices and reasons (reasons.c) -> proof
 * (certificate.c)
 *
 * Policies that divide by ratios take the stages of stages.c for the optimum, after an integer program that chooses who
 * is funded where that is open (the admission of domain/proof.h).
 *
 * or, where nothing satisfies the limits, the conflict (infeasible.c). Baselines (greedy.c) skip the optimum.
 */
#include "allocate/allocate.h"

#include "allocate/instance.h"
#include "allocate/parts.h"
#include "allocate/sift.h"
#include "allocate/solution.h"
#include "allocate/tie_break.h"
#include "allocate/tranches.h"
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

static fl_status solution_init(fl_solution *s, fl_error *err)
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

static fl_status keep_prices(fl_solution *s, const fl_basis *lp, fl_error *err)
{
	s->y = fl_alloc_array(s->program->num_rows + 1, sizeof *s->y);
	if (!s->y)
		return fl_enomem(err);
	for (size_t k = 0; k < s->program->num_rows; k++) {
		mpq_init(s->y[k]);
		mpq_set(s->y[k], lp->y[k]);
	}
	return FL_OK;
}

/* ---- The optimum ----------------------------------------------------------------------------------- */

/* The basis of a program that is nearly the same, or what doubles find. */
static fl_status propose(const fl_solution *s, fl_allocation *a, uint8_t *column_at, uint8_t *row_at, fl_error *err)
{
	fl_sift *sift = NULL;
	if (s->start && s->start->kept) {
		fl_start_propose(s->start, s->program, column_at, row_at);
		return FL_OK;
	}
	fl_status status = fl_sift_new(s->program, &sift, err);
	if (status == FL_OK)
		status = fl_sift_run(sift, column_at, row_at, err);
	if (status == FL_OK)
		a->pivots = fl_sift_pivots(sift);
	fl_sift_free(sift);
	return status;
}

/* What is known of the optimum before ties are broken, as far as somebody asks. */
static fl_status keep_optimum(fl_solution *s, fl_basis *lp, fl_error *err)
{
	bool first = s->start && !s->start->kept;
	if (!s->only_amounts || first)
		FL_TRY(keep_prices(s, lp, err));
	if (first)
		FL_TRY(fl_start_keep(s->start, s->program, lp->column_at, lp->row_at, err));
	return s->only_amounts ? FL_OK : fl_first_prices(s, lp, err);
}

static fl_status solve_linear(fl_solution *s, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_INFEASIBLE;
	bool unique = false;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	fl_status status = column_at && row_at ? propose(s, a, column_at, row_at, err) : fl_enomem(err);
	if (status == FL_OK)
		status = fl_basis_new(p, NULL, NULL, column_at, row_at, &lp, err);
	if (status == FL_OK)
		status = fl_basis_solve(lp, &answer, err);
	if (status == FL_OK)
		a->repairs += lp->mended;
	s->feasible = status == FL_OK && answer == FL_BASIS_OPTIMAL;
	if (s->feasible) {
		status = keep_optimum(s, lp, err);
		if (status == FL_OK)
			status = fl_tie_break(lp, s->only_amounts ? NULL : &unique, err);
		a->proof->unique = unique;
	}
	for (size_t c = 0; status == FL_OK && s->feasible && c < p->num_classes; c++) {
		fl_basis_value(lp, c, s->x[c]);
		s->funded[c] = mpq_sgn(s->x[c]) > 0 ? p->columns[c].count : 0;
	}
	if (lp)
		a->pivots += lp->pivots;
	fl_basis_free(lp);
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

/* One column for each tranche of each class, solved as any linear program and folded again. */
static fl_status solve_tranches(fl_solution *s, fl_allocation *a, fl_error *err)
{
	const size_t parts = s->spec->policy.num_tranches;
	fl_solution split = { .spec = s->spec,
			      .dreams = s->dreams,
			      .num_dreams = s->num_dreams,
			      .start = s->start,
			      .only_amounts = s->only_amounts };
	mpq_t first;
	mpq_init(first);
	fl_mpq_set_i64(first, s->spec->policy.tranches[0].weight, 1);
	fl_status status = fl_tranches_split(s->spec, s->program, &split.program, err);
	if (status == FL_OK)
		status = solution_init(&split, err);
	if (status == FL_OK)
		status = solve_linear(&split, a, err);
	s->feasible = status == FL_OK && split.feasible;
	for (size_t c = 0; s->feasible && c < s->program->num_classes; c++) {
		for (size_t k = 0; k < parts; k++)
			mpq_add(s->x[c], s->x[c], split.x[parts * c + k]);
		s->funded[c] = mpq_sgn(s->x[c]) > 0 ? s->program->columns[c].count : 0;
	}
	if (s->feasible && split.first) { /* what tally / request must exceed for money out of the first tranche */
		s->first = fl_alloc_array(s->program->num_classes + 1, sizeof *s->first);
		s->first_known = fl_alloc_array(s->program->num_classes + 1, sizeof *s->first_known);
		if (!s->first || !s->first_known)
			status = fl_enomem(err);
		for (size_t c = 0; status == FL_OK && c < s->program->num_classes; c++) {
			mpq_init(s->first[c]);
			mpq_div(s->first[c], split.first[parts * c], first);
			s->first_known[c] = split.first_known[parts * c];
		}
	}
	if (s->feasible) { /* its rows are the round's */
		s->y = split.y;
		split.y = NULL;
	}
	mpq_clear(first);
	if (split.program)
		fl_solution_release(&split);
	return status;
}

static bool all_or_nothing(const fl_program *p)
{
	for (size_t c = 0; c < p->num_classes; c++)
		if (p->columns[c].unit_min != p->columns[c].unit_max)
			return false;
	return true;
}

/* Minimum awards: with the funded dreams decided, what they get is a linear program with its own ties. */
static fl_status settle_amounts(fl_search *search, const uint32_t *funded, bool *ret_unique, fl_error *err)
{
	const fl_program *p = search->program;
	fl_core *core = NULL;
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		const fl_column *column = &p->columns[c];
		uint32_t lead = p->lead ? p->lead[c] : UINT32_MAX, count = fl_program_count(p, c);
		fl_money n = lead != UINT32_MAX ? funded[lead] : column->unit_min > 0 ? funded[c] : column->count;
		search->lo[c] = n * column->unit_min;
		search->hi[c] = n * column->unit_max;
		if (count != UINT32_MAX)
			search->lo[count] = search->hi[count] = n;
	}
	*ret_unique = false;
	fl_status status = column_at && row_at ? fl_core_new(p, NULL, search->lo, search->hi, FL_CORE_GLPK, &core, err) : fl_enomem(err);
	if (status == FL_OK) {
		fl_solver_run(core->solver);
		fl_core_basis(core, column_at, row_at);
		status = fl_basis_new(p, search->lo, search->hi, column_at, row_at, &lp, err);
	}
	if (status == FL_OK)
		status = fl_basis_solve(lp, &answer, err);
	if (status == FL_OK)
		search->repairs += lp->mended;
	if (status == FL_OK && answer == FL_BASIS_OPTIMAL)
		status = fl_tie_break(lp, ret_unique, err);
	for (size_t c = 0; status == FL_OK && answer == FL_BASIS_OPTIMAL && c < p->num_classes; c++)
		fl_basis_value(lp, c, search->x[c]);
	fl_core_free(core);
	fl_basis_free(lp);
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

/* Which of several best sets of dreams is funded, and with how much. Both arrays are by class of the searched program: funded is
 * filled, class_of is scratch by candidate. */
static fl_status settle_ties(fl_solution *s, fl_search *search, fl_allocation *a, uint32_t *funded, uint32_t *class_of,
			     fl_error *err)
{
	const fl_program *p = search->program;
	bool one = true, complete = search->complete;
	uint32_t last = UINT32_MAX;
	for (uint32_t c = 0; c < p->num_classes; c++)
		funded[c] = fl_search_funded(p, c, search->x);
	for (size_t i = 0; i < s->num_dreams; i++)
		class_of[i] = s->class_of[i];
	for (uint32_t c = 0; s->parts && c < p->num_classes; c++) { /* a class is known by its first part */
		const fl_column *class = &s->program->columns[p->part_of[c]];
		for (uint32_t i = 0; p->part_of[c] != last && i < class->count; i++)
			class_of[s->program->members[class->first + i]] = c;
		last = p->part_of[c];
	}
	if (complete)
		FL_TRY(fl_search_tie_break(search, s->order, s->num_order, class_of, funded, &a->proof->unique, err));
	if (!p->admission && !all_or_nothing(p))
		FL_TRY(settle_amounts(search, funded, &one, err));
	if (!one && a->proof->unique == 1)
		a->proof->unique = 0;
	search->complete = complete;
	return FL_OK;
}

/* From the searched program to the round's: parts are added up, their number is that of the first. */
static void take_solution(fl_solution *s, const fl_search *search, const uint32_t *funded)
{
	const fl_program *p = search->program;
	uint32_t last = UINT32_MAX;
	for (uint32_t c = 0; c < p->num_classes; c++) {
		uint32_t of = s->parts ? p->part_of[c] : c;
		if (of != last)
			s->funded[of] = funded[c];
		mpq_add(s->x[of], s->x[of], search->x[c]);
		last = of;
	}
	for (size_t c = 0; c < s->program->num_classes; c++)
		if (mpq_sgn(s->x[c]) == 0)
			s->funded[c] = 0;
}

static fl_status solve_integer(fl_solution *s, fl_allocation *a, fl_search **ret_search, fl_error *err)
{
	if (fl_parts_needed(s->spec, s->program))
		FL_TRY(fl_parts_build(s->spec, s->dreams, s->program, &s->parts, err));
	const fl_program *p = s->parts ? s->parts : s->program;
	FL_TRY(fl_search_new(p, s->spec->policy.node_limit, ret_search, err));
	fl_search *search = *ret_search;
	FL_TRY(fl_search_solve(search, err));
	s->feasible = search->found;
	a->nodes = search->visited;
	if (!search->found && !search->complete)
		return fl_error_set(err, FL_ERANGE,
				    "no allocation was found within the node limit, nor a proof that there is none");
	if (!s->feasible)
		return FL_OK;
	a->outcome = search->complete ? FL_OPTIMAL : FL_FEASIBLE;
	uint32_t *funded = fl_alloc_array(p->num_classes + 1, sizeof *funded),
		 *class_of = fl_alloc_array(s->num_dreams + 1, sizeof *class_of);
	fl_status status = funded && class_of ? settle_ties(s, search, a, funded, class_of, err) : fl_enomem(err);
	a->nodes = search->visited;
	a->pivots = search->pivots;
	a->repairs = search->repairs;
	if (status == FL_OK)
		take_solution(s, search, funded);
	fl_free(funded);
	fl_free(class_of);
	return status;
}

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
		FL_TRY(solve_integer(s, a, search, err));
	else if (!staged)
		return s->spec->policy.num_tranches > 0 ? solve_tranches(s, a, err) : solve_linear(s, a, err);
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

/* An infeasible round has the proof that nothing is awarded, and no other. */
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
		a->note = FL_STR(
		    "no awards in multiples of the granularity keep every limit; they are in minor units instead");
	}
	if (status == FL_OK && s->feasible && fits && !s->only_amounts)
		status = fl_split_run(s, a, err);
	if (status == FL_OK && !fits)
		a->note = FL_STR("the limits leave no room for amounts in whole minor units");
	if (status == FL_OK && (!s->feasible || !fits)) {
		a->outcome = FL_INFEASIBLE;
		for (size_t i = 0; i < s->num_dreams; i++)
			s->amounts[i] = 0;
		if (!s->only_whether)
			status = s->feasible ? fl_infeasible_units(s, a, err) : fl_infeasible_explain(s, a, err);
		if (status == FL_OK && !s->only_amounts)
			status = nothing_awarded(s, a, err);
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
	FL_TRY(solution_init(s, err));
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
