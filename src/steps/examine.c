/* SPDX-License-Identifier: Apache-2.0
 *
 * examine.c - a round file against its own journal.
 *
 * For the auditor. The journal is bound by its root, so what is compared with it is as good as the root that somebody kept:
 *   - the pages and references of the file are sound, and every entry fits the hash beside it;
 *   - the steps whose results stand are those that the entries leave standing, each with the inputs, the time and the counts of
 *     its entry;
 *   - the digest over what stands in the tables of a step is the one of its entry: facts, rules, results, findings;
 *   - the decisions are those of the entries, word for word;
 *   - the round that governs is, where it was sealed, what the seal and the unsealings after it leave, and a seal that is not late
 *     stands before the first flower;
 *   - the files of an official report are those that its entry approved.
 * What governs no more (a former revision of the round, a former import) answers no question and is not compared.
 */
#include "steps/examine.h"

#include "base/error.h"
#include "base/str.h"
#include "steps/following.h"
#include "steps/sealing.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct examining {
	fl_store *store;
	const fl_chronicle *chronicle;
	fl_arena *arena;
	fl_breaches *breaches;
} examining;

static fl_status FL_PRINTF(4, 5) add(const examining *x, fl_step step, fl_error *err, const char *fmt, ...)
{
	char text[1000];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	fl_breach breach = { .step = step, .what = fl_arena_str(x->arena, fl_str_of(text)) };
	return breach.what.data && fl_vec_push(x->breaches, breach) ? FL_OK : fl_enomem(err);
}

/* A check that fails because of what it found, not because it could not be done. */
static fl_status judge(examining *x, fl_status status, const fl_error *inner, fl_error *err)
{
	if (status == FL_EPARSE)
		return add(x, FL_STEP_COUNT, err, "%s", inner->message);
	if (status != FL_OK && err)
		*err = *inner;
	return status;
}

static fl_status check_file(examining *x, fl_error *err)
{
	fl_error damaged = FL_ERROR_INIT, unfit = FL_ERROR_INIT;
	FL_TRY(judge(x, fl_store_check(x->store, &damaged), &damaged, err));
	return judge(x, fl_journal_check(x->store, &unfit), &unfit, err);
}

static fl_status check_record(examining *x, fl_step step, const fl_step_record *record, fl_error *err)
{
	int64_t seq = x->chronicle->standing[step];
	const char *name = fl_step_name(step), *wrong = NULL;
	const fl_entry *entry = seq >= 0 ? &x->chronicle->entries[seq] : NULL;
	if (!entry && !record->done)
		return FL_OK;
	if (!entry)
		wrong = "its results stand in the file, and the journal knows nothing of them";
	else if (!record->done)
		wrong = "its results should stand in the file, and do not";
	else if (record->seq != seq)
		wrong = "its results are said to come from another entry";
	else if (!fl_digest_same(&record->inputs, &entry->inputs))
		wrong = "its inputs are not those of its entry";
	else if (record->at != entry->at || !fl_str_eq(record->version, entry->florin) || !fl_str_eq(record->counts, entry->counts))
		wrong = "its time, version or counts are not those of its entry";
	return wrong ? add(x, step, err, "'%s': %s", name, wrong) : FL_OK;
}

static fl_status check_output(examining *x, fl_step step, fl_error *err)
{
	fl_digest digest;
	int64_t seq = x->chronicle->standing[step];
	if (seq < 0)
		return FL_OK;
	FL_TRY(fl_results_digest(x->store, fl_step_name(step), &digest, err));
	if (fl_digest_same(&digest, &x->chronicle->entries[seq].output))
		return FL_OK;
	FL_TRY(add(x, step, err, "'%s': what stands in the file is not what entry %lld left there", fl_step_name(step),
		   (long long)seq));
	x->breaches->items[x->breaches->len - 1].of_rows = true;
	return FL_OK;
}

