/* SPDX-License-Identifier: Apache-2.0
 *
 * instance.c - round to exact program: limits become rows, equal dreams become one column, pools with equal selectors
 * become one pool, and dreams that the same pools may pay share one set of flows. What the dreams are to selectors is told by traits.c.
 *
 * The program of domain/proof.h has a column for each dream and pool. Here:
 *   - two dreams are equal when nothing in the program tells them apart: tally, request, quadratic weight, u, m, what they were
 * awarded before, pools, group rows. One column of their sum; each gets an even share (allocate.c), which is optimal because the program is concave and
 * symmetric.
 *   - for each signature s (set of pools) with several pools: sum_{i in s} X_i = sum_{p in s} F_sp, and pool p's row
 * holds the F_sp. With one pool, X_i stands in the pool's row itself. Any such X splits into x_ip and back.
 *   - a row that cannot bind (all its columns at their limits still satisfy it) is left out; its price is 0.
 */
#include "allocate/instance.h"

#include "allocate/tranches.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

typedef FL_VEC(uint32_t) index_list;

typedef struct limit_rows { /* rows of one limit line, UINT32_MAX: none */
	uint32_t money, awarded_min, awarded_max, funded;
} limit_rows;

typedef struct group_money { /* limits of a group in money */
	mpq_t lo, hi;
	bool has_lo, has_hi;
	fl_money lo_whole, hi_whole; /* in whole minor units; 0: none */
} group_money;

typedef struct instance { /* while building */
	const fl_round_spec *spec;
	const fl_traits *traits;
	const uint32_t *kinds; /* of each candidate */
	const fl_candidate *dreams; /* all of them, NULL: none was awarded anything before */
	const uint32_t *order;
	size_t count;
	fl_allocation *allocation;
	fl_program *program; /* builder's */
	fl_program_builder builder;
	bool open; /* limits may be changed: leave no row out */
	FL_VEC(fl_limit_line) lines;
	FL_VEC(limit_rows) line_rows;
	FL_VEC(uint32_t) line_group; /* line -> index into spec->groups; UINT32_MAX for pools */
	FL_VEC(uint32_t) line_trait; /* line -> line of the traits */
	uint32_t *line_of;           /* line of the traits -> line here, UINT32_MAX: not yet met */
	uint32_t *signature_of;      /* list of pools -> signature; likewise */
	uint32_t *kind_class;        /* kind -> class; likewise */
	index_list signatures;       /* signature -> list of pools */
	index_list class_kind;
	index_list class_of; /* per ordered dream: class */
	index_list class_count;
	__int128 *line_capacity; /* sum of u over the members of a line */
	uint64_t *line_members;  /* dreams that could be funded */
	group_money *money;      /* of each group */
	size_t num_money;
} instance;

/* What the class's dreams have in common. */
static const fl_trait *trait_of(const instance *in, size_t c)
{
	return &in->traits->kinds.items[in->class_kind.items[c]];
}

/* The lines of groups that its dreams stand in, as the traits number them. */
static const fl_numbers *lines_of(const instance *in, size_t c)
{
	return &in->traits->lines.items[trait_of(in, c)->lines];
}

/* ---- Limits ---------------------------------------------------------------------------------------- */

static fl_status add_line(instance *in, fl_str name, bool is_pool, uint32_t group, uint32_t trait, fl_error *err)
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
	if (!fl_vec_push(&in->line_rows, rows) || !fl_vec_push(&in->line_group, group) || !fl_vec_push(&in->line_trait, trait))
		return fl_enomem(err);
	return FL_OK;
}

/* Pools with equal selectors are one; their lines stay apart. */
static fl_status merge_pools(instance *in, fl_error *err)
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
static fl_status meet_line(instance *in, uint32_t trait, fl_error *err)
{
	const fl_trait_line *line = &in->traits->line.items[trait];
	if (in->line_of[trait] != UINT32_MAX)
		return FL_OK;
	in->line_of[trait] = (uint32_t)in->lines.len;
	return add_line(in, line->name, false, line->group, trait, err);
}

