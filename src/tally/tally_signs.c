/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_signs.c - signs for a reviewer, each with the numbers it rests on and those of the whole round beside them. They change no tally.
 *
 *   concentrated       a share of a dream's flowers is from one giver, or it has few effective givers
 *   burst              a share of a dream's flowers came within one span (longer than asked for where the round is very long), and
 *                      that is so many times the part of the round that came then
 *   one organisation   a share of a dream's flowers is from givers who gave some, all to dreams of its organisation, and that is so many
 *                      times the part that such givers have in the round
 *   new givers         a share of a dream's givers, and so many of them, gave their very first flower to it on one day, and that is so
 *                      many times the part of all givers who began on that day
 *
 * From when on is said by the round (domain/tally_rules.h).
 *
 * Flowers of bursts are counted before the rules; a flower without a time is in no burst.
 */
#include "tally/tallying.h"

#include "base/error.h"

#define CELLS_MAX ((size_t)8 << 20)

__extension__ typedef unsigned __int128 wide;

/* Is a/b at least the share? */
static bool is_share(int64_t a, int64_t b, fl_share share)
{
	return (wide)(uint64_t)a * (uint64_t)share.den >= (wide)(uint64_t)share.num * (uint64_t)b;
}

/* Is a/b at least times n/d? Of numbers that are not negative. */
static bool at_least(int64_t a, int64_t b, int64_t times, int64_t n, int64_t d)
{
	return (wide)(uint64_t)a * (uint64_t)d >= (wide)(uint64_t)times * (uint64_t)n * (uint64_t)b;
}

static fl_status open_hours(fl_tallying *t, fl_error *err)
{
	const fl_tally_input *in = t->in;
	size_t dreams = in->num_dreams + 1;
	if (!t->spec->tally.signs.burst.on || in->first > in->last || dreams > CELLS_MAX / 2)
		return FL_OK;
	int64_t asked = t->spec->tally.signs.burst_seconds, span = asked > 0 ? asked : 3600;
	t->hours_first = in->first - in->first % span - (in->first % span < 0 ? span : 0);
	for (t->hours_step = span;; t->hours_step *= 2) {
		uint64_t columns = ((uint64_t)in->last - (uint64_t)t->hours_first) / (uint64_t)t->hours_step + 1;
		if (columns <= CELLS_MAX / dreams) {
			t->hours_columns = (size_t)columns;
			break;
		}
	}
	t->hours = fl_alloc_array(dreams * t->hours_columns, sizeof *t->hours);
	t->hours_all = fl_alloc_array(t->hours_columns, sizeof *t->hours_all);
	return t->hours && t->hours_all ? FL_OK : fl_enomem(err);
}

fl_status fl_signs_open(fl_tallying *t, fl_error *err)
{
	size_t dreams = t->in->num_dreams + 1;
	FL_TRY(open_hours(t, err));
	t->one_sided = fl_alloc_array(dreams, sizeof *t->one_sided);
	t->one_sided_givers = fl_alloc_array(dreams, sizeof *t->one_sided_givers);
	if (!t->one_sided || !t->one_sided_givers)
		return fl_enomem(err);
	if (dreams > CELLS_MAX / t->days.columns)
		return FL_OK;
	t->fresh = fl_alloc_array(dreams * t->days.columns, sizeof *t->fresh);
	t->fresh_all = fl_alloc_array(t->days.columns, sizeof *t->fresh_all);
	return t->fresh && t->fresh_all ? FL_OK : fl_enomem(err);
}

/* Where flowers of a time are counted; NULL: nowhere. */
static uint32_t *hour_of(const fl_tallying *t, uint32_t dream, int64_t given)
{
	if (!t->hours || given == FL_TIME_NONE || given < t->in->first || given > t->in->last)
		return NULL;
	uint64_t since = (uint64_t)given - (uint64_t)t->hours_first;
	size_t column = since <= UINT32_MAX && t->hours_step <= UINT32_MAX ? (uint32_t)since / (uint32_t)t->hours_step : (size_t)(since / (uint64_t)t->hours_step);
	return &t->hours[(size_t)dream * t->hours_columns + column];
}

void fl_signs_prefetch(const fl_tallying *t, uint32_t dream, int64_t given)
{
	uint32_t *cell = hour_of(t, dream, given);
	if (cell)
		__builtin_prefetch(cell, 1);
}

void fl_signs_row(fl_tallying *t, const fl_giving *row)
{
	uint32_t *cell = hour_of(t, row->dream, row->given);
	if (cell)
		*cell = row->count > UINT32_MAX - *cell ? UINT32_MAX : *cell + (uint32_t)row->count;
}

/* The organisation to which all that counts of this giver went; UINT32_MAX: none, or several. */
static uint32_t only_organisation(const fl_tallying *t)
{
	const uint32_t *organisation = t->in->organisation;
	uint32_t only = UINT32_MAX;
	for (size_t i = 0; organisation && i < t->dreams.len; i++) {
		uint32_t d = t->dreams.items[i];
		if (t->gift[d] == 0)
			continue;
		if (organisation[d] == UINT32_MAX || (only != UINT32_MAX && organisation[d] != only))
			return UINT32_MAX;
		only = organisation[d];
	}
	return only;
}

