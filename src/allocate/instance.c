/* SPDX-License-Identifier: Apache-2.0
 *
 * instance.c - round to exact program: limits become rows, equal dreams become one column, pools with equal selectors
 * become one pool, and dreams that the same pools may pay share one set of flows.
 *
 * The program of domain/proof.h has a column for each dream and pool. Here:
 *   - two dreams are equal when nothing in the program tells them apart: tally, request, quadratic weight, u, m, pools,
 * group rows. One column of their sum; each gets an even share (allocate.c), which is optimal because the program is concave and
 * symmetric.
 *   - for each signature s (set of pools) with several pools: sum_{i in s} X_i = sum_{p in s} F_sp, and pool p's row
 * holds the F_sp. With one pool, X_i stands in the pool's row itself. Any such X splits into x_ip and back.
 *   - a row that cannot bind (all its columns at their limits still satisfy it) is left out; its price is 0.
 */
#include "allocate/instance.h"

#include "allocate/tranches.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/selector_set.h"

#include <stdlib.h>

typedef FL_VEC(uint32_t) index_list;

typedef struct class_key { /* bytes are hashed: no padding */
	int64_t voice, request, upper, least;
	uint32_t signature, membership, weight, unused;
} class_key;

typedef struct limit_rows { /* rows of one limit line, UINT32_MAX: none */
	uint32_t money, awarded_min, awarded_max, funded;
} limit_rows;

typedef struct instance { /* while building */
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	const uint32_t *order;
	size_t count;
	fl_allocation *allocation;
	fl_program *program; /* builder's */
	fl_program_builder builder;
	bool open; /* limits may be changed: leave no row out */
	FL_VEC(fl_limit_line) lines;
	FL_VEC(limit_rows) line_rows;
	FL_VEC(uint32_t) line_group; /* line -> index into spec->groups; UINT32_MAX for pools */
	fl_map line_of;              /* "group\0value" -> line */
	uint32_t *pool_of;           /* spec pool -> merged pool */
	const fl_selector **selectors; /* of merged pools, then of groups */
	fl_selector_set *asked;        /* over them */
	const uint32_t *selected;      /* its answer for the present dream: pools first */
	size_t num_selected, selected_pools;
	uint32_t *plain_line;          /* group without "each" -> its line */
	index_list membership_data;  /* lines of membership m: [membership_start[m], membership_start[m+1]) */
	index_list membership_start;
	fl_map memberships, signatures, classes, weights;
	FL_VEC(fl_str) keys;
	FL_VEC(fl_signature) signature_list;
	FL_VEC(class_key) class_keys;
	index_list class_of; /* per ordered dream: class */
	index_list class_count;
	__int128 *line_capacity; /* sum of u over the members of a line */
	uint64_t *line_members;  /* dreams that could be funded */
} instance;

/* ---- Limits ---------------------------------------------------------------------------------------- */

static fl_status add_line(instance *in, fl_str name, bool is_pool, uint32_t group, uint32_t *ret_line, fl_error *err)
{
	fl_limit_line line = { .is_pool = is_pool };
	line.name = fl_arena_str(&in->allocation->arena, name);
	if (!line.name.data)
		return fl_enomem(err);
	line.conflict = line.mend = FL_STR("");
	mpq_init(line.price);
	limit_rows rows = { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };
	if (!fl_vec_push(&in->lines, line)) {
		mpq_clear(line.price);
		return fl_enomem(err);
	}
	if (!fl_vec_push(&in->line_rows, rows) || !fl_vec_push(&in->line_group, group))
		return fl_enomem(err);
	*ret_line = (uint32_t)in->lines.len - 1;
	return FL_OK;
}

/* Pools with equal selectors are one; their lines stay apart. */
static fl_status merge_pools(instance *in, fl_error *err)
{
	const fl_round_spec *spec = in->spec;
	fl_program *p = in->program;
	in->pool_of = fl_alloc_array(spec->num_pools + 1, sizeof *in->pool_of);
	p->pools = fl_arena_array(&p->arena, spec->num_pools + 1, sizeof *p->pools);
	if (!in->pool_of || !p->pools)
		return fl_enomem(err);
	for (uint32_t i = 0; i < spec->num_pools; i++) {
		const fl_pool *pool = &spec->pools[i];
		uint32_t line, m = 0;
		FL_TRY(add_line(in, pool->id, true, UINT32_MAX, &line, err));
		in->lines.items[line].has_max = true;
		in->lines.items[line].max = pool->amount;
		in->lines.items[line].has_min = pool->must_spend;
		in->lines.items[line].min = pool->must_spend ? pool->amount : 0;
		while (m < p->num_pools &&
		       !fl_selector_equal(spec->pools[p->pools[m].pools[0]].selector, pool->selector))
			m++;
		fl_merged_pool *merged = &p->pools[m];
		if (m == p->num_pools) {
			merged->pools = fl_arena_array(&p->arena, spec->num_pools, sizeof *merged->pools);
			if (!merged->pools)
				return fl_enomem(err);
			p->num_pools++;
		}
		merged->pools[merged->len++] = i;
		if (!fl_money_add(merged->amount, pool->amount, &merged->amount))
			return fl_error_set(err, FL_ERANGE,
					    "the pools' amounts add up to more than 2^63-1 minor units");
		if (pool->must_spend)
			merged->must += pool->amount;
		in->pool_of[i] = m;
	}
	return FL_OK;
}

