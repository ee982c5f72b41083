/* SPDX-License-Identifier: Apache-2.0
 *
 * review_moves.c - what every award would be if one open item was decided the other way.
 *
 * A category, a tag, an admission or an exception changes neither what is a duplicate nor a tally, so who qualifies and how the money
 * is divided are found again from the records in memory. Another word on a pair or on two names of organisations changes clusters and tallies: for it the steps are
 * done again in a copy of the round file, which is in memory and thrown away.
 */
#include "steps/review_moves.h"

#include "allocate/allocate.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "report/report.h"
#include "steps/give.h"
#include "steps/lay_down.h"
#include "steps/ruled.h"
#include "steps/stored.h"
#include "tally/tally.h"

typedef struct moving {
	fl_work *w;
	const fl_options *options;
	fl_field field;
	fl_allocation *now; /* as it stands */
	uint32_t *representative;
	int64_t *own; /* thresholds of dreams */
	fl_map dreams;
	fl_round copy; /* NULL until a pair or two names ask for it */
} moving;

/* ---- what moved ----------------------------------------------------------------------------------------------------- */

static fl_status compare(moving *m, const fl_allocation *then, fl_review_way *way, fl_error *err)
{
	size_t count = 0, n = m->field.facts.num_dreams;
	for (size_t i = 0; i < n; i++)
		count += m->now->awards[i].amount != then->awards[i].amount;
	way->computed = true;
	way->infeasible = then->outcome == FL_INFEASIBLE;
	way->moves = fl_arena_array(&m->w->arena, count + 1, sizeof *way->moves);
	if (!way->moves)
		return fl_enomem(err);
	for (size_t i = 0; i < n; i++)
		if (m->now->awards[i].amount != then->awards[i].amount)
			way->moves[way->num_moves++] =
			    (fl_review_amount){ (uint32_t)i, m->now->awards[i].amount, then->awards[i].amount };
	fl_review_sort_moves(way->moves, way->num_moves);
	return FL_OK;
}

/* ---- in memory ------------------------------------------------------------------------------------------------------ */

/* Who is accepted loses its flags, but not those that a person gave. */
static fl_status repeat_tags(moving *m, size_t i, fl_tag_record *record, fl_error *err)
{
	const fl_dream *dream = &m->field.facts.dreams[i];
	for (size_t k = 0; k < m->w->num_decisions; k++) {
		const fl_decision *d = &m->w->decisions[k];
		if (fl_decision_class(d) == FL_RULING_TAG && fl_str_eq(d->subject, dream->id) && fl_str_eqz(d->value, "add"))
			FL_TRY(fl_ruled_apply(&m->w->arena, d, dream, record, err));
	}
	return FL_OK;
}

/* 'd' applied to the one dream, as the steps would. */
static fl_status apply(moving *m, const fl_decision *d, size_t i, fl_error *err)
{
	fl_candidate *c = &m->field.candidates[i];
	fl_tag_record record = m->field.tags[i];
	FL_TRY(fl_ruled_apply(&m->w->arena, d, &m->field.facts.dreams[i], &record, err));
	if (fl_decision_class(d) == FL_RULING_ACCEPT)
		FL_TRY(repeat_tags(m, i, &record, err));
	FL_TRY(fl_candidate_tag(&m->field.facts.dreams[i], &record, &m->w->arena, c, err));
	switch (fl_decision_class(d)) {
	case FL_RULING_REJECT:
		c->ruling = FL_RULED_REJECTED;
		break;
	case FL_RULING_EXCEPTION:
		c->ruling = c->ruling == FL_RULED_REJECTED ? FL_RULED_REJECTED : FL_RULED_EXCEPTION;
		break;
	default:
		break;
	}
	return FL_OK;
}

static fl_status move_dream(moving *m, fl_review_way *way, fl_error *err)
{
	fl_allocation *then = NULL;
	size_t i = fl_map_get(&m->dreams, way->decision.subject), n = m->field.facts.num_dreams;
	if (i == FL_MAP_NONE)
		return FL_OK;
	fl_candidate before = m->field.candidates[i];
	fl_status status = apply(m, &way->decision, i, err);
	if (status == FL_OK) {
		fl_qualify(m->w->spec, m->field.candidates, n, m->representative, m->own);
		status = fl_allocate(m->w->spec, m->field.candidates, n, &then, err);
	}
	if (status == FL_OK)
		status = compare(m, then, way, err);
	fl_allocation_free(then);
	m->field.candidates[i] = before;
	return status;
}

