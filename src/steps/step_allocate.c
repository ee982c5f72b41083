/* SPDX-License-Identifier: Apache-2.0
 *
 * step_allocate.c - divide the money over the qualified dreams; store awards, payments, limits and the proof.
 */
#include "allocate/allocate.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "domain/proof_json.h"
#include "steps/award_tree.h"
#include "steps/candidates.h"
#include "steps/owners.h"
#include "steps/published.h"
#include "steps/source.h"
#include "steps/misspelt.h"
#include "steps/step.h"
#include "steps/translate.h"

static const fl_count counts[] = {
	{ "awarded", offsetof(fl_allocate_summary, awarded) },
	{ "budget", offsetof(fl_allocate_summary, budget) },
	{ "funded", offsetof(fl_allocate_summary, funded) },
	{ "qualified", offsetof(fl_allocate_summary, qualified) },
	{ NULL, 0 },
};

static fl_status sum_up(const fl_work *w, const fl_field *field, const fl_allocation *a, fl_allocate_summary *sum,
			fl_error *err)
{
	sum->budget = w->spec->budget;
	for (size_t i = 0; i < field->facts.num_dreams; i++) {
		sum->qualified += field->candidates[i].standing == FL_QUALIFIED;
		sum->funded += a->awards[i].amount > 0;
		if (!fl_money_add(sum->awarded, a->awards[i].amount, &sum->awarded))
			return fl_error_set(err, FL_EINTERNAL, "the awards exceed 2^63-1");
	}
	return FL_OK;
}

/* Awards of a foundation's own model that are none: they break limits of the round, or there are none. */
static void report_model(const fl_work *w, const fl_allocation *a)
{
	const char *name = w->spec->policy.model.data;
	bool broken = false;
	for (size_t i = 0; i < a->num_limits; i++) {
		const fl_limit_line *line = &a->limits[i];
		if (line->conflict.len == 0)
			continue;
		broken = true;
		fl_report(&w->findings, FL_ERROR, "model-breaks-limit", name, 0, 0, line->name.data, "%.*s",
			  FL_STR_ARG(line->conflict));
	}
	if (a->outcome == FL_INFEASIBLE && !broken)
		fl_report(&w->findings, FL_ERROR, "model-no-awards", name, 0, 0, "", "%.*s", FL_STR_ARG(a->note));
	else
		fl_report(&w->findings, FL_NOTE, "model-value", name, 0, 0, "", "%.*s", FL_STR_ARG(a->note));
}

static void report_conflict(const fl_work *w, const fl_allocation *a)
{
	if (w->spec->policy.kind == FL_POLICY_MODEL) {
		report_model(w, a);
		return;
	}
	for (size_t i = 0; i < a->num_limits; i++) {
		const fl_limit_line *line = &a->limits[i];
		if (line->conflict.len == 0)
			continue;
		fl_report(&w->findings, FL_ERROR, "limits-conflict", "round.json", 0, 0, line->name.data,
			  "%.*s%s%.*s", FL_STR_ARG(line->conflict), line->mend.len ? "; " : "",
			  FL_STR_ARG(line->mend));
	}
	if (a->note.len)
		fl_report(&w->findings, FL_NOTE, "allocation-note", "round.json", 0, 0, "", "%.*s",
			  FL_STR_ARG(a->note));
}

/* The result stands in rationals all the same; who compares solvers wants to know. */
static void report_repairs(const fl_work *w, const fl_allocation *a)
{
	if (a->repairs > 0)
		fl_report(&w->findings, FL_NOTE, "solver-repaired", "round.json", 0, 0, "",
			  "%lld of the answers that the solver gave in floating point did not stand in exact arithmetic; "
			  "exact pivots put %s right", FL_MANY(a->repairs, "it", "them"));
}

static size_t count_qualified(const fl_field *field)
{
	size_t count = 0;
	for (size_t i = 0; i < field->facts.num_dreams; i++)
		count += field->candidates[i].standing == FL_QUALIFIED;
	return count;
}

