/* SPDX-License-Identifier: Apache-2.0
 *
 * quadratic.c - gifts to sums and weights, for quadratic matching. Dividing money by them is quadratic_divide.c.
 *
 * The formula is the matching part of Buterin, Hitzig, Weyl, "A Flexible Design for Funding Public Goods" (Management
 * Science 65, 2019), in whole numbers: with s = floor(sqrt(c)) for what one giver gave to a dream,
 *     q = (sum s)^2 - sum s^2.
 * Some publish it as (sum s)^2 + sum (c - s^2) - sum c, which is the same number: what a root loses cancels out.
 * Where the middle term is left out (drop-remainders), one giver of 99 would give 9^2 - 99 = -18, so 0 is the least
 * here.
 *
 * Order: rows are brought into the order dream, giver by two stable counting sorts of their indices (Knuth, The Art
 * of Computer Programming 3, 5.2, algorithm D); then one pass sees each giver's gifts to a dream together. So the
 * result does not depend on the order of the rows.
 */
#include "tally/quadratic.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#include "base/rational.h"

typedef struct counting {
	const fl_gift_list *in;
	uint32_t *order, *spare;
	mpz_t *gifts; /* of the givers to one dream */
	size_t num_gifts;
	mpz_t root, more;
} counting;

/* ---- sums and vectors -------------------------------------------------------------------------------------- */

fl_status fl_quadratic_init(fl_quadratic *q, size_t num_dreams, fl_error *err)
{
	*q = (fl_quadratic){ .sums = fl_alloc_array(num_dreams, sizeof *q->sums) };
	if (!q->sums)
		return fl_enomem(err);
	q->num_dreams = num_dreams;
	for (size_t i = 0; i < num_dreams; i++)
		mpz_inits(q->sums[i].roots, q->sums[i].squares, q->sums[i].total, q->sums[i].twice_median, NULL);
	return FL_OK;
}

void fl_quadratic_release(fl_quadratic *q)
{
	for (size_t i = 0; i < q->num_dreams; i++)
		mpz_clears(q->sums[i].roots, q->sums[i].squares, q->sums[i].total, q->sums[i].twice_median, NULL);
	fl_free(q->sums);
	*q = (fl_quadratic){ NULL, 0 };
}

fl_status fl_quadratic_vec_init(fl_quadratic_vec *vec, size_t len, fl_error *err)
{
	*vec = (fl_quadratic_vec){ .items = fl_alloc_array(len, sizeof *vec->items), .unit = 1 };
	if (!vec->items)
		return fl_enomem(err);
	vec->len = len;
	for (size_t i = 0; i < len; i++)
		mpz_init(vec->items[i]);
	return FL_OK;
}

