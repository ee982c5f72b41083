/* SPDX-License-Identifier: Apache-2.0
 *
 * plain.c - what the plain forms of a report have in common.
 */
#include "report/plain.h"

void fl_plain_differs(fl_buf *out, uint32_t differs)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = { { FL_DIFF_NUMBER, "number" },
		      { FL_DIFF_PLACE, "place" },
		      { FL_DIFF_OBJECT, "object" },
		      { FL_DIFF_ORGANISATION, "organisation" } };
	const char *before = "";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if ((differs & names[i].bit) == 0)
			continue;
		fl_buf_printf(out, "%s%s", before, names[i].name);
		before = ", ";
	}
}
