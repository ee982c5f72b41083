/* SPDX-License-Identifier: Apache-2.0
 *
 * step_tally.c - flowers to tallies, signs for a reviewer, and who qualifies.
 *
 * Which flowers count is decided in tally/, eligibility and thresholds in domain/round.c. Here is what is said about it: findings
 * about flowers that were given out of time or for no dream, about givers who gave more than they had earned, and the signs,
 * each with its numbers.
 */
#include "tally/tally.h"

#include "base/error.h"
#include "base/str.h"
#include "steps/candidates.h"
#include "steps/owners.h"
#include "steps/ruled.h"
#include "steps/step.h"
#include "steps/tally_ledger.h"

static const fl_count counts[] = {
	{ "below_threshold", offsetof(fl_tally_summary, below_threshold) },
	{ "dreams", offsetof(fl_tally_summary, dreams) },
	{ "duplicates", offsetof(fl_tally_summary, duplicates) },
	{ "flowers", offsetof(fl_tally_summary, flowers) },
	{ "ineligible", offsetof(fl_tally_summary, ineligible) },
	{ "qualified", offsetof(fl_tally_summary, qualified) },
	{ NULL, 0 },
};

/* ---- findings ------------------------------------------------------------------------------------------------------- */

static void say_odd(fl_work *w, const fl_facts *facts, const fl_odd_rows *odd, fl_severity severity, const char *code,
		    const char *one, const char *many)
{
	for (size_t i = 0; i < facts->num_files; i++)
		if (odd[i].count > 0)
			fl_report(&w->findings, severity, code, facts->files[i].path.data, odd[i].line, 0, "",
				  "%lld %s; the first stands here", FL_MANY(odd[i].count, one, many));
}

static void say_notes(fl_work *w, const fl_facts *facts, const fl_ledger_notes *notes, const fl_tally_result *result)
{
	static const char *const done[] = { "", FL_MESSAGE("they count all the same"), FL_MESSAGE("what is beyond does not count"),
					    FL_MESSAGE("nothing that they gave counts") };
	say_odd(w, facts, notes->outside, FL_WARNING, "flowers-outside-window",
		FL_MESSAGE("row was given out of the round's time, or at no known time, and does not count"),
		FL_MESSAGE("rows were given out of the round's time, or at no known time, and do not count"));
	say_odd(w, facts, notes->future, FL_WARNING, "flowers-of-the-future", FL_MESSAGE("row was given later than now"),
		FL_MESSAGE("rows were given later than now"));
	say_odd(w, facts, notes->stray, FL_WARNING, "flowers-for-no-dream",
		FL_MESSAGE("row is for a dream that the round has no more, and does not count"),
		FL_MESSAGE("rows are for dreams that the round has no more, and do not count"));
	if (result->excess_givers > 0)
		fl_report(&w->findings, FL_WARNING, "given-more-than-earned", "", 0, 0, "",
			  "%lld %s gave %lld %s more than earned: %s", FL_MANY(result->excess_givers, "giver", "givers"),
			  FL_MANY(result->excess_flowers, "flower", "flowers"),
			  done[w->spec->tally.excess]);
	if (result->no_days)
		fl_report(&w->findings, FL_NOTE, "growth-not-kept", "", 0, 0, "",
			  "there are too many dreams and days to keep how tallies grew");
}

/* ---- signs ---------------------------------------------------------------------------------------------------------- */

/* 7 of 20 in percent, rounded down. */
static long long percent(int64_t part, int64_t whole)
{
	__extension__ typedef __int128 wide;
	return whole > 0 ? (long long)((wide)part * 100 / whole) : 0;
}

static void put_time(const fl_work *w, int64_t time, fl_buf *ret)
{
	fl_buf_clear(ret);
	fl_time_print(ret, time, w->spec->offset_minutes);
}

static void say_sign(fl_work *w, const fl_facts *facts, const fl_sign *s, fl_buf *time)
{
	const int64_t *n = s->n;
	const char *dream = facts->dreams[s->dream].id.data;
	switch (s->kind) {
	case FL_SIGN_CONCENTRATED:
		fl_report(&w->findings, FL_WARNING, "sign-concentrated", "", 0, 0, dream,
			  "%lld%% of %lld flowers are from one giver, %lld%% from ten; %lld %s, as many as %lld.%02lld who give alike",
			  percent(n[0], n[2]), (long long)n[2], percent(n[1], n[2]), FL_MANY(n[3], "giver", "givers"), (long long)n[4] / 100,
			  (long long)n[4] % 100);
		break;
	case FL_SIGN_BURST:
		put_time(w, n[2], time);
		fl_report(&w->findings, FL_WARNING, "sign-burst", "", 0, 0, dream,
			  "%lld of %lld flowers came within %lld h from %s on (%lld%%; of the whole round %lld%%)", (long long)n[0],
			  (long long)n[1], (long long)n[3] / 3600, time->data ? time->data : "", percent(n[0], n[1]),
			  percent(n[4], n[5]));
		break;
	case FL_SIGN_ONE_ORGANISATION:
		fl_report(&w->findings, FL_WARNING, "sign-one-organisation", "", 0, 0, dream,
			  "%lld of %lld flowers are from %lld %s who gave to its organisation only (%lld%%; such givers in the"
			  " whole round %lld%%)",
			  (long long)n[0], (long long)n[1], FL_MANY(n[2], "giver", "givers"), percent(n[0], n[1]), percent(n[3], n[4]));
		break;
	case FL_SIGN_NEW_GIVERS:
		put_time(w, n[2] * 86400 - (int64_t)w->spec->offset_minutes * 60, time);
		fl_report(&w->findings, FL_WARNING, "sign-new-givers", "", 0, 0, dream,
			  "%lld of %lld givers began with it on %.10s (%lld%%; of all givers of the round %lld%% began that day)",
			  (long long)n[0], (long long)n[1], time->data ? time->data : "", percent(n[0], n[1]),
			  percent(n[4], n[5]));
		break;
	}
}

