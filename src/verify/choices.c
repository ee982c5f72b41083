/* SPDX-License-Identifier: Apache-2.0
 *
 * choices.c - the checker of values of dreams.
 *
 * A leaf states a value for every dream and, for every partner, what its best choice is worth at most when each dream costs it its value. If
 * that is so, no assignment is worth more than all values and all of these together. That it is so is shown here for one partner after
 * another. At the prices y and z of the leaf a dream is worth net = fit - value - y - brings x z to the partner, and a choice is worth no more
 * than
 *
 *     the sum of all nets above 0  +  y x (most if y > 0, else least)  +  money x z
 *
 * less the net of every dream above 0 that it leaves out, and less that of every dream below 0 that it takes. So a choice that is worth more
 * than is said departs from "all above 0 and no other" only by dreams whose nets together are less than the difference. All of these sets are
 * looked at: as pairs of a set of one half of such dreams and a set of the other (Horowitz and Sahni, Computing partitions with applications to
 * the knapsack problem, Journal of the ACM 21, 1974). Whatever the prices, nothing is left out; bad prices only make it long, and what is too
 * long is refused.
 */
#include "verify/choices.h"

#include "base/error.h"
#include "base/vec.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

#define VALUE_MAX (INT64_C(1) << 60)
#define SETS_MAX  ((size_t)1 << 16) /* of one half */
#define PAIRS_MAX ((size_t)1 << 24) /* of one partner */

typedef struct departure { /* from "all above 0 and no other" */
	wide loss, worth, brings;
	int64_t count;
} departure;

typedef struct departures {
	wide loss, worth, brings;
	int64_t count;
} departures;

typedef FL_VEC(departure) departure_list;
typedef FL_VEC(departures) set_list;

typedef struct partner {
	int64_t least, most;
	wide money;
	bool limited;
	wide bound, worth, brings; /* of "all above 0 and no other" */
	int64_t count;
	wide stated;
	departure_list may;
	set_list sets[2];
	size_t pairs;
} partner;

typedef struct pairing { /* of one partner */
	uint32_t dream;
	size_t fit;
} pairing;

/* ---- sets -------------------------------------------------------------------------------------------------------------- */

static int smallest_loss(const void *a, const void *b)
{
	const departure *x = a, *y = b;
	return x->loss < y->loss ? -1 : x->loss > y->loss;
}

static int most_money(const void *a, const void *b)
{
	const departures *x = a, *y = b;
	return x->brings > y->brings ? -1 : x->brings < y->brings;
}

/* All sets of every second departure that lose less than the allowance, by adding one departure after another to those there are. */
static fl_status list_sets(partner *p, size_t first, wide allowance, bool *too_many, fl_error *err)
{
	set_list *sets = &p->sets[first];
	departures none = { 0 };
	sets->len = 0;
	if (!fl_vec_push(sets, none))
		return fl_enomem(err);
	for (size_t k = first; k < p->may.len; k += 2) {
		const departure *d = &p->may.items[k];
		for (size_t n = sets->len; n-- > 0;) {
			departures more = sets->items[n];
			if (more.loss + d->loss >= allowance)
				continue;
			more = (departures){ more.loss + d->loss, more.worth + d->worth, more.brings + d->brings, more.count + d->count };
			*too_many = *too_many || sets->len >= SETS_MAX;
			if (*too_many)
				return FL_OK;
			if (!fl_vec_push(sets, more))
				return fl_enomem(err);
		}
	}
	return FL_OK;
}

/* Is the choice made by departing from "all above 0" by both sets allowed, and worth more than stated? */
static bool exceeds(const partner *p, const departures *a, const departures *b)
{
	int64_t count = p->count + a->count + b->count;
	wide brings = p->brings + a->brings + b->brings;
	return count >= p->least && count <= p->most && (!p->limited || brings <= p->money) && p->worth + a->worth + b->worth > p->stated;
}

