/* SPDX-License-Identifier: Apache-2.0
 *
 * dedup.c - the entry: texts to sets (corpus.c), sets to candidates (join.c, said.c), candidates to evidence
 * (pair.c), evidence to clusters (cluster.c). Each step is a pass over its own slots in parallel, put together in
 * order.
 */
#include "dedup/dedup.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "dedup/cluster.h"
#include "dedup/pair_evidence.h"
#include "dedup/join.h"
#include "dedup/known.h"
#include "dedup/shared.h"
#include "dedup/thin.h"
#include "domain/dense.h"
#include "text/normalise.h"

#include <stdlib.h>

#define GRAIN      64 /* texts or pairs a slice */
#define CANDIDATES 200000
#define SAME       600000

void fl_dedup_defaults(fl_dedup_options *ret)
{
	*ret = (fl_dedup_options){
		.candidates = CANDIDATES, .same = SAME, .representative = FL_REP_EARLIEST, .threads = 1
	};
}

typedef struct work {
	const fl_dedup_text *texts;
	size_t count;
	fl_dedup_options options;
	fl_corpus corpus;
	fl_couples couples;
	uint32_t *hub;         /* per set; NULL: no templates */
	fl_couples decided;    /* ascending */
	bool *afresh;          /* per text; NULL: none */
	fl_recall recall;
	bool *wanted;          /* per set: is in a pair whose evidence is to be found */
	fl_pair_text *forms;   /* per set, where wanted */
	fl_arena *form_arenas; /* per slice of sets */
	fl_pair *pairs;        /* of couples, in their order */
	fl_arena *word_arenas; /* per slice of pairs: only_a and only_b */
} work;

static fl_status check_options(fl_dedup_options *o, fl_error *err)
{
	if (o->candidates < 1 || o->candidates > FL_SIMILAR_ONE)
		return fl_error_set(err, FL_EINVAL, "'candidates' must be above 0 and at most 1");
	if (o->same < o->candidates || o->same > FL_SIMILAR_ONE)
		return fl_error_set(err, FL_EINVAL, "'same' must be between 'candidates' and 1");
	if (o->review < 0 || o->review > o->same)
		return fl_error_set(err, FL_EINVAL, "'review' must be at most 'same'");
	if (o->review == 0)
		o->review = o->candidates;
	if (o->known && (!o->idf || o->make_idf))
		return fl_error_set(err, FL_EINVAL, "'known' needs the 'idf' of that time");
	if (o->max_pairs == 0)
		o->max_pairs = FL_DEDUP_PAIRS_MAX;
	return FL_OK;
}

/* ---- pairs that are alike enough ----------------------------------------------------------------------------- */

static fl_status find_couples(work *w, fl_error *err)
{
	const fl_gram_sets *sets = &w->corpus.sets;
	const fl_dedup_options *o = &w->options;

	if (o->known)
		FL_TRY(fl_recall_make(o->known, &w->corpus, &w->recall, err));
	if (w->corpus.num_new == sets->count)
		return fl_join(sets, o->candidates, o->max_pairs, o->threads, &w->couples, err);
	FL_TRY(fl_join_new(sets, w->corpus.is_new, o->candidates, o->max_pairs, o->threads, &w->couples, err));
	for (size_t i = 0; i < w->recall.pairs.len; i++)
		if (!fl_vec_push(&w->couples, w->recall.pairs.items[i].couple))
			return fl_enomem(err);
	return fl_couples_sort(&w->couples, o->max_pairs, err);
}

/* ---- pairs that a person has decided ----------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* They are looked at however little they are alike. */
static fl_status add_decided(work *w, fl_error *err)
{
	size_t found = w->couples.len;

	for (size_t i = 0; i < w->options.num_decisions; i++) {
		uint32_t x = w->corpus.first[w->options.decisions[i].a];
		uint32_t y = w->corpus.first[w->options.decisions[i].b];
		if (x == FL_CORPUS_NONE || y == FL_CORPUS_NONE || x == y)
			continue;
		size_t p = fl_corpus_set(&w->corpus, x), q = fl_corpus_set(&w->corpus, y);
		uint64_t couple = p < q ? FL_COUPLE(p, q) : FL_COUPLE(q, p);
		if (!fl_vec_push(&w->decided, couple))
			return fl_enomem(err);
		bool known = found > 0 && bsearch(&couple, w->couples.items, found, sizeof couple, by_number);
		for (size_t k = found; k < w->couples.len && !known; k++)
			known = w->couples.items[k] == couple;
		if (!known && !fl_vec_push(&w->couples, couple))
			return fl_enomem(err);
	}
	if (w->couples.len > found)
		qsort(w->couples.items, w->couples.len, sizeof *w->couples.items, by_number);
	if (w->decided.len > 0)
		qsort(w->decided.items, w->decided.len, sizeof *w->decided.items, by_number);
	return FL_OK;
}

