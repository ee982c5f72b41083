/* SPDX-License-Identifier: Apache-2.0
 *
 * explain.c - one dream, why: what the store knows of it, in the words of report/.
 */
#include "base/error.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/give.h"
#include "steps/step.h"
#include "steps/whole.h"

static size_t find(const fl_facts *facts, const char *id)
{
	size_t i = 0;
	while (i < facts->num_dreams && !fl_str_eqz(facts->dreams[i].id, id))
		i++;
	return i;
}

static fl_status explain(const fl_whole *whole, const char *dream, bool json, fl_text *ret_text, fl_error *err)
{
	fl_buf out;
	size_t i = find(&whole->field.facts, dream);
	if (i == whole->field.facts.num_dreams)
		return fl_error_set(err, FL_ENOTFOUND, "there is no dream '%s'", dream);
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_explain(&whole->result, i, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return status;
}

/* What is explained must be what the round says now: an allocation that is up to date. */
fl_status fl_round_explain(fl_round *round, const char *dream, bool json, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_whole whole = { 0 };
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_work_look(&w, round, FL_STEP_VERIFY, err);
	if (status == FL_OK)
		status = fl_whole_load(w.store, w.spec, w.documents, w.num_documents, &whole, err);
	if (status == FL_OK && whole.refuted) /* there is no reason for what is wrong */
		status = fl_error_at(err, FL_EINVAL, fl_store_name(w.store), 0, 0, "the awards do not hold: %.*s",
				     FL_STR_ARG(whole.result.verify_why));
	if (status == FL_OK)
		status = explain(&whole, dream, json, ret_text, err);
	fl_whole_release(&whole);
	return fl_work_end(&w, status, err);
}

/* ---- an open round file ------------------------------------------------------------------------------------------
 */

fl_status fl_round_open(const char *path, bool write, fl_round **ret_round, fl_error *err)
{
	fl_round *round = fl_alloc(sizeof(*round));
	if (!round)
		return fl_enomem(err);
	fl_status status = fl_store_open(path, write ? FL_STORE_WRITE : FL_STORE_READ, &round->store, err);
	if (status != FL_OK) {
		fl_free(round);
		return status;
	}
	*ret_round = round;
	return FL_OK;
}

void fl_round_close(fl_round *round)
{
	if (!round)
		return;
	fl_store_close(round->store);
	fl_free(round);
}