static fl_status group_line(instance *in, uint32_t g, fl_str value, uint32_t *ret_line, fl_error *err)
{
	const fl_group *group = &in->spec->groups[g];
	fl_buf key;
	fl_buf_init(&key, 1 << 20);
	fl_buf_printf(&key, "%u=", g);
	fl_buf_str(&key, value);
	fl_status status = fl_buf_status(&key, err);
	size_t line = status == FL_OK ? fl_map_get(&in->line_of, fl_buf_view(&key)) : 0;
	if (status == FL_OK && line == FL_MAP_NONE) {
		fl_str kept = fl_arena_str(&in->program->arena, fl_buf_view(&key));
		fl_buf_clear(&key);
		fl_buf_str(&key, group->id);
		if (group->each != FL_EACH_NONE) {
			fl_buf_putc(&key, '=');
			fl_buf_str(&key, value);
		}
		uint32_t made = 0;
		status = fl_buf_status(&key, err);
		if (status == FL_OK)
			status = add_line(in, fl_buf_view(&key), false, g, &made, err);
		line = made;
		if (status == FL_OK && (!kept.data || !fl_map_put(&in->line_of, kept, made, &line)))
			status = fl_enomem(err);
	}
	fl_buf_release(&key);
	*ret_line = (uint32_t)line;
	return status;
}

/* The group lines that the present dream belongs to, appended to 'out'. */
static fl_status lines_of(instance *in, const fl_candidate *dream, index_list *out, fl_error *err)
{
	for (size_t i = in->selected_pools; i < in->num_selected; i++) {
		uint32_t line, g = in->selected[i] - (uint32_t)in->program->num_pools;
		const fl_group *group = &in->spec->groups[g];
		fl_str one = group->each == FL_EACH_ORGANISATION ? dream->organisation
			     : group->each == FL_EACH_CATEGORY   ? dream->category
								 : dream->region;
		if (group->each == FL_EACH_TAG) {
			for (size_t t = 0; t < dream->num_tags; t++) {
				if (!fl_str_starts(dream->tags[t], group->each_prefix))
					continue;
				FL_TRY(group_line(in, g, dream->tags[t], &line, err));
				if (!fl_vec_push(out, line))
					return fl_enomem(err);
			}
		} else if (group->each == FL_EACH_NONE) {
			if (!fl_vec_push(out, in->plain_line[g]))
				return fl_enomem(err);
		} else if (one.len > 0) {
			FL_TRY(group_line(in, g, one, &line, err));
			if (!fl_vec_push(out, line))
				return fl_enomem(err);
		}
	}
	return FL_OK;
}

/* Every group without 'each' has a line even when no dream belongs to it: its minimum may be impossible. */
static fl_status make_plain_lines(instance *in, fl_error *err)
{
	in->plain_line = fl_alloc_array(in->spec->num_groups + 1, sizeof *in->plain_line);
	if (!in->plain_line)
		return fl_enomem(err);
	for (uint32_t g = 0; g < in->spec->num_groups; g++)
		if (in->spec->groups[g].each == FL_EACH_NONE)
			FL_TRY(group_line(in, g, FL_STR(""), &in->plain_line[g], err));
	return FL_OK;
}

/* One look-up a dream instead of one for each pool and group. */
static fl_status gather_selectors(instance *in, fl_error *err)
{
	size_t pools = in->program->num_pools, groups = in->spec->num_groups;
	in->selectors = fl_alloc_array(pools + groups + 1, sizeof *in->selectors);
	if (!in->selectors)
		return fl_enomem(err);
	for (size_t m = 0; m < pools; m++)
		in->selectors[m] = in->spec->pools[in->program->pools[m].pools[0]].selector;
	for (size_t g = 0; g < groups; g++)
		in->selectors[pools + g] = in->spec->groups[g].selector;
	return fl_selector_set_new(in->selectors, pools + groups, &in->asked, err);
}