/* ---- matching forms of the texts that are in a pair -------------------------------------------------------- */

static fl_status keep_form(fl_str text, fl_normal_flags flags, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_arena scratch = FL_ARENA_INIT;
	fl_normal normal;
	fl_status status = fl_normalise(text, flags, &scratch, &normal, err);

	if (status == FL_OK) {
		*ret = fl_arena_str(arena, normal.text);
		if (!ret->data)
			status = fl_enomem(err);
	}
	fl_arena_release(&scratch);
	return status;
}

static fl_status make_forms(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	work *w = user;
	fl_arena *arena = &w->form_arenas[begin / GRAIN];

	(void)worker;
	for (size_t i = begin; i < end; i++) {
		const fl_dedup_text *text = &w->texts[w->corpus.text[i]];
		fl_pair_text *form = &w->forms[i];
		if (!w->wanted[i])
			continue;
		bool no_title = w->corpus.sets.whole[i] && w->corpus.sets.body[i] > 0;
		form->body = FL_STR("");
		if (!no_title && text->body.len > 0)
			FL_TRY(keep_form(text->body, FL_NORMAL_MATCH, arena, &form->body, err));
		FL_TRY(keep_form(no_title ? text->body : text->title, FL_NORMAL_MATCH, arena, &form->title, err));
		FL_TRY(keep_form(text->organisation, FL_NORMAL_COMPARE, arena, &form->organisation, err));
	}
	return FL_OK;
}

/* ---- evidence of the near pairs ---------------------------------------------------------------------------- */

/* Similarities do not depend on the order of a pair; the words that differ may, because of two ways to align texts the first one
 * is taken. */
static bool words_known(const work *w, size_t couple, const fl_pair *known)
{
	return known && known->a == w->corpus.text[FL_COUPLE_A(couple)];
}

static fl_status keep_words(fl_pair *pair, fl_arena *arena, fl_error *err)
{
	pair->only_a = fl_arena_str(arena, pair->only_a);
	pair->only_b = fl_arena_str(arena, pair->only_b);
	pair->shared = fl_arena_str(arena, pair->shared);
	return pair->only_a.data && pair->only_b.data && pair->shared.data ? FL_OK : fl_enomem(err);
}

static fl_status judge_one(work *w, size_t i, fl_differ *d, fl_buf *shared, fl_arena *arena, fl_error *err)
{
	size_t x = FL_COUPLE_A(w->couples.items[i]), y = FL_COUPLE_B(w->couples.items[i]);
	fl_pair *pair = &w->pairs[i];
	const fl_pair *known = fl_recall_find(&w->recall, w->couples.items[i]);

	if (known)
		*pair = *known;
	else
		fl_pair_measure(&w->corpus.sets, x, y, pair);
	pair->a = w->corpus.text[x];
	pair->b = w->corpus.text[y];
	pair->decided = false;
	if (words_known(w, w->couples.items[i], known)) {
		fl_pair_rule(&w->options, pair);
		return keep_words(pair, arena, err);
	}
	FL_TRY(fl_pair_judge(&w->forms[x], &w->forms[y], &w->options, d, pair, err));
	if (known)
		return keep_words(pair, arena, err);
	fl_buf_clear(shared);
	fl_shared_words(&w->corpus.sets, x, y, (const fl_str[]){ w->forms[x].title, w->forms[y].title },
			(const fl_str[]){ w->forms[x].body, w->forms[y].body }, shared);
	FL_TRY(fl_buf_status(shared, err));
	pair->shared = fl_buf_view(shared);
	return keep_words(pair, arena, err);
}

