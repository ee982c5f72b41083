/* SPDX-License-Identifier: Apache-2.0
 *
 * program.c - the sparse program as a data structure: columns, rows, entries sorted by column. What it means for a
 * round is instance.c's job.
 */
#include "allocate/program.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/vec.h"

fl_status fl_builder_init(fl_program_builder *b, fl_error *err)
{
	*b = (fl_program_builder){ 0 };
	b->program = fl_alloc(sizeof *b->program);
	return b->program ? FL_OK : fl_enomem(err);
}

void fl_builder_release(fl_program_builder *b)
{
	fl_free(b->entries.column);
	fl_free(b->entries.row);
	fl_free(b->entries.coef);
	fl_program_free(b->program);
	*b = (fl_program_builder){ 0 };
}

void fl_program_free(fl_program *program)
{
	if (!program)
		return;
	for (size_t i = 0; i < program->num_rows; i++) {
		mpq_clear(program->rows[i].lo);
		mpq_clear(program->rows[i].hi);
	}
	fl_free(program->columns);
	fl_free(program->rows);
	fl_free(program->start);
	fl_free(program->row);
	fl_free(program->coef);
	fl_free(program->members);
	fl_arena_release(&program->arena);
	fl_free(program);
}

bool fl_row_is_private(const fl_row *row)
{
	return row->kind >= FL_ROW_SIGNATURE;
}

uint32_t fl_program_next_part(const fl_program *p, uint32_t leader, uint32_t c)
{
	return p->lead && c + 1 < p->num_classes && p->lead[c + 1] == leader ? c + 1 : UINT32_MAX;
}

void fl_program_follow(const fl_program *p, uint32_t c, fl_money *hi)
{
	fl_money unit = p->columns[c].unit_max;
	for (uint32_t j = fl_program_next_part(p, c, c); j != UINT32_MAX; j = fl_program_next_part(p, c, j))
		hi[j] = hi[c] / unit * p->columns[j].unit_max;
}

uint32_t fl_program_count(const fl_program *p, size_t c)
{
	return p->count_of ? p->count_of[c] : UINT32_MAX;
}

fl_status fl_builder_column(fl_program_builder *b, const fl_column *column, fl_error *err)
{
	fl_program *p = b->program;
	if (!fl_vec_grow_((void **)&p->columns, &b->cap_columns, p->num_columns + 1, sizeof *p->columns))
		return fl_enomem(err);
	p->columns[p->num_columns++] = *column;
	if (column->kind == FL_COLUMN_CLASS) {
		p->num_classes++;
		p->integer = p->integer || column->unit_min > 0;
	}
	return FL_OK;
}

fl_status fl_builder_row(fl_program_builder *b, const fl_row *row, uint32_t *ret_row, fl_error *err)
{
	fl_program *p = b->program;
	if (!fl_vec_grow_((void **)&p->rows, &b->cap_rows, p->num_rows + 1, sizeof *p->rows))
		return fl_enomem(err);
	fl_row *r = &p->rows[p->num_rows];
	*r = *row;
	mpq_init(r->lo);
	mpq_init(r->hi);
	*ret_row = (uint32_t)p->num_rows++;
	return FL_OK;
}

void fl_builder_row_lo(fl_program_builder *b, uint32_t row, int64_t value)
{
	b->program->rows[row].has_lo = true;
	fl_mpq_set_i64(b->program->rows[row].lo, value, 1);
}

void fl_builder_row_hi(fl_program_builder *b, uint32_t row, int64_t value)
{
	b->program->rows[row].has_hi = true;
	fl_mpq_set_i64(b->program->rows[row].hi, value, 1);
}

fl_status fl_builder_entry(fl_program_builder *b, uint32_t column, uint32_t row, int64_t coef, fl_error *err)
{
	size_t cap = b->entries.cap, need = b->entries.len + 1, same;
	if (need > cap) {
		cap = cap ? cap * 2 : 1024;
		same = b->entries.cap;
		if (!fl_vec_grow_((void **)&b->entries.column, &same, cap, sizeof(uint32_t)))
			return fl_enomem(err);
		same = b->entries.cap;
		if (!fl_vec_grow_((void **)&b->entries.row, &same, cap, sizeof(uint32_t)))
			return fl_enomem(err);
		same = b->entries.cap;
		if (!fl_vec_grow_((void **)&b->entries.coef, &same, cap, sizeof(int64_t)))
			return fl_enomem(err);
		b->entries.cap = cap;
	}
	b->entries.column[b->entries.len] = column;
	b->entries.row[b->entries.len] = row;
	b->entries.coef[b->entries.len++] = coef;
	return FL_OK;
}

fl_status fl_builder_copy_rows(fl_program_builder *b, const fl_program *from, const __int128 *settled, fl_error *err)
{
	fl_status status = FL_OK;
	mpq_t part;
	mpq_init(part);
	for (size_t k = 0; status == FL_OK && k < from->num_rows; k++) {
		uint32_t row = 0;
		status = fl_builder_row(b, &from->rows[k], &row, err);
		if (status != FL_OK)
			break;
		fl_program_int128(part, settled[k]);
		mpq_sub(b->program->rows[row].lo, from->rows[k].lo, part);
		mpq_sub(b->program->rows[row].hi, from->rows[k].hi, part);
	}
	mpq_clear(part);
	return status;
}

fl_status fl_builder_copy(fl_program_builder *b, const fl_program *from, uint32_t j, const fl_column *column,
			  fl_error *err)
{
	uint32_t at = (uint32_t)b->program->num_columns;
	FL_TRY(fl_builder_column(b, column, err));
	for (uint32_t e = from->start[j]; e < from->start[j + 1]; e++)
		FL_TRY(fl_builder_entry(b, at, from->row[e], from->coef[e], err));
	return FL_OK;
}

fl_status fl_builder_close(fl_program_builder *b, fl_program **ret_program, fl_error *err)
{
	fl_program *p = b->program;
	size_t n = p->num_columns, nz = b->entries.len;
	p->start = fl_alloc_array(n + 2, sizeof *p->start);
	p->row = fl_alloc_array(nz + 1, sizeof *p->row);
	p->coef = fl_alloc_array(nz + 1, sizeof *p->coef);
	if (!p->start || !p->row || !p->coef)
		return fl_enomem(err);
	for (size_t i = 0; i < nz; i++) /* counting sort, stable: entries of a column keep their order */
		p->start[b->entries.column[i] + 2]++;
	for (size_t j = 2; j < n + 2; j++)
		p->start[j] += p->start[j - 1];
	for (size_t i = 0; i < nz; i++) {
		uint32_t at = p->start[b->entries.column[i] + 1]++;
		p->row[at] = b->entries.row[i];
		p->coef[at] = b->entries.coef[i];
	}
	*ret_program = p;
	b->program = NULL;
	fl_builder_release(b);
	return FL_OK;
}

void fl_program_int128(mpq_t q, __int128 value)
{
	unsigned __int128 size = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
	mpz_set_ui(mpq_numref(q), (unsigned long)(size >> 64));
	mpz_mul_2exp(mpq_numref(q), mpq_numref(q), 64);
	mpz_add_ui(mpq_numref(q), mpq_numref(q), (unsigned long)size);
	if (value < 0)
		mpz_neg(mpq_numref(q), mpq_numref(q));
	mpz_set_ui(mpq_denref(q), 1);
}
