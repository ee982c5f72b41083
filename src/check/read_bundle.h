/* SPDX-License-Identifier: Apache-2.0
 *
 * read_bundle.h - an audit bundle from a folder: its digests compared, its flowers counted.
 */
#ifndef FL_CHECK_READ_BUNDLE_H
#define FL_CHECK_READ_BUNDLE_H

#include "base/merkle.h"
#include "domain/approval.h"
#include "domain/bundle_facts.h"
#include "domain/earlier.h"
#include "domain/seal.h"
#include "verify/decided.h"
#include "verify/verify.h"

typedef struct fl_bundle_journal {
	fl_digest *roots;  /* after each entry */
	size_t size;       /* entries; 0: the bundle has no journal */
	size_t reported;   /* entries under the root that stands on the report */
	int64_t allocated; /* the entry of the awards */
	bool redacted;     /* names stand as pseudonyms */
	fl_entry *entries; /* those that are shown */
	size_t num_entries;
	fl_seal seal;
	fl_approval approval;
	fl_official official; /* what the awards of the bundle are by it */
	fl_str *hidden;       /* members of the round that a seal holds, and that cannot be compared because names in them are hidden */
	size_t num_hidden;
} fl_bundle_journal;

typedef struct fl_bundle_matching {
	bool there;          /* the round names partners, and match.json was checked */
	const char *outcome; /* "optimal" */
	size_t matched, partners;
	int64_t total, bound;
} fl_bundle_matching;

typedef struct fl_bundle {
	fl_arena arena;
	fl_round_spec *spec;
	fl_bundle_facts facts;
	fl_candidate *dreams;      /* the facts, and what was counted and decided from them here */
	size_t num_dreams;
	fl_allocation *allocation; /* with its proof */
	fl_decided decided;
	bool continued;            /* money that returned is divided again: earlier.jsonl was read, and what follows from it */
	fl_earlier earlier;
	fl_earlier_sums earlier_sums; /* without its index */
	fl_bundle_journal journal;
	fl_bundle_matching matching;
	char signer[65];           /* public key of a signature that holds, "" there is none */
	char manifest[65];         /* SHA-256 of manifest.json, which has the digests of all other files */
	bool complete;             /* all of this was read */
} fl_bundle;

/* Zero-initialised on entry. A bundle that is not what its manifest says, or whose facts cannot be counted: the verdict is no, with
 * the reason. Release it on failure too. */
fl_status fl_bundle_load(const char *folder, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);
void fl_bundle_release(fl_bundle *bundle);

#endif
