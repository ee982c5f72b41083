/* SPDX-License-Identifier: Apache-2.0
 *
 * print_text.c - the verdict as a page for people.
 */
#include "check/print_verdict.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "check/check_decisions.h"
#include "check/check_earlier.h"
#include "check/check_fit.h"
#include "check/check_laid_down.h"
#include "domain/objective.h"

#include <stdio.h>

static size_t count_standing(const fl_bundle *bundle, fl_standing standing)
{
	size_t count = 0;
	for (size_t i = 0; i < bundle->num_dreams; i++)
		count += bundle->dreams[i].standing == standing;
	return count;
}

static fl_money sum_awards(const fl_bundle *bundle, size_t *ret_funded)
{
	fl_money sum = 0;
	*ret_funded = 0;
	for (size_t i = 0; i < bundle->num_dreams; i++) {
		if (!fl_money_add(sum, bundle->allocation->awards[i].amount, &sum))
			return INT64_MAX;
		*ret_funded += bundle->allocation->awards[i].amount > 0;
	}
	return sum;
}

/* Strangers wrote the id: it goes through the same sieve as messages. */
static void print_safely(fl_str text)
{
	fl_error harmless = FL_ERROR_INIT;
	fl_error_set(&harmless, FL_EINVAL, "%.*s", FL_STR_ARG(text));
	fputs(harmless.message, fl_check_page());
}

enum { DECIMALS = 6, DECIMALS_MAX = 18 };

/* So many decimals that two digits of a small number can be seen. */
static int decimals_of(const mpq_t q)
{
	mpq_t scaled;
	int decimals = DECIMALS;
	mpq_init(scaled);
	mpz_ui_pow_ui(mpq_numref(scaled), 10, DECIMALS);
	mpq_mul(scaled, scaled, q);
	for (; mpq_sgn(scaled) > 0 && mpq_cmp_ui(scaled, 10, 1) < 0 && decimals < DECIMALS_MAX; decimals++) {
		mpz_mul_ui(mpq_numref(scaled), mpq_numref(scaled), 10);
		mpq_canonicalize(scaled);
	}
	mpq_clear(scaled);
	return decimals;
}

/* A number for people, >= 0: whole, or in decimals, rounded down or up. */
static void put_decimal(fl_buf *buf, const mpq_t q, bool up, int decimals)
{
	mpq_t whole;
	mpz_t number, power, rest;
	mpq_init(whole);
	mpz_inits(number, power, rest, NULL);
	mpz_ui_pow_ui(power, 10, (unsigned long)decimals);
	mpz_mul(number, mpq_numref(q), power);
	if (up)
		mpz_cdiv_q(number, number, mpq_denref(q));
	else
		mpz_fdiv_q(number, number, mpq_denref(q));
	mpz_fdiv_qr(mpq_numref(whole), rest, number, power);
	fl_mpq_print(buf, whole);
	if (decimals > 0)
		fl_buf_printf(buf, ".%0*lu", decimals, mpz_get_ui(rest)); /* at most 18 digits */
	mpz_clears(number, power, rest, NULL);
	mpq_clear(whole);
}

/* "17.599940 flowers (rounded down)", "66.662933 % (smallest share of a request; rounded down)" */
static void put_value(fl_buf *buf, const mpq_t q, fl_unit unit, bool up)
{
	mpq_t shown;
	bool share = fl_unit_is_share(unit);
	mpq_init(shown);
	mpq_set_ui(shown, share ? 100 : 1, 1);
	mpq_mul(shown, shown, q);
	bool exact = mpz_cmp_ui(mpq_denref(shown), 1) == 0;
	put_decimal(buf, shown, up, exact ? 0 : decimals_of(shown));
	fl_buf_printf(buf, share ? " %% (%s" : " %s", fl_unit_words(unit, exact && mpq_cmp_ui(shown, 1, 1) == 0));
	if (!exact)
		fl_buf_printf(buf, share ? "; rounded %s" : " (rounded %s)", up ? "up" : "down");
	fl_buf_puts(buf, share ? ")" : "");
	mpq_clear(shown);
}

static void put_journal(fl_buf *buf, const fl_bundle *bundle)
{
	const fl_bundle_journal *j = &bundle->journal;
	char hex[65];
	if (j->size > 0) {
		fl_digest_hex(&j->roots[j->reported - 1], hex);
		fl_buf_printf(buf, "journal    %lld %s%s; the root on the report must be\n           %s\n", FL_MANY(j->size, "entry", "entries"),
			      j->redacted ? ", names left out" : "", hex);
	}
	fl_check_laid_down_say(bundle, buf);
	if (bundle->signer[0])
		fl_buf_printf(buf, "signed     by the key %s\n", bundle->signer);
}

