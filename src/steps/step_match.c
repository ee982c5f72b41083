/* SPDX-License-Identifier: Apache-2.0
 *
 * step_match.c - which partner carries out which dream: fits, assignment, proof and evidence to the round file; the same with a table of
 * proposals, of which nothing is kept.
 */
#include "allocate/assign_model.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "steps/folder.h"
#include "steps/give.h"
#include "steps/match_view.h"
#include "steps/source.h"
#include "steps/tag_titles.h"
#include "verify/assigned.h"

#include <stdlib.h>

static const fl_count counts[] = {
	{ "dreams", offsetof(fl_match_summary, dreams) },
	{ "matched", offsetof(fl_match_summary, matched) },
	{ "pairings", offsetof(fl_match_summary, pairings) },
	{ "partners", offsetof(fl_match_summary, partners) },
	{ "total", offsetof(fl_match_summary, total) },
	{ NULL, 0 },
};

static void sum_up(const fl_match_case *mc, fl_match_summary *sum)
{
	const fl_assignment *a = mc->a;
	sum->dreams = (int64_t)mc->num_dreams;
	sum->partners = (int64_t)mc->num_partners;
	sum->pairings = (int64_t)mc->m.c.start[mc->num_dreams];
	sum->total = a->outcome == FL_ASSIGN_INFEASIBLE ? 0 : a->total;
	sum->matched = 0;
	for (size_t i = 0; i < mc->num_dreams && a->outcome != FL_ASSIGN_INFEASIBLE; i++)
		sum->matched += a->partner[i] != FL_UNASSIGNED;
}

/* What the checker would say: a matching that it refuses is not kept. */
static fl_status verify(const fl_match_case *mc, fl_error *err)
{
	fl_assign_verdict verdict;
	FL_TRY(fl_verify_assigned(&mc->m.c, mc->a, &verdict, err));
	return verdict.verified ? FL_OK : fl_error_set(err, FL_EINTERNAL, "the matching does not stand: %s", verdict.why);
}

static fl_status store(const fl_match_case *mc, fl_error *err)
{
	fl_work *w = mc->w;
	const fl_assignment *a = mc->a;
	fl_buf document;
	fl_buf_init(&document, FL_BUF_MAX_DEFAULT);
	fl_matching_print(&document, &mc->m);
	fl_status status = fl_buf_status(&document, err);
	fl_matching_record record = { .outcome = a->outcome,
				      .total = a->total,
				      .bound = a->bound,
				      .single = a->unique,
				      .settled = a->settled,
				      .document = fl_buf_view(&document) };
	if (status == FL_OK)
		status = fl_matching_store(w->store, &record, err);
	if (status == FL_OK)
		status = fl_pairings_store(w->store, &mc->field.facts, mc->rows, mc->pairings, mc->num_pairings, err);
	fl_buf_release(&document);
	return status;
}

static fl_status match(fl_match_case *mc, fl_match_summary *sum, fl_error *err)
{
	fl_work *w = mc->w;
	FL_TRY(fl_match_partners_load(w->store, &w->arena, &mc->partners, &mc->rows, &mc->num_partners, err));
	FL_TRY(fl_match_solve(mc, err));
	FL_TRY(verify(mc, err));
	FL_TRY(fl_match_tell(mc, err));
	FL_TRY(store(mc, err));
	w->answer = fl_matching_outcome(mc->a->outcome);
	sum_up(mc, sum);
	return FL_OK;
}

/* The outcome as it stands in the file, done now or before. */
static fl_status take_outcome(fl_work *w, fl_match_summary *sum, fl_error *err)
{
	fl_matching_record record;
	FL_TRY(fl_matching_load(w->store, &w->arena, &record, err));
	sum->answer = record.done && record.outcome != FL_ASSIGN_INFEASIBLE;
	sum->status = record.done ? fl_matching_outcome((fl_assign_outcome)record.outcome) : "";
	return FL_OK;
}

