/* SPDX-License-Identifier: Apache-2.0
 *
 * stages.c - TARGET, SPARE, RISE, FALL: which dreams move in which phase, with which weights, within which rows.
 *
 * Classes that count in the same rows are a kind (leximin.h). Each phase leaves its kinds standing in boxes for the
 * next, and its stages behind.
 */
#include "allocate/stages.h"

#include "allocate/leximin.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

#include <string.h>

#define NO_KIND UINT32_MAX

typedef struct dream_kind { /* a slice of 'order' */
	uint32_t first, len, signature;
	bool idle;     /* its dreams have no weight: nothing but the limits speaks for them */
	bool settled;  /* later phases find it in [lo, hi] */
	bool at_zero;  /* the phase left it at level 0 */
	mpq_t lo, hi;
	fl_ramp ramp;
	fl_ramp_item *items; /* as long as its classes */
} dream_kind;

struct fl_stager {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	const fl_program *p;
	const uint32_t *part;
	fl_staged *out;
	FL_VEC(dream_kind) kinds;
	uint32_t *order;           /* classes, kind by kind */
	fl_ramp_item *items;       /* by position in 'order' */
	fl_program *all, *pools;   /* the kinds under all rows, under the pools alone */
	bool used;                 /* there is an answer in 'out' */
	bool open;                 /* the limits change from answer to answer, so not all rows can bind */
	bool *live;                /* per row: it may bind, as far as one sees without solving */
	__int128 *least, *most;    /* per row: of all its dreams together */
};

/* ---- Memory ---------------------------------------------------------------------------------------- */

static void clear_stages(fl_staged *staged)
{
	for (size_t i = 0; i < staged->stages.len; i++) {
		fl_stage *stage = &staged->stages.items[i];
		mpq_clear(stage->level);
		for (size_t k = 0; k < stage->y.len; k++)
			mpq_clear(stage->y.items[k].y);
		fl_free(stage->y.items);
	}
	staged->stages.len = 0;
}

void fl_staged_free(fl_staged *staged)
{
	if (!staged)
		return;
	fl_mpq_array_free(staged->first, staged->num_classes);
	fl_mpq_array_free(staged->weight, staged->num_classes);
	fl_mpq_array_free(staged->amount, staged->num_classes);
	clear_stages(staged);
	fl_vec_release(&staged->stages);
	for (int kind = FL_STAGE_TARGET; kind <= FL_STAGE_FALL; kind++)
		fl_free(staged->stopped[kind]);
	fl_free(staged->pinned_by);
	fl_free(staged->raised);
	fl_free(staged->kind_of);
	fl_free(staged);
}

static void forget_kinds(fl_stager *w)
{
	for (size_t k = 0; k < w->kinds.len; k++) {
		mpq_clears(w->kinds.items[k].lo, w->kinds.items[k].hi, NULL);
		fl_ramp_release(&w->kinds.items[k].ramp);
	}
	fl_vec_release(&w->kinds);
	fl_program_free(w->all);
	fl_program_free(w->pools);
	w->all = w->pools = NULL;
}

static void work_release(fl_stager *w)
{
	forget_kinds(w);
	for (size_t c = 0; w->items && c < w->p->num_classes; c++)
		mpq_clear(w->items[c].weight);
	fl_free(w->items);
	fl_free(w->order);
	fl_free(w->live);
	fl_free(w->least);
	fl_free(w->most);
}

