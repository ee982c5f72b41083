/* SPDX-License-Identifier: Apache-2.0
 *
 * write_pabulib.c - the round as a participatory-budgeting election (.pb), for the tools of that field and for Florin itself.
 *
 * Format: Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis", IJCAI 2023; pabulib.org/format.
 * Projects are the dreams that stood for election: qualified ones, and those below the threshold where one threshold governs all,
 * so that whoever reads the file can apply it. Ballots are cumulative: what each giver's flowers came to after the round's
 * rules. Givers become numbers in the order of their appearance; flowers that name no giver are one ballot of their own.
 * Maxima of categories and neighbourhoods are said as META says them (pabulib_limits.c).
 * Where the ballots cannot add up to the tallies (ready totals; clusters counted by 'max'), there are none.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/str.h"
#include "report/laid_down.h"
#include "report/pabulib_limits.h"
#include "report/reason.h"

#include <stdlib.h>

typedef struct mark { /* flowers of one giver to one project */
	uint32_t giver, dream;
	int64_t points;
} mark;

typedef struct election {
	const fl_result *result;
	fl_arena arena;
	uint32_t *projects; /* dreams, in the order of the result */
	size_t num_projects;
	mark *marks; /* by giver, then project */
	size_t num_marks, num_ballots;
	int64_t *named; /* per dream: ballots that name it */
	bool threshold; /* those below it stand in the file */
} election;

#define NAMELESS UINT32_MAX

/* ---- who stands, and who gave ---- */

static bool one_threshold(const fl_result *result)
{
	for (size_t i = 0; i < result->num_dreams; i++) {
		const fl_candidate *c = result->dreams[i].candidate;
		if (c->threshold != result->dreams[0].candidate->threshold || c->threshold_givers > 0)
			return false;
	}
	return true;
}

static fl_status list_projects(election *e, fl_error *err)
{
	const fl_result *result = e->result;
	e->threshold = one_threshold(result);
	e->projects = fl_arena_array(&e->arena, result->num_dreams + 1, sizeof *e->projects);
	if (!e->projects)
		return fl_enomem(err);
	for (uint32_t i = 0; i < result->num_dreams; i++) {
		fl_standing standing = result->dreams[i].candidate->standing;
		if (standing != FL_QUALIFIED && !(standing == FL_BELOW_THRESHOLD && e->threshold))
			continue;
		if (memchr(result->dreams[i].dream->id.data, ',', result->dreams[i].dream->id.len))
			return fl_error_set(err, FL_EINVAL, "no ballot can name '%.*s': its id has a comma",
					    FL_STR_ARG(result->dreams[i].dream->id));
		e->projects[e->num_projects++] = i;
	}
	return FL_OK;
}

static int by_giver(const void *a, const void *b)
{
	const mark *x = a, *y = b;
	if (x->giver != y->giver)
		return x->giver < y->giver ? -1 : 1;
	return (x->dream > y->dream) - (x->dream < y->dream);
}

/* The marks of one project; false where they do not come to its tally. */
static bool add_marks(election *e, uint32_t dream)
{
	const fl_candidate *c = e->result->dreams[dream].candidate;
	int64_t rest = c->tally;
	for (size_t k = 0; k < c->num_supporters; k++) {
		if (c->supporters[k].count > rest)
			return false;
		rest -= c->supporters[k].count;
		e->marks[e->num_marks++] = (mark){ c->supporters[k].giver, dream, c->supporters[k].count };
	}
	if (rest > 0)
		e->marks[e->num_marks++] = (mark){ NAMELESS, dream, rest };
	return true;
}

static fl_status list_ballots(election *e, fl_error *err)
{
	size_t count = 0, known = 0;
	for (size_t i = 0; i < e->num_projects; i++) {
		count += e->result->dreams[e->projects[i]].candidate->num_supporters + 1;
		known += e->result->dreams[e->projects[i]].candidate->num_supporters;
	}
	e->marks = fl_arena_array(&e->arena, count + 1, sizeof *e->marks);
	e->named = fl_arena_array(&e->arena, e->result->num_dreams + 1, sizeof *e->named);
	if (!e->marks || !e->named)
		return fl_enomem(err);
	bool whole = known > 0;
	for (size_t i = 0; whole && i < e->num_projects; i++)
		whole = add_marks(e, e->projects[i]);
	e->num_marks = whole ? e->num_marks : 0;
	if (e->num_marks > 0)
		qsort(e->marks, e->num_marks, sizeof *e->marks, by_giver);
	for (size_t k = 0; k < e->num_marks; k++) {
		e->num_ballots += k == 0 || e->marks[k].giver != e->marks[k - 1].giver;
		e->named[e->marks[k].dream]++;
	}
	return FL_OK;
}

/* ---- bytes ---- */

static void put_meta(fl_buf *out, const char *key, fl_str value)
{
	fl_buf_printf(out, "%s;", key);
	fl_pabulib_put_field(out, value);
	fl_buf_putc(out, '\n');
}

