/* SPDX-License-Identifier: Apache-2.0
 *
 * stored.h - the stored allocation with its proof.
 */
#ifndef FL_STEPS_STORED_H
#define FL_STEPS_STORED_H

#include "store/records.h"

fl_status fl_stored_allocation(fl_store *store, const fl_facts *facts, fl_allocation **ret_allocation,
			       fl_published *ret_published, fl_error *err);

#endif
