/* SPDX-License-Identifier: Apache-2.0
 *
 * regroup.c - components of dreams, and clusters within one.
 *
 * A component is what pairs judged the same, equal words and decisions connect. Its dreams keep their order, so linkage, which
 * breaks ties by it, goes as it went among all.
 */
#include "steps/regroup.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "dedup/cluster.h"
#include "dedup/pair_evidence.h"
#include "steps/givers_of.h"

#include <stdlib.h>

typedef struct word { /* a decision in force, by dreams */
	const fl_decision *decision;
	uint32_t a, b;
} word;

struct fl_regroup {
	fl_work *w;
	const fl_field *field;
	const uint32_t *representative; /* as it stands */
	fl_arena arena;
	fl_dedup_options options;
	fl_dedup_text *texts;
	fl_pair *pairs; /* only those that connect, sorted by a, b */
	size_t num_pairs;
	uint32_t *first; /* of the same words */
	word *words;
	size_t num_words;
	uint32_t *up;    /* disjoint sets: the components */
	uint32_t *member_start, *members; /* by root */
	uint32_t *local; /* scratch: dream -> place among those at hand, UINT32_MAX */
	fl_givers_of *givers;
};

/* ---- components ----------------------------------------------------------------------------------------------------- */

static uint32_t root_of(const fl_regroup *r, uint32_t i)
{
	while (r->up[i] != i) {
		r->up[i] = r->up[r->up[i]];
		i = r->up[i];
	}
	return i;
}

static void connect(fl_regroup *r, uint32_t a, uint32_t b)
{
	a = root_of(r, a);
	b = root_of(r, b);
	if (a != b)
		r->up[a > b ? a : b] = a > b ? b : a;
}

/* Equal words are told as a star around their first dream; a pair of two others was only asked for. */
static void find_equal(fl_regroup *r)
{
	for (size_t i = 0; i < r->num_pairs; i++) {
		const fl_pair *p = &r->pairs[i];
		if (p->exact && r->first[p->a] == p->a)
			r->first[p->b] = p->a;
	}
}

/* The verdict of the rules, which decisions have covered; without the pairs that connect nothing. */
static fl_status take_pairs(fl_regroup *r, fl_error *err)
{
	size_t kept = 0;
	FL_TRY(fl_pairs_load(r->w->store, &r->field->facts, &r->arena, &r->pairs, &r->num_pairs, err));
	for (size_t i = 0; i < r->num_pairs; i++) {
		fl_pair p = r->pairs[i];
		if (p.decided && !p.exact)
			fl_pair_rule(&r->options, &p);
		if (p.exact || p.verdict == FL_PAIR_SAME)
			r->pairs[kept++] = p;
	}
	r->num_pairs = kept;
	find_equal(r);
	for (size_t i = 0; i < r->num_pairs; i++)
		connect(r, r->pairs[i].a, r->pairs[i].b);
	return FL_OK;
}

static fl_status take_words(fl_regroup *r, fl_error *err)
{
	const fl_work *w = r->w;
	fl_map map = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	r->words = fl_arena_array(&r->arena, w->num_decisions + 1, sizeof *r->words);
	if (!r->words)
		return fl_enomem(err);
	for (size_t i = 0; i < r->field->facts.num_dreams && status == FL_OK && w->num_decisions > 0; i++)
		if (!fl_map_put(&map, r->field->facts.dreams[i].id, i, &stands))
			status = fl_enomem(err);
	for (size_t i = 0; i < w->num_decisions && status == FL_OK; i++) {
		const fl_decision *d = &w->decisions[i];
		fl_ruling_class class = fl_decision_class(d);
		if (class != FL_RULING_PAIR && class != FL_RULING_REPRESENTATIVE)
			continue;
		size_t a = fl_map_get(&map, d->subject), b = class == FL_RULING_PAIR ? fl_map_get(&map, d->other) : a;
		if (a == FL_MAP_NONE || b == FL_MAP_NONE)
			continue;
		r->words[r->num_words++] = (word){ d, (uint32_t)a, (uint32_t)b };
		connect(r, (uint32_t)a, (uint32_t)b);
	}
	fl_map_release(&map);
	return status;
}

