/* SPDX-License-Identifier: Apache-2.0
 *
 * approval.h - which result of a round is the official one.
 *
 * A result is its awards: the root over them, and the digest of what they were computed from. As many different people approve
 * it as the round says ("approval": {"people": 2}); from then on every other result is not official, until a withdrawal.
 */
#ifndef FL_DOMAIN_APPROVAL_H
#define FL_DOMAIN_APPROVAL_H

#include "domain/entry.h"

#define FL_APPROVAL_PEOPLE_MAX 9

typedef enum fl_official {
	FL_OFFICIAL_NONE,    /* nothing is approved */
	FL_OFFICIAL_PENDING, /* this result is, but not yet by as many people as it takes */
	FL_OFFICIAL_YES,     /* this is the official result */
	FL_OFFICIAL_NO,      /* another one is */
} fl_official;

typedef struct fl_approval {
	bool ever; /* somebody has approved something, once */
	const fl_act *people[FL_APPROVAL_PEOPLE_MAX]; /* who approves the same awards */
	size_t num_people, of;
	bool complete; /* these are official; the last of the people made them so */
	fl_digest inputs; /* of the allocation */
	const fl_act *withdrawn; /* the last withdrawal, NULL: none, or another result was approved since */
} fl_approval;

/* After these entries; acts are borrowed from them. */
void fl_approval_after(const fl_entry *entries, size_t count, fl_approval *ret);
/* What the awards of this entry are then. */
fl_official fl_approval_of(const fl_approval *approval, const fl_entry *allocated);

/* Why entry 'i' cannot approve what it says: the awards are not those of the entry it names. NULL: it can, or it is no approval. */
const char *fl_approval_wrong(const fl_entry *entries, size_t i);

#endif