static size_t count_selected(const fl_field *field, const fl_selector *selector)
{
	size_t count = 0;
	for (size_t i = 0; i < field->facts.num_dreams; i++)
		count += fl_selector_matches(selector, &field->candidates[i]);
	return count;
}

/* Qualified dreams that a group "each" passes over because they have no value. */
static size_t count_without_value(const fl_field *field, const fl_group *group)
{
	size_t count = 0;
	for (size_t i = 0; i < field->facts.num_dreams; i++) {
		const fl_candidate *dream = &field->candidates[i];
		fl_str value = group->each == FL_EACH_ORGANISATION ? dream->organisation
			       : group->each == FL_EACH_CATEGORY   ? dream->category
								   : dream->region;
		count +=
		    dream->standing == FL_QUALIFIED && value.len == 0 && fl_selector_matches(group->selector, dream);
	}
	return count;
}

/* Money that nobody may get: a pool whose dreams are all below the threshold, duplicates, ineligible, or may get nothing. */
static void report_pools(const fl_work *w, const fl_field *field)
{
	size_t qualified = count_qualified(field);
	for (size_t p = 0; qualified > 0 && p < w->spec->num_pools; p++) {
		const fl_pool *pool = &w->spec->pools[p];
		size_t takers = 0;
		for (size_t i = 0; i < field->facts.num_dreams; i++) {
			const fl_candidate *dream = &field->candidates[i];
			takers += dream->standing == FL_QUALIFIED && fl_round_upper(w->spec, dream) > 0 &&
				  fl_selector_matches(pool->selector, dream);
		}
		size_t selected = takers > 0 ? takers : count_selected(field, pool->selector);
		if (takers == 0 && selected > 0 && pool->amount > 0)
			fl_report(&w->findings, FL_WARNING, "pool-without-dreams", "round.json", 0, 0, pool->id.data,
				  "all the money of pool '%.*s' stays: of the dreams that it may pay (%zu) none can get any",
				  FL_STR_ARG(pool->id), selected);
	}
}

static const char *near_id(const fl_field *field, fl_str id, char hint[FL_SPELLING_HINT])
{
	fl_spelling near;
	fl_spelling_begin(&near, id);
	for (size_t i = 0; i < field->facts.num_dreams; i++)
		fl_spelling_try(&near, field->candidates[i].id);
	return fl_spelling_hint(&near, hint);
}

/* Ids that no dream has limit nothing. */
static void report_exclusive(const fl_work *w, const fl_field *field, const fl_group *group)
{
	char hint[FL_SPELLING_HINT];
	const fl_str *ids;
	size_t count = fl_selector_ids(group->selector, &ids);
	for (size_t v = 0; v < count; v++) {
		bool known = false;
		for (size_t i = 0; !known && i < field->facts.num_dreams; i++)
			known = fl_str_eq(field->candidates[i].id, ids[v]);
		if (!known)
			fl_report(&w->findings, FL_WARNING, "exclusive-unknown", "round.json", 0, 0, group->id.data,
				  "'%.*s', which '%.*s' names, is no dream of the round%s",
				  FL_STR_ARG(ids[v]), FL_STR_ARG(group->id), near_id(field, ids[v], hint));
	}
}

/* A misspelt selector would pass in silence and give money away, or keep it. */
static void report_idle_limits(const fl_work *w, const fl_field *field)
{
	const fl_round_spec *spec = w->spec;
	for (size_t i = 0; i < spec->num_pools; i++)
		if (spec->pools[i].selector && count_selected(field, spec->pools[i].selector) == 0)
			fl_report(&w->findings, FL_WARNING, "selector-empty", "round.json", 0, 0,
				  spec->pools[i].id.data, "pool '%.*s' selects no dream of the round",
				  FL_STR_ARG(spec->pools[i].id));
	for (size_t i = 0; i < spec->num_groups; i++) {
		const fl_group *group = &spec->groups[i];
		if (group->exclusive)
			report_exclusive(w, field, group);
		if (group->selector && count_selected(field, group->selector) == 0)
			fl_report(&w->findings, FL_WARNING, "selector-empty", "round.json", 0, 0, group->id.data,
				  "group '%.*s' selects no dream of the round", FL_STR_ARG(group->id));
		size_t without =
		    group->each == FL_EACH_NONE || group->each == FL_EACH_TAG ? 0 : count_without_value(field, group);
		if (without > 0)
			fl_report(&w->findings, FL_NOTE, "group-without-value", "round.json", 0, 0, group->id.data,
				  "%lld qualified %s no value for group '%.*s' and %s not limited by it",
				  FL_MANY(without, "dream has", "dreams have"), FL_STR_ARG(group->id), without == 1 ? "is" : "are");
	}
}

