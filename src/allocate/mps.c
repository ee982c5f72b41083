/* SPDX-License-Identifier: Apache-2.0
 *
 * mps.c - the program of a round as free MPS, the format that every solver of linear programs reads. Rows and columns
 * have the names, the units and the order of models/support.mod (the map stands in mathprog.h), so that a problem
 * read from here and one translated from model and data are the same.
 *
 * Sections as in the GLPK reference manual, appendix B ("Free MPS format"): ROWS, COLUMNS by column, RHS, RANGES,
 * BOUNDS. A row with two limits is of type L with its maximum as right-hand side and the distance as range.
 */
#include "allocate/model_text.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

typedef struct writer {
	const fl_model *model;
	const fl_program *program;
	fl_buf *out;
	int64_t unit;
	uint32_t *signature; /* per row of kind SIGNATURE: whose it is */
	mpq_t value;         /* scratch */
} writer;

typedef enum side { SIDE_BOTH, SIDE_MIN, SIDE_MAX } side;

/* ---- Names and numbers ----------------------------------------------------------------------------- */

static void put_row(const writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	switch (row->kind) {
	case FL_ROW_POOL:
		fl_buf_printf(w->out, "pool[%u]", row->pool + 1);
		break;
	case FL_ROW_SIGNATURE:
		fl_buf_printf(w->out, "shared[%u]", w->signature[k] + 1);
		break;
	case FL_ROW_GROUP:
		fl_buf_printf(w->out, "group_%simum[%u]", which == SIDE_MIN ? "min" : "max",
			      fl_model_group(w->model, row->limit));
		break;
	case FL_ROW_AWARDED_MIN:
	case FL_ROW_AWARDED_MAX:
		fl_buf_printf(w->out, "awarded_%simum[%u]", row->kind == FL_ROW_AWARDED_MIN ? "min" : "max",
			      fl_model_group(w->model, row->limit));
		break;
	case FL_ROW_FUNDED:
		fl_buf_printf(w->out, "funded_maximum[%u]", fl_model_group(w->model, row->limit));
		break;
	case FL_ROW_LINK: /* written as at_least and at_most of the class */
		break;
	case FL_ROW_TOTAL:
		fl_buf_puts(w->out, "all_awards[total]");
		break;
	}
}

static void put_column(const writer *w, size_t j)
{
	const fl_column *column = &w->program->columns[j];
	if (column->kind == FL_COLUMN_CLASS)
		fl_buf_printf(w->out, "met[%zu]", j + 1);
	else if (column->kind == FL_COLUMN_FLOW)
		fl_buf_printf(w->out, "pays[%u,%u]", column->signature + 1, column->pool + 1);
	else
		fl_buf_puts(w->out, "total");
}

static void put_value(const writer *w)
{
	fl_buf_putc(w->out, ' ');
	fl_model_number(w->out, w->value);
	fl_buf_putc(w->out, '\n');
}

/* value = num / (unit * scale of the row) */
static void set_money(writer *w, const mpq_t num, size_t k)
{
	mpq_t divisor;
	mpq_init(divisor);
	fl_mpq_set_i64(divisor, w->unit, 1);
	mpq_div(w->value, num, divisor);
	fl_mpq_set_i64(divisor, w->program->rows[k].scale, 1);
	mpq_div(w->value, w->value, divisor);
	mpq_clear(divisor);
}

static bool is_counted(const writer *w, size_t c)
{
	return fl_model_has(w->program, c) && w->program->columns[c].unit_min > 0 && w->program->integer;
}

/* ---- Sections -------------------------------------------------------------------------------------- */

