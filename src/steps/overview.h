/* SPDX-License-Identifier: Apache-2.0
 *
 * overview.h - the result of a round in words, for a terminal.
 */
#ifndef FL_STEPS_OVERVIEW_H
#define FL_STEPS_OVERVIEW_H

#include "base/buf.h"
#include "steps/whole.h"

fl_status fl_overview_say(const fl_whole *whole, fl_buf *out, fl_error *err);

#endif
