/* SPDX-License-Identifier: Apache-2.0
 *
 * step_follow_plan.c - what follows from the award: of the official result, or, before there is one, of the result that stands.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/following.h"
#include "steps/give.h"
#include "steps/stored.h"

/* The awards as they would be official if they were approved on this day. */
static fl_status take_payments(fl_work *w, const fl_field *field, const fl_allocation *a, int64_t day, fl_following *f, fl_error *err)
{
	size_t pools = w->spec->num_pools, stands;
	f->dreams = fl_arena_array(&w->arena, a->num_payments + 1, sizeof *f->dreams);
	f->by_pool = fl_arena_array(&w->arena, a->num_payments + 1, pools * sizeof *f->by_pool);
	if (!f->dreams || !f->by_pool)
		return fl_enomem(err);
	for (size_t i = 0; i < a->num_payments; i++) { /* those of one dream stand together */
		const fl_payment *p = &a->payments[i];
		fl_str id = fl_arena_str(&w->arena, field->candidates[p->dream].id);
		if (!id.data)
			return fl_enomem(err);
		if (i == 0 || a->payments[i - 1].dream != p->dream) {
			if (!fl_map_put(&f->index, id, f->num_dreams, &stands))
				return fl_enomem(err);
			f->dreams[f->num_dreams] = (fl_follow_dream){ .id = id,
								      .by_pool = f->by_pool + f->num_dreams * pools,
								      .num_pools = pools,
								      .awarded_day = day,
								      .last_day = FL_FOLLOW_DAY_NONE };
			f->num_dreams++;
		}
		f->by_pool[(f->num_dreams - 1) * pools + p->pool] += p->amount;
		f->dreams[f->num_dreams - 1].award += p->amount;
	}
	return FL_OK;
}

static fl_status foresee(fl_work *w, int64_t day, fl_following *f, fl_error *err)
{
	fl_field field = { 0 };
	fl_allocation *a = NULL;
	fl_published published;
	fl_status status = fl_field_load(w->store, w->spec, false, &field, err);
	if (status == FL_OK)
		status = fl_stored_allocation(w->store, &field.facts, &a, &published, err);
	if (status == FL_OK && a->outcome == FL_INFEASIBLE)
		status = fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0, "the round is infeasible: no award follows from it");
	if (status == FL_OK)
		status = take_payments(w, &field, a, day, f, err);
	fl_allocation_free(a);
	fl_field_release(&field);
	return status;
}

static fl_status tell(fl_work *w, fl_following *f, bool preview, const char *dream, bool json, const char *lang, int64_t day, fl_text *ret_text,
		      fl_error *err)
{
	bool ignored;
	fl_buf out;
	fl_follow_view view = fl_following_view(w, f);
	view.spec = preview ? w->spec : f->spec;
	view.preview = preview;
	FL_TRY(fl_lang_parse(lang, &view.lang, err));
	if (preview && dream && !fl_following_find(f, fl_str_of(dream)))
		return fl_error_set(err, FL_ENOTFOUND, "'%s' gets no award in the result that stands", dream);
	if (dream && !fl_following_find(f, fl_str_of(dream)))
		return fl_following_missing(f, fl_str_of(dream), err);
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_plan(&view, dream, day, json, &ignored, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return status;
}

/* Does an official result stand? The plan is then that of its award. */
static fl_status is_official(fl_round *round, bool *ret, fl_error *err)
{
	fl_work w;
	fl_laid laid;
	fl_status status = fl_work_open(&w, round, false, err);
	if (status == FL_OK)
		status = fl_laid_load(w.store, -1, &w.arena, &laid, err);
	*ret = status == FL_OK && laid.approval.complete;
	return fl_work_end(&w, status, err);
}

fl_status fl_round_follow_plan(fl_round *round, const char *dream, bool json, const char *lang, int64_t now, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_following f = { .num_dreams = 0 };
	bool official;
	*ret_text = (fl_text){ NULL, 0 };
	FL_TRY(is_official(round, &official, err));
	fl_status status = official ? fl_work_open(&w, round, false, err) : fl_work_look(&w, round, FL_STEP_REPORT, err);
	int64_t day = status == FL_OK ? fl_following_today(w.spec, now) : 0;
	if (status == FL_OK)
		status = official ? fl_following_load(&w, INT64_MAX, NULL, &f, err) : foresee(&w, day, &f, err);
	if (status == FL_OK)
		status = tell(&w, &f, !official, dream, json, lang, day, ret_text, err);
	fl_following_release(&f);
	return fl_work_end(&w, status, err);
}