/* Every group without 'each' has a line even when no dream belongs to it: its minimum may be impossible. */
static fl_status make_plain_lines(instance *in, fl_error *err)
{
	for (uint32_t g = 0; g < in->spec->num_groups; g++)
		if (in->traits->plain_line[g] != UINT32_MAX)
			FL_TRY(meet_line(in, in->traits->plain_line[g], err));
	return FL_OK;
}

/* ---- Equal dreams ---------------------------------------------------------------------------------- */

/* Does this program only decide who is funded, and stages how much? */
static bool is_admission(const fl_round_spec *spec)
{
	return fl_policy_staged(&spec->policy) && fl_round_chooses(spec);
}

static fl_status numbers_for(size_t count, uint32_t **ret, fl_error *err)
{
	*ret = fl_alloc_array(count + 1, sizeof **ret);
	for (size_t i = 0; *ret && i < count; i++)
		(*ret)[i] = UINT32_MAX;
	return *ret ? FL_OK : fl_enomem(err);
}

static fl_status meet_kind(instance *in, uint32_t kind, fl_error *err)
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

static fl_status sort_into_classes(instance *in, fl_error *err)
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

static fl_status make_signatures(instance *in, fl_error *err)
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
	for (size_t c = 0; c < in->class_kind.len; c++) {
		const fl_trait *key = trait_of(in, c);
		uint32_t count = in->class_count.items[c];
		__int128 hi = (__int128)key->upper * count;
		total += hi;
		if (total > INT64_MAX)
			return fl_error_set(err, FL_ERANGE, "the requests add up to more than 2^63-1 minor units");
		int64_t c_num = key->voice, c_den = key->request > 0 ? key->request : 1;
		if (fl_policy_staged(&in->spec->policy)) { /* an admission: what a dream counts that is funded, whole or not */
			bool by_number = in->spec->policy.kind == FL_POLICY_COVERAGE;
			c_num = key->upper == 0 || key->before > 0 || !fl_round_chooses(in->spec) ? 0 : by_number ? 1 : key->voice;
			c_den = key->upper > 0 ? key->upper : 1;
		}
		if (in->spec->policy.num_tranches > 0 && key->least == key->upper && fl_round_chooses(in->spec))
			FL_TRY(fl_tranche_whole(&in->spec->policy, key->voice, key->request, key->before, key->upper, &c_num, &c_den, err));
		fl_column column = { .kind = FL_COLUMN_CLASS,
				     .first = first,
				     .count = count,
				     .c_num = c_num,
				     .c_den = c_den,
				     .unit_min = key->least,
				     .unit_max = key->upper,
				     .before = key->before,
				     .lo = in->spec->policy.base_grant > 0 ? key->least * (fl_money)count : 0,
				     .hi = (fl_money)hi,
				     .signature = in->signature_of[key->pools],
				     .id = in->class_kind.items[c] };
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
	uint32_t trait = line == UINT32_MAX ? 0 : in->line_trait.items[line];
	fl_row row = { .kind = kind, .limit = line, .scale = scale, .id = trait == UINT32_MAX ? in->traits->pool_of[line] : trait };
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
		fl_row row = {
			.kind = FL_ROW_SIGNATURE, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1, .id = in->signatures.items[s]
		};
		uint32_t r;
		FL_TRY(fl_builder_row(&in->builder, &row, &r, err));
		row_lo(in, r, 0);
		row_hi(in, r, 0);
		fl_money most = never_binding(p, s);
		for (uint32_t i = 0; i < p->signatures[s].len; i++) {
			uint32_t m = p->signatures[s].pools[i];
			fl_column flow = {
				.kind = FL_COLUMN_FLOW, .c_den = 1, .hi = most, .signature = s, .pool = m, .id = in->signatures.items[s]
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

/* Limits of a group in money: the tighter of money and share of the budget, the share exactly; less what its dreams were awarded
 * before, at least 0. */
static void money_limits(const fl_round_spec *spec, const fl_group *group, fl_money before, mpq_t lo, bool *has_lo, mpq_t hi,
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
	fl_mpq_set_i64(share, before, 1);
	mpq_sub(lo, lo, share);
	mpq_sub(hi, hi, share);
	if (mpq_sgn(hi) < 0)
		mpq_set_ui(hi, 0, 1);
	if (before > 0 && mpq_sgn(lo) < 0)
		mpq_set_ui(lo, 0, 1);
	mpq_clear(share);
}

/* The limit as whole minor units, for people: minimum rounded up, maximum down. */
static void whole_limits(group_money *m)
{
	mpz_t z;
	mpz_init(z);
	fl_mpq_ceil(z, m->lo);
	if (!m->has_lo)
		m->lo_whole = 0;
	else if (!fl_mpz_get_i64(z, &m->lo_whole))
		m->lo_whole = INT64_MAX;
	fl_mpq_floor(z, m->hi);
	if (!m->has_hi)
		m->hi_whole = 0;
	else if (!fl_mpz_get_i64(z, &m->hi_whole))
		m->hi_whole = INT64_MAX;
	mpz_clear(z);
}

static void show_limits(fl_limit_line *line, const group_money *m)
{
	line->has_min = m->has_lo;
	line->has_max = m->has_hi;
	line->min = m->lo_whole;
	line->max = m->hi_whole;
}

static void group_money_find(const fl_round_spec *spec, const fl_group *group, fl_money before, group_money *m)
{
	mpq_inits(m->lo, m->hi, NULL);
	money_limits(spec, group, before, m->lo, &m->has_lo, m->hi, &m->has_hi);
	whole_limits(m);
}

static fl_status find_money(instance *in, fl_error *err)
{
	in->money = fl_alloc_array(in->spec->num_groups + 1, sizeof *in->money);
	if (!in->money)
		return fl_enomem(err);
	for (size_t g = 0; g < in->spec->num_groups; g++)
		group_money_find(in->spec, &in->spec->groups[g], 0, &in->money[in->num_money++]);
	return FL_OK;
}

/* A share of what is awarded, then and now: den X - num T is at least, at most, num * (all before) - den * (the group's before). A
 * maximum that was passed before lets the group have its share of the new money. */
static void awarded_limit(instance *in, uint32_t row, fl_share share, uint32_t line, bool lower)
{
	fl_row *r = &in->program->rows[row];
	mpq_ptr limit = lower ? r->lo : r->hi;
	mpz_t part;
	mpz_init(part);
	mpz_set_si(mpq_numref(limit), (long)share.num);
	mpz_mul_si(mpq_numref(limit), mpq_numref(limit), (long)in->program->all_before);
	mpz_set_si(part, (long)share.den);
	mpz_mul_si(part, part, (long)in->program->line_before[line]);
	mpz_sub(mpq_numref(limit), mpq_numref(limit), part);
	if (!lower && mpq_sgn(limit) < 0)
		mpq_set_ui(limit, 0, 1);
	*(lower ? &r->has_lo : &r->has_hi) = true;
	mpz_clear(part);
}

/* Of a limit on the number of funded dreams: how many more. */
static int64_t funded_left(const instance *in, uint32_t line, int64_t most)
{
	return most > in->program->line_funded[line] ? most - in->program->line_funded[line] : 0;
}

/* The money row of one group line, where it can bind (in an open program: always). */
static fl_status money_row(instance *in, uint32_t line, const group_money *money, fl_error *err)
{
	fl_status status = FL_OK;
	show_limits(&in->lines.items[line], money);
	/* a capacity is whole: it exceeds the maximum where it exceeds the whole part of it */
	bool lo_binds = money->has_lo && (in->open || mpq_sgn(money->lo) > 0),
	     hi_binds = money->has_hi && (in->open || in->line_capacity[line] > money->hi_whole);
	if (lo_binds || hi_binds) {
		uint32_t row;
		status = named_row(in, FL_ROW_GROUP, "group:", line, "", 1, &row, err);
		if (status == FL_OK) {
			fl_row *r = &in->program->rows[row];
			r->has_lo = lo_binds;
			r->has_hi = hi_binds;
			if (lo_binds)
				mpq_set(r->lo, money->lo);
			if (hi_binds)
				mpq_set(r->hi, money->hi);
			in->line_rows.items[line].money = row;
		}
	}
	return status;
}

/* What its dreams were awarded before is taken off the limits of the line. */
static fl_status reduced_row(instance *in, uint32_t line, fl_error *err)
{
	group_money m;
	group_money_find(in->spec, &in->spec->groups[in->line_group.items[line]], in->program->line_before[line], &m);
	fl_status status = money_row(in, line, &m, err);
	mpq_clears(m.lo, m.hi, NULL);
	return status;
}

/* Rows of one group line, but only those that can bind. */
static fl_status group_row(instance *in, uint32_t line, fl_error *err)
{
	const fl_group *group = &in->spec->groups[in->line_group.items[line]];
	fl_status status = in->program->line_before[line] > 0 ? reduced_row(in, line, err)
							       : money_row(in, line, &in->money[in->line_group.items[line]], err);
	if (status == FL_OK && group->of == FL_OF_AWARDED && group->has_min_share && group->min_share.num > 0) {
		status = named_row(in, FL_ROW_AWARDED_MIN, "group:", line, ":awarded-min", group->min_share.den,
				   &in->line_rows.items[line].awarded_min, err);
		if (status == FL_OK)
			awarded_limit(in, in->line_rows.items[line].awarded_min, group->min_share, line, true);
	}
	if (status == FL_OK && group->of == FL_OF_AWARDED && group->has_max_share) {
		status = named_row(in, FL_ROW_AWARDED_MAX, "group:", line, ":awarded-max", group->max_share.den,
				   &in->line_rows.items[line].awarded_max, err);
		if (status == FL_OK)
			awarded_limit(in, in->line_rows.items[line].awarded_max, group->max_share, line, false);
	}
	if (status == FL_OK && group->has_max_funded) {
		in->lines.items[line].has_max_funded = true;
		in->lines.items[line].max_funded = funded_left(in, line, group->max_funded);
	}
	if (status == FL_OK && group->has_max_funded && in->line_members[line] > (uint64_t)funded_left(in, line, group->max_funded)) {
		status = named_row(in, FL_ROW_FUNDED, "group:", line, ":funded", 1, &in->line_rows.items[line].funded,
				   err);
		if (status == FL_OK)
			row_hi(in, in->line_rows.items[line].funded, funded_left(in, line, group->max_funded));
	}
	return status;
}

/* The number of funded dreams of a class, where a row counts it, and the link to its money. */
static fl_status count_column(instance *in, uint32_t c, fl_error *err)
{
	fl_program *p = in->program;
	const fl_numbers *lines = lines_of(in, c);
	uint32_t link, at = (uint32_t)p->num_columns;
	const fl_column *class = &p->columns[c];
	fl_money u = class->unit_max, least = class->unit_min;
	fl_column count = {
		.kind = FL_COLUMN_COUNT, .first = c, .c_den = 1, .lo = u > 0 && class->lo > 0 ? class->count : 0, .hi = class->count
	};
	bool counted = false;
	for (uint32_t i = 0; i < lines->len; i++)
		counted = counted || in->line_rows.items[in->line_of[lines->items[i]]].funded != UINT32_MAX;
	if (!counted || u == 0 || class->before > 0) /* it is funded already */
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
	for (uint32_t i = 0; i < lines->len; i++) {
		uint32_t row = in->line_rows.items[in->line_of[lines->items[i]]].funded;
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
	const fl_numbers *own = lines_of(in, c);
	for (uint32_t i = 0; i < own->len; i++) {
		uint32_t line = in->line_of[own->items[i]];
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
	for (size_t c = 0; c < in->class_kind.len; c++) {
		const fl_numbers *own = lines_of(in, c);
		const fl_column *column = &in->program->columns[c];
		for (uint32_t i = 0; i < own->len; i++) {
			in->line_capacity[in->line_of[own->items[i]]] += column->hi;
			in->line_members[in->line_of[own->items[i]]] += column->unit_max > 0 && column->before == 0 ? column->count : 0;
		}
	}
	return FL_OK;
}

/* What earlier divisions awarded counts in every limit, also that of dreams which get no more. */
static fl_status count_before(instance *in, fl_error *err)
{
	fl_program *p = in->program;
	p->line_before = fl_arena_array(&p->arena, in->lines.len + 1, sizeof(fl_money));
	p->line_funded = fl_arena_array(&p->arena, in->lines.len + 1, sizeof(int64_t));
	if (!p->line_before || !p->line_funded)
		return fl_enomem(err);
	for (size_t i = 0; in->dreams && i < in->allocation->num_candidates; i++) {
		const fl_candidate *dream = &in->dreams[i];
		if (dream->before == 0)
			continue;
		const fl_numbers *own = &in->traits->lines.items[in->traits->kinds.items[in->kinds[i]].lines];
		p->all_before += dream->before; /* at most the budget */
		for (uint32_t k = 0; k < own->len; k++) {
			uint32_t line = in->line_of[own->items[k]];
			if (line == UINT32_MAX)
				continue; /* of a value that no dream of the program has */
			p->line_before[line] += dream->before;
			p->line_funded[line]++;
		}
	}
	return FL_OK;
}

/* Rows in the order pools, signatures, groups, links, total; with all their entries. */
static fl_status make_rows(instance *in, fl_error *err)
{
	FL_TRY(count_before(in, err));
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
	for (size_t c = 0; c < in->class_kind.len; c++)
		total += lines_of(in, c)->len;
	p->line_start = fl_arena_array(&p->arena, p->num_classes + 1, sizeof *p->line_start);
	p->lines = fl_arena_array(&p->arena, total + 1, sizeof *p->lines);
	if (!p->line_start || !p->lines)
		return fl_enomem(err);
	uint32_t at = 0;
	for (size_t c = 0; c < in->class_kind.len; c++) {
		const fl_numbers *own = lines_of(in, c);
		for (uint32_t i = 0; i < own->len; i++)
			p->lines[at++] = in->line_of[own->items[i]];
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
	for (size_t g = 0; g < in->num_money; g++)
		mpq_clears(in->money[g].lo, in->money[g].hi, NULL);
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

static fl_status make_program(instance *in, fl_error *err)
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
	FL_TRY(make_class_columns(in, err));
	FL_TRY(make_rows(in, err));
	FL_TRY(keep_lines(in, err));
	FL_TRY(hand_over_limits(in, err));
	/* a base grant is no choice */
	in->program->integer =
	    fl_round_chooses(in->spec) && (in->program->integer || fl_policy_staged(&in->spec->policy));
	in->program->admission = is_admission(in->spec);
	return FL_OK;
}

static fl_status build(instance in, fl_program **ret_program, fl_error *err)
{
	fl_status status = make_program(&in, err);
	if (status == FL_OK)
		status = fl_builder_close(&in.builder, ret_program, err);
	instance_release(&in);
	return status;
}

/* Traits of these dreams alone. */
static fl_status build_anew(instance in, const fl_candidate *dreams, fl_program **ret_program, fl_error *err)
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
	return build_anew((instance){ .spec = spec, .order = order, .count = num_order, .allocation = allocation }, dreams, ret_program,
			  err);
}

fl_status fl_program_build_open(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
				size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build_anew((instance){ .spec = spec, .order = order, .count = num_order, .allocation = allocation, .open = true }, dreams,
			  ret_program, err);
}

fl_status fl_program_build_from(const fl_traits *traits, const uint32_t *kinds, const uint32_t *order, size_t num_order,
				fl_allocation *allocation, fl_program **ret_program, fl_error *err)
{
	return build((instance){ .spec = traits->spec,
				 .traits = traits,
				 .kinds = kinds,
				 .order = order,
				 .count = num_order,
				 .allocation = allocation },
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
				amount += fl_pool_money(pool);
				must += pool->must_spend ? fl_pool_money(pool) : 0;
			}
			fl_mpq_set_i64(row->hi, amount, 1);
			fl_mpq_set_i64(row->lo, must, 1);
		} else if (row->kind == FL_ROW_GROUP) {
			money_limits(spec, &spec->groups[p->line_group[row->limit]], p->line_before[row->limit], row->lo, &has_lo, row->hi,
				     &has_hi);
		}
	}
}
