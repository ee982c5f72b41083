/* SPDX-License-Identifier: Apache-2.0
 *
 * records_flowers.c - the ledger of flowers: integers only, one row a flower, half a million in a second.
 */
#include "store/records.h"

#include "base/error.h"
#include "store/load.h"
#include "store/statements.h"

fl_status fl_flower_add(fl_store *store, const fl_flower_record *flower, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_FLOWER,
			    FL_ARGS(FL_INT(flower->file), FL_INT(flower->line), FL_INT(flower->dream),
				    FL_INT_IF(flower->giver >= 0, flower->giver),
				    FL_INT_IF(flower->kind >= 0, flower->kind),
				    FL_INT_IF(flower->event >= 0, flower->event), FL_INT(flower->count),
				    FL_INT_IF(flower->given != FL_TIME_NONE, flower->given)),
			    err);
}

fl_status fl_flowers_count(fl_store *store, int64_t *ret_count, fl_error *err)
{
	return fl_store_int(store, FL_SQL_COUNT_FLOWERS, NULL, 0, 0, ret_count, err);
}

fl_status fl_flowers_read(fl_store *store, const fl_facts *facts, const fl_flower_reader *reader, fl_error *err)
{
	fl_cursor rows;
	bool stray = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_FLOWERS, NULL, 0, err));
	while (!stray && fl_cursor_next(&rows)) {
		uint32_t dream = 0;
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &dream);
		int64_t giver = fl_cursor_null(&rows, 1) ? -1 : fl_cursor_int(&rows, 1);
		int64_t kind = fl_cursor_null(&rows, 2) ? -1 : fl_cursor_int(&rows, 2);
		if (!stray)
			reader->flower(reader->user, dream, giver, kind, fl_cursor_int(&rows, 3));
	}
	FL_TRY(fl_cursor_close(&rows, err));
	return stray ? fl_load_stray(store, "a flower", err) : FL_OK;
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
