/* SPDX-License-Identifier: Apache-2.0
 *
 * still.c - changes after which no award can move, without solving.
 *
 * To the program two candidates of one kind are the same (traits.h), and who is not qualified does not exist. What is left is judged by
 * the optimum x of the round as it stands and its multipliers y, in rationals. Every column is boxed, so y proves x optimal as soon
 * as each row with a price is tight and each dream stands at the end of its box that its reduced cost names (complementary
 * slackness). So if every dream that changes
 *
 *     got nothing before, and would lose by getting something both before and after (or is not there at all), or
 *     got all that it may before, would lose by getting less, and leaves and enters only lines that have room to spare,
 *
 * then x is still optimal; and all optimal points of the changed round are optimal in this one, or lie beyond a row that is not tight
 * at x, so the published order picks x again: were a better point among them, a small step from x towards it would be one of this
 * round. Rounding: where a dream moves that gets nothing, and neither rows nor their order change, its program is the same,
 * number by number. Else it must be so small that its search ends with the one best answer, whatever the order of its rows, and the
 * rows that change must leave it free.
 */
#include "allocate/again_state.h"

#include "base/error.h"
#include "base/rational.h"

#include <string.h>

#define FEW 4000 /* roundings of all amounts together: fewer than the nodes that rounding.c may take */

/* ---- the optimum ---------------------------------------------------------------------------------------------------- */

void fl_still_release(fl_again *a)
{
	for (size_t i = 0; a->lines && i < a->num_lines; i++)
		mpq_clears(a->lines[i].money, a->lines[i].awarded_min, a->lines[i].awarded_max, NULL);
	fl_free(a->lines);
	fl_mpq_array_free(a->pools, a->num_pools);
	fl_mpq_array_free(a->lists, a->num_lists);
	fl_free(a->list_known);
	fl_free(a->list_first);
	fl_free(a->end);
}

static fl_status reserve(fl_again *a, fl_error *err)
{
	const fl_traits *t = a->traits;
	a->lines = fl_alloc_array(t->line.len + 1, sizeof *a->lines);
	a->pools = fl_mpq_array_new(t->num_merged);
	a->num_pools = t->num_merged;
	a->lists = fl_mpq_array_new(t->pools.len);
	a->num_lists = t->pools.len;
	a->list_known = fl_alloc_array(t->pools.len + 1, sizeof *a->list_known);
	a->list_first = fl_alloc_array(t->pools.len + 1, sizeof *a->list_first);
	a->end = fl_alloc_array(t->kinds.len + 1, sizeof *a->end);
	a->num_kinds = t->kinds.len;
	if (!a->lines || !a->pools || !a->lists || !a->list_known || !a->list_first || !a->end)
		return fl_enomem(err);
	for (; a->num_lines < t->line.len; a->num_lines++) {
		fl_line_now *line = &a->lines[a->num_lines];
		mpq_inits(line->money, line->awarded_min, line->awarded_max, NULL);
		line->first = UINT32_MAX;
		line->always = line->met = a->spec->groups[t->line.items[a->num_lines].group].each == FL_EACH_NONE;
	}
	for (size_t i = 0; i < t->pools.len; i++)
		a->list_first[i] = UINT32_MAX;
	return FL_OK;
}

static void take_prices(fl_again *a, const fl_solution *s)
{
	for (size_t k = 0; k < s->program->num_rows; k++) {
		const fl_row *row = &s->program->rows[k];
		switch (row->kind) {
		case FL_ROW_POOL:
			mpq_set(a->pools[row->id], s->y[k]);
			break;
		case FL_ROW_GROUP:
			mpq_set(a->lines[row->id].money, s->y[k]);
			break;
		case FL_ROW_AWARDED_MIN:
			mpq_set(a->lines[row->id].awarded_min, s->y[k]);
			break;
		case FL_ROW_AWARDED_MAX:
			mpq_set(a->lines[row->id].awarded_max, s->y[k]);
			break;
		case FL_ROW_SIGNATURE:
			mpq_set(a->lists[row->id], s->y[k]);
			a->list_known[row->id] = true;
			break;
		case FL_ROW_TOTAL:
			mpq_set(a->total, s->y[k]);
			break;
		default:
			break; /* counts of funded dreams: not in a quick round */
		}
	}
}

