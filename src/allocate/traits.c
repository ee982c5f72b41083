/* SPDX-License-Identifier: Apache-2.0
 *
 * traits.c - selectors and names become numbers.
 */
#include "allocate/traits.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* Does this program only decide who is funded, and stages how much? */
static bool is_admission(const fl_round_spec *spec)
{
	return fl_policy_staged(&spec->policy) && fl_round_chooses(spec);
}

/* ---- numbers -------------------------------------------------------------------------------------------------------- */

/* The number of these bytes among those seen before, 'next' for new ones. */
static fl_status intern(fl_traits *t, fl_map *map, const void *bytes, size_t len, size_t next, size_t *ret, fl_error *err)
{
	fl_str key = { bytes, len };
	*ret = fl_map_get(map, key);
	if (*ret != FL_MAP_NONE)
		return FL_OK;
	fl_str kept = fl_arena_str(&t->arena, key);
	if (!kept.data || !fl_map_put(map, kept, next, ret))
		return fl_enomem(err);
	return FL_OK;
}

static fl_status copy_numbers(fl_traits *t, const uint32_t *items, size_t len, fl_numbers *ret, fl_error *err)
{
	uint32_t *copy = fl_arena_array(&t->arena, len + 1, sizeof *copy);
	if (!copy)
		return fl_enomem(err);
	for (size_t i = 0; i < len; i++)
		copy[i] = items[i];
	*ret = (fl_numbers){ copy, (uint32_t)len };
	return FL_OK;
}

/* ---- lines ---------------------------------------------------------------------------------------------------------- */

static fl_status find_line(fl_traits *t, uint32_t g, fl_str value, uint32_t *ret_line, fl_error *err)
{
	const fl_group *group = &t->spec->groups[g];
	fl_buf key;
	size_t line = 0, next = t->line.len;
	fl_buf_init(&key, 1 << 20);
	fl_buf_printf(&key, "%u=", g);
	fl_buf_str(&key, value);
	fl_status status = fl_buf_status(&key, err);
	if (status == FL_OK)
		status = intern(t, &t->line_of, key.data, key.len, next, &line, err);
	if (status == FL_OK && line == next) {
		fl_buf_clear(&key);
		fl_buf_str(&key, group->id);
		if (group->each != FL_EACH_NONE) {
			fl_buf_putc(&key, '=');
			fl_buf_str(&key, value);
		}
		status = fl_buf_status(&key, err);
		fl_str name = status == FL_OK ? fl_arena_str(&t->arena, fl_buf_view(&key)) : FL_STR("");
		if (status == FL_OK && (!name.data || !fl_vec_push(&t->line, ((fl_trait_line){ g, name }))))
			status = fl_enomem(err);
	}
	fl_buf_release(&key);
	*ret_line = (uint32_t)line;
	return status;
}

static fl_status add_line(fl_traits *t, uint32_t g, fl_str value, fl_error *err)
{
	uint32_t line;
	FL_TRY(find_line(t, g, value, &line, err));
	return fl_vec_push(&t->scratch, line) ? FL_OK : fl_enomem(err);
}

/* The lines of a group that selects the dream. */
static fl_status add_lines(fl_traits *t, uint32_t g, const fl_candidate *dream, fl_error *err)
{
	const fl_group *group = &t->spec->groups[g];
	fl_str one = group->each == FL_EACH_ORGANISATION ? dream->organisation
		     : group->each == FL_EACH_CATEGORY   ? dream->category
							 : dream->region;
	if (group->each == FL_EACH_NONE)
		return fl_vec_push(&t->scratch, t->plain_line[g]) ? FL_OK : fl_enomem(err);
	if (group->each != FL_EACH_TAG)
		return one.len > 0 ? add_line(t, g, one, err) : FL_OK;
	for (size_t i = 0; i < dream->num_tags; i++)
		if (fl_str_starts(dream->tags[i], group->each_prefix))
			FL_TRY(add_line(t, g, dream->tags[i], err));
	return FL_OK;
}

/* ---- kinds ---------------------------------------------------------------------------------------------------------- */

static fl_status find_pools(fl_traits *t, const uint32_t *pools, size_t count, size_t *ret, fl_error *err)
{
	size_t next = t->pools.len;
	FL_TRY(intern(t, &t->pools_of, pools, count * sizeof *pools, next, ret, err));
	if (*ret < next)
		return FL_OK;
	fl_numbers list;
	FL_TRY(copy_numbers(t, pools, count, &list, err));
	return fl_vec_push(&t->pools, list) ? FL_OK : fl_enomem(err);
}

static fl_status find_lines(fl_traits *t, const uint32_t *groups, size_t count, const fl_candidate *dream, size_t *ret, fl_error *err)
{
	size_t next = t->lines.len;
	t->scratch.len = 0;
	for (size_t i = 0; i < count; i++)
		FL_TRY(add_lines(t, groups[i] - (uint32_t)t->num_merged, dream, err));
	FL_TRY(intern(t, &t->lines_of, t->scratch.items, t->scratch.len * sizeof *t->scratch.items, next, ret, err));
	if (*ret < next)
		return FL_OK;
	fl_numbers list;
	FL_TRY(copy_numbers(t, t->scratch.items, t->scratch.len, &list, err));
	return fl_vec_push(&t->lines, list) ? FL_OK : fl_enomem(err);
}

