/* SPDX-License-Identifier: Apache-2.0
 *
 * moves_by_steps.c - decide in a copy, and do the steps again.
 */
#include "steps/moves_by_steps.h"

#include "base/error.h"
#include "base/str.h"
#include "steps/lay_down.h"
#include "steps/stored.h"

static fl_status do_steps(fl_round *copy, const fl_options *quiet, fl_error *err)
{
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	FL_TRY(fl_round_tag(copy, quiet, &tag, err)); /* another decision may fall with this one */
	FL_TRY(fl_round_dedup(copy, quiet, &dedup, err));
	FL_TRY(fl_round_tally(copy, quiet, &tally, err));
	return fl_round_allocate(copy, quiet, &allocate, err);
}

static const char *z_of(fl_arena *arena, fl_str text)
{
	return fl_arena_str(arena, text).data;
}

static fl_status tell(fl_round *copy, fl_arena *arena, const fl_decision *d, const fl_options *quiet, fl_error *err)
{
	fl_ruling ruling = { .dream = z_of(arena, d->subject),
			     .other = d->other.len > 0 ? z_of(arena, d->other) : NULL,
			     .value = z_of(arena, d->value),
			     .kind = z_of(arena, d->kind) };
	if (!ruling.dream || !ruling.kind || !ruling.value || (d->other.len > 0 && !ruling.other))
		return fl_enomem(err);
	return fl_decide_as_if(copy, &ruling, quiet, err);
}

static fl_status take(fl_round *copy, const fl_facts *facts, fl_money *ret_awards, bool *ret_feasible, fl_error *err)
{
	fl_allocation *then = NULL;
	fl_published published;
	FL_TRY(fl_stored_allocation(copy->store, facts, &then, &published, err));
	for (size_t i = 0; i < facts->num_dreams; i++)
		ret_awards[i] = then->awards[i].amount;
	*ret_feasible = then->outcome != FL_INFEASIBLE;
	fl_allocation_free(then);
	return FL_OK;
}

/* Is it the round that refuses, and not the machine that fails? */
static bool is_refusal(fl_status status)
{
	return status == FL_EINVAL || status == FL_EARGUMENT || status == FL_ENOTFOUND || status == FL_ERANGE || status == FL_ESTATE;
}

fl_status fl_moves_by_steps(fl_work *w, const fl_facts *facts, const fl_decision *decision, const fl_options *options, bool *ret_known,
			    fl_money *ret_awards, bool *ret_feasible, fl_error *err)
{
	fl_round copy = { NULL };
	fl_error inner = FL_ERROR_INIT;
	fl_options quiet = *options;
	quiet.findings = (fl_listener){ NULL, NULL };
	FL_TRY(fl_store_copy_open(w->store, &copy.store, err));
	fl_status status = tell(&copy, &w->arena, decision, &quiet, &inner);
	if (status == FL_OK)
		status = do_steps(&copy, &quiet, &inner);
	if (status == FL_OK)
		status = take(&copy, facts, ret_awards, ret_feasible, &inner);
	fl_store_close(copy.store);
	*ret_known = status == FL_OK;
	return status == FL_OK || is_refusal(status) ? FL_OK : fl_error_set(err, status, "%s", inner.message);
}
