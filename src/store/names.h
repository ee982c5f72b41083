/* SPDX-License-Identifier: Apache-2.0
 *
 * names.h - texts that repeat (tags, kinds, ids of dreams in the ledger) and the number that stands for each. Givers, of
 * which there may be millions, are in givers.h.
 *
 * Numbers count from 0 without a gap, in the order of first sight, so a number is also an index.
 */
#ifndef FL_STORE_NAMES_H
#define FL_STORE_NAMES_H

#include "base/alloc.h"
#include "base/vec.h"
#include "store/store.h"

typedef enum fl_names_of { FL_NAMES_TAGS, FL_NAMES_KINDS, FL_NAMES_DREAMS } fl_names_of;

#define FL_NAMES_MAX 50000000 /* texts of one kind */

typedef struct fl_names {
	fl_store *store;
	fl_names_of of;
	fl_arena arena;
	fl_map map;
	FL_VEC(fl_str) list; /* by number */
	size_t last;         /* the number asked for last: ledgers come in runs */
} fl_names;

/* Load what is stored. Release also after a failure. */
fl_status fl_names_open(fl_names *names, fl_store *store, fl_names_of of, fl_error *err);
/* The number of a text; a new one is stored. */
fl_status fl_names_put(fl_names *names, fl_str text, int64_t *ret_number, fl_error *err);
void fl_names_release(fl_names *names);

#endif
