/* SPDX-License-Identifier: Apache-2.0
 *
 * tag.c - tag many dreams with several packs on several threads.
 *
 * evidence.c does one dream. Each thread gathers into vectors of its own; afterwards the results are written into the
 * caller's arena in the order of the inputs, so nothing depends on the number of threads. The texts of packs (ids,
 * names, tags) are copied once, into a table, and shared by all matches.
 */
#include "classify/tag.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "classify/evidence.h"

#include <stdio.h>
#include <stdlib.h>

#define GRAIN       32
#define WRITE_GRAIN 1024
#define THREADS_MAX 256

/* ---- the table of tags ------------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

/* The tags of a rule, then those it is against. */
static size_t count_named(const fl_rule *rule)
{
	return rule->num_tags + rule->num_against;
}

static fl_str named_tag(const fl_rule *rule, size_t k)
{
	return k < rule->num_tags ? rule->tags[k] : rule->against[k - rule->num_tags];
}

static size_t count_tags(const fl_pack *const *packs, size_t num_packs)
{
	size_t count = 0;

	for (size_t p = 0; p < num_packs; p++)
		for (size_t r = 0; r < packs[p]->num_rules; r++)
			count += count_named(&packs[p]->rules[r]);
	return count;
}

static uint32_t find_tag(const fl_tag_table *t, fl_str tag)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (fl_str_cmp(t->names[middle], tag) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

/* The distinct tags of all rules, copied into the arena. */
static fl_status name_tags(fl_tag_table *t, fl_arena *arena, fl_error *err)
{
	size_t all = count_tags(t->packs, t->num_packs), n = 0;

	t->names = fl_arena_array(arena, all + 1, sizeof *t->names);
	t->ids = fl_arena_array(arena, all + 1, sizeof *t->ids);
	t->category = fl_arena_array(arena, all + 1, sizeof *t->category);
	t->needs = fl_arena_array(arena, all + 1, sizeof *t->needs);
	t->first = fl_arena_array(arena, t->num_packs + 1, sizeof *t->first);
	if (!t->names || !t->ids || !t->category || !t->needs || !t->first)
		return fl_enomem(err);
	for (size_t p = 0; p < t->num_packs; p++)
		for (size_t r = 0; r < t->packs[p]->num_rules; r++)
			for (size_t k = 0; k < count_named(&t->packs[p]->rules[r]); k++)
				t->names[n++] = named_tag(&t->packs[p]->rules[r], k);
	if (n > 1)
		qsort(t->names, n, sizeof *t->names, by_bytes);
	for (size_t i = 0; i < n; i++) {
		if (t->count > 0 && fl_str_eq(t->names[i], t->names[t->count - 1]))
			continue;
		t->names[t->count] = fl_arena_str(arena, t->names[i]);
		if (!t->names[t->count++].data)
			return fl_enomem(err);
	}
	return FL_OK;
}

static fl_status build_table(fl_tag_table *t, fl_arena *arena, fl_error *err)
{
	uint32_t at = 0;

	FL_TRY(name_tags(t, arena, err));
	for (size_t p = 0; p < t->num_packs; p++) {
		const fl_pack *pack = t->packs[p];
		t->margin = pack->margin > t->margin ? pack->margin : t->margin;
		t->least = pack->least > t->least ? pack->least : t->least;
		t->first[p] = fl_arena_array(arena, pack->num_rules, sizeof *t->first[p]);
		if (!t->first[p])
			return fl_enomem(err);
		for (size_t r = 0; r < pack->num_rules; r++) {
			t->first[p][r] = at;
			for (size_t k = 0; k < count_named(&pack->rules[r]); k++) {
				fl_str tag = named_tag(&pack->rules[r], k);
				const fl_namespace *n = fl_pack_namespace(pack, tag);
				uint32_t id = find_tag(t, tag);
				t->ids[at++] = id;
				t->category[id] = t->category[id] || n->category;
				t->needs[id] = n->least > t->needs[id] ? n->least : t->needs[id];
			}
		}
	}
	return FL_OK;
}

/* ---- texts of packs, copied -------------------------------------------------------------------------------- */

typedef struct pack_texts {
	fl_str id;
	fl_str *rules, *patterns;
} pack_texts;

static fl_status copy_texts(const fl_pack *pack, fl_arena *arena, pack_texts *ret, fl_error *err)
{
	ret->id = fl_arena_str(arena, pack->id);
	ret->rules = fl_arena_array(arena, pack->num_rules + 1, sizeof *ret->rules);
	ret->patterns = fl_arena_array(arena, pack->num_patterns + 1, sizeof *ret->patterns);
	if (!ret->id.data || !ret->rules || !ret->patterns)
		return fl_enomem(err);
	for (size_t i = 0; i < pack->num_rules; i++) {
		ret->rules[i] = fl_arena_str(arena, pack->rules[i].id);
		if (!ret->rules[i].data)
			return fl_enomem(err);
	}
	for (size_t i = 0; i < pack->num_patterns; i++) {
		bool except = pack->patterns[i].kind == FL_PATTERN_EXCEPT;
		ret->patterns[i] = fl_arena_str(arena, except ? FL_STR(FL_MATCH_EXCEPT) : pack->patterns[i].name);
		if (!ret->patterns[i].data)
			return fl_enomem(err);
	}
	return FL_OK;
}

/* ---- threads ----------------------------------------------------------------------------------------------- */

typedef struct job {
	const fl_tag_table *table;
	const fl_tag_input *inputs;
	fl_str *against;        /* by tag: "against TAG" */
	fl_gatherer *gatherers; /* of each thread */
	fl_gathered *gathered;  /* of each dream */
} job;

static fl_status tag_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	job *j = user;
	fl_gatherer *g = &j->gatherers[worker];

	if (!g->table)
		FL_TRY(fl_gatherer_open(g, j->table, err));
	for (size_t i = begin; i < end; i++) {
		FL_TRY(fl_gather(g, &j->inputs[i], &j->gathered[i], err));
		j->gathered[i].gatherer = (size_t)worker;
	}
	return FL_OK;
}

