/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_replay.c - make every result anew from the facts, and compare.
 *
 * For the auditor. Three things are held against each other for each step: what the journal says it left (J, a digest), what
 * stands in the file now (T), and what its facts give when it is done again (A). J and T differ: somebody changed the file
 * after the step. J and T agree and A differs: the step was done with other facts, or by a program that computes something else.
 * Facts are not made anew, they are compared with J only. What differs first is a cause; what builds on it and differs is a
 * consequence, and is told after it.
 *
 * Work goes on after a report: decisions of entries after the last step that stands were no facts of any of them. So they are not taken into
 * account, and their number is told: what stands may be out of date and is still what it was.
 *
 * Times come from the journal. The copy is in memory: the file is read and never written. J is held against T while the steps are done
 * again: both have a connection of their own. Where J, T and A have one digest, no row is compared.
 */
#include "allocate/solve.h"
#include "base/error.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/str.h"
#include "report/replay.h"
#include "steps/examine.h"
#include "steps/give.h"
#include "steps/libraries.h"
#include "steps/outputs.h"

typedef struct done_again {
	bool tried;
	fl_status status;
	fl_error err;
	fl_digest output;
} done_again;

typedef struct replaying {
	fl_work w; /* the file as it is */
	fl_chronicle chronicle;
	fl_arena arena; /* of what is examined beside the steps */
	fl_breaches breaches;
	done_again done[FL_STEP_COUNT];
	fl_options options;
	fl_round anew; /* the copy */
	bool differs[FL_STEP_COUNT];
	size_t waiting; /* decisions after the last step */
	FL_VEC(fl_replay_difference) differences;
} replaying;

/* Does a difference in 'step' follow from one that is known? What stands in the file builds on rules and facts. */
static bool follows(const replaying *r, fl_step step)
{
	for (int on = 0; on < FL_STEP_COUNT; on++)
		if (r->differs[on] && on != (int)step && (on == FL_STEP_INIT || fl_step_builds_on(step, (fl_step)on)))
			return true;
	return false;
}

static fl_status tell(replaying *r, fl_step step, fl_str what, fl_error *err)
{
	bool of_step = step < FL_STEP_COUNT;
	fl_replay_difference d = { .step = of_step ? fl_step_name(step) : NULL,
				   .what = fl_arena_str(&r->w.arena, what),
				   .consequence = of_step && follows(r, step) };
	if (!d.what.data || !fl_vec_push(&r->differences, d))
		return fl_enomem(err);
	if (of_step)
		r->differs[step] = true;
	return FL_OK;
}

/* ---- doing it again ---------------------------------------------------------------------------------------------- */

static fl_status do_step(replaying *r, fl_step step, fl_error *err)
{
	fl_options options = r->options;
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	fl_verify_summary verify;
	fl_match_summary match;
	options.now = r->chronicle.entries[r->chronicle.standing[step]].at;
	options.findings = (fl_listener){ NULL, NULL };
	switch (step) {
	case FL_STEP_TAG:
		return fl_round_tag(&r->anew, &options, &tag, err);
	case FL_STEP_DEDUP:
		return fl_round_dedup(&r->anew, &options, &dedup, err);
	case FL_STEP_TALLY:
		return fl_round_tally(&r->anew, &options, &tally, err);
	case FL_STEP_ALLOCATE:
		return fl_round_allocate(&r->anew, &options, &allocate, err);
	case FL_STEP_VERIFY:
		return fl_round_verify(&r->anew, &options, &verify, err);
	case FL_STEP_MATCH:
		return fl_round_match(&r->anew, &options, &match, err);
	default:
		return FL_OK;
	}
}

static fl_status drop_results(fl_store *store, fl_error *err)
{
	FL_TRY(fl_store_begin(store, err));
	FL_TRY(fl_known_drop(store, err)); /* what the last look for duplicates found is found anew, with the weights of the round */
	for (int step = FL_STEP_COUNT - 1; step >= FL_STEP_TAG; step--) {
		FL_TRY(fl_results_drop(store, fl_step_name((fl_step)step), err));
		FL_TRY(fl_findings_drop(store, fl_step_name((fl_step)step), err));
		FL_TRY(fl_step_record_drop(store, fl_step_name((fl_step)step), err));
	}
	return fl_store_commit(store, err);
}

/* What is wrong with the facts stops a step; what is wrong with this machine stops the replay. */
static bool is_about_facts(fl_status status)
{
	return status == FL_EPARSE || status == FL_EINVAL || status == FL_ERANGE || status == FL_ENOTFOUND || status == FL_ESTATE;
}

/* ---- comparing ---------------------------------------------------------------------------------------------------- */