static void ask_selectors(instance *in, const fl_candidate *dream)
{
	in->selected = fl_selector_set_find(in->asked, dream, &in->num_selected);
	in->selected_pools = 0;
	while (in->selected_pools < in->num_selected && in->selected[in->selected_pools] < in->program->num_pools)
		in->selected_pools++;
}

/* ---- Equal dreams ---------------------------------------------------------------------------------- */

/* Does this program only decide who is funded, and stages how much? */
static bool is_admission(const fl_round_spec *spec)
{
	return fl_policy_staged(&spec->policy) && fl_round_chooses(spec);
}

/* The number of these bytes among those seen before. */
static fl_status intern(instance *in, fl_map *map, const void *bytes, size_t len, size_t next, size_t *ret,
			fl_error *err)
{
	fl_str key = { bytes, len };
	*ret = fl_map_get(map, key);
	if (*ret != FL_MAP_NONE)
		return FL_OK;
	fl_str kept = fl_arena_str(&in->program->arena, key);
	if (!kept.data || !fl_map_put(map, kept, next, ret))
		return fl_enomem(err);
	return FL_OK;
}

static fl_status find_signature(instance *in, index_list *scratch, size_t *ret, fl_error *err)
{
	scratch->len = 0;
	for (size_t i = 0; i < in->selected_pools; i++)
		if (!fl_vec_push(scratch, in->selected[i]))
			return fl_enomem(err);
	size_t known = in->signature_list.len;
	FL_TRY(intern(in, &in->signatures, scratch->items, scratch->len * sizeof *scratch->items, known, ret, err));
	if (*ret < known)
		return FL_OK;
	fl_signature s = { fl_arena_array(&in->program->arena, scratch->len + 1, sizeof(uint32_t)),
			   (uint32_t)scratch->len };
	if (!s.pools || !fl_vec_push(&in->signature_list, s))
		return fl_enomem(err);
	for (size_t i = 0; i < scratch->len; i++)
		s.pools[i] = scratch->items[i];
	return FL_OK;
}

static fl_status find_membership(instance *in, const fl_candidate *dream, index_list *scratch, size_t *ret,
				 fl_error *err)
{
	scratch->len = 0;
	FL_TRY(lines_of(in, dream, scratch, err));
	size_t known = in->membership_start.len - 1;
	FL_TRY(intern(in, &in->memberships, scratch->items, scratch->len * sizeof *scratch->items, known, ret, err));
	if (*ret < known)
		return FL_OK;
	for (size_t i = 0; i < scratch->len; i++)
		if (!fl_vec_push(&in->membership_data, scratch->items[i]))
			return fl_enomem(err);
	return fl_vec_push(&in->membership_start, (uint32_t)in->membership_data.len) ? FL_OK : fl_enomem(err);
}

static fl_status sort_into_classes(instance *in, fl_error *err)
{
	index_list scratch = { 0 };
	fl_status status = FL_OK;
	if (!fl_vec_push(&in->membership_start, 0))
		return fl_enomem(err);
	for (size_t k = 0; status == FL_OK && k < in->count; k++) {
		const fl_candidate *dream = &in->dreams[in->order[k]];
		size_t signature = 0, membership = 0, weight = 0, c = 0;
		ask_selectors(in, dream);
		status = find_signature(in, &scratch, &signature, err);
		if (status == FL_OK)
			status = find_membership(in, dream, &scratch, &membership, err);
		if (status != FL_OK)
			break;
		class_key key;
		memset(&key, 0, sizeof key);
		key.voice = fl_round_voice(in->spec, dream);
		key.request = dream->request;
		bool counted = false;
		for (size_t i = 0; i < scratch.len; i++)
			counted = counted || in->spec->groups[in->line_group.items[scratch.items[i]]].has_max_funded;
		key.upper = in->signature_list.items[signature].len ? fl_round_upper(in->spec, dream) : 0;
		key.least = key.upper ? fl_round_least(in->spec, dream) : 0;
		if ((counted || is_admission(in->spec)) && key.upper > 0 && key.least == 0)
			key.least = 1; /* funded is at least one minor unit */
		if (in->spec->policy.kind == FL_POLICY_QUADRATIC)
			status = intern(in, &in->weights, dream->weight.data, dream->weight.len, in->weights.len, &weight, err);
		key.weight = (uint32_t)weight;
		key.signature = (uint32_t)signature;
		key.membership = (uint32_t)membership;
		if (status == FL_OK)
			status = intern(in, &in->classes, &key, sizeof key, in->class_keys.len, &c, err);
		if (status == FL_OK && c == in->class_keys.len &&
		    (!fl_vec_push(&in->class_keys, key) || !fl_vec_push(&in->class_count, 0)))
			status = fl_enomem(err);
		if (status == FL_OK && !fl_vec_push(&in->class_of, (uint32_t)c))
			status = fl_enomem(err);
		if (status == FL_OK)
			in->class_count.items[c]++;
	}
	fl_vec_release(&scratch);
	return status;
}