/* Clusters of today lie within components; dreams by component, in their order. */
static void list_members(fl_regroup *r)
{
	size_t n = r->field->facts.num_dreams;
	for (uint32_t i = 0; i < n; i++)
		r->member_start[root_of(r, i) + 1]++;
	for (size_t i = 0; i < n; i++)
		r->member_start[i + 1] += r->member_start[i];
	for (uint32_t i = 0; i < n; i++)
		r->members[r->member_start[root_of(r, i)] + r->local[root_of(r, i)]++] = i;
	for (size_t i = 0; i < n; i++)
		r->local[i] = UINT32_MAX;
}

/* ---- beginning ------------------------------------------------------------------------------------------------------ */

static void set_options(fl_regroup *r)
{
	const fl_round_spec *spec = r->w->spec;
	fl_dedup_defaults(&r->options);
	r->options.candidates = spec->dup_candidates;
	r->options.review = spec->dup_review == 0 ? spec->dup_candidates : spec->dup_review;
	r->options.same = spec->dup_same;
	r->options.across_organisations = spec->dup_across;
	r->options.representative = spec->representative;
}

static fl_status take_texts(fl_regroup *r, fl_error *err)
{
	const fl_facts *facts = &r->field->facts;
	int64_t *flowers = fl_arena_array(&r->arena, facts->num_dreams + 1, sizeof *flowers);
	r->texts = fl_arena_array(&r->arena, facts->num_dreams + 1, sizeof *r->texts);
	if (!flowers || !r->texts)
		return fl_enomem(err);
	FL_TRY(fl_flowers_sum(r->w->store, facts, flowers, err));
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_dream *d = &facts->dreams[i];
		r->texts[i] = (fl_dedup_text){ .id = d->id,
					       .title = d->title,
					       .body = d->body,
					       .organisation = d->organisation,
					       .submitted = d->submitted,
					       .flowers = flowers[i] == 0 && d->stated_flowers > 0 ? d->stated_flowers : flowers[i] };
	}
	return FL_OK;
}

static fl_status open_regroup(fl_regroup *r, fl_error *err)
{
	size_t n = r->field->facts.num_dreams;
	r->first = fl_arena_array(&r->arena, n + 1, sizeof *r->first);
	r->up = fl_arena_array(&r->arena, n + 1, sizeof *r->up);
	r->member_start = fl_arena_array(&r->arena, n + 2, sizeof *r->member_start);
	r->members = fl_arena_array(&r->arena, n + 1, sizeof *r->members);
	r->local = fl_arena_array(&r->arena, n + 1, sizeof *r->local);
	if (!r->first || !r->up || !r->member_start || !r->members || !r->local)
		return fl_enomem(err);
	for (uint32_t i = 0; i < n; i++)
		r->first[i] = r->up[i] = i;
	set_options(r);
	FL_TRY(take_texts(r, err));
	FL_TRY(take_pairs(r, err));
	FL_TRY(take_words(r, err));
	list_members(r);
	return FL_OK;
}

/* The givers of everything that could change. */
static fl_status take_givers(fl_regroup *r, const fl_review_way *ways, size_t count, fl_error *err)
{
	size_t n = r->field->facts.num_dreams, stands;
	fl_map map = { 0 };
	bool *wanted = fl_alloc_array(n + 1, sizeof *wanted);
	fl_status status = wanted ? FL_OK : fl_enomem(err);
	for (size_t i = 0; i < n && status == FL_OK; i++)
		if (!fl_map_put(&map, r->field->facts.dreams[i].id, i, &stands))
			status = fl_enomem(err);
	for (size_t k = 0; k < 2 * count && status == FL_OK; k++) {
		const fl_decision *d = &ways[k / 2].decision;
		fl_ruling_class class = fl_decision_class(d);
		bool asks = class == FL_RULING_PAIR || (class == FL_RULING_REPRESENTATIVE && k % 2 == 0);
		size_t at = asks ? fl_map_get(&map, k % 2 == 0 ? d->subject : d->other) : FL_MAP_NONE;
		if (at == FL_MAP_NONE)
			continue;
		uint32_t root = root_of(r, (uint32_t)at);
		for (uint32_t i = r->member_start[root]; i < r->member_start[root + 1]; i++)
			wanted[r->members[i]] = true;
	}
	if (status == FL_OK)
		status = fl_givers_of_load(r->w, &r->field->facts, r->representative, wanted, &r->givers, err);
	fl_map_release(&map);
	fl_free(wanted);
	return status;
}

