/* SPDX-License-Identifier: Apache-2.0
 *
 * match_view.c - joining what a page of a matching tells: the document, the partners, the evidence.
 */
#include "steps/match_view.h"

#include "base/error.h"
#include "base/str.h"

/* Pairings dream by dream in the order of the matching. 'dreams': the index in the facts of each dream of it. */
static fl_status join(fl_match_view *v, const fl_facts *facts, const uint32_t *dreams, const fl_pairing *pairings, size_t count,
		      fl_error *err)
{
	size_t n = v->m.c.num_dreams;
	uint32_t *position = fl_arena_array(&v->arena, facts->num_dreams + 1, sizeof *position);
	size_t *first = fl_arena_array(&v->arena, n + 2, sizeof *first);
	fl_str *titles = fl_arena_array(&v->arena, n + 1, sizeof *titles);
	fl_pairing *sorted = fl_arena_array(&v->arena, count + 1, sizeof *sorted);
	fl_match_load *loads = fl_arena_array(&v->arena, v->m.c.num_partners + 1, sizeof *loads);
	if (!position || !first || !titles || !sorted || !loads)
		return fl_enomem(err);
	fl_match_loads_of(&v->m, loads);
	for (size_t d = 0; d < facts->num_dreams; d++)
		position[d] = UINT32_MAX;
	for (size_t i = 0; i < n; i++) {
		position[dreams[i]] = (uint32_t)i;
		titles[i] = facts->dreams[dreams[i]].title;
	}
	for (size_t k = 0; k < count; k++)
		if (position[pairings[k].dream] != UINT32_MAX)
			first[position[pairings[k].dream] + 2]++;
	for (size_t i = 2; i < n + 2; i++)
		first[i] += first[i - 1];
	for (size_t k = 0; k < count; k++) /* stable: places stay in order */
		if (position[pairings[k].dream] != UINT32_MAX)
			sorted[first[position[pairings[k].dream] + 1]++] = pairings[k];
	v->page.m = &v->m;
	v->page.loads = loads;
	v->page.pairings = sorted;
	v->page.first = first;
	v->page.titles = titles;
	v->dreams = dreams;
	return FL_OK;
}

fl_status fl_match_view_of(const fl_match_case *mc, bool proposals, fl_match_view *v, fl_error *err)
{
	*v = (fl_match_view){ .done = true, .m = mc->m };
	v->page = (fl_match_page){ .spec = mc->w->spec, .partners = mc->partners, .proposals = proposals };
	return join(v, &mc->field.facts, mc->dreams, mc->pairings, mc->num_pairings, err);
}

/* The document names dreams and partners by their ids; all are there, or the file is damaged. */
static fl_status find_all(const fl_match_view *v, const fl_facts *facts, const char *name, uint32_t *dreams, fl_error *err)
{
	fl_map ids = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	for (size_t d = 0; d < facts->num_dreams && status == FL_OK; d++)
		if (!fl_map_put(&ids, facts->dreams[d].id, d, &stands))
			status = fl_enomem(err);
	for (size_t i = 0; i < v->m.c.num_dreams && status == FL_OK; i++) {
		size_t d = fl_map_get(&ids, v->m.dreams[i]);
		dreams[i] = (uint32_t)d;
		if (d == FL_MAP_NONE)
			status = fl_error_at(err, FL_EPARSE, name, 0, 0, "the round file is damaged: a matching names no dream");
	}
	fl_map_release(&ids);
	return status;
}

fl_status fl_match_view_load(fl_store *store, const fl_round_spec *spec, const fl_facts *facts, fl_match_view *v, fl_error *err)
{
	fl_matching_record record;
	fl_partner *partners;
	fl_pairing *pairings;
	int64_t *rows;
	size_t num_partners, count;
	*v = (fl_match_view){ .done = false };
	FL_TRY(fl_matching_load(store, &v->arena, &record, err));
	if (!record.done)
		return FL_OK;
	v->document = record.document;
	FL_TRY(fl_matching_read(record.document, FL_BUNDLE_MATCH, &v->arena, &v->m, err));
	FL_TRY(fl_match_partners_load(store, &v->arena, &partners, &rows, &num_partners, err));
	FL_TRY(fl_pairings_load(store, facts, rows, num_partners, &v->arena, &pairings, &count, err));
	uint32_t *dreams = fl_arena_array(&v->arena, v->m.c.num_dreams + 1, sizeof *dreams);
	if (!dreams)
		return fl_enomem(err);
	FL_TRY(find_all(v, facts, fl_store_name(store), dreams, err));
	bool same = num_partners == v->m.c.num_partners;
	for (size_t p = 0; p < num_partners && same; p++)
		same = fl_str_eq(partners[p].id, v->m.partners[p]);
	if (!same)
		return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0,
				   "the round file is damaged: a matching is with other partners");
	v->page = (fl_match_page){ .spec = spec, .partners = partners };
	FL_TRY(join(v, facts, dreams, pairings, count, err));
	v->done = true;
	return FL_OK;
}

void fl_match_view_release(fl_match_view *view)
{
	fl_arena_release(&view->arena);
}
