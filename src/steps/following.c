/* SPDX-License-Identifier: Apache-2.0
 *
 * following.c - who was awarded what, by the files of the official report, and the state to which the recorded events lead.
 *
 * The plan is that of the round that governs now: it may be laid down, or changed, after the award, as long as what was recorded fits it.
 * Rows are read once, in their order; where a dream has a fact that is dated before another, its facts are read again and sorted by day.
 */
#include "steps/following.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "steps/official_payments.h"

#include <stdlib.h>
#include <string.h>

#define DAY 86400

/* ---- the awards ----------------------------------------------------------------------------------------------------- */

static fl_status no_official(fl_work *w, fl_error *err)
{
	return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
			   "no result is official, so nobody can be paid yet: 'florin approve' comes first");
}

/* A file of the official report, as it was approved. */
static fl_status find_file(fl_work *w, const fl_act *act, const char *name, fl_str *ret, fl_error *err)
{
	FL_TRY(fl_official_file_get(w->store, act->seq, fl_str_of(name), &w->arena, ret, err));
	fl_digest digest = fl_sha256(*ret);
	for (size_t k = 0; ret->data && k < act->num_bound; k++)
		if (fl_str_eqz(act->bound[k].name, name) && fl_digest_same(&act->bound[k].digest, &digest))
			return FL_OK;
	return fl_error_at(err, FL_EPARSE, fl_store_name(w->store), 0, 0, "'%s' is not the file that entry %lld approved", name,
			   (long long)act->seq);
}

static fl_status take_payment(fl_work *w, fl_following *f, const fl_official_payment *payment, int64_t day, fl_error *err)
{
	size_t p = 0, place;
	while (p < f->spec->num_pools && !fl_str_eq(f->spec->pools[p].id, payment->pool))
		p++;
	if (p == f->spec->num_pools)
		return fl_error_at(err, FL_EPARSE, fl_store_name(w->store), 0, 0, "the official awards are damaged");
	if (!fl_map_put(&f->index, payment->dream, f->num_dreams, &place))
		return fl_enomem(err);
	fl_money *by_pool = f->by_pool + place * f->spec->num_pools;
	if (place == f->num_dreams)
		f->dreams[f->num_dreams++] = (fl_follow_dream){ .id = payment->dream,
								.by_pool = by_pool,
								.num_pools = f->spec->num_pools,
								.awarded_day = day,
								.last_day = FL_FOLLOW_DAY_NONE };
	by_pool[p] += payment->amount;
	f->dreams[place].award += payment->amount;
	return FL_OK;
}

static fl_status take_awards(fl_work *w, fl_following *f, fl_str text, int64_t day, fl_error *err)
{
	fl_official_payment *payments;
	size_t count;
	FL_TRY(fl_official_payments_read(w->store, text, &w->arena, &payments, &count, err));
	f->dreams = fl_arena_array(&w->arena, count + 1, sizeof *f->dreams);
	f->by_pool = fl_arena_array(&w->arena, count + 1, f->spec->num_pools * sizeof *f->by_pool);
	if (!f->dreams || !f->by_pool)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(take_payment(w, f, &payments[i], day, err));
	return FL_OK;
}

int64_t fl_following_today(const fl_round_spec *spec, int64_t now)
{
	int64_t local = now + (int64_t)spec->offset_minutes * 60;
	return local / DAY - (local % DAY < 0);
}

fl_status fl_following_take_day(const fl_round_spec *spec, const char *on, int64_t now, int64_t *ret, fl_error *err)
{
	*ret = fl_following_today(spec, now);
	if (on && strcmp(on, "today") != 0 && !fl_follow_day(fl_str_of(on), ret))
		return fl_error_set(err, FL_EARGUMENT, "'%s' is no day such as 2026-10-01", on);
	return FL_OK;
}

static fl_status load_awards(fl_work *w, fl_following *f, fl_error *err)
{
	const fl_approval *a = &f->laid.approval;
	fl_str round, awards;
	FL_TRY(fl_laid_load(w->store, -1, &w->arena, &f->laid, err));
	if (!a->complete)
		return no_official(w, err);
	const fl_act *act = a->people[a->num_people - 1];
	FL_TRY(find_file(w, act, "bundle/" FL_BUNDLE_ROUND, &round, err));
	FL_TRY(find_file(w, act, "bundle/" FL_BUNDLE_AWARDS, &awards, err));
	FL_TRY(fl_round_parse(round, FL_BUNDLE_ROUND, &f->spec, err));
	f->awards = awards;
	f->awarded_day = fl_following_today(f->spec, act->at);
	return take_awards(w, f, awards, f->awarded_day, err);
}

/* ---- what was recorded ---------------------------------------------------------------------------------------------- */

fl_follow_dream *fl_following_find(const fl_following *f, fl_str id)
{
	size_t i = fl_map_get(&f->index, id);
	return i == FL_MAP_NONE ? NULL : &f->dreams[i];
}