/* Columns of the classes; members in tie order. */
static fl_status make_class_columns(instance *in, fl_error *err)
{
	fl_program *p = in->program;
	p->members = fl_alloc_array(in->count + 1, sizeof *p->members);
	p->num_members = in->count;
	if (!p->members)
		return fl_enomem(err);
	uint32_t first = 0;
	__int128 total = 0;
	for (size_t c = 0; c < in->class_keys.len; c++) {
		const class_key *key = &in->class_keys.items[c];
		uint32_t count = in->class_count.items[c];
		__int128 hi = (__int128)key->upper * count;
		total += hi;
		if (total > INT64_MAX)
			return fl_error_set(err, FL_ERANGE, "the requests add up to more than 2^63-1 minor units");
		int64_t c_num = key->voice, c_den = key->request > 0 ? key->request : 1;
		if (fl_policy_staged(&in->spec->policy)) { /* an admission: what a dream counts that is funded, whole or not */
			bool by_number = in->spec->policy.kind == FL_POLICY_COVERAGE;
			c_num = key->upper == 0 || !fl_round_chooses(in->spec) ? 0 : by_number ? 1 : key->voice;
			c_den = key->upper > 0 ? key->upper : 1;
		}
		if (in->spec->policy.num_tranches > 0 && key->least == key->upper && fl_round_chooses(in->spec))
			FL_TRY(fl_tranche_whole(&in->spec->policy, key->voice, key->request, key->upper, &c_num, &c_den, err));
		fl_column column = { .kind = FL_COLUMN_CLASS,
				     .first = first,
				     .count = count,
				     .c_num = c_num,
				     .c_den = c_den,
				     .unit_min = key->least,
				     .unit_max = key->upper,
				     .lo = in->spec->policy.base_grant > 0 ? key->least * (fl_money)count : 0,
				     .hi = (fl_money)hi,
				     .signature = key->signature };
		FL_TRY(fl_builder_column(&in->builder, &column, err));
		first += count;
		in->class_count.items[c] = 0; /* from here on: members placed */
	}
	for (size_t k = 0; k < in->count; k++) {
		uint32_t c = in->class_of.items[k];
		p->members[p->columns[c].first + in->class_count.items[c]++] = in->order[k];
	}
	return FL_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------------ */

static fl_status named_row(instance *in, fl_row_kind kind, const char *prefix, uint32_t line, const char *suffix,
			   int64_t scale, uint32_t *ret_row, fl_error *err)
{
	fl_buf name;
	fl_buf_init(&name, 1 << 20);
	fl_buf_puts(&name, prefix);
	if (line != UINT32_MAX)
		fl_buf_str(&name, in->lines.items[line].name);
	fl_buf_puts(&name, suffix);
	fl_row row = { .kind = kind, .limit = line, .scale = scale };
	fl_status status = fl_buf_status(&name, err);
	if (status == FL_OK) {
		row.name = fl_arena_str(&in->program->arena, fl_buf_view(&name));
		status = row.name.data ? fl_builder_row(&in->builder, &row, ret_row, err) : fl_enomem(err);
	}
	fl_buf_release(&name);
	return status;
}

static void row_lo(instance *in, uint32_t row, fl_money value)
{
	in->program->rows[row].has_lo = true;
	fl_mpq_set_i64(in->program->rows[row].lo, value, 1);
}

static void row_hi(instance *in, uint32_t row, fl_money value)
{
	in->program->rows[row].has_hi = true;
	fl_mpq_set_i64(in->program->rows[row].hi, value, 1);
}

/* Box of a helper column: what the classes it sums can take, and one more. Its rows keep it below that, so it never
 * binds and all prices stand on the rows that a proof names. UINT32_MAX: all signatures. */
static fl_money never_binding(const fl_program *p, uint32_t signature)
{
	fl_money sum = 0; /* fits: make_class_columns checked the sum of all */
	for (size_t c = 0; c < p->num_classes; c++)
		if (signature == UINT32_MAX || p->columns[c].signature == signature)
			sum += p->columns[c].hi;
	return sum < INT64_MAX ? sum + 1 : sum;
}

static fl_status pool_rows(instance *in, fl_error *err)
{
	fl_program *p = in->program;
	for (uint32_t m = 0; m < p->num_pools; m++) {
		uint32_t row;
		FL_TRY(named_row(in, FL_ROW_POOL, "pool:", p->pools[m].pools[0], "", 1, &row, err));
		p->rows[row].pool = m;
		row_hi(in, row, p->pools[m].amount);
		row_lo(in, row, p->pools[m].must);
	}
	for (uint32_t s = 0; s < p->num_signatures;
	     s++) { /* row of signature s with several pools: -sum X + sum F = 0 */
		if (p->signatures[s].len < 2)
			continue;
		fl_row row = { .kind = FL_ROW_SIGNATURE, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1 };
		uint32_t r;
		FL_TRY(fl_builder_row(&in->builder, &row, &r, err));
		row_lo(in, r, 0);
		row_hi(in, r, 0);
		fl_money most = never_binding(p, s);
		for (uint32_t i = 0; i < p->signatures[s].len; i++) {
			uint32_t m = p->signatures[s].pools[i];
			fl_column flow = {
				.kind = FL_COLUMN_FLOW, .c_den = 1, .hi = most, .signature = s, .pool = m
			};
			uint32_t j = (uint32_t)p->num_columns;
			FL_TRY(fl_builder_column(&in->builder, &flow, err));
			FL_TRY(fl_builder_entry(&in->builder, j, m, 1, err));
			FL_TRY(fl_builder_entry(&in->builder, j, r, 1, err));
		}
		for (uint32_t c = 0; c < p->num_classes; c++)
			if (p->columns[c].signature == s)
				FL_TRY(fl_builder_entry(&in->builder, c, r, -1, err));
	}
	for (uint32_t c = 0; c < p->num_classes; c++) {
		const fl_signature *s = &p->signatures[p->columns[c].signature];
		if (s->len == 1)
			FL_TRY(fl_builder_entry(&in->builder, c, s->pools[0], 1, err));
	}
	return FL_OK;
}

/* Limits of a group in money: the tighter of money and share of the budget, the share exactly. */
static void money_limits(const fl_round_spec *spec, const fl_group *group, mpq_t lo, bool *has_lo, mpq_t hi,
			 bool *has_hi)
{
	mpq_t share;
	mpq_init(share);
	*has_lo = group->has_min;
	*has_hi = group->has_max;
	fl_mpq_set_i64(lo, group->has_min ? group->min : 0, 1);
	fl_mpq_set_i64(hi, group->has_max ? group->max : 0, 1);
	if (group->of == FL_OF_BUDGET && group->has_min_share) {
		mpq_t budget;
		mpq_init(budget);
		fl_mpq_set_i64(budget, spec->budget, 1);
		fl_mpq_set_i64(share, group->min_share.num, group->min_share.den);
		mpq_mul(share, share, budget);
		if (!*has_lo || mpq_cmp(share, lo) > 0)
			mpq_set(lo, share);
		*has_lo = true;
		mpq_clear(budget);
	}
	if (group->of == FL_OF_BUDGET && group->has_max_share) {
		mpq_t budget;
		mpq_init(budget);
		fl_mpq_set_i64(budget, spec->budget, 1);
		fl_mpq_set_i64(share, group->max_share.num, group->max_share.den);
		mpq_mul(share, share, budget);
		if (!*has_hi || mpq_cmp(share, hi) < 0)
			mpq_set(hi, share);
		*has_hi = true;
		mpq_clear(budget);
	}
	mpq_clear(share);
}

/* The limit as whole minor units, for people: minimum rounded up, maximum down. */
static void show_limits(fl_limit_line *line, const mpq_t lo, bool has_lo, const mpq_t hi, bool has_hi)
{
	mpz_t z;
	mpz_init(z);
	line->has_min = has_lo;
	line->has_max = has_hi;
	fl_mpq_ceil(z, lo);
	if (has_lo && !fl_mpz_get_i64(z, &line->min))
		line->min = INT64_MAX;
	fl_mpq_floor(z, hi);
	if (has_hi && !fl_mpz_get_i64(z, &line->max))
		line->max = INT64_MAX;
	mpz_clear(z);
}

/* Rows of one group line, but only those that can bind (in an open program: all in money). */
static fl_status group_row(instance *in, uint32_t line, fl_error *err)
{
	const fl_group *group = &in->spec->groups[in->line_group.items[line]];
	mpq_t lo, hi, capacity;
	mpq_inits(lo, hi, capacity, NULL);
	mpz_set_si(mpq_numref(capacity), (long)in->line_capacity[line]);
	bool has_lo, has_hi;
	money_limits(in->spec, group, lo, &has_lo, hi, &has_hi);
	show_limits(&in->lines.items[line], lo, has_lo, hi, has_hi);
	fl_status status = FL_OK;
	bool lo_binds = has_lo && (in->open || mpq_sgn(lo) > 0),
	     hi_binds = has_hi && (in->open || mpq_cmp(capacity, hi) > 0);
	if (lo_binds || hi_binds) {
		uint32_t row;
		status = named_row(in, FL_ROW_GROUP, "group:", line, "", 1, &row, err);
		if (status == FL_OK) {
			fl_row *r = &in->program->rows[row];
			r->has_lo = lo_binds;
			r->has_hi = hi_binds;
			if (lo_binds)
				mpq_set(r->lo, lo);
			if (hi_binds)
				mpq_set(r->hi, hi);
			in->line_rows.items[line].money = row;
		}
	}
	if (status == FL_OK && group->of == FL_OF_AWARDED && group->has_min_share && group->min_share.num > 0) {
		status = named_row(in, FL_ROW_AWARDED_MIN, "group:", line, ":awarded-min", group->min_share.den,
				   &in->line_rows.items[line].awarded_min, err);
		if (status == FL_OK)
			row_lo(in, in->line_rows.items[line].awarded_min, 0);
	}
	if (status == FL_OK && group->of == FL_OF_AWARDED && group->has_max_share) {
		status = named_row(in, FL_ROW_AWARDED_MAX, "group:", line, ":awarded-max", group->max_share.den,
				   &in->line_rows.items[line].awarded_max, err);
		if (status == FL_OK)
			row_hi(in, in->line_rows.items[line].awarded_max, 0);
	}
	if (status == FL_OK && group->has_max_funded) {
		in->lines.items[line].has_max_funded = true;
		in->lines.items[line].max_funded = group->max_funded;
	}
	if (status == FL_OK && group->has_max_funded && in->line_members[line] > (uint64_t)group->max_funded) {
		status = named_row(in, FL_ROW_FUNDED, "group:", line, ":funded", 1, &in->line_rows.items[line].funded,
				   err);
		if (status == FL_OK)
			row_hi(in, in->line_rows.items[line].funded, group->max_funded);
	}
	mpq_clears(lo, hi, capacity, NULL);
	return status;
}

/* The number of funded dreams of a class, where a row counts it, and the link to its money. */
static fl_status count_column(instance *in, uint32_t c, fl_error *err)
{
	fl_program *p = in->program;
	uint32_t m = in->class_keys.items[c].membership, link, at = (uint32_t)p->num_columns;
	const fl_column *class = &p->columns[c];
	fl_money u = class->unit_max, least = class->unit_min;
	fl_column count = {
		.kind = FL_COLUMN_COUNT, .first = c, .c_den = 1, .lo = u > 0 && class->lo > 0 ? class->count : 0, .hi = class->count
	};
	bool counted = false;
	for (uint32_t i = in->membership_start.items[m]; i < in->membership_start.items[m + 1]; i++)
		counted = counted || in->line_rows.items[in->membership_data.items[i]].funded != UINT32_MAX;
	if (!counted || u == 0)
		return FL_OK;
	p->count_of[c] = at;
	FL_TRY(fl_builder_column(&in->builder, &count, err));
	for (int side = 0; side < (least > 0 && least < u ? 2 : 1); side++) { /* u N >= X, X >= m N */
		fl_row row = { .kind = FL_ROW_LINK, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1 };
		FL_TRY(fl_builder_row(&in->builder, &row, &link, err));
		row_lo(in, link, 0);
		if (least == u)
			row_hi(in, link, 0);
		FL_TRY(fl_builder_entry(&in->builder, at, link, side == 0 ? u : -least, err));
		FL_TRY(fl_builder_entry(&in->builder, c, link, side == 0 ? -1 : 1, err));
	}
	for (uint32_t i = in->membership_start.items[m]; i < in->membership_start.items[m + 1]; i++) {
		uint32_t row = in->line_rows.items[in->membership_data.items[i]].funded;
		if (row != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, at, row, 1, err));
	}
	return FL_OK;
}