static fl_status work_init(fl_stager *w, fl_error *err)
{
	size_t n = w->p->num_classes;
	w->out->num_classes = n;
	w->out->first = fl_mpq_array_new(n);
	w->out->weight = fl_mpq_array_new(n);
	w->out->amount = fl_mpq_array_new(n);
	w->out->pinned_by = fl_alloc_array(n + 1, sizeof *w->out->pinned_by);
	w->out->raised = fl_alloc_array(n + 1, sizeof *w->out->raised);
	w->out->kind_of = fl_alloc_array(n + 1, sizeof *w->out->kind_of);
	w->order = fl_alloc_array(n + 1, sizeof *w->order);
	w->items = fl_alloc_array(n + 1, sizeof *w->items);
	w->live = fl_alloc_array(w->p->num_rows + 1, sizeof *w->live);
	w->least = fl_alloc_array(w->p->num_rows + 1, sizeof *w->least);
	w->most = fl_alloc_array(w->p->num_rows + 1, sizeof *w->most);
	for (size_t c = 0; w->items && c < n; c++)
		mpq_init(w->items[c].weight);
	bool stops = true;
	for (int kind = FL_STAGE_TARGET; kind <= FL_STAGE_FALL; kind++) {
		w->out->stopped[kind] = fl_alloc_array(n + 1, sizeof *w->out->stopped[kind]);
		for (size_t c = 0; w->out->stopped[kind] && c < n; c++)
			w->out->stopped[kind][c] = UINT32_MAX;
		stops = stops && w->out->stopped[kind];
	}
	if (!w->out->first || !w->out->weight || !w->out->amount || !w->out->pinned_by || !w->out->raised ||
	    !w->out->kind_of || !w->order || !w->items || !w->live || !w->least || !w->most || !stops)
		return fl_enomem(err);
	for (size_t c = 0; c < n; c++)
		w->out->pinned_by[c] = UINT32_MAX;
	return FL_OK;
}

/* ---- Weights and kinds ----------------------------------------------------------------------------- */

static fl_status set_weights(fl_stager *w, fl_error *err)
{
	for (size_t c = 0; c < w->p->num_classes; c++) {
		const fl_candidate *dream = &w->dreams[w->p->members[w->p->columns[c].first]];
		mpq_ptr weight = w->out->first[c];
		if (w->spec->policy.kind == FL_POLICY_COVERAGE)
			fl_mpq_set_i64(weight, dream->request, 1);
		else if (w->spec->policy.kind == FL_POLICY_PROPORTIONAL)
			fl_mpq_set_i64(weight, fl_round_voice(w->spec, dream), 1);
		else if (dream->weight.len > 0 && !fl_mpq_parse(weight, dream->weight))
			return fl_error_set(err, FL_EINVAL, "the quadratic weight of dream '%.*s' is no number",
					    FL_STR_ARG(dream->id));
	}
	return FL_OK;
}

static void find_reach(fl_stager *w)
{
	for (uint32_t c = 0; c < w->p->num_classes; c++)
		for (uint32_t e = w->p->start[c]; e < w->p->start[c + 1]; e++) {
			__int128 each = (__int128)w->p->coef[e] * w->part[c];
			w->least[w->p->row[e]] += each * w->p->columns[c].unit_min;
			w->most[w->p->row[e]] += each * w->p->columns[c].unit_max;
		}
}

/* A maximum above all that its dreams can get, or a minimum below the least, is no limit. *ret_changed: since the last answer. */
static void find_live(fl_stager *w, bool *ret_changed)
{
	mpq_t end;
	mpq_init(end);
	*ret_changed = false;
	for (size_t k = 0; k < w->p->num_rows; k++) {
		const fl_row *row = &w->p->rows[k];
		bool live = !w->open || row->kind != FL_ROW_GROUP;
		fl_program_int128(end, w->most[k]);
		live = live || (row->has_hi && mpq_cmp(row->hi, end) < 0);
		fl_program_int128(end, w->least[k]);
		live = live || (row->has_lo && mpq_cmp(row->lo, end) > 0);
		*ret_changed = *ret_changed || live != w->live[k];
		w->live[k] = live;
	}
	mpq_clear(end);
}

/* The rows that decide of which kind a class is: those of money that a proof names, and signatures. */
static bool row_of_money(const fl_row *row)
{
	return row->kind == FL_ROW_POOL || row->kind == FL_ROW_GROUP || row->kind == FL_ROW_AWARDED_MIN ||
	       row->kind == FL_ROW_AWARDED_MAX || row->kind == FL_ROW_SIGNATURE || row->kind == FL_ROW_TOTAL;
}

