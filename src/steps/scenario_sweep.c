/* SPDX-License-Identifier: Apache-2.0
 *
 * scenario_sweep.c - one setting, or two, moved in steps; the answer at each point.
 *
 * Three ways, by what the setting changes: money in pools and limits of a divisible round is solved from the last answer
 * (allocate/sweep.c); anything else of groups, policy and thresholds is allocated anew, in memory; what changes tags, duplicates or
 * tallies runs the steps in a scratch copy. Nothing is written beside the round.
 */
#include "allocate/allocate.h"
#include "allocate/sweep.h"
#include "base/error.h"
#include "base/file.h"
#include "base/rational.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/folder.h"
#include "steps/give.h"
#include "steps/init.h"
#include "steps/scenario.h"
#include "steps/sealing.h"
#include "steps/step.h"
#include "steps/stored.h"
#include "steps/sweep_axis.h"
#include "tally/tally.h"

#include <stdio.h>
#include <unistd.h>

#define AXES_MAX      2
#define EXPLAIN_WORK  16000 /* dreams in points without an answer that are allocated anew: three points of 8,000 dreams */

typedef struct explained {
	const fl_sweep_row *row;
	const bool *among; /* a line of limits: is it in the conflict? */
} explained;

typedef struct sweep {
	fl_work work; /* a steady look at the round */
	fl_round round;
	const char *path;
	fl_options options;
	fl_arena arena;
	fl_sweep_axis axes[AXES_MAX];
	size_t num_axes;
	fl_source start; /* the round with the settings that hold at every point */
	fl_field field;
	uint32_t *representative;
	int64_t *own_threshold;
	fl_money *amounts;
	fl_sweep *warm;
	fl_round_spec *warm_spec; /* the first of the warm points */
	fl_store *copy;           /* scratch, once it is needed */
	fl_folder folder;
	fl_buf copy_path;
	fl_sweep_row *rows;
	size_t num_rows;
	FL_VEC(explained) explained; /* points that were allocated anew to know what conflicts */
} sweep;

/* ---- the round at a point ---------------------------------------------------------------------------------------- */

/* The budget is the sum of the pools: every pool keeps its share of it, minor units left over go to the first ones. */
static fl_status budget_settings(const sweep *s, fl_str value, fl_arena *arena, fl_str *settings, size_t *count,
				 fl_error *err)
{
	const fl_round_spec *spec = s->start.spec;
	fl_money budget, given = 0;
	const char *code;
	fl_buf text;
	FL_TRY(fl_money_parse(value, &spec->currency, &budget, &code, err));
	if (spec->budget <= 0)
		return fl_error_set(err, FL_EINVAL, "the pools of the round are empty: their shares of a budget are unknown");
	fl_money *parts = fl_arena_array(arena, spec->num_pools, sizeof *parts);
	if (!parts)
		return fl_enomem(err);
	for (size_t i = 0; i < spec->num_pools; i++)
		given += parts[i] = (fl_money)((__int128)spec->pools[i].amount * budget / spec->budget);
	fl_buf_init(&text, 1 << 16);
	fl_status status = FL_OK;
	for (size_t i = 0; i < spec->num_pools && status == FL_OK; i++) {
		if (given < budget) {
			parts[i]++;
			given++;
		}
		fl_buf_clear(&text);
		fl_buf_printf(&text, "pools[%zu].amount=\"", i);
		fl_money_print(&text, parts[i], spec->currency.minor_digits, false);
		fl_buf_putc(&text, '"');
		status = fl_buf_status(&text, err);
		if (status == FL_OK)
			settings[*count] = fl_arena_str(arena, fl_buf_view(&text));
		if (status == FL_OK && !settings[(*count)++].data)
			status = fl_enomem(err);
	}
	fl_buf_release(&text);
	return status;
}

