/* SPDX-License-Identifier: Apache-2.0
 *
 * fit.c - fits of all dreams and partners. Terms and n-grams of the partners stand in inverted indexes, so a dream costs what it has in
 * common with partners, and no two texts are compared that share nothing. All numbers are integers; the same with any number of threads.
 */
#include "partner/fit.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "partner/postings.h"

#include <stdlib.h>
#include <string.h>

#define GRAIN 64

typedef struct encounter { /* a partner, as one dream meets it */
	uint64_t words;  /* weight of the n-grams that both have */
	uint32_t shared; /* fields */
	uint8_t region;
	bool wished, excluded;
} encounter;

typedef FL_VEC(fl_fit) found;

typedef struct finder {
	const fl_fit_request *r;
	fl_fits *fits;
	fl_postings fields, wishes, exclusions, regions, near;
	size_t *set_of;      /* per partner: its set, SIZE_MAX none */
	uint32_t *gram_start, *gram_partners; /* per rank: partners that have the n-gram */
	encounter *met;            /* per worker: num_partners */
	found *slices;       /* per slice of dreams: their fits */
	uint32_t *count;     /* per dream */
} finder;

int64_t fl_fit_points(const fl_matching_rules *rules, int64_t shared, int region, int32_t likeness, bool wished)
{
	int64_t tags = shared < rules->tags_max ? shared : rules->tags_max;
	return rules->tag * tags + rules->region * region / 2 + rules->text * likeness / FL_SIMILAR_ONE + (wished ? rules->wish : 0);
}

/* ---- the indexes ------------------------------------------------------------------------------------------------------- */

static bool add_all(fl_postings *index, const fl_term_list *terms, uint32_t partner)
{
	for (size_t i = 0; i < terms->len; i++)
		if (!fl_postings_add(index, terms->items[i], partner))
			return false;
	return true;
}

/* The regions above: 甘肃 of 甘肃/定西. */
static bool add_above(fl_postings *index, const fl_term_list *regions, uint32_t partner)
{
	for (size_t i = 0; i < regions->len; i++)
		for (size_t at = regions->items[i].len; at-- > 1;)
			if (regions->items[i].data[at] == '/' &&
			    !fl_postings_add(index, fl_str_slice(regions->items[i], 0, at), partner))
				return false;
	return true;
}

static fl_status index_terms(finder *f, fl_error *err)
{
	bool good = true;
	for (size_t p = 0; p < f->r->num_partners && good; p++) {
		const fl_partner *x = &f->r->partners[p];
		good = add_all(&f->fields, &x->fields, (uint32_t)p) && add_all(&f->wishes, &x->wishes, (uint32_t)p) &&
		       add_all(&f->exclusions, &x->exclusions, (uint32_t)p) && add_all(&f->regions, &x->regions, (uint32_t)p) &&
		       add_above(&f->near, &x->regions, (uint32_t)p);
	}
	good = good && fl_postings_close(&f->fields) && fl_postings_close(&f->wishes) && fl_postings_close(&f->exclusions) &&
	       fl_postings_close(&f->regions) && fl_postings_close(&f->near);
	return good ? FL_OK : fl_enomem(err);
}

static fl_status build_corpus(finder *f, fl_error *err)
{
	const fl_fit_request *r = f->r;
	size_t count = r->num_dreams + r->num_partners;
	fl_corpus_options options = { .idf = r->idf, .threads = r->threads };
	fl_dedup_text *words = fl_arena_array(&f->fits->arena, count + 1, sizeof *words);
	if (!words)
		return fl_enomem(err);
	f->fits->words = words;
	for (size_t i = 0; i < r->num_dreams; i++)
		words[i] = (fl_dedup_text){ .id = r->texts[i]->id, .title = r->texts[i]->title, .body = r->texts[i]->body };
	for (size_t p = 0; p < r->num_partners; p++)
		words[r->num_dreams + p] = (fl_dedup_text){ .id = r->partners[p].id, .title = FL_STR(""), .body = r->partners[p].words };
	return fl_corpus_build(words, count, &options, &f->fits->corpus, err);
}

static size_t set_of(const fl_corpus *corpus, size_t text)
{
	return corpus->first[text] == FL_CORPUS_NONE ? SIZE_MAX : fl_corpus_set(corpus, corpus->first[text]);
}

