/* SPDX-License-Identifier: Apache-2.0
 *
 * group_money.c - what a group's limits come to in money. Shares of what is awarded are no money yet: they are rows of the program.
 */
#include "allocate/group_money.h"

static void share_of_budget(mpq_t ret, const fl_round_spec *spec, fl_share share)
{
	mpq_t budget;
	mpq_init(budget);
	fl_mpq_set_i64(budget, spec->budget, 1);
	fl_mpq_set_i64(ret, share.num, share.den);
	mpq_mul(ret, ret, budget);
	mpq_clear(budget);
}

static void find_limits(fl_group_money *m, const fl_round_spec *spec, const fl_group *group)
{
	mpq_t share;
	mpq_init(share);
	m->has_lo = group->has_min;
	m->has_hi = group->has_max;
	fl_mpq_set_i64(m->lo, group->has_min ? group->min : 0, 1);
	fl_mpq_set_i64(m->hi, group->has_max ? group->max : 0, 1);
	if (group->of == FL_OF_BUDGET && group->has_min_share) {
		share_of_budget(share, spec, group->min_share);
		if (!m->has_lo || mpq_cmp(share, m->lo) > 0)
			mpq_set(m->lo, share);
		m->has_lo = true;
	}
	if (group->of == FL_OF_BUDGET && group->has_max_share) {
		share_of_budget(share, spec, group->max_share);
		if (!m->has_hi || mpq_cmp(share, m->hi) < 0)
			mpq_set(m->hi, share);
		m->has_hi = true;
	}
	mpq_clear(share);
}

static void take_off(fl_group_money *m, fl_money before)
{
	mpq_t given;
	mpq_init(given);
	fl_mpq_set_i64(given, before, 1);
	mpq_sub(m->lo, m->lo, given);
	mpq_sub(m->hi, m->hi, given);
	if (mpq_sgn(m->hi) < 0)
		mpq_set_ui(m->hi, 0, 1);
	if (before > 0 && mpq_sgn(m->lo) < 0)
		mpq_set_ui(m->lo, 0, 1);
	mpq_clear(given);
}

static void round_for_people(fl_group_money *m)
{
	mpz_t z;
	mpz_init(z);
	fl_mpq_ceil(z, m->lo);
	if (!m->has_lo)
		m->lo_whole = 0;
	else if (!fl_mpz_get_i64(z, &m->lo_whole))
		m->lo_whole = INT64_MAX;
	fl_mpq_floor(z, m->hi);
	if (!m->has_hi)
		m->hi_whole = 0;
	else if (!fl_mpz_get_i64(z, &m->hi_whole))
		m->hi_whole = INT64_MAX;
	mpz_clear(z);
}

void fl_group_money_init(fl_group_money *ret, const fl_round_spec *spec, const fl_group *group, fl_money before)
{
	mpq_inits(ret->lo, ret->hi, NULL);
	find_limits(ret, spec, group);
	take_off(ret, before);
	round_for_people(ret);
}

void fl_group_money_release(fl_group_money *money)
{
	mpq_clears(money->lo, money->hi, NULL);
}
