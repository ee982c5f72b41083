/* SPDX-License-Identifier: Apache-2.0
 *
 * publish.c - the result in the forms that others read: a workbook, grants, an election, lines of JSON.
 *
 * Reads only; what each form says is left to report/.
 */
#include "base/error.h"
#include "base/spelling.h"
#include "base/file.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/following.h"
#include "steps/give.h"
#include "steps/lines_facts.h"
#include "steps/open_items.h"
#include "steps/outputs.h"
#include "steps/review_decisions.h"
#include "steps/step.h"
#include "steps/whole.h"

typedef struct publishing {
	fl_work w;
	fl_whole whole;
	fl_following following;
	const char *lang;
	const fl_listener *findings;
} publishing;

static fl_status make_workbook(publishing *p, fl_buf *out, fl_error *err)
{
	return fl_outputs_workbook(&p->whole, p->w.store, p->lang, out, err);
}

/* Payments are those on the official awards: only a grant that is one of them has any. */
static fl_status grants(publishing *p, fl_status (*tell)(const fl_result *, const fl_follow_view *, fl_buf *, fl_error *), fl_buf *out,
			fl_error *err)
{
	if (p->whole.result.official != FL_OFFICIAL_YES)
		return tell(&p->whole.result, NULL, out, err);
	FL_TRY(fl_following_load(&p->w, INT64_MAX, "", &p->following, err));
	fl_follow_view view = fl_following_view(&p->w, &p->following);
	return tell(&p->whole.result, &view, out, err);
}

static fl_status make_grants(publishing *p, fl_buf *out, fl_error *err)
{
	return grants(p, fl_report_grants, out, err);
}

static fl_status make_grants_csv(publishing *p, fl_buf *out, fl_error *err)
{
	return grants(p, fl_report_grants_csv, out, err);
}

static fl_status make_election(publishing *p, fl_buf *out, fl_error *err)
{
	FL_TRY(fl_field_supporters(p->w.store, p->w.spec, &p->whole.field, err));
	return fl_report_pabulib(&p->whole.result, p->findings, out, err);
}

enum { DECISIONS, MATCHING, FOLLOWED, DOCUMENTS };

static fl_status print_decisions(publishing *p, fl_buf *out, fl_error *err)
{
	fl_decision_log log;
	FL_TRY(fl_review_log(&p->w, &p->whole.field.facts, &log, err));
	return fl_report_decision_log(&log, true, out, err);
}

/* No clock: the last day of which the file knows anything. */
static int64_t last_day(const publishing *p, const fl_following *f)
{
	int64_t day = fl_following_today(f->spec, p->whole.result.now);
	for (size_t i = 0; i < f->num_dreams; i++)
		if (f->dreams[i].last_day > day)
			day = f->dreams[i].last_day;
	return day;
}

/* What became of the awards of the official result; nothing where none is official yet. */
static fl_status print_followed(publishing *p, fl_buf *out, fl_error *err)
{
	fl_following f = { .num_dreams = 0 };
	bool ignored;
	if (p->whole.result.official != FL_OFFICIAL_YES && p->whole.result.official != FL_OFFICIAL_NO)
		return FL_OK;
	fl_status status = fl_following_load(&p->w, INT64_MAX, "", &f, err);
	if (status == FL_OK) {
		fl_follow_view view = fl_following_view(&p->w, &f);
		status = fl_report_follow(&view, NULL, last_day(p, &f), true, &ignored, out, err);
	}
	fl_following_release(&f);
	return status;
}

static fl_status make_lines(publishing *p, fl_buf *out, fl_error *err)
{
	fl_buf documents[DOCUMENTS];
	FL_TRY(fl_open_items_find(&p->w, &p->whole, err));
	for (size_t i = 0; i < DOCUMENTS; i++)
		fl_buf_init(&documents[i], FL_BUF_MAX_DEFAULT);
	fl_status status = print_decisions(p, &documents[DECISIONS], err);
	if (status == FL_OK && p->whole.match.done)
		fl_report_match_json(&p->whole.match.page, &documents[MATCHING]);
	if (status == FL_OK)
		status = print_followed(p, &documents[FOLLOWED], err);
	for (size_t i = 0; i < DOCUMENTS && status == FL_OK; i++)
		status = fl_buf_status(&documents[i], err);
	if (status == FL_OK) {
		fl_line_list more[] = { { fl_buf_view(&documents[DECISIONS]), NULL, "decision" },
					{ fl_buf_view(&documents[MATCHING]), "partners", "partner" },
					{ fl_buf_view(&documents[MATCHING]), "dreams", "match" },
					{ fl_buf_view(&documents[FOLLOWED]), "dreams", "follow" },
					{ fl_buf_view(&documents[FOLLOWED]), "events", "event" },
					{ fl_buf_view(&documents[FOLLOWED]), "undone", "undone" } };
		status = fl_report_lines(&p->whole.result, more, sizeof more / sizeof *more, out, err);
		if (status == FL_OK)
			status = fl_lines_facts(&p->w, &p->whole, out, err);
	}
	for (size_t i = 0; i < DOCUMENTS; i++)
		fl_buf_release(&documents[i]);
	return status;
}

typedef fl_status (*maker)(publishing *p, fl_buf *out, fl_error *err);

/* Every form: its name and who makes it (tests/repo/check_reference asks for it in the help and in docs/reference/exports.md). */
#define EACH_FORM(X)                                                                                                 \
	X("xlsx", make_workbook)                                                                                     \
	X("360giving", make_grants)                                                                                  \
	X("360giving-csv", make_grants_csv)                                                                          \
	X("pabulib", make_election)                                                                                  \
	X("jsonl", make_lines)

#define NAME_OF(name, make)  name,
#define MAKER_OF(name, make) make,
static const char *const names[] = { EACH_FORM(NAME_OF) NULL };
static const maker makers[] = { EACH_FORM(MAKER_OF) };

const char *const *fl_publish_forms(void)
{
	return names;
}

static fl_status find_form(const char *name, maker *ret, fl_error *err)
{
	for (size_t i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = makers[i];
			return FL_OK;
		}
	char hint[FL_SPELLING_HINT];
	return fl_error_set(err, FL_EINVAL, "there is no form '%s'%s", name, fl_spelling_among(fl_str_of(name), fl_publish_forms(), hint));
}

/* What is published must be what the round says now, and hold. */
static fl_status load(publishing *p, fl_round *round, fl_error *err)
{
	FL_TRY(fl_work_look_back(&p->w, round, FL_STEP_VERIFY, err));
	FL_TRY(fl_whole_load(p->w.store, p->w.spec, p->w.documents, p->w.num_documents, -1, &p->whole, err));
	if (p->whole.refuted)
		return fl_error_at(err, FL_EINVAL, fl_store_name(p->w.store), 0, 0, "the awards do not hold: %.*s",
				   FL_STR_ARG(p->whole.result.verify_why));
	return FL_OK;
}

fl_status fl_round_publish(fl_round *round, const char *form, const char *lang, const char *path, const fl_options *options,
			   fl_text *ret_text, fl_error *err)
{
	publishing p = { .lang = lang ? lang : "en", .findings = &options->findings };
	maker make = NULL;
	fl_buf out;
	if (ret_text)
		*ret_text = (fl_text){ NULL, 0 };
	FL_TRY(find_form(form, &make, err));
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = load(&p, round, err);
	if (status == FL_OK)
		status = make(&p, &out, err);
	if (status == FL_OK)
		status = path ? fl_file_replace(path, fl_buf_view(&out), err) : fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_following_release(&p.following);
	fl_whole_release(&p.whole);
	return fl_work_end(&p.w, status, err);
}
