/* SPDX-License-Identifier: Apache-2.0
 *
 * certificate.c - from this folder's program to the proof that others can check: rows by the names of domain/proof.h,
 * one pool a name again, columns as lists of dreams, a linear program as a tree of one leaf.
 */
#include "allocate/solution.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <string.h>

typedef struct row_names { /* program row -> first proof row; merged pools take several */
	uint32_t *first;
	uint32_t count; /* of the proof's rows: cuts are numbered behind them */
} row_names;

static fl_status name_rows(const fl_solution *s, fl_proof *proof, row_names *names, fl_error *err)
{
	const fl_program *p = s->program;
	size_t count = 0;
	names->first = fl_alloc_array(p->num_rows + 1, sizeof *names->first);
	proof->rows = fl_arena_array(&proof->arena, p->num_rows + s->spec->num_pools + 1, sizeof *proof->rows);
	if (!names->first || !proof->rows)
		return fl_enomem(err);
	for (size_t k = 0; k < p->num_rows; k++) {
		names->first[k] = (uint32_t)count;
		if (fl_row_is_private(&p->rows[k]))
			continue;
		if (p->rows[k].kind != FL_ROW_POOL) {
			proof->rows[count] = fl_arena_str(&proof->arena, p->rows[k].name);
			if (!proof->rows[count++].data)
				return fl_enomem(err);
			continue;
		}
		const fl_merged_pool *pool = &p->pools[p->rows[k].pool];
		for (uint32_t i = 0; i < pool->len; i++) {
			fl_str id = s->spec->pools[pool->pools[i]].id;
			char *name = fl_arena_alloc(&proof->arena, id.len + 6);
			if (!name)
				return fl_enomem(err);
			memcpy(name, "pool:", 5);
			memcpy(name + 5, id.data, id.len);
			proof->rows[count++] = (fl_str){ name, id.len + 5 };
		}
	}
	proof->num_rows = count;
	names->count = (uint32_t)count;
	return FL_OK;
}

/* One multiplier of the program as multipliers of the proof's rows. */
static size_t row_width(const fl_program *p, uint32_t row)
{
	if (row >= p->num_rows) /* a cut */
		return 1;
	fl_row_kind kind = p->rows[row].kind;
	return fl_row_is_private(&p->rows[row]) ? 0
	       : kind == FL_ROW_POOL                            ? p->pools[p->rows[row].pool].len
								: 1;
}

static void put_multiplier(const fl_program *p, const row_names *names, uint32_t row, const mpq_t y,
			   fl_multiplier_set *set)
{
	mpq_t scale;
	mpq_init(scale);
	fl_mpq_set_i64(scale, row < p->num_rows ? p->rows[row].scale : 1, 1);
	for (size_t i = 0; i < row_width(p, row); i++) {
		fl_multiplier *m = &set->items[set->len++];
		m->row = row < p->num_rows ? names->first[row] + (uint32_t)i
					   : names->count + row - (uint32_t)p->num_rows;
		mpq_init(m->y);
		mpq_mul(m->y, y, scale);
	}
	mpq_clear(scale);
}

static fl_status new_set(fl_proof *proof, fl_multiplier_set *set, size_t width, fl_error *err)
{
	set->items = fl_arena_array(&proof->arena, width + 1, sizeof *set->items);
	return set->items ? FL_OK : fl_enomem(err);
}

static fl_status write_sets(const fl_solution *s, const fl_search *search, fl_proof *proof, const row_names *names,
			    fl_error *err)
{
	const fl_program *p = s->program;
	size_t count = search ? search->sets.len : s->staged ? 0 : 1, stages = s->staged ? s->staged->stages.len : 0;
	size_t cuts = search ? fl_cuts_count(search->cuts) : 0;
	proof->sets = fl_arena_array(&proof->arena, count + stages + cuts + 1, sizeof *proof->sets);
	if (!proof->sets)
		return fl_enomem(err);
	for (; proof->num_sets < count; proof->num_sets++) {
		fl_multiplier_set *set = &proof->sets[proof->num_sets];
		const fl_weight_set *from = search ? &search->sets.items[proof->num_sets] : NULL;
		size_t width = 0;
		for (size_t i = 0; from && i < from->len; i++)
			width += row_width(p, from->items[i].row);
		for (uint32_t k = 0; !from && k < p->num_rows; k++)
			width += mpq_sgn(s->y[k]) ? row_width(p, k) : 0;
		FL_TRY(new_set(proof, set, width, err));
		for (size_t i = 0; from && i < from->len; i++)
			put_multiplier(p, names, from->items[i].row, from->items[i].y, set);
		for (uint32_t k = 0; !from && k < p->num_rows; k++)
			if (mpq_sgn(s->y[k]))
				put_multiplier(p, names, k, s->y[k], set);
	}
	return FL_OK;
}