/* Of the second half, which brings the most first, only sets count that keep the limit in money and do not leave too much of it. */
static fl_choices_answer search_pairs(partner *p, int64_t z, int64_t fine)
{
	const set_list *second = &p->sets[1];
	wide allowance = p->bound - p->stated;
	for (size_t n = 0; n < p->sets[0].len; n++) {
		const departures *a = &p->sets[0].items[n];
		wide money = p->money - p->brings - a->brings;
		size_t from = 0, to = second->len;
		while (p->limited && from < to) {
			size_t middle = from + (to - from) / 2;
			if (second->items[middle].brings > money)
				from = middle + 1;
			else
				to = middle;
		}
		for (size_t k = from; k < second->len; k++) {
			const departures *b = &second->items[k];
			if (p->limited && a->loss + (money - b->brings) * z / fine >= allowance)
				break; /* what is left of the money is lost as well */
			if (++p->pairs > PAIRS_MAX)
				return FL_CHOICES_TOO_MANY;
			if (exceeds(p, a, b))
				return FL_CHOICES_EXCEEDED;
		}
	}
	return FL_CHOICES_HOLD;
}

/* ---- a partner --------------------------------------------------------------------------------------------------------- */

static wide below(wide n, int64_t by) /* n >= 0 */
{
	return n / by;
}

static fl_status take_pairings(partner *p, const fl_choices *x, uint32_t at, const pairing *list, size_t n, fl_error *err)
{
	const fl_assign_case *c = x->c;
	int64_t y = x->prices[at], z = x->prices[c->num_partners + at], fine = x->proof->fine;
	p->bound = (wide)y * (y > 0 ? p->most : p->least) + (p->limited ? below(p->money * z, fine) : 0);
	p->may.len = 0;
	for (size_t k = 0; k < n; k++) {
		uint32_t i = list[k].dream;
		if (x->forced[i] != FL_UNASSIGNED || x->barred[list[k].fit])
			continue;
		wide brings = c->brings ? c->brings[i] : 0, worth = (wide)c->fits[list[k].fit].fit * x->proof->scale - x->values[i];
		wide net = worth - y - below(brings * z, fine);
		departure d = { net > 0 ? net : -net, net > 0 ? -worth : worth, net > 0 ? -brings : brings, net > 0 ? -1 : 1 };
		if (net > 0) {
			p->bound += net;
			p->worth += worth;
			p->brings += brings;
			p->count++;
		}
		if (!fl_vec_push(&p->may, d))
			return fl_enomem(err);
	}
	return FL_OK;
}

static fl_status check_partner(partner *p, const fl_choices *x, uint32_t at, const pairing *list, size_t n, fl_choices_answer *ret, fl_error *err)
{
	bool too_many = false;
	size_t kept = 0;
	p->worth = p->brings = 0;
	p->count = 0;
	p->pairs = 0;
	p->stated = x->values[x->c->num_dreams + at];
	FL_TRY(take_pairings(p, x, at, list, n, err));
	wide allowance = p->bound - p->stated;
	for (size_t k = 0; k < p->may.len; k++)
		if (p->may.items[k].loss < allowance)
			p->may.items[kept++] = p->may.items[k];
	p->may.len = kept;
	*ret = FL_CHOICES_HOLD;
	if (allowance <= 0 || p->most < 0 || (p->limited && p->money < 0))
		return FL_OK; /* the prices alone show it; or nothing is possible */
	if (kept > 0)
		qsort(p->may.items, kept, sizeof *p->may.items, smallest_loss);
	FL_TRY(list_sets(p, 0, allowance, &too_many, err));
	FL_TRY(list_sets(p, 1, allowance, &too_many, err));
	qsort(p->sets[1].items, p->sets[1].len, sizeof *p->sets[1].items, most_money);
	*ret = too_many ? FL_CHOICES_TOO_MANY : search_pairs(p, x->prices[x->c->num_partners + at], x->proof->fine);
	return FL_OK;
}

/* ---- the call ---------------------------------------------------------------------------------------------------------- */

