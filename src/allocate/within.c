/* SPDX-License-Identifier: Apache-2.0
 *
 * within.c - search the open classes as a program of their own.
 *
 * Once most classes are settled, every step of a search would still walk over all of them. The core (core.h) is a program with the
 * same rows whose limits are shifted by what is settled; its objective differs from the whole one by a constant. For any multipliers
 * the bound of the core plus that constant is the bound of the whole over the present boxes, term by term, so the tree of the
 * core is the tree of the whole with other column numbers; cuts keep their numbers, too (cuts.h). That holds where rows are sums of classes. Flows and the total stand for what
 * settled classes take, too, and no shifted limit says that to a bound: such programs are searched as a whole.
 */
#include "allocate/integer.h"

#include "base/error.h"
#include "base/rational.h"

/* What the settled classes are worth. */
static void settled_value(const fl_search *s, const fl_core *core, mpq_t ret)
{
	fl_mpq_total sum;
	mpq_t c, x;
	mpq_inits(c, x, NULL);
	fl_mpq_total_init(&sum);
	for (size_t k = 0; k < s->program->num_classes; k++) {
		const fl_column *column = &s->program->columns[k];
		if (core->core_of[k] != UINT32_MAX || s->lo[k] == 0 || column->c_num == 0)
			continue;
		fl_mpq_set_i64(c, column->c_num, column->c_den);
		fl_mpq_set_i64(x, s->lo[k], 1);
		mpq_mul(c, c, x);
		fl_mpq_total_add(&sum, c);
	}
	fl_mpq_total_take(&sum, ret);
	mpq_clears(c, x, NULL);
}

/* What is known of the whole, for the part. */
static void hand_down(const fl_search *s, const mpq_t offset, fl_search *part)
{
	part->keep_tree = s->keep_tree;
	mpq_set(part->grid, s->grid);
	part->has_cutoff = s->found || s->has_cutoff;
	mpq_sub(part->value, s->value, offset);
	part->has_need = s->has_need;
	mpq_sub(part->need, s->need, offset);
}

/* The part's tree continues the whole's, in place of its open end. */
static fl_status take_tree(fl_search *s, const fl_core *core, fl_search *part, fl_error *err)
{
	uint32_t first_node = (uint32_t)s->nodes.len, first_set = (uint32_t)s->sets.len;
	for (size_t i = 0; i < part->nodes.len; i++) {
		fl_proof_node node = part->nodes.items[i];
		if (node.kind == FL_NODE_BRANCH) {
			node.column = core->class_at[node.column];
			node.child[0] += first_node;
			node.child[1] += first_node;
		} else {
			node.multipliers += first_set;
		}
		if (!fl_vec_push(&s->nodes, node))
			return fl_enomem(err);
	}
	for (size_t i = 0; i < part->sets.len; i++)
		if (!fl_vec_push(&s->sets, part->sets.items[i]))
			return fl_enomem(err);
	part->sets.len = 0; /* they belong to the whole now */
	return FL_OK;
}

static void take_answer(fl_search *s, const fl_core *core, fl_search *part, const mpq_t offset)
{
	s->visited += part->visited;
	s->pivots += part->pivots;
	s->repairs += part->repairs;
	s->complete = part->complete;
	if (!part->complete)
		mpq_add(s->open_bound, part->open_bound, offset);
	if (!part->found)
		return;
	s->found = true;
	mpq_add(s->value, part->value, offset);
	for (size_t c = 0; c < s->program->num_classes; c++)
		if (core->core_of[c] == UINT32_MAX)
			fl_mpq_set_i64(s->x[c], s->lo[c], 1);
		else
			mpq_set(s->x[c], part->x[core->core_of[c]]);
}

fl_status fl_search_within(fl_search *s, fl_error *err)
{
	fl_core *core = NULL;
	fl_search *part = NULL;
	mpq_t offset;
	if (s->program->num_columns != s->program->num_classes)
		return fl_search_run(s, err);
	mpq_init(offset);
	fl_status status = fl_core_new(s->program, s->cuts, s->lo, s->hi, FL_CORE_NODES, &core, err);
	if (status == FL_OK)
		status = fl_search_new(core->part, s->limit, &part, err);
	if (status == FL_OK && core->cuts)
		status = fl_search_use_cuts(part, core->cuts, err);
	if (status == FL_OK) {
		settled_value(s, core, offset);
		hand_down(s, offset, part);
		status = fl_search_run(part, err);
	}
	if (status == FL_OK && s->keep_tree)
		status = take_tree(s, core, part, err);
	if (status == FL_OK)
		take_answer(s, core, part, offset);
	fl_search_free(part);
	fl_core_free(core);
	mpq_clear(offset);
	return status;
}
