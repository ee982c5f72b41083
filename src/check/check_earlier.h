/* SPDX-License-Identifier: Apache-2.0
 *
 * check_earlier.h - a division of money that returned: what earlier divisions left, worked out from the facts in the bundle.
 */
#ifndef FL_CHECK_CHECK_EARLIER_H
#define FL_CHECK_CHECK_EARLIER_H

#include "check/read_bundle.h"

/* What every dream of the bundle keeps and every pool divides, from earlier.jsonl: nothing of it is stated there. */
fl_status fl_check_earlier(fl_str text, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);
/* Are these the facts of the journal: the awards that were approved, all that was recorded of them, and the money that the
 * continuation speaks of? 'listed': the bundle has an earlier.jsonl. */
fl_status fl_check_earlier_entered(bool listed, fl_str text, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);
void fl_check_earlier_say(const fl_bundle *bundle, fl_buf *out);

#endif
