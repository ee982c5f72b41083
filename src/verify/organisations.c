/* SPDX-License-Identifier: Apache-2.0
 *
 * organisations.c - one organisation is one, whatever name it submits its dreams under.
 *
 * Which spellings are one organisation is a fact that no program can recompute from here. What must follow from it can be seen: dreams
 * that state the same name belong to the same organisation, and so do those that state the names which the round's own table puts
 * together. Without that a limit for each organisation would be kept by its letter only.
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

static fl_str stated(const fl_candidate *dream)
{
	return dream->submitted_as.len > 0 ? dream->submitted_as : dream->organisation;
}

/* The first dream that states each name. */
static fl_status take_names(fl_verify_case *c, fl_map *first, fl_error *err)
{
	for (size_t i = 0; i < c->num_dreams && !fl_verify_refused(c->verdict); i++) {
		const fl_candidate *dream = &c->dreams[i];
		size_t other;
		if (dream->organisation.len == 0) {
			if (dream->submitted_as.len > 0)
				fl_verify_no(c->verdict, "dream '%.*s' states an organisation, but belongs to none", FL_STR_ARG(dream->id));
			continue;
		}
		if (!fl_map_put(first, stated(dream), i, &other))
			return fl_enomem(err);
		if (!fl_str_eq(c->dreams[other].organisation, dream->organisation))
			fl_verify_no(c->verdict, "dreams '%.*s' and '%.*s' state the same organisation, but belong to two",
				     FL_STR_ARG(c->dreams[other].id), FL_STR_ARG(dream->id));
	}
	return FL_OK;
}

fl_status fl_verify_organisations(fl_verify_case *c, fl_error *err)
{
	fl_map first = { 0 }, table = { 0 };
	fl_status status = take_names(c, &first, err);
	for (size_t i = 0; i < c->spec->num_aliases && status == FL_OK && !fl_verify_refused(c->verdict); i++) {
		const fl_alias *alias = &c->spec->aliases[i];
		fl_str both[] = { alias->name, alias->organisation };
		for (size_t k = 0; k < 2 && status == FL_OK; k++) {
			size_t dream = fl_map_get(&first, both[k]), other;
			if (dream == FL_MAP_NONE)
				continue;
			if (!fl_map_put(&table, alias->organisation, dream, &other))
				status = fl_enomem(err);
			else if (!fl_str_eq(c->dreams[other].organisation, c->dreams[dream].organisation))
				fl_verify_no(c->verdict, "the round says that dreams '%.*s' and '%.*s' are of one organisation, but they belong to two",
					     FL_STR_ARG(c->dreams[other].id), FL_STR_ARG(c->dreams[dream].id));
		}
	}
	fl_map_release(&first);
	fl_map_release(&table);
	return status;
}
