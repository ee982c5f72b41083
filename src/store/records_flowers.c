/* SPDX-License-Identifier: Apache-2.0
 *
 * records_flowers.c - flowers given, row by row, in the words of the governing facts. The ledger itself is in
 * records_ledger.c.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "store/ledger.h"
#include "store/load.h"
#include "store/names.h"

fl_status fl_flowers_count(fl_store *store, int64_t *ret_count, fl_error *err)
{
	return fl_ledger_count(store, FL_LEDGER_GIVEN, ret_count, err);
}

fl_status fl_ledger_dreams(fl_store *store, const fl_facts *facts, fl_arena *arena, uint32_t **ret_dreams, size_t *ret_count,
			   fl_error *err)
{
	fl_names names;
	fl_status status = fl_names_open(&names, store, FL_NAMES_DREAMS, err);
	uint32_t *dreams = status == FL_OK ? fl_arena_array(arena, names.list.len + 1, sizeof *dreams) : NULL;
	if (status == FL_OK && !dreams)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < names.list.len; i++)
		dreams[i] = FL_NOBODY;
	for (size_t i = 0; status == FL_OK && i < facts->num_dreams; i++) {
		size_t number = fl_map_get(&names.map, facts->dreams[i].id);
		if (number != FL_MAP_NONE)
			dreams[number] = (uint32_t)i;
	}
	*ret_dreams = dreams;
	*ret_count = names.list.len;
	fl_names_release(&names);
	return status;
}

static int64_t number_or_none(uint32_t number)
{
	return number == FL_NOBODY ? -1 : (int64_t)number;
}

/* The rows of one chunk. */
static fl_status hand_over(const fl_ledger *l, const uint32_t *dreams, size_t num_dreams, const fl_flower_reader *reader,
			   fl_error *err)
{
	for (size_t i = 0; i < l->num_rows; i++) {
		const fl_ledger_row *row = &l->rows[i];
		if (row->dream >= num_dreams)
			return fl_load_stray(l->store, "a flower", err);
		if (fl_ledger_counts(l, i) && dreams[row->dream] != FL_NOBODY)
			reader->flower(reader->user, dreams[row->dream], number_or_none(row->giver),
				       number_or_none(row->kind), row->count);
	}
	return FL_OK;
}

fl_status fl_flowers_read(fl_store *store, const fl_facts *facts, const fl_flower_reader *reader, fl_error *err)
{
	fl_ledger ledger;
	uint32_t *dreams = NULL;
	size_t num_dreams = 0;
	bool more = true;
	fl_status status = fl_ledger_open(&ledger, store, FL_LEDGER_GIVEN, false, err);
	if (status == FL_OK)
		status = fl_ledger_dreams(store, facts, &ledger.arena, &dreams, &num_dreams, err);
	while (status == FL_OK && more) {
		status = fl_ledger_next(&ledger, &more, err);
		if (status == FL_OK && more)
			status = hand_over(&ledger, dreams, num_dreams, reader, err);
	}
	fl_ledger_release(&ledger);
	return status;
}

struct sums {
	int64_t *sums;
	bool overflow;
};

static void add_to_sum(void *user, size_t dream, int64_t giver, int64_t kind, int64_t count)
{
	struct sums *s = user;
	(void)giver;
	(void)kind;
	if (!fl_money_add(s->sums[dream], count, &s->sums[dream]))
		s->overflow = true;
}

fl_status fl_flowers_sum(fl_store *store, const fl_facts *facts, int64_t *ret, fl_error *err)
{
	struct sums s = { ret, false };
	for (size_t i = 0; i < facts->num_dreams; i++)
		ret[i] = 0;
	FL_TRY(fl_flowers_read(store, facts, &(fl_flower_reader){ add_to_sum, &s }, err));
	return s.overflow ? fl_error_set(err, FL_ERANGE, "the flowers of a dream exceed 2^63-1") : FL_OK;
}