static fl_status index_grams(finder *f, fl_error *err)
{
	const fl_gram_sets *sets = &f->fits->corpus.sets;
	fl_arena *arena = &f->fits->arena;
	size_t count = f->r->num_partners, entries = 0;
	f->set_of = fl_arena_array(arena, count + 1, sizeof *f->set_of);
	f->gram_start = fl_arena_array(arena, sets->num_grams + 2, sizeof *f->gram_start);
	if (!f->set_of || !f->gram_start)
		return fl_enomem(err);
	for (size_t p = 0; p < count; p++) {
		size_t set = f->set_of[p] = set_of(&f->fits->corpus, f->r->num_dreams + p);
		for (size_t e = set == SIZE_MAX ? 0 : sets->start[set]; set != SIZE_MAX && e < sets->start[set + 1]; e++, entries++)
			f->gram_start[FL_GRAM_RANK(sets->entries[e]) + 2]++;
	}
	f->gram_partners = fl_arena_array(arena, entries + 1, sizeof *f->gram_partners);
	if (!f->gram_partners || entries >= UINT32_MAX)
		return fl_enomem(err);
	for (size_t g = 2; g < sets->num_grams + 2; g++)
		f->gram_start[g] += f->gram_start[g - 1];
	for (size_t p = 0; p < count; p++)
		for (size_t set = f->set_of[p], e = set == SIZE_MAX ? 0 : sets->start[set]; set != SIZE_MAX && e < sets->start[set + 1];
		     e++)
			f->gram_partners[f->gram_start[FL_GRAM_RANK(sets->entries[e]) + 1]++] = (uint32_t)p;
	return FL_OK;
}

/* ---- one dream --------------------------------------------------------------------------------------------------------- */

typedef enum mark { FIELD, WISH, EXCLUSION, REGION, NEAR } mark;

static void mark_term(const fl_postings *index, fl_str term, encounter *met, mark what)
{
	size_t t = fl_postings_term(index, term);
	for (uint32_t i = t == FL_MAP_NONE ? 0 : index->start[t]; t != FL_MAP_NONE && i < index->start[t + 1]; i++) {
		encounter *m = &met[index->partners[i]];
		if (what == FIELD)
			m->shared++;
		else if (what == WISH)
			m->wished = true;
		else if (what == EXCLUSION)
			m->excluded = true;
		else if (m->region < (what == REGION ? 2 : 1))
			m->region = what == REGION ? 2 : 1;
	}
}

#define KEYS_MAX 128

/* What fields name a dream by: its tags, its category, and the names of these; each once. */
static size_t keys_of(const fl_candidate *dream, fl_str *keys)
{
	size_t n = 0;
	for (size_t i = 0; i <= dream->num_tags; i++) {
		fl_str tag = i < dream->num_tags ? dream->tags[i] : dream->category, pair[2] = { tag, fl_tag_name(tag) };
		for (int k = 0; k < 2 && n < KEYS_MAX; k++) {
			size_t at = 0;
			while (at < n && !fl_str_eq(keys[at], pair[k]))
				at++;
			keys[n] = pair[k];
			n += at == n && pair[k].len > 0;
		}
	}
	return n;
}

static void mark_terms(const finder *f, const fl_candidate *dream, encounter *met)
{
	fl_str keys[KEYS_MAX + 1];
	size_t n = keys_of(dream, keys);
	for (size_t i = 0; i < n; i++) {
		mark_term(&f->fields, keys[i], met, FIELD);
		mark_term(&f->wishes, keys[i], met, WISH);
		mark_term(&f->exclusions, keys[i], met, EXCLUSION);
	}
	fl_str also[] = { dream->id, dream->organisation };
	for (size_t i = 0; i < 2; i++) {
		mark_term(&f->wishes, also[i], met, WISH);
		mark_term(&f->exclusions, also[i], met, EXCLUSION);
	}
	for (size_t at = dream->region.len; at > 0; at--) {
		if (at < dream->region.len && dream->region.data[at] != '/')
			continue;
		fl_str region = fl_str_slice(dream->region, 0, at);
		mark_term(&f->wishes, region, met, WISH);
		mark_term(&f->exclusions, region, met, EXCLUSION);
		mark_term(&f->regions, region, met, REGION);
		mark_term(&f->near, region, met, NEAR);
	}
}

static void mark_words(const finder *f, size_t dream, encounter *met)
{
	const fl_gram_sets *sets = &f->fits->corpus.sets;
	size_t set = set_of(&f->fits->corpus, dream);
	for (size_t e = set == SIZE_MAX ? 0 : sets->start[set]; set != SIZE_MAX && e < sets->start[set + 1]; e++) {
		uint32_t rank = FL_GRAM_RANK(sets->entries[e]);
		for (uint32_t i = f->gram_start[rank]; i < f->gram_start[rank + 1]; i++)
			met[f->gram_partners[i]].words += sets->weight[rank];
	}
}

static int32_t likeness_of(const fl_gram_sets *sets, size_t a, size_t b, uint64_t words)
{
	uint64_t least = sets->total[a] < sets->total[b] ? sets->total[a] : sets->total[b];
	return least == 0 ? 0 : (int32_t)(words * FL_SIMILAR_ONE / least); /* words <= least < 2^41 */
}

static bool is_own(const fl_candidate *dream, const fl_partner *p)
{
	return dream->organisation.len > 0 && (fl_str_eq(dream->organisation, p->id) || fl_str_eq(dream->organisation, p->name));
}

