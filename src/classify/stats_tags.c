/* SPDX-License-Identifier: Apache-2.0
 *
 * stats_tags.c - the tags that packs can give, and the labels of a table, which should be names of such.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/stats_count.h"


/* ---- tags and labels --------------------------------------------------------------------------------------- */

static fl_status add_tag(fl_stats *s, fl_str name, bool category, uint32_t space, size_t *ret, fl_error *err)
{
	fl_tag_count t = { .name = fl_arena_str(&s->arena, name), .category = category, .space = space };
	size_t index = s->tags.len;

	if (!t.name.data || !fl_map_put(&s->tag_by_name, t.name, index, ret))
		return fl_enomem(err);
	if (*ret != index) {
		s->tags.items[*ret].category = s->tags.items[*ret].category || category;
		return FL_OK;
	}
	return fl_vec_push(&s->tags, t) ? FL_OK : fl_enomem(err);
}

static fl_str namespace_of(fl_str tag)
{
	size_t end = 0;

	while (end < tag.len && tag.data[end] != ':')
		end++;
	return fl_str_slice(tag, 0, end);
}

/* Tags of one namespace have one number: the index of the first of them. */
static uint32_t space_of(const fl_stats *s, fl_str tag)
{
	for (size_t i = 0; i < s->tags.len; i++)
		if (fl_str_eq(namespace_of(s->tags.items[i].name), namespace_of(tag)))
			return s->tags.items[i].space;
	return (uint32_t)s->tags.len;
}

static fl_status add_tags_of(fl_stats *s, const fl_pack *pack, fl_error *err)
{
	for (size_t r = 0; r < pack->num_rules; r++) {
		const fl_rule *rule = &pack->rules[r];
		for (size_t t = 0; t < rule->num_tags; t++) {
			size_t which;
			FL_TRY(add_tag(s, rule->tags[t], fl_pack_namespace(pack, rule->tags[t])->category,
				       space_of(s, rule->tags[t]), &which, err));
		}
	}
	return FL_OK;
}

/* The tag whose name without namespace is this: of a category first; NONE where there is none or more than one. */
static uint32_t find_by_name(const fl_stats *s, fl_str name)
{
	uint32_t found[2] = { FL_STATS_NONE, FL_STATS_NONE };
	size_t count[2] = { 0, 0 };

	for (size_t i = 0; i < s->tags.len; i++) {
		const fl_tag_count *t = &s->tags.items[i];
		size_t head = namespace_of(t->name).len;
		if (head == t->name.len || !fl_str_eq(fl_str_slice(t->name, head + 1, t->name.len), name))
			continue;
		found[t->category] = (uint32_t)i;
		count[t->category]++;
	}
	return count[1] == 1 ? found[1] : count[1] == 0 && count[0] == 1 ? found[0] : FL_STATS_NONE;
}

/* A label that no tag is becomes one that is never given. */
fl_status fl_stats_find_label(fl_stats *s, fl_str label, uint32_t *ret, bool *ret_known, fl_error *err)
{
	size_t which = fl_map_get(&s->tag_by_name, label);

	*ret = which == FL_MAP_NONE ? find_by_name(s, label) : (uint32_t)which;
	*ret_known = *ret != FL_STATS_NONE;
	if (*ret != FL_STATS_NONE)
		return FL_OK;
	FL_TRY(add_tag(s, label, false, FL_STATS_SPACES_MAX, &which, err));
	*ret = (uint32_t)which;
	return FL_OK;
}

/* ---- opening ----------------------------------------------------------------------------------------------- */

static fl_status open_rules(fl_stats *s, fl_error *err)
{
	size_t n = 0;

	for (size_t p = 0; p < s->num_packs; p++)
		s->num_rules += s->packs[p]->num_rules;
	s->rules = fl_arena_array(&s->arena, s->num_rules + 1, sizeof *s->rules);
	s->first_rule = fl_arena_array(&s->arena, s->num_packs + 1, sizeof *s->first_rule);
	if (!s->rules || !s->first_rule)
		return fl_enomem(err);
	for (uint32_t p = 0; p < s->num_packs; p++) {
		s->first_rule[p] = n;
		for (uint32_t r = 0; r < s->packs[p]->num_rules; r++)
			s->rules[n++] = (fl_rule_count){ .pack = p, .rule = r };
		FL_TRY(add_tags_of(s, s->packs[p], err));
	}
	return FL_OK;
}

fl_status fl_stats_open(const fl_pack *const *packs, size_t num_packs, bool judged, size_t show, fl_stats **ret,
			fl_error *err)
{
	fl_stats *s = fl_alloc(sizeof *s);
	fl_status status;

	if (!s)
		return fl_enomem(err);
	s->packs = packs;
	s->num_packs = num_packs;
	s->judged = judged;
	s->show = show;
	status = open_rules(s, err);
	if (status == FL_OK)
		*ret = s;
	else
		fl_stats_free(s);
	return status;
}

void fl_stats_free(fl_stats *stats)
{
	if (!stats)
		return;
	for (size_t i = 0; stats->rules && i < stats->num_rules; i++)
		fl_vec_release(&stats->rules[i].wrongs);
	for (size_t i = 0; i < stats->tags.len; i++)
		fl_vec_release(&stats->tags.items[i].missed);
	fl_vec_release(&stats->tags);
	fl_map_release(&stats->tag_by_name);
	fl_free(stats->overlaps.items);
	fl_free(stats->confusion.items);
	fl_arena_release(&stats->arena);
	fl_free(stats);
}
