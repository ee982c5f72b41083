/* SPDX-License-Identifier: Apache-2.0
 *
 * infeasible.c - which limits cannot hold together, and what would mend it.
 *
 * The deletion filter (Chinneck and Dravnieks, ORSA Journal on Computing 3, 1991): take the limits away one by one;
 * whatever can be taken away while the rest still cannot hold stays away. What remains is irreducible: without any
 * one of it the others can hold. It starts from the support of a Farkas ray, so only a few programs are solved. Each
 * answer is exact, or for indivisible awards a search to its end (holds.h). Limits that hold, but not in whole minor units, are
 * filtered in the same way over amounts of whole units. The smallest change to one of them: mend.h.
 */
#include "allocate/holds.h"
#include "allocate/mend.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct limit_side { /* one side of a row */
	uint32_t row;
	bool upper;
} limit_side;

typedef FL_VEC(limit_side) side_list;

static bool present(const fl_program *p, limit_side s)
{
	return s.upper ? p->rows[s.row].has_hi : p->rows[s.row].has_lo;
}

static void put(fl_program *p, limit_side s, bool there)
{
	if (s.upper)
		p->rows[s.row].has_hi = there;
	else
		p->rows[s.row].has_lo = there;
}

/* Can these limits hold together? Where a search ends without an answer: taken for yes, so nothing false is claimed. */
static fl_status can_hold(const fl_program *p, bool units, bool *ret_yes, fl_error *err)
{
	fl_holds answer;
	FL_TRY(units ? fl_holds_ask_units(p, &answer, err) : fl_holds_ask(p, FL_HOLDS_NODES, &answer, err));
	*ret_yes = answer != FL_HOLDS_NO;
	return FL_OK;
}

/* All sides that a person laid down; pools' lower limit 0 is none. */
static fl_status list_sides(fl_program *p, const mpq_t *ray, side_list *out, fl_error *err)
{
	for (uint32_t k = 0; k < p->num_rows; k++) {
		fl_row_kind kind = p->rows[k].kind;
		if (fl_row_is_private(&p->rows[k]))
			continue;
		for (int upper = 0; upper < 2; upper++) {
			limit_side s = { k, upper };
			bool trivial = !upper && kind == FL_ROW_POOL && p->pools[p->rows[k].pool].must == 0;
			if (!present(p, s) || trivial)
				continue;
			if (ray && mpq_sgn(ray[k]) == 0)
				put(p, s, false); /* not needed for the contradiction */
			else if (!fl_vec_push(out, s))
				return fl_enomem(err);
		}
	}
	return FL_OK;
}

static fl_status deletion_filter(fl_program *p, bool units, side_list *sides, fl_error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < sides->len; i++) {
		bool yes;
		put(p, sides->items[i], false);
		FL_TRY(can_hold(p, units, &yes, err));
		if (!yes)
			continue; /* still impossible without it: it stays away */
		put(p, sides->items[i], true);
		sides->items[kept++] = sides->items[i];
	}
	sides->len = kept;
	return FL_OK;
}

/* ---- Words ----------------------------------------------------------------------------------------- */

typedef struct limit_crowd { /* the dreams of a row and what they can take */
	size_t dreams;
	__int128 capacity;
} limit_crowd;

static limit_crowd crowd_of(const fl_program *p, uint32_t row)
{
	limit_crowd result = { 0, 0 };
	const fl_row *r = &p->rows[row];
	for (size_t c = 0; c < p->num_classes; c++) {
		bool in = false;
		const fl_signature *s = &p->signatures[p->columns[c].signature];
		for (uint32_t i = 0; r->kind == FL_ROW_POOL && i < s->len; i++)
			in = in || s->pools[i] == r->pool;
		for (uint32_t e = p->start[c]; r->kind != FL_ROW_POOL && e < p->start[c + 1]; e++)
			in = in || p->row[e] == row;
		if (in) {
			result.dreams += p->columns[c].count;
			result.capacity += p->columns[c].hi;
		}
	}
	return result;
}

static void print_limit(fl_buf *buf, const fl_solution *s, const mpq_t amount, bool up)
{
	mpz_t z;
	int64_t money = INT64_MAX;
	mpz_init(z);
	if (up)
		fl_mpq_ceil(z, amount);
	else
		fl_mpq_floor(z, amount);
	fl_mpz_get_i64(z, &money);
	fl_money_print(buf, money, s->spec->currency.minor_digits, true);
	mpz_clear(z);
}

