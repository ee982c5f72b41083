/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates.c - join the facts of a dream with its tags and its tally.
 */
#include "steps/candidates.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "steps/continued.h"
#include "steps/tally_ledger.h"

/* Has a person taken it away? */
static bool is_removed(const fl_tag_record *given, fl_str tag)
{
	for (size_t i = 0; i < given->num_removed; i++)
		if (fl_str_eq(given->removed[i], tag))
			return true;
	return false;
}

/* Union of two sorted lists, without what was taken away. */
static fl_status join_tags(const fl_dream *dream, const fl_tag_record *given, fl_arena *arena, fl_candidate *ret,
			   fl_error *err)
{
	size_t a = 0, b = 0, n = 0;
	if (given->num_tags + given->num_removed == 0) {
		ret->tags = dream->tags;
		ret->num_tags = dream->num_tags;
		return FL_OK;
	}
	fl_str *tags = fl_arena_array(arena, dream->num_tags + given->num_tags + 1, sizeof(*tags));
	if (!tags)
		return fl_enomem(err);
	while (a < dream->num_tags || b < given->num_tags) {
		int order = a == dream->num_tags   ? 1
			    : b == given->num_tags ? -1
						   : fl_str_cmp(dream->tags[a], given->tags[b]);
		fl_str tag = order <= 0 ? dream->tags[a] : given->tags[b];
		if (!is_removed(given, tag))
			tags[n++] = tag;
		a += order <= 0;
		b += order >= 0;
	}
	ret->tags = tags;
	ret->num_tags = n;
	return FL_OK;
}

static fl_str category_of(const fl_dream *dream, const fl_tag_record *tags)
{
	if (tags->decided)
		return tags->category;
	if (tags->unclear)
		return FL_STR("");
	return tags->category.len ? tags->category : dream->category;
}

fl_status fl_candidate_tag(const fl_dream *dream, const fl_tag_record *record, fl_arena *arena, fl_candidate *ret, fl_error *err)
{
	ret->category = category_of(dream, record);
	return join_tags(dream, record, arena, ret, err);
}

/* To which organisation it belongs, under whatever name. */
static void take_owner(fl_candidate *c, fl_str owner)
{
	if (!fl_str_eq(c->organisation, owner))
		c->submitted_as = c->organisation;
	c->organisation = owner;
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
			.submitted_as = FL_STR(""),
			.region = dream->region,
			.request = dream->request,
			.raised = dream->raised,
			.submitted = dream->submitted,
			.position = (uint32_t)i,
		};
		if (tallies) {
			list[i].tally = tallies[i].tally.merged;
			list[i].givers = tallies[i].tally.givers;
			list[i].roots = tallies[i].tally.roots;
			list[i].threshold = tallies[i].threshold;
			list[i].threshold_givers = tallies[i].threshold_givers;
			list[i].standing = tallies[i].standing;
			if (tallies[i].organisation.data)
				take_owner(&list[i], tallies[i].organisation);
			list[i].ruling = tallies[i].ruling;
		}
		FL_TRY(fl_candidate_tag(dream, &tags[i], arena, &list[i], err));
	}
	*ret_candidates = list;
	return FL_OK;
}

/* ---- giver by giver: quadratic weights, supporters ---- */

typedef struct gifts {
	FL_VEC(fl_tally_gift) list;
	bool short_of_memory;
} gifts;

static void on_gift(void *user, uint32_t giver, uint32_t dream, int64_t flowers)
{
	gifts *g = user;
	if (!fl_vec_push(&g->list, ((fl_tally_gift){ giver, dream, flowers })))
		g->short_of_memory = true;
}

/* What each giver gave to each dream, from the ledger. */
static fl_status collect_gifts(fl_store *store, const fl_round_spec *spec, fl_field *f, const uint32_t *representative,
			       gifts *ret, fl_error *err)
{
	fl_tally_request request = { .store = store,
				     .facts = &f->facts,
				     .spec = spec,
				     .representative = representative,
				     .sink = { .gift = on_gift, .user = ret },
				     .only = UINT32_MAX,
				     .now = INT64_MAX };
	fl_tally_result result;
	FL_TRY(fl_tally_ledger(&request, &f->facts.arena, &result, NULL, err));
	return ret->short_of_memory ? fl_enomem(err) : FL_OK;
}