static void fill_kind(const fl_traits *t, const fl_candidate *dream, size_t pools, size_t lines, fl_trait *ret)
{
	const fl_numbers *list = &t->lines.items[lines];
	memset(ret, 0, sizeof *ret);
	ret->voice = fl_round_voice(t->spec, dream);
	ret->request = dream->request;
	ret->pools = (uint32_t)pools;
	ret->lines = (uint32_t)lines;
	for (uint32_t i = 0; i < list->len; i++)
		if (t->spec->groups[t->line.items[list->items[i]].group].has_max_funded)
			ret->counted = 1;
	ret->upper = t->pools.items[pools].len ? fl_round_upper_now(t->spec, dream) : 0;
	ret->least = ret->upper ? fl_round_least_now(t->spec, dream) : 0;
	ret->before = ret->upper ? dream->before : 0;
	if ((ret->counted || is_admission(t->spec)) && ret->upper > 0 && ret->least == 0 && ret->before == 0)
		ret->least = 1; /* funded is at least one minor unit */
}

fl_status fl_traits_number(fl_traits *t, const fl_candidate *dream, uint32_t *ret, fl_error *err)
{
	size_t count, split = 0, pools, lines, weight = 0, kind = 0;
	const uint32_t *selected = fl_selector_set_find(t->asked, dream, &count);
	fl_trait key;
	while (split < count && selected[split] < t->num_merged)
		split++;
	FL_TRY(find_pools(t, selected, split, &pools, err));
	FL_TRY(find_lines(t, selected + split, count - split, dream, &lines, err));
	if (t->spec->policy.kind == FL_POLICY_QUADRATIC)
		FL_TRY(intern(t, &t->weight_of, dream->weight.data, dream->weight.len, t->weight_of.len, &weight, err));
	fill_kind(t, dream, pools, lines, &key);
	key.weight = (uint32_t)weight;
	FL_TRY(intern(t, &t->kind_of, &key, sizeof key, t->kinds.len, &kind, err));
	if (kind == t->kinds.len && !fl_vec_push(&t->kinds, key))
		return fl_enomem(err);
	*ret = (uint32_t)kind;
	return FL_OK;
}

/* ---- the table ------------------------------------------------------------------------------------------------------ */

/* Pools with equal selectors are one. */
static fl_status merge_pools(fl_traits *t, fl_error *err)
{
	const fl_round_spec *spec = t->spec;
	t->pool_of = fl_alloc_array(spec->num_pools + 1, sizeof *t->pool_of);
	t->selectors = fl_alloc_array(spec->num_pools + spec->num_groups + 1, sizeof *t->selectors);
	if (!t->pool_of || !t->selectors)
		return fl_enomem(err);
	for (size_t i = 0; i < spec->num_pools; i++) {
		uint32_t m = 0;
		while (m < t->num_merged && !fl_selector_equal(t->selectors[m], spec->pools[i].selector))
			m++;
		if (m == t->num_merged)
			t->selectors[t->num_merged++] = spec->pools[i].selector;
		t->pool_of[i] = m;
	}
	return FL_OK;
}

/* Every group without 'each' has a line even when no dream belongs to it: its minimum may be impossible. */
static fl_status make_plain_lines(fl_traits *t, fl_error *err)
{
	t->plain_line = fl_alloc_array(t->spec->num_groups + 1, sizeof *t->plain_line);
	if (!t->plain_line)
		return fl_enomem(err);
	for (uint32_t g = 0; g < t->spec->num_groups; g++) {
		t->plain_line[g] = UINT32_MAX;
		if (t->spec->groups[g].each == FL_EACH_NONE)
			FL_TRY(find_line(t, g, FL_STR(""), &t->plain_line[g], err));
	}
	return FL_OK;
}

static fl_status open_traits(fl_traits *t, fl_error *err)
{
	FL_TRY(merge_pools(t, err));
	FL_TRY(make_plain_lines(t, err));
	for (size_t g = 0; g < t->spec->num_groups; g++)
		t->selectors[t->num_merged + g] = t->spec->groups[g].selector;
	/* one look-up a dream instead of one for each pool and group */
	return fl_selector_set_new(t->selectors, t->num_merged + t->spec->num_groups, &t->asked, err);
}

fl_status fl_traits_new(const fl_round_spec *spec, fl_traits **ret, fl_error *err)
{
	fl_traits *t = fl_alloc(sizeof *t);
	if (!t)
		return fl_enomem(err);
	t->spec = spec;
	fl_status status = open_traits(t, err);
	if (status == FL_OK)
		*ret = t;
	else
		fl_traits_free(t);
	return status;
}

void fl_traits_free(fl_traits *t)
{
	if (!t)
		return;
	fl_vec_release(&t->kinds);
	fl_vec_release(&t->pools);
	fl_vec_release(&t->lines);
	fl_vec_release(&t->line);
	fl_vec_release(&t->scratch);
	fl_map_release(&t->line_of);
	fl_map_release(&t->pools_of);
	fl_map_release(&t->lines_of);
	fl_map_release(&t->kind_of);
	fl_map_release(&t->weight_of);
	fl_selector_set_free(t->asked);
	fl_free(t->selectors);
	fl_free(t->pool_of);
	fl_free(t->plain_line);
	fl_arena_release(&t->arena);
	fl_free(t);
}
