/* SPDX-License-Identifier: Apache-2.0
 *
 * learn.c - one support vector machine for each label against the rest, by dual coordinate descent.
 *
 * Hsieh, Chang, Lin, Keerthi and Sundararajan, A Dual Coordinate Descent Method for Large-scale Linear SVM (2008),
 * algorithm 1 with squared hinge loss. Terms are scaled by the root of their log-odds between the label and the rest
 * (between a plain SVM and the NB-SVM of Wang and Manning, Baselines and Bigrams, 2012), texts to length 1, and both
 * sides weigh the same in all. There is no constant: rules have none.
 *
 * All numbers are integers of a fixed point, so that every machine learns the same. With C = 1 a dual variable stays below
 * 2 * C * (texts / texts of the smaller side), so nothing comes near 63 bits.
 */
#include "classify/learn.h"

#include "base/error.h"
#include "base/fixed.h"
#include "base/parallel.h"

#define VALUE_BITS  15 /* of a term in a text of length 1 */
#define WEIGHT_BITS 20 /* of weights, dual variables and margins */
#define ONE         ((int64_t)1 << WEIGHT_BITS)
#define EPOCHS      12
#define SEED        UINT64_C(0x9E3779B97F4A7C15)

typedef struct learner {
	const fl_learn_input *in;
	const uint32_t *order; /* of each epoch, one after the other */
	int64_t *weights;
} learner;

/* Is it known whether the text has the label? */
static bool is_known(const fl_learn_input *in, size_t text, uint32_t label)
{
	return in->labels[text] < in->num_labels || in->labels[text] - in->num_labels == label;
}

typedef struct scratch { /* of one label */
	uint32_t *scale; /* of each term: root of its log-odds, in 1/256 */
	int32_t *values; /* of each use */
	int64_t *alpha;  /* of each text */
	int64_t *w;
} scratch;

/* |log2| of the odds that a text with the term has the label, against those of any text; in 1/256. */
static uint32_t log_odds(uint64_t with, uint64_t all_with, uint64_t without, uint64_t all_without)
{
	int64_t l = (int64_t)fl_log2_fixed(with + 1) - fl_log2_fixed(all_with + 2);

	l -= (int64_t)fl_log2_fixed(without + 1) - fl_log2_fixed(all_without + 2);
	return (uint32_t)(l < 0 ? -l : l);
}

static uint64_t find_scale(const fl_learn_input *in, uint32_t label, scratch *s, int64_t *counts, uint64_t *ret_known)
{
	const fl_terms *t = in->terms;
	uint64_t with = 0, unknown = 0;

	for (size_t i = 0; i < t->num_texts; i++) {
		if (!is_known(in, i, label)) {
			unknown++;
			for (size_t u = t->first[i]; u < t->first[i + 1]; u++)
				s->scale[t->uses[u].term]++; /* until the odds are known */
		}
		if (in->labels[i] != label)
			continue;
		with++;
		for (size_t u = t->first[i]; u < t->first[i + 1]; u++)
			counts[t->uses[u].term]++;
	}
	for (size_t k = 0; k < t->count; k++) {
		uint64_t has = (uint64_t)counts[k], lacks = t->items[k].texts - has - s->scale[k];
		s->scale[k] = 0;
		if (in->use[k])
			s->scale[k] = fl_sqrt_floor(
			    (uint64_t)log_odds(has, with, lacks, t->num_texts - unknown - with) << 8);
		counts[k] = 0;
	}
	*ret_known = t->num_texts - unknown;
	return with;
}

/* Values of a text, scaled to length 1. */
static void find_values(const fl_learn_input *in, const scratch *s, size_t text)
{
	const fl_terms *t = in->terms;
	uint64_t squares = 0;
	uint32_t length;

	for (size_t u = t->first[text]; u < t->first[text + 1]; u++) {
		uint64_t x = (uint64_t)s->scale[t->uses[u].term] * (t->uses[u].title ? in->title_factor : 1);
		s->values[u] = (int32_t)x;
		squares += x * x;
	}
	length = fl_sqrt_floor(squares << 8); /* in 1/16 */
	for (size_t u = t->first[text]; u < t->first[text + 1]; u++)
		s->values[u] = length ? (int32_t)(((int64_t)s->values[u] << (VALUE_BITS + 4)) / length) : 0;
}

