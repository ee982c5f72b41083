/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h - records to bytes: result.json, awards.csv, report.html, and the words of explain.
 */
#ifndef FL_REPORT_REPORT_H
#define FL_REPORT_REPORT_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/approval.h"
#include "domain/decision.h"
#include "domain/entry.h"
#include "domain/fairness.h"
#include "domain/result.h"
#include "domain/review.h"
#include "domain/review_template.h"
#include "report/follow_up.h"

#include <gmp.h>

fl_status fl_report_json(const fl_result *result, fl_buf *out, fl_error *err);       /* florin-result/1 */
fl_status fl_report_awards_csv(const fl_result *result, fl_buf *out, fl_error *err); /* UTF-8 with BOM, formula-safe */
fl_status fl_report_html(const fl_result *result, const char *lang, fl_buf *out, fl_error *err); /* "en", "zh-CN" */
/* What stands in JSON beside result.json: of a document the objects of one list, of a document that is JSON Lines all of them. */
typedef struct fl_line_list {
	fl_str document;
	const char *list; /* NULL: JSON Lines */
	const char *type;
} fl_line_list;

/* JSON Lines of what result.json has, and of more. */
fl_status fl_report_lines(const fl_result *result, const fl_line_list *more, size_t num_more, fl_buf *out, fl_error *err);
/* The awards as grants of the 360Giving standard 1.4, as a JSON package or a CSV table: FL_EINVAL without a funder in the round,
 * FL_ENOTFOUND where no dream got money. 'view': what was paid, where these awards are the official ones; else NULL. */
fl_status fl_report_grants(const fl_result *result, const fl_follow_view *view, fl_buf *out, fl_error *err);
fl_status fl_report_grants_csv(const fl_result *result, const fl_follow_view *view, fl_buf *out, fl_error *err);
/* As an election in the Pabulib format. Ballots need the candidates' supporters; FL_EINVAL for an id that no ballot can name.
 * Limits that the format cannot say are findings. */
fl_status fl_report_pabulib(const fl_result *result, const fl_listener *findings, fl_buf *out, fl_error *err);
/* What stands in a workbook beside the result; borrowed. */
typedef struct fl_workbook_rejected {
	fl_str file, code, reason, row;
	int64_t line, column;
} fl_workbook_rejected;

typedef struct fl_workbook_rows {
	const fl_workbook_rejected *rejected;
	size_t num_rejected;
	const struct fl_match_page *match; /* report/match_page.h; NULL: nothing was matched */
} fl_workbook_rows;

/* awards.xlsx. FL_ERANGE for more dreams than a sheet has rows. */
fl_status fl_report_workbook(const fl_result *result, const fl_workbook_rows *rows, const char *lang, fl_buf *out,
			     fl_error *err);
/* One dream in words, for a terminal (control characters escaped) or as JSON. */
/* JSON is the same in every language. */
fl_status fl_report_explain(const fl_result *result, size_t dream, const char *lang, bool json, fl_buf *out, fl_error *err);
/* The fixed sentence of a reason, e.g. "below threshold by 12 flowers". */
fl_status fl_report_reason(const fl_result *result, size_t dream, const char *lang, fl_buf *out, fl_error *err);
/* What a person should look at, and one pair with what differs marked; in words or as JSON (the queue as JSON Lines). */
fl_status fl_report_queue(const fl_dream *dreams, const fl_review_templates *templates, const fl_review_item *items, size_t count,
			  bool json, fl_buf *out, fl_error *err);
/* Dreams whose tags a person should look at, for the same queue. */
fl_status fl_report_review_dreams(const fl_dream *dreams, const fl_review_dream *items, size_t count, bool json, fl_buf *out,
				  fl_error *err);
/* Decisions that wait for another person, for the same queue; and all decisions, with how they stand, a line each. */
fl_status fl_report_review_decisions(const fl_review_decision *items, size_t count, const fl_decision_rules *rules, bool json,
				     fl_buf *out, fl_error *err);
fl_status fl_report_decision_log(const fl_decision_log *log, bool json, fl_buf *out, fl_error *err);
fl_status fl_report_review_one(const fl_review_one *one, bool json, fl_buf *out, fl_error *err);
/* Names of organisations that may be one, each with how many dreams it has, for the same queue. */
fl_status fl_report_look_alikes(const fl_str *names, const int64_t *dreams, const fl_look_alike *items, size_t count, bool json,
				fl_buf *out, fl_error *err);