/* Versions then and now, where they are not the same. */
static fl_status say_versions(const fl_entry *entry, fl_step step, fl_buf *out, fl_error *err)
{
	fl_buf now;
	fl_json_writer j;
	fl_buf_init(&now, 1 << 16);
	fl_json_start(&j, &now, false);
	if (fl_libraries_any(fl_step_name(step)))
		fl_libraries_put(&j, fl_step_name(step));
	fl_status status = fl_buf_status(&now, err);
	if (!fl_str_eqz(entry->florin, fl_version()))
		fl_buf_printf(out, "; it was done by Florin %.*s, this is %s", FL_STR_ARG(entry->florin), fl_version());
	if (status == FL_OK && !fl_str_eq(entry->libraries, fl_buf_view(&now)))
		fl_buf_printf(out, "; the libraries then: %.*s, now: %.*s", FL_STR_ARG(entry->libraries),
			      FL_STR_ARG(fl_buf_view(&now)));
	fl_buf_release(&now);
	return status;
}

/* One step: 'agrees': what was made anew is what the entry says; 'stands': so is what stands in the file. */
static fl_status judge(replaying *r, fl_step step, bool agrees, bool stands, fl_buf *first, fl_error *err)
{
	const fl_entry *entry = &r->chronicle.entries[r->chronicle.standing[step]];
	fl_buf out;
	if (agrees && stands && first->len == 0)
		return FL_OK;
	fl_buf_init(&out, 1 << 20);
	if (!stands)
		fl_buf_printf(&out, "'%s' was changed after entry %lld", fl_step_name(step), (long long)entry->seq);
	else
		fl_buf_printf(&out, "'%s' gives another result than entry %lld", fl_step_name(step), (long long)entry->seq);
	if (first->len > 0)
		fl_buf_printf(&out, ": %.*s", FL_STR_ARG(fl_buf_view(first)));
	fl_status status = agrees ? FL_OK : say_versions(entry, step, &out, err);
	if (status == FL_OK)
		status = fl_buf_status(&out, err);
	if (status == FL_OK)
		status = tell(r, step, fl_buf_view(&out), err);
	fl_buf_release(&out);
	return status;
}

/* By the examination, which has made the digest of what stands. */
static bool stands_as_left(const replaying *r, fl_step step)
{
	for (size_t i = 0; i < r->breaches.len; i++)
		if (r->breaches.items[i].step == step && r->breaches.items[i].of_rows)
			return false;
	return true;
}

static fl_status compare_step(replaying *r, fl_step step, const fl_digest *anew, fl_error *err)
{
	const fl_entry *entry = &r->chronicle.entries[r->chronicle.standing[step]];
	bool agrees = fl_digest_same(anew, &entry->output), stands = stands_as_left(r, step);
	fl_buf first;
	size_t tables;
	if (agrees && stands)
		return FL_OK;
	fl_buf_init(&first, 1 << 20);
	fl_status status = fl_results_compare(r->w.store, r->anew.store, fl_step_name(step), &tables, &first, err);
	if (status == FL_OK)
		status = judge(r, step, agrees, stands, &first, err);
	fl_buf_release(&first);
	return status;
}

/* A decision, a revision of the round or an import that came after a step: its results are not what they give. */
static fl_status check_inputs(replaying *r, fl_step step, fl_error *err)
{
	fl_digest now;
	const fl_entry *entry = &r->chronicle.entries[r->chronicle.standing[step]];
	fl_buf out;
	FL_TRY(fl_work_inputs(&r->w, step, &now, err));
	if (fl_digest_same(&now, &entry->inputs))
		return FL_OK;
	fl_buf_init(&out, 1000);
	fl_buf_printf(&out, "'%s' is out of date: its inputs have changed since entry %lld", fl_step_name(step),
		      (long long)entry->seq);
	fl_status status = tell(r, step, fl_buf_view(&out), err);
	fl_buf_release(&out);
	return status;
}

/* What came of a step that was done again. */
static fl_status judge_step(replaying *r, fl_step step, fl_error *err)
{
	const done_again *d = &r->done[step];
	fl_buf out;
	if (d->status == FL_OK) {
		size_t before = r->differences.len;
		FL_TRY(check_inputs(r, step, err));
		return r->differences.len > before ? FL_OK : compare_step(r, step, &d->output, err);
	}
	fl_buf_init(&out, 2000);
	fl_buf_printf(&out, "'%s' cannot be done again: %s", fl_step_name(step), d->err.message);
	fl_status status = tell(r, step, fl_buf_view(&out), err);
	fl_buf_release(&out);
	return status;
}

