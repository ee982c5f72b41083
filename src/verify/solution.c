/* SPDX-License-Identifier: Apache-2.0
 *
 * solution.c - the solution before rounding: does it satisfy the program, and is its value the stated optimum?
 *
 * Its amounts may be fractions of a minor unit, given as a whole part and one of a few shared fractions. Everything
 * is brought over the common denominator of those; sums are taken per kind of dream (limits.h), compared with the
 * groups' limits here and with the pools' money in transport.c.
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "verify/worth.h"

/* A denominator of more bits than this is no honest basis of a few hundred rows. */
#define SCALE_BITS_MAX ((size_t)1 << 24)

/* ---- group limits, for awards and for the unrounded solution alike ---- */

/* sum against share * total + limit, all of it times the denominators: the limit is that of what was awarded before, 0 in a first
 * division. */
static void set_shares(const fl_verify_row *row, mpq_srcptr limit, mpz_srcptr sum, mpz_srcptr total, mpz_srcptr scale, mpz_ptr left,
		       mpz_ptr right)
{
	mpz_t part;
	mpz_init(part);
	mpz_mul_si(left, sum, row->share.den);
	mpz_mul(left, left, mpq_denref(limit));
	mpz_mul_si(right, total, row->share.num);
	mpz_mul(right, right, mpq_denref(limit));
	mpz_mul_si(part, mpq_numref(limit), row->share.den);
	mpz_addmul(right, part, scale);
	mpz_clear(part);
}

static void check_row(fl_verify_case *c, uint32_t k, const mpz_t sum, const mpz_t total, const mpz_t scale,
		      const char *whose)
{
	if (k == FL_VERIFY_NONE)
		return;
	const fl_verify_row *row = &c->limits.rows.items[k];
	bool awarded = row->kind == FL_VERIFY_AWARDED_MIN || row->kind == FL_VERIFY_AWARDED_MAX;
	mpz_t left, right;
	mpz_init(left);
	mpz_init(right);
	if (row->has_lo) { /* sum / scale >= lo, or sum >= share * total */
		mpz_mul(left, sum, mpq_denref(row->lo));
		mpz_mul(right, mpq_numref(row->lo), scale);
		if (awarded)
			set_shares(row, row->lo, sum, total, scale, left, right);
		if (mpz_cmp(left, right) < 0)
			fl_verify_no(c->verdict,
				     awarded ? "the %s give %.*s less than its minimum of what is awarded"
					     : "the %s give %.*s less than its minimum", whose, FL_STR_ARG(row->label));
	}
	if (row->has_hi) {
		mpz_mul(left, sum, mpq_denref(row->hi));
		mpz_mul(right, mpq_numref(row->hi), scale);
		if (awarded)
			set_shares(row, row->hi, sum, total, scale, left, right);
		if (mpz_cmp(left, right) > 0)
			fl_verify_no(c->verdict,
				     awarded ? "the %s give %.*s more than its maximum of what is awarded"
					     : "the %s give %.*s more than its maximum", whose, FL_STR_ARG(row->label));
	}
	mpz_clear(left);
	mpz_clear(right);
}

fl_status fl_verify_groups(fl_verify_case *c, mpz_t *kind_sums, const mpz_t scale, const char *whose, fl_error *err)
{
	const fl_verify_limits *limits = &c->limits;
	mpz_t *sums = fl_alloc_array(limits->groups.len + 1, sizeof *sums);
	mpz_t total;
	if (!sums)
		return fl_enomem(err);
	mpz_init(total);
	for (size_t g = 0; g < limits->groups.len; g++)
		mpz_init(sums[g]);
	for (size_t k = 0; k < limits->kinds.len; k++) {
		const fl_verify_kind *kind = &limits->kinds.items[k];
		mpz_add(total, total, kind_sums[k]);
		for (uint32_t j = 0; j < kind->num_groups; j++)
			mpz_add(sums[kind->groups[j]], sums[kind->groups[j]], kind_sums[k]);
	}
	for (size_t g = 0; g < limits->groups.len; g++) {
		check_row(c, limits->groups.items[g].money, sums[g], total, scale, whose);
		check_row(c, limits->groups.items[g].awarded_min, sums[g], total, scale, whose);
		check_row(c, limits->groups.items[g].awarded_max, sums[g], total, scale, whose);
		mpz_clear(sums[g]);
	}
	mpz_clear(total);
	fl_free(sums);
	return FL_OK;
}

