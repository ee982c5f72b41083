/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus_words.c - title and body in the comparing form, and texts with equal words as one set: sorted by hash, then byte by byte.
 */
#include "dedup/corpus_steps.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "text/normalise.h"

#include <stdlib.h>

static fl_status normalise_one(const fl_dedup_text *text, fl_arena *scratch, fl_arena *arena, fl_corpus_words *ret,
			       fl_error *err)
{
	fl_normal title, body;
	char *all;

	if (text->title.len > FL_DEDUP_TEXT_MAX || text->body.len > FL_DEDUP_TEXT_MAX)
		return fl_error_set(err, FL_ERANGE, "the text of '%.*s' is longer than %zu bytes",
				    (int)(text->id.len < 200 ? text->id.len : 200), text->id.data, FL_DEDUP_TEXT_MAX);
	FL_TRY(fl_normalise(text->title, FL_NORMAL_COMPARE, scratch, &title, err));
	FL_TRY(fl_normalise(text->body, FL_NORMAL_COMPARE, scratch, &body, err));
	all = fl_arena_alloc(arena, title.text.len + body.text.len);
	if (!all)
		return fl_enomem(err);
	if (title.text.len > 0)
		memcpy(all, title.text.data, title.text.len);
	if (body.text.len > 0)
		memcpy(all + title.text.len, body.text.data, body.text.len);
	ret->all = (fl_str){ all, title.text.len + body.text.len };
	ret->title = title.text.len;
	ret->hash = fl_str_hash(ret->all);
	return FL_OK;
}

static fl_status normalise(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	fl_corpus_making *b = user;
	fl_status status = FL_OK;

	(void)worker;
	for (size_t i = begin; i < end && status == FL_OK; i++) {
		fl_arena scratch = FL_ARENA_INIT;
		status = normalise_one(&b->texts[i], &scratch, &b->arenas[begin / FL_CORPUS_GRAIN], &b->words[i], err);
		fl_arena_release(&scratch);
	}
	return status;
}

fl_status fl_corpus_normalise(fl_corpus_making *b, int threads, fl_error *err)
{
	b->arenas = fl_alloc_array(b->count / FL_CORPUS_GRAIN + 1, sizeof *b->arenas);
	b->words = fl_alloc_array(b->count, sizeof *b->words);
	if (!b->arenas || !b->words)
		return fl_enomem(err);
	return fl_parallel_for(b->count, FL_CORPUS_GRAIN, threads, normalise, b, err);
}

typedef struct keyed {
	const fl_corpus_words *words;
	uint32_t text;
} keyed;

static int by_words(const void *a, const void *b)
{
	const keyed *x = a, *y = b;
	int order;

	if (x->words->hash != y->words->hash)
		return x->words->hash < y->words->hash ? -1 : 1;
	order = fl_str_cmp(x->words->all, y->words->all);
	if (order != 0)
		return order;
	return x->text < y->text ? -1 : x->text > y->text;
}

fl_status fl_corpus_group(fl_corpus_making *b, fl_error *err)
{
	fl_corpus *c = b->corpus;
	keyed *keys = fl_alloc_array(b->count, sizeof *keys);
	size_t len = 0, sets = 0;

	c->first = fl_arena_array(&c->arena, b->count, sizeof *c->first);
	c->text = fl_arena_array(&c->arena, b->count, sizeof *c->text);
	if (!keys || !c->first || !c->text) {
		fl_free(keys);
		return fl_enomem(err);
	}
	for (size_t i = 0; i < b->count; i++) {
		c->first[i] = FL_CORPUS_NONE;
		if (b->words[i].all.len > 0)
			keys[len++] = (keyed){ &b->words[i], (uint32_t)i };
	}
	qsort(keys, len, sizeof *keys, by_words);
	for (size_t i = 0; i < len; i++) {
		bool equal = i > 0 && keys[i].words->hash == keys[i - 1].words->hash &&
			     fl_str_eq(keys[i].words->all, keys[i - 1].words->all);
		c->first[keys[i].text] = equal ? c->first[keys[i - 1].text] : keys[i].text;
	}
	for (size_t i = 0; i < b->count; i++)
		if (c->first[i] == i)
			c->text[sets++] = (uint32_t)i;
	c->sets.count = sets;
	fl_free(keys);
	return FL_OK;
}

void fl_corpus_forget_words(fl_corpus_making *b)
{
	for (size_t i = 0; b->arenas && i < b->count / FL_CORPUS_GRAIN + 1; i++)
		fl_arena_release(&b->arenas[i]);
	fl_free(b->arenas);
	fl_free(b->words);
	b->arenas = NULL;
	b->words = NULL;
}
