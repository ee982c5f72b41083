/* SPDX-License-Identifier: Apache-2.0
 *
 * match.c - the names of the types of facts.
 */
#include "domain/match.h"

#include "base/str.h"

static const char *const names[] = { "text", "number", "amount", "place" };

const char *fl_fact_type_name(fl_fact_type type)
{
	return names[type];
}

bool fl_fact_type_parse(fl_str name, fl_fact_type *ret)
{
	for (int i = 0; i < 4; i++) {
		if (fl_str_eqz(name, names[i])) {
			*ret = (fl_fact_type)i;
			return true;
		}
	}
	return false;
}

bool fl_fact_fits(fl_fact_type type, fl_str value)
{
	size_t points = 0;

	if (type == FL_FACT_TEXT || type == FL_FACT_PLACE)
		return value.len > 0;
	for (size_t i = 0; i < value.len; i++) {
		bool point = value.data[i] == '.' && i > 0 && i + 1 < value.len;
		if (!point && (value.data[i] < '0' || value.data[i] > '9'))
			return false;
		points += point;
	}
	return value.len > 0 && value.len <= 18 && points <= 1;
}