/* The share of a row of what is awarded: in per cent where that is short, else as a fraction. */
static void print_share(fl_buf *buf, const fl_program *p, uint32_t row)
{
	size_t t = p->num_columns - 1;
	int64_t num = 0, den = p->rows[row].scale;
	for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++)
		if (p->row[e] == row)
			num = -p->coef[e];
	if (num <= INT64_MAX / 10000 && num * 10000 % den == 0) {
		int64_t hundredths = num * 10000 / den;
		fl_buf_printf(buf, "%lld", (long long)(hundredths / 100));
		if (hundredths % 100 != 0)
			fl_buf_printf(buf, hundredths % 10 ? ".%02lld" : ".%lld",
				      (long long)(hundredths % 10 ? hundredths % 100 : hundredths % 100 / 10));
		fl_buf_puts(buf, " %");
	} else {
		fl_buf_printf(buf, "%lld/%lld", (long long)num, (long long)den);
	}
}

/* "group 'rural'": what a limit is called in a sentence. */
static void name_limit(fl_buf *buf, bool pool, bool shared, fl_str name)
{
	if (pool && shared)
		fl_buf_printf(buf, FL_MESSAGE("pool '%.*s' with those that pay the same dreams"), FL_STR_ARG(name));
	else if (pool)
		fl_buf_printf(buf, FL_MESSAGE("pool '%.*s'"), FL_STR_ARG(name));
	else
		fl_buf_printf(buf, FL_MESSAGE("group '%.*s'"), FL_STR_ARG(name));
}

/* Whole sentences, for the sake of the languages that they are put into. 'n' has the amount of the limit. */
static void say_floor(const fl_solution *s, const fl_row *row, const limit_crowd *crowd, const char *who, const char *n, fl_buf *buf)
{
	bool pool = row->kind == FL_ROW_POOL;
	mpq_t capacity;
	fl_buf most;
	fl_buf_init(&most, 1 << 10);
	mpq_init(capacity);
	fl_program_int128(capacity, crowd->capacity);
	print_limit(&most, s, capacity, false);
	if (mpq_cmp(capacity, row->lo) >= 0)
		fl_buf_printf(buf, pool ? FL_MESSAGE("%s must spend %s") : FL_MESSAGE("%s needs at least %s"), who, n);
	else
		fl_buf_printf(buf, pool ? FL_MESSAGE("%s must spend %s but the %lld qualified %s it may pay can take %s in all")
					: FL_MESSAGE("%s needs at least %s but the %lld qualified %s in it can take %s in all"),
			      who, n, FL_MANY(crowd->dreams, "dream", "dreams"), fl_buf_part(buf, &most));
	mpq_clear(capacity);
	fl_buf_release(&most);
}

static void say_conflict(const fl_solution *s, const fl_limit_line *line, limit_side side, fl_buf *buf)
{
	const fl_program *p = s->program;
	const fl_row *row = &p->rows[side.row];
	limit_crowd crowd = crowd_of(p, side.row);
	bool pool = row->kind == FL_ROW_POOL, share = row->kind == FL_ROW_AWARDED_MIN || row->kind == FL_ROW_AWARDED_MAX;
	fl_buf who, n;
	fl_buf_init(&who, 1 << 16);
	fl_buf_init(&n, 1 << 10);
	name_limit(&who, pool, pool && p->pools[row->pool].len > 1, line->name);
	if (share)
		print_share(&n, p, side.row);
	else if (row->kind != FL_ROW_FUNDED)
		print_limit(&n, s, side.upper ? row->hi : row->lo, !side.upper);
	const char *name = fl_buf_part(buf, &who), *limit = fl_buf_part(buf, &n);
	if (share)
		fl_buf_printf(buf, side.upper ? FL_MESSAGE("%s must have at most %s of what is awarded")
					      : FL_MESSAGE("%s must have at least %s of what is awarded"), name, limit);
	else if (row->kind == FL_ROW_FUNDED)
		fl_buf_printf(buf, FL_MESSAGE("%s allows at most %lld funded %s"), name, FL_MANY(line->max_funded, "dream", "dreams"));
	else if (side.upper)
		fl_buf_printf(buf, pool ? FL_MESSAGE("%s has only %s") : FL_MESSAGE("%s allows at most %s"), name, limit);
	else
		say_floor(s, row, &crowd, name, limit, buf);
	fl_buf_release(&who);
	fl_buf_release(&n);
}

