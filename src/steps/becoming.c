/* SPDX-License-Identifier: Apache-2.0
 *
 * becoming.c - one more decision, and what becomes of the candidates.
 *
 * A category, a tag, an admission or an exception changes one dream. Another word on a pair or a representative changes clusters and
 * tallies of a few (regroup.c). Two names of one organisation change the organisation of all dreams under one of them. Whoever changes
 * may qualify, or no longer: that is asked of each anew.
 */
#include "steps/becoming.h"

#include "base/error.h"
#include "base/str.h"
#include "steps/owners.h"
#include "steps/ruled.h"
#include "tally/tally.h"

/* ---- beginning ------------------------------------------------------------------------------------------------------ */

bool fl_becoming_regroups(const fl_decision *d)
{
	fl_ruling_class class = fl_decision_class(d);
	return class == FL_RULING_PAIR || class == FL_RULING_REPRESENTATIVE;
}

fl_status fl_becomings_open(fl_becomings *b, fl_work *w, const fl_field *field, const fl_review_way *ways, size_t count, bool regroup,
			    fl_error *err)
{
	size_t stands, n = field->facts.num_dreams;
	*b = (fl_becomings){ .w = w, .field = field };
	FL_TRY(fl_clusters_load(w->store, &field->facts, &w->arena, &b->representative, err));
	b->own = fl_arena_array(&w->arena, n + 1, sizeof *b->own);
	if (!b->own)
		return fl_enomem(err);
	for (size_t i = 0; i < n; i++) {
		b->own[i] = field->facts.dreams[i].threshold;
		if (!fl_map_put(&b->dreams, field->facts.dreams[i].id, i, &stands))
			return fl_enomem(err);
	}
	return regroup ? fl_regroup_new(w, field, b->representative, ways, count, &b->regroup, err) : FL_OK;
}

void fl_becomings_release(fl_becomings *b)
{
	fl_regroup_free(b->regroup);
	fl_map_release(&b->dreams);
	fl_map_release(&b->name_of);
	fl_vec_release(&b->names);
}

/* Standing and thresholds of one dream. */
static void qualify(const fl_becomings *b, uint32_t dream, uint32_t representative, fl_candidate *c)
{
	uint32_t stands_for = representative == dream ? 0 : 1;
	fl_qualify(b->w->spec, c, 1, &stands_for, &b->own[dream]);
}

/* ---- one dream ------------------------------------------------------------------------------------------------------ */

/* Who is accepted loses its flags, but not those that a person gave. */
static fl_status repeat_tags(const fl_becomings *b, size_t i, fl_tag_record *record, fl_error *err)
{
	const fl_dream *dream = &b->field->facts.dreams[i];
	for (size_t k = 0; k < b->w->num_decisions; k++) {
		const fl_decision *d = &b->w->decisions[k];
		if (fl_decision_class(d) == FL_RULING_TAG && fl_str_eq(d->subject, dream->id) && fl_str_eqz(d->value, "add"))
			FL_TRY(fl_ruled_apply(&b->w->arena, d, dream, record, err));
	}
	return FL_OK;
}

/* 'd' applied to the one dream, as the steps would. */
static fl_status apply(const fl_becomings *b, const fl_decision *d, size_t i, fl_candidate *c, fl_error *err)
{
	fl_tag_record record = b->field->tags[i];
	FL_TRY(fl_ruled_apply(&b->w->arena, d, &b->field->facts.dreams[i], &record, err));
	if (fl_decision_class(d) == FL_RULING_ACCEPT)
		FL_TRY(repeat_tags(b, i, &record, err));
	FL_TRY(fl_candidate_tag(&b->field->facts.dreams[i], &record, &b->w->arena, c, err));
	if (fl_decision_class(d) == FL_RULING_REJECT)
		c->ruling = FL_RULED_REJECTED;
	else if (fl_decision_class(d) == FL_RULING_EXCEPTION && c->ruling != FL_RULED_REJECTED)
		c->ruling = FL_RULED_EXCEPTION;
	return FL_OK;
}

static fl_status become_dream(const fl_becomings *b, const fl_decision *d, fl_becoming **ret, size_t *ret_count, fl_error *err)
{
	size_t i = fl_map_get(&b->dreams, d->subject);
	*ret = fl_arena_array(&b->w->arena, 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	(*ret)->dream = (uint32_t)i;
	(*ret)->now = b->field->candidates[i];
	FL_TRY(apply(b, d, i, &(*ret)->now, err));
	qualify(b, (uint32_t)i, b->representative[i], &(*ret)->now);
	*ret_count = 1;
	return FL_OK;
}

/* ---- clusters ------------------------------------------------------------------------------------------------------- */

static fl_status become_cluster(const fl_becomings *b, const fl_decision *d, uint32_t one, uint32_t other, fl_becoming **ret,
				size_t *ret_count, fl_error *err)
{
	fl_regrouped *list;
	size_t count;
	FL_TRY(fl_regroup_decide(b->regroup, d, one, other, &b->w->arena, &list, &count, err));
	*ret = fl_arena_array(&b->w->arena, count + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_candidate now = b->field->candidates[list[i].dream];
		if (list[i].dream == list[i].representative) {
			now.tally = list[i].tally;
			now.givers = list[i].givers;
			now.roots = list[i].roots;
		}
		qualify(b, list[i].dream, list[i].representative, &now);
		(*ret)[(*ret_count)++] = (fl_becoming){ list[i].dream, now };
	}
	return FL_OK;
}

/* ---- organisations -------------------------------------------------------------------------------------------------- */

/* The names that dreams state, each once. */
static fl_status list_names(fl_becomings *b, fl_error *err)
{
	const fl_facts *facts = &b->field->facts;
	if (b->name)
		return FL_OK;
	b->name = fl_arena_array(&b->w->arena, facts->num_dreams + 1, sizeof *b->name);
	b->renamed = fl_arena_array(&b->w->arena, facts->num_dreams + 1, sizeof *b->renamed);
	if (!b->name || !b->renamed)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		size_t at;
		if (!fl_map_put(&b->name_of, facts->dreams[i].organisation, b->names.len, &at) ||
		    (at == b->names.len && !fl_vec_push(&b->names, facts->dreams[i].organisation)))
			return fl_enomem(err);
		b->name[i] = (uint32_t)at;
	}
	return FL_OK;
}

