/* SPDX-License-Identifier: Apache-2.0
 *
 * tree.c - does the search tree cover all cases, and does every leaf hold?
 *
 * A branch says "at most a dreams of this column are funded" on one side and "at least a + 1" on the other. One of
 * the two is true of every allocation, so the leaves below a branch cover what the branch covers, and the leaves of
 * the whole tree cover everything. What has to be looked at is therefore only this:
 *
 *   cuts      are made from the round's limits as domain/proof.h says (mir.c)
 *   columns   are sets of equal dreams (same tally, request, u_i, m_i, money awarded before, pools and group rows), no
 *             dream in two of them; only then does "how many" say all there is to say
 *   rows      exist in the round, and every multiplier has the sign that its row allows
 *   branches  have two children further down the list (no cycles), every node is the child of one branch (a tree)
 *   leaves    bound: its value at most, rounded down to a multiple of g, does not exceed the stated bound;
 *             empty: its value with all c_i = 0 is below 0, or its branches contradict each other;
 *             count: its branches alone fund more dreams of a row than it allows
 *
 * The walk is depth first with a stack of its own; a branch narrows one column's box and widens it again behind
 * itself.
 */
#include "verify/bound.h"

#include "base/error.h"
#include "base/str.h"
#include "verify/worth.h"

typedef struct step { /* one node on the way from the root */
	uint32_t node;
	int next;            /* child to visit next; 2: both are done */
	fl_verify_box saved; /* of the branch's column */
} step;

typedef struct walk {
	fl_verify_case *c;
	const fl_proof *proof;
	fl_verify_bound bound;
	fl_verify_box *boxes;
	uint32_t *row; /* proof row -> row of the limits */
	bool *seen;    /* per node */
	bool of_nothing; /* every leaf is to be empty: no bound is claimed */
	FL_VEC(step) path;
	size_t num_empty; /* columns whose branches contradict each other at present */
	fl_fraction leaf, best, scratch;
	bool has_best;
} walk;

/* ---- columns, rows, multipliers ---- */

static bool equal_dreams(const fl_verify_limits *limits, uint32_t a, uint32_t b)
{
	const fl_verify_terms *x = &limits->terms[a], *y = &limits->terms[b];
	const fl_round_spec *spec = limits->spec;
	return fl_verify_voice(spec, &limits->dreams[a]) == fl_verify_voice(spec, &limits->dreams[b]) &&
	       limits->dreams[a].request == limits->dreams[b].request && x->upper == y->upper &&
	       limits->dreams[a].before == limits->dreams[b].before &&
	       x->least == y->least && x->kind == y->kind && fl_str_eq(limits->dreams[a].weight, limits->dreams[b].weight);
}

static void check_column(fl_verify_case *c, size_t j, bool *taken)
{
	const fl_proof_column *column = &c->allocation->proof->columns[j];
	if (column->len == 0)
		fl_verify_no(c->verdict, "column %zu of the proof is empty", j);
	for (uint32_t k = 0; k < column->len; k++) {
		uint32_t i = column->dreams[k];
		if (i >= c->num_dreams) {
			fl_verify_no(c->verdict, "column %zu of the proof names a dream that does not exist", j);
			return;
		}
		fl_str id = c->dreams[i].id;
		if (c->limits.terms[i].kind == FL_VERIFY_NONE)
			fl_verify_no(c->verdict,
				     "column %zu of the proof has dream '%.*s', which nothing may be paid to", j,
				     FL_STR_ARG(id));
		else if (taken[i])
			fl_verify_no(c->verdict, "dream '%.*s' stands twice in the columns of the proof",
				     FL_STR_ARG(id));
		else if (!equal_dreams(&c->limits, column->dreams[0], i))
			fl_verify_no(
			    c->verdict,
			    "column %zu of the proof takes dream '%.*s' for the equal of another, which it is not", j,
			    FL_STR_ARG(id));
		taken[i] = true;
	}
}

static fl_status check_columns(fl_verify_case *c, fl_error *err)
{
	bool *taken = fl_alloc_array(c->num_dreams + 1, sizeof *taken);
	if (!taken)
		return fl_enomem(err);
	for (size_t j = 0; j < c->allocation->proof->num_columns && !fl_verify_refused(c->verdict); j++)
		check_column(c, j, taken);
	fl_free(taken);
	return FL_OK;
}

static void find_rows(walk *w)
{
	for (size_t k = 0; k < w->proof->num_rows; k++) {
		size_t row = fl_map_get(&w->c->limits.row_of_name, w->proof->rows[k]);
		if (row == FL_MAP_NONE) {
			fl_verify_no(w->c->verdict, "the proof uses the limit '%.*s', which the round does not have",
				     FL_STR_ARG(w->proof->rows[k]));
			return;
		}
		w->row[k] = (uint32_t)row;
	}
}

