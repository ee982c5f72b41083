/* SPDX-License-Identifier: Apache-2.0
 *
 * find_dream.c - the dream that a person named, or those that may have been meant.
 */
#include "steps/find_dream.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

fl_status fl_dream_find(const fl_facts *facts, const char *id, uint32_t *ret, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (fl_str_eqz(facts->dreams[i].id, id)) {
			*ret = (uint32_t)i;
			return FL_OK;
		}
	fl_spelling_begin(&near, fl_str_of(id));
	for (size_t i = 0; i < facts->num_dreams; i++)
		fl_spelling_try(&near, facts->dreams[i].id);
	return fl_error_set(err, FL_ENOTFOUND, "there is no dream '%s'%s", id, fl_spelling_hint(&near, hint));
}
