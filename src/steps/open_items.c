/* SPDX-License-Identifier: Apache-2.0
 *
 * open_items.c - what is open in a round, for its report.
 */
#include "steps/open_items.h"

#include "base/error.h"
#include "steps/review_moves.h"

/* As far as needed to say that there are too many. */
#define ROWS_MAX ((int64_t)FL_OPEN_WORK * FL_OPEN_ROWS)

/* Rows of dreams and flowers. Flowers that came with the dreams have no rows: then those who gave them count. */
static int64_t rows_of(const fl_whole *whole)
{
	int64_t rows = 0, givers = 0;
	for (size_t i = 0; i < whole->field.facts.num_files && rows <= ROWS_MAX; i++)
		rows += whole->field.facts.files[i].accepted;
	for (size_t i = 0; i < whole->field.facts.num_dreams && givers <= ROWS_MAX; i++)
		givers += whole->field.tallies[i].tally.givers;
	return rows > givers ? rows : givers;
}

/* How many fit: copies of them; 'place' says where each came from. */
static size_t choose(const fl_work *w, const fl_whole *whole, const fl_review_way *ways, size_t count, fl_review_way *ret, size_t *place)
{
	int64_t dreams = (int64_t)whole->field.facts.num_dreams, nodes = whole->allocation->nodes, left = FL_OPEN_WORK;
	int64_t divide = dreams + FL_OPEN_NODE * (nodes < FL_OPEN_WORK ? nodes : FL_OPEN_WORK);
	int64_t steps = FL_OPEN_STEPS * dreams + rows_of(whole) / FL_OPEN_ROWS;
	size_t n = 0;
	for (int again = 0; again < 2 && w->spec->policy.kind != FL_POLICY_MODEL; again++) {
		int64_t cost = divide + (again ? steps : 0);
		for (size_t i = 0; i < count && cost <= left; i++) {
			if (fl_review_needs_steps(&ways[i].decision) != (again == 1))
				continue;
			left -= cost;
			place[n] = i;
			ret[n++] = ways[i];
		}
	}
	return n;
}

fl_status fl_open_items_find(fl_work *w, fl_whole *whole, fl_error *err)
{
	fl_review_way *ways;
	size_t count;
	if (w->spec->decisions.off)
		return FL_OK;
	FL_TRY(fl_review_ways(w, &whole->field.facts, &ways, &count, err));
	fl_review_way *some = fl_arena_array(&w->arena, count + 1, sizeof *some);
	size_t *place = fl_arena_array(&w->arena, count + 1, sizeof *place);
	if (!some || !place)
		return fl_enomem(err);
	size_t chosen = choose(w, whole, ways, count, some, place);
	fl_options options = { .now = whole->result.now, .threads = w->options.threads };
	if (chosen > 0)
		FL_TRY(fl_review_move(w, &options, some, chosen, err));
	for (size_t i = 0; i < chosen; i++)
		ways[place[i]] = some[i];
	whole->result.open = ways;
	whole->result.num_open = count;
	return FL_OK;
}
