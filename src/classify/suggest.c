/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest.c - choose the words that tell labels apart, and give each a whole weight for and against each label.
 */
#include "classify/suggest.h"

#include "base/error.h"
#include "base/fixed.h"
#include "classify/learn.h"

#include <stdlib.h>
#include <string.h>

#define PERCENTILE 99 /* of the words have a weight below the greatest step */
#define RANK_SHIFT 12 /* bits of a weight that do not matter for its rank */
#define FAINT      10 /* percent of a word's greatest weight: less is left out */

const uint8_t fl_suggest_steps[FL_SUGGEST_STEPS] = { 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40 };

typedef struct miner {
	const fl_term_text *texts;
	const uint32_t *labels;
	size_t num_labels;
	const fl_suggest_settings *settings;
	fl_terms terms;
	bool *use;
	int64_t *weights; /* [label][term] */
	fl_arena *arena;
	fl_error *err;
} miner;

static int64_t weight_at(const miner *m, size_t label, size_t term)
{
	return m->weights[label * m->terms.count + term];
}

static fl_status learn(miner *m)
{
	fl_learn_input in = { .terms = &m->terms,
			      .labels = m->labels,
			      .num_labels = m->num_labels,
			      .use = m->use,
			      .title_factor = m->settings->title_factor,
			      .threads = m->settings->threads };

	return fl_learn(&in, m->arena, &m->weights, m->err);
}

/* ---- choosing ---------------------------------------------------------------------------------------------- */

typedef struct ranked {
	int64_t weight;
	size_t term;
} ranked;

static int by_weight(const void *a, const void *b) /* the greatest first; terms are sorted by bytes */
{
	const ranked *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->term > y->term) - (x->term < y->term);
}

static int64_t greatest(const miner *m, size_t term)
{
	int64_t most = 0;

	for (size_t l = 0; l < m->num_labels; l++) {
		int64_t w = weight_at(m, l, term);
		w = w < 0 ? -w : w;
		most = w > most ? w : most;
	}
	return most;
}

/* Only the words that decide most are used from now on: those that weigh much and stand in many texts. */
static fl_status choose(miner *m, uint32_t most)
{
	size_t count = m->terms.count;
	ranked *all = fl_alloc_array(count + 1, sizeof *all);

	if (!all)
		return fl_enomem(m->err);
	for (size_t t = 0; t < count; t++)
		all[t] = (ranked){ (greatest(m, t) >> RANK_SHIFT) * fl_sqrt_floor((uint64_t)m->terms.items[t].texts << 8), t };
	if (count)
		qsort(all, count, sizeof *all, by_weight);
	for (size_t i = most; i < count; i++)
		m->use[all[i].term] = false;
	fl_free(all);
	return FL_OK;
}

/* Pairs of the words that weigh most join all words. */
static fl_status add_pairs(miner *m)
{
	fl_pair_input in = { .texts = m->texts,
			     .labels = m->labels,
			     .num_labels = m->num_labels,
			     .use = m->use,
			     .least = m->settings->least };

	if (m->settings->pair_words == 0)
		return FL_OK;
	FL_TRY(choose(m, m->settings->pair_words));
	FL_TRY(fl_terms_add_pairs(&m->terms, &in, m->arena, m->err));
	m->use = fl_arena_array(m->arena, m->terms.count + 1, sizeof *m->use);
	if (!m->use)
		return fl_enomem(m->err);
	memset(m->use, true, m->terms.count);
	return learn(m);
}

/* ---- rounding ---------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* What a word says of every label alike says nothing: the middle of its weights becomes 0. */
static fl_status centre(miner *m)
{
	int64_t *sorted = fl_alloc_array(m->num_labels, sizeof *sorted);

	if (!sorted)
		return fl_enomem(m->err);
	for (size_t t = 0; t < m->terms.count; t++) {
		int64_t middle;
		for (size_t l = 0; l < m->num_labels; l++)
			sorted[l] = weight_at(m, l, t);
		qsort(sorted, m->num_labels, sizeof *sorted, by_value);
		middle = (sorted[(m->num_labels - 1) / 2] + sorted[m->num_labels / 2]) / 2;
		for (size_t l = 0; l < m->num_labels; l++)
			m->weights[l * m->terms.count + t] -= middle;
	}
	fl_free(sorted);
	return FL_OK;
}

/* A word of texts that are known not to have one label does not thereby speak for another that no text with it has, as the
 * middle would make it. */
static fl_status hold_down(miner *m)
{
	size_t count = m->terms.count;
	bool *seen = fl_alloc_array(count * m->num_labels + 1, sizeof *seen), *of_not = fl_alloc_array(count + 1, sizeof *of_not);

	for (size_t i = 0; seen && of_not && i < m->terms.num_texts; i++)
		for (size_t u = m->terms.first[i]; u < m->terms.first[i + 1]; u++)
			if (m->labels[i] < m->num_labels)
				seen[m->labels[i] * count + m->terms.uses[u].term] = true;
			else
				of_not[m->terms.uses[u].term] = true;
	for (size_t t = 0; seen && of_not && t < count; t++)
		for (size_t l = 0; of_not[t] && l < m->num_labels; l++)
			if (!seen[l * count + t] && weight_at(m, l, t) > 0)
				m->weights[l * count + t] = 0;
	bool ok = seen && of_not;
	fl_free(seen);
	fl_free(of_not);
	return ok ? FL_OK : fl_enomem(m->err);
}

