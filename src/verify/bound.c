/* SPDX-License-Identifier: Apache-2.0
 *
 * bound.c - the exact value of bound(y; l, h): what multipliers y say the value is at most, in a leaf's boxes.
 *
 * Why it bounds. Let x be any solution in the boxes. Subtract from its value y_k for every unit of money that row k
 * carries, and add the same again: sum_i c_i x_i = sum_i D_i x_i + sum_k y_k (money in row k), where a dream's money
 * is priced by the cheapest pool that may pay it, which can only raise the right side. The first sum is at most
 * sum_i max(D_i l_i, D_i h_i), the second at most sum_k max(y_k L_k, y_k U_k); a row without an upper limit needs y_k
 * <= 0 and one without a lower limit y_k >= 0 (tree.c looks at that). No word of this depends on where y comes from,
 * which is why a checker need not know a solver (weak duality; for example Chvatal, Linear Programming, 1983, chapter
 * 5).
 *
 * A dream that is funded at all counts e_i and pays the multipliers of the rows that count dreams; so with n_i between a
 * and b the best is G_i = e_i - toll_i + max(v_i(x) - price_i x), b times where it is above 0 and a times where not. A
 * concave v_i (tranches) is best where its slope falls below the price.
 *
 * A cut is one more row of counts, whose dreams count g each: it is part of the toll, per item, and of the rows' part.
 *
 * How it is computed. All prices of one set are integers over one denominator, taken per kind of dream. For every
 * dream or column only the sign of D_i decides between its upper and its lower end; then money is summed per kind and
 * priced once, and sum c_i x_i is summed as in fraction.c.
 */
#include "verify/bound.h"

#include "base/error.h"
#include "verify/worth.h"

/* ---- the items: columns of the proof, then every other dream ---- */

static void item_set(const fl_verify_limits *limits, fl_verify_item *item, size_t dream, uint32_t count)
{
	const fl_verify_terms *terms = &limits->terms[dream];
	*item = (fl_verify_item){ fl_verify_voice(limits->spec, &limits->dreams[dream]),
				  limits->dreams[dream].request,
				  terms->upper,
				  terms->least,
				  terms->kind,
				  count,
				  terms->worth,
				  limits->dreams[dream].before };
}

static fl_status collect_items(fl_verify_bound *bound, fl_error *err)
{
	const fl_verify_limits *limits = bound->limits;
	const fl_proof *proof = bound->proof;
	bool *in_column = fl_alloc_array(limits->num_dreams + 1, sizeof *in_column);
	bound->items = fl_alloc_array(limits->num_dreams + proof->num_columns + 1, sizeof *bound->items);
	if (!in_column || !bound->items) {
		fl_free(in_column);
		return fl_enomem(err);
	}
	for (size_t j = 0; j < proof->num_columns; j++) {
		item_set(limits, &bound->items[j], proof->columns[j].dreams[0], proof->columns[j].len);
		for (uint32_t k = 0; k < proof->columns[j].len; k++)
			in_column[proof->columns[j].dreams[k]] = true;
	}
	bound->num_items = bound->num_columns = proof->num_columns;
	for (size_t i = 0; i < limits->num_dreams; i++)
		if (limits->terms[i].kind != FL_VERIFY_NONE && !in_column[i])
			item_set(limits, &bound->items[bound->num_items++], i, 1);
	fl_free(in_column);
	return FL_OK;
}

/* g of domain/proof.h: the greatest number of which every v_i(u_i) + e_i is a multiple, when every dream is all or
 * nothing, or every e_i, when nothing else counts. For fractions in lowest terms it is the gcd of the numerators over
 * the lcm of the denominators. */
