/* SPDX-License-Identifier: Apache-2.0
 *
 * stored.h - the stored allocation with its proof, and whether it holds.
 */
#ifndef FL_STEPS_STORED_H
#define FL_STEPS_STORED_H

#include "steps/candidates.h"
#include "verify/verify.h"

fl_status fl_stored_allocation(fl_store *store, const fl_facts *facts, fl_allocation **ret_allocation,
			       fl_published *ret_published, fl_error *err);
/* Check it now, whatever verdict is stored. Initialise *ret_verdict; its 'why' is never empty where it is not verified. */
fl_status fl_stored_verify(const fl_round_spec *spec, const fl_field *field, const fl_allocation *allocation,
			   fl_verdict *ret_verdict, fl_error *err);

#endif
