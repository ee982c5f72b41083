/* SPDX-License-Identifier: Apache-2.0
 *
 * step_dedup.c - which dreams are the same wish: pairs with their evidence, and who represents whom.
 */
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "dedup/dedup.h"
#include "domain/dense.h"
#include "steps/dedup_known.h"
#include "steps/ruled.h"
#include "steps/step.h"
#include "steps/templates.h"

static const fl_count counts[] = {
	{ "clusters", offsetof(fl_dedup_summary, clusters) },
	{ "dreams", offsetof(fl_dedup_summary, dreams) },
	{ "duplicates", offsetof(fl_dedup_summary, duplicates) },
	{ "pairs", offsetof(fl_dedup_summary, pairs) },
	{ "review", offsetof(fl_dedup_summary, review) },
	{ "same", offsetof(fl_dedup_summary, same) },
	{ NULL, 0 },
};

static fl_status make_texts(fl_work *w, const fl_facts *facts, fl_dedup_text **ret, fl_error *err)
{
	fl_dedup_text *texts = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*texts));
	int64_t *flowers = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*flowers));
	if (!texts || !flowers)
		return fl_enomem(err);
	FL_TRY(fl_flowers_sum(w->store, facts, flowers, err));
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_dream *d = &facts->dreams[i];
		texts[i] = (fl_dedup_text){
			.id = d->id,
			.title = d->title,
			.body = d->body,
			.organisation = d->organisation,
			.submitted = d->submitted,
			.flowers = flowers[i] == 0 && d->stated_flowers > 0 ? d->stated_flowers : flowers[i],
		};
	}
	*ret = texts;
	return FL_OK;
}

/* ---- what people decided -------------------------------------------------------------------------------------- */

static fl_status take_ruled(fl_work *w, const fl_ruling_on *list, size_t count, fl_dedup_text *texts,
			    fl_dedup_options *options, fl_error *err)
{
	fl_dedup_decision *decisions = fl_arena_array(&w->arena, count + 1, sizeof(*decisions));
	if (!decisions)
		return fl_enomem(err);
	options->decisions = decisions;
	for (size_t i = 0; i < count; i++) {
		const fl_decision *d = list[i].decision;
		if (fl_str_eqz(d->kind, FL_DECISION_REPRESENTATIVE))
			texts[list[i].a].chosen = (int64_t)i + 1; /* the last one counts */
		else
			decisions[options->num_decisions++] =
			    (fl_dedup_decision){ list[i].a, list[i].b, fl_str_eqz(d->value, "same") };
	}
	return FL_OK;
}

/* Decisions that contradict each other cannot all hold: say which do not. */
static void tell_overruled(fl_work *w, const fl_ruling_on *list, size_t count, const uint32_t *representative)
{
	fl_buf name;
	fl_buf_init(&name, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; i < count; i++) {
		const fl_decision *d = list[i].decision;
		uint32_t a = representative[list[i].a], b = representative[list[i].b];
		bool same = fl_str_eqz(d->value, "same");
		if (fl_str_eqz(d->kind, FL_DECISION_PAIR) ? same != (a == b) : a != list[i].a)
			fl_report(&w->findings, FL_WARNING, "decision-overruled", "", 0, 0, fl_ruled_name(d, &name),
				  "the decision of %.*s on '%s' does not hold: other decisions contradict it",
				  FL_STR_ARG(d->person), fl_ruled_name(d, &name));
	}
	fl_buf_release(&name);
}

static fl_status find(fl_work *w, const fl_facts *facts, fl_dedup_result *ret, fl_error *err)
{
	fl_dedup_text *texts = NULL;
	fl_dedup_options options;
	fl_looking_back back;
	size_t num_ruled;
	fl_ruling_on *list;
	fl_dedup_defaults(&options);
	options.candidates = w->spec->dup_candidates;
	options.review = w->spec->dup_review;
	options.same = w->spec->dup_same;
	options.across_organisations = w->spec->dup_across;
	options.representative = w->spec->representative;
	options.threads = fl_options_threads(&w->options);
	options.template = FL_DENSE_LEAST;
	FL_TRY(fl_look_back(w, facts, &back, err));
	options.idf = back.has_idf ? &back.idf : NULL;
	options.make_idf = !back.has_idf;
	options.known = back.known.texts ? &back.known : NULL;
	FL_TRY(make_texts(w, facts, &texts, err));
	FL_TRY(fl_ruled_find(w, facts, &list, &num_ruled, err));
	FL_TRY(take_ruled(w, list, num_ruled, texts, &options, err));
	FL_TRY(fl_dedup(texts, facts->num_dreams, &options, &w->arena, ret, err));
	FL_TRY(fl_look_keep(w, facts, &back, ret, err));
	tell_overruled(w, list, num_ruled, ret->representative);
	return fl_templates_tell(w, facts, ret, err);
}

/* "duplicates": false - every dream stands for itself. */
static fl_status alone(fl_work *w, const fl_facts *facts, fl_dedup_result *ret, fl_error *err)
{
	*ret = (fl_dedup_result){ 0 };
	ret->representative = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(uint32_t));
	if (!ret->representative)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++)
		ret->representative[i] = (uint32_t)i;
	return FL_OK;
}

static fl_status count(fl_work *w, const fl_facts *facts, const fl_dedup_result *found, fl_dedup_summary *sum,
		       fl_error *err)
{
	bool *leads = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*leads));
	if (!leads)
		return fl_enomem(err);
	sum->dreams = (int64_t)facts->num_dreams;
	sum->pairs = (int64_t)found->num_pairs;
	for (size_t i = 0; i < found->num_pairs; i++) {
		sum->same += found->pairs[i].verdict == FL_PAIR_SAME;
		sum->review += found->pairs[i].verdict == FL_PAIR_REVIEW;
	}
	for (size_t i = 0; i < facts->num_dreams; i++) {
		uint32_t r = found->representative[i];
		if (r == i)
			continue;
		sum->duplicates++;
		sum->clusters += !leads[r];
		leads[r] = true;
	}
	return FL_OK;
}

static fl_status dedup(fl_work *w, fl_facts *facts, fl_dedup_summary *sum, fl_error *err)
{
	fl_dedup_result found;
	FL_TRY(fl_facts_load(w->store, facts, err));
	FL_TRY(w->spec->dedup ? find(w, facts, &found, err) : alone(w, facts, &found, err));
	FL_TRY(count(w, facts, &found, sum, err));
	FL_TRY(fl_pairs_store(w->store, facts, found.pairs, found.num_pairs, err));
	return fl_clusters_store(w->store, facts, found.representative, err);
}

fl_status fl_round_dedup(fl_round *round, const fl_options *options, fl_dedup_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_facts facts = { 0 };
	*ret_summary = (fl_dedup_summary){ 0 };
	fl_status status = fl_work_begin(&w, round, FL_STEP_DEDUP, options, counts, ret_summary, err);
	if (status == FL_OK && !w.unchanged)
		status = dedup(&w, &facts, ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	status = fl_work_end(&w, status, err);
	fl_facts_release(&facts);
	return status;
}