/* ---- results ----------------------------------------------------------------------------------------------- */

/* Where the results of a dream go: parts of arrays of all. */
typedef struct place {
	size_t tags, matches, held;
} place;

typedef struct writing {
	const job *j;
	const pack_texts *texts;
	fl_str *values; /* by gatherer: those of its facts, copied */
	place *places;  /* by dream, and the end */
	fl_str *tags;
	fl_match *matches;
	fl_held *held;
	fl_tagging *taggings;
} writing;

/* What a record says beside its place. */
static void write_value(const writing *w, size_t gatherer, const fl_record *r, fl_match *ret)
{
	const fl_tag_table *t = w->j->table;
	const fl_rule *rule = &t->packs[r->pack]->rules[r->rule];

	if (r->kind == FL_RECORD_LIMIT) {
		ret->value = FL_STR(FL_MATCH_LIMIT);
	} else if (r->kind == FL_RECORD_AGAINST) {
		ret->value = w->j->against[t->ids[t->first[r->pack][r->rule] + rule->num_tags + r->tag]];
		ret->tag = FL_STR("");
	} else if (r->kind == FL_RECORD_FACT) {
		ret->capture = ret->pattern;
		ret->type = t->packs[r->pack]->patterns[r->pattern].type;
		ret->value = fl_str_slice(w->values[gatherer], r->value, r->value + r->value_len);
	}
}

static void write_match(const writing *w, size_t gatherer, const fl_record *r, size_t dream, fl_match *ret)
{
	const fl_tag_table *t = w->j->table;
	uint32_t first = t->first[r->pack][r->rule];
	fl_str none = FL_STR("");

	*ret = (fl_match){ .dream = (uint32_t)dream,
			   .pack = w->texts[r->pack].id,
			   .rule = w->texts[r->pack].rules[r->rule],
			   .tag = r->tag == FL_SCAN_NONE ? none : t->names[t->ids[first + r->tag]],
			   .pattern = w->texts[r->pack].patterns[r->pattern],
			   .field = w->j->inputs[dream].fields[r->field].name,
			   .start = r->start,
			   .end = r->end,
			   .capture = none,
			   .value = none };
	write_value(w, gatherer, r, ret);
}

static void write_tagging(const writing *w, size_t dream, fl_tagging *ret)
{
	const fl_gathered *from = &w->j->gathered[dream];
	const fl_gatherer *g = &w->j->gatherers[from->gatherer];
	const place *at = &w->places[dream];

	*ret = (fl_tagging){ .tags = w->tags + at->tags,
			     .num_tags = from->num_tags,
			     .matches = w->matches + at->matches,
			     .num_matches = from->num_records,
			     .held = w->held + at->held,
			     .num_held = from->num_held,
			     .unclear = from->unclear,
			     .limits_hit = from->limits_hit };
	for (size_t i = 0; i < ret->num_held; i++)
		ret->held[i] = g->held.items[from->first_held + i];
	for (size_t i = 0; i < ret->num_tags; i++)
		ret->tags[i] = w->j->table->names[g->tags.items[from->first_tag + i]];
	for (size_t i = 0; i < ret->num_matches; i++)
		write_match(w, from->gatherer, &g->records.items[from->first_record + i], dream, &ret->matches[i]);
	ret->category = from->category == FL_SCAN_NONE ? FL_STR("") : w->j->table->names[from->category];
}