static void check_cut_multiplier(walk *w, size_t set, const fl_multiplier *multiplier, size_t *last_set)
{
	size_t cut = multiplier->row - w->proof->num_rows, k = w->c->limits.rows.len + cut;
	if (cut >= w->proof->num_cuts) {
		fl_verify_no(w->c->verdict, "multiplier set %zu names a limit that does not exist", set);
		return;
	}
	if (last_set[k] == set + 1)
		fl_verify_no(w->c->verdict, "multiplier set %zu gives two multipliers to cut %zu", set, cut);
	else if (mpq_sgn(multiplier->y) < 0)
		fl_verify_no(w->c->verdict, "multiplier set %zu has the wrong sign for cut %zu", set, cut);
	last_set[k] = set + 1;
}

static void check_multiplier(walk *w, size_t set, const fl_multiplier *multiplier, size_t *last_set)
{
	if (multiplier->row >= w->proof->num_rows) {
		check_cut_multiplier(w, set, multiplier, last_set);
		return;
	}
	uint32_t k = w->row[multiplier->row];
	const fl_verify_row *row = &w->c->limits.rows.items[k];
	int sign = mpq_sgn(multiplier->y);
	if (last_set[k] == set + 1)
		fl_verify_no(w->c->verdict, "multiplier set %zu gives two multipliers to %.*s", set,
			     FL_STR_ARG(row->label));
	else if ((sign > 0 && !row->has_hi) || (sign < 0 && !row->has_lo))
		fl_verify_no(w->c->verdict, "multiplier set %zu has the wrong sign for %.*s, which has no such limit",
			     set, FL_STR_ARG(row->label));
	last_set[k] = set + 1;
}

static fl_status check_multipliers(walk *w, fl_error *err)
{
	size_t *last_set = fl_alloc_array(w->c->limits.rows.len + w->proof->num_cuts + 1, sizeof *last_set);
	if (!last_set)
		return fl_enomem(err);
	for (size_t s = 0; s < w->proof->num_sets && !fl_verify_refused(w->c->verdict); s++)
		for (size_t j = 0; j < w->proof->sets[s].len; j++)
			check_multiplier(w, s, &w->proof->sets[s].items[j], last_set);
	fl_free(last_set);
	return FL_OK;
}

fl_status fl_verify_multipliers(fl_verify_case *c, uint32_t *row, fl_error *err)
{
	walk w = { .c = c, .proof = c->allocation->proof, .row = row };
	find_rows(&w);
	return fl_verify_refused(c->verdict) ? FL_OK : check_multipliers(&w, err);
}

/* ---- leaves ---- */

/* Where every value is a multiple of g, what is proven is the multiple below the bound. */
static void round_down(walk *w)
{
	const fl_fraction *g = &w->bound.step;
	if (mpz_sgn(g->num) == 0)
		return;
	mpz_mul(w->scratch.num, w->leaf.num, g->den);
	mpz_mul(w->scratch.den, w->leaf.den, g->num);
	mpz_fdiv_q(w->scratch.num, w->scratch.num, w->scratch.den);
	mpz_mul(w->leaf.num, w->scratch.num, g->num);
	mpz_set(w->leaf.den, g->den);
}

/* Do the branches alone fund more dreams of a row than it allows? */
static void check_count(walk *w, uint32_t number)
{
	const fl_multiplier_set *set = &w->proof->sets[w->proof->nodes[number].multipliers];
	const fl_verify_limits *limits = &w->c->limits;
	bool one_row = set->len == 1 && set->items[0].row < w->proof->num_rows;
	const fl_verify_row *row = one_row ? &limits->rows.items[w->row[set->items[0].row]] : NULL;
	uint64_t funded = 0;
	if (!row || row->kind != FL_VERIFY_FUNDED) {
		fl_verify_no(w->c->verdict, "leaf %u of the proof names no limit on the number of funded dreams",
			     (unsigned)number);
		return;
	}
	for (size_t j = 0; j < w->bound.num_items; j++) {
		const fl_verify_kind *kind = &limits->kinds.items[w->bound.items[j].kind];
		bool member = false;
		for (uint32_t g = 0; g < kind->num_groups; g++)
			member = member || (kind->groups[g] == row->of && !kind->funded_before);
		if (member)
			funded += (j < w->bound.num_columns ? w->boxes[j]
							    : fl_verify_root_box(limits, &w->bound.items[j]))
				      .at_least;
	}
	if (mpq_cmp_ui(row->hi, funded, 1) >= 0)
		fl_verify_no(w->c->verdict, "leaf %u of the proof does not fund more dreams than %.*s allows",
			     (unsigned)number, FL_STR_ARG(row->label));
}