size_t fl_check_taken_over(const fl_bundle *bundle, const char *ret[FL_CHECK_TAKEN_MAX])
{
	static const char *const always[] = { "who gave what and when", "categories, tags and duplicates", "the order of ties",
					      "which fractions were rounded up" };
	const fl_bundle_journal *j = &bundle->journal;
	size_t n = 0;
	for (; n < sizeof always / sizeof *always; n++)
		ret[n] = always[n];
	if (bundle->spec->policy.kind == FL_POLICY_EQUAL_SHARES)
		ret[n++] = "the rule of 'equal-shares'";
	if (bundle->continued)
		ret[n++] = "what was paid and stopped";
	if (bundle->matching.there)
		ret[n++] = "fits, and what partners can take on";
	if (j->redacted && (j->seal.seal || j->approval.ever))
		ret[n++] = "that hidden entries seal and approve what stands beside them";
	return n;
}

static void print_trust(const fl_bundle *bundle)
{
	const char *taken[FL_CHECK_TAKEN_MAX];
	size_t count = fl_check_taken_over(bundle, taken);
	fputs("taken over ", fl_check_page());
	for (size_t i = 0; i < count; i++)
		fprintf(fl_check_page(), "%s%s", i ? ", " : "", taken[i]);
	putc('\n', fl_check_page());
	if (bundle->journal.size == 0) /* else the root of the journal says it */
		fprintf(fl_check_page(), "manifest   %s: is it the one that was published?\n", bundle->manifest);
}

static const char NO_CONFLICT[] = "no single limit is out of reach, and the proof does not show that they conflict together";

static void put_worth(fl_buf *buf, const fl_bundle *bundle, const fl_verdict *verdict)
{
	fl_unit unit = fl_objective_unit(bundle->spec);
	int unique = bundle->allocation->proof->unique;
	fl_buf_puts(buf, "worth      ");
	put_value(buf, verdict->objective, unit, false);
	fl_buf_puts(buf, "\noptimum    ");
	put_value(buf, verdict->optimum, unit, false);
	fl_buf_puts(buf, ", before rounding\nbound      ");
	if (verdict->has_bound)
		put_value(buf, verdict->bound, unit, true);
	fl_buf_puts(buf, verdict->has_bound ? ": no allocation is worth more\n" : "none is claimed\n");
	if (unique >= 0)
		fl_buf_printf(buf, "unique     is said to be %s, which is not proven here\n", unique ? "true" : "false");
}

static void print_end(const fl_bundle *bundle, const fl_verdict *verdict)
{
	if (verdict->verified)
		fputs("verified   yes\n", fl_check_page());
	else
		fprintf(fl_check_page(), "verified   no: %s\n", verdict->why);
	if (!verdict->verified && verdict->infeasible)
		fputs(verdict->conflict[0] ? "proven     that no award meets every limit: 'conflict' is added up here\n"
					   : "not proven that the limits conflict\n",
		      fl_check_page());
	if (verdict->verified || verdict->infeasible)
		print_trust(bundle);
}

void fl_check_print_text(const fl_bundle *bundle, const fl_verdict *verdict)
{
	fl_buf buf;
	size_t funded;
	fl_money awarded = sum_awards(bundle, &funded);
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fputs("round      ", fl_check_page());
	print_safely(bundle->spec->id);
	fl_buf_printf(&buf, "\ndreams     %zu, of which %zu are qualified and %zu funded\n", bundle->num_dreams,
		      count_standing(bundle, FL_QUALIFIED), funded);
	fl_buf_puts(&buf, "awarded    ");
	fl_money_print(&buf, awarded, bundle->spec->currency.minor_digits, true);
	fl_buf_printf(&buf, " %s of ", bundle->spec->currency.code);
	fl_money_print(&buf, bundle->spec->budget, bundle->spec->currency.minor_digits, true);
	fl_buf_printf(&buf, "\nclaim      %s\n", fl_bundle_outcome_word(bundle->allocation->outcome));
	if (verdict->verified)
		put_worth(&buf, bundle, verdict);
	if (verdict->infeasible)
		fl_buf_printf(&buf, "conflict   %s\n", verdict->conflict[0] ? verdict->conflict : NO_CONFLICT);
	fl_check_earlier_say(bundle, &buf);
	if (bundle->matching.there)
		fl_buf_printf(&buf, "matching   %lld %s with %lld %s, fits of %lld (%s); none is worth more than %lld\n",
			      FL_MANY(bundle->matching.matched, "dream", "dreams"), FL_MANY(bundle->matching.partners, "partner", "partners"),
			      (long long)bundle->matching.total, bundle->matching.outcome, (long long)bundle->matching.bound);
	fl_check_decisions_say(bundle, &buf);
	put_journal(&buf, bundle);
	fputs(buf.data ? buf.data : "", fl_check_page());
	print_end(bundle, verdict);
	fl_buf_release(&buf);
}