void fl_signs_giver(fl_tallying *t, const fl_giving *first)
{
	bool one_sided = t->total >= t->spec->tally.signs.giver_flowers && only_organisation(t) != UINT32_MAX;
	for (size_t i = 0; i < t->dreams.len; i++) {
		uint32_t d = t->dreams.items[i];
		if (__builtin_add_overflow(t->all_known, t->gift[d], &t->all_known))
			t->all_known = INT64_MAX;
		if (!one_sided || t->gift[d] == 0)
			continue;
		t->one_sided[d] += t->gift[d];
		t->one_sided_givers[d]++;
		if (__builtin_add_overflow(t->all_one_sided, t->gift[d], &t->all_one_sided))
			t->all_one_sided = INT64_MAX;
	}
	if (t->total == 0)
		return;
	t->all_givers++;
	if (!t->fresh || !first || first->given < t->in->first || first->given > t->in->last)
		return;
	size_t column = (size_t)(fl_tally_day_of(t->spec, first->given) - t->days.first + 1);
	t->fresh[(size_t)first->dream * t->days.columns + column]++;
	t->fresh_all[column]++;
}

/* ---- the result ----------------------------------------------------------------------------------------------------- */

typedef FL_VEC(fl_sign) sign_list;

static bool concentrated(const fl_tallying *t, uint32_t d, fl_sign *ret)
{
	const fl_tally *tally = &t->tallies[d];
	const fl_sign_rules *rules = &t->spec->tally.signs;
	fl_share half = { 1, 2 };
	if (t->in->representative[d] != d || tally->merged < rules->concentrated.least || tally->known == 0)
		return false;
	*ret = (fl_sign){ d, FL_SIGN_CONCENTRATED,
			  { tally->top, tally->top_ten, tally->merged, tally->givers, tally->effective_hundredths } };
	return is_share(tally->top, tally->merged, rules->concentrated.share) ||
	       (tally->effective_hundredths / 100 < rules->effective_few && is_share(tally->known, tally->merged, half));
}

static bool burst(const fl_tallying *t, uint32_t d, fl_sign *ret)
{
	const fl_sign_rule *rule = &t->spec->tally.signs.burst;
	const uint32_t *hours = t->hours ? t->hours + (size_t)d * t->hours_columns : NULL;
	int64_t sum = 0, all = 0;
	size_t most = 0;
	if (!hours || t->hours_columns < 2)
		return false;
	for (size_t i = 0; i < t->hours_columns; i++) {
		sum += hours[i];
		all += t->hours_all[i];
		most = hours[i] > hours[most] ? i : most;
	}
	if (sum < rule->least || sum == 0)
		return false;
	*ret = (fl_sign){ d, FL_SIGN_BURST,
			  { hours[most], sum, t->hours_first + (int64_t)most * t->hours_step, t->hours_step, t->hours_all[most],
			    all } };
	return is_share(hours[most], sum, rule->share) && at_least(hours[most], sum, rule->times, t->hours_all[most], all);
}

static bool one_organisation(const fl_tallying *t, uint32_t d, fl_sign *ret)
{
	const fl_sign_rule *rule = &t->spec->tally.signs.one_organisation;
	if (t->known[d] < rule->least || t->one_sided_givers[d] < 2)
		return false;
	*ret = (fl_sign){ d, FL_SIGN_ONE_ORGANISATION,
			  { t->one_sided[d], t->known[d], t->one_sided_givers[d], t->all_one_sided, t->all_known } };
	return is_share(t->one_sided[d], t->known[d], rule->share) &&
	       at_least(t->one_sided[d], t->known[d], rule->times, t->all_one_sided, t->all_known);
}

static bool new_givers(const fl_tallying *t, uint32_t d, fl_sign *ret)
{
	const fl_sign_rule *rule = &t->spec->tally.signs.new_givers;
	const uint32_t *days = t->fresh ? t->fresh + (size_t)d * t->days.columns : NULL;
	size_t most = 1;
	for (size_t i = 1; days && i < t->days.columns; i++)
		most = days[i] > days[most] ? i : most;
	if (!days || t->days.columns < 3 || days[most] < rule->least || days[most] == 0)
		return false;
	*ret = (fl_sign){ d, FL_SIGN_NEW_GIVERS,
			  { days[most], t->own_givers[d], t->days.first + (int64_t)most - 1, 0, t->fresh_all[most], t->all_givers } };
	return is_share(days[most], t->own_givers[d], rule->share) &&
	       at_least(days[most], t->own_givers[d], rule->times, t->fresh_all[most], t->all_givers);
}

static void sum_hours(fl_tallying *t)
{
	for (size_t d = 0; t->hours && d < t->in->num_dreams; d++)
		for (size_t i = 0; i < t->hours_columns; i++)
			t->hours_all[i] += t->hours[d * t->hours_columns + i];
}

fl_status fl_signs_close(fl_tallying *t, fl_arena *arena, fl_tally_result *ret, fl_error *err)
{
	static bool (*const looks[])(const fl_tallying *, uint32_t, fl_sign *) = { concentrated, burst, one_organisation,
										    new_givers };
	const fl_sign_rules *rules = &t->spec->tally.signs;
	const bool on[] = { rules->concentrated.on, rules->burst.on, rules->one_organisation.on, rules->new_givers.on };
	sign_list list = { 0 };
	bool good = true;
	sum_hours(t);
	for (size_t k = 0; k < sizeof looks / sizeof *looks; k++)
		for (size_t d = 0; good && on[k] && d < t->in->num_dreams; d++) {
			fl_sign sign;
			if (looks[k](t, (uint32_t)d, &sign))
				good = fl_vec_push(&list, sign);
		}
	ret->signs = good ? fl_arena_array(arena, list.len + 1, sizeof *ret->signs) : NULL;
	for (size_t i = 0; ret->signs && i < list.len; i++)
		ret->signs[i] = list.items[i];
	ret->num_signs = list.len;
	fl_vec_release(&list);
	return ret->signs ? FL_OK : fl_enomem(err);
}

void fl_signs_free(fl_tallying *t)
{
	fl_free(t->hours);
	fl_free(t->hours_all);
	fl_free(t->fresh);
	fl_free(t->fresh_all);
	fl_free(t->one_sided);
	fl_free(t->one_sided_givers);
}
