/* SPDX-License-Identifier: Apache-2.0
 *
 * match_case.c - from the round to a case of assignment, and from its answer to evidence.
 *
 * Orders do not come from files: dreams stand in tie order, partners by their id. What a person decided goes before the formula: a pairing
 * that is fixed is made whatever the fit (0 where there is none), one that is forbidden is never.
 */
#include "steps/match_case.h"

#include "allocate/assign.h"
#include "allocate/tie_break.h"
#include "base/error.h"
#include "base/str.h"
#include "steps/partner_terms.h"
#include "steps/stored.h"

#include <stdlib.h>

#define TOLD_BEST   3  /* pairings of every dream that are kept */
#define TOLD_BETTER 10 /* and of those that it would rather have than the one it has */

/* ---- partners ---------------------------------------------------------------------------------------------------------- */

typedef struct standing { /* a partner and its row, for sorting */
	fl_partner partner;
	int64_t row;
} standing;

static int by_id(const void *a, const void *b)
{
	return fl_str_cmp(((const standing *)a)->partner.id, ((const standing *)b)->partner.id);
}

fl_status fl_match_partners_load(fl_store *store, fl_arena *arena, fl_partner **ret_partners, int64_t **ret_rows, size_t *ret_count,
				 fl_error *err)
{
	FL_TRY(fl_partners_load(store, arena, ret_partners, ret_rows, ret_count, err));
	standing *list = fl_alloc_array(*ret_count + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	for (size_t p = 0; p < *ret_count; p++)
		list[p] = (standing){ (*ret_partners)[p], (*ret_rows)[p] };
	qsort(list, *ret_count, sizeof *list, by_id);
	for (size_t p = 0; p < *ret_count; p++) {
		(*ret_partners)[p] = list[p].partner;
		(*ret_rows)[p] = list[p].row;
	}
	fl_free(list);
	return FL_OK;
}

/* ---- dreams ------------------------------------------------------------------------------------------------------------ */

static fl_status take_dreams(fl_match_case *mc, const fl_allocation *allocation, fl_error *err)
{
	fl_work *w = mc->w;
	const fl_matching_rules *rules = &w->spec->matching;
	uint32_t *order = NULL;
	size_t count = 0, n = 0;
	FL_TRY(fl_tie_order_make(w->spec, mc->field.candidates, mc->field.facts.num_dreams, &order, &count, err));
	mc->dreams = fl_arena_array(&w->arena, count + 1, sizeof *mc->dreams);
	mc->candidates = fl_arena_array(&w->arena, count + 1, sizeof *mc->candidates);
	mc->texts = fl_arena_array(&w->arena, count + 1, sizeof *mc->texts);
	fl_money *brings = fl_arena_array(&w->arena, count + 1, sizeof *brings);
	fl_str *ids = fl_arena_array(&w->arena, count + 1, sizeof *ids);
	for (size_t i = 0; mc->dreams && mc->candidates && mc->texts && brings && ids && i < count; i++) {
		fl_money award = allocation->awards[order[i]].amount;
		if (rules->dreams == FL_MATCH_FUNDED && award == 0)
			continue;
		mc->dreams[n] = order[i];
		mc->candidates[n] = mc->field.candidates[order[i]];
		mc->texts[n] = &mc->field.facts.dreams[order[i]];
		brings[n] = rules->money == FL_MATCH_AWARD ? award : mc->candidates[n].request;
		ids[n] = mc->candidates[n].id;
		n++;
	}
	fl_free(order);
	mc->num_dreams = n;
	mc->m.dreams = ids;
	mc->m.c.brings = brings;
	return mc->dreams && mc->candidates && mc->texts && brings && ids ? FL_OK : fl_enomem(err);
}

static fl_status load(fl_match_case *mc, fl_error *err)
{
	fl_work *w = mc->w;
	fl_allocation *allocation = NULL;
	fl_published published;
	fl_weights weights;
	FL_TRY(fl_field_load(w->store, w->spec, false, &mc->field, err));
	FL_TRY(fl_stored_allocation(w->store, &mc->field.facts, &allocation, &published, err));
	fl_status status = take_dreams(mc, allocation, err);
	fl_allocation_free(allocation);
	FL_TRY(status);
	FL_TRY(fl_weights_get(w->store, &w->arena, &weights, err));
	bool known = weights.version > 0 && w->spec->dedup;
	if (known)
		FL_TRY(fl_idf_parse(weights.counts, &w->arena, &mc->idf, err));
	fl_fit_request request = { .partners = mc->partners,
				   .num_partners = mc->num_partners,
				   .dreams = mc->candidates,
				   .texts = mc->texts,
				   .num_dreams = mc->num_dreams,
				   .rules = &w->spec->matching,
				   .idf = known ? &mc->idf : NULL,
				   .threads = fl_options_threads(&w->options) };
	return fl_fits_find(&request, &mc->fits, err);
}

/* ---- decisions --------------------------------------------------------------------------------------------------------- */

typedef struct ruling { /* what was decided on one dream */
	uint32_t dream, partner;
	bool fixed;
	const fl_decision *decision;
} ruling;

typedef FL_VEC(ruling) rulings;

static size_t find_partner(const fl_match_case *mc, fl_str id)
{
	size_t low = 0, high = mc->num_partners;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (fl_str_cmp(mc->partners[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < mc->num_partners && fl_str_eq(mc->partners[low].id, id) ? low : SIZE_MAX;
}

static size_t find_dream(const fl_match_case *mc, fl_str id)
{
	size_t i = 0;
	while (i < mc->num_dreams && !fl_str_eq(mc->candidates[i].id, id))
		i++;
	return i < mc->num_dreams ? i : SIZE_MAX;
}

static void say_unused(const fl_match_case *mc, const fl_decision *d, const char *code, const char *why)
{
	fl_buf subject;
	fl_buf_init(&subject, 1 << 16);
	fl_buf_printf(&subject, "%.*s %.*s", FL_STR_ARG(d->subject), FL_STR_ARG(d->other));
	fl_report(&mc->w->findings, FL_WARNING, code, "", 0, 0, subject.data ? subject.data : "",
		  "the decision of %.*s on '%.*s' and partner '%.*s' %s", FL_STR_ARG(d->person), FL_STR_ARG(d->subject),
		  FL_STR_ARG(d->other), why);
	fl_buf_release(&subject);
}

static fl_status take_rulings(const fl_match_case *mc, rulings *ret, fl_error *err)
{
	for (size_t i = 0; i < mc->w->num_decisions; i++) {
		const fl_decision *d = &mc->w->decisions[i];
		if (!fl_str_eqz(d->kind, FL_DECISION_MATCH))
			continue;
		size_t dream = find_dream(mc, d->subject), partner = find_partner(mc, d->other);
		if (dream == SIZE_MAX || partner == SIZE_MAX) {
			say_unused(mc, d, "decision-unused", dream == SIZE_MAX ? FL_MESSAGE("is about a dream that is not to be matched")
									       : FL_MESSAGE("is about a partner that is not there"));
			continue;
		}
		ruling r = { (uint32_t)dream, (uint32_t)partner, fl_str_eqz(d->value, "fixed"), d };
		if (!fl_vec_push(ret, r))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* Of two partners that are fixed to one dream the later decision holds. */
static const ruling *fixed_of(const fl_match_case *mc, const rulings *list, size_t dream)
{
	const ruling *last = NULL;
	for (size_t i = 0; i < list->len; i++) {
		const ruling *r = &list->items[i];
		if (r->dream != dream || !r->fixed)
			continue;
		if (last)
			say_unused(mc, last->decision, "decision-overruled", FL_MESSAGE("does not hold: a later one fixes another partner"));
		last = r;
	}
	return last;
}

static bool is_forbidden(const rulings *list, size_t dream, uint32_t partner)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i].dream == dream && list->items[i].partner == partner && !list->items[i].fixed)
			return true;
	return false;
}

static bool is_ruled(const rulings *list, size_t dream)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i].dream == dream)
			return true;
	return false;
}

