/* SPDX-License-Identifier: Apache-2.0
 *
 * open_round.c - an open round file: what the steps begin with.
 */
#include "steps/step.h"

#include "base/error.h"

fl_status fl_round_open(const char *path, bool write, fl_round **ret_round, fl_error *err)
{
	fl_round *round = fl_alloc(sizeof(*round));
	if (!round)
		return fl_enomem(err);
	fl_status status = fl_store_open(path, write ? FL_STORE_WRITE : FL_STORE_READ, &round->store, err);
	if (status != FL_OK) {
		fl_free(round);
		return status;
	}
	*ret_round = round;
	return FL_OK;
}

void fl_round_close(fl_round *round)
{
	if (!round)
		return;
	fl_store_close(round->store);
	fl_free(round);
}
