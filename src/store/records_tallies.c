/* SPDX-License-Identifier: Apache-2.0
 *
 * records_tallies.c - the tally of each dream with its derivation, its thresholds and where it stands; how it grew.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/vec.h"
#include "store/load.h"
#include "store/statements.h"

fl_status fl_tallies_store(fl_store *store, const fl_facts *facts, const fl_tally_record *tallies, fl_error *err)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_tally_record *r = &tallies[i];
		const fl_tally *t = &r->tally;
		FL_TRY(fl_store_run(store, FL_SQL_ADD_TALLY,
				    FL_ARGS(FL_INT(facts->first + (int64_t)i), FL_INT(t->raw), FL_INT(t->in_window),
					    FL_INT(t->earned), FL_INT(t->weighted), FL_INT(t->per_day), FL_INT(t->capped),
					    FL_INT(t->per_giver), FL_INT(t->merged), FL_INT(t->givers), FL_INT(t->known),
					    FL_INT(t->roots), FL_INT(t->squares), FL_INT(t->tier_flowers[0]),
					    FL_INT(t->tier_flowers[1]), FL_INT(t->tier_flowers[2]), FL_INT(t->tier_givers[0]),
					    FL_INT(t->tier_givers[1]), FL_INT(t->tier_givers[2]), FL_INT(t->top),
					    FL_INT(t->top_ten), FL_INT(t->effective_hundredths), FL_INT(r->threshold),
					    FL_INT(r->threshold_givers), FL_INT(r->standing), FL_INT(r->ruling),
					    FL_TEXT(r->organisation)),
				    err));
	}
	return FL_OK;
}

static fl_tally read_tally(const fl_cursor *rows)
{
	int at = 1;
	fl_tally t;
	int64_t *const fields[] = { &t.raw,
				    &t.in_window,
				    &t.earned,
				    &t.weighted,
				    &t.per_day,
				    &t.capped,
				    &t.per_giver,
				    &t.merged,
				    &t.givers,
				    &t.known,
				    &t.roots,
				    &t.squares,
				    &t.tier_flowers[0],
				    &t.tier_flowers[1],
				    &t.tier_flowers[2],
				    &t.tier_givers[0],
				    &t.tier_givers[1],
				    &t.tier_givers[2],
				    &t.top,
				    &t.top_ten,
				    &t.effective_hundredths };
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		*fields[i] = fl_cursor_int(rows, at++);
	return t;
}

fl_status fl_tallies_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tally_record **ret_tallies,
			  fl_error *err)
{
	fl_tally_record *tallies = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*tallies));
	if (!tallies)
		return fl_enomem(err);
	fl_cursor rows;
	bool stray = false, failed = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_TALLIES, NULL, 0, err));
	while (!stray && fl_cursor_next(&rows)) {
		uint32_t i = 0;
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &i);
		if (stray)
			break;
		tallies[i] = (fl_tally_record){
			.tally = read_tally(&rows),
			.threshold = fl_cursor_int(&rows, 22),
			.threshold_givers = fl_cursor_int(&rows, 23),
			.standing = (fl_standing)fl_cursor_int(&rows, 24),
			.ruling = (fl_ruled)fl_cursor_int(&rows, 25),
			.organisation = fl_cursor_copy(&rows, 26, arena, &failed),
		};
	}
	FL_TRY(fl_cursor_close(&rows, err));
	*ret_tallies = tallies;
	if (failed)
		return fl_enomem(err);
	return stray ? fl_load_stray(store, "a tally", err) : FL_OK;
}

fl_status fl_tally_days_store(fl_store *store, const fl_facts *facts, const fl_tally_day *days, size_t count, fl_error *err)
{
	for (size_t i = 0; i < count; i++)
		FL_TRY(fl_store_run(store, FL_SQL_ADD_TALLY_DAY,
				    FL_ARGS(FL_INT(facts->first + (int64_t)days[i].dream),
					    FL_INT_IF(days[i].day != FL_DAY_NONE, days[i].day), FL_INT(days[i].flowers)),
				    err));
	return FL_OK;
}

fl_status fl_tally_days_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tally_day **ret_days,
			     size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_tally_day) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_TALLY_DAYS, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		fl_tally_day day = { .day = fl_cursor_null(&rows, 1) ? FL_DAY_NONE : (int32_t)fl_cursor_int(&rows, 1),
				     .flowers = fl_cursor_int(&rows, 2) };
		if (!fl_load_index(facts, fl_cursor_int(&rows, 0), &day.dream))
			status = fl_load_stray(store, "a day of a tally", err);
		else if (!fl_vec_push(&list, day))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret_days, ret_count,
			   err);
}