/* It names regions, the round wants one of them, and the dream is elsewhere. */
static bool is_elsewhere(const fl_matching_rules *rules, const fl_partner *p, int region)
{
	return rules->region_required && p->regions.len > 0 && region < 2;
}

static int by_fit(const void *a, const void *b)
{
	const fl_fit *x = a, *y = b;
	if (x->fit != y->fit)
		return x->fit > y->fit ? -1 : 1;
	return x->partner < y->partner ? -1 : x->partner > y->partner;
}

static bool take_fits(const finder *f, size_t dream, const encounter *met, found *out)
{
	const fl_matching_rules *rules = f->r->rules;
	const fl_gram_sets *sets = &f->fits->corpus.sets;
	size_t from = out->len, set = f->set_of ? set_of(&f->fits->corpus, dream) : SIZE_MAX;
	for (size_t p = 0; p < f->r->num_partners; p++) {
		const fl_partner *partner = &f->r->partners[p];
		const encounter *m = &met[p];
		int32_t likeness = m->words > 0 ? likeness_of(sets, set, f->set_of[p], m->words) : 0;
		int64_t fit = fl_fit_points(rules, m->shared, m->region, likeness, m->wished);
		if (fit < rules->least || m->excluded || is_own(&f->r->dreams[dream], partner) || is_elsewhere(rules, partner, m->region))
			continue;
		if (!fl_vec_push(out, ((fl_fit){ (uint32_t)p, fit })))
			return false;
	}
	if (out->len > from)
		qsort(out->items + from, out->len - from, sizeof *out->items, by_fit);
	f->count[dream] = (uint32_t)(out->len - from);
	return true;
}

static fl_status find(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	const finder *f = user;
	encounter *met = f->met + (size_t)worker * f->r->num_partners;
	for (size_t i = begin; i < end; i++) {
		memset(met, 0, f->r->num_partners * sizeof *met);
		mark_terms(f, &f->r->dreams[i], met);
		if (f->set_of)
			mark_words(f, i, met);
		if (!take_fits(f, i, met, &f->slices[begin / GRAIN]))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* ---- all of them ------------------------------------------------------------------------------------------------------- */

static fl_status collect(finder *f, fl_error *err)
{
	size_t count = f->r->num_dreams, all = 0;
	fl_fits *fits = f->fits;
	fits->start = fl_arena_array(&fits->arena, count + 1, sizeof *fits->start);
	if (!fits->start)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		fits->start[i + 1] = all += f->count[i];
	fits->fits = fl_arena_array(&fits->arena, all + 1, sizeof *fits->fits);
	if (!fits->fits)
		return fl_enomem(err);
	for (size_t s = 0; s * GRAIN < count; s++)
		if (f->slices[s].len > 0)
			memcpy(fits->fits + fits->start[s * GRAIN], f->slices[s].items, f->slices[s].len * sizeof *fits->fits);
	return FL_OK;
}

static fl_status find_all(finder *f, fl_error *err)
{
	const fl_fit_request *r = f->r;
	int threads = r->threads < 1 ? 1 : r->threads;
	bool words = false;
	for (size_t p = 0; p < r->num_partners; p++)
		words = words || r->partners[p].words.len > 0;
	f->met = fl_alloc_array((size_t)threads * r->num_partners + 1, sizeof *f->met);
	f->slices = fl_alloc_array(r->num_dreams / GRAIN + 1, sizeof *f->slices);
	f->count = fl_arena_array(&f->fits->arena, r->num_dreams + 1, sizeof *f->count);
	if (!f->met || !f->slices || !f->count)
		return fl_enomem(err);
	FL_TRY(index_terms(f, err));
	if (words && r->rules->text > 0 && r->num_dreams > 0) {
		FL_TRY(build_corpus(f, err));
		FL_TRY(index_grams(f, err));
	}
	FL_TRY(fl_parallel_for(r->num_dreams, GRAIN, threads, find, f, err));
	return collect(f, err);
}

fl_status fl_fits_find(const fl_fit_request *request, fl_fits *ret, fl_error *err)
{
	finder f = { .r = &ret->request, .fits = ret };
	*ret = (fl_fits){ .request = *request };
	fl_status status = find_all(&f, err);
	for (size_t s = 0; f.slices && s < request->num_dreams / GRAIN + 1; s++)
		fl_vec_release(&f.slices[s]);
	fl_free(f.slices);
	fl_free(f.met);
	fl_postings_release(&f.fields);
	fl_postings_release(&f.wishes);
	fl_postings_release(&f.exclusions);
	fl_postings_release(&f.regions);
	fl_postings_release(&f.near);
	return status;
}

void fl_fits_release(fl_fits *fits)
{
	fl_corpus_release(&fits->corpus);
	fl_arena_release(&fits->arena);
	*fits = (fl_fits){ .start = NULL };
}