static fl_status weigh(const fl_round_spec *spec, fl_field *f, const uint32_t *representative, const gifts *g, fl_error *err)
{
	fl_str *weights = NULL;
	size_t count = f->facts.num_dreams;
	fl_tally *tallies = fl_arena_array(&f->facts.arena, count + 1, sizeof *tallies);
	if (!tallies)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		tallies[i] = f->tallies[i].tally;
	FL_TRY(fl_quadratic_weights(spec, tallies, representative, count, g->list.items, g->list.len, &f->facts.arena, &weights,
				    err));
	for (size_t i = 0; i < count; i++)
		f->candidates[i].weight = weights[i];
	return FL_OK;
}

/* Flowers of representatives that are of no known giver, which a policy that counts by giver passes over. Givers alone may also be stated
 * without a ledger. */
static fl_status count_nameless(fl_store *store, const fl_round_spec *spec, fl_field *f, uint32_t **ret_representative,
				fl_error *err)
{
	FL_TRY(fl_clusters_load(store, &f->facts, &f->facts.arena, ret_representative, err));
	bool by_number = spec->policy.breadth == FL_BREADTH_GIVERS;
	for (size_t i = 0; i < f->facts.num_dreams; i++)
		if ((*ret_representative)[i] == i && !(by_number && f->tallies[i].tally.known == 0 && f->tallies[i].tally.givers > 0))
			f->nameless += f->tallies[i].tally.merged - f->tallies[i].tally.known;
	return FL_OK;
}

/* Only medians and equal shares need what each giver gave; the sums of the others stand with the tallies. */
static fl_status ask_givers(fl_store *store, const fl_round_spec *spec, fl_field *f, fl_error *err)
{
	gifts g = { 0 };
	uint32_t *representative = NULL;
	bool shares = spec->policy.kind == FL_POLICY_EQUAL_SHARES;
	fl_status status = count_nameless(store, spec, f, &representative, err);
	if (status == FL_OK && (shares || spec->policy.target == FL_TARGET_MEDIAN))
		status = collect_gifts(store, spec, f, representative, &g, err);
	if (status == FL_OK && shares)
		status = fl_supporters_find(spec, g.list.items, g.list.len, representative, f->facts.num_dreams,
					    &f->facts.arena, f->candidates, err);
	else if (status == FL_OK)
		status = weigh(spec, f, representative, &g, err);
	fl_vec_release(&g.list);
	return status;
}

/* What earlier divisions left each dream with, where money that returned is divided again. */
static fl_status apply_earlier(fl_store *store, fl_field *f, fl_error *err)
{
	fl_continued c;
	fl_status status = fl_continued_load(store, &f->facts.arena, &c, err);
	if (status == FL_OK && c.there)
		status = fl_earlier_apply(&c.sums, f->candidates, f->facts.num_dreams, err);
	fl_continued_release(&c);
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
	FL_TRY(apply_earlier(store, f, err));
	bool by_giver = spec->policy.kind == FL_POLICY_QUADRATIC || spec->policy.kind == FL_POLICY_EQUAL_SHARES;
	uint32_t *representative;
	if (by_giver)
		return ask_givers(store, spec, f, err);
	return spec->policy.breadth != FL_BREADTH_NONE ? count_nameless(store, spec, f, &representative, err) : FL_OK;
}

fl_status fl_field_supporters(fl_store *store, const fl_round_spec *spec, fl_field *f, fl_error *err)
{
	gifts g = { 0 };
	uint32_t *representative = NULL;
	if (spec->policy.kind == FL_POLICY_EQUAL_SHARES)
		return FL_OK;
	fl_status status = fl_clusters_load(store, &f->facts, &f->facts.arena, &representative, err);
	if (status == FL_OK)
		status = collect_gifts(store, spec, f, representative, &g, err);
	if (status == FL_OK)
		status = fl_supporters_find(spec, g.list.items, g.list.len, representative, f->facts.num_dreams,
					    &f->facts.arena, f->candidates, err);
	fl_vec_release(&g.list);
	return status;
}

void fl_field_release(fl_field *field)
{
	fl_facts_release(&field->facts);
}
