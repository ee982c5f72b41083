/* SPDX-License-Identifier: Apache-2.0
 *
 * decided_names.c - organisations under several names, and whom a conflict of interest bars.
 *
 * Names that the round's table or a decision in force puts together are of one organisation, directly or from one to the next: dreams that
 * state them must belong to the same. A conflict of interest bars a person from all dreams of the organisation that it names, whatever
 * name they state. What the round calls that organisation is known from the dreams that state the name, or from names that are put
 * together with it; else the bundle may say so itself (names can be one by their spelling, which is not looked at here).
 */
#include "verify/decided.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "verify/checks.h"

typedef struct naming {
	fl_decided *d;
	fl_arena *arena;
	fl_verdict *verdict;
	fl_map ids;    /* of dreams */
	fl_map stated; /* name -> a dream that states it */
	fl_map names;  /* of the table and of decisions */
	uint32_t *up;  /* disjoint sets over these */
	size_t *dream; /* of a set, by its root: a dream that states one of its names, FL_MAP_NONE none */
} naming;

static fl_str called(const naming *n, size_t dream)
{
	return n->d->facts->dreams[dream].dream.organisation;
}

static fl_str stated_by(const fl_candidate *dream)
{
	return fl_str_trim(dream->submitted_as.len > 0 ? dream->submitted_as : dream->organisation);
}

static uint32_t root_of(const naming *n, uint32_t i)
{
	while (n->up[i] != i)
		i = n->up[i] = n->up[n->up[i]];
	return i;
}

static fl_status put_name(naming *n, fl_str name, uint32_t *ret, fl_error *err)
{
	size_t i, next = n->names.len;
	if (!fl_map_put(&n->names, name, next, &i))
		return fl_enomem(err);
	if (i == next) {
		n->up[i] = (uint32_t)i;
		n->dream[i] = fl_map_get(&n->stated, name);
	}
	*ret = root_of(n, (uint32_t)i);
	return FL_OK;
}

static fl_status put_together(naming *n, fl_str a, fl_str b, fl_error *err)
{
	uint32_t x, y;
	FL_TRY(put_name(n, fl_str_trim(a), &x, err));
	FL_TRY(put_name(n, fl_str_trim(b), &y, err));
	if (x == y)
		return FL_OK;
	size_t p = n->dream[x], q = n->dream[y];
	if (p != FL_MAP_NONE && q != FL_MAP_NONE && !fl_str_eq(called(n, p), called(n, q)))
		fl_verify_no(n->verdict, "dreams '%.*s' and '%.*s' are of one organisation by the round or a decision in force, but belong to two",
			     FL_STR_ARG(n->d->facts->dreams[p].dream.id), FL_STR_ARG(n->d->facts->dreams[q].dream.id));
	n->up[y] = x;
	if (p == FL_MAP_NONE)
		n->dream[x] = q;
	return FL_OK;
}

static fl_status take_dreams(naming *n, fl_error *err)
{
	const fl_bundle_facts *facts = n->d->facts;
	size_t stands;
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_str name = stated_by(&facts->dreams[i].dream);
		if (!fl_map_put(&n->ids, facts->dreams[i].dream.id, i, &stands) ||
		    (name.len > 0 && !fl_map_put(&n->stated, name, i, &stands)))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* 'book': settled without conflicts, on which no decision on organisations depends. */
static fl_status take_names(naming *n, const fl_decision_book *book, fl_error *err)
{
	const fl_round_spec *spec = n->d->spec;
	size_t most = 2 * (spec->num_aliases + book->num_in_force) + 1;
	n->up = fl_arena_array(n->arena, most, sizeof *n->up);
	n->dream = fl_arena_array(n->arena, most, sizeof *n->dream);
	if (!n->up || !n->dream)
		return fl_enomem(err);
	for (size_t i = 0; i < spec->num_aliases; i++)
		FL_TRY(put_together(n, spec->aliases[i].name, spec->aliases[i].organisation, err));
	for (size_t i = 0; i < book->num_in_force; i++) {
		const fl_decision *x = &book->in_force[i];
		if (fl_decision_is(x, FL_DECISION_ORGANISATION) && fl_str_eqz(x->value, "same"))
			FL_TRY(put_together(n, x->subject, x->other, err));
	}
	return FL_OK;
}

/* What the round calls the organisation that a conflict of interest names. */
static fl_str called_of(const naming *n, const fl_bundle_decision *line)
{
	fl_str name = fl_str_trim(line->decision.subject), said = line->organisation.len > 0 ? line->organisation : name;
	size_t dream = fl_map_get(&n->stated, name), i = fl_map_get(&n->names, name);
	if (dream == FL_MAP_NONE && i != FL_MAP_NONE)
		dream = n->dream[root_of(n, (uint32_t)i)];
	if (dream == FL_MAP_NONE)
		return said;
	if (line->organisation.len > 0 && !fl_str_eq(line->organisation, called(n, dream)))
		fl_verify_no(n->verdict, "line %lld of " FL_BUNDLE_DECISIONS " says that '%.*s' is '%.*s', and it is '%.*s'",
			     (long long)line->decision.id, FL_STR_ARG(name), FL_STR_ARG(said), FL_STR_ARG(called(n, dream)));
	return called(n, dream);
}

static fl_str organisation(void *user, fl_str id)
{
	const naming *n = user;
	size_t dream = fl_map_get(&n->ids, id);
	return dream == FL_MAP_NONE ? FL_STR("") : called(n, dream);
}

static fl_status settle(naming *n, fl_error *err)
{
	fl_decided *d = n->d;
	size_t bars = 0;
	fl_decision *all = fl_arena_array(n->arena, d->count + 1, sizeof *all);
	fl_conflict *conflicts = fl_arena_array(n->arena, d->count + 1, sizeof *conflicts);
	if (!all || !conflicts)
		return fl_enomem(err);
	for (size_t i = 0; i < d->count; i++)
		all[i] = d->lines[i].decision;
	FL_TRY(take_dreams(n, err));
	FL_TRY(fl_decisions_settle(all, d->count, &d->spec->decisions, NULL, n->arena, &d->book, err));
	FL_TRY(take_names(n, &d->book, err));
	for (size_t i = 0; i < d->count; i++)
		if (fl_decision_is(&all[i], FL_DECISION_CONFLICT) && d->book.states[i] == FL_DECISION_IN_FORCE)
			conflicts[bars++] = (fl_conflict){ called_of(n, &d->lines[i]), all[i].other };
	fl_belonging belonging = { organisation, n, conflicts, bars };
	return fl_decisions_settle(all, d->count, &d->spec->decisions, &belonging, n->arena, &d->book, err);
}

fl_status fl_verify_decided_names(fl_decided *d, fl_arena *arena, fl_verdict *verdict, fl_error *err)
{
	naming n = { .d = d, .arena = arena, .verdict = verdict };
	fl_status status = settle(&n, err);
	fl_map_release(&n.ids);
	fl_map_release(&n.stated);
	fl_map_release(&n.names);
	return status;
}
