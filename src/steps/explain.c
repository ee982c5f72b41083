/* SPDX-License-Identifier: Apache-2.0
 *
 * explain.c - one dream, why: what the store knows of it, in the words of report/.
 */
#include "allocate/resolve.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "classify/explain_tags.h"
#include "report/report.h"
#include "steps/find_dream.h"
#include "steps/give.h"
#include "steps/packs.h"
#include "steps/match_view.h"
#include "steps/step.h"
#include "steps/tally_ledger.h"
#include "steps/whole.h"
#include "store/givers.h"

#include <stdlib.h>

#define LOSSES_MAX 1000 /* of one dream that are listed */

/* ---- who lost flowers to which rule ----------------------------------------------------------------------------------- */

typedef struct loss {
	uint32_t giver;
	fl_tally_rule rule;
	int64_t flowers;
} loss;

typedef struct losing {
	uint32_t dream;
	FL_VEC(loss) list;
	bool short_of_memory;
} losing;

/* Rows of one giver come together, so the same giver and rule are joined as they come. */
static void on_loss(void *user, uint32_t giver, uint32_t dream, fl_tally_rule rule, int64_t flowers)
{
	losing *l = user;
	if (dream != l->dream)
		return;
	for (size_t i = l->list.len; i-- > 0 && l->list.items[i].giver == giver;)
		if (l->list.items[i].rule == rule) {
			l->list.items[i].flowers += flowers; /* at most what was given to the dream */
			return;
		}
	if (!fl_vec_push(&l->list, ((loss){ giver, rule, flowers })))
		l->short_of_memory = true;
}

static int most_first(const void *a, const void *b)
{
	const loss *x = a, *y = b;
	if (x->flowers != y->flowers)
		return x->flowers > y->flowers ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return (x->giver > y->giver) - (x->giver < y->giver);
}

static fl_status name_losses(fl_store *store, fl_whole *whole, losing *l, fl_error *err)
{
	size_t kept = l->list.len < LOSSES_MAX ? l->list.len : LOSSES_MAX;
	fl_result_loss *losses = fl_arena_array(&whole->arena, kept + 1, sizeof *losses);
	if (!losses)
		return fl_enomem(err);
	if (l->list.len > 1)
		qsort(l->list.items, l->list.len, sizeof *l->list.items, most_first);
	for (size_t i = 0; i < kept; i++) {
		const loss *item = &l->list.items[i];
		losses[i] = (fl_result_loss){ .rule = item->rule, .flowers = item->flowers };
		FL_TRY(fl_giver_name(store, item->giver, &whole->arena, &losses[i].giver, err));
	}
	whole->result.dreams[l->dream].losses = losses;
	whole->result.dreams[l->dream].num_losses = kept;
	return FL_OK;
}

/* The givers of one dream, tallied again with somebody listening; only where a rule took anything. */
static fl_status find_losses(const fl_work *w, fl_whole *whole, size_t dream, fl_error *err)
{
	const fl_tally *t = &whole->field.tallies[dream].tally;
	losing l = { .dream = (uint32_t)dream };
	fl_tally_result ignored;
	uint32_t *representative;
	if (t->raw == t->in_window && t->in_window == t->earned && t->weighted == t->per_giver && t->earned <= t->weighted)
		return FL_OK;
	FL_TRY(fl_clusters_load(w->store, &whole->field.facts, &whole->arena, &representative, err));
	fl_tally_request request = { .store = w->store,
				     .facts = &whole->field.facts,
				     .spec = w->spec,
				     .representative = representative,
				     .sink = { .loss = on_loss, .user = &l },
				     .only = (uint32_t)dream,
				     .now = INT64_MAX };
	fl_status status = fl_tally_ledger(&request, &whole->arena, &ignored, NULL, err);
	if (status == FL_OK && l.short_of_memory)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = name_losses(w->store, whole, &l, err);
	fl_vec_release(&l.list);
	return status;
}

/* ---- which rules hold, clause by clause ---------------------------------------------------------------------------------- */

static fl_status explain_rules(const fl_work *w, const fl_dream *dream, fl_json_doc **ret, fl_error *err)
{
	fl_text_field fields[] = { { FL_STR("title"), dream->title }, { FL_STR("body"), dream->body } };
	fl_tag_input input = { fields, 2 };
	fl_packs packs = { 0 };
	fl_buf json;
	fl_buf_init(&json, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_packs_from_documents(&packs, w->documents, w->num_documents, 1, err);
	if (status == FL_OK)
		status = fl_explain_tags((const fl_pack *const *)packs.items, packs.len, &input, dream->id, &json, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&json), "explanation", ret, err);
	fl_buf_release(&json);
	fl_packs_release(&packs);
	return status;
}

