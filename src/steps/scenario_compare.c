/* SPDX-License-Identifier: Apache-2.0
 *
 * scenario_compare.c - load two results of a round and have them written side by side: of scenarios, or of the round and the same
 * round if a person had decided otherwise on a pair of dreams.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/folder.h"
#include "steps/give.h"
#include "steps/lay_down.h"
#include "steps/scenario.h"
#include "steps/scenario_kept.h"
#include "steps/step.h"
#include "steps/whole.h"

#include <string.h>
#include <unistd.h>

typedef struct loaded {
	fl_store *store;
	fl_round round;
	fl_work work;
	bool working;
	fl_whole whole;
} loaded;

static void release(loaded *l)
{
	fl_whole_release(&l->whole);
	if (l->working)
		(void)fl_work_end(&l->work, FL_OK, NULL);
	fl_store_close(l->store);
}

/* 'official': the round, of which the scenario 'name' must be; NULL where it is not one. */
static fl_status load_open(loaded *l, fl_store *official, const char *name, fl_error *err)
{
	l->round.store = l->store;
	l->working = true;
	FL_TRY(fl_work_look(&l->work, &l->round, FL_STEP_VERIFY, err));
	if (official)
		FL_TRY(fl_scenario_current(official, l->store, name, err));
	FL_TRY(fl_whole_load(l->store, l->work.spec, l->work.documents, l->work.num_documents, -1, &l->whole, err));
	if (l->whole.refuted) /* nothing is said about what is wrong */
		return fl_error_at(err, FL_EINVAL, fl_store_name(l->store), 0, 0, "the awards do not hold: %.*s",
				   FL_STR_ARG(l->whole.result.verify_why));
	return FL_OK;
}

/* Which of those that were run may have been meant: what lies in the folder of scenarios. */
static fl_status no_scenario(const char *path, const char *name, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	return fl_error_set(err, FL_ENOTFOUND, "scenario '%s' has not been run%s", name, fl_scenario_near(path, name, FL_STR(""), true, hint));
}

static fl_status load(loaded *l, const char *path, fl_store *official, const char *name, fl_error *err)
{
	fl_buf file;
	fl_buf_init(&file, 1 << 16);
	bool is_official = strcmp(name, "official") == 0;
	fl_status status = FL_OK;
	if (is_official)
		fl_buf_puts(&file, path);
	else if (!fl_scenario_name_ok(fl_str_of(name)))
		status = fl_error_set(err, FL_EARGUMENT, "'%s' names no scenario", name);
	else
		status = fl_scenario_path(path, name, &file, err);
	if (status == FL_OK)
		status = fl_buf_status(&file, err);
	if (status == FL_OK && !is_official && !fl_file_exists(file.data))
		status = no_scenario(path, name, err);
	if (status == FL_OK)
		status = fl_store_open(file.data, FL_STORE_READ, &l->store, err);
	fl_buf_release(&file);
	if (status != FL_OK)
		return status;
	return load_open(l, is_official ? NULL : official, name, err);
}

static fl_status measure(const fl_whole *whole, fl_fairness *ret, fl_error *err)
{
	size_t count = whole->field.facts.num_dreams;
	fl_money *amounts = fl_alloc_array(count + 1, sizeof *amounts);
	if (!amounts)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		amounts[i] = whole->allocation->awards[i].amount;
	fl_status status = fl_fairness_measure(whole->field.candidates, amounts, count, ret, err);
	fl_free(amounts);
	return status;
}

