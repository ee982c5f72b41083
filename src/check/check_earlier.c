/* SPDX-License-Identifier: Apache-2.0
 *
 * check_earlier.c - what a division of returned money begins with.
 *
 * For the auditor. earlier.jsonl has awards as they were approved and what was recorded of them, and no sum. Here they are added up: what
 * each dream was paid and is still planned stays its own, what stopped dreams were not paid is what the pools divide. Where the bundle
 * has the journal, every fact is held against it:
 *   - the document is the one that the entry of the continuation binds, and the money that this entry states is what comes out here;
 *   - the awards of each division are the file that its approval binds, and that approval was complete;
 *   - of every entry that recorded something of a division, all is there and nothing else: its digest is that of the entry;
 *   - the roots of the journals that were continued are roots of this one.
 */
#include "check/check_earlier.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "verify/checks.h"

/* ---- what follows from the facts ------------------------------------------------------------------------------------ */

static bool same_pools(const fl_bundle *b)
{
	const fl_earlier *e = &b->earlier;
	bool same = e->num_pools == b->spec->num_pools;
	for (size_t p = 0; same && p < e->num_pools; p++)
		same = fl_str_eq(e->pools[p], b->spec->pools[p].id) && e->amounts[p] == b->spec->pools[p].amount;
	return same;
}

fl_status fl_check_earlier(fl_str text, fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	FL_TRY(fl_earlier_read(text, FL_BUNDLE_EARLIER, &bundle->arena, &bundle->earlier, err));
	bundle->continued = true;
	if (!same_pools(bundle)) {
		fl_verify_no(verdict, "the pools of the round are not those of the divisions that it continues");
		return FL_OK;
	}
	fl_status status = fl_earlier_sum(&bundle->earlier, &bundle->arena, &bundle->earlier_sums, &inner);
	if (status == FL_OK)
		status = fl_earlier_keep(&bundle->earlier, &bundle->earlier_sums, bundle->spec, &inner);
	if (status == FL_OK)
		status = fl_earlier_apply(&bundle->earlier_sums, bundle->dreams, bundle->num_dreams, &inner);
	fl_earlier_sums_release(&bundle->earlier_sums);
	if (status != FL_EINVAL)
		return status == FL_OK ? FL_OK : fl_error_at(err, status, FL_BUNDLE_EARLIER, 0, 0, "%s", inner.message);
	fl_verify_no(verdict, "what happened after earlier awards cannot be: %s", inner.message);
	return FL_OK;
}

/* ---- what the journal says of them ---------------------------------------------------------------------------------- */

static const fl_act *last_continuation(const fl_bundle_journal *j)
{
	const fl_act *last = NULL;
	for (size_t i = 0; i < j->num_entries; i++)
		if (j->entries[i].act.kind == FL_ACT_CONTINUE)
			last = &j->entries[i].act;
	return last;
}

static bool binds(const fl_act *act, const char *name, fl_str bytes)
{
	fl_digest digest = fl_sha256(bytes);
	for (size_t i = 0; i < act->num_bound; i++)
		if (fl_str_eqz(act->bound[i].name, name))
			return fl_digest_same(&act->bound[i].digest, &digest);
	return false;
}

static void check_money(const fl_bundle *b, const fl_act *act, fl_verdict *verdict)
{
	bool same = act->num_money == b->earlier.num_pools;
	for (size_t p = 0; same && p < act->num_money; p++) {
		same = false;
		for (size_t q = 0; q < b->earlier.num_pools; q++)
			same = same || (fl_str_eq(act->money[p].pool, b->earlier.pools[q]) &&
					act->money[p].amount == fl_earlier_money(&b->earlier_sums.pools[q]));
	}
	if (!same)
		fl_verify_no(verdict, "entry %lld says that other money returned than what follows from payments and stops", (long long)act->seq);
}

static size_t entries_before(const fl_bundle_journal *j, int64_t seq)
{
	size_t n = 0;
	while (n < j->num_entries && j->entries[n].seq < seq)
		n++;
	return n;
}

