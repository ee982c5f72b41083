/* SPDX-License-Identifier: Apache-2.0
 *
 * approval.c - approvals and withdrawals, entry by entry.
 *
 * For the auditor. People approve the awards of one entry. Who approves others while too few have approved these begins anew; who approves
 * others while these are official lays nothing down (Florin refuses it). A withdrawal ends what stands.
 */
#include "domain/approval.h"

#include "base/str.h"
#include "domain/person.h"

static void approve(fl_approval *a, const fl_act *act, const fl_entry *entries, size_t count)
{
	const fl_entry *awarded = fl_entry_find(entries, count, act->awarded);
	if (a->complete)
		return;
	if (a->num_people > 0 && (!fl_digest_same(&a->people[0]->awards, &act->awards) ||
				  (awarded && !fl_digest_same(&a->inputs, &awarded->inputs))))
		a->num_people = 0; /* other awards, or the same of other rules */
	for (size_t i = 0; i < a->num_people; i++)
		if (fl_person_same(a->people[i]->person, act->person))
			return;
	if (a->num_people == FL_APPROVAL_PEOPLE_MAX)
		return;
	a->people[a->num_people++] = act;
	a->ever = true;
	a->withdrawn = NULL;
	a->of = act->of < 1 ? 1 : act->of > FL_APPROVAL_PEOPLE_MAX ? FL_APPROVAL_PEOPLE_MAX : (size_t)act->of;
	a->complete = a->num_people >= a->of;
	if (awarded)
		a->inputs = awarded->inputs;
}

void fl_approval_after(const fl_entry *entries, size_t count, fl_approval *ret)
{
	*ret = (fl_approval){ .ever = false };
	for (size_t i = 0; i < count; i++) {
		const fl_act *act = &entries[i].act;
		if (act->kind == FL_ACT_APPROVE) {
			approve(ret, act, entries, count);
		} else if (act->kind == FL_ACT_CONTINUE) { /* what was approved before is an earlier division */
			*ret = (fl_approval){ .ever = false };
		} else if (act->kind == FL_ACT_WITHDRAW) {
			ret->num_people = 0;
			ret->complete = false;
			ret->withdrawn = act;
		}
	}
}

fl_official fl_approval_of(const fl_approval *approval, const fl_entry *allocated)
{
	if (approval->num_people == 0)
		return FL_OFFICIAL_NONE;
	bool same = allocated && allocated->has_awards && fl_digest_same(&allocated->awards, &approval->people[0]->awards) &&
		    fl_digest_same(&allocated->inputs, &approval->inputs);
	if (approval->complete)
		return same ? FL_OFFICIAL_YES : FL_OFFICIAL_NO;
	return same ? FL_OFFICIAL_PENDING : FL_OFFICIAL_NONE;
}

const char *fl_approval_wrong(const fl_entry *entries, size_t i)
{
	const fl_act *act = &entries[i].act;
	if (act->kind != FL_ACT_APPROVE && act->kind != FL_ACT_WITHDRAW)
		return NULL;
	const fl_entry *awarded = fl_entry_find(entries, i, act->awarded);
	if (!awarded || !fl_str_eqz(awarded->step, "allocate"))
		return "it is about awards of an entry that awards nothing";
	if (!awarded->has_awards || !fl_digest_same(&awarded->awards, &act->awards))
		return "it is about other awards than the entry that it names";
	return NULL;
}
