/* SPDX-License-Identifier: Apache-2.0
 *
 * quadratic_ledger.c - tallies of a round to quadratic weights, and who supports which dream: what each giver's flowers come to,
 * after the rules and in merged dreams, was found with the tally.
 */
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "tally/quadratic.h"
#include "tally/tally.h"

#include <stdlib.h>

typedef FL_VEC(fl_gift) gift_list;

static fl_status sums_of_tallies(const fl_tally *tallies, const uint32_t *representative, size_t num_dreams, fl_quadratic *ret,
				 fl_error *err)
{
	FL_TRY(fl_quadratic_init(ret, num_dreams, err));
	for (size_t i = 0; i < num_dreams; i++) {
		const fl_tally *t = &tallies[i];
		if (representative[i] != i)
			continue;
		mpz_set_si(ret->sums[i].roots, (long)t->roots);
		mpz_set_si(ret->sums[i].squares, (long)t->squares);
		mpz_set_si(ret->sums[i].total, (long)t->known);
		ret->sums[i].ballots = t->givers;
	}
	return FL_OK;
}

/* The member of each cluster whose gifts are told for it: where the largest dream counts, the one with most flowers of known
 * givers; else the representative. */
static bool find_speakers(const fl_round_spec *spec, const fl_tally_gift *gifts, size_t num_gifts,
			  const uint32_t *representative, size_t num_dreams, uint32_t *speaker)
{
	int64_t *sums = fl_alloc_array(num_dreams + 1, sizeof *sums);
	if (!sums)
		return false;
	for (size_t i = 0; i < num_gifts; i++)
		sums[gifts[i].dream] += gifts[i].flowers; /* at most the tally of that dream */
	for (size_t i = 0; i < num_dreams; i++)
		speaker[i] = (uint32_t)i;
	for (size_t i = 0; spec->merge_flowers == FL_MERGE_MAX && i < num_dreams; i++)
		if (sums[i] > sums[speaker[representative[i]]])
			speaker[representative[i]] = (uint32_t)i;
	fl_free(sums);
	return true;
}

static int by_dream_and_giver(const void *a, const void *b)
{
	const fl_gift *x = a, *y = b;
	if (x->dream != y->dream)
		return x->dream < y->dream ? -1 : 1;
	return x->giver < y->giver ? -1 : x->giver > y->giver;
}

/* What each giver counts for in each cluster, by dream (the representative) and giver, each pair once. */
static fl_status gifts_that_count(const fl_round_spec *spec, const fl_tally_gift *gifts, size_t num_gifts,
				  const uint32_t *representative, size_t num_dreams, gift_list *ret, fl_error *err)
{
	uint32_t *speaker = fl_alloc_array(num_dreams + 1, sizeof *speaker);
	bool good = speaker && find_speakers(spec, gifts, num_gifts, representative, num_dreams, speaker);
	for (size_t i = 0; good && i < num_gifts; i++) {
		const fl_tally_gift *g = &gifts[i];
		uint32_t r = representative[g->dream];
		if (speaker[r] == g->dream)
			good = fl_vec_push(ret, ((fl_gift){ .dream = r, .giver = g->giver, .amount = g->flowers }));
	}
	fl_free(speaker);
	if (good && ret->len > 1)
		qsort(ret->items, ret->len, sizeof *ret->items, by_dream_and_giver);
	return good ? FL_OK : fl_enomem(err);
}

static fl_status sums_of_gifts(const fl_round_spec *spec, const fl_tally_gift *gifts, size_t num_gifts,
			       const uint32_t *representative, size_t num_dreams, fl_quadratic *ret, fl_error *err)
{
	gift_list list = { 0 };
	size_t givers = 0;
	fl_status status = gifts_that_count(spec, gifts, num_gifts, representative, num_dreams, &list, err);
	for (size_t i = 0; i < list.len; i++)
		givers = list.items[i].giver >= givers ? (size_t)list.items[i].giver + 1 : givers;
	fl_gift_list in = { num_dreams, givers, list.items, list.len };
	if (status == FL_OK)
		status = fl_quadratic_count(&in, ret, err);
	fl_vec_release(&list);
	return status;
}

