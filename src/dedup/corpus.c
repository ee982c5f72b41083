/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus.c - the road from texts to weighted sets, each step over all texts before the next.
 *
 *   normalise   title and body in the comparing form (letters and digits; text/normalise): corpus_words.c
 *   group       texts whose words are equal: one set stands for a group
 *   shingle     the distinct grams of each set (shingle.h)
 *   count       in how many sets each gram is (count.h)
 *   rank        grams of two and more sets by (sets, hash), ascending: the rarest has rank 0
 *   weigh       by how many sets have the gram, of these texts or of those of a table counted earlier (idf.h, weigh.h)
 *   list        each set's ranks in ascending order, and its totals: corpus_lists.c
 *
 * Sets that an earlier look has compared with each other need only be compared with the new ones: of their grams only those are
 * kept that a new set has, and their totals are known.
 *
 * A title of generic words, that hundreds of dreams share ("my dream"), must not make them all alike. A title that has a body
 * counts at least as much as three grams that no other dream has; and one that three and more dreams have, letter for
 * letter, counts as many times more as a title of two dreams tells more than this one does: the title as a whole is
 * counted like a gram, under a hash of its own. (Two with one title may be the pair that is looked for.) The memory is that
 * of the texts and the grams; the comparing form dies when the grams are made.
 */
#include "dedup/corpus_steps.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "dedup/piece.h"

/* ---- which sets are new ------------------------------------------------------------------------------------ */

#define FEW 4 /* new sets are few where there are so many times as many in all */

static bool is_new(const fl_corpus_making *b, size_t set)
{
	const fl_corpus_options *o = b->options;
	uint32_t text = b->corpus->text[set];

	return !o->known || !o->known->texts[text] || (o->afresh && o->afresh[text]);
}

/* With many new sets all are taken for new: then the whole join is cheaper. */
static fl_status find_new(fl_corpus_making *b, fl_error *err)
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
static fl_status shingle_set(fl_corpus_making *b, size_t set, fl_shingler *s, fl_hashes *grams, fl_error *err)
{
	const fl_corpus_words *w = &b->words[b->corpus->text[set]];
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
	fl_corpus_making *b = user;
	fl_hashes grams = { 0 };
	fl_shingler s = { 0 };
	fl_status status = FL_OK;

	(void)worker;
	for (size_t i = begin; i < end && status == FL_OK; i++)
		if (b->corpus->is_new[i])
			status = shingle_set(b, i, &s, &grams, err);
	if (status == FL_OK && grams.len > 0)
		status = fl_batch_take(&b->fresh[begin / FL_CORPUS_GRAIN], &grams, b->length + begin, end - begin, err);
	fl_vec_release(&grams);
	fl_shingler_release(&s);
	return status;
}

/* Of the other sets only the grams that some new one has: with each other they have been compared. */
static void keep_met(const fl_corpus_making *b, size_t set, fl_hashes *grams)
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
	fl_corpus_making *b = user;
	uint32_t length[FL_CORPUS_GRAIN] = { 0 };
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
		status = fl_batch_take(&b->others[begin / FL_CORPUS_GRAIN], &grams, length, end - begin, err);
	fl_vec_release(&grams);
	fl_shingler_release(&s);
	return status;
}

/* ---- count ------------------------------------------------------------------------------------------------- */

static size_t num_slices(const fl_corpus_making *b)
{
	return b->corpus->sets.count / FL_CORPUS_GRAIN + 1;
}

static fl_status count_part(fl_corpus_making *b, const fl_batch *batches, size_t part, fl_error *err)
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
	fl_corpus_making *b = user;

	(void)worker;
	(void)end;
	return count_part(b, b->fresh, begin, err);
}

static fl_status count_known(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	fl_corpus_making *b = user;

	(void)worker;
	(void)end;
	return count_part(b, b->others, begin, err);
}

static fl_status look_up(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	fl_corpus_making *b = user;

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

/* ---- the whole --------------------------------------------------------------------------------------------- */

static fl_status reserve_sets(fl_corpus_making *b, fl_error *err)
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

static void build_release(fl_corpus_making *b)
{
	fl_corpus_forget_words(b);
	for (size_t i = 0; b->fresh && i < num_slices(b); i++)
		fl_batch_release(&b->fresh[i]);
	for (size_t i = 0; b->others && i < num_slices(b); i++)
		fl_batch_release(&b->others[i]);
	fl_free(b->fresh);
	fl_free(b->others);
	fl_free(b->length);
	fl_counts_release(&b->counts);
}

static fl_status count(fl_corpus_making *b, int threads, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;
	const fl_corpus_options *o = b->options;

	b->counts.idf = o->idf;
	b->counts.texts = o->idf ? o->idf->texts : (uint32_t)sets->count;
	b->lonely = sets->count == 0 ? 0 : fl_weigh(b->counts.texts, 1);
	FL_TRY(fl_parallel_for(sets->count, FL_CORPUS_GRAIN, threads, shingle, b, err));
	FL_TRY(fl_parallel_for(FL_BATCH_PARTS, 1, threads, count_new, b, err));
	if (b->corpus->num_new < sets->count) {
		FL_TRY(fl_parallel_for(sets->count, FL_CORPUS_GRAIN, threads, shingle_known, b, err));
		FL_TRY(fl_parallel_for(FL_BATCH_PARTS, 1, threads, count_known, b, err));
	}
	fl_corpus_forget_words(b);
	FL_TRY(fl_counts_rank(&b->counts, threads, &b->corpus->arena, sets, err));
	FL_TRY(fl_parallel_for(FL_BATCH_PARTS, 1, threads, look_up, b, err));
	return o->made ? fl_counts_idf(&b->counts, threads, o->arena, o->made, err) : FL_OK;
}

static fl_status steps(fl_corpus_making *b, int threads, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;

	FL_TRY(fl_corpus_normalise(b, threads, err));
	FL_TRY(fl_corpus_group(b, err));
	FL_TRY(find_new(b, err));
	FL_TRY(reserve_sets(b, err));
	FL_TRY(count(b, threads, err));
	FL_TRY(fl_corpus_list(b, threads, err));
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
	fl_corpus_making b = { .texts = texts, .count = count, .corpus = ret, .options = options };
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
