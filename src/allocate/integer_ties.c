/* SPDX-License-Identifier: Apache-2.0
 *
 * integer_ties.c - which of several optimal integer solutions: the one that funds the earliest dreams of the tie
 * order.
 *
 * Dream by dream: if the solution at hand funds it, it stays; if not, is there a solution of the same value that
 * agrees with all decisions so far and funds it? Most such questions are answered by the root's multipliers (the
 * bound with that dream funded falls short of the optimum) or by one exchange (tie_swap.h), the rest by a search that stops at the first solution
 * found. The same question asked of the other side tells whether the optimum is unique.
 *
 * In an admission a dream that counts nothing takes money from those that do. Such dreams come last, from the end of the order,
 * and each class of them stays as small as it can.
 */
#include "allocate/tie_swap.h"

#include "base/error.h"
#include "base/rational.h"

typedef struct tie_walk {
	fl_search *s;
	double *d;       /* reduced costs under the root's multipliers */
	double bound;    /* of the root's multipliers over the present boxes, kept up to date */
	double doubt;
	mpq_t *best;     /* solution at hand, per column */
	uint32_t *seen;  /* members of a class decided so far */
	uint32_t *taken; /* of them: funded */
	bool *capped;    /* no more of this class */
	int64_t budget;  /* nodes left */
	bool sure;       /* no question was left open by the node limit */
	fl_tie_swap swap;
} tie_walk;

static fl_status walk_init(tie_walk *w, fl_search *s, fl_error *err)
{
	const fl_program *p = s->program;
	*w = (tie_walk){ .s = s, .budget = s->limit, .sure = true };
	w->d = fl_alloc_array(p->num_classes + 1, sizeof *w->d);
	w->best = fl_alloc_array(p->num_columns + 1, sizeof *w->best);
	w->taken = fl_alloc_array(p->num_classes + 1, sizeof *w->taken);
	w->seen = fl_alloc_array(p->num_classes + 1, sizeof *w->seen);
	w->capped = fl_alloc_array(p->num_classes + 1, sizeof *w->capped);
	for (size_t j = 0; w->best && j < p->num_columns; j++) {
		mpq_init(w->best[j]);
		mpq_set(w->best[j], s->x[j]);
	}
	return w->d && w->best && w->taken && w->seen && w->capped ? FL_OK : fl_enomem(err);
}

static void walk_release(tie_walk *w)
{
	for (size_t j = 0; w->best && j < w->s->program->num_columns; j++)
		mpq_clear(w->best[j]);
	fl_free(w->best);
	fl_tie_swap_release(&w->swap);
	fl_free(w->taken);
	fl_free(w->d);
	fl_free(w->seen);
	fl_free(w->capped);
}

/* What a class adds to the bound over a box. */
static double term(const tie_walk *w, uint32_t c, fl_money lo, fl_money hi)
{
	return w->d[c] * (double)(w->d[c] > 0 ? hi : lo);
}

/* How many dreams of a class may be funded; the money goes with it. */
typedef struct number_box {
	fl_money lo, hi, count_lo, count_hi;
} number_box;

static number_box present(const tie_walk *w, uint32_t c)
{
	const fl_search *s = w->s;
	uint32_t count = fl_program_count(s->program, c);
	return (number_box){ s->lo[c], s->hi[c], count == UINT32_MAX ? 0 : s->lo[count],
			     count == UINT32_MAX ? 0 : s->hi[count] };
}

static number_box at_least(const tie_walk *w, uint32_t c, uint32_t q)
{
	number_box box = present(w, c);
	fl_money least = (fl_money)q * w->s->program->columns[c].unit_min;
	box.lo = least > box.lo ? least : box.lo;
	box.count_lo = (fl_money)q > box.count_lo ? (fl_money)q : box.count_lo;
	return box;
}

static number_box at_most(const tie_walk *w, uint32_t c, uint32_t q)
{
	number_box box = present(w, c);
	fl_money most = (fl_money)q * w->s->program->columns[c].unit_max;
	box.hi = most < box.hi ? most : box.hi;
	box.count_hi = (fl_money)q < box.count_hi ? (fl_money)q : box.count_hi;
	return box;
}

static void put(fl_search *s, uint32_t c, number_box box)
{
	uint32_t count = fl_program_count(s->program, c);
	s->lo[c] = box.lo;
	s->hi[c] = box.hi;
	fl_program_follow(s->program, c, s->hi);
	if (count != UINT32_MAX) {
		s->lo[count] = box.count_lo;
		s->hi[count] = box.count_hi;
	}
}

static void set_box(tie_walk *w, uint32_t c, number_box box)
{
	number_box old = present(w, c);
	uint32_t count = fl_program_count(w->s->program, c);
	w->bound += term(w, c, box.lo, box.hi) - term(w, c, old.lo, old.hi);
	fl_tie_swap_moved(&w->swap, c, box.lo - old.lo);
	if (count != UINT32_MAX)
		fl_tie_swap_moved(&w->swap, count, box.count_lo - old.count_lo);
	put(w->s, c, box);
}

static uint32_t funded_at_hand(const tie_walk *w, uint32_t c)
{
	return fl_search_funded(w->s->program, c, w->best);
}

