/* SPDX-License-Identifier: Apache-2.0
 *
 * owners.c - names of organisations put together: disjoint sets (Tarjan: Efficiency of a good but not linear set union algorithm,
 * 1975), in which the best name of each is the root.
 */
#include "steps/owners.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/normalise.h"

typedef struct name {
	fl_str text;
	size_t up;  /* another name of its organisation; itself: it is the root */
	int better; /* 2: the table says it is the organisation's; 1: a dream states it; 0: neither */
} name;

typedef struct naming {
	fl_arena arena; /* forms */
	fl_map names, forms;
	FL_VEC(name) list;
} naming;

static size_t root_of(naming *n, size_t i)
{
	while (n->list.items[i].up != i) {
		n->list.items[i].up = n->list.items[n->list.items[i].up].up;
		i = n->list.items[i].up;
	}
	return i;
}

static bool goes_before(const name *a, const name *b)
{
	return a->better != b->better ? a->better > b->better : fl_str_cmp(a->text, b->text) < 0;
}

static void put_together(naming *n, size_t a, size_t b)
{
	a = root_of(n, a);
	b = root_of(n, b);
	if (a == b)
		return;
	if (goes_before(&n->list.items[a], &n->list.items[b]))
		n->list.items[b].up = a;
	else
		n->list.items[a].up = b;
}

/* The number of a name; one of the same form is put together with it. A name without letters has no form. */
static fl_status add_name(naming *n, fl_str text, int better, size_t *ret, fl_error *err)
{
	fl_normal form;
	size_t first;
	if (!fl_map_put(&n->names, text, n->list.len, ret))
		return fl_enomem(err);
	if (*ret < n->list.len)
		return FL_OK;
	if (!fl_vec_push(&n->list, ((name){ text, *ret, better })))
		return fl_enomem(err);
	FL_TRY(fl_normalise(text, FL_NORMAL_COMPARE, &n->arena, &form, err));
	if (form.text.len == 0)
		return FL_OK;
	if (!fl_map_put(&n->forms, form.text, *ret, &first))
		return fl_enomem(err);
	put_together(n, *ret, first);
	return FL_OK;
}

static fl_status add_two(naming *n, fl_str a, fl_str b, fl_error *err)
{
	size_t x, y;
	FL_TRY(add_name(n, a, 0, &x, err));
	FL_TRY(add_name(n, b, 0, &y, err));
	put_together(n, x, y);
	return FL_OK;
}

/* What to name, and by what. */
typedef struct calling {
	const fl_round_spec *spec;
	const fl_decision *decisions;
	size_t num_decisions;
	const fl_str *names;
	size_t count;
} calling;

/* The best names come first, because a name is never made better later. */
static fl_status add_all(naming *n, const calling *c, fl_error *err)
{
	size_t i;
	for (size_t k = 0; k < c->spec->num_aliases; k++)
		FL_TRY(add_name(n, c->spec->aliases[k].organisation, 2, &i, err));
	for (size_t k = 0; k < c->count; k++)
		if (c->names[k].len > 0)
			FL_TRY(add_name(n, c->names[k], 1, &i, err));
	for (size_t k = 0; k < c->spec->num_aliases; k++)
		FL_TRY(add_two(n, c->spec->aliases[k].name, c->spec->aliases[k].organisation, err));
	for (size_t k = 0; k < c->num_decisions; k++)
		if (fl_decision_is(&c->decisions[k], FL_DECISION_ORGANISATION) && fl_str_eqz(c->decisions[k].value, "same"))
			FL_TRY(add_two(n, fl_str_trim(c->decisions[k].subject), fl_str_trim(c->decisions[k].other), err));
	return FL_OK;
}

fl_status fl_owners_call(const fl_round_spec *spec, const fl_decision *decisions, size_t num_decisions, const fl_str *names, size_t count,
			 fl_arena *arena, fl_str **ret, fl_error *err)
{
	naming n = { .arena = FL_ARENA_INIT };
	calling c = { spec, decisions, num_decisions, names, count };
	fl_str *owners = fl_arena_array(arena, count + 1, sizeof *owners);
	fl_status status = owners ? add_all(&n, &c, err) : fl_enomem(err);
	for (size_t i = 0; i < count && status == FL_OK; i++)
		owners[i] = names[i].len ? n.list.items[root_of(&n, fl_map_get(&n.names, names[i]))].text : names[i];
	*ret = owners;
	fl_map_release(&n.names);
	fl_map_release(&n.forms);
	fl_vec_release(&n.list);
	fl_arena_release(&n.arena);
	return status;
}

fl_status fl_owners_find(const fl_work *w, const fl_facts *facts, fl_arena *arena, fl_str **ret, fl_error *err)
{
	fl_str *stated = fl_arena_array(arena, facts->num_dreams + 1, sizeof *stated);
	if (!stated)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++)
		stated[i] = facts->dreams[i].organisation;
	return fl_owners_call(w->spec, w->decisions, w->num_decisions, stated, facts->num_dreams, arena, ret, err);
}

void fl_owners_put(const fl_facts *facts, const fl_str *owners, fl_candidate *candidates)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_str stated = facts->dreams[i].organisation;
		candidates[i].organisation = owners[i];
		candidates[i].submitted_as = fl_str_eq(stated, owners[i]) ? FL_STR("") : stated;
	}
}

/* ---- selectors ------------------------------------------------------------------------------------------------------ */

typedef struct checking {
	const fl_candidate *candidates;
	fl_map names; /* of organisations, that are not their own: a candidate that states it */
	size_t found; /* the first candidate that a selector calls so; FL_MAP_NONE: none */
} checking;

static void on_name(void *user, fl_str text)
{
	checking *c = user;
	if (c->found == FL_MAP_NONE)
		c->found = fl_map_get(&c->names, text);
}

static void look_at_all(checking *c, const fl_round_spec *spec)
{
	fl_selector_organisations(spec->require, on_name, c);
	fl_selector_organisations(spec->exclude, on_name, c);
	for (size_t i = 0; i < spec->num_thresholds; i++)
		fl_selector_organisations(spec->thresholds[i].selector, on_name, c);
	for (size_t i = 0; i < spec->num_pools; i++)
		fl_selector_organisations(spec->pools[i].selector, on_name, c);
	for (size_t i = 0; i < spec->num_groups; i++)
		fl_selector_organisations(spec->groups[i].selector, on_name, c);
}

fl_status fl_owners_check_selectors(const fl_round_spec *spec, const fl_candidate *candidates, size_t count, fl_error *err)
{
	checking c = { .candidates = candidates, .found = FL_MAP_NONE };
	size_t stands;
	fl_status status = FL_OK;
	for (size_t i = 0; i < count && status == FL_OK; i++)
		if (candidates[i].submitted_as.len > 0 && !fl_map_put(&c.names, candidates[i].submitted_as, i, &stands))
			status = fl_enomem(err);
	if (status == FL_OK && c.names.len > 0)
		look_at_all(&c, spec);
	if (c.found != FL_MAP_NONE)
		status = fl_error_set(err, FL_EINVAL, "a selector names the organisation '%.*s', which is called '%.*s': name it so",
				      FL_STR_ARG(candidates[c.found].submitted_as), FL_STR_ARG(candidates[c.found].organisation));
	fl_map_release(&c.names);
	return status;
}
