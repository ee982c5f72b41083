/* SPDX-License-Identifier: Apache-2.0
 *
 * mps.c - the program of a round, or one stage of it, as free MPS, the format that every solver of linear programs reads.
 * Rows and columns have the names and the units of the models in models/ (the map stands in mathprog.h), so that a problem
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
	const fl_stage_view *stage; /* NULL: the round itself */
	fl_buf *out;
	int64_t unit;
	uint32_t *signature; /* per row of kind SIGNATURE: whose it is */
	mpq_t value;         /* scratch */
} writer;

typedef enum side { SIDE_BOTH, SIDE_MIN, SIDE_MAX } side;

/* ---- What a stage has of the program ---------------------------------------------------------------- */

static bool of_targets(const writer *w)
{
	return w->stage && w->stage->kind == FL_STAGE_TARGET;
}

/* Stages have rows of money only, those of targets only pools. */
static bool has_row(const writer *w, const fl_row *row)
{
	if (of_targets(w))
		return row->kind == FL_ROW_POOL || row->kind == FL_ROW_SIGNATURE;
	return !w->stage || (row->kind != FL_ROW_FUNDED && row->kind != FL_ROW_LINK);
}

static bool falls(const writer *w)
{
	return w->stage && !fl_stage_kind_rises(w->stage->kind);
}

static const char *objective_name(const writer *w)
{
	return w->stage ? "goal" : w->model->spec->policy.kind == FL_POLICY_COVERAGE ? "admitted" : "support";
}

/* ---- Names and numbers ----------------------------------------------------------------------------- */

static void put_row(const writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	switch (row->kind) {
	case FL_ROW_POOL:
		fl_buf_printf(w->out, "%s[%u]", of_targets(w) ? "drawn" : "pool", row->pool + 1);
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
	return !w->stage && fl_model_has(w->program, c) && w->program->columns[c].unit_min > 0 && w->program->integer;
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
			if (row->kind == order[i].kind && has_row(w, row) && (order[i].which != SIDE_MIN || row->has_lo) &&
			    (order[i].which != SIDE_MAX || row->has_hi))
				put(w, k, order[i].which);
		}
}

/* value = the row's lower end; a target's pool has to be spent by nobody. */
static void set_low_end(writer *w, size_t k)
{
	if (of_targets(w) && w->program->rows[k].kind == FL_ROW_POOL)
		mpq_set_ui(w->value, 0, 1);
	else
		mpq_set(w->value, w->program->rows[k].lo);
}