static fl_status count_columns(instance *in, fl_error *err)
{
	fl_program *p = in->program;
	bool any = false;
	for (size_t line = 0; line < in->line_rows.len; line++)
		any = any || in->line_rows.items[line].funded != UINT32_MAX;
	if (!any)
		return FL_OK;
	p->count_of = fl_arena_array(&p->arena, p->num_classes + 1, sizeof *p->count_of);
	if (!p->count_of)
		return fl_enomem(err);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		p->count_of[c] = UINT32_MAX;
		FL_TRY(count_column(in, c, err));
	}
	return FL_OK;
}

static fl_status class_entries(instance *in, uint32_t c, fl_error *err)
{
	uint32_t m = in->class_keys.items[c].membership;
	for (uint32_t i = in->membership_start.items[m]; i < in->membership_start.items[m + 1]; i++) {
		uint32_t line = in->membership_data.items[i];
		const limit_rows *rows = &in->line_rows.items[line];
		const fl_group *group = &in->spec->groups[in->line_group.items[line]];
		if (rows->money != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, c, rows->money, 1, err));
		if (rows->awarded_min != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, c, rows->awarded_min, group->min_share.den, err));
		if (rows->awarded_max != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, c, rows->awarded_max, group->max_share.den, err));
	}
	return FL_OK;
}