static void find_step(fl_verify_bound *bound)
{
	const fl_round_spec *spec = bound->limits->spec;
	bool values = fl_verify_has_values(spec);
	mpq_t value, worth;
	mpq_inits(value, worth, NULL);
	for (size_t j = 0; j < bound->num_items; j++) {
		const fl_verify_item *item = &bound->items[j];
		if (values && item->least != item->upper) {
			mpz_set_ui(bound->step.num, 0);
			break;
		}
		fl_mpz_set_i128(mpq_numref(value), values ? fl_verify_weighted(spec, item->request, item->before, item->upper) : 0);
		mpz_mul_si(mpq_numref(value), mpq_numref(value), item->voice);
		mpz_set_si(mpq_denref(value), item->request);
		mpq_canonicalize(value);
		mpq_set_si(worth, item->worth, 1);
		mpq_add(value, value, worth);
		mpz_gcd(bound->step.num, bound->step.num, mpq_numref(value));
		mpz_lcm(bound->step.den, bound->step.den, mpq_denref(value));
	}
	mpq_clears(value, worth, NULL);
}

fl_verify_box fl_verify_root_box(const fl_verify_limits *limits, const fl_verify_item *item)
{
	return (fl_verify_box){ item->upper > 0 ? item->count : 0,
				limits->all_funded && item->upper > 0 ? item->count : 0 };
}

/* ---- opening ---- */

static void common_denominators(fl_verify_bound *bound)
{
	for (size_t k = 0; k < bound->limits->rows.len; k++) {
		const fl_verify_row *row = &bound->limits->rows.items[k];
		mpz_lcm(bound->limit_den, bound->limit_den, mpq_denref(row->lo));
		mpz_lcm(bound->limit_den, bound->limit_den, mpq_denref(row->hi));
		if (row->share.den > 0)
			mpz_lcm_ui(bound->share_den, bound->share_den, (unsigned long)row->share.den);
	}
}

static void init_all(mpz_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mpz_init(numbers[i]);
}

static void clear_all(mpz_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mpz_clear(numbers[i]);
}

static fl_status hold_numbers(fl_verify_bound *bound, fl_error *err)
{
	const fl_verify_limits *limits = bound->limits;
	size_t num_pools = limits->spec->num_pools;
	bound->price = fl_alloc_array(limits->kinds.len + 1, sizeof *bound->price);
	bound->money = fl_alloc_array(limits->kinds.len + 1, sizeof *bound->money);
	bound->group_price = fl_alloc_array(limits->groups.len + 1, sizeof *bound->group_price);
	bound->pool_price = fl_alloc_array(num_pools + 1, sizeof *bound->pool_price);
	bound->toll = fl_alloc_array(limits->kinds.len + 1, sizeof *bound->toll);
	bound->group_toll = fl_alloc_array(limits->groups.len + 1, sizeof *bound->group_toll);
	if (!bound->price || !bound->money || !bound->group_price || !bound->pool_price || !bound->toll ||
	    !bound->group_toll)
		return fl_enomem(err);
	init_all(bound->toll, limits->kinds.len);
	init_all(bound->group_toll, limits->groups.len);
	init_all(bound->price, limits->kinds.len);
	init_all(bound->money, limits->kinds.len);
	init_all(bound->group_price, limits->groups.len);
	init_all(bound->pool_price, num_pools);
	mpz_inits(bound->den, bound->rows_part, bound->base, bound->a, bound->b, NULL);
	mpz_init_set_ui(bound->limit_den, 1);
	mpz_init_set_ui(bound->share_den, 1);
	fl_fraction_init(&bound->step);
	bound->initialised = true;
	return FL_OK;
}

fl_status fl_verify_bound_open(const fl_verify_limits *limits, const fl_proof *proof, const uint32_t *row,
			       bool allow_swift, fl_verify_bound *bound, fl_error *err)
{
	bound->limits = limits;
	bound->proof = proof;
	bound->row = row;
	bound->set = FL_VERIFY_NONE;
	FL_TRY(hold_numbers(bound, err));
	FL_TRY(collect_items(bound, err));
	common_denominators(bound);
	find_step(bound);
	bound->plain = limits->spec->policy.num_tranches == 0 && fl_verify_has_values(limits->spec) && !limits->all_funded;
	for (size_t k = 0; k < limits->rows.len; k++)
		bound->plain = bound->plain && limits->rows.items[k].kind != FL_VERIFY_FUNDED;
	return allow_swift && bound->plain ? fl_verify_swift_open(bound, err) : FL_OK;
}

