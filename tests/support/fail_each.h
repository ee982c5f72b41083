/* SPDX-License-Identifier: Apache-2.0
 *
 * fail_each.h - the n-th allocation fails, for every n.
 */
#ifndef FL_TESTS_FAIL_EACH_H
#define FL_TESTS_FAIL_EACH_H

#include "base/alloc.h"
#include "base/error.h"

#define TRIES_MAX 20000

/* Run the case with ever more allocations allowed until it succeeds. It must fail at least 'least' times. */
static inline void fail_each(fl_status (*run)(fl_error *err), int least)
{
	for (int n = 0; n < TRIES_MAX; n++) {
		fl_error err = FL_ERROR_INIT;
		fl_alloc_fail_after(n);
		fl_status status = run(&err);
		fl_alloc_fail_after(-1);
		if (status == FL_OK) {
			assert_int_equal(err.status, FL_OK);
			assert_true(n >= least);
			return;
		}
		assert_int_equal(status, FL_ENOMEM);
		assert_int_equal(err.status, FL_ENOMEM);
		assert_string_equal(err.message, "out of memory");
	}
	fail_msg("no success after %d allocations", TRIES_MAX);
}

#endif
