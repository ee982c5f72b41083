/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.c - from the text of a translated model to a program: order of columns, whole rows. Boxes: problem_box.c.
 */
#include "allocate/problem.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

enum { WHOLE_BITS = 50 };

typedef struct rows { /* entries of row k: of[start[k] .. start[k + 1]) */
	uint32_t *start, *of;
	int64_t *coef; /* by entry: whole */
} rows;

/* ---- Columns ---------------------------------------------------------------------------------------- */

/* The columns asked for first, then the others in their order. */
static fl_status order_columns(fl_problem *x, const fl_str *first, size_t num_first, size_t *ret_classes, fl_error *err)
{
	const fl_problem_text *text = &x->text;
	fl_map names = { 0 };
	bool *placed = fl_alloc_array(text->num_columns + 1, sizeof *placed);
	fl_status status = placed ? FL_OK : fl_enomem(err);
	size_t next = 0, stands;
	for (size_t j = 0; status == FL_OK && j < text->num_columns; j++)
		if (!fl_map_put(&names, text->columns[j].name, j, &stands))
			status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < num_first; i++) {
		size_t j = fl_map_get(&names, first[i]);
		if (j == FL_MAP_NONE || placed[j])
			continue;
		placed[j] = true;
		x->column[next++] = (uint32_t)j;
	}
	*ret_classes = next;
	for (uint32_t j = 0; status == FL_OK && j < text->num_columns; j++)
		if (!placed[j])
			x->column[next++] = j;
	fl_map_release(&names);
	fl_free(placed);
	return status;
}

/* An objective coefficient as a fraction of two int64; digits that no double has may go. */
static bool objective_of(const mpq_t c, bool minus, fl_column *ret)
{
	bool fits = fl_mpz_get_i64(mpq_numref(c), &ret->c_num) && fl_mpz_get_i64(mpq_denref(c), &ret->c_den);
	if (!fits) {
		mpq_t near;
		mpz_t z;
		mpq_init(near);
		mpz_init(z);
		ret->c_den = (int64_t)1 << WHOLE_BITS;
		mpq_mul_2exp(near, c, WHOLE_BITS);
		fl_mpq_floor(z, near);
		fits = fl_mpz_get_i64(z, &ret->c_num);
		mpq_clear(near);
		mpz_clear(z);
	}
	fits = fits && ret->c_num != INT64_MIN;
	if (fits && minus)
		ret->c_num = -ret->c_num;
	return fits;
}

