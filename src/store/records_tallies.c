/* SPDX-License-Identifier: Apache-2.0
 *
 * records_tallies.c - the tally of each dream with its derivation, its threshold and where it stands.
 */
#include "store/records.h"

#include "base/error.h"
#include "store/load.h"
#include "store/statements.h"

fl_status fl_tallies_store(fl_store *store, const fl_facts *facts, const fl_tally_record *tallies, fl_error *err)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_tally_record *t = &tallies[i];
		FL_TRY(fl_store_run(store, FL_SQL_ADD_TALLY,
				    FL_ARGS(FL_INT(facts->first + (int64_t)i), FL_INT(t->raw), FL_INT(t->weighted),
					    FL_INT(t->capped), FL_INT(t->merged), FL_INT(t->givers),
					    FL_INT(t->threshold), FL_INT(t->standing)),
				    err));
	}
	return FL_OK;
}

fl_status fl_tallies_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tally_record **ret_tallies,
			  fl_error *err)
{
	fl_tally_record *tallies = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*tallies));
	if (!tallies)
		return fl_enomem(err);
	fl_cursor rows;
	bool stray = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_TALLIES, NULL, 0, err));
	while (!stray && fl_cursor_next(&rows)) {
		uint32_t i = 0;
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &i);
		if (stray)
			break;
		tallies[i] = (fl_tally_record){
			.raw = fl_cursor_int(&rows, 1),
			.weighted = fl_cursor_int(&rows, 2),
			.capped = fl_cursor_int(&rows, 3),
			.merged = fl_cursor_int(&rows, 4),
			.givers = fl_cursor_int(&rows, 5),
			.threshold = fl_cursor_int(&rows, 6),
			.standing = (fl_standing)fl_cursor_int(&rows, 7),
		};
	}
	FL_TRY(fl_cursor_close(&rows, err));
	*ret_tallies = tallies;
	return stray ? fl_load_stray(store, "a tally", err) : FL_OK;
}
