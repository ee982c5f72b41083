/* SPDX-License-Identifier: Apache-2.0
 *
 * belonging.c - to which organisation a dream belongs, for what conflicts of interest bar: under whatever name the dream was submitted,
 * and under whatever name the conflict was declared.
 */
#include "steps/belonging.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "steps/owners.h"
#include "store/records.h"

typedef struct owners {
	fl_map ids;
	fl_str *organisations; /* as dreams state them */
	size_t count;
} owners;

static fl_str organisation(void *user, fl_str dream)
{
	const owners *o = user;
	size_t i = fl_map_get(&o->ids, dream);
	return i == FL_MAP_NONE ? FL_STR("") : o->organisations[i];
}

static fl_status load(fl_store *store, fl_arena *arena, owners *ret, fl_error *err)
{
	fl_str *ids;
	size_t stands;
	FL_TRY(fl_organisations_load(store, arena, &ids, &ret->organisations, &ret->count, err));
	for (size_t i = 0; i < ret->count; i++) {
		ret->organisations[i] = fl_str_trim(ret->organisations[i]);
		if (!fl_map_put(&ret->ids, ids[i], i, &stands))
			return fl_enomem(err);
	}
	return FL_OK;
}

static bool is_conflict(const fl_question *q)
{
	return q->state == FL_DECISION_IN_FORCE && fl_decision_is(q->last, FL_DECISION_CONFLICT);
}

/* The names that dreams state, each once; then those with which conflicts were declared. */
static fl_status list_names(const owners *o, const fl_decision_book *book, fl_arena *arena, fl_str **ret, size_t *ret_stated,
			    size_t *ret_count, fl_error *err)
{
	fl_map seen = { 0 };
	size_t n = 0, stands;
	bool good = true;
	fl_str *names = fl_arena_array(arena, o->count + book->num_questions + 1, sizeof *names);
	for (size_t i = 0; names && good && i < o->count; i++) {
		good = fl_map_put(&seen, o->organisations[i], n, &stands);
		if (good && stands == n)
			names[n++] = o->organisations[i];
	}
	*ret_stated = n;
	for (size_t i = 0; names && i < book->num_questions; i++)
		if (is_conflict(&book->questions[i]))
			names[n++] = fl_str_trim(book->questions[i].last->subject);
	*ret = names;
	*ret_count = n;
	fl_map_release(&seen);
	return names && good ? FL_OK : fl_enomem(err);
}

/* Each conflict under every name that a dream states for its organisation. 'book' is settled without conflicts: neither they nor what is
 * decided on organisations depend on any. */
static fl_status spread(const owners *o, const fl_decision_book *book, const fl_round_spec *spec, fl_arena *arena, fl_belonging *ret,
			fl_error *err)
{
	fl_str *names, *called;
	size_t stated, count, n = 0;
	FL_TRY(list_names(o, book, arena, &names, &stated, &count, err));
	FL_TRY(fl_owners_call(spec, book->in_force, book->num_in_force, names, count, arena, &called, err));
	FL_VEC(fl_conflict) found = { 0 };
	fl_status status = FL_OK;
	for (size_t q = 0, k = stated; status == FL_OK && q < book->num_questions; q++) {
		if (!is_conflict(&book->questions[q]))
			continue;
		for (size_t i = 0; status == FL_OK && i < stated; i++)
			if (names[i].len > 0 && fl_str_eq(called[i], called[k]) &&
			    !fl_vec_push(&found, ((fl_conflict){ names[i], book->questions[q].last->other })))
				status = fl_enomem(err);
		k++;
	}
	n = found.len;
	fl_conflict *kept = status == FL_OK ? fl_arena_array(arena, n + 1, sizeof *kept) : NULL;
	if (status == FL_OK && !kept)
		status = fl_enomem(err);
	if (status == FL_OK && n > 0)
		memcpy(kept, found.items, n * sizeof *kept);
	fl_vec_release(&found);
	ret->conflicts = kept;
	ret->num_conflicts = status == FL_OK ? n : 0;
	return status;
}

static fl_status settle(fl_store *store, const fl_decision *all, size_t count, const fl_round_spec *spec, fl_arena *arena, owners *o,
			fl_decision_book *ret, fl_error *err)
{
	fl_belonging belonging = { .organisation = organisation, .user = o };
	FL_TRY(fl_decisions_settle(all, count, &spec->decisions, NULL, arena, ret, err));
	bool any = false;
	for (size_t i = 0; i < ret->num_questions; i++)
		any = any || is_conflict(&ret->questions[i]);
	if (!any)
		return FL_OK;
	FL_TRY(load(store, arena, o, err));
	FL_TRY(spread(o, ret, spec, arena, &belonging, err));
	return fl_decisions_settle(all, count, &spec->decisions, &belonging, arena, ret, err);
}

fl_status fl_belonging_settle(fl_store *store, const fl_decision *all, size_t count, const fl_round_spec *spec, fl_arena *arena,
			      fl_decision_book *ret, fl_error *err)
{
	owners o = { 0 };
	fl_status status = settle(store, all, count, spec, arena, &o, ret, err);
	fl_map_release(&o.ids);
	return status;
}
