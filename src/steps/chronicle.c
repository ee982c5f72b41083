/* SPDX-License-Identifier: Apache-2.0
 *
 * chronicle.c - the journal read from its first entry to its last: each step takes the place of its last time, and takes away
 * what was built on that.
 */
#include "steps/chronicle.h"

#include "base/error.h"
#include "base/str.h"

static void follow(fl_chronicle *c, const fl_entry *entry)
{
	fl_step step;
	if (!fl_step_named(entry->step, &step))
		return; /* a decision changes no result by itself */
	for (int other = 0; other < FL_STEP_COUNT; other++)
		if (fl_step_builds_on((fl_step)other, step))
			c->standing[other] = -1;
	c->standing[step] = entry->seq;
}

fl_status fl_chronicle_load(fl_store *store, fl_arena *arena, fl_chronicle *ret, fl_error *err)
{
	fl_str *texts;
	fl_merkle_growing tree = { .count = 0 };
	*ret = (fl_chronicle){ .count = 0 };
	for (int step = 0; step < FL_STEP_COUNT; step++)
		ret->standing[step] = -1;
	FL_TRY(fl_journal_load(store, arena, &texts, &ret->count, err));
	ret->entries = fl_arena_array(arena, ret->count + 1, sizeof *ret->entries);
	ret->leaves = fl_arena_array(arena, ret->count + 1, sizeof *ret->leaves);
	ret->roots = fl_arena_array(arena, ret->count + 1, sizeof *ret->roots);
	if (!ret->entries || !ret->leaves || !ret->roots)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->count; i++) {
		fl_error inner = FL_ERROR_INIT;
		fl_status status = fl_entry_parse(texts[i], arena, &ret->entries[i], &inner);
		if (status == FL_OK && ret->entries[i].seq != (int64_t)i)
			status = fl_error_set(&inner, FL_EPARSE, "it says it is entry %lld", (long long)ret->entries[i].seq);
		if (status != FL_OK)
			return fl_error_at(err, status, fl_store_name(store), 0, 0, "the journal is damaged: entry %zu: %s", i,
					   inner.message);
		ret->leaves[i] = fl_merkle_leaf(texts[i]);
		fl_merkle_grow(&tree, &ret->leaves[i]);
		ret->roots[i] = fl_merkle_growing_root(&tree);
		follow(ret, &ret->entries[i]);
	}
	return FL_OK;
}

fl_digest fl_chronicle_root(const fl_chronicle *chronicle, size_t size)
{
	return size == 0 ? fl_merkle_root(NULL, 0) : chronicle->roots[size - 1];
}