static fl_status check_leaf(walk *w, uint32_t number, fl_error *err)
{
	const fl_proof_node *node = &w->proof->nodes[number];
	if (node->multipliers >= w->proof->num_sets) {
		fl_verify_no(w->c->verdict, "leaf %u of the proof names multipliers that do not exist",
			     (unsigned)number);
		return FL_OK;
	}
	if (w->num_empty > 0)
		return FL_OK;
	if (node->kind == FL_LEAF_COUNT) {
		check_count(w, number);
		return FL_OK;
	}
	fl_verify_aim aim = node->kind == FL_LEAF_BOUND ? FL_VERIFY_AIM_VALUE : FL_VERIFY_AIM_EMPTY;
	FL_TRY(fl_verify_bound_value(&w->bound, node->multipliers, aim, w->boxes, &w->leaf, err));
	if (node->kind == FL_LEAF_EMPTY) {
		if (mpz_sgn(w->leaf.num) >= 0)
			fl_verify_no(w->c->verdict, "leaf %u of the proof is not shown to be empty",
				     (unsigned)number);
		return FL_OK;
	}
	round_down(w);
	if (fl_fraction_cmp_q(&w->leaf, w->proof->bound) > 0)
		fl_verify_no(w->c->verdict, "leaf %u of the proof only shows a higher bound than stated",
			     (unsigned)number);
	if (!w->has_best || fl_fraction_cmp(&w->leaf, &w->best) > 0)
		fl_fraction_set(&w->best, &w->leaf);
	w->has_best = true;
	return FL_OK;
}

/* ---- the walk ---- */

static fl_status enter(walk *w, uint32_t node, fl_error *err)
{
	if (w->seen[node]) {
		fl_verify_no(w->c->verdict, "node %u of the proof has two parents", (unsigned)node);
		return FL_OK;
	}
	w->seen[node] = true;
	return fl_vec_push(&w->path, ((step){ .node = node })) ? FL_OK : fl_enomem(err);
}

/* Can no number of funded dreams, or no amount, lie in the box? */
static bool box_empty(const walk *w, uint32_t column)
{
	fl_verify_box box = w->boxes[column];
	const fl_verify_item *item = &w->bound.items[column];
	return box.at_least > box.at_most || (fl_i128)item->least * box.at_least > (fl_i128)item->upper * box.at_most;
}

static void set_box(walk *w, uint32_t column, fl_verify_box box)
{
	w->num_empty -= box_empty(w, column);
	w->boxes[column] = box;
	w->num_empty += box_empty(w, column);
}

static void check_branch(const walk *w, uint32_t number)
{
	const fl_proof_node *node = &w->proof->nodes[number];
	if (node->column >= w->proof->num_columns || node->at_most == UINT32_MAX)
		fl_verify_no(w->c->verdict, "branch %u of the proof is on a column that does not exist",
			     (unsigned)number);
	for (int k = 0; k < 2; k++)
		if (node->child[k] <= number || node->child[k] >= w->proof->num_nodes)
			fl_verify_no(w->c->verdict, "branch %u of the proof leads nowhere, or back",
				     (unsigned)number);
}

/* The next move at a branch: into its first child, into its second, or back with the box as it was. */
static fl_status move_on(walk *w, fl_error *err)
{
	step *at = &w->path.items[w->path.len - 1];
	const fl_proof_node *node = &w->proof->nodes[at->node];
	if (at->next == 0) {
		check_branch(w, at->node);
		if (fl_verify_refused(w->c->verdict))
			return FL_OK;
		at->saved = w->boxes[node->column];
	}
	fl_verify_box box = at->saved;
	int child = at->next++;
	if (child == 0 && node->at_most < box.at_most)
		box.at_most = node->at_most;
	if (child == 1 && node->at_most + 1 > box.at_least)
		box.at_least = node->at_most + 1;
	set_box(w, node->column, box);
	if (child < 2)
		return enter(w, node->child[child], err);
	w->path.len--;
	return FL_OK;
}

