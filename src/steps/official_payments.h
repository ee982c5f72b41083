/* SPDX-License-Identifier: Apache-2.0
 *
 * official_payments.h - what the official result pays whom, out of its awards.json.
 */
#ifndef FL_STEPS_OFFICIAL_PAYMENTS_H
#define FL_STEPS_OFFICIAL_PAYMENTS_H

#include "store/records.h"

/* In the order of the text, whose memory they may borrow. FL_EPARSE where it is damaged. */
fl_status fl_official_payments_read(fl_store *store, fl_str text, fl_arena *arena, fl_official_payment **ret, size_t *ret_count, fl_error *err);

#endif
