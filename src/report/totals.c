/* SPDX-License-Identifier: Apache-2.0
 *
 * totals.c - counting dreams by standing and adding up money and flowers, with overflow as an error.
 */
#include "report/totals.h"

#include "base/error.h"
#include "report/figure.h"

static bool is_fraction(const fl_currency *currency, fl_money amount)
{
	return amount % fl_figure_major(currency, 1) != 0;
}

static fl_status add(int64_t *sum, int64_t amount, const char *what, fl_error *err)
{
	if (!fl_money_add(*sum, amount, sum))
		return fl_error_set(err, FL_ERANGE, "the sum of all %s is too large", what);
	return FL_OK;
}

static fl_status add_dream(const fl_result_dream *dream, const fl_currency *currency, fl_totals *t, fl_error *err)
{
	const fl_candidate *candidate = dream->candidate;
	t->by_status[fl_dream_status_of(dream)]++;
	t->unclear += dream->unclear;
	t->fractions |= is_fraction(currency, candidate->request) || is_fraction(currency, dream->award->amount);
	if (candidate->standing != FL_QUALIFIED)
		return FL_OK;
	t->funded += dream->award->amount > 0;
	FL_TRY(add(&t->requested, candidate->request, "requests", err));
	FL_TRY(add(&t->awarded, dream->award->amount, "awards", err));
	return add(&t->flowers, candidate->tally, "flowers", err);
}

fl_status fl_totals_count(const fl_result *result, fl_totals *ret_totals, fl_error *err)
{
	fl_totals t = { 0 };
	t.dreams = (int64_t)result->num_dreams;
	t.budget = result->spec->budget;
	for (size_t i = 0; i < result->num_dreams; i++)
		FL_TRY(add_dream(&result->dreams[i], &result->spec->currency, &t, err));
	for (size_t p = 0; p < result->spec->num_pools; p++)
		t.fractions |= is_fraction(&result->spec->currency, result->spec->pools[p].amount);
	t.duplicates = t.by_status[FL_ST_DUPLICATE];
	t.below = t.by_status[FL_ST_BELOW];
	t.ineligible = t.by_status[FL_ST_INELIGIBLE];
	t.whole = t.by_status[FL_ST_FUNDED];
	t.qualified = t.dreams - t.duplicates - t.below - t.ineligible;
	*ret_totals = t;
	return FL_OK;
}