/* The counts that weights are made from are those that the entry of the dedup names. */
static fl_status check_weights(examining *x, fl_error *err)
{
	fl_weights weights;
	char name[40];
	int64_t seq = x->chronicle->standing[FL_STEP_DEDUP];
	FL_TRY(fl_weights_get(x->store, x->arena, &weights, err));
	fl_digest counts = fl_sha256(weights.counts);
	snprintf(name, sizeof name, "weights/%lld", (long long)weights.version);
	if (weights.version != 0 && !fl_digest_same(&counts, &weights.digest))
		return add(x, FL_STEP_DEDUP, err, "'dedup': the counts of %s are not those that were kept", name);
	if (seq < 0)
		return FL_OK;
	const fl_entry *entry = &x->chronicle->entries[seq];
	for (size_t i = 0; i < entry->num_reads; i++)
		if (fl_str_starts(entry->reads[i].name, FL_STR("weights/")) &&
		    (!fl_str_eqz(entry->reads[i].name, name) || !fl_digest_same(&entry->reads[i].digest, &counts)))
			return add(x, FL_STEP_DEDUP, err, "'dedup': the weights that entry %lld names are not those in the file",
				   (long long)seq);
	return FL_OK;
}

static fl_status check_steps(examining *x, fl_error *err)
{
	fl_str *names;
	fl_step_record *records, found[FL_STEP_COUNT];
	size_t count;
	memset(found, 0, sizeof found);
	FL_TRY(fl_step_records_load(x->store, x->arena, &names, &records, &count, err));
	for (size_t i = 0; i < count; i++) {
		fl_step step;
		if (fl_step_named(names[i], &step))
			found[step] = records[i];
		else
			FL_TRY(add(x, FL_STEP_COUNT, err, "a step that is not known: '%.*s'",
					     FL_STR_ARG(names[i])));
	}
	for (int step = 0; step < FL_STEP_COUNT; step++) {
		FL_TRY(check_record(x, (fl_step)step, &found[step], err));
		FL_TRY(check_output(x, (fl_step)step, err));
	}
	return FL_OK;
}

static bool same_decision(const fl_decision *a, const fl_decision *b)
{
	return a->seq == b->seq && a->at == b->at && fl_str_eq(a->kind, b->kind) && fl_str_eq(a->subject, b->subject) &&
	       fl_str_eq(a->other, b->other) && fl_str_eq(a->value, b->value) && fl_str_eq(a->code, b->code) &&
	       fl_str_eq(a->person, b->person) && fl_str_eq(a->why, b->why) && fl_digest_same(&a->seen, &b->seen);
}

static fl_status check_decisions(examining *x, fl_error *err)
{
	fl_decision *rows;
	size_t count, next = 0;
	FL_TRY(fl_decisions_load(x->store, x->arena, &rows, &count, err));
	for (size_t i = 0; i < x->chronicle->count; i++) {
		const fl_entry *entry = &x->chronicle->entries[i];
		if (!fl_str_eqz(entry->step, FL_ENTRY_DECIDE))
			continue;
		for (size_t k = 0; k < entry->num_decisions; k++, next++)
			if (next >= count || !same_decision(&rows[next], &entry->decisions[k]))
				return add(x, FL_STEP_COUNT, err,
					   "the decision of entry %zu stands otherwise in the file, or is missing", i);
	}
	return next == count ? FL_OK
			     : add(x, FL_STEP_COUNT, err,
					     "the file holds a decision of which the journal knows nothing");
}

/* ---- what was sealed, what was approved ----------------------------------------------------------------------------- */

static fl_status check_seal_holds(examining *x, const fl_seal *seal, fl_error *err)
{
	fl_document *documents;
	fl_bound *now, *changes;
	size_t num_documents, count, num_changes;
	FL_TRY(fl_documents_load(x->store, x->arena, &documents, &num_documents, err));
	FL_TRY(fl_sealing_of(documents, num_documents, x->arena, &now, &count, err));
	FL_TRY(fl_seal_changes(seal, now, count, x->arena, &changes, &num_changes, err));
	for (size_t i = 0; i < num_changes; i++)
		FL_TRY(add(x, FL_STEP_INIT, err, "'%.*s' is not what was sealed in entry %lld, and nobody broke the seal",
			   FL_STR_ARG(changes[i].name), (long long)seal->seal->seq));
	return FL_OK;
}

/* Stated totals are flowers, too; an import that governs and came before the seal had read them. */
static fl_status stated_before(examining *x, const fl_seal *seal, bool *ret, fl_error *err)
{
	fl_facts facts = { 0 };
	int64_t imported = x->chronicle->standing[FL_STEP_IMPORT];
	*ret = false;
	if (seal->seal->late || imported < 0 || imported > seal->seal->seq)
		return FL_OK;
	fl_status status = fl_facts_load(x->store, &facts, err);
	for (size_t i = 0; status == FL_OK && i < facts.num_dreams; i++)
		*ret = *ret || facts.dreams[i].stated_flowers >= 0;
	fl_facts_release(&facts);
	return status;
}