/* Call for every row of the model that the program's rows have: kinds in the model's order, minima before maxima. */
static void each_row(writer *w, void (*put)(writer *w, size_t k, side which))
{
	static const struct {
		fl_row_kind kind;
		side which;
	} order[] = { { FL_ROW_POOL, SIDE_BOTH },        { FL_ROW_SIGNATURE, SIDE_BOTH },
		      { FL_ROW_GROUP, SIDE_MIN },        { FL_ROW_GROUP, SIDE_MAX },
		      { FL_ROW_AWARDED_MIN, SIDE_BOTH }, { FL_ROW_AWARDED_MAX, SIDE_BOTH },
		      { FL_ROW_FUNDED, SIDE_BOTH },      { FL_ROW_TOTAL, SIDE_BOTH } };
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		for (size_t k = 0; k < w->program->num_rows; k++) {
			const fl_row *row = &w->program->rows[k];
			if (row->kind == order[i].kind && (order[i].which != SIDE_MIN || row->has_lo) &&
			    (order[i].which != SIDE_MAX || row->has_hi))
				put(w, k, order[i].which);
		}
}

static void put_type(writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	bool lo = row->has_lo && which != SIDE_MAX, hi = row->has_hi && which != SIDE_MIN;
	char type = !hi ? 'G' : lo && mpq_equal(row->lo, row->hi) ? 'E' : 'L';
	fl_buf_printf(w->out, " %c ", type);
	put_row(w, k, which);
	fl_buf_putc(w->out, '\n');
}

/* value = how many dreams the row may fund, less those that a base grant funds in any case. */
static void set_number(writer *w, size_t k)
{
	const fl_program *p = w->program;
	mpq_t sure;
	mpq_init(sure);
	mpq_set(w->value, p->rows[k].hi);
	for (size_t c = 0; !p->integer && c < p->num_classes; c++) {
		uint32_t count = fl_program_count(p, c);
		for (uint32_t e = count == UINT32_MAX ? 0 : p->start[count];
		     count != UINT32_MAX && fl_model_has(p, c) && e < p->start[count + 1]; e++)
			if (p->row[e] == k) {
				mpq_set_ui(sure, p->columns[c].count, 1);
				mpq_sub(w->value, w->value, sure);
			}
	}
	mpq_clear(sure);
}

static void put_right_side(writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	bool max = row->has_hi && which != SIDE_MIN;
	if (row->kind == FL_ROW_FUNDED)
		set_number(w, k);
	else
		set_money(w, max ? row->hi : row->lo, k);
	if (mpq_sgn(w->value) == 0)
		return;
	fl_buf_puts(w->out, " RHS ");
	put_row(w, k, which);
	put_value(w);
}

static void put_range(writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	if (which != SIDE_BOTH || !row->has_lo || !row->has_hi || mpq_equal(row->lo, row->hi))
		return;
	fl_buf_puts(w->out, " RNG ");
	put_row(w, k, which);
	mpq_sub(w->value, row->hi, row->lo);
	set_money(w, w->value, k);
	put_value(w);
}

/* Entry of column j, whose one unit in the model is 'width' minor units, in a row. */
static void put_entry(writer *w, size_t j, uint32_t e, int64_t width)
{
	const fl_program *p = w->program;
	const fl_row *row = &p->rows[p->row[e]];
	bool split = row->kind == FL_ROW_GROUP;
	mpq_t coef;
	mpq_init(coef);
	fl_mpq_set_i64(coef, width, 1);
	fl_mpq_set_i64(w->value, p->coef[e], 1);
	mpq_mul(w->value, w->value, coef);
	set_money(w, w->value, p->row[e]);
	for (side which = split ? SIDE_MIN : SIDE_BOTH; which <= (split ? SIDE_MAX : SIDE_BOTH); which++) {
		if ((which == SIDE_MIN && !row->has_lo) || (which == SIDE_MAX && !row->has_hi))
			continue;
		fl_buf_putc(w->out, ' ');
		put_column(w, j);
		fl_buf_putc(w->out, ' ');
		put_row(w, p->row[e], which);
		put_value(w);
	}
	mpq_clear(coef);
}

/* How long tranche k is for one dream of the class. */
static fl_money tranche_length(const writer *w, size_t c, size_t k)
{
	const fl_policy *policy = &w->model->spec->policy;
	const fl_column *class = &w->program->columns[c];
	fl_money request = w->model->dreams[w->program->members[class->first]].request;
	return fl_model_tranche_end(policy, class, request, k) -
	       (k > 0 ? fl_model_tranche_end(policy, class, request, k - 1) : 0);
}

