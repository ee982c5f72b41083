/* SPDX-License-Identifier: Apache-2.0
 *
 * following.c - who was awarded what, by the files of the official report, and the state to which the recorded events lead.
 *
 * The plan is that of the round that governs now: it may be laid down, or changed, after the award.
 */
#include "steps/following.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"
#include "domain/bundle.h"

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
	FL_TRY(fl_official_payments_load(w->store, text, &w->arena, &payments, &count, err));
	f->dreams = fl_arena_array(&w->arena, count + 1, sizeof *f->dreams);
	f->by_pool = fl_arena_array(&w->arena, count + 1, f->spec->num_pools * sizeof *f->by_pool);
	if (!f->dreams || !f->by_pool)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(take_payment(w, f, &payments[i], day, err));
	return FL_OK;
}

static int64_t local_day(int64_t seconds, int offset_minutes)
{
	int64_t local = seconds + (int64_t)offset_minutes * 60;
	return local / DAY - (local % DAY < 0);
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
	f->awarded_day = local_day(act->at, f->spec->offset_minutes);
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
	fl_following *f;
	int64_t until;
	fl_str of; /* no data: none */
} applying;

static fl_status apply(void *user, const fl_follow_event *e, fl_error *err)
{
	const applying *x = user;
	fl_follow_dream *dream = fl_following_find(x->f, e->dream);
	fl_error inner = FL_ERROR_INIT;
	if (x->w->continued.there && e->seq < x->w->continued.seq)
		return FL_OK; /* of an earlier division, which the file that this one continues goes on to follow */
	if (e->day > x->until)
		return FL_OK; /* days of one dream only grow */
	if (!dream)
		return fl_error_at(err, FL_EPARSE, fl_store_name(x->w->store), 0, 0,
				   "'%.*s' was followed, and has no award in the official result", FL_STR_ARG(e->dream));
	if (fl_follow_apply(&x->w->spec->follow, &x->f->spec->currency, dream, e, &inner) != FL_OK)
		return fl_error_at(err, FL_ESTATE, fl_store_name(x->w->store), 0, 0,
				   "what entry %lld recorded of '%.*s' does not fit the plan that governs now: %s", (long long)e->seq,
				   FL_STR_ARG(e->dream), inner.message);
	if (!x->of.data || (x->of.len > 0 && !fl_str_eq(e->dream, x->of)))
		return FL_OK;
	fl_follow_event kept = *e;
	return fl_follow_keep(&kept, &x->w->arena) && fl_vec_push(&x->f->events, kept) ? FL_OK : fl_enomem(err);
}

fl_status fl_following_load(fl_work *w, int64_t until, const char *of, fl_following *ret, fl_error *err)
{
	*ret = (fl_following){ .num_dreams = 0 };
	applying x = { w, ret, until, of ? fl_str_of(of) : (fl_str){ NULL, 0 } };
	FL_TRY(load_awards(w, ret, err));
	return fl_follow_each(w->store, apply, &x, err);
}

void fl_following_release(fl_following *f)
{
	fl_round_free(f->spec);
	fl_map_release(&f->index);
	fl_vec_release(&f->events);
}

fl_follow_view fl_following_view(const fl_work *w, const fl_following *f)
{
	return (fl_follow_view){ .spec = f->spec,
				 .plan = &w->spec->follow,
				 .dreams = f->dreams,
				 .num_dreams = f->num_dreams,
				 .events = f->events.items,
				 .num_events = f->events.len };
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