static fl_status check_seal(examining *x, fl_error *err)
{
	fl_seal seal;
	bool stated;
	FL_TRY(fl_seal_after(x->chronicle->entries, x->chronicle->count, x->arena, &seal, err));
	if (!seal.seal)
		return FL_OK;
	FL_TRY(check_seal_holds(x, &seal, err));
	FL_TRY(stated_before(x, &seal, &stated, err));
	if (stated || fl_seal_flowers_before(&seal, x->chronicle->entries, x->chronicle->count) >= 0)
		return add(x, FL_STEP_INIT, err, "the seal of entry %lld says that no flower had been read, and some had",
			   (long long)seal.seal->seq);
	return FL_OK;
}

static fl_status check_files_of(examining *x, const fl_act *act, int64_t *known, fl_error *err)
{
	fl_official_file *files;
	size_t count, same = 0;
	FL_TRY(fl_official_files_load(x->store, act->seq, x->arena, &files, &count, err));
	*known += (int64_t)count;
	for (size_t i = 0; i < count; i++) {
		fl_digest digest = fl_sha256(files[i].bytes);
		for (size_t k = 0; k < act->num_bound; k++)
			same += fl_str_eq(files[i].name, act->bound[k].name) && fl_digest_same(&digest, &act->bound[k].digest) &&
				fl_digest_same(&digest, &files[i].digest);
	}
	return same == count && count == act->num_bound
		   ? FL_OK
		   : add(x, FL_STEP_COUNT, err, "the files of the official report are not those that entry %lld names",
			 (long long)act->seq);
}

static fl_status check_approvals(examining *x, fl_error *err)
{
	int64_t known = 0, all;
	for (size_t i = 0; i < x->chronicle->count; i++) {
		const fl_act *act = &x->chronicle->entries[i].act;
		const char *wrong = fl_approval_wrong(x->chronicle->entries, i);
		if (wrong)
			FL_TRY(add(x, FL_STEP_COUNT, err, "entry %zu: %s", i, wrong));
		if (act->kind == FL_ACT_APPROVE || act->kind == FL_ACT_CONTINUE)
			FL_TRY(check_files_of(x, act, &known, err));
	}
	FL_TRY(fl_official_files_count(x->store, &all, err));
	return all == known ? FL_OK
			    : add(x, FL_STEP_COUNT, err, "the file holds files of an official report of which the journal knows nothing");
}

/* What each call recorded after the award is what its entry says. */
static fl_status check_followed(examining *x, fl_error *err)
{
	fl_follow_event *events;
	size_t count, next = 0;
	FL_TRY(fl_follow_load(x->store, x->arena, &events, &count, err));
	for (size_t i = 0; i < x->chronicle->count; i++) {
		const fl_entry *entry = &x->chronicle->entries[i];
		fl_hasher h;
		if (!fl_str_eqz(entry->step, FL_ENTRY_FOLLOW))
			continue;
		fl_hasher_init(&h);
		for (; next < count && events[next].seq == entry->seq; next++)
			fl_follow_hash(&h, &events[next]);
		fl_digest output = fl_hasher_final(&h);
		if (!fl_digest_same(&output, &entry->output))
			return add(x, FL_STEP_COUNT, err, "what entry %zu recorded after the award stands otherwise in the file", i);
	}
	return next == count ? FL_OK
			     : add(x, FL_STEP_COUNT, err, "the file holds payments or reports of which the journal knows nothing");
}

/* An import that was interrupted has added names that belong to no entry yet. */
static fl_status check_closed(examining *x, fl_error *err)
{
	int64_t open;
	fl_digest plan;
	FL_TRY(fl_imports_get_open(x->store, &open, &plan, err));
	return open ? fl_error_at(err, FL_ESTATE, fl_store_name(x->store), 0, 0,
				  "'import' comes first: it was interrupted and goes on when it is run again")
		    : FL_OK;
}

fl_status fl_examine(fl_store *store, const fl_chronicle *chronicle, fl_arena *arena, fl_breaches *breaches, fl_error *err)
{
	examining x = { store, chronicle, arena, breaches };
	FL_TRY(check_file(&x, err));
	FL_TRY(check_closed(&x, err));
	FL_TRY(check_steps(&x, err));
	FL_TRY(check_weights(&x, err));
	FL_TRY(check_decisions(&x, err));
	FL_TRY(check_seal(&x, err));
	FL_TRY(check_approvals(&x, err));
	return check_followed(&x, err);
}
