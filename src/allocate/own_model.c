/* SPDX-License-Identifier: Apache-2.0
 *
 * own_model.c - awards out of a foundation's own model: which of its variables are awards, and whether they keep the limits of
 * the round, which the model may have forgotten.
 *
 * The model says how much of what it may get a class gets: met[c], from 0 to 1, for the classes of the data. All else in it is
 * its own affair. Which of equal dreams share an amount follows from the amount: as few as it takes. Nothing that breaks a
 * limit is paid: the limit is named, and the answer is no.
 */
#include "allocate/allocate.h"
#include "allocate/instance.h"
#include "allocate/model_text.h"
#include "allocate/problem_solve.h"
#include "allocate/solution.h"
#include "allocate/tie_break.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <stdio.h>

/* The translator computes in doubles, so a model that keeps a limit to the last digit may miss it by a hair. What is missed by less
 * than this part of a minor unit is not missed: awards are whole, and these keep every limit exactly (rounding.c). */
enum { CLOSE = 1024 };

/* ---- Data ------------------------------------------------------------------------------------------- */

fl_status fl_own_model_data(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_buf *data,
			    fl_error *err)
{
	uint32_t *order = NULL;
	size_t count = 0;
	fl_program *program = NULL;
	fl_allocation *a = fl_allocation_new(num_dreams);
	fl_status status = a ? fl_tie_order_make(spec, dreams, num_dreams, &order, &count, err) : fl_enomem(err);
	if (status == FL_OK)
		status = fl_program_build(spec, dreams, order, count, a, &program, err);
	if (status == FL_OK)
		status = fl_mathprog_data(&(fl_model){ spec, dreams, num_dreams, program, a }, data, err);
	fl_program_free(program);
	fl_free(order);
	fl_allocation_free(a);
	return status;
}

/* ---- What the variables mean ------------------------------------------------------------------------- */

/* "met[1]", "met[2]", ... for every class of the round, in the arena. */
static fl_status award_names(const fl_program *p, fl_arena *arena, fl_str **ret, fl_error *err)
{
	fl_str *names = fl_arena_array(arena, p->num_classes + 1, sizeof *names);
	if (!names)
		return fl_enomem(err);
	for (size_t c = 0; c < p->num_classes; c++) {
		char name[32];
		snprintf(name, sizeof name, "met[%zu]", c + 1);
		names[c] = fl_arena_str(arena, fl_str_of(name));
		if (!names[c].data)
			return fl_enomem(err);
	}
	*ret = names;
	return FL_OK;
}

/* The number in "met[NUMBER]"; 0 for any other name. */
static size_t class_number(fl_str name)
{
	fl_str prefix = FL_STR("met[");
	size_t number = 0;
	if (!fl_str_starts(name, prefix) || name.len > 16 || name.data[name.len - 1] != ']')
		return 0;
	for (size_t i = prefix.len; i + 1 < name.len; i++) {
		if (name.data[i] < '0' || name.data[i] > '9')
			return 0;
		number = number * 10 + (size_t)(name.data[i] - '0');
	}
	return number;
}

/* Awards by class. What the model does not mention gets nothing. */
static fl_status take_awards(fl_solution *s, const fl_problem *problem, const fl_problem_answer *answer, fl_error *err)
{
	const fl_program *p = s->program;
	size_t found = 0, wanted = 0;
	mpq_t full;
	mpq_init(full);
	for (size_t j = 0; j < answer->num_columns; j++) {
		size_t number = class_number(fl_problem_name(problem, j));
		if (number == 0 || number > p->num_classes)
			continue;
		found++;
		fl_mpq_set_i64(full, p->columns[number - 1].hi, 1);
		mpq_mul(s->x[number - 1], answer->x[j], full);
	}
	mpq_clear(full);
	for (size_t c = 0; c < p->num_classes; c++)
		wanted += fl_model_has(p, c);
	if (found == 0 && wanted > 0)
		return fl_error_set(err, FL_EINVAL,
				    "the model has no variable 'met' over the classes of the data: that is where awards "
				    "are looked for");
	return FL_OK;
}

/* ---- The limits of the round ------------------------------------------------------------------------- */

static void print_amount(fl_buf *buf, const fl_solution *s, const mpq_t amount)
{
	int64_t money = INT64_MAX;
	mpz_t z;
	mpz_init(z);
	fl_mpq_floor(z, amount);
	fl_mpz_get_i64(z, &money);
	fl_money_print(buf, money, s->spec->currency.minor_digits, true);
	mpz_clear(z);
}

static fl_status keep_text(fl_allocation *a, fl_buf *buf, fl_str *ret, fl_error *err)
{
	fl_status status = fl_buf_status(buf, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&a->arena, fl_buf_view(buf));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(buf);
	return status;
}

