/* SPDX-License-Identifier: Apache-2.0
 *
 * givers.h - the names of givers and the number that stands for each: counted from 0, in the order of first sight.
 *
 * There may be millions, so they stand in pages of many, and a number is found by a table of a few bytes for each.
 */
#ifndef FL_STORE_GIVERS_H
#define FL_STORE_GIVERS_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/intern.h"
#include "store/store.h"

#define FL_GIVERS_MAX 100000000

typedef struct fl_givers {
	fl_store *store;
	fl_intern intern;
	fl_buf page;     /* new ones, not yet in the round file */
	size_t num_page;
} fl_givers;

/* Load what is stored. Release also after a failure. */
fl_status fl_givers_open(fl_givers *givers, fl_store *store, fl_error *err);
/* The number of a name, which may be new. */
fl_status fl_givers_put(fl_givers *givers, fl_str name, uint32_t *ret_number, fl_error *err);
/* Store what is new. */
fl_status fl_givers_flush(fl_givers *givers, fl_error *err);
void fl_givers_release(fl_givers *givers);

/* How many are stored. */
fl_status fl_givers_count(fl_store *store, int64_t *ret_count, fl_error *err);
/* The name of a number; FL_EPARSE where the round file has none. */
fl_status fl_giver_name(fl_store *store, uint32_t number, fl_arena *arena, fl_str *ret_name, fl_error *err);
/* All of them in order, in the arena: for small rounds and exports. */
fl_status fl_givers_load(fl_store *store, fl_arena *arena, fl_str **ret_names, size_t *ret_count, fl_error *err);

#endif
