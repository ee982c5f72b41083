/* SPDX-License-Identifier: Apache-2.0
 *
 * whole.c - gather facts, tags, clusters, tallies, awards, proof, findings and journal into one fl_result.
 */
#include "steps/whole.h"

#include "base/error.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/belonging.h"
#include "steps/official.h"
#include "steps/step.h"
#include "steps/stored.h"
#include "steps/tag_titles.h"

static fl_status hex_of(fl_arena *arena, const fl_digest *digest, fl_str *ret, fl_error *err)
{
	char hex[65];
	fl_digest_hex(digest, hex);
	*ret = fl_arena_str(arena, fl_str_of(hex));
	return ret->data ? FL_OK : fl_enomem(err);
}

/* The files with dreams and flowers, then round.json and the packs. */
static fl_status join_files(fl_whole *w, const fl_document *documents, size_t num_documents, fl_error *err)
{
	const fl_facts *facts = &w->field.facts;
	size_t n = 0;
	fl_result_file *files = fl_arena_array(&w->arena, facts->num_files + num_documents + 1, sizeof(*files));
	if (!files)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_files; i++) {
		const fl_file_record *f = &facts->files[i];
		files[n] = (fl_result_file){ .role = f->role,
					     .path = f->path,
					     .read = f->read,
					     .accepted = f->accepted,
					     .rejected = f->rejected,
					     .left_out = f->left_out,
					     .encoding = f->encoding };
		FL_TRY(hex_of(&w->arena, &f->digest, &files[n++].digest, err));
	}
	for (size_t i = 0; i < num_documents; i++) {
		const fl_document *d = &documents[i];
		if (fl_str_eqz(d->role, "pabulib"))
			continue;
		files[n] = (fl_result_file){ .role = d->role, .path = d->name, .encoding = FL_STR("utf-8") };
		FL_TRY(hex_of(&w->arena, &d->digest, &files[n++].digest, err));
	}
	w->result.files = files;
	w->result.num_files = n;
	return FL_OK;
}

static fl_status join_decisions(fl_whole *w, fl_store *store, const fl_round_spec *spec, fl_error *err)
{
	fl_decision *all;
	FL_TRY(fl_decisions_load(store, &w->arena, &all, &w->result.num_decisions, err));
	FL_TRY(fl_belonging_settle(store, all, w->result.num_decisions, spec, &w->arena, &w->book, err));
	w->result.decisions = all;
	w->result.book = &w->book;
	return FL_OK;
}

/* By 'id' in the round, which a bundle may hide. */
static const fl_question *ruling_on(const fl_whole *w, const fl_candidate *candidate, fl_str id)
{
	if (candidate->ruling == FL_RULED_NONE)
		return NULL;
	const char *kind = candidate->ruling == FL_RULED_REJECTED ? FL_DECISION_ADMISSION : FL_DECISION_EXCEPTION;
	return fl_decision_find(&w->book, fl_str_of(kind), id, FL_STR(""));
}

static fl_status join_dreams(fl_whole *w, const fl_round_spec *spec, const uint32_t *representative, fl_error *err)
{
	const fl_field *f = &w->field;
	const fl_allocation *a = w->allocation;
	size_t count = f->facts.num_dreams, paid = 0;
	fl_result_dream *dreams = fl_arena_array(&w->arena, count + 1, sizeof(*dreams));
	if (!dreams)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		size_t first = paid;
		while (paid < a->num_payments && a->payments[paid].dream == i)
			paid++;
		dreams[i] = (fl_result_dream){
			.dream = &f->facts.dreams[i],
			.candidate = &f->candidates[i],
			.award = &a->awards[i],
			.payments = a->payments + first,
			.num_payments = paid - first,
			.upper = fl_round_upper(spec, &f->candidates[i]),
			.tally = &f->tallies[i].tally,
			.tally_raw = f->tallies[i].tally.raw,
			.tally_weighted = f->tallies[i].tally.weighted,
			.tally_capped = f->tallies[i].tally.capped,
			.tally_merged = f->tallies[i].tally.merged,
			.givers = f->tallies[i].tally.givers,
			.representative = representative[i],
			.unclear = f->tags[i].unclear,
			.decided = f->tags[i].decided,
			.added = f->tags[i].added,
			.num_added = f->tags[i].num_added,
			.removed = f->tags[i].removed,
			.num_removed = f->tags[i].num_removed,
			.ruling = ruling_on(w, &f->candidates[i], f->facts.dreams[i].id),
			.matches = f->tags[i].matches,
			.num_matches = f->tags[i].num_matches,
		};
	}
	w->result.dreams = dreams;
	w->result.num_dreams = count;
	return FL_OK;
}