static fl_status add_columns(fl_problem *x, fl_program_builder *b, size_t classes, fl_error *err)
{
	for (size_t j = 0; j < x->text.num_columns; j++) {
		const fl_problem_line *from = &x->text.columns[x->column[j]];
		fl_column column = { .kind = j < classes ? FL_COLUMN_CLASS : FL_COLUMN_FLOW, .count = 1 };
		if (!objective_of(from->objective, x->text.minimised, &column))
			return fl_error_set(err, FL_ERANGE, "the objective of '%.*s' is too large", FL_STR_ARG(from->name));
		FL_TRY(fl_builder_column(b, &column, err));
		x->num_integer += from->integer;
	}
	return FL_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------------- */

static fl_status sort_entries(const fl_problem_text *text, rows *r, fl_error *err)
{
	r->start = fl_alloc_array(text->num_rows + 2, sizeof *r->start);
	r->of = fl_alloc_array(text->num_entries + 1, sizeof *r->of);
	r->coef = fl_alloc_array(text->num_entries + 1, sizeof *r->coef);
	if (!r->start || !r->of || !r->coef)
		return fl_enomem(err);
	for (size_t e = 0; e < text->num_entries; e++)
		r->start[text->entries[e].row + 2]++;
	for (size_t k = 2; k < text->num_rows + 2; k++)
		r->start[k] += r->start[k - 1];
	for (uint32_t e = 0; e < text->num_entries; e++)
		r->of[r->start[text->entries[e].row + 1]++] = e;
	return FL_OK;
}

/* The common denominator of a row's coefficients; false where it, or a coefficient times it, has too many digits. */
static bool common_denominator(const fl_problem_text *text, const rows *r, size_t k, mpz_t ret, mpz_t scratch)
{
	mpz_set_ui(ret, 1);
	for (uint32_t i = r->start[k]; i < r->start[k + 1]; i++) {
		mpz_lcm(ret, ret, mpq_denref(text->entries[r->of[i]].value));
		if (mpz_sizeinbase(ret, 2) > WHOLE_BITS)
			return false;
	}
	for (uint32_t i = r->start[k]; i < r->start[k + 1]; i++) {
		mpz_mul(scratch, ret, mpq_numref(text->entries[r->of[i]].value));
		mpz_tdiv_q(scratch, scratch, mpq_denref(text->entries[r->of[i]].value));
		if (mpz_sizeinbase(scratch, 2) > WHOLE_BITS)
			return false;
	}
	return true;
}

/* The power of two by which the largest coefficient of a row gets WHOLE_BITS digits; at least 1. */
static void power_of_two(const fl_problem_text *text, const rows *r, size_t k, mpz_t ret, mpz_t scratch)
{
	size_t bits = 0;
	for (uint32_t i = r->start[k]; i < r->start[k + 1]; i++) {
		mpz_cdiv_q(scratch, mpq_numref(text->entries[r->of[i]].value), mpq_denref(text->entries[r->of[i]].value));
		bits = mpz_sizeinbase(scratch, 2) > bits ? mpz_sizeinbase(scratch, 2) : bits;
	}
	mpz_set_ui(ret, 1);
	mpz_mul_2exp(ret, ret, bits < WHOLE_BITS ? WHOLE_BITS - bits : 0);
}

/* To the nearest whole number. */
static void nearest(const mpq_t q, mpz_t ret, mpz_t scratch)
{
	mpz_mul_2exp(ret, mpq_numref(q), 1);
	mpz_add(ret, ret, mpq_denref(q));
	mpz_mul_2exp(scratch, mpq_denref(q), 1);
	mpz_fdiv_q(ret, ret, scratch);
}

static fl_status add_row(fl_problem *x, fl_program_builder *b, rows *r, size_t k, fl_error *err)
{
	const fl_problem_line *from = &x->text.rows[k];
	fl_row row = { .kind = FL_ROW_GROUP, .name = from->name, .limit = UINT32_MAX, .scale = 1,
		       .has_lo = from->has_lo, .has_hi = from->has_hi };
	mpz_t scale, z, scratch;
	mpq_t product, factor;
	bool fits = true;
	uint32_t at = 0;
	mpz_inits(scale, z, scratch, NULL);
	mpq_inits(product, factor, NULL);
	if (!common_denominator(&x->text, r, k, scale, scratch))
		power_of_two(&x->text, r, k, scale, scratch);
	mpq_set_z(factor, scale);
	for (uint32_t i = r->start[k]; i < r->start[k + 1]; i++) {
		mpq_mul(product, x->text.entries[r->of[i]].value, factor);
		nearest(product, z, scratch);
		fits = fits && mpz_sizeinbase(z, 2) <= WHOLE_BITS + 1 && fl_mpz_get_i64(z, &r->coef[r->of[i]]);
	}
	fl_status status = fits ? fl_builder_row(b, &row, &at, err)
				: fl_error_set(err, FL_ERANGE, "the numbers of '%.*s' are too large",
					       FL_STR_ARG(from->name));
	if (status == FL_OK) {
		mpq_mul(b->program->rows[at].lo, from->lo, factor);
		mpq_mul(b->program->rows[at].hi, from->hi, factor);
	}
	mpz_clears(scale, z, scratch, NULL);
	mpq_clears(product, factor, NULL);
	return status;
}

/* ---- The program ------------------------------------------------------------------------------------ */

static fl_status add_entries(const fl_problem *x, fl_program_builder *b, const rows *r, fl_error *err)
{
	const fl_problem_text *text = &x->text;
	uint32_t *place = fl_alloc_array(text->num_columns + 1, sizeof *place);
	fl_status status = place ? FL_OK : fl_enomem(err);
	for (uint32_t j = 0; place && j < text->num_columns; j++)
		place[x->column[j]] = j;
	for (size_t e = 0; status == FL_OK && e < text->num_entries; e++)
		if (r->coef[e] != 0)
			status = fl_builder_entry(b, place[text->entries[e].column], text->entries[e].row, r->coef[e], err);
	fl_free(place);
	return status;
}

static fl_status build(fl_problem *x, size_t classes, fl_error *err)
{
	fl_program_builder b;
	rows r = { 0 };
	fl_status status = fl_builder_init(&b, err);
	if (status == FL_OK)
		status = sort_entries(&x->text, &r, err);
	for (size_t k = 0; status == FL_OK && k < x->text.num_rows; k++)
		status = add_row(x, &b, &r, k, err);
	if (status == FL_OK)
		status = add_columns(x, &b, classes, err);
	if (status == FL_OK)
		status = add_entries(x, &b, &r, err);
	if (status == FL_OK)
		status = fl_builder_close(&b, &x->program, err);
	fl_builder_release(&b);
	fl_free(r.start);
	fl_free(r.of);
	fl_free(r.coef);
	return status;
}

fl_str fl_problem_name(const fl_problem *x, size_t column)
{
	return x->text.columns[x->column[column]].name;
}

bool fl_problem_integer(const fl_problem *x, size_t column)
{
	return x->text.columns[x->column[column]].integer;
}

fl_status fl_problem_make(fl_str text, const fl_str *first, size_t num_first, fl_problem **ret_problem, fl_error *err)
{
	size_t classes = 0;
	fl_problem *x = fl_alloc(sizeof *x);
	if (!x)
		return fl_enomem(err);
	fl_status status = fl_problem_text_read(text, &x->text, err);
	size_t n = x->text.num_columns;
	if (status == FL_OK) {
		x->column = fl_alloc_array(n + 1, sizeof *x->column);
		x->lo = fl_mpq_array_new(n);
		x->hi = fl_mpq_array_new(n);
		x->far_lo = fl_alloc_array(n + 1, sizeof *x->far_lo);
		x->far_hi = fl_alloc_array(n + 1, sizeof *x->far_hi);
		if (!x->column || !x->lo || !x->hi || !x->far_lo || !x->far_hi)
			status = fl_enomem(err);
	}
	if (status == FL_OK)
		status = order_columns(x, first, num_first, &classes, err);
	if (status == FL_OK)
		status = build(x, classes, err);
	if (status == FL_OK)
		status = fl_problem_boxes(x, err);
	if (status == FL_OK)
		*ret_problem = x;
	else
		fl_problem_free(x);
	return status;
}

void fl_problem_free(fl_problem *x)
{
	if (!x)
		return;
	fl_mpq_array_free(x->lo, x->text.num_columns);
	fl_mpq_array_free(x->hi, x->text.num_columns);
	fl_free(x->far_lo);
	fl_free(x->far_hi);
	fl_free(x->column);
	fl_program_free(x->program);
	fl_problem_text_release(&x->text);
	fl_free(x);
}
