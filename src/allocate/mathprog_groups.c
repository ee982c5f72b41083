/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog_groups.c - the limits of groups in the data section of a model, as the round gave them: in money, or as a share.
 */
#include "allocate/mathprog_data.h"

#include "base/rational.h"
#include "base/str.h"

static bool line_has_rows(const fl_mathprog *w, uint32_t line)
{
	const fl_mathprog_parts *parts = &w->parts[line];
	return parts->money != UINT32_MAX || parts->awarded_min != UINT32_MAX || parts->awarded_max != UINT32_MAX ||
	       parts->funded != UINT32_MAX;
}

static void put_group_name(const fl_mathprog *w, uint32_t line)
{
	fl_buf_puts(w->out, "\t# ");
	fl_model_label(w->out, w->model->allocation->limits[line].name);
	fl_buf_putc(w->out, '\n');
}

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
static bool budget_limit(const fl_mathprog *w, uint32_t line, limit_kind kind, mpq_t ret)
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

static bool awarded_limit(const fl_mathprog *w, uint32_t row, mpq_t ret)
{
	if (row == UINT32_MAX)
		return false;
	fl_mpq_set_i64(ret, w->share[row], w->program->rows[row].scale);
	return true;
}

static bool limit_value(const fl_mathprog *w, uint32_t line, limit_kind kind, mpq_t ret)
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
static void put_limits(const fl_mathprog *w)
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
static void put_before(const fl_mathprog *w)
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

void fl_mathprog_groups(const fl_mathprog *w)
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

void fl_mathprog_left_out(const fl_mathprog *w)
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