static fl_status judge_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	work *w = user;
	fl_differ d;
	fl_buf shared;
	fl_status status = FL_OK;

	(void)worker;
	fl_differ_init(&d);
	fl_buf_init(&shared, FL_BUF_MAX_DEFAULT);
	for (size_t i = begin; i < end && status == FL_OK; i++)
		status = judge_one(w, i, &d, &shared, &w->word_arenas[begin / GRAIN], err);
	fl_buf_release(&shared);
	fl_differ_release(&d);
	return status;
}

static fl_status form_all(work *w, fl_error *err)
{
	size_t sets = w->corpus.sets.count;

	w->wanted = fl_alloc_array(sets, sizeof *w->wanted);
	w->forms = fl_alloc_array(sets, sizeof *w->forms);
	w->form_arenas = fl_alloc_array(sets / GRAIN + 1, sizeof *w->form_arenas);
	if (!w->wanted || !w->forms || !w->form_arenas)
		return fl_enomem(err);
	for (size_t i = 0; i < sets; i++)
		w->wanted[i] = w->hub && w->hub[i] != FL_DENSE_NONE;
	for (size_t i = 0; i < w->couples.len; i++) {
		if (words_known(w, w->couples.items[i], fl_recall_find(&w->recall, w->couples.items[i])))
			continue;
		w->wanted[FL_COUPLE_A(w->couples.items[i])] = true;
		w->wanted[FL_COUPLE_B(w->couples.items[i])] = true;
	}
	return fl_parallel_for(sets, GRAIN, w->options.threads, make_forms, w, err);
}

/* ---- templates --------------------------------------------------------------------------------------------- */

static fl_status find_templates(work *w, fl_error *err)
{
	bool any = false;

	if (w->options.template == 0)
		return FL_OK;
	w->hub = fl_alloc_array(w->corpus.sets.count + 1, sizeof *w->hub);
	if (!w->hub)
		return fl_enomem(err);
	FL_TRY(fl_dense_find(w->couples.items, w->couples.len, w->corpus.sets.count, w->options.template, w->hub, &any, err));
	if (!any) {
		fl_free(w->hub);
		w->hub = NULL;
	}
	return FL_OK;
}

/* Sets become texts. */
static fl_status tell_templates(const work *w, const uint64_t *left_out, fl_arena *arena, fl_dedup_result *ret, fl_error *err)
{
	ret->hub = fl_arena_array(arena, w->count + 1, sizeof *ret->hub);
	ret->left_out = fl_arena_array(arena, w->count + 1, sizeof *ret->left_out);
	if (!ret->hub || !ret->left_out)
		return fl_enomem(err);
	for (size_t i = 0; i < w->count; i++)
		ret->hub[i] = FL_DENSE_NONE;
	for (size_t i = 0; i < w->corpus.sets.count; i++) {
		uint32_t text = w->corpus.text[i];
		ret->hub[text] = w->hub[i] == FL_DENSE_NONE ? FL_DENSE_NONE : w->corpus.text[w->hub[i]];
		ret->left_out[text] = left_out[i];
	}
	return FL_OK;
}

static fl_status thin_out(work *w, fl_arena *arena, fl_dedup_result *ret, fl_error *err)
{
	fl_status status;
	uint64_t *left_out;

	if (!w->hub)
		return FL_OK;
	left_out = fl_alloc_array(w->corpus.sets.count + 1, sizeof *left_out);
	fl_thinning thinning = { .sets = &w->corpus.sets,
				 .forms = w->forms,
				 .recall = &w->recall,
				 .options = &w->options,
				 .hub = w->hub,
				 .decided = w->decided.items,
				 .num_decided = w->decided.len };
	status = left_out ? fl_thin(&thinning, &w->couples, left_out, err) : fl_enomem(err);
	if (status == FL_OK)
		status = tell_templates(w, left_out, arena, ret, err);
	fl_free(left_out);
	return status;
}

static fl_status judge_all(work *w, fl_error *err)
{
	size_t pairs = w->couples.len;

	w->pairs = fl_alloc_array(pairs, sizeof *w->pairs);
	w->word_arenas = fl_alloc_array(pairs / GRAIN + 1, sizeof *w->word_arenas);
	if (!w->pairs || !w->word_arenas)
		return fl_enomem(err);
	return fl_parallel_for(pairs, GRAIN, w->options.threads, judge_slice, w, err);
}

