/* SPDX-License-Identifier: Apache-2.0
 *
 * mir.c - inequalities that follow from the limits because dreams are funded or not, and never by halves.
 *
 * A proof does not state them, it says how they are made: multipliers that add up limits (and cuts made before) to one
 * inequality sum_i a_i n_i <= b over the numbers of funded dreams, a whole divisor, and a side, the dreams that are counted from
 * above. The rounding that domain/proof.h writes out is done here, in whole numbers, so a cut cannot say more than it may. What
 * is asked:
 *
 *   multipliers  whole numbers, so that all a_i are; cuts among them come earlier in the list
 *   divisor      above 0
 *   side         no dream twice; of a column of equal dreams all or none
 *   size         every number below 2^60, so that sums are exact; larger ones are refused, right or wrong
 */
#include "verify/bound.h"

#include "base/error.h"

#define SIZE_MOST   ((fl_i128)1 << 60)
#define MOST_ENTRIES ((size_t)1 << 27)

typedef struct making {
	fl_verify_bound *bound;
	fl_verdict *verdict;
	size_t number;     /* of the cut at hand */
	uint32_t *item_of; /* per dream: its item, FL_VERIFY_NONE none */
	size_t *stamp;     /* per dream: the last cut + 1 whose side it was in */
	uint32_t *from_above; /* per item: how many of its dreams are in the side */
	int64_t *a;        /* per item */
	fl_i128 b;
} making;

static bool refuse(making *m, const char *why)
{
	fl_verify_no(m->verdict, "cut %zu of the proof %s", m->number, why);
	return false;
}

static fl_status find_items(making *m, fl_error *err)
{
	const fl_verify_bound *bound = m->bound;
	const fl_verify_limits *limits = bound->limits;
	m->item_of = fl_alloc_array(limits->num_dreams + 1, sizeof *m->item_of);
	m->stamp = fl_alloc_array(limits->num_dreams + 1, sizeof *m->stamp);
	m->from_above = fl_alloc_array(bound->num_items + 1, sizeof *m->from_above);
	m->a = fl_alloc_array(bound->num_items + 1, sizeof *m->a);
	if (!m->item_of || !m->stamp || !m->from_above || !m->a)
		return fl_enomem(err);
	for (size_t i = 0; i < limits->num_dreams; i++)
		m->item_of[i] = FL_VERIFY_NONE;
	for (uint32_t j = 0; j < bound->num_columns; j++)
		for (uint32_t k = 0; k < bound->proof->columns[j].len; k++)
			m->item_of[bound->proof->columns[j].dreams[k]] = j;
	uint32_t next = (uint32_t)bound->num_columns; /* the order of bound.c */
	for (size_t i = 0; i < limits->num_dreams; i++)
		if (limits->terms[i].kind != FL_VERIFY_NONE && m->item_of[i] == FL_VERIFY_NONE)
			m->item_of[i] = next++;
	return FL_OK;
}

static bool take_side(making *m, const fl_proof_column *side)
{
	for (size_t j = 0; j < m->bound->num_items; j++)
		m->from_above[j] = 0;
	for (uint32_t k = 0; k < side->len; k++) {
		uint32_t i = side->dreams[k];
		if (i >= m->bound->limits->num_dreams || m->item_of[i] == FL_VERIFY_NONE)
			return refuse(m, FL_MESSAGE("counts a dream from above that nothing may be paid to"));
		if (m->stamp[i] == m->number + 1)
			return refuse(m, FL_MESSAGE("names a dream of its side twice"));
		m->stamp[i] = m->number + 1;
		m->from_above[m->item_of[i]]++;
	}
	for (size_t j = 0; j < m->bound->num_columns; j++)
		if (m->from_above[j] != 0 && m->from_above[j] != m->bound->items[j].count)
			return refuse(m, FL_MESSAGE("counts some dreams of a column from above, and others not"));
	return true;
}

static bool small(fl_i128 value)
{
	return value < SIZE_MOST && value > -SIZE_MOST;
}

/* z / den, a whole number of moderate size. */
static bool whole_quotient(making *m, mpz_srcptr z, mpz_ptr scratch, int64_t *ret)
{
	if (!mpz_divisible_p(z, m->bound->den))
		return refuse(m, FL_MESSAGE("is made from fractions of the limits"));
	mpz_divexact(scratch, z, m->bound->den);
	if (!mpz_fits_slong_p(scratch) || !small(mpz_get_si(scratch)))
		return refuse(m, FL_MESSAGE("has numbers that are too large"));
	*ret = mpz_get_si(scratch);
	return true;
}

/* a_i of an item from the prices of the set: what a funded dream takes of the limits at the least. */
static bool take_share(making *m, size_t j)
{
	fl_verify_bound *bound = m->bound;
	const fl_verify_item *item = &bound->items[j];
	mpz_srcptr price = bound->price[item->kind];
	mpz_mul_si(bound->b, price, mpz_sgn(price) < 0 ? item->upper : item->least);
	mpz_add(bound->b, bound->b, bound->toll[item->kind]);
	return whole_quotient(m, bound->b, bound->a, &m->a[j]);
}

/* An earlier cut, y times. */
static bool add_cut(making *m, const fl_verify_cut *cut, mpq_srcptr y)
{
	if (!mpz_fits_slong_p(mpq_numref(y)))
		return refuse(m, FL_MESSAGE("has numbers that are too large"));
	fl_i128 times = mpz_get_si(mpq_numref(y));
	m->b += times * cut->limit; /* 2^63 * 2^60 at most */
	for (size_t e = cut->first; e < cut->first + cut->len; e++) {
		const fl_verify_cut_entry *entry = &m->bound->cut_entries.items[e];
		fl_i128 sum = m->a[entry->item] + times * entry->g;
		if (!small(sum) || !small(m->b))
			return refuse(m, FL_MESSAGE("has numbers that are too large"));
		m->a[entry->item] = (int64_t)sum;
	}
	return small(m->b) || refuse(m, FL_MESSAGE("has numbers that are too large"));
}

