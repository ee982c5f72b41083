/* SPDX-License-Identifier: Apache-2.0
 *
 * outputs_facts.c - the facts of a round, out of the round file, as files of its bundle.
 *
 * The ledger comes giver by giver, as it does for the tally, but nothing is tallied again; rows are added up: one for each giver, dream
 * and source, and each moment where the round's rules ask for times. Rows of nobody are added up as they come, so that memory
 * holds them once each.
 */
#include "steps/outputs_facts.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/bundle_facts.h"
#include "steps/tally_ledger.h"
#include "store/names.h"

#include <stdlib.h>

typedef FL_VEC(fl_flower_fact) rows;

typedef struct writing {
	fl_buf *flowers, *earned;
	bool with_times, with_earned;
	rows nobody, own;
	size_t nobody_sorted; /* of so many each key stands once */
	bool begun, short_of_memory;
} writing;

static int by_key(const void *a, const void *b)
{
	return fl_flower_fact_cmp(a, b);
}

/* One row a key. */
static void add_up(rows *list)
{
	size_t kept = 0;
	if (list->len > 1)
		qsort(list->items, list->len, sizeof *list->items, by_key);
	for (size_t i = 0; i < list->len; i++) {
		fl_flower_fact *last = kept > 0 ? &list->items[kept - 1] : NULL, *row = &list->items[i];
		if (last && fl_flower_fact_cmp(last, row) == 0)
			last->count += row->count; /* at most the raw tally of the dream, which fits */
		else
			list->items[kept++] = *row;
	}
	list->len = kept;
}

static void put_all(writing *w, const rows *list)
{
	for (size_t i = 0; i < list->len; i++)
		fl_bundle_flowers_put(w->flowers, w->with_times, &list->items[i]);
}

static void push(writing *w, rows *list, uint32_t giver, const fl_giving *row)
{
	fl_flower_fact fact = { .giver = giver,
				.dream = row->dream,
				.source = row->kind,
				.given = w->with_times ? row->given : FL_TIME_NONE,
				.count = row->count };
	if (!fl_vec_push(list, fact))
		w->short_of_memory = true;
}

static void on_rows(void *user, uint32_t giver, const fl_giving *given, size_t count, int64_t earned)
{
	writing *w = user;
	if (giver == FL_FACT_NONE) { /* all of these come before the first giver */
		push(w, &w->nobody, giver, given);
		if (w->nobody.len > 2 * w->nobody_sorted + 100000) {
			add_up(&w->nobody);
			w->nobody_sorted = w->nobody.len;
		}
		return;
	}
	if (!w->begun) {
		add_up(&w->nobody);
		put_all(w, &w->nobody);
		w->begun = true;
	}
	w->own.len = 0;
	for (size_t i = 0; i < count; i++)
		push(w, &w->own, giver, &given[i]);
	add_up(&w->own);
	put_all(w, &w->own);
	if (w->with_earned && earned != FL_EARNED_UNKNOWN)
		fl_bundle_earned_put(w->earned, &(fl_earned_fact){ giver, earned });
}

static fl_status write_ledger(fl_store *store, const fl_whole *whole, writing *w, fl_arena *arena,
			      fl_error *err)
{
	fl_tally_request request = { .store = store,
				     .facts = &whole->field.facts,
				     .spec = whole->result.spec,
				     .sink = { .rows = on_rows, .user = w },
				     .only = UINT32_MAX,
				     .now = INT64_MAX };
	fl_bundle_flowers_begin(w->flowers, w->with_times);
	fl_bundle_earned_begin(w->earned);
	FL_TRY(fl_tally_ledger(&request, arena, NULL, NULL, err));
	if (!w->begun) {
		add_up(&w->nobody);
		put_all(w, &w->nobody);
	}
	return w->short_of_memory ? fl_enomem(err) : FL_OK;
}

/* Stated totals are facts only where no ledger speaks. */
static fl_status take_dreams(const fl_whole *whole, bool ledger, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	const fl_facts *facts = &whole->field.facts;
	ret->num_dreams = facts->num_dreams;
	ret->dreams = fl_arena_array(arena, facts->num_dreams + 1, sizeof *ret->dreams);
	if (!ret->dreams)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_result_dream *dream = &whole->result.dreams[i];
		ret->dreams[i] = (fl_dream_fact){ .dream = whole->field.candidates[i],
						  .representative = dream->representative,
						  .threshold = facts->dreams[i].threshold,
						  .stated_flowers = ledger ? -1 : facts->dreams[i].stated_flowers,
						  .stated_givers = ledger ? -1 : facts->dreams[i].stated_givers,
						  .category_decided = dream->decided,
						  .added = dream->added,
						  .num_added = dream->num_added,
						  .removed = dream->removed,
						  .num_removed = dream->num_removed };
	}
	return FL_OK;
}

static fl_status take_sources(fl_store *store, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	fl_names names;
	fl_status status = fl_names_open(&names, store, FL_NAMES_KINDS, err);
	ret->num_sources = status == FL_OK ? names.list.len : 0;
	ret->sources = fl_arena_array(arena, ret->num_sources + 1, sizeof *ret->sources);
	if (status == FL_OK && !ret->sources)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < ret->num_sources; i++) {
		ret->sources[i] = fl_arena_str(arena, names.list.items[i]);
		if (!ret->sources[i].data)
			status = fl_enomem(err);
	}
	fl_names_release(&names);
	return status;
}

/* Files of dreams and flowers, and packs; round.json is in the bundle itself. */
static fl_status take_evidence(const fl_whole *whole, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	ret->evidence = fl_arena_array(arena, whole->result.num_files + 1, sizeof *ret->evidence);
	if (!ret->evidence)
		return fl_enomem(err);
	for (size_t i = 0; i < whole->result.num_files; i++) {
		const fl_result_file *file = &whole->result.files[i];
		if (fl_str_eqz(file->role, "round") || fl_str_eqz(file->role, "source"))
			continue;
		fl_evidence_fact *fact = &ret->evidence[ret->num_evidence++];
		fact->role = file->role;
		fact->name = file->path;
		memcpy(fact->digest, file->digest.data, file->digest.len < 65 ? file->digest.len : 64);
	}
	return FL_OK;
}

fl_status fl_bundle_facts_make(fl_store *store, const fl_whole *whole, fl_buf *facts, fl_buf *dreams, fl_buf *flowers,
			       fl_buf *earned, fl_error *err)
{
	const fl_round_spec *spec = whole->result.spec;
	fl_arena arena = FL_ARENA_INIT;
	fl_bundle_facts all = { 0 };
	writing w = { .flowers = flowers,
		      .earned = earned,
		      .with_times = fl_bundle_with_times(spec),
		      .with_earned = fl_bundle_with_earned(spec) };
	fl_status status = write_ledger(store, whole, &w, &arena, err);
	if (status == FL_OK)
		status = take_dreams(whole, w.begun || w.nobody.len > 0, &arena, &all, err);
	if (status == FL_OK)
		status = take_sources(store, &arena, &all, err);
	if (status == FL_OK)
		status = take_evidence(whole, &arena, &all, err);
	if (status == FL_OK) {
		fl_bundle_facts_print(facts, &all);
		fl_bundle_dreams_print(dreams, &all);
	}
	fl_vec_release(&w.nobody);
	fl_vec_release(&w.own);
	fl_arena_release(&arena);
	return status;
}