/* What all of the class may get in all when n of its dreams are funded. */
static void bounds_of(const fl_column *class, uint32_t n, mpq_t least, mpq_t most)
{
	fl_money floor = (fl_money)n * class->unit_min;
	fl_mpq_set_i64(least, class->lo > floor ? class->lo : floor, 1);
	fl_mpq_set_i64(most, n < class->count ? (fl_money)n * class->unit_max : class->hi, 1);
}

/* How many share it, and the amount back at a limit that it misses by less than CLOSE. */
static void settle_class(fl_solution *s, size_t c, const mpq_t close, mpq_t least, mpq_t most)
{
	const fl_column *class = &s->program->columns[c];
	mpq_sub(most, s->x[c], close);
	s->funded[c] = class->lo > 0 ? class->count : fl_class_funded(class, most);
	bounds_of(class, s->funded[c], least, most);
	mpq_sub(least, least, close);
	mpq_add(most, most, close);
	bool near = mpq_cmp(s->x[c], least) >= 0 && mpq_cmp(s->x[c], most) <= 0;
	bounds_of(class, s->funded[c], least, most);
	if (near && mpq_cmp(s->x[c], least) < 0)
		mpq_set(s->x[c], least);
	if (near && mpq_cmp(s->x[c], most) > 0)
		mpq_set(s->x[c], most);
}

/* What is wrong with the amount of a class; NULL: nothing. */
static const char *wrong_with(const fl_solution *s, size_t c, mpq_t least, mpq_t most)
{
	const fl_column *class = &s->program->columns[c];
	bounds_of(class, s->funded[c], least, most);
	if (mpq_sgn(s->x[c]) < 0)
		return FL_MESSAGE("less than nothing");
	if (mpq_cmp(s->x[c], most) > 0)
		return FL_MESSAGE("more than it may get");
	if (mpq_cmp(s->x[c], least) >= 0)
		return NULL;
	return class->lo > 0			      ? FL_MESSAGE("less than its base grant")
	       : class->unit_min == class->unit_max ? FL_MESSAGE("neither nothing nor all it may get")
						      : FL_MESSAGE("less than the least award");
}

/* The first class whose amount its dreams cannot have between them; the note says what is wrong with it. */
static fl_status check_classes(fl_solution *s, fl_allocation *a, const mpq_t close, fl_error *err)
{
	const fl_program *p = s->program;
	mpq_t least, most;
	fl_buf buf, amount;
	const char *words = NULL;
	size_t c = 0;
	mpq_inits(least, most, NULL);
	for (; c < p->num_classes && !words; c++) {
		settle_class(s, c, close, least, most);
		words = wrong_with(s, c, least, most);
	}
	mpq_clears(least, most, NULL);
	if (!words)
		return FL_OK;
	c--;
	s->feasible = false;
	fl_buf_init(&buf, 1 << 16);
	fl_buf_init(&amount, 1 << 10);
	print_amount(&amount, s, s->x[c]);
	fl_buf_printf(&buf, p->columns[c].count > 1 ? FL_MESSAGE("the model gives '%.*s' and those like it %s: %s")
						    : FL_MESSAGE("the model gives '%.*s' %s: %s"),
		      FL_STR_ARG(s->dreams[p->members[p->columns[c].first]].id), words, fl_buf_part(&buf, &amount));
	fl_buf_release(&amount);
	return keep_text(a, &buf, &a->note, err);
}

static fl_status break_row(const fl_solution *s, fl_allocation *a, const fl_row *row, bool upper, const mpq_t sum,
			   fl_error *err)
{
	fl_limit_line *line = &a->limits[row->limit];
	fl_buf buf, who, given, allowed;
	fl_buf_init(&buf, 1 << 16);
	fl_buf_init(&who, 1 << 16);
	fl_buf_init(&given, 1 << 10);
	fl_buf_init(&allowed, 1 << 10);
	fl_buf_printf(&who, FL_MESSAGE("group '%.*s'"), FL_STR_ARG(line->name));
	const char *name = fl_buf_part(&buf, &who);
	if (row->kind == FL_ROW_FUNDED) {
		fl_buf_printf(&buf, FL_MESSAGE("the model gives %s more funded dreams than the %lld it allows"), name,
			      (long long)line->max_funded);
	} else if (row->kind == FL_ROW_GROUP) {
		print_amount(&given, s, sum);
		print_amount(&allowed, s, upper ? row->hi : row->lo);
		fl_buf_printf(&buf, upper ? FL_MESSAGE("the model gives %s %s, but at most %s is allowed")
					  : FL_MESSAGE("the model gives %s %s, but at least %s is needed"),
			      name, fl_buf_part(&buf, &given), fl_buf_part(&buf, &allowed));
	} else {
		fl_buf_printf(&buf, upper ? FL_MESSAGE("the model gives %s a larger share of what is awarded than it allows")
					  : FL_MESSAGE("the model gives %s a smaller share of what is awarded than it needs"), name);
	}
	fl_buf_release(&who);
	fl_buf_release(&given);
	fl_buf_release(&allowed);
	return keep_text(a, &buf, &line->conflict, err);
}

