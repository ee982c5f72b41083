/* SPDX-License-Identifier: Apache-2.0
 *
 * conflict.c - of a round that is called infeasible: is there one limit that nothing can meet?
 *
 * Every dream gets at most u_i and, where there is a base grant, at least m_i (limits.c). So nothing meets
 *
 *   a minimum   of a group, or a pool that must be spent, above the sum of u_i of the dreams in it
 *   a minimum   of a group above the money of all pools that may pay a dream in it
 *   a minimum   of a group above its own maximum
 *   a maximum   of a group, below the sum of m_i of the dreams in it where every qualified dream gets at least its base grant
 *
 * The first of these is a proof, for it is added up here from nothing but the round and its facts. Where there is none, limits
 * conflict only together, or not at all. Then the proof may have multipliers (Farkas): added up with them, the limits ask for more than all
 * dreams can take, or for whole requests so in each case of a tree. Without them the checker says that it is not proven.
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <stdio.h>

#define NAMES_SHOWN 6

typedef struct reach { /* of one limit */
	mpz_t most, least, paid; /* sums of u_i and of m_i of its dreams; money of the pools that may pay one of them */
	size_t dreams;
} reach;

static bool has(const uint32_t *list, size_t len, uint32_t value)
{
	for (size_t i = 0; i < len; i++)
		if (list[i] == value)
			return true;
	return false;
}

static bool in_row(const fl_verify_limits *limits, const fl_verify_row *row, const fl_verify_kind *kind)
{
	const fl_verify_signature *pools = &limits->signatures.items[kind->signature];
	return row->kind == FL_VERIFY_POOL ? has(pools->pools, pools->len, row->of) : has(kind->groups, kind->num_groups, row->of);
}

static void add(mpz_t sum, fl_money amount)
{
	mpz_t term;
	mpz_init(term);
	fl_mpz_set_i64(term, amount);
	mpz_add(sum, sum, term);
	mpz_clear(term);
}

static void add_up(const fl_verify_case *c, const fl_verify_row *row, reach *r)
{
	const fl_verify_limits *limits = &c->limits;
	for (size_t i = 0; i < c->num_dreams; i++) {
		const fl_verify_terms *terms = &limits->terms[i];
		if (terms->kind == FL_VERIFY_NONE || !in_row(limits, row, &limits->kinds.items[terms->kind]))
			continue;
		add(r->most, terms->upper);
		add(r->least, limits->all_funded ? terms->least : 0);
		r->dreams++;
	}
	for (uint32_t p = 0; p < c->spec->num_pools; p++) {
		bool pays = false;
		for (size_t k = 0; !pays && k < limits->kinds.len; k++) {
			const fl_verify_signature *pools = &limits->signatures.items[limits->kinds.items[k].signature];
			pays = in_row(limits, row, &limits->kinds.items[k]) && has(pools->pools, pools->len, p);
		}
		if (pays)
			add(r->paid, fl_pool_money(&c->spec->pools[p]));
	}
}

/* "group 'x' needs at least 5,000.00, but WHAT 4,000.00 in all". */
static void say(fl_verify_case *c, const fl_verify_row *row, const char *bound, const mpq_t limit, const char *what, const mpz_t sum)
{
	mpz_t whole;
	fl_money a, b;
	fl_buf buf;
	mpz_init(whole);
	mpz_fdiv_q(whole, mpq_numref(limit), mpq_denref(limit));
	fl_buf_init(&buf, 1 << 16);
	fl_buf_printf(&buf, "%.*s %s ", FL_STR_ARG(row->label), bound);
	if (fl_mpz_get_i64(whole, &a) && fl_mpz_get_i64(sum, &b)) {
		fl_money_print(&buf, a, c->spec->currency.minor_digits, true);
		fl_buf_printf(&buf, ", but %s ", what);
		fl_money_print(&buf, b, c->spec->currency.minor_digits, true);
		fl_buf_puts(&buf, " in all");
	}
	fl_error harmless = FL_ERROR_INIT; /* labels come from strangers: this escapes them */
	fl_error_set(&harmless, FL_EINVAL, "%.*s", FL_STR_ARG(fl_buf_view(&buf)));
	snprintf(c->verdict->conflict, sizeof c->verdict->conflict, "%s", harmless.message);
	fl_buf_release(&buf);
	mpz_clear(whole);
}

