/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog_stage.c - one stage of a policy of ratios as a data section, which stands beside that of the round. What it
 * says is explained in models/rise.mod.
 */
#include "allocate/model_text.h"
#include "allocate/stage_view.h"

#include "base/rational.h"

const char *fl_stage_model_name(fl_stage_kind kind)
{
	return kind == FL_STAGE_TARGET ? "target.mod" : kind == FL_STAGE_RISE ? "rise.mod" : "fall.mod";
}

/* The level as a decimal, and as a fraction where that is short. */
void fl_stage_level(const fl_stage_view *view, fl_buf *out)
{
	fl_buf exact;
	if (!view->feasible) {
		fl_buf_puts(out, "infeasible");
		return;
	}
	fl_model_number(out, view->level);
	fl_buf_init(&exact, FL_BUF_MAX_DEFAULT);
	fl_mpq_print(&exact, view->level);
	if (exact.len <= 60 && mpz_cmp_ui(mpq_denref(view->level), 1) != 0)
		fl_buf_printf(out, " = %s", exact.data);
	fl_buf_release(&exact);
}

static void put_head(const fl_stage_view *view, const fl_model *model, fl_buf *out)
{
	size_t pinned = 0;
	for (size_t c = 0; view->staged && c < view->program->num_classes; c++)
		pinned += !view->last && view->standing[c] != FL_STAGE_STILL &&
			  view->staged->stopped[view->kind][c] == view->at - 1;
	fl_buf_printf(out,
		      "# One stage for %s (GNU MathProg), written by Florin. It stands beside the data of the round.\n"
		      "#\n# round    ",
		      fl_stage_model_name(view->kind));
	fl_model_label(out, model->spec->id);
	fl_buf_printf(out, "\n# stage    %s %u\n# level    ", fl_stage_kind_name(view->kind), view->number);
	fl_stage_level(view, out);
	if (!view->feasible)
		fl_buf_puts(out, ": the limits of the round cannot hold together\n");
	else if (view->last)
		fl_buf_puts(out, "; the last of its kind: no limit stops it\n");
	else
		fl_buf_printf(out, "; it settles %zu class%s\n", pinned, pinned == 1 ? "" : "es");
}

static void put_boxes(const fl_stage_view *view, fl_buf *out)
{
	fl_buf_puts(out, "\nparam :\tweight\tlow\thigh :=\n");
	for (size_t c = 0; c < view->program->num_classes; c++) {
		if (!fl_model_has(view->program, c))
			continue;
		fl_buf_printf(out, "\t%zu\t", c + 1);
		fl_model_number(out, view->weight[c]);
		fl_buf_putc(out, '\t');
		fl_model_number(out, view->low[c]);
		fl_buf_putc(out, '\t');
		fl_model_number(out, view->high[c]);
		fl_buf_putc(out, '\n');
	}
	fl_buf_puts(out, ";\n");
}

static void put_set(const fl_stage_view *view, const char *name, fl_stage_standing standing, fl_buf *out)
{
	fl_buf_printf(out, "set %s :=", name);
	for (size_t c = 0; c < view->program->num_classes; c++)
		if (view->standing[c] == standing)
			fl_buf_printf(out, " %zu", c + 1);
	fl_buf_puts(out, ";\n");
}

fl_status fl_mathprog_stage(const fl_model *model, const fl_stage_view *view, fl_buf *out, fl_error *err)
{
	put_head(view, model, out);
	fl_buf_puts(out, "\ndata;\n\nparam step := ");
	fl_model_number(out, view->step);
	fl_buf_puts(out, ";\nparam end := ");
	fl_model_number(out, view->end);
	fl_buf_puts(out, ";\n");
	put_boxes(view, out);
	fl_buf_putc(out, '\n');
	put_set(view, "OPEN", FL_STAGE_OPEN, out);
	put_set(view, "DONE", FL_STAGE_DONE, out);
	fl_buf_puts(out, "\nend;\n");
	return fl_buf_status(out, err);
}
