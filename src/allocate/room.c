/* SPDX-License-Identifier: Apache-2.0
 *
 * room.c - the books of a baseline.
 */
#include "allocate/room.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <stdlib.h>

static void add_to_row(mpq_t *used, uint32_t row, int64_t coef, fl_money amount, mpq_t scratch)
{
	mpz_set_si(mpq_numref(scratch), (long)coef);
	mpz_set_ui(mpq_denref(scratch), 1);
	mpq_t money;
	mpq_init(money);
	fl_mpq_set_i64(money, amount, 1);
	mpq_mul(scratch, scratch, money);
	mpq_add(used[row], used[row], scratch);
	mpq_clear(money);
}

/* Rows of groups that count money of this class; shares of what is awarded are judged at the end only. */
static bool counts_now(const fl_program *p, uint32_t row)
{
	return p->rows[row].kind == FL_ROW_GROUP && p->rows[row].has_hi;
}

static bool fits_groups(const fl_program *p, uint32_t c, fl_money amount, mpq_t *used, mpq_t scratch)
{
	bool fits = true;
	for (uint32_t e = p->start[c]; fits && e < p->start[c + 1]; e++) {
		if (!counts_now(p, p->row[e]))
			continue;
		add_to_row(used, p->row[e], p->coef[e], amount, scratch);
		fits = mpq_cmp(used[p->row[e]], p->rows[p->row[e]].hi) <= 0;
		add_to_row(used, p->row[e], p->coef[e], -amount, scratch);
	}
	return fits;
}

/* One funded dream more (or, by -1, less) in the rows that count this class. */
static void count_dream(const fl_program *p, uint32_t c, mpq_t *used, int64_t by, mpq_t scratch)
{
	uint32_t count = fl_program_count(p, c);
	if (count == UINT32_MAX)
		return;
	for (uint32_t e = p->start[count]; e < p->start[count + 1]; e++)
		if (p->rows[p->row[e]].kind == FL_ROW_FUNDED)
			add_to_row(used, p->row[e], by, 1, scratch);
}

/* May a dream of this class be funded besides those that are? */
static bool fits_counts(const fl_program *p, uint32_t c, mpq_t *used, mpq_t scratch)
{
	uint32_t count = fl_program_count(p, c);
	bool fits = true;
	if (count == UINT32_MAX)
		return true;
	count_dream(p, c, used, 1, scratch);
	for (uint32_t e = p->start[count]; e < p->start[count + 1]; e++)
		fits = fits && (p->rows[p->row[e]].kind != FL_ROW_FUNDED ||
				mpq_cmp(used[p->row[e]], p->rows[p->row[e]].hi) <= 0);
	count_dream(p, c, used, -1, scratch);
	return fits;
}

/* Draw 'amount' from the pools of a signature, in order; false (and nothing drawn) when they have not enough. */
static bool draw(const fl_program *p, uint32_t signature, fl_money amount, fl_money *room, fl_money *sent)
{
	const fl_signature *s = &p->signatures[signature];
	fl_money have = 0;
	for (uint32_t i = 0; i < s->len && have < amount; i++)
		have = room[s->pools[i]] > amount - have ? amount : have + room[s->pools[i]];
	if (have < amount)
		return false;
	for (uint32_t i = 0; i < s->len && amount > 0; i++) {
		fl_money part = room[s->pools[i]] < amount ? room[s->pools[i]] : amount;
		room[s->pools[i]] -= part;
		sent[s->pools[i]] = part;
		amount -= part;
	}
	return true;
}

fl_status fl_room_init(fl_room *room, const fl_program *p, fl_error *err)
{
	*room = (fl_room){ .program = p };
	mpq_init(room->scratch);
	room->used = fl_alloc_array(p->num_rows + 1, sizeof *room->used);
	room->money = fl_alloc_array(p->num_pools + 1, sizeof *room->money);
	room->sent = fl_alloc_array(p->num_pools + 1, sizeof *room->sent);
	for (size_t k = 0; room->used && k < p->num_rows; k++)
		mpq_init(room->used[k]);
	if (!room->used || !room->money || !room->sent)
		return fl_enomem(err);
	fl_room_clear(room);
	return FL_OK;
}

void fl_room_release(fl_room *room)
{
	for (size_t k = 0; room->used && k < room->program->num_rows; k++)
		mpq_clear(room->used[k]);
	mpq_clear(room->scratch);
	fl_free(room->used);
	fl_free(room->money);
	fl_free(room->sent);
}