/* What a class gets out of its tranches. */
static void put_parts(writer *w, size_t c)
{
	const fl_policy *policy = &w->model->spec->policy;
	const fl_column *class = &w->program->columns[c];
	const fl_candidate *dream = &w->model->dreams[w->program->members[class->first]];
	mpq_t factor;
	mpq_init(factor);
	for (size_t k = 0; k < policy->num_tranches; k++) {
		fl_mpq_set_i64(w->value, -dream->tally, dream->request);
		fl_mpq_set_i64(factor, class->hi, 1);
		mpq_mul(w->value, w->value, factor);
		fl_mpq_set_i64(factor, policy->tranches[k].weight, 1);
		mpq_mul(w->value, w->value, factor);
		if (mpq_sgn(w->value) != 0) {
			fl_buf_printf(w->out, " part[%zu,%zu] support", c + 1, k + 1);
			put_value(w);
		}
		fl_buf_printf(w->out, " part[%zu,%zu] parts[%zu] -1\n", c + 1, k + 1, c + 1);
		if (is_counted(w, c))
			fl_buf_printf(w->out, " part[%zu,%zu] funded_parts[%zu,%zu] %u\n", c + 1, k + 1, c + 1, k + 1,
				      class->count);
	}
	fl_buf_printf(w->out, " met[%zu] parts[%zu] 1\n", c + 1, c + 1);
	mpq_clear(factor);
}

static void put_class(writer *w, size_t c)
{
	const fl_column *class = &w->program->columns[c];
	mpq_t full;
	if (w->model->spec->policy.num_tranches > 0) {
		put_parts(w, c);
	} else if (class->c_num > 0) { /* minus: the format minimises */
		mpq_init(full);
		fl_mpq_set_i64(full, class->hi, 1);
		fl_mpq_set_i64(w->value, -class->c_num, class->c_den);
		mpq_mul(w->value, w->value, full);
		mpq_clear(full);
		fl_buf_printf(w->out, " met[%zu] support", c + 1);
		put_value(w);
	}
	for (uint32_t e = w->program->start[c]; e < w->program->start[c + 1]; e++)
		if (w->program->rows[w->program->row[e]].kind != FL_ROW_LINK)
			put_entry(w, c, e, class->hi);
	if (is_counted(w, c))
		fl_buf_printf(w->out, " met[%zu] at_least[%zu] %u\n met[%zu] at_most[%zu] %u\n", c + 1, c + 1,
			      class->count, c + 1, c + 1, class->count);
}

static void put_columns(writer *w)
{
	const fl_program *p = w->program;
	fl_buf_puts(w->out, "COLUMNS\n");
	for (size_t c = 0; c < p->num_classes; c++)
		if (fl_model_has(p, c))
			put_class(w, c);
	for (size_t j = p->num_classes; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; p->columns[j].kind != FL_COLUMN_COUNT && e < p->start[j + 1]; e++)
			if (p->coef[e] != 0) /* a share of 0 % */
				put_entry(w, j, e, w->unit);
	fl_buf_puts(w->out, " M1 'MARKER' 'INTORG'\n");
	for (size_t c = 0; c < p->num_classes; c++) {
		if (!is_counted(w, c))
			continue;
		fl_mpq_set_i64(w->value, -p->columns[c].unit_min, p->columns[c].unit_max);
		fl_buf_printf(w->out, " number[%zu] at_least[%zu]", c + 1, c + 1);
		put_value(w);
		fl_buf_printf(w->out, " number[%zu] at_most[%zu] -1\n", c + 1, c + 1);
		for (size_t k = 0; k < w->model->spec->policy.num_tranches; k++) {
			fl_mpq_set_i64(w->value, -tranche_length(w, c, k), p->columns[c].unit_max);
			if (mpq_sgn(w->value) == 0)
				continue;
			fl_buf_printf(w->out, " number[%zu] funded_parts[%zu,%zu]", c + 1, c + 1, k + 1);
			put_value(w);
		}
		uint32_t count = fl_program_count(p, c);
		for (uint32_t e = count == UINT32_MAX ? 0 : p->start[count];
		     count != UINT32_MAX && e < p->start[count + 1]; e++) {
			if (p->rows[p->row[e]].kind != FL_ROW_FUNDED)
				continue;
			fl_buf_printf(w->out, " number[%zu] ", c + 1);
			put_row(w, p->row[e], SIDE_BOTH);
			fl_buf_puts(w->out, " 1\n");
		}
	}
	fl_buf_puts(w->out, " M2 'MARKER' 'INTEND'\n");
}

