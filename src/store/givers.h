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
#include "store/ledger.h"

#define FL_GIVERS_MAX     100000000
#define FL_GIVERS_WAITING 64

typedef struct fl_givers {
	fl_store *store;
	fl_intern intern;
	fl_buf page;     /* new ones, not yet in the round file */
	size_t num_page;
	struct {
		size_t row, from, len; /* the name's place in 'names' */
		uint32_t hash;
	} waiting[FL_GIVERS_WAITING];
	size_t num_waiting;
	fl_buf names;
} fl_givers;

/* Load what is stored. Release also after a failure. */
fl_status fl_givers_open(fl_givers *givers, fl_store *store, fl_error *err);
/* The number of a name, which may be new. */
fl_status fl_givers_put(fl_givers *givers, fl_str name, uint32_t *ret_number, fl_error *err);
/* The number of a name into a row of a chunk, not at once but with some dozens of others, or when the rest is settled. */
fl_status fl_givers_later(fl_givers *givers, fl_str name, fl_chunk *chunk, size_t row, fl_error *err);
fl_status fl_givers_settle(fl_givers *givers, fl_chunk *chunk, fl_error *err);
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