static fl_status walk_tree(walk *w, fl_error *err)
{
	FL_TRY(enter(w, 0, err));
	while (w->path.len > 0 && !fl_verify_refused(w->c->verdict)) {
		uint32_t node = w->path.items[w->path.len - 1].node;
		switch (w->proof->nodes[node].kind) {
		case FL_NODE_BRANCH:
			FL_TRY(move_on(w, err));
			break;
		case FL_LEAF_BOUND:
		case FL_LEAF_EMPTY:
		case FL_LEAF_COUNT:
			FL_TRY(check_leaf(w, node, err));
			w->path.len--;
			break;
		default:
			fl_verify_no(w->c->verdict, "node %u of the proof is of no known kind", (unsigned)node);
		}
	}
	for (size_t i = 0; i < w->proof->num_nodes && !fl_verify_refused(w->c->verdict); i++)
		if (!w->seen[i])
			fl_verify_no(w->c->verdict, "node %zu of the proof is the child of no branch", i);
	return FL_OK;
}

/* ---- the bound as a whole ---- */

static void conclude(walk *w)
{
	fl_verdict *verdict = w->c->verdict;
	if (!w->has_best) {
		fl_verify_no(verdict, "no leaf of the proof gives a bound");
		return;
	}
	fl_fraction_get(&w->best, w->proof->bound, verdict->bound);
	verdict->has_bound = true;
	if (mpq_cmp(verdict->bound, verdict->optimum) < 0)
		fl_verify_no(verdict, "the proof shows a bound below the value of its own solution");
	else if (w->c->allocation->outcome == FL_OPTIMAL && mpq_cmp(w->proof->bound, verdict->optimum) != 0)
		fl_verify_no(verdict, "the allocation is called optimal, but the bound is above the optimum");
}

static fl_status check_tree(walk *w, fl_error *err)
{
	w->row = fl_alloc_array(w->proof->num_rows + 1, sizeof *w->row);
	w->seen = fl_alloc_array(w->proof->num_nodes + 1, sizeof *w->seen);
	w->boxes = fl_alloc_array(w->proof->num_columns + 1, sizeof *w->boxes);
	if (!w->row || !w->seen || !w->boxes)
		return fl_enomem(err);
	FL_TRY(check_columns(w->c, err));
	FL_TRY(fl_verify_multipliers(w->c, w->row, err));
	if (fl_verify_refused(w->c->verdict))
		return FL_OK;
	FL_TRY(fl_verify_bound_open(&w->c->limits, w->proof, w->row, true, &w->bound, err));
	FL_TRY(fl_verify_cuts_make(&w->bound, w->c->verdict, err));
	if (fl_verify_refused(w->c->verdict))
		return FL_OK;
	for (size_t c = 0; c < w->proof->num_columns; c++)
		w->boxes[c] = fl_verify_root_box(&w->c->limits, &w->bound.items[c]);
	FL_TRY(walk_tree(w, err));
	if (!fl_verify_refused(w->c->verdict) && !w->of_nothing)
		conclude(w);
	return FL_OK;
}

static fl_status walk_all(walk *w, fl_error *err)
{
	fl_fraction_init(&w->leaf);
	fl_fraction_init(&w->best);
	fl_fraction_init(&w->scratch);
	fl_status status = check_tree(w, err);
	fl_verify_bound_release(&w->bound);
	fl_fraction_release(&w->leaf);
	fl_fraction_release(&w->best);
	fl_fraction_release(&w->scratch);
	fl_vec_release(&w->path);
	fl_free(w->boxes);
	fl_free(w->row);
	fl_free(w->seen);
	return status;
}

fl_status fl_verify_tree(fl_verify_case *c, fl_error *err)
{
	walk w = { .c = c, .proof = c->allocation->proof };
	if (w.proof->num_nodes == 0 || !w.proof->has_bound) {
		fl_verify_no(c->verdict, "a bound is claimed, but there is no proof of it");
		return FL_OK;
	}
	return walk_all(&w, err);
}

/* What the walk has to say against the proof is no word against the round: it is kept apart. */
fl_status fl_verify_nothing_feasible(fl_verify_case *c, bool *ret_proven, fl_error *err)
{
	fl_verdict apart;
	fl_verify_case of = *c;
	walk w = { .c = &of, .proof = c->allocation->proof, .of_nothing = true };
	*ret_proven = false;
	if (!w.proof || w.proof->num_nodes == 0)
		return FL_OK;
	for (size_t i = 0; i < w.proof->num_nodes; i++)
		if (w.proof->nodes[i].kind == FL_LEAF_BOUND)
			return FL_OK;
	fl_verdict_init(&apart);
	of.verdict = &apart;
	fl_status status = walk_all(&w, err);
	*ret_proven = status == FL_OK && !fl_verify_refused(&apart);
	fl_verdict_release(&apart);
	return status;
}
