/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - the files by which a round can be checked with other solvers: from round and dreams to the bytes of data
 * and MPS. The model itself is embedded in the program (base/embed.h).
 */
#include "allocate/mathprog.h"

#include "allocate/instance.h"
#include "allocate/stage_text.h"
#include "allocate/stages.h"
#include "allocate/tie_break.h"
#include "base/alloc.h"
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
	fl_model model = { spec, dreams, num_dreams, program, a, false };
	if (status == FL_OK)
		status = fl_mathprog_data(&model, data, err);
	if (status == FL_OK)
		status = fl_mps_write(&model, mps, err);
	fl_program_free(program);
	fl_free(order);
	fl_allocation_free(a);
	return status;
}

/* ---- policies of ratios ------------------------------------------------------------------------------ */

void fl_stage_files_release(fl_stage_files *files)
{
	fl_buf_release(&files->round);
	fl_buf_release(&files->target);
	for (size_t i = 0; files->stages && i < files->num_written; i++)
		fl_buf_release(&files->stages[i]);
	fl_free(files->stages);
	fl_free(files->rises);
	*files = (fl_stage_files){ 0 };
}

static fl_status write_stages(fl_model *model, const fl_staged *staged, fl_stage_files *ret, fl_error *err)
{
	ret->num_stages = staged->stages.len;
	size_t most = ret->num_stages < FL_EXPORT_STAGES ? ret->num_stages : FL_EXPORT_STAGES;
	ret->stages = fl_alloc_array(most + 1, sizeof *ret->stages);
	ret->rises = fl_alloc_array(most + 1, sizeof *ret->rises);
	if (!ret->stages || !ret->rises)
		return fl_enomem(err);
	for (size_t s = 0; s < most; s++) {
		fl_buf_init(&ret->stages[s], FL_BUF_MAX_DEFAULT);
		ret->num_written++;
		ret->rises[s] = fl_stage_rises(staged->stages.items[s].kind);
		FL_TRY(fl_stage_data(model, staged, s, &ret->stages[s], err));
	}
	FL_TRY(fl_mathprog_data(model, &ret->round, err));
	if (model->spec->policy.kind == FL_POLICY_COVERAGE)
		return FL_OK;
	model->pools_only = true;
	return fl_mathprog_data(model, &ret->target, err);
}

static fl_status divide(const fl_model *model, fl_staged **ret, fl_error *err)
{
	const fl_program *p = model->program;
	uint32_t *part = fl_alloc_array(p->num_classes + 1, sizeof *part);
	if (!part)
		return fl_enomem(err);
	for (size_t c = 0; c < p->num_classes; c++)
		part[c] = p->columns[c].count;
	fl_status status = fl_staged_run(model->spec, model->dreams, p, part, ret, err);
	fl_free(part);
	if (status == FL_OK && !(*ret)->feasible)
		status = fl_error_set(err, FL_EINVAL, "nothing satisfies the limits: there are no stages to export");
	return status;
}

fl_status fl_export_stages(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_stage_files *ret,
			   fl_error *err)
{
	uint32_t *order = NULL;
	size_t count = 0;
	fl_program *program = NULL;
	fl_staged *staged = NULL;
	*ret = (fl_stage_files){ 0 };
	fl_buf_init(&ret->round, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&ret->target, FL_BUF_MAX_DEFAULT);
	if (fl_round_chooses(spec))
		return fl_error_set(err, FL_EINVAL,
				    "there is no model for the policy '%s' where it has to be chosen who is funded at all",
				    fl_policy_name(spec->policy.kind));
	fl_allocation *a = fl_allocation_new(num_dreams);
	fl_status status = a ? fl_tie_order_make(spec, dreams, num_dreams, &order, &count, err) : fl_enomem(err);
	if (status == FL_OK)
		status = fl_program_build(spec, dreams, order, count, a, &program, err);
	fl_model model = { spec, dreams, num_dreams, program, a, false };
	if (status == FL_OK)
		status = divide(&model, &staged, err);
	if (status == FL_OK)
		status = write_stages(&model, staged, ret, err);
	fl_staged_free(staged);
	fl_program_free(program);
	fl_free(order);
	fl_allocation_free(a);
	return status;
}