static void put_sections(writer *w)
{
	const fl_program *p = w->program;
	fl_buf_puts(w->out,
		    "* The program of a round as Florin solves it, in the units of support.mod; minus the flowers "
		    "is minimised.\n* round ");
	fl_model_label(w->out, w->model->spec->id);
	fl_buf_puts(w->out, "\nNAME support\nROWS\n N support\n");
	each_row(w, put_type);
	for (int upper = 0; upper < 2; upper++)
		for (size_t c = 0; c < p->num_classes; c++)
			if (is_counted(w, c))
				fl_buf_printf(w->out, " %c %s[%zu]\n", upper ? 'L' : 'G',
					      upper ? "at_most" : "at_least", c + 1);
	for (size_t c = 0; w->model->spec->policy.num_tranches > 0 && c < p->num_classes; c++)
		if (fl_model_has(p, c)) {
			fl_buf_printf(w->out, " E parts[%zu]\n", c + 1);
			for (size_t k = 0; is_counted(w, c) && k < w->model->spec->policy.num_tranches; k++)
				fl_buf_printf(w->out, " L funded_parts[%zu,%zu]\n", c + 1, k + 1);
		}
	put_columns(w);
	fl_buf_puts(w->out, "RHS\n");
	each_row(w, put_right_side);
	fl_buf_puts(w->out, "RANGES\n");
	each_row(w, put_range);
	fl_buf_puts(w->out, "BOUNDS\n");
	for (size_t c = 0; c < p->num_classes; c++)
		if (fl_model_has(p, c))
		{
			if (p->columns[c].lo > 0) {
				fl_mpq_set_i64(w->value, p->columns[c].lo, p->columns[c].hi);
				fl_buf_printf(w->out, " LO BND met[%zu]", c + 1);
				put_value(w);
			}
			fl_buf_printf(w->out, " UP BND met[%zu] 1\n", c + 1);
			for (size_t k = 0; k < w->model->spec->policy.num_tranches; k++) {
				fl_mpq_set_i64(w->value, tranche_length(w, c, k), p->columns[c].unit_max);
				fl_buf_printf(w->out, " UP BND part[%zu,%zu]", c + 1, k + 1);
				put_value(w);
			}
		}
	for (size_t c = 0; c < p->num_classes; c++)
		if (is_counted(w, c))
			fl_buf_printf(w->out, " UP BND number[%zu] %u\n", c + 1, p->columns[c].count);
	fl_buf_puts(w->out, "ENDATA\n");
}

fl_status fl_mps_write(const fl_model *model, fl_buf *out, fl_error *err)
{
	const fl_program *p = model->program;
	writer w = { .model = model, .program = p, .out = out, .unit = fl_model_unit(p) };
	w.signature = fl_alloc_array(p->num_rows + 1, sizeof *w.signature);
	if (!w.signature)
		return fl_enomem(err);
	for (size_t j = p->num_classes; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->columns[j].kind == FL_COLUMN_FLOW)
				w.signature[p->row[e]] = p->columns[j].signature;
	mpq_init(w.value);
	put_sections(&w);
	mpq_clear(w.value);
	fl_free(w.signature);
	return fl_buf_status(out, err);
}
