/* SPDX-License-Identifier: Apache-2.0
 *
 * thin.c - first each pair of a group is scored, and where the score could make it the same, its texts are compared;
 * then each dream's strongest are found in one pass. Of a pair only its score is held, so that millions of pairs take
 * some ten bytes each.
 */
#include "dedup/thin.h"

#include "base/error.h"
#include "base/parallel.h"
#include "domain/dense.h"

#include <stdlib.h>

#define GRAIN   256       /* pairs a slice */
#define OUTSIDE (-1)      /* not of a group: stays */
#define STAYS   INT32_MAX /* the same, or decided */

typedef struct strong {
	int32_t score;
	size_t couple;
} strong;

typedef struct thinning {
	const fl_thinning *t;
	const fl_couples *couples;
	int32_t *scores;   /* per couple, or one of the above */
	strong *strongest; /* per set FL_DENSE_LEAST, the strongest first */
	uint8_t *num_strongest;
	bool *stays; /* per couple */
} thinning;

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool is_decided(const fl_thinning *t, uint64_t couple)
{
	return t->num_decided > 0 && bsearch(&couple, t->decided, t->num_decided, sizeof couple, by_number);
}

static bool inside(const fl_thinning *t, uint64_t couple)
{
	uint32_t hub = t->hub[FL_COUPLE_A(couple)];

	return hub != FL_DENSE_NONE && hub == t->hub[FL_COUPLE_B(couple)];
}

static fl_status score_one(const fl_thinning *t, uint64_t couple, fl_differ *d, int32_t *ret, fl_error *err)
{
	size_t x = FL_COUPLE_A(couple), y = FL_COUPLE_B(couple);
	const fl_pair *known;
	fl_pair pair = { 0 };

	*ret = inside(t, couple) ? STAYS : OUTSIDE;
	if (*ret == OUTSIDE || is_decided(t, couple))
		return FL_OK;
	known = fl_recall_find(t->recall, couple);
	if (known)
		pair = *known;
	else
		fl_pair_measure(t->sets, x, y, &pair);
	*ret = pair.score;
	if (pair.score < t->options->same)
		return FL_OK;
	FL_TRY(fl_pair_judge(&t->forms[x], &t->forms[y], t->options, d, &pair, err));
	*ret = pair.verdict == FL_PAIR_SAME ? STAYS : pair.score;
	return FL_OK;
}

static fl_status score_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	thinning *m = user;
	fl_differ d;
	fl_status status = FL_OK;

	(void)worker;
	fl_differ_init(&d);
	for (size_t i = begin; i < end && status == FL_OK; i++)
		status = score_one(m->t, m->couples->items[i], &d, &m->scores[i], err);
	fl_differ_release(&d);
	return status;
}

/* Couples come in their order: of two that are as strong the first stays in front. */
static void offer(thinning *m, size_t set, int32_t score, size_t couple)
{
	strong *list = &m->strongest[set * FL_DENSE_LEAST];
	size_t at = m->num_strongest[set];

	if (at == FL_DENSE_LEAST && list[at - 1].score >= score)
		return;
	if (at < FL_DENSE_LEAST)
		m->num_strongest[set]++;
	else
		at--;
	for (; at > 0 && list[at - 1].score < score; at--)
		list[at] = list[at - 1];
	list[at] = (strong){ score, couple };
}

static void choose(thinning *m)
{
	const uint64_t *items = m->couples->items;

	for (size_t i = 0; i < m->couples->len; i++) {
		uint32_t hub = m->t->hub[FL_COUPLE_A(items[i])];
		m->stays[i] = m->scores[i] == OUTSIDE || m->scores[i] == STAYS || hub == FL_COUPLE_A(items[i]);
		if (m->scores[i] == OUTSIDE || m->scores[i] == STAYS)
			continue;
		offer(m, FL_COUPLE_A(items[i]), m->scores[i], i);
		offer(m, FL_COUPLE_B(items[i]), m->scores[i], i);
	}
	for (size_t set = 0; set < m->t->sets->count; set++)
		for (size_t k = 0; k < m->num_strongest[set]; k++)
			m->stays[m->strongest[set * FL_DENSE_LEAST + k].couple] = true;
}

fl_status fl_thin(const fl_thinning *thinning_of, fl_couples *couples, uint64_t *left_out, fl_error *err)
{
	size_t sets = thinning_of->sets->count, kept = 0;
	thinning m = { .t = thinning_of, .couples = couples };
	fl_status status = FL_OK;

	m.scores = fl_alloc_array(couples->len + 1, sizeof *m.scores);
	m.stays = fl_alloc_array(couples->len + 1, sizeof *m.stays);
	m.strongest = fl_alloc_array(sets + 1, FL_DENSE_LEAST * sizeof *m.strongest);
	m.num_strongest = fl_alloc_array(sets + 1, sizeof *m.num_strongest);
	if (!m.scores || !m.stays || !m.strongest || !m.num_strongest)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = fl_parallel_for(couples->len, GRAIN, thinning_of->options->threads, score_slice, &m, err);
	if (status == FL_OK) {
		choose(&m);
		for (size_t i = 0; i < couples->len; i++) {
			if (m.stays[i])
				couples->items[kept++] = couples->items[i];
			else
				left_out[thinning_of->hub[FL_COUPLE_A(couples->items[i])]]++;
		}
		couples->len = kept;
	}
	fl_free(m.scores);
	fl_free(m.stays);
	fl_free(m.strongest);
	fl_free(m.num_strongest);
	return status;
}
