/* SPDX-License-Identifier: Apache-2.0
 *
 * run.c - from files to awards: nothing more than the steps in order. The files of results take their place when all is done.
 *
 * A round.florin that is already in the folder is continued where it stands, all steps in one transaction: readers have the old round until
 * it ends, other writers are kept away, and if anything fails it stays as it was. A new one is made in the scratch folder of the results,
 * without locks and without a journal on disk. Either comes before the results: they name what the round file must hold.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/folder.h"
#include "steps/init.h"
#include "steps/outputs.h"
#include "steps/stale.h"
#include "steps/step.h"
#include "store/replace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROUND_FILE "round.florin"

typedef struct running {
	fl_folder folder;
	fl_round round;
	bool fresh; /* in the scratch folder */
	fl_arena arena;
	fl_output_record *written; /* before this run */
	size_t num_written;
	fl_buf path;
} running;

static fl_status open_round(running *r, fl_error *err)
{
	FL_TRY(fl_folder_path(&r->folder, true, ROUND_FILE, &r->path, err));
	r->fresh = !fl_file_exists(r->path.data);
	if (!r->fresh) {
		FL_TRY(fl_store_open(r->path.data, FL_STORE_WRITE, &r->round.store, err));
		FL_TRY(fl_outputs_load(r->round.store, &r->arena, &r->written, &r->num_written, err));
		return fl_store_begin_whole(r->round.store, err);
	}
	FL_TRY(fl_folder_path(&r->folder, false, ROUND_FILE, &r->path, err));
	FL_TRY(fl_store_create(r->path.data, FL_STORE_SCRATCH, &r->round.store, err));
	FL_TRY(fl_folder_path(&r->folder, true, ROUND_FILE, &r->path, err));
	return fl_store_show_as(r->round.store, r->path.data, err);
}

/* Under the name that people know, whole. */
static fl_status place_round(running *r, fl_error *err)
{
	fl_buf made;
	fl_buf_init(&made, 1 << 16);
	fl_status status = fl_folder_path(&r->folder, false, ROUND_FILE, &made, err);
	if (status == FL_OK)
		status = fl_folder_path(&r->folder, true, ROUND_FILE, &r->path, err);
	bool first = !fl_file_exists(r->folder.target.data);
	if (status == FL_OK)
		status = fl_dir_make(r->folder.target.data, err);
	if (status == FL_OK)
		status = fl_store_place(made.data, r->path.data, err);
	if (status != FL_OK && first)
		rmdir(r->folder.target.data);
	fl_buf_release(&made);
	return status;
}

/* All that can fail for want of space comes before the first name changes. */
static fl_status finish(running *r, fl_error *err)
{
	if (r->fresh) {
		fl_store *made = r->round.store;
		r->round.store = NULL;
		FL_TRY(fl_store_finish(made, err));
	} else {
		FL_TRY(fl_store_flush_whole(r->round.store, err));
	}
	FL_TRY(fl_folder_ready(&r->folder, err));
	FL_TRY(fl_stale_remove(&r->folder, r->written, r->num_written, err));
	FL_TRY(r->fresh ? place_round(r, err) : fl_store_commit_whole(r->round.store, err));
	return fl_folder_commit(&r->folder, err);
}

/* The folder in which 'input' lies. */
static fl_status folder_of(const char *input, fl_buf *ret, fl_error *err)
{
	const char *slash = strrchr(input, '/');
	fl_buf_clear(ret);
	if (slash == input)
		fl_buf_puts(ret, "/");
	else if (slash)
		fl_buf_add(ret, input, (size_t)(slash - input));
	else
		fl_buf_puts(ret, ".");
	return fl_buf_status(ret, err);
}

/* The steps, in order. The files are looked for beside the input as it was given this time: a round that did not
 * change may have been given from elsewhere before. */
static fl_status run_steps(running *r, fl_source *source, const char *input, const char *lang,
			   const fl_options *options, fl_run_summary *sum, fl_error *err)
{
	fl_round *round = &r->round;
	FL_TRY(fl_init_store(round->store, source, options, NULL, &sum->init, err));
	FL_TRY(folder_of(input, &r->path, err));
	FL_TRY(fl_round_import(round, r->path.data, options, &sum->import, err));
	FL_TRY(fl_round_tag(round, options, &sum->tag, err));
	FL_TRY(fl_round_dedup(round, options, &sum->dedup, err));
	FL_TRY(fl_round_tally(round, options, &sum->tally, err));
	FL_TRY(fl_round_allocate(round, options, &sum->allocate, err));
	FL_TRY(fl_round_verify(round, options, &sum->verify, err));
	if (source->spec->num_partners > 0)
		FL_TRY(fl_round_match(round, options, &sum->match, err));
	return fl_report_write(round, r->folder.scratch.data, false, lang, options, &sum->report, err);
}

static fl_status start(running *r, const fl_source *source, const char *out, fl_run_summary *sum, fl_error *err)
{
	if (!out) {
		fl_buf_puts(&r->path, "out-");
		fl_init_file_name(source->spec->id, "", &r->path);
		FL_TRY(fl_buf_status(&r->path, err));
		out = r->path.data;
	}
	FL_TRY(fl_folder_begin(&r->folder, out, true, err));
	snprintf(sum->out, sizeof(sum->out), "%s", r->folder.target.data);
	return open_round(r, err);
}

static void release(running *r)
{
	fl_store_close(r->round.store);
	fl_folder_end(&r->folder);
	fl_arena_release(&r->arena);
	fl_buf_release(&r->path);
}

fl_status fl_run(const char *input, const char *out, const char *lang, const fl_settings *settings,
		 const fl_options *options, fl_run_summary *ret_summary, fl_error *err)
{
	fl_source source;
	running r = { .fresh = false, .arena = FL_ARENA_INIT };
	*ret_summary = (fl_run_summary){ 0 };
	fl_buf_init(&r.path, 1 << 16);
	fl_status status = fl_source_load(&source, input, settings, err);
	if (status == FL_OK)
		status = start(&r, &source, out, ret_summary, err);
	if (status == FL_OK)
		status = run_steps(&r, &source, input, lang, options, ret_summary, err);
	if (status == FL_OK)
		status = finish(&r, err);
	if (status == FL_OK) {
		ret_summary->answer = ret_summary->allocate.answer && ret_summary->verify.answer;
	} else {
		fl_folder_tell(&r.folder, err);
		fl_run_summary_release(ret_summary);
	}
	release(&r);
	fl_source_release(&source);
	return status;
}

void fl_run_summary_release(fl_run_summary *summary)
{
	fl_text_release(&summary->report.json);
	fl_text_release(&summary->report.words);
}