fl_status fl_supporters_find(const fl_round_spec *spec, const fl_tally_gift *gifts, size_t num_gifts,
			     const uint32_t *representative, size_t num_dreams, fl_arena *arena, fl_candidate *dreams,
			     fl_error *err)
{
	gift_list list = { 0 };
	fl_supporter *all = NULL;
	fl_status status = gifts_that_count(spec, gifts, num_gifts, representative, num_dreams, &list, err);
	if (status == FL_OK && !(all = fl_arena_array(arena, list.len + 1, sizeof *all)))
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < list.len; i++) {
		fl_candidate *dream = &dreams[list.items[i].dream];
		all[i] = (fl_supporter){ list.items[i].giver, list.items[i].amount };
		if (dream->num_supporters++ == 0)
			dream->supporters = &all[i];
	}
	fl_vec_release(&list);
	return status;
}

/* alpha: what the formula pays beyond the gifts themselves, in units of squares. */
static fl_status weigh_alpha(const fl_round_spec *spec, const fl_quadratic *q, fl_quadratic_vec *weights, fl_error *err)
{
	mpz_t budget, alpha, one;
	mpz_inits(budget, alpha, NULL);
	mpz_init_set_ui(one, 1);
	mpz_set_si(budget, (long)spec->budget);
	for (size_t i = 0; i < q->num_dreams; i++)
		mpz_add(budget, budget, q->sums[i].squares);
	fl_status status = fl_quadratic_alpha(q, budget, one, alpha, weights, err);
	for (size_t i = 0; status == FL_OK && i < q->num_dreams; i++)
		mpz_sub(weights->items[i], weights->items[i], q->sums[i].squares);
	mpz_clears(budget, alpha, one, NULL);
	return status;
}

static fl_status print_weights(const fl_quadratic_vec *weights, fl_arena *arena, fl_str *ret, fl_error *err)
{
	for (size_t i = 0; i < weights->len; i++) {
		char digits[FL_WEIGHT_DIGITS_MAX + 2];
		ret[i] = FL_STR("");
		if (mpz_sgn(weights->items[i]) <= 0)
			continue;
		if (mpz_sizeinbase(weights->items[i], 10) > FL_WEIGHT_DIGITS_MAX)
			return fl_error_set(err, FL_ERANGE, "a quadratic weight has more than %d digits",
					    FL_WEIGHT_DIGITS_MAX);
		mpz_get_str(digits, 10, weights->items[i]);
		ret[i] = fl_arena_str(arena, fl_str_of(digits));
		if (!ret[i].data)
			return fl_enomem(err);
	}
	return FL_OK;
}

fl_status fl_quadratic_weights(const fl_round_spec *spec, const fl_tally *tallies, const uint32_t *representative,
			       size_t num_dreams, const fl_tally_gift *gifts, size_t num_gifts, fl_arena *arena,
			       fl_str **ret_weights, fl_error *err)
{
	static const fl_quadratic_target targets[] = { [FL_TARGET_PAIRWISE] = FL_QUADRATIC_PAIRWISE,
						       [FL_TARGET_DROP_REMAINDERS] = FL_QUADRATIC_DROP_REMAINDERS,
						       [FL_TARGET_ALPHA] = FL_QUADRATIC_PAIRWISE,
						       [FL_TARGET_MEDIAN] = FL_QUADRATIC_MEDIAN };
	fl_quadratic q = { 0 };
	fl_quadratic_vec weights = { 0 };
	*ret_weights = fl_arena_array(arena, num_dreams + 1, sizeof **ret_weights);
	fl_status status = *ret_weights ? FL_OK : fl_enomem(err);
	if (status == FL_OK && spec->policy.target == FL_TARGET_MEDIAN)
		status = sums_of_gifts(spec, gifts, num_gifts, representative, num_dreams, &q, err);
	else if (status == FL_OK)
		status = sums_of_tallies(tallies, representative, num_dreams, &q, err);
	if (status == FL_OK)
		status = fl_quadratic_vec_init(&weights, num_dreams, err);
	if (status == FL_OK && spec->policy.target == FL_TARGET_ALPHA)
		status = weigh_alpha(spec, &q, &weights, err);
	else if (status == FL_OK)
		fl_quadratic_weigh(&q, targets[spec->policy.target], spec->policy.quorum, &weights);
	if (status == FL_OK)
		status = print_weights(&weights, arena, *ret_weights, err);
	fl_quadratic_vec_release(&weights);
	fl_quadratic_release(&q);
	return status;
}
