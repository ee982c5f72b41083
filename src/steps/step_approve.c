/* SPDX-License-Identifier: Apache-2.0
 *
 * step_approve.c - a person approves the result that stands; with the last that it takes, it is the official one.
 *
 * Approved is what the journal knows: every step up to date, the file examined against its own entries, the awards verified anew. The
 * report is then made with the mark that it is official, and kept with the entry that says so.
 */
#include "base/error.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "domain/person.h"
#include "steps/examine.h"
#include "steps/official.h"
#include "steps/outputs.h"

#include <stdlib.h>

typedef struct approving {
	fl_work w;
	fl_laid laid;
	fl_whole whole;
	const fl_entry *awarded;
	fl_act act;
	const char *lang;
} approving;

/* ---- may it be approved? -------------------------------------------------------------------------------------------- */

static fl_status refuse(const approving *a, fl_error *err, const char *why, const char *what)
{
	return fl_error_at(err, FL_ESTATE, fl_store_name(a->w.store), 0, 0, "this result cannot be approved: %s%s", why, what);
}

/* Does the file hold what its journal says? */
static fl_status check_file(approving *a, fl_error *err)
{
	fl_chronicle chronicle;
	fl_breaches breaches = { 0 };
	fl_status status = fl_chronicle_load(a->w.store, &a->w.arena, &chronicle, err);
	if (status == FL_OK)
		status = fl_examine(a->w.store, &chronicle, &a->w.arena, &breaches, err);
	if (status == FL_OK && breaches.len > 0)
		status = refuse(a, err, "the file is not what its journal says: ", breaches.items[0].what.data);
	fl_vec_release(&breaches);
	return status;
}

static fl_status check_result(approving *a, fl_error *err)
{
	const fl_result *result = &a->whole.result;
	if (result->allocation->outcome == FL_INFEASIBLE)
		return refuse(a, err, "the limits of the round cannot hold together, nothing is awarded", "");
	if (!result->verified)
		return refuse(a, err, "it is not verified: ", result->verify_why.data);
	return FL_OK;
}

static fl_status check_other(const approving *a, fl_error *err)
{
	const fl_approval *approval = &a->laid.approval;
	if (fl_approval_of(approval, a->awarded) != FL_OFFICIAL_NO)
		return FL_OK;
	const fl_act *act = approval->people[approval->num_people - 1];
	return fl_error_at(err, FL_ESTATE, fl_store_name(a->w.store), 0, 0,
			   "the awards of entry %lld are official (entry %lld, by %.*s): that has to be withdrawn first, with a reason",
			   (long long)act->awarded, (long long)act->seq, FL_STR_ARG(act->person));
}

static fl_status load(approving *a, fl_error *err)
{
	FL_TRY(fl_work_check_before(&a->w, err));
	FL_TRY(fl_laid_load(a->w.store, -1, &a->w.arena, &a->laid, err));
	FL_TRY(fl_laid_awarded(a->w.store, &a->laid, &a->w.arena, &a->awarded, err));
	FL_TRY(check_file(a, err));
	FL_TRY(fl_whole_load(a->w.store, a->w.spec, a->w.documents, a->w.num_documents, -1, &a->whole, err));
	FL_TRY(check_result(a, err));
	return check_other(a, err);
}

/* ---- approving ------------------------------------------------------------------------------------------------------ */

static bool has_approved(const approving *a)
{
	const fl_approval *approval = &a->laid.approval;
	fl_official official = fl_approval_of(approval, a->awarded);
	for (size_t i = 0; official == FL_OFFICIAL_PENDING && i < approval->num_people; i++)
		if (fl_person_same(approval->people[i]->person, a->act.person))
			return true;
	return official == FL_OFFICIAL_YES;
}

/* As if the act stood in the journal. */
static fl_status foresee(approving *a, int64_t now, fl_error *err)
{
	fl_acts *acts = &a->laid.acts;
	FL_TRY(fl_journal_size(a->w.store, &a->act.seq, err));
	a->act.at = now;
	acts->entries[acts->count++] =
	    (fl_entry){ .seq = a->act.seq, .at = now, .step = fl_str_of(fl_act_step(FL_ACT_APPROVE)), .act = a->act };
	fl_approval_after(acts->entries, acts->count, &a->laid.approval);
	return fl_laid_tell(a->w.store, &a->laid, &a->w.arena, &a->whole.result, err);
}

/* The manifest is made anew when the files are written out: it lists the journal, too. */
static bool is_kept(const fl_output *output)
{
	return strcmp(output->name, "bundle/" FL_BUNDLE_MANIFEST) != 0;
}

