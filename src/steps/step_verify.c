/* SPDX-License-Identifier: Apache-2.0
 *
 * step_verify.c - read the stored allocation back and have verify/, which knows no solver, check it.
 *
 * The awards, the payments and the proof come out of the round file, so what is checked is what was stored.
 */
#include "verify/verify.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "steps/candidates.h"
#include "steps/step.h"
#include "steps/stored.h"

#include <stdio.h>

static const fl_count counts[] = { { NULL, 0 } };

static fl_status store(fl_work *w, const fl_verdict *verdict, const char *why, fl_error *err)
{
	fl_buf objective, optimum, bound;
	fl_buf_init(&objective, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&optimum, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&bound, FL_BUF_MAX_DEFAULT);
	fl_mpq_print(&objective, verdict->objective);
	fl_mpq_print(&optimum, verdict->optimum);
	if (verdict->has_bound)
		fl_mpq_print(&bound, verdict->bound);
	fl_status status = fl_buf_status(&objective, err);
	if (status == FL_OK)
		status = fl_buf_status(&optimum, err);
	if (status == FL_OK)
		status = fl_buf_status(&bound, err);
	if (status == FL_OK)
		status =
		    fl_verdict_store(w->store,
				     &(fl_verdict_record){ verdict->verified, fl_str_of(why), fl_buf_view(&objective),
							   fl_buf_view(&optimum), fl_buf_view(&bound) },
				     err);
	fl_buf_release(&objective);
	fl_buf_release(&optimum);
	fl_buf_release(&bound);
	return status;
}

static fl_status verify(fl_work *w, const fl_field *field, fl_verify_summary *sum, fl_error *err)
{
	fl_allocation *a = NULL;
	fl_published published;
	fl_verdict verdict;
	FL_TRY(fl_stored_allocation(w->store, &field->facts, &a, &published, err));
	fl_verdict_init(&verdict);
	fl_status status = fl_verify(w->spec, field->candidates, field->facts.num_dreams, a, &verdict, err);
	if (status == FL_OK) {
		const char *why = verdict.why;
		if (!verdict.verified && why[0] == '\0')
			why = "the round is infeasible: there is no allocation to verify";
		sum->answer = verdict.verified;
		snprintf(sum->why, sizeof(sum->why), "%s", verdict.verified ? "" : why);
		if (!verdict.verified && a->outcome != FL_INFEASIBLE)
			fl_report(&w->findings, FL_ERROR, "not-verified", "", 0, 0, "", "%s", why);
		status = store(w, &verdict, sum->why, err);
	}
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	return status;
}

static fl_status recall(fl_work *w, fl_verify_summary *sum, fl_error *err)
{
	fl_verdict_record verdict;
	FL_TRY(fl_verdict_load(w->store, &w->arena, &verdict, err));
	sum->answer = verdict.verified;
	snprintf(sum->why, sizeof(sum->why), "%.*s", FL_STR_ARG(verdict.why));
	return FL_OK;
}

fl_status fl_round_verify(fl_round *round, const fl_options *options, fl_verify_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_field field = { 0 };
	*ret_summary = (fl_verify_summary){ 0 };
	fl_status status = fl_work_begin(&w, round, FL_STEP_VERIFY, options, counts, ret_summary, err);
	if (status == FL_OK && w.unchanged)
		status = recall(&w, ret_summary, err);
	if (status == FL_OK && !w.unchanged)
		status = fl_field_load(w.store, false, &field, err);
	if (status == FL_OK && !w.unchanged)
		status = verify(&w, &field, ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	status = fl_work_end(&w, status, err);
	fl_field_release(&field);
	return status;
}
