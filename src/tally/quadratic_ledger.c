/* SPDX-License-Identifier: Apache-2.0
 *
 * quadratic_ledger.c - flowers of a round to quadratic weights: the same rules of sources, caps and merged dreams as a
 * tally (tally.c), giver by giver.
 */
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "tally/quadratic.h"
#include "tally/tally.h"

#include <stdlib.h>

typedef FL_VEC(fl_gift) gift_list;

static int by_dream_and_giver(const void *a, const void *b)
{
	const fl_gift *x = a, *y = b;
	if (x->dream != y->dream)
		return x->dream < y->dream ? -1 : 1;
	return x->giver < y->giver ? -1 : x->giver > y->giver;
}

static int64_t weight_of_kind(const fl_round_spec *spec, const fl_tally_input *in, uint32_t kind)
{
	for (size_t k = 0; kind != UINT32_MAX && k < spec->num_sources; k++)
		if (fl_str_eq(spec->sources[k].kind, in->kinds[kind]))
			return spec->sources[k].weight;
	return 1;
}

static fl_status collect(const fl_round_spec *spec, const fl_tally_input *in, gift_list *gifts, size_t *ret_nameless,
			 fl_error *err)
{
	*ret_nameless = 0;
	for (size_t i = 0; i < in->num_flowers; i++) {
		const fl_flower_row *row = &in->flowers[i];
		fl_gift gift = { .dream = row->dream, .giver = row->giver };
		if (row->giver == UINT32_MAX) {
			++*ret_nameless;
			continue;
		}
		if (__builtin_mul_overflow(row->count, weight_of_kind(spec, in, row->kind), &gift.amount))
			return fl_error_set(err, FL_ERANGE, "the flowers of one gift exceed 2^63-1");
		if (gift.amount > 0 && !fl_vec_push(gifts, gift))
			return fl_enomem(err);
	}
	return FL_OK;
}

/* One entry for each dream and giver: their sum, or the most they gave to any one. */
static fl_status join_givers(gift_list *gifts, bool largest, fl_error *err)
{
	size_t kept = 0;
	if (gifts->len > 0)
		qsort(gifts->items, gifts->len, sizeof *gifts->items, by_dream_and_giver);
	for (size_t i = 0; i < gifts->len; i++) {
		fl_gift *last = kept > 0 ? &gifts->items[kept - 1] : NULL, *gift = &gifts->items[i];
		if (!last || by_dream_and_giver(last, gift) != 0)
			gifts->items[kept++] = *gift;
		else if (largest)
			last->amount = gift->amount > last->amount ? gift->amount : last->amount;
		else if (!fl_money_add(last->amount, gift->amount, &last->amount))
			return fl_error_set(err, FL_ERANGE, "the flowers of one giver to one dream exceed 2^63-1");
	}
	gifts->len = kept;
	return FL_OK;
}

/* Which dream of each cluster speaks for it: the representative, or the one with the most flowers. */
static fl_status find_speakers(const fl_round_spec *spec, const fl_tally_input *in, const gift_list *gifts,
			       uint32_t *speaker, fl_error *err)
{
	int64_t *sums = fl_alloc_array(in->num_dreams + 1, sizeof *sums);
	if (!sums)
		return fl_enomem(err);
	for (size_t i = 0; i < in->num_dreams; i++)
		speaker[i] = (uint32_t)i;
	for (size_t i = 0; i < gifts->len; i++)
		if (!fl_money_add(sums[gifts->items[i].dream], gifts->items[i].amount, &sums[gifts->items[i].dream]))
			sums[gifts->items[i].dream] = INT64_MAX;
	for (size_t i = 0; spec->merge_flowers == FL_MERGE_MAX && i < in->num_dreams; i++)
		if (sums[i] > sums[speaker[in->representative[i]]])
			speaker[in->representative[i]] = (uint32_t)i;
	fl_free(sums);
	return FL_OK;
}

