/* SPDX-License-Identifier: Apache-2.0
 *
 * stored.c - put the tables of an allocation and the JSON of its proof together again, and have them checked.
 *
 * Whoever can write the round file can change an award after it was verified: what is asked is never the stored
 * verdict alone.
 */
#include "steps/stored.h"

#include "base/error.h"
#include "domain/proof_json.h"

#include <stdio.h>

fl_status fl_stored_allocation(fl_store *store, const fl_facts *facts, fl_allocation **ret_allocation,
			       fl_published *ret_published, fl_error *err)
{
	fl_allocation *a = NULL;
	fl_proof *proof = NULL;
	fl_str json;
	FL_TRY(fl_allocation_load(store, facts, &a, &json, ret_published, err));
	fl_status status = fl_proof_read(json, fl_store_name(store), facts->num_dreams, &proof, err);
	if (status != FL_OK) {
		fl_allocation_free(a);
		return status;
	}
	fl_proof_free(a->proof);
	a->proof = proof;
	*ret_allocation = a;
	return FL_OK;
}

fl_status fl_stored_verify(const fl_round_spec *spec, const fl_field *field, const fl_allocation *allocation,
			   fl_verdict *ret_verdict, fl_error *err)
{
	FL_TRY(fl_verify(spec, field->candidates, field->facts.num_dreams, allocation, ret_verdict, err));
	if (!ret_verdict->verified && ret_verdict->why[0] == '\0')
		snprintf(ret_verdict->why, sizeof(ret_verdict->why), "%s",
			 "the round is infeasible: there is no allocation to verify");
	return FL_OK;
}
