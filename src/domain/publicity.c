/* SPDX-License-Identifier: Apache-2.0
 *
 * publicity.c - "public" of round.json, read.
 */
#include "domain/publicity.h"

#include "base/error.h"

fl_status fl_publicity_parse(fl_json root, fl_publicity *ret, fl_error *err)
{
	static const char *const keys[] = { "organisations", "partners", "ids", NULL };
	fl_json v = fl_json_get(root, "public");
	*ret = (fl_publicity){ .organisations = false };
	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'public' must be an object");
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_bool(v, "organisations", false, &ret->organisations, err));
	FL_TRY(fl_json_take_bool(v, "partners", false, &ret->partners, err));
	return fl_json_take_bool(v, "ids", false, &ret->ids, err);
}