/* Who carries out which dream. */
static fl_status join_partners(fl_whole *w, fl_store *store, fl_error *err)
{
	const fl_match_page *page = &w->match.page;
	if (w->result.spec->num_partners == 0)
		return FL_OK;
	FL_TRY(fl_match_view_load(store, w->result.spec, &w->field.facts, &w->match, err));
	if (!w->match.done)
		return FL_OK;
	size_t count = w->match.m.c.num_dreams;
	fl_result_match *all = fl_arena_array(&w->arena, count + 1, sizeof *all);
	if (!all)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		all[i] = (fl_result_match){ .dream = w->match.dreams[i], .id = FL_STR(""), .name = FL_STR("") };
		for (size_t k = page->first[i]; k < page->first[i + 1]; k++) {
			const fl_pairing *p = &page->pairings[k];
			if (p->chosen)
				all[i] = (fl_result_match){ w->match.dreams[i], page->partners[p->partner].id, page->partners[p->partner].name,
							    p->fit, (int)p->place };
		}
		w->result.dreams[all[i].dream].partner = &all[i];
	}
	w->result.partners = all;
	w->result.match = page;
	w->result.num_partners = count;
	return FL_OK;
}

/* The verdict on what was loaded: awards can have been changed since they were verified. */
static fl_status join_verdict(fl_whole *w, const fl_round_spec *spec, fl_error *err)
{
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	fl_status status = fl_stored_verify(spec, &w->field, w->allocation, &verdict, err);
	if (status == FL_OK) {
		w->result.verified = verdict.verified;
		w->refuted = !verdict.verified && w->allocation->outcome != FL_INFEASIBLE;
		w->result.verify_why = fl_arena_str(&w->arena, fl_str_of(verdict.why));
		status = w->result.verify_why.data ? FL_OK : fl_enomem(err);
	}
	fl_verdict_release(&verdict);
	return status;
}

/* The entries from which the results have come; a report is none of its own. */
static fl_status join_sources(fl_whole *w, fl_store *store, fl_error *err)
{
	for (int step = FL_STEP_IMPORT; step < FL_STEP_REPORT; step++) {
		fl_step_record record;
		const char *name = fl_step_name((fl_step)step);
		FL_TRY(fl_step_record_get(store, name, &w->arena, &record, err));
		if (record.done)
			w->result.sources[w->result.num_sources++] = (fl_result_source){ fl_report_results_of(name), record.seq };
	}
	return FL_OK;
}

/* Time of the allocation, verdict, and the root of the journal up to the entry of the verification, so that a report
 * made again says the same. */
static fl_status join_audit(fl_whole *w, fl_store *store, const fl_round_spec *spec, fl_error *err)
{
	fl_step_record allocated, verified;
	fl_digest root;
	int64_t size;
	FL_TRY(fl_step_record_get(store, "allocate", &w->arena, &allocated, err));
	FL_TRY(fl_step_record_get(store, "verify", &w->arena, &verified, err));
	FL_TRY(fl_journal_size(store, &size, err));
	w->result.verify_why = FL_STR("not verified yet");
	if (verified.done) {
		FL_TRY(join_verdict(w, spec, err));
		size = verified.seq + 1;
	}
	FL_TRY(join_sources(w, store, err));
	FL_TRY(fl_journal_root(store, size, &root, err));
	FL_TRY(hex_of(&w->arena, &root, &w->result.journal_root, err));
	w->result.now = allocated.at;
	w->result.version = fl_str_of(fl_version());
	return FL_OK;
}

static fl_status join_laid(fl_whole *w, fl_store *store, int64_t until, fl_error *err)
{
	fl_laid *laid = fl_arena_alloc(&w->arena, sizeof *laid);
	if (!laid)
		return fl_enomem(err);
	FL_TRY(fl_laid_load(store, until, &w->arena, laid, err));
	return fl_laid_tell(store, laid, &w->arena, &w->result, err);
}

fl_status fl_whole_load(fl_store *store, fl_round_spec *spec, const fl_document *documents,
			size_t num_documents, int64_t until, fl_whole *ret_whole, fl_error *err)
{
	fl_whole *w = ret_whole;
	*w = (fl_whole){ 0 };
	uint32_t *representative;
	fl_pair *pairs;
	fl_result_note *notes;
	FL_TRY(fl_field_load(store, spec, true, &w->field, err));
	FL_TRY(fl_tag_titles_load(spec, documents, num_documents, err));
	FL_TRY(fl_stored_allocation(store, &w->field.facts, &w->allocation, &w->published, err));
	FL_TRY(fl_continued_load(store, &w->arena, &w->continued, err));
	if (w->continued.there) {
		w->result.earlier = &w->continued.earlier;
		w->result.before = &w->continued.sums;
	}
	FL_TRY(fl_clusters_load(store, &w->field.facts, &w->arena, &representative, err));
	FL_TRY(fl_pairs_load(store, &w->field.facts, &w->arena, &pairs, &w->result.num_pairs, err));
	FL_TRY(fl_findings_load(store, &w->arena, &notes, &w->result.num_notes, err));
	w->result.spec = spec;
	w->result.pairs = pairs;
	w->result.notes = notes;
	w->result.allocation = w->allocation;
	FL_TRY(join_files(w, documents, num_documents, err));
	FL_TRY(join_decisions(w, store, spec, err));
	FL_TRY(join_dreams(w, spec, representative, err));
	FL_TRY(join_partners(w, store, err));
	FL_TRY(join_audit(w, store, spec, err));
	return join_laid(w, store, until, err);
}

void fl_whole_release(fl_whole *whole)
{
	fl_allocation_free(whole->allocation);
	fl_field_release(&whole->field);
	fl_match_view_release(&whole->match);
	fl_continued_release(&whole->continued);
	fl_arena_release(&whole->arena);
}