/* T = sum of all awards, and its entries in the rows that are shares of what is awarded. */
static fl_status total_column(instance *in, fl_error *err)
{
	fl_program *p = in->program;
	bool needed = false;
	for (size_t r = 0; r < p->num_rows; r++)
		needed = needed || p->rows[r].kind == FL_ROW_AWARDED_MIN || p->rows[r].kind == FL_ROW_AWARDED_MAX;
	if (!needed)
		return FL_OK;
	fl_row row = { .kind = FL_ROW_TOTAL, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1 };
	uint32_t r, t = (uint32_t)p->num_columns;
	fl_column total = { .kind = FL_COLUMN_TOTAL, .c_den = 1, .hi = never_binding(p, UINT32_MAX) };
	FL_TRY(fl_builder_row(&in->builder, &row, &r, err));
	row_lo(in, r, 0);
	row_hi(in, r, 0);
	FL_TRY(fl_builder_column(&in->builder, &total, err));
	FL_TRY(fl_builder_entry(&in->builder, t, r, -1, err));
	for (uint32_t c = 0; c < p->num_classes; c++)
		FL_TRY(fl_builder_entry(&in->builder, c, r, 1, err));
	for (uint32_t line = 0; line < in->lines.len; line++) {
		const limit_rows *rows = &in->line_rows.items[line];
		if (rows->awarded_min != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, t, rows->awarded_min,
						-in->spec->groups[in->line_group.items[line]].min_share.num, err));
		if (rows->awarded_max != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, t, rows->awarded_max,
						-in->spec->groups[in->line_group.items[line]].max_share.num, err));
	}
	return FL_OK;
}

