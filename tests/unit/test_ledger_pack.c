/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "domain/dream.h"
#include "random.h"
#include "store/ledger.h"

#include <stdlib.h>

/* Values of every width, and the ends of their ranges. */
static int64_t some(uint64_t *seed, int64_t least)
{
	uint64_t v = random_next(seed) >> (random_below(seed, 64));
	return (int64_t)(v > (uint64_t)(INT64_MAX - 1) ? v >> 1 : v) + least;
}

static uint32_t some_number(uint64_t *seed)
{
	return random_below(seed, 5) ? (uint32_t)random_next(seed) >> random_below(seed, 32) : FL_NOBODY;
}

static void fill(fl_chunk *chunk, uint64_t *seed, size_t count)
{
	int64_t line = 1 + (int64_t)random_below(seed, 3);
	fl_chunk_clear(chunk);
	for (size_t i = 0; i < count; i++) {
		fl_ledger_row row = { some_number(seed), some_number(seed), some_number(seed), some(seed, 1),
				      random_below(seed, 4) ? some(seed, -100000) : FL_TIME_NONE, line };
		fl_short_digest event;
		for (size_t k = 0; k < sizeof event.bytes; k++)
			event.bytes[k] = (uint8_t)(k < 2 ? random_below(seed, 2) : random_next(seed));
		line += random_below(seed, 3) ? 1 : (int64_t)random_below(seed, 1000);
		assert_true(fl_chunk_add(chunk, &row, random_below(seed, 5) ? &event : NULL));
	}
}

static void test_ledger_pack__rows_come_back(void **state)
{
	fl_chunk chunk = { 0 };
	fl_buf bytes;
	(void)state;
	fl_buf_init(&bytes, 1 << 24);
	for (uint64_t seed = 1; seed <= 300; seed++) {
		uint64_t s = seed;
		size_t count = 1 + random_below(&s, 200);
		fill(&chunk, &s, count);
		fl_buf_clear(&bytes);
		assert_true(fl_chunk_pack_rows(&chunk, &bytes));
		fl_ledger_row *rows = calloc(count, sizeof *rows);
		if (!fl_chunk_unpack_rows(fl_buf_view(&bytes), count, rows))
			fail_msg("seed %llu", (unsigned long long)seed);
		for (size_t i = 0; i < count; i++) {
			const fl_ledger_row *a = &rows[i], *b = &chunk.rows.items[i];
			if (a->giver != b->giver || a->dream != b->dream || a->kind != b->kind || a->count != b->count ||
			    a->given != b->given || a->line != b->line)
				fail_msg("seed %llu row %zu", (unsigned long long)seed, i);
		}
		free(rows);
	}
	fl_buf_release(&bytes);
	fl_chunk_release(&chunk);
}

static void test_ledger_pack__a_plain_ledger_takes_few_bytes(void **state)
{
	fl_chunk chunk = { 0 };
	fl_buf bytes;
	(void)state;
	fl_buf_init(&bytes, 1 << 24);
	for (uint32_t i = 0; i < 1000; i++) {
		fl_ledger_row row = { i % 200, i % 50, i % 5, 1, 1788566400 + (int64_t)i * 40, 2 + (int64_t)i };
		assert_true(fl_chunk_add(&chunk, &row, NULL));
	}
	assert_true(fl_chunk_pack_rows(&chunk, &bytes));
	assert_true(bytes.len < 6 * 1000 + 100); /* giver, dream and kind 1, count 0, time 2, line 0 */
	fl_buf_release(&bytes);
	fl_chunk_release(&chunk);
}

