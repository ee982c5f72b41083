/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_ledger.h - the ledger of a round, giver by giver, into a tally.
 */
#ifndef FL_STEPS_TALLY_LEDGER_H
#define FL_STEPS_TALLY_LEDGER_H

#include "store/records.h"
#include "tally/tally.h"

/* Rows of one file of the ledger that are told to nobody else. */
typedef struct fl_odd_rows {
	int64_t count, line; /* how many; the first */
} fl_odd_rows;

typedef struct fl_ledger_notes { /* one a file of facts->files */
	fl_odd_rows *outside; /* of the window, or without a time though there is one */
	fl_odd_rows *future;  /* given after 'now' */
	fl_odd_rows *stray;   /* for a dream that the round does not have */
} fl_ledger_notes;

typedef struct fl_tally_request {
	fl_store *store;
	const fl_facts *facts;
	const fl_round_spec *spec;
	const uint32_t *representative;
	const fl_str *organisations; /* to which each dream belongs (owners.h); NULL: as it states, where nobody asks for signs */
	fl_tally_sink sink;
	uint32_t only;       /* tally only the givers who gave to this dream; UINT32_MAX: all */
	int64_t now;         /* INT64_MAX: nobody asks for flowers of the future */
} fl_tally_request;

/* The result and the notes live in the arena; 'notes' may be NULL. Without 'ret' nothing is tallied: the sink is told of the rows, those of one
 * giver in no order, and no more. */
fl_status fl_tally_ledger(const fl_tally_request *request, fl_arena *arena, fl_tally_result *ret, fl_ledger_notes *notes,
			  fl_error *err);

#endif
