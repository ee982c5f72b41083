/* SPDX-License-Identifier: Apache-2.0
 *
 * check_receipt.h - does a receipt lead from the award of a dream to the root of the journal?
 */
#ifndef FL_CHECK_CHECK_RECEIPT_H
#define FL_CHECK_CHECK_RECEIPT_H

#include "base/buf.h"

/* 'root' (NULL: none is known) is the root that it must lead to. The answer goes to 'out', in words or as JSON. */
fl_status fl_check_receipt(const char *path, const char *root, bool json, bool *ret_yes, fl_buf *out, fl_error *err);

#endif