/* The fits after what people decided. */
static fl_status apply(fl_match_case *mc, const rulings *list, size_t *start, fl_fit *fits, fl_error *err)
{
	size_t n = 0;
	for (size_t i = 0; i < mc->num_dreams; i++) {
		bool ruled = list->len > 0 && is_ruled(list, i);
		const ruling *fixed = ruled ? fixed_of(mc, list, i) : NULL;
		start[i] = n;
		if (fixed) {
			fl_fit_evidence e;
			FL_TRY(fl_fits_explain(&mc->fits, i, fixed->partner, false, &mc->w->arena, &e, err));
			fits[n++] = (fl_fit){ fixed->partner, e.fit };
			mc->fixed[i] = true;
		}
		for (size_t k = mc->fits.start[i]; k < mc->fits.start[i + 1] && !fixed; k++)
			if (!ruled || !is_forbidden(list, i, mc->fits.fits[k].partner))
				fits[n++] = mc->fits.fits[k];
			else
				mc->ruled_out[mc->num_ruled_out++] = (fl_ruled_out){ (uint32_t)i, mc->fits.fits[k] };
		start[i + 1] = n;
	}
	return FL_OK;
}

/* ---- the case and its answer ------------------------------------------------------------------------------------------- */

static fl_status make_case(fl_match_case *mc, fl_error *err)
{
	fl_arena *arena = &mc->w->arena;
	rulings list = { 0 };
	size_t all = mc->fits.start[mc->num_dreams] + mc->num_dreams;
	size_t *start = fl_arena_array(arena, mc->num_dreams + 1, sizeof *start);
	fl_fit *fits = fl_arena_array(arena, all + 1, sizeof *fits);
	fl_place *places = fl_arena_array(arena, mc->num_partners + 1, sizeof *places);
	fl_str *ids = fl_arena_array(arena, mc->num_partners + 1, sizeof *ids);
	mc->fixed = fl_arena_array(arena, mc->num_dreams + 1, sizeof *mc->fixed);
	if (!start || !fits || !places || !ids || !mc->fixed)
		return fl_enomem(err);
	fl_status status = take_rulings(mc, &list, err);
	mc->ruled_out = fl_arena_array(arena, list.len + 1, sizeof *mc->ruled_out);
	if (status == FL_OK && !mc->ruled_out)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = apply(mc, &list, start, fits, err);
	fl_vec_release(&list);
	for (size_t p = 0; p < mc->num_partners; p++) {
		const fl_partner *x = &mc->partners[p];
		int64_t all_of_them = (int64_t)mc->num_dreams > x->least ? (int64_t)mc->num_dreams : x->least;
		places[p] = (fl_place){ x->least, x->most < 0 ? all_of_them : x->most, x->money };
		ids[p] = x->id;
	}
	mc->m.round = mc->w->spec->id;
	mc->m.partners = ids;
	mc->m.c = (fl_assign_case){ .num_dreams = mc->num_dreams,
				    .num_partners = mc->num_partners,
				    .start = start,
				    .fits = fits,
				    .brings = mc->m.c.brings,
				    .fixed = mc->fixed,
				    .places = places,
				    .node_limit = mc->w->spec->matching.node_limit,
				    .threads = fl_options_threads(&mc->w->options) };
	return status;
}