/* ---- the unrounded solution ---- */

typedef struct solution {
	const fl_proof *proof;
	mpz_t scale;      /* common denominator of the fractions */
	mpz_t *rests;     /* each fraction times 'scale' */
	mpz_t *kind_sums; /* times 'scale' */
	size_t num_kinds;
} solution;

static void check_amount(fl_verify_case *c, const solution *s, size_t i)
{
	const fl_exact *x = &s->proof->unrounded[i];
	const fl_verify_terms *terms = &c->limits.terms[i];
	bool nothing = x->whole == 0 && x->rest == 0;
	const char *what = NULL;
	if (x->whole < 0 || x->rest > s->proof->num_rests)
		what = FL_MESSAGE("is malformed");
	else if (!nothing && terms->kind == FL_VERIFY_NONE)
		what = FL_MESSAGE("is not 0, but nothing may be paid to it");
	else if (x->whole > terms->upper || (x->whole == terms->upper && x->rest != 0))
		what = FL_MESSAGE("exceeds the most it may get");
	else if ((!nothing || (c->limits.all_funded && terms->kind != FL_VERIFY_NONE)) && x->whole < terms->least)
		what = FL_MESSAGE("is below the least it may get");
	if (what)
		fl_verify_no(c->verdict, "the unrounded amount of dream '%.*s' %s", FL_STR_ARG(c->dreams[i].id),
			     what);
}

/* The fractions over their common denominator. */
static void check_rests(fl_verify_case *c, solution *s)
{
	for (size_t k = 0; k < s->proof->num_rests; k++) {
		mpq_srcptr rest = s->proof->rests[k];
		if (mpq_sgn(rest) <= 0 || mpz_cmp(mpq_numref(rest), mpq_denref(rest)) >= 0) {
			fl_verify_no(c->verdict, "fraction %zu of the unrounded solution is not between 0 and 1", k);
			return;
		}
		mpz_lcm(s->scale, s->scale, mpq_denref(rest));
		if (mpz_sizeinbase(s->scale, 2) > SCALE_BITS_MAX) {
			fl_verify_no(
			    c->verdict,
			    "the fractions of the unrounded solution have no denominator of reasonable size");
			return;
		}
	}
	for (size_t k = 0; k < s->proof->num_rests; k++) {
		mpq_srcptr rest = s->proof->rests[k];
		mpz_divexact(s->rests[k], s->scale, mpq_denref(rest));
		mpz_mul(s->rests[k], s->rests[k], mpq_numref(rest));
	}
}

static void sum_kinds(const fl_verify_case *c, solution *s)
{
	for (size_t i = 0; i < c->num_dreams; i++) {
		const fl_exact *x = &s->proof->unrounded[i];
		uint32_t kind = c->limits.terms[i].kind;
		if (kind == FL_VERIFY_NONE)
			continue;
		mpz_addmul_ui(s->kind_sums[kind], s->scale, (unsigned long)x->whole);
		if (x->rest != 0)
			mpz_add(s->kind_sums[kind], s->kind_sums[kind], s->rests[x->rest - 1]);
	}
}

/* Sum of v_i(x) and of e_i over the funded: whole parts and fractions apart, each over its own denominators. Where an
 * amount is a whole part and a fraction, the fraction lies in one tranche, because tranches end at whole units. */
static fl_status value_of(const fl_verify_case *c, const solution *s, fl_fraction *ret, fl_error *err)
{
	bool values = fl_verify_has_values(c->spec);
	fl_fraction_sum wholes, rests;
	fl_fraction part;
	mpz_t num, one;
	fl_status status = FL_OK;
	fl_fraction_sum_init(&wholes);
	fl_fraction_sum_init(&rests);
	fl_fraction_init(&part);
	mpz_init(num);
	mpz_init_set_ui(one, 1);
	for (size_t i = 0; i < c->num_dreams && status == FL_OK; i++) {
		const fl_exact *x = &s->proof->unrounded[i];
		const fl_candidate *dream = &c->dreams[i];
		if (!values) {
			if (x->whole > 0 || x->rest != 0)
				mpz_add_ui(wholes.whole, wholes.whole, (unsigned long)c->limits.terms[i].worth);
			continue;
		}
		status = fl_fraction_sum_product(&wholes, fl_verify_voice(c->spec, dream),
						 fl_verify_weighted(c->spec, dream->request, dream->before, x->whole),
						 dream->request, err);
		if (status == FL_OK && x->rest != 0) {
			mpz_mul_si(num, s->rests[x->rest - 1], fl_verify_voice(c->spec, dream));
			mpz_mul_si(num, num, fl_verify_weight_after(c->spec, dream->request, dream->before, x->whole));
			status = fl_fraction_sum_add(&rests, num, dream->request, err);
		}
	}
	if (status == FL_OK) {
		fl_fraction_sum_total(&wholes, one, ret);
		fl_fraction_sum_total(&rests, s->scale, &part);
		fl_fraction_add(ret, part.num, part.den);
	}
	fl_fraction_sum_release(&wholes);
	fl_fraction_sum_release(&rests);
	fl_fraction_release(&part);
	mpz_clear(num);
	mpz_clear(one);
	return status;
}