/* What a class between its ends can get, however it is rounded. False: it got something else. */
static bool bracket(const fl_again *a, const fl_solution *s, uint32_t c, __int128 *ret_low, __int128 *ret_high, size_t *choices)
{
	const fl_column *class = &s->program->columns[c];
	fl_money grain = a->spec->policy.granularity > 1 ? a->spec->policy.granularity : 1, whole = 0;
	bool good = true;
	mpz_t z;
	mpz_init(z);
	fl_mpq_floor(z, s->x[c]);
	mpz_fdiv_q_ui(z, z, class->count);
	fl_mpz_get_i64(z, &whole); /* at most a request */
	mpz_clear(z);
	fl_money low = whole / grain * grain, high = class->unit_max - low > grain ? low + grain : class->unit_max;
	for (uint32_t i = 0; i < class->count; i++) {
		fl_money got = s->amounts[s->program->members[class->first + i]];
		good = good && (got == low || got == high);
	}
	*ret_low = (__int128)low * class->count;
	*ret_high = (__int128)high * class->count;
	*choices = *choices > FEW ? *choices : *choices * ((size_t)class->count + 1);
	return good;
}

/* Where nothing else fits, rounding may take a little off them. */
static bool all_get_all(const fl_solution *s, const fl_column *class)
{
	for (uint32_t i = 0; i < class->count; i++)
		if (s->amounts[s->program->members[class->first + i]] != class->unit_max)
			return false;
	return true;
}

/* Where each class stands; what its lines have got. */
static void take_classes(fl_again *a, const fl_solution *s)
{
	size_t choices = 1;
	mpq_t hi;
	mpq_init(hi);
	a->few_choices = true;
	for (uint32_t c = 0; c < s->program->num_classes; c++) {
		const fl_column *class = &s->program->columns[c];
		const fl_trait *kind = &a->traits->kinds.items[class->id];
		const fl_numbers *lines = &a->traits->lines.items[kind->lines];
		__int128 low = 0, high = 0;
		uint32_t first = a->place_of[s->program->members[class->first]];
		fl_mpq_set_i64(hi, class->hi, 1);
		if (mpq_sgn(s->x[c]) == 0) {
			a->end[class->id] = class->lo == 0 ? FL_END_EMPTY : FL_END_NONE;
		} else if (mpq_equal(s->x[c], hi)) {
			a->end[class->id] = FL_END_FULL;
			low = high = class->hi;
			a->few_choices = a->few_choices && all_get_all(s, class);
		} else {
			a->few_choices = bracket(a, s, c, &low, &high, &choices) && a->few_choices;
		}
		if (first < a->list_first[kind->pools])
			a->list_first[kind->pools] = first;
		for (uint32_t i = 0; i < lines->len; i++) {
			fl_line_now *line = &a->lines[lines->items[i]];
			line->met = true;
			line->first = first < line->first ? first : line->first;
			line->capacity += class->hi;
			line->low += low;
			line->high += high;
		}
	}
	a->few_choices = a->few_choices && choices <= FEW;
	mpq_clear(hi);
}

fl_status fl_still_learn(fl_again *a, const fl_solution *s, fl_error *err)
{
	bool any = false;
	FL_TRY(reserve(a, err));
	for (size_t c = 0; !any && c < s->program->num_classes; c++)
		any = mpq_sgn(s->x[c]) != 0;
	if (!s->y || !any) /* where nothing is awarded, whether that is an answer is another question */
		return FL_OK;
	take_prices(a, s);
	take_classes(a, s);
	a->helpers = s->program->num_columns > s->program->num_classes;
	a->judged = true;
	return FL_OK;
}

/* ---- which end a dream of a kind would choose ----------------------------------------------------------------------- */

static void subtract(mpq_t from, const mpq_t price, int64_t times)
{
	mpq_t part;
	if (mpq_sgn(price) == 0)
		return;
	mpq_init(part);
	fl_mpq_set_i64(part, times, 1);
	mpq_mul(part, part, price);
	mpq_sub(from, from, part);
	mpq_clear(part);
}

/* What a minor unit costs at the prices, taken off 'worth'. False: not known. */
static bool pay(const fl_again *a, const fl_trait *kind, mpq_t worth)
{
	const fl_numbers *pools = &a->traits->pools.items[kind->pools], *lines = &a->traits->lines.items[kind->lines];
	if (pools->len == 1)
		subtract(worth, a->pools[pools->items[0]], 1);
	else if (kind->pools >= a->num_lists || !a->list_known[kind->pools])
		return false;
	else
		subtract(worth, a->lists[kind->pools], -1);
	for (uint32_t i = 0; i < lines->len; i++) {
		if (lines->items[i] >= a->num_lines)
			continue; /* a new line has no price */
		const fl_line_now *line = &a->lines[lines->items[i]];
		const fl_group *group = &a->spec->groups[a->traits->line.items[lines->items[i]].group];
		subtract(worth, line->money, 1);
		subtract(worth, line->awarded_min, group->min_share.den);
		subtract(worth, line->awarded_max, group->max_share.den);
	}
	subtract(worth, a->total, 1);
	return true;
}

