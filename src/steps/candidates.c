/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates.c - join the facts of a dream with its tags and its tally.
 */
#include "steps/candidates.h"

#include "base/error.h"
#include "base/str.h"
#include "store/givers.h"
#include "store/names.h"
#include "tally/tally.h"

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

/* ---- giver by giver: quadratic weights, supporters ---- */

typedef struct gifts {
	fl_flower_row *rows;
	size_t len, max;
} gifts;

static void on_gift(void *user, size_t dream, int64_t giver, int64_t kind, int64_t count)
{
	gifts *g = user;
	if (g->len < g->max)
		g->rows[g->len++] = (fl_flower_row){ (uint32_t)dream, giver < 0 ? UINT32_MAX : (uint32_t)giver,
						     kind < 0 ? UINT32_MAX : (uint32_t)kind, count };
}

static fl_status ask_givers(fl_store *store, const fl_round_spec *spec, fl_field *f, fl_error *err)
{
	gifts g = { 0 };
	fl_names kinds = { 0 };
	int64_t givers = 0;
	uint32_t *representative = NULL;
	fl_str *weights = NULL;
	int64_t count = 0;
	fl_status status = fl_flowers_count(store, &count, err);
	g.max = (size_t)count;
	g.rows = fl_alloc_array(g.max + 1, sizeof *g.rows);
	if (status == FL_OK && !g.rows)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = fl_flowers_read(store, &f->facts, &(fl_flower_reader){ on_gift, &g }, err);
	if (status == FL_OK)
		status = fl_clusters_load(store, &f->facts, &f->facts.arena, &representative, err);
	if (status == FL_OK)
		status = fl_givers_count(store, &givers, err);
	if (status == FL_OK)
		status = fl_names_open(&kinds, store, FL_NAMES_KINDS, err);
	if (status == FL_OK) {
		fl_tally_input in = { .num_dreams = f->facts.num_dreams,
				      .representative = representative,
				      .flowers = g.rows,
				      .num_flowers = g.len,
				      .num_givers = (size_t)givers,
				      .kinds = kinds.list.items,
				      .num_kinds = kinds.list.len };
		status = spec->policy.kind == FL_POLICY_QUADRATIC
			     ? fl_quadratic_weights(spec, &in, &f->facts.arena, &weights, &f->nameless, err)
			     : fl_supporters_find(spec, &in, &f->facts.arena, f->candidates, &f->nameless, err);
	}
	for (size_t i = 0; status == FL_OK && weights && i < f->facts.num_dreams; i++)
		f->candidates[i].weight = weights[i];
	fl_names_release(&kinds);
	fl_free(g.rows);
	return status;
}

fl_status fl_field_load(fl_store *store, const fl_round_spec *spec, bool with_matches, fl_field *ret_field,
			fl_error *err)
{
	fl_field *f = ret_field;
	*f = (fl_field){ 0 };
	FL_TRY(fl_facts_load(store, &f->facts, err));
	FL_TRY(fl_tag_records_load(store, &f->facts, with_matches, &f->facts.arena, &f->tags, err));
	FL_TRY(fl_tallies_load(store, &f->facts, &f->facts.arena, &f->tallies, err));
	FL_TRY(fl_candidates_make(&f->facts, f->tags, f->tallies, &f->facts.arena, &f->candidates, err));
	bool by_giver = spec->policy.kind == FL_POLICY_QUADRATIC || spec->policy.kind == FL_POLICY_EQUAL_SHARES;
	return by_giver ? ask_givers(store, spec, f, err) : FL_OK;
}

void fl_field_release(fl_field *field)
{
	fl_facts_release(&field->facts);
}