/* Columns that branches refer to, in order of appearance; the nodes with their numbers. */
static fl_status write_tree(const fl_solution *s, const fl_search *search, fl_proof *proof, fl_error *err)
{
	const fl_program *p = s->program;
	size_t count = search ? search->nodes.len : s->staged ? 0 : 1;
	uint32_t *number = fl_alloc_array(p->num_classes + 1, sizeof *number);
	proof->nodes = fl_arena_array(&proof->arena, count + 1, sizeof *proof->nodes);
	proof->columns = fl_arena_array(&proof->arena, p->num_classes + 1, sizeof *proof->columns);
	fl_status status = number && proof->nodes && proof->columns ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		proof->nodes[i] = search ? search->nodes.items[i] : (fl_proof_node){ .kind = FL_LEAF_BOUND };
		proof->num_nodes++;
		if (proof->nodes[i].kind != FL_NODE_BRANCH)
			continue;
		uint32_t c = s->parts ? s->parts->part_of[proof->nodes[i].column] : proof->nodes[i].column;
		if (number[c] == 0) {
			fl_proof_column *column = &proof->columns[proof->num_columns];
			column->len = p->columns[c].count;
			column->dreams = fl_arena_array(&proof->arena, column->len, sizeof *column->dreams);
			if (!column->dreams) {
				status = fl_enomem(err);
				break;
			}
			memcpy(column->dreams, p->members + p->columns[c].first,
			       column->len * sizeof *column->dreams);
			number[c] = (uint32_t)++proof->num_columns;
		}
		proof->nodes[i].column = number[c] - 1;
	}
	fl_free(number);
	return status;
}

static fl_status write_unrounded(const fl_solution *s, fl_proof *proof, fl_error *err)
{
	const fl_program *p = s->program;
	proof->unrounded = fl_arena_array(&proof->arena, s->num_dreams + 1, sizeof *proof->unrounded);
	proof->rests = fl_arena_array(&proof->arena, p->num_classes + 1, sizeof *proof->rests);
	if (!proof->unrounded || !proof->rests)
		return fl_enomem(err);
	proof->num_candidates = s->num_dreams;
	mpq_t share;
	mpz_t whole;
	mpq_init(share);
	mpz_init(whole);
	bool fits = true;
	for (size_t c = 0; fits && c < p->num_classes; c++) {
		if (s->funded[c] == 0)
			continue;
		fl_mpq_set_i64(share, 1, s->funded[c]);
		mpq_mul(share, share, s->x[c]);
		fl_exact amount = { 0, 0 };
		fl_mpq_floor(whole, share);
		fits = fl_mpz_get_i64(whole, &amount.whole);
		if (mpz_cmp_ui(mpq_denref(share), 1) != 0) {
			mpq_t *rest = &proof->rests[proof->num_rests++];
			mpq_init(*rest);
			mpq_set_z(*rest, whole);
			mpq_sub(*rest, share, *rest);
			amount.rest = (uint32_t)proof->num_rests;
		}
		for (uint32_t i = 0; i < s->funded[c]; i++)
			proof->unrounded[p->members[p->columns[c].first + i]] = amount;
	}
	mpq_clear(share);
	mpz_clear(whole);
	return fits ? FL_OK : fl_error_set(err, FL_ERANGE, "an award above 2^63-1 minor units");
}

/* The stages of a leximin; their multipliers follow those of the tree. */
static fl_status write_stages(const fl_solution *s, fl_proof *proof, const row_names *names, fl_error *err)
{
	size_t count = s->staged ? s->staged->stages.len : 0;
	proof->stages = fl_arena_array(&proof->arena, count + 1, sizeof *proof->stages);
	if (!proof->stages)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		const fl_stage *from = &s->staged->stages.items[i];
		fl_proof_stage *stage = &proof->stages[proof->num_stages++];
		fl_multiplier_set *set = &proof->sets[proof->num_sets];
		size_t width = 0;
		mpq_init(stage->level);
		mpq_set(stage->level, from->level);
		stage->kind = from->kind;
		stage->pinned = from->pinned;
		stage->multipliers = (uint32_t)proof->num_sets;
		for (size_t k = 0; k < from->y.len; k++)
			width += row_width(s->program, from->y.items[k].row);
		FL_TRY(new_set(proof, set, width, err));
		proof->num_sets++;
		for (size_t k = 0; k < from->y.len; k++)
			put_multiplier(s->program, names, from->y.items[k].row, from->y.items[k].y, set);
	}
	return FL_OK;
}

/* The dreams of a side: those of its classes. */
static fl_status write_side(const fl_program *p, const uint8_t *side, fl_proof *proof, fl_proof_column *ret, fl_error *err)
{
	ret->dreams = fl_arena_array(&proof->arena, p->num_members + 1, sizeof *ret->dreams);
	if (!ret->dreams)
		return fl_enomem(err);
	for (size_t c = 0; c < p->num_classes; c++)
		for (uint32_t i = 0; side[c] && i < p->columns[c].count; i++)
			ret->dreams[ret->len++] = p->members[p->columns[c].first + i];
	return FL_OK;
}

