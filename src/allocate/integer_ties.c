/* SPDX-License-Identifier: Apache-2.0
 *
 * integer_ties.c - which of several optimal integer solutions: the one that funds the earliest dreams of the tie
 * order.
 *
 * Dream by dream: if the solution at hand funds it, it stays; if not, is there a solution of the same value that
 * agrees with all decisions so far and funds it? Most such questions are answered by the root's multipliers (the
 * bound with that dream funded falls short of the optimum), the rest by a search that stops at the first solution
 * found. The same question asked of the other side tells whether the optimum is unique.
 */
#include "allocate/integer.h"

#include "base/error.h"
#include "base/rational.h"

typedef struct tie_walk {
	fl_search *s;
	double *root;   /* multipliers of the root */
	mpq_t *best;    /* solution at hand, per class */
	uint32_t *seen; /* members of a class decided so far */
	bool *capped;   /* no more of this class */
	int64_t budget; /* nodes left */
	bool sure;      /* no question was left open by the node limit */
} tie_walk;

static fl_status walk_init(tie_walk *w, fl_search *s, fl_error *err)
{
	const fl_program *p = s->program;
	*w = (tie_walk){ .s = s, .budget = s->limit, .sure = true };
	w->root = fl_alloc_array(p->num_rows + 1, sizeof *w->root);
	w->best = fl_alloc_array(p->num_classes + 1, sizeof *w->best);
	w->seen = fl_alloc_array(p->num_classes + 1, sizeof *w->seen);
	w->capped = fl_alloc_array(p->num_classes + 1, sizeof *w->capped);
	for (size_t c = 0; w->best && c < p->num_classes; c++) {
		mpq_init(w->best[c]);
		mpq_set(w->best[c], s->x[c]);
	}
	return w->root && w->best && w->seen && w->capped ? FL_OK : fl_enomem(err);
}

static void walk_release(tie_walk *w)
{
	for (size_t c = 0; w->best && c < w->s->program->num_classes; c++)
		mpq_clear(w->best[c]);
	fl_free(w->best);
	fl_free(w->root);
	fl_free(w->seen);
	fl_free(w->capped);
}

static void set_box(fl_search *s, uint32_t c, fl_money lo, fl_money hi)
{
	s->lo[c] = lo;
	s->hi[c] = hi;
	fl_solver_box(s->solver, c, lo, hi);
}

/* Is there an optimal solution with this class in this box? The answer is in s->found, s->x; the box is put back. */
static fl_status ask(tie_walk *w, uint32_t c, fl_money lo, fl_money hi, bool *ret_yes, fl_error *err)
{
	fl_search *s = w->s;
	fl_money old_lo = s->lo[c], old_hi = s->hi[c];
	*ret_yes = false;
	if (lo > hi)
		return FL_OK;
	s->lo[c] = lo;
	s->hi[c] = hi;
	double doubt, bound = fl_leaf_bound(s->program, w->root, s->lo, s->hi, true, &doubt),
		      need = mpq_get_d(s->need);
	fl_status status = FL_OK;
	if (bound >= need - doubt - need * 1e-14) {
		set_box(s, c, lo, hi);
		s->found = false;
		s->limit = w->budget;
		int64_t before = s->visited;
		status = fl_search_run(s, err);
		w->budget -= s->visited - before;
		w->sure = w->sure && (s->complete || s->found);
		*ret_yes = s->found && mpq_cmp(s->value, s->need) >= 0;
	}
	set_box(s, c, old_lo, old_hi);
	return status;
}

static fl_status decide(tie_walk *w, uint32_t c, int *unique, fl_error *err)
{
	fl_search *s = w->s;
	const fl_column *column = &s->program->columns[c];
	uint32_t q = ++w->seen[c];
	fl_money funded = (fl_money)q * column->unit_min, unfunded = ((fl_money)q - 1) * column->unit_max;
	bool yes = false;
	if (column->unit_max == 0)
		return FL_OK;
	if (fl_class_funded(column, w->best[c]) >= q) {
		if (*unique == 1) {
			FL_TRY(ask(w, c, s->lo[c], unfunded, &yes, err));
			*unique = yes ? 0 : 1;
		}
		set_box(s, c, funded, s->hi[c]);
		return FL_OK;
	}
	FL_TRY(ask(w, c, funded, s->hi[c], &yes, err));
	if (yes) {
		*unique = 0;
		for (size_t k = 0; k < s->program->num_classes; k++)
			mpq_set(w->best[k], s->x[k]);
		set_box(s, c, funded, s->hi[c]);
	} else {
		w->capped[c] = true;
		set_box(s, c, s->lo[c], unfunded);
	}
	return FL_OK;
}

fl_status fl_search_tie_break(fl_search *s, const uint32_t *order, size_t count, const uint32_t *class_of,
			      int *ret_unique, fl_error *err)
{
	tie_walk w;
	fl_solver_answer answer;
	int unique = 1;
	fl_status status = walk_init(&w, s, err);
	if (status == FL_OK)
		status = fl_solver_run(s->solver, &answer, err);
	if (status == FL_OK) {
		fl_solver_multipliers(s->solver, w.root);
		fl_leaf_clean(s->program, w.root);
		s->keep_tree = false;
		s->has_need = true;
		mpq_set(s->need, s->value);
	}
	for (size_t k = 0; status == FL_OK && k < count; k++)
		if (!w.capped[class_of[order[k]]])
			status = decide(&w, class_of[order[k]], &unique, err);
	if (status == FL_OK) {
		for (size_t c = 0; c < s->program->num_classes; c++) {
			uint32_t n = fl_class_funded(&s->program->columns[c], w.best[c]);
			if (n > 0 && n < s->program->columns[c].count)
				unique = 0; /* the order alone decides which of the equal dreams */
			mpq_set(s->x[c], w.best[c]);
		}
		mpq_set(s->value, s->need);
		s->found = true;
		*ret_unique = unique == 1 && !w.sure ? -1 : unique;
	}
	walk_release(&w);
	return status;
}
