/* SPDX-License-Identifier: Apache-2.0
 *
 * batch.c - grams put in the order of their parts: counted, then placed.
 */
#include "dedup/batch.h"

#include "base/alloc.h"
#include "base/error.h"

fl_status fl_batch_take(fl_batch *ret, const fl_hashes *grams, const uint32_t *length, size_t count, fl_error *err)
{
	size_t next[FL_BATCH_PARTS] = { 0 }, at = 0;

	ret->grams = fl_alloc_array(grams->len, sizeof *ret->grams);
	ret->set = fl_alloc_array(grams->len, sizeof *ret->set);
	ret->start = fl_alloc_array(FL_BATCH_PARTS + 1, sizeof *ret->start);
	if (!ret->grams || !ret->set || !ret->start)
		return fl_enomem(err);
	for (size_t i = 0; i < grams->len; i++)
		ret->start[fl_batch_part(grams->items[i]) + 1]++;
	for (size_t part = 0; part < FL_BATCH_PARTS; part++) {
		next[part] = ret->start[part];
		ret->start[part + 1] += ret->start[part];
	}
	for (size_t set = 0; set < count; set++)
		for (size_t end = at + length[set]; at < end; at++) {
			size_t to = next[fl_batch_part(grams->items[at])]++;
			ret->grams[to] = grams->items[at];
			ret->set[to] = (uint8_t)set;
		}
	return FL_OK;
}

uint64_t *fl_batch_grams(const fl_batch *b, size_t part, size_t *ret_len)
{
	*ret_len = b->start ? b->start[part + 1] - b->start[part] : 0;
	return *ret_len > 0 ? b->grams + b->start[part] : NULL;
}

void fl_batch_release(fl_batch *b)
{
	fl_free(b->grams);
	fl_free(b->set);
	fl_free(b->start);
	*b = (fl_batch){ NULL, NULL, NULL };
}