static fl_status say_signs(fl_work *w, const fl_facts *facts, const fl_tally_result *result, fl_error *err)
{
	fl_buf time;
	fl_buf_init(&time, 1000);
	for (size_t i = 0; i < result->num_signs; i++)
		say_sign(w, facts, &result->signs[i], &time);
	fl_status status = fl_buf_status(&time, err);
	fl_buf_release(&time);
	return status;
}

/* ---- who qualifies -------------------------------------------------------------------------------------------------- */

static fl_status qualify(fl_work *w, const fl_facts *facts, const fl_tally *tallies, const uint32_t *representative,
			 const fl_str *owners, fl_candidate **ret, fl_error *err)
{
	fl_tag_record *tags;
	fl_ruled *rulings;
	int64_t *own = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*own));
	if (!own)
		return fl_enomem(err);
	FL_TRY(fl_tag_records_load(w->store, facts, false, &w->arena, &tags, err));
	FL_TRY(fl_candidates_make(facts, tags, NULL, &w->arena, ret, err));
	fl_owners_put(facts, owners, *ret);
	FL_TRY(fl_ruled_admission(w, facts, &rulings, err));
	for (size_t i = 0; i < facts->num_dreams; i++) {
		own[i] = facts->dreams[i].threshold;
		(*ret)[i].tally = tallies[i].merged;
		(*ret)[i].givers = tallies[i].givers;
		(*ret)[i].ruling = rulings[i];
	}
	FL_TRY(fl_owners_check_selectors(w->spec, *ret, facts->num_dreams, err));
	fl_qualify(w->spec, *ret, facts->num_dreams, representative, own);
	return FL_OK;
}

static fl_status store(fl_work *w, const fl_facts *facts, const fl_tally_result *result, const fl_candidate *candidates,
		       fl_tally_summary *sum, fl_error *err)
{
	fl_tally_record *records = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*records));
	if (!records)
		return fl_enomem(err);
	sum->dreams = (int64_t)facts->num_dreams;
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_candidate *c = &candidates[i];
		records[i] = (fl_tally_record){ result->tallies[i], c->threshold, c->threshold_givers, c->standing, c->ruling,
						c->organisation };
		if (!fl_money_add(sum->flowers, result->tallies[i].raw, &sum->flowers))
			return fl_error_set(err, FL_ERANGE, "with dream '%.*s' the flowers of the round are more than 2^63-1",
					    FL_STR_ARG(c->id));
		sum->qualified += c->standing == FL_QUALIFIED;
		sum->below_threshold += c->standing == FL_BELOW_THRESHOLD;
		sum->duplicates += c->standing == FL_DUPLICATE;
		sum->ineligible += c->standing == FL_INELIGIBLE;
	}
	FL_TRY(fl_tallies_store(w->store, facts, records, err));
	return fl_tally_days_store(w->store, facts, result->days, result->num_days, err);
}

static fl_status tally(fl_work *w, fl_facts *facts, fl_tally_summary *sum, fl_error *err)
{
	uint32_t *representative;
	fl_tally_result result;
	fl_ledger_notes notes;
	fl_candidate *candidates;
	fl_str *owners;
	FL_TRY(fl_facts_load(w->store, facts, err));
	FL_TRY(fl_owners_find(w, facts, &w->arena, &owners, err));
	FL_TRY(fl_clusters_load(w->store, facts, &w->arena, &representative, err));
	fl_tally_request request = { .store = w->store,
				     .facts = facts,
				     .spec = w->spec,
				     .representative = representative,
				     .organisations = owners,
				     .only = UINT32_MAX,
				     .now = w->options.now };
	FL_TRY(fl_tally_ledger(&request, &w->arena, &result, &notes, err));
	say_notes(w, facts, &notes, &result);
	FL_TRY(say_signs(w, facts, &result, err));
	FL_TRY(qualify(w, facts, result.tallies, representative, owners, &candidates, err));
	return store(w, facts, &result, candidates, sum, err);
}

fl_status fl_round_tally(fl_round *round, const fl_options *options, fl_tally_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_facts facts = { 0 };
	*ret_summary = (fl_tally_summary){ 0 };
	fl_status status = fl_work_begin(&w, round, FL_STEP_TALLY, options, counts, ret_summary, err);
	if (status == FL_OK && !w.unchanged)
		status = tally(&w, &facts, ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	status = fl_work_end(&w, status, err);
	fl_facts_release(&facts);
	return status;
}