fl_status fl_regroup_new(fl_work *w, const fl_field *field, const uint32_t *representative, const fl_review_way *ways, size_t count,
			 fl_regroup **ret, fl_error *err)
{
	fl_regroup *r = fl_alloc(sizeof *r);
	if (!r)
		return fl_enomem(err);
	*r = (fl_regroup){ .w = w, .field = field, .representative = representative };
	fl_status status = open_regroup(r, err);
	if (status == FL_OK)
		status = take_givers(r, ways, count, err);
	if (status == FL_OK)
		*ret = r;
	else
		fl_regroup_free(r);
	return status;
}

void fl_regroup_free(fl_regroup *r)
{
	if (!r)
		return;
	fl_givers_of_free(r->givers);
	fl_arena_release(&r->arena);
	fl_free(r);
}

/* ---- one component, or two that a decision brings together ---------------------------------------------------------- */

typedef struct part {
	uint32_t *members; /* ascending */
	size_t count;
	fl_dedup_text *texts;
	uint32_t *first, *representative; /* by place in members */
	fl_pair *pairs;
	size_t num_pairs;
	fl_dedup_decision *decisions;
	size_t num_decisions;
} part;

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static fl_status gather_members(fl_regroup *r, uint32_t a, uint32_t b, fl_arena *arena, part *p, fl_error *err)
{
	uint32_t roots[] = { root_of(r, a), root_of(r, b) };
	size_t most = 0;
	for (size_t k = 0; k < 2; k++)
		most += r->member_start[roots[k] + 1] - r->member_start[roots[k]];
	p->members = fl_arena_array(arena, most + 1, sizeof *p->members);
	p->texts = fl_arena_array(arena, most + 1, sizeof *p->texts);
	p->first = fl_arena_array(arena, most + 1, sizeof *p->first);
	p->representative = fl_arena_array(arena, most + 1, sizeof *p->representative);
	if (!p->members || !p->texts || !p->first || !p->representative)
		return fl_enomem(err);
	for (size_t k = 0; k < (roots[0] == roots[1] ? 1 : 2); k++)
		for (uint32_t i = r->member_start[roots[k]]; i < r->member_start[roots[k] + 1]; i++)
			p->members[p->count++] = r->members[i];
	qsort(p->members, p->count, sizeof *p->members, by_number);
	for (uint32_t i = 0; i < p->count; i++) {
		r->local[p->members[i]] = i;
		p->texts[i] = r->texts[p->members[i]];
		p->first[i] = r->local[r->first[p->members[i]]]; /* the first comes first */
	}
	return FL_OK;
}

