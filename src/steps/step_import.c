/* SPDX-License-Identifier: Apache-2.0
 *
 * step_import.c - the files of the round become facts: dreams, the ledger of flowers, and the rows that were rejected with
 * their reasons.
 *
 * A small import is one transaction. A large one is many: until the last, which closes it with the entry of the journal, the import
 * is open, nothing that it has read governs, and no tally is made. Every row that is read is accepted, rejected, or left
 * out because the round does not ask for it.
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/str.h"

#define OPEN_STEP "importing" /* the findings of an open import are kept apart from those of the last one */

#define COUNT(name) { #name, offsetof(fl_import_summary, name) }
/* Of every round, in the order of their names. */
#define COUNTS COUNT(dreams), COUNT(dreams_left_out), COUNT(dreams_read), COUNT(dreams_rejected), \
	       COUNT(earned), COUNT(earned_left_out), COUNT(earned_read), COUNT(earned_rejected), \
	       COUNT(files), \
	       COUNT(flowers), COUNT(flowers_left_out), COUNT(flowers_read), COUNT(flowers_rejected)

static const fl_count counts[] = { COUNTS, { NULL, 0 } };
/* Of a round that names files with partners. */
static const fl_count counts_with_partners[] = { COUNTS, COUNT(partners), COUNT(partners_left_out), COUNT(partners_read),
						 COUNT(partners_rejected), { NULL, 0 } };

/* ---- what every part of the import calls ---------------------------------------------------------------------------- */

fl_status fl_import_reject_row(fl_importing *im, size_t file, const fl_rejected_row *row, fl_str subject, fl_error *err)
{
	fl_entrance *e = &im->entrances[file];
	fl_buf *shown = &im->subject; /* findings want a NUL behind it */
	if (e->listed >= FL_REJECTED_KEPT) {
		e->unlisted++;
		return FL_OK;
	}
	e->listed++;
	fl_buf_clear(shown);
	fl_buf_str(shown, subject);
	FL_TRY(fl_buf_status(shown, err));
	fl_report(&im->w->findings, FL_WARNING, row->code.data, row->path.data, row->line, row->column,
		  shown->data ? shown->data : "", "%.*s", FL_STR_ARG(row->reason));
	return fl_rejected_add(im->w->store, im->w->files[file].origin, row, err);
}

static fl_status on_rejected(void *user, const fl_rejected *r, fl_error *err)
{
	fl_importing *im = user;
	if (im->skipping)
		return FL_OK;
	fl_rejected_row row = { .line = r->line,
				.column = r->column,
				.code = fl_str_of(r->code),
				.reason = r->reason,
				.raw = r->raw,
				.path = im->w->files[im->at].path };
	return fl_import_reject_row(im, im->at, &row, FL_STR(""), err);
}

static void on_finding(void *user, const fl_finding *finding)
{
	fl_importing *im = user;
	if (!im->skipping)
		im->w->findings.report(im->w->findings.user, finding);
}

fl_ingest_sink fl_import_sink(fl_importing *im)
{
	return (fl_ingest_sink){ .rejected = on_rejected, .user = im, .findings = { on_finding, im } };
}

fl_status fl_import_found(fl_importing *im, size_t file, const fl_ingest_counts *c, fl_error *err)
{
	fl_file_record *f = &im->w->files[file];
	int64_t here = im->entrances[file].rejected_here;
	f->encoding = fl_arena_str(&im->w->arena, fl_str_of(c->encoding));
	f->assumed = c->encoding_assumed;
	f->read = c->read;
	f->accepted = c->accepted - here;
	f->rejected = c->rejected + here;
	f->left_out = c->left_out;
	return f->encoding.data ? FL_OK : fl_enomem(err);
}

/* ---- beginning, or going on ------------------------------------------------------------------------------------------ */

static fl_status open_names(fl_importing *im, fl_error *err)
{
	fl_store *store = im->w->store;
	FL_TRY(fl_names_open(&im->tags, store, FL_NAMES_TAGS, err));
	FL_TRY(fl_names_open(&im->kinds, store, FL_NAMES_KINDS, err));
	FL_TRY(fl_names_open(&im->dream_names, store, FL_NAMES_DREAMS, err));
	FL_TRY(fl_givers_open(&im->givers, store, err));
	return fl_dream_next_row(store, &im->first_row, err);
}

static fl_status begin_new(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	int64_t last;
	FL_TRY(fl_import_get(w->store, &last, err));
	im->import = last + 1;
	FL_TRY(fl_imports_begin(w->store, im->import, &im->plan, err));
	for (size_t i = 0; i < w->num_files; i++) {
		fl_file_record *file = &w->files[i];
		if (!im->entrances[i].carried && im->entrances[i].bytes.data) {
			file->done = true;
		} else if (!im->entrances[i].carried) { /* found out while it is read */
			file->digest = (fl_digest){ { 0 } };
			file->size = 0;
		}
		FL_TRY(fl_file_add(w->store, im->import, file, &file->id, err));
		file->origin = file->origin ? file->origin : file->id;
	}
	return FL_OK;
}