typedef FL_VEC(uint32_t) key_list;

static fl_status key_of_class(const fl_stager *w, uint32_t c, key_list *key, fl_error *err)
{
	const fl_program *p = w->p;
	key->len = 0;
	if (!fl_vec_push(key, p->columns[c].signature) || !fl_vec_push(key, mpq_sgn(w->out->first[c]) == 0))
		return fl_enomem(err);
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
		if (w->live[p->row[e]] && row_of_money(&p->rows[p->row[e]]) && !fl_vec_push(key, p->row[e]))
			return fl_enomem(err);
	return FL_OK;
}

static fl_status add_kind(fl_stager *w, uint32_t c, fl_error *err)
{
	dream_kind k = { .signature = w->p->columns[c].signature, .idle = mpq_sgn(w->out->first[c]) == 0 };
	mpq_inits(k.lo, k.hi, NULL);
	if (fl_vec_push(&w->kinds, k))
		return FL_OK;
	mpq_clears(k.lo, k.hi, NULL);
	return fl_enomem(err);
}

/* Classes that take part, sorted by kind; the order of kinds is that of their first class. */
static fl_status find_kinds(fl_stager *w, fl_error *err)
{
	const fl_program *p = w->p;
	fl_map seen = { 0 };
	fl_arena keys = FL_ARENA_INIT;
	key_list key = { 0 };
	fl_status status = FL_OK;
	for (uint32_t c = 0; status == FL_OK && c < p->num_classes; c++) {
		size_t which = 0;
		w->out->kind_of[c] = NO_KIND;
		if (w->part[c] == 0 || p->columns[c].unit_max == 0)
			continue;
		status = key_of_class(w, c, &key, err);
		if (status != FL_OK)
			break;
		fl_str bytes = { (const char *)key.items, key.len * sizeof *key.items };
		which = fl_map_get(&seen, bytes);
		if (which == FL_MAP_NONE) {
			bytes = fl_arena_str(&keys, bytes);
			if (!bytes.data || !fl_map_put(&seen, bytes, w->kinds.len, &which))
				status = fl_enomem(err);
			else
				status = add_kind(w, c, err);
		}
		if (status == FL_OK) {
			w->out->kind_of[c] = (uint32_t)which;
			w->kinds.items[which].len++;
		}
	}
	uint32_t first = 0;
	w->out->num_kinds = w->kinds.len;
	for (size_t k = 0; k < w->kinds.len; k++) {
		w->kinds.items[k].first = first;
		first += w->kinds.items[k].len;
		w->kinds.items[k].len = 0;
	}
	for (uint32_t c = 0; status == FL_OK && c < p->num_classes; c++)
		if (w->out->kind_of[c] != NO_KIND) {
			dream_kind *k = &w->kinds.items[w->out->kind_of[c]];
			w->order[k->first + k->len++] = c;
		}
	fl_vec_release(&key);
	fl_map_release(&seen);
	fl_arena_release(&keys);
	return status;
}

/* ---- The program of the kinds ---------------------------------------------------------------------- */

static fl_status kind_column(const fl_stager *w, size_t k, bool pools_only, fl_program_builder *b, fl_error *err)
{
	const fl_program *p = w->p;
	const dream_kind *kind = &w->kinds.items[k];
	fl_column column = { .kind = FL_COLUMN_CLASS, .count = 1, .c_den = 1, .signature = kind->signature };
	for (uint32_t i = 0; i < kind->len; i++) {
		uint32_t c = w->order[kind->first + i];
		column.hi += p->columns[c].unit_max * (fl_money)w->part[c];
	}
	column.unit_max = column.hi;
	uint32_t at = (uint32_t)b->program->num_columns, like = w->order[kind->first];
	FL_TRY(fl_builder_column(b, &column, err));
	for (uint32_t e = p->start[like]; e < p->start[like + 1]; e++) {
		fl_row_kind row = p->rows[p->row[e]].kind;
		if (pools_only ? row == FL_ROW_POOL || row == FL_ROW_SIGNATURE
			       : w->live[p->row[e]] && row_of_money(&p->rows[p->row[e]]))
			FL_TRY(fl_builder_entry(b, at, p->row[e], p->coef[e], err));
	}
	return FL_OK;
}