typedef struct applying {
	fl_work *w;
	const fl_follow_plan *plan;
	fl_following *f;
	int64_t until;
	fl_str of;       /* no data: none */
	fl_map undos;    /* "9.3" → the undo of it */
	size_t num_undone;
	bool *late;      /* per dream: one of its facts is dated before another that was recorded earlier, or does not fit */
	FL_VEC(fl_follow_event) again; /* facts of such dreams */
} applying;

static fl_status apply_fact(const applying *x, fl_follow_dream *dream, const fl_follow_event *e, fl_error *err)
{
	char ref[FL_FOLLOW_REF];
	fl_error inner = FL_ERROR_INIT;
	if (fl_follow_apply(x->plan, &x->f->spec->currency, dream, e, &inner) == FL_OK)
		return FL_OK;
	return fl_error_at(err, FL_ESTATE, fl_store_name(x->w->store), 0, 0,
			   "what entry %s recorded of '%.*s' does not fit the plan that governs now: %s", fl_follow_name(e, ref),
			   FL_STR_ARG(e->dream), inner.message);
}

/* In the order of the rows; the facts of most dreams are recorded in the order of their days. */
static fl_status apply(const applying *x, const fl_follow_event *e, fl_error *err)
{
	fl_follow_dream *dream = fl_following_find(x->f, e->dream);
	if (!dream)
		return fl_error_at(err, FL_EPARSE, fl_store_name(x->w->store), 0, 0,
				   "'%.*s' was followed, and has no award in the official result", FL_STR_ARG(e->dream));
	size_t place = (size_t)(dream - x->f->dreams);
	bool in_order = !x->late[place] && (dream->last_day == FL_FOLLOW_DAY_NONE || e->day >= dream->last_day);
	/* where it does not fit, a fact of an earlier day may still come */
	x->late[place] = !in_order || fl_follow_apply(x->plan, &x->f->spec->currency, dream, e, NULL) != FL_OK;
	return FL_OK;
}

static bool is_asked_for(const applying *x, const fl_follow_event *e)
{
	return x->of.data && (x->of.len == 0 || fl_str_eq(e->dream, x->of));
}

/* The first of an entry is alone until the second comes. */
static void note_company(applying *x, const fl_follow_event *e)
{
	fl_follow_event *first = NULL;
	if (e->number == 1)
		return;
	if (x->f->events.len > 0)
		first = &x->f->events.items[x->f->events.len - 1];
	if (first && first->seq == e->seq)
		first->alone = false;
	if (x->f->undone.len > 0 && x->f->undone.items[x->f->undone.len - 1].fact.seq == e->seq)
		x->f->undone.items[x->f->undone.len - 1].fact.alone = false;
}

static fl_status keep(applying *x, const fl_follow_event *e, const fl_follow_event *undo, fl_error *err)
{
	fl_follow_event kept = *e;
	kept.alone = e->number == 1;
	if (!fl_follow_keep(&kept, &x->w->arena))
		return fl_enomem(err);
	bool good = undo ? fl_vec_push(&x->f->undone, ((fl_follow_undone){ kept, *undo })) : fl_vec_push(&x->f->events, kept);
	return good ? FL_OK : fl_enomem(err);
}

static const fl_follow_event *find_undo(applying *x, const fl_follow_event *e)
{
	char ref[FL_FOLLOW_REF];
	if (x->f->num_undos == 0)
		return NULL;
	size_t i = fl_map_get(&x->undos, fl_str_of(fl_follow_ref(e, ref)));
	x->num_undone += i != FL_MAP_NONE;
	return i == FL_MAP_NONE ? NULL : &x->f->undos[i];
}

/* Which the file that this one continues goes on to follow. */
static bool is_of_earlier_division(const applying *x, const fl_follow_event *e)
{
	return x->w->continued.there && e->seq < x->w->continued.seq;
}

static fl_status visit(void *user, const fl_follow_event *e, fl_error *err)
{
	applying *x = user;
	const fl_follow_event *undo = e->kind == FL_FOLLOW_UNDO ? NULL : find_undo(x, e);
	if (is_of_earlier_division(x, e))
		return FL_OK;
	note_company(x, e);
	if (e->kind == FL_FOLLOW_UNDO)
		return FL_OK;
	if (e->day > x->until)
		return FL_OK;
	if (!undo)
		FL_TRY(apply(x, e, err));
	return is_asked_for(x, e) ? keep(x, e, undo, err) : FL_OK;
}

/* ---- facts that were recorded after others of a later day ---------------------------------------------------------- */

static fl_status collect(void *user, const fl_follow_event *e, fl_error *err)
{
	applying *x = user;
	fl_follow_event kept = *e;
	const fl_follow_dream *dream = e->kind == FL_FOLLOW_UNDO ? NULL : fl_following_find(x->f, e->dream);
	if (is_of_earlier_division(x, e) || e->day > x->until || !dream || !x->late[dream - x->f->dreams] || find_undo(x, e))
		return FL_OK;
	return fl_follow_keep(&kept, &x->w->arena) && fl_vec_push(&x->again, kept) ? FL_OK : fl_enomem(err);
}

