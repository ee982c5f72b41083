/* SPDX-License-Identifier: Apache-2.0
 *
 * step.c - the frame of every step: transaction, findings, entry of the journal. Whether there is anything to do is said by the
 * inputs (inputs.c); what a step computes is left to step_*.c.
 *
 * An entry is canonical JSON (store/journal.h):
 *     {"answer":"optimal","at":"2026-09-05T08:00:00+00:00","awards":HEX,"counts":{…},"florin":"0.1.0","inputs":HEX,
 *      "libraries":{"glpk":"5.0","gmp":"6.2.1"},"output":HEX,"reads":[{"name":"dreams.csv","sha256":HEX}…],"seq":3,
 *      "step":"allocate"}
 * 'answer' and 'awards' stand where there are any, 'libraries' where the step computes with some.
 */
#include "steps/step.h"

#include "base/error.h"
#include "base/json.h"
#include "base/json_digest.h"
#include "base/str.h"
#include "steps/belonging.h"
#include "steps/libraries.h"

#include <stdlib.h>

#define FINDINGS_MAX 100000 /* kept of one step */
#define THREADS_MAX  64

int fl_options_threads(const fl_options *options)
{
	int threads = options ? options->threads : 1;
	return threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
}

void fl_options_tell(const fl_options *options, const char *what, int64_t done, int64_t total)
{
	fl_progress p = { what, 0, done, total };
	if (options && options->progress.report)
		options->progress.report(options->progress.user, &p);
}

const fl_document *fl_work_document(const fl_work *w, const char *role)
{
	for (size_t i = 0; i < w->num_documents; i++)
		if (fl_str_eqz(w->documents[i].role, role))
			return &w->documents[i];
	return NULL;
}

/* ---- counts --------------------------------------------------------------------------------------------------- */

static int64_t *slot(const fl_work *w, const fl_count *count)
{
	return (int64_t *)(void *)((char *)w->summary + count->offset);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const fl_count *const *)a)->name, (*(const fl_count *const *)b)->name);
}

static void put_counts(const fl_work *w, fl_json_writer *j)
{
	const fl_count *sorted[32];
	size_t n = 0;
	for (const fl_count *c = w->counts; c->name && n < 32; c++)
		sorted[n++] = c;
	qsort(sorted, n, sizeof(sorted[0]), by_name);
	fl_json_begin_object(j);
	for (size_t i = 0; i < n; i++)
		fl_json_kv_i64(j, sorted[i]->name, *slot(w, sorted[i]));
	fl_json_end_object(j);
}

static fl_status take_counts(fl_work *w, fl_str json, fl_error *err)
{
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(json, "counts", &doc, err));
	for (const fl_count *c = w->counts; c->name; c++)
		(void)fl_json_i64(fl_json_get(fl_json_root(doc), c->name), slot(w, c));
	fl_json_free(doc);
	return FL_OK;
}

/* ---- findings ------------------------------------------------------------------------------------------------- */

static void keep_finding(void *user, const fl_finding *finding)
{
	fl_work *w = user;
	if (w->kept == FL_OK && w->num_findings++ < FINDINGS_MAX)
		w->kept = fl_finding_add(w->store, w->findings_of, finding, &w->kept_error);
	if (w->options.findings.report)
		w->options.findings.report(w->options.findings.user, finding);
}

/* ---- begin ---------------------------------------------------------------------------------------------------- */

/* What is in force of what was laid down. */
static fl_status settle_decisions(fl_work *w, fl_error *err)
{
	FL_TRY(fl_belonging_settle(w->store, w->laid_down, w->num_laid_down, w->spec, &w->arena, &w->book, err));
	w->decisions = w->book.in_force;
	w->num_decisions = w->book.num_in_force;
	return FL_OK;
}

static fl_status load_decisions(fl_work *w, fl_error *err)
{
	FL_TRY(fl_decisions_load(w->store, &w->arena, &w->laid_down, &w->num_laid_down, err));
	return settle_decisions(w, err);
}

fl_status fl_work_leave_out(fl_work *w, int64_t last, fl_error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < w->num_laid_down; i++)
		if (w->laid_down[i].seq <= last)
			w->laid_down[kept++] = w->laid_down[i];
	w->num_laid_down = kept;
	return settle_decisions(w, err);
}

/* The pools of the round then divide what returned to them. Its dreams and flowers are those of the first division. */
static fl_status load_continued(fl_work *w, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	FL_TRY(fl_continued_load(w->store, &w->arena, &w->continued, err));
	if (!w->continued.there)
		return FL_OK;
	fl_status status = fl_earlier_keep(&w->continued.earlier, &w->continued.sums, w->spec, &inner);
	return status == FL_OK ? FL_OK : fl_error_at(err, status, fl_store_name(w->store), 0, 0, "%s", inner.message);
}

