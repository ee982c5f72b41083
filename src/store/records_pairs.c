/* SPDX-License-Identifier: Apache-2.0
 *
 * records_pairs.c - pairs of dreams that may be the same wish, and who represents whom.
 */
#include "store/records.h"

#include "base/error.h"
#include "store/load.h"
#include "store/statements.h"

fl_status fl_pairs_store(fl_store *store, const fl_facts *facts, const fl_pair *pairs, size_t count, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		const fl_pair *p = &pairs[i];
		FL_TRY(fl_store_run(store, FL_SQL_ADD_PAIR,
				    FL_ARGS(FL_INT(facts->first + p->a), FL_INT(facts->first + p->b),
					    FL_INT(p->score), FL_INT(p->title), FL_INT(p->body),
					    FL_INT(p->containment), FL_INT(p->exact), FL_INT(p->differs),
					    FL_TEXT(p->only_a), FL_TEXT(p->only_b), FL_TEXT(p->shared), FL_INT(p->verdict),
					    FL_INT(p->decided)),
				    err));
	}
	return FL_OK;
}

static bool read_pair(const fl_cursor *rows, const fl_facts *facts, fl_arena *arena, fl_pair *ret, bool *failed)
{
	*ret = (fl_pair){
		.score = (int32_t)fl_cursor_int(rows, 2),
		.title = (int32_t)fl_cursor_int(rows, 3),
		.body = (int32_t)fl_cursor_int(rows, 4),
		.containment = (int32_t)fl_cursor_int(rows, 5),
		.exact = fl_cursor_int(rows, 6) != 0,
		.differs = (uint32_t)fl_cursor_int(rows, 7),
		.only_a = fl_cursor_copy(rows, 8, arena, failed),
		.only_b = fl_cursor_copy(rows, 9, arena, failed),
		.shared = fl_cursor_copy(rows, 10, arena, failed),
		.verdict = (fl_pair_verdict)fl_cursor_int(rows, 11),
		.decided = fl_cursor_int(rows, 12) != 0,
	};
	return fl_load_index(facts, fl_cursor_int(rows, 0), &ret->a) &&
	       fl_load_index(facts, fl_cursor_int(rows, 1), &ret->b);
}

fl_status fl_pairs_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_pair **ret_pairs,
			size_t *ret_count, fl_error *err)
{
	int64_t count;
	size_t n = 0;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_PAIRS, NULL, 0, 0, &count, err));
	fl_pair *pairs = fl_arena_array(arena, (size_t)count + 1, sizeof(*pairs));
	if (!pairs)
		return fl_enomem(err);
	fl_cursor rows;
	bool stray = false, failed = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_PAIRS, NULL, 0, err));
	while (!stray && !failed && n < (size_t)count && fl_cursor_next(&rows))
		stray = !read_pair(&rows, facts, arena, &pairs[n++], &failed);
	FL_TRY(fl_cursor_close(&rows, err));
	if (failed)
		return fl_enomem(err);
	if (stray)
		return fl_load_stray(store, "a pair", err);
	*ret_pairs = pairs;
	*ret_count = n;
	return FL_OK;
}

fl_status fl_clusters_store(fl_store *store, const fl_facts *facts, const uint32_t *representative, fl_error *err)
{
	for (size_t i = 0; i < facts->num_dreams; i++)
		FL_TRY(fl_store_run(
		    store, FL_SQL_ADD_CLUSTER,
		    FL_ARGS(FL_INT(facts->first + (int64_t)i), FL_INT(facts->first + representative[i])), err));
	return FL_OK;
}

fl_status fl_clusters_load(fl_store *store, const fl_facts *facts, fl_arena *arena, uint32_t **ret_representative,
			   fl_error *err)
{
	uint32_t *representative = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*representative));
	if (!representative)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++)
		representative[i] = (uint32_t)i;
	fl_cursor rows;
	bool stray = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_CLUSTERS, NULL, 0, err));
	while (!stray && fl_cursor_next(&rows)) {
		uint32_t i = 0, r = 0;
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &i) ||
			!fl_load_index(facts, fl_cursor_int(&rows, 1), &r);
		if (!stray)
			representative[i] = r;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	*ret_representative = representative;
	return stray ? fl_load_stray(store, "a cluster", err) : FL_OK;
}