static fl_status store(fl_work *w, const fl_field *field, const fl_allocation *a, fl_published published,
		       fl_error *err)
{
	fl_buf proof;
	fl_buf_init(&proof, FL_BUF_MAX_DEFAULT);
	fl_proof_print(&proof, a->proof);
	fl_status status = fl_buf_status(&proof, err);
	if (status == FL_OK)
		status = fl_allocation_store(w->store, &field->facts, a, fl_buf_view(&proof), published, err);
	fl_buf_release(&proof);
	return status;
}

/* The entry of the journal commits to every single award. */
static fl_status bind_awards(fl_work *w, const fl_field *field, const fl_allocation *a, fl_error *err)
{
	fl_award_list list;
	fl_award_tree tree;
	FL_TRY(fl_award_list_of(w->spec, field, a->awards, &w->arena, &list, err));
	FL_TRY(fl_award_tree_make(w->store, &list, &w->arena, &tree, err));
	w->awards = fl_merkle_root(tree.leaves, tree.count);
	w->has_awards = true;
	w->answer = fl_bundle_outcome_word(a->outcome);
	return FL_OK;
}

static void tell(fl_outcome outcome, fl_published published, fl_allocate_summary *sum)
{
	sum->answer = outcome != FL_INFEASIBLE;
	sum->status = fl_bundle_outcome_word(outcome);
	sum->published = published;
}

/* Data for the model, the matrix of both by the translator, awards. Errors name the model. */
static fl_status run_model(const fl_work *w, const fl_field *field, const fl_document *model, fl_allocation **ret, fl_error *err)
{
	const fl_round_spec *spec = w->spec;
	fl_error inner = FL_ERROR_INIT;
	fl_buf data, problem = { 0 };
	fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_own_model_data(spec, field->candidates, field->facts.num_dreams, &data, err);
	if (status == FL_OK)
		status = fl_translate(&(fl_translation){ .translator = w->options.translator,
							 .model = model->bytes,
							 .data = fl_buf_view(&data),
							 .name = spec->policy.model.data,
							 .seconds = FL_TRANSLATE_SECONDS,
							 .megabytes = FL_TRANSLATE_MEGABYTES },
				      &problem, err);
	if (status == FL_OK) {
		status = fl_allocate_own(spec, field->candidates, field->facts.num_dreams, fl_buf_view(&problem), ret, &inner);
		if (status != FL_OK)
			fl_error_at(err, status, spec->policy.model.data, 0, 0, "%s", inner.message);
	}
	fl_buf_release(&problem);
	fl_buf_release(&data);
	return status;
}

static fl_status divide(const fl_work *w, const fl_field *field, fl_allocation **ret, fl_error *err)
{
	const fl_policy *policy = &w->spec->policy;
	const fl_document *model = fl_work_document(w, FL_ROLE_MODEL);
	if (policy->kind != FL_POLICY_MODEL)
		return fl_allocate(w->spec, field->candidates, field->facts.num_dreams, ret, err);
	if (!w->options.translator)
		return fl_error_at(err, FL_EINVAL, policy->model.data, 0, 0,
				   "a model of your own is a program, and is carried out only where it is trusted: "
				   "--trust-model");
	if (!model)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0, "the round file does not hold the model '%s'",
				   policy->model.data);
	return run_model(w, field, model, ret, err);
}

