/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_log.c - the story of a round: its journal in sentences, and from which entry each result has come.
 */
#include "base/error.h"
#include "report/report.h"
#include "steps/chronicle.h"
#include "steps/give.h"

/* So that the story can say what was changed. */
static fl_status take_rounds(fl_work *w, fl_story_round **ret, size_t *ret_count, fl_error *err)
{
	fl_document *documents;
	FL_TRY(fl_rounds_load(w->store, &w->arena, &documents, ret_count, err));
	*ret = fl_arena_array(&w->arena, *ret_count + 1, sizeof **ret);
	for (size_t i = 0; *ret && i < *ret_count; i++)
		(*ret)[i] = (fl_story_round){ documents[i].digest, documents[i].bytes };
	return *ret ? FL_OK : fl_enomem(err);
}

fl_status fl_audit_log(fl_round *round, const char *lang, bool json, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_lang language;
	fl_buf out;
	fl_chronicle chronicle = { .count = 0 };
	const char *steps[FL_STEP_COUNT];
	int64_t from[FL_STEP_COUNT];
	size_t num_steps = 0, num_rounds = 0, num_events = 0;
	fl_story_round *rounds = NULL;
	fl_follow_event *events = NULL;
	*ret_text = (fl_text){ NULL, 0 };
	FL_TRY(fl_lang_parse(lang, &language, err));
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&w, round, false, err);
	if (status == FL_OK)
		status = fl_chronicle_load(w.store, &w.arena, &chronicle, err);
	if (status == FL_OK)
		status = take_rounds(&w, &rounds, &num_rounds, err);
	if (status == FL_OK)
		status = fl_follow_load(w.store, &w.arena, &events, &num_events, err);
	for (int step = 0; status == FL_OK && step < FL_STEP_COUNT; step++)
		if (chronicle.standing[step] >= 0) {
			steps[num_steps] = fl_step_name((fl_step)step);
			from[num_steps++] = chronicle.standing[step];
		}
	if (status == FL_OK)
		status = fl_report_log(&(fl_story){ .spec = w.spec,
						    .entries = chronicle.entries,
						    .roots = chronicle.roots,
						    .num_entries = chronicle.count,
						    .steps = steps,
						    .from = from,
						    .num_steps = num_steps,
						    .rounds = rounds,
						    .num_rounds = num_rounds,
						    .events = events,
						    .num_events = num_events },
				       language, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return fl_work_end(&w, status, err);
}