static void test_ledger_pack__events_are_sorted_by_name_then_row(void **state)
{
	fl_chunk chunk = { 0 };
	fl_buf bytes;
	(void)state;
	fl_buf_init(&bytes, 1 << 24);
	for (uint64_t seed = 1; seed <= 100; seed++) {
		uint64_t s = seed;
		fill(&chunk, &s, 1 + random_below(&s, 300));
		for (size_t i = 0; i + 1 < chunk.events.len; i += 3) /* the same event twice */
			chunk.events.items[i].name = chunk.events.items[i + 1].name;
		fl_buf_clear(&bytes);
		assert_true(fl_chunk_pack_events(&chunk, &bytes));
		const unsigned char *keys = (const unsigned char *)bytes.data + 4 * (FL_EVENT_RANGES + 1) + 1;
		size_t count = chunk.events.len, width = chunk.rows.len > 255 ? 2 : 1;
		const unsigned char *rests = keys + 3 * count, *rows = rests + 12 * count;
		assert_int_equal(bytes.len, 4 * (FL_EVENT_RANGES + 1) + 1 + 15 * count + count * width + 8);
		assert_int_equal(keys[-1], width);
		for (size_t i = 0; i < count; i++) {
			const unsigned char *starts = (const unsigned char *)bytes.data;
			unsigned row = rows[i * width] | (width > 1 ? (unsigned)rows[i * width + 1] << 8 : 0), first = 0;
			while (first < 255 && (unsigned)(starts[4 * first + 4] | starts[4 * first + 5] << 8) <= i)
				first++;
			const fl_ledger_event *e = NULL;
			for (size_t k = 0; k < count && !e; k++)
				e = chunk.events.items[k].row == row ? &chunk.events.items[k] : NULL;
			assert_non_null(e);
			if (e->name.bytes[0] != first || memcmp(e->name.bytes + 1, keys + 3 * i, 3) != 0 ||
			    memcmp(e->name.bytes + 4, rests + 12 * i, 12) != 0)
				fail_msg("seed %llu event %zu: another name", (unsigned long long)seed, i);
			if (i == 0)
				continue;
			int order = memcmp(keys + 3 * (i - 1), keys + 3 * i, 3);
			order = order ? order : memcmp(rests + 12 * (i - 1), rests + 12 * i, 12);
			unsigned before = rows[(i - 1) * width] | (width > 1 ? (unsigned)rows[(i - 1) * width + 1] << 8 : 0);
			bool new_range = i == (unsigned)(starts[4 * first] | starts[4 * first + 1] << 8);
			if (!new_range && (order > 0 || (order == 0 && before >= row)))
				fail_msg("seed %llu event %zu", (unsigned long long)seed, i);
		}
	}
	fl_buf_release(&bytes);
	fl_chunk_release(&chunk);
}

/* Bytes that were changed or cut are refused or give rows; nothing else happens. */
static void test_ledger_pack__damaged_bytes_do_no_harm(void **state)
{
	fl_chunk chunk = { 0 };
	fl_buf bytes;
	uint64_t s = 7;
	size_t refused = 0;
	(void)state;
	fl_buf_init(&bytes, 1 << 24);
	fill(&chunk, &s, 50);
	assert_true(fl_chunk_pack_rows(&chunk, &bytes));
	fl_ledger_row rows[60];
	for (size_t len = 0; len < bytes.len; len++)
		assert_false(fl_chunk_unpack_rows((fl_str){ bytes.data, len }, 50, rows));
	assert_false(fl_chunk_unpack_rows(fl_buf_view(&bytes), 49, rows));
	assert_false(fl_chunk_unpack_rows(fl_buf_view(&bytes), 51, rows));
	for (size_t i = 0; i < 3000; i++) {
		size_t at = random_below(&s, bytes.len);
		char was = bytes.data[at];
		bytes.data[at] = (char)random_next(&s);
		refused += !fl_chunk_unpack_rows(fl_buf_view(&bytes), 50, rows);
		bytes.data[at] = was;
	}
	assert_true(refused > 0);
	fl_buf_release(&bytes);
	fl_chunk_release(&chunk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ledger_pack__rows_come_back),
		cmocka_unit_test(test_ledger_pack__a_plain_ledger_takes_few_bytes),
		cmocka_unit_test(test_ledger_pack__events_are_sorted_by_name_then_row),
		cmocka_unit_test(test_ledger_pack__damaged_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