/* The text of the round at a point. */
static fl_status round_at(const sweep *s, const size_t *at, fl_arena *arena, fl_str *ret_json, fl_error *err)
{
	const fl_document *round = &s->start.documents[1];
	fl_str *settings = fl_arena_array(arena, AXES_MAX * (s->start.spec->num_pools + 1), sizeof *settings);
	size_t count = 0;
	fl_buf buf;
	if (!settings)
		return fl_enomem(err);
	for (size_t a = 0; a < s->num_axes; a++) {
		fl_str value = s->axes[a].values[at[a]], path = s->axes[a].path;
		if (fl_str_eqz(path, "budget")) {
			FL_TRY(budget_settings(s, value, arena, settings, &count, err));
			continue;
		}
		fl_buf_init(&buf, 1 << 16);
		bool text = value.len > 0 && value.data[value.len - 1] == '%';
		fl_buf_printf(&buf, "%.*s=%s%.*s%s", FL_STR_ARG(path), text ? "\"" : "", FL_STR_ARG(value), text ? "\"" : "");
		fl_status status = fl_buf_status(&buf, err);
		if (status == FL_OK)
			settings[count] = fl_arena_str(arena, fl_buf_view(&buf));
		fl_buf_release(&buf);
		if (status != FL_OK || !settings[count++].data)
			return status != FL_OK ? status : fl_enomem(err);
	}
	*ret_json = round->bytes;
	for (size_t i = 0; i < count; i++) {
		fl_buf_init(&buf, FL_ROUND_FILE_MAX);
		fl_status status = fl_round_patch(*ret_json, "round.json", settings[i], &buf, err);
		if (status == FL_OK)
			*ret_json = fl_arena_str(arena, fl_buf_view(&buf));
		fl_buf_release(&buf);
		if (status != FL_OK || !ret_json->data)
			return status != FL_OK ? status : fl_enomem(err);
	}
	return FL_OK;
}

/* ---- the answer at a point --------------------------------------------------------------------------------------- */

typedef enum reach { REACH_MONEY, REACH_THRESHOLD, REACH_STEPS } reach;

/* How far back does the change reach? */
static reach reach_of(const fl_json before, const fl_json after)
{
	static const char *const money[] = { "pools", "groups", "policy", "exclusive", "title", "scenarios", NULL };
	reach far = REACH_MONEY;
	for (int side = 0; side < 2; side++) {
		fl_json root = side == 0 ? before : after;
		for (size_t i = 0; i < fl_json_len(root); i++) {
			fl_str key = fl_json_key(root, i);
			bool harmless = false;
			for (size_t k = 0; money[k]; k++)
				harmless = harmless || fl_str_eqz(key, money[k]);
			if (harmless || fl_source_same_member(before, after, key))
				continue;
			if (!fl_str_eqz(key, "threshold"))
				return REACH_STEPS;
			far = REACH_THRESHOLD;
		}
	}
	return far;
}

static fl_status measure(const sweep *s, const fl_field *field, fl_sweep_row *row, fl_error *err)
{
	for (size_t i = 0; i < field->facts.num_dreams; i++) {
		row->funded += s->amounts[i] > 0;
		row->full += s->amounts[i] > 0 && s->amounts[i] == field->candidates[i].request;
		row->awarded += s->amounts[i];
		row->qualified += field->candidates[i].standing == FL_QUALIFIED;
	}
	return fl_fairness_measure(field->candidates, s->amounts, field->facts.num_dreams, &row->fairness, err);
}

static fl_status keep_explained(sweep *s, const fl_allocation *a, const fl_sweep_row *row, fl_error *err)
{
	bool *among = fl_arena_array(&s->arena, a->num_limits + 1, sizeof *among);
	if (!among)
		return fl_enomem(err);
	for (size_t k = 0; k < a->num_limits; k++)
		among[k] = a->limits[k].conflict.len > 0;
	return fl_vec_push(&s->explained, ((explained){ row, among })) ? FL_OK : fl_enomem(err);
}

/* Which limits conflict there? Those of an earlier point, where the proof at hand needs no others; else the whole allocation is asked,
 * which takes long, so for so many points only. */
static fl_status explain(sweep *s, const fl_round_spec *spec, fl_sweep_row *row, fl_error *err)
{
	fl_allocation *a = NULL;
	for (size_t i = 0; i < s->explained.len; i++) {
		const explained *known = &s->explained.items[i];
		if (known->row->num_conflict > 0 && fl_sweep_conflict_among(s->warm, known->among)) {
			row->conflict = known->row->conflict;
			row->num_conflict = known->row->num_conflict;
			row->told_at = known->row;
			return FL_OK;
		}
	}
	if (s->explained.len * s->field.facts.num_dreams > EXPLAIN_WORK)
		return FL_OK;
	FL_TRY(fl_allocate(spec, s->field.candidates, s->field.facts.num_dreams, &a, err));
	fl_status status = fl_sweep_take_conflict(spec, a, &s->arena, row, err);
	if (status == FL_OK)
		status = keep_explained(s, a, row, err);
	fl_allocation_free(a);
	return status;
}