/* The groups whose sum of amounts, or of funded dreams, is not within their limits. */
static fl_status name_groups(const fl_solution *s, fl_allocation *a, bool *ret_broken, fl_error *err)
{
	const fl_program *p = s->program;
	mpq_t *sum = fl_mpq_array_new(p->num_rows), term, total;
	fl_status status = sum ? FL_OK : fl_enomem(err);
	mpq_inits(term, total, NULL);
	for (size_t c = 0; c < p->num_classes; c++)
		mpq_add(total, total, s->x[c]);
	for (size_t j = 0; status == FL_OK && j < p->num_columns; j++) {
		const fl_column *column = &p->columns[j];
		for (uint32_t e = p->start[j]; e < p->start[j + 1] && column->kind != FL_COLUMN_FLOW; e++) {
			fl_mpq_set_i64(term, p->coef[e], 1);
			if (column->kind == FL_COLUMN_CLASS) {
				mpq_mul(term, term, s->x[j]);
			} else if (column->kind == FL_COLUMN_TOTAL) {
				mpq_mul(term, term, total);
			} else {
				mpz_mul_ui(mpq_numref(term), mpq_numref(term), s->funded[column->first]);
			}
			mpq_add(sum[p->row[e]], sum[p->row[e]], term);
		}
	}
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		bool above = row->has_hi && mpq_cmp(sum[k], row->hi) > 0, below = row->has_lo && mpq_cmp(sum[k], row->lo) < 0;
		if (fl_row_is_private(row) || row->kind == FL_ROW_POOL || (!above && !below))
			continue;
		*ret_broken = true;
		status = break_row(s, a, row, above, sum[k], err);
	}
	mpq_clears(term, total, NULL);
	fl_mpq_array_free(sum, p->num_rows);
	return status;
}

/* Boxes of the round's program: amounts as they are, or as close to them as CLOSE; pools pay as they like. */
static void boxes_around(const fl_solution *s, const mpq_t close, mpq_t *lo, mpq_t *hi)
{
	mpq_t least, most;
	mpq_inits(least, most, NULL);
	for (size_t j = 0; j < s->program->num_columns; j++) {
		const fl_column *column = &s->program->columns[j];
		bool counts = column->kind == FL_COLUMN_COUNT;
		fl_mpq_set_i64(lo[j], counts ? s->funded[column->first] : column->lo, 1);
		fl_mpq_set_i64(hi[j], counts ? s->funded[column->first] : column->hi, 1);
		if (column->kind != FL_COLUMN_CLASS)
			continue;
		bounds_of(column, s->funded[j], least, most);
		mpq_sub(lo[j], s->x[j], close);
		mpq_add(hi[j], s->x[j], close);
		if (mpq_cmp(lo[j], least) < 0)
			mpq_set(lo[j], least);
		if (mpq_cmp(hi[j], most) > 0)
			mpq_set(hi[j], most);
	}
	mpq_clears(least, most, NULL);
}

/* The pools of a Farkas ray, in words. */
static fl_status break_pools(fl_solution *s, fl_allocation *a, const fl_basis *lp, fl_error *err)
{
	const fl_program *p = s->program;
	for (size_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		if (row->kind != FL_ROW_POOL || mpq_sgn(lp->y[k]) == 0)
			continue;
		for (uint32_t i = 0; i < p->pools[row->pool].len; i++) {
			fl_limit_line *line = &a->limits[p->pools[row->pool].pools[i]];
			fl_buf buf, who;
			fl_buf_init(&buf, 1 << 16);
			fl_buf_init(&who, 1 << 16);
			fl_buf_printf(&who, FL_MESSAGE("pool '%.*s'"), FL_STR_ARG(line->name));
			fl_buf_printf(&buf, mpq_sgn(lp->y[k]) > 0 ? FL_MESSAGE("the model gives the dreams of %s more than it has")
								  : FL_MESSAGE("the model gives the dreams of %s less than it must spend"),
				      fl_buf_part(&buf, &who));
			fl_buf_release(&who);
			FL_TRY(keep_text(a, &buf, &line->conflict, err));
		}
	}
	return FL_OK;
}

