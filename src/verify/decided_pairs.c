/* SPDX-License-Identifier: Apache-2.0
 *
 * decided_pairs.c - are dreams that people called the same wish together, and those that they told apart not?
 *
 * Decisions can contradict each other: A is B, B is C, A is not C. Then not all can hold, and which do is settled by the order in which
 * they were made and by equal texts, which a bundle does not hold. So of a decision that does not hold it is asked that another one
 * stands against it: "same" fails only where somebody told apart a dream that is with the one and a dream that is with the other;
 * "different" only where somebody said later of two dreams of that cluster that they are the same. Of those whom people named as
 * representatives of one cluster the last named represents it.
 */
#include "verify/decided.h"

#include "base/error.h"
#include "base/str.h"
#include "verify/checks.h"

typedef struct pairing {
	uint32_t a, b; /* their representatives */
	bool same;
	const fl_decision *decision;
} pairing;

typedef struct pairings {
	pairing *items; /* in the order in which they were made */
	size_t len;
} pairings;

static bool contradicts(const pairing *p, const pairing *other, bool later)
{
	if (p->same)
		return !other->same && ((other->a == p->a && other->b == p->b) || (other->a == p->b && other->b == p->a));
	return other->same && later && other->a == p->a && other->b == p->a;
}

static void check_pair(const pairings *all, size_t i, fl_verdict *verdict)
{
	const pairing *p = &all->items[i];
	if (p->same == (p->a == p->b))
		return;
	for (size_t k = 0; k < all->len; k++)
		if (k != i && contradicts(p, &all->items[k], k > i))
			return;
	fl_verify_no(verdict, p->same ? "a decision in force calls dreams '%.*s' and '%.*s' the same, and they are apart"
				      : "a decision in force tells dreams '%.*s' and '%.*s' apart, and they are together",
		     FL_STR_ARG(p->decision->subject), FL_STR_ARG(p->decision->other));
}

/* named[r]: the last dream that people named to represent the cluster that r represents. */
static fl_status check_representatives(const fl_decided *d, const fl_map *ids, fl_verdict *verdict, fl_error *err)
{
	size_t count = d->facts->num_dreams;
	uint32_t *named = fl_alloc_array(count + 1, sizeof *named);
	if (!named)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		named[i] = (uint32_t)i;
	for (size_t i = 0; i < d->book.num_in_force; i++) {
		const fl_decision *x = &d->book.in_force[i];
		size_t dream = fl_map_get(ids, x->subject);
		if (fl_decision_class(x) == FL_RULING_REPRESENTATIVE && dream != FL_MAP_NONE)
			named[d->facts->dreams[dream].representative] = (uint32_t)dream;
	}
	for (size_t i = 0; i < count; i++)
		if (named[i] != i)
			fl_verify_no(verdict, "a decision in force names dream '%.*s' to represent its cluster, and it does not",
				     FL_STR_ARG(d->facts->dreams[named[i]].dream.id));
	fl_free(named);
	return FL_OK;
}

fl_status fl_verify_decided_pairs(const fl_decided *d, const fl_map *ids, fl_verdict *verdict, fl_error *err)
{
	pairings all = { .items = fl_alloc_array(d->book.num_in_force + 1, sizeof *all.items) };
	if (!all.items)
		return fl_enomem(err);
	for (size_t i = 0; d->spec->dedup && i < d->book.num_in_force; i++) {
		const fl_decision *x = &d->book.in_force[i];
		size_t a = fl_map_get(ids, x->subject), b = fl_map_get(ids, x->other);
		if (fl_decision_class(x) == FL_RULING_PAIR && a != FL_MAP_NONE && b != FL_MAP_NONE)
			all.items[all.len++] = (pairing){ d->facts->dreams[a].representative, d->facts->dreams[b].representative,
							  fl_str_eqz(x->value, "same"), x };
	}
	for (size_t i = 0; i < all.len; i++)
		check_pair(&all, i, verdict);
	fl_free(all.items);
	return d->spec->dedup ? check_representatives(d, ids, verdict, err) : FL_OK;
}