/* Flows, and the total unless only pools count. */
static fl_status helper_columns(const fl_program *p, bool pools_only, fl_program_builder *b, fl_error *err)
{
	for (uint32_t j = (uint32_t)p->num_classes; j < p->num_columns; j++)
		if (p->columns[j].kind == FL_COLUMN_FLOW || (p->columns[j].kind == FL_COLUMN_TOTAL && !pools_only))
			FL_TRY(fl_builder_copy(b, p, j, &p->columns[j], err));
	return FL_OK;
}

/* Row numbers are those of the round's program. */
static fl_status kind_program(const fl_stager *w, bool pools_only, fl_program **ret, fl_error *err)
{
	const fl_program *p = w->p;
	fl_program_builder b;
	__int128 *nothing = fl_alloc_array(p->num_rows + 1, sizeof *nothing);
	fl_status status = nothing ? fl_builder_init(&b, err) : fl_enomem(err);
	if (!nothing)
		return status;
	if (status == FL_OK) {
		b.program->pools = p->pools; /* borrowed: they live in p's arena */
		b.program->num_pools = p->num_pools;
		b.program->signatures = p->signatures;
		b.program->num_signatures = p->num_signatures;
		status = fl_builder_copy_rows(&b, p, nothing, err);
	}
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) {
		fl_row *row = &b.program->rows[k];
		if (pools_only && row->kind == FL_ROW_POOL)
			mpq_set_ui(row->lo, 0, 1);
		else if (!w->live[k] || !row_of_money(row) || (pools_only && row->kind != FL_ROW_SIGNATURE))
			row->has_lo = row->has_hi = false;
	}
	for (size_t k = 0; status == FL_OK && k < w->kinds.len; k++)
		status = kind_column(w, k, pools_only, &b, err);
	if (status == FL_OK)
		status = helper_columns(p, pools_only, &b, err);
	if (status == FL_OK)
		status = fl_builder_close(&b, ret, err);
	fl_builder_release(&b);
	fl_free(nothing);
	return status;
}

/* ---- One phase ------------------------------------------------------------------------------------- */

typedef struct phase {
	fl_stage_kind kind;
	const fl_program *program;
	bool rising, has_end;
	mpq_t end;
	bool *moving; /* per kind */
} phase;

/* Ramps of the kinds that move, from the items as they stand. */
static fl_status build_ramps(fl_stager *w, const phase *ph, fl_error *err)
{
	for (size_t k = 0; k < w->kinds.len; k++) {
		dream_kind *kind = &w->kinds.items[k];
		fl_ramp_release(&kind->ramp);
		if (ph->moving[k])
			FL_TRY(fl_ramp_build(&kind->ramp, w->items + kind->first, kind->len, err));
	}
	return FL_OK;
}

/* The limit that weighs most on a class, of those a stage names. */
static void name_holder(const fl_stager *w, const fl_weight_set *y, uint32_t c, bool raised, mpq_t most, mpq_t term)
{
	const fl_program *p = w->p;
	w->out->pinned_by[c] = UINT32_MAX;
	w->out->raised[c] = raised;
	mpq_set_ui(most, 0, 1);
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
		const fl_row *row = &p->rows[p->row[e]];
		if (row->limit == UINT32_MAX || row->kind == FL_ROW_POOL)
			continue;
		for (size_t i = 0; i < y->len; i++) {
			if (y->items[i].row != p->row[e])
				continue;
			fl_mpq_set_i64(term, p->coef[e], 1);
			mpq_mul(term, term, y->items[i].y);
			mpq_abs(term, term);
			if (mpq_cmp(term, most) > 0) {
				mpq_set(most, term);
				w->out->pinned_by[c] = row->limit;
			}
		}
	}
}

