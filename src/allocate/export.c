/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - the files by which a round can be checked with other solvers: from round and dreams to models, data and MPS.
 *
 *     support, tranches, coverage of whole requests    one model, round.dat, round.mps
 *     coverage, proportional, quadratic                the models of the stages, round.dat, stages.tsv, and for each
 *                                                      stage rise-001.dat, rise-001.mps, ...
 *
 * The models themselves are embedded in the program (base/embed.h).
 */
#include "allocate/model_text.h"

#include "allocate/instance.h"
#include "allocate/solution.h"
#include "allocate/tie_break.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"

#include <stdio.h>

typedef struct exporting {
	const fl_export_sink *sink;
	fl_model model;
	fl_buf out, list; /* the file at hand; stages.tsv */
	size_t every, at; /* of the stages each every-th has files; the one at hand, from 0 */
} exporting;

const char *const *fl_export_models(const fl_policy *policy)
{
	static const char *const support[] = { "support.mod", NULL };
	static const char *const tranches[] = { "tranches.mod", NULL };
	static const char *const admission[] = { "admission.mod", NULL };
	static const char *const coverage[] = { "rise.mod", NULL };
	static const char *const ratios[] = { "target.mod", "rise.mod", "fall.mod", NULL };
	switch (policy->kind) {
	case FL_POLICY_SUPPORT:
		return support;
	case FL_POLICY_TRANCHES:
		return tranches;
	case FL_POLICY_COVERAGE:
		return policy->indivisible ? admission : coverage;
	case FL_POLICY_PROPORTIONAL:
	case FL_POLICY_QUADRATIC:
		return ratios;
	default:
		return NULL;
	}
}

static fl_str model_text(const char *name)
{
	for (const fl_embedded *model = fl_embedded_models; model->name; model++)
		if (fl_str_eqz(fl_str_of(model->name), name))
			return (fl_str){ model->bytes, model->len };
	return FL_STR("");
}

static fl_status put_models(exporting *x, fl_error *err)
{
	for (const char *const *name = fl_export_models(&x->model.spec->policy); *name; name++)
		FL_TRY(x->sink->file(x->sink->user, *name, model_text(*name), err));
	return FL_OK;
}

/* Hand over what 'status' says was written to x->out. */
static fl_status put_file(exporting *x, const char *name, fl_status status, fl_error *err)
{
	if (status == FL_OK)
		status = x->sink->file(x->sink->user, name, fl_buf_view(&x->out), err);
	fl_buf_clear(&x->out);
	return status;
}

/* ---- Stages ---------------------------------------------------------------------------------------- */

static fl_status put_stage(exporting *x, const fl_stage_view *view, fl_error *err)
{
	char data[64] = "-", mps[64] = "-";
	const char *kind = fl_stage_kind_name(view->kind);
	bool left_out = x->at++ % x->every != 0;
	if (!left_out) {
		snprintf(data, sizeof data, "%s-%03u.dat", kind, view->number);
		snprintf(mps, sizeof mps, "%s-%03u.mps", kind, view->number);
	}
	fl_buf_printf(&x->list, "%s\t%s\t%s\t", fl_stage_model_name(view->kind), data, mps);
	fl_model_number(&x->list, view->step);
	fl_buf_putc(&x->list, '\t');
	fl_stage_level(view, &x->list);
	fl_buf_putc(&x->list, '\n');
	if (left_out)
		return FL_OK;
	FL_TRY(put_file(x, data, fl_mathprog_stage(&x->model, view, &x->out, err), err));
	return put_file(x, mps, fl_mps_write(&x->model, view, &x->out, err), err);
}

static fl_status check_size(exporting *x, const fl_program *p, const fl_staged *staged, fl_error *err)
{
	size_t stages = staged ? staged->stages.len + 4 : 1; /* each kind has a last one that no limit stops */
	size_t most = p->num_classes > 0 ? FL_EXPORT_CLASSES_MAX / p->num_classes : FL_EXPORT_STAGES_MAX;
	if (most > FL_EXPORT_STAGES_MAX)
		most = FL_EXPORT_STAGES_MAX;
	if (most == 0)
		most = 1;
	x->every = x->sink->reduced ? (stages + most - 1) / most : 1;
	if (x->every == 0)
		x->every = 1;
	if (!x->sink->reduced && (stages > FL_EXPORT_STAGES_MAX || stages * p->num_classes > FL_EXPORT_CLASSES_MAX))
		return fl_error_set(err, FL_ERANGE,
				    "the round has about %zu stages of %zu classes: too many to write each to files of its "
				    "own (at most %d stages, and %d classes in all of them together)",
				    stages, p->num_classes, FL_EXPORT_STAGES_MAX, FL_EXPORT_CLASSES_MAX);
	return FL_OK;
}

static fl_status put_stages(exporting *x, fl_error *err)
{
	const fl_program *p = x->model.program;
	fl_staged *staged = NULL;
	fl_stage_view view = { 0 };
	fl_status status = FL_OK;
	uint32_t *part = fl_alloc_array(p->num_classes + 1, sizeof *part);
	if (!part)
		return fl_enomem(err);
	for (size_t c = 0; c < p->num_classes; c++)
		part[c] = p->columns[c].count;
	if (!fl_infeasible_contradiction(p))
		status = fl_staged_run(x->model.spec, x->model.dreams, p, part, &staged, err);
	if (status == FL_OK)
		status = check_size(x, p, staged, err);
	if (status == FL_OK)
		status = fl_stage_view_init(&view, x->model.spec, x->model.dreams, p, staged, err);
	fl_buf_puts(&x->list, "model\tdata\tmps\tstep\tlevel\n");
	while (status == FL_OK && fl_stage_view_next(&view))
		status = put_stage(x, &view, err);
	if (status == FL_OK)
		status = fl_buf_status(&x->list, err);
	if (status == FL_OK)
		status = x->sink->file(x->sink->user, "stages.tsv", fl_buf_view(&x->list), err);
	fl_stage_view_release(&view);
	fl_staged_free(staged);
	fl_free(part);
	return status;
}

/* ---- The round ------------------------------------------------------------------------------------- */

static fl_status put_round(exporting *x, fl_error *err)
{
	FL_TRY(put_models(x, err));
	FL_TRY(put_file(x, "round.dat", fl_mathprog_data(&x->model, &x->out, err), err));
	if (fl_policy_staged(&x->model.spec->policy) && !x->model.program->integer)
		return put_stages(x, err);
	return put_file(x, "round.mps", fl_mps_write(&x->model, NULL, &x->out, err), err);
}

fl_status fl_export_write(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
			  const fl_export_sink *sink, fl_error *err)
{
	uint32_t *order = NULL;
	size_t count = 0;
	fl_program *program = NULL;
	if (!fl_export_models(&spec->policy))
		return fl_error_set(err, FL_EINVAL, "no model for the policy '%s': it is a rule, not a program",
				    fl_policy_name(spec->policy.kind));
	fl_allocation *a = fl_allocation_new(num_dreams);
	fl_status status = a ? fl_tie_order_make(spec, dreams, num_dreams, &order, &count, err) : fl_enomem(err);
	if (status == FL_OK)
		status = fl_program_build(spec, dreams, order, count, a, &program, err);
	exporting x = { .sink = sink, .model = { spec, dreams, num_dreams, program, a } };
	fl_buf_init(&x.out, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&x.list, FL_BUF_MAX_DEFAULT);
	if (status == FL_OK)
		status = put_round(&x, err);
	fl_buf_release(&x.out);
	fl_buf_release(&x.list);
	fl_program_free(program);
	fl_free(order);
	fl_allocation_free(a);
	return status;
}
