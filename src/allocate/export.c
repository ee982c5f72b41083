/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - the files by which a round can be checked with other solvers: from round and dreams to the bytes of data
 * and MPS. The model itself is embedded in the program (base/embed.h).
 */
#include "allocate/mathprog.h"

#include "allocate/instance.h"
#include "allocate/tie_break.h"
#include "base/error.h"

const char *fl_export_model_name(fl_policy_kind kind)
{
	return kind == FL_POLICY_SUPPORT ? "support.mod" : kind == FL_POLICY_TRANCHES ? "tranches.mod" : NULL;
}

fl_status fl_export_files(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_buf *data,
			  fl_buf *mps, fl_error *err)
{
	uint32_t *order = NULL;
	size_t count = 0;
	fl_program *program = NULL;
	if (!fl_export_model_name(spec->policy.kind))
		return fl_error_set(err, FL_EINVAL, "no model for the policy '%s': it is a rule, not a program",
				    fl_policy_name(spec->policy.kind));
	fl_allocation *a = fl_allocation_new(num_dreams);
	fl_status status = a ? fl_tie_order_make(spec, dreams, num_dreams, &order, &count, err) : fl_enomem(err);
	if (status == FL_OK)
		status = fl_program_build(spec, dreams, order, count, a, &program, err);
	fl_model model = { spec, dreams, num_dreams, program, a };
	if (status == FL_OK)
		status = fl_mathprog_data(&model, data, err);
	if (status == FL_OK)
		status = fl_mps_write(&model, mps, err);
	fl_program_free(program);
	fl_free(order);
	fl_allocation_free(a);
	return status;
}
