/* SPDX-License-Identifier: Apache-2.0
 *
 * terms.c - find the terms that enough texts have, length by length.
 *
 * A longer term can only be in enough texts where both terms one token shorter inside it are (Agrawal and Srikant, Fast
 * Algorithms for Mining Association Rules, 1994), so each length is counted only there, and most of the text drops out
 * early. What is a word of Chinese is judged by its neighbours (Feng, Chen, Deng and Zheng, Accessor Variety Criteria
 * for Chinese Word Extraction, 2004): part of a longer word meets few.
 */
#include "classify/terms.h"

#include "base/error.h"
#include "base/intern.h"
#include "base/str.h"
#include "text/tokens.h"

#include <stdlib.h>
#include <string.h>

#define CHARS_MAX 6
#define WORDS_MAX 3
#define NONE      UINT32_MAX
#define FREE      3 /* so many different neighbours on each side: it is no part of one longer word */
/* A term is a fragment when one longer by a character is in at least this share of its texts. */
#define FRAGMENT_PERCENT 85

typedef struct found { /* a term while it is being looked for */
	fl_str text;
	uint32_t texts, last; /* 'last': one more than the text that had it last */
	uint32_t number;      /* in the end */
	bool joint;           /* a character that only joins words is at its edge: it is no term, longer ones may be */
	uint32_t sides[2][FREE]; /* different characters before it, behind it */
	uint8_t variety[2];      /* how many, FREE at most; where a word could begin or end counts as another each time */
	uint32_t inside[2];   /* the terms one token shorter, for those of characters */
	bool spaced;
	bool fragment;
} found;

typedef struct place { /* a token of all texts, one after the other */
	uint32_t text, field;
	fl_token token;
} place;

typedef struct raw_use {
	uint32_t text, term, title;
} raw_use;

typedef struct finder {
	const fl_term_text *texts;
	size_t count;
	uint32_t least;
	FL_VEC(place) places;
	uint32_t *now, *before; /* by place: the term of this length, of one less, that begins there; NONE */
	FL_VEC(found) all;      /* that are in enough texts */
	FL_VEC(found) seen;     /* of the length at hand */
	FL_VEC(raw_use) uses;
	fl_error *err;
} finder;

static fl_status read_places(finder *f)
{
	fl_tokens tokens = { 0 };
	fl_status status = FL_OK;

	for (uint32_t t = 0; t < f->count && status == FL_OK; t++)
		for (uint32_t k = 0; k < f->texts[t].num_fields && status == FL_OK; k++) {
			tokens.len = 0;
			if (!fl_tokens_add(&tokens, f->texts[t].fields[k]))
				status = fl_enomem(f->err);
			for (size_t i = 0; i < tokens.len && status == FL_OK; i++)
				if (!fl_vec_push(&f->places, ((place){ t, k, tokens.items[i] })))
					status = fl_enomem(f->err);
		}
	fl_vec_release(&tokens);
	return status;
}

/* The place n - 1 tokens on, when all between follow each other. */
static const place *end_of(const finder *f, size_t from, size_t n)
{
	if (from + n > f->places.len)
		return NULL;
	for (size_t i = from + 1; i < from + n; i++)
		if (!f->places.items[i].token.joined || f->places.items[i].text != f->places.items[from].text ||
		    f->places.items[i].field != f->places.items[from].field)
			return NULL;
	return &f->places.items[from + n - 1];
}

/* Characters of Chinese that join words and are hardly ever the edge of one that means something. */
static bool is_joint(fl_str character)
{
	static const char joints[] = "的了着过是在和与及或而且但也都就还又很更最太吗呢吧啊呀哦嘛我你您他她它们这那哪其之以于对从向把被给让使为因由所"
				     "则若如即等每各该此并个";

	for (size_t i = 0; i + 3 <= sizeof joints; i += 3)
		if (character.len == 3 && memcmp(character.data, joints + i, 3) == 0)
			return true;
	return false;
}

static bool has_joint_at_edge(const finder *f, size_t from, const place *end)
{
	const place *p = &f->places.items[from];
	fl_str field = f->texts[p->text].fields[p->field];

	return !p->token.spaced && (is_joint(fl_str_slice(field, p->token.start, p->token.end)) ||
				    is_joint(fl_str_slice(field, end->token.start, end->token.end)));
}