/* Do amounts so close satisfy the round's program? Then they are taken. 'tell': name the pools where not. */
static fl_status try_close(fl_solution *s, fl_allocation *a, const mpq_t close, bool tell, bool *ret_fits, fl_error *err)
{
	const fl_program *p = s->program;
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	mpq_t *lo = fl_mpq_array_new(p->num_columns), *hi = fl_mpq_array_new(p->num_columns);
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	fl_status status = lo && hi && column_at && row_at ? FL_OK : fl_enomem(err);
	for (size_t j = 0; status == FL_OK && j < p->num_columns; j++)
		column_at[j] = FL_AT_LO;
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++)
		row_at[k] = FL_BASIC;
	if (status == FL_OK) {
		boxes_around(s, close, lo, hi);
		status = fl_basis_new_exact(p, lo, hi, column_at, row_at, &lp, err);
	}
	if (status == FL_OK)
		status = fl_basis_solve(lp, &answer, err);
	*ret_fits = status == FL_OK && answer == FL_BASIS_OPTIMAL;
	for (size_t c = 0; *ret_fits && c < p->num_classes; c++)
		fl_basis_value(lp, c, s->x[c]);
	if (status == FL_OK && !*ret_fits && tell)
		status = break_pools(s, a, lp, err);
	fl_basis_free(lp);
	fl_mpq_array_free(lo, p->num_columns);
	fl_mpq_array_free(hi, p->num_columns);
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

/* All limits: by the amounts as they are, else by amounts so close to them that whole awards do not tell the difference. */
static fl_status check_limits(fl_solution *s, fl_allocation *a, const mpq_t close, fl_error *err)
{
	mpq_t exactly;
	mpq_init(exactly);
	fl_status status = try_close(s, a, exactly, false, &s->feasible, err);
	if (status == FL_OK && !s->feasible)
		status = try_close(s, a, close, false, &s->feasible, err);
	if (status == FL_OK && !s->feasible) {
		bool broken = false;
		status = name_groups(s, a, &broken, err);
		if (status == FL_OK && !broken)
			status = try_close(s, a, exactly, true, &broken, err);
	}
	mpq_clear(exactly);
	return status;
}

/* ---- The answer ------------------------------------------------------------------------------------- */

static fl_status tell(const fl_problem *problem, const fl_problem_answer *answer, fl_allocation *a, fl_error *err)
{
	fl_buf buf, value;
	fl_buf_init(&buf, 1 << 16);
	if (answer->found) {
		fl_buf_init(&value, 1 << 16);
		fl_model_number(&value, answer->value);
		fl_buf_printf(&buf,
			      answer->complete ? FL_MESSAGE("'%.*s' of the model comes to %s, which is proven to be the best there is "
							    "within the model")
					       : FL_MESSAGE("'%.*s' of the model comes to %s, the best found within the node limit, "
							    "not proven to be best"),
			      FL_STR_ARG(problem->text.objective), fl_buf_part(&buf, &value));
		fl_buf_release(&value);
	} else {
		fl_buf_puts(&buf, FL_MESSAGE("no awards satisfy the model"));
	}
	return keep_text(a, &buf, &a->note, err);
}

static fl_status solve(fl_solution *s, const fl_problem *problem, fl_problem_answer *answer, fl_allocation *a, fl_error *err)
{
	FL_TRY(fl_problem_solve(problem, s->spec->policy.node_limit, answer, err));
	a->nodes = answer->nodes;
	a->pivots = answer->pivots;
	a->repairs = answer->repairs;
	if (!answer->found && !answer->complete)
		return fl_error_set(err, FL_ERANGE,
				    "the model has whole numbers, and no awards were found within the node limit");
	s->feasible = answer->found;
	FL_TRY(tell(problem, answer, a, err));
	if (!answer->found)
		return FL_OK;
	FL_TRY(take_awards(s, problem, answer, err));
	mpq_t close;
	mpq_init(close);
	mpq_set_ui(close, 1, CLOSE);
	fl_status status = check_classes(s, a, close, err);
	if (status == FL_OK && s->feasible)
		status = check_limits(s, a, close, err);
	mpq_clear(close);
	return status;
}

fl_status fl_own_model_run(fl_solution *s, fl_str text, fl_allocation *a, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_str *names = NULL;
	fl_problem *problem = NULL;
	fl_problem_answer answer;
	fl_status status = award_names(s->program, &arena, &names, err);
	if (status == FL_OK)
		status = fl_problem_make(text, names, s->program->num_classes, &problem, err);
	if (status == FL_OK) {
		status = solve(s, problem, &answer, a, err);
		fl_problem_answer_release(&answer);
	}
	fl_problem_free(problem);
	fl_arena_release(&arena);
	return status;
}
