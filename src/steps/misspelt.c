/* SPDX-License-Identifier: Apache-2.0
 *
 * misspelt.c - names in the selectors of a round that no dream has, though one of much the same spelling is there.
 *
 * A category that nobody has chosen is no mistake; 'field:helth' beside dreams of 'field:health' is one, and would give money away, or
 * keep it, in silence. So only what has a neighbour is told.
 */
#include "steps/misspelt.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

typedef struct checking {
	const fl_work *w;
	const fl_candidate *candidates;
	size_t count;
	fl_map known[FL_FIELD_COUNT]; /* what dreams have, made when it is first asked for */
	bool made[FL_FIELD_COUNT];
	const char *kind;
	fl_str owner; /* of the selector at hand */
	bool short_of_memory;
} checking;

static bool add(fl_map *map, fl_str name)
{
	size_t stands;
	return name.len == 0 || fl_map_put(map, name, 1, &stands);
}

/* A region is there where a dream is in it or below it. */
static bool add_regions(fl_map *map, fl_str region)
{
	bool good = add(map, region);
	for (size_t i = 0; good && i < region.len; i++)
		if (region.data[i] == '/')
			good = add(map, fl_str_slice(region, 0, i));
	return good;
}

static bool add_field(fl_map *map, const fl_candidate *dream, fl_selector_field field)
{
	bool good = true;
	if (field == FL_FIELD_CATEGORY)
		return add(map, dream->category);
	if (field == FL_FIELD_REGION)
		return add_regions(map, dream->region);
	if (field == FL_FIELD_ORGANISATION)
		return add(map, dream->organisation);
	if (field == FL_FIELD_ID)
		return add(map, dream->id);
	for (size_t t = 0; good && t < dream->num_tags; t++)
		good = add(map, dream->tags[t]);
	return good;
}

static void make(checking *c, fl_selector_field field)
{
	c->made[field] = true;
	for (size_t i = 0; i < c->count && !c->short_of_memory; i++)
		c->short_of_memory = !add_field(&c->known[field], &c->candidates[i], field);
}

static void on_name(void *user, fl_selector_field field, fl_str name)
{
	static const char *const fields[] = { FL_MESSAGE("category"), FL_MESSAGE("tag"), FL_MESSAGE("region"), FL_MESSAGE("organisation"),
					      FL_MESSAGE("id") };
	checking *c = user;
	char hint[FL_SPELLING_HINT];
	if (!c->made[field])
		make(c, field);
	if (c->short_of_memory || fl_map_get(&c->known[field], name) != FL_MAP_NONE)
		return;
	if (*fl_spelling_in_map(name, &c->known[field], hint) == '\0')
		return;
	if (c->owner.len > 0)
		fl_report(&c->w->findings, FL_WARNING, "name-unknown", "round.json", 0, 0, c->owner.data,
			  "%s '%.*s' names the %s '%.*s', which no dream has%s", c->kind, FL_STR_ARG(c->owner), fields[field],
			  FL_STR_ARG(name), hint);
	else
		fl_report(&c->w->findings, FL_WARNING, "name-unknown", "round.json", 0, 0, "",
			  "%s names the %s '%.*s', which no dream has%s", c->kind, fields[field], FL_STR_ARG(name), hint);
}

static void check(checking *c, const char *kind, fl_str owner, const fl_selector *selector)
{
	c->kind = kind;
	c->owner = owner;
	fl_selector_names(selector, on_name, c);
}

fl_status fl_misspelt_report(const fl_work *w, const fl_candidate *candidates, size_t count, fl_error *err)
{
	const fl_round_spec *spec = w->spec;
	checking c = { .w = w, .candidates = candidates, .count = count };
	for (size_t i = 0; i < spec->num_pools; i++)
		check(&c, FL_MESSAGE("pool"), spec->pools[i].id, spec->pools[i].selector);
	for (size_t i = 0; i < spec->num_groups; i++)
		if (!spec->groups[i].exclusive)
			check(&c, FL_MESSAGE("group"), spec->groups[i].id, spec->groups[i].selector);
	for (size_t i = 0; i < spec->num_thresholds; i++)
		check(&c, FL_MESSAGE("a threshold"), FL_STR(""), spec->thresholds[i].selector);
	check(&c, FL_MESSAGE("what 'eligibility' requires"), FL_STR(""), spec->require);
	check(&c, FL_MESSAGE("what 'eligibility' excludes"), FL_STR(""), spec->exclude);
	for (size_t f = 0; f < FL_FIELD_COUNT; f++)
		fl_map_release(&c.known[f]);
	return c.short_of_memory ? fl_enomem(err) : FL_OK;
}