fl_status fl_match_solve(fl_match_case *mc, fl_error *err)
{
	FL_TRY(load(mc, err));
	FL_TRY(fl_partner_terms_check(mc, err));
	FL_TRY(make_case(mc, err));
	FL_TRY(fl_assign(&mc->m.c, &mc->a, err));
	mc->m.a = mc->a;
	if (mc->a->outcome == FL_ASSIGN_INFEASIBLE)
		fl_match_say_conflict(mc);
	if (mc->a->outcome == FL_ASSIGN_FEASIBLE)
		fl_report(&mc->w->findings, FL_WARNING, "match-gap", "", 0, 0, "",
			  "the matching is worth %lld, and none is worth more than %lld: the search was cut off by matching.node_limit",
			  (long long)mc->a->total, (long long)mc->a->bound);
	else if (!mc->a->settled && mc->a->outcome == FL_ASSIGN_OPTIMAL)
		fl_report(&mc->w->findings, FL_NOTE, "match-tie", "", 0, 0, "",
			  "of the matchings that are worth as much the first in tie order was not found within matching.node_limit");
	return FL_OK;
}

/* ---- evidence ---------------------------------------------------------------------------------------------------------- */

/* 'place': 0 where it is ruled out. */
static fl_status tell_one(fl_match_case *mc, size_t i, const fl_fit *f, int64_t place, fl_error *err)
{
	const fl_assign_proof *proof = &mc->a->proof;
	fl_pairing *p = &mc->pairings[mc->num_pairings++];
	bool chosen = place > 0 && mc->a->outcome != FL_ASSIGN_INFEASIBLE && mc->a->partner[i] == f->partner;
	fl_fit_evidence e;
	FL_TRY(fl_fits_explain(&mc->fits, i, f->partner, chosen, &mc->w->arena, &e, err));
	bool priced = proof->num_nodes == 1 && proof->scale == 1;
	*p = (fl_pairing){ .dream = mc->dreams[i],
			   .partner = f->partner,
			   .place = place,
			   .fit = f->fit,
			   .chosen = chosen,
			   .decided = mc->fixed[i] || place == 0,
			   .has_price = priced,
			   .price = priced ? proof->prices[f->partner] : 0,
			   .shared = e.shared,
			   .region = e.region,
			   .likeness = e.likeness,
			   .tags = e.tags,
			   .wishes = e.wishes,
			   .words = e.words };
	return FL_OK;
}

fl_status fl_match_tell(fl_match_case *mc, fl_error *err)
{
	const fl_assign_case *c = &mc->m.c;
	size_t most = (TOLD_BETTER + 1) * mc->num_dreams + mc->num_ruled_out, out = 0;
	mc->pairings = fl_arena_array(&mc->w->arena, most + 1, sizeof *mc->pairings);
	if (!mc->pairings)
		return fl_enomem(err);
	for (size_t i = 0; i < mc->num_dreams; i++) {
		size_t chosen = SIZE_MAX;
		for (; out < mc->num_ruled_out && mc->ruled_out[out].dream == i; out++)
			FL_TRY(tell_one(mc, i, &mc->ruled_out[out].fit, 0, err));
		for (size_t k = c->start[i]; k < c->start[i + 1] && mc->a->outcome != FL_ASSIGN_INFEASIBLE; k++)
			if (c->fits[k].partner == mc->a->partner[i])
				chosen = k - c->start[i];
		for (size_t n = 0; n < c->start[i + 1] - c->start[i]; n++)
			if (n < TOLD_BEST || n == chosen || (n < TOLD_BETTER && n < chosen))
				FL_TRY(tell_one(mc, i, &c->fits[c->start[i] + n], (int64_t)n + 1, err));
	}
	return FL_OK;
}

void fl_match_release(fl_match_case *mc)
{
	fl_assignment_free(mc->a);
	fl_fits_release(&mc->fits);
	fl_field_release(&mc->field);
}