static fl_status take_stage(fl_stager *w, const phase *ph, const fl_leximin *lx, size_t i, fl_error *err)
{
	fl_leximin_stage *from = &lx->stages.items[i];
	fl_stage stage = { .kind = ph->kind, .y = from->y };
	mpq_t most, term;
	mpq_inits(most, term, NULL);
	for (uint32_t j = 0; j < from->len; j++) {
		const dream_kind *kind = &w->kinds.items[lx->pins.items[from->first + j]];
		for (uint32_t n = 0; n < kind->len; n++) {
			uint32_t c = w->order[kind->first + n];
			stage.pinned += w->part[c];
			w->out->stopped[ph->kind][c] = (uint32_t)w->out->stages.len;
			if (ph->kind != FL_STAGE_TARGET)
				name_holder(w, &from->y, c, !ph->rising, most, term);
		}
	}
	mpq_clears(most, term, NULL);
	mpq_init(stage.level);
	mpq_set(stage.level, from->level);
	if (!fl_vec_push(&w->out->stages, stage)) {
		mpq_clear(stage.level);
		return fl_enomem(err);
	}
	from->y = (fl_weight_set){ 0 }; /* it is the stage's now */
	return FL_OK;
}

/* Run the phase; afterwards 'amount' of every class that moved is what it came to, and kinds stand in their boxes. */
static fl_status run_phase(fl_stager *w, const phase *ph, bool *ret_feasible, fl_error *err)
{
	fl_leximin lx = { .program = ph->program, .rising = ph->rising, .has_end = ph->has_end };
	mpq_init(lx.end);
	mpq_set(lx.end, ph->end);
	lx.kinds = fl_alloc_array(w->kinds.len + 1, sizeof *lx.kinds);
	fl_status status = lx.kinds ? FL_OK : fl_enomem(err);
	for (size_t k = 0; lx.kinds && k < w->kinds.len; k++) {
		fl_leximin_kind *kind = &lx.kinds[k];
		mpq_inits(kind->lo, kind->hi, kind->level, kind->at, NULL);
		kind->ramp = &w->kinds.items[k].ramp;
		kind->moving = ph->moving[k];
		mpq_set(kind->lo, w->kinds.items[k].lo);
		mpq_set(kind->hi, w->kinds.items[k].hi);
	}
	if (status == FL_OK)
		status = build_ramps(w, ph, err);
	if (status == FL_OK)
		status = fl_leximin_run(&lx, ret_feasible, err);
	for (size_t i = 0; status == FL_OK && *ret_feasible && i < lx.stages.len; i++)
		status = take_stage(w, ph, &lx, i, err);
	for (size_t k = 0; lx.kinds && k < w->kinds.len; k++) {
		fl_leximin_kind *from = &lx.kinds[k];
		dream_kind *kind = &w->kinds.items[k];
		for (uint32_t n = 0; status == FL_OK && *ret_feasible && ph->moving[k] && n < kind->len; n++) {
			uint32_t c = w->order[kind->first + n];
			const fl_ramp_item *item = &w->items[kind->first + n];
			if (from->pinned)
				fl_ramp_item_value(item, from->level, w->out->amount[c]);
			else if (ph->has_end)
				fl_ramp_item_value(item, ph->end, w->out->amount[c]);
			else
				fl_mpq_set_i64(w->out->amount[c], item->hi, 1);
		}
		if (status == FL_OK && *ret_feasible && ph->moving[k]) {
			kind->settled = from->pinned;
			kind->at_zero = from->pinned && mpq_sgn(from->level) == 0;
			if (from->pinned)
				mpq_set(kind->lo, from->at);
			else if (ph->has_end)
				fl_ramp_value(&kind->ramp, ph->end, ph->rising ? kind->lo : kind->hi);
			else
				mpq_set(kind->lo, kind->hi);
			if (from->pinned)
				mpq_set(kind->hi, from->at);
		}
		mpq_clears(from->lo, from->hi, from->level, from->at, NULL);
	}
	w->out->solves += lx.solves;
	w->out->pivots += lx.pivots;
	w->out->repairs += lx.repairs;
	fl_free(lx.kinds);
	fl_leximin_release(&lx);
	return status;
}

