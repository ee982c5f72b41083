/* SPDX-License-Identifier: Apache-2.0
 *
 * public_facts.c - out of a result and what followed, what everybody may see.
 *
 * Field by field what may be shown is copied; there is no list of what may not. Reasons are said of a result whose limits do not name
 * organisations, unless the round says that they may be named.
 */
#include "report/public_facts.h"

#include "base/error.h"
#include "base/str.h"
#include "report/personal.h"

#include <stdlib.h>

#define TEXT_MAX   ((size_t)6 << 20) /* bytes of all bodies together */
#define CUT_LEAST  ((size_t)256)
#define LISTED_MAX ((size_t)50000) /* or as many as have an award */

typedef struct making {
	const fl_public_source *source;
	const fl_round_spec *spec;
	fl_result result; /* for the reasons */
	fl_allocation allocation;
	fl_lang lang;
	fl_arena *arena;
	fl_personal personal;
	fl_buf scratch;
	size_t cut;
	fl_map followed; /* id -> place in the follow view */
	const fl_follow_event **events; /* grouped by dream */
	size_t *first;
	fl_public_facts *facts;
} making;

/* ---- texts ---------------------------------------------------------------------------------------------------------- */

static fl_status keep(making *m, fl_str *ret, fl_error *err)
{
	FL_TRY(fl_buf_status(&m->scratch, err));
	*ret = fl_arena_str(m->arena, fl_buf_view(&m->scratch));
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status hide(making *m, fl_str text, fl_str *ret, fl_error *err)
{
	fl_buf_clear(&m->scratch);
	fl_personal_hide(&m->personal, m->lang, text, &m->scratch);
	return keep(m, ret, err);
}

static fl_status hide_body(making *m, fl_str text, fl_public_dream *ret, fl_error *err)
{
	fl_buf_clear(&m->scratch);
	fl_personal_hide(&m->personal, m->lang, text, &m->scratch);
	fl_str all = fl_buf_view(&m->scratch);
	size_t cut = all.len < m->cut ? all.len : m->cut;
	while (cut < all.len && cut > 0 && ((unsigned char)all.data[cut] & 0xc0) == 0x80)
		cut--;
	ret->cut = (int64_t)fl_utf8_length(fl_str_slice(all, cut, all.len));
	fl_buf_shorten(&m->scratch, all.len - cut);
	return keep(m, &ret->body, err);
}

/* "below threshold by 12 flowers" */
static fl_status say(making *m, uint32_t index, bool change, fl_str *ret, fl_error *err)
{
	fl_buf words;
	fl_buf_init(&words, FL_BUF_MAX_DEFAULT);
	if (change)
		fl_reason_change(&m->result, index, m->lang, &words);
	else
		fl_reason_say(&m->result, index, m->lang, &words);
	fl_status status = fl_buf_status(&words, err);
	if (status == FL_OK)
		status = hide(m, fl_buf_view(&words), ret, err);
	fl_buf_release(&words);
	return status;
}

/* A result whose limits do not name organisations. */
static fl_status make_nameless(making *m, fl_error *err)
{
	const fl_allocation *a = m->source->result->allocation;
	fl_limit_line *limits = fl_arena_array(m->arena, a->num_limits + 1, sizeof *limits);
	if (!limits)
		return fl_enomem(err);
	m->result = *m->source->result;
	m->allocation = *a;
	for (size_t k = 0; k < a->num_limits; k++) {
		const fl_group *group = fl_limit_group(m->source->result, k);
		limits[k] = a->limits[k];
		if (group && group->each == FL_EACH_ORGANISATION && !m->spec->publicity.organisations)
			limits[k].name.len = group->id.len + 1; /* "organisation=" */
	}
	m->allocation.limits = limits;
	m->result.allocation = &m->allocation;
	return FL_OK;
}

/* ---- which dreams, and how much of their texts ---------------------------------------------------------------------- */

typedef struct rank {
	fl_money award;
	int64_t tally;
	uint32_t index;
} rank;

static int by_interest(const void *a, const void *b)
{
	const rank *x = a, *y = b;
	if (x->award != y->award)
		return x->award > y->award ? -1 : 1;
	if (x->tally != y->tally)
		return x->tally > y->tally ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static size_t choose_cut(const fl_result *result)
{
	for (size_t cut = FL_DREAM_TEXT_MAX;; cut /= 2) {
		size_t sum = 0;
		for (size_t i = 0; i < result->num_dreams && sum <= TEXT_MAX; i++)
			sum += result->dreams[i].dream->body.len < cut ? result->dreams[i].dream->body.len : cut;
		if (sum <= TEXT_MAX || cut <= CUT_LEAST)
			return cut;
	}
}

static fl_status choose_dreams(making *m, fl_error *err)
{
	const fl_result *result = m->source->result;
	size_t count = result->num_dreams, awarded = 0, n = 0;
	for (size_t i = 0; i < count; i++)
		awarded += result->dreams[i].award->amount > 0;
	size_t most = awarded > LISTED_MAX ? awarded : LISTED_MAX, listed = count < most ? count : most;
	rank *ranks = fl_arena_array(m->arena, count + 1, sizeof *ranks);
	m->facts->position = fl_arena_array(m->arena, count + 1, sizeof *m->facts->position);
	m->facts->dreams = fl_arena_array(m->arena, listed + 1, sizeof *m->facts->dreams);
	if (!ranks || !m->facts->position || !m->facts->dreams)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		ranks[i] = (rank){ result->dreams[i].award->amount, result->dreams[i].candidate->tally, (uint32_t)i };
		m->facts->position[i] = FL_PUBLIC_NONE;
	}
	if (count > 1)
		qsort(ranks, count, sizeof *ranks, by_interest);
	for (size_t r = 0; r < listed; r++)
		m->facts->position[ranks[r].index] = 0;
	for (size_t i = 0; i < count; i++)
		if (m->facts->position[i] != FL_PUBLIC_NONE) {
			m->facts->dreams[n].index = (uint32_t)i;
			m->facts->position[i] = (uint32_t)n++;
		}
	m->facts->num_dreams = n;
	m->cut = choose_cut(result);
	return FL_OK;
}

/* ---- what followed -------------------------------------------------------------------------------------------------- */

static fl_status group_events(making *m, fl_error *err)
{
	const fl_follow_view *view = m->source->follow;
	size_t dreams = view->num_dreams, place;
	m->events = fl_arena_array(m->arena, view->num_events + 1, sizeof *m->events);
	m->first = fl_arena_array(m->arena, dreams + 2, sizeof *m->first);
	if (!m->events || !m->first)
		return fl_enomem(err);
	for (size_t d = 0; d < dreams; d++)
		if (!fl_map_put(&m->followed, view->dreams[d].id, d, &place))
			return fl_enomem(err);
	for (size_t i = 0; i < view->num_events; i++) {
		place = fl_map_get(&m->followed, view->events[i].dream);
		if (place != FL_MAP_NONE)
			m->first[place + 2]++;
	}
	for (size_t d = 2; d < dreams + 2; d++)
		m->first[d] += m->first[d - 1];
	for (size_t i = 0; i < view->num_events; i++) { /* first[d + 1] runs to where the group of d ends */
		place = fl_map_get(&m->followed, view->events[i].dream);
		if (place != FL_MAP_NONE)
			m->events[m->first[place + 1]++] = &view->events[i];
	}
	return FL_OK;
}

static fl_status take_progress(making *m, fl_public_dream *ret, fl_error *err)
{
	const fl_follow_view *view = m->source->follow;
	size_t d = view ? fl_map_get(&m->followed, m->source->result->dreams[ret->index].dream->id) : FL_MAP_NONE;
	ret->progress = (fl_public_progress){ .state = ret->award > 0 ? FL_COURSE_WAITING : FL_COURSE_NONE,
					      .stopped = FL_FOLLOW_DAY_NONE,
					      .people = -1 };
	if (d == FL_MAP_NONE)
		return FL_OK;
	FL_TRY(fl_public_follow(view, d, m->events + m->first[d], m->first[d + 1] - m->first[d], m->source->day, m->arena, &ret->progress, err));
	for (size_t k = 0; k < view->plan->num_milestones; k++)
		FL_TRY(hide(m, ret->progress.milestones[k].story, &ret->progress.milestones[k].story, err));
	return FL_OK;
}

/* ---- one dream ------------------------------------------------------------------------------------------------------ */

static fl_status check_id(making *m, fl_str id, fl_error *err)
{
	fl_personal_kind kind;
	if (m->spec->publicity.ids)
		return FL_OK;
	if (!fl_personal_in(&m->personal, id, &kind))
		return fl_enomem(err);
	if (kind == FL_PERSONAL_NONE)
		return FL_OK;
	return fl_error_set(err, FL_EINVAL,
			    "the id of a dream looks like personal data: '%.*s'; if no id is any, say \"public\": {\"ids\": true} in round.json",
			    FL_STR_ARG(id));
}

static fl_status take_words(making *m, const fl_result_dream *from, fl_public_dream *ret, fl_error *err)
{
	const fl_publicity *may = &m->spec->publicity;
	fl_str name = from->partner && from->partner->id.len > 0 ? from->partner->name.len > 0 ? from->partner->name : from->partner->id : FL_STR("");
	ret->title = ret->body = FL_STR("");
	if (ret->status != FL_ST_INELIGIBLE) {
		FL_TRY(hide(m, from->dream->title, &ret->title, err));
		FL_TRY(hide_body(m, from->dream->body, ret, err));
	}
	FL_TRY(hide(m, from->candidate->region, &ret->region, err));
	FL_TRY(hide(m, from->candidate->category, &ret->category, err));
	FL_TRY(hide(m, may->organisations ? from->candidate->organisation : FL_STR(""), &ret->organisation, err));
	FL_TRY(hide(m, may->partners ? name : FL_STR(""), &ret->partner, err));
	FL_TRY(say(m, ret->index, false, &ret->reason, err));
	return say(m, ret->index, true, &ret->change, err);
}

/* What divisions before this one awarded it, and what became of that. */
static void take_earlier(const making *m, fl_public_dream *ret)
{
	const fl_earlier_sums *before = m->source->result->before;
	size_t i = before ? fl_map_get(&before->index, ret->id) : FL_MAP_NONE;
	if (i == FL_MAP_NONE)
		return;
	const fl_earlier_share *share = &before->shares[i];
	ret->earlier = (fl_follow_sum){ .awarded = share->awarded, .paid = share->paid, .planned = share->before - share->paid, .returned = share->returned };
	ret->ended = share->ended;
}

static fl_status take_dream(making *m, fl_public_dream *ret, fl_error *err)
{
	const fl_result_dream *from = &m->source->result->dreams[ret->index];
	FL_TRY(check_id(m, from->dream->id, err));
	ret->id = from->dream->id;
	ret->request = from->candidate->request;
	ret->raised = from->candidate->raised;
	ret->award = from->award->amount;
	ret->tally = from->candidate->tally;
	ret->threshold = from->candidate->threshold;
	ret->status = fl_dream_status_of(from);
	ret->exception = from->candidate->ruling == FL_RULED_EXCEPTION;
	ret->representative = from->representative == ret->index ? FL_PUBLIC_NONE : m->facts->position[from->representative];
	ret->payments = from->payments;
	ret->num_payments = from->num_payments;
	take_earlier(m, ret);
	FL_TRY(take_words(m, from, ret, err));
	return take_progress(m, ret, err);
}

/* ---- the round ------------------------------------------------------------------------------------------------------ */

static void add_sum(fl_follow_sum *sum, fl_follow_sum more)
{
	sum->awarded += more.awarded; /* together at most the budget */
	sum->paid += more.paid;
	sum->planned += more.planned;
	sum->returned += more.returned;
}

static void count_late(const fl_public_facts *facts, const fl_public_progress *p, fl_public_totals *totals)
{
	totals->late_dreams += p->late > 0;
	for (size_t t = 0; t < facts->plan->num_tranches; t++)
		totals->late_payments += p->tranches[t].state == FL_FOLLOW_OVERDUE;
	for (size_t k = 0; k < facts->plan->num_milestones; k++)
		totals->late_reports += p->milestones[k].state == FL_FOLLOW_OVERDUE;
}

static size_t first_feedback(const fl_follow_plan *plan)
{
	size_t k = 0;
	while (k < plan->num_milestones && plan->milestones[k].result)
		k++;
	return k;
}

static void count(fl_public_facts *facts)
{
	fl_public_totals *totals = &facts->totals;
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_public_dream *d = &facts->dreams[i];
		const fl_public_progress *p = &d->progress;
		totals->progress[p->state]++;
		totals->flowers_funded += d->award > 0 ? d->tally : 0;
		if (!facts->plan || !p->tranches)
			continue;
		size_t first = first_feedback(facts->plan);
		add_sum(&totals->money, p->sum);
		count_late(facts, p, totals);
		totals->told += p->people >= 0;
		totals->people += p->people >= 0 && totals->people <= INT64_MAX - p->people ? p->people : 0;
		totals->feedback += first < facts->plan->num_milestones && p->milestones[first].accepted != FL_FOLLOW_DAY_NONE;
	}
}

