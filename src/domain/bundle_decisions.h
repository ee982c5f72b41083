/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_decisions.h - decisions.jsonl of an audit bundle: what people laid down, and what became of it (docs/reference/bundle.md).
 */
#ifndef FL_DOMAIN_BUNDLE_DECISIONS_H
#define FL_DOMAIN_BUNDLE_DECISIONS_H

#include "domain/bundle.h"
#include "domain/decision.h"

typedef struct fl_bundle_decision {
	fl_decision decision;    /* its id is its line, from 1 */
	fl_decision_state state; /* what is said to have become of it */
	fl_str organisation;     /* of a conflict of interest: what the round calls the organisation that it names; "" just so */
} fl_bundle_decision;

/* "in-force", "pending"; the words of the file. */
const char *fl_bundle_state_word(fl_decision_state state);

/* One line. Redacted: without reason and digest of the texts; names are the caller's. */
void fl_bundle_decision_print(fl_buf *out, const fl_bundle_decision *line, bool redacted);
/* All lines. Keys, forms and words are checked, nothing else; everything is copied into the arena. */
fl_status fl_bundle_decisions_read(fl_str text, const char *source, fl_arena *arena, fl_bundle_decision **ret, size_t *ret_count,
				   fl_error *err);

#endif