/* sum a n <= b from the multipliers. */
static bool take_sum(making *m, uint32_t number)
{
	fl_verify_bound *bound = m->bound;
	const fl_multiplier_set *set = &bound->proof->sets[number];
	for (size_t k = 0; k < set->len; k++) {
		if (mpz_cmp_ui(mpq_denref(set->items[k].y), 1) != 0)
			return refuse(m, FL_MESSAGE("is made from fractions of the limits"));
		if (set->items[k].row >= bound->proof->num_rows + m->number)
			return refuse(m, FL_MESSAGE("is made from itself or a later one"));
	}
	fl_verify_bound_load(bound, number);
	mpz_mul(bound->a, bound->den, bound->limit_den);
	mpz_fdiv_q(bound->b, bound->rows_part, bound->a);
	if (!mpz_fits_slong_p(bound->b) || !small(mpz_get_si(bound->b)))
		return refuse(m, FL_MESSAGE("has numbers that are too large"));
	m->b = mpz_get_si(bound->b);
	for (size_t j = 0; j < bound->num_items; j++)
		if (!take_share(m, j))
			return false;
	for (size_t k = 0; k < set->len; k++)
		if (set->items[k].row >= bound->proof->num_rows &&
		    !add_cut(m, &bound->cuts[set->items[k].row - bound->proof->num_rows], set->items[k].y))
			return false;
	return true;
}

/* floor(a / d), and a mod d. */
static int64_t divide(int64_t a, int64_t d, int64_t *ret_rest)
{
	int64_t whole = a / d, rest = a % d;
	*ret_rest = rest < 0 ? rest + d : rest;
	return rest < 0 ? whole - 1 : whole;
}

static int64_t rounded(int64_t a, int64_t d, int64_t r) /* G(a) */
{
	int64_t over, whole = divide(a, d, &over);
	return (d - r) * whole + (over > r ? over - r : 0); /* at most |a| + d in size */
}

static fl_status round_sum(making *m, int64_t d, fl_error *err)
{
	fl_verify_bound *bound = m->bound;
	fl_verify_cut *cut = &bound->cuts[m->number];
	fl_i128 limit = m->b;
	int64_t r;
	for (size_t j = 0; j < bound->num_items; j++)
		limit -= (fl_i128)m->a[j] * m->from_above[j]; /* 2^92 a step at most */
	if (!small(limit)) {
		refuse(m, FL_MESSAGE("has numbers that are too large"));
		return FL_OK;
	}
	limit = divide((int64_t)limit, d, &r);
	limit *= d - r;
	cut->first = bound->cut_entries.len;
	for (size_t j = 0; j < bound->num_items; j++) {
		int64_t g = m->from_above[j] > 0 ? -rounded(-m->a[j], d, r) : rounded(m->a[j], d, r);
		limit += (fl_i128)g * m->from_above[j];
		fl_verify_cut_entry entry = { (uint32_t)j, g };
		if (g != 0 && bound->cut_entries.len < MOST_ENTRIES && !fl_vec_push(&bound->cut_entries, entry))
			return fl_enomem(err);
	}
	cut->len = bound->cut_entries.len - cut->first;
	cut->limit = (int64_t)limit;
	if (!small(limit) || bound->cut_entries.len == MOST_ENTRIES)
		refuse(m, FL_MESSAGE("has numbers that are too large"));
	return FL_OK;
}

static fl_status make_cut(making *m, const fl_proof_cut *cut, fl_error *err)
{
	const fl_proof *proof = m->bound->proof;
	if (cut->multipliers >= proof->num_sets || cut->side >= proof->num_sides)
		refuse(m, FL_MESSAGE("names multipliers or a side that do not exist"));
	else if (cut->divisor <= 0 || !small(cut->divisor))
		refuse(m, FL_MESSAGE("has no divisor that could be used"));
	else if (take_side(m, &proof->sides[cut->side]) && take_sum(m, cut->multipliers))
		return round_sum(m, cut->divisor, err);
	return FL_OK;
}

static fl_status make_room(fl_verify_bound *bound, fl_error *err)
{
	bound->cuts = fl_alloc_array(bound->proof->num_cuts, sizeof *bound->cuts);
	bound->item_toll = fl_alloc_array(bound->num_items + 1, sizeof *bound->item_toll);
	for (size_t j = 0; bound->item_toll && j < bound->num_items; j++)
		mpz_init(bound->item_toll[j]);
	if (bound->swift.possible)
		bound->swift.item_toll = fl_alloc_array(bound->num_items + 1, sizeof *bound->swift.item_toll);
	bool held = !bound->swift.possible || bound->swift.item_toll;
	return bound->cuts && bound->item_toll && held ? FL_OK : fl_enomem(err);
}

fl_status fl_verify_cuts_make(fl_verify_bound *bound, fl_verdict *verdict, fl_error *err)
{
	making m = { .bound = bound, .verdict = verdict };
	if (bound->proof->num_cuts == 0)
		return FL_OK;
	fl_status status = make_room(bound, err);
	if (status == FL_OK)
		status = find_items(&m, err);
	for (; status == FL_OK && m.number < bound->proof->num_cuts && !fl_verify_refused(verdict); m.number++) {
		status = make_cut(&m, &bound->proof->cuts[m.number], err);
		bound->num_cuts = m.number + 1;
	}
	bound->set = FL_VERIFY_NONE;
	fl_free(m.item_of);
	fl_free(m.stamp);
	fl_free(m.from_above);
	fl_free(m.a);
	return status;
}