/* "reason", "kind" ... "awards" of one way, as members of the object that is open. -- write_review_ways.c */
void fl_put_way(fl_json_writer *w, const fl_review_way *way, const fl_dream *(*dream)(const void *user, uint32_t index), const void *user);
fl_status fl_report_review_ways(const fl_dream *dreams, const fl_round_spec *spec, const fl_review_way *ways, size_t count,
				bool json, fl_buf *out, fl_error *err);
/* Signs of how the flowers of a dream came about (findings "sign-…"), for the same queue. */
fl_status fl_report_signs(const fl_result_note *notes, size_t count, bool json, fl_buf *out, fl_error *err);
fl_status fl_report_pair(const fl_review_pair *pair, bool json, fl_buf *out, fl_error *err);
/* The story of a round, entry by entry, and from which entry each result that stands has come. */
typedef struct fl_story_round { /* a text of round.json that governs or governed */
	fl_digest digest;
	fl_str bytes;
} fl_story_round;

typedef struct fl_story {
	const fl_round_spec *spec; /* names, currency and zone */
	const fl_entry *entries;
	const fl_digest *roots; /* of the journal up to and with each entry */
	size_t num_entries;
	const char *const *steps; /* steps whose results stand */
	const int64_t *from;      /* their entries */
	size_t num_steps;
	const fl_story_round *rounds;
	size_t num_rounds;
	const fl_follow_event *events; /* after the award, as they were recorded */
	size_t num_events;
} fl_story;

/* "journal_entries": {"tags": 2, ...}, as a member of the object that is open. -- write_json.c */
void fl_put_sources(fl_json_writer *w, const fl_result *result);
/* What people call the results of a step: "tags". */
const char *fl_report_results_of(const char *step);
/* In sentences, or as JSON (florin-log/1). */
fl_status fl_report_log(const fl_story *story, fl_lang lang, bool json, fl_buf *out, fl_error *err);
/* Two results over the same dreams, and what people call them. */
typedef struct fl_comparison {
	const char *name[2];
	const fl_result *result[2];
	fl_fairness fairness[2];
} fl_comparison;

/* In words, or as JSON (florin-compare/1). */
fl_status fl_report_compare(const fl_comparison *comparison, bool json, fl_buf *out, fl_error *err);
/* One of the limits that cannot hold together at a point, in the words of a run. */
typedef struct fl_sweep_limit {
	bool is_pool;
	fl_str name;           /* of its line */
	fl_str title[2];       /* what people call it, by fl_lang */
	fl_str conflict, mend; /* English; "" where no single change mends it */
} fl_sweep_limit;

/* The answers of a sweep, in the order of the points; with two settings the second moves fastest. */
typedef struct fl_sweep_row {
	fl_str values[2];
	const char *status; /* "optimal", "feasible", "infeasible" */
	fl_money budget, awarded;
	int64_t qualified, funded, full;
	fl_fairness fairness;
	mpq_t optimum;
	const fl_sweep_limit *conflict; /* infeasible: NULL where nobody looked (the sweep explains so many points) */
	size_t num_conflict;
	const struct fl_sweep_row *told_at; /* the amounts in 'conflict' are those at this point; NULL: at this one itself */
} fl_sweep_row;

/* Copies what conflicts in 'allocation', which is infeasible, into the row. -- sweep_conflict.c */
fl_status fl_sweep_take_conflict(const fl_round_spec *spec, const fl_allocation *allocation, fl_arena *arena, fl_sweep_row *row,
				 fl_error *err);

typedef struct fl_sweep_table {
	const fl_round_spec *spec;
	fl_money official; /* the budget of the round as it is */
	fl_str axes[2];
	size_t num_axes;
	const fl_sweep_row *rows;
	size_t num_rows;
} fl_sweep_table;

/* As a table for a terminal, or as JSON (florin-sweep/1). */
fl_status fl_report_sweep(const fl_sweep_table *table, bool json, fl_buf *out, fl_error *err);
/* Both as a page of one file. */
fl_status fl_report_compare_page(const fl_comparison *comparison, const char *lang, fl_buf *out, fl_error *err);
fl_status fl_report_sweep_page(const fl_sweep_table *table, const char *lang, fl_buf *out, fl_error *err);
const char *fl_reason_code(fl_reason reason); /* "below-threshold" */

#endif