/* ---- The change that would mend it ----------------------------------------------------------------- */

static void print_mend(const fl_solution *s, limit_side side, int64_t value, fl_buf *buf)
{
	const fl_row *row = &s->program->rows[side.row];
	bool pool = row->kind == FL_ROW_POOL;
	bool all = !pool && s->spec->groups[s->program->line_group[row->limit]].each != FL_EACH_NONE;
	fl_buf n, change;
	fl_buf_init(&n, 1 << 10);
	fl_buf_init(&change, 1 << 10);
	if (row->kind == FL_ROW_FUNDED) {
		fl_buf_printf(&n, FL_MESSAGE("%lld funded %s"), FL_MANY(value, "dream", "dreams"));
	} else if (row->kind == FL_ROW_AWARDED_MIN || row->kind == FL_ROW_AWARDED_MAX) {
		fl_buf_printf(&n, "%lld", (long long)(value / 100));
		if (value % 100 != 0)
			fl_buf_printf(&n, ".%02lld", (long long)(value % 100));
		fl_buf_puts(&n, " %");
	} else {
		fl_money_print(&n, value, s->spec->currency.minor_digits, true);
	}
	if (pool)
		fl_buf_printf(&change, side.upper ? FL_MESSAGE("an amount of at least %s") : FL_MESSAGE("an amount of at most %s"),
			      fl_buf_part(&change, &n));
	else
		fl_buf_printf(&change, side.upper ? FL_MESSAGE("a maximum of at least %s") : FL_MESSAGE("a minimum of at most %s"),
			      fl_buf_part(&change, &n));
	fl_buf_printf(buf, all ? FL_MESSAGE("%s for all of them") : "%s", fl_buf_part(buf, &change));
	fl_buf_release(&n);
	fl_buf_release(&change);
}

static fl_status say_mend(const fl_solution *s, limit_side side, bool units, fl_buf *buf, fl_error *err)
{
	fl_mend mend;
	FL_TRY(fl_mend_find(s, side.row, side.upper, units, &mend, err));
	if (mend.holds != FL_HOLDS_YES) {
		fl_buf_puts(buf, mend.holds == FL_HOLDS_NO
				     ? FL_MESSAGE("changing this limit alone is not enough")
				     : FL_MESSAGE("whether changing this limit alone is enough was not found out"));
		return FL_OK;
	}
	fl_buf change;
	fl_buf_init(&change, 1 << 10);
	print_mend(s, side, mend.value, &change);
	fl_buf_printf(buf, mend.sure ? FL_MESSAGE("%s would do") : FL_MESSAGE("%s would do, perhaps a smaller change, too"),
		      fl_buf_part(buf, &change));
	fl_buf_release(&change);
	return FL_OK;
}

/* Rows of one group "each" have one setting between them, so one change. */
static bool same_setting(const fl_program *p, limit_side a, limit_side b)
{
	const fl_row *x = &p->rows[a.row], *y = &p->rows[b.row];
	return a.upper == b.upper && x->kind == y->kind && x->kind != FL_ROW_POOL &&
	       p->line_group[x->limit] == p->line_group[y->limit];
}

/* A line may have both its sides in the conflict. */
static fl_status add_text(fl_allocation *a, const fl_buf *buf, fl_str *text, fl_error *err)
{
	fl_buf both;
	fl_buf_init(&both, 1 << 17);
	if (text->len > 0)
		fl_buf_printf(&both, "%.*s; ", FL_STR_ARG(*text));
	fl_buf_str(&both, fl_buf_view(buf));
	*text = fl_arena_str(&a->arena, fl_buf_view(&both));
	fl_status status = text->data ? fl_buf_status(&both, err) : fl_enomem(err);
	fl_buf_release(&both);
	return status;
}