/* The first pair whose 'a' is not before this dream. */
static size_t pairs_from(const fl_regroup *r, uint32_t a)
{
	size_t low = 0, high = r->num_pairs;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->pairs[middle].a < a)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static fl_status gather_pairs(const fl_regroup *r, fl_arena *arena, part *p, fl_error *err)
{
	for (int pass = 0; pass < 2; pass++) {
		p->num_pairs = 0;
		for (uint32_t i = 0; i < p->count; i++)
			for (size_t k = pairs_from(r, p->members[i]); k < r->num_pairs && r->pairs[k].a == p->members[i]; k++) {
				if (pass == 1) {
					p->pairs[p->num_pairs] = r->pairs[k];
					p->pairs[p->num_pairs].a = i;
					p->pairs[p->num_pairs].b = r->local[r->pairs[k].b];
				}
				p->num_pairs++;
			}
		if (pass == 0 && !(p->pairs = fl_arena_array(arena, p->num_pairs + 1, sizeof *p->pairs)))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* What was said before on the same question no longer counts. */
static bool is_replaced(const fl_decision *old, const fl_decision *new)
{
	return fl_str_eq(old->kind, new->kind) && fl_str_eq(old->subject, new->subject) && fl_str_eq(old->other, new->other);
}

static void add_word(const fl_regroup *r, const fl_decision *d, uint32_t a, uint32_t b, int64_t order, part *p)
{
	if (fl_decision_class(d) == FL_RULING_REPRESENTATIVE)
		p->texts[r->local[a]].chosen = order; /* the last one counts */
	else
		p->decisions[p->num_decisions++] = (fl_dedup_decision){ r->local[a], r->local[b], fl_str_eqz(d->value, "same") };
}

static fl_status gather_words(const fl_regroup *r, const fl_decision *decision, uint32_t a, uint32_t b, fl_arena *arena, part *p,
			      fl_error *err)
{
	p->decisions = fl_arena_array(arena, r->num_words + 2, sizeof *p->decisions);
	if (!p->decisions)
		return fl_enomem(err);
	for (size_t i = 0; i < r->num_words; i++)
		if (r->local[r->words[i].a] != UINT32_MAX && !is_replaced(r->words[i].decision, decision))
			add_word(r, r->words[i].decision, r->words[i].a, r->words[i].b, (int64_t)i + 1, p);
	add_word(r, decision, a, b, (int64_t)r->num_words + 1, p);
	return FL_OK;
}

/* ---- what is different ---------------------------------------------------------------------------------------------- */

/* Clusters that are not what they were, in which a dream was or is. */
static fl_status mark_changed(const fl_regroup *r, const part *p, fl_arena *arena, bool **ret, fl_error *err)
{
	bool *changed = fl_arena_array(arena, p->count + 1, sizeof *changed);
	if (!changed)
		return fl_enomem(err);
	for (size_t i = 0; i < p->count; i++) {
		uint32_t old = r->local[r->representative[p->members[i]]], new = p->representative[i];
		if (old != new)
			changed[old] = changed[new] = true;
	}
	*ret = changed;
	return FL_OK;
}

static fl_status tell(fl_regroup *r, const part *p, fl_arena *arena, fl_regrouped **ret, size_t *ret_count, fl_error *err)
{
	bool *changed = NULL;
	FL_TRY(mark_changed(r, p, arena, &changed, err));
	fl_regrouped *list = fl_arena_array(arena, p->count + 1, sizeof *list);
	uint32_t *cluster = fl_arena_array(arena, p->count + 1, sizeof *cluster);
	if (!list || !cluster)
		return fl_enomem(err);
	for (size_t i = 0; i < p->count; i++) {
		fl_regrouped one = { .dream = p->members[i], .representative = p->members[p->representative[i]] };
		size_t size = 0;
		if (p->representative[i] == i && changed[i]) {
			for (size_t k = 0; k < p->count; k++)
				if (p->representative[k] == i)
					cluster[size++] = p->members[k];
			FL_TRY(fl_givers_of_tally(r->givers, cluster, size, one.dream, &one.tally, &one.givers, &one.roots, err));
		} else if (one.representative == r->representative[one.dream]) {
			continue;
		}
		list[(*ret_count)++] = one;
	}
	*ret = list;
	return FL_OK;
}

static fl_status find(fl_regroup *r, const fl_decision *decision, uint32_t a, uint32_t b, fl_arena *arena, part *p, fl_error *err)
{
	fl_dedup_options options = r->options;
	FL_TRY(gather_pairs(r, arena, p, err));
	FL_TRY(gather_words(r, decision, a, b, arena, p, err));
	options.decisions = p->decisions;
	options.num_decisions = p->num_decisions;
	return fl_cluster(p->texts, p->count, p->first, p->pairs, p->num_pairs, &options, p->representative, err);
}

fl_status fl_regroup_decide(fl_regroup *r, const fl_decision *decision, uint32_t a, uint32_t b, fl_arena *arena, fl_regrouped **ret,
			    size_t *ret_count, fl_error *err)
{
	part p = { .count = 0 };
	*ret = NULL;
	*ret_count = 0;
	if (!r->w->spec->dedup)
		return FL_OK; /* every dream stands for itself, whatever people say */
	fl_status status = gather_members(r, a, b, arena, &p, err);
	if (status == FL_OK)
		status = find(r, decision, a, b, arena, &p, err);
	if (status == FL_OK)
		status = tell(r, &p, arena, ret, ret_count, err);
	for (size_t i = 0; i < p.count; i++)
		r->local[p.members[i]] = UINT32_MAX;
	return status;
}