void fl_verify_bound_release(fl_verify_bound *bound)
{
	if (bound->initialised) {
		clear_all(bound->price, bound->limits->kinds.len);
		clear_all(bound->money, bound->limits->kinds.len);
		clear_all(bound->group_price, bound->limits->groups.len);
		clear_all(bound->group_toll, bound->limits->groups.len);
		clear_all(bound->toll, bound->limits->kinds.len);
		clear_all(bound->pool_price, bound->limits->spec->num_pools);
		mpz_clears(bound->den, bound->rows_part, bound->base, bound->a, bound->b, bound->limit_den,
			   bound->share_den, NULL);
		fl_fraction_release(&bound->step);
	}
	fl_free(bound->price);
	fl_free(bound->money);
	fl_free(bound->group_price);
	fl_free(bound->pool_price);
	fl_free(bound->toll);
	fl_free(bound->group_toll);
	if (bound->item_toll)
		clear_all(bound->item_toll, bound->num_items);
	fl_free(bound->item_toll);
	fl_free(bound->cuts);
	fl_vec_release(&bound->cut_entries);
	fl_free(bound->items);
	fl_verify_swift_release(&bound->swift);
	*bound = (fl_verify_bound){ 0 };
}

/* ---- the prices of one set of multipliers ---- */

/* Add y of one row, as the integer a = y * den, to what its dreams pay and to what the row's limit is worth. */
static void add_row(fl_verify_bound *bound, const fl_verify_row *row)
{
	mpq_srcptr limit = mpz_sgn(bound->a) > 0 ? row->hi : row->lo; /* max(y L, y U) */
	mpz_divexact(bound->b, bound->limit_den, mpq_denref(limit));
	mpz_mul(bound->b, bound->b, mpq_numref(limit));
	mpz_addmul(bound->rows_part, bound->b, bound->a);
	if (row->kind == FL_VERIFY_POOL) {
		mpz_set(bound->pool_price[row->of], bound->a);
		return;
	}
	if (row->kind == FL_VERIFY_FUNDED) {
		mpz_add(bound->group_toll[row->of], bound->group_toll[row->of], bound->a);
		return;
	}
	mpz_add(bound->group_price[row->of], bound->group_price[row->of], bound->a);
	if (row->kind == FL_VERIFY_MONEY)
		return;
	mpz_mul_si(bound->a, bound->a, row->share.num); /* an awarded row takes its share from every dream */
	mpz_divexact_ui(bound->a, bound->a, (unsigned long)row->share.den);
	mpz_sub(bound->base, bound->base, bound->a);
}

/* Price of each kind: all its groups, the share rows, and the cheapest of its pools. */
static void price_kinds(fl_verify_bound *bound)
{
	const fl_verify_limits *limits = bound->limits;
	for (size_t k = 0; k < limits->kinds.len; k++) {
		const fl_verify_kind *kind = &limits->kinds.items[k];
		const fl_verify_signature *signature = &limits->signatures.items[kind->signature];
		mpz_ptr price = bound->price[k];
		mpz_srcptr cheapest = bound->pool_price[signature->pools[0]];
		for (uint32_t j = 1; j < signature->len; j++)
			if (mpz_cmp(bound->pool_price[signature->pools[j]], cheapest) < 0)
				cheapest = bound->pool_price[signature->pools[j]];
		mpz_add(price, bound->base, cheapest);
		mpz_set_ui(bound->toll[k], 0);
		for (uint32_t j = 0; j < kind->num_groups; j++) {
			mpz_add(price, price, bound->group_price[kind->groups[j]]);
			if (!kind->funded_before)
				mpz_add(bound->toll[k], bound->toll[k], bound->group_toll[kind->groups[j]]);
		}
	}
}

/* Add y of one cut, as the integer a = y * den, to what its dreams pay and to what its limit is worth. */
static void add_cut(fl_verify_bound *bound, const fl_verify_cut *cut)
{
	for (size_t e = cut->first; e < cut->first + cut->len; e++) {
		const fl_verify_cut_entry *entry = &bound->cut_entries.items[e];
		mpz_mul_si(bound->b, bound->a, entry->g);
		mpz_add(bound->item_toll[entry->item], bound->item_toll[entry->item], bound->b);
	}
	mpz_mul_si(bound->b, bound->limit_den, cut->limit);
	mpz_addmul(bound->rows_part, bound->a, bound->b);
}