/* Sign of the reduced cost of a part of the request that counts 'weight' times; 0 where it is not clear. */
static int leaning(const fl_again *a, const fl_trait *kind, int64_t weight)
{
	mpq_t worth, times;
	mpq_inits(worth, times, NULL);
	fl_mpq_set_i64(worth, kind->voice, kind->request > 0 ? kind->request : 1);
	fl_mpq_set_i64(times, weight, 1);
	mpq_mul(worth, worth, times);
	int sign = pay(a, kind, worth) ? mpq_sgn(worth) : 0;
	mpq_clears(worth, times, NULL);
	return sign;
}

/* The end that every part of the request of such a dream chooses beyond doubt. */
static fl_end end_of(const fl_again *a, uint32_t number)
{
	const fl_policy *policy = &a->spec->policy;
	const fl_trait *kind = &a->traits->kinds.items[number];
	if (kind->upper == 0)
		return FL_END_EMPTY;
	if (policy->base_grant > 0)
		return FL_END_NONE;
	int first = leaning(a, kind, policy->num_tranches > 0 ? policy->tranches[0].weight : 1);
	if (first < 0)
		return FL_END_EMPTY;
	int last = policy->num_tranches > 1 ? leaning(a, kind, policy->tranches[policy->num_tranches - 1].weight) : first;
	return last > 0 ? FL_END_FULL : FL_END_NONE;
}

/* ---- lines that are left and entered -------------------------------------------------------------------------------- */

typedef struct shift { /* of one line, by all changes */
	uint32_t line;
	__int128 leaves, enters;           /* sums of u */
	__int128 money_leaves, money_enters; /* of those that get all */
} shift;

typedef FL_VEC(shift) shifts;

static bool stands_in(const fl_numbers *lines, uint32_t line)
{
	for (uint32_t i = 0; i < lines->len; i++)
		if (lines->items[i] == line)
			return true;
	return false;
}

static shift *shift_of(shifts *all, uint32_t line)
{
	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].line == line)
			return &all->items[i];
	return fl_vec_push(all, ((shift){ .line = line })) ? &all->items[all->len - 1] : NULL;
}

static bool has_row_of_awarded(const fl_group *group)
{
	return group->of == FL_OF_AWARDED && (group->has_min_share || group->has_max_share);
}

/* Has the group a minimum in money? */
static bool has_minimum(const fl_again *a, const fl_group *group, __int128 *ret_least)
{
	__int128 share = group->of == FL_OF_BUDGET && group->has_min_share
			     ? ((__int128)a->spec->budget * group->min_share.num + group->min_share.den - 1) / group->min_share.den
			     : 0;
	*ret_least = group->has_min && group->min > share ? group->min : share;
	return *ret_least > 0;
}

static bool has_maximum(const fl_again *a, const fl_group *group, __int128 *ret_most)
{
	bool shared = group->of == FL_OF_BUDGET && group->has_max_share;
	__int128 share = shared ? (__int128)a->spec->budget * group->max_share.num / group->max_share.den : 0;
	*ret_most = shared && (!group->has_max || share < group->max) ? share : group->max;
	return shared || group->has_max;
}

/* One change, as far as its lines go. 'exact': rows and their order are still the same. */
static fl_status move_lines(fl_again *a, const fl_numbers *from, const fl_numbers *to, uint32_t place, fl_money upper_from,
			    fl_money upper_to, bool full, shifts *all, bool *exact, fl_error *err)
{
	for (int side = 0; side < 2; side++) {
		const fl_numbers *own = side == 0 ? from : to, *other = side == 0 ? to : from;
		for (uint32_t i = 0; i < own->len; i++) {
			bool both = stands_in(other, own->items[i]);
			if (both && upper_from == upper_to)
				continue;
			shift *s = shift_of(all, own->items[i]);
			if (!s)
				return fl_enomem(err);
			const fl_line_now *line = own->items[i] < a->num_lines ? &a->lines[own->items[i]] : NULL;
			*(side == 0 ? &s->leaves : &s->enters) += side == 0 ? upper_from : upper_to;
			if (full)
				*(side == 0 ? &s->money_leaves : &s->money_enters) += side == 0 ? upper_from : upper_to;
			if (!line || !line->met)
				*exact = false;
			else if (!both && !line->always && (side == 0 ? line->first == place : line->first > place))
				*exact = false;
		}
	}
	return FL_OK;
}

