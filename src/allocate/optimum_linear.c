/* SPDX-License-Identifier: Apache-2.0
 *
 * optimum_linear.c - the optimum where everything can be divided: doubles (sift.c), or the basis of a program that is
 * nearly the same (start.h), propose; rationals decide (basis.c); ties are broken (tie_break.c).
 */
#include "allocate/solution.h"

#include "allocate/sift.h"
#include "allocate/tie_break.h"
#include "allocate/tranches.h"
#include "base/error.h"
#include "base/rational.h"

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

fl_status fl_optimum_linear(fl_solution *s, fl_allocation *a, fl_error *err)
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

/* What tally / request must exceed for money out of the first tranche. */
static fl_status take_first_prices(fl_solution *s, const fl_solution *split, fl_error *err)
{
	const size_t parts = s->spec->policy.num_tranches, classes = s->program->num_classes;
	mpq_t weight;
	s->first = fl_alloc_array(classes + 1, sizeof *s->first);
	s->first_known = fl_alloc_array(classes + 1, sizeof *s->first_known);
	if (!s->first || !s->first_known)
		return fl_enomem(err);
	mpq_init(weight);
	fl_mpq_set_i64(weight, s->spec->policy.tranches[0].weight, 1);
	for (size_t c = 0; c < classes; c++) {
		mpq_init(s->first[c]);
		mpq_div(s->first[c], split->first[parts * c], weight);
		s->first_known[c] = split->first_known[parts * c];
	}
	mpq_clear(weight);
	return FL_OK;
}

fl_status fl_optimum_tranches(fl_solution *s, fl_allocation *a, fl_error *err)
{
	const size_t parts = s->spec->policy.num_tranches;
	fl_solution split = { .spec = s->spec,
			      .dreams = s->dreams,
			      .num_dreams = s->num_dreams,
			      .start = s->start,
			      .only_amounts = s->only_amounts };
	fl_status status = fl_tranches_split(s->spec, s->program, &split.program, err);
	if (status == FL_OK)
		status = fl_solution_init(&split, err);
	if (status == FL_OK)
		status = fl_optimum_linear(&split, a, err);
	s->feasible = status == FL_OK && split.feasible;
	for (size_t c = 0; s->feasible && c < s->program->num_classes; c++) {
		for (size_t k = 0; k < parts; k++)
			mpq_add(s->x[c], s->x[c], split.x[parts * c + k]);
		s->funded[c] = mpq_sgn(s->x[c]) > 0 ? s->program->columns[c].count : 0;
	}
	if (s->feasible && split.first)
		status = take_first_prices(s, &split, err);
	if (s->feasible) { /* its rows are the round's */
		s->y = split.y;
		split.y = NULL;
	}
	if (split.program)
		fl_solution_release(&split);
	return status;
}
