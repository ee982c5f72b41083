/* SPDX-License-Identifier: Apache-2.0
 *
 * round_limits.c - "pools" and "groups" of round.json: the money, who it may reach, and how much of it.
 *
 * Refused here is what no dream could ever mend: a minimum above its maximum, an id twice, a group without a limit.
 * Limits that cannot hold together over the actual dreams are an answer of the allocation, not an error.
 */
#include "domain/round_parse.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/setting.h"

#include <stdio.h>

#define MAX_POOLS  1000
#define MAX_GROUPS 10000
#define MAX_FUNDED 1000000000

/* An id: needed, short, without control characters, not seen before. */
static fl_status parse_id(fl_json v, fl_map *seen, size_t index, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json id;
	size_t stands;

	FL_TRY(fl_json_need(v, "id", FL_JSON_STRING, &id, err));
	FL_TRY(fl_setting_text(v, "id", 200, arena, ret, err));
	if (ret->len == 0)
		return fl_json_error(id, err, FL_EINVAL, "'id' is empty");
	if (!fl_map_put(seen, *ret, index, &stands))
		return fl_enomem(err);
	if (stands != index)
		return fl_json_error(id, err, FL_EINVAL, "id '%.*s' stands twice", FL_STR_ARG(*ret));
	return FL_OK;
}

static fl_status parse_title(fl_json v, fl_arena *arena, fl_str id, fl_str *ret, fl_error *err)
{
	FL_TRY(fl_setting_text(v, "title", 1000, arena, ret, err));
	if (ret->len == 0)
		*ret = id;
	return FL_OK;
}

static fl_status parse_pool(fl_json v, fl_map *seen, size_t index, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "id", "title", "amount", "selector", "must_spend", NULL };
	fl_pool *pool = &spec->pools[index];
	bool has;

	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "a pool must be an object with 'id' and 'amount'");
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(parse_id(v, seen, index, &spec->arena, &pool->id, err));
	FL_TRY(parse_title(v, &spec->arena, pool->id, &pool->title, err));
	FL_TRY(fl_setting_amount(v, "amount", &spec->currency, &pool->amount, &has, err));
	if (!has)
		return fl_json_error(v, err, FL_EINVAL, "pool '%.*s' has no 'amount'", FL_STR_ARG(pool->id));
	if (!fl_money_add(spec->budget, pool->amount, &spec->budget))
		return fl_json_error(v, err, FL_ERANGE, "the pools together are more than can be counted");
	FL_TRY(fl_selector_parse(fl_json_get(v, "selector"), &spec->arena, &pool->selector, err));
	FL_TRY(fl_json_take_bool(v, "must_spend", false, &pool->must_spend, err));
	if (pool->must_spend && spec->policy.rounding == FL_ROUND_FLOOR)
		return fl_json_error(fl_json_get(v, "must_spend"), err, FL_EINVAL,
				     "'must_spend' cannot hold where 'rounding' is 'floor'");
	return FL_OK;
}

/* "organisation", "category", "region", "tag", "tag:PREFIX" */
static fl_status parse_each(fl_json v, fl_arena *arena, fl_group *group, fl_error *err)
{
	fl_str text, tag = FL_STR("tag:");

	FL_TRY(fl_json_take_str(v, "each", FL_STR(""), &text, err));
	group->each_prefix = FL_STR("");
	if (!fl_json_present(fl_json_get(v, "each"))) {
		group->each = FL_EACH_NONE;
	} else if (fl_str_eqz(text, "organisation")) {
		group->each = FL_EACH_ORGANISATION;
	} else if (fl_str_eqz(text, "category")) {
		group->each = FL_EACH_CATEGORY;
	} else if (fl_str_eqz(text, "region")) {
		group->each = FL_EACH_REGION;
	} else if (fl_str_eqz(text, "tag")) {
		group->each = FL_EACH_TAG; /* every tag starts with nothing */
	} else if (fl_str_starts(text, tag) && text.len > tag.len && text.len <= 200) {
		group->each = FL_EACH_TAG;
		group->each_prefix = fl_arena_str(arena, fl_str_slice(text, tag.len, text.len));
		if (!group->each_prefix.data)
			return fl_enomem(err);
	} else {
		return fl_json_error(fl_json_get(v, "each"), err, FL_EINVAL,
				     "'each' must be 'organisation', 'category', 'region', 'tag' or 'tag:PREFIX'");
	}
	return FL_OK;
}

