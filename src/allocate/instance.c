/* SPDX-License-Identifier: Apache-2.0
 *
 * instance.c - round to exact program: limits become rows (instance_rows.c), equal dreams become one column
 * (instance_columns.c), pools with equal selectors become one pool, and dreams that the same pools may pay share one set of
 * flows. What the dreams are to selectors is told by traits.c.
 *
 * The program of domain/proof.h has a column for each dream and pool. Here:
 *   - two dreams are equal when nothing in the program tells them apart: tally, request, quadratic weight, u, m, what they
 *     were awarded before, pools, group rows. One column of their sum; each gets an even share (allocate.c), which is optimal
 *     because the program is concave and symmetric.
 *   - for each signature s (set of pools) with several pools: sum_{i in s} X_i = sum_{p in s} F_sp, and pool p's row
 *     holds the F_sp. With one pool, X_i stands in the pool's row itself. Any such X splits into x_ip and back.
 */
#include "allocate/instance_parts.h"

#include "base/error.h"
#include "base/str.h"

/* ---- Limits ---------------------------------------------------------------------------------------- */

static fl_status add_line(fl_instance *in, fl_str name, bool is_pool, uint32_t group, uint32_t trait, fl_error *err)
{
	fl_limit_line line = { .is_pool = is_pool };
	line.name = fl_arena_str(&in->allocation->arena, name);
	if (!line.name.data)
		return fl_enomem(err);
	line.conflict = line.mend = FL_STR("");
	mpq_init(line.price);
	fl_limit_rows rows = { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };
	if (!fl_vec_push(&in->lines, line)) {
		mpq_clear(line.price);
		return fl_enomem(err);
	}
	if (!fl_vec_push(&in->line_rows, rows) || !fl_vec_push(&in->line_group, group) || !fl_vec_push(&in->line_trait, trait))
		return fl_enomem(err);
	return FL_OK;
}

/* Pools with equal selectors are one; their lines stay apart. */
static fl_status merge_pools(fl_instance *in, fl_error *err)
{
	const fl_round_spec *spec = in->spec;
	fl_program *p = in->program;
	p->pools = fl_arena_array(&p->arena, spec->num_pools + 1, sizeof *p->pools);
	if (!p->pools)
		return fl_enomem(err);
	for (uint32_t i = 0; i < spec->num_pools; i++) {
		const fl_pool *pool = &spec->pools[i];
		FL_TRY(add_line(in, pool->id, true, UINT32_MAX, UINT32_MAX, err));
		in->lines.items[i].has_max = true;
		in->lines.items[i].max = fl_pool_money(pool);
		in->lines.items[i].has_min = pool->must_spend;
		in->lines.items[i].min = pool->must_spend ? fl_pool_money(pool) : 0;
		fl_merged_pool *merged = &p->pools[in->traits->pool_of[i]];
		if (!merged->pools)
			merged->pools = fl_arena_array(&p->arena, spec->num_pools, sizeof *merged->pools);
		if (!merged->pools)
			return fl_enomem(err);
		merged->pools[merged->len++] = i;
		if (!fl_money_add(merged->amount, fl_pool_money(pool), &merged->amount))
			return fl_error_set(err, FL_ERANGE,
					    "the pools' amounts add up to more than 2^63-1 minor units");
		if (pool->must_spend)
			merged->must += fl_pool_money(pool);
	}
	p->num_pools = in->traits->num_merged;
	return FL_OK;
}

/* Lines are numbered as they are met, so a program does not depend on what other programs of these traits had. */
static fl_status meet_line(fl_instance *in, uint32_t trait, fl_error *err)
{
	const fl_trait_line *line = &in->traits->line.items[trait];
	if (in->line_of[trait] != UINT32_MAX)
		return FL_OK;
	in->line_of[trait] = (uint32_t)in->lines.len;
	return add_line(in, line->name, false, line->group, trait, err);
}

/* Every group without 'each' has a line even when no dream belongs to it: its minimum may be impossible. */
static fl_status make_plain_lines(fl_instance *in, fl_error *err)
{
	for (uint32_t g = 0; g < in->spec->num_groups; g++)
		if (in->traits->plain_line[g] != UINT32_MAX)
			FL_TRY(meet_line(in, in->traits->plain_line[g], err));
	return FL_OK;
}

static fl_status find_money(fl_instance *in, fl_error *err)
{
	in->money = fl_alloc_array(in->spec->num_groups + 1, sizeof *in->money);
	if (!in->money)
		return fl_enomem(err);
	for (size_t g = 0; g < in->spec->num_groups; g++)
		fl_group_money_init(&in->money[in->num_money++], in->spec, &in->spec->groups[g], 0);
	return FL_OK;
}