static fl_status check_import(const fl_work *w, fl_error *err)
{
	if (w->step != FL_STEP_IMPORT || !w->continued.there)
		return FL_OK;
	return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
			   "this round divides what returned in another again (entry %lld): its dreams and flowers are those of the first division",
			   (long long)w->continued.seq);
}

static fl_status load_round(fl_work *w, fl_error *err)
{
	FL_TRY(fl_documents_load(w->store, &w->arena, &w->documents, &w->num_documents, err));
	const fl_document *round = fl_work_document(w, "round");
	if (!round)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
				   "the round file holds no round yet");
	FL_TRY(fl_json_parse(round->bytes, "round.json", &w->json, err));
	FL_TRY(fl_round_parse(round->bytes, "round.json", &w->spec, err));
	FL_TRY(load_continued(w, err));
	FL_TRY(load_decisions(w, err));
	return w->step == FL_STEP_IMPORT ? FL_OK : fl_files_load(w->store, &w->arena, &w->files, &w->num_files, err);
}

fl_status fl_work_begin(fl_work *w, fl_round *round, fl_step step, const fl_options *options, const fl_count *counts,
			void *summary, fl_error *err)
{
	*w = (fl_work){
		.store = round->store, .step = step, .counts = counts, .summary = summary, .kept_error = FL_ERROR_INIT
	};
	if (options)
		w->options = *options;
	w->findings = (fl_listener){ keep_finding, w };
	w->findings_of = fl_step_name(step);
	fl_options_tell(options, fl_step_name(step), 0, -1);
	if (!fl_store_writable(w->store))
		return fl_error_at(err, FL_EINVAL, fl_store_name(w->store), 0, 0,
				   "the round file is open for reading");
	FL_TRY(fl_store_begin(w->store, err));
	w->begun = true;
	if (step == FL_STEP_INIT)
		return FL_OK;
	FL_TRY(load_round(w, err));
	FL_TRY(check_import(w, err));
	FL_TRY(fl_work_check_before(w, err));
	return step == FL_STEP_IMPORT || step == FL_STEP_REPORT ? FL_OK : fl_work_decide(w, err);
}

fl_status fl_work_look(fl_work *w, fl_round *round, fl_step step, fl_error *err)
{
	*w = (fl_work){ .store = round->store, .step = step, .unchanged = true };
	FL_TRY(fl_store_begin_read(w->store, err));
	w->begun = true;
	FL_TRY(load_round(w, err));
	return fl_work_check_before(w, err);
}

fl_status fl_work_look_back(fl_work *w, fl_round *round, fl_step step, fl_error *err)
{
	fl_error why = FL_ERROR_INIT;
	fl_step_record last;
	bool later = false;
	fl_status status = fl_work_look(w, round, step, &why);
	size_t all = w->num_laid_down;
	if (status == FL_ESTATE && w->spec) {
		FL_TRY(fl_step_record_get(w->store, fl_step_name(FL_STEP_VERIFY), &w->arena, &last, err));
		if (last.done)
			FL_TRY(fl_work_leave_out(w, last.seq, err));
		later = w->num_laid_down < all;
	}
	if (later)
		return fl_work_check_before(w, err);
	if (status != FL_OK && err)
		*err = why;
	return status;
}

fl_status fl_work_open(fl_work *w, fl_round *round, bool write, fl_error *err)
{
	*w = (fl_work){ .store = round->store, .step = FL_STEP_REPORT, .unchanged = true };
	if (write && !fl_store_writable(w->store))
		return fl_error_at(err, FL_EINVAL, fl_store_name(w->store), 0, 0,
				   "the round file is open for reading");
	FL_TRY(write ? fl_store_begin(w->store, err) : fl_store_begin_read(w->store, err));
	w->begun = true;
	return load_round(w, err);
}

fl_status fl_work_drop(fl_work *w, fl_error *err)
{
	for (int step = 0; step < FL_STEP_COUNT; step++) {
		if (step != (int)w->step && !fl_step_builds_on((fl_step)step, w->step))
			continue;
		FL_TRY(fl_results_drop(w->store, fl_step_name((fl_step)step), err));
		FL_TRY(fl_findings_drop(w->store, fl_step_name((fl_step)step), err));
		FL_TRY(fl_step_record_drop(w->store, fl_step_name((fl_step)step), err));
	}
	return FL_OK;
}

