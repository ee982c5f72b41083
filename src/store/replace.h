/* SPDX-License-Identifier: Apache-2.0
 *
 * replace.h - a round file that is whole comes under its name, also where one stands that others are reading.
 */
#ifndef FL_STORE_REPLACE_H
#define FL_STORE_REPLACE_H

#include "store/store.h"

/* Close a scratch file that is whole, as one whose readers do not wait for writers. NULL is fine. */
fl_status fl_store_finish(fl_store *scratch, fl_error *err);

/* Bring the closed file 'from' under the name 'to'; 'from' is gone then. Where nothing stands, it is renamed; whoever
 * wants it to outlive a power cut syncs it before. Into a round file that stands it is copied in one transaction: readers go on with what
 * they began with, a kill leaves the old or the new. Waits for a writer as fl_store_begin does. */
fl_status fl_store_place(const char *from, const char *to, fl_error *err);

#endif