/* ---- who gave to several dreams of one cluster ------------------------------------------------------------------------ */

typedef struct repeat {
	uint32_t giver;
	int64_t dreams, given, counted;
} repeat;

typedef struct repeating {
	const uint32_t *representative;
	uint32_t cluster;
	uint32_t *seen; /* per dream: the last giver seen there, plus one */
	FL_VEC(repeat) list;
	bool short_of_memory;
} repeating;

static void on_rows(void *user, uint32_t giver, const fl_giving *rows, size_t count, int64_t earned)
{
	repeating *r = user;
	repeat now = { .giver = giver };
	(void)earned;
	if (giver == UINT32_MAX)
		return;
	for (size_t i = 0; i < count; i++) {
		if (r->representative[rows[i].dream] != r->cluster)
			continue;
		now.dreams += r->seen[rows[i].dream] != giver + 1;
		r->seen[rows[i].dream] = giver + 1;
		now.given += rows[i].count; /* the tally has refused a ledger whose sum is too large */
	}
	if (now.dreams > 1 && !fl_vec_push(&r->list, now))
		r->short_of_memory = true;
}

static void on_gift(void *user, uint32_t giver, uint32_t dream, int64_t flowers)
{
	repeating *r = user;
	if (dream == r->cluster && r->list.len > 0 && r->list.items[r->list.len - 1].giver == giver)
		r->list.items[r->list.len - 1].counted += flowers;
}

static int most_given_first(const void *a, const void *b)
{
	const repeat *x = a, *y = b;
	if (x->given != y->given)
		return x->given > y->given ? -1 : 1;
	return (x->giver > y->giver) - (x->giver < y->giver);
}

static fl_status name_repeats(fl_store *store, fl_whole *whole, size_t dream, repeating *r, fl_error *err)
{
	size_t kept = r->list.len < LOSSES_MAX ? r->list.len : LOSSES_MAX;
	fl_result_repeat *repeats = fl_arena_array(&whole->arena, kept + 1, sizeof *repeats);
	if (!repeats)
		return fl_enomem(err);
	if (r->list.len > 1)
		qsort(r->list.items, r->list.len, sizeof *r->list.items, most_given_first);
	for (size_t i = 0; i < kept; i++) {
		const repeat *item = &r->list.items[i];
		repeats[i] = (fl_result_repeat){ .dreams = item->dreams, .given = item->given, .counted = item->counted };
		FL_TRY(fl_giver_name(store, item->giver, &whole->arena, &repeats[i].giver, err));
	}
	whole->result.dreams[dream].repeats = repeats;
	whole->result.dreams[dream].num_repeats = kept;
	return FL_OK;
}

/* Only in clusters, and where each giver counts once. */
static fl_status find_repeats(const fl_work *w, fl_whole *whole, size_t dream, fl_error *err)
{
	size_t count = whole->result.num_dreams, members = 0;
	uint32_t cluster = whole->result.dreams[dream].representative;
	for (size_t i = 0; i < count; i++)
		members += whole->result.dreams[i].representative == cluster;
	if (members < 2 || w->spec->merge_flowers != FL_MERGE_GIVERS)
		return FL_OK;
	fl_tally_result ignored;
	uint32_t *representative;
	FL_TRY(fl_clusters_load(w->store, &whole->field.facts, &whole->arena, &representative, err));
	repeating r = { .representative = representative, .cluster = cluster };
	r.seen = fl_arena_array(&whole->arena, count, sizeof *r.seen);
	if (!r.seen)
		return fl_enomem(err);
	fl_tally_request request = { .store = w->store,
				     .facts = &whole->field.facts,
				     .spec = w->spec,
				     .representative = representative,
				     .sink = { .rows = on_rows, .gift = on_gift, .user = &r },
				     .only = members == 2 ? (uint32_t)dream : UINT32_MAX, /* of two, each has them all */
				     .now = INT64_MAX };
	fl_status status = fl_tally_ledger(&request, &whole->arena, &ignored, NULL, err);
	if (status == FL_OK && r.short_of_memory)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = name_repeats(w->store, whole, dream, &r, err);
	fl_vec_release(&r.list);
	return status;
}

/* ---- the dream -------------------------------------------------------------------------------------------------------- */

