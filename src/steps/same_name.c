/* SPDX-License-Identifier: Apache-2.0
 *
 * same_name.c - two names in the comparing form.
 */
#include "steps/same_name.h"

#include "base/error.h"
#include "base/str.h"
#include "text/normalise.h"

fl_status fl_same_name(fl_str a, fl_str b, int *ret, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_normal x, y;
	*ret = -1;
	if (a.len == 0 || b.len == 0)
		return FL_OK;
	fl_status status = fl_normalise(a, FL_NORMAL_COMPARE, &arena, &x, err);
	if (status == FL_OK)
		status = fl_normalise(b, FL_NORMAL_COMPARE, &arena, &y, err);
	if (status == FL_OK && x.text.len > 0 && y.text.len > 0)
		*ret = fl_str_eq(x.text, y.text);
	fl_arena_release(&arena);
	return status;
}