static fl_status write_page(const fl_comparison *comparison, const fl_html_file *html, fl_error *err)
{
	fl_buf page;
	fl_buf_init(&page, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_compare_page(comparison, html->lang, &page, err);
	if (status == FL_OK)
		status = fl_file_replace(html->path, fl_buf_view(&page), err);
	fl_buf_release(&page);
	return status;
}

static fl_status compare(loaded l[2], const char *const names[2], const fl_html_file *html, bool json, fl_text *ret_text,
			 fl_error *err)
{
	fl_comparison comparison = { .name = { names[0], names[1] }, .result = { &l[0].whole.result, &l[1].whole.result } };
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = FL_OK;
	for (int s = 0; s < 2 && status == FL_OK; s++)
		status = measure(&l[s].whole, &comparison.fairness[s], err);
	for (int s = 0; s < 2 && status == FL_OK; s++)
		status = fl_store_still(l[s].store, err);
	if (status == FL_OK)
		status = fl_report_compare(&comparison, json, &out, err);
	if (status == FL_OK && html)
		status = write_page(&comparison, html, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return status;
}

fl_status fl_scenario_compare(const char *path, const char *a, const char *b, const fl_html_file *html, bool json,
			      fl_text *ret_text, fl_error *err)
{
	const char *const names[2] = { a, b };
	loaded l[2] = { { 0 }, { 0 } };
	fl_store *official = NULL;
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_store_open(path, FL_STORE_READ, &official, err);
	if (status == FL_OK)
		status = fl_store_begin_read(official, err);
	for (int s = 0; s < 2 && status == FL_OK; s++)
		status = load(&l[s], path, official, names[s], err);
	if (status == FL_OK && l[0].whole.result.num_dreams != l[1].whole.result.num_dreams)
		status = fl_error_set(err, FL_EINTERNAL, "the two results are not about the same dreams");
	if (status == FL_OK)
		status = compare(l, names, html, json, ret_text, err);
	release(&l[0]);
	release(&l[1]);
	fl_store_close(official);
	return status;
}

/* ---- another word on a pair ------------------------------------------------------------------------------------- */

/* In a copy of the round file that nobody sees: the decision, and the steps that it affects. */
static fl_status rule(fl_store *store, const fl_ruling *ruling, const fl_options *options, fl_error *err)
{
	fl_round round = { store };
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	fl_verify_summary verify;
	fl_options quiet = *options;
	quiet.findings = (fl_listener){ NULL, NULL };
	FL_TRY(fl_decide_as_if(&round, ruling, &quiet, err));
	FL_TRY(fl_round_dedup(&round, &quiet, &dedup, err));
	FL_TRY(fl_round_tally(&round, &quiet, &tally, err));
	FL_TRY(fl_round_allocate(&round, &quiet, &allocate, err));
	return fl_round_verify(&round, &quiet, &verify, err);
}

static fl_status load_ruled(loaded *l, const char *path, const char *scratch, const fl_ruling *ruling,
			    const fl_options *options, fl_error *err)
{
	FL_TRY(fl_store_open(scratch, FL_STORE_SCRATCH, &l->store, err));
	FL_TRY(fl_store_show_as(l->store, path, err));
	FL_TRY(rule(l->store, ruling, options, err));
	return load_open(l, NULL, NULL, err);
}

fl_status fl_round_ruled(const char *path, const fl_ruling *ruling, const fl_options *options, bool json, fl_text *ret_text,
			 fl_error *err)
{
	const char *const names[2] = { "official", ruling->value };
	loaded l[2] = { { 0 }, { 0 } };
	fl_buf scratch;
	fl_folder folder = { .held = 0 };
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&scratch, 1 << 16);
	fl_status status = fl_scenario_path(path, NULL, &scratch, err);
	if (status == FL_OK)
		status = fl_folder_begin(&folder, scratch.data, false, err);
	if (status == FL_OK)
		status = fl_folder_path(&folder, false, "what-if.florin", &scratch, err);
	if (status == FL_OK)
		status = load(&l[0], path, NULL, "official", err);
	if (status == FL_OK)
		status = fl_store_copy(l[0].store, scratch.data, err);
	if (status == FL_OK)
		status = load_ruled(&l[1], path, scratch.data, ruling, options, err);
	if (status == FL_OK)
		status = compare(l, names, NULL, json, ret_text, err);
	release(&l[0]);
	release(&l[1]);
	fl_folder_end(&folder);
	fl_buf_release(&scratch);
	return status;
}
