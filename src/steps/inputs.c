/* SPDX-License-Identifier: Apache-2.0
 *
 * inputs.c - what a step builds on and reads: the steps before it, its settings in the round, bytes, decisions. Their digest,
 * and the version of Florin, say whether there is anything to do.
 */
#include "steps/step.h"

#include "base/error.h"
#include "base/json.h"
#include "base/json_digest.h"
#include "base/str.h"
#include "steps/ruled.h"
#include "steps/shelf.h"
#include "steps/source.h"

/* What a step builds on, and which members of round.json it reads. */
static const struct {
	const char *name;
	unsigned needs; /* bits of fl_step */
	const char *settings[8];
} table[FL_STEP_COUNT] = {
#define AFTER(step) (1u << FL_STEP_##step)
	[FL_STEP_INIT] = { "init", 0, { NULL } },
	[FL_STEP_IMPORT] = { "import", 0, { "currency", "dreams", "earned", "flowers", "minor_digits", "partners", "time_zone" } },
	[FL_STEP_TAG] = { "tag", AFTER(IMPORT), { NULL } },
	[FL_STEP_DEDUP] = { "dedup", AFTER(IMPORT), { "duplicates" } },
	[FL_STEP_TALLY] = { "tally",
			    AFTER(IMPORT) | AFTER(TAG) | AFTER(DEDUP),
			    { "duplicates", "eligibility", "organisations", "tally", "threshold" } },
	[FL_STEP_ALLOCATE] = { "allocate", AFTER(TALLY), { "exclusive", "groups", "policy", "pools" } },
	[FL_STEP_VERIFY] = { "verify", AFTER(ALLOCATE), { NULL } },
	[FL_STEP_MATCH] = { "match", AFTER(ALLOCATE), { "matching" } },
	[FL_STEP_REPORT] = { "report", AFTER(VERIFY) | AFTER(MATCH), { "round", "title" } },
#undef AFTER
};

/* A step that 'step' builds on, in this round: nothing is matched where there are no partners. */
static bool builds_on(const fl_work *w, fl_step step, int before)
{
	return (table[step].needs & (1u << before)) && (before != FL_STEP_MATCH || w->spec->num_partners > 0);
}

const char *fl_step_name(fl_step step)
{
	return table[step].name;
}

bool fl_step_named(fl_str name, fl_step *ret)
{
	int step = 0;
	while (step < FL_STEP_COUNT && !fl_str_eqz(name, table[step].name))
		step++;
	*ret = (fl_step)step;
	return step < FL_STEP_COUNT;
}

bool fl_step_builds_on(fl_step step, fl_step on)
{
	for (int before = 0; before < FL_STEP_COUNT; before++)
		if ((table[step].needs & (1u << before)) && (before == (int)on || fl_step_builds_on((fl_step)before, on)))
			return true;
	return false;
}

/* ---- the digest ------------------------------------------------------------------------------------------------ */

/* The bytes that a step reads beside the results of other steps. */
static void add_bytes(const fl_work *w, fl_step step, fl_json_writer *j)
{
	fl_json_put_key(j, "bytes");
	fl_json_begin_array(j);
	for (size_t i = 0; i < w->num_documents; i++) {
		bool pack = fl_str_eqz(w->documents[i].role, "pack") || fl_str_eqz(w->documents[i].role, FL_ROLE_BASE);
		bool model = fl_str_eqz(w->documents[i].role, FL_ROLE_MODEL);
		if (step == FL_STEP_INIT || (step == FL_STEP_TAG && pack) || (step == FL_STEP_ALLOCATE && model))
			fl_json_put_digest(j, &w->documents[i].digest);
	}
	if (step == FL_STEP_ALLOCATE && w->continued.there)
		fl_json_put_digest(j, &w->continued.digest);
	for (size_t i = 0; step == FL_STEP_IMPORT && i < w->num_files; i++) {
		fl_json_put_str(j, w->files[i].role);
		fl_json_put_digest(j, &w->files[i].digest);
	}
	fl_json_end_array(j);
}

/* The decisions that a step applies, each by what it lays down and who said it, whom findings name; why does not matter. A report
 * shows all that was ever said. */
