/* SPDX-License-Identifier: Apache-2.0
 *
 * pairs.c - find pairs of terms that tell more together than each alone.
 *
 * Where a term ends and another begins at most the gap behind it, on one line, both are a pair; a text has it once. All
 * are counted, those of enough texts kept, and of those the ones that one label has clearly more often than it has
 * either term.
 */
#include "base/error.h"
#include "classify/spots.h"
#include "classify/terms.h"

#include <stdlib.h>
#include <string.h>

#define GAIN 10 /* percent of its texts that a pair must have more of its label than its terms of theirs */

typedef struct found_pair {
	uint32_t a, b;
	uint32_t texts, last; /* 'last': one more than the text that had it last */
	uint32_t number;
} found_pair;

typedef struct pair_use {
	uint32_t text, pair, title;
} pair_use;

typedef struct pairing {
	fl_terms *terms;
	const fl_pair_input *in;
	fl_spotter spotter;       /* of the terms that are used */
	FL_VEC(uint32_t) term_of; /* by number of the spotter */
	fl_intern keys;
	FL_VEC(found_pair) pairs; /* by number of 'keys' */
	FL_VEC(pair_use) uses;
	fl_arena *arena;
	fl_error *err;
} pairing;

static fl_status learn_words(pairing *p)
{
	for (uint32_t t = 0; t < p->terms->count; t++) {
		uint32_t number;
		if (p->in->use[t] && (!fl_spotter_add(&p->spotter, p->terms->items[t].text, &number) ||
				      !fl_vec_push(&p->term_of, t)))
			return fl_enomem(p->err);
	}
	return FL_OK;
}

/* ---- counting ---------------------------------------------------------------------------------------------- */

static fl_status count_pair(pairing *p, uint32_t a, uint32_t b, uint32_t text, bool title)
{
	uint32_t key[2] = { a, b }, id;
	found_pair *pair;

	if (!fl_intern_put(&p->keys, (fl_str){ (const char *)key, sizeof key }, &id))
		return fl_enomem(p->err);
	if (id == p->pairs.len && !fl_vec_push(&p->pairs, ((found_pair){ .a = a, .b = b })))
		return fl_enomem(p->err);
	pair = &p->pairs.items[id];
	if (pair->last == text + 1)
		return FL_OK; /* the title comes first */
	pair->last = text + 1;
	pair->texts++;
	return fl_vec_push(&p->uses, ((pair_use){ text, id, title })) ? FL_OK : fl_enomem(p->err);
}

static fl_status count_field(pairing *p, uint32_t text, uint32_t field)
{
	const fl_spot *spots;

	if (!fl_spotter_find(&p->spotter, p->in->texts[text].fields[field]))
		return fl_enomem(p->err);
	spots = p->spotter.spots.items;
	for (size_t i = 0; i < p->spotter.spots.len; i++) {
		uint32_t a = p->term_of.items[spots[i].term];
		bool spaced = p->terms->items[a].spaced, beyond = false;
		for (size_t k = i + 1; k < p->spotter.spots.len && !beyond; k++) {
			uint32_t b = p->term_of.items[spots[k].term];
			if (fl_spot_follows(&spots[i], &spots[k], spaced, &beyond) && p->terms->items[b].spaced == spaced)
				FL_TRY(count_pair(p, a, b, text, field == 0));
		}
	}
	return FL_OK;
}

/* ---- which tell more --------------------------------------------------------------------------------------- */

static uint32_t percent_of(uint32_t with, uint32_t all)
{
	return (uint32_t)(((uint64_t)with + 1) * 100 / ((uint64_t)all + 2));
}

/* How many texts of each label have it: [thing][label]. */
static bool tells_more(const pairing *p, const found_pair *pair, const uint32_t *of_pair, const uint32_t *of_terms)
{
	size_t n = p->in->num_labels, best = 0;
	uint32_t percent;

	for (size_t l = 1; l < n; l++)
		if (of_pair[l] > of_pair[best])
			best = l;
	percent = percent_of(of_pair[best], pair->texts);
	return percent >= GAIN + percent_of(of_terms[pair->a * n + best], p->terms->items[pair->a].texts) &&
	       percent >= GAIN + percent_of(of_terms[pair->b * n + best], p->terms->items[pair->b].texts);
}

