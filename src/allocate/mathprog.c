/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog.c - the program of a round as the data section of a GNU MathProg model (Makhorin, "Modeling Language GNU
 * MathProg", chapter 5). What the sets and parameters mean stands in models/support.mod; groups have
 * mathprog_groups.c, stages mathprog_stage.c.
 *
 * Everything that decides is a number; ids stand in comments, escaped, so no dream can write into the model. Money is
 * written in minor units, the limits of groups exactly (as a share where the round gave one). What Florin leaves out
 * of its program is named in comments with the reason, so that an auditor can account for every dream and every
 * limit.
 */
#include "allocate/mathprog_data.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

/* ---- Preparation ----------------------------------------------------------------------------------------- */

static void sort_rows(fl_mathprog *w)
{
	for (size_t l = 0; l < w->model->allocation->num_limits; l++)
		w->parts[l] = (fl_mathprog_parts){ UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };
	for (uint32_t k = 0; k < w->program->num_rows; k++) {
		const fl_row *row = &w->program->rows[k];
		if (row->kind == FL_ROW_GROUP)
			w->parts[row->limit].money = k;
		if (row->kind == FL_ROW_AWARDED_MIN)
			w->parts[row->limit].awarded_min = k;
		if (row->kind == FL_ROW_AWARDED_MAX)
			w->parts[row->limit].awarded_max = k;
		if (row->kind == FL_ROW_FUNDED)
			w->parts[row->limit].funded = k;
	}
}

/* The program lists the limits of each class; the model the classes of each limit. */
static void sort_members(fl_mathprog *w)
{
	const fl_program *p = w->program;
	size_t lines = w->model->allocation->num_limits;
	for (size_t c = 0; c < p->num_classes; c++)
		for (uint32_t i = p->line_start[c]; i < p->line_start[c + 1]; i++)
			w->member_start[p->lines[i] + 2]++;
	for (size_t l = 2; l < lines + 2; l++)
		w->member_start[l] += w->member_start[l - 1];
	for (uint32_t c = 0; c < p->num_classes; c++)
		for (uint32_t i = p->line_start[c]; i < p->line_start[c + 1]; i++)
			w->members[w->member_start[p->lines[i] + 1]++] = c;
}

/* A share stands in the program with minus its numerator in the total's column, which is the last one. */
static void find_shares(fl_mathprog *w)
{
	const fl_program *p = w->program;
	size_t total = p->num_columns - 1;
	if (p->num_columns == 0 || p->columns[total].kind != FL_COLUMN_TOTAL)
		return;
	for (uint32_t e = p->start[total]; e < p->start[total + 1]; e++)
		w->share[p->row[e]] = -p->coef[e];
}

static fl_status writer_init(fl_mathprog *w, fl_error *err)
{
	const fl_program *p = w->program;
	size_t lines = w->model->allocation->num_limits;
	w->parts = fl_alloc_array(lines + 1, sizeof *w->parts);
	w->member_start = fl_alloc_array(lines + 2, sizeof *w->member_start);
	w->members = fl_alloc_array((size_t)p->line_start[p->num_classes] + 1, sizeof *w->members);
	w->share = fl_alloc_array(p->num_rows + 1, sizeof *w->share);
	if (!w->parts || !w->member_start || !w->members || !w->share)
		return fl_enomem(err);
	sort_rows(w);
	sort_members(w);
	find_shares(w);
	return FL_OK;
}

/* ---- Small pieces ---------------------------------------------------------------------------------------- */

static void put_fraction(fl_buf *out, int64_t num, int64_t den)
{
	mpq_t q;
	mpq_init(q);
	fl_mpq_set_i64(q, num, den);
	fl_model_number(out, q);
	mpq_clear(q);
}

static void put_pool_ids(const fl_mathprog *w, const fl_merged_pool *pool)
{
	for (uint32_t i = 0; i < pool->len; i++) {
		fl_buf_puts(w->out, i ? ", " : "");
		fl_model_label(w->out, w->model->spec->pools[pool->pools[i]].id);
	}
}

static void put_dream_ids(const fl_mathprog *w, const fl_column *class)
{
	for (uint32_t i = 0; i < class->count; i++) {
		fl_buf_puts(w->out, i ? ", " : "");
		fl_model_label(w->out, w->model->dreams[w->program->members[class->first + i]].id);
	}
}

/* ---- Head ------------------------------------------------------------------------------------------------ */

static void put_policy(const fl_mathprog *w)
{
	const fl_policy *policy = &w->model->spec->policy;
	fl_buf_puts(w->out, "# policy   ");
	fl_model_label(w->out, fl_policy_label(policy));
	if (policy->indivisible)
		fl_buf_puts(w->out, "; a dream gets all it may or nothing");
	else if (policy->minimum > 0)
		fl_buf_printf(w->out, "; a dream gets nothing or at least %lld", (long long)policy->minimum);
	fl_buf_putc(w->out, '\n');
}

static void put_head(const fl_mathprog *w)
{
	const fl_round_spec *spec = w->model->spec;
	const char *const *models = fl_export_models(&spec->policy);
	fl_buf_puts(w->out, "# Data for ");
	if (!models) /* of the foundation's own */
		fl_model_label(w->out, spec->policy.model);
	for (size_t i = 0; models && models[i]; i++)
		fl_buf_printf(w->out, "%s%s", i == 0 ? "" : models[i + 1] ? ", " : " and ", models[i]);
	fl_buf_puts(w->out, " (GNU MathProg), written by Florin. The numbers decide; what stands behind '#' explains.\n"
			    "#\n# round    ");
	fl_model_label(w->out, spec->id);
	fl_buf_putc(w->out, '\n');
	put_policy(w);
	fl_buf_puts(w->out, "# money    in the smallest unit: 1 is ");
	put_fraction(w->out, 1, (int64_t[]){ 1, 10, 100, 1000, 10000, 100000, 1000000 }[spec->currency.minor_digits]);
	fl_buf_printf(w->out, " %s\n# dreams   %zu, of which %zu qualified, in %zu classes of equal ones\n\n",
		      spec->currency.code, w->model->num_dreams, w->program->num_members, w->program->num_classes);
	fl_buf_printf(w->out, "data;\n\nparam unit := %lld;\n", (long long)fl_model_unit(w->program));
}

/* ---- Pools, classes, signatures -------------------------------------------------------------------------- */

static void put_pools(const fl_mathprog *w)
{
	fl_buf_puts(w->out, "\nparam : POOLS :\tamount\tmust :=\n");
	for (size_t m = 0; m < w->program->num_pools; m++) {
		const fl_merged_pool *pool = &w->program->pools[m];
		fl_buf_printf(w->out, "\t%zu\t%lld\t%lld\t# ", m + 1, (long long)pool->amount, (long long)pool->must);
		put_pool_ids(w, pool);
		fl_buf_putc(w->out, '\n');
	}
	fl_buf_puts(w->out, ";\n");
}

static void put_classes(const fl_mathprog *w)
{
	const fl_program *p = w->program;
	if (w->model->spec->policy.base_grant > 0)
		fl_buf_puts(w->out, "\nparam sure := 1;\n");
	fl_buf_puts(w->out, "\nparam : CLASSES :\tcount\ttally\trequest\tmost\tleast :=\n");
	for (size_t c = 0; c < p->num_classes; c++) {
		const fl_column *class = &p->columns[c];
		const fl_candidate *dream = &w->model->dreams[p->members[class->first]];
		if (!fl_model_has(p, c))
			continue;
		fl_buf_printf(w->out, "\t\t%zu\t%u\t%lld\t%lld\t%lld\t%lld\t# ", c + 1, class->count,
			      (long long)fl_round_voice(w->model->spec, dream), (long long)dream->request, (long long)class->unit_max,
			      (long long)class->unit_min);
		put_dream_ids(w, class);
		fl_buf_putc(w->out, '\n');
	}
	fl_buf_puts(w->out, ";\n");
}

/* Weights, and where each tranche ends for each class. */
static void put_tranches(const fl_mathprog *w)
{
	const fl_policy *policy = &w->model->spec->policy;
	const fl_program *p = w->program;
	if (policy->num_tranches == 0)
		return;
	fl_buf_puts(w->out, "\nparam : TRANCHES : weight :=\n");
	for (size_t k = 0; k < policy->num_tranches; k++)
		fl_buf_printf(w->out, "\t%zu\t%lld\n", k + 1, (long long)policy->tranches[k].weight);
	fl_buf_puts(w->out, ";\n\nparam ends :");
	for (size_t k = 0; k < policy->num_tranches; k++)
		fl_buf_printf(w->out, "\t%zu", k + 1);
	fl_buf_puts(w->out, " :=\n");
	for (size_t c = 0; c < p->num_classes; c++) {
		fl_money request = w->model->dreams[p->members[p->columns[c].first]].request;
		if (!fl_model_has(p, c))
			continue;
		fl_buf_printf(w->out, "\t%zu", c + 1);
		for (size_t k = 0; k < policy->num_tranches; k++)
			fl_buf_printf(w->out, "\t%lld", (long long)fl_model_tranche_end(policy, &p->columns[c], request, k));
		fl_buf_putc(w->out, '\n');
	}
	fl_buf_puts(w->out, ";\n");
}

/* Classes that can get nothing, each with the reason. */
static void put_classes_left_out(const fl_mathprog *w)
{
	const fl_program *p = w->program;
	bool first = true;
	for (size_t c = 0; c < p->num_classes; c++) {
		const fl_column *class = &p->columns[c];
		if (fl_model_has(p, c))
			continue;
		fl_buf_puts(w->out, first ? "\n# left out, as they can get nothing:\n" : "");
		first = false;
		fl_buf_printf(w->out, "#\t%zu\t", c + 1);
		put_dream_ids(w, class);
		if (p->signatures[class->signature].len == 0)
			fl_buf_puts(w->out, ": no pool may pay\n");
		else if (class->hi == 0)
			fl_buf_puts(w->out, ": the most that one may get is 0\n");
		else
			fl_buf_printf(w->out,
				      ": the least that one may get is %lld, the pools that may pay have %lld\n",
				      (long long)class->unit_min, (long long)fl_model_pools_have(p, c));
	}
}

/* Classes by signature, for all signatures in one pass. */
static fl_status put_signatures(const fl_mathprog *w, fl_error *err)
{
	const fl_program *p = w->program;
	size_t *start = fl_alloc_array(p->num_signatures + 2, sizeof *start);
	uint32_t *classes = fl_alloc_array(p->num_classes + 1, sizeof *classes);
	fl_status status = start && classes ? FL_OK : fl_enomem(err);
	if (status != FL_OK)
		goto done;
	for (size_t c = 0; c < p->num_classes; c++)
		start[p->columns[c].signature + 2] += fl_model_has(p, c);
	for (size_t s = 2; s < p->num_signatures + 2; s++)
		start[s] += start[s - 1];
	for (uint32_t c = 0; c < p->num_classes; c++)
		if (fl_model_has(p, c))
			classes[start[p->columns[c].signature + 1]++] = c;
	fl_buf_puts(w->out, "\nset SIGNATURES :=");
	for (size_t s = 0; s < p->num_signatures; s++)
		if (p->signatures[s].len > 0)
			fl_buf_printf(w->out, " %zu", s + 1);
	fl_buf_puts(w->out, ";\n");
	for (size_t s = 0; s < p->num_signatures; s++) {
		if (p->signatures[s].len == 0)
			continue;
		fl_buf_printf(w->out, "set PAYERS[%zu] :=", s + 1);
		for (uint32_t i = 0; i < p->signatures[s].len; i++)
			fl_buf_printf(w->out, " %u", p->signatures[s].pools[i] + 1);
		fl_buf_printf(w->out, ";\nset PAID[%zu] :=", s + 1);
		for (size_t i = start[s]; i < start[s + 1]; i++)
			fl_buf_printf(w->out, " %u", classes[i] + 1);
		fl_buf_puts(w->out, ";\n");
	}
done:
	fl_free(start);
	fl_free(classes);
	return status;
}

fl_status fl_mathprog_data(const fl_model *model, fl_buf *out, fl_error *err)
{
	fl_mathprog w = { .model = model, .program = model->program, .out = out };
	fl_status status = writer_init(&w, err);
	if (status == FL_OK) {
		put_head(&w);
		put_pools(&w);
		put_classes(&w);
		put_tranches(&w);
		put_classes_left_out(&w);
		status = put_signatures(&w, err);
	}
	if (status == FL_OK) {
		fl_mathprog_groups(&w);
		fl_mathprog_left_out(&w);
		fl_buf_puts(out, "\nend;\n");
		status = fl_buf_status(out, err);
	}
	fl_free(w.parts);
	fl_free(w.member_start);
	fl_free(w.members);
	fl_free(w.share);
	return status;
}