/* Is the minimum above the sum, or the maximum below it? */
static bool beyond(const mpq_t limit, const mpz_t sum, int sign)
{
	mpq_t whole;
	mpq_init(whole);
	mpq_set_z(whole, sum);
	int order = mpq_cmp(limit, whole);
	mpq_clear(whole);
	return sign > 0 ? order > 0 : order < 0;
}

/* A group that needs more than it may get. */
static bool contradicts_itself(fl_verify_case *c, const fl_verify_row *row)
{
	mpz_t most;
	if (!row->has_lo || !row->has_hi || mpq_cmp(row->lo, row->hi) <= 0)
		return false;
	mpz_init(most);
	mpz_fdiv_q(most, mpq_numref(row->hi), mpq_denref(row->hi));
	say(c, row, "needs at least", row->lo, "may get at most", most);
	mpz_clear(most);
	return true;
}

static bool look_at(fl_verify_case *c, const fl_verify_row *row)
{
	reach r = { .dreams = 0 };
	mpz_inits(r.most, r.least, r.paid, NULL);
	add_up(c, row, &r);
	bool low = row->has_lo && beyond(row->lo, r.most, 1), unpaid = row->has_lo && beyond(row->lo, r.paid, 1);
	bool high = row->kind == FL_VERIFY_MONEY && row->has_hi && beyond(row->hi, r.least, -1);
	if (low)
		say(c, row, "needs at least", row->lo, "its qualified dreams can take no more than", r.most);
	else if (unpaid)
		say(c, row, "needs at least", row->lo, "the pools that may pay its dreams have", r.paid);
	else if (high)
		say(c, row, "may get at most", row->hi, "the base grants of its dreams come to", r.least);
	mpz_clears(r.most, r.least, r.paid, NULL);
	return low || unpaid || high;
}

/* "pool 'general', group 'x' and 3 more cannot hold together". */
static void say_together(fl_verify_case *c)
{
	const fl_proof *proof = c->allocation->proof;
	size_t shown = 0, more = 0;
	fl_buf buf;
	fl_error harmless = FL_ERROR_INIT;
	fl_buf_init(&buf, 1 << 16);
	for (size_t k = 0; k < proof->num_rows; k++) {
		bool used = false;
		for (size_t i = 0; i < proof->num_sets; i++)
			for (size_t m = 0; m < proof->sets[i].len; m++)
				used = used || proof->sets[i].items[m].row == k;
		size_t row = used ? fl_map_get(&c->limits.row_of_name, proof->rows[k]) : FL_MAP_NONE;
		if (row == FL_MAP_NONE)
			continue;
		if (shown++ < NAMES_SHOWN)
			fl_buf_printf(&buf, "%s%.*s", shown > 1 ? ", " : "", FL_STR_ARG(c->limits.rows.items[row].label));
		else
			more++;
	}
	if (more > 0)
		fl_buf_printf(&buf, " and %zu more", more);
	fl_buf_puts(&buf, shown > 1 ? " cannot hold together" : " cannot hold");
	fl_error_set(&harmless, FL_EINVAL, "%.*s", FL_STR_ARG(fl_buf_view(&buf)));
	snprintf(c->verdict->conflict, sizeof c->verdict->conflict, "%s", harmless.message);
	fl_buf_release(&buf);
}

fl_status fl_verify_conflict(fl_verify_case *c, fl_error *err)
{
	bool proven;
	FL_TRY(fl_verify_limits_build(c->spec, c->dreams, c->num_dreams, &c->limits, err));
	for (size_t i = 0; i < c->limits.rows.len; i++) {
		const fl_verify_row *row = &c->limits.rows.items[i];
		bool minimum = row->has_lo && mpq_sgn(row->lo) > 0, granted = c->limits.all_funded && row->has_hi;
		if ((row->kind == FL_VERIFY_POOL || row->kind == FL_VERIFY_MONEY) && (minimum || granted) &&
		    (contradicts_itself(c, row) || look_at(c, row)))
			return FL_OK;
	}
	FL_TRY(fl_verify_nothing_feasible(c, &proven, err));
	if (proven)
		say_together(c);
	return FL_OK;
}
