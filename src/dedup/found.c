/* SPDX-License-Identifier: Apache-2.0
 *
 * found.c - the pairs that a join finds: those of each slice by themselves, then all in the order of the slices, each once.
 */
#include "dedup/join.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdatomic.h>
#include <stdlib.h>

static fl_status too_many(size_t max, fl_error *err)
{
	return fl_error_set(err, FL_ERANGE, "more than %zu pairs of texts are alike; raise 'candidates'", max);
}

fl_status fl_join_push(fl_join_output *out, size_t begin, size_t a, size_t b, fl_error *err)
{
	size_t x = a < b ? a : b, y = a < b ? b : a;

	if (out->candidates > 0) {
		fl_overlap o = fl_gram_overlap(out->sets, x, y);
		if (fl_gram_score(out->sets, x, y, &o) < out->candidates)
			return FL_OK;
	}
	if (atomic_fetch_add(&out->found, 1) >= out->max)
		return too_many(out->max, err);
	if (!fl_vec_push(&out->slices[begin / FL_JOIN_GRAIN], FL_COUPLE(x, y)))
		return fl_enomem(err);
	return FL_OK;
}

static fl_status collect(const fl_join_output *out, fl_couples *ret, fl_error *err)
{
	size_t total = ret->len;

	for (size_t i = 0; i < out->num_slices; i++)
		total += out->slices[i].len;
	if (!fl_vec_reserve(ret, total))
		return fl_enomem(err);
	for (size_t i = 0; i < out->num_slices; i++)
		for (size_t j = 0; j < out->slices[i].len; j++)
			ret->items[ret->len++] = out->slices[i].items[j];
	return FL_OK;
}

fl_status fl_join_slices(fl_join_output *out, int threads, fl_parallel_fn read, void *user, fl_couples *ret, fl_error *err)
{
	out->num_slices = out->sets->count / FL_JOIN_GRAIN + 1;
	out->slices = fl_alloc_array(out->num_slices, sizeof *out->slices);
	if (!out->slices)
		return fl_enomem(err);
	fl_status status = fl_parallel_for(out->sets->count, FL_JOIN_GRAIN, threads, read, user, err);
	if (status == FL_OK)
		status = collect(out, ret, err);
	for (size_t i = 0; i < out->num_slices; i++)
		fl_vec_release(&out->slices[i]);
	fl_free(out->slices);
	out->slices = NULL;
	return status;
}

static int by_couple(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

fl_status fl_couples_sort(fl_couples *couples, size_t max, fl_error *err)
{
	size_t kept = 0;

	if (couples->len > 0)
		qsort(couples->items, couples->len, sizeof *couples->items, by_couple);
	for (size_t i = 0; i < couples->len; i++)
		if (kept == 0 || couples->items[i] != couples->items[kept - 1])
			couples->items[kept++] = couples->items[i];
	couples->len = kept;
	if (kept > max)
		return too_many(max, err);
	return FL_OK;
}
