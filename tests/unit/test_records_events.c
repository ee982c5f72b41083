/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of events out of a round file: whole ranges, and where certain names stand, against a list that is searched from its
 * beginning. Names share their first bytes, so that three bytes do not tell them apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger_kit.h"
#include "random.h"

enum { EVENTS = 400, WANTED = 60 };

static fl_short_digest some_name(uint64_t *seed)
{
	fl_short_digest name;
	for (size_t k = 0; k < sizeof name.bytes; k++)
		name.bytes[k] = (uint8_t)(k == 15 ? random_below(seed, 20) : k % 5 ? 7 : random_below(seed, 3) * 127);
	return name;
}

/* A chunk in a round file, its part, and its events. */
static fl_store *make_chunk(const void *state, uint64_t *seed, fl_chunk *chunk, fl_ledger_part *ret)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_store *store = NULL;
	kit_write(state, "flowers.csv", "dream\nd1\n");
	kit_round(state, ",\"flowers\":[\"flowers.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_int_equal(fl_store_open(file, FL_STORE_WRITE, &store, &err), FL_OK);
	for (uint32_t i = 0; i < EVENTS; i++) {
		fl_ledger_row row = { FL_NOBODY, 0, FL_NOBODY, 1, 0, 1 + (int64_t)i };
		fl_short_digest name = some_name(seed);
		assert_true(fl_chunk_add(chunk, &row, random_below(seed, 4) ? &name : NULL));
	}
	int64_t of = scratch_sql_int(file, "SELECT id FROM files WHERE role = 'flowers'");
	assert_int_equal(fl_ledger_add(store, of, 9, chunk, &err), FL_OK);
	*ret = (fl_ledger_part){ .id = scratch_sql_int(file, "SELECT id FROM chunks WHERE seq = 9"),
				 .rows = EVENTS,
				 .events = (int64_t)chunk->events.len };
	return store;
}

static uint32_t first_row(const fl_chunk *chunk, const fl_short_digest *name)
{
	for (size_t i = 0; i < chunk->events.len; i++)
		if (memcmp(chunk->events.items[i].name.bytes, name->bytes, sizeof name->bytes) == 0)
			return chunk->events.items[i].row;
	return FL_NOBODY;
}

static void test_records_events__a_name_is_found_where_it_stands_first(void **state)
{
	size_t found = 0, missed = 0;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		uint64_t s = seed;
		fl_chunk chunk = { 0 };
		fl_ledger_part part;
		fl_event_reader reader = { 0 };
		fl_buf scratch;
		fl_error err = FL_ERROR_INIT;
		fl_store *store = make_chunk(*state, &s, &chunk, &part);
		fl_buf_init(&scratch, 1 << 20);
		assert_int_equal(fl_event_reader_open(&reader, store, &part, &err), FL_OK);
		for (unsigned range = 0; range < FL_EVENT_RANGES; range++) {
			fl_ledger_event wanted[WANTED];
			uint32_t rows[WANTED];
			bool any, some = false;
			for (size_t i = 0; i < WANTED; i++) {
				wanted[i].name = some_name(&s);
				wanted[i].name.bytes[0] = (uint8_t)range;
				rows[i] = i % 7 ? FL_NOBODY : 1000; /* that one is known already */
			}
			assert_int_equal(fl_event_reader_find(&reader, range, &scratch, wanted, WANTED, rows, &any, &err), FL_OK);
			for (size_t i = 0; i < WANTED; i++) {
				uint32_t want = i % 7 ? first_row(&chunk, &wanted[i].name) : 1000;
				if (rows[i] != want)
					fail_msg("seed %llu range %u: row %u, not %u", (unsigned long long)seed, range, rows[i], want);
				some = some || (i % 7 && want != FL_NOBODY);
				found += i % 7 && want != FL_NOBODY;
				missed += want == FL_NOBODY;
			}
			assert_int_equal(any, some);
		}
		fl_event_reader_close(&reader);
		fl_buf_release(&scratch);
		fl_chunk_release(&chunk);
		fl_store_close(store);
	}
	assert_true(found > 100 && missed > 100);
}

static void test_records_events__ranges_come_back_sorted(void **state)
{
	uint64_t s = 5;
	fl_chunk chunk = { 0 };
	fl_ledger_part part;
	fl_event_reader reader = { 0 };
	fl_ledger_event events[EVENTS];
	fl_buf scratch;
	fl_error err = FL_ERROR_INIT;
	size_t all = 0;
	fl_store *store = make_chunk(*state, &s, &chunk, &part);
	fl_buf_init(&scratch, 1 << 20);
	assert_int_equal(fl_event_reader_open(&reader, store, &part, &err), FL_OK);
	for (unsigned range = 0; range < FL_EVENT_RANGES; range++) {
		size_t count = reader.starts[range + 1] - reader.starts[range];
		assert_int_equal(fl_event_reader_range(&reader, range, &scratch, events, &err), FL_OK);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(events[i].name.bytes[0], range);
			bool there = false;
			for (size_t k = 0; k < chunk.events.len && !there; k++)
				there = chunk.events.items[k].row == events[i].row &&
					memcmp(&chunk.events.items[k].name, &events[i].name, sizeof events[i].name) == 0;
			assert_true(there);
			assert_true(i == 0 || memcmp(&events[i - 1].name, &events[i].name, sizeof events[i].name) <= 0);
		}
		all += count;
	}
	assert_int_equal(all, chunk.events.len);
	fl_event_reader_close(&reader);
	fl_buf_release(&scratch);
	fl_chunk_release(&chunk);
	fl_store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_records_events__a_name_is_found_where_it_stands_first, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_records_events__ranges_come_back_sorted, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