void fl_room_clear(fl_room *room)
{
	for (size_t k = 0; k < room->program->num_rows; k++)
		mpq_set_ui(room->used[k], 0, 1);
	for (size_t m = 0; m < room->program->num_pools; m++)
		room->money[m] = room->program->pools[m].amount;
}

bool fl_room_take(fl_room *room, uint32_t c)
{
	const fl_program *p = room->program;
	fl_money amount = p->columns[c].unit_max;
	if (amount <= 0 || !fits_groups(p, c, amount, room->used, room->scratch) ||
	    !fits_counts(p, c, room->used, room->scratch) ||
	    !draw(p, p->columns[c].signature, amount, room->money, room->sent))
		return false;
	count_dream(p, c, room->used, 1, room->scratch);
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
		if (counts_now(p, p->row[e]))
			add_to_row(room->used, p->row[e], p->coef[e], amount, room->scratch);
	return true;
}

static bool falls_short(__int128 sum, const mpq_t lo)
{
	mpq_t exact;
	mpq_init(exact);
	fl_program_int128(exact, sum);
	bool yes = mpq_cmp(exact, lo) < 0;
	mpq_clear(exact);
	return yes;
}

static bool goes_beyond(__int128 sum, const mpq_t hi)
{
	mpq_t exact;
	mpq_init(exact);
	fl_program_int128(exact, sum);
	bool yes = mpq_cmp(exact, hi) > 0;
	mpq_clear(exact);
	return yes;
}

static bool name_missed(fl_allocation *a, fl_limit_line *line, bool pool, fl_policy_kind kind)
{
	fl_buf buf, who;
	fl_buf_init(&buf, 1 << 16);
	fl_buf_init(&who, 1 << 16);
	fl_buf_printf(&who, pool ? FL_MESSAGE("pool '%.*s'") : FL_MESSAGE("group '%.*s'"), FL_STR_ARG(line->name));
	fl_buf_printf(&buf, FL_MESSAGE("the baseline '%s' does not pursue the %s and missed it"), fl_policy_name(kind), fl_buf_part(&buf, &who));
	fl_buf_release(&who);
	line->conflict = fl_arena_str(&a->arena, fl_buf_view(&buf));
	fl_buf_release(&buf);
	return line->conflict.data != NULL;
}

/* Minima and shares of what is awarded, once all turns are taken. */
fl_status fl_room_judge(const fl_room *room, const fl_solution *s, fl_allocation *a, fl_error *err)
{
	bool ok = true;
	const fl_program *p = s->program;
	__int128 *sum = fl_alloc_array(p->num_rows + 1, sizeof *sum), total = 0;
	for (size_t k = 0; sum && k < s->num_order; k++) {
		uint32_t c = s->class_of[s->order[k]];
		total += s->amounts[s->order[k]];
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
			sum[p->row[e]] += (__int128)p->coef[e] * s->amounts[s->order[k]];
	}
	size_t t = p->num_columns - 1;
	if (sum && p->num_columns > 0 && p->columns[t].kind == FL_COLUMN_TOTAL)
		for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++)
			if (p->rows[p->row[e]].kind != FL_ROW_TOTAL)
				sum[p->row[e]] += (__int128)p->coef[e] * total;
	for (size_t k = 0; sum && k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		bool broken = false;
		if (row->kind == FL_ROW_POOL)
			broken = p->pools[row->pool].amount - room->money[row->pool] < p->pools[row->pool].must;
		else if (row->kind == FL_ROW_GROUP)
			broken = row->has_lo && falls_short(sum[k], row->lo);
		else if (row->kind == FL_ROW_AWARDED_MIN)
			broken = falls_short(sum[k], row->lo);
		else if (row->kind == FL_ROW_AWARDED_MAX)
			broken = goes_beyond(sum[k], row->hi);
		if (broken) {
			a->outcome = FL_INFEASIBLE;
			ok = ok && name_missed(a, &a->limits[row->limit], row->kind == FL_ROW_POOL,
					       s->spec->policy.kind);
		}
	}
	ok = ok && sum;
	fl_free(sum);
	return ok ? FL_OK : fl_enomem(err);
}

/* ---- Turns ------------------------------------------------------------------------------------------- */

static int by_score(const void *a, const void *b)
{
	const fl_turn *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

fl_turn *fl_turns_by_score(const fl_solution *s)
{
	fl_turn *turns = fl_alloc_array(s->num_order + 1, sizeof *turns);
	for (uint32_t k = 0; turns && k < s->num_order; k++)
		turns[k] = (fl_turn){ fl_round_voice(s->spec, &s->dreams[s->order[k]]), s->dreams[s->order[k]].position, k };
	if (turns)
		qsort(turns, s->num_order, sizeof *turns, by_score);
	return turns;
}