/* Divisions before this one, of all dreams, also of those that are not listed. */
static void count_earlier(const fl_result *result, fl_public_totals *totals)
{
	const fl_earlier_sums *before = result->before;
	for (size_t p = 0; before && p < result->earlier->num_pools; p++) {
		const fl_earlier_pool *pool = &before->pools[p];
		add_sum(&totals->earlier, (fl_follow_sum){ .awarded = pool->awarded, .paid = pool->paid, .planned = pool->planned, .returned = pool->returned });
	}
	for (size_t i = 0; before && i < before->num_shares; i++)
		totals->kept += before->shares[i].before > 0;
}

static fl_status take_pool(making *m, size_t p, fl_error *err)
{
	const fl_pool *pool = &m->spec->pools[p];
	const fl_allocation *a = m->source->result->allocation;
	const fl_follow_view *view = m->source->follow;
	fl_public_pool *ret = &m->facts->pools[p];
	*ret = (fl_public_pool){ .amount = fl_pool_money(pool) };
	FL_TRY(hide(m, pool->title.len > 0 ? pool->title : pool->id, &ret->title, err));
	for (size_t k = 0; k < a->num_limits; k++)
		if (a->limits[k].is_pool && fl_str_eq(a->limits[k].name, pool->id))
			ret->sum.awarded = a->limits[k].awarded;
	for (size_t q = 0; view && q < view->spec->num_pools; q++)
		if (fl_str_eq(view->spec->pools[q].id, pool->id)) {
			ret->sum = (fl_follow_sum){ .awarded = 0 };
			for (size_t d = 0; d < view->num_dreams; d++)
				add_sum(&ret->sum, fl_follow_sum_of_pool(&view->dreams[d], q));
		}
	return FL_OK;
}