/* The organisation that each name is of, with this word on two names. */
static fl_status call_names(const fl_becomings *b, const fl_decision *d, fl_str **ret, fl_error *err)
{
	const fl_work *w = b->w;
	size_t count = 0;
	fl_decision *all = fl_alloc_array(w->num_decisions + 1, sizeof *all);
	if (!all)
		return fl_enomem(err);
	for (size_t i = 0; i < w->num_decisions; i++) {
		bool replaced = fl_str_eq(w->decisions[i].kind, d->kind) && fl_str_eq(w->decisions[i].subject, d->subject) &&
				fl_str_eq(w->decisions[i].other, d->other);
		if (!replaced)
			all[count++] = w->decisions[i];
	}
	all[count++] = *d;
	fl_status status = fl_owners_call(w->spec, all, count, b->names.items, b->names.len, &b->w->arena, ret, err);
	fl_free(all);
	return status;
}

static fl_status become_owner(fl_becomings *b, const fl_decision *d, fl_becomes *ret_how, fl_becoming **ret, size_t *ret_count,
			      fl_error *err)
{
	const fl_facts *facts = &b->field->facts;
	fl_str *owners;
	size_t count = 0;
	fl_error inner = FL_ERROR_INIT;
	FL_TRY(list_names(b, err));
	FL_TRY(call_names(b, d, &owners, err));
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_candidate *c = &b->renamed[i];
		*c = b->field->candidates[i];
		fl_str owner = owners[b->name[i]], stated = facts->dreams[i].organisation;
		count += !fl_str_eq(c->organisation, owner);
		c->organisation = owner;
		c->submitted_as = fl_str_eq(stated, owner) ? FL_STR("") : stated;
	}
	fl_status status = fl_owners_check_selectors(b->w->spec, b->renamed, facts->num_dreams, &inner);
	if (status == FL_EINVAL)
		*ret_how = FL_BECOMES_REFUSED; /* a selector calls it by the other name */
	else if (status != FL_OK)
		return fl_error_set(err, status, "%s", inner.message);
	*ret = fl_arena_array(&b->w->arena, count + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams && *ret_how == FL_BECOMES_KNOWN; i++)
		if (!fl_str_eq(b->field->candidates[i].organisation, b->renamed[i].organisation)) {
			qualify(b, (uint32_t)i, b->representative[i], &b->renamed[i]);
			(*ret)[(*ret_count)++] = (fl_becoming){ (uint32_t)i, b->renamed[i] };
		}
	return FL_OK;
}

/* A conflict of interest bars under all names of an organisation: then another decision may fall with this one. */
static bool bars_somebody(const fl_work *w)
{
	for (size_t i = 0; i < w->num_decisions; i++)
		if (fl_decision_class(&w->decisions[i]) == FL_RULING_CONFLICT)
			return true;
	return false;
}

/* ---- all ------------------------------------------------------------------------------------------------------------ */

fl_status fl_becomings_of(fl_becomings *b, const fl_decision *d, fl_becomes *ret_how, fl_becoming **ret, size_t *ret_count, fl_error *err)
{
	size_t one = fl_decision_on_dream(d) ? fl_map_get(&b->dreams, d->subject) : 0;
	size_t other = fl_decision_on_two(d) ? fl_map_get(&b->dreams, d->other) : one;
	*ret = NULL;
	*ret_count = 0;
	*ret_how = one == FL_MAP_NONE || other == FL_MAP_NONE ? FL_BECOMES_REFUSED : FL_BECOMES_KNOWN;
	if (*ret_how != FL_BECOMES_KNOWN)
		return FL_OK;
	switch (fl_decision_class(d)) {
	case FL_RULING_PAIR:
	case FL_RULING_REPRESENTATIVE:
		if (b->regroup)
			return become_cluster(b, d, (uint32_t)one, (uint32_t)other, ret, ret_count, err);
		*ret_how = FL_BECOMES_STEPS;
		return FL_OK;
	case FL_RULING_ORGANISATION:
		if (!bars_somebody(b->w))
			return become_owner(b, d, ret_how, ret, ret_count, err);
		*ret_how = FL_BECOMES_STEPS;
		return FL_OK;
	case FL_RULING_MATCH:
		return FL_OK; /* who carries a dream out moves no money */
	default:
		return become_dream(b, d, ret, ret_count, err);
	}
}
