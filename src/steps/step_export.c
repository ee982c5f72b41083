/* SPDX-License-Identifier: Apache-2.0
 *
 * step_export.c - the program of a round as files for other solvers: the policy's models, their data, MPS. Reads only.
 */
#include "allocate/mathprog.h"

#include "base/error.h"
#include "steps/candidates.h"
#include "steps/folder.h"
#include "steps/step.h"

static fl_status write_file(void *user, const char *name, fl_str bytes, fl_error *err)
{
	return fl_folder_write(user, name, bytes, err);
}

fl_status fl_round_export(fl_round *round, const char *folder, fl_error *err)
{
	fl_work w;
	fl_field field = { 0 };
	fl_folder writing = { 0 };
	fl_status status = fl_work_look(&w, round, FL_STEP_ALLOCATE, err);
	if (status == FL_OK)
		status = fl_field_load(w.store, w.spec, false, &field, err);
	if (status == FL_OK && !fl_export_models(&w.spec->policy))
		status = fl_error_set(err, FL_EINVAL, "there is no model to export for the policy '%s': it is a rule, not a program",
				      fl_policy_name(w.spec->policy.kind));
	if (status == FL_OK)
		status = fl_folder_begin(&writing, folder, false, err);
	if (status == FL_OK)
		status = fl_export_write(w.spec, field.candidates, field.facts.num_dreams,
					 &(fl_export_sink){ write_file, &writing }, err);
	if (status == FL_OK)
		status = fl_folder_commit(&writing, err);
	if (status != FL_OK)
		fl_folder_tell(&writing, err);
	fl_folder_end(&writing);
	fl_field_release(&field);
	return fl_work_end(&w, status, err);
}
