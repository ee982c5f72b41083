/* SPDX-License-Identifier: Apache-2.0
 *
 * ramp.c - sums of clamp(z * weight, lo, hi) by prefix sums.
 */
#include "allocate/ramp.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/rational.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

typedef struct fl_ramp_key key;

/* Sign of (end + before) / weight - z, exactly. */
static int compare_exactly(const fl_ramp_item *item, fl_money end, const mpq_t z)
{
	mpq_t product, money;
	mpq_inits(product, money, NULL);
	mpq_mul(product, item->weight, z);
	fl_mpq_set_i64(money, end + item->before, 1);
	int sign = mpq_cmp(money, product);
	mpq_clears(product, money, NULL);
	return sign;
}

/* Sign of a / v - b / w for a, b >= 0; whole weights, as those of requests and tallies are, need no rationals. */
static int compare_ratios(fl_money a, const mpq_t v, fl_money b, const mpq_t w)
{
	if (a == 0 || b == 0)
		return a < b ? -1 : a > b;
	if (mpz_cmp_ui(mpq_denref(v), 1) == 0 && mpz_cmp_ui(mpq_denref(w), 1) == 0 && mpz_fits_slong_p(mpq_numref(v)) &&
	    mpz_fits_slong_p(mpq_numref(w))) {
		__int128 x = (__int128)a * mpz_get_si(mpq_numref(w)), y = (__int128)b * mpz_get_si(mpq_numref(v));
		return x < y ? -1 : x > y;
	}
	mpq_t x, y;
	mpq_inits(x, y, NULL);
	fl_mpq_set_i64(x, a, 1);
	fl_mpq_set_i64(y, b, 1);
	mpq_mul(x, x, w);
	mpq_mul(y, y, v);
	int sign = mpq_cmp(x, y);
	mpq_clears(x, y, NULL);
	return sign;
}

static int compare_items(const key *a, const key *b, fl_money end_a, fl_money end_b)
{
	double doubt = (fabs(a->at) + fabs(b->at)) * 8 * DBL_EPSILON;
	if (a->at < b->at - doubt || a->at > b->at + doubt)
		return a->at < b->at ? -1 : 1;
	int sign = compare_ratios(end_a + a->item->before, a->item->weight, end_b + b->item->before, b->item->weight);
	return sign != 0 ? sign : a->item < b->item ? -1 : a->item > b->item;
}

static int by_enter(const void *a, const void *b)
{
	const key *x = a, *y = b;
	return compare_items(x, y, x->item->lo, y->item->lo);
}

static int by_leave(const void *a, const void *b)
{
	const key *x = a, *y = b;
	return compare_items(x, y, x->item->hi, y->item->hi);
}

static mpq_t *new_sums(size_t n)
{
	mpq_t *v = fl_alloc_array(n, sizeof *v);
	for (size_t i = 0; v && i < n; i++)
		mpq_init(v[i]);
	return v;
}

static void free_sums(mpq_t *v, size_t n)
{
	for (size_t i = 0; v && i < n; i++)
		mpq_clear(v[i]);
	fl_free(v);
}

/* ret = before + count * weight; 'part' is scratch. */
static void add_weight(const mpq_t before, const fl_ramp_item *item, mpq_t part, mpq_t ret)
{
	if (mpz_cmp_ui(mpq_denref(item->weight), 1) == 0 && mpz_cmp_ui(mpq_denref(before), 1) == 0) { /* nothing to cancel */
		mpz_set(mpq_numref(ret), mpq_numref(before));
		mpz_addmul_ui(mpq_numref(ret), mpq_numref(item->weight), item->count);
		return;
	}
	mpq_set_ui(part, item->count, 1);
	mpq_mul(part, part, item->weight);
	mpq_add(ret, before, part);
}

void fl_ramp_release(fl_ramp *r)
{
	free_sums(r->weight_entered, r->len + 1);
	free_sums(r->weight_left, r->len + 1);
	fl_free(r->enter);
	fl_free(r->leave);
	fl_free(r->lo_before);
	fl_free(r->hi_before);
	fl_free(r->before_entered);
	fl_free(r->before_left);
	fl_free(r->near_entered);
	fl_free(r->near_left);
	*r = (fl_ramp){ 0 };
}