static fl_status write_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	const writing *w = user;

	(void)worker;
	(void)err;
	for (size_t i = begin; i < end; i++)
		write_tagging(w, i, &w->taggings[i]);
	return FL_OK;
}

static fl_status write_against(job *j, fl_arena *arena, fl_error *err)
{
	const fl_tag_table *t = j->table;
	char text[sizeof FL_MATCH_AGAINST + 128]; /* names of tags have at most 100 bytes */

	j->against = fl_arena_array(arena, t->count + 1, sizeof *j->against);
	if (!j->against)
		return fl_enomem(err);
	for (size_t i = 0; i < t->count; i++) {
		snprintf(text, sizeof text, FL_MATCH_AGAINST "%.*s", FL_STR_ARG(t->names[i]));
		j->against[i] = fl_arena_str(arena, fl_str_of(text));
		if (!j->against[i].data)
			return fl_enomem(err);
	}
	return FL_OK;
}

/* Where each dream's results go, and room for all. */
static fl_status make_places(writing *w, size_t count, fl_arena *arena, fl_error *err)
{
	place at = { 0 };

	w->places = fl_arena_array(arena, count + 1, sizeof *w->places);
	if (!w->places)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		const fl_gathered *g = &w->j->gathered[i];
		w->places[i] = at;
		at = (place){ at.tags + g->num_tags, at.matches + g->num_records, at.held + g->num_held };
	}
	w->tags = fl_arena_array(arena, at.tags + 1, sizeof *w->tags);
	w->matches = fl_arena_array(arena, at.matches + 1, sizeof *w->matches);
	w->held = fl_arena_array(arena, at.held + 1, sizeof *w->held);
	w->taggings = fl_arena_array(arena, count + 1, sizeof *w->taggings);
	return w->tags && w->matches && w->held && w->taggings ? FL_OK : fl_enomem(err);
}

static fl_status copy_values(writing *w, size_t workers, fl_arena *arena, fl_error *err)
{
	w->values = fl_arena_array(arena, workers, sizeof *w->values);
	if (!w->values)
		return fl_enomem(err);
	for (size_t i = 0; i < workers; i++) {
		w->values[i] = fl_arena_str(arena, fl_buf_view(&w->j->gatherers[i].values));
		if (!w->values[i].data)
			return fl_enomem(err);
	}
	return FL_OK;
}

static fl_status write_all(job *j, size_t count, size_t workers, fl_arena *arena, fl_tagging **ret, fl_error *err)
{
	pack_texts *texts = fl_arena_array(arena, j->table->num_packs + 1, sizeof *texts);
	writing w = { .j = j, .texts = texts };

	if (!texts)
		return fl_enomem(err);
	FL_TRY(write_against(j, arena, err));
	for (size_t i = 0; i < j->table->num_packs; i++)
		FL_TRY(copy_texts(j->table->packs[i], arena, &texts[i], err));
	FL_TRY(make_places(&w, count, arena, err));
	FL_TRY(copy_values(&w, workers, arena, err));
	FL_TRY(fl_parallel_for(count, WRITE_GRAIN, (int)workers, write_slice, &w, err));
	*ret = w.taggings;
	return FL_OK;
}

bool fl_match_is_limit(const fl_match *match)
{
	return match->tag.len == 0 && match->capture.len == 0 && fl_str_eqz(match->value, FL_MATCH_LIMIT);
}

fl_status fl_tag(const fl_pack *const *packs, size_t num_packs, const fl_tag_input *inputs, size_t count, int threads,
		 fl_arena *arena, fl_tagging **ret_taggings, fl_error *err)
{
	fl_tag_table table = { .packs = packs, .num_packs = num_packs };
	job j = { .table = &table, .inputs = inputs };
	size_t workers = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
	fl_status status;

	if (count > UINT32_MAX)
		return fl_error_set(err, FL_ERANGE, "more than 2^32-1 dreams");
	j.gatherers = fl_alloc_array(workers, sizeof *j.gatherers);
	j.gathered = fl_alloc_array(count + 1, sizeof *j.gathered);
	if (!j.gatherers || !j.gathered) {
		status = fl_enomem(err);
		goto done;
	}
	status = build_table(&table, arena, err);
	if (status == FL_OK)
		status = fl_parallel_for(count, GRAIN, (int)workers, tag_slice, &j, err);
	if (status == FL_OK)
		status = write_all(&j, count, workers, arena, ret_taggings, err);
done:
	for (size_t i = 0; j.gatherers && i < workers; i++)
		if (j.gatherers[i].table)
			fl_gatherer_release(&j.gatherers[i]);
	fl_free(j.gatherers);
	fl_free(j.gathered);
	return status;
}
