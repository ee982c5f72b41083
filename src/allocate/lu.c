/* SPDX-License-Identifier: Apache-2.0
 *
 * lu.c - exact sparse factors. Rows are lists of (column, value); an elimination step takes the pivot row out,
 * subtracts multiples of it from the rows below and remembers the multipliers. Column lists may name rows that have
 * lost the entry since; they are looked up again when used.
 */
#include "allocate/lu.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/vec.h"

typedef struct lu_cell {
	uint32_t column;
	mpq_t value;
} lu_cell;

typedef FL_VEC(lu_cell) lu_row;
typedef FL_VEC(uint32_t) lu_list;

typedef struct lu_step {             /* one elimination step */
	uint32_t row, column, pivot; /* pivot: cell in rows[row] */
	uint32_t first, len;         /* slice of multipliers */
} lu_step;

typedef struct lu_multiplier {
	uint32_t row;
	mpq_t value;
} lu_multiplier;

struct fl_lu {
	size_t n;
	lu_row *rows;
	lu_step *steps;
	FL_VEC(lu_multiplier) multipliers;
	mpq_t *scratch; /* n zeros between calls */
};

typedef struct lu_work {  /* only while factoring */
	lu_list *columns; /* rows that may have the column */
	uint32_t *count;  /* entries of a column in active rows */
	bool *row_done, *column_done;
	lu_list single_columns, single_rows;
	uint32_t *where; /* column -> cell of the row being changed, UINT32_MAX none */
} lu_work;

static void release_row(lu_row *row)
{
	for (size_t i = 0; i < row->len; i++)
		mpq_clear(row->items[i].value);
	fl_vec_release(row);
}

void fl_lu_free(fl_lu *lu)
{
	if (!lu)
		return;
	for (size_t i = 0; lu->rows && i < lu->n; i++)
		release_row(&lu->rows[i]);
	for (size_t i = 0; i < lu->multipliers.len; i++)
		mpq_clear(lu->multipliers.items[i].value);
	fl_vec_release(&lu->multipliers);
	for (size_t i = 0; lu->scratch && i < lu->n; i++)
		mpq_clear(lu->scratch[i]);
	fl_free(lu->scratch);
	fl_free(lu->rows);
	fl_free(lu->steps);
	fl_free(lu);
}

static void work_release(lu_work *work, size_t n)
{
	for (size_t i = 0; work->columns && i < n; i++)
		fl_vec_release(&work->columns[i]);
	fl_free(work->columns);
	fl_free(work->count);
	fl_free(work->row_done);
	fl_free(work->column_done);
	fl_free(work->where);
	fl_vec_release(&work->single_columns);
	fl_vec_release(&work->single_rows);
}

static bool work_init(lu_work *work, size_t n)
{
	work->columns = fl_alloc_array(n, sizeof *work->columns);
	work->count = fl_alloc_array(n, sizeof *work->count);
	work->row_done = fl_alloc_array(n, sizeof *work->row_done);
	work->column_done = fl_alloc_array(n, sizeof *work->column_done);
	work->where = fl_alloc_array(n, sizeof *work->where);
	if (!work->columns || !work->count || !work->row_done || !work->column_done || !work->where)
		return false;
	for (size_t i = 0; i < n; i++)
		work->where[i] = UINT32_MAX;
	return true;
}

static bool add_entry(fl_lu *lu, lu_work *work, uint32_t row, uint32_t column, int64_t value)
{
	lu_row *r = &lu->rows[row];
	if (!fl_vec_reserve(r, r->len + 1) || !fl_vec_push(&work->columns[column], row))
		return false;
	lu_cell *cell = &r->items[r->len++];
	cell->column = column;
	mpq_init(cell->value);
	mpq_set_si(cell->value, (long)value, 1);
	work->count[column]++;
	return true;
}

static uint32_t find_cell(const lu_row *row, uint32_t column)
{
	for (uint32_t i = 0; i < row->len; i++)
		if (row->items[i].column == column)
			return i;
	return UINT32_MAX;
}

/* The next pivot: a singleton when there is one, else the entry with the least (r-1)(c-1) among the shortest columns.
 */