void fl_quadratic_vec_release(fl_quadratic_vec *vec)
{
	for (size_t i = 0; i < vec->len; i++)
		mpz_clear(vec->items[i]);
	fl_free(vec->items);
	*vec = (fl_quadratic_vec){ NULL, 0, 1 };
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

static bool is_amount(const fl_gift *gift)
{
	if (!gift->text.data)
		return gift->amount >= 0;
	for (size_t i = 0; i < gift->text.len; i++)
		if (gift->text.data[i] < '0' || gift->text.data[i] > '9')
			return false;
	return gift->text.len > 0 && gift->text.len <= FL_GIFT_DIGITS_MAX;
}

static fl_status check_rows(const fl_gift_list *in, fl_error *err)
{
	if (in->num_gifts >= UINT32_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %u gifts", UINT32_MAX - 1);
	for (size_t i = 0; i < in->num_gifts; i++) {
		if (in->gifts[i].dream >= in->num_dreams || in->gifts[i].giver >= in->num_givers)
			return fl_error_set(err, FL_EINVAL, "gift %zu names a dream or giver that is not there", i);
		if (!is_amount(&in->gifts[i]))
			return fl_error_set(err, FL_EINVAL, "the amount of gift %zu is no whole number from 0 on", i);
	}
	return FL_OK;
}

static void read_amount(mpz_t z, const fl_gift *gift)
{
	char digits[FL_GIFT_DIGITS_MAX + 1];

	if (!gift->text.data) {
		fl_mpz_set_i64(z, gift->amount);
		return;
	}
	memcpy(digits, gift->text.data, gift->text.len);
	digits[gift->text.len] = '\0';
	mpz_set_str(z, digits, 10); /* check_rows has seen that these are digits */
}

/* ---- order ------------------------------------------------------------------------------------------------- */

static uint32_t key_of(const counting *c, uint32_t row, bool by_giver)
{
	return by_giver ? c->in->gifts[row].giver : c->in->gifts[row].dream;
}

static fl_status sort_by(counting *c, bool by_giver, fl_error *err)
{
	size_t keys = by_giver ? c->in->num_givers : c->in->num_dreams;
	size_t *start = fl_alloc_array(keys + 1, sizeof *start);
	uint32_t *swap = c->order;

	if (!start)
		return fl_enomem(err);
	for (size_t i = 0; i < c->in->num_gifts; i++)
		start[key_of(c, c->order[i], by_giver) + 1]++;
	for (size_t k = 0; k < keys; k++)
		start[k + 1] += start[k];
	for (size_t i = 0; i < c->in->num_gifts; i++)
		c->spare[start[key_of(c, c->order[i], by_giver)]++] = c->order[i];
	c->order = c->spare;
	c->spare = swap;
	fl_free(start);
	return FL_OK;
}

static const fl_gift *row_at(const counting *c, size_t i)
{
	return &c->in->gifts[c->order[i]];
}

/* First row in the order that is of another dream than row 'from'. */
static size_t end_of_dream(const counting *c, size_t from)
{
	size_t to = from + 1;

	while (to < c->in->num_gifts && row_at(c, to)->dream == row_at(c, from)->dream)
		to++;
	return to;
}

/* Room for the givers of the dream with the most rows. */
static fl_status make_room(counting *c, fl_error *err)
{
	size_t most = 0;

	for (size_t from = 0, to; from < c->in->num_gifts; from = to) {
		to = end_of_dream(c, from);
		most = to - from > most ? to - from : most;
	}
	c->gifts = fl_alloc_array(most, sizeof *c->gifts);
	if (!c->gifts)
		return fl_enomem(err);
	for (c->num_gifts = 0; c->num_gifts < most; c->num_gifts++)
		mpz_init(c->gifts[c->num_gifts]);
	return FL_OK;
}

/* ---- givers ------------------------------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
	return mpz_cmp(*(const mpz_t *)a, *(const mpz_t *)b);
}

/* c->gifts, 'count' > 0 of them, are sorted by this: an mpz_t is a header that may be moved. */
static void find_median(counting *c, size_t count, mpz_t ret_twice)
{
	qsort(c->gifts, count, sizeof *c->gifts, by_size);
	mpz_add(ret_twice, c->gifts[(count - 1) / 2], c->gifts[count / 2]);
}

/* Rows [from, to) of the order are all gifts to one dream, each giver's together. */
static void count_dream(counting *c, size_t from, size_t to, fl_quadratic_sum *sum)
{
	size_t givers = 0;

	for (size_t i = from; i < to; givers++) {
		uint32_t giver = row_at(c, i)->giver;
		mpz_ptr gift = c->gifts[givers];
		mpz_set_ui(gift, 0);
		for (; i < to && row_at(c, i)->giver == giver; i++) {
			read_amount(c->more, row_at(c, i));
			mpz_add(gift, gift, c->more);
		}
		mpz_sqrt(c->root, gift);
		mpz_add(sum->roots, sum->roots, c->root);
		mpz_addmul(sum->squares, c->root, c->root);
		mpz_add(sum->total, sum->total, gift);
	}
	sum->ballots = (int64_t)givers;
	find_median(c, givers, sum->twice_median);
}

static fl_status count_all(counting *c, fl_quadratic *q, fl_error *err)
{
	for (size_t i = 0; i < c->in->num_gifts; i++)
		c->order[i] = (uint32_t)i;
	FL_TRY(sort_by(c, true, err));
	FL_TRY(sort_by(c, false, err));
	FL_TRY(make_room(c, err));
	for (size_t from = 0, to; from < c->in->num_gifts; from = to) {
		to = end_of_dream(c, from);
		count_dream(c, from, to, &q->sums[row_at(c, from)->dream]);
	}
	return FL_OK;
}

fl_status fl_quadratic_count(const fl_gift_list *in, fl_quadratic *ret, fl_error *err)
{
	counting c = { .in = in };
	fl_status status;

	*ret = (fl_quadratic){ NULL, 0 };
	FL_TRY(check_rows(in, err));
	mpz_inits(c.root, c.more, NULL);
	c.order = fl_alloc_array(in->num_gifts, sizeof *c.order);
	c.spare = fl_alloc_array(in->num_gifts, sizeof *c.spare);
	if (!c.order || !c.spare)
		status = fl_enomem(err);
	else
		status = fl_quadratic_init(ret, in->num_dreams, err);
	if (status == FL_OK)
		status = count_all(&c, ret, err);
	if (status != FL_OK)
		fl_quadratic_release(ret);
	for (size_t i = 0; i < c.num_gifts; i++)
		mpz_clear(c.gifts[i]);
	mpz_clears(c.root, c.more, NULL);
	fl_free(c.gifts);
	fl_free(c.order);
	fl_free(c.spare);
	return status;
}

/* ---- weights ----------------------------------------------------------------------------------------------- */

void fl_quadratic_weigh(const fl_quadratic *q, fl_quadratic_target target, int64_t quorum, fl_quadratic_vec *weights)
{
	weights->unit = target == FL_QUADRATIC_MEDIAN ? 2 : 1;
	for (size_t i = 0; i < weights->len; i++) {
		const fl_quadratic_sum *sum = &q->sums[i];
		mpz_ptr weight = weights->items[i];
		if (target == FL_QUADRATIC_MEDIAN) {
			if (sum->ballots >= quorum)
				mpz_set(weight, sum->twice_median);
			else
				mpz_set_ui(weight, 0);
			continue;
		}
		mpz_mul(weight, sum->roots, sum->roots);
		mpz_sub(weight, weight, target == FL_QUADRATIC_PAIRWISE ? sum->squares : sum->total);
		if (mpz_sgn(weight) < 0)
			mpz_set_ui(weight, 0);
	}
}
