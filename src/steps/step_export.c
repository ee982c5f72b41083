/* SPDX-License-Identifier: Apache-2.0
 *
 * step_export.c - the program of a round as files for other solvers: the policy's model, its data, MPS. Reads only.
 */
#include "allocate/mathprog.h"

#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "steps/candidates.h"
#include "steps/folder.h"
#include "steps/step.h"

#include <stdio.h>

static fl_str model_text(const char *name)
{
	for (const fl_embedded *model = fl_embedded_models; name && model->name; model++)
		if (fl_str_eqz(fl_str_of(model->name), name))
			return (fl_str){ model->bytes, model->len };
	return (fl_str){ NULL, 0 };
}

static fl_status write_files(const char *folder, const char *name, fl_str model, fl_str data, fl_str mps, fl_error *err)
{
	fl_folder writing;
	fl_status status = fl_folder_begin(&writing, folder, false, err);
	if (status == FL_OK)
		status = fl_folder_write(&writing, name, model, err);
	if (status == FL_OK)
		status = fl_folder_write(&writing, "round.dat", data, err);
	if (status == FL_OK)
		status = fl_folder_write(&writing, "round.mps", mps, err);
	if (status == FL_OK)
		status = fl_folder_commit(&writing, err);
	if (status != FL_OK)
		fl_folder_tell(&writing, err);
	fl_folder_end(&writing);
	return status;
}

static fl_status write_model(const fl_folder *writing, const char *name, fl_error *err)
{
	return fl_folder_write(writing, name, model_text(name), err);
}

static fl_status write_stages(const fl_folder *writing, const fl_stage_files *files, fl_error *err)
{
	bool falls = false;
	FL_TRY(write_model(writing, "rise.mod", err));
	FL_TRY(fl_folder_write(writing, "round.dat", fl_buf_view(&files->round), err));
	if (files->target.len > 0)
		FL_TRY(fl_folder_write(writing, "target.dat", fl_buf_view(&files->target), err));
	for (size_t i = 0; i < files->num_written; i++) {
		char name[40];
		snprintf(name, sizeof name, "stage-%zu.dat", i + 1);
		FL_TRY(fl_folder_write(writing, name, fl_buf_view(&files->stages[i]), err));
		falls = falls || !files->rises[i];
	}
	return falls ? write_model(writing, "fall.mod", err) : FL_OK;
}

/* A policy of ratios: the models of a stage, the data of the round, and of each stage. */
static fl_status export_stages(const fl_work *w, const fl_field *field, const char *folder, fl_error *err)
{
	fl_stage_files files;
	fl_folder writing;
	fl_status status = fl_export_stages(w->spec, field->candidates, field->facts.num_dreams, &files, err);
	if (status == FL_OK) {
		status = fl_folder_begin(&writing, folder, false, err);
		if (status == FL_OK)
			status = write_stages(&writing, &files, err);
		if (status == FL_OK)
			status = fl_folder_commit(&writing, err);
		if (status != FL_OK)
			fl_folder_tell(&writing, err);
		fl_folder_end(&writing);
	}
	fl_stage_files_release(&files);
	return status;
}

static fl_status export_program(const fl_work *w, const fl_field *field, const char *folder, fl_error *err)
{
	fl_buf data, mps;
	fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&mps, FL_BUF_MAX_DEFAULT);
	const char *name = fl_export_model_name(w->spec->policy.kind);
	fl_str model = model_text(name);
	fl_status status = FL_OK;
	if (!model.data)
		status = fl_error_set(err, FL_EINVAL, "there is no model to export for the policy '%s'",
				      fl_policy_name(w->spec->policy.kind));
	if (status == FL_OK)
		status = fl_export_files(w->spec, field->candidates, field->facts.num_dreams, &data, &mps, err);
	if (status == FL_OK)
		status = write_files(folder, name, model, fl_buf_view(&data), fl_buf_view(&mps), err);
	fl_buf_release(&data);
	fl_buf_release(&mps);
	return status;
}

fl_status fl_round_export(fl_round *round, const char *folder, fl_error *err)
{
	fl_work w;
	fl_field field = { 0 };
	fl_status status = fl_work_look(&w, round, FL_STEP_ALLOCATE, err);
	if (status == FL_OK)
		status = fl_field_load(w.store, w.spec, false, &field, err);
	if (status == FL_OK)
		status = fl_policy_staged(&w.spec->policy) ? export_stages(&w, &field, folder, err)
							   : export_program(&w, &field, folder, err);
	fl_field_release(&field);
	return fl_work_end(&w, status, err);
}