/* What cuts are made from; their sets stand behind all others. */
static fl_status write_cuts(const fl_solution *s, const fl_search *search, fl_proof *proof, const row_names *names,
			    fl_error *err)
{
	const fl_cuts *cuts = search ? search->cuts : NULL;
	fl_status status = FL_OK;
	mpq_t one;
	if (fl_cuts_count(cuts) == 0)
		return FL_OK;
	proof->cuts = fl_arena_array(&proof->arena, cuts->list.len, sizeof *proof->cuts);
	proof->sides = fl_arena_array(&proof->arena, cuts->sides.len, sizeof *proof->sides);
	if (!proof->cuts || !proof->sides)
		return fl_enomem(err);
	for (; status == FL_OK && proof->num_sides < cuts->sides.len; proof->num_sides++)
		status = write_side(s->program, cuts->sides.items[proof->num_sides], proof, &proof->sides[proof->num_sides], err);
	mpq_init(one);
	for (; status == FL_OK && proof->num_cuts < cuts->list.len; proof->num_cuts++) {
		const fl_cut *cut = &cuts->list.items[proof->num_cuts];
		fl_multiplier_set *set = &proof->sets[proof->num_sets];
		proof->cuts[proof->num_cuts] = (fl_proof_cut){ (uint32_t)proof->num_sets, cut->divisor, cut->side };
		status = new_set(proof, set, row_width(s->program, cut->row), err);
		if (status != FL_OK)
			break;
		proof->num_sets++;
		mpq_set_si(one, cut->lower ? -1 : 1, 1);
		put_multiplier(s->program, names, cut->row, one, set);
	}
	mpq_clear(one);
	return status;
}

fl_status fl_certificate_write(const fl_solution *s, const fl_search *search, fl_proof *proof, fl_error *err)
{
	row_names names = { 0 };
	fl_status status = name_rows(s, proof, &names, err);
	if (status == FL_OK)
		status = write_sets(s, search, proof, &names, err);
	if (status == FL_OK)
		status = write_stages(s, proof, &names, err);
	if (status == FL_OK)
		status = write_cuts(s, search, proof, &names, err);
	if (status == FL_OK)
		status = write_tree(s, search, proof, err);
	if (status == FL_OK)
		status = write_unrounded(s, proof, err);
	fl_free(names.first);
	return status;
}

static fl_status write_ray(const fl_solution *s, const mpq_t *ray, fl_proof *proof, const row_names *names, fl_error *err)
{
	const fl_program *p = s->program;
	size_t width = 0;
	proof->sets = fl_arena_array(&proof->arena, 1, sizeof *proof->sets);
	proof->nodes = fl_arena_array(&proof->arena, 1, sizeof *proof->nodes);
	if (!proof->sets || !proof->nodes)
		return fl_enomem(err);
	for (uint32_t k = 0; k < p->num_rows; k++)
		width += mpq_sgn(ray[k]) ? row_width(p, k) : 0;
	FL_TRY(new_set(proof, &proof->sets[0], width, err));
	proof->num_sets = 1;
	for (uint32_t k = 0; k < p->num_rows; k++)
		if (mpq_sgn(ray[k]))
			put_multiplier(p, names, k, ray[k], &proof->sets[0]);
	proof->nodes[proof->num_nodes++] = (fl_proof_node){ .kind = FL_LEAF_EMPTY };
	return FL_OK;
}

/* Whole requests: a tree of more leaves than this says less than its length costs. */
#define LEAVES_MAX 20000

static bool ends_in_nothing(const fl_search *search)
{
	bool empty = search && search->complete && search->nodes.len > 0 && search->nodes.len <= LEAVES_MAX;
	for (size_t i = 0; empty && i < search->nodes.len; i++)
		empty = search->nodes.items[i].kind != FL_LEAF_BOUND;
	return empty;
}

fl_status fl_certificate_of_nothing(const fl_solution *s, const mpq_t *ray, const fl_search *search, fl_proof *proof, fl_error *err)
{
	row_names names = { NULL, 0 };
	bool tree = ends_in_nothing(search);
	if (!ray && !tree)
		return FL_OK;
	fl_status status = name_rows(s, proof, &names, err);
	if (status == FL_OK && ray)
		status = write_ray(s, ray, proof, &names, err);
	else if (status == FL_OK)
		status = write_sets(s, search, proof, &names, err);
	if (status == FL_OK && !ray)
		status = write_cuts(s, search, proof, &names, err);
	if (status == FL_OK && !ray)
		status = write_tree(s, search, proof, err);
	fl_free(names.first);
	return status;
}
