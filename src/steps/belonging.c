/* SPDX-License-Identifier: Apache-2.0
 *
 * belonging.c - to which organisation a dream belongs, for what conflicts of interest bar.
 */
#include "steps/belonging.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/records.h"

typedef struct owners {
	fl_map ids;
	fl_str *organisations;
} owners;

static fl_str organisation(void *user, fl_str dream)
{
	const owners *o = user;
	size_t i = fl_map_get(&o->ids, dream);
	return i == FL_MAP_NONE ? FL_STR("") : fl_str_trim(o->organisations[i]);
}

static fl_status load(fl_store *store, fl_arena *arena, owners *ret, fl_error *err)
{
	fl_str *ids;
	size_t count, stands;
	FL_TRY(fl_organisations_load(store, arena, &ids, &ret->organisations, &count, err));
	for (size_t i = 0; i < count; i++)
		if (!fl_map_put(&ret->ids, ids[i], i, &stands))
			return fl_enomem(err);
	return FL_OK;
}

fl_status fl_belonging_settle(fl_store *store, const fl_decision *all, size_t count, const fl_decision_rules *rules, fl_arena *arena,
			      fl_decision_book *ret, fl_error *err)
{
	owners o = { 0 };
	bool conflicts = false;
	for (size_t i = 0; i < count; i++)
		conflicts = conflicts || fl_decision_is(&all[i], FL_DECISION_CONFLICT);
	fl_status status = conflicts ? load(store, arena, &o, err) : FL_OK;
	if (status == FL_OK)
		status = fl_decisions_settle(all, count, rules, conflicts ? &(fl_belonging){ organisation, &o } : NULL, arena, ret,
					     err);
	fl_map_release(&o.ids);
	return status;
}