static fl_status keep_files(approving *a, const fl_outputs *outputs, fl_error *err)
{
	a->act.bound = fl_arena_array(&a->w.arena, outputs->len + 1, sizeof *a->act.bound);
	if (!a->act.bound)
		return fl_enomem(err);
	for (size_t i = 0; i < outputs->len; i++)
		if (is_kept(&outputs->items[i]))
			a->act.bound[a->act.num_bound++] =
			    (fl_bound){ .name = fl_str_of(outputs->items[i].name), .digest = outputs->items[i].digest };
	qsort(a->act.bound, a->act.num_bound, sizeof *a->act.bound, fl_bound_cmp);
	FL_TRY(fl_act_append(a->w.store, &a->act, a->act.at, err));
	for (size_t i = 0; i < outputs->len; i++) {
		const fl_output *o = &outputs->items[i];
		fl_official_file file = { fl_str_of(o->name), o->digest, fl_buf_view(&o->bytes) };
		if (is_kept(o))
			FL_TRY(fl_official_file_add(a->w.store, a->act.seq, &file, err));
	}
	return FL_OK;
}

static fl_status make_official(approving *a, fl_error *err)
{
	fl_outputs outputs = { .len = 0 };
	fl_status status = fl_outputs_make(&outputs, &a->w, &a->whole, a->lang, err);
	if (status == FL_OK)
		status = keep_files(a, &outputs, err);
	fl_outputs_release(&outputs);
	return status;
}

static fl_status approve(approving *a, int64_t now, fl_approve_summary *sum, fl_error *err)
{
	FL_TRY(load(a, err));
	sum->unchanged = has_approved(a);
	if (!sum->unchanged) {
		a->act.awarded = a->awarded->seq;
		a->act.awards = a->awarded->awards;
		a->act.of = a->w.spec->approval_people;
		FL_TRY(foresee(a, now, err));
		FL_TRY(a->laid.approval.complete ? make_official(a, err) : fl_act_append(a->w.store, &a->act, now, err));
		FL_TRY(fl_store_commit(a->w.store, err));
	}
	sum->entry = a->awarded->seq;
	sum->official = a->laid.approval.complete;
	sum->people = (int64_t)a->laid.approval.num_people;
	sum->of = (int64_t)a->laid.approval.of;
	return FL_OK;
}

fl_status fl_round_approve(fl_round *round, const char *by, const char *lang, const fl_options *options,
			   fl_approve_summary *ret_summary, fl_error *err)
{
	approving a = { .act = { .kind = FL_ACT_APPROVE, .person = fl_str_trim(fl_str_of(by)) }, .lang = lang ? lang : "en" };
	*ret_summary = (fl_approve_summary){ 0 };
	FL_TRY(fl_act_check_words("by", by, err));
	fl_status status = fl_work_open(&a.w, round, true, err);
	if (status == FL_OK)
		status = approve(&a, options->now, ret_summary, err);
	fl_whole_release(&a.whole);
	return fl_work_end(&a.w, status, err);
}

/* ---- taking it back ------------------------------------------------------------------------------------------------- */

/* Money that was paid was paid on these awards. */
static fl_status check_unpaid(fl_work *w, fl_error *err)
{
	fl_follow_event *events;
	size_t count;
	FL_TRY(fl_follow_load(w->store, &w->arena, &events, &count, err));
	while (count > 0 && w->continued.there && events[0].seq < w->continued.seq) {
		events++;
		count--;
	}
	if (count == 0)
		return FL_OK;
	return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
			   "these awards are followed already (entry %lld): an approval is not withdrawn once money was paid or reported on",
			   (long long)events[0].seq);
}

static fl_status withdraw(fl_work *w, fl_act *act, int64_t now, fl_error *err)
{
	fl_laid laid;
	FL_TRY(fl_laid_load(w->store, -1, &w->arena, &laid, err));
	if (laid.approval.num_people == 0)
		return fl_error_at(err, FL_ENOTFOUND, fl_store_name(w->store), 0, 0, "nothing is approved that could be withdrawn");
	FL_TRY(check_unpaid(w, err));
	act->awarded = laid.approval.people[0]->awarded;
	act->awards = laid.approval.people[0]->awards;
	FL_TRY(fl_act_append(w->store, act, now, err));
	return fl_store_commit(w->store, err);
}

fl_status fl_round_withdraw(fl_round *round, const char *by, const char *why, const fl_options *options, fl_error *err)
{
	fl_work w;
	fl_act act = { .kind = FL_ACT_WITHDRAW, .person = fl_str_trim(fl_str_of(by)), .why = fl_str_trim(fl_str_of(why)) };
	FL_TRY(fl_act_check_words("by", by, err));
	FL_TRY(fl_act_check_words("why", why, err));
	fl_status status = fl_work_open(&w, round, true, err);
	if (status == FL_OK)
		status = withdraw(&w, &act, options->now, err);
	return fl_work_end(&w, status, err);
}