/* From where the last answer stands. */
static fl_status answer_warm(sweep *s, const fl_round_spec *spec, fl_sweep_row *row, fl_error *err)
{
	fl_sweep_point point;
	fl_sweep_point_init(&point);
	fl_status status = fl_sweep_solve(s->warm, spec, &point, err);
	if (status == FL_OK) {
		row->status = point.feasible ? "optimal" : "infeasible";
		fl_sweep_amounts(s->warm, point.feasible, s->amounts);
		mpq_set(row->optimum, point.optimum);
		status = measure(s, &s->field, row, err);
	}
	if (status == FL_OK && !point.feasible)
		status = explain(s, spec, row, err);
	fl_sweep_point_release(&point);
	return status;
}

/* Amounts of the optimum before rounding, rounded down: what the warm way gives, too. */
static void take_unrounded(sweep *s, size_t num_dreams, const fl_allocation *a)
{
	for (size_t i = 0; i < num_dreams; i++)
		s->amounts[i] = a->outcome == FL_INFEASIBLE      ? 0
				: a->proof->num_candidates > i ? a->proof->unrounded[i].whole
								 : a->awards[i].amount;
}

static fl_status take_allocation(sweep *s, const fl_round_spec *spec, const fl_field *field, const fl_allocation *a, fl_sweep_row *row,
				 fl_error *err)
{
	row->status = a->outcome == FL_OPTIMAL ? "optimal" : a->outcome == FL_FEASIBLE ? "feasible" : "infeasible";
	mpq_set(row->optimum, a->proof->optimum);
	take_unrounded(s, field->facts.num_dreams, a);
	if (a->outcome == FL_INFEASIBLE)
		FL_TRY(fl_sweep_take_conflict(spec, a, &s->arena, row, err));
	return measure(s, field, row, err);
}

static fl_status answer_anew(sweep *s, const fl_round_spec *spec, fl_sweep_row *row, fl_error *err)
{
	fl_allocation *a = NULL;
	FL_TRY(fl_allocate(spec, s->field.candidates, s->field.facts.num_dreams, &a, err));
	fl_status status = take_allocation(s, spec, &s->field, a, row, err);
	fl_allocation_free(a);
	return status;
}

static fl_status open_copy(sweep *s, fl_error *err)
{
	if (s->copy)
		return FL_OK;
	FL_TRY(fl_scenario_path(s->path, NULL, &s->copy_path, err)); /* a scratch folder beside the round */
	FL_TRY(fl_folder_begin(&s->folder, s->copy_path.data, false, err));
	FL_TRY(fl_folder_path(&s->folder, false, "sweep.florin", &s->copy_path, err));
	FL_TRY(fl_store_copy(s->round.store, s->copy_path.data, err));
	FL_TRY(fl_store_open(s->copy_path.data, FL_STORE_SCRATCH, &s->copy, err));
	return fl_store_show_as(s->copy, s->path, err);
}

/* The steps in a scratch copy. */
static fl_status answer_by_steps(sweep *s, fl_str json, fl_sweep_row *row, fl_error *err)
{
	fl_source source = { 0 };
	fl_field field = { 0 };
	fl_init_summary init;
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocated;
	fl_published published;
	fl_allocation *a = NULL;
	FL_TRY(open_copy(s, err));
	fl_round round = { s->copy };
	source.documents = fl_arena_array(&source.arena, s->start.num_documents, sizeof *source.documents);
	fl_status status = source.documents ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < s->start.num_documents; i++)
		source.documents[source.num_documents++] = s->start.documents[i];
	if (status == FL_OK) {
		source.documents[1].bytes = json;
		source.documents[1].digest = fl_sha256(json);
		status = fl_round_parse(json, "sweep", &source.spec, err);
	}
	if (status == FL_OK)
		status = fl_json_parse(json, "sweep", &source.json, err);
	fl_options freely = s->options;
	freely.unseal = &(fl_unsealing){ FL_SEALING_TRIAL, "sweep" };
	if (status == FL_OK)
		status = fl_init_store(s->copy, &source, &freely, NULL, &init, err);
	if (status == FL_OK)
		status = fl_round_tag(&round, &s->options, &tag, err);
	if (status == FL_OK)
		status = fl_round_dedup(&round, &s->options, &dedup, err);
	if (status == FL_OK)
		status = fl_round_tally(&round, &s->options, &tally, err);
	if (status == FL_OK)
		status = fl_round_allocate(&round, &s->options, &allocated, err);
	if (status == FL_OK)
		status = fl_field_load(s->copy, source.spec, false, &field, err);
	if (status == FL_OK)
		status = fl_stored_allocation(s->copy, &field.facts, &a, &published, err);
	if (status == FL_OK)
		status = take_allocation(s, source.spec, &field, a, row, err);
	fl_allocation_free(a);
	fl_field_release(&field);
	fl_source_release(&source);
	return status;
}