/* Take up an open import with this plan; one with another is given up. */
static fl_status begin(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	fl_digest plan;
	FL_TRY(fl_imports_get_open(w->store, &im->import, &plan, err));
	im->resumed = im->import && !w->options.force && !im->give_up &&
		      memcmp(plan.bytes, im->plan.bytes, sizeof plan.bytes) == 0;
	if (im->import && !im->resumed) {
		FL_TRY(fl_imports_give_up(w->store, err));
		FL_TRY(fl_findings_drop(w->store, OPEN_STEP, err));
	}
	w->findings_of = OPEN_STEP;
	FL_TRY(open_names(im, err));
	if (!im->resumed)
		return begin_new(im, err);
	fl_file_record *files;
	size_t count;
	FL_TRY(fl_open_files_load(w->store, &w->arena, &files, &count, err));
	for (size_t i = 0; i < count && i < w->num_files; i++)
		w->files[i] = files[i];
	return FL_OK;
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

static fl_status read_dreams(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	bool any = false;
	if (fl_work_document(w, "pabulib")) {
		FL_TRY(fl_import_pabulib(im, err));
	} else {
		for (size_t i = 0; i < w->num_files && !im->resumed; i++)
			if (fl_import_is(im, i, "dreams") && !im->entrances[i].carried) {
				any = true;
				FL_TRY(fl_import_dreams(im, i, err));
			}
		if (!any) /* carried over, or read before an interruption */
			FL_TRY(fl_import_known_dreams(im, err));
	}
	if (!im->resumed)
		FL_TRY(fl_import_partners(im, err));
	if (im->numbers.len == 0)
		return fl_error_at(err, FL_EINVAL, w->files[0].path.data, 0, 0,
				   "not one dream could be read; the findings say why");
	return FL_OK;
}

static void tell_unlisted(fl_importing *im, size_t file)
{
	int64_t unlisted = im->entrances[file].unlisted;
	if (unlisted > 0)
		fl_report(&im->w->findings, FL_WARNING, "rejected-unlisted", im->w->files[file].path.data, 0, 0, "",
			  "%lld more %s rejected than are listed", FL_MANY(unlisted, "row was", "rows were"));
}

static fl_status read_ledger(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	for (size_t i = 0; i < w->num_files && !fl_work_document(w, "pabulib"); i++) {
		if (fl_import_is(im, i, "dreams") || fl_import_is(im, i, "partners") || im->entrances[i].carried ||
		    w->files[i].done)
			continue;
		FL_TRY(fl_import_flowers(im, i, err));
	}
	return FL_OK;
}

/* ---- closing --------------------------------------------------------------------------------------------------------- */

static fl_status sum_up(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	fl_import_summary *s = im->sum;
	s->files = fl_work_document(w, "pabulib") ? 1 : (int64_t)w->num_files;
	for (size_t i = 0; i < w->num_files; i++) {
		const fl_file_record *file = &w->files[i];
		int64_t *sums[][4] = { { &s->flowers_read, &s->flowers, &s->flowers_rejected, &s->flowers_left_out },
				       { &s->dreams_read, &s->dreams, &s->dreams_rejected, &s->dreams_left_out },
				       { &s->earned_read, &s->earned, &s->earned_rejected, &s->earned_left_out },
				       { &s->partners_read, &s->partners, &s->partners_rejected, &s->partners_left_out } };
		int64_t **sum = sums[fl_import_is(im, i, "dreams")     ? 1
				     : fl_import_is(im, i, "earned")   ? 2
				     : fl_import_is(im, i, "partners") ? 3
								       : 0];
		*sum[0] += file->read;
		*sum[1] += file->accepted;
		*sum[2] += file->rejected;
		*sum[3] += file->left_out;
		if (i == 0 || !fl_work_document(w, "pabulib"))
			FL_TRY(fl_work_reads(w, file->path, &file->digest, err));
	}
	return FL_OK;
}

/* Nothing to read; what an interrupted import had read is of no use any more. */
static fl_status leave(fl_importing *im, fl_error *err)
{
	fl_digest plan;
	FL_TRY(fl_imports_get_open(im->w->store, &im->import, &plan, err));
	if (!im->import)
		return FL_OK;
	FL_TRY(fl_imports_give_up(im->w->store, err));
	FL_TRY(fl_findings_drop(im->w->store, OPEN_STEP, err));
	return fl_work_checkpoint(im->w, err);
}

/* Were all files that were added copies of what is there? */
static bool adds_nothing(const fl_importing *im)
{
	for (size_t i = 0; i < im->w->num_files; i++)
		if (!im->entrances[i].carried && !im->entrances[i].copy)
			return false;
	return im->adding && im->w->num_files > im->num_before;
}

/* As if the files had not been given. */
static fl_status stay(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	w->files = im->before;
	w->num_files = im->num_before;
	w->options.force = false;
	FL_TRY(fl_work_compare(w, err));
	w->unchanged = true;
	return leave(im, err);
}

/* From here on the import governs, and what was computed from the last one is gone. */
static fl_status close_import(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	FL_TRY(fl_import_copies(im, err));
	if (adds_nothing(im))
		return stay(im, err);
	FL_TRY(fl_import_repeats(im, err));
	for (size_t i = 0; i < w->num_files; i++)
		tell_unlisted(im, i);
	FL_TRY(fl_work_compare(w, err)); /* the digests are known now */
	w->unchanged = false;
	FL_TRY(fl_work_drop(w, err));
	FL_TRY(fl_imports_close(w->store, im->import, err));
	FL_TRY(fl_findings_move(w->store, OPEN_STEP, fl_step_name(FL_STEP_IMPORT), err));
	*im->sum = (fl_import_summary){ 0 };
	return sum_up(im, err);
}

static fl_status import_files(fl_importing *im, fl_error *err)
{
	FL_TRY(begin(im, err));
	FL_TRY(read_dreams(im, err));
	FL_TRY(read_ledger(im, err));
	return close_import(im, err);
}

/* ---- the step -------------------------------------------------------------------------------------------------------- */

static void release(fl_importing *im)
{
	fl_names_release(&im->tags);
	fl_names_release(&im->kinds);
	fl_names_release(&im->dream_names);
	fl_givers_release(&im->givers);
	fl_map_release(&im->dreams);
	fl_vec_release(&im->numbers);
	fl_map_release(&im->selected);
	fl_chunk_release(&im->chunk);
	fl_buf_release(&im->key);
	fl_buf_release(&im->subject);
	fl_arena_release(&im->arena);
}

/* The files that the round names were imported, and are as the round says now. */
static fl_status check_imported(fl_importing *im, fl_error *err)
{
	fl_step_record last;
	FL_TRY(fl_step_record_get(im->w->store, fl_step_name(FL_STEP_IMPORT), &im->w->arena, &last, err));
	if (last.done)
		return FL_OK;
	return fl_error_at(err, FL_ESTATE, fl_store_name(im->w->store), 0, 0, "'import' comes first: it has not been run");
}

static fl_status run(fl_importing *im, fl_round *round, const fl_options *options, fl_error *err)
{
	fl_work w;
	im->w = &w;
	im->sum->unchanged = false;
	fl_buf_init(&im->key, 1 << 23);
	fl_buf_init(&im->subject, 1 << 16);
	fl_status status = fl_work_begin(&w, round, FL_STEP_IMPORT, options, counts, im->sum, err);
	if (status == FL_OK && w.spec->num_partners > 0)
		w.counts = counts_with_partners;
	if (status == FL_OK && im->adding)
		status = check_imported(im, err);
	if (status == FL_OK)
		status = fl_import_plan(im, err);
	if (status == FL_OK)
		status = fl_work_compare(&w, err);
	if (status == FL_OK)
		status = w.unchanged ? leave(im, err) : import_files(im, err);
	im->sum->unchanged = w.unchanged;
	status = fl_work_end(&w, status, err);
	release(im);
	return status;
}

/* Where a file is no longer what an interrupted import has begun with, that import is given up and all is read; but what
 * came from a pipe is gone. */
static fl_status run_or_restart(fl_importing *im, fl_round *round, const fl_options *options, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_importing again = *im;
	fl_status status = run(im, round, options, &inner);
	if (status != FL_OK && im->mismatch && strcmp(inner.source, "-") != 0) {
		again.give_up = true;
		return run(&again, round, options, err);
	}
	if (status != FL_OK && err && err->status == FL_OK)
		*err = inner;
	return status;
}

fl_status fl_round_import(fl_round *round, const char *base, const fl_options *options,
			  fl_import_summary *ret_summary, fl_error *err)
{
	fl_importing im = { .base = base, .sum = ret_summary };
	*ret_summary = (fl_import_summary){ 0 };
	return run_or_restart(&im, round, options, err);
}

fl_status fl_round_add_flowers(fl_round *round, const fl_ledger_input *files, size_t num_files, const fl_options *options,
			       fl_import_summary *ret_summary, fl_error *err)
{
	fl_importing im = { .added = files, .num_added = num_files, .adding = true, .sum = ret_summary };
	*ret_summary = (fl_import_summary){ 0 };
	return run_or_restart(&im, round, options, err);
}