static bool choose_pivot(const fl_lu *lu, lu_work *work, uint32_t *ret_row, uint32_t *ret_column)
{
	while (work->single_columns.len > 0) {
		uint32_t c = work->single_columns.items[--work->single_columns.len];
		if (work->column_done[c] || work->count[c] != 1)
			continue;
		for (size_t i = 0; i < work->columns[c].len; i++) {
			uint32_t r = work->columns[c].items[i];
			if (!work->row_done[r] && find_cell(&lu->rows[r], c) != UINT32_MAX) {
				*ret_row = r;
				*ret_column = c;
				return true;
			}
		}
	}
	while (work->single_rows.len > 0) {
		uint32_t r = work->single_rows.items[--work->single_rows.len];
		if (!work->row_done[r] && lu->rows[r].len == 1) {
			*ret_row = r;
			*ret_column = lu->rows[r].items[0].column;
			return true;
		}
	}
	uint64_t best = UINT64_MAX;
	for (uint32_t r = 0; r < lu->n && best > 0; r++) {
		if (work->row_done[r])
			continue;
		for (size_t i = 0; i < lu->rows[r].len; i++) {
			uint32_t c = lu->rows[r].items[i].column;
			uint64_t cost = (uint64_t)(lu->rows[r].len - 1) * (work->count[c] - 1);
			if (cost < best) {
				best = cost;
				*ret_row = r;
				*ret_column = c;
			}
		}
	}
	return best != UINT64_MAX;
}

/* Take the entries of a row that cancelled out of it. */
static bool drop_zeros(lu_row *row, lu_work *work)
{
	bool ok = true;
	for (uint32_t i = 0; i < row->len;) {
		if (mpq_sgn(row->items[i].value) != 0) {
			i++;
			continue;
		}
		uint32_t c = row->items[i].column;
		mpq_clear(row->items[i].value);
		row->items[i] = row->items[--row->len];
		if (--work->count[c] == 1)
			ok = ok && fl_vec_push(&work->single_columns, c);
	}
	return ok;
}

/* rows[target] -= (its entry in the pivot column / pivot) * rows[step->row] */
static bool subtract_row(fl_lu *lu, lu_work *work, const lu_step *step, uint32_t target)
{
	lu_row *from = &lu->rows[step->row], *to = &lu->rows[target];
	uint32_t hit = find_cell(to, step->column);
	if (hit == UINT32_MAX)
		return true;
	lu_multiplier m = { .row = target };
	mpq_init(m.value);
	mpq_div(m.value, to->items[hit].value, from->items[step->pivot].value);
	mpq_clear(to->items[hit].value);
	to->items[hit] = to->items[--to->len];
	work->count[step->column]--;
	if (!fl_vec_push(&lu->multipliers, m)) {
		mpq_clear(m.value);
		return false;
	}
	for (uint32_t i = 0; i < to->len; i++)
		work->where[to->items[i].column] = i;
	mpq_t product;
	mpq_init(product);
	bool ok = true;
	for (uint32_t i = 0; ok && i < from->len; i++) {
		uint32_t c = from->items[i].column;
		if (i == step->pivot)
			continue;
		if (work->where[c] == UINT32_MAX) {
			ok = add_entry(lu, work, target, c, 0);
			if (ok)
				work->where[c] = (uint32_t)to->len - 1;
		}
		if (ok) {
			mpq_mul(product, m.value, from->items[i].value);
			mpq_sub(to->items[work->where[c]].value, to->items[work->where[c]].value, product);
		}
	}
	mpq_clear(product);
	for (uint32_t i = 0; i < to->len; i++)
		work->where[to->items[i].column] = UINT32_MAX;
	ok = drop_zeros(to, work) && ok;
	if (to->len == 1)
		ok = ok && fl_vec_push(&work->single_rows, target);
	return ok;
}

static bool eliminate(fl_lu *lu, lu_work *work, lu_step *step)
{
	step->pivot = find_cell(&lu->rows[step->row], step->column);
	step->first = (uint32_t)lu->multipliers.len;
	work->row_done[step->row] = true;
	work->column_done[step->column] = true;
	for (size_t i = 0; i < lu->rows[step->row].len; i++) {
		uint32_t c = lu->rows[step->row].items[i].column;
		if (--work->count[c] == 1 && !fl_vec_push(&work->single_columns, c))
			return false;
	}
	if (work->count[step->column] > 0)
		for (size_t i = 0; i < work->columns[step->column].len; i++) {
			uint32_t r = work->columns[step->column].items[i];
			if (!work->row_done[r] && !subtract_row(lu, work, step, r))
				return false;
		}
	step->len = (uint32_t)lu->multipliers.len - step->first;
	return true;
}

static bool load(fl_lu *lu, lu_work *work, const fl_lu_entry *entries, size_t num_entries)
{
	for (size_t i = 0; i < num_entries; i++)
		if (entries[i].value != 0 && !add_entry(lu, work, entries[i].row, entries[i].column, entries[i].value))
			return false;
	for (uint32_t i = 0; i < lu->n; i++) {
		if (work->count[i] == 1 && !fl_vec_push(&work->single_columns, i))
			return false;
		if (lu->rows[i].len == 1 && !fl_vec_push(&work->single_rows, i))
			return false;
	}
	return true;
}