static fl_status measure_lines(instance *in, fl_error *err)
{
	in->line_capacity = fl_alloc_array(in->lines.len + 1, sizeof *in->line_capacity);
	in->line_members = fl_alloc_array(in->lines.len + 1, sizeof *in->line_members);
	if (!in->line_capacity || !in->line_members)
		return fl_enomem(err);
	for (size_t c = 0; c < in->class_keys.len; c++) {
		uint32_t m = in->class_keys.items[c].membership;
		for (uint32_t i = in->membership_start.items[m]; i < in->membership_start.items[m + 1]; i++)
		{
			in->line_capacity[in->membership_data.items[i]] += in->program->columns[c].hi;
			if (in->program->columns[c].unit_max > 0)
				in->line_members[in->membership_data.items[i]] += in->program->columns[c].count;
		}
	}
	return FL_OK;
}

/* Rows in the order pools, signatures, groups, links, total; with all their entries. */
static fl_status make_rows(instance *in, fl_error *err)
{
	FL_TRY(measure_lines(in, err));
	FL_TRY(pool_rows(in, err));
	for (uint32_t line = 0; line < in->lines.len; line++)
		if (!in->lines.items[line].is_pool)
			FL_TRY(group_row(in, line, err));
	for (uint32_t c = 0; c < in->program->num_classes; c++)
		FL_TRY(class_entries(in, c, err));
	FL_TRY(count_columns(in, err));
	return total_column(in, err);
}