/* Does the line leave everything as it is? */
static bool line_is_still(const fl_again *a, const shift *s, bool *exact)
{
	static const fl_line_now none = { .met = false };
	const fl_group *group = &a->spec->groups[a->traits->line.items[s->line].group];
	const fl_line_now *line = s->line < a->num_lines ? &a->lines[s->line] : &none;
	__int128 least, most, after = line->capacity - s->leaves + s->enters;
	bool minimum = has_minimum(a, group, &least), maximum = has_maximum(a, group, &most);
	if (maximum && (line->capacity > most) != (after > most))
		*exact = false;
	if (!line->met && s->enters > 0 && (minimum || has_row_of_awarded(group)))
		return false; /* a limit that was not there */
	if (s->money_leaves == 0 && s->money_enters == 0)
		return true;
	*exact = false;
	if (has_row_of_awarded(group) || (line->met && s->line < a->num_lines && mpq_sgn(line->money) != 0))
		return false;
	if (maximum && (line->high >= most || line->high + s->money_enters > most))
		return false;
	return !minimum || (line->low > least && line->low - s->money_leaves > least);
}

/* ---- the question --------------------------------------------------------------------------------------------------- */

static bool same_numbers(const fl_candidate *a, const fl_candidate *b)
{
	return a->tally == b->tally && a->givers == b->givers && a->roots == b->roots && a->weight.data == b->weight.data &&
	       a->weight.len == b->weight.len && a->supporters == b->supporters && a->num_supporters == b->num_supporters;
}

/* To the program nothing has changed. */
static bool is_the_same(const fl_again *a, const fl_candidate *before, uint32_t kind_before, const fl_candidate *now, uint32_t kind)
{
	bool was = before->standing == FL_QUALIFIED, is = now->standing == FL_QUALIFIED;
	if (was != is)
		return false;
	if (!is) /* what it was awarded before counts in limits all the same */
		return (before->before == 0 && now->before == 0) || kind == kind_before;
	return kind == kind_before && (a->awards || same_numbers(before, now));
}

static fl_status look_at(fl_again *a, const fl_becoming *change, shifts *all, bool *exact, bool *still, fl_error *err)
{
	static const fl_numbers nowhere = { NULL, 0 };
	const fl_candidate *before = &a->dreams[change->dream];
	uint32_t from = a->kinds[change->dream], to;
	FL_TRY(fl_traits_number(a->traits, &change->now, &to, err));
	if (is_the_same(a, before, from, &change->now, to))
		return FL_OK;
	bool was = before->standing == FL_QUALIFIED, is = change->now.standing == FL_QUALIFIED;
	*still = a->judged;
	if (!a->judged)
		return FL_OK;
	const fl_trait *old = &a->traits->kinds.items[from], *new = &a->traits->kinds.items[to];
	fl_end end = was ? end_of(a, from) : FL_END_EMPTY;
	*still = end != FL_END_NONE && (!was || a->end[from] == end) && (!is || end_of(a, to) == end) &&
		 (end == FL_END_EMPTY || (was && is && old->upper == new->upper)) && (!was || !is || old->pools == new->pools);
	if (!*still)
		return FL_OK;
	uint32_t place = a->place_of[change->dream];
	if (end == FL_END_FULL)
		*exact = false;
	if (was != is) {
		uint32_t list = was ? old->pools : new->pools, first = list < a->num_lists ? a->list_first[list] : UINT32_MAX;
		*exact = *exact && !a->helpers && (was ? first != place : first < place);
	} else if (old->upper != new->upper) {
		*exact = *exact && !a->helpers;
	}
	return move_lines(a, was ? &a->traits->lines.items[old->lines] : &nowhere, is ? &a->traits->lines.items[new->lines] : &nowhere,
			  place, was ? old->upper : 0, is ? new->upper : 0, end == FL_END_FULL, all, exact, err);
}

fl_status fl_again_still(fl_again *a, const fl_becoming *changes, size_t count, bool *ret_still, fl_error *err)
{
	shifts all = { 0 };
	bool still = true, exact = true;
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && still && i < count; i++)
		status = look_at(a, &changes[i], &all, &exact, &still, err);
	for (size_t i = 0; status == FL_OK && still && i < all.len; i++)
		still = line_is_still(a, &all.items[i], &exact);
	*ret_still = status == FL_OK && still && (exact || a->few_choices);
	fl_vec_release(&all);
	return status;
}