/* A row and a column without a pivot, for the caller to replace. */
static void name_the_singular(const lu_work *work, size_t n, uint32_t *ret_row, uint32_t *ret_column)
{
	for (uint32_t i = 0; i < n; i++)
		if (!work->row_done[i])
			*ret_row = i;
	for (uint32_t i = 0; i < n; i++)
		if (!work->column_done[i])
			*ret_column = i;
}

fl_status fl_lu_factor(size_t n, const fl_lu_entry *entries, size_t num_entries, fl_lu **ret_lu,
		       uint32_t *ret_bad_row, uint32_t *ret_bad_column, fl_error *err)
{
	*ret_lu = NULL;
	fl_status status = FL_OK;
	lu_work work = { 0 };
	fl_lu *lu = fl_alloc(sizeof *lu);
	if (!lu || !work_init(&work, n ? n : 1)) {
		status = fl_enomem(err);
		goto done;
	}
	lu->n = n;
	lu->rows = fl_alloc_array(n ? n : 1, sizeof *lu->rows);
	lu->steps = fl_alloc_array(n ? n : 1, sizeof *lu->steps);
	lu->scratch = fl_alloc_array(n ? n : 1, sizeof *lu->scratch);
	for (size_t i = 0; lu->scratch && i < n; i++)
		mpq_init(lu->scratch[i]);
	if (!lu->rows || !lu->scratch || !lu->steps || !load(lu, &work, entries, num_entries)) {
		status = fl_enomem(err);
		goto done;
	}
	for (size_t s = 0; s < n; s++) {
		if (!choose_pivot(lu, &work, &lu->steps[s].row, &lu->steps[s].column)) {
			name_the_singular(&work, n, ret_bad_row, ret_bad_column);
			goto done;
		}
		if (!eliminate(lu, &work, &lu->steps[s])) {
			status = fl_enomem(err);
			goto done;
		}
	}
	*ret_lu = lu;
	lu = NULL;
done:
	work_release(&work, n ? n : 1);
	fl_lu_free(lu);
	return status;
}

void fl_lu_solve(const fl_lu *lu, mpq_t *b)
{
	mpq_t product;
	mpq_init(product);
	for (size_t s = 0; s < lu->n; s++) {
		const lu_step *step = &lu->steps[s];
		if (mpq_sgn(b[step->row]) == 0)
			continue;
		for (uint32_t i = step->first; i < step->first + step->len; i++) {
			mpq_mul(product, lu->multipliers.items[i].value, b[step->row]);
			mpq_t *to = &b[lu->multipliers.items[i].row];
			mpq_sub(*to, *to, product);
		}
	}
	mpq_t *x = lu->scratch;
	for (size_t s = lu->n; s-- > 0;) {
		const lu_step *step = &lu->steps[s];
		const lu_row *row = &lu->rows[step->row];
		mpq_t *sum = &b[step->row];
		for (uint32_t i = 0; i < row->len; i++) {
			uint32_t c = row->items[i].column;
			if (i == step->pivot || mpq_sgn(x[c]) == 0)
				continue;
			mpq_mul(product, row->items[i].value, x[c]);
			mpq_sub(*sum, *sum, product);
		}
		mpq_div(x[step->column], *sum, row->items[step->pivot].value);
	}
	for (size_t i = 0; i < lu->n; i++) {
		mpq_swap(b[i], x[i]);
		mpq_set_ui(x[i], 0, 1);
	}
	mpq_clear(product);
}

void fl_lu_solve_transposed(const fl_lu *lu, mpq_t *c)
{
	mpq_t product;
	mpq_init(product);
	mpq_t *y = lu->scratch;
	for (size_t s = 0; s < lu->n; s++) {
		const lu_step *step = &lu->steps[s];
		const lu_row *row = &lu->rows[step->row];
		if (mpq_sgn(c[step->column]) == 0)
			continue;
		mpq_div(y[step->row], c[step->column], row->items[step->pivot].value);
		for (uint32_t i = 0; i < row->len; i++) {
			if (i == step->pivot)
				continue;
			mpq_mul(product, row->items[i].value, y[step->row]);
			mpq_t *to = &c[row->items[i].column];
			mpq_sub(*to, *to, product);
		}
	}
	for (size_t s = lu->n; s-- > 0;) {
		const lu_step *step = &lu->steps[s];
		for (uint32_t i = step->first; i < step->first + step->len; i++) {
			mpq_mul(product, lu->multipliers.items[i].value, y[lu->multipliers.items[i].row]);
			mpq_sub(y[step->row], y[step->row], product);
		}
	}
	for (size_t i = 0; i < lu->n; i++) {
		mpq_swap(c[i], y[i]);
		mpq_set_ui(y[i], 0, 1);
	}
	mpq_clear(product);
}
