/* SPDX-License-Identifier: Apache-2.0
 *
 * continued.c - the document that a continued round file holds beside its journal.
 */
#include "steps/continued.h"

#include "base/error.h"
#include "base/str.h"
#include "store/records.h"

fl_status fl_continued_load(fl_store *store, fl_arena *arena, fl_continued *ret, fl_error *err)
{
	fl_official_file file;
	*ret = (fl_continued){ .there = false };
	FL_TRY(fl_official_file_last(store, FL_STR(FL_BUNDLE_EARLIER), arena, &ret->seq, &file, err));
	if (ret->seq < 0)
		return FL_OK;
	ret->there = true;
	ret->text = file.bytes;
	ret->digest = fl_sha256(file.bytes);
	FL_TRY(fl_earlier_read(file.bytes, FL_BUNDLE_EARLIER, arena, &ret->earlier, err));
	return fl_earlier_sum(&ret->earlier, arena, &ret->sums, err);
}

void fl_continued_release(fl_continued *c)
{
	fl_earlier_sums_release(&c->sums);
}