/* Which limits a class belongs to, also those that made no row: what they were used for is reported. */
static fl_status keep_lines(instance *in, fl_error *err)
{
	fl_program *p = in->program;
	size_t total = 0;
	for (size_t c = 0; c < in->class_keys.len; c++) {
		uint32_t m = in->class_keys.items[c].membership;
		total += in->membership_start.items[m + 1] - in->membership_start.items[m];
	}
	p->line_start = fl_arena_array(&p->arena, p->num_classes + 1, sizeof *p->line_start);
	p->lines = fl_arena_array(&p->arena, total + 1, sizeof *p->lines);
	if (!p->line_start || !p->lines)
		return fl_enomem(err);
	uint32_t at = 0;
	for (size_t c = 0; c < in->class_keys.len; c++) {
		uint32_t m = in->class_keys.items[c].membership;
		for (uint32_t i = in->membership_start.items[m]; i < in->membership_start.items[m + 1]; i++)
			p->lines[at++] = in->membership_data.items[i];
		p->line_start[c + 1] = at;
	}
	return FL_OK;
}

static fl_status hand_over_limits(instance *in, fl_error *err)
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

static void instance_release(instance *in)
{
	for (size_t i = 0; i < in->lines.len; i++)
		mpq_clear(in->lines.items[i].price);
	fl_vec_release(&in->lines);
	fl_vec_release(&in->line_rows);
	fl_vec_release(&in->line_group);
	fl_vec_release(&in->membership_data);
	fl_vec_release(&in->membership_start);
	fl_vec_release(&in->signature_list);
	fl_vec_release(&in->class_keys);
	fl_vec_release(&in->class_of);
	fl_vec_release(&in->class_count);
	fl_map_release(&in->line_of);
	fl_map_release(&in->memberships);
	fl_map_release(&in->signatures);
	fl_map_release(&in->classes);
	fl_map_release(&in->weights);
	fl_selector_set_free(in->asked);
	fl_free(in->selectors);
	fl_free(in->plain_line);
	fl_free(in->pool_of);
	fl_free(in->line_capacity);
	fl_free(in->line_members);
	fl_builder_release(&in->builder);
}

static fl_status build(instance in, fl_program **ret_program, fl_error *err)
{
	const fl_round_spec *spec = in.spec;
	fl_status status = fl_builder_init(&in.builder, err);
	in.program = in.builder.program;
	if (status == FL_OK)
		status = merge_pools(&in, err);
	if (status == FL_OK)
		status = make_plain_lines(&in, err);
	if (status == FL_OK)
		status = gather_selectors(&in, err);
	if (status == FL_OK)
		status = sort_into_classes(&in, err);
	if (status == FL_OK) {
		in.program->num_signatures = in.signature_list.len;
		in.program->signatures =
		    fl_arena_array(&in.program->arena, in.signature_list.len + 1, sizeof(fl_signature));
		status = in.program->signatures ? make_class_columns(&in, err) : fl_enomem(err);
	}
	if (status == FL_OK) {
		for (size_t s = 0; s < in.signature_list.len; s++)
			in.program->signatures[s] = in.signature_list.items[s];
		status = make_rows(&in, err);
	}
	if (status == FL_OK)
		status = keep_lines(&in, err);
	if (status == FL_OK)
		status = hand_over_limits(&in, err);
	if (status == FL_OK) /* a base grant is no choice */
		in.program->integer =
		    fl_round_chooses(spec) && (in.program->integer || fl_policy_staged(&spec->policy));
	if (status == FL_OK)
		in.program->admission = is_admission(spec);
	if (status == FL_OK)
		status = fl_builder_close(&in.builder, ret_program, err);
	instance_release(&in);
	return status;
}

fl_status fl_program_build(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
			   size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build((instance){ .spec = spec, .dreams = dreams, .order = order, .count = num_order, .allocation = allocation },
		     ret_program, err);
}

fl_status fl_program_build_open(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
				size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build((instance){ .spec = spec,
				 .dreams = dreams,
				 .order = order,
				 .count = num_order,
				 .allocation = allocation,
				 .open = true },
		     ret_program, err);
}

void fl_program_relimit(fl_program *p, const fl_round_spec *spec)
{
	for (size_t k = 0; k < p->num_rows; k++) {
		fl_row *row = &p->rows[k];
		bool has_lo, has_hi; /* as they are: only amounts differ */
		if (row->kind == FL_ROW_POOL) {
			fl_money amount = 0, must = 0; /* the sum of all pools fits */
			for (uint32_t i = 0; i < p->pools[row->pool].len; i++) {
				const fl_pool *pool = &spec->pools[p->pools[row->pool].pools[i]];
				amount += pool->amount;
				must += pool->must_spend ? pool->amount : 0;
			}
			fl_mpq_set_i64(row->hi, amount, 1);
			fl_mpq_set_i64(row->lo, must, 1);
		} else if (row->kind == FL_ROW_GROUP) {
			money_limits(spec, &spec->groups[p->line_group[row->limit]], row->lo, &has_lo, row->hi, &has_hi);
		}
	}
}