/* ---- side by side ---------------------------------------------------------------------------------------------------- */

/* All steps, as far as they can be done; in the copy alone. */
static fl_status do_steps(replaying *r, fl_error *err)
{
	bool go_on = true;
	for (int step = FL_STEP_TAG; go_on && step < FL_STEP_REPORT; step++) {
		done_again *d = &r->done[step];
		if (r->chronicle.standing[step] < 0)
			continue;
		*d = (done_again){ .tried = true, .err = FL_ERROR_INIT };
		d->status = do_step(r, (fl_step)step, &d->err);
		go_on = d->status == FL_OK;
		if (!go_on && !is_about_facts(d->status)) {
			if (err)
				*err = d->err;
			return d->status;
		}
		if (go_on)
			FL_TRY(fl_results_digest(r->anew.store, fl_step_name((fl_step)step), &d->output, err));
	}
	return FL_OK;
}

static fl_status do_half(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	replaying *r = user;
	(void)end;
	if (begin == 1)
		return fl_examine(r->w.store, &r->chronicle, &r->arena, &r->breaches, err);
	fl_status status = do_steps(r, err);
	if (worker > 0) /* 0 is the calling thread */
		fl_solver_leave_thread();
	return status;
}

/* ---- the report ---------------------------------------------------------------------------------------------------- */

/* The language is in the digest of its inputs. */
static fl_status find_language(fl_work *w, const fl_digest *inputs, const char **ret, fl_error *err)
{
	static const char *const languages[] = { "en", "zh-CN" };
	*ret = NULL;
	for (size_t i = 0; i < 2 && !*ret; i++) {
		fl_digest digest;
		w->setting = fl_str_of(languages[i]);
		FL_TRY(fl_work_inputs(w, FL_STEP_REPORT, &digest, err));
		*ret = fl_digest_same(&digest, inputs) ? languages[i] : NULL;
	}
	return FL_OK;
}

/* With the entries and times of the file, so that the same bytes come out. */
static fl_status restore_records(replaying *r, fl_error *err)
{
	FL_TRY(fl_store_begin(r->anew.store, err));
	for (int step = FL_STEP_TAG; step < FL_STEP_REPORT; step++) {
		int64_t seq = r->chronicle.standing[step];
		if (seq < 0)
			continue;
		const fl_entry *entry = &r->chronicle.entries[seq];
		FL_TRY(fl_step_record_put(r->anew.store, fl_step_name((fl_step)step),
					  &(fl_step_record){ .inputs = entry->inputs,
							     .seq = seq,
							     .at = entry->at,
							     .version = entry->florin,
							     .counts = entry->counts },
					  err));
	}
	return fl_store_commit(r->anew.store, err);
}

/* With what had been sealed and approved before its entry. */
static fl_status make_report(fl_work *w, int64_t seq, const char *lang, fl_error *err)
{
	fl_whole whole;
	fl_outputs outputs = { .len = 0 };
	fl_status status = fl_whole_load(w->store, w->spec, w->documents, w->num_documents, seq, &whole, err);
	if (status == FL_OK)
		status = fl_outputs_make(&outputs, w, &whole, lang, err);
	if (status == FL_OK)
		status = fl_outputs_remember(&outputs, w->store, err);
	if (status == FL_OK)
		status = fl_store_commit(w->store, err);
	fl_outputs_release(&outputs);
	fl_whole_release(&whole);
	return status;
}

static fl_status replay_report(replaying *r, fl_error *err)
{
	fl_work w;
	const char *lang = NULL;
	const fl_entry *entry = &r->chronicle.entries[r->chronicle.standing[FL_STEP_REPORT]];
	FL_TRY(restore_records(r, err));
	fl_status status = fl_work_open(&w, &r->anew, true, err);
	w.options.threads = r->options.threads;
	if (status == FL_OK)
		status = find_language(&w, &entry->inputs, &lang, err);
	if (status == FL_OK && lang)
		status = make_report(&w, entry->seq, lang, err);
	status = fl_work_end(&w, status, err);
	if (status == FL_OK && !lang)
		return tell(r, FL_STEP_REPORT, FL_STR("'report' is out of date: its inputs have changed since it was made"), err);
	fl_digest anew;
	FL_TRY(status);
	FL_TRY(fl_results_digest(r->anew.store, "report", &anew, err));
	return compare_step(r, FL_STEP_REPORT, &anew, err);
}

/* ---- all of it ----------------------------------------------------------------------------------------------------- */

