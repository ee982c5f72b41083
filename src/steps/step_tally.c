/* SPDX-License-Identifier: Apache-2.0
 *
 * step_tally.c - flowers to tallies, then who qualifies.
 *
 * Which flowers count is decided in tally/, eligibility and threshold in domain/round.c.
 */
#include "tally/tally.h"

#include "base/error.h"
#include "base/str.h"
#include "steps/candidates.h"
#include "steps/step.h"
#include "store/givers.h"
#include "store/names.h"

static const fl_count counts[] = {
	{ "below_threshold", offsetof(fl_tally_summary, below_threshold) },
	{ "dreams", offsetof(fl_tally_summary, dreams) },
	{ "duplicates", offsetof(fl_tally_summary, duplicates) },
	{ "flowers", offsetof(fl_tally_summary, flowers) },
	{ "ineligible", offsetof(fl_tally_summary, ineligible) },
	{ "qualified", offsetof(fl_tally_summary, qualified) },
	{ NULL, 0 },
};

typedef struct ledger {
	fl_flower_row *rows;
	size_t len, max;
} ledger;

static void on_flower(void *user, size_t dream, int64_t giver, int64_t kind, int64_t count)
{
	ledger *l = user;
	if (l->len < l->max)
		l->rows[l->len++] = (fl_flower_row){ (uint32_t)dream, giver < 0 ? UINT32_MAX : (uint32_t)giver,
						     kind < 0 ? UINT32_MAX : (uint32_t)kind, count };
}

static fl_status load_ledger(fl_work *w, const fl_facts *facts, ledger *l, fl_error *err)
{
	int64_t count;
	FL_TRY(fl_flowers_count(w->store, &count, err));
	l->max = (size_t)count;
	l->rows = fl_alloc_array(l->max + 1, sizeof(*l->rows));
	if (!l->rows)
		return fl_enomem(err);
	return fl_flowers_read(w->store, facts, &(fl_flower_reader){ on_flower, l }, err);
}

/* An unknown kind is a kind without a name. */
static void name_unknown_kind(ledger *l, fl_str *kinds, size_t *num_kinds)
{
	bool any = false;
	for (size_t i = 0; i < l->len; i++)
		if (l->rows[i].kind == UINT32_MAX) {
			l->rows[i].kind = (uint32_t)*num_kinds;
			any = true;
		}
	if (any)
		kinds[(*num_kinds)++] = FL_STR("");
}

static fl_status count_flowers(fl_work *w, const fl_facts *facts, const uint32_t *representative, const ledger *l,
			       const fl_str *kinds, size_t num_kinds, size_t num_givers, fl_tally **ret,
			       fl_error *err)
{
	int64_t *stated = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*stated));
	if (!stated)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++)
		stated[i] = facts->dreams[i].stated_flowers;
	fl_tally_input in = { .num_dreams = facts->num_dreams,
			      .representative = representative,
			      .stated = stated,
			      .flowers = l->rows,
			      .num_flowers = l->len,
			      .num_givers = num_givers,
			      .kinds = kinds,
			      .num_kinds = num_kinds };
	return fl_tally_count(w->spec, &in, &w->arena, ret, err);
}

static fl_status tally_ledger(fl_work *w, const fl_facts *facts, const uint32_t *representative, fl_tally **ret,
			      fl_error *err)
{
	ledger l = { 0 };
	fl_names kinds = { 0 };
	int64_t givers = 0;
	fl_status status = load_ledger(w, facts, &l, err);
	if (status == FL_OK)
		status = fl_givers_count(w->store, &givers, err);
	if (status == FL_OK)
		status = fl_names_open(&kinds, w->store, FL_NAMES_KINDS, err);
	fl_str *names = status == FL_OK ? fl_arena_array(&w->arena, kinds.list.len + 1, sizeof(*names)) : NULL;
	if (status == FL_OK && !names)
		status = fl_enomem(err);
	if (status == FL_OK) {
		size_t num_kinds = kinds.list.len;
		if (num_kinds)
			memcpy(names, kinds.list.items, num_kinds * sizeof(*names));
		name_unknown_kind(&l, names, &num_kinds);
		status = count_flowers(w, facts, representative, &l, names, num_kinds, (size_t)givers, ret,
				       err);
	}
	fl_names_release(&kinds);
	fl_free(l.rows);
	return status;
}

static fl_status qualify(fl_work *w, const fl_facts *facts, const fl_tally *tallies, const uint32_t *representative,
			 fl_candidate **ret, fl_error *err)
{
	fl_tag_record *tags;
	int64_t *own = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*own));
	if (!own)
		return fl_enomem(err);
	FL_TRY(fl_tag_records_load(w->store, facts, false, &w->arena, &tags, err));
	FL_TRY(fl_candidates_make(facts, tags, NULL, &w->arena, ret, err));
	for (size_t i = 0; i < facts->num_dreams; i++) {
		own[i] = facts->dreams[i].threshold;
		(*ret)[i].tally = tallies[i].merged;
	}
	fl_qualify(w->spec, *ret, facts->num_dreams, representative, own);
	return FL_OK;
}

static fl_status store(fl_work *w, const fl_facts *facts, const fl_tally *tallies, const fl_candidate *candidates,
		       fl_tally_summary *sum, fl_error *err)
{
	fl_tally_record *records = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*records));
	if (!records)
		return fl_enomem(err);
	sum->dreams = (int64_t)facts->num_dreams;
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_tally *t = &tallies[i];
		const fl_candidate *c = &candidates[i];
		records[i] = (fl_tally_record){ t->raw,    t->weighted,  t->capped,  t->merged,
						t->givers, c->threshold, c->standing };
		if (!fl_money_add(sum->flowers, t->raw, &sum->flowers))
			return fl_error_set(err, FL_ERANGE, "the flowers of the round exceed 2^63-1");
		sum->qualified += c->standing == FL_QUALIFIED;
		sum->below_threshold += c->standing == FL_BELOW_THRESHOLD;
		sum->duplicates += c->standing == FL_DUPLICATE;
		sum->ineligible += c->standing == FL_INELIGIBLE;
	}
	return fl_tallies_store(w->store, facts, records, err);
}

static fl_status tally(fl_work *w, fl_facts *facts, fl_tally_summary *sum, fl_error *err)
{
	uint32_t *representative;
	fl_tally *tallies;
	fl_candidate *candidates;
	FL_TRY(fl_facts_load(w->store, facts, err));
	FL_TRY(fl_clusters_load(w->store, facts, &w->arena, &representative, err));
	FL_TRY(tally_ledger(w, facts, representative, &tallies, err));
	FL_TRY(qualify(w, facts, tallies, representative, &candidates, err));
	return store(w, facts, tallies, candidates, sum, err);
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
