/* SPDX-License-Identifier: Apache-2.0
 *
 * turns.c - the baseline 'greedy': was its rule followed?
 *
 * The rule is so short that the checker runs it itself. Dreams take their turns by flowers, the most first, those with as many in
 * the order of the file. Each gets all it may get, if the pools that may pay it have so much left between them and every maximum
 * of its groups, of money and of funded dreams, still holds; else nothing. Pools are drawn on in the order of the round, those with the
 * same selector as one. With "no-skip" the first that does not fit ends it.
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "verify/worth.h"

#include <stdlib.h>

typedef struct books {
	fl_verify_case *c;
	uint32_t *first; /* pool -> the first with its selector */
	fl_money *left;  /* per pool, of all with its selector, at the first of them */
	fl_money *room;  /* per row: what may still be added, in money or in dreams */
} books;

typedef struct turn {
	int64_t voice; /* its flowers, or by the policy how broad its support is */
	uint32_t position, dream;
} turn;

static int by_score(const void *a, const void *b)
{
	const turn *x = a, *y = b;
	if (x->voice != y->voice)
		return x->voice > y->voice ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

static void open_books(books *b)
{
	const fl_round_spec *spec = b->c->spec;
	const fl_verify_limits *limits = &b->c->limits;
	mpz_t whole;
	mpz_init(whole);
	for (uint32_t p = 0; p < spec->num_pools; p++) {
		uint32_t q = 0;
		while (!fl_selector_equal(spec->pools[p].selector, spec->pools[q].selector))
			q++;
		b->first[p] = q;
		b->left[q] += spec->pools[p].amount - spec->pools[p].kept; /* the sum of all pools can be counted */
	}
	for (size_t k = 0; k < limits->rows.len; k++) {
		const fl_verify_row *row = &limits->rows.items[k];
		b->room[k] = INT64_MAX;
		if (!row->has_hi || (row->kind != FL_VERIFY_MONEY && row->kind != FL_VERIFY_FUNDED))
			continue;
		fl_mpq_floor(whole, row->hi);
		fl_mpz_get_i64(whole, &b->room[k]);
	}
	mpz_clear(whole);
}

/* All of what the dream may get, or nothing. */
static bool take(books *b, size_t dream)
{
	const fl_verify_limits *limits = &b->c->limits;
	const fl_verify_terms *terms = &limits->terms[dream];
	const fl_verify_kind *kind = &limits->kinds.items[terms->kind];
	const fl_verify_signature *pools = &limits->signatures.items[kind->signature];
	fl_money missing = terms->upper;
	for (uint32_t g = 0; g < kind->num_groups; g++) {
		const fl_verify_group *group = &limits->groups.items[kind->groups[g]];
		if ((group->money != FL_VERIFY_NONE && b->room[group->money] < terms->upper) ||
		    (group->funded != FL_VERIFY_NONE && !kind->funded_before && b->room[group->funded] < 1))
			return false;
	}
	for (uint32_t i = 0; i < pools->len; i++)
		if (b->first[pools->pools[i]] == pools->pools[i])
			missing -= b->left[pools->pools[i]] < missing ? b->left[pools->pools[i]] : missing;
	if (missing > 0)
		return false;
	missing = terms->upper;
	for (uint32_t i = 0; i < pools->len; i++) {
		fl_money *left = &b->left[pools->pools[i]], part = *left < missing ? *left : missing;
		if (b->first[pools->pools[i]] != pools->pools[i])
			continue;
		*left -= part;
		missing -= part;
	}
	for (uint32_t g = 0; g < kind->num_groups; g++) {
		const fl_verify_group *group = &limits->groups.items[kind->groups[g]];
		if (group->money != FL_VERIFY_NONE && b->room[group->money] != INT64_MAX)
			b->room[group->money] -= terms->upper;
		if (group->funded != FL_VERIFY_NONE && !kind->funded_before && b->room[group->funded] != INT64_MAX)
			b->room[group->funded] -= 1;
	}
	return true;
}

static void follow(books *b, const turn *turns, size_t count)
{
	fl_verify_case *c = b->c;
	bool stopped = false;
	for (size_t k = 0; k < count && !fl_verify_refused(c->verdict); k++) {
		size_t i = turns[k].dream;
		const fl_verify_terms *terms = &c->limits.terms[i];
		bool may = terms->kind != FL_VERIFY_NONE && terms->upper > 0, fits = !stopped && may && take(b, i);
		stopped = stopped || (may && !fits && c->spec->policy.greedy == FL_GREEDY_NO_SKIP);
		if (fits && c->allocation->awards[i].amount != terms->upper)
			fl_verify_no(c->verdict, "the turn of dream '%.*s' is before the money is gone, and it does not get all it may",
				     FL_STR_ARG(c->dreams[i].id));
		if (!fits && c->allocation->awards[i].amount != 0)
			fl_verify_no(c->verdict, "dream '%.*s' has an award, though it does not fit when its turn comes",
				     FL_STR_ARG(c->dreams[i].id));
	}
}

fl_status fl_verify_greedy(fl_verify_case *c, fl_error *err)
{
	size_t count = 0;
	if (c->spec->policy.kind != FL_POLICY_GREEDY)
		return FL_OK;
	books b = { .c = c };
	b.first = fl_alloc_array(c->spec->num_pools + 1, sizeof *b.first);
	b.left = fl_alloc_array(c->spec->num_pools + 1, sizeof *b.left);
	b.room = fl_alloc_array(c->limits.rows.len + 1, sizeof *b.room);
	turn *turns = fl_alloc_array(c->num_dreams + 1, sizeof *turns);
	fl_status status = b.first && b.left && b.room && turns ? FL_OK : fl_enomem(err);
	for (uint32_t i = 0; status == FL_OK && i < c->num_dreams; i++)
		if (c->dreams[i].standing == FL_QUALIFIED)
			turns[count++] = (turn){ fl_verify_voice(c->spec, &c->dreams[i]), c->dreams[i].position, i };
	if (status == FL_OK) {
		qsort(turns, count, sizeof *turns, by_score);
		open_books(&b);
		follow(&b, turns, count);
	}
	fl_free(b.first);
	fl_free(b.left);
	fl_free(b.room);
	fl_free(turns);
	return status;
}