static void load_set(fl_verify_bound *bound, bool with_cuts)
{
	const fl_multiplier_set *set = &bound->proof->sets[bound->set];
	mpz_set_ui(bound->den, 1);
	for (size_t j = 0; j < set->len; j++)
		mpz_lcm(bound->den, bound->den, mpq_denref(set->items[j].y));
	mpz_mul(bound->den, bound->den, bound->share_den);
	mpz_set_ui(bound->rows_part, 0);
	mpz_set_ui(bound->base, 0);
	for (size_t g = 0; g < bound->limits->groups.len; g++) {
		mpz_set_ui(bound->group_price[g], 0);
		mpz_set_ui(bound->group_toll[g], 0);
	}
	for (size_t p = 0; p < bound->limits->spec->num_pools; p++)
		mpz_set_ui(bound->pool_price[p], 0);
	for (size_t j = 0; with_cuts && bound->item_toll && j < bound->num_items; j++)
		mpz_set_ui(bound->item_toll[j], 0);
	for (size_t j = 0; j < set->len; j++) {
		mpq_srcptr y = set->items[j].y;
		mpz_divexact(bound->a, bound->den, mpq_denref(y));
		mpz_mul(bound->a, bound->a, mpq_numref(y));
		if (set->items[j].row < bound->proof->num_rows)
			add_row(bound, &bound->limits->rows.items[bound->row[set->items[j].row]]);
		else if (with_cuts)
			add_cut(bound, &bound->cuts[set->items[j].row - bound->proof->num_rows]);
	}
	price_kinds(bound);
}

void fl_verify_bound_load(fl_verify_bound *bound, uint32_t set)
{
	bound->set = set;
	bound->swift.set_fits = false;
	load_set(bound, false);
}

/* ---- one evaluation, the wide way ---- */

/* Is another minor unit worth more than its price, where it counts 'weight' times? The sign of tally * weight / request
 * - price / den. */
static bool worth_more(fl_verify_bound *bound, const fl_verify_item *item, int64_t weight)
{
	mpz_srcptr price = bound->price[item->kind];
	if (bound->aim == FL_VERIFY_AIM_EMPTY || !fl_verify_has_values(bound->limits->spec))
		return mpz_sgn(price) < 0;
	mpz_mul_si(bound->a, bound->den, item->voice);
	mpz_mul_si(bound->a, bound->a, weight);
	mpz_mul_si(bound->b, price, item->request);
	return mpz_cmp(bound->a, bound->b) > 0;
}

/* The x between least and upper at which v(x) - price x is largest. */
static fl_money best_amount(fl_verify_bound *bound, const fl_verify_item *item)
{
	const fl_round_spec *spec = bound->limits->spec;
	bool values = bound->aim == FL_VERIFY_AIM_VALUE && fl_verify_has_values(spec);
	if (spec->policy.num_tranches == 0 || !values)
		return worth_more(bound, item, 1) ? item->upper : item->least;
	fl_money x = item->least;
	for (size_t k = 0; k < spec->policy.num_tranches && x < item->upper; k++) {
		fl_money end = fl_verify_tranche_end(spec, item->request, item->before, k);
		if (end <= x)
			continue;
		if (!worth_more(bound, item, spec->policy.tranches[k].weight))
			break;
		x = end < item->upper ? end : item->upper;
	}
	return x;
}

/* What one funded dream pays to rows of counts and to cuts. */
static void toll_of(const fl_verify_bound *bound, const fl_verify_item *item, mpz_t ret)
{
	mpz_set(ret, bound->toll[item->kind]);
	if (bound->item_toll)
		mpz_add(ret, ret, bound->item_toll[item - bound->items]);
}

