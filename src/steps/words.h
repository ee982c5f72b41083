/* SPDX-License-Identifier: Apache-2.0
 *
 * words.h - the result of a round in words, for a terminal.
 */
#ifndef FL_STEPS_WORDS_H
#define FL_STEPS_WORDS_H

#include "base/buf.h"
#include "steps/whole.h"

fl_status fl_words_of_round(const fl_whole *whole, fl_buf *out, fl_error *err);

/* A buffer becomes a text that the caller owns; the buffer is empty afterwards. */
fl_status fl_words_give(fl_buf *buf, fl_text *ret_text, fl_error *err);

#endif
