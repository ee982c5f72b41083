/* SPDX-License-Identifier: Apache-2.0
 *
 * parallel.h - the same work over slices of an index range, on several threads. The result must not
 * depend on the number of threads: each call writes only to its own slots.
 */
#ifndef FL_BASE_PARALLEL_H
#define FL_BASE_PARALLEL_H

#include "florin.h"

/* Calls fn(user, begin, end) until [0, count) is covered, in slices of at most 'grain'. 'worker' is
 * 0 .. threads-1 (for per-thread scratch). The first error by slice order wins. threads <= 1: inline. */
typedef fl_status (*fl_parallel_fn)(void *user, int worker, size_t begin, size_t end, fl_error *err);
fl_status fl_parallel_for(size_t count, size_t grain, int threads, fl_parallel_fn fn, void *user, fl_error *err);

#endif
