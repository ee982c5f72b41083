/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus.c - the road from texts to weighted sets, each step over all texts before the next.
 *
 *   normalise   title and body in the comparing form (letters and digits; text/normalise)
 *   group       texts whose words are equal: sorted by hash, then byte by byte. One set stands for a group.
 *   shingle     the distinct grams of each set (shingle.h)
 *   count       in how many sets each gram is (count.h)
 *   rank        grams of two and more sets by (sets, hash), ascending: the rarest has rank 0
 *   weigh       by how many sets have the gram, of these texts or of those of a table counted earlier (idf.h, weigh.h)
 *   list        each set's ranks in ascending order, and its totals
 *
 * Sets that an earlier look has compared with each other need only be compared with the new ones: of their grams only those are
 * kept that a new set has, and their totals are known.
 *
 * A title of generic words, that hundreds of dreams share ("my dream"), must not make them all alike. A title that has a body
 * counts at least as much as three grams that no other dream has; and one that three and more dreams have, letter for
 * letter, counts as many times more as a title of two dreams tells more than this one does: the title as a whole is
 * counted like a gram, under a hash of its own. (Two with one title may be the pair that is looked for.) The memory is that of the texts and the grams; the comparing form dies when the
 * grams are made.
 */
#include "dedup/corpus.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "dedup/count.h"
#include "dedup/piece.h"
#include "dedup/weigh.h"
#include "text/normalise.h"

#include <stdlib.h>

#define GRAIN       FL_BATCH_SETS /* texts a slice */
#define LEAST_GRAMS 3  /* a title counts at least as much as so many unheard-of grams */

typedef struct words { /* of one text, in the comparing form */
	fl_str all;    /* title and body behind it */
	size_t title;  /* bytes of the title */
	uint64_t hash;
} words;

typedef struct build {
	const fl_dedup_text *texts;
	size_t count;
	const fl_corpus_options *options;
	fl_arena *arenas; /* per slice of GRAIN texts: their words */
	words *words;     /* per text */
	fl_batch *fresh, *others; /* per slice of GRAIN sets: the grams of the new sets, and those of the others */
	uint32_t *length;         /* per set: how many grams, from when they are listed only those of two and more sets */
	fl_counts counts;
	fl_corpus *corpus;
	uint64_t *total, *title, *body, *listed;
	uint8_t *whole;
	size_t *start;
	uint32_t *entries;
	uint32_t lonely; /* weight of a gram that one text has */
} build;

/* ---- normalise --------------------------------------------------------------------------------------------- */

static fl_status normalise_one(const fl_dedup_text *text, fl_arena *scratch, fl_arena *arena, words *ret,
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
	build *b = user;
	fl_status status = FL_OK;

	(void)worker;
	for (size_t i = begin; i < end && status == FL_OK; i++) {
		fl_arena scratch = FL_ARENA_INIT;
		status = normalise_one(&b->texts[i], &scratch, &b->arenas[begin / GRAIN], &b->words[i], err);
		fl_arena_release(&scratch);
	}
	return status;
}

/* ---- group ------------------------------------------------------------------------------------------------- */