/* ---- Equal dreams ---------------------------------------------------------------------------------- */

static fl_status numbers_for(size_t count, uint32_t **ret, fl_error *err)
{
	*ret = fl_alloc_array(count + 1, sizeof **ret);
	for (size_t i = 0; *ret && i < count; i++)
		(*ret)[i] = UINT32_MAX;
	return *ret ? FL_OK : fl_enomem(err);
}

static fl_status meet_kind(fl_instance *in, uint32_t kind, fl_error *err)
{
	const fl_trait *trait = &in->traits->kinds.items[kind];
	const fl_numbers *lines = &in->traits->lines.items[trait->lines];
	for (uint32_t i = 0; i < lines->len; i++)
		FL_TRY(meet_line(in, lines->items[i], err));
	if (in->signature_of[trait->pools] == UINT32_MAX) {
		in->signature_of[trait->pools] = (uint32_t)in->signatures.len;
		if (!fl_vec_push(&in->signatures, trait->pools))
			return fl_enomem(err);
	}
	in->kind_class[kind] = (uint32_t)in->class_kind.len;
	return fl_vec_push(&in->class_kind, kind) && fl_vec_push(&in->class_count, 0) ? FL_OK : fl_enomem(err);
}

static fl_status sort_into_classes(fl_instance *in, fl_error *err)
{
	if (!fl_vec_reserve(&in->class_of, in->count + 1))
		return fl_enomem(err);
	for (size_t k = 0; k < in->count; k++) {
		uint32_t kind = in->kinds[in->order[k]];
		if (in->kind_class[kind] == UINT32_MAX)
			FL_TRY(meet_kind(in, kind, err));
		in->class_of.items[in->class_of.len++] = in->kind_class[kind];
		in->class_count.items[in->kind_class[kind]]++;
	}
	return FL_OK;
}

static fl_status make_signatures(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	p->num_signatures = in->signatures.len;
	p->signatures = fl_arena_array(&p->arena, in->signatures.len + 1, sizeof(fl_signature));
	for (size_t s = 0; p->signatures && s < in->signatures.len; s++) {
		const fl_numbers *list = &in->traits->pools.items[in->signatures.items[s]];
		p->signatures[s].pools = fl_arena_array(&p->arena, list->len + 1, sizeof(uint32_t));
		if (!p->signatures[s].pools)
			return fl_enomem(err);
		for (uint32_t i = 0; i < list->len; i++)
			p->signatures[s].pools[i] = list->items[i];
		p->signatures[s].len = list->len;
	}
	return p->signatures ? FL_OK : fl_enomem(err);
}

const fl_trait *fl_instance_trait(const fl_instance *in, size_t c)
{
	return &in->traits->kinds.items[in->class_kind.items[c]];
}

const fl_numbers *fl_instance_lines(const fl_instance *in, size_t c)
{
	return &in->traits->lines.items[fl_instance_trait(in, c)->lines];
}

/* ---- The program ------------------------------------------------------------------------------------ */

/* Does this program only decide who is funded, and stages how much? */
static bool is_admission(const fl_round_spec *spec)
{
	return fl_policy_staged(&spec->policy) && fl_round_chooses(spec);
}

/* Which limits a class belongs to, also those that made no row: what they were used for is reported. */
static fl_status keep_lines(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	size_t total = 0;
	for (size_t c = 0; c < in->class_kind.len; c++)
		total += fl_instance_lines(in, c)->len;
	p->line_start = fl_arena_array(&p->arena, p->num_classes + 1, sizeof *p->line_start);
	p->lines = fl_arena_array(&p->arena, total + 1, sizeof *p->lines);
	if (!p->line_start || !p->lines)
		return fl_enomem(err);
	uint32_t at = 0;
	for (size_t c = 0; c < in->class_kind.len; c++) {
		const fl_numbers *own = fl_instance_lines(in, c);
		for (uint32_t i = 0; i < own->len; i++)
			p->lines[at++] = in->line_of[own->items[i]];
		p->line_start[c + 1] = at;
	}
	return FL_OK;
}