/* ---- The phases ------------------------------------------------------------------------------------ */

static void set_items(fl_stager *w, bool by_target, bool from_least)
{
	for (size_t k = 0; k < w->kinds.len; k++)
		for (uint32_t n = 0; n < w->kinds.items[k].len; n++) {
			uint32_t at = w->kinds.items[k].first + n, c = w->order[at];
			const fl_column *column = &w->p->columns[c];
			fl_ramp_item *item = &w->items[at];
			item->lo = from_least ? column->unit_min : 0;
			item->hi = column->unit_max;
			item->count = w->part[c];
			item->before = column->before;
			mpq_set(item->weight, by_target ? w->out->weight[c] : w->out->first[c]);
			if (w->kinds.items[k].idle) /* it moves only where nothing speaks for it: by its request */
				fl_mpq_set_i64(item->weight, w->dreams[w->p->members[column->first]].request, 1);
		}
}

/* Boxes [least, most] of all kinds. */
static void open_boxes(fl_stager *w, bool from_least)
{
	mpq_t part;
	mpq_init(part);
	for (size_t k = 0; k < w->kinds.len; k++) {
		dream_kind *kind = &w->kinds.items[k];
		mpq_set_ui(kind->lo, 0, 1);
		mpq_set_ui(kind->hi, 0, 1);
		kind->settled = false;
		for (uint32_t n = 0; n < kind->len; n++) {
			uint32_t c = w->order[kind->first + n];
			fl_mpq_set_i64(part, w->p->columns[c].unit_min * (fl_money)w->part[c], 1);
			if (from_least)
				mpq_add(kind->lo, kind->lo, part);
			fl_mpq_set_i64(part, w->p->columns[c].unit_max * (fl_money)w->part[c], 1);
			mpq_add(kind->hi, kind->hi, part);
		}
	}
	mpq_clear(part);
}

/* How much of the money is due to each dream: filled up by weight over the pools alone. */
static fl_status find_targets(fl_stager *w, phase *ph, fl_error *err)
{
	const fl_policy *policy = &w->spec->policy;
	bool feasible = false;
	set_items(w, false, false);
	open_boxes(w, false);
	ph->kind = FL_STAGE_TARGET;
	ph->program = w->pools;
	ph->rising = true;
	ph->has_end = policy->kind == FL_POLICY_QUADRATIC && policy->saturate;
	mpq_set_ui(ph->end, 1, policy->target == FL_TARGET_MEDIAN ? 2 : 1);
	for (size_t k = 0; k < w->kinds.len; k++) {
		ph->moving[k] = !w->kinds.items[k].idle;
		if (!ph->moving[k])
			mpq_set_ui(w->kinds.items[k].hi, 0, 1);
	}
	FL_TRY(run_phase(w, ph, &feasible, err));
	if (!feasible)
		return fl_error_set(err, FL_EINTERNAL, "pools that cannot pay nothing");
	for (size_t k = 0; k < w->kinds.len; k++) {
		dream_kind *kind = &w->kinds.items[k];
		kind->at_zero = kind->at_zero && !kind->idle;
		for (uint32_t n = 0; n < kind->len; n++) {
			uint32_t c = w->order[kind->first + n];
			fl_mpq_set_i64(w->out->weight[c], w->p->columns[c].before, 1);
			mpq_add(w->out->weight[c], w->out->weight[c], w->out->amount[c]);
			if (kind->idle || kind->at_zero)
				mpq_set_ui(w->out->weight[c], 0, 1);
		}
		kind->idle = kind->idle || kind->at_zero; /* its pools are empty */
	}
	return FL_OK;
}

/* Dreams without weight get no more than the limits force. */
static fl_status spare(fl_stager *w, phase *ph, fl_error *err)
{
	bool any = false;
	ph->kind = FL_STAGE_SPARE;
	ph->program = w->all;
	ph->rising = false;
	ph->has_end = true;
	mpq_set_ui(ph->end, 0, 1);
	for (size_t k = 0; k < w->kinds.len; k++) {
		ph->moving[k] = w->kinds.items[k].idle;
		any = any || ph->moving[k];
	}
	return any ? run_phase(w, ph, &w->out->feasible, err) : FL_OK;
}

