/* SPDX-License-Identifier: Apache-2.0
 *
 * optimum_whole.c - the optimum where requests are met whole, from a minimum on, or only so many: the search (integer.c)
 * over the round's program or its parts (parts.h), which of several best sets is funded (integer_ties.c), and with how
 * much.
 */
#include "allocate/solution.h"

#include "allocate/parts.h"
#include "allocate/tie_break.h"
#include "base/error.h"

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

fl_status fl_optimum_whole(fl_solution *s, fl_allocation *a, fl_search **ret_search, fl_error *err)
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