static void put_head(fl_buf *out, const election *e)
{
	const fl_round_spec *spec = e->result->spec;
	int64_t threshold = e->num_projects > 0 ? e->result->dreams[e->projects[0]].candidate->threshold : 0;
	fl_buf_puts(out, "META\nkey;value\n");
	put_meta(out, "description", spec->title);
	put_meta(out, "instance", spec->id);
	fl_buf_printf(out, "num_projects;%zu\n", e->num_projects);
	if (e->num_ballots > 0)
		fl_buf_printf(out, "num_votes;%zu\n", e->num_ballots);
	fl_buf_puts(out, "budget;");
	fl_money_print(out, spec->budget, spec->currency.minor_digits, false);
	fl_buf_printf(out, "\ncurrency;%s\nvote_type;cumulative\nrule;", spec->currency.code);
	fl_str label = fl_policy_label(&spec->policy);
	fl_buf_str(out, label);
	fl_buf_putc(out, '\n');
	if (e->threshold && threshold > 0)
		fl_buf_printf(out, "min_project_score_threshold;%lld\n", (long long)threshold);
	if (fl_laid_down_marks(e->result)) /* a key of our own, as the format permits */
		fl_buf_printf(out, "official;%s\n", fl_laid_down_mark(e->result));
}

/* Values of the tags "category:…", parted by commas. */
static void put_kind(fl_buf *out, const fl_candidate *c, const char *prefix, fl_str instead, fl_buf *scratch)
{
	size_t len = strlen(prefix), count = 0;
	fl_buf_clear(scratch);
	for (size_t t = 0; t <= c->num_tags; t++) {
		fl_str value = t < c->num_tags ? c->tags[t] : instead;
		if (t == c->num_tags ? count > 0 : !fl_str_starts(value, (fl_str){ prefix, len }))
			continue;
		value = t < c->num_tags ? fl_str_slice(value, len, value.len) : value;
		if (count++ > 0)
			fl_buf_putc(scratch, ',');
		fl_pabulib_put_value(scratch, value);
	}
	fl_pabulib_put_field(out, fl_buf_view(scratch));
	fl_buf_putc(out, ';');
}

static void put_project(fl_buf *out, const election *e, uint32_t dream, fl_buf *scratch)
{
	const fl_result_dream *d = &e->result->dreams[dream];
	const fl_candidate *c = d->candidate;
	int digits = e->result->spec->currency.minor_digits;
	fl_pabulib_put_field(out, d->dream->id);
	fl_buf_putc(out, ';');
	fl_money_print(out, c->request, digits, false);
	fl_buf_printf(out, ";%lld;%lld;", (long long)(e->num_ballots > 0 ? e->named[dream] : c->givers), (long long)c->tally);
	fl_pabulib_put_field(out, d->dream->title.len > 0 ? d->dream->title : d->dream->id);
	fl_buf_putc(out, ';');
	put_kind(out, c, FL_PB_CATEGORY, c->category, scratch);
	put_kind(out, c, "beneficiaries:", FL_STR(""), scratch);
	put_kind(out, c, FL_PB_NEIGHBORHOOD, c->region, scratch);
	fl_buf_printf(out, "%d;", d->award->amount == c->request);
	fl_money_print(out, d->award->amount, digits, false);
	fl_buf_putc(out, '\n');
}

/* From 'k' on, the ballot of one giver; returns where the next begins. */
static size_t put_ballot(fl_buf *out, const election *e, size_t k, size_t number)
{
	size_t end = k;
	while (end < e->num_marks && e->marks[end].giver == e->marks[k].giver)
		end++;
	fl_buf_printf(out, "%zu;", number);
	for (size_t i = k; i < end; i++) {
		fl_buf_puts(out, i > k ? "," : "");
		fl_buf_str(out, e->result->dreams[e->marks[i].dream].dream->id);
	}
	for (size_t i = k; i < end; i++)
		fl_buf_printf(out, "%s%lld", i > k ? "," : ";", (long long)e->marks[i].points);
	fl_buf_putc(out, '\n');
	return end;
}

fl_status fl_report_pabulib(const fl_result *result, const fl_listener *findings, fl_buf *out, fl_error *err)
{
	election e = { .result = result };
	fl_buf scratch;
	fl_buf_init(&scratch, FL_BUF_MAX_DEFAULT);
	fl_status status = list_projects(&e, err);
	if (status == FL_OK)
		status = list_ballots(&e, err);
	if (status == FL_OK) {
		put_head(out, &e);
		status = fl_pabulib_put_limits(result, e.projects, e.num_projects, findings, out, err);
	}
	if (status == FL_OK) {
		fl_buf_puts(out, "PROJECTS\nproject_id;cost;votes;score;name;category;beneficiaries;neighborhood;selected;award\n");
		for (size_t i = 0; i < e.num_projects; i++)
			put_project(out, &e, e.projects[i], &scratch);
		if (e.num_ballots > 0)
			fl_buf_puts(out, "VOTES\nvoter_id;vote;points\n");
		for (size_t k = 0, number = 1; k < e.num_marks; number++)
			k = put_ballot(out, &e, k, number);
		status = fl_buf_status(&scratch, err);
		if (status == FL_OK)
			status = fl_buf_status(out, err);
	}
	fl_buf_release(&scratch);
	fl_arena_release(&e.arena);
	return status;
}
