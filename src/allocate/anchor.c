/* SPDX-License-Identifier: Apache-2.0
 *
 * anchor.c - flows of the settled awards, and how far they may have to move.
 *
 * The settled awards are sent to the pools (split.h). A solution of the rounding sends 'most' more in all. The difference of its flow
 * to ours falls apart into cycles, which change nothing and may be left out, and paths; a path begins where there is more to
 * send, or something was not sent, and ends where there is room, or a pool was not filled. So no flow differs by more than all of
 * that together.
 */
#include "allocate/anchor.h"

#include "allocate/split.h"
#include "base/error.h"

static fl_money sum_of(const fl_program *p, const fl_money *settled)
{
	fl_money sum = 0; /* at most the money of the round */
	for (size_t c = 0; c < p->num_classes; c++)
		sum += settled[c];
	return sum;
}

static void place(fl_money at, fl_money reach, fl_money top, fl_money *base, fl_money *hi)
{
	*base = at > reach ? at - reach : 0;
	*hi = (at < top - reach ? at + reach : top) - *base;
}

fl_status fl_anchor_find(const fl_program *p, const fl_money *settled, fl_money most, fl_money *base, fl_money *hi, fl_error *err)
{
	fl_money *due = fl_alloc_array(p->num_signatures + 1, sizeof *due), off = 0;
	fl_money *sent = fl_alloc_array(p->num_signatures * p->num_pools + 1, sizeof *sent);
	fl_status status = due && sent ? FL_OK : fl_enomem(err);
	for (size_t c = 0; status == FL_OK && c < p->num_classes; c++)
		due[p->columns[c].signature] += settled[c];
	if (status == FL_OK)
		status = fl_split_route(p, due, sent, &off, err);
	for (size_t j = 0; status == FL_OK && j < p->num_columns; j++) {
		const fl_column *column = &p->columns[j];
		base[j] = 0;
		hi[j] = column->hi;
		if (column->kind == FL_COLUMN_FLOW)
			place(sent[column->signature * p->num_pools + column->pool], most + off, column->hi, &base[j], &hi[j]);
		else if (column->kind == FL_COLUMN_TOTAL)
			place(sum_of(p, settled), most, column->hi, &base[j], &hi[j]);
	}
	fl_free(due);
	fl_free(sent);
	return status;
}
