/* SPDX-License-Identifier: Apache-2.0
 *
 * check_journal.h - the journal in a bundle: its root, and whether what it says is what the bundle holds.
 */
#ifndef FL_CHECK_CHECK_JOURNAL_H
#define FL_CHECK_CHECK_JOURNAL_H

#include "check/read_bundle.h"

/* 'round' is the text of round.json. Fills bundle->journal; what does not fit is a refusal. FL_EPARSE: it is no journal. */
fl_status fl_check_journal(fl_str text, fl_str round, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);
/* Has the journal ever had this root, since it holds the awards? Else a refusal. FL_EINVAL: it is no root. */
fl_status fl_check_known_root(const char *root, const fl_bundle *bundle, fl_verdict *verdict, fl_error *err);

#endif
