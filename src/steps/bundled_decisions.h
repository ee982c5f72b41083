/* SPDX-License-Identifier: Apache-2.0
 *
 * bundled_decisions.h - what people laid down, as the file of a bundle.
 */
#ifndef FL_STEPS_BUNDLED_DECISIONS_H
#define FL_STEPS_BUNDLED_DECISIONS_H

#include "steps/whole.h"

/* Appends decisions.jsonl. 'spec' is that of the round as it stands in the round file; 'secret': names as pseudonyms, no reasons; NULL:
 * as they are. */
fl_status fl_bundle_decisions_make(const fl_whole *whole, const fl_round_spec *spec, const fl_digest *secret, fl_buf *out, fl_error *err);

#endif
