/* SPDX-License-Identifier: Apache-2.0
 *
 * scenario.c - a scenario: the steps on a patched round, in a file of its own.
 */
#include "steps/scenario.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/folder.h"
#include "steps/give.h"
#include "steps/init.h"
#include "steps/scenario_kept.h"
#include "steps/sealing.h"
#include "steps/step.h"
#include "store/replace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

fl_status fl_scenario_path(const char *round_path, const char *name, fl_buf *ret, fl_error *err)
{
	static const char ending[] = ".florin";
	fl_str path = fl_str_of(round_path);
	if (path.len > sizeof ending - 1 && fl_str_eqz(fl_str_slice(path, path.len - (sizeof ending - 1), path.len), ending))
		path.len -= sizeof ending - 1;
	fl_buf_clear(ret);
	fl_buf_str(ret, path);
	fl_buf_puts(ret, ".scenarios");
	if (name)
		fl_buf_printf(ret, "/%s%s", name, ending);
	return fl_buf_status(ret, err);
}

/* Entries of the journal up to the last that changed what the round is about: its settings, its facts, its decisions. */
static fl_status facts_end(fl_store *store, int64_t *ret_size, fl_error *err)
{
	static const char *const steps[] = { "init", "import" };
	fl_arena arena = FL_ARENA_INIT;
	fl_status status = FL_OK;
	*ret_size = 0;
	for (size_t i = 0; status == FL_OK && i < sizeof steps / sizeof *steps; i++) {
		fl_step_record record;
		status = fl_step_record_get(store, steps[i], &arena, &record, err);
		if (status == FL_OK && record.done && record.seq >= *ret_size)
			*ret_size = record.seq + 1;
	}
	fl_decision *decisions;
	size_t count = 0;
	if (status == FL_OK)
		status = fl_decisions_load(store, &arena, &decisions, &count, err);
	if (status == FL_OK && count > 0 && decisions[count - 1].seq >= *ret_size)
		*ret_size = decisions[count - 1].seq + 1;
	fl_arena_release(&arena);
	return status;
}

fl_status fl_scenario_current(fl_store *round, fl_store *scenario, const char *name, fl_error *err)
{
	int64_t size, reached;
	fl_digest ours, theirs = { { 0 } };
	FL_TRY(facts_end(round, &size, err));
	FL_TRY(fl_journal_size(scenario, &reached, err));
	FL_TRY(fl_journal_root(round, size, &ours, err));
	if (reached >= size)
		FL_TRY(fl_journal_root(scenario, size, &theirs, err));
	if (reached < size || memcmp(ours.bytes, theirs.bytes, sizeof ours.bytes) != 0)
		return fl_error_set(err, FL_ESTATE,
				    "the round has changed since scenario '%s' was run: run it again", name);
	return FL_OK;
}

/* ---- run -------------------------------------------------------------------------------------------------------- */

static fl_status run_steps(fl_store *store, const char *name, fl_source *source, const fl_options *options,
			   fl_scenario_summary *sum, fl_error *err)
{
	fl_round round = { store };
	fl_init_summary init;
	fl_options freely = *options; /* a seal binds the round, not what is tried out beside it; the copy says so */
	fl_unsealing trial = { FL_SEALING_TRIAL, name };
	freely.unseal = &trial;
	FL_TRY(fl_init_store(store, source, &freely, NULL, &init, err));
	FL_TRY(fl_round_tag(&round, options, &sum->tag, err));
	FL_TRY(fl_round_dedup(&round, options, &sum->dedup, err));
	FL_TRY(fl_round_tally(&round, options, &sum->tally, err));
	FL_TRY(fl_round_allocate(&round, options, &sum->allocate, err));
	FL_TRY(fl_round_verify(&round, options, &sum->verify, err));
	sum->answer = sum->allocate.answer && sum->verify.answer;
	return FL_OK;
}

