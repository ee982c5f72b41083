/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog.c - the program of a round as the data section of a GNU MathProg model (Makhorin, "Modeling Language GNU
 * MathProg", chapter 5). What the sets and parameters mean stands in models/support.mod; stages have mathprog_stage.c.
 *
 * Everything that decides is a number; ids stand in comments, escaped, so no dream can write into the model. Money is
 * written in minor units, the limits of groups exactly (as a share where the round gave one). What Florin leaves out
 * of its program is named in comments with the reason, so that an auditor can account for every dream and every
 * limit.
 */
#include "allocate/model_text.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

typedef struct limit_parts { /* rows of a group, UINT32_MAX: none */
	uint32_t money, awarded_min, awarded_max, funded;
} limit_parts;

typedef struct writer {
	const fl_model *model;
	const fl_program *program;
	fl_buf *out;
	limit_parts *parts;     /* per limit line */
	uint32_t *member_start; /* classes of line l: members[member_start[l] .. member_start[l + 1]) */
	uint32_t *members;
	int64_t *share; /* per row that is a share of what is awarded: its numerator; the denominator is the scale */
} writer;

/* ---- Preparation ----------------------------------------------------------------------------------- */

static void sort_rows(writer *w)
{
	for (size_t l = 0; l < w->model->allocation->num_limits; l++)
		w->parts[l] = (limit_parts){ UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };
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
static void sort_members(writer *w)
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
static void find_shares(writer *w)
{
	const fl_program *p = w->program;
	size_t total = p->num_columns - 1;
	if (p->num_columns == 0 || p->columns[total].kind != FL_COLUMN_TOTAL)
		return;
	for (uint32_t e = p->start[total]; e < p->start[total + 1]; e++)
		w->share[p->row[e]] = -p->coef[e];
}

static fl_status writer_init(writer *w, fl_error *err)
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

static bool line_has_rows(const writer *w, uint32_t line)
{
	const limit_parts *parts = &w->parts[line];
	return parts->money != UINT32_MAX || parts->awarded_min != UINT32_MAX || parts->awarded_max != UINT32_MAX ||
	       parts->funded != UINT32_MAX;
}

/* ---- Small pieces ---------------------------------------------------------------------------------- */

static void put_fraction(fl_buf *out, int64_t num, int64_t den)
{
	mpq_t q;
	mpq_init(q);
	fl_mpq_set_i64(q, num, den);
	fl_model_number(out, q);
	mpq_clear(q);
}

static void put_pool_ids(const writer *w, const fl_merged_pool *pool)
{
	for (uint32_t i = 0; i < pool->len; i++) {
		fl_buf_puts(w->out, i ? ", " : "");
		fl_model_label(w->out, w->model->spec->pools[pool->pools[i]].id);
	}
}

static void put_dream_ids(const writer *w, const fl_column *class)
{
	for (uint32_t i = 0; i < class->count; i++) {
		fl_buf_puts(w->out, i ? ", " : "");
		fl_model_label(w->out, w->model->dreams[w->program->members[class->first + i]].id);
	}
}

static void put_group_name(const writer *w, uint32_t line)
{
	fl_buf_puts(w->out, "\t# ");
	fl_model_label(w->out, w->model->allocation->limits[line].name);
	fl_buf_putc(w->out, '\n');
}

/* ---- Head ------------------------------------------------------------------------------------------ */

static void put_policy(const writer *w)
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

static void put_head(const writer *w)
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

/* ---- Pools, classes, signatures -------------------------------------------------------------------- */

static void put_pools(const writer *w)
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

static void put_classes(const writer *w)
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
static void put_tranches(const writer *w)
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
static void put_classes_left_out(const writer *w)
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
static fl_status put_signatures(const writer *w, fl_error *err)
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

/* ---- Groups ---------------------------------------------------------------------------------------- */

/* Is the name that of the group, or of one of its 'each' parts? */
static bool is_of_group(const fl_group *group, fl_str name)
{
	if (group->each == FL_EACH_NONE)
		return fl_str_eq(name, group->id);
	return fl_str_starts(name, group->id) && name.len > group->id.len && name.data[group->id.len] == '=';
}

/* The share of the budget by which the round gave this limit, if it did; checked by the amount, so the name need not
 * be unique. */
static bool budget_share(const fl_model *model, fl_str name, const mpq_t limit, bool max, fl_share *ret)
{
	bool found = false;
	mpq_t money, budget;
	mpq_inits(money, budget, NULL);
	fl_mpq_set_i64(budget, model->spec->budget, 1);
	for (size_t g = 0; !found && g < model->spec->num_groups; g++) {
		const fl_group *group = &model->spec->groups[g];
		if (group->of != FL_OF_BUDGET || !(max ? group->has_max_share : group->has_min_share) ||
		    !is_of_group(group, name))
			continue;
		*ret = max ? group->max_share : group->min_share;
		fl_mpq_set_i64(money, ret->num, ret->den);
		mpq_mul(money, money, budget);
		found = mpq_equal(money, limit);
	}
	mpq_clears(money, budget, NULL);
	return found;
}

/* In the order of limit_names. */
typedef enum limit_kind {
	LIMIT_MIN,
	LIMIT_MIN_SHARE,
	LIMIT_MAX,
	LIMIT_MAX_SHARE,
	LIMIT_AWARDED_MIN,
	LIMIT_AWARDED_MAX,
	LIMIT_FUNDED
} limit_kind;

static const char *const limit_names[] = { "group_min",       "group_min_share", "group_max",
					   "group_max_share", "awarded_min",     "awarded_max",     "group_funded" };

/* As the round gave it: money, or a share of the budget. False where the row has no such side or it was given the other way. */
static bool budget_limit(const writer *w, uint32_t line, limit_kind kind, mpq_t ret)
{
	uint32_t k = w->parts[line].money;
	bool max = kind == LIMIT_MAX || kind == LIMIT_MAX_SHARE;
	bool by_share = kind == LIMIT_MIN_SHARE || kind == LIMIT_MAX_SHARE;
	fl_share share;
	if (k == UINT32_MAX || !(max ? w->program->rows[k].has_hi : w->program->rows[k].has_lo))
		return false;
	if (w->program->line_before[line] > 0) { /* the row has what is left of it */
		const fl_group *group = &w->model->spec->groups[w->program->line_group[line]];
		share = max ? group->max_share : group->min_share;
		if (by_share)
			fl_mpq_set_i64(ret, share.num, share.den > 0 ? share.den : 1);
		else
			fl_mpq_set_i64(ret, max ? group->max : group->min, 1);
		return by_share ? group->of == FL_OF_BUDGET && (max ? group->has_max_share : group->has_min_share)
				: max ? group->has_max : group->has_min;
	}
	mpq_set(ret, max ? w->program->rows[k].hi : w->program->rows[k].lo);
	if (budget_share(w->model, w->model->allocation->limits[line].name, ret, max, &share) != by_share)
		return false;
	if (by_share)
		fl_mpq_set_i64(ret, share.num, share.den);
	return true;
}

static bool awarded_limit(const writer *w, uint32_t row, mpq_t ret)
{
	if (row == UINT32_MAX)
		return false;
	fl_mpq_set_i64(ret, w->share[row], w->program->rows[row].scale);
	return true;
}

static bool limit_value(const writer *w, uint32_t line, limit_kind kind, mpq_t ret)
{
	if (kind == LIMIT_AWARDED_MIN)
		return awarded_limit(w, w->parts[line].awarded_min, ret);
	if (kind == LIMIT_AWARDED_MAX)
		return awarded_limit(w, w->parts[line].awarded_max, ret);
	if (kind == LIMIT_FUNDED) {
		if (w->parts[line].funded != UINT32_MAX)
			fl_mpq_set_i64(ret, w->model->spec->groups[w->program->line_group[line]].max_funded, 1);
		return w->parts[line].funded != UINT32_MAX;
	}
	return budget_limit(w, line, kind, ret);
}

/* One list for each kind of limit that occurs. */
static void put_limits(const writer *w)
{
	mpq_t value;
	mpq_init(value);
	for (limit_kind kind = LIMIT_MIN; kind <= LIMIT_FUNDED; kind++) {
		bool first = true;
		for (uint32_t line = 0; line < w->model->allocation->num_limits; line++) {
			if (!limit_value(w, line, kind, value))
				continue;
			if (first)
				fl_buf_printf(w->out, "\nparam %s :=\n", limit_names[kind]);
			first = false;
			fl_buf_printf(w->out, "\t%u\t", fl_model_group(w->model, line));
			fl_model_number(w->out, value);
			put_group_name(w, line);
		}
		fl_buf_puts(w->out, first ? "" : ";\n");
	}
	mpq_clear(value);
}

/* Where money that returned is divided again: what was awarded before. */
static void put_before(const writer *w)
{
	const fl_program *p = w->program;
	fl_money divided = 0;
	for (size_t m = 0; m < p->num_pools; m++)
		divided += p->pools[m].amount;
	if (divided != w->model->spec->budget)
		fl_buf_printf(w->out, "\nparam budget := %lld;\n", (long long)w->model->spec->budget);
	if (p->all_before == 0)
		return;
	fl_buf_printf(w->out, "\nparam all_before := %lld;\n\nparam before :=\n", (long long)p->all_before);
	for (size_t c = 0; c < p->num_classes; c++)
		if (fl_model_has(p, c) && p->columns[c].before > 0)
			fl_buf_printf(w->out, "\t%zu\t%lld\n", c + 1, (long long)p->columns[c].before);
	fl_buf_puts(w->out, ";\n\nparam group_before :=\n");
	for (uint32_t line = 0; line < w->model->allocation->num_limits; line++)
		if (line_has_rows(w, line) && p->line_before[line] > 0)
			fl_buf_printf(w->out, "\t%u\t%lld\n", fl_model_group(w->model, line), (long long)p->line_before[line]);
	fl_buf_puts(w->out, ";\n\nparam funded_before :=\n");
	for (uint32_t line = 0; line < w->model->allocation->num_limits; line++)
		if (w->parts[line].funded != UINT32_MAX)
			fl_buf_printf(w->out, "\t%u\t%lld\n", fl_model_group(w->model, line), (long long)p->line_funded[line]);
	fl_buf_puts(w->out, ";\n");
}

static void put_groups(const writer *w)
{
	size_t lines = w->model->allocation->num_limits;
	fl_buf_puts(w->out, "\nset GROUPS :=");
	for (uint32_t line = 0; line < lines; line++)
		if (line_has_rows(w, line))
			fl_buf_printf(w->out, " %u", fl_model_group(w->model, line));
	fl_buf_puts(w->out, ";\n");
	for (uint32_t line = 0; line < lines; line++) {
		if (!line_has_rows(w, line))
			continue;
		fl_buf_printf(w->out, "set MEMBERS[%u] :=", fl_model_group(w->model, line));
		for (uint32_t i = w->member_start[line]; i < w->member_start[line + 1]; i++)
			if (fl_model_has(w->program, w->members[i]))
				fl_buf_printf(w->out, " %u", w->members[i] + 1);
		fl_buf_putc(w->out, ';');
		put_group_name(w, line);
	}
	put_limits(w);
	put_before(w);
}

/* Limits of money that hold whatever is awarded, with what the dreams can take in all. */
static void put_left_out(const writer *w)
{
	const fl_allocation *a = w->model->allocation;
	bool first = true;
	for (uint32_t line = 0; line < a->num_limits; line++) {
		const fl_limit_line *limit = &a->limits[line];
		uint32_t k = w->parts[line].money;
		bool min = limit->has_min && (k == UINT32_MAX || !w->program->rows[k].has_lo);
		bool max = limit->has_max && (k == UINT32_MAX || !w->program->rows[k].has_hi);
		fl_money capacity = 0; /* fits: the sum over all classes does */
		if (limit->is_pool || (!min && !max))
			continue;
		for (uint32_t i = w->member_start[line]; i < w->member_start[line + 1]; i++)
			capacity += w->program->columns[w->members[i]].hi;
		fl_buf_puts(w->out, first ? "\n# left out, as they hold whatever is awarded:\n" : "");
		first = false;
		fl_buf_printf(w->out, "#\t%u\t", fl_model_group(w->model, line));
		fl_model_label(w->out, limit->name);
		if (min)
			fl_buf_printf(w->out, ", at least %lld", (long long)limit->min);
		if (max)
			fl_buf_printf(w->out, ", at most %lld", (long long)limit->max);
		fl_buf_printf(w->out, ": its dreams can take %lld in all\n", (long long)capacity);
	}
}

fl_status fl_mathprog_data(const fl_model *model, fl_buf *out, fl_error *err)
{
	writer w = { .model = model, .program = model->program, .out = out };
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
		put_groups(&w);
		put_left_out(&w);
		fl_buf_puts(out, "\nend;\n");
		status = fl_buf_status(out, err);
	}
	fl_free(w.parts);
	fl_free(w.member_start);
	fl_free(w.members);
	fl_free(w.share);
	return status;
}
