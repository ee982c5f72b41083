/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_model.c - the data section of models/assignment.mod.
 */
#include "allocate/assign_model.h"

#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"

#include <string.h>

#define NAME "assignment.mod"

static void put_names(const char *what, const fl_str *ids, size_t count, fl_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		fl_buf_printf(out, "# %s %zu: ", what, i + 1);
		fl_buf_safe(out, ids[i]);
		fl_buf_putc(out, '\n');
	}
}

static void put_numbers(const char *head, size_t count, fl_buf *out)
{
	fl_buf_printf(out, "\nset %s :=", head);
	for (size_t i = 0; i < count; i++)
		fl_buf_printf(out, "%s%zu", i % 20 ? " " : "\n  ", i + 1);
	fl_buf_puts(out, ";\n");
}

static void put_pairs(const fl_assign_case *c, fl_buf *out)
{
	fl_buf_puts(out, "\nset PAIRS :=");
	for (size_t i = 0; i < c->num_dreams; i++)
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++)
			fl_buf_printf(out, "\n  (%zu,%u)", i + 1, c->fits[k].partner + 1);
	fl_buf_puts(out, ";\n\nparam fit :=");
	for (size_t i = 0; i < c->num_dreams; i++)
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++)
			fl_buf_printf(out, "\n  %zu %u %lld", i + 1, c->fits[k].partner + 1, (long long)c->fits[k].fit);
	fl_buf_puts(out, ";\n");
}

void fl_assign_data(const fl_matching *m, fl_buf *out)
{
	const fl_assign_case *c = &m->c;
	fl_buf_puts(out, "# The matching of a round, for assignment.mod:\n#     glpsol -m " NAME " -d assignment.dat\n#\n");
	put_names("dream", m->dreams, c->num_dreams, out);
	put_names("partner", m->partners, c->num_partners, out);
	fl_buf_puts(out, "\ndata;\n");
	put_numbers("MATCHED", c->num_dreams, out);
	put_numbers("PARTNERS", c->num_partners, out);
	put_pairs(c, out);
	fl_buf_puts(out, "\nset FIXED :=");
	for (size_t i = 0; i < c->num_dreams; i++)
		if (c->fixed && c->fixed[i])
			fl_buf_printf(out, " %zu", i + 1);
	fl_buf_puts(out, ";\n\nparam brings :=");
	for (size_t i = 0; i < c->num_dreams; i++)
		fl_buf_printf(out, "\n  %zu %lld", i + 1, (long long)(c->brings ? c->brings[i] : 0));
	fl_buf_puts(out, ";\n\nparam : least most money :=");
	for (size_t p = 0; p < c->num_partners; p++)
		fl_buf_printf(out, "\n  %zu %lld %lld %lld", p + 1, (long long)c->places[p].least, (long long)c->places[p].most,
			      (long long)c->places[p].money);
	fl_buf_puts(out, ";\n\nend;\n");
}

fl_status fl_assign_export(const fl_matching *m, const fl_export_sink *sink, fl_error *err)
{
	fl_buf data;
	fl_status status = FL_OK;
	for (const fl_embedded *model = fl_embedded_models; model->name; model++)
		if (strcmp(model->name, NAME) == 0)
			status = sink->file(sink->user, NAME, (fl_str){ model->bytes, model->len }, err);
	fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
	fl_assign_data(m, &data);
	if (status == FL_OK)
		status = fl_buf_status(&data, err);
	if (status == FL_OK)
		status = sink->file(sink->user, "assignment.dat", fl_buf_view(&data), err);
	fl_buf_release(&data);
	return status;
}
