/* SPDX-License-Identifier: Apache-2.0
 *
 * grant.h - one award as a grant of the 360Giving standard 1.4; shared by the two forms it is published in.
 */
#ifndef FL_REPORT_GRANT_H
#define FL_REPORT_GRANT_H

#include "base/alloc.h"
#include "domain/result.h"
#include "report/follow_up.h"

typedef struct fl_grant {
	fl_str id, dream, title, description;
	fl_str recipient, recipient_id; /* an organisation, or "Individual Recipient" where the dream names none */
	bool individual;
	fl_str place; /* "" unknown */
	fl_money asked, awarded;
	const fl_candidate *candidate;
	const fl_follow_dream *followed; /* NULL: these awards are not official, so nothing is paid on them */
	size_t first_payment;            /* place + 1 among the events of the view, 0 none; further ones by fl_grants.next */
	fl_str modified;                 /* with time and zone */
} fl_grant;

typedef struct fl_grants { /* of one result; the texts live in the arena or in the result */
	const fl_result *result;
	fl_arena arena;
	fl_grant *items;
	size_t len;
	fl_str date, modified; /* "2026-09-05"; with time and zone */
	const fl_follow_view *view;
	size_t *next; /* of a payment: that after it of the same grant, as first_payment */
} fl_grants;

/* One a funded dream, in the order of the result. 'view': what became of these awards, NULL where they are not official. FL_EINVAL where the round names no funder, FL_ENOTFOUND where no dream got
 * money. Release also after a failure. */
fl_status fl_grants_make(fl_grants *grants, const fl_result *result, const fl_follow_view *view, fl_error *err);
void fl_grants_release(fl_grants *grants);

#endif
