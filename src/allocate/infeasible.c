/* SPDX-License-Identifier: Apache-2.0
 *
 * infeasible.c - which limits cannot hold together, and what would mend it.
 *
 * The deletion filter (Chinneck and Dravnieks, ORSA Journal on Computing 3, 1991): take the limits away one by one;
 * whatever can be taken away while the rest still cannot hold stays away. What remains is irreducible: without any
 * one of it the others can hold. It starts from the support of a Farkas ray, so only a few programs are solved. Each
 * answer is exact (basis.h), or for indivisible awards a search to its end.
 *
 * The smallest change to one limit: leave it out, and see how far the others let its sum go towards it.
 */
#include "allocate/solution.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

enum { CONFLICT_NODES = 20000 };

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

/* Solve the linear program; in doubt and in the end, exactly. *ret_lp is to be freed. */
static fl_status solve_linear(const fl_program *p, fl_basis **ret_lp, fl_basis_answer *ret_answer, fl_error *err)
{
	fl_solver *solver = NULL;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	fl_status status = column_at && row_at ? fl_solver_new(p, &solver, err) : fl_enomem(err);
	if (status == FL_OK) {
		fl_solver_run(solver);
		fl_solver_basis(solver, column_at, row_at);
		status = fl_basis_new(p, NULL, NULL, column_at, row_at, ret_lp, err);
	}
	if (status == FL_OK)
		status = fl_basis_solve(*ret_lp, ret_answer, err);
	fl_solver_free(solver);
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

/* Can these limits hold together? Where a search ends without an answer: taken for yes, so nothing false is claimed.
 */
static fl_status can_hold(const fl_program *p, bool *ret_yes, fl_error *err)
{
	if (p->integer) {
		fl_search *search = NULL;
		fl_status status = fl_search_new(p, CONFLICT_NODES, &search, err);
		if (status == FL_OK) {
			search->keep_tree = false;
			search->has_need = true; /* any solution will do: every value is at least 0 */
			status = fl_search_solve(search, err);
		}
		*ret_yes = status == FL_OK && (search->found || !search->complete);
		fl_search_free(search);
		return status;
	}
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	fl_status status = solve_linear(p, &lp, &answer, err);
	*ret_yes = answer == FL_BASIS_OPTIMAL;
	fl_basis_free(lp);
	return status;
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

static fl_status deletion_filter(fl_program *p, side_list *sides, fl_error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < sides->len; i++) {
		bool yes;
		put(p, sides->items[i], false);
		FL_TRY(can_hold(p, &yes, err));
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

static void say_conflict(const fl_solution *s, const fl_limit_line *line, limit_side side, fl_buf *buf)
{
	const fl_program *p = s->program;
	const fl_row *row = &p->rows[side.row];
	limit_crowd crowd = crowd_of(p, side.row);
	bool pool = row->kind == FL_ROW_POOL;
	fl_buf_printf(buf, "%s '%.*s' ", pool ? "pool" : "group", FL_STR_ARG(line->name));
	if (row->kind == FL_ROW_AWARDED_MIN || row->kind == FL_ROW_AWARDED_MAX) {
		fl_buf_printf(buf, "must have at %s ", side.upper ? "most" : "least");
		print_share(buf, p, side.row);
		fl_buf_puts(buf, " of what is awarded");
		return;
	}
	if (side.upper) {
		fl_buf_puts(buf, pool ? "has only " : "allows at most ");
		print_limit(buf, s, row->hi, false);
		return;
	}
	fl_buf_puts(buf, pool ? "must spend " : "needs at least ");
	print_limit(buf, s, row->lo, true);
	fl_buf_printf(buf, " but the %zu qualified dreams %s can take ", crowd.dreams, pool ? "it may pay" : "in it");
	mpq_t capacity;
	mpq_init(capacity);
	fl_program_int128(capacity, crowd.capacity);
	print_limit(buf, s, capacity, false);
	fl_buf_puts(buf, " in all");
	mpq_clear(capacity);
}

/* How far the other limits let this row's sum go: the objective becomes the row itself. */
static fl_status reach(fl_program *p, limit_side side, bool *ret_known, mpq_t ret, fl_error *err)
{
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_INFEASIBLE;
	int64_t *num = fl_alloc_array(p->num_columns + 1, sizeof *num),
		*den = fl_alloc_array(p->num_columns + 1, sizeof *den);
	if (!num || !den) {
		fl_free(num);
		fl_free(den);
		return fl_enomem(err);
	}
	fl_column *total = p->num_columns > 0 ? &p->columns[p->num_columns - 1] : NULL;
	if (total && total->kind != FL_COLUMN_TOTAL)
		total = NULL;
	fl_money total_lo = total ? total->lo : 0;
	if (total)
		total->lo = 1; /* zero satisfies every share of what is awarded, and is no answer */
	for (uint32_t j = 0; j < p->num_columns; j++) {
		num[j] = p->columns[j].c_num;
		den[j] = p->columns[j].c_den;
		p->columns[j].c_num = 0;
		p->columns[j].c_den = 1;
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->row[e] == side.row)
				p->columns[j].c_num = side.upper ? -p->coef[e] : p->coef[e];
	}
	put(p, side, false);
	fl_status status = solve_linear(p, &lp, &answer, err);
	*ret_known = status == FL_OK && answer == FL_BASIS_OPTIMAL;
	if (*ret_known) {
		fl_basis_objective(lp, ret);
		if (side.upper)
			mpq_neg(ret, ret);
	}
	put(p, side, true);
	if (total)
		total->lo = total_lo;
	for (uint32_t j = 0; j < p->num_columns; j++) {
		p->columns[j].c_num = num[j];
		p->columns[j].c_den = den[j];
	}
	fl_basis_free(lp);
	fl_free(num);
	fl_free(den);
	return status;
}

/* ---- Shares of what is awarded: which share would do? ---------------------------------------------- */

#define PARTS 10000 /* shares are tried in hundredths of a per cent */

/* Rows that stand or fall together: those of one group "each". */
static bool same_share(const fl_solution *s, uint32_t row, uint32_t other)
{
	const fl_program *p = s->program;
	uint32_t a = p->rows[row].limit, b = p->rows[other].limit;
	return other == row || (p->rows[other].kind == p->rows[row].kind && b != UINT32_MAX &&
				p->line_group[a] == p->line_group[b]);
}

/* Write the share num / den into the rows: den for every dream of the group, -num for the total. */
static void set_share(const fl_solution *s, uint32_t row, int64_t num, int64_t den)
{
	fl_program *p = s->program;
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->rows[p->row[e]].kind == p->rows[row].kind && same_share(s, row, p->row[e]))
				p->coef[e] = p->columns[j].kind == FL_COLUMN_TOTAL ? -num : den;
}

/* The share nearest to the present one that the other limits allow, in PARTS; false: none does. */
static fl_status nearest_share(const fl_solution *s, limit_side side, int64_t *ret, bool *ret_known, fl_error *err)
{
	const fl_program *p = s->program;
	const fl_group *group = &s->spec->groups[p->line_group[p->rows[side.row].limit]];
	fl_share stated = side.upper ? group->max_share : group->min_share;
	int64_t good = side.upper ? PARTS : 0, bad = (int64_t)((__int128)stated.num * PARTS / stated.den);
	fl_status status = FL_OK;
	set_share(s, side.row, good, PARTS);
	status = can_hold(p, ret_known, err);
	bad += !side.upper && (__int128)stated.num * PARTS % stated.den != 0; /* a stated share between two parts */
	while (status == FL_OK && *ret_known && (side.upper ? good - bad : bad - good) > 1) {
		int64_t middle = (good + bad) / 2;
		bool yes;
		set_share(s, side.row, middle, PARTS);
		status = can_hold(p, &yes, err);
		if (status == FL_OK && yes)
			good = middle;
		else
			bad = middle;
	}
	set_share(s, side.row, stated.num, stated.den);
	*ret = good;
	return status;
}

static fl_status say_share(const fl_solution *s, limit_side side, fl_buf *buf, fl_error *err)
{
	int64_t share = 0;
	bool known = false;
	const fl_group *group = &s->spec->groups[s->program->line_group[s->program->rows[side.row].limit]];
	FL_TRY(nearest_share(s, side, &share, &known, err));
	if (!known) {
		fl_buf_puts(buf, "changing this limit alone is not enough");
		return FL_OK;
	}
	fl_buf_printf(buf, "a %s of at %s %lld", side.upper ? "maximum" : "minimum", side.upper ? "least" : "most",
		      (long long)(share / 100));
	if (share % 100 != 0)
		fl_buf_printf(buf, ".%02lld", (long long)(share % 100));
	fl_buf_printf(buf, " %% %swould do", group->each != FL_EACH_NONE ? "for all of them " : "");
	return FL_OK;
}

static fl_status say_mend(const fl_solution *s, limit_side side, fl_buf *buf, fl_error *err)
{
	fl_program *p = s->program;
	fl_row_kind kind = p->rows[side.row].kind;
	if (kind == FL_ROW_AWARDED_MIN || kind == FL_ROW_AWARDED_MAX)
		return say_share(s, side, buf, err);
	if (p->integer) {
		fl_buf_puts(buf, "without this limit the others can hold");
		return FL_OK;
	}
	mpq_t value;
	bool known = false;
	mpq_init(value);
	fl_status status = reach(p, side, &known, value, err);
	if (status == FL_OK && known) {
		fl_buf_printf(buf, "%s of at %s ",
			      kind == FL_ROW_POOL && side.upper ? "an amount"
			      : side.upper                      ? "a maximum"
								: "a minimum",
			      side.upper ? "least" : "most");
		print_limit(buf, s, value, side.upper);
		fl_buf_puts(buf, " would do");
	} else {
		fl_buf_puts(buf, "changing this limit alone is not enough");
	}
	mpq_clear(value);
	return status;
}

/* With only the irreducible limits left in the program, each is described; the mend counts all limits of the round.
 */
static fl_status describe(const fl_solution *s, fl_allocation *a, const side_list *sides, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, 1 << 16);
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < sides->len; i++) {
		fl_limit_line *line = &a->limits[s->program->rows[sides->items[i].row].limit];
		fl_buf_clear(&buf);
		say_conflict(s, line, sides->items[i], &buf);
		line->conflict = fl_arena_str(&a->arena, fl_buf_view(&buf));
		fl_buf_clear(&buf);
		status = say_mend(s, sides->items[i], &buf, err);
		line->mend = fl_arena_str(&a->arena, fl_buf_view(&buf));
		if (status == FL_OK)
			status = line->conflict.data && line->mend.data ? fl_buf_status(&buf, err) : fl_enomem(err);
	}
	fl_buf_release(&buf);
	return status;
}

