/* SPDX-License-Identifier: Apache-2.0
 *
 * give.h - texts that leave the library.
 */
#ifndef FL_STEPS_GIVE_H
#define FL_STEPS_GIVE_H

#include "base/buf.h"

/* A buffer becomes a text that the caller owns; the buffer is empty afterwards. */
fl_status fl_give_text(fl_buf *buf, fl_text *ret_text, fl_error *err);

#endif
