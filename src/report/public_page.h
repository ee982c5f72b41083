/* SPDX-License-Identifier: Apache-2.0
 *
 * public_page.h - public.html: one page for everybody, of a round and of what became of its awards, on a day.
 */
#ifndef FL_REPORT_PUBLIC_PAGE_H
#define FL_REPORT_PUBLIC_PAGE_H

#include "base/merkle.h"
#include "domain/receipt.h"
#include "domain/result.h"
#include "report/follow_up.h"

typedef struct fl_award_salt {
	char text[33]; /* hexadecimal */
} fl_award_salt;

typedef struct fl_public_source { /* borrowed */
	const fl_result *result;
	const fl_follow_view *follow; /* with the events of all dreams up to the day; NULL: this is not the official result */
	int64_t day;
	const fl_act *passed; /* what returned was passed on to a further division by this day; NULL: not */
	/* what receipts are made of (domain/receipt.h): leaves of the tree of awards, and the entry that holds their root */
	const uint32_t *order; /* the dream of each leaf */
	const fl_digest *leaves;
	const fl_award_salt *salts; /* of each dream */
	fl_str entry;
	fl_receipt_place journal;
	fl_digest root;
	int64_t entries;  /* of the journal, with what was recorded after the award */
	fl_digest latest; /* its root */
} fl_public_source;

/* 'lang': "en", "zh-CN". FL_EINVAL: an id of a dream looks like personal data. */
fl_status fl_report_public(const fl_public_source *source, const char *lang, fl_buf *out, fl_error *err);

#endif
