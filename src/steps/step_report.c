/* SPDX-License-Identifier: Apache-2.0
 *
 * step_report.c - make all files of a report, and write them where they are not already.
 *
 * The same bytes as the last time leave no new entry in the journal, so that a report can be made again into another
 * folder without a trace.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/give.h"
#include "steps/outputs.h"
#include "steps/step.h"
#include "steps/overview.h"

static const fl_count counts[] = {
	{ "files", offsetof(fl_report_summary, files) },
	{ NULL, 0 },
};

/* result.json is written already: the summary takes it. */
static fl_status give(const fl_whole *whole, fl_outputs *outputs, fl_report_summary *sum, fl_error *err)
{
	fl_buf words;
	fl_buf_init(&words, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_overview_say(whole, &words, err);
	if (status == FL_OK)
		status = fl_give_text(&words, &sum->words, err);
	if (status == FL_OK)
		status = fl_give_text(&outputs->items[0].bytes, &sum->json, err);
	fl_buf_release(&words);
	return status;
}

/* Write, and remember what was written. */
static fl_status write_and_remember(fl_work *w, const fl_outputs *outputs, const char *out, bool durable, bool stored,
				    fl_error *err)
{
	fl_output_record *before;
	size_t num_before;
	FL_TRY(fl_outputs_load(w->store, &w->arena, &before, &num_before, err));
	w->silent = stored;
	if (!stored) {
		w->options.force = true;
		FL_TRY(fl_work_decide(w, err)); /* drops what the last report left */
		FL_TRY(fl_outputs_remember(outputs, w->store, err));
		w->unchanged = false;
	}
	return fl_outputs_write(outputs, out, durable, before, num_before, err);
}

static fl_status report(fl_work *w, const char *out, bool durable, const char *lang, fl_report_summary *sum,
			fl_error *err)
{
	fl_whole whole;
	fl_outputs outputs = { .len = 0 };
	bool stored, standing;
	fl_status status = fl_whole_load(w->store, w->spec, w->documents, w->num_documents, -1, &whole, err);
	if (status == FL_OK)
		status = fl_outputs_make(&outputs, w, &whole, lang, err);
	if (status == FL_OK)
		status = fl_outputs_compare(&outputs, w->store, out, &stored, &standing, err);
	if (status == FL_OK) {
		sum->answer = whole.result.verified && whole.result.allocation->outcome != FL_INFEASIBLE;
		sum->files = (int64_t)outputs.len;
		sum->workbook = fl_outputs_has_workbook(&whole);
		w->unchanged = stored && standing && !w->options.force;
		if (!w->unchanged)
			status = write_and_remember(w, &outputs, out, durable, stored, err);
	}
	if (status == FL_OK)
		status = give(&whole, &outputs, sum, err);
	fl_outputs_release(&outputs);
	fl_whole_release(&whole);
	return status;
}

fl_status fl_round_report(fl_round *round, const char *out, const char *lang, const fl_options *options,
			  fl_report_summary *ret_summary, fl_error *err)
{
	return fl_report_write(round, out, true, lang, options, ret_summary, err);
}

fl_status fl_report_write(fl_round *round, const char *out, bool durable, const char *lang, const fl_options *options,
			  fl_report_summary *ret_summary, fl_error *err)
{
	fl_work w;
	*ret_summary = (fl_report_summary){ 0 };
	fl_status status = fl_work_begin(&w, round, FL_STEP_REPORT, options, counts, ret_summary, err);
	w.setting = fl_str_of(lang ? lang : "en");
	if (status == FL_OK)
		status = report(&w, out, durable, lang ? lang : "en", ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	status = fl_work_end(&w, status, err);
	if (status != FL_OK) {
		fl_text_release(&ret_summary->json);
		fl_text_release(&ret_summary->words);
	}
	return status;
}
