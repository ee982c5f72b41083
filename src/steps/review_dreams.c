/* SPDX-License-Identifier: Apache-2.0
 *
 * review_dreams.c - from what 'tag' stored: limits that were reached, unclear categories, flags of intake.
 *
 * The scores of categories are not stored; the packs of the round give them again, for the unclear dreams only. Where
 * the packs have been changed since, so that a dream would be clear now, nothing is said of its scores.
 */
#include "steps/review_dreams.h"

#include "base/error.h"
#include "base/str.h"
#include "classify/close_call.h"
#include "steps/packs.h"

static bool is_flag(fl_str tag)
{
	return fl_str_starts(tag, FL_STR("flag:"));
}

static fl_status find_limits(const fl_tag_record *record, fl_arena *arena, fl_review_dream *ret, fl_error *err)
{
	fl_match *limits = fl_arena_array(arena, (size_t)record->limits + 1, sizeof *limits);
	if (!limits)
		return fl_enomem(err);
	for (size_t i = 0; i < record->num_matches && ret->num_limits < (size_t)record->limits; i++)
		if (fl_match_is_limit(&record->matches[i]))
			limits[ret->num_limits++] = record->matches[i];
	ret->limits = limits;
	return FL_OK;
}

static fl_status find_flags(const fl_tag_record *record, fl_arena *arena, fl_review_dream *ret, fl_error *err)
{
	fl_str *flags = fl_arena_array(arena, record->num_tags + 1, sizeof *flags);
	if (!flags)
		return fl_enomem(err);
	for (size_t i = 0; i < record->num_tags; i++)
		if (is_flag(record->tags[i]))
			flags[ret->num_flags++] = record->tags[i];
	ret->flags = flags;
	return FL_OK;
}

/* What a person has decided since the tags were given: then nothing is open. */
static bool is_settled(const fl_work *w, fl_str dream, fl_review_cause cause)
{
	const char *kind = cause == FL_REVIEW_UNCLEAR ? FL_DECISION_CATEGORY : FL_DECISION_ADMISSION;
	const fl_question *q = fl_decision_find(&w->book, fl_str_of(kind), dream, FL_STR(""));
	return cause != FL_REVIEW_LIMIT && q && q->state == FL_DECISION_IN_FORCE && !w->spec->decisions.off;
}

static fl_status gather(fl_work *w, const fl_facts *facts, const fl_tag_record *records, fl_review_dream *items, size_t *ret_count,
			fl_error *err)
{
	fl_tag_record *loaded;
	if (!records) {
		FL_TRY(fl_tag_records_load(w->store, facts, true, &w->arena, &loaded, err));
		records = loaded;
	}
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_review_dream d = { .dream = (uint32_t)i, .first = FL_STR(""), .second = FL_STR("") };
		FL_TRY(find_limits(&records[i], &w->arena, &d, err));
		FL_TRY(find_flags(&records[i], &w->arena, &d, err));
		d.cause = d.num_limits ? FL_REVIEW_LIMIT : records[i].unclear ? FL_REVIEW_UNCLEAR : FL_REVIEW_FLAGGED;
		bool clear = d.cause == FL_REVIEW_FLAGGED && d.num_flags == 0;
		if (d.cause == FL_REVIEW_UNCLEAR && is_settled(w, facts->dreams[i].id, d.cause)) {
			d.cause = FL_REVIEW_FLAGGED;
			clear = d.num_flags == 0;
		}
		if (!clear && !is_settled(w, facts->dreams[i].id, d.cause))
			items[(*ret_count)++] = d;
	}
	return FL_OK;
}

static void take_scores(const fl_close_call *call, fl_review_dream *item)
{
	item->first = call->first;
	item->second = call->second;
	item->first_score = call->first_score;
	item->second_score = call->second_score;
	item->margin = call->margin;
	item->least = call->least;
}

#define BATCH 1000 /* dreams whose hits are in memory at a time */

/* The scores of those that are unclear. */
static fl_status add_scores(fl_work *w, const fl_facts *facts, const fl_packs *packs, fl_review_dream *const *unclear, size_t count,
			    fl_error *err)
{
	const fl_pack *const *all = (const fl_pack *const *)packs->items;
	fl_text_field(*fields)[2] = fl_arena_array(&w->arena, count + 1, sizeof *fields);
	fl_tag_input *inputs = fl_arena_array(&w->arena, count + 1, sizeof *inputs);
	fl_tagging *t;
	if (!fields || !inputs)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		const fl_dream *d = &facts->dreams[unclear[i]->dream];
		fields[i][0] = (fl_text_field){ FL_STR("title"), d->title };
		fields[i][1] = (fl_text_field){ FL_STR("body"), d->body };
		inputs[i] = (fl_tag_input){ fields[i], 2 };
	}
	FL_TRY(fl_tag(all, packs->len, inputs, count, fl_options_threads(&w->options), &w->arena, &t, err));
	for (size_t i = 0; i < count; i++) {
		fl_close_call call;
		fl_close_call_find(all, packs->len, &t[i], &call);
		if (t[i].unclear)
			take_scores(&call, unclear[i]);
	}
	return FL_OK;
}

/* Of a dream that is only flagged nobody asks. */
static fl_status score(fl_work *w, const fl_facts *facts, fl_review_dream *items, size_t count, fl_error *err)
{
	fl_packs packs = { 0 };
	size_t asked = 0;
	fl_review_dream **unclear = fl_arena_array(&w->arena, count + 1, sizeof *unclear);
	if (!unclear)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		if (items[i].cause != FL_REVIEW_FLAGGED)
			unclear[asked++] = &items[i];
	if (asked == 0)
		return FL_OK;
	fl_status status = fl_packs_from_documents(&packs, w->documents, w->num_documents, 1, err);
	for (size_t from = 0; status == FL_OK && from < asked; from += BATCH)
		status = add_scores(w, facts, &packs, unclear + from, asked - from < BATCH ? asked - from : BATCH, err);
	fl_packs_release(&packs);
	return status;
}

fl_status fl_review_dreams(fl_work *w, const fl_facts *facts, const fl_tag_record *records, fl_review_dream **ret, size_t *ret_count,
			   fl_error *err)
{
	fl_review_dream *items = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof *items);
	*ret_count = 0;
	*ret = items;
	if (!items)
		return fl_enomem(err);
	FL_TRY(gather(w, facts, records, items, ret_count, err));
	FL_TRY(score(w, facts, items, *ret_count, err));
	fl_review_sort_dreams(items, *ret_count);
	return FL_OK;
}