/* Names of rows are made of group ids (proof.h): no id may look like one. */
static bool id_is_ambiguous(fl_str id)
{
	static const char *const ends[] = { ":awarded-min", ":awarded-max", ":funded" };

	if (memchr(id.data, '=', id.len))
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		fl_str end = fl_str_of(ends[i]);
		if (id.len >= end.len && fl_str_eq(fl_str_slice(id, id.len - end.len, id.len), end))
			return true;
	}
	return false;
}

static bool share_above(fl_share a, fl_share b) /* numerators and denominators stay below 2^57: share.c */
{
	mpq_t x, y;
	bool above;

	mpq_inits(x, y, NULL);
	mpz_import(mpq_numref(x), 1, -1, sizeof a.num, 0, 0, &a.num);
	mpz_import(mpq_denref(x), 1, -1, sizeof a.den, 0, 0, &a.den);
	mpz_import(mpq_numref(y), 1, -1, sizeof b.num, 0, 0, &b.num);
	mpz_import(mpq_denref(y), 1, -1, sizeof b.den, 0, 0, &b.den);
	above = mpq_cmp(x, y) > 0;
	mpq_clears(x, y, NULL);
	return above;
}

static fl_status parse_bounds(fl_json v, const fl_currency *currency, fl_group *group, fl_error *err)
{
	static const char *const of[] = { "budget", "awarded", NULL };
	fl_json of_value = fl_json_get(v, "of");
	int choice;

	FL_TRY(fl_setting_amount(v, "min", currency, &group->min, &group->has_min, err));
	FL_TRY(fl_setting_amount(v, "max", currency, &group->max, &group->has_max, err));
	FL_TRY(fl_setting_share(v, "min_share", &group->min_share, &group->has_min_share, err));
	FL_TRY(fl_setting_share(v, "max_share", &group->max_share, &group->has_max_share, err));
	FL_TRY(fl_setting_choice(v, "of", of, FL_OF_BUDGET, &choice, err));
	group->of = (fl_share_of)choice;
	group->has_max_funded = fl_json_present(fl_json_get(v, "max_funded"));
	FL_TRY(fl_json_take_i64(v, "max_funded", 0, 0, MAX_FUNDED, &group->max_funded, err));
	if (!group->has_min && !group->has_max && !group->has_min_share && !group->has_max_share &&
	    !group->has_max_funded)
		return fl_json_error(
		    v, err, FL_EINVAL,
		    "group '%.*s' has no limit: give it 'min', 'max', 'min_share', 'max_share' or 'max_funded'",
		    FL_STR_ARG(group->id));
	if (group->has_min && group->has_max && group->min > group->max)
		return fl_json_error(v, err, FL_EINVAL, "'min' of group '%.*s' is above its 'max'",
				     FL_STR_ARG(group->id));
	if (group->has_min_share && group->has_max_share && share_above(group->min_share, group->max_share))
		return fl_json_error(v, err, FL_EINVAL, "'min_share' of group '%.*s' is above its 'max_share'",
				     FL_STR_ARG(group->id));
	if (fl_json_present(of_value) && !group->has_min_share && !group->has_max_share)
		return fl_json_error(of_value, err, FL_EINVAL, "'of' says what a share is of, but there is no share");
	return FL_OK;
}