static fl_status hand_over_limits(fl_instance *in, fl_error *err)
{
	fl_allocation *a = in->allocation;
	a->limits = fl_arena_array(&a->arena, in->lines.len + 1, sizeof *a->limits);
	in->program->line_group = fl_arena_array(&in->program->arena, in->lines.len + 1, sizeof(uint32_t));
	if (!a->limits || !in->program->line_group)
		return fl_enomem(err);
	for (size_t i = 0; i < in->lines.len; i++)
		a->limits[i] = in->lines.items[i];
	a->num_limits = in->lines.len;
	for (size_t i = 0; i < in->line_group.len; i++)
		in->program->line_group[i] = in->line_group.items[i];
	in->lines.len = 0; /* their prices belong to the allocation now */
	return FL_OK;
}

static void instance_release(fl_instance *in)
{
	for (size_t i = 0; i < in->lines.len; i++)
		mpq_clear(in->lines.items[i].price);
	for (size_t g = 0; g < in->num_money; g++)
		fl_group_money_release(&in->money[g]);
	fl_vec_release(&in->lines);
	fl_vec_release(&in->line_rows);
	fl_vec_release(&in->line_group);
	fl_vec_release(&in->line_trait);
	fl_vec_release(&in->signatures);
	fl_vec_release(&in->class_kind);
	fl_vec_release(&in->class_of);
	fl_vec_release(&in->class_count);
	fl_free(in->line_of);
	fl_free(in->signature_of);
	fl_free(in->kind_class);
	fl_free(in->line_capacity);
	fl_free(in->line_members);
	fl_free(in->money);
	fl_builder_release(&in->builder);
}

static fl_status make_program(fl_instance *in, fl_error *err)
{
	FL_TRY(fl_builder_init(&in->builder, err));
	in->program = in->builder.program;
	FL_TRY(numbers_for(in->traits->line.len, &in->line_of, err));
	FL_TRY(numbers_for(in->traits->pools.len, &in->signature_of, err));
	FL_TRY(numbers_for(in->traits->kinds.len, &in->kind_class, err));
	FL_TRY(find_money(in, err));
	FL_TRY(merge_pools(in, err));
	FL_TRY(make_plain_lines(in, err));
	FL_TRY(sort_into_classes(in, err));
	FL_TRY(make_signatures(in, err));
	FL_TRY(fl_instance_classes(in, err));
	FL_TRY(fl_instance_rows(in, err));
	FL_TRY(keep_lines(in, err));
	FL_TRY(hand_over_limits(in, err));
	/* a base grant is no choice */
	in->program->integer =
	    fl_round_chooses(in->spec) && (in->program->integer || fl_policy_staged(&in->spec->policy));
	in->program->admission = is_admission(in->spec);
	return FL_OK;
}

static fl_status build(fl_instance in, fl_program **ret_program, fl_error *err)
{
	fl_status status = make_program(&in, err);
	if (status == FL_OK)
		status = fl_builder_close(&in.builder, ret_program, err);
	instance_release(&in);
	return status;
}

/* Traits of these dreams alone. */
static fl_status build_anew(fl_instance in, const fl_candidate *dreams, fl_program **ret_program, fl_error *err)
{
	fl_traits *traits = NULL;
	uint32_t *kinds = fl_alloc_array(in.allocation->num_candidates + 1, sizeof *kinds);
	fl_status status = kinds ? fl_traits_new(in.spec, &traits, err) : fl_enomem(err);
	for (size_t k = 0; status == FL_OK && k < in.count; k++)
		status = fl_traits_number(traits, &dreams[in.order[k]], &kinds[in.order[k]], err);
	for (size_t i = 0; status == FL_OK && i < in.allocation->num_candidates; i++)
		if (dreams[i].before > 0) /* whatever its standing is now */
			status = fl_traits_number(traits, &dreams[i], &kinds[i], err);
	in.dreams = dreams;
	in.traits = traits;
	in.kinds = kinds;
	if (status == FL_OK)
		status = build(in, ret_program, err);
	fl_traits_free(traits);
	fl_free(kinds);
	return status;
}

fl_status fl_program_build(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
			   size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build_anew((fl_instance){ .spec = spec, .order = order, .count = num_order, .allocation = allocation }, dreams, ret_program,
			  err);
}

fl_status fl_program_build_open(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
				size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build_anew((fl_instance){ .spec = spec, .order = order, .count = num_order, .allocation = allocation, .open = true }, dreams,
			  ret_program, err);
}

fl_status fl_program_build_from(const fl_traits *traits, const uint32_t *kinds, const uint32_t *order, size_t num_order,
				fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build((fl_instance){ .spec = traits->spec,
				 .traits = traits,
				 .kinds = kinds,
				 .order = order,
				 .count = num_order,
				 .allocation = allocation },
		     ret_program, err);
}