/* ---- the result -------------------------------------------------------------------------------------------- */

static int by_texts(const void *a, const void *b)
{
	const fl_pair *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

/* Two of equal words, first < text. */
static fl_status equal_pair(const work *w, size_t first, size_t text, fl_pair *ret, fl_error *err)
{
	fl_str a = w->texts[first].organisation, b = w->texts[text].organisation;
	fl_arena arena = FL_ARENA_INIT;
	fl_status status = FL_OK;
	bool differ = a.len > 0 && b.len > 0 && !fl_str_eq(a, b);

	if (differ) {
		status = keep_form(a, FL_NORMAL_COMPARE, &arena, &a, err);
		if (status == FL_OK)
			status = keep_form(b, FL_NORMAL_COMPARE, &arena, &b, err);
		differ = status == FL_OK && a.len > 0 && b.len > 0 && !fl_str_eq(a, b);
	}
	fl_arena_release(&arena);
	*ret = (fl_pair){ .a = (uint32_t)first, .b = (uint32_t)text };
	fl_pair_equal(differ, ret);
	return status;
}

/* A decision on two texts of equal words, of which neither is the first: no star has that pair. */
static bool is_extra(const work *w, const fl_dedup_decision *d)
{
	uint32_t first = w->corpus.first[d->a];

	return first != FL_CORPUS_NONE && first == w->corpus.first[d->b] && first != d->a && first != d->b;
}

/* A star for each group of equal words. */
static fl_status gather_equal(work *w, fl_pair *pairs, size_t *n, fl_error *err)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->corpus.first[i] != FL_CORPUS_NONE && w->corpus.first[i] != i)
			FL_TRY(equal_pair(w, w->corpus.first[i], i, &pairs[(*n)++], err));
	for (size_t i = 0; i < w->options.num_decisions; i++) {
		const fl_dedup_decision *d = &w->options.decisions[i];
		if (is_extra(w, d))
			FL_TRY(equal_pair(w, d->a < d->b ? d->a : d->b, d->a < d->b ? d->b : d->a, &pairs[(*n)++],
					  err));
	}
	return FL_OK;
}

static fl_status gather(work *w, fl_arena *arena, fl_dedup_result *ret, fl_error *err)
{
	size_t equal = 0, n = 0;

	for (size_t i = 0; i < w->count; i++)
		equal += w->corpus.first[i] != FL_CORPUS_NONE && w->corpus.first[i] != i;
	for (size_t i = 0; i < w->options.num_decisions; i++)
		equal += is_extra(w, &w->options.decisions[i]);
	ret->num_pairs = equal + w->couples.len;
	ret->pairs = fl_arena_array(arena, ret->num_pairs, sizeof *ret->pairs);
	ret->representative = fl_arena_array(arena, w->count, sizeof *ret->representative);
	if (!ret->pairs || !ret->representative)
		return fl_enomem(err);
	FL_TRY(gather_equal(w, ret->pairs, &n, err));
	for (size_t i = 0; i < w->couples.len; i++) {
		fl_pair *pair = &ret->pairs[n++];
		*pair = w->pairs[i];
		FL_TRY(keep_words(pair, arena, err));
	}
	if (n > 0)
		qsort(ret->pairs, n, sizeof *ret->pairs, by_texts);
	return FL_OK;
}

/* The verdict of a decided pair is the person's. Clusters have taken the decisions themselves. */
static void mark_decided(const work *w, fl_dedup_result *ret)
{
	for (size_t i = 0; i < w->options.num_decisions; i++) {
		const fl_dedup_decision *d = &w->options.decisions[i];
		uint32_t x = w->corpus.first[d->a], y = w->corpus.first[d->b];
		if (x == FL_CORPUS_NONE || y == FL_CORPUS_NONE)
			continue;
		if (x == y) {
			x = d->a;
			y = d->b;
		}
		fl_pair key = { .a = x < y ? x : y, .b = x < y ? y : x };
		fl_pair *pair = bsearch(&key, ret->pairs, ret->num_pairs, sizeof key, by_texts);
		if (pair) {
			pair->verdict = d->same ? FL_PAIR_SAME : FL_PAIR_DIFFERENT;
			pair->decided = true;
		}
	}
}

