/* SPDX-License-Identifier: Apache-2.0
 *
 * step_export.c - the program of a round as files for other solvers: the policy's models, their data, MPS. Reads only.
 */
#include "allocate/allocate.h"

#include "base/error.h"
#include "steps/candidates.h"
#include "steps/export.h"
#include "steps/folder.h"
#include "steps/source.h"
#include "steps/step.h"

#include <string.h>

static fl_status write_file(void *user, const char *name, fl_str bytes, fl_error *err)
{
	return fl_folder_write(user, name, bytes, err);
}

/* A model of the foundation's own, as the round file holds it, and the data that it is given. */
static fl_status write_own_model(const fl_work *w, const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
				 const fl_export_sink *sink, fl_error *err)
{
	const fl_document *model = fl_work_document(w, FL_ROLE_MODEL);
	const char *slash = strrchr(spec->policy.model.data, '/');
	fl_buf data;
	if (!model)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0, "the round file does not hold the model '%s'",
				   spec->policy.model.data);
	fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_own_model_data(spec, dreams, num_dreams, &data, err);
	if (status == FL_OK)
		status = sink->file(sink->user, slash ? slash + 1 : spec->policy.model.data, model->bytes, err);
	if (status == FL_OK)
		status = sink->file(sink->user, "round.dat", fl_buf_view(&data), err);
	fl_buf_release(&data);
	return status;
}

fl_status fl_export_files(const fl_work *w, const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
			  const fl_export_sink *sink, fl_error *err)
{
	if (spec->policy.kind == FL_POLICY_MODEL)
		return write_own_model(w, spec, dreams, num_dreams, sink, err);
	return fl_export_write(spec, dreams, num_dreams, sink, err);
}

fl_status fl_round_export(fl_round *round, const char *folder, fl_error *err)
{
	fl_work w;
	fl_field field = { 0 };
	fl_folder writing = { 0 };
	fl_status status = fl_work_look(&w, round, FL_STEP_ALLOCATE, err);
	if (status == FL_OK)
		status = fl_field_load(w.store, w.spec, false, &field, err);
	if (status == FL_OK && fl_policy_baseline(w.spec->policy.kind))
		status = fl_error_set(err, FL_EINVAL, "there is no model to export for the policy '%s': it is a rule, not a program",
				      fl_policy_name(w.spec->policy.kind));
	if (status == FL_OK)
		status = fl_folder_begin(&writing, folder, false, err);
	if (status == FL_OK)
		status = fl_export_files(&w, w.spec, field.candidates, field.facts.num_dreams,
					 &(fl_export_sink){ .file = write_file, .user = &writing }, err);
	if (status == FL_OK)
		status = fl_folder_commit(&writing, err);
	if (status != FL_OK)
		fl_folder_tell(&writing, err);
	fl_folder_end(&writing);
	fl_field_release(&field);
	return fl_work_end(&w, status, err);
}