static void put_type(writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	bool lo = row->has_lo && which != SIDE_MAX, hi = row->has_hi && which != SIDE_MIN;
	set_low_end(w, k);
	char type = !hi ? 'G' : lo && mpq_equal(w->value, row->hi) ? 'E' : 'L';
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

/* What the open dreams had before is part of their ratio. */
static void put_ratio_sides(writer *w)
{
	const fl_program *p = w->program;
	for (size_t c = 0; w->stage && c < p->num_classes; c++) {
		if (w->stage->standing[c] != FL_STAGE_OPEN || p->columns[c].before == 0)
			continue;
		fl_mpq_set_i64(w->value, -p->columns[c].before, p->columns[c].unit_max);
		fl_buf_printf(w->out, " RHS ratio[%zu]", c + 1);
		put_value(w);
	}
}

static void put_range(writer *w, size_t k, side which)
{
	const fl_row *row = &w->program->rows[k];
	set_low_end(w, k);
	if (which != SIDE_BOTH || !row->has_lo || !row->has_hi || mpq_equal(w->value, row->hi))
		return;
	fl_buf_puts(w->out, " RNG ");
	put_row(w, k, which);
	mpq_sub(w->value, row->hi, w->value);
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
		fl_mpq_set_i64(w->value, -fl_round_voice(w->model->spec, dream), dream->request);
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
	if (w->stage) {
		if (w->stage->standing[c] == FL_STAGE_OPEN)
			fl_buf_printf(w->out, " met[%zu] ratio[%zu] 1\n", c + 1, c + 1);
	} else if (w->model->spec->policy.num_tranches > 0) {
		put_parts(w, c);
	} else if (class->c_num > 0) { /* minus: the format minimises */
		mpq_init(full);
		fl_mpq_set_i64(full, class->hi, 1);
		fl_mpq_set_i64(w->value, -class->c_num, class->c_den);
		mpq_mul(w->value, w->value, full);
		mpq_clear(full);
		fl_buf_printf(w->out, " met[%zu] %s", c + 1, objective_name(w));
		put_value(w);
	}
	for (uint32_t e = w->program->start[c]; e < w->program->start[c + 1]; e++)
		if (w->program->rows[w->program->row[e]].kind != FL_ROW_LINK &&
		    has_row(w, &w->program->rows[w->program->row[e]]))
			put_entry(w, c, e, class->hi);
	if (is_counted(w, c))
		fl_buf_printf(w->out, " met[%zu] at_least[%zu] %u\n met[%zu] at_most[%zu] %u\n", c + 1, c + 1,
			      class->count, c + 1, c + 1, class->count);
}

/* The column of the level: reached, in steps. */
static void put_level(writer *w)
{
	const fl_stage_view *stage = w->stage;
	fl_buf_printf(w->out, " reached goal %d\n", falls(w) ? 1 : -1);
	for (size_t c = 0; c < w->program->num_classes; c++) {
		if (stage->standing[c] != FL_STAGE_OPEN)
			continue;
		fl_mpq_set_i64(w->value, -1, w->program->columns[c].unit_max);
		mpq_mul(w->value, w->value, stage->weight[c]);
		mpq_mul(w->value, w->value, stage->step);
		fl_buf_printf(w->out, " reached ratio[%zu]", c + 1);
		put_value(w);
	}
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
			if (p->coef[e] != 0 && has_row(w, &p->rows[p->row[e]])) /* 0: a share of 0 % */
				put_entry(w, j, e, w->unit);
	if (w->stage) {
		put_level(w);
		return;
	}
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

/* ---- Boxes ----------------------------------------------------------------------------------------- */

/* value divided by the most that one dream of the class may get */
static void put_bound(writer *w, const char *type, size_t c)
{
	mpq_t most;
	mpq_init(most);
	fl_mpq_set_i64(most, w->program->columns[c].unit_max, 1);
	mpq_div(w->value, w->value, most);
	mpq_clear(most);
	fl_buf_printf(w->out, " %s BND met[%zu]", type, c + 1);
	put_value(w);
}

static void put_stage_bounds(writer *w)
{
	const fl_stage_view *stage = w->stage;
	for (size_t c = 0; c < w->program->num_classes; c++) {
		if (!fl_model_has(w->program, c))
			continue;
		bool done = stage->standing[c] == FL_STAGE_DONE;
		mpq_srcptr low = done && !falls(w) ? stage->high[c] : stage->low[c];
		mpq_srcptr high = done && falls(w) ? stage->low[c] : stage->high[c];
		bool fixed = mpq_equal(low, high);
		mpq_set(w->value, low);
		if (fixed || mpq_sgn(low) > 0)
			put_bound(w, fixed ? "FX" : "LO", c);
		mpq_set(w->value, high);
		if (!fixed)
			put_bound(w, "UP", c);
	}
	mpq_div(w->value, stage->end, stage->step);
	if (falls(w) && mpq_sgn(w->value) == 0)
		return;
	fl_buf_printf(w->out, " %s BND reached", falls(w) ? "LO" : "UP");
	put_value(w);
}

static void put_bounds(writer *w)
{
	const fl_program *p = w->program;
	for (size_t c = 0; c < p->num_classes; c++) {
		if (!fl_model_has(p, c))
			continue;
		if (p->columns[c].lo > 0) {
			fl_mpq_set_i64(w->value, p->columns[c].unit_min, 1);
			put_bound(w, "LO", c);
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
}

/* ---- The file -------------------------------------------------------------------------------------- */

static void put_head(const writer *w)
{
	const char *model = w->stage ? fl_stage_model_name(w->stage->kind) : fl_export_models(&w->model->spec->policy)[0];
	fl_buf_printf(w->out, "* The program of a round as Florin solves it, in the units of %s; ", model);
	fl_buf_printf(w->out, "%s is minimised.\n* round ", falls(w)   ? "the level, in steps,"
							      : w->stage ? "minus the level, in steps,"
							      : w->model->spec->policy.kind == FL_POLICY_COVERAGE
								  ? "minus the number of dreams"
								  : "minus the flowers");
	fl_model_label(w->out, w->model->spec->id);
	if (w->stage) {
		fl_buf_printf(w->out, "\n* stage %s %u, level ", fl_stage_kind_name(w->stage->kind), w->stage->number);
		fl_stage_level(w->stage, w->out);
		fl_buf_puts(w->out, ", step ");
		fl_model_number(w->out, w->stage->step);
	}
	fl_buf_printf(w->out, "\nNAME %s\nROWS\n N %s\n", objective_name(w), objective_name(w));
}

/* Rows that the program's rows have, then those of single classes. */
static void put_rows(writer *w)
{
	const fl_program *p = w->program;
	each_row(w, put_type);
	for (int upper = 0; upper < 2; upper++)
		for (size_t c = 0; c < p->num_classes; c++)
			if (is_counted(w, c))
				fl_buf_printf(w->out, " %c %s[%zu]\n", upper ? 'L' : 'G',
					      upper ? "at_most" : "at_least", c + 1);
	for (size_t c = 0; w->stage && c < p->num_classes; c++)
		if (w->stage->standing[c] == FL_STAGE_OPEN)
			fl_buf_printf(w->out, " %c ratio[%zu]\n", falls(w) ? 'L' : 'G', c + 1);
	for (size_t c = 0; w->model->spec->policy.num_tranches > 0 && c < p->num_classes; c++)
		if (fl_model_has(p, c)) {
			fl_buf_printf(w->out, " E parts[%zu]\n", c + 1);
			for (size_t k = 0; is_counted(w, c) && k < w->model->spec->policy.num_tranches; k++)
				fl_buf_printf(w->out, " L funded_parts[%zu,%zu]\n", c + 1, k + 1);
		}
}

static void put_sections(writer *w)
{
	put_head(w);
	put_rows(w);
	put_columns(w);
	fl_buf_puts(w->out, "RHS\n");
	each_row(w, put_right_side);
	put_ratio_sides(w);
	fl_buf_puts(w->out, "RANGES\n");
	each_row(w, put_range);
	fl_buf_puts(w->out, "BOUNDS\n");
	if (w->stage)
		put_stage_bounds(w);
	else
		put_bounds(w);
	fl_buf_puts(w->out, "ENDATA\n");
}

fl_status fl_mps_write(const fl_model *model, const fl_stage_view *stage, fl_buf *out, fl_error *err)
{
	const fl_program *p = model->program;
	writer w = { .model = model, .program = p, .stage = stage, .out = out, .unit = fl_model_unit(p) };
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