static fl_status check_value(fl_verify_case *c, const solution *s, fl_error *err)
{
	fl_fraction value;
	if (!fl_verify_has_values(c->spec) && !c->limits.chooses)
		return FL_OK; /* a ratio, no sum: levels.c */
	fl_fraction_init(&value);
	fl_status status = value_of(c, s, &value, err);
	if (status == FL_OK) {
		fl_fraction_get(&value, s->proof->optimum, c->verdict->optimum);
		if (fl_fraction_cmp_q(&value, s->proof->optimum) != 0)
			fl_verify_no(
			    c->verdict,
			    "the unrounded solution has another value than the stated optimum");
	}
	fl_fraction_release(&value);
	return status;
}

static fl_status check_counts(fl_verify_case *c, const solution *s, fl_error *err)
{
	uint32_t *funded = fl_alloc_array(s->num_kinds + 1, sizeof *funded);
	if (!funded)
		return fl_enomem(err);
	for (size_t i = 0; i < c->num_dreams; i++)
		if (c->limits.terms[i].kind != FL_VERIFY_NONE)
			funded[c->limits.terms[i].kind] += s->proof->unrounded[i].whole > 0 || s->proof->unrounded[i].rest;
	fl_status status = fl_verify_counts(c, funded, FL_MESSAGE("unrounded amounts"), err);
	fl_free(funded);
	return status;
}

static fl_status check_solution(fl_verify_case *c, solution *s, fl_error *err)
{
	for (size_t i = 0; i < c->num_dreams && !fl_verify_refused(c->verdict); i++)
		check_amount(c, s, i);
	if (!fl_verify_refused(c->verdict))
		check_rests(c, s);
	if (fl_verify_refused(c->verdict))
		return FL_OK;
	sum_kinds(c, s);
	FL_TRY(fl_verify_groups(c, s->kind_sums, s->scale, FL_MESSAGE("unrounded amounts"), err));
	if (!fl_verify_refused(c->verdict))
		FL_TRY(check_counts(c, s, err));
	if (!fl_verify_refused(c->verdict))
		FL_TRY(fl_verify_transport(c, s->kind_sums, s->scale, false, err));
	return fl_verify_refused(c->verdict) ? FL_OK : check_value(c, s, err);
}

fl_status fl_verify_solution(fl_verify_case *c, fl_error *err)
{
	const fl_proof *proof = c->allocation->proof;
	solution s = { .proof = proof, .num_kinds = c->limits.kinds.len };
	fl_status status = FL_OK;
	if (proof->num_candidates != c->num_dreams) {
		fl_verify_no(c->verdict, "the unrounded solution has %zu amounts for %zu dreams",
			     proof->num_candidates, c->num_dreams);
		return FL_OK;
	}
	s.rests = fl_alloc_array(proof->num_rests + 1, sizeof *s.rests);
	s.kind_sums = fl_alloc_array(s.num_kinds + 1, sizeof *s.kind_sums);
	if (!s.rests || !s.kind_sums) {
		status = fl_enomem(err);
		goto done;
	}
	mpz_init_set_ui(s.scale, 1);
	for (size_t k = 0; k < proof->num_rests; k++)
		mpz_init(s.rests[k]);
	for (size_t k = 0; k < s.num_kinds; k++)
		mpz_init(s.kind_sums[k]);
	status = check_solution(c, &s, err);
	for (size_t k = 0; k < proof->num_rests; k++)
		mpz_clear(s.rests[k]);
	for (size_t k = 0; k < s.num_kinds; k++)
		mpz_clear(s.kind_sums[k]);
	mpz_clear(s.scale);
done:
	fl_free(s.rests);
	fl_free(s.kind_sums);
	return status;
}