static fl_status check_decisions(const work *w, fl_error *err)
{
	for (size_t i = 0; i < w->options.num_decisions; i++) {
		const fl_dedup_decision *d = &w->options.decisions[i];
		if (d->a >= w->count || d->b >= w->count || d->a == d->b)
			return fl_error_set(err, FL_EINVAL, "a decision names a text that is not there");
	}
	return FL_OK;
}

static void work_release(work *w)
{
	for (size_t i = 0; w->form_arenas && i < w->corpus.sets.count / GRAIN + 1; i++)
		fl_arena_release(&w->form_arenas[i]);
	for (size_t i = 0; w->word_arenas && i < w->couples.len / GRAIN + 1; i++)
		fl_arena_release(&w->word_arenas[i]);
	fl_free(w->form_arenas);
	fl_free(w->word_arenas);
	fl_free(w->wanted);
	fl_free(w->forms);
	fl_free(w->pairs);
	fl_vec_release(&w->couples);
	fl_vec_release(&w->decided);
	fl_free(w->hub);
	fl_free(w->afresh);
	fl_recall_release(&w->recall);
	fl_corpus_release(&w->corpus);
}

/* Texts that a person has decided on are compared anew: a pair of them need not be alike. */
static fl_status take_decided(work *w, fl_error *err)
{
	if (w->options.num_decisions == 0 || !w->options.known)
		return FL_OK;
	w->afresh = fl_alloc_array(w->count, sizeof *w->afresh);
	if (!w->afresh)
		return fl_enomem(err);
	for (size_t i = 0; i < w->options.num_decisions; i++) {
		w->afresh[w->options.decisions[i].a] = true;
		w->afresh[w->options.decisions[i].b] = true;
	}
	return FL_OK;
}

static fl_status build_corpus(work *w, fl_arena *arena, fl_dedup_result *ret, fl_error *err)
{
	*ret = (fl_dedup_result){ 0 };
	if (w->options.make_idf && !(ret->idf = fl_arena_array(arena, 1, sizeof *ret->idf)))
		return fl_enomem(err);
	FL_TRY(take_decided(w, err));
	fl_corpus_options options = { .idf = w->options.idf,
				      .made = ret->idf,
				      .arena = arena,
				      .known = w->options.known,
				      .afresh = w->afresh,
				      .threads = w->options.threads };
	FL_TRY(fl_corpus_build(w->texts, w->count, &options, &w->corpus, err));
	ret->weights = fl_arena_array(arena, w->count, sizeof *ret->weights);
	if (!ret->weights)
		return fl_enomem(err);
	for (size_t i = 0; i < w->corpus.sets.count; i++)
		ret->weights[w->corpus.text[i]] = (fl_dedup_weights){
			w->corpus.sets.total[i], w->corpus.sets.title[i], w->corpus.sets.body[i]
		};
	if (w->corpus.sets.count == 0)
		ret->idf = NULL;
	return FL_OK;
}

fl_status fl_dedup(const fl_dedup_text *texts, size_t count, const fl_dedup_options *options, fl_arena *arena,
		   fl_dedup_result *ret, fl_error *err)
{
	work w = { .texts = texts, .count = count, .options = *options };
	fl_status status;

	FL_TRY(check_options(&w.options, err));
	FL_TRY(check_decisions(&w, err));
	status = build_corpus(&w, arena, ret, err);
	if (status == FL_OK)
		status = find_couples(&w, err);
	if (status == FL_OK)
		status = add_decided(&w, err);
	if (status == FL_OK)
		status = find_templates(&w, err);
	if (status == FL_OK)
		status = form_all(&w, err);
	if (status == FL_OK)
		status = thin_out(&w, arena, ret, err);
	if (status == FL_OK)
		status = judge_all(&w, err);
	if (status == FL_OK)
		status = gather(&w, arena, ret, err);
	if (status == FL_OK)
		status = fl_cluster(texts, count, w.corpus.first, ret->pairs, ret->num_pairs,
				    &w.options, ret->representative, err);
	if (status == FL_OK)
		mark_decided(&w, ret);
	work_release(&w);
	return status;
}
