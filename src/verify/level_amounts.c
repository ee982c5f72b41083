/* SPDX-License-Identifier: Apache-2.0
 *
 * level_amounts.c - where the stages leave each dream, and the smallest ratio of all: the optimum, and what the awards come to.
 */
#include "verify/ladder.h"

#include "base/rational.h"
#include "base/str.h"

/* w of the dream in the end: request, target; 0 where it has none. */
static void final_weight(const fl_ladder *l, size_t i, bool idle, mpq_t ret)
{
	if (idle) {
		mpq_set_ui(ret, 0, 1);
	} else if (l->by_target && l->fixed[i] >= 0) {
		fl_mpq_set_i64(ret, l->fixed[i], 1);
	} else {
		mpq_set_z(ret, l->weight[i]);
		if (l->by_target)
			mpq_mul(ret, ret, l->target[l->c->limits.terms[i].kind]);
	}
}

/* The amount at which the stages leave a dream. */
static void final_amount(const fl_ladder *l, const fl_ladder_half *h, size_t i, bool idle, const mpq_t weight, mpq_t ret, mpq_t end)
{
	const fl_verify_terms *terms = &l->c->limits.terms[i];
	fl_mpq_set_i64(end, terms->upper, 1);
	mpq_set(ret, end);
	if (h->full)
		return;
	if (idle) {
		fl_mpq_set_i64(ret, l->c->dreams[i].request, 1);
		mpq_mul(ret, ret, h->level);
	} else {
		mpq_mul(ret, weight, h->level);
	}
	fl_mpq_set_i64(end, l->c->dreams[i].before, 1);
	mpq_sub(ret, ret, end);
	fl_mpq_set_i64(end, terms->upper, 1);
	if (mpq_cmp(ret, end) > 0)
		mpq_set(ret, end);
	fl_mpq_set_i64(end, terms->least, 1);
	if (mpq_cmp(ret, end) < 0)
		mpq_set(ret, end);
}

typedef struct ratio { /* the least ratio below the upper end, else the largest at it */
	bool below;
	mpq_t least, most, now;
} ratio;

static void see_ratio(ratio *r, const mpq_t amount, fl_money before, const mpq_t weight, fl_money upper)
{
	bool full = mpq_cmp_si(amount, upper, 1) >= 0;
	fl_mpq_set_i64(r->now, before, 1);
	mpq_add(r->now, r->now, amount);
	mpq_div(r->now, r->now, weight);
	if (full && mpq_cmp(r->now, r->most) > 0)
		mpq_set(r->most, r->now);
	if (!full && (!r->below || mpq_cmp(r->now, r->least) < 0))
		mpq_set(r->least, r->now);
	r->below = r->below || !full;
}

static void take_ratio(const fl_ladder *l, const ratio *r, mpq_t ret)
{
	mpq_set(ret, r->below ? r->least : r->most);
	if (l->by_target && mpq_cmp_ui(ret, 1, 1) > 0)
		mpq_set_ui(ret, 1, 1);
}

void fl_ladder_check_amounts(fl_ladder *l)
{
	fl_verdict *verdict = l->c->verdict;
	ratio optimum = { .below = false }, objective = { .below = false };
	mpq_t weight, amount, stated, end;
	mpq_inits(weight, amount, stated, end, optimum.least, optimum.most, optimum.now, objective.least, objective.most,
		  objective.now, NULL);
	for (size_t k = 0; k < 2 * l->num_kinds && !fl_verify_refused(verdict); k++)
		for (size_t j = 0; j < l->halves[k].len && !fl_verify_refused(verdict); j++) {
			uint32_t i = l->halves[k].dreams[j];
			const fl_exact *x = &l->proof->unrounded[i];
			final_weight(l, i, k % 2 == 1, weight);
			final_amount(l, &l->halves[k], i, k % 2 == 1, weight, amount, end);
			fl_mpq_set_i64(stated, x->whole, 1);
			if (x->rest != 0)
				mpq_add(stated, stated, l->proof->rests[x->rest - 1]);
			if (!mpq_equal(stated, amount))
				fl_verify_no(verdict,
					     "the unrounded amount of dream '%.*s' is not what the stages leave it with",
					     FL_STR_ARG(l->c->dreams[i].id));
			if (mpq_sgn(weight) == 0)
				continue;
			see_ratio(&optimum, amount, l->c->dreams[i].before, weight, l->c->limits.terms[i].upper);
			fl_mpq_set_i64(stated, l->c->allocation->awards[i].amount, 1);
			see_ratio(&objective, stated, l->c->dreams[i].before, weight, l->c->limits.terms[i].upper);
		}
	if (!fl_verify_refused(verdict) && !l->c->limits.chooses) {
		take_ratio(l, &optimum, verdict->optimum);
		take_ratio(l, &objective, verdict->objective);
		mpq_set(verdict->bound, verdict->optimum);
		verdict->has_bound = true;
		if (!mpq_equal(verdict->optimum, l->proof->optimum))
			fl_verify_no(verdict, "the smallest ratio is another than the stated optimum");
		else if (!mpq_equal(verdict->objective, l->c->allocation->objective))
			fl_verify_no(verdict, "the smallest ratio of the awards is another than stated");
		else if (!l->proof->has_bound || !mpq_equal(l->proof->bound, l->proof->optimum))
			fl_verify_no(verdict, "the stated bound is not the optimum, which the stages prove");
	}
	mpq_clears(weight, amount, stated, end, optimum.least, optimum.most, optimum.now, objective.least,
		   objective.most, objective.now, NULL);
}
