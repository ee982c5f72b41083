/* SPDX-License-Identifier: Apache-2.0
 *
 * find_dream.c - the dream that a person named, or those that may have been meant.
 */
#include "steps/find_dream.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

fl_status fl_dream_missing(const fl_facts *facts, fl_str id, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, id);
	for (size_t i = 0; i < facts->num_dreams; i++)
		fl_spelling_try(&near, facts->dreams[i].id);
	return fl_error_set(err, FL_ENOTFOUND, "there is no dream '%.*s'%s", FL_STR_ARG(id), fl_spelling_hint(&near, hint));
}

fl_status fl_dream_find(const fl_facts *facts, const char *id, uint32_t *ret, fl_error *err)
{
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (fl_str_eqz(facts->dreams[i].id, id)) {
			*ret = (uint32_t)i;
			return FL_OK;
		}
	return fl_dream_missing(facts, fl_str_of(id), err);
}