static fl_status parse_group(fl_json v, fl_map *seen, size_t index, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "id",	 "title",     "selector", "each",	"min", "max",
					    "min_share", "max_share", "of",	  "max_funded", NULL };
	fl_group *group = &spec->groups[index];

	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "a group must be an object with 'id' and a limit");
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(parse_id(v, seen, index, &spec->arena, &group->id, err));
	if (id_is_ambiguous(group->id))
		return fl_json_error(fl_json_get(v, "id"), err, FL_EINVAL,
				     "group id '%.*s' has '=' or ends like the name of a row", FL_STR_ARG(group->id));
	FL_TRY(parse_title(v, &spec->arena, group->id, &group->title, err));
	FL_TRY(fl_selector_parse(fl_json_get(v, "selector"), &spec->arena, &group->selector, err));
	FL_TRY(parse_each(v, &spec->arena, group, err));
	FL_TRY(parse_bounds(v, &spec->currency, group, err));
	if (spec->policy.rounding == FL_ROUND_FLOOR && (group->has_min || group->has_min_share))
		return fl_json_error(v, err, FL_EINVAL,
				     "the minimum of group '%.*s' cannot hold where 'rounding' is 'floor'",
				     FL_STR_ARG(group->id));
	return FL_OK;
}

static fl_status parse_pools(fl_json root, fl_map *seen, fl_round_spec *spec, fl_error *err)
{
	fl_json list;

	FL_TRY(fl_round_take_array(root, "pools", MAX_POOLS, &list, err));
	size_t count = fl_json_len(list);
	if (count == 0)
		return fl_json_error(fl_json_present(list) ? list : root, err, FL_EINVAL,
				     "no pool: a round needs money in 'pools'");
	spec->pools = fl_arena_array(&spec->arena, count, sizeof *spec->pools);
	if (!spec->pools)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(parse_pool(fl_json_at(list, i), seen, i, spec, err));
	spec->num_pools = count;
	return FL_OK;
}

/* ["d-17", "d-29"]: at most one of these dreams gets money. */
static fl_status parse_exclusive(fl_json v, fl_map *seen, size_t number, fl_round_spec *spec, fl_error *err)
{
	fl_group *group = &spec->groups[spec->num_groups];
	char id[40];
	size_t stands;

	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) < 2)
		return fl_json_error(v, err, FL_EINVAL,
				     "'exclusive' is a list of lists: the ids of two or more dreams of which at most one "
				     "gets money");
	snprintf(id, sizeof id, "exclusive-%zu", number);
	*group = (fl_group){ .exclusive = true, .has_max_funded = true, .max_funded = 1, .each_prefix = FL_STR("") };
	group->id = group->title = fl_arena_str(&spec->arena, fl_str_of(id));
	if (!group->id.data || !fl_map_put(seen, group->id, spec->num_groups, &stands))
		return fl_enomem(err);
	if (stands != spec->num_groups)
		return fl_json_error(v, err, FL_EINVAL, "a group has the id '%s', which is the name of this set", id);
	FL_TRY(fl_selector_parse_ids(v, &spec->arena, &group->selector, err));
	spec->num_groups++;
	return FL_OK;
}

static fl_status parse_groups(fl_json root, fl_map *seen, fl_round_spec *spec, fl_error *err)
{
	fl_json list, exclusive;

	FL_TRY(fl_round_take_array(root, "groups", MAX_GROUPS, &list, err));
	FL_TRY(fl_round_take_array(root, "exclusive", MAX_GROUPS, &exclusive, err));
	size_t count = fl_json_len(list), sets = fl_json_len(exclusive);
	spec->groups = fl_arena_array(&spec->arena, count + sets + 1, sizeof *spec->groups);
	if (!spec->groups)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(parse_group(fl_json_at(list, i), seen, i, spec, err));
	spec->num_groups = count;
	for (size_t i = 0; i < sets; i++)
		FL_TRY(parse_exclusive(fl_json_at(exclusive, i), seen, i + 1, spec, err));
	return FL_OK;
}

fl_status fl_round_parse_limits(fl_json root, fl_round_spec *spec, fl_error *err)
{
	fl_map pools = { 0 }, groups = { 0 };
	fl_status status = parse_pools(root, &pools, spec, err);

	if (status == FL_OK)
		status = parse_groups(root, &groups, spec, err);
	fl_map_release(&pools);
	fl_map_release(&groups);
	return status;
}
