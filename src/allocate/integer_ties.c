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
	double *d;       /* reduced costs under the root's multipliers */
	double bound;    /* of the root's multipliers over the present boxes, kept up to date */
	double doubt;
	mpq_t *best;     /* solution at hand, per class */
	uint32_t *seen;  /* members of a class decided so far */
	bool *capped;    /* no more of this class */
	int64_t budget;  /* nodes left */
	bool sure;       /* no question was left open by the node limit */
} tie_walk;

static fl_status walk_init(tie_walk *w, fl_search *s, fl_error *err)
{
	const fl_program *p = s->program;
	*w = (tie_walk){ .s = s, .budget = s->limit, .sure = true };
	w->d = fl_alloc_array(p->num_classes + 1, sizeof *w->d);
	w->best = fl_alloc_array(p->num_classes + 1, sizeof *w->best);
	w->seen = fl_alloc_array(p->num_classes + 1, sizeof *w->seen);
	w->capped = fl_alloc_array(p->num_classes + 1, sizeof *w->capped);
	for (size_t c = 0; w->best && c < p->num_classes; c++) {
		mpq_init(w->best[c]);
		mpq_set(w->best[c], s->x[c]);
	}
	return w->d && w->best && w->seen && w->capped ? FL_OK : fl_enomem(err);
}

static void walk_release(tie_walk *w)
{
	for (size_t c = 0; w->best && c < w->s->program->num_classes; c++)
		mpq_clear(w->best[c]);
	fl_free(w->best);
	fl_free(w->d);
	fl_free(w->seen);
	fl_free(w->capped);
}

/* What a class adds to the bound over a box. */
static double term(const tie_walk *w, uint32_t c, fl_money lo, fl_money hi)
{
	return w->d[c] * (double)(w->d[c] > 0 ? hi : lo);
}

static void set_box(tie_walk *w, uint32_t c, fl_money lo, fl_money hi)
{
	w->bound += term(w, c, lo, hi) - term(w, c, w->s->lo[c], w->s->hi[c]);
	w->s->lo[c] = lo;
	w->s->hi[c] = hi;
}

/* Is there an optimal solution with this class in this box? The answer is in s->found, s->x; the box is put back. */
static fl_status ask(tie_walk *w, uint32_t c, fl_money lo, fl_money hi, bool *ret_yes, fl_error *err)
{
	fl_search *s = w->s;
	fl_money old_lo = s->lo[c], old_hi = s->hi[c];
	*ret_yes = false;
	if (lo > hi)
		return FL_OK;
	double bound = w->bound + term(w, c, lo, hi) - term(w, c, old_lo, old_hi), need = mpq_get_d(s->need);
	if (bound < need - w->doubt - need * 1e-12)
		return FL_OK;
	s->lo[c] = lo;
	s->hi[c] = hi;
	s->found = false;
	s->limit = w->budget;
	int64_t before = s->visited;
	fl_status status = fl_search_solve(s, err);
	w->budget -= s->visited - before;
	w->sure = w->sure && (s->complete || s->found);
	*ret_yes = s->found && mpq_cmp(s->value, s->need) >= 0;
	s->lo[c] = old_lo;
	s->hi[c] = old_hi;
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
		set_box(w, c, funded, s->hi[c]);
		return FL_OK;
	}
	FL_TRY(ask(w, c, funded, s->hi[c], &yes, err));
	if (yes) {
		*unique = 0;
		for (size_t k = 0; k < s->program->num_classes; k++)
			mpq_set(w->best[k], s->x[k]);
		set_box(w, c, funded, s->hi[c]);
	} else {
		w->capped[c] = true;
		set_box(w, c, s->lo[c], unfunded);
	}
	return FL_OK;
}

fl_status fl_search_tie_break(fl_search *s, const uint32_t *order, size_t count, const uint32_t *class_of,
			      int *ret_unique, fl_error *err)
{
	tie_walk w;
	int unique = 1;
	fl_status status = walk_init(&w, s, err);
	if (status == FL_OK && !s->has_root)
		status = fl_search_root(s, err);
	if (status == FL_OK) {
		w.bound = fl_leaf_bound(s->program, s->root, s->lo, s->hi, true, w.d, &w.doubt);
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
