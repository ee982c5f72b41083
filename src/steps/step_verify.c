/* SPDX-License-Identifier: Apache-2.0
 *
 * step_verify.c - read the stored allocation back and have verify/, which knows no solver, check it.
 *
 * The awards, the payments and the proof come out of the round file, so what is checked is what was stored. It is
 * checked each time: that the inputs are those of the last time does not say that the awards still are.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "steps/step.h"
#include "steps/stored.h"

#include <stdio.h>

static const fl_count counts[] = { { NULL, 0 } };

/* The exact numbers of a verdict as text. */
typedef struct numbers {
	fl_buf objective, optimum, bound;
} numbers;

static fl_status print(numbers *n, const fl_verdict *verdict, fl_error *err)
{
	fl_mpq_print(&n->objective, verdict->objective);
	fl_mpq_print(&n->optimum, verdict->optimum);
	if (verdict->has_bound)
		fl_mpq_print(&n->bound, verdict->bound);
	FL_TRY(fl_buf_status(&n->objective, err));
	FL_TRY(fl_buf_status(&n->optimum, err));
	return fl_buf_status(&n->bound, err);
}

static bool same(const fl_verdict_record *a, const fl_verdict_record *b)
{
	return a->verified == b->verified && fl_str_eq(a->why, b->why) && fl_str_eq(a->objective, b->objective) &&
	       fl_str_eq(a->optimum, b->optimum) && fl_str_eq(a->bound, b->bound);
}

/* The same verdict over the same inputs leaves no new entry in the journal; another one does. */
static fl_status store(fl_work *w, const fl_verdict_record *verdict, fl_error *err)
{
	if (w->unchanged) {
		fl_verdict_record last;
		FL_TRY(fl_verdict_load(w->store, &w->arena, &last, err));
		w->unchanged = false;
		w->silent = same(&last, verdict);
		if (w->silent)
			return FL_OK;
		w->options.force = true;
		FL_TRY(fl_work_decide(w, err)); /* drops the last verdict, and the report that was built on it */
	}
	return fl_verdict_store(w->store, verdict, err);
}

static fl_status print_and_store(fl_work *w, const fl_verdict *verdict, fl_error *err)
{
	numbers n;
	fl_buf_init(&n.objective, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&n.optimum, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&n.bound, FL_BUF_MAX_DEFAULT);
	fl_status status = print(&n, verdict, err);
	if (status == FL_OK)
		status =
		    store(w,
			  &(fl_verdict_record){ verdict->verified, fl_str_of(verdict->why), fl_buf_view(&n.objective),
						fl_buf_view(&n.optimum), fl_buf_view(&n.bound) },
			  err);
	fl_buf_release(&n.objective);
	fl_buf_release(&n.optimum);
	fl_buf_release(&n.bound);
	return status;
}

static fl_status verify(fl_work *w, const fl_field *field, fl_verify_summary *sum, fl_error *err)
{
	fl_allocation *a = NULL;
	fl_published published;
	fl_verdict verdict;
	FL_TRY(fl_stored_allocation(w->store, &field->facts, &a, &published, err));
	fl_verdict_init(&verdict);
	fl_status status = fl_stored_verify(w->spec, field, a, &verdict, err);
	w->answer = verdict.verified ? "verified" : "not verified";
	if (status == FL_OK)
		status = print_and_store(w, &verdict, err);
	if (status == FL_OK) {
		sum->answer = verdict.verified;
		snprintf(sum->why, sizeof(sum->why), "%s", verdict.why);
		if (!verdict.verified && a->outcome != FL_INFEASIBLE)
			fl_report(&w->findings, FL_ERROR, "not-verified", "", 0, 0, "", "%s", verdict.why);
	}
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	return status;
}

fl_status fl_round_verify(fl_round *round, const fl_options *options, fl_verify_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_field field = { 0 };
	*ret_summary = (fl_verify_summary){ 0 };
	fl_status status = fl_work_begin(&w, round, FL_STEP_VERIFY, options, counts, ret_summary, err);
	if (status == FL_OK)
		status = fl_field_load(w.store, w.spec, false, &field, err);
	if (status == FL_OK)
		status = verify(&w, &field, ret_summary, err);
	status = fl_work_end(&w, status, err);
	fl_field_release(&field);
	return status;
}