/* Money that no dream is due under a saturated quadratic rule: who lays the round down wonders where it went. */
static fl_status report_weights_paid(const fl_work *w, const fl_field *field, const fl_allocation *a, fl_error *err)
{
	const fl_currency *currency = &w->spec->currency;
	fl_money left = 0;
	size_t whole = 0;
	fl_buf text;
	for (size_t i = 0; i < field->facts.num_dreams; i++)
		whole += a->awards[i].reason == FL_WHY_WEIGHT && a->awards[i].amount > 0;
	for (size_t i = 0; i < w->spec->num_pools; i++)
		left += a->limits[i].max - a->limits[i].awarded;
	if (whole == 0 || left <= 0)
		return FL_OK;
	fl_buf_init(&text, 1000);
	fl_money_print(&text, left, currency->minor_digits, true);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK)
		fl_report(&w->findings, FL_NOTE, "weights-paid", "round.json", 0, 0, "",
			  "%s %s stay in the pools: %lld %s all that the support comes to; \"quadratic\": {\"saturate\": false} would divide the rest",
			  currency->code, text.data, FL_MANY(whole, "dream has", "dreams have"));
	fl_buf_release(&text);
	return status;
}

static fl_status allocate(fl_work *w, fl_field *field, fl_allocate_summary *sum, fl_error *err)
{
	fl_allocation *a = NULL;
	fl_published published;
	fl_status status = divide(w, field, &a, err);
	if (status != FL_OK)
		return status;
	report_idle_limits(w, field);
	status = fl_misspelt_report(w, field->candidates, field->facts.num_dreams, err);
	if (status != FL_OK)
		return status;
	report_pools(w, field);
	if (field->nameless > 0)
		fl_report(&w->findings, FL_WARNING, "flowers-without-giver", "round.json", 0, 0, "",
			  w->spec->policy.breadth == FL_BREADTH_NONE
			      ? "%lld %s for nothing in a round of policy '%s'"
			      : "%lld %s for nothing in a round of policy '%s' that weighs by breadth",
			  FL_MANY(field->nameless, "flower has no known giver and counts", "flowers have no known giver and count"),
			  fl_policy_name(w->spec->policy.kind));
	report_conflict(w, a);
	report_repairs(w, a);
	status = report_weights_paid(w, field, a, err);
	if (status == FL_OK)
		status = fl_published_compare(w->spec, &field->facts, a, &w->findings, &published, err);
	if (status == FL_OK)
		status = sum_up(w, field, a, sum, err);
	if (status == FL_OK)
		status = store(w, field, a, published, err);
	if (status == FL_OK)
		status = bind_awards(w, field, a, err);
	if (status == FL_OK)
		tell(a->outcome, published, sum);
	fl_allocation_free(a);
	return status;
}

/* What the summary says beyond its counts, when nothing is done. */
static fl_status recall(fl_work *w, fl_field *field, fl_allocate_summary *sum, fl_error *err)
{
	fl_allocation *a = NULL;
	fl_str proof;
	fl_published published;
	FL_TRY(fl_allocation_load(w->store, &field->facts, &a, &proof, &published, err));
	tell(a->outcome, published, sum);
	fl_allocation_free(a);
	return FL_OK;
}

fl_status fl_round_allocate(fl_round *round, const fl_options *options, fl_allocate_summary *ret_summary,
			    fl_error *err)
{
	fl_work w;
	fl_field field = { 0 };
	*ret_summary = (fl_allocate_summary){ .status = "" };
	fl_status status = fl_work_begin(&w, round, FL_STEP_ALLOCATE, options, counts, ret_summary, err);
	if (status == FL_OK)
		status = fl_field_load(w.store, w.spec, false, &field, err);
	if (status == FL_OK && !w.unchanged)
		status = fl_owners_check_selectors(w.spec, field.candidates, field.facts.num_dreams, err);
	if (status == FL_OK)
		status = w.unchanged ? recall(&w, &field, ret_summary, err) : allocate(&w, &field, ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	if (status == FL_OK)
		ret_summary->currency = w.spec->currency;
	status = fl_work_end(&w, status, err);
	fl_field_release(&field);
	return status;
}
