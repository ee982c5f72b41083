/* SPDX-License-Identifier: Apache-2.0
 *
 * review_decisions.c - decisions that wait for another person, or were made on a text that has changed.
 */
#include "steps/review_decisions.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

bool fl_review_is_stale(const fl_facts *facts, const fl_map *dreams, const fl_decision *d)
{
	if (!fl_decision_on_dream(d))
		return false;
	size_t a = fl_map_get(dreams, d->subject), b = fl_decision_on_two(d) ? fl_map_get(dreams, d->other) : a;
	if (a == FL_MAP_NONE || b == FL_MAP_NONE)
		return false;
	fl_digest seen = fl_decision_seen(&facts->dreams[a], fl_decision_on_two(d) ? &facts->dreams[b] : NULL);
	return !fl_digest_same(&seen, &d->seen);
}

static bool is_item(const fl_facts *facts, const fl_map *dreams, const fl_question *q, fl_review_standing reason)
{
	switch (reason) {
	case FL_REVIEW_PENDING:
		return q->state == FL_DECISION_PENDING;
	case FL_REVIEW_DISAGREED:
		return q->state == FL_DECISION_DISAGREED;
	case FL_REVIEW_STALE:
		return q->state == FL_DECISION_IN_FORCE && fl_review_is_stale(facts, dreams, q->last);
	case FL_REVIEW_ASKED:
		return q->state == FL_DECISION_IN_FORCE && fl_decision_is(q->last, FL_DECISION_FLAG);
	}
	return false;
}

fl_status fl_review_decisions(fl_work *w, const fl_facts *facts, fl_review_decision **ret, size_t *ret_count, fl_error *err)
{
	fl_map dreams = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	*ret_count = 0;
	*ret = fl_arena_array(&w->arena, 4 * w->book.num_questions + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams && w->book.num_questions > 0 && status == FL_OK; i++)
		if (!fl_map_put(&dreams, facts->dreams[i].id, i, &stands))
			status = fl_enomem(err);
	for (int reason = FL_REVIEW_PENDING; status == FL_OK && reason <= FL_REVIEW_ASKED; reason++)
		for (size_t i = 0; i < w->book.num_questions; i++)
			if (is_item(facts, &dreams, &w->book.questions[i], (fl_review_standing)reason))
				(*ret)[(*ret_count)++] =
				    (fl_review_decision){ &w->book.questions[i], (fl_review_standing)reason };
	fl_map_release(&dreams);
	return status;
}

fl_status fl_review_log(fl_work *w, const fl_facts *facts, fl_decision_log *ret, fl_error *err)
{
	fl_map dreams = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	bool *stale = fl_arena_array(&w->arena, w->num_laid_down + 1, sizeof *stale);
	if (!stale)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams && status == FL_OK; i++)
		if (!fl_map_put(&dreams, facts->dreams[i].id, i, &stands))
			status = fl_enomem(err);
	for (size_t i = 0; i < w->num_laid_down && status == FL_OK; i++)
		stale[i] = w->laid_down[i].value.len > 0 && fl_review_is_stale(facts, &dreams, &w->laid_down[i]);
	fl_map_release(&dreams);
	*ret = (fl_decision_log){ .decisions = w->laid_down,
				  .states = w->book.states,
				  .stale = stale,
				  .count = w->num_laid_down,
				  .rules = &w->spec->decisions,
				  .offset_minutes = w->spec->offset_minutes };
	return status;
}
