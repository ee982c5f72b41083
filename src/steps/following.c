/* SPDX-License-Identifier: Apache-2.0
 *
 * following.c - who was awarded what, by the files of the official report, and the state to which the recorded events lead.
 *
 * The plan is that of the round that governs now: it may be laid down, or changed, after the award.
 */
#include "steps/following.h"

#include "base/error.h"
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

static fl_status take_award(fl_work *w, fl_following *f, fl_json award, int64_t day, fl_follow_dream *ret, fl_error *err)
{
	fl_json payments = fl_json_get(award, "payments");
	fl_money *by_pool = fl_arena_array(&w->arena, f->spec->num_pools + 1, sizeof *by_pool);
	*ret = (fl_follow_dream){ .id = fl_arena_str(&w->arena, fl_json_text(fl_json_get(award, "dream"))),
				  .by_pool = by_pool,
				  .num_pools = f->spec->num_pools,
				  .awarded_day = day,
				  .last_day = FL_FOLLOW_DAY_NONE };
	if (!by_pool || !ret->id.data)
		return fl_enomem(err);
	for (size_t i = 0; i < fl_json_len(payments); i++) {
		fl_json v = fl_json_at(payments, i);
		size_t p = 0;
		int64_t amount = 0;
		while (p < f->spec->num_pools && !fl_str_eq(f->spec->pools[p].id, fl_json_text(fl_json_get(v, "pool"))))
			p++;
		if (p == f->spec->num_pools || !fl_json_i64(fl_json_get(v, "amount"), &amount))
			return fl_error_at(err, FL_EPARSE, fl_store_name(w->store), 0, 0, "the official awards are damaged");
		by_pool[p] += amount;
		ret->award += amount;
	}
	return FL_OK;
}

static fl_status take_awards(fl_work *w, fl_following *f, fl_str text, int64_t day, fl_error *err)
{
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(text, FL_BUNDLE_AWARDS, &doc, err));
	fl_json list = fl_json_get(fl_json_root(doc), "awards");
	size_t count = fl_json_len(list), stands;
	fl_status status = FL_OK;
	f->dreams = fl_arena_array(&w->arena, count + 1, sizeof *f->dreams);
	if (!f->dreams)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		status = take_award(w, f, fl_json_at(list, i), day, &f->dreams[i], err);
		if (status == FL_OK && !fl_map_put(&f->index, f->dreams[i].id, i, &stands))
			status = fl_enomem(err);
		f->num_dreams += status == FL_OK;
	}
	fl_json_free(doc);
	return status;
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
	return take_awards(w, f, awards, local_day(act->at, f->spec->offset_minutes), err);
}

/* ---- what was recorded ---------------------------------------------------------------------------------------------- */

fl_follow_dream *fl_following_find(const fl_following *f, fl_str id)
{
	size_t i = fl_map_get(&f->index, id);
	return i == FL_MAP_NONE ? NULL : &f->dreams[i];
}

static fl_status apply_all(fl_work *w, fl_following *f, int64_t until, fl_error *err)
{
	for (size_t i = 0; i < f->num_events; i++) {
		const fl_follow_event *e = &f->events[i];
		fl_follow_dream *dream = fl_following_find(f, e->dream);
		fl_error inner = FL_ERROR_INIT;
		if (e->day > until)
			continue; /* days of one dream only grow */
		if (!dream)
			return fl_error_at(err, FL_EPARSE, fl_store_name(w->store), 0, 0,
					   "'%.*s' was followed, and has no award in the official result", FL_STR_ARG(e->dream));
		if (fl_follow_apply(&w->spec->follow, &f->spec->currency, dream, e, &inner) != FL_OK)
			return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
					   "what entry %lld recorded of '%.*s' does not fit the plan that governs now: %s", (long long)e->seq,
					   FL_STR_ARG(e->dream), inner.message);
	}
	return FL_OK;
}

fl_status fl_following_load(fl_work *w, int64_t until, fl_following *ret, fl_error *err)
{
	*ret = (fl_following){ .num_dreams = 0 };
	FL_TRY(load_awards(w, ret, err));
	FL_TRY(fl_follow_load(w->store, &w->arena, &ret->events, &ret->num_events, err));
	return apply_all(w, ret, until, err);
}

void fl_following_release(fl_following *f)
{
	fl_round_free(f->spec);
	fl_map_release(&f->index);
}

fl_follow_view fl_following_view(const fl_work *w, const fl_following *f)
{
	return (fl_follow_view){ .spec = f->spec,
				 .plan = &w->spec->follow,
				 .dreams = f->dreams,
				 .num_dreams = f->num_dreams,
				 .events = f->events,
				 .num_events = f->num_events };
}

/* Each text with its length before it, each number in eight bytes: no two lists of events have the same bytes. */
static void add_number(fl_hasher *h, int64_t n)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)n >> (56 - 8 * i));
	fl_hasher_add(h, bytes, sizeof bytes);
}

static void add_text(fl_hasher *h, fl_str text)
{
	add_number(h, (int64_t)text.len);
	fl_hasher_add(h, text.data, text.len);
}

void fl_following_hash(fl_hasher *h, const fl_follow_event *e)
{
	add_text(h, fl_str_of(fl_follow_word(e->kind)));
	add_text(h, e->dream);
	add_text(h, e->item);
	add_number(h, e->amount);
	add_number(h, e->people);
	add_number(h, e->day);
	add_text(h, e->evidence);
	add_text(h, e->person);
	add_text(h, e->why);
}
