/* SPDX-License-Identifier: Apache-2.0
 *
 * results.c - which tables belong to which step: dropping them, and the digest of what stands in them.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "store/statements.h"

typedef struct table {
	fl_sql get, drop;
	bool by_dream; /* 'get' takes the first dream it is to hand over */
} table;

/* Children before parents; FL_SQL_COUNT: facts are not dropped. */
static const struct {
	const char *step;
	table tables[4];
	size_t count;
} steps[] = {
	{ "init", { { FL_SQL_GET_DOCUMENTS, FL_SQL_COUNT, false } }, 1 },
	{ "import", { { FL_SQL_GET_FILES, FL_SQL_COUNT, false } }, 1 },
	{ "tag",
	  { { FL_SQL_GET_MATCHES, FL_SQL_DROP_MATCHES, false },
	    { FL_SQL_GET_GIVEN_TAGS, FL_SQL_DROP_GIVEN_TAGS, true },
	    { FL_SQL_GET_TAGGINGS, FL_SQL_DROP_TAGGINGS, false } },
	  3 },
	{ "dedup",
	  { { FL_SQL_GET_PAIRS, FL_SQL_DROP_PAIRS, false }, { FL_SQL_GET_CLUSTERS, FL_SQL_DROP_CLUSTERS, false } },
	  2 },
	{ "tally",
	  { { FL_SQL_GET_TALLY_DAYS, FL_SQL_DROP_TALLY_DAYS, false }, { FL_SQL_GET_TALLIES, FL_SQL_DROP_TALLIES, false } },
	  2 },
	{ "allocate",
	  { { FL_SQL_GET_PAYMENTS, FL_SQL_DROP_PAYMENTS, false },
	    { FL_SQL_GET_AWARDS, FL_SQL_DROP_AWARDS, false },
	    { FL_SQL_GET_LIMITS, FL_SQL_DROP_LIMITS, false },
	    { FL_SQL_GET_ALLOCATION, FL_SQL_DROP_ALLOCATIONS, false } },
	  4 },
	{ "verify", { { FL_SQL_GET_VERDICT, FL_SQL_DROP_VERDICTS, false } }, 1 },
	{ "report", { { FL_SQL_GET_OUTPUTS, FL_SQL_DROP_OUTPUTS, false } }, 1 },
};

#define NUM_STEPS (sizeof(steps) / sizeof(steps[0]))

static size_t find(const char *step)
{
	size_t i = 0;
	while (i < NUM_STEPS && strcmp(steps[i].step, step) != 0)
		i++;
	return i;
}

/* Each value as its kind, its length and its bytes (a number: 8 bytes, big end first), so that no two tables have the
 * same sequence of bytes. */
static void add_value(fl_hasher *h, const fl_cursor *rows, int column)
{
	unsigned char head[9] = { 0 };
	bool number = fl_cursor_is_int(rows, column);
	fl_str text = number ? FL_STR("") : fl_cursor_text(rows, column);
	uint64_t n = number ? (uint64_t)fl_cursor_int(rows, column) : text.len;
	head[0] = fl_cursor_null(rows, column) ? 'n' : number ? 'i' : 't';
	for (int i = 0; i < 8; i++)
		head[8 - i] = (unsigned char)(n >> (8 * i));
	fl_hasher_add(h, head, sizeof(head));
	fl_hasher_add(h, text.data, text.len);
}

static fl_status add_table(fl_hasher *h, fl_store *store, const table *t, fl_error *err)
{
	fl_cursor rows;
	fl_value first = FL_INT(0);
	FL_TRY(fl_cursor_open(&rows, store, t->get, &first, t->by_dream ? 1 : 0, err));
	while (fl_cursor_next(&rows)) {
		fl_hasher_add(h, "r", 1);
		for (int i = 0; i < fl_cursor_columns(&rows); i++)
			add_value(h, &rows, i);
	}
	return fl_cursor_close(&rows, err);
}

fl_status fl_results_digest(fl_store *store, const char *step, fl_digest *ret_digest, fl_error *err)
{
	fl_hasher h;
	size_t s = find(step);
	fl_hasher_init(&h);
	for (size_t i = 0; s < NUM_STEPS && i < steps[s].count; i++) {
		fl_hasher_add(&h, "table", 5);
		FL_TRY(add_table(&h, store, &steps[s].tables[i], err));
	}
	*ret_digest = fl_hasher_final(&h);
	return FL_OK;
}

fl_status fl_results_drop(fl_store *store, const char *step, fl_error *err)
{
	size_t s = find(step);
	for (size_t i = 0; s < NUM_STEPS && i < steps[s].count; i++)
		if (steps[s].tables[i].drop != FL_SQL_COUNT)
			FL_TRY(fl_store_run(store, steps[s].tables[i].drop, NULL, 0, err));
	return FL_OK;
}