typedef struct keyed {
	const words *words;
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

static fl_status group(build *b, fl_error *err)
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

/* ---- which sets are new ------------------------------------------------------------------------------------ */

#define FEW 4 /* new sets are few where there are so many times as many in all */

static bool is_new(const build *b, size_t set)
{
	const fl_corpus_options *o = b->options;
	uint32_t text = b->corpus->text[set];

	return !o->known || !o->known->texts[text] || (o->afresh && o->afresh[text]);
}

/* With many new sets all are taken for new: then the whole join is cheaper. */
static fl_status find_new(build *b, fl_error *err)
{
	fl_corpus *c = b->corpus;

	c->is_new = fl_arena_array(&c->arena, c->sets.count, sizeof *c->is_new);
	if (!c->is_new)
		return fl_enomem(err);
	for (size_t i = 0; i < c->sets.count; i++) {
		c->is_new[i] = is_new(b, i);
		c->num_new += c->is_new[i];
	}
	if (c->num_new <= c->sets.count / FEW)
		return FL_OK;
	for (size_t i = 0; i < c->sets.count; i++)
		c->is_new[i] = true;
	c->num_new = c->sets.count;
	return FL_OK;
}

/* ---- shingle ----------------------------------------------------------------------------------------------- */

/* The whole title as one gram, which stands in no part: it is counted and weighed, and is in no list. */
static uint64_t title_key(fl_str title)
{
	return fl_piece_mix(UINT64_C(0x7469746c65), fl_str_hash(title)) & ~(uint64_t)FL_GRAM_PARTS;
}

/* 'length' counts the grams of the set. */
static fl_status shingle_set(build *b, size_t set, fl_shingler *s, fl_hashes *grams, fl_error *err)
{
	const words *w = &b->words[b->corpus->text[set]];
	size_t before = grams->len;

	FL_TRY(fl_shingle(s, fl_str_slice(w->all, 0, w->title), fl_str_slice(w->all, w->title, w->all.len), grams, err));
	b->whole[set] = w->title == 0 || w->title == w->all.len;
	if (!b->whole[set] && !fl_vec_push(grams, title_key(fl_str_slice(w->all, 0, w->title))))
		return fl_enomem(err);
	b->length[set] = (uint32_t)(grams->len - before);
	return FL_OK;
}

static fl_status shingle(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	build *b = user;
	fl_hashes grams = { 0 };
	fl_shingler s = { 0 };
	fl_status status = FL_OK;

	(void)worker;
	for (size_t i = begin; i < end && status == FL_OK; i++)
		if (b->corpus->is_new[i])
			status = shingle_set(b, i, &s, &grams, err);
	if (status == FL_OK && grams.len > 0)
		status = fl_batch_take(&b->fresh[begin / GRAIN], &grams, b->length + begin, end - begin, err);
	fl_vec_release(&grams);
	fl_shingler_release(&s);
	return status;
}

/* Of the other sets only the grams that some new one has: with each other they have been compared. */
static void keep_met(const build *b, size_t set, fl_hashes *grams)
{
	size_t from = grams->len - b->length[set], kept = from;

	for (size_t k = from; k < grams->len; k++)
		if ((grams->items[k] & FL_GRAM_PARTS) && fl_counts_has(&b->counts, grams->items[k]))
			grams->items[kept++] = grams->items[k];
	grams->len = kept;
	b->length[set] = (uint32_t)(kept - from);
}

static fl_status shingle_known(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	build *b = user;
	uint32_t length[GRAIN] = { 0 };
	fl_hashes grams = { 0 };
	fl_shingler s = { 0 };
	fl_status status = FL_OK;

	(void)worker;
	for (size_t i = begin; i < end && status == FL_OK; i++) {
		if (b->corpus->is_new[i])
			continue;
		status = shingle_set(b, i, &s, &grams, err);
		if (status == FL_OK)
			keep_met(b, i, &grams);
		length[i - begin] = b->length[i];
	}
	if (status == FL_OK && grams.len > 0)
		status = fl_batch_take(&b->others[begin / GRAIN], &grams, length, end - begin, err);
	fl_vec_release(&grams);
	fl_shingler_release(&s);
	return status;
}

/* ---- count ------------------------------------------------------------------------------------------------- */

static size_t num_slices(const build *b)
{
	return b->corpus->sets.count / GRAIN + 1;
}

static fl_status count_part(build *b, const fl_batch *batches, size_t part, fl_error *err)
{
	for (size_t slice = 0; slice < num_slices(b); slice++) {
		size_t len;
		uint64_t *grams = fl_batch_grams(&batches[slice], part, &len);
		FL_TRY(fl_counts_add(&b->counts, part, grams, len, err));
	}
	return FL_OK;
}

static fl_status count_new(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	build *b = user;

	(void)worker;
	(void)end;
	return count_part(b, b->fresh, begin, err);
}

static fl_status count_known(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	build *b = user;

	(void)worker;
	(void)end;
	return count_part(b, b->others, begin, err);
}

static fl_status look_up(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	build *b = user;

	(void)worker;
	(void)end;
	(void)err;
	for (size_t slice = 0; slice < num_slices(b); slice++)
		for (int k = 0; k < 2; k++) {
			size_t len;
			uint64_t *grams = fl_batch_grams(k == 0 ? &b->fresh[slice] : &b->others[slice], begin, &len);
			fl_counts_look_up(&b->counts, begin, grams, len);
		}
	return FL_OK;
}

/* ---- list -------------------------------------------------------------------------------------------------- */

/* Sort by value, a byte at a time from the lowest (Knuth, The Art of Computer Programming 3, 5.2.5); 'spare' has as much room. */
static void sort_values(uint32_t *values, uint32_t *spare, size_t len)
{
	for (unsigned shift = 0; shift < 32; shift += 8) {
		size_t place[256] = { 0 }, at = 0;
		for (size_t i = 0; i < len; i++)
			place[values[i] >> shift & 0xff]++;
		if (len > 0 && place[values[0] >> shift & 0xff] == len)
			continue; /* all have the same byte */
		for (size_t v = 0; v < 256; v++) {
			size_t count = place[v];
			place[v] = at;
			at += count;
		}
		for (size_t i = 0; i < len; i++)
			spare[place[values[i] >> shift & 0xff]++] = values[i];
		memcpy(values, spare, len * sizeof *values);
	}
}

/* What a title counts for: not below a floor, and more where the title as a whole, worth 'whole', is one of many dreams. */
static uint64_t title_weight(const build *b, uint64_t grams, uint64_t whole)
{
	uint64_t least = (uint64_t)LEAST_GRAMS * b->lonely, weight = grams > least ? grams : least;

	weight = weight * b->lonely / whole;
	return weight < FL_GRAM_SUM_MAX ? weight : FL_GRAM_SUM_MAX;
}

typedef struct sums { /* of one set */
	uint64_t title, whole; /* weights: of the grams of its title, of its title as a whole (0: it has no such) */
	size_t len;
} sums;

/* The grams of a batch into the lists of their sets, unsorted. */
static void list_batch(build *b, size_t first, const fl_batch *batch, sums *all)
{
	size_t len = batch->start ? batch->start[FL_BATCH_PARTS] : 0;

	for (size_t i = 0; i < len; i++) {
		size_t k = batch->set[i], set = first + k;
		uint64_t gram = batch->grams[i], w = FL_LOOKED_UP_WEIGHT(gram);
		uint32_t parts = FL_LOOKED_UP_PARTS(gram), entry = FL_LOOKED_UP_ENTRY(gram);
		if (parts == 0) {
			all[k].whole = w;
			continue;
		}
		b->total[set] += w;
		b->body[set] += parts & FL_GRAM_BODY ? w : 0;
		all[k].title += parts & FL_GRAM_TITLE ? w : 0;
		if (FL_GRAM_RANK(entry) == FL_COUNT_LONELY)
			continue;
		b->listed[set] += w;
		b->entries[b->start[set] + all[k].len++] = entry | (b->whole[set] ? FL_GRAM_TITLE : 0);
	}
}

static void finish_set(build *b, size_t set, const sums *s, uint32_t *spare)
{
	sort_values(b->entries + b->start[set], spare, s->len);
	b->length[set] = (uint32_t)s->len;
	b->title[set] = b->whole[set] ? b->total[set] : title_weight(b, s->title, s->whole ? s->whole : b->lonely);
	if (b->corpus->is_new[set])
		return;
	const fl_dedup_weights *known = &b->options->known->weights[b->corpus->text[set]];
	b->total[set] = known->total;
	b->title[set] = known->title;
	b->body[set] = known->body;
}

/* 'start' holds upper bounds until all sets are listed; 'length' becomes the number of entries. */
static fl_status list(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	build *b = user;
	sums all[GRAIN] = { { 0 } };
	size_t longest = 0;

	(void)worker;
	for (size_t i = begin; i < end; i++)
		longest = b->length[i] > longest ? b->length[i] : longest;
	uint32_t *spare = fl_alloc_array(longest, sizeof *spare);
	if (!spare)
		return fl_enomem(err);
	list_batch(b, begin, &b->fresh[begin / GRAIN], all);
	list_batch(b, begin, &b->others[begin / GRAIN], all);
	for (size_t i = begin; i < end; i++)
		finish_set(b, i, &all[i - begin], spare);
	fl_batch_release(&b->fresh[begin / GRAIN]);
	fl_batch_release(&b->others[begin / GRAIN]);
	fl_free(spare);
	return FL_OK;
}

static fl_status list_all(build *b, int threads, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;
	size_t at = 0;

	b->start[0] = 0;
	for (size_t i = 0; i < sets->count; i++)
		b->start[i + 1] = b->start[i] + b->length[i];
	b->entries = fl_arena_array(&b->corpus->arena, b->start[sets->count], sizeof *b->entries);
	if (!b->entries)
		return fl_enomem(err);
	FL_TRY(fl_parallel_for(sets->count, GRAIN, threads, list, b, err));
	for (size_t i = 0; i < sets->count; i++) { /* close the gaps that lonely grams left */
		memmove(b->entries + at, b->entries + b->start[i], b->length[i] * sizeof *b->entries);
		b->start[i] = at;
		at += b->length[i];
	}
	b->start[sets->count] = at;
	return FL_OK;
}

/* ---- the whole --------------------------------------------------------------------------------------------- */

static fl_status reserve_sets(build *b, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;
	fl_arena *arena = &b->corpus->arena;

	b->total = fl_arena_array(arena, sets->count, sizeof *b->total);
	b->title = fl_arena_array(arena, sets->count, sizeof *b->title);
	b->body = fl_arena_array(arena, sets->count, sizeof *b->body);
	b->whole = fl_arena_array(arena, sets->count, 1);
	b->start = fl_arena_array(arena, sets->count + 1, sizeof *b->start);
	b->listed = fl_arena_array(arena, sets->count, sizeof *b->listed);
	b->length = fl_alloc_array(sets->count, sizeof *b->length);
	b->fresh = fl_alloc_array(num_slices(b), sizeof *b->fresh);
	b->others = fl_alloc_array(num_slices(b), sizeof *b->others);
	if (!b->total || !b->title || !b->body || !b->whole || !b->start || !b->listed || !b->length || !b->fresh || !b->others)
		return fl_enomem(err);
	return FL_OK;
}

static void forget_words(build *b)
{
	for (size_t i = 0; b->arenas && i < b->count / GRAIN + 1; i++)
		fl_arena_release(&b->arenas[i]);
	fl_free(b->arenas);
	fl_free(b->words);
	b->arenas = NULL;
	b->words = NULL;
}

static void build_release(build *b)
{
	forget_words(b);
	for (size_t i = 0; b->fresh && i < num_slices(b); i++)
		fl_batch_release(&b->fresh[i]);
	for (size_t i = 0; b->others && i < num_slices(b); i++)
		fl_batch_release(&b->others[i]);
	fl_free(b->fresh);
	fl_free(b->others);
	fl_free(b->length);
	fl_counts_release(&b->counts);
}

static fl_status count(build *b, int threads, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;
	const fl_corpus_options *o = b->options;

	b->counts.idf = o->idf;
	b->counts.texts = o->idf ? o->idf->texts : (uint32_t)sets->count;
	b->lonely = sets->count == 0 ? 0 : fl_weigh(b->counts.texts, 1);
	FL_TRY(fl_parallel_for(sets->count, GRAIN, threads, shingle, b, err));
	FL_TRY(fl_parallel_for(FL_BATCH_PARTS, 1, threads, count_new, b, err));
	if (b->corpus->num_new < sets->count) {
		FL_TRY(fl_parallel_for(sets->count, GRAIN, threads, shingle_known, b, err));
		FL_TRY(fl_parallel_for(FL_BATCH_PARTS, 1, threads, count_known, b, err));
	}
	forget_words(b);
	FL_TRY(fl_counts_rank(&b->counts, threads, &b->corpus->arena, sets, err));
	FL_TRY(fl_parallel_for(FL_BATCH_PARTS, 1, threads, look_up, b, err));
	return o->made ? fl_counts_idf(&b->counts, threads, o->arena, o->made, err) : FL_OK;
}

static fl_status steps(build *b, int threads, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;

	b->arenas = fl_alloc_array(b->count / GRAIN + 1, sizeof *b->arenas);
	b->words = fl_alloc_array(b->count, sizeof *b->words);
	if (!b->arenas || !b->words)
		return fl_enomem(err);
	FL_TRY(fl_parallel_for(b->count, GRAIN, threads, normalise, b, err));
	FL_TRY(group(b, err));
	FL_TRY(find_new(b, err));
	FL_TRY(reserve_sets(b, err));
	FL_TRY(count(b, threads, err));
	FL_TRY(list_all(b, threads, err));
	sets->start = b->start;
	sets->entries = b->entries;
	sets->total = b->total;
	sets->title = b->title;
	sets->body = b->body;
	sets->listed = b->listed;
	sets->whole = b->whole;
	return FL_OK;
}

fl_status fl_corpus_build(const fl_dedup_text *texts, size_t count, const fl_corpus_options *options, fl_corpus *ret,
			  fl_error *err)
{
	build b = { .texts = texts, .count = count, .corpus = ret, .options = options };
	fl_status status;

	*ret = (fl_corpus){ .arena = FL_ARENA_INIT };
	if (count > FL_DEDUP_TEXTS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %zu texts to compare", FL_DEDUP_TEXTS_MAX);
	status = steps(&b, options->threads, err);
	build_release(&b);
	return status;
}

size_t fl_corpus_set(const fl_corpus *corpus, uint32_t first)
{
	size_t low = 0, high = corpus->sets.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (corpus->text[middle] < first)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void fl_corpus_release(fl_corpus *corpus)
{
	fl_arena_release(&corpus->arena);
	*corpus = (fl_corpus){ .arena = FL_ARENA_INIT };
}