static int by_pair(const void *a, const void *b)
{
	const found_pair *x = *(const found_pair *const *)a, *y = *(const found_pair *const *)b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

/* Number the pairs that are kept, in the order of their terms; the others get FL_INTERN_NONE. */
static fl_status number_pairs(pairing *p, size_t *ret_count)
{
	size_t n = p->in->num_labels, kept = 0;
	const fl_terms *t = p->terms;
	uint32_t *of_pairs = fl_alloc_array(p->pairs.len * n + 1, sizeof *of_pairs);
	uint32_t *of_terms = fl_alloc_array(t->count * n + 1, sizeof *of_terms);
	found_pair **sorted = fl_alloc_array(p->pairs.len + 1, sizeof(found_pair *));
	fl_status status = of_pairs && of_terms && sorted ? FL_OK : fl_enomem(p->err);

	for (size_t i = 0; i < p->uses.len && status == FL_OK; i++)
		if (p->in->labels[p->uses.items[i].text] < n)
			of_pairs[p->uses.items[i].pair * n + p->in->labels[p->uses.items[i].text]]++;
	for (size_t i = 0; i < t->num_texts && status == FL_OK; i++)
		for (size_t u = t->first[i]; p->in->labels[i] < n && u < t->first[i + 1]; u++)
			of_terms[t->uses[u].term * n + p->in->labels[i]]++;
	for (size_t i = 0; i < p->pairs.len && status == FL_OK; i++) {
		found_pair *pair = &p->pairs.items[i];
		pair->number = FL_INTERN_NONE;
		if (pair->texts >= p->in->least && tells_more(p, pair, of_pairs + i * n, of_terms))
			sorted[kept++] = pair;
	}
	if (kept)
		qsort(sorted, kept, sizeof *sorted, by_pair);
	for (size_t i = 0; i < kept; i++)
		sorted[i]->number = (uint32_t)(t->count + i);
	*ret_count = kept;
	fl_free(of_pairs);
	fl_free(of_terms);
	fl_free(sorted);
	return status;
}

/* ---- the table --------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const fl_term_use *x = a, *y = b;

	return (x->term > y->term) - (x->term < y->term);
}

/* The uses of both, text by text; those of pairs come in the order of the texts. */
static fl_status merge_uses(pairing *p)
{
	fl_terms *t = p->terms;
	size_t at = 0, out = 0;
	fl_term_use *uses = fl_arena_array(p->arena, t->first[t->num_texts] + p->uses.len + 1, sizeof *uses);
	size_t *first = fl_arena_array(p->arena, t->num_texts + 1, sizeof *first);

	if (!uses || !first)
		return fl_enomem(p->err);
	for (size_t i = 0; i < t->num_texts; i++) {
		size_t pairs;
		for (size_t u = t->first[i]; u < t->first[i + 1]; u++)
			uses[out++] = t->uses[u];
		pairs = out;
		for (; at < p->uses.len && p->uses.items[at].text == i; at++) {
			uint32_t number = p->pairs.items[p->uses.items[at].pair].number;
			if (number != FL_INTERN_NONE)
				uses[out++] = (fl_term_use){ number, p->uses.items[at].title };
		}
		if (out > pairs + 1)
			qsort(uses + pairs, out - pairs, sizeof *uses, by_number);
		first[i + 1] = out;
	}
	t->uses = uses;
	t->first = first;
	return FL_OK;
}

static fl_status write_pairs(pairing *p, size_t kept)
{
	fl_terms *t = p->terms;
	fl_term *items = fl_arena_array(p->arena, t->count + kept + 1, sizeof *items);

	if (!items)
		return fl_enomem(p->err);
	memcpy(items, t->items, t->count * sizeof *items);
	FL_TRY(merge_uses(p));
	for (size_t i = 0; i < p->pairs.len; i++) {
		const found_pair *pair = &p->pairs.items[i];
		if (pair->number != FL_INTERN_NONE)
			items[pair->number] = (fl_term){ .text = t->items[pair->a].text,
							 .then = t->items[pair->b].text,
							 .texts = pair->texts,
							 .spaced = t->items[pair->a].spaced };
	}
	t->items = items;
	t->count += kept;
	return FL_OK;
}

fl_status fl_terms_add_pairs(fl_terms *terms, const fl_pair_input *input, fl_arena *arena, fl_error *err)
{
	pairing p = { .terms = terms, .in = input, .arena = arena, .err = err };
	size_t kept = 0;
	fl_status status = learn_words(&p);

	for (uint32_t t = 0; t < terms->num_texts && status == FL_OK; t++)
		for (uint32_t k = 0; k < input->texts[t].num_fields && status == FL_OK; k++)
			status = count_field(&p, t, k);
	if (status == FL_OK)
		status = number_pairs(&p, &kept);
	if (status == FL_OK)
		status = write_pairs(&p, kept);
	fl_spotter_release(&p.spotter);
	fl_vec_release(&p.term_of);
	fl_intern_release(&p.keys);
	fl_vec_release(&p.pairs);
	fl_vec_release(&p.uses);
	return status;
}
