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

static fl_status find_round(fl_store *store, fl_arena *arena, fl_document **ret_documents, size_t *ret_count,
			    fl_round_spec **ret_spec, fl_error *err)
{
	FL_TRY(fl_documents_load(store, arena, ret_documents, ret_count, err));
	for (size_t i = 0; i < *ret_count; i++)
		if (fl_str_eqz((*ret_documents)[i].role, "round"))
			return fl_round_parse((*ret_documents)[i].bytes, "round.json", ret_spec, err);
	return fl_error_at(err, FL_ESTATE, fl_store_name(store), 0, 0, "the round file holds no round yet");
}

fl_status fl_round_explain(fl_round *round, const char *dream, bool json, fl_text *ret_text, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_document *documents;
	fl_round_spec *spec = NULL;
	fl_whole whole = { 0 };
	size_t count;
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_store_begin_read(round->store, err);
	if (status != FL_OK)
		return status;
	status = find_round(round->store, &arena, &documents, &count, &spec, err);
	if (status == FL_OK)
		status = fl_whole_load(round->store, spec, documents, count, &whole, err);
	if (status == FL_OK)
		status = explain(&whole, dream, json, ret_text, err);
	fl_whole_release(&whole);
	fl_round_free(spec);
	fl_arena_release(&arena);
	fl_store_rollback(round->store);
	return status;
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