static fl_status rise(fl_stager *w, phase *ph, bool to_target, fl_error *err)
{
	ph->kind = FL_STAGE_RISE;
	ph->program = w->all;
	ph->rising = true;
	ph->has_end = to_target;
	mpq_set_ui(ph->end, 1, 1);
	for (size_t k = 0; k < w->kinds.len; k++)
		ph->moving[k] = !w->kinds.items[k].idle;
	return run_phase(w, ph, &w->out->feasible, err);
}

static fl_status fall(fl_stager *w, phase *ph, fl_error *err)
{
	bool any = false;
	ph->kind = FL_STAGE_FALL;
	ph->rising = false;
	ph->has_end = true;
	mpq_set_ui(ph->end, 1, 1);
	for (size_t k = 0; k < w->kinds.len; k++) {
		ph->moving[k] = !w->kinds.items[k].idle && !w->kinds.items[k].settled;
		any = any || ph->moving[k];
	}
	return any ? run_phase(w, ph, &w->out->feasible, err) : FL_OK;
}

static fl_status run_phases(fl_stager *w, fl_error *err)
{
	bool by_target = w->spec->policy.kind != FL_POLICY_COVERAGE;
	phase ph = { 0 };
	mpq_init(ph.end);
	ph.moving = fl_alloc_array(w->kinds.len + 1, sizeof *ph.moving);
	fl_status status = ph.moving ? FL_OK : fl_enomem(err);
	if (status == FL_OK && by_target)
		status = find_targets(w, &ph, err);
	for (size_t c = 0; !by_target && c < w->p->num_classes; c++)
		mpq_set(w->out->weight[c], w->out->first[c]);
	w->out->feasible = true;
	if (status == FL_OK) {
		set_items(w, by_target, true);
		open_boxes(w, true);
		status = spare(w, &ph, err);
	}
	if (status == FL_OK && w->out->feasible)
		status = rise(w, &ph, by_target, err);
	if (status == FL_OK && w->out->feasible && by_target)
		status = fall(w, &ph, err);
	fl_free(ph.moving);
	mpq_clear(ph.end);
	return status;
}

/* ---- One answer, or many ---------------------------------------------------------------------------- */

void fl_stager_free(fl_stager *w)
{
	if (!w)
		return;
	work_release(w);
	fl_staged_free(w->out);
	fl_free(w);
}

fl_status fl_stager_new(const fl_round_spec *spec, const fl_candidate *dreams, const fl_program *program, const uint32_t *taking_part,
			bool open, fl_stager **ret_stager, fl_error *err)
{
	fl_stager *w = fl_alloc(sizeof *w);
	if (!w)
		return fl_enomem(err);
	*w = (fl_stager){ .spec = spec, .dreams = dreams, .p = program, .part = taking_part, .open = open };
	w->out = fl_alloc(sizeof *w->out);
	fl_status status = w->out ? work_init(w, err) : fl_enomem(err);
	if (status == FL_OK)
		status = set_weights(w, err);
	if (status == FL_OK)
		find_reach(w);
	if (status == FL_OK)
		*ret_stager = w;
	else
		fl_stager_free(w);
	return status;
}

static fl_status make_kinds(fl_stager *w, fl_error *err)
{
	forget_kinds(w);
	FL_TRY(find_kinds(w, err));
	FL_TRY(kind_program(w, false, &w->all, err));
	return kind_program(w, true, &w->pools, err);
}