static void add_wide(mpz_t sum, wide n)
{
	mpz_t part;
	unsigned __int128 size = n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
	mpz_init_set_ui(part, (unsigned long)(size >> 64));
	mpz_mul_2exp(part, part, 64);
	mpz_add_ui(part, part, (unsigned long)size);
	if (n < 0)
		mpz_sub(sum, sum, part);
	else
		mpz_add(sum, sum, part);
	mpz_clear(part);
}

/* What is forced takes its place and its money, and adds its fit; all else adds its value. */
static bool begin(const fl_choices *x, partner *partners, mpz_t sum, size_t *ret_at)
{
	const fl_assign_case *c = x->c;
	wide all = 0, brings = 0;
	for (size_t p = 0; p < c->num_partners; p++)
		partners[p] = (partner){ .least = c->places[p].least, .most = c->places[p].most, .money = c->places[p].money, .limited = c->places[p].money >= 0 };
	for (size_t i = 0; i < c->num_dreams; i++) {
		uint32_t p = x->forced[i];
		*ret_at = i;
		brings += c->brings ? c->brings[i] : 0;
		if (x->values[i] < 0 || x->values[i] > VALUE_MAX || brings > INT64_MAX)
			return false;
		if (p == FL_UNASSIGNED) {
			all += x->values[i];
			continue;
		}
		partners[p].least--;
		partners[p].most--;
		partners[p].money -= c->brings ? c->brings[i] : 0;
		all += (wide)fl_assign_fit(c, i, p) * x->proof->scale;
	}
	add_wide(sum, all);
	return true;
}

/* The pairings by partner: first[p] to first[p + 1]. */
static fl_status turn_around(const fl_assign_case *c, fl_arena *arena, size_t **ret_first, pairing **ret, fl_error *err)
{
	size_t *first = fl_arena_array(arena, c->num_partners + 2, sizeof *first);
	pairing *list = fl_arena_array(arena, c->start[c->num_dreams] + 1, sizeof *list);
	if (!first || !list)
		return fl_enomem(err);
	for (size_t k = 0; k < c->start[c->num_dreams]; k++)
		first[c->fits[k].partner + 2]++;
	for (size_t p = 2; p < c->num_partners + 2; p++)
		first[p] += first[p - 1];
	for (size_t i = 0; i < c->num_dreams; i++)
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++)
			list[first[c->fits[k].partner + 1]++] = (pairing){ (uint32_t)i, k };
	*ret_first = first;
	*ret = list;
	return FL_OK;
}

fl_status fl_verify_choices(const fl_choices *x, mpz_t sum, fl_choices_answer *ret, size_t *ret_at, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	const fl_assign_case *c = x->c;
	size_t *first = NULL;
	pairing *list = NULL;
	partner scratch = { 0 }, *partners = fl_arena_array(&arena, c->num_partners + 1, sizeof *partners);
	fl_status status = partners ? turn_around(c, &arena, &first, &list, err) : fl_enomem(err);
	mpz_set_ui(sum, 0);
	*ret = FL_CHOICES_BAD_VALUE;
	if (status == FL_OK && begin(x, partners, sum, ret_at))
		*ret = FL_CHOICES_HOLD;
	for (uint32_t p = 0; status == FL_OK && *ret == FL_CHOICES_HOLD && p < c->num_partners; p++) {
		partner *at = &partners[p];
		scratch.least = at->least > 0 ? at->least : 0;
		scratch.most = at->most;
		scratch.money = at->money;
		scratch.limited = at->limited;
		*ret_at = p;
		status = check_partner(&scratch, x, p, list + first[p], first[p + 1] - first[p], ret, err);
		add_wide(sum, x->values[c->num_dreams + p]);
	}
	fl_vec_release(&scratch.may);
	fl_vec_release(&scratch.sets[0]);
	fl_vec_release(&scratch.sets[1]);
	fl_arena_release(&arena);
	return status;
}