void fl_following_blank(fl_follow_dream *dream)
{
	*dream = (fl_follow_dream){ .id = dream->id,
				    .award = dream->award,
				    .by_pool = dream->by_pool,
				    .num_pools = dream->num_pools,
				    .awarded_day = dream->awarded_day,
				    .last_day = FL_FOLLOW_DAY_NONE };
}

static fl_status apply_late(applying *x, fl_error *err)
{
	bool any = false;
	for (size_t i = 0; i < x->f->num_dreams; i++) {
		any = any || x->late[i];
		if (x->late[i])
			fl_following_blank(&x->f->dreams[i]);
	}
	if (!any)
		return FL_OK;
	FL_TRY(fl_follow_each(x->w->store, collect, x, err));
	qsort(x->again.items, x->again.len, sizeof *x->again.items, fl_follow_cmp);
	for (size_t i = 0; i < x->again.len; i++)
		FL_TRY(apply_fact(x, fl_following_find(x->f, x->again.items[i].dream), &x->again.items[i], err));
	return FL_OK;
}

static fl_status load_events(applying *x, fl_error *err)
{
	fl_following *f = x->f;
	size_t stands;
	FL_TRY(fl_follow_undos_load(x->w->store, &x->w->arena, &f->undos, &f->num_undos, err));
	for (size_t i = 0; i < f->num_undos; i++)
		if (!fl_map_put(&x->undos, f->undos[i].item, i, &stands))
			return fl_enomem(err);
	x->late = fl_arena_array(&x->w->arena, f->num_dreams + 1, sizeof *x->late);
	if (!x->late)
		return fl_enomem(err);
	FL_TRY(fl_follow_each(x->w->store, visit, x, err));
	if (x->num_undone != f->num_undos)
		return fl_error_at(err, FL_EPARSE, fl_store_name(x->w->store), 0, 0, "something is taken back that was never recorded");
	FL_TRY(apply_late(x, err));
	if (f->events.len > 1)
		qsort(f->events.items, f->events.len, sizeof *f->events.items, fl_follow_cmp);
	return FL_OK;
}

static fl_status load(fl_work *w, const fl_follow_plan *plan, int64_t until, const char *of, fl_following *ret, fl_error *err)
{
	*ret = (fl_following){ .num_dreams = 0 };
	applying x = { .w = w, .plan = plan, .f = ret, .until = until, .of = of ? fl_str_of(of) : (fl_str){ NULL, 0 } };
	fl_status status = load_awards(w, ret, err);
	if (status == FL_OK)
		status = load_events(&x, err);
	fl_map_release(&x.undos);
	fl_vec_release(&x.again);
	return status;
}

fl_status fl_following_load(fl_work *w, int64_t until, const char *of, fl_following *ret, fl_error *err)
{
	return load(w, &w->spec->follow, until, of, ret, err);
}

fl_status fl_following_check_plan(fl_work *w, const fl_follow_plan *plan, fl_error *err)
{
	fl_following f;
	fl_follow_event *first;
	size_t count;
	fl_error inner = FL_ERROR_INIT;
	if (!w->continued.there)
		FL_TRY(fl_continued_load(w->store, &w->arena, &w->continued, err));
	FL_TRY(fl_follow_load(w->store, &w->arena, &first, &count, err));
	if (count == 0 || (w->continued.there && first[count - 1].seq < w->continued.seq))
		return FL_OK;
	fl_status status = load(w, plan, INT64_MAX, NULL, &f, &inner);
	fl_following_release(&f);
	if (status == FL_ESTATE)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
				   "\"follow\" cannot change like this: %s (what stands recorded: 'follow show'; the plan may be given with --set follow=...)",
				   inner.message);
	if (status != FL_OK && err)
		*err = inner;
	return status;
}

void fl_following_release(fl_following *f)
{
	fl_round_free(f->spec);
	fl_map_release(&f->index);
	fl_vec_release(&f->events);
	fl_vec_release(&f->undone);
}

fl_follow_view fl_following_view(const fl_work *w, const fl_following *f)
{
	return (fl_follow_view){ .spec = f->spec,
				 .plan = &w->spec->follow,
				 .dreams = f->dreams,
				 .num_dreams = f->num_dreams,
				 .events = f->events.items,
				 .num_events = f->events.len,
				 .undone = f->undone.items,
				 .num_undone = f->undone.len };
}

fl_status fl_following_missing(const fl_following *f, fl_str id, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, id);
	for (size_t i = 0; i < f->num_dreams; i++)
		fl_spelling_try(&near, f->dreams[i].id);
	return fl_error_set(err, FL_ENOTFOUND, "'%.*s' has no award in the official result%s", FL_STR_ARG(id), fl_spelling_hint(&near, hint));
}