/* Each of the irreducible limits; the mend counts all limits of the round. */
static fl_status describe(const fl_solution *s, fl_allocation *a, const side_list *sides, bool units, fl_error *err)
{
	fl_buf buf, mend;
	fl_buf_init(&buf, 1 << 16);
	fl_buf_init(&mend, 1 << 16);
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < sides->len; i++) {
		const limit_side *side = &sides->items[i];
		const fl_row *row = &s->program->rows[side->row];
		bool pool = row->kind == FL_ROW_POOL; /* lines of pools stand in the order of the round */
		fl_limit_line *line = &a->limits[pool ? fl_mend_pool(s, side->row, side->upper) : row->limit];
		fl_buf_clear(&buf);
		say_conflict(s, line, sides->items[i], &buf);
		status = add_text(a, &buf, &line->conflict, err);
		if (status == FL_OK && !(i > 0 && same_setting(s->program, sides->items[i - 1], sides->items[i]))) {
			fl_buf_clear(&mend);
			status = say_mend(s, sides->items[i], units, &mend, err);
		}
		if (status == FL_OK)
			status = add_text(a, &mend, &line->mend, err);
	}
	fl_buf_release(&buf);
	fl_buf_release(&mend);
	return status;
}

bool fl_infeasible_contradiction(const fl_program *p)
{
	for (size_t k = 0; k < p->num_rows; k++)
		if (p->rows[k].has_lo && p->rows[k].has_hi && mpq_cmp(p->rows[k].lo, p->rows[k].hi) > 0)
			return true;
	return false;
}

/* Lowering the minimum, raising the maximum: what of both would do. */
static fl_status say_either(const fl_solution *s, uint32_t row, fl_buf *buf, fl_error *err)
{
	fl_status status = FL_OK;
	fl_buf change[2];
	for (int upper = 0; upper < 2; upper++)
		fl_buf_init(&change[upper], 1 << 10);
	for (int upper = 0; status == FL_OK && upper < 2; upper++) {
		fl_mend mend = { .holds = FL_HOLDS_NO };
		status = fl_mend_find(s, row, upper, false, &mend, err);
		if (status == FL_OK && mend.holds == FL_HOLDS_YES)
			print_mend(s, (limit_side){ row, upper }, mend.value, &change[upper]);
	}
	const char *lower = fl_buf_part(buf, &change[0]), *higher = fl_buf_part(buf, &change[1]);
	if (*lower && *higher)
		fl_buf_printf(buf, FL_MESSAGE("%s or %s would do"), lower, higher);
	else if (*lower || *higher)
		fl_buf_printf(buf, FL_MESSAGE("%s would do"), *lower ? lower : higher);
	else
		fl_buf_puts(buf, FL_MESSAGE("changing this limit alone is not enough"));
	for (int upper = 0; upper < 2; upper++)
		fl_buf_release(&change[upper]);
	return status;
}

static void say_contradiction(const fl_solution *s, const fl_row *row, fl_str name, fl_buf *buf)
{
	fl_buf who, least, most;
	fl_buf_init(&who, 1 << 16);
	fl_buf_init(&least, 1 << 10);
	fl_buf_init(&most, 1 << 10);
	name_limit(&who, row->kind == FL_ROW_POOL, false, name);
	print_limit(&least, s, row->lo, true);
	print_limit(&most, s, row->hi, false);
	fl_buf_printf(buf, FL_MESSAGE("%s needs at least %s but allows at most %s"), fl_buf_part(buf, &who), fl_buf_part(buf, &least),
		      fl_buf_part(buf, &most));
	fl_buf_release(&who);
	fl_buf_release(&least);
	fl_buf_release(&most);
}

/* A minimum above the maximum of the same group (one of them may be a share of the budget): no search is needed. */
static fl_status describe_contradictions(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	fl_buf buf;
	fl_buf_init(&buf, 1 << 16);
	fl_status status = FL_OK;
	bool found = false; /* one of them is an irreducible conflict */
	for (uint32_t k = 0; status == FL_OK && !found && k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		found = row->has_lo && row->has_hi && mpq_cmp(row->lo, row->hi) > 0;
		if (!found)
			continue;
		fl_limit_line *line = &a->limits[row->limit];
		fl_buf_clear(&buf);
		say_contradiction(s, row, line->name, &buf);
		status = add_text(a, &buf, &line->conflict, err);
		fl_buf_clear(&buf);
		if (status == FL_OK)
			status = say_either(s, k, &buf, err);
		if (status == FL_OK)
			status = add_text(a, &buf, &line->mend, err);
	}
	fl_buf_release(&buf);
	return status;
}