/* Is funding one dream worth it: e - toll + v(x) - price x above 0? */
static bool fund(fl_verify_bound *bound, const fl_verify_item *item, fl_i128 weighted, fl_money x)
{
	bool empty = bound->aim == FL_VERIFY_AIM_EMPTY;
	mpz_mul_si(bound->a, bound->den, empty ? 0 : item->worth);
	toll_of(bound, item, bound->b);
	mpz_sub(bound->a, bound->a, bound->b);
	mpz_mul_si(bound->b, bound->price[item->kind], x);
	mpz_sub(bound->a, bound->a, bound->b);
	mpz_mul_si(bound->a, bound->a, item->request);
	fl_mpz_set_i128(bound->b, empty ? 0 : weighted);
	mpz_mul_si(bound->b, bound->b, item->voice);
	mpz_mul(bound->b, bound->b, bound->den);
	mpz_add(bound->a, bound->a, bound->b);
	return mpz_sgn(bound->a) > 0;
}

/* One column's part of the bound: max(a G, b G). 'tolls': what its funded dreams pay for rows of counts, less e. */
static fl_status add_item(fl_verify_bound *bound, const fl_verify_item *item, fl_verify_box box, mpz_t tolls,
			  fl_fraction_sum *values, fl_error *err)
{
	const fl_round_spec *spec = bound->limits->spec;
	bool counts = bound->aim == FL_VERIFY_AIM_VALUE;
	fl_money x = best_amount(bound, item);
	fl_i128 weighted = fl_verify_has_values(spec) ? fl_verify_weighted(spec, item->request, item->before, x) : 0;
	uint32_t n = box.at_most != box.at_least && fund(bound, item, weighted, x) ? box.at_most : box.at_least;
	if (n == 0)
		return FL_OK;
	fl_mpz_set_i128(bound->a, (fl_i128)x * n);
	mpz_add(bound->money[item->kind], bound->money[item->kind], bound->a);
	toll_of(bound, item, bound->b);
	mpz_addmul_ui(tolls, bound->b, n);
	if (counts && item->worth != 0) {
		mpz_mul_si(bound->a, bound->den, item->worth);
		mpz_submul_ui(tolls, bound->a, n);
	}
	return counts ? fl_fraction_sum_product(values, item->voice, weighted * n, item->request, err) : FL_OK;
}

static fl_status wide_value(fl_verify_bound *bound, const fl_verify_box *boxes, fl_fraction *ret, fl_error *err)
{
	size_t num_kinds = bound->limits->kinds.len;
	fl_fraction_sum values;
	mpz_t tolls;
	fl_status status = FL_OK;
	fl_fraction_sum_init(&values);
	mpz_init(tolls);
	for (size_t k = 0; k < num_kinds; k++)
		mpz_set_ui(bound->money[k], 0);
	for (size_t j = 0; j < bound->num_items && status == FL_OK; j++)
		status = add_item(bound, &bound->items[j],
				  j < bound->num_columns ? boxes[j] : fl_verify_root_box(bound->limits, &bound->items[j]),
				  tolls, &values, err);
	if (status == FL_OK) { /* values + rows_part / (den * limit_den) - (sum of money * price + tolls) / den */
		mpz_set_ui(bound->a, 1);
		fl_fraction_sum_total(&values, bound->a, ret);
		mpz_set(bound->a, tolls);
		for (size_t k = 0; k < num_kinds; k++)
			mpz_addmul(bound->a, bound->money[k], bound->price[k]);
		mpz_mul(bound->a, bound->a, bound->limit_den);
		mpz_sub(bound->a, bound->rows_part, bound->a);
		mpz_mul(bound->b, bound->den, bound->limit_den);
		fl_fraction_add(ret, bound->a, bound->b);
	}
	fl_fraction_sum_release(&values);
	mpz_clear(tolls);
	return status;
}

fl_status fl_verify_bound_value(fl_verify_bound *bound, uint32_t set, fl_verify_aim aim, const fl_verify_box *boxes,
				fl_fraction *ret, fl_error *err)
{
	if (set != bound->set || aim != bound->aim) { /* neighbouring leaves often share their multipliers */
		bound->set = set;
		bound->aim = aim;
		bound->swift.set_fits = false;
		if (bound->swift.possible)
			fl_verify_swift_load(bound);
		if (!bound->swift.set_fits)
			load_set(bound, true);
	}
	if (!bound->swift.set_fits)
		return wide_value(bound, boxes, ret, err);
	fl_verify_swift_value(bound, boxes, ret);
	return FL_OK;
}