/* The program has other limits than at the last answer, which is forgotten. */
static void begin_again(fl_stager *w)
{
	for (size_t k = 0; k < w->p->num_rows; k++) {
		mpq_set(w->all->rows[k].lo, w->p->rows[k].lo);
		mpq_set(w->all->rows[k].hi, w->p->rows[k].hi);
		if (w->p->rows[k].kind != FL_ROW_POOL)
			mpq_set(w->pools->rows[k].lo, w->p->rows[k].lo);
		mpq_set(w->pools->rows[k].hi, w->p->rows[k].hi);
	}
	for (size_t k = 0; k < w->kinds.len; k++) {
		w->kinds.items[k].idle = mpq_sgn(w->out->first[w->order[w->kinds.items[k].first]]) == 0;
		w->kinds.items[k].at_zero = false;
	}
	for (size_t c = 0; c < w->p->num_classes; c++) {
		for (int kind = FL_STAGE_TARGET; kind <= FL_STAGE_FALL; kind++)
			w->out->stopped[kind][c] = UINT32_MAX;
		w->out->pinned_by[c] = UINT32_MAX;
		w->out->raised[c] = false;
		mpq_set_ui(w->out->amount[c], 0, 1);
		mpq_set_ui(w->out->weight[c], 0, 1);
	}
	clear_stages(w->out);
	w->out->solves = w->out->pivots = w->out->repairs = 0;
}

fl_status fl_stager_run(fl_stager *w, const fl_staged **ret_staged, fl_error *err)
{
	bool changed;
	find_live(w, &changed);
	if (changed || !w->used)
		FL_TRY(make_kinds(w, err));
	if (w->used)
		begin_again(w);
	w->used = true;
	FL_TRY(run_phases(w, err));
	*ret_staged = w->out;
	return FL_OK;
}

fl_status fl_staged_run(const fl_round_spec *spec, const fl_candidate *dreams, const fl_program *program,
			const uint32_t *taking_part, fl_staged **ret_staged, fl_error *err)
{
	fl_stager *w = NULL;
	const fl_staged *staged;
	FL_TRY(fl_stager_new(spec, dreams, program, taking_part, false, &w, err));
	fl_status status = fl_stager_run(w, &staged, err);
	if (status == FL_OK) {
		*ret_staged = w->out;
		w->out = NULL;
	}
	fl_stager_free(w);
	return status;
}

/* ---- The objective --------------------------------------------------------------------------------- */

typedef struct ratio { /* the least ratio below the upper end, else the largest at it */
	bool short_of;
	mpq_t least, most, now;
} ratio;

static void see_ratio(ratio *r, const mpq_t amount, const fl_column *class, const mpq_t weight)
{
	bool full = mpq_cmp_si(amount, (long)class->unit_max, 1) >= 0;
	fl_mpq_set_i64(r->now, class->before, 1);
	mpq_add(r->now, r->now, amount);
	mpq_div(r->now, r->now, weight);
	if (full ? mpq_cmp(r->now, r->most) > 0 : !r->short_of || mpq_cmp(r->now, r->least) < 0)
		mpq_set(full ? r->most : r->least, r->now);
	r->short_of = r->short_of || !full;
}

void fl_staged_ratio(const fl_staged *staged, const fl_round_spec *spec, const fl_program *p, const uint32_t *part,
		     const fl_money *amounts, mpq_t ret)
{
	ratio r = { .short_of = false };
	mpq_t amount;
	mpq_inits(r.least, r.most, r.now, amount, NULL);
	for (size_t c = 0; c < p->num_classes; c++) {
		const fl_column *column = &p->columns[c];
		if (staged->kind_of[c] == NO_KIND || mpq_sgn(staged->weight[c]) == 0)
			continue;
		if (!amounts)
			see_ratio(&r, staged->amount[c], column, staged->weight[c]);
		for (uint32_t i = 0; amounts && i < part[c]; i++) {
			fl_mpq_set_i64(amount, amounts[p->members[column->first + i]], 1);
			see_ratio(&r, amount, column, staged->weight[c]);
		}
	}
	mpq_set(ret, r.short_of ? r.least : r.most);
	if (spec->policy.kind != FL_POLICY_COVERAGE && mpq_cmp_ui(ret, 1, 1) > 0)
		mpq_set_ui(ret, 1, 1);
	mpq_clears(r.least, r.most, r.now, amount, NULL);
}