/* Run the filter over the sides that are listed; then all limits are as they were. */
static fl_status find_and_describe(const fl_solution *s, fl_allocation *a, const mpq_t *ray, bool units, fl_error *err)
{
	fl_program *p = s->program;
	side_list sides = { 0 };
	bool *had_lo = fl_alloc_array(p->num_rows + 1, sizeof *had_lo),
	     *had_hi = fl_alloc_array(p->num_rows + 1, sizeof *had_hi);
	fl_status status = had_lo && had_hi ? FL_OK : fl_enomem(err);
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) {
		had_lo[k] = p->rows[k].has_lo;
		had_hi[k] = p->rows[k].has_hi;
	}
	if (status == FL_OK)
		status = list_sides(p, ray, &sides, err);
	if (status == FL_OK)
		status = deletion_filter(p, units, &sides, err);
	for (size_t k = 0; had_lo && had_hi && k < p->num_rows; k++) {
		p->rows[k].has_lo = had_lo[k];
		p->rows[k].has_hi = had_hi[k];
	}
	if (status == FL_OK)
		status = describe(s, a, &sides, units, err);
	fl_vec_release(&sides);
	fl_free(had_lo);
	fl_free(had_hi);
	return status;
}

/* Limits that a sum of whole units may miss: named where no search tells which of them do. */
static fl_status name_all(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	for (size_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		if (row->limit == UINT32_MAX || (row->kind == FL_ROW_POOL && p->pools[row->pool].must == 0) ||
		    (row->kind == FL_ROW_GROUP && !row->has_lo))
			continue;
		fl_buf buf, who;
		fl_buf_init(&buf, 1 << 16);
		fl_buf_init(&who, 1 << 16);
		name_limit(&who, row->kind == FL_ROW_POOL, false, a->limits[row->limit].name);
		fl_buf_printf(&buf, FL_MESSAGE("no whole minor units were found with which %s and the other limits hold"),
			      fl_buf_part(&buf, &who));
		fl_buf_release(&who);
		fl_status status = add_text(a, &buf, &a->limits[row->limit].conflict, err);
		fl_buf_release(&buf);
		FL_TRY(status);
	}
	return FL_OK;
}

fl_status fl_infeasible_units(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	fl_holds answer;
	FL_TRY(fl_holds_ask_units(s->program, &answer, err));
	return answer == FL_HOLDS_NO ? find_and_describe(s, a, NULL, true, err) : name_all(s, a, err);
}

fl_status fl_infeasible_only_zero(const fl_solution *s, bool *ret_shares_forbid, fl_error *err)
{
	fl_program *p = s->program;
	fl_column *total = p->num_columns > 0 ? &p->columns[p->num_columns - 1] : NULL;
	bool with = true, without = false;
	*ret_shares_forbid = false;
	if (!total || total->kind != FL_COLUMN_TOTAL)
		return FL_OK;
	total->lo = 1;
	FL_TRY(can_hold(p, false, &with, err));
	for (size_t k = 0; k < p->num_rows; k++) { /* the rows that are shares of the total, left out and put back */
		p->rows[k].has_lo = p->rows[k].has_lo && p->rows[k].kind != FL_ROW_AWARDED_MIN;
		p->rows[k].has_hi = p->rows[k].has_hi && p->rows[k].kind != FL_ROW_AWARDED_MAX;
	}
	fl_status status = with ? FL_OK : can_hold(p, false, &without, err);
	for (size_t k = 0; k < p->num_rows; k++) {
		p->rows[k].has_lo = p->rows[k].has_lo || p->rows[k].kind == FL_ROW_AWARDED_MIN;
		p->rows[k].has_hi = p->rows[k].has_hi || p->rows[k].kind == FL_ROW_AWARDED_MAX;
	}
	*ret_shares_forbid = !with && without;
	if (!*ret_shares_forbid)
		total->lo = 0;
	return status;
}

fl_status fl_infeasible_explain(const fl_solution *s, const fl_search *search, fl_allocation *a, fl_error *err)
{
	fl_program *p = s->program;
	if (fl_infeasible_contradiction(p))
		return describe_contradictions(s, a, err);
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	fl_status status = fl_holds_linear(p, &lp, &answer, err);
	const mpq_t *ray = status == FL_OK && answer == FL_BASIS_INFEASIBLE ? (const mpq_t *)lp->y : NULL;
	if (status == FL_OK && !s->only_amounts)
		status = fl_certificate_of_nothing(s, ray, search, a->proof, err);
	if (status == FL_OK)
		status = find_and_describe(s, a, ray, false, err);
	fl_basis_free(lp);
	return status;
}