static void check_approved(const fl_bundle *b, size_t division, fl_verdict *verdict)
{
	const fl_bundle_journal *j = &b->journal;
	const fl_earlier_division *d = &b->earlier.divisions[division];
	fl_approval approval;
	if (d->size > (int64_t)j->size || !fl_digest_same(&j->roots[d->size - 1], &d->root)) {
		fl_verify_no(verdict, "the journal that division %zu was counted in is no beginning of this one", division + 1);
		return;
	}
	fl_approval_after(j->entries, entries_before(j, d->size), &approval);
	if (!approval.complete || approval.people[approval.num_people - 1]->seq != d->approved)
		fl_verify_no(verdict, "the awards of division %zu were not official in entry %lld", division + 1, (long long)d->approved);
	else if (!j->redacted && !binds(approval.people[approval.num_people - 1], "bundle/" FL_BUNDLE_AWARDS, d->text))
		fl_verify_no(verdict, "the awards of division %zu are not those that entry %lld approved", division + 1, (long long)d->approved);
}

/* Whatever was recorded of the division, in the order of the entries. */
static void check_recorded(const fl_bundle *b, size_t division, size_t *next, fl_verdict *verdict)
{
	const fl_bundle_journal *j = &b->journal;
	const fl_earlier *e = &b->earlier;
	const fl_earlier_division *d = &e->divisions[division];
	for (size_t i = 0; i < j->num_entries && j->entries[i].seq < d->size; i++) {
		const fl_entry *entry = &j->entries[i];
		fl_hasher h;
		if (entry->seq < d->approved || !fl_str_eqz(entry->step, FL_ENTRY_FOLLOW))
			continue;
		fl_hasher_init(&h);
		for (; *next < e->num_events && e->events[*next].division == division && e->events[*next].event.seq == entry->seq; ++*next)
			fl_follow_hash(&h, &e->events[*next].event);
		fl_digest digest = fl_hasher_final(&h);
		if (!fl_digest_same(&digest, &entry->output))
			fl_verify_no(verdict, "what entry %lld recorded after the award stands otherwise in '" FL_BUNDLE_EARLIER "'",
				     (long long)entry->seq);
	}
	if (*next < e->num_events && e->events[*next].division == division)
		fl_verify_no(verdict, "'" FL_BUNDLE_EARLIER "' tells of something after the award of which the journal knows nothing");
}

fl_status fl_check_earlier_entered(bool listed, fl_str text, fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	const fl_bundle_journal *j = &bundle->journal;
	const fl_act *act = last_continuation(j);
	size_t next = 0;
	(void)err;
	if (listed != (act != NULL)) {
		fl_verify_no(verdict, listed ? "the journal knows nothing of earlier divisions"
					     : "the round divides what returned again, but there is no '" FL_BUNDLE_EARLIER "'");
		return FL_OK;
	}
	if (!act)
		return FL_OK;
	if (!j->redacted && !binds(act, FL_BUNDLE_EARLIER, text))
		fl_verify_no(verdict, "'" FL_BUNDLE_EARLIER "' is not the file that entry %lld names", (long long)act->seq);
	check_money(bundle, act, verdict);
	if (bundle->earlier.divisions[bundle->earlier.num_divisions - 1].size != act->seq)
		fl_verify_no(verdict, "what was recorded before entry %lld was not counted to its end", (long long)act->seq);
	for (size_t d = 0; d < bundle->earlier.num_divisions && !fl_verify_refused(verdict); d++) {
		check_approved(bundle, d, verdict);
		if (!j->redacted && !fl_verify_refused(verdict))
			check_recorded(bundle, d, &next, verdict);
	}
	return FL_OK;
}

void fl_check_earlier_say(const fl_bundle *b, fl_buf *out)
{
	fl_earlier_pool all = { 0 };
	if (!b->continued || !b->earlier_sums.pools)
		return;
	for (size_t p = 0; p < b->earlier.num_pools; p++) {
		all.paid += b->earlier_sums.pools[p].paid;
		all.planned += b->earlier_sums.pools[p].planned;
		all.returned += fl_earlier_money(&b->earlier_sums.pools[p]);
	}
	fl_buf_puts(out, "again      ");
	fl_money_print(out, all.returned, b->spec->currency.minor_digits, true);
	fl_buf_puts(out, " returned and are divided; ");
	fl_money_print(out, all.paid, b->spec->currency.minor_digits, true);
	fl_buf_puts(out, " are paid and ");
	fl_money_print(out, all.planned, b->spec->currency.minor_digits, true);
	fl_buf_printf(out, " planned of %zu earlier division%s\n", b->earlier.num_divisions, b->earlier.num_divisions == 1 ? "" : "s");
}