/* Nothing is asked of a dream that has all it may get, of duplicates and ineligible ones, and where nobody gets anything. */
static fl_status divide_again(const fl_work *w, fl_whole *whole, size_t dream, fl_error *err)
{
	const fl_candidate *candidate = &whole->field.candidates[dream];
	bool may = candidate->standing == FL_QUALIFIED || candidate->standing == FL_BELOW_THRESHOLD;
	if (whole->allocation->outcome == FL_INFEASIBLE || !may ||
	    whole->allocation->awards[dream].amount >= fl_round_upper(w->spec, candidate))
		return FL_OK;
	fl_change *change = fl_arena_array(&whole->arena, 1, sizeof *change);
	if (!change)
		return fl_enomem(err);
	whole->result.dreams[dream].change = change;
	return fl_change_find(w->spec, whole->field.candidates, whole->field.facts.num_dreams, dream, whole->allocation, change,
			      err);
}

/* Its partner, and why no other, where partners are matched and the matching is that of today. */
static fl_status explain_partner(const fl_work *w, fl_whole *whole, size_t dream, const char *lang, fl_json_doc **ret_json,
				 fl_error *err)
{
	fl_match_view view = { .done = false };
	fl_result_dream *d = &whole->result.dreams[dream];
	fl_buf out;
	fl_lang language;
	fl_status status = fl_lang_parse(lang, &language, err);
	size_t i = 0;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	if (status == FL_OK && w->spec->num_partners > 0)
		status = fl_match_view_load(w->store, w->spec, &whole->field.facts, &view, err);
	while (status == FL_OK && view.done && i < view.m.c.num_dreams && !fl_str_eq(view.m.dreams[i], d->dream->id))
		i++;
	if (status == FL_OK && view.done && i < view.m.c.num_dreams && view.m.a->outcome != FL_ASSIGN_INFEASIBLE) {
		fl_report_match_lines(&view.page, i, language, &out);
		status = fl_buf_status(&out, err);
		d->matched = fl_arena_str(&whole->arena, fl_buf_view(&out));
		fl_buf_clear(&out);
		fl_report_match_dream_json(&view.page, i, &out);
		if (status == FL_OK)
			status = fl_buf_status(&out, err);
		if (status == FL_OK)
			status = fl_json_parse(fl_buf_view(&out), "matching", ret_json, err);
		if (status == FL_OK && !d->matched.data)
			status = fl_enomem(err);
	}
	if (*ret_json)
		d->matching = fl_json_root(*ret_json);
	fl_buf_release(&out);
	fl_match_view_release(&view);
	return status;
}

static fl_status explain(const fl_work *w, fl_whole *whole, const char *dream, const char *lang, bool resolve, bool json,
			 fl_text *ret_text, fl_error *err)
{
	fl_buf out;
	fl_json_doc *rules = NULL, *matching = NULL;
	uint32_t i;
	FL_TRY(fl_dream_find(&whole->field.facts, dream, &i, err));
	FL_TRY(find_losses(w, whole, i, err));
	FL_TRY(find_repeats(w, whole, i, err));
	if (resolve)
		FL_TRY(divide_again(w, whole, i, err));
	FL_TRY(explain_rules(w, whole->result.dreams[i].dream, &rules, err));
	whole->result.dreams[i].tagging = fl_json_root(rules);
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = explain_partner(w, whole, i, lang, &matching, err);
	if (status == FL_OK)
		status = fl_report_explain(&whole->result, i, lang, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_json_free(rules);
	fl_json_free(matching);
	return status;
}

/* What is explained must be what the round says now: an allocation that is up to date. */
fl_status fl_round_explain(fl_round *round, const char *dream, const char *lang, bool resolve, bool json, fl_text *ret_text,
			   fl_error *err)
{
	fl_work w;
	fl_whole whole = { 0 };
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_work_look_back(&w, round, FL_STEP_VERIFY, err);
	if (status == FL_OK)
		status = fl_whole_load(w.store, w.spec, w.documents, w.num_documents, -1, &whole, err);
	if (status == FL_OK && whole.refuted) /* there is no reason for what is wrong */
		status = fl_error_at(err, FL_EINVAL, fl_store_name(w.store), 0, 0, "the awards do not hold: %.*s",
				     FL_STR_ARG(whole.result.verify_why));
	if (status == FL_OK)
		status = explain(&w, &whole, dream, lang, resolve, json, ret_text, err);
	fl_whole_release(&whole);
	return fl_work_end(&w, status, err);
}