/* Is there an optimal solution with this class in this box? If so it is the one at hand. The box is put back. */
static fl_status ask(tie_walk *w, uint32_t c, number_box box, bool *ret_yes, fl_error *err)
{
	fl_search *s = w->s;
	number_box old = present(w, c);
	fl_money lo = box.lo, hi = box.hi, old_lo = old.lo, old_hi = old.hi;
	bool counted = fl_program_count(s->program, c) != UINT32_MAX;
	*ret_yes = false;
	if (lo > hi || (counted && box.count_lo > box.count_hi))
		return FL_OK;
	double bound = w->bound + term(w, c, lo, hi) - term(w, c, old_lo, old_hi), need = mpq_get_d(s->need);
	if (bound < need - w->doubt - need * 1e-12)
		return FL_OK;
	put(s, c, box);
	s->found = false;
	s->limit = w->budget;
	int64_t before = s->visited;
	fl_status status = fl_search_solve(s, err);
	w->budget -= s->visited - before;
	w->sure = w->sure && (s->complete || s->found);
	*ret_yes = s->found && mpq_cmp(s->value, s->need) >= 0;
	put(s, c, old);
	return status;
}

static void take_answer(tie_walk *w)
{
	for (size_t j = 0; j < w->s->program->num_columns; j++)
		mpq_set(w->best[j], w->s->x[j]);
	fl_tie_swap_take(&w->swap, w->best);
}

/* In an admission: does funding it count nothing? */
static bool counts_nothing(const fl_program *p, uint32_t c)
{
	uint32_t count = fl_program_count(p, c);
	return p->admission && p->columns[c].c_num == 0 && (count == UINT32_MAX || p->columns[count].c_num == 0);
}

/* A class that counts nothing: as few of it as can be. */
static fl_status spare(tie_walk *w, uint32_t c, int *unique, fl_error *err)
{
	uint32_t most = funded_at_hand(w, c), n = 0;
	bool yes = false;
	w->capped[c] = true;
	for (; n < most && !yes; n += !yes) {
		FL_TRY(ask(w, c, at_most(w, c, n), &yes, err));
		if (yes)
			take_answer(w);
	}
	set_box(w, c, at_most(w, c, n));
	w->taken[c] = n;
	if (*unique == 1) {
		bool other = most > n;
		if (!other)
			FL_TRY(ask(w, c, at_least(w, c, n + 1), &other, err));
		*unique = !other;
	}
	return FL_OK;
}

static fl_status decide(tie_walk *w, uint32_t c, int *unique, fl_error *err)
{
	fl_search *s = w->s;
	const fl_column *column = &s->program->columns[c];
	uint32_t q = ++w->seen[c];
	bool yes = false;
	if (column->unit_max == 0)
		return FL_OK;
	if (column->unit_min == 0) { /* any amount: all of them share it */
		w->capped[c] = true;
		w->taken[c] = column->count;
		return FL_OK;
	}
	if (funded_at_hand(w, c) >= q) {
		if (*unique == 1) {
			FL_TRY(ask(w, c, at_most(w, c, q - 1), &yes, err));
			*unique = yes ? 0 : 1;
		}
		w->taken[c] = q;
		set_box(w, c, at_least(w, c, q));
		return FL_OK;
	}
	if (!fl_tie_swap_refuses(&w->swap, s, c, q)) {
		bool swapped = fl_tie_swap_funds(&w->swap, s, c, w->best);
		yes = swapped;
		if (!swapped)
			FL_TRY(ask(w, c, at_least(w, c, q), &yes, err));
		if (yes && !swapped)
			take_answer(w);
	}
	if (yes) {
		*unique = 0;
		w->taken[c] = q;
		set_box(w, c, at_least(w, c, q));
	} else {
		w->capped[c] = true;
		set_box(w, c, at_most(w, c, q - 1));
	}
	return FL_OK;
}

static fl_status decide_all(tie_walk *w, const uint32_t *order, size_t count, const uint32_t *class_of, int *unique,
			    fl_error *err)
{
	const fl_program *p = w->s->program;
	for (size_t k = 0; k < count; k++) {
		uint32_t c = class_of[order[k]];
		if (!w->capped[c] && !counts_nothing(p, c))
			FL_TRY(decide(w, c, unique, err));
	}
	for (size_t k = count; p->admission && k-- > 0;) {
		uint32_t c = class_of[order[k]];
		if (!w->capped[c] && counts_nothing(p, c))
			FL_TRY(spare(w, c, unique, err));
	}
	return FL_OK;
}

/* The solution at hand is the answer; so many dreams of each class share its money. */
static void conclude(tie_walk *w, uint32_t *ret_funded, int *unique)
{
	fl_search *s = w->s;
	for (uint32_t c = 0; c < s->program->num_classes; c++) {
		if (w->taken[c] > 0 && w->taken[c] < s->program->columns[c].count)
			*unique = 0; /* the order alone decides which of the equal dreams */
		if (ret_funded)
			ret_funded[c] = w->taken[c];
	}
	for (size_t j = 0; j < s->program->num_columns; j++)
		mpq_set(s->x[j], w->best[j]);
	mpq_set(s->value, s->need);
	s->found = true;
}

fl_status fl_search_tie_break(fl_search *s, const uint32_t *order, size_t count, const uint32_t *class_of,
			      uint32_t *ret_funded, int *ret_unique, fl_error *err)
{
	tie_walk w;
	int unique = 1;
	fl_status status = walk_init(&w, s, err);
	if (status == FL_OK)
		status = fl_tie_swap_init(&w.swap, s, order, count, class_of, err);
	if (status == FL_OK && !s->has_root)
		status = fl_search_root(s, err);
	if (status == FL_OK) {
		w.bound = fl_leaf_bound(s->program, s->cuts, s->root, s->lo, s->hi, true, w.d, &w.doubt);
		s->keep_tree = false;
		s->has_need = true;
		mpq_set(s->need, s->value);
	}
	if (status == FL_OK)
		status = decide_all(&w, order, count, class_of, &unique, err);
	if (status == FL_OK) {
		conclude(&w, ret_funded, &unique);
		*ret_unique = unique == 1 && !w.sure ? -1 : unique;
	}
	walk_release(&w);
	return status;
}
