/* SPDX-License-Identifier: Apache-2.0
 *
 * check_laid_down.h - what people laid down, by the journal of a bundle: the seal of the round, the official result.
 */
#ifndef FL_CHECK_CHECK_LAID_DOWN_H
#define FL_CHECK_CHECK_LAID_DOWN_H

#include "base/json.h"
#include "check/read_bundle.h"

/* The entries of bundle->journal are read. Is the round what was sealed, or did somebody break the seal; was a seal that is not late
 * laid down before flowers were read; do approvals fit the awards that they name, and are there enough of them? */
fl_status fl_check_laid_down(fl_str round, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);
/* Lines for people, members for programs; nothing where nobody sealed or approved anything. */
void fl_check_laid_down_say(const fl_bundle *bundle, fl_buf *out);
void fl_check_laid_down_put(const fl_bundle *bundle, fl_json_writer *w);

#endif