fl_status fl_ramp_build(fl_ramp *r, fl_ramp_item *items, size_t len, fl_error *err)
{
	r->items = items;
	r->len = len;
	r->enter = fl_alloc_array(len + 1, sizeof *r->enter);
	r->leave = fl_alloc_array(len + 1, sizeof *r->leave);
	r->lo_before = fl_alloc_array(len + 1, sizeof *r->lo_before);
	r->hi_before = fl_alloc_array(len + 1, sizeof *r->hi_before);
	r->before_entered = fl_alloc_array(len + 1, sizeof *r->before_entered);
	r->before_left = fl_alloc_array(len + 1, sizeof *r->before_left);
	r->weight_entered = new_sums(len + 1);
	r->weight_left = new_sums(len + 1);
	r->near_entered = fl_alloc_array(len + 1, sizeof *r->near_entered);
	r->near_left = fl_alloc_array(len + 1, sizeof *r->near_left);
	if (!r->near_entered || !r->near_left || !r->enter || !r->leave || !r->lo_before || !r->hi_before || !r->before_entered || !r->before_left || !r->weight_entered ||
	    !r->weight_left)
		return fl_enomem(err);
	for (size_t i = 0; i < len; i++) {
		double weight = mpq_get_d(items[i].weight);
		r->enter[i] = (key){ (double)(items[i].lo + items[i].before) / weight, &items[i] };
		r->leave[i] = (key){ (double)(items[i].hi + items[i].before) / weight, &items[i] };
	}
	qsort(r->enter, len, sizeof *r->enter, by_enter);
	qsort(r->leave, len, sizeof *r->leave, by_leave);
	mpq_t part;
	mpq_init(part);
	for (size_t i = 0; i < len; i++) {
		const fl_ramp_item *in = r->enter[i].item, *out = r->leave[i].item;
		r->lo_before[i + 1] = r->lo_before[i] + in->lo * (fl_money)in->count;
		r->hi_before[i + 1] = r->hi_before[i] + out->hi * (fl_money)out->count;
		r->before_entered[i + 1] = r->before_entered[i] + in->before * (fl_money)in->count;
		r->before_left[i + 1] = r->before_left[i] + out->before * (fl_money)out->count;
		add_weight(r->weight_entered[i], in, part, r->weight_entered[i + 1]);
		add_weight(r->weight_left[i], out, part, r->weight_left[i + 1]);
		r->near_entered[i + 1] = mpq_get_d(r->weight_entered[i + 1]);
		r->near_left[i + 1] = mpq_get_d(r->weight_left[i + 1]);
	}
	mpq_clear(part);
	return FL_OK;
}

/* How many keys lie before z, or ('with') not after it. */
static size_t keys_before(const key *keys, size_t len, bool upper, const mpq_t z, bool with)
{
	size_t low = 0, high = len;
	double near = mpq_get_d(z);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		double at = keys[middle].at, doubt = (fabs(at) + fabs(near)) * 8 * DBL_EPSILON;
		int sign = at < near - doubt ? -1 : at > near + doubt ? 1 : 0;
		if (sign == 0) {
			const fl_ramp_item *item = keys[middle].item;
			sign = compare_exactly(item, upper ? item->hi : item->lo, z);
		}
		if (with ? sign <= 0 : sign < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

fl_ramp_piece fl_ramp_piece_at(const fl_ramp *r, const mpq_t z, bool with)
{
	return (fl_ramp_piece){ keys_before(r->enter, r->len, false, z, with), keys_before(r->leave, r->len, true, z, with) };
}

static size_t keys_before_near(const key *keys, size_t len, double z)
{
	size_t low = 0, high = len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (keys[middle].at <= z)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

fl_ramp_piece fl_ramp_piece_near(const fl_ramp *r, double z)
{
	return (fl_ramp_piece){ keys_before_near(r->enter, r->len, z), keys_before_near(r->leave, r->len, z) };
}

fl_money fl_ramp_fixed(const fl_ramp *r, fl_ramp_piece piece)
{
	return r->lo_before[r->len] - r->lo_before[piece.in] + r->hi_before[piece.out] -
	       (r->before_entered[piece.in] - r->before_left[piece.out]);
}

void fl_ramp_piece_slope(const fl_ramp *r, fl_ramp_piece piece, mpq_t ret)
{
	mpq_sub(ret, r->weight_entered[piece.in], r->weight_left[piece.out]);
}

double fl_ramp_piece_slope_near(const fl_ramp *r, fl_ramp_piece piece)
{
	return r->near_entered[piece.in] - r->near_left[piece.out];
}

void fl_ramp_value(const fl_ramp *r, const mpq_t z, mpq_t ret)
{
	fl_ramp_piece piece = fl_ramp_piece_at(r, z, true);
	mpq_t fixed;
	mpq_init(fixed);
	fl_ramp_piece_slope(r, piece, ret);
	mpq_mul(ret, ret, z);
	fl_mpq_set_i64(fixed, fl_ramp_fixed(r, piece), 1);
	mpq_add(ret, ret, fixed);
	mpq_clear(fixed);
}

void fl_ramp_slope(const fl_ramp *r, const mpq_t z, bool up, mpq_t ret)
{
	fl_ramp_piece_slope(r, fl_ramp_piece_at(r, z, up), ret);
}

void fl_ramp_top(const fl_ramp *r, mpq_t ret)
{
	mpq_set_ui(ret, 0, 1);
	if (r->len == 0)
		return;
	fl_mpq_set_i64(ret, r->leave[r->len - 1].item->hi + r->leave[r->len - 1].item->before, 1);
	mpq_div(ret, ret, r->leave[r->len - 1].item->weight);
}

void fl_ramp_item_value(const fl_ramp_item *item, const mpq_t z, mpq_t ret)
{
	mpq_t end;
	mpq_init(end);
	mpq_mul(ret, item->weight, z);
	fl_mpq_set_i64(end, item->before, 1);
	mpq_sub(ret, ret, end);
	fl_mpq_set_i64(end, item->hi, 1);
	if (mpq_cmp(ret, end) > 0)
		mpq_set(ret, end);
	fl_mpq_set_i64(end, item->lo, 1);
	if (mpq_cmp(ret, end) < 0)
		mpq_set(ret, end);
	mpq_clear(end);
}