/* A plan that is laid down by nobody is in English (follow_plan.c). */
static fl_str title_of(const making *m, const fl_follow_item *item)
{
	if (m->lang == FL_LANG_ZH && fl_str_eqz(item->title, "first feedback"))
		return FL_STR("首次反馈");
	return m->lang == FL_LANG_ZH && fl_str_eqz(item->id, "all") && fl_str_eqz(item->title, "all") ? FL_STR("全额") : item->title;
}

static fl_status take_titles(making *m, const fl_follow_item *items, size_t count, fl_str **ret, fl_error *err)
{
	*ret = fl_arena_array(m->arena, count + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(hide(m, title_of(m, &items[i]), &(*ret)[i], err));
	return FL_OK;
}

static fl_status make(making *m, fl_error *err)
{
	fl_public_facts *facts = m->facts;
	FL_TRY(make_nameless(m, err));
	FL_TRY(choose_dreams(m, err));
	if (m->source->follow) {
		facts->plan = m->source->follow->plan;
		FL_TRY(group_events(m, err));
		FL_TRY(take_titles(m, facts->plan->tranches, facts->plan->num_tranches, &facts->tranches, err));
		FL_TRY(take_titles(m, facts->plan->milestones, facts->plan->num_milestones, &facts->milestones, err));
	}
	FL_TRY(hide(m, m->spec->title.len > 0 ? m->spec->title : m->spec->id, &facts->title, err));
	facts->num_pools = m->spec->num_pools;
	facts->pools = fl_arena_array(m->arena, facts->num_pools + 1, sizeof *facts->pools);
	if (!facts->pools)
		return fl_enomem(err);
	for (size_t p = 0; p < facts->num_pools; p++)
		FL_TRY(take_pool(m, p, err));
	for (size_t i = 0; i < facts->num_dreams; i++)
		FL_TRY(take_dream(m, &facts->dreams[i], err));
	count(facts);
	count_earlier(m->source->result, &facts->totals);
	facts->totals.divided = fl_round_money(m->spec);
	facts->totals.hidden = m->personal.hidden;
	return FL_OK;
}

fl_status fl_public_facts_make(const fl_public_source *source, fl_lang lang, fl_arena *arena, fl_public_facts *ret, fl_error *err)
{
	making m = { .source = source, .spec = source->result->spec, .lang = lang, .arena = arena, .facts = ret };
	*ret = (fl_public_facts){ .source = source };
	fl_buf_init(&m.scratch, FL_BUF_MAX_DEFAULT);
	fl_status status = make(&m, err);
	fl_personal_release(&m.personal);
	fl_buf_release(&m.scratch);
	fl_map_release(&m.followed);
	return status;
}