/* Could enough texts have the n tokens from here on? Single characters are never counted. */
static bool is_candidate(const finder *f, size_t from, size_t n)
{
	bool spaced = f->places.items[from].token.spaced;

	if (n > (spaced ? WORDS_MAX : CHARS_MAX) || (n == 1 && !spaced))
		return false;
	if (n == 1 || (n == 2 && !spaced))
		return true;
	return f->before[from] != NONE && from + 1 < f->places.len && f->before[from + 1] != NONE;
}

/* A neighbour of the term, NULL where its run of characters ends. */
static void add_neighbour(finder *f, found *one, int side, const place *p)
{
	fl_str field;
	uint32_t c;
	size_t at;

	if (one->variety[side] == FREE)
		return;
	if (!p) {
		one->variety[side]++;
		return;
	}
	field = f->texts[p->text].fields[p->field];
	at = p->token.start;
	c = (uint32_t)fl_utf8_next(field, &at);
	for (int i = 0; i < one->variety[side]; i++)
		if (one->sides[side][i] == c)
			return;
	one->sides[side][one->variety[side]++] = c;
}

static void add_neighbours(finder *f, found *one, size_t from, const place *end)
{
	const place *p = &f->places.items[from], *last = f->places.items + f->places.len - 1;
	bool before = from > 0 && p->token.joined && p[-1].text == p->text && p[-1].field == p->field;
	bool behind = end < last && end[1].token.joined && end[1].text == p->text && end[1].field == p->field;

	add_neighbour(f, one, 0, before ? p - 1 : NULL);
	add_neighbour(f, one, 1, behind ? end + 1 : NULL);
}

static fl_status count_here(finder *f, fl_intern *intern, size_t from, size_t n)
{
	const place *p = &f->places.items[from], *end = end_of(f, from, n);
	fl_str text;
	uint32_t id;

	f->now[from] = NONE;
	if (!end || !is_candidate(f, from, n))
		return FL_OK;
	text = fl_str_slice(f->texts[p->text].fields[p->field], p->token.start, end->token.end);
	if (text.len > FL_INTERN_TEXT_MAX)
		return FL_OK;
	if (!fl_intern_put(intern, text, &id))
		return fl_enomem(f->err);
	if (id == f->seen.len) {
		found one = { .text = text,
			      .spaced = p->token.spaced,
			      .inside = { NONE, NONE },
			      .joint = has_joint_at_edge(f, from, end) };
		if (n > 2 && !one.spaced) {
			one.inside[0] = f->before[from];
			one.inside[1] = f->before[from + 1];
		}
		if (!fl_vec_push(&f->seen, one))
			return fl_enomem(f->err);
	}
	add_neighbours(f, &f->seen.items[id], from, end);
	f->seen.items[id].texts += f->seen.items[id].last != p->text + 1;
	f->seen.items[id].last = p->text + 1;
	f->now[from] = id;
	return FL_OK;
}

/* Keep what is in enough texts: numbers of this length become numbers of all. */
static fl_status keep_frequent(finder *f)
{
	for (size_t i = 0; i < f->seen.len; i++) {
		found *one = &f->seen.items[i];
		one->number = NONE;
		if (one->texts < f->least)
			continue;
		one->number = (uint32_t)f->all.len;
		one->last = 0;
		for (int k = 0; k < 2; k++)
			if (one->inside[k] != NONE) {
				found *in = &f->all.items[one->inside[k]];
				in->fragment = in->fragment ||
					       (!one->joint && (uint64_t)one->texts * 100 >=
								   (uint64_t)in->texts * FRAGMENT_PERCENT);
			}
		if (!fl_vec_push(&f->all, *one))
			return fl_enomem(f->err);
	}
	for (size_t i = 0; i < f->places.len; i++) {
		const place *p = &f->places.items[i];
		uint32_t number = f->now[i] == NONE ? NONE : f->seen.items[f->now[i]].number;
		f->now[i] = number;
		if (number == NONE || f->all.items[number].last == p->text + 1)
			continue;
		f->all.items[number].last = p->text + 1; /* the title comes first */
		if (!fl_vec_push(&f->uses, ((raw_use){ p->text, number, p->field == 0 })))
			return fl_enomem(f->err);
	}
	return FL_OK;
}