/* Gifts to merged dreams become gifts to their representative. */
static fl_status merge(const fl_round_spec *spec, const fl_tally_input *in, gift_list *gifts, fl_error *err)
{
	bool one = spec->merge_flowers == FL_MERGE_REPRESENTATIVE || spec->merge_flowers == FL_MERGE_MAX;
	uint32_t *speaker = fl_alloc_array(in->num_dreams + 1, sizeof *speaker);
	fl_status status = speaker ? find_speakers(spec, in, gifts, speaker, err) : fl_enomem(err);
	size_t kept = 0;
	for (size_t i = 0; status == FL_OK && i < gifts->len; i++) {
		fl_gift gift = gifts->items[i];
		uint32_t representative = in->representative[gift.dream];
		if (one && speaker[representative] != gift.dream)
			continue;
		gift.dream = representative;
		gifts->items[kept++] = gift;
	}
	gifts->len = status == FL_OK ? kept : gifts->len;
	fl_free(speaker);
	return status == FL_OK ? join_givers(gifts, spec->merge_flowers == FL_MERGE_GIVERS, err) : status;
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

/* By dream and giver, each pair once. */
static fl_status gifts_that_count(const fl_round_spec *spec, const fl_tally_input *in, gift_list *gifts,
				  size_t *ret_nameless, fl_error *err)
{
	FL_TRY(collect(spec, in, gifts, ret_nameless, err));
	FL_TRY(join_givers(gifts, false, err));
	for (size_t i = 0; spec->per_giver_per_dream > 0 && i < gifts->len; i++)
		if (gifts->items[i].amount > spec->per_giver_per_dream)
			gifts->items[i].amount = spec->per_giver_per_dream;
	return merge(spec, in, gifts, err);
}

fl_status fl_supporters_find(const fl_round_spec *spec, const fl_tally_input *in, fl_arena *arena, fl_candidate *dreams,
			     size_t *ret_nameless, fl_error *err)
{
	gift_list gifts = { 0 };
	fl_supporter *all = NULL;
	fl_status status = gifts_that_count(spec, in, &gifts, ret_nameless, err);
	if (status == FL_OK && !(all = fl_arena_array(arena, gifts.len + 1, sizeof *all)))
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < gifts.len; i++) {
		fl_candidate *dream = &dreams[gifts.items[i].dream];
		all[i] = (fl_supporter){ gifts.items[i].giver, gifts.items[i].amount };
		if (dream->num_supporters++ == 0)
			dream->supporters = &all[i];
	}
	fl_vec_release(&gifts);
	return status;
}

fl_status fl_quadratic_weights(const fl_round_spec *spec, const fl_tally_input *in, fl_arena *arena, fl_str **ret_weights,
			       size_t *ret_nameless, fl_error *err)
{
	static const fl_quadratic_target targets[] = { [FL_TARGET_PAIRWISE] = FL_QUADRATIC_PAIRWISE,
						       [FL_TARGET_DROP_REMAINDERS] = FL_QUADRATIC_DROP_REMAINDERS,
						       [FL_TARGET_ALPHA] = FL_QUADRATIC_PAIRWISE,
						       [FL_TARGET_MEDIAN] = FL_QUADRATIC_MEDIAN };
	gift_list gifts = { 0 };
	fl_quadratic q = { 0 };
	fl_quadratic_vec weights = { 0 };
	*ret_weights = fl_arena_array(arena, in->num_dreams + 1, sizeof **ret_weights);
	fl_status status = *ret_weights ? gifts_that_count(spec, in, &gifts, ret_nameless, err) : fl_enomem(err);
	fl_gift_list list = { in->num_dreams, in->num_givers, gifts.items, gifts.len };
	if (status == FL_OK)
		status = fl_quadratic_count(&list, &q, err);
	if (status == FL_OK)
		status = fl_quadratic_vec_init(&weights, in->num_dreams, err);
	if (status == FL_OK && spec->policy.target == FL_TARGET_ALPHA)
		status = weigh_alpha(spec, &q, &weights, err);
	else if (status == FL_OK)
		fl_quadratic_weigh(&q, targets[spec->policy.target], spec->policy.quorum, &weights);
	if (status == FL_OK)
		status = print_weights(&weights, arena, *ret_weights, err);
	fl_quadratic_vec_release(&weights);
	fl_quadratic_release(&q);
	fl_vec_release(&gifts);
	return status;
}
