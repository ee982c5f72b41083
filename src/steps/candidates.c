/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates.c - join the facts of a dream with its tags and its tally.
 */
#include "steps/candidates.h"

#include "base/error.h"
#include "base/str.h"

/* Union of two sorted lists. */
static fl_status join_tags(const fl_dream *dream, const fl_tag_record *given, fl_arena *arena, fl_candidate *ret,
			   fl_error *err)
{
	size_t a = 0, b = 0, n = 0;
	if (given->num_tags == 0) {
		ret->tags = dream->tags;
		ret->num_tags = dream->num_tags;
		return FL_OK;
	}
	fl_str *tags = fl_arena_array(arena, dream->num_tags + given->num_tags, sizeof(*tags));
	if (!tags)
		return fl_enomem(err);
	while (a < dream->num_tags || b < given->num_tags) {
		int order = a == dream->num_tags   ? 1
			    : b == given->num_tags ? -1
						   : fl_str_cmp(dream->tags[a], given->tags[b]);
		tags[n++] = order <= 0 ? dream->tags[a] : given->tags[b];
		a += order <= 0;
		b += order >= 0;
	}
	ret->tags = tags;
	ret->num_tags = n;
	return FL_OK;
}

static fl_str category_of(const fl_dream *dream, const fl_tag_record *tags)
{
	if (tags->unclear)
		return FL_STR("");
	return tags->category.len ? tags->category : dream->category;
}

fl_status fl_candidates_make(const fl_facts *facts, const fl_tag_record *tags, const fl_tally_record *tallies,
			     fl_arena *arena, fl_candidate **ret_candidates, fl_error *err)
{
	fl_candidate *list = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*list));
	if (!list)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_dream *dream = &facts->dreams[i];
		list[i] = (fl_candidate){
			.id = dream->id,
			.organisation = dream->organisation,
			.region = dream->region,
			.category = category_of(dream, &tags[i]),
			.request = dream->request,
			.raised = dream->raised,
			.submitted = dream->submitted,
			.position = (uint32_t)i,
		};
		if (tallies) {
			list[i].tally = tallies[i].merged;
			list[i].threshold = tallies[i].threshold;
			list[i].standing = tallies[i].standing;
		}
		FL_TRY(join_tags(dream, &tags[i], arena, &list[i], err));
	}
	*ret_candidates = list;
	return FL_OK;
}

fl_status fl_field_load(fl_store *store, bool with_matches, fl_field *ret_field, fl_error *err)
{
	fl_field *f = ret_field;
	*f = (fl_field){ 0 };
	FL_TRY(fl_facts_load(store, &f->facts, err));
	FL_TRY(fl_tag_records_load(store, &f->facts, with_matches, &f->facts.arena, &f->tags, err));
	FL_TRY(fl_tallies_load(store, &f->facts, &f->facts.arena, &f->tallies, err));
	return fl_candidates_make(&f->facts, f->tags, f->tallies, &f->facts.arena, &f->candidates, err);
}

void fl_field_release(fl_field *field)
{
	fl_facts_release(&field->facts);
}
