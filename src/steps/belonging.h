/* SPDX-License-Identifier: Apache-2.0
 *
 * belonging.h - which decisions of a round are in force, with what conflicts of interest bar.
 */
#ifndef FL_STEPS_BELONGING_H
#define FL_STEPS_BELONGING_H

#include "domain/decision.h"
#include "domain/round.h"
#include "store/store.h"

/* fl_decisions_settle by the rules of the round. A conflict of interest bars under every name of its organisation (owners.h). Organisations
 * are read from the store only where a conflict was declared. */
fl_status fl_belonging_settle(fl_store *store, const fl_decision *all, size_t count, const fl_round_spec *spec, fl_arena *arena,
			      fl_decision_book *ret, fl_error *err);

#endif