/* ---- in a copy ------------------------------------------------------------------------------------------------------ */

static fl_status do_steps(moving *m, const fl_options *quiet, fl_error *err)
{
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	FL_TRY(fl_round_dedup(&m->copy, quiet, &dedup, err));
	FL_TRY(fl_round_tally(&m->copy, quiet, &tally, err));
	return fl_round_allocate(&m->copy, quiet, &allocate, err);
}

static const char *z_of(moving *m, fl_str text)
{
	return fl_arena_str(&m->w->arena, text).data;
}

static fl_status tell(moving *m, const fl_decision *d, const fl_options *quiet, fl_error *err)
{
	fl_ruling ruling = { .dream = z_of(m, d->subject),
			     .other = d->other.len > 0 ? z_of(m, d->other) : NULL,
			     .value = z_of(m, d->value),
			     .kind = z_of(m, d->kind) };
	if (!ruling.dream || !ruling.kind || !ruling.value || (d->other.len > 0 && !ruling.other))
		return fl_enomem(err);
	return fl_decide_as_if(&m->copy, &ruling, quiet, err);
}

static fl_status move_by_steps(moving *m, fl_review_way *way, fl_error *err)
{
	fl_allocation *then = NULL;
	fl_published published;
	fl_options quiet = *m->options;
	quiet.findings = (fl_listener){ NULL, NULL };
	fl_store_close(m->copy.store);
	m->copy.store = NULL;
	FL_TRY(fl_store_copy_open(m->w->store, &m->copy.store, err));
	FL_TRY(tell(m, &way->decision, &quiet, err));
	FL_TRY(do_steps(m, &quiet, err));
	fl_status status = fl_stored_allocation(m->copy.store, &m->field.facts, &then, &published, err);
	if (status == FL_OK)
		status = compare(m, then, way, err);
	fl_allocation_free(then);
	return status;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static fl_status load(moving *m, fl_error *err)
{
	fl_published published;
	size_t stands;
	fl_work *w = m->w;
	FL_TRY(fl_field_load(w->store, w->spec, false, &m->field, err));
	FL_TRY(fl_stored_allocation(w->store, &m->field.facts, &m->now, &published, err));
	FL_TRY(fl_clusters_load(w->store, &m->field.facts, &w->arena, &m->representative, err));
	m->own = fl_arena_array(&w->arena, m->field.facts.num_dreams + 1, sizeof *m->own);
	if (!m->own)
		return fl_enomem(err);
	for (size_t i = 0; i < m->field.facts.num_dreams; i++) {
		m->own[i] = m->field.facts.dreams[i].threshold;
		if (!fl_map_put(&m->dreams, m->field.facts.dreams[i].id, i, &stands))
			return fl_enomem(err);
	}
	return FL_OK;
}

bool fl_review_needs_steps(const fl_decision *d)
{
	fl_ruling_class class = fl_decision_class(d);
	return class == FL_RULING_PAIR || class == FL_RULING_REPRESENTATIVE || class == FL_RULING_ORGANISATION;
}

fl_status fl_review_move(fl_work *w, const fl_options *options, fl_review_way *ways, size_t count, fl_error *err)
{
	moving m = { .w = w, .options = options };
	if (w->spec->policy.kind == FL_POLICY_MODEL)
		return fl_error_set(err, FL_EINVAL, "the policy is a model of your own: what an item would move is not computed");
	fl_status status = load(&m, err);
	for (size_t i = 0; status == FL_OK && i < count; i++)
		status = fl_review_needs_steps(&ways[i].decision) ? move_by_steps(&m, &ways[i], err) : move_dream(&m, &ways[i], err);
	fl_store_close(m.copy.store);
	fl_map_release(&m.dreams);
	fl_allocation_free(m.now);
	fl_field_release(&m.field);
	return status;
}

fl_status fl_round_moves(fl_round *round, const fl_options *options, int64_t most, bool json, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_facts facts = { 0 };
	fl_review_way *ways;
	fl_buf out;
	size_t count = 0;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_look(&w, round, FL_STEP_REPORT, err);
	if (status == FL_OK)
		status = fl_facts_load(w.store, &facts, err);
	if (status == FL_OK)
		status = fl_review_ways(&w, &facts, &ways, &count, err);
	if (status == FL_OK)
		status = fl_review_move(&w, options, ways, most < (int64_t)count ? (size_t)most : count, err);
	if (status == FL_OK)
		status = fl_report_review_ways(facts.dreams, w.spec, ways, count, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_facts_release(&facts);
	return fl_work_end(&w, status, err);
}