static fl_status find_length(finder *f, size_t n)
{
	fl_intern intern = { 0 };
	fl_status status = FL_OK;
	uint32_t *swap = f->before;

	f->before = f->now;
	f->now = swap;
	f->seen.len = 0;
	for (size_t i = 0; i < f->places.len && status == FL_OK; i++)
		status = count_here(f, &intern, i, n);
	fl_intern_release(&intern);
	return status == FL_OK ? keep_frequent(f) : status;
}

/* ---- the table --------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return fl_str_cmp((*(const found *const *)a)->text, (*(const found *const *)b)->text);
}

static int by_term(const void *a, const void *b)
{
	const fl_term_use *x = a, *y = b;

	return (x->term > y->term) - (x->term < y->term);
}

static bool is_term(const found *one)
{
	return one->spaced || (!one->fragment && !one->joint && one->variety[0] == FREE && one->variety[1] == FREE);
}

static fl_status number_terms(finder *f, fl_arena *arena, fl_terms *ret)
{
	found **sorted = fl_alloc_array(f->all.len + 1, sizeof(found *));
	size_t n = 0;

	ret->items = fl_arena_array(arena, f->all.len + 1, sizeof *ret->items);
	if (!sorted || !ret->items) {
		fl_free(sorted);
		return fl_enomem(f->err);
	}
	for (size_t i = 0; i < f->all.len; i++) {
		f->all.items[i].number = NONE;
		if (is_term(&f->all.items[i]))
			sorted[n++] = &f->all.items[i];
	}
	if (n)
		qsort(sorted, n, sizeof *sorted, by_text);
	for (size_t i = 0; i < n; i++) {
		sorted[i]->number = (uint32_t)i;
		ret->items[i] = (fl_term){ .text = sorted[i]->text, .texts = sorted[i]->texts, .spaced = sorted[i]->spaced };
	}
	ret->count = n;
	fl_free(sorted);
	return FL_OK;
}

static fl_status write_uses(finder *f, fl_arena *arena, fl_terms *ret)
{
	size_t *fill;

	ret->num_texts = f->count;
	ret->first = fl_arena_array(arena, f->count + 1, sizeof *ret->first);
	ret->uses = fl_arena_array(arena, f->uses.len + 1, sizeof *ret->uses);
	fill = fl_alloc_array(f->count + 1, sizeof *fill);
	if (!ret->first || !ret->uses || !fill) {
		fl_free(fill);
		return fl_enomem(f->err);
	}
	for (size_t i = 0; i < f->uses.len; i++)
		if (f->all.items[f->uses.items[i].term].number != NONE)
			ret->first[f->uses.items[i].text + 1]++;
	for (size_t t = 0; t < f->count; t++) {
		ret->first[t + 1] += ret->first[t];
		fill[t] = ret->first[t];
	}
	for (size_t i = 0; i < f->uses.len; i++) {
		const raw_use *u = &f->uses.items[i];
		uint32_t number = f->all.items[u->term].number;
		if (number != NONE)
			ret->uses[fill[u->text]++] = (fl_term_use){ number, u->title };
	}
	fl_free(fill);
	for (size_t t = 0; t < f->count; t++)
		if (ret->first[t + 1] > ret->first[t] + 1)
			qsort(ret->uses + ret->first[t], ret->first[t + 1] - ret->first[t], sizeof *ret->uses,
			      by_term);
	return FL_OK;
}

fl_status fl_terms_find(const fl_term_text *texts, size_t count, uint32_t least, fl_arena *arena, fl_terms *ret,
			fl_error *err)
{
	finder f = { .texts = texts, .count = count, .least = least, .err = err };
	fl_status status;

	*ret = (fl_terms){ 0 };
	if (count >= NONE)
		return fl_error_set(err, FL_ERANGE, "more than 2^32-2 texts");
	status = read_places(&f);
	f.now = fl_alloc_array(f.places.len + 1, sizeof *f.now);
	f.before = fl_alloc_array(f.places.len + 1, sizeof *f.before);
	if (status == FL_OK && (!f.now || !f.before || f.places.len >= NONE))
		status = fl_enomem(err);
	for (size_t n = 1; n <= CHARS_MAX && status == FL_OK; n++)
		status = find_length(&f, n);
	if (status == FL_OK)
		status = number_terms(&f, arena, ret);
	if (status == FL_OK)
		status = write_uses(&f, arena, ret);
	fl_free(f.now);
	fl_free(f.before);
	fl_vec_release(&f.places);
	fl_vec_release(&f.all);
	fl_vec_release(&f.seen);
	fl_vec_release(&f.uses);
	return status;
}