static void qualify(sweep *s, const fl_round_spec *spec)
{
	fl_qualify(spec, s->field.candidates, s->field.facts.num_dreams, s->representative, s->own_threshold);
}

static fl_status answer(sweep *s, fl_str json, fl_sweep_row *row, fl_error *err)
{
	fl_round_spec *spec = NULL;
	fl_json_doc *doc = NULL;
	fl_status status = fl_round_parse(json, "sweep", &spec, err);
	for (size_t p = 0; status == FL_OK && p < spec->num_pools && p < s->work.spec->num_pools; p++)
		spec->pools[p].kept = s->work.spec->pools[p].kept; /* of earlier divisions */
	if (status == FL_OK)
		status = fl_json_parse(json, "sweep", &doc, err);
	if (status == FL_OK) {
		row->budget = spec->budget;
		reach far = reach_of(fl_json_root(s->work.json), fl_json_root(doc));
		bool by_weights = spec->policy.kind == FL_POLICY_QUADRATIC ||
				  spec->policy.kind == FL_POLICY_EQUAL_SHARES; /* they ask the ledger */
		if (far == REACH_STEPS || by_weights) {
			status = answer_by_steps(s, json, row, err);
		} else {
			qualify(s, spec); /* a point before may have had another threshold */
			if (!s->warm && far == REACH_MONEY && fl_sweep_can(spec)) {
				status = fl_sweep_new(spec, s->field.candidates, s->field.facts.num_dreams, &s->warm, err);
				s->warm_spec = spec;
			}
			bool warm = status == FL_OK && far == REACH_MONEY && s->warm && fl_sweep_fits(s->warm, spec);
			if (status == FL_OK)
				status = warm ? answer_warm(s, spec, row, err) : answer_anew(s, spec, row, err);
		}
	}
	fl_json_free(doc);
	if (spec != s->warm_spec)
		fl_round_free(spec);
	return status;
}

/* ---- all points -------------------------------------------------------------------------------------------------- */

static fl_status load(sweep *s, const fl_settings *settings, fl_error *err)
{
	size_t count;
	FL_TRY(fl_work_look(&s->work, &s->round, FL_STEP_ALLOCATE, err));
	FL_TRY(fl_source_scenario(&s->start, s->work.documents, s->work.num_documents, FL_STR(""), FL_STR(""), settings, err));
	FL_TRY(fl_field_load(s->work.store, s->work.spec, false, &s->field, err));
	count = s->field.facts.num_dreams;
	FL_TRY(fl_clusters_load(s->work.store, &s->field.facts, &s->arena, &s->representative, err));
	s->own_threshold = fl_arena_array(&s->arena, count + 1, sizeof *s->own_threshold);
	s->amounts = fl_arena_array(&s->arena, count + 1, sizeof *s->amounts);
	s->rows = fl_arena_array(&s->arena, s->num_rows + 1, sizeof *s->rows);
	if (!s->own_threshold || !s->amounts || !s->rows)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		s->own_threshold[i] = s->field.facts.dreams[i].threshold;
	for (size_t k = 0; k < s->num_rows; k++)
		mpq_init(s->rows[k].optimum);
	return FL_OK;
}

/* Lines of a changed text are not those of a file: name the point instead. */
static fl_status blame(const sweep *s, const fl_sweep_row *row, fl_status status, const fl_error *inner, fl_error *err)
{
	if (status == FL_ENOMEM)
		return fl_enomem(err);
	status = s->num_axes == 1
		   ? fl_error_set(err, status, "at %.*s=%.*s: %s", FL_STR_ARG(s->axes[0].path), FL_STR_ARG(row->values[0]),
				  inner->message)
		   : fl_error_set(err, status, "at %.*s=%.*s, %.*s=%.*s: %s", FL_STR_ARG(s->axes[0].path),
				  FL_STR_ARG(row->values[0]), FL_STR_ARG(s->axes[1].path), FL_STR_ARG(row->values[1]),
				  inner->message);
	return status;
}

/* Does the point spoil the round, which itself is good? */
static bool is_no_round(fl_str json)
{
	fl_round_spec *spec = NULL;
	bool good = json.data && fl_round_parse(json, "sweep", &spec, NULL) == FL_OK;
	fl_round_free(spec);
	return !good;
}

