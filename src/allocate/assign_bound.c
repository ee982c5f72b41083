/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_bound.c - what a set of prices proves about a case of the search: the bound of domain/assignment.h, in whole numbers.
 *
 * Multipliers of a linear program in doubles become whole prices by rounding. Any prices give a true bound; near the multipliers it is a
 * good one.
 */
#include "allocate/assign_money.h"

#include <math.h>

#define LARGEST 1125899906842624.0 /* 2^50: sums of 2^63 units of money at such prices stay below 2^127 */

bool fl_assign_within(const fl_assign_case *c, const uint32_t *partner)
{
	for (uint32_t p = 0; p < c->num_partners; p++) {
		fl_assign_wide spent = 0;
		for (size_t i = 0; c->places[p].money >= 0 && i < c->num_dreams; i++)
			spent += partner[i] == p ? c->brings[i] : 0;
		if (c->places[p].money >= 0 && spent > c->places[p].money)
			return false;
	}
	return true;
}

bool fl_assign_void(fl_assign_search *s)
{
	const fl_assign_case *c = s->c;
	for (size_t p = 0; p < c->num_partners; p++)
		s->load[p] = s->spent[p] = 0;
	for (size_t i = 0; i < c->num_dreams; i++)
		if (s->forced[i] != FL_UNASSIGNED) {
			s->load[s->forced[i]]++;
			s->spent[s->forced[i]] += c->brings[i];
		}
	for (size_t p = 0; p < c->num_partners; p++)
		if (s->load[p] > c->places[p].most || (c->places[p].money >= 0 && s->spent[p] > c->places[p].money))
			return true;
	return false;
}

fl_assign_wide fl_assign_net(const fl_assign_search *s, const int64_t *prices, size_t k, size_t dream)
{
	const fl_fit *f = &s->c->fits[k];
	fl_assign_wide points = (fl_assign_wide)f->fit * s->scale - prices[f->partner];
	return points * s->fine - (fl_assign_wide)s->c->brings[dream] * prices[s->c->num_partners + f->partner];
}

fl_assign_wide fl_assign_gain(const fl_assign_search *s, const int64_t *prices, size_t i)
{
	bool open = s->forced[i] == FL_UNASSIGNED, any = open;
	fl_assign_wide best = 0;
	for (size_t k = s->c->start[i]; k < s->c->start[i + 1]; k++) {
		if (open ? s->barred[k] : s->c->fits[k].partner != s->forced[i])
			continue;
		fl_assign_wide net = fl_assign_net(s, prices, k, i);
		best = !any || net > best ? net : best;
		any = true;
	}
	return best;
}

int64_t fl_assign_bound(const fl_assign_search *s, const int64_t *prices)
{
	const fl_assign_case *c = s->c;
	fl_assign_wide sum = 0, unit = (fl_assign_wide)s->scale * s->fine;
	for (size_t i = 0; i < c->num_dreams; i++)
		sum += fl_assign_gain(s, prices, i);
	for (size_t p = 0; p < c->num_partners; p++) {
		int64_t y = prices[p], z = prices[c->num_partners + p];
		sum += (fl_assign_wide)y * s->fine * (y > 0 ? c->places[p].most : c->places[p].least);
		sum += c->places[p].money > 0 ? (fl_assign_wide)z * c->places[p].money : 0;
	}
	fl_assign_wide whole = sum / unit - (sum % unit < 0);
	return whole > s->far ? s->far : whole < -1 ? -1 : (int64_t)whole;
}

bool fl_assign_prices(const fl_assign_search *s, double times, int64_t *ret)
{
	size_t count = s->c->num_partners;
	const double *y = s->y + s->c->num_dreams, *z = y + count;
	for (size_t p = 0; p < count; p++) {
		const fl_place *place = &s->c->places[p];
		double a = y[p] * times * (double)s->scale, b = z[p] * times * (double)s->scale * (double)s->fine;
		if (!(fabs(a) < LARGEST) || !(fabs(b) < LARGEST))
			return false;
		ret[p] = (int64_t)llround(a);
		ret[count + p] = (int64_t)llround(b);
		if (ret[p] < 0 && place->least == 0)
			ret[p] = 0;
		if (ret[count + p] < 0 || place->money < 0)
			ret[count + p] = 0;
	}
	return true;
}

int64_t fl_assign_usual_fit(const fl_assign_case *c)
{
	int64_t sum = 0, count = 1;
	for (size_t i = 0; i < c->num_dreams; i++)
		if (c->start[i] < c->start[i + 1]) {
			sum += c->fits[c->start[i]].fit;
			count++;
		}
	return (sum << 20) / count + 1;
}