fl_status fl_work_compare(fl_work *w, fl_error *err)
{
	fl_step_record last;
	FL_TRY(fl_work_inputs(w, w->step, &w->inputs, err));
	FL_TRY(fl_step_record_get(w->store, fl_step_name(w->step), &w->arena, &last, err));
	w->unchanged = last.done && fl_digest_same(&last.inputs, &w->inputs) && fl_str_eqz(last.version, fl_version()) &&
		       !w->options.force && !(w->step == FL_STEP_DEDUP && w->options.reweigh);
	return w->unchanged ? take_counts(w, last.counts, err) : FL_OK;
}

fl_status fl_work_decide(fl_work *w, fl_error *err)
{
	FL_TRY(fl_work_compare(w, err));
	return w->unchanged ? FL_OK : fl_work_drop(w, err);
}

fl_status fl_work_checkpoint(fl_work *w, fl_error *err)
{
	if (w->kept != FL_OK)
		return fl_error_set(err, w->kept, "%s", w->kept_error.message);
	return fl_store_checkpoint(w->store, err);
}

fl_status fl_work_reads(fl_work *w, fl_str name, const fl_digest *digest, fl_error *err)
{
	fl_reading reading = { fl_arena_str(&w->arena, name), *digest };
	return reading.name.data && fl_vec_push(&w->readings, reading) ? FL_OK : fl_enomem(err);
}

/* ---- end ------------------------------------------------------------------------------------------------------ */

static void put_entry(const fl_work *w, int64_t seq, const fl_digest *output, fl_json_writer *j, fl_buf *time)
{
	fl_json_begin_object(j);
	fl_time_print(time, w->options.now, 0);
	if (w->answer)
		fl_json_kv_z(j, "answer", w->answer);
	fl_json_kv_str(j, "at", fl_buf_view(time));
	if (w->has_awards) {
		fl_json_kv_digest(j, "awards", &w->awards);
	}
	fl_json_put_key(j, "counts");
	put_counts(w, j);
	fl_json_kv_z(j, "florin", fl_version());
	fl_json_kv_digest(j, "inputs", &w->inputs);
	if (fl_libraries_any(fl_step_name(w->step))) {
		fl_json_put_key(j, "libraries");
		fl_libraries_put(j, fl_step_name(w->step));
	}
	fl_json_kv_digest(j, "output", output);
	fl_json_put_key(j, "reads");
	fl_json_begin_array(j);
	for (size_t i = 0; i < w->readings.len; i++) {
		fl_json_begin_object(j);
		fl_json_kv_str(j, "name", w->readings.items[i].name);
		fl_json_kv_digest(j, "sha256", &w->readings.items[i].digest);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
	fl_json_kv_i64(j, "seq", seq);
	fl_json_kv_z(j, "step", fl_step_name(w->step));
	fl_json_end_object(j);
}

static fl_status write_entry(fl_work *w, fl_buf *entry, fl_buf *text, fl_error *err)
{
	fl_step_record record = { .inputs = w->inputs, .at = w->options.now, .version = fl_str_of(fl_version()) };
	fl_json_writer j;
	fl_digest output;
	FL_TRY(fl_results_digest(w->store, fl_step_name(w->step), &output, err));
	FL_TRY(fl_journal_size(w->store, &record.seq, err));
	fl_json_start(&j, entry, false);
	put_entry(w, record.seq, &output, &j, text);
	FL_TRY(fl_buf_status(entry, err));
	FL_TRY(fl_journal_append(w->store, fl_buf_view(entry), &record.seq, err));
	fl_buf_clear(text);
	fl_json_start(&j, text, false);
	put_counts(w, &j);
	FL_TRY(fl_buf_status(text, err));
	record.counts = fl_buf_view(text);
	return fl_step_record_put(w->store, fl_step_name(w->step), &record, err);
}

static fl_status finish(fl_work *w, fl_error *err)
{
	fl_buf entry, text;
	fl_buf_init(&entry, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_status status = write_entry(w, &entry, &text, err);
	fl_buf_release(&entry);
	fl_buf_release(&text);
	return status == FL_OK ? fl_store_commit(w->store, err) : status;
}

fl_status fl_work_end(fl_work *w, fl_status status, fl_error *err)
{
	if (w->kept != FL_OK) { /* it came first, whatever followed from it */
		status = w->kept;
		if (err)
			*err = w->kept_error;
	}
	if (status == FL_OK && !w->unchanged && !w->silent)
		status = finish(w, err);
	if (status == FL_OK && w->begun)
		status = fl_store_still(w->store, err);
	if (w->begun)
		fl_store_rollback(w->store);
	fl_json_free(w->json);
	fl_continued_release(&w->continued);
	fl_round_free(w->spec);
	fl_vec_release(&w->readings);
	fl_arena_release(&w->arena);
	return status;
}