bool fl_infeasible_contradiction(const fl_program *p)
{
	for (size_t k = 0; k < p->num_rows; k++)
		if (p->rows[k].has_lo && p->rows[k].has_hi && mpq_cmp(p->rows[k].lo, p->rows[k].hi) > 0)
			return true;
	return false;
}

/* A minimum above the maximum of the same group (one of them may be a share of the budget): no search is needed. */
static fl_status describe_contradictions(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	fl_buf buf;
	fl_buf_init(&buf, 1 << 16);
	fl_status status = FL_OK;
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		if (!row->has_lo || !row->has_hi || mpq_cmp(row->lo, row->hi) <= 0)
			continue;
		fl_limit_line *line = &a->limits[row->limit];
		fl_buf_clear(&buf);
		fl_buf_printf(&buf, "%s '%.*s' needs at least ", row->kind == FL_ROW_POOL ? "pool" : "group",
			      FL_STR_ARG(line->name));
		print_limit(&buf, s, row->lo, true);
		fl_buf_puts(&buf, " but allows at most ");
		print_limit(&buf, s, row->hi, false);
		line->conflict = fl_arena_str(&a->arena, fl_buf_view(&buf));
		fl_buf_clear(&buf);
		fl_buf_puts(&buf, "a minimum of at most ");
		print_limit(&buf, s, row->hi, false);
		fl_buf_puts(&buf, " or a maximum of at least ");
		print_limit(&buf, s, row->lo, true);
		fl_buf_puts(&buf, " would do");
		line->mend = fl_arena_str(&a->arena, fl_buf_view(&buf));
		status = line->conflict.data && line->mend.data ? fl_buf_status(&buf, err) : fl_enomem(err);
	}
	fl_buf_release(&buf);
	return status;
}