/* One step of coordinate descent: the dual variable of a text and, with it, the weights. */
static void step(const fl_learn_input *in, scratch *s, size_t text, bool is_label, int64_t loss)
{
	const fl_terms *t = in->terms;
	int64_t margin = 0, sign = is_label ? 1 : -1, before = s->alpha[text], now, change;

	for (size_t u = t->first[text]; u < t->first[text + 1]; u++)
		margin += s->w[t->uses[u].term] * s->values[u];
	margin = sign * (margin / (1 << VALUE_BITS));
	now = before - (margin - ONE + before * loss / ONE) * ONE / (ONE + loss);
	now = now < 0 ? 0 : now;
	s->alpha[text] = now;
	change = sign * (now - before);
	if (change == 0)
		return;
	for (size_t u = t->first[text]; u < t->first[text + 1]; u++)
		s->w[t->uses[u].term] += change * s->values[u] / (1 << VALUE_BITS);
}

static void learn_label(const learner *l, uint32_t label, scratch *s)
{
	const fl_learn_input *in = l->in;
	size_t count = in->terms->num_texts;
	uint64_t known, with = find_scale(in, label, s, s->w, &known);
	/* 1 / (2 C n / (2 n_side)): of the label, of the rest */
	int64_t loss = (int64_t)(with * (uint64_t)ONE / (known ? known : 1)), rest = ONE - loss;

	for (size_t i = 0; i < count; i++)
		find_values(in, s, i);
	for (size_t k = 0; k < EPOCHS * count; k++) {
		uint32_t text = l->order[k];
		bool is_label = in->labels[text] == label;
		if (in->terms->first[text + 1] > in->terms->first[text] && is_known(in, text, label))
			step(in, s, text, is_label, is_label ? loss : rest);
	}
	for (size_t k = 0; k < in->terms->count; k++)
		l->weights[label * in->terms->count + k] = s->w[k] * s->scale[k];
}

static fl_status learn_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	const learner *l = user;
	const fl_terms *t = l->in->terms;
	fl_status status = FL_OK;

	(void)worker;
	for (size_t label = begin; label < end && status == FL_OK; label++) {
		scratch s = { .scale = fl_alloc_array(t->count + 1, sizeof *s.scale),
			      .values = fl_alloc_array(t->first[t->num_texts] + 1, sizeof *s.values),
			      .alpha = fl_alloc_array(t->num_texts + 1, sizeof *s.alpha),
			      .w = fl_alloc_array(t->count + 1, sizeof *s.w) };
		if (!s.scale || !s.values || !s.alpha || !s.w)
			status = fl_enomem(err);
		else
			learn_label(l, (uint32_t)label, &s);
		fl_free(s.scale);
		fl_free(s.values);
		fl_free(s.alpha);
		fl_free(s.w);
	}
	return status;
}

static uint64_t draw(uint64_t *state) /* xorshift64*, Vigna 2014 */
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545F4914F6CDD1D);
}

/* All texts in another order for each epoch. */
static uint32_t *shuffle(size_t count)
{
	uint32_t *order = fl_alloc_array(EPOCHS * count + 1, sizeof *order);
	uint64_t state = SEED;

	for (size_t e = 0; order && e < EPOCHS; e++) {
		uint32_t *part = order + e * count;
		for (size_t i = 0; i < count; i++) {
			size_t j = (size_t)(draw(&state) % (i + 1));
			part[i] = part[j];
			part[j] = (uint32_t)i;
		}
	}
	return order;
}

fl_status fl_learn(const fl_learn_input *input, fl_arena *arena, int64_t **ret_weights, fl_error *err)
{
	uint32_t *order = shuffle(input->terms->num_texts);
	learner l = { .in = input, .order = order };
	fl_status status;

	l.weights = fl_arena_array(arena, input->num_labels * input->terms->count + 1, sizeof *l.weights);
	if (!order || !l.weights)
		status = fl_enomem(err);
	else
		status = fl_parallel_for(input->num_labels, 1, input->threads, learn_slice, &l, err);
	*ret_weights = l.weights;
	fl_free(order);
	return status;
}