fl_status fl_round_match(fl_round *round, const fl_options *options, fl_match_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_match_case mc = { .w = &w };
	*ret_summary = (fl_match_summary){ .status = "" };
	fl_status status = fl_work_begin(&w, round, FL_STEP_MATCH, options, counts, ret_summary, err);
	if (status == FL_OK && w.spec->num_partners == 0)
		status = fl_error_at(err, FL_EINVAL, "round.json", 0, 0, "the round names no file with partners (\"partners\")");
	if (status == FL_OK && !w.unchanged)
		status = match(&mc, ret_summary, err);
	if (status == FL_OK)
		status = take_outcome(&w, ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	status = fl_work_end(&w, status, err);
	fl_match_release(&mc);
	return status;
}

/* ---- reading it -------------------------------------------------------------------------------------------------------- */

static fl_status give(const fl_match_page *page, const char *lang, bool json, fl_text *ret_text, fl_error *err)
{
	fl_buf out;
	fl_lang language;
	FL_TRY(fl_lang_parse(lang, &language, err));
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	if (json)
		fl_report_match_json(page, &out);
	else
		fl_report_match_text(page, language, &out);
	fl_status status = fl_buf_status(&out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return status;
}

static fl_status check_matched(fl_work *w, fl_error *err)
{
	fl_step_record record;
	fl_digest now;
	FL_TRY(fl_step_record_get(w->store, fl_step_name(FL_STEP_MATCH), &w->arena, &record, err));
	if (!record.done)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0, "'match' comes first: it has not been run");
	FL_TRY(fl_work_inputs(w, FL_STEP_MATCH, &now, err));
	if (!fl_digest_same(&now, &record.inputs))
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
				   "'match' comes first: its inputs have changed since it was run");
	return FL_OK;
}

fl_status fl_round_matching(fl_round *round, const char *lang, bool json, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_facts facts = { 0 };
	fl_match_view view = { .done = false };
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_work_look(&w, round, FL_STEP_MATCH, err);
	if (status == FL_OK)
		status = check_matched(&w, err);
	if (status == FL_OK)
		status = fl_facts_load(w.store, &facts, err);
	if (status == FL_OK)
		status = fl_tag_titles_load(w.spec, w.documents, w.num_documents, err);
	if (status == FL_OK)
		status = fl_match_view_load(w.store, w.spec, &facts, &view, err);
	if (status == FL_OK)
		status = give(&view.page, lang, json, ret_text, err);
	fl_match_view_release(&view);
	fl_facts_release(&facts);
	return fl_work_end(&w, status, err);
}

/* ---- for other solvers ------------------------------------------------------------------------------------------------- */

static fl_status write_file(void *user, const char *name, fl_str bytes, fl_error *err)
{
	return fl_folder_write(user, name, bytes, err);
}

fl_status fl_round_match_export(fl_round *round, const char *folder, fl_error *err)
{
	fl_work w;
	fl_facts facts = { 0 };
	fl_match_view view = { .done = false };
	fl_folder writing = { 0 };
	fl_status status = fl_work_look(&w, round, FL_STEP_MATCH, err);
	if (status == FL_OK)
		status = check_matched(&w, err);
	if (status == FL_OK)
		status = fl_facts_load(w.store, &facts, err);
	if (status == FL_OK)
		status = fl_tag_titles_load(w.spec, w.documents, w.num_documents, err);
	if (status == FL_OK)
		status = fl_match_view_load(w.store, w.spec, &facts, &view, err);
	if (status == FL_OK)
		status = fl_folder_begin(&writing, folder, false, err);
	if (status == FL_OK)
		status = fl_assign_export(&view.m, &(fl_export_sink){ .file = write_file, .user = &writing }, err);
	if (status == FL_OK)
		status = fl_folder_commit(&writing, err);
	if (status != FL_OK)
		fl_folder_tell(&writing, err);
	fl_folder_end(&writing);
	fl_match_view_release(&view);
	fl_facts_release(&facts);
	return fl_work_end(&w, status, err);
}

/* ---- proposals --------------------------------------------------------------------------------------------------------- */

typedef struct reading {
	fl_match_case *mc;
	FL_VEC(fl_partner) list;
	const char *path;
} reading;

static fl_status copy_terms(fl_term_list *terms, fl_arena *arena, fl_error *err)
{
	fl_str *items = fl_arena_array(arena, terms->len + 1, sizeof *items);
	for (size_t i = 0; items && i < terms->len; i++) {
		items[i] = fl_arena_str(arena, terms->items[i]);
		if (!items[i].data)
			return fl_enomem(err);
	}
	terms->items = items;
	return items ? FL_OK : fl_enomem(err);
}