/* The weight that becomes FL_SUGGEST_WEIGHT_MAX. */
static fl_status find_unit(const miner *m, int64_t *ret)
{
	int64_t *sorted = fl_alloc_array(m->terms.count + 1, sizeof *sorted);
	size_t n = 0;

	if (!sorted)
		return fl_enomem(m->err);
	for (size_t t = 0; t < m->terms.count; t++)
		if (m->use[t] && greatest(m, t) > 0)
			sorted[n++] = greatest(m, t);
	if (n)
		qsort(sorted, n, sizeof *sorted, by_value);
	*ret = n ? sorted[(n - 1) * PERCENTILE / 100] : 1;
	fl_free(sorted);
	return FL_OK;
}

/* The nearest step, in units of unit / FL_SUGGEST_WEIGHT_MAX; half way up it is the greater one. */
static int8_t round_weight(int64_t weight, int64_t most, int64_t unit)
{
	int64_t size = weight < 0 ? -weight : weight, below = 0;
	int8_t rounded = 0;

	if (size * 100 < most * FAINT)
		return 0;
	for (size_t i = 0; i < FL_SUGGEST_STEPS; i++) {
		if (size * 2 * FL_SUGGEST_WEIGHT_MAX < (below + fl_suggest_steps[i]) * unit)
			break;
		rounded = (int8_t)fl_suggest_steps[i];
		below = fl_suggest_steps[i];
	}
	return weight < 0 ? (int8_t)-rounded : rounded;
}

/* False: the word says nothing once its weights are whole numbers. */
static bool round_word(const miner *m, size_t term, int64_t unit, int8_t *weights)
{
	bool says = false;

	for (size_t l = 0; l < m->num_labels; l++) {
		weights[l] = round_weight(weight_at(m, l, term), greatest(m, term), unit);
		says = says || weights[l] != 0;
	}
	return says;
}

/* ---- the words --------------------------------------------------------------------------------------------- */

static void count_labels(const miner *m, const size_t *word_of, fl_suggestion *ret)
{
	for (size_t i = 0; i < m->terms.num_texts; i++)
		for (size_t u = m->terms.first[i]; m->labels[i] < m->num_labels && u < m->terms.first[i + 1]; u++) {
			size_t word = word_of[m->terms.uses[u].term];
			if (word != SIZE_MAX)
				ret->words[word].of_label[m->labels[i]]++;
		}
}

static fl_status write_words(miner *m, fl_suggestion *ret)
{
	size_t count = m->terms.count, *word_of = fl_alloc_array(count + 1, sizeof *word_of);
	int64_t unit = 1;
	fl_status status = find_unit(m, &unit);

	ret->words = fl_arena_array(m->arena, count + 1, sizeof *ret->words);
	if (status == FL_OK && (!word_of || !ret->words))
		status = fl_enomem(m->err);
	for (size_t t = 0; t < count && status == FL_OK; t++) {
		fl_suggest_word *w = &ret->words[ret->num_words];
		int8_t *weights = m->use[t] ? fl_arena_array(m->arena, m->num_labels, 1) : NULL;
		word_of[t] = SIZE_MAX;
		if (m->use[t] && !weights)
			status = fl_enomem(m->err);
		if (!weights || !round_word(m, t, unit, weights))
			continue;
		*w = (fl_suggest_word){ .text = m->terms.items[t].text,
					.then = m->terms.items[t].then,
					.spaced = m->terms.items[t].spaced,
					.texts = m->terms.items[t].texts,
					.of_label = fl_arena_array(m->arena, m->num_labels, sizeof *w->of_label),
					.weights = weights };
		if (!w->of_label)
			status = fl_enomem(m->err);
		word_of[t] = ret->num_words++;
	}
	if (status == FL_OK)
		count_labels(m, word_of, ret);
	fl_free(word_of);
	return status;
}

fl_status fl_suggest(const fl_term_text *texts, const uint32_t *labels, size_t count, size_t num_labels,
		     const fl_suggest_settings *settings, fl_arena *arena, fl_suggestion *ret, fl_error *err)
{
	miner m = { .texts = texts, .labels = labels, .num_labels = num_labels, .settings = settings, .arena = arena, .err = err };

	*ret = (fl_suggestion){ .num_labels = num_labels, .num_texts = count, .title_factor = settings->title_factor };
	FL_TRY(fl_terms_find(texts, count, settings->least, arena, &m.terms, err));
	m.use = fl_arena_array(arena, m.terms.count + 1, sizeof *m.use);
	if (!m.use)
		return fl_enomem(err);
	memset(m.use, true, m.terms.count);
	FL_TRY(learn(&m));
	FL_TRY(add_pairs(&m));
	FL_TRY(choose(&m, settings->words));
	FL_TRY(learn(&m));
	FL_TRY(centre(&m));
	FL_TRY(hold_down(&m));
	return write_words(&m, ret);
}
