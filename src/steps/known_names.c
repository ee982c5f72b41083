/* SPDX-License-Identifier: Apache-2.0
 *
 * known_names.c - what a person may type about a round: ids of dreams, scenarios, tranches, milestones, settings, reasons of a rejection.
 *
 * Completion in a shell asks for them while a line is typed, so only what is asked for is read, and whatever is out of date.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/give.h"
#include "steps/scenario.h"
#include "steps/step.h"

#include <dirent.h>

static void put(fl_buf *out, fl_str name)
{
	if (name.len == 0 || memchr(name.data, '\n', name.len))
		return;
	fl_buf_str(out, name);
	fl_buf_putc(out, '\n');
}

static fl_status put_dreams(fl_work *w, fl_buf *out, fl_error *err)
{
	fl_facts facts = { 0 };
	fl_status status = fl_facts_load(w->store, &facts, err);
	for (size_t i = 0; status == FL_OK && i < facts.num_dreams; i++)
		put(out, facts.dreams[i].id);
	fl_facts_release(&facts);
	return status;
}

/* What lies in the folder of scenarios, and the result they stand beside. */
static fl_status put_scenarios(fl_work *w, fl_buf *out, fl_error *err)
{
	fl_buf folder;
	fl_buf_init(&folder, 1 << 16);
	fl_status status = fl_scenario_path(fl_store_name(w->store), NULL, &folder, err);
	DIR *dir = status == FL_OK ? opendir(folder.data) : NULL;
	put(out, FL_STR("official"));
	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		fl_str file = fl_str_of(e->d_name), ending = FL_STR(".florin");
		if (file.len > ending.len && fl_str_eq(fl_str_slice(file, file.len - ending.len, file.len), ending))
			put(out, fl_str_slice(file, 0, file.len - ending.len));
	}
	if (dir)
		closedir(dir);
	fl_buf_release(&folder);
	return status;
}

static fl_status put_items(fl_work *w, bool tranches, fl_buf *out)
{
	const fl_follow_plan *plan = &w->spec->follow;
	const fl_follow_item *items = tranches ? plan->tranches : plan->milestones;
	for (size_t i = 0; i < (tranches ? plan->num_tranches : plan->num_milestones); i++)
		put(out, items[i].id);
	return FL_OK;
}

static fl_status put_tranches(fl_work *w, fl_buf *out, fl_error *err)
{
	(void)err;
	return put_items(w, true, out);
}

static fl_status put_milestones(fl_work *w, fl_buf *out, fl_error *err)
{
	(void)err;
	return put_items(w, false, out);
}

/* A few of the round, and of each pool and group what may be set. */
static fl_status put_settings(fl_work *w, fl_buf *out, fl_error *err)
{
	(void)err;
	fl_buf_puts(out, "threshold.default=\npolicy.name=\n");
	for (size_t i = 0; i < w->spec->num_pools; i++)
		fl_buf_printf(out, "pools[%.*s].amount=\n", FL_STR_ARG(w->spec->pools[i].id));
	for (size_t i = 0; i < w->spec->num_groups; i++) {
		const fl_group *group = &w->spec->groups[i];
		if (!group->exclusive)
			fl_buf_printf(out, "groups[%.*s].max=\ngroups[%.*s].min=\n", FL_STR_ARG(group->id), FL_STR_ARG(group->id));
	}
	return FL_OK;
}

static fl_status put_reasons(fl_work *w, fl_buf *out, fl_error *err)
{
	(void)err;
	for (size_t i = 0; i < w->spec->decisions.num_reasons; i++)
		put(out, w->spec->decisions.reasons[i].code);
	return FL_OK;
}

static const struct kind {
	const char *name;
	fl_status (*put)(fl_work *w, fl_buf *out, fl_error *err);
} kinds[] = { { "dreams", put_dreams },	      { "scenarios", put_scenarios }, { "tranches", put_tranches },
	      { "milestones", put_milestones }, { "settings", put_settings },	    { "reasons", put_reasons } };

fl_status fl_round_names(fl_round *round, const char *what, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_buf out;
	size_t k = 0;
	*ret_text = (fl_text){ NULL, 0 };
	while (k < sizeof kinds / sizeof *kinds && strcmp(kinds[k].name, what) != 0)
		k++;
	if (k == sizeof kinds / sizeof *kinds)
		return fl_error_set(err, FL_EINVAL, "a round has no '%s' to name", what);
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&w, round, false, err);
	if (status == FL_OK)
		status = kinds[k].put(&w, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return fl_work_end(&w, status, err);
}