static fl_status on_partner(void *user, const fl_partner *partner, fl_error *err)
{
	reading *r = user;
	fl_arena *arena = &r->mc->w->arena;
	fl_partner copy = *partner;
	copy.id = fl_arena_str(arena, partner->id);
	copy.name = fl_arena_str(arena, partner->name);
	copy.words = fl_arena_str(arena, partner->words);
	copy.source = fl_str_of(r->path);
	FL_TRY(copy_terms(&copy.fields, arena, err));
	FL_TRY(copy_terms(&copy.regions, arena, err));
	FL_TRY(copy_terms(&copy.wishes, arena, err));
	FL_TRY(copy_terms(&copy.exclusions, arena, err));
	if (!copy.id.data || !copy.name.data || !copy.words.data || !fl_vec_push(&r->list, copy))
		return fl_enomem(err);
	return FL_OK;
}

static fl_status on_rejected(void *user, const fl_rejected *row, fl_error *err)
{
	reading *r = user;
	(void)err;
	fl_report(&r->mc->w->findings, FL_WARNING, row->code, r->path, row->line, row->column, "", "%.*s", FL_STR_ARG(row->reason));
	return FL_OK;
}

static int by_id(const void *a, const void *b)
{
	return fl_str_cmp(((const fl_partner *)a)->id, ((const fl_partner *)b)->id);
}

/* A project takes one dream, unless its row says otherwise. */
static fl_status read_proposals(fl_match_case *mc, const char *path, fl_error *err)
{
	fl_work *w = mc->w;
	fl_input input = { .file = fl_str_of(path), .encoding = FL_STR(""), .format = FL_STR(""), .delimiter = FL_STR(""), .capacity = 1 };
	reading r = { .mc = mc, .path = path };
	fl_ingest_sink sink = { .partner = on_partner, .rejected = on_rejected, .user = &r, .findings = w->findings };
	fl_ingest_counts counted = { 0 };
	fl_str bytes;
	FL_TRY(fl_source_read(path, FL_DATA_FILE_MAX, &w->arena, &bytes, err));
	fl_status status = fl_ingest_partners(bytes, &input, &w->spec->currency, &sink, &counted, err);
	if (status == FL_OK && r.list.len == 0)
		status = fl_error_at(err, FL_EINVAL, path, 0, 0, "not one proposal could be read; the findings say why");
	if (status == FL_OK) {
		qsort(r.list.items, r.list.len, sizeof *r.list.items, by_id);
		mc->partners = fl_arena_array(&w->arena, r.list.len, sizeof *mc->partners);
		status = mc->partners ? FL_OK : fl_enomem(err);
	}
	if (status == FL_OK) {
		memcpy(mc->partners, r.list.items, r.list.len * sizeof *mc->partners);
		mc->num_partners = r.list.len;
	}
	fl_vec_release(&r.list);
	return status;
}

fl_status fl_round_match_proposals(fl_round *round, const char *path, const char *lang, const fl_options *options, bool json,
				   bool *ret_answer, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_match_case mc = { .w = &w };
	fl_match_view view = { .done = false };
	*ret_text = (fl_text){ NULL, 0 };
	*ret_answer = false;
	fl_status status = fl_work_look(&w, round, FL_STEP_MATCH, err);
	w.findings = options->findings; /* nothing is kept */
	w.options.threads = options->threads;
	w.num_decisions = 0; /* they are about partners of the round */
	if (status == FL_OK)
		status = read_proposals(&mc, path, err);
	if (status == FL_OK)
		status = fl_match_solve(&mc, err);
	if (status == FL_OK)
		status = verify(&mc, err);
	if (status == FL_OK)
		status = fl_match_tell(&mc, err);
	if (status == FL_OK)
		status = fl_match_view_of(&mc, true, &view, err);
	if (status == FL_OK)
		status = give(&view.page, lang, json, ret_text, err);
	*ret_answer = status == FL_OK && mc.a->outcome != FL_ASSIGN_INFEASIBLE;
	fl_match_view_release(&view);
	status = fl_work_end(&w, status, err);
	fl_match_release(&mc);
	return status;
}
