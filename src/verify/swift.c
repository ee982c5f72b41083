/* SPDX-License-Identifier: Apache-2.0
 *
 * swift.c - bound(y; l, h) once more, in 128 bits, for trees of many leaves.
 *
 * The arithmetic of bound.c with every number an integer over a common denominator. Nothing here can overflow: the
 * denominators, limits and values of the program are kept below 2^62 when it is opened; a set of multipliers is taken
 * only when (bits of the sum of all values) + (bits of its denominator) and (bits of all money) + (bits of its
 * largest price) are at most 124 and the rows' part and what dreams pay to cuts stay below 2^124 each; the sum of the four is then at
 * most 2^126.
 * Whatever does not fit goes the wide way.
 */
#include "verify/bound.h"

#include "base/error.h"

#define BITS_OF_SUM 124
#define LIMIT_62    ((fl_i128)1 << 62)

static int bits_of(fl_i128 value) /* 127 at most but for the one number that has no opposite */
{
	__extension__ typedef unsigned __int128 u128;
	int bits = 0;
	for (u128 size = value < 0 ? -(u128)value : (u128)value; size > 0; size >>= 1)
		bits++;
	return bits;
}

static int64_t gcd_of(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* *den = lcm(*den, other); false when that leaves 62 bits. */
static bool widen(int64_t *den, int64_t other)
{
	fl_i128 lcm = (fl_i128)(*den / gcd_of(*den, other)) * other;
	if (lcm >= LIMIT_62)
		return false;
	*den = (int64_t)lcm;
	return true;
}

/* voice * money / request in lowest terms. */
static void value_parts(const fl_verify_item *item, fl_money money, fl_i128 *ret_num, int64_t *ret_den)
{
	if (item->voice == 0 || money == 0) {
		*ret_num = 0;
		*ret_den = 1;
		return;
	}
	int64_t common = gcd_of(item->voice, item->request);
	int64_t voice = item->voice / common, den = item->request / common;
	common = gcd_of(money, den);
	*ret_num = (fl_i128)voice * (money / common);
	*ret_den = den / common;
}

/* ---- opening: the program's own numbers ---- */

static bool find_common(const fl_verify_bound *bound, fl_verify_swift *swift)
{
	fl_i128 num;
	int64_t den;
	if (!mpz_fits_slong_p(bound->limit_den) || !mpz_fits_slong_p(bound->share_den))
		return false;
	swift->common = mpz_get_si(bound->limit_den);
	swift->share_den = mpz_get_si(bound->share_den);
	if (swift->common >= LIMIT_62 || swift->share_den >= LIMIT_62)
		return false;
	for (size_t j = 0; j < bound->num_items; j++) {
		value_parts(&bound->items[j], bound->items[j].upper, &num, &den);
		if (!widen(&swift->common, den))
			return false;
		value_parts(&bound->items[j], bound->items[j].least, &num, &den);
		if (!widen(&swift->common, den))
			return false;
	}
	return true;
}

static bool scaled_value(const fl_verify_swift *swift, const fl_verify_item *item, fl_money money, int64_t *ret)
{
	fl_i128 num;
	int64_t den;
	value_parts(item, money, &num, &den);
	if (__builtin_mul_overflow(num, (fl_i128)(swift->common / den), &num) || num >= LIMIT_62)
		return false;
	*ret = (int64_t)num;
	return true;
}

static bool scale_items(const fl_verify_bound *bound, fl_verify_swift *swift)
{
	fl_i128 values = 0, money = 0;
	for (size_t j = 0; j < bound->num_items; j++) {
		const fl_verify_item *item = &bound->items[j];
		if (!scaled_value(swift, item, item->upper, &swift->value_upper[j]) ||
		    !scaled_value(swift, item, item->least, &swift->value_least[j]))
			return false;
		fl_i128 upper = (fl_i128)item->upper * swift->common;
		if (upper >= LIMIT_62)
			return false;
		values += (fl_i128)swift->value_upper[j] * item->count; /* 2^62 * 2^32 an item: far from 2^127 */
		money += upper * item->count;
		if (values >= LIMIT_62 << 32 || money >= LIMIT_62 << 32)
			return false;
	}
	swift->value_bits = bits_of(values);
	swift->money_bits = bits_of(money);
	return true;
}

static bool scale_limit(const fl_verify_swift *swift, mpq_srcptr limit, mpz_t scratch, int64_t *ret)
{
	mpz_mul_si(scratch, mpq_numref(limit), swift->common);
	mpz_divexact(scratch, scratch, mpq_denref(limit));
	if (mpz_sizeinbase(scratch, 2) > 62)
		return false;
	*ret = mpz_get_si(scratch);
	return true;
}

fl_status fl_verify_swift_open(fl_verify_bound *bound, fl_error *err)
{
	const fl_verify_limits *limits = bound->limits;
	fl_verify_swift *swift = &bound->swift;
	swift->value_upper = fl_alloc_array(bound->num_items + 1, sizeof *swift->value_upper);
	swift->value_least = fl_alloc_array(bound->num_items + 1, sizeof *swift->value_least);
	swift->row_lo = fl_alloc_array(limits->rows.len + 1, sizeof *swift->row_lo);
	swift->row_hi = fl_alloc_array(limits->rows.len + 1, sizeof *swift->row_hi);
	swift->price = fl_alloc_array(limits->kinds.len + 1, sizeof *swift->price);
	swift->group_price = fl_alloc_array(limits->groups.len + 1, sizeof *swift->group_price);
	swift->pool_price = fl_alloc_array(limits->spec->num_pools + 1, sizeof *swift->pool_price);
	if (!swift->value_upper || !swift->value_least || !swift->row_lo || !swift->row_hi || !swift->price ||
	    !swift->group_price || !swift->pool_price)
		return fl_enomem(err);
	swift->possible = find_common(bound, swift) && scale_items(bound, swift);
	for (size_t k = 0; k < limits->rows.len && swift->possible; k++) {
		const fl_verify_row *row = &limits->rows.items[k];
		swift->possible = scale_limit(swift, row->lo, bound->a, &swift->row_lo[k]) &&
				  scale_limit(swift, row->hi, bound->a, &swift->row_hi[k]);
	}
	return FL_OK;
}

void fl_verify_swift_release(fl_verify_swift *swift)
{
	fl_free(swift->value_upper);
	fl_free(swift->value_least);
	fl_free(swift->row_lo);
	fl_free(swift->row_hi);
	fl_free(swift->price);
	fl_free(swift->group_price);
	fl_free(swift->pool_price);
	fl_free(swift->item_toll);
}

/* ---- a set of multipliers ---- */

static bool set_denominator(fl_verify_bound *bound, const fl_multiplier_set *set)
{
	fl_verify_swift *swift = &bound->swift;
	int64_t den = 1;
	for (size_t j = 0; j < set->len; j++) {
		mpq_srcptr y = set->items[j].y;
		if (!mpz_fits_slong_p(mpq_numref(y)) || !mpz_fits_slong_p(mpq_denref(y)))
			return false;
		int64_t other = mpz_get_si(mpq_denref(y));
		if (other != den && !widen(&den, other))
			return false;
	}
	swift->den = (fl_i128)den * swift->share_den;
	return bits_of(swift->den) + swift->value_bits <= BITS_OF_SUM;
}

/* y of one row, as the integer 'a' = y * den. False when a sum leaves its bits. */
static bool add_row(fl_verify_bound *bound, const fl_verify_row *row, uint32_t k, fl_i128 a)
{
	fl_verify_swift *swift = &bound->swift;
	fl_i128 worth;
	if (__builtin_mul_overflow(a, (fl_i128)(a > 0 ? swift->row_hi[k] : swift->row_lo[k]), &worth) ||
	    __builtin_add_overflow(swift->rows_part, worth, &swift->rows_part))
		return false;
	if (row->kind == FL_VERIFY_POOL) {
		swift->pool_price[row->of] = a;
		return true;
	}
	if (__builtin_add_overflow(swift->group_price[row->of], a, &swift->group_price[row->of]))
		return false;
	if (row->kind == FL_VERIFY_MONEY)
		return true;
	fl_i128 *base = &swift->group_price[bound->limits->groups.len]; /* the entry behind the last group */
	return !__builtin_mul_overflow(a / row->share.den, (fl_i128)row->share.num, &worth) &&
	       !__builtin_sub_overflow(*base, worth, base);
}

/* y of one cut likewise. */
static bool add_cut(fl_verify_bound *bound, const fl_verify_cut *cut, fl_i128 a)
{
	fl_verify_swift *swift = &bound->swift;
	fl_i128 worth;
	if (__builtin_mul_overflow(a, (fl_i128)cut->limit, &worth) ||
	    __builtin_mul_overflow(worth, (fl_i128)swift->common, &worth) ||
	    __builtin_add_overflow(swift->rows_part, worth, &swift->rows_part))
		return false;
	for (size_t e = cut->first; e < cut->first + cut->len; e++) {
		const fl_verify_cut_entry *entry = &bound->cut_entries.items[e];
		if (__builtin_mul_overflow(a, (fl_i128)entry->g, &worth) ||
		    __builtin_add_overflow(swift->item_toll[entry->item], worth, &swift->item_toll[entry->item]))
			return false;
	}
	return true;
}

/* Do the tolls of all dreams together keep to their bits? */
static bool tolls_fit(const fl_verify_bound *bound)
{
	fl_i128 sum = 0, one;
	for (size_t j = 0; bound->swift.item_toll && j < bound->num_items; j++) {
		fl_i128 toll = bound->swift.item_toll[j];
		if ((toll < 0 && __builtin_sub_overflow((fl_i128)0, toll, &toll)) ||
		    __builtin_mul_overflow(toll, (fl_i128)bound->items[j].count, &one) ||
		    __builtin_mul_overflow(one, (fl_i128)bound->swift.common, &one) || __builtin_add_overflow(sum, one, &sum))
			return false;
	}
	return bits_of(sum) <= BITS_OF_SUM;
}

static bool price_kinds(fl_verify_bound *bound)
{
	const fl_verify_limits *limits = bound->limits;
	fl_verify_swift *swift = &bound->swift;
	int room = BITS_OF_SUM - swift->money_bits;
	for (size_t k = 0; k < limits->kinds.len; k++) {
		const fl_verify_kind *kind = &limits->kinds.items[k];
		const fl_verify_signature *signature = &limits->signatures.items[kind->signature];
		fl_i128 price = swift->pool_price[signature->pools[0]];
		for (uint32_t j = 1; j < signature->len; j++)
			if (swift->pool_price[signature->pools[j]] < price)
				price = swift->pool_price[signature->pools[j]];
		if (__builtin_add_overflow(price, swift->group_price[limits->groups.len], &price))
			return false;
		for (uint32_t j = 0; j < kind->num_groups; j++)
			if (__builtin_add_overflow(price, swift->group_price[kind->groups[j]], &price))
				return false;
		if (bits_of(price) > room)
			return false;
		swift->price[k] = price;
	}
	return true;
}

/* What item j adds, times den * common, at the better end of its box. */
static inline fl_i128 item_part(const fl_verify_bound *bound, size_t j, fl_verify_box box)
{
	const fl_verify_swift *swift = &bound->swift;
	const fl_verify_item *item = &bound->items[j];
	bool counts = bound->aim == FL_VERIFY_AIM_VALUE;
	fl_i128 price = swift->price[item->kind], toll = swift->item_toll ? swift->item_toll[j] * swift->common : 0;
	fl_i128 upper = (counts ? swift->value_upper[j] * swift->den : 0) - price * (item->upper * swift->common);
	if (toll == 0 && upper > 0)
		return upper * box.at_most;
	if (toll == 0 && box.at_least == 0)
		return 0;
	fl_i128 least = (counts ? swift->value_least[j] * swift->den : 0) - price * (item->least * swift->common);
	fl_i128 best = (upper > least ? upper : least) - toll;
	return best * (best > 0 ? box.at_most : box.at_least);
}

void fl_verify_swift_load(fl_verify_bound *bound)
{
	const fl_multiplier_set *set = &bound->proof->sets[bound->set];
	fl_verify_swift *swift = &bound->swift;
	swift->set_fits = false;
	if (!set_denominator(bound, set))
		return;
	for (size_t g = 0; g <= bound->limits->groups.len; g++)
		swift->group_price[g] = 0;
	for (size_t p = 0; p < bound->limits->spec->num_pools; p++)
		swift->pool_price[p] = 0;
	for (size_t j = 0; swift->item_toll && j < bound->num_items; j++)
		swift->item_toll[j] = 0;
	swift->rows_part = swift->singles_part = 0;
	for (size_t j = 0; j < set->len; j++) {
		uint32_t row = set->items[j].row;
		fl_i128 a = swift->den / mpz_get_si(mpq_denref(set->items[j].y));
		if (__builtin_mul_overflow(a, (fl_i128)mpz_get_si(mpq_numref(set->items[j].y)), &a))
			return;
		bool cut = row >= bound->proof->num_rows;
		if (cut ? !add_cut(bound, &bound->cuts[row - bound->proof->num_rows], a)
			: !add_row(bound, &bound->limits->rows.items[bound->row[row]], bound->row[row], a))
			return;
	}
	if (bits_of(swift->rows_part) > BITS_OF_SUM || !price_kinds(bound) || !tolls_fit(bound))
		return;
	for (size_t j = bound->num_columns; j < bound->num_items; j++)
		swift->singles_part += item_part(bound, j, (fl_verify_box){ 1, 0 });
	swift->set_fits = true;
}

void fl_verify_swift_value(const fl_verify_bound *bound, const fl_verify_box *boxes, fl_fraction *ret)
{
	const fl_verify_swift *swift = &bound->swift;
	fl_i128 sum = swift->rows_part + swift->singles_part;
	for (size_t j = 0; j < bound->num_columns; j++)
		sum += item_part(bound, j, boxes[j]);
	fl_mpz_set_i128(ret->num, sum);
	fl_mpz_set_i128(ret->den, swift->den);
	mpz_mul_si(ret->den, ret->den, swift->common);
}