static fl_status check_root(replaying *r, const char *root, fl_error *err)
{
	fl_digest known;
	if (!root)
		return FL_OK;
	if (!fl_digest_read_hex(fl_str_of(root), &known))
		return fl_error_set(err, FL_EARGUMENT, "a root is 64 hexadecimal digits, not '%s'", root);
	for (size_t n = 0; n < r->chronicle.count; n++)
		if (fl_digest_same(&known, &r->chronicle.roots[n]))
			return FL_OK;
	return tell(r, FL_STEP_COUNT, FL_STR("the journal never had the root you know: entries were changed or removed"), err);
}

/* What stands in tables of results is compared below, row by row; here is the rest. */
static fl_status take_breaches(replaying *r, fl_error *err)
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < r->breaches.len; i++) {
			const fl_breach *b = &r->breaches.items[i];
			bool first = b->step == FL_STEP_COUNT || b->step <= FL_STEP_IMPORT;
			if (first == (pass == 0) && (pass == 0 || !b->of_rows))
				FL_TRY(tell(r, b->step, b->what, err));
		}
	return FL_OK;
}

static int64_t last_entry(const replaying *r)
{
	int64_t last = -1;
	for (int step = FL_STEP_TAG; step < FL_STEP_COUNT; step++)
		last = r->chronicle.standing[step] > last ? r->chronicle.standing[step] : last;
	return last;
}

/* The copy, and what is asked of the file, are of the time of the last step. That these decisions are those of the journal is examined
 * in the file. */
static fl_status leave_out_later(replaying *r, fl_error *err)
{
	fl_work *w = &r->w;
	int64_t last = last_entry(r);
	size_t kept = 0;
	for (size_t i = 0; i < w->num_laid_down && last >= 0; i++)
		kept += w->laid_down[i].seq <= last;
	if (last < 0 || kept == w->num_laid_down)
		return FL_OK;
	r->waiting = w->num_laid_down - kept;
	FL_TRY(fl_store_begin(r->anew.store, err));
	FL_TRY(fl_decisions_drop_later(r->anew.store, last, err));
	FL_TRY(fl_store_commit(r->anew.store, err));
	return fl_work_leave_out(w, last, err);
}

static fl_status replay(replaying *r, const char *root, fl_error *err)
{
	bool go_on = true;
	FL_TRY(fl_chronicle_load(r->w.store, &r->w.arena, &r->chronicle, err));
	FL_TRY(check_root(r, root, err));
	FL_TRY(fl_store_copy_open(r->w.store, &r->anew.store, err));
	FL_TRY(drop_results(r->anew.store, err));
	FL_TRY(leave_out_later(r, err));
	FL_TRY(fl_parallel_for(2, 1, fl_options_threads(&r->options), do_half, r, err));
	FL_TRY(take_breaches(r, err));
	for (int step = FL_STEP_TAG; step < FL_STEP_REPORT; step++)
		if (r->done[step].tried) {
			FL_TRY(judge_step(r, (fl_step)step, err));
			go_on = r->done[step].status == FL_OK;
		}
	return go_on && r->chronicle.standing[FL_STEP_REPORT] >= 0 ? replay_report(r, err) : FL_OK;
}

static fl_status report(const replaying *r, bool json, fl_buf *out, fl_error *err)
{
	fl_replay_step steps[FL_STEP_COUNT];
	size_t count = 0;
	for (int step = 0; step < FL_STEP_COUNT; step++)
		if (step != FL_STEP_MATCH || r->chronicle.standing[step] >= 0 || r->w.spec->num_partners > 0)
			steps[count++] =
			    (fl_replay_step){ fl_step_name((fl_step)step), r->chronicle.standing[step], !r->differs[step] };
	return fl_report_replay(&(fl_replay_report){ .steps = steps,
						     .num_steps = count,
						     .differences = r->differences.items,
						     .num_differences = r->differences.len,
						     .waiting = r->waiting,
						     .entries = r->chronicle.count,
						     .root = fl_chronicle_root(&r->chronicle, r->chronicle.count) },
				json, out, err);
}

fl_status fl_audit_replay(fl_round *round, const char *root, const fl_options *options, bool json, bool *ret_answer,
			  fl_text *ret_text, fl_error *err)
{
	replaying r = { .options = *options, .arena = FL_ARENA_INIT };
	fl_buf out;
	*ret_answer = false;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&r.w, round, false, err);
	if (status == FL_OK)
		status = replay(&r, root, err);
	if (status == FL_OK)
		status = report(&r, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	*ret_answer = status == FL_OK && r.differences.len == 0;
	fl_buf_release(&out);
	fl_vec_release(&r.breaches);
	fl_arena_release(&r.arena);
	fl_vec_release(&r.differences);
	fl_store_close(r.anew.store);
	return fl_work_end(&r.w, status, err);
}
