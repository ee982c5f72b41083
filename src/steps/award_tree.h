/* SPDX-License-Identifier: Apache-2.0
 *
 * award_tree.h - the awards of an allocation as leaves of a Merkle tree, so that one dream can be shown its own.
 *
 * A leaf is one object of canonical JSON, and the leaves stand in the order of the bytes of the ids:
 *     {"award":48600000,"currency":"CNY","dream":"D001","minor_digits":2,"round":"one-flower","salt":HEX,
 *      "status":"funded","tally":691}
 * The salt is SHA-256 of the secret of the round file and the id, cut to 16 bytes: who holds one receipt knows the hashes of
 * others, and could otherwise try which award of a neighbour fits.
 */
#ifndef FL_STEPS_AWARD_TREE_H
#define FL_STEPS_AWARD_TREE_H

#include "base/merkle.h"
#include "report/public_page.h"
#include "steps/candidates.h"

typedef struct fl_award_row { /* what a leaf says of its dream */
	fl_str id, status;
	fl_money amount;
	int64_t tally;
} fl_award_row;

typedef struct fl_award_list { /* the awards of one result */
	fl_str round;
	fl_currency currency;
	fl_award_row *rows;
	size_t count;
} fl_award_list;

typedef struct fl_award_tree {
	fl_digest *leaves; /* in the order of ids */
	uint32_t *order;   /* the row of each leaf */
	size_t count;
} fl_award_tree;

/* Of the awards that stand, one a dream; the rows are in the order of the dreams. */
fl_status fl_award_list_of(const fl_round_spec *spec, const fl_field *field, const fl_award *awards, fl_arena *arena, fl_award_list *ret,
			   fl_error *err);
/* Of a result.json. */
fl_status fl_award_list_read(fl_str result, const char *source, fl_arena *arena, fl_award_list *ret, fl_error *err);
/* FL_ESTATE: the file has no secret. */
fl_status fl_award_tree_make(fl_store *store, const fl_award_list *list, fl_arena *arena, fl_award_tree *ret, fl_error *err);
/* The leaf of one row. */
fl_status fl_award_leaf(fl_store *store, const fl_award_list *list, uint32_t row, fl_buf *ret, fl_error *err);
/* The salts of all dreams, for a page that shows all of them. */
fl_status fl_award_salts(fl_store *store, const fl_field *field, fl_arena *arena, fl_award_salt **ret, fl_error *err);

#endif
