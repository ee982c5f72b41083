/* SPDX-License-Identifier: Apache-2.0
 *
 * tie_break.c - the published order, and the walk over the optimal face that it asks for.
 *
 * Maximise the first award over the optimal face, keep only the points where it is largest, go on to the next: the
 * awards are the lexicographically largest of all optimal ones, whichever vertex the solver stopped at. Each "keep
 * only" is complementary slackness again: what has a reduced cost or a price under the goal just maximised is frozen
 * where it stands.
 */
#include "allocate/tie_break.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"

#include <stdlib.h>

/* ---- The order ------------------------------------------------------------------------------------- */

typedef struct order_item { /* holds what is compared: a million of them are sorted */
	int64_t submitted;
	fl_str id;
	uint32_t index;
	fl_digest ticket;
} order_item;

static int by_submission(const void *a, const void *b)
{
	const order_item *x = a, *y = b;
	bool x_known = x->submitted != FL_TIME_NONE, y_known = y->submitted != FL_TIME_NONE;
	if (x_known != y_known)
		return x_known ? -1 : 1;
	if (x->submitted != y->submitted)
		return x->submitted < y->submitted ? -1 : 1;
	return fl_str_cmp(x->id, y->id);
}

static int by_ticket(const void *a, const void *b)
{
	const order_item *x = a, *y = b;
	int c = memcmp(x->ticket.bytes, y->ticket.bytes, sizeof x->ticket.bytes);
	return c ? c : fl_str_cmp(x->id, y->id);
}

static fl_digest draw_ticket(fl_str seed, fl_str id)
{
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, seed.data, seed.len);
	fl_hasher_add(&h, "", 1);
	fl_hasher_add(&h, id.data, id.len);
	return fl_hasher_final(&h);
}

fl_status fl_tie_order_make(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
			    uint32_t **ret_order, size_t *ret_count, fl_error *err)
{
	if (spec->policy.seed_sealed)
		return fl_error_set(err, FL_ESTATE, "the seed of the lottery is sealed: it has to be revealed first ('florin seal --reveal SEED')");
	order_item *items = fl_alloc_array(num_dreams + 1, sizeof *items);
	uint32_t *order = fl_alloc_array(num_dreams + 1, sizeof *order);
	if (!items || !order) {
		fl_free(items);
		fl_free(order);
		return fl_enomem(err);
	}
	bool lottery = spec->policy.tie_order == FL_TIE_LOTTERY;
	size_t count = 0;
	for (uint32_t i = 0; i < num_dreams; i++) {
		if (dreams[i].standing != FL_QUALIFIED)
			continue;
		items[count].submitted = dreams[i].submitted;
		items[count].id = dreams[i].id;
		items[count].index = i;
		if (lottery)
			items[count].ticket = draw_ticket(spec->policy.lottery_seed, dreams[i].id);
		count++;
	}
	qsort(items, count, sizeof *items, lottery ? by_ticket : by_submission);
	for (size_t i = 0; i < count; i++)
		order[i] = items[i].index;
	fl_free(items);
	*ret_order = order;
	*ret_count = count;
	return FL_OK;
}

/* ---- The face -------------------------------------------------------------------------------------- */

static bool can_move(const fl_basis *lp)
{
	for (size_t j = 0; j < lp->program->num_columns; j++)
		if (lp->column_at[j] != FL_BASIC && lp->lo[j] < lp->hi[j])
			return true;
	for (size_t k = 0; k < lp->program->num_rows; k++)
		if (lp->row_at[k] != FL_BASIC && mpq_cmp(lp->row_lo[k], lp->row_hi[k]) < 0)
			return true;
	return false;
}

/* Freeze what the present goal (or objective) holds in place. A basic column has a reduced cost only when its
 * multiplier was moved to its box (pivot.c, drop_implied); it then stands at that box. */
static void freeze(fl_basis *lp)
{
	for (size_t j = 0; j < lp->program->num_columns; j++) {
		if (lp->lo[j] >= lp->hi[j])
			continue;
		int sign = fl_basis_sign(lp, j);
		if (sign == 0)
			continue;
		if (lp->column_at[j] == FL_BASIC ? sign > 0 : lp->column_at[j] == FL_AT_HI)
			lp->lo[j] = lp->hi[j];
		else
			lp->hi[j] = lp->lo[j];
	}
	for (size_t k = 0; k < lp->program->num_rows; k++) {
		if (mpq_sgn(lp->y[k]) == 0)
			continue;
		if (mpq_sgn(lp->y[k]) > 0)
			mpq_set(lp->row_lo[k], lp->row_hi[k]);
		else
			mpq_set(lp->row_hi[k], lp->row_lo[k]);
	}
}

static fl_status extreme(fl_basis *lp, uint32_t column, bool down, mpq_t ret, fl_error *err)
{
	lp->goal = column;
	lp->goal_down = down;
	FL_TRY(fl_basis_primal(lp, err));
	fl_basis_value(lp, column, ret);
	return FL_OK;
}

/* Is every award the same all over the face? */
static fl_status find_unique(fl_basis *lp, bool *ret_unique, fl_error *err)
{
	mpq_t most, least;
	mpq_inits(most, least, NULL);
	fl_status status = FL_OK;
	*ret_unique = true;
	for (uint32_t c = 0; status == FL_OK && *ret_unique && c < lp->program->num_classes; c++) {
		if (lp->lo[c] >= lp->hi[c])
			continue;
		status = extreme(lp, c, false, most, err);
		if (status == FL_OK)
			status = extreme(lp, c, true, least, err);
		if (status == FL_OK)
			*ret_unique = mpq_equal(most, least);
	}
	mpq_clears(most, least, NULL);
	return status;
}

fl_status fl_tie_break(fl_basis *lp, bool *ret_unique, fl_error *err)
{
	bool unique = true;
	freeze(lp);
	bool moves = can_move(lp);
	if (moves && ret_unique)
		FL_TRY(find_unique(lp, &unique, err));
	if (ret_unique)
		*ret_unique = unique;
	else
		unique = !moves;
	lp->goal_down = false;
	/* classes are numbered by the first of their dreams in tie order */
	for (uint32_t c = 0; !unique && c < lp->program->num_classes && moves; c++) {
		if (lp->lo[c] >= lp->hi[c])
			continue;
		if (lp->column_at[c] == FL_AT_HI) {
			lp->lo[c] = lp->hi[c];
		} else {
			lp->goal = c;
			FL_TRY(fl_basis_primal(lp, err));
			freeze(lp);
		}
		moves = can_move(lp);
	}
	return FL_OK;
}