/* Amounts exist, but none in whole minor units: the limits that a sum of whole units misses. */
fl_status fl_infeasible_units(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	for (size_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		if (row->limit == UINT32_MAX || (row->kind == FL_ROW_POOL && p->pools[row->pool].must == 0) ||
		    (row->kind == FL_ROW_GROUP && !row->has_lo))
			continue;
		fl_buf buf;
		fl_buf_init(&buf, 1 << 16);
		fl_buf_printf(&buf, "%s '%.*s' cannot be met in whole minor units beside the other limits",
			      row->kind == FL_ROW_POOL ? "pool" : "group", FL_STR_ARG(a->limits[row->limit].name));
		a->limits[row->limit].conflict = fl_arena_str(&a->arena, fl_buf_view(&buf));
		fl_buf_release(&buf);
		if (!a->limits[row->limit].conflict.data)
			return fl_enomem(err);
	}
	return FL_OK;
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
	FL_TRY(can_hold(p, &with, err));
	for (size_t k = 0; k < p->num_rows; k++) { /* the rows that are shares of the total, left out and put back */
		p->rows[k].has_lo = p->rows[k].has_lo && p->rows[k].kind != FL_ROW_AWARDED_MIN;
		p->rows[k].has_hi = p->rows[k].has_hi && p->rows[k].kind != FL_ROW_AWARDED_MAX;
	}
	fl_status status = with ? FL_OK : can_hold(p, &without, err);
	for (size_t k = 0; k < p->num_rows; k++) {
		p->rows[k].has_lo = p->rows[k].has_lo || p->rows[k].kind == FL_ROW_AWARDED_MIN;
		p->rows[k].has_hi = p->rows[k].has_hi || p->rows[k].kind == FL_ROW_AWARDED_MAX;
	}
	*ret_shares_forbid = !with && without;
	if (!*ret_shares_forbid)
		total->lo = 0;
	return status;
}

fl_status fl_infeasible_explain(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	fl_program *p = s->program;
	if (fl_infeasible_contradiction(p))
		return describe_contradictions(s, a, err);
	side_list sides = { 0 };
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	bool *had_lo = fl_alloc_array(p->num_rows + 1, sizeof *had_lo),
	     *had_hi = fl_alloc_array(p->num_rows + 1, sizeof *had_hi);
	fl_status status = had_lo && had_hi ? solve_linear(p, &lp, &answer, err) : fl_enomem(err);
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) {
		had_lo[k] = p->rows[k].has_lo;
		had_hi[k] = p->rows[k].has_hi;
	}
	if (status == FL_OK)
		status = list_sides(p, answer == FL_BASIS_INFEASIBLE ? (const mpq_t *)lp->y : NULL, &sides, err);
	if (status == FL_OK)
		status = deletion_filter(p, &sides, err);
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) {
		p->rows[k].has_lo = had_lo[k];
		p->rows[k].has_hi = had_hi[k];
	}
	if (status == FL_OK)
		status = describe(s, a, &sides, err);
	fl_basis_free(lp);
	fl_vec_release(&sides);
	fl_free(had_lo);
	fl_free(had_hi);
	return status;
}