/* In the file 'scratch', which then takes the place of 'target'. */
static fl_status run_in(fl_store *official, const char *scratch, const char *target, const char *name, fl_source *source,
			const fl_options *options, fl_scenario_summary *sum, fl_error *err)
{
	fl_store *store = NULL;
	fl_status status = fl_store_copy(official, scratch, err);
	if (status == FL_OK)
		status = fl_store_open(scratch, FL_STORE_SCRATCH, &store, err);
	if (status == FL_OK)
		status = fl_store_show_as(store, fl_store_name(official), err);
	if (status == FL_OK)
		status = run_steps(store, name, source, options, sum, err);
	if (status == FL_OK) {
		status = fl_store_finish(store, err);
		store = NULL;
	}
	fl_store_close(store);
	return status == FL_OK ? fl_store_place(scratch, target, err) : status;
}

/* A scratch folder beside the round file: who is killed leaves one that the next run removes. What fails in it is told of the scenario. */
static fl_status run_beside(fl_store *official, const char *path, const char *name, fl_source *source, const fl_options *options,
			    fl_scenario_summary *sum, fl_error *err)
{
	fl_folder folder = { .held = 0 };
	fl_error inner = FL_ERROR_INIT;
	fl_buf all, target, scratch;
	fl_buf_init(&all, 1 << 16);
	fl_buf_init(&target, 1 << 16);
	fl_buf_init(&scratch, 1 << 16);
	fl_status status = fl_scenario_path(path, NULL, &all, &inner);
	if (status == FL_OK)
		status = fl_scenario_path(path, name, &target, &inner);
	if (status == FL_OK)
		status = fl_folder_begin(&folder, all.data, false, &inner);
	if (status == FL_OK)
		status = fl_folder_path(&folder, false, strrchr(target.data, '/') + 1, &scratch, &inner);
	if (status == FL_OK)
		status = fl_dir_make(all.data, &inner);
	if (status == FL_OK)
		status = run_in(official, scratch.data, target.data, name, source, options, sum, &inner);
	if (status == FL_OK)
		snprintf(sum->path, sizeof sum->path, "%s", target.data);
	if (status != FL_OK) {
		fl_folder_tell(&folder, &inner);
		fl_error_at(err, status, inner.source, inner.line, inner.column, "%s", inner.message);
	}
	fl_folder_end(&folder);
	fl_buf_release(&all);
	fl_buf_release(&target);
	fl_buf_release(&scratch);
	return status;
}

/* The round as one reader sees it: what is copied from it later is of the same step. */
static fl_status open_source(const char *path, const char *name, const fl_settings *settings, fl_store **ret_official, fl_source *source,
			     fl_arena *arena, fl_error *err)
{
	fl_document *documents;
	size_t count;
	FL_TRY(fl_store_open(path, FL_STORE_READ, ret_official, err));
	FL_TRY(fl_store_begin_read(*ret_official, err));
	FL_TRY(fl_documents_load(*ret_official, arena, &documents, &count, err));
	fl_str round = FL_STR(""), kept = FL_STR("");
	fl_error unread = FL_ERROR_INIT; /* one that cannot be read is as good as none */
	for (size_t i = 0; i < count; i++)
		if (fl_str_eqz(documents[i].role, "round"))
			round = documents[i].bytes;
	if (fl_scenario_kept(path, name, arena, &kept, &unread) == FL_ENOMEM)
		return fl_enomem(err);
	if (round.len > 0)
		FL_TRY(fl_scenario_check_known(path, name, round, kept, settings, err));
	return fl_source_scenario(source, documents, count, fl_str_of(name), kept, settings, err);
}

static fl_status check_name(const char *name, fl_error *err)
{
	if (fl_scenario_name_ok(fl_str_of(name)))
		return FL_OK;
	return fl_error_set(err, FL_EARGUMENT,
			    "'%s' names no scenario: 1 to %d bytes without '/' and control characters, not 'official'", name,
			    FL_SCENARIO_NAME_MAX);
}

fl_status fl_scenario_run(const char *path, const char *name, const fl_settings *settings, const fl_options *options,
			  fl_scenario_summary *ret, fl_error *err)
{
	fl_store *official = NULL;
	fl_source source = { 0 };
	fl_arena arena = FL_ARENA_INIT;
	*ret = (fl_scenario_summary){ .allocate.status = "" };
	fl_status status = check_name(name, err);
	if (status == FL_OK)
		status = open_source(path, name, settings, &official, &source, &arena, err);
	if (status == FL_OK)
		status = run_beside(official, path, name, &source, options, ret, err);
	fl_store_close(official);
	fl_source_release(&source);
	fl_arena_release(&arena);
	return status;
}