static void add_decisions(const fl_work *w, fl_step step, fl_json_writer *j)
{
	fl_json_put_key(j, "decisions");
	fl_json_begin_array(j);
	for (size_t i = 0; step == FL_STEP_REPORT && i < w->num_laid_down; i++) {
		fl_json_put_i64(j, w->laid_down[i].id);
		fl_json_put_i64(j, w->laid_down[i].seq);
	}
	for (size_t i = 0; i < w->num_decisions; i++) {
		const fl_decision *d = &w->decisions[i];
		if (!fl_step_applies(step, d))
			continue;
		fl_json_put_str(j, d->kind);
		fl_json_put_str(j, d->subject);
		fl_json_put_str(j, d->other);
		fl_json_put_str(j, d->value);
		fl_json_put_str(j, d->person);
		fl_json_put_digest(j, &d->seen);
	}
	fl_json_end_array(j);
}

static fl_status write_inputs(const fl_work *w, fl_step step, fl_buf *buf, fl_error *err)
{
	fl_json_writer j;
	fl_json root = fl_json_root(w->json);
	fl_json_start(&j, buf, false);
	fl_json_begin_object(&j);
	add_bytes(w, step, &j);
	if (step == FL_STEP_TAG || step == FL_STEP_DEDUP || step == FL_STEP_TALLY || step == FL_STEP_MATCH ||
	    step == FL_STEP_REPORT)
		add_decisions(w, step, &j);
	if (step == FL_STEP_REPORT)
		fl_json_kv_str(&j, "language", w->setting);
	fl_json_put_key(&j, "settings");
	fl_json_begin_object(&j);
	for (size_t i = 0; table[step].settings[i]; i++) {
		fl_json v = fl_json_get(root, table[step].settings[i]);
		if (!fl_json_present(v))
			continue;
		fl_json_put_key(&j, table[step].settings[i]);
		fl_json_put_value(&j, v, true);
	}
	fl_json_end_object(&j);
	fl_json_kv_z(&j, "step", table[step].name);
	fl_json_put_key(&j, "steps");
	fl_json_begin_array(&j);
	for (int before = 0; before < FL_STEP_COUNT; before++) {
		fl_digest digest;
		if (!builds_on(w, step, before))
			continue;
		FL_TRY(fl_work_inputs(w, (fl_step)before, &digest, err));
		fl_json_put_digest(&j, &digest);
	}
	fl_json_end_array(&j);
	fl_json_end_object(&j);
	return fl_buf_status(buf, err);
}

/* Recursion is as deep as the chain of steps. */
fl_status fl_work_inputs(const fl_work *w, fl_step step, fl_digest *ret, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_status status = write_inputs(w, step, &buf, err);
	if (status == FL_OK)
		*ret = fl_sha256(fl_buf_view(&buf));
	fl_buf_release(&buf);
	return status;
}

/* Flowers of a file that is still being read may be few of those it has. */
static fl_status check_closed(fl_work *w, fl_error *err)
{
	int64_t open;
	fl_digest plan;
	FL_TRY(fl_imports_get_open(w->store, &open, &plan, err));
	if (!open)
		return FL_OK;
	return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
			   "'import' comes first: it was interrupted and goes on when it is run again");
}

fl_status fl_work_check_before(fl_work *w, fl_error *err)
{
	if (w->step == FL_STEP_TALLY)
		FL_TRY(check_closed(w, err));
	for (int before = 0; before < FL_STEP_COUNT; before++) {
		fl_step_record record;
		fl_digest now;
		if (!builds_on(w, w->step, before))
			continue;
		FL_TRY(fl_step_record_get(w->store, table[before].name, &w->arena, &record, err));
		if (!record.done)
			return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
					   "'%s' comes first: it has not been run", table[before].name);
		FL_TRY(fl_work_inputs(w, (fl_step)before, &now, err));
		if (!fl_digest_same(&now, &record.inputs))
			return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
					   "'%s' comes first: its inputs have changed since it was run",
					   table[before].name);
	}
	return FL_OK;
}
