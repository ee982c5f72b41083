/* SPDX-License-Identifier: Apache-2.0
 *
 * review_ways.c - what is open, and how it could be decided otherwise than by its default (review_moves.h).
 *
 *   pending          what the first person said
 *   disagreement     each of the things that were said
 *   asked            rejected
 *   template         the first two of it the same: what all of it would move is not computed
 *   pair in review   the same; so of a bridge
 *   pair by little   different
 *   unclear          the best category, and the second best
 *   flagged          rejected where it takes part, accepted where it does not
 *   organisation     the two names are one
 */
#include "steps/review_moves.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/review_template.h"
#include "steps/review_decisions.h"
#include "steps/review_dreams.h"
#include "steps/review_names.h"

typedef struct listing {
	fl_work *w;
	const fl_facts *facts;
	const fl_field *field; /* of them, with matches; NULL: to be loaded */
	FL_VEC(fl_review_way) ways;
	bool full; /* memory is */
} listing;

static void add(listing *l, const char *reason, const char *kind, fl_str subject, fl_str other, fl_str value)
{
	fl_review_way way = {
		.reason = reason,
		.decision = { .kind = fl_str_of(kind), .subject = subject, .other = other, .value = value },
	};
	fl_decision_order(&way.decision);
	l->full = !fl_vec_push(&l->ways, way) || l->full;
}

static void add_votes(listing *l, const char *reason, const fl_question *q)
{
	for (size_t i = 0; i < q->num_votes; i++) {
		bool said = q->votes[i]->value.len == 0; /* taken back: that is the default */
		for (size_t k = 0; k < i; k++)
			said = said || fl_str_eq(q->votes[k]->value, q->votes[i]->value);
		if (!said)
			add(l, reason, q->last->kind.data, q->last->subject, q->last->other, q->votes[i]->value);
	}
}

static fl_status add_decisions(listing *l, fl_error *err)
{
	fl_review_decision *items;
	size_t count;
	FL_TRY(fl_review_decisions(l->w, l->facts, &items, &count, err));
	for (size_t i = 0; i < count; i++) {
		const fl_question *q = items[i].question;
		fl_ruling_class class = fl_decision_class(q->last);
		bool moves = class != FL_RULING_CONFLICT && class != FL_RULING_MARK;
		if (items[i].reason == FL_REVIEW_ASKED)
			add(l, "asked", FL_DECISION_ADMISSION, q->last->subject, FL_STR(""), FL_STR("reject"));
		else if (items[i].reason != FL_REVIEW_STALE && moves)
			add_votes(l, items[i].reason == FL_REVIEW_PENDING ? "pending" : "disagreement", q);
	}
	return FL_OK;
}

static void add_templates(listing *l, const fl_review_templates *templates)
{
	for (size_t i = 0; i < templates->count; i++) {
		const fl_review_template *t = &templates->items[i];
		add(l, "template", FL_DECISION_PAIR, l->facts->dreams[t->strongest[0]->a].id, l->facts->dreams[t->strongest[0]->b].id,
		    FL_STR("same"));
		if (!l->full)
			l->ways.items[l->ways.len - 1].group = t;
	}
}

static fl_status add_pairs(listing *l, fl_error *err)
{
	static const char *const names[] = { [FL_REVIEW_BRIDGE] = "bridge", [FL_REVIEW_DOUBT] = "review", [FL_REVIEW_THIN] = "thin" };
	fl_pair *pairs;
	fl_review_item *items;
	fl_review_templates templates;
	uint32_t *representative;
	size_t num_pairs, count;
	FL_TRY(fl_pairs_load(l->w->store, l->facts, &l->w->arena, &pairs, &num_pairs, err));
	FL_TRY(fl_clusters_load(l->w->store, l->facts, &l->w->arena, &representative, err));
	FL_TRY(fl_review_queue(pairs, num_pairs, representative, l->w->spec->dup_review, l->w->spec->dup_same, &l->w->arena, &items,
			       &count, err));
	FL_TRY(fl_review_templates_find(pairs, num_pairs, l->facts->num_dreams, items, &count, &l->w->arena, &templates, err));
	add_templates(l, &templates);
	for (size_t i = 0; i < count; i++)
		add(l, names[items[i].reason], FL_DECISION_PAIR, l->facts->dreams[items[i].pair->a].id,
		    l->facts->dreams[items[i].pair->b].id,
		    items[i].reason == FL_REVIEW_THIN ? FL_STR("different") : FL_STR("same"));
	return FL_OK;
}

static fl_status add_dreams(listing *l, fl_error *err)
{
	fl_review_dream *items;
	fl_tally_record *loaded;
	const fl_tally_record *tallies = l->field ? l->field->tallies : NULL;
	size_t count;
	FL_TRY(fl_review_dreams(l->w, l->facts, l->field ? l->field->tags : NULL, &items, &count, err));
	if (!tallies) {
		FL_TRY(fl_tallies_load(l->w->store, l->facts, &l->w->arena, &loaded, err));
		tallies = loaded;
	}
	for (size_t i = 0; i < count; i++) {
		const fl_review_dream *d = &items[i];
		fl_str id = l->facts->dreams[d->dream].id;
		bool out = tallies[d->dream].standing == FL_INELIGIBLE;
		if (d->cause != FL_REVIEW_FLAGGED && d->first.len > 0)
			add(l, "unclear", FL_DECISION_CATEGORY, id, FL_STR(""), d->first);
		if (d->cause != FL_REVIEW_FLAGGED && d->second.len > 0)
			add(l, "unclear", FL_DECISION_CATEGORY, id, FL_STR(""), d->second);
		if (d->num_flags > 0)
			add(l, "flagged", FL_DECISION_ADMISSION, id, FL_STR(""), out ? FL_STR("accept") : FL_STR("reject"));
	}
	return FL_OK;
}

static fl_status add_names(listing *l, fl_error *err)
{
	fl_review_names names;
	FL_TRY(fl_review_names_find(l->w, l->facts, &names, err));
	for (size_t i = 0; i < names.num_items; i++)
		add(l, "organisation", FL_DECISION_ORGANISATION, names.names[names.items[i].a], names.names[names.items[i].b],
		    FL_STR("same"));
	return FL_OK;
}

static fl_status list(fl_work *w, const fl_facts *facts, const fl_field *field, fl_review_way **ret, size_t *ret_count, fl_error *err)
{
	listing l = { .w = w, .facts = facts, .field = field };
	fl_status status = add_decisions(&l, err);
	if (status == FL_OK)
		status = add_pairs(&l, err);
	if (status == FL_OK)
		status = add_dreams(&l, err);
	if (status == FL_OK)
		status = add_names(&l, err);
	if (status == FL_OK && l.full)
		status = fl_enomem(err);
	*ret_count = status == FL_OK ? l.ways.len : 0;
	*ret = fl_arena_array(&w->arena, *ret_count + 1, sizeof **ret);
	if (status == FL_OK && !*ret)
		status = fl_enomem(err);
	if (status == FL_OK && *ret_count > 0)
		memcpy(*ret, l.ways.items, *ret_count * sizeof **ret);
	fl_vec_release(&l.ways);
	return status;
}

fl_status fl_review_ways(fl_work *w, const fl_facts *facts, fl_review_way **ret, size_t *ret_count, fl_error *err)
{
	return list(w, facts, NULL, ret, ret_count, err);
}

fl_status fl_review_ways_of(fl_work *w, const fl_field *field, fl_review_way **ret, size_t *ret_count, fl_error *err)
{
	return list(w, &field->facts, field, ret, ret_count, err);
}
