/* SPDX-License-Identifier: Apache-2.0
 *
 * load.h - what the records_*.c share when they read: lists into an arena, tags of dreams.
 */
#ifndef FL_STORE_LOAD_H
#define FL_STORE_LOAD_H

#include "store/records.h"
#include "store/statements.h"

/* End a query whose rows were gathered in a vector: close it, copy 'count' items of 'size' bytes into the arena and
 * free the vector. 'status' is that of the gathering and is returned unless OK. */
fl_status fl_load_end(fl_cursor *rows, fl_status status, fl_arena *arena, void *vector, size_t count, size_t size,
		      void **ret_items, size_t *ret_count, fl_error *err);

/* The index of a dream's row; false when it is none of facts. */
bool fl_load_index(const fl_facts *facts, int64_t row, uint32_t *ret_index);
/* "the round file is damaged: WHAT names a dream that is not there" */
fl_status fl_load_stray(fl_store *store, const char *what, fl_error *err);

/* Tags of all dreams, from a table of (dream, tag). */
typedef struct fl_tag_lists {
	fl_str *tags;   /* all, dream by dream, sorted by bytes within one */
	size_t *starts; /* num_dreams + 1 */
} fl_tag_lists;

fl_status fl_tag_lists_load(fl_tag_lists *ret, fl_store *store, fl_sql sql, const fl_facts *facts, fl_arena *arena,
			    fl_error *err);
const fl_str *fl_tag_list(const fl_tag_lists *lists, size_t dream, size_t *ret_count);

#endif