static fl_status run_points(sweep *s, fl_error *err)
{
	for (size_t k = 0; k < s->num_rows; k++) {
		size_t second = s->num_axes > 1 ? s->axes[1].num_values : 1, at[AXES_MAX] = { k / second, k % second };
		fl_arena arena = FL_ARENA_INIT;
		fl_error inner = FL_ERROR_INIT;
		fl_str json = { NULL, 0 };
		fl_options_tell(&s->options, "sweep", (int64_t)k, (int64_t)s->num_rows);
		fl_status status = round_at(s, at, &arena, &json, &inner);
		bool laid = status == FL_OK;
		for (size_t a = 0; a < s->num_axes; a++)
			s->rows[k].values[a] = s->axes[a].values[at[a]];
		if (status == FL_OK)
			status = answer(s, json, &s->rows[k], &inner);
		bool asked = status != FL_OK && (!laid || is_no_round(json));
		fl_arena_release(&arena);
		if (status != FL_OK) {
			status = blame(s, &s->rows[k], status, &inner, err);
			return asked ? fl_error_argument(err, status) : status;
		}
	}
	return FL_OK;
}

static fl_status parse_axes(sweep *s, const char *const *axes, size_t num_axes, fl_error *err)
{
	if (num_axes < 1 || num_axes > AXES_MAX)
		return fl_error_set(err, FL_EARGUMENT, "a sweep moves one setting or two");
	s->num_rows = 1;
	for (size_t a = 0; a < num_axes; a++) {
		FL_TRY(fl_sweep_axis_parse(axes[a], &s->arena, &s->axes[a], err));
		s->num_axes++;
		s->num_rows *= s->axes[a].num_values;
		if (s->num_rows > FL_SWEEP_POINTS_MAX)
			return fl_error_set(err, FL_EARGUMENT, "a sweep has at most %d points", FL_SWEEP_POINTS_MAX);
	}
	return FL_OK;
}

static fl_status write_page(const fl_sweep_table *table, const fl_html_file *html, fl_error *err)
{
	fl_buf page;
	fl_buf_init(&page, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_sweep_page(table, html->lang, &page, err);
	if (status == FL_OK)
		status = fl_file_replace(html->path, fl_buf_view(&page), err);
	fl_buf_release(&page);
	return status;
}

static fl_status give(const sweep *s, const fl_html_file *html, bool json, fl_text *ret_text, fl_error *err)
{
	fl_sweep_table table = { .spec = s->start.spec, .rows = s->rows, .num_rows = s->num_rows, .num_axes = s->num_axes };
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	for (size_t a = 0; a < s->num_axes; a++)
		table.axes[a] = s->axes[a].path;
	table.official = s->work.spec->budget;
	fl_status status = fl_report_sweep(&table, json, &out, err);
	if (status == FL_OK && html)
		status = write_page(&table, html, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return status;
}

static void release(sweep *s)
{
	for (size_t k = 0; s->rows && k < s->num_rows; k++)
		mpq_clear(s->rows[k].optimum);
	fl_vec_release(&s->explained);
	fl_sweep_free(s->warm);
	fl_round_free(s->warm_spec);
	fl_field_release(&s->field);
	fl_source_release(&s->start);
	fl_store_close(s->copy);
	fl_folder_end(&s->folder);
	fl_buf_release(&s->copy_path);
	fl_arena_release(&s->arena);
}

fl_status fl_scenario_sweep(const char *path, const char *const *axes, size_t num_axes, const fl_settings *settings,
			    const fl_options *options, const fl_html_file *html, bool json, fl_text *ret_text, fl_error *err)
{
	sweep s = { .path = path };
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&s.copy_path, 1 << 16);
	s.options = (fl_options){ .now = options->now, .threads = options->threads, .progress = options->progress };
	fl_status status = parse_axes(&s, axes, num_axes, err);
	if (status == FL_OK)
		status = fl_store_open(path, FL_STORE_READ, &s.round.store, err);
	if (status == FL_OK)
		status = load(&s, settings, err);
	if (status == FL_OK)
		status = run_points(&s, err);
	if (status == FL_OK)
		status = fl_store_still(s.round.store, err);
	if (status == FL_OK)
		status = give(&s, html, json, ret_text, err);
	if (s.work.begun)
		(void)fl_work_end(&s.work, FL_OK, NULL);
	fl_store_close(s.round.store);
	release(&s);
	return status;
}
