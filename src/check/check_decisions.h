/* SPDX-License-Identifier: Apache-2.0
 *
 * check_decisions.h - decisions.jsonl of a bundle: what people laid down, held against the facts, the matching and the journal.
 */
#ifndef FL_CHECK_CHECK_DECISIONS_H
#define FL_CHECK_CHECK_DECISIONS_H

#include "base/json.h"
#include "check/read_bundle.h"

/* The facts are read. Fills bundle->decided; what does not follow is a refusal. 'there': the bundle has the file. */
fl_status fl_check_decisions(fl_str text, bool there, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);
/* The journal is read: are these the decisions of its entries, all of them? Where names are left out, that cannot be seen. */
void fl_check_decisions_entered(const fl_bundle *bundle, fl_verdict *verdict);
/* Lines for people, members for programs; nothing where nobody laid anything down. */
void fl_check_decisions_say(const fl_bundle *bundle, fl_buf *out);
void fl_check_decisions_put(const fl_bundle *bundle, fl_json_writer *w);

#endif
